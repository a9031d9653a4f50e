//! What a change of the device would break.

use migration::{assert_each_field_travels, assert_wire_format, Timer};

use super::{
    registers::{register_b, REGISTER_B},
    Rtc,
};

#[test]
fn wire_format() {
    assert_wire_format!(Rtc, "wire/mc146818rtc.txt");
}

/// With a periodic interrupt, of which the guest has missed one.
fn interrupting() -> Rtc {
    let mut rtc = Rtc { irq_reinject_on_ack_count: 1, ..Rtc::new(1_000_000_000, 0) };
    *rtc.register(REGISTER_B) |= register_b::PERIODIC;
    rtc.start_period(0, 0, false);
    rtc
}

#[test]
fn each_field_travels() {
    assert_each_field_travels! {
        Rtc = interrupting();
        travel {
            cmos_data: {
                let mut data = interrupting().cmos_data;
                data[127] = 7;
                data
            },
            cmos_index: 1,
            periodic_timer: Timer::at(2),
            next_periodic_time: 3,
            irq_coalesced: 4,
            base: 6,
            last_update: 7,
            offset: 8,
            update_timer: Timer::at(9),
            next_alarm_time: 10,
            irq_reinject_on_ack_count: 11,
        }
        recompute { period: 5 }
        omit { has_only_registers: true }
        // They have no value.
        unchecked { unused_time, unused_timers }
    }
}
