//! The formats that are the fields one after the other, with the bytes of the wire wherever there are no subsections.

use super::Contender;
use crate::workloads::Workload;
use core::mem::MaybeUninit;
use wincode::config::{Deserialize, Serialize};

/// `bincode` 2, into and out of a slice.
#[derive(Debug, Default)]
pub struct Bincode {
    output: Vec<u8>,
}

type BincodeConfig = bincode::config::Configuration<bincode::config::BigEndian, bincode::config::Fixint>;
const BINCODE: BincodeConfig = bincode::config::standard().with_big_endian().with_fixed_int_encoding();

impl<T: Workload + bincode::Encode + bincode::Decode<()>> Contender<T> for Bincode {
    const NAME: &'static str = "bincode";

    #[inline]
    fn save(&mut self, device: &T) -> &[u8] {
        // No format here is larger than the struct.
        self.output.resize(size_of::<T>(), 0);
        let len = bincode::encode_into_slice(device, &mut self.output, BINCODE).unwrap();
        &self.output[..len]
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], device: &mut T) {
        (*device, _) = bincode::decode_from_slice(bytes, BINCODE).unwrap();
    }
}

/// `wincode`, into a slice, and out of one into the device's own memory.
#[derive(Debug, Default)]
pub struct Wincode {
    output: Vec<u8>,
}

/// Big-endian; all else as it is by default.
type WincodeConfig = wincode::config::Configuration<
    true,
    { wincode::config::DEFAULT_PREALLOCATION_SIZE_LIMIT },
    wincode::len::BincodeLen,
    wincode::int_encoding::BigEndian,
>;
const WINCODE: WincodeConfig = wincode::config::Configuration::default().with_big_endian();

impl<T> Contender<T> for Wincode
where
    T: Workload + wincode::SchemaWrite<WincodeConfig, Src = T>,
    T: for<'de> wincode::SchemaRead<'de, WincodeConfig, Dst = T>,
{
    const NAME: &'static str = "wincode";

    #[inline]
    fn save(&mut self, device: &T) -> &[u8] {
        let len = T::serialized_size(device, WINCODE).unwrap() as usize;
        self.output.resize(len, 0);
        T::serialize_into(&mut self.output[..], device, WINCODE).unwrap();
        &self.output
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], device: &mut T) {
        // SAFETY: a device has no destructor, and what a failed load leaves in it, which ends the program, are values or
        // what was there.
        let memory = unsafe { &mut *core::ptr::from_mut(device).cast::<MaybeUninit<T>>() };
        T::deserialize_into(bytes, memory, WINCODE).unwrap();
    }
}
