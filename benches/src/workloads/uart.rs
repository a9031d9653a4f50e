//! A small device: a few registers, a FIFO, and a subsection.

macro_rules! uart {
    ($flavour:ident { $($of_struct:tt)* } { $($of_clock:tt)* }) => {
        $crate::workloads::$flavour! {
            /// A serial port.
            $($of_struct)*
            pub struct Uart {
                readbuff: u32,
                flags: u32,
                lcr: u32,
                rsr: u32,
                cr: u32,
                dmacr: u32,
                int_enabled: u32,
                int_level: u32,
                ilpr: u32,
                ibrd: u32,
                fbrd: u32,
                ifl: u32,
                read_fifo: [u32; 16],
                read_pos: i32,
                read_count: i32,
                read_trigger: i32,
                $($of_clock)*
                clk_period: u64,
            }
        }

        impl $crate::workloads::Workload for Uart {
            const NAME: &'static str = "uart";
            const VERSION_ID: u8 = 2;
        }
    };
}

/// With a table of its own.
pub mod in_place {
    uart! {
        filled {
            #[derive(migration::VMState)]
            #[vmstate(name = "peer-uart", version_id = 2)]
        } {
            #[vmstate(subsection = "peer-uart/clock", needed = Self::has_clock)]
        }
    }

    impl Uart {
        fn has_clock(&self) -> bool {
            true
        }
    }
}

/// With a shadow.
pub mod shadow {
    uart! {
        filled {
            #[derive(migration::ToMigrationState)]
            #[migration_state(name = "peer-uart", version_id = 2)]
        } {
            #[migration_state(subsection = "peer-uart/clock", needed = Self::has_clock)]
        }
    }

    impl Uart {
        fn has_clock(&self) -> bool {
            true
        }
    }
}

/// For other serializers, which know no subsections: the clock is a field like others.
#[allow(missing_debug_implementations, reason = "what rkyv generates has none")]
pub mod plain {
    uart! { plain {} {} }
}
