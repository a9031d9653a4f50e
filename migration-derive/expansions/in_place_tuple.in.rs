struct Ring(u8, #[vmstate(len = _0)] [u16; 4], #[vmstate(name = "tail")] u8);
