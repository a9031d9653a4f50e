//! Writes the C ABI of a QEMU as Rust: `cargo run -p migration-tests --bin qemu-bindings -- QEMU > vmstate.rs`, where `QEMU` is a
//! folder with QEMU's sources, or its `include`.

use std::{env, path::PathBuf};

fn main() -> Result<(), migration_tests::c_abi::Failure> {
    let place = env::args_os().nth(1).map(PathBuf::from).ok_or("expected the folder of QEMU's sources")?;
    print!("{}", migration_tests::c_abi::of_qemu(&place)?);
    Ok(())
}
