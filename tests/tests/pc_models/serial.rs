//! The 16550.

use migration_examples::serial::{
    registers::{DATA, FCR, IER, IIR, LCR, LSR, MCR, SCR},
    IsaSerial, Line, Serial,
};

use super::{check_loads, check_state};

#[derive(Default)]
struct Terminal {
    /// How many more characters it takes.
    room: usize,
    modem: Option<u8>,
}

impl Line for Terminal {
    fn transmit(&mut self, _character: u8) -> bool {
        let takes = self.room > 0;
        self.room = self.room.saturating_sub(1);
        takes
    }

    fn modem_levels(&self) -> Option<u8> {
        self.modem
    }
}

struct Port {
    device: IsaSerial,
    terminal: Terminal,
}

impl Port {
    fn new(room: usize) -> Self {
        Self::with(Terminal { room, modem: None })
    }

    fn with(terminal: Terminal) -> Self {
        Self { device: IsaSerial { state: Serial::new(0, &terminal) }, terminal }
    }

    fn write(&mut self, writes: &[(u8, u8)]) {
        for (offset, value) in writes {
            self.device.state.write(*offset, *value, 0, &mut self.terminal);
        }
    }

    fn read(&mut self, offset: u8) -> u8 {
        self.device.state.read(offset, 0, &mut self.terminal)
    }

    fn check(&self, case: &str) {
        check_state("serial", case, &self.device);
    }
}

#[test]
fn payloads_of_qemu_load_and_are_written_again() {
    check_loads("serial", 3, IsaSerial::default);
}

#[test]
fn reset() {
    Port::new(0).check("reset");
}

#[test]
fn registers() {
    let mut port = Port::new(0);
    port.write(&[(LCR, 0x83), (DATA, 0x34), (IER, 0x12), (LCR, 0x1b), (IER, 0x0f), (MCR, 0x0b), (SCR, 0xa5)]);
    port.check("registers");
}

#[test]
fn received_and_transmit_pending() {
    let mut port = Port::new(0);
    port.write(&[(IER, 0x01)]);
    port.device.state.receive(b"q", 0);
    assert_eq!(port.read(LSR), 0x61);
    port.check("received");

    let mut port = Port::new(0);
    port.write(&[(IER, 0x03)]);
    port.device.state.receive(b"r", 0);
    port.check("transmit-pending");
}

#[test]
fn receive_fifo_and_timeout() {
    let mut port = Port::new(0);
    port.write(&[(FCR, 0xc1), (IER, 0x01), (MCR, 0x10)]);
    port.write(&b"Synth".map(|character| (DATA, character)));
    assert_eq!(port.read(DATA), b'S');
    port.check("receive-fifo");
    let due = port.device.state.next_event().unwrap();
    port.device.state.run(due - 1, &port.terminal);
    port.check("receive-fifo");
    port.device.state.run(due, &port.terminal);
    assert_eq!(port.read(IIR), 0xcc);
    port.check("timeout");
}

#[test]
fn blocked_and_transmit_fifo() {
    let mut port = Port::new(3);
    port.write(&[(DATA, b'x'); 4]);
    let mut with_fifo = Port { device: port.device.clone(), terminal: Terminal::default() };
    port.write(&[(DATA, b'y')]);
    port.check("blocked");

    with_fifo.write(&[(FCR, 0x01), (IER, 0x02)]);
    with_fifo.write(&b"queue".map(|character| (DATA, character)));
    with_fifo.check("transmit-fifo");
}

#[test]
fn poll() {
    let mut port = Port::with(Terminal { room: 0, modem: Some(0) });
    port.write(&[(IER, 0x08)]);
    port.check("poll");
}
