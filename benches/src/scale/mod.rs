//! How the time grows with the size of what is saved and loaded.

mod shapes;
mod subsections;

use crate::{
    line_chart::{self, Chart, Line},
    machines,
    options::Options,
    timing::fastest,
};
use core::hint::black_box;
use migration::{bql, load_state_mut, save_state_into, Describe};
use shapes::{Array, Nest1, Nest16, Nest2, Nest32, Nest4, Nest8};
use std::{
    io,
    time::{Duration, Instant},
};
use subsections::Many;

/// What takes longer is left out.
const PATIENCE: Duration = Duration::from_secs(60);

/// One size that was measured.
struct Point {
    size: f64,
    nanoseconds: f64,
}

/// Prints what was measured as it comes, and keeps it for the chart.
struct Report {
    cap: Duration,
    chart: Chart,
}

impl Report {
    fn new(options: &Options, title: &str, size: &'static str, part: &'static str) -> Self {
        println!("\n{title}: {size} ns ns_per_{part}");
        let chart = Chart { title: title.into(), size, time: format!("ns per {part}"), lines: Vec::new() };
        let cap = Duration::from_millis(if options.quick { 30 } else { 300 });
        Self { cap, chart }
    }

    fn add(&mut self, line: &str, Point { size, nanoseconds }: Point) {
        let each = nanoseconds / size;
        println!("{line} {size} {nanoseconds:.0} {each:.3}");
        let lines = &mut self.chart.lines;
        if !lines.iter().any(|known| known.name == line) {
            lines.push(Line { name: line.into(), points: Vec::new() });
        }
        lines.iter_mut().filter(|known| known.name == line).for_each(|known| known.points.push((size, each)));
    }

    /// Saves and loads a device, which has so many parts.
    fn device<T: Describe>(&mut self, device: &mut T, size: impl FnOnce(usize) -> f64) {
        let mut bytes = Vec::new();
        save_state_into(device, &mut bytes).unwrap();
        let size = size(bytes.len());
        let version_id = T::VMSD.get().version_id as u8;
        let mut output = Vec::with_capacity(bytes.len());
        let nanoseconds = fastest(self.cap, || {
            output.clear();
            save_state_into(black_box(&*device), &mut output).unwrap();
            black_box(&output);
        });
        self.add("save", Point { size, nanoseconds });
        let nanoseconds = fastest(self.cap, || {
            load_state_mut(black_box(&mut *device), black_box(&bytes), version_id).unwrap();
        });
        self.add("load", Point { size, nanoseconds });
    }
}

fn timed_once<R>(run: impl FnOnce() -> R) -> (R, Duration) {
    let begin = Instant::now();
    let result = run();
    (result, begin.elapsed())
}

/// How long ten times as many devices will take, if it grows on as it has grown, and each thing is done twice.
fn ten_times_as_many(last: Duration, before: Option<Duration>) -> Duration {
    let growth = before.map_or(10.0, |before| last.as_secs_f64() / before.as_secs_f64());
    last.mul_f64(2.0 * growth.max(10.0))
}

fn machines(options: &Options, describes_itself: bool) -> Chart {
    let title = if describes_itself { "devices, with the self-description" } else { "devices" };
    let mut report = Report::new(options, title, "devices", "device");
    let mut before = None;
    let mut projected = Duration::ZERO;
    for exponent in 0..=5 {
        let devices = 10_usize.pow(exponent);
        if projected > PATIENCE {
            println!("{devices} devices are left out: they would take {:.0} s", projected.as_secs_f64());
            break;
        }
        let make = || machines::machine(devices, describes_itself).unwrap();
        let ((machine, stream), once) = timed_once(|| {
            let machine = make();
            let stream = machine.save().unwrap();
            machine.load(&stream).unwrap();
            (machine, stream)
        });
        let cap = report.cap;
        let mut add = |line, run: &mut dyn FnMut()| {
            report.add(line, Point { size: devices as f64, nanoseconds: fastest(cap, run) });
        };
        add("register", &mut || drop(black_box(make())));
        let mut output = Vec::with_capacity(stream.len());
        add("save", &mut || {
            output.clear();
            machine.save_into(black_box(&mut output)).unwrap();
        });
        add("load", &mut || machine.load(black_box(&stream)).unwrap());
        projected = ten_times_as_many(once, before);
        before = Some(once);
    }
    report.chart
}

fn arrays(options: &Options) -> Chart {
    let mut report = Report::new(options, "an array of u32", "bytes", "byte");
    macro_rules! lengths {
        ($($length:expr),*) => { $(report.device(&mut Array::<{ $length }>::new(), |bytes| bytes as f64);)* };
    }
    lengths!(1, 4, 16, 64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20);
    report.chart
}

fn depths(options: &Options) -> Chart {
    let mut report = Report::new(options, "structs in each other", "levels", "level");
    macro_rules! nests {
        ($($Nest:ty: $levels:expr),*) => { $(report.device(&mut <$Nest>::default(), |_| f64::from($levels));)* };
    }
    nests!(Nest1: 1, Nest2: 2, Nest4: 4, Nest8: 8, Nest16: 16, Nest32: 32);
    report.chart
}

fn subsections(options: &Options) -> Chart {
    let mut report = Report::new(options, "subsections sent of 64", "sent_and_device", "part");
    for sent in [0, 1, 2, 4, 8, 16, 32, 64] {
        report.device(&mut Many::new(sent), |_| (sent + 1) as f64);
    }
    report.chart
}

/// Measures, prints, and writes the chart that is asked for.
///
/// # Errors
///
/// If the chart cannot be written.
///
/// # Panics
///
/// If something cannot be saved or loaded.
pub fn run(options: &Options) -> io::Result<()> {
    let _bql = bql::lock();
    let charts =
        [machines(options, false), machines(options, true), arrays(options), depths(options), subsections(options)];
    options.write_plot(|| line_chart::draw(&charts))
}
