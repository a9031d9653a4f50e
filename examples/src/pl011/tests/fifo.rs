//! Receiving.

use super::super::registers::{line_control, DR, FR, LCR_H, RIS, RSR_ECR};
use super::super::{FifoCount, FifoIndex, Flags, Interrupts, FIFO_DEPTH};
use super::{record, uart, uart_with_fifo, Uart};

fn flags(uart: &Uart) -> Flags {
    Flags::from(uart.read(FR))
}

#[test]
fn sixteen_characters_in_order() {
    let uart = uart_with_fifo();
    let sent: Vec<u8> = (1..=20).collect();
    assert_eq!(uart.can_receive(), FIFO_DEPTH);
    assert_eq!(uart.receive(&sent), FIFO_DEPTH);
    assert_eq!(uart.can_receive(), 0);
    assert_eq!(uart.receive(&sent), 0);
    for character in &sent[..FIFO_DEPTH] {
        assert_eq!(uart.read(DR), u32::from(*character));
    }
    assert_eq!(uart.can_receive(), FIFO_DEPTH);
}

#[test]
fn the_fifo_wraps_around() {
    let uart = uart_with_fifo();
    for round in 0..10_u8 {
        let sent: Vec<u8> = (round..round + 11).collect();
        assert_eq!(uart.receive(&sent), sent.len());
        let received: Vec<u32> = sent.iter().map(|_| uart.read(DR)).collect();
        assert_eq!(received, sent.into_iter().map(u32::from).collect::<Vec<_>>());
    }
}

#[test]
fn flags_tell_empty_and_full() {
    let uart = uart_with_fifo();
    let (empty, full) = (Flags::RXFE.union(Flags::TXFE), Flags::RXFF.union(Flags::TXFE));
    assert_eq!(flags(&uart), empty);
    uart.receive(&[0; FIFO_DEPTH - 1]);
    assert_eq!(flags(&uart), Flags::TXFE);
    uart.receive(&[0]);
    assert_eq!(flags(&uart), full);
    uart.read(DR);
    assert_eq!(flags(&uart), Flags::TXFE);
    for _ in 1..FIFO_DEPTH {
        uart.read(DR);
    }
    assert_eq!(flags(&uart), empty);
}

#[test]
fn one_character_when_the_fifo_is_off() {
    let uart = uart();
    for character in [7, 8, 9] {
        assert_eq!(uart.receive(&[character, 0xff]), 1);
        assert!(flags(&uart).intersects(Flags::RXFF));
        assert_eq!(uart.read(DR), u32::from(character));
        assert_eq!(flags(&uart), Flags::RXFE.union(Flags::TXFE));
    }
}

#[test]
fn an_empty_fifo_shows_its_memory() {
    let uart = uart();
    uart.receive(b"x");
    assert_eq!(uart.read(DR), u32::from(b'x'));
    assert_eq!(uart.read(DR), u32::from(b'x'));
    assert_eq!(uart.can_receive(), 1);
}

#[test]
fn switching_the_fifo_empties_it() {
    let uart = uart_with_fifo();
    uart.receive(b"abc");
    uart.write(LCR_H, line_control::ENABLE_FIFOS | 0x60);
    assert_eq!(uart.can_receive(), FIFO_DEPTH - 3, "not switched");
    uart.write(LCR_H, 0);
    assert_eq!(flags(&uart), Flags::RXFE.union(Flags::TXFE));
    assert_eq!(uart.can_receive(), 1);
    assert_eq!(Interrupts::from(uart.read(RIS)), Interrupts::RX, "only read or cleared");
}

#[test]
fn a_break_is_a_character_with_an_error() {
    let uart = uart_with_fifo();
    uart.receive_break();
    uart.receive(b"a");
    assert_eq!(uart.read(DR), 0x400);
    assert_eq!(uart.read(RSR_ECR), 4);
    assert_eq!(uart.read(DR), u32::from(b'a'));
    assert_eq!(uart.read(RSR_ECR), 0, "status of the character read last");
}

#[test]
fn any_write_clears_the_status() {
    let uart = uart();
    uart.receive_break();
    uart.read(DR);
    uart.write(RSR_ECR, 0);
    assert_eq!(uart.read(RSR_ECR), 0);
}

#[test]
fn what_finds_no_place_is_an_overrun() {
    let uart = uart_with_fifo();
    uart.receive(&[1; FIFO_DEPTH]);
    uart.receive_break();
    assert_eq!(uart.read(RSR_ECR), 8);
    assert!(Interrupts::from(uart.read(RIS)).intersects(Interrupts::OE));
    for _ in 0..FIFO_DEPTH {
        assert_eq!(uart.read(DR), 1);
    }
    assert_eq!(flags(&uart), Flags::RXFE.union(Flags::TXFE));
}

#[test]
fn a_read_makes_room_known() {
    let uart = uart_with_fifo();
    uart.read(DR);
    assert_eq!(record(&uart).ready, 0, "there was room before");
    uart.receive(b"ab");
    uart.read(DR);
    assert_eq!(record(&uart).ready, 1);
}

#[test]
fn bounded_numbers_refuse_what_does_not_fit() {
    for value in [-1, 16, 256, i32::MIN, i32::MAX] {
        assert!(FifoIndex::try_from(value).is_err(), "index {value}");
    }
    for value in [-1, 17, 256, i32::MIN, i32::MAX] {
        assert!(FifoCount::try_from(value).is_err(), "count {value}");
    }
    for value in 0..16 {
        assert_eq!(FifoIndex::try_from(value).map(i32::from), Ok(value));
    }
    assert_eq!(FifoCount::try_from(16).map(FifoCount::get), Ok(FIFO_DEPTH));
    let error = FifoIndex::try_from(-1).unwrap_err();
    assert_eq!(error.to_string(), "-1 is not in 0..=15");
}
