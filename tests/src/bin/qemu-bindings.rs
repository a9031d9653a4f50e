//! Writes the C ABI of a QEMU as Rust: `cargo run -p migration-tests --bin qemu-bindings -- QEMU FILE`, where `QEMU` is a folder with
//! QEMU's sources, or its `include`. `FILE` changes only when all went well: it may be the committed file, which this program is
//! built with. Without `FILE` it prints.

use std::{env, fs, path::PathBuf, process::ExitCode};

use migration_tests::c_abi;

const USAGE: &str = "usage: qemu-bindings QEMU [FILE]
  QEMU  the folder of QEMU's sources, which need not be configured, or its `include`
  FILE  where the bindings go; without it they are printed";

fn write(qemu: &str, file: Option<&str>) -> Result<(), c_abi::Failure> {
    let bindings = c_abi::of_qemu(&PathBuf::from(qemu))?;
    match file {
        Some(file) => fs::write(file, bindings).map_err(|error| format!("{file}: {error}"))?,
        None => print!("{bindings}"),
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let written = match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [qemu, file @ ..] if file.len() <= 1 && !qemu.starts_with('-') => write(qemu, file.first().copied()),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
