//! A device of scalars only, of all sizes.

macro_rules! mixed {
    ($flavour:ident { $($of_struct:tt)* }) => {
        $crate::workloads::$flavour! {
            /// Eighty scalars.
            $($of_struct)*
            pub struct Mixed {
                f00: u8,
                f01: u32,
                f02: bool,
                f03: u16,
                f04: u64,
                f05: u8,
                f06: u32,
                f07: bool,
                f08: u16,
                f09: u64,
                f10: u8,
                f11: u32,
                f12: bool,
                f13: u16,
                f14: u64,
                f15: u8,
                f16: u32,
                f17: bool,
                f18: u16,
                f19: u64,
                f20: u8,
                f21: u32,
                f22: bool,
                f23: u16,
                f24: u64,
                f25: u8,
                f26: u32,
                f27: bool,
                f28: u16,
                f29: u64,
                f30: u8,
                f31: u32,
                f32: bool,
                f33: u16,
                f34: u64,
                f35: u8,
                f36: u32,
                f37: bool,
                f38: u16,
                f39: u64,
                f40: u8,
                f41: u32,
                f42: bool,
                f43: u16,
                f44: u64,
                f45: u8,
                f46: u32,
                f47: bool,
                f48: u16,
                f49: u64,
                f50: u8,
                f51: u32,
                f52: bool,
                f53: u16,
                f54: u64,
                f55: u8,
                f56: u32,
                f57: bool,
                f58: u16,
                f59: u64,
                f60: u8,
                f61: u32,
                f62: bool,
                f63: u16,
                f64: u64,
                f65: u8,
                f66: u32,
                f67: bool,
                f68: u16,
                f69: u64,
                f70: u8,
                f71: u32,
                f72: bool,
                f73: u16,
                f74: u64,
                f75: u8,
                f76: u32,
                f77: bool,
                f78: u16,
                f79: u64,
            }
        }

        impl $crate::workloads::Workload for Mixed {
            const NAME: &'static str = "mixed";
            const VERSION_ID: u8 = 1;
        }
    };
}

/// With a table of its own.
pub mod in_place {
    mixed! {
        filled {
            #[derive(migration::VMState)]
            #[vmstate(name = "mixed", version_id = 1)]
        }
    }
}

/// With a shadow.
pub mod shadow {
    mixed! {
        filled {
            #[derive(migration::ToMigrationState)]
            #[migration_state(name = "mixed", version_id = 1)]
        }
    }
}

/// For other serializers.
#[allow(missing_debug_implementations, reason = "what rkyv generates has none")]
pub mod plain {
    mixed! { plain {} }
}
