//! The 16550.

use migration_tests::qemu::{Machine, Release};

use super::{pc, Case, Device};

const DATA: u16 = 0x3f8;
const IER: u16 = 0x3f9;
const IIR_FCR: u16 = 0x3fa;
const LCR: u16 = 0x3fb;
const MCR: u16 = 0x3fc;
const LSR: u16 = 0x3fd;
const SCR: u16 = 0x3ff;

const DATA_READY: u8 = 0x01;
const TRANSMITTER_EMPTY: u8 = 0x40;

pub(super) const SERIAL: Device = Device {
    name: "serial",
    version: 3,
    cases: &[
        Case { name: "reset", now: 0, make: reset },
        Case { name: "registers", now: 0, make: registers },
        Case { name: "received", now: 0, make: received },
        Case { name: "receive-fifo", now: 0, make: receive_fifo },
        Case { name: "transmit-pending", now: 0, make: transmit_pending },
        Case { name: "timeout", now: 0, make: timeout },
        Case { name: "blocked", now: 0, make: blocked },
        Case { name: "transmit-fifo", now: 0, make: transmit_fifo },
        Case { name: "poll", now: 0, make: poll },
    ],
};

#[test]
#[ignore = "needs QEMU"]
fn goldens_are_what_qemu_writes() {
    SERIAL.check_goldens();
}

#[test]
#[ignore = "needs QEMU"]
fn goldens_load_in_every_release() {
    SERIAL.check_loads(&[]);
}

fn write(machine: &mut Machine, writes: &[(u16, u8)]) {
    for (port, value) in writes {
        machine.qtest().outb(*port, *value);
    }
}

fn connected(release: Release) -> Machine {
    Machine::pc(release).serial_socket().start()
}

fn reset(release: Release) -> Vec<u8> {
    SERIAL.saved(pc(release).machine())
}

fn registers(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    let writes = [(LCR, 0x83), (DATA, 0x34), (IER, 0x12), (LCR, 0x1b), (IER, 0x0f), (MCR, 0x0b), (SCR, 0xa5)];
    write(pc.machine(), &writes);
    SERIAL.saved(pc.machine())
}

/// Sends one character to the port and waits until it is there.
fn receive(machine: &mut Machine, character: u8) {
    machine.type_serial(&[character]);
    machine.wait_until("the character is there", |qtest| qtest.inb(LSR) & DATA_READY != 0);
}

fn received(release: Release) -> Vec<u8> {
    let mut machine = connected(release);
    write(&mut machine, &[(IER, 0x01)]);
    receive(&mut machine, b'q');
    SERIAL.saved(&mut machine)
}

/// Five characters in loopback, so that they come at once.
fn fill_receive_fifo(machine: &mut Machine) {
    write(machine, &[(IIR_FCR, 0xc1), (IER, 0x01), (MCR, 0x10)]);
    for character in *b"Synth" {
        write(machine, &[(DATA, character)]);
    }
    // One is taken, so that the rest does not begin at the first place.
    machine.qtest().inb(DATA);
}

fn receive_fifo(release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    fill_receive_fifo(pc.machine());
    SERIAL.saved(pc.machine())
}

/// Two interrupts at once: the received character's hides the empty transmitter's.
fn transmit_pending(release: Release) -> Vec<u8> {
    let mut machine = connected(release);
    write(&mut machine, &[(IER, 0x03)]);
    receive(&mut machine, b'r');
    SERIAL.saved(&mut machine)
}

/// Characters wait, and no more come: that takes time.
fn timeout(release: Release) -> Vec<u8> {
    let mut machine = Machine::pc(release).start();
    fill_receive_fifo(&mut machine);
    machine.run_until("the timeout interrupts", |qtest| qtest.inb(IIR_FCR) & 0x0f == 0x0c);
    SERIAL.saved(&mut machine)
}

/// Writes until the far end, which reads nothing, takes no more.
fn block(machine: &mut Machine) {
    for _ in 0..100_000 {
        write(machine, &[(DATA, b'x')]);
        if machine.qtest().inb(LSR) & TRANSMITTER_EMPTY == 0 {
            return;
        }
    }
    panic!("the serial port takes every character");
}

fn blocked(release: Release) -> Vec<u8> {
    let mut machine = connected(release);
    block(&mut machine);
    write(&mut machine, &[(DATA, b'y')]);
    SERIAL.saved(&mut machine)
}

fn transmit_fifo(release: Release) -> Vec<u8> {
    let mut machine = connected(release);
    block(&mut machine);
    write(&mut machine, &[(IIR_FCR, 0x01), (IER, 0x02)]);
    for character in *b"queue" {
        write(&mut machine, &[(DATA, character)]);
    }
    SERIAL.saved(&mut machine)
}

/// With the host's terminal at the far end, the modem's inputs are looked at again and again.
fn poll(release: Release) -> Vec<u8> {
    let mut machine = Machine::pc(release).serial("/dev/ptmx").start();
    write(&mut machine, &[(IER, 0x08)]);
    SERIAL.saved(&mut machine)
}
