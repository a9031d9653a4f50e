//! What the measurements must not exceed.

use crate::{
    contenders::Operation::{self, Load, Save},
    timing::Measurement,
};

/// One contender's time as a multiple of another's, and the most that it may be.
#[derive(Clone, Debug)]
pub struct Ratio {
    /// The device.
    pub workload: &'static str,
    /// What was done with it.
    pub operation: Operation,
    /// Whose time.
    pub ours: &'static str,
    /// As a multiple of whose.
    pub theirs: &'static str,
    /// Of the smallest times: what counts.
    pub of_minima: f64,
    /// Of the times in the middle.
    pub of_medians: f64,
    /// The most that it may be.
    pub bar: f64,
}

impl Ratio {
    /// Whether it is within its bar.
    pub fn is_ok(&self) -> bool {
        self.of_minima <= self.bar
    }
}

/// Devices, ours, theirs, bar.
type Bar = (&'static [&'static str], &'static str, &'static str, f64);

const BARS: &[Bar] = &[
    (&["uart", "timers", "nic"], "engine", "bincode", 1.0),
    (&["uart", "timers"], "engine", "wincode", 1.3),
    (&["nic"], "engine", "wincode", 1.0),
    (&["nic"], "engine", "postcard", 1.0),
    (&["nic"], "engine", "bitcode", 1.0),
    (&["nic"], "engine", "serde_json", 1.0),
    (&["nic"], "engine", "memcpy", 1.25),
    (&["uart"], "migratable", "engine", 4.0),
    (&["nic"], "migratable", "engine", 2.5),
];

/// All ratios that have a bar and both of whose sides were measured.
pub fn ratios(measurements: &[Measurement]) -> Vec<Ratio> {
    let find = |workload, operation, contender| {
        measurements
            .iter()
            .find(|found| (found.workload, found.operation, found.contender) == (workload, operation, contender))
    };
    let mut ratios = Vec::new();
    for &(workloads, ours, theirs, bar) in BARS {
        for &workload in workloads {
            for operation in [Save, Load] {
                let sides = (find(workload, operation, ours), find(workload, operation, theirs));
                if let (Some(our), Some(their)) = sides {
                    let (of_minima, of_medians) = (our.min / their.min, our.median / their.median);
                    ratios.push(Ratio { workload, operation, ours, theirs, of_minima, of_medians, bar });
                }
            }
        }
    }
    ratios
}

#[cfg(test)]
mod tests {
    use super::ratios;
    use crate::{contenders::Operation::Save, timing::Measurement};

    fn measured(contender: &'static str, min: f64, median: f64) -> Measurement {
        Measurement { workload: "nic", operation: Save, contender, bytes: 1, min, median }
    }

    #[test]
    fn are_of_ours_by_theirs() {
        let found = ratios(&[measured("memcpy", 4.0, 10.0), measured("engine", 6.0, 11.0)]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].of_minima, found[0].of_medians, found[0].is_ok()), (1.5, 1.1, false));
    }
}
