//! Runs the benchmarks: see the library of this package.

use benches::{allocations::Counting, compare, derive_cost, options::Options, scale};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const USAGE: &str = "usage: benches [--plot FILE] [--json FILE] [--filter TEXT] [--quick]
       benches scale [--plot FILE] [--quick]
       benches derive-cost [--quick]";

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(wrong) => {
            eprintln!("{wrong}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let result = match options.command.as_deref() {
        None => compare::run(&options),
        Some("derive-cost") => derive_cost::run(&options),
        Some("scale") => scale::run(&options),
        Some(other) => {
            eprintln!("there is no command {other}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
