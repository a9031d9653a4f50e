//! The comparison with other serializers.

use crate::{
    allocations::counted,
    bar_chart,
    bars::{ratios, Ratio},
    contenders::{self, Case, Operation},
    options::Options,
    timing::{measure, Effort, Measurement},
};
use std::{io, time::Duration};

/// How often a contender allocates for one save when it has saved before.
struct Allocations {
    workload: &'static str,
    per_save: usize,
}

const SAVES: u32 = 100;

fn allocations(cases: &mut [Case]) -> Vec<Allocations> {
    let saves = cases.iter_mut().filter(|case| case.operation == Operation::Save && case.contender == "migratable");
    saves
        .map(|case| {
            (case.run)(SAVES);
            Allocations { workload: case.workload, per_save: counted(|| (case.run)(SAVES)).div_ceil(SAVES as usize) }
        })
        .collect()
}

fn ok(is_ok: bool) -> &'static str {
    if is_ok {
        "ok"
    } else {
        "not ok"
    }
}

fn print_measurements(measurements: &[Measurement]) {
    println!("workload op contender min_ns median_ns bytes");
    for Measurement { workload, operation, contender, bytes, min, median } in measurements {
        println!("{workload} {operation} {contender} {min:.1} {median:.1} {bytes}");
    }
}

fn print_bars(ratios: &[Ratio], allocations: &[Allocations]) {
    println!("\n{:<34} {:>8} {:>10} {:>6}", "ratio", "of mins", "of medians", "bar");
    for ratio in ratios {
        let what = format!("{} {}: {} / {}", ratio.workload, ratio.operation, ratio.ours, ratio.theirs);
        println!(
            "{what:<34} {:>8.2} {:>10.2} {:>6.2} {}",
            ratio.of_minima,
            ratio.of_medians,
            ratio.bar,
            ok(ratio.is_ok())
        );
    }
    println!("the bar is the most that this project wants it to be; more is no failure of the program");
    println!("\nallocations per save once warm, bar 0");
    for Allocations { workload, per_save } in allocations {
        println!("{workload} migratable {per_save} {}", ok(*per_save == 0));
    }
}

fn json(measurements: &[Measurement], ratios: &[Ratio], allocations: &[Allocations]) -> serde_json::Value {
    let measurements: Vec<_> = measurements
        .iter()
        .map(|of| {
            serde_json::json!({
                "workload": of.workload, "op": of.operation.to_string(), "contender": of.contender,
                "min_ns": of.min, "median_ns": of.median, "bytes": of.bytes,
            })
        })
        .collect();
    let ratios: Vec<_> = ratios
        .iter()
        .map(|ratio| {
            serde_json::json!({
                "workload": ratio.workload, "op": ratio.operation.to_string(), "ours": ratio.ours,
                "theirs": ratio.theirs, "of_minima": ratio.of_minima, "of_medians": ratio.of_medians,
                "bar": ratio.bar, "ok": ratio.is_ok(),
            })
        })
        .collect();
    let allocations: Vec<_> = allocations
        .iter()
        .map(|of| serde_json::json!({ "workload": of.workload, "per_save": of.per_save, "ok": of.per_save == 0 }))
        .collect();
    serde_json::json!({ "measurements": measurements, "ratios": ratios, "allocations": allocations })
}

/// Measures, prints, and writes the files that are asked for.
///
/// # Errors
///
/// If a file cannot be written.
///
/// # Panics
///
/// If a contender fails.
pub fn run(options: &Options) -> io::Result<()> {
    let mut cases = contenders::all();
    if let Some(text) = &options.filter {
        cases.retain(|case| format!("{case:?}").contains(text));
    }
    let allocations = allocations(&mut cases);
    let effort = if options.quick {
        Effort { rounds: 60, at_most: Duration::from_secs(5) }
    } else {
        Effort { rounds: 800, at_most: Duration::from_secs(45) }
    };
    let measurements = measure(cases, effort);
    let ratios = ratios(&measurements);
    print_measurements(&measurements);
    print_bars(&ratios, &allocations);
    options.write_plot(|| bar_chart::draw(&measurements))?;
    options.write_json(|| json(&measurements, &ratios, &allocations))
}
