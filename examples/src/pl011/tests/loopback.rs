//! What the transmitter feeds to the receiver.

use super::super::registers::{control, line_control, CR, DR, FR, LCR_H, RIS, RSR_ECR};
use super::super::{Flags, Interrupts, FIFO_DEPTH};
use super::{record, uart_in_loopback, uart_with_fifo, Uart};

fn raised(uart: &Uart) -> Interrupts {
    Interrupts::from(uart.read(RIS))
}

#[test]
fn characters_come_back_and_still_leave() {
    let uart = uart_in_loopback();
    uart.write(DR, 0xfff0_0161);
    assert_eq!(raised(&uart), Interrupts::TX.union(Interrupts::RX));
    assert_eq!(uart.read(DR), 0x61);
    assert_eq!(record(&uart).characters, [0x61]);
}

#[test]
fn the_input_is_cut_off() {
    let uart = uart_in_loopback();
    assert_eq!(uart.receive(b"abc"), 3, "taken and lost");
    uart.receive_break();
    assert_eq!(uart.can_receive(), FIFO_DEPTH);
    assert_eq!(uart.read(RIS), 0);
}

#[test]
fn the_character_too_many_is_lost() {
    let uart = uart_in_loopback();
    for character in 0..=16 {
        uart.write(DR, character);
    }
    assert_eq!(uart.read(RSR_ECR), 8);
    assert!(raised(&uart).intersects(Interrupts::OE));
    for character in 0..16 {
        assert_eq!(uart.read(DR), character);
    }
    assert!(Flags::from(uart.read(FR)).intersects(Flags::RXFE));
}

#[test]
fn without_the_fifo_the_last_character_is_counted_on_top() {
    let uart = uart_in_loopback();
    uart.write(LCR_H, 0);
    uart.write(DR, 1);
    uart.write(DR, 2);
    assert_eq!(uart.can_receive(), 0);
    assert_eq!(uart.read(DR), 2);
    assert!(!Flags::from(uart.read(FR)).intersects(Flags::RXFE));
    assert_eq!(uart.read(DR), 2);
    assert!(Flags::from(uart.read(FR)).intersects(Flags::RXFE));
}

#[test]
fn a_break_comes_back_when_it_begins() {
    let uart = uart_in_loopback();
    let fifo_on = line_control::ENABLE_FIFOS;
    uart.write(LCR_H, fifo_on | line_control::SEND_BREAK);
    uart.write(LCR_H, fifo_on);
    assert_eq!(record(&uart).breaks, [true, false]);
    assert_eq!(uart.read(DR), 0x400);
    assert!(Flags::from(uart.read(FR)).intersects(Flags::RXFE));
}

#[test]
fn modem_outputs_come_back() {
    let pairs = [
        (control::OUT2, Flags::RI, Interrupts::RI),
        (control::OUT1, Flags::DCD, Interrupts::DCD),
        (control::RTS, Flags::CTS, Interrupts::CTS),
        (control::DTR, Flags::DSR, Interrupts::DSR),
    ];
    let uart = uart_in_loopback();
    for (output, flag, interrupt) in pairs {
        uart.write(CR, control::LOOPBACK | output);
        let modem = Flags::from(uart.read(FR)).intersection(Flags::MODEM);
        assert_eq!((modem, raised(&uart)), (flag, interrupt));
    }
    uart.write(CR, control::LOOPBACK);
    assert_eq!(raised(&uart), Interrupts::default());
}

#[test]
fn without_loopback_nothing_comes_back() {
    let uart = uart_with_fifo();
    uart.write(CR, !control::LOOPBACK);
    uart.write(DR, 0x61);
    uart.write(LCR_H, line_control::ENABLE_FIFOS | line_control::SEND_BREAK);
    assert_eq!(uart.can_receive(), FIFO_DEPTH);
    assert_eq!(raised(&uart), Interrupts::TX);
    assert_eq!(Flags::from(uart.read(FR)), Flags::RXFE.union(Flags::TXFE));
    assert_eq!(record(&uart).breaks, [true]);
}
