//! Saves a PL011 UART, shows the migration stream, loads it into a second machine, and compares the two.
//!
//! `cargo run` shows it; `cargo run -- FILE` also writes the stream to a file, which QEMU loads:
//! `qemu-system-aarch64 -M virt -S -nographic -incoming "exec:cat FILE"`.

use std::{
    env,
    error::Error,
    ffi::OsString,
    fs,
    io::{self, Write},
    process::ExitCode,
};

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

const HELP: &str = "\
Saves a PL011 UART, shows the migration stream, loads it into a second machine, and compares the two.

Usage: cargo run [-- FILE]

With FILE it also writes the stream there. QEMU loads that:
    qemu-system-aarch64 -M virt -S -nographic -incoming \"exec:cat FILE\"
";

/// What the command line asks for.
enum Order {
    Help,
    Show { file: Option<OsString> },
}

fn order(arguments: impl IntoIterator<Item = OsString>) -> Result<Order, String> {
    let mut file = None;
    for argument in arguments {
        match argument.to_str() {
            Some("-h" | "--help") => return Ok(Order::Help),
            Some(option) if option.starts_with('-') => {
                return Err(format!("expected a file to write to, found option {option}; see --help"));
            }
            _ if file.is_some() => return Err("expected one file to write to, found several; see --help".to_owned()),
            _ => file = Some(argument),
        }
    }
    Ok(Order::Show { file })
}

fn run(out: &mut impl Write, file: Option<OsString>) -> Result<bool, Box<dyn Error>> {
    let uart = Pl011::new(Unplugged);
    use_uart(&uart);
    let machine = virt(&uart)?;
    let stream = machine.save()?;
    writeln!(out, "The machine's migration stream has {} bytes. Offset and value of each field:\n", stream.len())?;
    for section in machine.inspect(&stream)? {
        write!(out, "{section}")?;
    }
    if let Some(json) = Stream::parse(&stream)?.description() {
        writeln!(out, "\nIts self-description begins: {}..", json.chars().take(90).collect::<String>())?;
    }
    if let Some(path) = file {
        let shown = path.to_string_lossy();
        fs::write(&path, &stream).map_err(|error| format!("cannot write {shown}: {error}"))?;
        writeln!(out, "Written to {shown}.")?;
    }

    let other_uart = Pl011::new(Unplugged);
    let other_machine = virt(&other_uart)?;
    other_machine.load(&stream)?;
    let same_stream = other_machine.save()? == stream;
    writeln!(out, "\nLoaded into a second machine. Register by register:\n")?;
    let mut same_registers = true;
    for (name, offset) in REGISTERS {
        let (first, second) = (uart.read(offset), other_uart.read(offset));
        writeln!(out, "{name:>22}: {first:#010x} {second:#010x}")?;
        same_registers &= first == second;
    }
    let [first, second] = [&uart, &other_uart].map(received);
    writeln!(out, "{:>22}: {first:?} {second:?}", "received characters")?;
    let identical = same_stream && same_registers && first == second;
    writeln!(out, "\nThe two machines are {}.", if identical { "identical" } else { "DIFFERENT" })?;
    Ok(identical)
}

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    let done = match order(env::args_os().skip(1)) {
        Ok(Order::Help) => out.write_all(HELP.as_bytes()).map(|()| true).map_err(Box::from),
        Ok(Order::Show { file }) => run(&mut out, file),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Whoever reads has seen enough, as `head` has.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
