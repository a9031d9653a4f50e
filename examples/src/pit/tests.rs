//! Each register and mode, through the same accesses as a guest's.

use migration::{load_state_mut, save_state};

use super::registers::{CHANNEL_0, CHANNEL_1, CHANNEL_2, CONTROL};
use super::Pit;

/// The time, rounded up, at which this many ticks are over.
fn after(ticks: i64) -> i64 {
    (ticks * 1_000_000_000 + 1_193_181) / 1_193_182
}

fn channel_2(mode: u8, count: u8) -> Pit {
    let mut pit = Pit::new(0);
    pit.write(CONTROL, 0x90 | mode << 1, 0);
    pit.write(CHANNEL_2, count, 0);
    pit
}

fn outputs(pit: &Pit, ticks: i64) -> String {
    (0..ticks).map(|tick| if pit.channel(2).unwrap().output(after(tick)) { 'H' } else { 'l' }).collect()
}

#[test]
fn outputs_of_the_modes() {
    let expected =
        [(0, "llllHHHHHHHH"), (1, "llllHHHHHHHH"), (3, "HHllHHllHHll"), (4, "llllHlllllll"), (5, "llllHlllllll")];
    for (mode, expected) in expected {
        assert_eq!(outputs(&channel_2(mode, 4), 12), expected, "mode {mode}");
    }
    assert_eq!(outputs(&channel_2(2, 4), 12), "llllHlllHlll", "mode 2");
    assert_eq!(outputs(&channel_2(3, 5), 10), "HHHllHHHll", "an odd count");
}

#[test]
fn counters_of_the_modes() {
    for (mode, expected) in
        [(0, [4, 3, 2, 1, 0, 255]), (2, [4, 3, 2, 1, 4, 3]), (3, [4, 2, 4, 2, 4, 2]), (5, [4, 3, 2, 1, 0, 255])]
    {
        let mut pit = channel_2(mode, 4);
        let found = [0, 1, 2, 3, 4, 5].map(|tick| pit.read(CHANNEL_2, after(tick)));
        assert_eq!(found, expected, "mode {mode}");
    }
}

#[test]
fn bytes_are_accessed_as_chosen() {
    let mut pit = Pit::new(0);
    pit.write(CONTROL, 0x60, 0);
    pit.write(CHANNEL_1, 0x12, 0);
    assert_eq!((pit.channels_count(1), pit.read(CHANNEL_1, 0)), (0x1200, 0x12));
    pit.write(CONTROL, 0x70, 0);
    pit.write(CHANNEL_1, 0x34, 0);
    assert_eq!(pit.channels_count(1), 0x1200, "half a count changes nothing");
    pit.write(CHANNEL_1, 0x56, 0);
    assert_eq!([0; 3].map(|now| pit.read(CHANNEL_1, now)), [0x34, 0x56, 0x34]);
    pit.write(CHANNEL_1, 0, 0);
    pit.write(CHANNEL_1, 0, 0);
    assert_eq!(pit.channels_count(1), 0x1_0000);
    assert_eq!(pit.read(CONTROL, 0), 0);
}

#[test]
fn latched_values_stay_until_they_are_read() {
    let mut pit = Pit::new(0);
    pit.write(CONTROL, 0xb0, 0);
    pit.write(CHANNEL_2, 0x00, 0);
    pit.write(CHANNEL_2, 0x10, 0);
    pit.write(CONTROL, 0x80, after(1));
    pit.write(CONTROL, 0x80, after(9));
    pit.write(CONTROL, 0xe8, after(9));
    assert_eq!(pit.read(CHANNEL_2, 0), 0x30, "status: low, both bytes, mode 0");
    assert_eq!([pit.read(CHANNEL_2, 0), pit.read(CHANNEL_2, 0)], [0xff, 0x0f]);
    assert_eq!([pit.read(CHANNEL_2, after(2)), pit.read(CHANNEL_2, after(2))], [0xfe, 0x0f]);
}

#[test]
fn gate_restarts_a_period() {
    let mut pit = channel_2(2, 100);
    pit.set_gate(2, true, after(60));
    assert_eq!(pit.read(CHANNEL_2, after(70)), 90);
    pit.set_gate(2, false, after(80));
    assert_eq!(pit.read(CHANNEL_2, after(90)), 70, "and does not stop it");
    let mut pit = channel_2(0, 100);
    pit.set_gate(2, true, after(60));
    assert_eq!(pit.read(CHANNEL_2, after(70)), 30);
}

#[test]
fn events_are_the_changes_of_the_interrupt() {
    for mode in [0, 1, 3, 4, 5, 6, 7] {
        let mut pit = Pit::new(0);
        pit.write(CONTROL, 0x10 | mode << 1, 0);
        pit.write(CHANNEL_0, 5, 0);
        let (mut level, mut changes) = (pit.interrupt(0), 0);
        for now in 0..after(21) {
            let is_due = pit.next_event().is_some_and(|time| time <= now);
            pit.run(now);
            let is_new = pit.interrupt(now) != level;
            // A tick and a nanosecond do not fit: an event may be a little early, and then comes again.
            assert!(is_due || !is_new, "mode {mode}, {now} ns: a change without an event");
            level ^= is_new;
            changes += u8::from(is_new);
        }
        let expected = [1, 1, 0, 8, 2, 2, 1, 1][usize::from(mode)];
        assert_eq!(changes, expected, "mode {mode}");
    }
}

#[test]
fn rate_generator_interrupts_once_a_period() {
    let mut pit = Pit::new(0);
    pit.write(CONTROL, 0x14, 0);
    pit.write(CHANNEL_0, 100, 0);
    let (mut rises, mut level) = (Vec::new(), pit.interrupt(0));
    while let Some(now) = pit.next_event().filter(|now| *now < after(451)) {
        pit.run(now);
        let before = core::mem::replace(&mut level, pit.interrupt(now));
        if level && !before {
            rises.push(now);
        }
    }
    let expected = [1, 2, 3, 4].map(|period| after(period * 100 + 1) - 1);
    assert_eq!(rises, expected);
}

#[test]
fn hpet_takes_the_interrupt_over() {
    let mut pit = Pit::new(0);
    assert!(pit.interrupt(0));
    pit.set_interrupt_enabled(false, 0);
    assert_eq!((pit.interrupt(0), pit.next_event()), (false, None));
    pit.set_interrupt_enabled(true, 0);
    assert!(pit.interrupt(0));
}

#[test]
fn impossible_counts_are_refused() {
    for count in [0, -1, 0x1_0001_i32] {
        let mut payload = save_state(&Pit::new(0)).unwrap();
        payload[36..40].copy_from_slice(&count.to_be_bytes());
        check_refused(&payload, "i8254.channels[1].count at offset 0x24", &format!("1..=65536, found {count}"));
    }
    for (count, bytes) in [(1, [0, 0, 0, 1]), (0x1_0000, [0, 1, 0, 0])] {
        let mut pit = Pit::new(0);
        let mut payload = save_state(&pit).unwrap();
        payload[36..40].copy_from_slice(&bytes);
        load_state_mut(&mut pit, &payload, 3).unwrap();
        assert_eq!(pit.channels_count(1), count);
    }
}

fn check_refused(payload: &[u8], place: &str, fault: &str) {
    let mut pit = Pit::new(0);
    let error = load_state_mut(&mut pit, payload, 3).unwrap_err().to_string();
    assert!(error.starts_with(place) && error.ends_with(fault), "{error}");
    assert_eq!(pit, Pit::new(0));
}

/// QEMU takes any byte, but none of its devices comes to these.
#[test]
fn what_no_device_can_be_in_is_refused() {
    for (offset, member, last) in
        [(42, "count_latched", 4), (45, "read_state", 4), (46, "write_state", 4), (48, "rw_mode", 4), (49, "mode", 7)]
    {
        let mut payload = save_state(&Pit::new(0)).unwrap();
        for value in 0..=last {
            payload[offset] = value;
            let mut pit = Pit::new(0);
            load_state_mut(&mut pit, &payload, 3).unwrap();
            assert_eq!(save_state(&pit).unwrap(), payload);
        }
        for value in [last + 1, 0xff] {
            payload[offset] = value;
            let place = format!("i8254.channels[1].{member} at offset {offset:#x}");
            check_refused(&payload, &place, &format!("found {value}"));
        }
    }
}

#[test]
fn the_last_of_two_transitions_counts() {
    let mut pit = Pit::new(0);
    let mut payload = save_state(&pit).unwrap();
    payload[28..36].copy_from_slice(&[1; 8]);
    load_state_mut(&mut pit, &payload, 3).unwrap();
    assert_eq!(pit, Pit::new(0));
    // Version 2 has no first field.
    load_state_mut(&mut pit, &payload[4..], 2).unwrap();
    assert_eq!(pit, Pit::new(0));
}

#[test]
fn any_time_is_fine() {
    let mut pit = Pit::new(i64::MAX);
    for now in [i64::MIN, -1, 0, i64::MAX] {
        for mode in 0..8 {
            pit.write(CONTROL, 0x30 | mode << 1, now);
            pit.write(CHANNEL_0, 1, i64::MIN);
            pit.write(CHANNEL_0, 0, i64::MIN);
            pit.run(now);
            pit.read(CHANNEL_0, now);
            pit.interrupt(now);
            pit.set_interrupt_enabled(true, now);
        }
    }
}

impl Pit {
    fn channels_count(&self, index: usize) -> i32 {
        self.channel(index).unwrap().count
    }
}
