//! Runs the benchmarks: see the library of this package.

use benches::{allocations::Counting, compare, derive_cost, options::Options, scale};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const USAGE: &str = "usage: benches [--plot FILE] [--json FILE] [--filter TEXT] [--quick]
       benches scale [--plot FILE] [--quick]
       benches derive-cost [--quick]

Without a command, all contenders save and load four devices. `engine` is this library on a struct in place while the caller holds
the big lock, `engine+lock` the same without, `migratable` a device behind a `Mutex`. Each ratio has a bar, which this project wants
it not to exceed; \"not ok\" says that it does, and is no failure of the program.";

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(wrong) => {
            eprintln!("{wrong}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    if options.help {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
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
