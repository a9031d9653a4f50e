//! A device with an array of structs, which a field counts.

macro_rules! timers {
    ($flavour:ident { $($of_element:tt)* } { $($of_struct:tt)* } { $($of_elements:tt)* }) => {
        $crate::workloads::$flavour! {
            /// One timer.
            $($of_element)*
            pub struct TimerElem {
                tn: u8,
                config: u64,
                cmp: u64,
                fsb: u64,
                period: u64,
                wrap_flag: u8,
                expire: i64,
            }
        }

        $crate::workloads::$flavour! {
            /// A block of timers.
            $($of_struct)*
            pub struct Timers {
                config: u64,
                isr: u64,
                counter: u64,
                num_timers: u8,
                $($of_elements)*
                timer: [TimerElem; 32],
            }
        }

        impl $crate::workloads::Workload for Timers {
            const NAME: &'static str = "timers";
            const VERSION_ID: u8 = 2;

            fn set_literals(&mut self) {
                self.num_timers = self.timer.len() as u8;
                for (number, timer) in (0..).zip(&mut self.timer) {
                    // The fifth is the byte that begins a subsection.
                    timer.tn = number;
                    timer.wrap_flag = number & 1;
                }
            }
        }
    };
}

/// With a table of its own.
pub mod in_place {
    timers! {
        filled {
            #[derive(migration::VMState)]
            #[vmstate(name = "peer-timer", version_id = 3)]
        } {
            #[derive(migration::VMState)]
            #[vmstate(name = "peer-timers", version_id = 2)]
        } {
            #[vmstate(len = num_timers)]
        }
    }
}

/// With a shadow.
pub mod shadow {
    timers! {
        filled {
            #[derive(migration::ToMigrationState)]
            #[migration_state(name = "peer-timer", version_id = 3)]
        } {
            #[derive(migration::ToMigrationState)]
            #[migration_state(name = "peer-timers", version_id = 2)]
        } {
            #[migration_state(len = num_timers)]
        }
    }
}

/// For other serializers, which send all elements without looking at the count.
#[allow(missing_debug_implementations, reason = "what rkyv generates has none")]
pub mod plain {
    timers! { plain {} {} {} }
}
