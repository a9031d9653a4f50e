//! Formats of their own.

use super::Contender;
use crate::workloads::Workload;
use core::mem::take;
use rkyv::{
    api::low,
    rancor::{Failure, Strategy},
    ser::{allocator::SubAllocator, Serializer},
    util::AlignedVec,
};

/// `postcard`: numbers of variable length.
#[derive(Debug, Default)]
pub struct Postcard {
    output: Vec<u8>,
}

impl<T: Workload + serde::Serialize + serde::de::DeserializeOwned> Contender<T> for Postcard {
    const NAME: &'static str = "postcard";

    #[inline]
    fn save(&mut self, device: &T) -> &[u8] {
        // A number of 64 bits may take ten bytes, one of 32 bits five.
        self.output.resize(size_of::<T>() * 5 / 4 + 64, 0);
        postcard::to_slice(device, &mut self.output).unwrap()
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], device: &mut T) {
        *device = postcard::from_bytes(bytes).unwrap();
    }
}

/// `rkyv`: the memory of a struct in a fixed layout, in the byte order of the machine.
#[derive(Debug, Default)]
pub struct Rkyv {
    output: AlignedVec,
    aligned: AlignedVec,
}

type RkyvSerializer<'a> = Strategy<Serializer<AlignedVec, SubAllocator<'a>, ()>, Failure>;

impl<T> Contender<T> for Rkyv
where
    T: Workload + rkyv::Archive + for<'a> rkyv::Serialize<RkyvSerializer<'a>>,
    T::Archived: for<'a> rkyv::bytecheck::CheckBytes<low::LowValidator<'a, Failure>>
        + rkyv::Deserialize<T, Strategy<(), Failure>>,
{
    const NAME: &'static str = "rkyv";

    #[inline]
    fn save(&mut self, device: &T) -> &[u8] {
        let mut output = take(&mut self.output);
        output.clear();
        self.output = low::to_bytes_in_with_alloc(device, output, SubAllocator::new(&mut [])).unwrap();
        &self.output
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], device: &mut T) {
        // Whoever receives bytes for it receives them into aligned memory.
        if self.aligned.is_empty() {
            self.aligned.extend_from_slice(bytes);
        }
        let archived = low::access::<T::Archived, Failure>(core::hint::black_box(&self.aligned)).unwrap();
        *device = low::deserialize(archived).unwrap();
    }
}

/// `bitcode`: each field's values together, packed.
#[derive(Default)]
pub struct Bitcode {
    buffer: bitcode::Buffer,
}

impl<T: Workload + bitcode::Encode + bitcode::DecodeOwned> Contender<T> for Bitcode {
    const NAME: &'static str = "bitcode";

    #[inline]
    fn save(&mut self, device: &T) -> &[u8] {
        self.buffer.encode(device)
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], device: &mut T) {
        *device = self.buffer.decode(bytes).unwrap();
    }
}

/// `serde_json`: text.
#[derive(Debug, Default)]
pub struct Json {
    output: Vec<u8>,
}

impl<T: Workload + serde::Serialize + serde::de::DeserializeOwned> Contender<T> for Json {
    const NAME: &'static str = "serde_json";

    #[inline]
    fn save(&mut self, device: &T) -> &[u8] {
        self.output.clear();
        serde_json::to_writer(&mut self.output, device).unwrap();
        &self.output
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], device: &mut T) {
        *device = serde_json::from_slice(bytes).unwrap();
    }
}
