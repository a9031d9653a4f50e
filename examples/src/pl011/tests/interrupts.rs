//! Reasons to interrupt, the mask, and the six outputs.

use super::super::registers::{DR, ICR, IFLS, IMSC, MIS, RIS};
use super::super::{Interrupts, Line, Lines, FIFO_DEPTH};
use super::{record, uart, uart_with_fifo};

#[test]
fn the_first_character_interrupts_at_any_level() {
    for level in [0x00, 0x12, 0x24] {
        let uart = uart_with_fifo();
        uart.write(IFLS, level);
        uart.receive(b"a");
        assert_eq!(Interrupts::from(uart.read(RIS)), Interrupts::RX);
    }
}

#[test]
fn receive_falls_with_the_last_character() {
    let uart = uart_with_fifo();
    uart.receive(&[0; FIFO_DEPTH]);
    for _ in 1..FIFO_DEPTH {
        uart.read(DR);
        assert_eq!(Interrupts::from(uart.read(RIS)), Interrupts::RX);
    }
    uart.read(DR);
    assert_eq!(uart.read(RIS), 0);
}

#[test]
fn a_cleared_receive_stays_low_until_the_fifo_was_empty() {
    let uart = uart_with_fifo();
    uart.receive(b"a");
    uart.write(ICR, Interrupts::RX.bits());
    uart.receive(b"b");
    assert_eq!(uart.read(RIS), 0);
    uart.read(DR);
    uart.read(DR);
    uart.receive(b"c");
    assert_eq!(Interrupts::from(uart.read(RIS)), Interrupts::RX);
}

#[test]
fn every_write_of_data_raises_transmit() {
    let uart = uart();
    for _ in 0..2 {
        uart.write(DR, 0);
        assert_eq!(Interrupts::from(uart.read(RIS)), Interrupts::TX);
        uart.write(ICR, Interrupts::TX.bits());
        assert_eq!(uart.read(RIS), 0);
    }
}

#[test]
fn the_mask_hides_but_does_not_clear() {
    let uart = uart();
    uart.write(DR, 0);
    uart.receive(b"a");
    assert_eq!(uart.read(MIS), 0);
    uart.write(IMSC, Interrupts::RX.bits());
    assert_eq!(Interrupts::from(uart.read(MIS)), Interrupts::RX);
    assert_eq!(Interrupts::from(uart.read(RIS)), Interrupts::RX.union(Interrupts::TX));
}

#[test]
fn clear_takes_only_the_bits_written() {
    let uart = uart();
    uart.write(DR, 0);
    uart.receive(b"a");
    uart.write(ICR, !Interrupts::RX.bits());
    assert_eq!(Interrupts::from(uart.read(RIS)), Interrupts::RX);
    assert_eq!(uart.read(ICR), 0);
}

#[test]
fn each_reason_has_its_line() {
    let own_line = |reason: Interrupts| match reason.bits() {
        0x001..=0x00f => Line::ModemStatus,
        0x010 => Line::Receive,
        0x020 => Line::Transmit,
        0x040 => Line::ReceiveTimeout,
        _ => Line::Error,
    };
    for bit in 0..11 {
        let reason = Interrupts::from(1 << bit);
        for line in Line::ALL {
            let expected = line == Line::Combined || line == own_line(reason);
            assert_eq!(Lines::of(reason).is_high(line), expected, "{line:?}, bit {bit}");
        }
    }
    assert_eq!(Lines::of(Interrupts::from(!0x7ff)), Lines::default());
}

#[test]
fn changes_of_the_lines_are_told() {
    let uart = uart();
    uart.write(DR, 0);
    assert_eq!(record(&uart).lines, [], "masked");
    uart.write(IMSC, Interrupts::ALL.bits());
    uart.write(DR, 0);
    uart.receive(b"a");
    uart.read(DR);
    uart.write(ICR, Interrupts::ALL.bits());
    let transmit = Lines::of(Interrupts::TX);
    let both = Lines::of(Interrupts::TX.union(Interrupts::RX));
    assert_eq!(record(&uart).lines, [transmit, both, transmit, Lines::default()]);
}

#[test]
fn lines_can_be_told_again() {
    let uart = uart();
    uart.write(IMSC, Interrupts::TX.bits());
    uart.write(DR, 0);
    uart.refresh_lines();
    let lines = Lines::of(Interrupts::TX);
    assert_eq!(record(&uart).lines, [lines, lines]);
    assert_eq!(uart.lines(), lines);
}

#[test]
fn the_last_lines_told_are_right_with_two_threads() {
    let uart = uart();
    uart.write(IMSC, Interrupts::TX.bits());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..2000 {
                    uart.write(DR, 0);
                    uart.write(ICR, Interrupts::TX.bits());
                }
            });
        }
    });
    assert_eq!(record(&uart).lines.last(), Some(&uart.lines()));
}
