//! Each register and behaviour, through the same accesses as a guest's.

use std::sync::Mutex;

use super::registers::{control, line_control, CR, LCR_H};
use super::{Events, Lines, Pl011};

mod device;
mod fifo;
mod interrupts;
mod load;
mod loopback;
mod registers;

/// Keeps what the device tells.
#[derive(Debug, Default)]
struct Recorder(Mutex<Record>);

#[derive(Clone, Debug, Default, PartialEq)]
struct Record {
    lines: Vec<Lines>,
    characters: Vec<u8>,
    breaks: Vec<bool>,
    ready: usize,
}

impl Events for Recorder {
    fn set_lines(&self, lines: Lines) {
        self.0.lock().unwrap().lines.push(lines);
    }

    fn transmit(&self, character: u8) {
        self.0.lock().unwrap().characters.push(character);
    }

    fn send_break(&self, begins: bool) {
        self.0.lock().unwrap().breaks.push(begins);
    }

    fn ready_to_receive(&self) {
        self.0.lock().unwrap().ready += 1;
    }
}

type Uart = Pl011<Recorder>;

fn uart() -> Uart {
    Pl011::new(Recorder::default())
}

fn uart_with_fifo() -> Uart {
    let uart = uart();
    uart.write(LCR_H, line_control::ENABLE_FIFOS);
    uart
}

fn uart_in_loopback() -> Uart {
    let uart = uart_with_fifo();
    uart.write(CR, control::ENABLE | control::LOOPBACK);
    uart
}

fn record(uart: &Uart) -> Record {
    uart.events().0.lock().unwrap().clone()
}
