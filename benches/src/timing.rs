//! Measures many things beside each other, so that what disturbs the machine disturbs all of them.

use crate::contenders::{Case, Operation};
use migration::bql;
use std::time::{Duration, Instant};

/// How long one batch takes, about.
const BATCH: Duration = Duration::from_micros(30);

/// How long and how often is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many batches of each case.
    pub rounds: usize,
    /// No round begins after this.
    pub at_most: Duration,
}

/// What was measured of a case.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// The device.
    pub workload: &'static str,
    /// What was done with it.
    pub operation: Operation,
    /// Who did it.
    pub contender: &'static str,
    /// How many bytes its format takes.
    pub bytes: usize,
    /// Nanoseconds for once, in the fastest batch.
    pub min: f64,
    /// Nanoseconds for once, in the batch in the middle.
    pub median: f64,
}

/// How long so many runs take.
fn timed(case: &mut Case, times: u32) -> Duration {
    let _bql = case.holds_big_lock.then(bql::lock);
    let begin = Instant::now();
    (case.run)(times);
    begin.elapsed()
}

/// How many runs make a batch.
fn times_per_batch(case: &mut Case) -> u32 {
    let mut times = 1;
    loop {
        let took = timed(case, times).min(timed(case, times));
        if took >= BATCH / 2 {
            let exact = f64::from(times) * BATCH.as_secs_f64() / took.as_secs_f64();
            return exact.round().max(1.0) as u32;
        }
        times *= 2;
    }
}

/// A new order for each round, the same in each program run.
fn shuffle(order: &mut [usize], state: &mut u64) {
    for end in (1..order.len()).rev() {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        order.swap(end, (*state % (end as u64 + 1)) as usize);
    }
}

/// The smallest and the one in the middle.
pub(crate) fn min_and_median(mut samples: Vec<f64>) -> (f64, f64) {
    samples.sort_by(f64::total_cmp);
    (samples[0], samples[samples.len() / 2])
}

/// Nanoseconds for once in the fastest of many batches, of which none begins after `cap`; what takes longer runs once.
pub(crate) fn fastest(cap: Duration, mut run: impl FnMut()) -> f64 {
    let mut time = |times: u32| {
        let begin = Instant::now();
        (0..times).for_each(|_| run());
        begin.elapsed().as_secs_f64() / f64::from(times)
    };
    let begin = Instant::now();
    let first = time(1);
    let mut least = if begin.elapsed() < cap { time(1).max(1e-9) } else { first };
    let times = (BATCH.as_secs_f64() / least).ceil() as u32;
    while begin.elapsed() < cap {
        least = least.min(time(times));
    }
    least * 1e9
}

/// Measures all cases, batch after batch, each round in another order.
///
/// # Panics
///
/// If a contender fails.
pub fn measure(mut cases: Vec<Case>, effort: Effort) -> Vec<Measurement> {
    let begin = Instant::now();
    let times: Vec<u32> = cases.iter_mut().map(times_per_batch).collect();
    let mut samples = vec![Vec::with_capacity(effort.rounds); cases.len()];
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..effort.rounds {
        if begin.elapsed() > effort.at_most && !samples[0].is_empty() {
            break;
        }
        shuffle(&mut order, &mut state);
        for &index in &order {
            let case = &mut cases[index];
            // The batch finds its own data in the caches, not those of the one before.
            timed(case, times[index] / 8 + 1);
            samples[index].push(timed(case, times[index]).as_secs_f64() * 1e9 / f64::from(times[index]));
        }
    }
    cases
        .iter()
        .zip(samples)
        .map(|(case, samples)| {
            let (min, median) = min_and_median(samples);
            Measurement {
                workload: case.workload,
                operation: case.operation,
                contender: case.contender,
                bytes: case.bytes,
                min,
                median,
            }
        })
        .collect()
}
