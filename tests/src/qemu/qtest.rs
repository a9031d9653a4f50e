//! QEMU's device test protocol: reads and writes guest physical memory, device registers included.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;

use super::process::ErrorFile;
use super::wait::TIMEOUT;

/// A qtest connection. The guest's processor takes no part, so it works while the machine is stopped.
///
/// A read is a bus access with its side effects: reading the data register of a UART takes a character out of it.
/// Values of more than one byte are in the guest's byte order, as a processor's load and store would have them.
///
/// # Panics
///
/// Every method panics when the connection breaks, stays silent, or QEMU says that the command failed.
#[derive(Debug)]
pub struct Qtest {
    reader: BufReader<UnixStream>,
    errors: ErrorFile,
}

impl Qtest {
    pub(super) fn new(stream: UnixStream, errors: ErrorFile) -> Self {
        stream.set_read_timeout(Some(TIMEOUT)).expect("a read timeout");
        Self { reader: BufReader::new(stream), errors }
    }

    /// Reads 8 bits.
    pub fn readb(&mut self, address: u64) -> u8 {
        self.load("readb", address) as u8
    }

    /// Reads 16 bits.
    pub fn readw(&mut self, address: u64) -> u16 {
        self.load("readw", address) as u16
    }

    /// Reads 32 bits.
    pub fn readl(&mut self, address: u64) -> u32 {
        self.load("readl", address) as u32
    }

    /// Reads 64 bits.
    pub fn readq(&mut self, address: u64) -> u64 {
        self.load("readq", address)
    }

    /// Writes 8 bits.
    pub fn writeb(&mut self, address: u64, value: u8) {
        self.store("writeb", address, value.into());
    }

    /// Writes 16 bits.
    pub fn writew(&mut self, address: u64, value: u16) {
        self.store("writew", address, value.into());
    }

    /// Writes 32 bits.
    pub fn writel(&mut self, address: u64, value: u32) {
        self.store("writel", address, value.into());
    }

    /// Writes 64 bits.
    pub fn writeq(&mut self, address: u64, value: u64) {
        self.store("writeq", address, value);
    }

    /// Reads 8 bits of an I/O port.
    pub fn inb(&mut self, port: u16) -> u8 {
        self.load("inb", port.into()) as u8
    }

    /// Writes 8 bits to an I/O port.
    pub fn outb(&mut self, port: u16, value: u8) {
        self.store("outb", port.into(), value.into());
    }

    /// Reads `length` bytes of memory, at least one.
    pub fn read(&mut self, address: u64, length: usize) -> Vec<u8> {
        let answer = self.command(&format!("read {address:#x} {length:#x}"));
        let digits = answer.strip_prefix("0x").unwrap_or_default();
        let bytes: Option<Vec<u8>> =
            (0..length).map(|i| u8::from_str_radix(digits.get(2 * i..2 * i + 2)?, 16).ok()).collect();
        bytes.unwrap_or_else(|| self.fail("read", &format!("answer {answer:?}")))
    }

    /// Writes bytes to memory, at least one.
    pub fn write(&mut self, address: u64, bytes: &[u8]) {
        use std::fmt::Write as _;

        let mut line = format!("write {address:#x} {:#x} 0x", bytes.len());
        for byte in bytes {
            write!(line, "{byte:02x}").expect("a string takes any text");
        }
        self.command(&line);
    }

    fn load(&mut self, command: &str, address: u64) -> u64 {
        let answer = self.command(&format!("{command} {address:#x}"));
        answer
            .strip_prefix("0x")
            .and_then(|digits| u64::from_str_radix(digits, 16).ok())
            .unwrap_or_else(|| self.fail(command, &format!("answer {answer:?}")))
    }

    fn store(&mut self, command: &str, address: u64, value: u64) {
        self.command(&format!("{command} {address:#x} {value:#x}"));
    }

    fn command(&mut self, line: &str) -> String {
        let request = format!("{line}\n");
        if let Err(error) = self.reader.get_mut().write_all(request.as_bytes()) {
            self.fail(line, &error.to_string());
        }
        loop {
            let mut answer = String::new();
            match self.reader.read_line(&mut answer) {
                Ok(0) => self.fail(line, "QEMU closed the connection"),
                Ok(_) => {}
                Err(error) => self.fail(line, &format!("waiting for the answer: {error}")),
            }
            // Interrupt lines report in between, when a test has asked for that.
            if answer.starts_with("IRQ ") {
                continue;
            }
            return match answer.strip_prefix("OK") {
                Some(value) => value.trim().to_owned(),
                None => self.fail(line, &format!("answer {answer:?}")),
            };
        }
    }

    fn fail(&self, line: &str, fault: &str) -> ! {
        let shown: String = line.chars().take(60).collect();
        let errors = self.errors.text();
        panic!("qtest {shown}: {fault}\nQEMU's error output:\n{errors}");
    }
}
