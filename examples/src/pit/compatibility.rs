//! What a change of the device would break.

use migration::{assert_each_field_travels, assert_wire_format};

use super::{
    values::{Access, Mode},
    Channel, Pit,
};

#[test]
fn wire_format() {
    assert_wire_format!(Pit, "wire/i8254.txt");
}

#[test]
fn each_field_travels() {
    let mut channels = Pit::new(0).channels;
    channels[2].gate = 1;
    assert_each_field_travels! {
        Pit = Pit::new(0);
        travel { irq_disabled: 1, channels: channels.clone() }
        // It is the first channel's once more, and no value of its own.
        unchecked { next_transition_time }
    }
    assert_each_field_travels! {
        Channel = Channel::new(true, 0);
        travel {
            count: 1,
            latched_count: 2,
            count_latched: Access::Low,
            status_latched: 3,
            status: 4,
            read_state: Access::High,
            write_state: Access::Both,
            write_latch: 5,
            rw_mode: Access::Low,
            mode: Mode::Rate,
            bcd: 6,
            gate: 0,
            count_load_time: 7,
            next_transition_time: 8,
        }
    }
}
