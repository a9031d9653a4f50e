//! What a change of the device would break.

use migration::{assert_each_field_travels, assert_wire_format, Timer};

use super::{timer::HpetTimer, Hpet};

#[test]
fn wire_format() {
    assert_wire_format!(Hpet, "wire/hpet.txt");
}

#[test]
fn each_field_travels() {
    let mut timer = Hpet::new(3).timer;
    timer[2].cmp = 1;
    assert_each_field_travels! {
        Hpet = Hpet { config: 1, rtc_irq_level: 1, offset: 2, ..Hpet::new(3) };
        travel {
            config: 3,
            isr: 1,
            counter: 2,
            timer: timer,
            rtc_irq_level: 3,
            offset: 4,
        }
        refuse { num_timers_save: 4 }
        // What the machine was built with: not in the stream, but it counts what is.
        unchecked { num_timers }
    }
    assert_each_field_travels! {
        HpetTimer = HpetTimer::new(0);
        travel {
            tn: 1,
            config: 2,
            cmp: 3,
            fsb: 4,
            period: 5,
            wrap_flag: 6,
            qemu_timer: Timer::at(7),
        }
        omit { due: 8, last: 9 }
    }
}
