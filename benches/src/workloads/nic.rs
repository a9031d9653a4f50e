//! A large device: many registers, and arrays that are nearly all of its bytes.

macro_rules! nic {
    ($flavour:ident { $($of_struct:tt)* } { $($of_numbers:tt)* } $Buffer:ty { $($of_buffer:tt)* }) => {
        $crate::workloads::$flavour! {
            /// A network card.
            $($of_struct)*
            pub struct Nic {
                reg00: u32,
                reg01: u32,
                reg02: u32,
                reg03: u32,
                reg04: u32,
                reg05: u32,
                reg06: u32,
                reg07: u32,
                reg08: u32,
                reg09: u32,
                reg10: u32,
                reg11: u32,
                reg12: u32,
                reg13: u32,
                reg14: u32,
                reg15: u32,
                reg16: u32,
                reg17: u32,
                reg18: u32,
                reg19: u32,
                reg20: u32,
                reg21: u32,
                reg22: u32,
                reg23: u32,
                reg24: u32,
                reg25: u32,
                reg26: u32,
                reg27: u32,
                reg28: u32,
                reg29: u32,
                reg30: u32,
                reg31: u32,
                reg32: u32,
                reg33: u32,
                reg34: u32,
                reg35: u32,
                reg36: u32,
                reg37: u32,
                reg38: u32,
                reg39: u32,
                $($of_numbers)*
                mac_reg: [u32; 0x8000],
                $($of_numbers)*
                eeprom: [u16; 64],
                $($of_buffer)*
                tx_buf: $Buffer,
            }
        }

        impl $crate::workloads::Workload for Nic {
            const NAME: &'static str = "nic";
            const VERSION_ID: u8 = 2;
        }
    };
}

/// With a table of its own.
pub mod in_place {
    nic! {
        filled {
            #[derive(migration::VMState)]
            #[vmstate(name = "peer-nic", version_id = 2, minimum_version_id = 1)]
        } {} migration::Buffer<4096> {}
    }
}

/// With a shadow.
pub mod shadow {
    nic! {
        filled {
            #[derive(migration::ToMigrationState)]
            #[migration_state(name = "peer-nic", version_id = 2, minimum_version_id = 1)]
        } {} migration::Buffer<4096> {}
    }
}

/// For other serializers.
#[allow(missing_debug_implementations, reason = "what rkyv generates has none")]
pub mod plain {
    nic! {
        plain {} {
            #[serde(with = "serde_big_array::BigArray")]
        } [u8; 4096] {
            #[serde(with = "serde_bytes")]
        }
    }
}
