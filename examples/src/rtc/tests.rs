//! Each register and behaviour, through the same accesses as a guest's.

use super::registers::{
    CENTURY, CENTURY_PS2, DATA, DAY, HOURS, HOURS_ALARM, INDEX, MINUTES, MINUTES_ALARM, MONTH, REGISTER_A, REGISTER_B,
    REGISTER_C, REGISTER_D, SECONDS, SECONDS_ALARM, WEEKDAY, YEAR,
};
use super::Rtc;
use migration::{load_state_mut, save_state};

const SECOND: i64 = 1_000_000_000;

/// 2006-06-17 16:01:21, a Saturday.
fn rtc() -> Rtc {
    Rtc::new(1_150_560_081, 0)
}

fn read(rtc: &mut Rtc, register: u8, now: i64) -> u8 {
    rtc.write(INDEX, register, now);
    rtc.read(DATA, now)
}

fn write(rtc: &mut Rtc, now: i64, writes: &[(u8, u8)]) {
    for (register, value) in writes {
        rtc.write(INDEX, *register, now);
        rtc.write(DATA, *value, now);
    }
}

const TIME: [u8; 8] = [CENTURY, YEAR, MONTH, DAY, WEEKDAY, HOURS, MINUTES, SECONDS];

fn time(rtc: &mut Rtc, now: i64) -> [u8; 8] {
    TIME.map(|register| read(rtc, register, now))
}

#[test]
fn values_after_power_on() {
    let mut rtc = rtc();
    assert_eq!(time(&mut rtc, 0), [0x20, 0x06, 0x06, 0x17, 0x07, 0x16, 0x01, 0x21]);
    let registers = [REGISTER_A, REGISTER_B, REGISTER_C, REGISTER_D].map(|register| read(&mut rtc, register, 0));
    assert_eq!(registers, [0x26, 0x02, 0, 0x80]);
    assert_eq!(rtc.read(INDEX, 0), 0xff);
}

#[test]
fn formats_of_the_time() {
    let mut rtc = rtc();
    write(&mut rtc, 0, &[(REGISTER_B, 0x06)]);
    assert_eq!(time(&mut rtc, 0), [20, 6, 6, 17, 7, 16, 1, 21]);
    write(&mut rtc, 0, &[(REGISTER_B, 0x00)]);
    for (now, expected) in [(0, 0x84), (8 * 3600, 0x12), (9 * 3600, 0x01), (20 * 3600, 0x92)] {
        assert_eq!(read(&mut rtc, HOURS, now * SECOND), expected);
    }
    write(&mut rtc, 0, &[(HOURS, 0x12)]);
    write(&mut rtc, 0, &[(REGISTER_B, 0x02)]);
    assert_eq!(read(&mut rtc, HOURS, 0), 0x00);
}

#[test]
fn memory_keeps_what_is_written() {
    let mut rtc = rtc();
    for register in 0x0e..0x80 {
        if register != CENTURY && register != CENTURY_PS2 {
            write(&mut rtc, 0, &[(register, register ^ 0x5a)]);
            assert_eq!(read(&mut rtc, register | 0x80, 0), register ^ 0x5a);
        }
    }
    write(&mut rtc, 0, &[(REGISTER_C, 0xff), (REGISTER_D, 0)]);
    assert_eq!((read(&mut rtc, REGISTER_C, 0), read(&mut rtc, REGISTER_D, 0)), (0, 0x80));
}

#[test]
fn century_has_two_places() {
    let mut rtc = rtc();
    write(&mut rtc, 0, &[(CENTURY_PS2, 0x21)]);
    assert_eq!((read(&mut rtc, CENTURY, 0), read(&mut rtc, CENTURY_PS2, 0)), (0x21, 0x21));
    assert_eq!(rtc.cmos_index, CENTURY);
}

#[test]
fn time_stands_still_while_it_is_set() {
    let mut rtc = rtc();
    write(&mut rtc, 3 * SECOND, &[(REGISTER_B, 0x82), (MINUTES, 0x59), (SECONDS, 0x58)]);
    assert_eq!(time(&mut rtc, 9 * SECOND)[6..], [0x59, 0x58]);
    write(&mut rtc, 9 * SECOND, &[(REGISTER_B, 0x02)]);
    assert_eq!(time(&mut rtc, 12 * SECOND)[5..], [0x17, 0x00, 0x01]);
}

#[test]
fn divider_holds_the_time() {
    let mut rtc = rtc();
    write(&mut rtc, 0, &[(REGISTER_A, 0x76)]);
    assert_eq!((rtc.next_event(), read(&mut rtc, SECONDS, 5 * SECOND)), (None, 0x21));
    write(&mut rtc, 5 * SECOND, &[(REGISTER_A, 0x26)]);
    assert_eq!(rtc.next_event(), Some(5 * SECOND + SECOND / 2));
}

#[test]
fn updates_end_each_second() {
    let mut rtc = rtc();
    write(&mut rtc, SECOND / 3, &[(REGISTER_B, 0x12)]);
    assert_eq!(rtc.next_event(), Some(SECOND));
    assert_eq!(read(&mut rtc, REGISTER_A, SECOND - 250_000), 0x26);
    assert_eq!(read(&mut rtc, REGISTER_A, SECOND - 244_000), 0xa6);
    rtc.run(SECOND);
    assert!(rtc.interrupt());
    assert_eq!(read(&mut rtc, REGISTER_A, SECOND), 0x26);
    assert_eq!(read(&mut rtc, REGISTER_C, SECOND), 0x90);
    assert!(!rtc.interrupt());
    assert_eq!(rtc.next_event(), Some(2 * SECOND));
}

#[test]
fn interrupt_that_is_let_through_late_comes_at_once() {
    let mut rtc = rtc();
    rtc.run(SECOND);
    assert!(!rtc.interrupt());
    write(&mut rtc, SECOND, &[(REGISTER_B, 0x12)]);
    assert!(rtc.interrupt());
    write(&mut rtc, SECOND, &[(REGISTER_B, 0x02)]);
    assert!(!rtc.interrupt());
}

#[test]
fn periods() {
    for (rate, ticks) in [(1, 128), (2, 256), (3, 4), (6, 32), (15, 16384)] {
        let mut rtc = rtc();
        write(&mut rtc, 0, &[(REGISTER_A, 0x20 | rate), (REGISTER_B, 0x42)]);
        for period in 1..5 {
            let expected = (period * ticks * SECOND) / 32_768 + 1;
            let due = rtc.periodic_timer.expires();
            assert_eq!(due, Some(expected), "rate {rate}");
            rtc.run(expected);
            assert!(rtc.interrupt());
            assert_ne!(read(&mut rtc, REGISTER_C, expected) & 0x40, 0);
        }
        write(&mut rtc, 0, &[(REGISTER_A, 0x20)]);
        assert_eq!(rtc.periodic_timer.expires(), None);
    }
}

/// What QEMU's alarm does, by the three registers: seconds until it goes off.
#[test]
fn alarms() {
    let cases = [
        (0x22, [0x21, 0x01, 0x16], 86_400),
        (0x22, [0x22, 0x01, 0x16], 1),
        (0x22, [0x30, 0x15, 0xc0], 849),
        (0x22, [0x20, 0xff, 0xc0], 59),
        (0x22, [0xff, 0xff, 0xc0], 1),
        (0x22, [0xff, 0x05, 0xc0], 219),
        (0x22, [0xff, 0x01, 0xc0], 1),
        (0x22, [0xff, 0xff, 0x16], 1),
        (0x22, [0xff, 0xff, 0x17], 3_519),
        (0x22, [0x30, 0x15, 0x87], 83_649),
        (0x26, [30, 15, 30], 51_249),
        (0x24, [30, 15, 7], 26_049),
        (0x20, [0x30, 0x15, 0x87], 11_649),
        (0x20, [0x30, 0x15, 0x12], 849),
    ];
    for (mode, [seconds, minutes, hours], expected) in cases {
        let mut rtc = rtc();
        write(&mut rtc, 0, &[(REGISTER_B, mode), (SECONDS_ALARM, seconds), (MINUTES_ALARM, minutes)]);
        write(&mut rtc, 0, &[(HOURS_ALARM, hours)]);
        assert_eq!(rtc.next_alarm_time, expected * SECOND as u64, "{mode:#x} {seconds:#x} {minutes:#x} {hours:#x}");
    }
}

#[test]
fn alarm_interrupts_though_updates_are_unread() {
    let mut rtc = rtc();
    write(&mut rtc, 0, &[(SECONDS_ALARM, 0x25), (MINUTES_ALARM, 0xff), (HOURS_ALARM, 0xff), (REGISTER_B, 0x22)]);
    rtc.run(SECOND);
    assert_eq!((rtc.interrupt(), rtc.next_event()), (false, Some(4 * SECOND)));
    rtc.run(4 * SECOND);
    assert!(rtc.interrupt());
    assert_eq!(read(&mut rtc, REGISTER_C, 4 * SECOND), 0xb0);
}

#[test]
fn reset_turns_interrupts_off() {
    let mut rtc = rtc();
    write(&mut rtc, 0, &[(REGISTER_B, 0x72)]);
    rtc.run(SECOND);
    rtc.reset(SECOND);
    assert_eq!((rtc.interrupt(), read(&mut rtc, REGISTER_B, SECOND)), (false, 0x12));
    assert_eq!(read(&mut rtc, SECONDS, SECOND), 0x22);
}

#[test]
fn old_versions_have_the_time_in_the_registers() {
    let payload = save_state(&rtc()).unwrap();
    for (version, length) in [(1, 197), (2, 205)] {
        let mut rtc = Rtc::new(0, 0);
        load_state_mut(&mut rtc, &payload[..length], version).unwrap();
        assert_eq!(time(&mut rtc, 70 * SECOND), [0x20, 0x06, 0x06, 0x17, 0x07, 0x16, 0x01, 0x21]);
        assert_eq!(time(&mut rtc, 71 * SECOND)[7], 0x22);
        assert_eq!(rtc.next_event(), Some(71 * SECOND));
    }
}

/// The time is set to an hour that there is not: the alarm is then more than a day ago.
#[test]
fn alarm_may_be_days_ago() {
    let mut rtc = rtc();
    write(&mut rtc, 0, &[(REGISTER_B, 0x86), (HOURS, 99), (HOURS_ALARM, 1)]);
    assert_eq!(rtc.next_alarm_time as i64, (3_600 - (99 * 3_600 + 60 + 0x21) + 86_400) * SECOND);
}

#[test]
fn years_before_1970_exist() {
    let mut rtc = rtc();
    write(&mut rtc, 0, &[(CENTURY, 0x19), (YEAR, 0x00), (MONTH, 0x02), (DAY, 0x28), (HOURS, 0x23), (MINUTES, 0x59)]);
    assert_eq!(time(&mut rtc, 60 * SECOND), [0x19, 0x00, 0x03, 0x01, 0x05, 0x00, 0x00, 0x21]);
}

#[test]
fn updating_stays_until_the_update_ends_or_the_divider_is_held() {
    let mut rtc = rtc();
    assert_eq!(read(&mut rtc, REGISTER_A, SECOND - 1), 0xa6);
    write(&mut rtc, SECOND - 1, &[(REGISTER_A, 0x27)]);
    assert_eq!(rtc.get(REGISTER_A), 0xa7);
    write(&mut rtc, SECOND - 1, &[(REGISTER_A, 0x67)]);
    assert_eq!(rtc.get(REGISTER_A), 0x67);
}

#[test]
fn timer_without_a_period_is_stopped_by_a_load() {
    let mut rtc = rtc();
    let mut payload = save_state(&rtc).unwrap();
    payload[157..165].copy_from_slice(&[1; 8]);
    load_state_mut(&mut rtc, &payload, 3).unwrap();
    assert_eq!(rtc.periodic_timer.expires(), None);
}

#[test]
fn any_state_and_time_is_fine() {
    for byte in [0, 0x26, 0x7f, 0x80, 0xff] {
        for version in 1..=3 {
            let mut rtc = rtc();
            let length = [197, 205, 245][usize::from(version) - 1];
            load_state_mut(&mut rtc, &vec![byte; length], version).unwrap();
            for now in [0, i64::MIN, i64::MAX, -1] {
                rtc.run(now);
                for register in 0..=255 {
                    read(&mut rtc, register, now);
                    write(&mut rtc, now, &[(register, byte)]);
                }
                rtc.reset(now);
                rtc.prepare_to_save(now);
            }
        }
    }
}
