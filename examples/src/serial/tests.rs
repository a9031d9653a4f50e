//! Each register and behaviour, through the same accesses as a guest's.

use migration::{load_state_mut, save_state};

use super::registers::{DATA, FCR, IER, IIR, LCR, LSR, MCR, MSR, SCR};
use super::{IsaSerial, Line, Serial};

#[derive(Default)]
struct Terminal {
    characters: Vec<u8>,
    breaks: Vec<bool>,
    controls: Vec<u8>,
    modem: Option<u8>,
    is_full: bool,
}

impl Line for Terminal {
    fn transmit(&mut self, character: u8) -> bool {
        if !self.is_full {
            self.characters.push(character);
        }
        !self.is_full
    }

    fn send_break(&mut self, begins: bool) {
        self.breaks.push(begins);
    }

    fn modem_levels(&self) -> Option<u8> {
        self.modem
    }

    fn set_modem_control(&mut self, lines: u8) {
        self.controls.push(lines);
    }
}

fn modem() -> (Serial, Terminal) {
    let terminal = Terminal { modem: Some(0x30), ..Terminal::default() };
    (Serial::new(0, &terminal), terminal)
}

fn write(serial: &mut Serial, terminal: &mut Terminal, writes: &[(u8, u8)]) {
    for (offset, value) in writes {
        serial.write(*offset, *value, 0, terminal);
    }
}

fn read(serial: &mut Serial, offset: u8) -> u8 {
    serial.read(offset, 0, &mut Terminal::default())
}

#[test]
fn values_after_power_on() {
    let mut serial = Serial::default();
    let values = [DATA, IER, IIR, LCR, MCR, LSR, MSR, SCR].map(|offset| read(&mut serial, offset));
    assert_eq!(values, [0, 0, 0x01, 0, 0x08, 0x60, 0xb0, 0]);
    assert!(!serial.interrupt());
}

#[test]
fn divisor_is_behind_the_access_bit() {
    let (mut serial, mut terminal) = (Serial::default(), Terminal::default());
    write(&mut serial, &mut terminal, &[(LCR, 0x80), (DATA, 0x34), (IER, 0x12)]);
    assert_eq!([DATA, IER].map(|offset| read(&mut serial, offset)), [0x34, 0x12]);
    write(&mut serial, &mut terminal, &[(LCR, 0)]);
    assert_eq!([DATA, IER].map(|offset| read(&mut serial, offset)), [0, 0]);
    assert!(terminal.characters.is_empty());
}

#[test]
fn reserved_bits_stay_zero() {
    let mut serial = Serial::default();
    write(&mut serial, &mut Terminal::default(), &[(IER, 0xff), (MCR, 0xff), (SCR, 0xff), (LSR, 0), (MSR, 0)]);
    assert_eq!([IER, MCR, SCR, LSR].map(|offset| read(&mut serial, offset)), [0x0f, 0x1f, 0xff, 0x60]);
}

#[test]
fn characters_take_their_time() {
    for (divider, line_control, expected) in
        [(12, 0x03, 4_166_667), (1, 0x00, 243_056), (7692, 0x7f, 3_205_000_192), (65_535, 0x1b, 25_030_729_167)]
    {
        let mut serial = Serial { divider, ..Serial::default() };
        write(&mut serial, &mut Terminal::default(), &[(LCR, line_control), (FCR, 1)]);
        serial.receive(b"a", 0);
        let due = serial.next_event().unwrap();
        assert!((due - expected).abs() <= 4 + expected / 1_000_000, "{divider}: {due}");
    }
}

#[test]
fn interrupts_have_an_order() {
    let mut serial = Serial::default();
    write(&mut serial, &mut Terminal::default(), &[(IER, 0x0f)]);
    assert_eq!(serial.iir, 0x02);
    serial.receive(b"a", 0);
    assert_eq!(serial.iir, 0x04);
    serial.receive(b"b", 0);
    assert_eq!(serial.iir, 0x06);
    assert_eq!(read(&mut serial, LSR), 0x63);
    assert_eq!(read(&mut serial, IIR), 0x04);
    assert_eq!(read(&mut serial, DATA), b'b');
    assert_eq!(read(&mut serial, IIR), 0x02);
    assert_eq!(read(&mut serial, IIR), 0x01);
    assert!(!serial.interrupt());
}

#[test]
fn fifo_interrupts_at_its_trigger() {
    for (choice, trigger) in [(0x01, 1), (0x41, 4), (0x81, 8), (0xc1, 14)] {
        let mut serial = Serial::default();
        write(&mut serial, &mut Terminal::default(), &[(FCR, choice), (IER, 1)]);
        assert_eq!(serial.can_receive(), trigger);
        serial.receive(&vec![0; trigger - 1], 0);
        assert!(!serial.interrupt(), "{trigger}");
        serial.receive(&[0], 0);
        assert!(serial.interrupt(), "{trigger}");
    }
}

#[test]
fn full_fifo_loses_what_comes() {
    let mut serial = Serial::default();
    write(&mut serial, &mut Terminal::default(), &[(FCR, 1)]);
    serial.receive(b"0123456789abcdefg", 0);
    assert_eq!(serial.can_receive(), 0);
    assert_eq!(read(&mut serial, LSR), 0x63);
    let characters: Vec<u8> = (0..17).map(|_| read(&mut serial, DATA)).collect();
    assert_eq!(characters, b"0123456789abcdef\0");
    assert_eq!(read(&mut serial, LSR), 0x60);
}

#[test]
fn break_is_a_status() {
    let (mut serial, mut terminal) = (Serial::default(), Terminal::default());
    serial.receive_break();
    assert_eq!(read(&mut serial, LSR), 0x71);
    write(&mut serial, &mut terminal, &[(LCR, 0x40), (LCR, 0x43), (LCR, 0x03)]);
    assert_eq!(terminal.breaks, [true, false]);
}

#[test]
fn loopback_cuts_the_line_off() {
    let (mut serial, mut terminal) = modem();
    write(&mut serial, &mut terminal, &[(MCR, 0x10), (DATA, b'l')]);
    assert_eq!((read(&mut serial, DATA), terminal.characters.len()), (b'l', 0));
    for (output, input) in [(0x01, 0x20), (0x02, 0x10), (0x04, 0x40), (0x08, 0x80)] {
        write(&mut serial, &mut terminal, &[(MCR, 0x10 | output)]);
        assert_eq!(read(&mut serial, MSR), input);
    }
    assert!(terminal.controls.is_empty());
}

#[test]
fn modem_is_watched_while_it_interrupts() {
    let (mut serial, mut terminal) = modem();
    assert_eq!(serial.next_event(), None);
    write(&mut serial, &mut terminal, &[(IER, 0x08)]);
    terminal.modem = Some(0x40);
    serial.run(10_000_000, &terminal);
    assert!(serial.interrupt());
    assert_eq!(serial.read(MSR, 0, &mut terminal), 0x43, "the ring begins, the others end");
    assert!(!serial.interrupt());
    terminal.modem = Some(0);
    assert_eq!(serial.read(MSR, 0, &mut terminal), 0x04, "the ring ends");
    write(&mut serial, &mut terminal, &[(IER, 0)]);
    assert_eq!(serial.next_event(), None);
}

#[test]
fn character_that_nobody_takes_is_tried_again() {
    let (mut serial, mut terminal) = (Serial::default(), Terminal { is_full: true, ..Terminal::default() });
    write(&mut serial, &mut terminal, &[(DATA, b'a'), (DATA, b'b')]);
    assert_eq!(read(&mut serial, LSR), 0);
    terminal.is_full = false;
    serial.retry(0, &mut terminal);
    assert_eq!((&*terminal.characters, read(&mut serial, LSR)), (&b"ab"[..], 0x60));

    terminal.is_full = true;
    write(&mut serial, &mut terminal, &[(DATA, b'c')]);
    for _ in 0..3 {
        serial.retry(0, &mut terminal);
        assert!(serial.is_blocked());
    }
    serial.retry(0, &mut terminal);
    assert!(!serial.is_blocked(), "lost");
}

#[test]
fn states_that_contradict_themselves_are_refused() {
    let mut device = IsaSerial::default();
    let fine = save_state(&device).unwrap();
    for (offset, value, subsection, message) in [
        (7, 0x20, "", "tsr_retry"),
        (7, 0x60, "\x05\x0aserial/tsr\0\0\0\x01\0\0\0\x01xy", "tsr_retry"),
        (7, 0x60, "\x05\x10serial/recv_fifo\0\0\0\x010123456789abcdef\0\0\0\x10\0\0\0\x01", "head"),
        (7, 0x60, "\x05\x10serial/xmit_fifo\0\0\0\x010123456789abcdef\0\0\0\x0f\0\0\0\x11", "num"),
    ] {
        let mut payload = fine.clone();
        payload[offset] = value;
        payload.extend_from_slice(subsection.as_bytes());
        let error = load_state_mut(&mut device, &payload, 3).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(device, IsaSerial::default(), "{error}");
    }
}

#[test]
fn loaded_retries_are_at_most_as_many_as_there_are() {
    let mut device = IsaSerial::default();
    let mut payload = save_state(&device).unwrap();
    payload[7] = 0x20;
    payload.extend_from_slice(b"\x05\x0aserial/tsr\0\0\0\x01\xff\xff\xff\xffxy");
    load_state_mut(&mut device, &payload, 3).unwrap();
    assert_eq!((device.state.tsr_retry, device.state.thr, device.state.tsr), (4, b'x', b'y'));
}

#[test]
fn pending_transmitter_is_told_from_the_identification() {
    for (iir, expected) in [(0x01, 0), (0x02, 1), (0xc2, 1)] {
        let mut device = IsaSerial::default();
        let mut payload = save_state(&device).unwrap();
        payload[4] = iir;
        load_state_mut(&mut device, &payload, 3).unwrap();
        assert_eq!((device.state.thr_ipending, device.state.iir & 0xc0), (expected, 0));
    }
}
