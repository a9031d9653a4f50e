//! Each register and behaviour, through the same accesses as a guest's.

use migration::{load_state_mut, save_state};

use super::registers::{timer, CAPABILITIES, CONFIGURATION, COUNTER, STATUS};
use super::{Hpet, Outputs};

#[derive(Debug, PartialEq)]
enum Event {
    Level(u8, bool),
    Pulse(u8),
    Message(u32, u32),
    Pit(bool),
}

#[derive(Default)]
struct Recorder(Vec<Event>);

impl Outputs for Recorder {
    fn set_interrupt(&mut self, input: u8, level: bool) {
        self.0.push(Event::Level(input, level));
    }

    fn pulse_interrupt(&mut self, input: u8) {
        self.0.push(Event::Pulse(input));
    }

    fn send_message(&mut self, address: u32, data: u32) {
        self.0.push(Event::Message(address, data));
    }

    fn set_pit_enabled(&mut self, enabled: bool) {
        self.0.push(Event::Pit(enabled));
    }
}

/// Writes whole registers at time 0 and returns what that causes.
fn write(hpet: &mut Hpet, writes: &[(u64, u64)]) -> Vec<Event> {
    let mut recorder = Recorder::default();
    for (offset, value) in writes {
        hpet.write(*offset, 8, *value, 0, &mut recorder);
    }
    recorder.0
}

/// What happens until `now`, but for timers that nobody has set.
fn run(hpet: &mut Hpet, now: i64) -> Vec<Event> {
    let mut recorder = Recorder::default();
    hpet.run(now, &mut recorder);
    recorder.0.retain(|event| *event != Event::Level(0, false));
    recorder.0
}

#[test]
fn values_after_power_on() {
    let hpet = Hpet::new(3);
    assert_eq!(hpet.read(CAPABILITIES, 8, 0), 0x0098_9680_8086_a201);
    assert_eq!((hpet.read(CAPABILITIES, 4, 0), hpet.read(CAPABILITIES + 4, 4, 0)), (0x8086_a201, 10_000_000));
    for offset in [CONFIGURATION, STATUS, COUNTER] {
        assert_eq!(hpet.read(offset, 8, 99), 0);
    }
    for index in 0..3 {
        assert_eq!(timer(index).map(|offset| hpet.read(offset, 8, 0)), [0x4_0000_0030, u64::MAX, 0]);
    }
    assert_eq!([timer(3)[0], 0x18, 0x400].map(|offset| hpet.read(offset, 8, 0)), [0; 3]);
}

#[test]
fn reserved_bits_stay() {
    let mut hpet = Hpet::new(2);
    write(&mut hpet, &[(CAPABILITIES, 0), (timer(0)[0], u64::MAX), (timer(2)[0], u64::MAX)]);
    assert_eq!(hpet.read(CAPABILITIES, 8, 0), 0x0098_9680_8086_a101);
    assert_eq!(hpet.read(timer(0)[0], 8, 0), 0x4_0000_7f7e);
    write(&mut hpet, &[(timer(0)[0], 0), (CONFIGURATION, u64::MAX)]);
    assert_eq!((hpet.read(timer(0)[0], 8, 0), hpet.read(CONFIGURATION, 8, 0)), (0x4_0000_0030, 3));
}

#[test]
fn halves_can_be_accessed() {
    let mut hpet = Hpet::new(3);
    for offset in [COUNTER, timer(1)[1], timer(1)[2]] {
        hpet.write(offset, 4, 0x1111_2222, 0, &mut Recorder::default());
        hpet.write(offset + 4, 4, 0x3333_4444, 0, &mut Recorder::default());
        assert_eq!(hpet.read(offset, 8, 0), 0x3333_4444_1111_2222);
        assert_eq!((hpet.read(offset, 4, 0), hpet.read(offset + 4, 4, 0)), (0x1111_2222, 0x3333_4444));
    }
}

#[test]
fn counter_counts_while_it_is_on() {
    let mut hpet = Hpet::new(3);
    let at = |hpet: &mut Hpet, value, now| hpet.write(CONFIGURATION, 8, value, now, &mut Recorder::default());
    write(&mut hpet, &[(COUNTER, 50)]);
    assert_eq!(hpet.read(COUNTER, 8, 1000), 50);
    at(&mut hpet, 1, 1000);
    assert_eq!(hpet.read(COUNTER, 8, 1090), 59);
    at(&mut hpet, 0, 1200);
    assert_eq!(hpet.read(COUNTER, 8, 5000), 70);
    at(&mut hpet, 1, 6000);
    assert_eq!(hpet.read(COUNTER, 8, 6010), 71);
}

#[test]
fn edge_pulses_once() {
    let mut hpet = Hpet::new(3);
    write(&mut hpet, &[(timer(2)[0], 5 << 9 | 4), (timer(2)[1], 20_000), (CONFIGURATION, 1)]);
    assert_eq!(run(&mut hpet, 199_999), []);
    assert_eq!(run(&mut hpet, 200_000), [Event::Pulse(5)]);
    assert_eq!((hpet.read(STATUS, 8, 0), run(&mut hpet, 300_000)), (0, vec![]));
}

#[test]
fn level_stays_until_it_is_cleared() {
    let mut hpet = Hpet::new(3);
    write(&mut hpet, &[(timer(1)[0], 6 << 9 | 6), (timer(1)[1], 20_000), (CONFIGURATION, 1)]);
    assert_eq!(run(&mut hpet, 200_000), [Event::Level(6, true)]);
    assert_eq!(hpet.read(STATUS, 8, 0), 2);
    assert_eq!(write(&mut hpet, &[(STATUS, 5)]), []);
    assert_eq!(write(&mut hpet, &[(STATUS, 2)]), [Event::Level(6, false)]);
    assert_eq!(hpet.read(STATUS, 8, 0), 0);
}

#[test]
fn level_that_is_let_through_late_comes_at_once() {
    let mut hpet = Hpet::new(3);
    write(&mut hpet, &[(timer(1)[0], 6 << 9 | 2), (timer(1)[1], 20_000), (CONFIGURATION, 1)]);
    assert_eq!(run(&mut hpet, 200_000), [Event::Level(6, false)]);
    assert_eq!(hpet.read(STATUS, 8, 0), 2);
    assert_eq!(write(&mut hpet, &[(timer(1)[0], 6 << 9 | 6)]), [Event::Level(6, true)]);
    assert_eq!(write(&mut hpet, &[(timer(1)[0], 6 << 9 | 4)]), [Event::Level(6, false)]);
}

#[test]
fn message_goes_in_place_of_an_interrupt() {
    let mut hpet = Hpet::new(3);
    let route = 0xfee0_0000_0000_0041;
    write(&mut hpet, &[(timer(0)[0], 0x4004), (timer(0)[1], 20_000), (timer(0)[2], route), (CONFIGURATION, 1)]);
    assert_eq!(run(&mut hpet, 200_000), [Event::Message(0xfee0_0000, 0x41)]);
}

#[test]
fn periodic_timer_comes_again() {
    let mut hpet = Hpet::new(3);
    let [configuration, comparator, _] = timer(0);
    write(&mut hpet, &[(configuration, 0x4c), (comparator, 50_000), (comparator, 20_000), (CONFIGURATION, 1)]);
    run(&mut hpet, 0);
    assert_eq!(hpet.read(configuration, 8, 0), 0x4_0000_003c);
    for due in [500_000, 700_000, 900_000] {
        assert_eq!((hpet.next_event().unwrap(), hpet.read(comparator, 8, 0)), (due, due as u64 / 10));
        assert_eq!(run(&mut hpet, due), [Event::Pulse(0)]);
    }
    // What is late is made up for only once.
    assert_eq!(run(&mut hpet, 2_000_000), [Event::Pulse(0)]);
    assert_eq!(hpet.next_event(), Some(2_100_000));
}

/// What QEMU does when a driver sets the period while the counter counts.
#[test]
fn periodic_timer_that_is_set_again_waits() {
    for (comparator_value, period, due) in [(50_000, 20_000, 501_000), (50, 50, 1_500)] {
        let mut hpet = Hpet::new(3);
        let [configuration, comparator, _] = timer(0);
        write(&mut hpet, &[(CONFIGURATION, 1), (configuration, 0x4c)]);
        write(&mut hpet, &[(comparator, comparator_value), (comparator, period)]);
        assert_eq!(hpet.timer[0].qemu_timer.expires(), Some(due));
    }
}

#[test]
fn narrow_timer_also_comes_when_the_counter_wraps() {
    let mut hpet = Hpet::new(3);
    write(&mut hpet, &[(COUNTER, 0xffff_f000), (timer(0)[0], 0x104), (timer(0)[1], 0x7_0000_1000)]);
    assert_eq!(hpet.read(timer(0)[1], 8, 0), 0x1000);
    write(&mut hpet, &[(CONFIGURATION, 1)]);
    run(&mut hpet, 0);
    for due in [0x1000 * 10, 0x2000 * 10] {
        assert_eq!((hpet.next_event(), run(&mut hpet, due)), (Some(due), vec![Event::Pulse(0)]));
    }
}

#[test]
fn legacy_takes_the_inputs_of_pit_and_rtc() {
    let mut hpet = Hpet::new(3);
    let mut recorder = Recorder::default();
    hpet.set_rtc_interrupt(true, &mut recorder);
    hpet.set_pit_interrupt(true, &mut recorder);
    assert_eq!(recorder.0, [Event::Level(8, true), Event::Level(0, true)]);
    let taken = [Event::Level(0, false), Event::Pit(false), Event::Level(8, false)];
    assert_eq!(write(&mut hpet, &[(CONFIGURATION, 2)]), taken);

    write(&mut hpet, &[(timer(0)[0], 4), (timer(1)[0], 4), (timer(0)[1], 9), (timer(1)[1], 9), (CONFIGURATION, 3)]);
    assert_eq!(run(&mut hpet, 90), [Event::Pulse(0), Event::Pulse(8)]);
    let mut recorder = Recorder::default();
    hpet.set_pit_interrupt(true, &mut recorder);
    assert_eq!(recorder.0, []);

    let returned = [Event::Level(0, false), Event::Pit(true), Event::Level(8, true)];
    assert_eq!(write(&mut hpet, &[(CONFIGURATION, 1)]), returned);
}

#[test]
fn reset_takes_everything_back() {
    let mut hpet = Hpet::new(3);
    write(&mut hpet, &[(timer(1)[0], 6 << 9 | 6), (timer(1)[1], 9), (COUNTER, 1), (CONFIGURATION, 1)]);
    run(&mut hpet, 1000);
    hpet.reset(&mut Recorder::default());
    assert_eq!(save_state(&hpet).unwrap(), save_state(&Hpet::new(3)).unwrap());
}

#[test]
fn only_the_timers_that_there_are_travel() {
    for number in [1, 2, 3, 32] {
        let mut hpet = Hpet::new(number);
        hpet.timer[usize::from(number) - 1].fsb = 0x0102_0304_0506_0708;
        let payload = save_state(&hpet).unwrap();
        assert_eq!(payload.len(), 25 + 42 * usize::from(number));
        assert_eq!((payload[24], &payload[payload.len() - 25..][..8]), (number, &[1, 2, 3, 4, 5, 6, 7, 8][..]));
        let mut loaded = Hpet::new(number);
        load_state_mut(&mut loaded, &payload, 2).unwrap();
        assert_eq!(save_state(&loaded).unwrap(), payload);
    }
}

#[test]
fn other_number_of_timers_is_refused() {
    for (here, there) in [(3, 4), (2, 3), (3, 32), (3, 0), (3, 255)] {
        let mut hpet = Hpet::new(here);
        let mut payload = save_state(&Hpet::new(there.clamp(here, 32))).unwrap();
        payload[24] = there;
        let error = load_state_mut(&mut hpet, &payload, 2).unwrap_err();
        assert!(error.to_string().contains(&format!("expected {here} timers, found {there}")), "{error}");
        assert_eq!(hpet, Hpet::new(here));
    }
    // These end before it can be told.
    for (here, there) in [(4, 3), (32, 3), (2, 1)] {
        let error = load_state_mut(&mut Hpet::new(here), &save_state(&Hpet::new(there)).unwrap(), 2).unwrap_err();
        assert!(error.to_string().starts_with(&format!("hpet.timer[{there}].tn at offset")), "{error}");
    }
}

#[test]
fn timers_beyond_the_registers_are_out_of_reach() {
    let mut hpet = Hpet::new(32);
    assert_eq!(hpet.read(CAPABILITIES, 4, 0), 0x8086_bf01);
    write(&mut hpet, &[(timer(23)[2], 7), (timer(24)[2], 7)]);
    assert_eq!((hpet.timer[23].fsb, hpet.timer[24].fsb), (7, 0));
    assert_eq!([timer(23)[2], timer(24)[2]].map(|offset| hpet.read(offset, 8, 0)), [7, 0]);
    // Each has its own bit of the status.
    write(&mut hpet, &[(timer(23)[0], 7 << 9 | 6), (timer(23)[1], 9), (CONFIGURATION, 1)]);
    run(&mut hpet, 1000);
    assert_eq!(hpet.read(STATUS, 8, 0), 1 << 23);
}

#[test]
fn loaded_timer_goes_on() {
    let mut hpet = Hpet::new(3);
    let [configuration, comparator, _] = timer(0);
    write(&mut hpet, &[(configuration, 0x4c), (comparator, 50_000), (comparator, 20_000), (CONFIGURATION, 1)]);
    run(&mut hpet, 0);
    run(&mut hpet, 500_000);
    hpet.prepare_to_save(600_000);
    let payload = save_state(&hpet).unwrap();
    let mut loaded = Hpet::new(3);
    load_state_mut(&mut loaded, &payload, 2).unwrap();
    assert_eq!(loaded.read(COUNTER, 8, 650_000), 65_000);
    assert_eq!((loaded.next_event(), run(&mut loaded, 700_000)), (Some(700_000), vec![Event::Pulse(0)]));
    assert_eq!(loaded.next_event(), Some(900_000));
}

#[test]
fn any_state_and_time_is_fine() {
    for byte in [0, 0x7f, 0x80, 0xff] {
        let mut hpet = Hpet::new(3);
        let mut payload = vec![byte; 151];
        payload[24] = 3;
        load_state_mut(&mut hpet, &payload, 2).unwrap();
        for now in [0, i64::MIN, i64::MAX, -1] {
            run(&mut hpet, now);
            hpet.prepare_to_save(now);
            for offset in (0..0x420).step_by(4) {
                hpet.read(offset, 4, now);
                hpet.write(offset, 8, u64::from_ne_bytes([byte; 8]), now, &mut Recorder::default());
            }
        }
    }
}
