//! Sending, reset and the clock.

use super::super::registers::{CR, DR, FBRD, IBRD, IMSC, LCR_H, RIS};
use super::super::{Clock, Interrupts, Lines, Registers};
use super::{record, uart, uart_with_fifo};

#[test]
fn characters_leave_at_once_whether_enabled_or_not() {
    let uart = uart();
    uart.write(CR, 0);
    uart.write(DR, 0x1_41);
    uart.write(DR, 0x42);
    assert_eq!(record(&uart).characters, b"AB");
}

#[test]
fn a_break_is_told_when_it_changes() {
    let uart = uart();
    for value in [0, 1, 1, 0x61, 0x60, 0] {
        uart.write(LCR_H, value);
    }
    assert_eq!(record(&uart).breaks, [true, false]);
}

#[test]
fn reset_keeps_only_the_memory_of_the_fifo() {
    let uart = uart_with_fifo();
    uart.receive(b"a");
    for offset in (0x20..0x4c).step_by(4) {
        uart.write(offset, u32::MAX);
    }
    uart.reset();
    assert_eq!(uart.read(DR), u32::from(b'a'));
    assert_eq!(uart.registers(), Registers { read_fifo: uart.registers().read_fifo, ..Registers::default() });
}

#[test]
fn reset_lowers_the_lines() {
    let uart = uart();
    uart.write(IMSC, Interrupts::TX.bits());
    uart.write(DR, 0);
    uart.reset();
    assert_eq!(record(&uart).lines.last(), Some(&Lines::default()));
    assert_eq!(uart.read(RIS), 0);
}

#[test]
fn baud_rate_follows_clock_and_divisor() {
    let uart = uart();
    uart.write(IBRD, 1);
    uart.write(FBRD, 5);
    assert_eq!(uart.baud_rate(), None, "the clock stands still");
    // The example of TRM 3.3.6, meant for 230 400 baud.
    uart.set_clock(Clock::from_hz(4_000_000));
    assert_eq!(uart.baud_rate(), Some(231_884));
    uart.write(IBRD, 0);
    assert_eq!(uart.baud_rate(), None, "the divisor is off");
}

#[test]
fn a_driven_clock_does_not_change_the_rate() {
    let slow = Clock { multiplier: 3, divider: 0, ..Clock::from_hz(1_000_000) };
    assert_eq!(slow.hz(), Some(1_000_000));
    let uart = uart();
    uart.set_clock(slow);
    uart.write(IBRD, 1);
    assert_eq!(uart.baud_rate(), Some(62_500));
    assert_eq!(uart.clock(), slow);
}

#[test]
fn extreme_clocks_and_divisors_do_not_overflow() {
    let mut registers = Registers::default();
    for period in [1, u64::MAX] {
        registers.clock = Clock { period, ..Clock::default() };
        (registers.ibrd, registers.fbrd) = (u32::MAX, u32::MAX);
        assert!(registers.baud_rate().is_some());
    }
    let fastest = Clock { period: 1, ..Clock::default() };
    assert_eq!(fastest.hz(), Some(1_000_000_000 << 32));
    (registers.ibrd, registers.fbrd) = (1, 0);
    registers.clock = fastest;
    assert_eq!(registers.baud_rate(), Some(1_000_000_000 << 28));
}
