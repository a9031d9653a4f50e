//! What the derive costs whoever compiles: time, generated source, machine code.

mod scratch;
mod sources;

use crate::{options::Options, timing::min_and_median};
use scratch::Scratch;
use sources::{Flavour, Size, BARE, BINCODE, MIGRATION, SERDE};
use std::io;

const MANY: Size = Size { structs: 200, fields: 20 };
const ONE: Size = Size { structs: 1, fields: 20 };
const WIDE: Size = Size { structs: 1, fields: 300 };

/// The most that checking with our derive may take, as a multiple of checking with serde's.
const BAR: f64 = 1.5;

fn add_libraries(scratch: &mut Scratch, prefix: &str, size: Size) -> io::Result<Vec<(&'static str, String)>> {
    [BARE, SERDE, MIGRATION]
        .iter()
        .map(|flavour| {
            let package = format!("{prefix}_{}", flavour.name);
            scratch.add(&package, flavour, false, &flavour.structs(size))?;
            Ok((flavour.name, package))
        })
        .collect()
}

/// Checks each in turn, several times. Returns the smallest time and the one in the middle, in seconds.
fn check_times(scratch: &Scratch, packages: &[(&str, String)], rounds: usize) -> io::Result<Vec<(f64, f64)>> {
    let mut times = vec![Vec::new(); packages.len()];
    for (_, package) in packages {
        scratch.check(package)?;
    }
    for _ in 0..rounds {
        for ((_, package), times) in packages.iter().zip(&mut times) {
            times.push(scratch.check(package)?.as_secs_f64());
        }
    }
    Ok(times.into_iter().map(min_and_median).collect())
}

fn compare_sources(scratch: &Scratch, what: &str, packages: &[(&str, String)], rounds: usize) -> io::Result<()> {
    println!("\n{what}: derive min_s median_s expanded_bytes");
    let times = check_times(scratch, packages, rounds)?;
    for ((name, package), (min, median)) in packages.iter().zip(&times) {
        println!("{name} {min:.3} {median:.3} {}", scratch.expanded_len(package)?);
    }
    let [_, serde, ours] = times[..] else { unreachable!("three derives") };
    let ratio = ours.0 / serde.0;
    let verdict = if ratio <= BAR { "ok" } else { "not ok" };
    println!("check: migration / serde {ratio:.2} of mins, {:.2} of medians, bar {BAR:.2} {verdict}", ours.1 / serde.1);
    Ok(())
}

fn code_of_each(scratch: &mut Scratch, flavour: &Flavour) -> io::Result<()> {
    let mut sizes = Vec::new();
    for (prefix, size) in [("one", ONE), ("many", MANY)] {
        let package = format!("{prefix}_program_{}", flavour.name);
        scratch.add(&package, flavour, true, &flavour.program(size))?;
        sizes.push(scratch.code_and_constants(&package)?);
    }
    let more = MANY.structs - ONE.structs;
    let each = |of: fn(&(usize, usize)) -> usize| (of(&sizes[1]) - of(&sizes[0])) / more;
    println!("{} {} {} {}", flavour.name, each(|size| size.0), each(|size| size.1), sizes[1].0);
    Ok(())
}

/// Measures and prints.
///
/// # Errors
///
/// If something cannot be built.
pub fn run(options: &Options) -> io::Result<()> {
    let rounds = if options.quick { 3 } else { 9 };
    let mut scratch = Scratch::new()?;
    let many = add_libraries(&mut scratch, "many", MANY)?;
    let wide = add_libraries(&mut scratch, "wide", WIDE)?;
    compare_sources(&scratch, "200 structs of 20 fields", &many, rounds)?;
    compare_sources(&scratch, "a struct of 300 fields", &wide, rounds)?;
    println!("\nwhat a struct of 20 fields adds to a program: derive code_bytes constant_bytes code_of_program");
    [MIGRATION, SERDE, BINCODE].iter().try_for_each(|flavour| code_of_each(&mut scratch, flavour))
}
