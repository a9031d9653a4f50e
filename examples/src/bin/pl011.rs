//! Saves a PL011 UART, shows the migration stream, loads it into a second machine, and compares the two.
//!
//! `cargo run` shows it; `cargo run -- FILE` also writes the stream to a file, which QEMU loads:
//! `qemu-system-aarch64 -M virt -S -nographic -incoming "exec:cat FILE"`.

use std::{env, error::Error, fs, process::ExitCode};

use migration::{stream::Stream, Machine};
use migration_examples::pl011::{registers, Clock, Events, Flags, Lines, Pl011};

/// The far end of the serial line, which nobody watches here.
struct Unplugged;

impl Events for Unplugged {
    fn set_lines(&self, _lines: Lines) {}
    fn transmit(&self, _character: u8) {}
}

/// Every register of the device with its name, but for the data register, which empties the FIFO.
const REGISTERS: [(&str, u64); 12] = [
    ("receive status", registers::RSR_ECR),
    ("flags", registers::FR),
    ("low-power counter", registers::ILPR),
    ("integer baud rate", registers::IBRD),
    ("fractional baud rate", registers::FBRD),
    ("line control", registers::LCR_H),
    ("control", registers::CR),
    ("FIFO level select", registers::IFLS),
    ("interrupt mask", registers::IMSC),
    ("raw interrupts", registers::RIS),
    ("masked interrupts", registers::MIS),
    ("DMA control", registers::DMACR),
];

/// A machine as QEMU's `virt` is one: pages of 4 KiB, one UART.
fn virt(uart: &Pl011<Unplugged>) -> Result<Machine<'_>, migration::Error> {
    // Without a name the stream fits every version of the machine type.
    let mut machine = Machine::new("").with_target_page_bits(12);
    machine.register(uart.state())?;
    Ok(machine)
}

/// A guest's driver sets the UART up for 115200 baud, and six characters arrive before it looks.
fn use_uart(uart: &Pl011<Unplugged>) {
    uart.set_clock(Clock::from_hz(24_000_000));
    uart.write(registers::IBRD, 13);
    uart.write(registers::FBRD, 1);
    uart.write(registers::LCR_H, 0x70);
    uart.write(registers::CR, 0x301);
    uart.write(registers::IMSC, 0x50);
    uart.receive(b"Synth!");
}

/// Takes all characters out of the FIFO.
fn received(uart: &Pl011<Unplugged>) -> String {
    let is_empty = || Flags::from(uart.read(registers::FR)).intersects(Flags::RXFE);
    core::iter::from_fn(|| (!is_empty()).then(|| char::from(uart.read(registers::DR) as u8))).collect()
}

fn run() -> Result<bool, Box<dyn Error>> {
    let uart = Pl011::new(Unplugged);
    use_uart(&uart);
    let machine = virt(&uart)?;
    let stream = machine.save()?;
    println!("The machine's migration stream has {} bytes. Offset and value of each field:\n", stream.len());
    for section in machine.inspect(&stream)? {
        print!("{section}");
    }
    if let Some(json) = Stream::parse(&stream)?.description() {
        println!("\nIts self-description begins: {}..", json.chars().take(90).collect::<String>());
    }
    if let Some(path) = env::args_os().nth(1) {
        fs::write(&path, &stream)?;
        println!("Written to {}.", path.to_string_lossy());
    }

    let other_uart = Pl011::new(Unplugged);
    let other_machine = virt(&other_uart)?;
    other_machine.load(&stream)?;
    let same_stream = other_machine.save()? == stream;
    println!("\nLoaded into a second machine. Register by register:\n");
    let mut same_registers = true;
    for (name, offset) in REGISTERS {
        let (first, second) = (uart.read(offset), other_uart.read(offset));
        println!("{name:>22}: {first:#010x} {second:#010x}");
        same_registers &= first == second;
    }
    let [first, second] = [&uart, &other_uart].map(received);
    println!("{:>22}: {first:?} {second:?}", "received characters");
    let identical = same_stream && same_registers && first == second;
    println!("\nThe two machines are {}.", if identical { "identical" } else { "DIFFERENT" });
    Ok(identical)
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
