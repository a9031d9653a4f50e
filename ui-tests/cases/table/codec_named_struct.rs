use std::ffi::CStr;

use migration::{
    impl_vmstate_codec,
    kinds::{Codec, Decoder, Encoder},
    vmstate_of, Field, InvalidError,
};

#[derive(Clone, Default)]
struct Level(u8);

impl Codec for Level {
    const NAME: &'static CStr = c"struct";
    const MAX_WIRE_LEN: usize = 1;

    fn encode(&self, output: &mut Encoder<'_>) -> Result<(), InvalidError> {
        output.put_u8(self.0);
        Ok(())
    }

    fn decode(input: &mut Decoder<'_>) -> Result<Self, InvalidError> {
        input.get_u8().map(Self)
    }
}
impl_vmstate_codec!(Level);

struct Device {
    level: Level,
}

const LEVEL: Field<Device> = vmstate_of!(Device, level);

fn main() {
    let _ = LEVEL;
}
