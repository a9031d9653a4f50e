//! The comparison as a chart: a panel for each device and operation, a bar for each contender.

use crate::{
    contenders::Operation::{Load, Save},
    svg::{along, decades, time, Anchor, Drawing},
    timing::Measurement,
};

const PANEL_WIDTH: f64 = 560.0;
const ROW: f64 = 20.0;
const LABELS: f64 = 90.0;
const FIGURES: f64 = 70.0;
const HEADER: f64 = 50.0;

fn colour(contender: &str) -> &'static str {
    match contender {
        "engine" | "engine+lock" => "#c0392b",
        "migratable" => "#e08e79",
        "memcpy" => "#7f8c8d",
        _ => "#5b8db8",
    }
}

fn panel(drawing: &mut Drawing, (left, top): (f64, f64), bars: &[&Measurement]) {
    let scale = decades(bars.iter().map(|bar| bar.min));
    let width = PANEL_WIDTH - LABELS - FIGURES;
    let begin = left + LABELS;
    let bottom = top + HEADER + ROW * bars.len() as f64;
    drawing.title((left, top + 16.0), &format!("{} {}", bars[0].workload, bars[0].operation));
    for decade in scale.0..=scale.1 {
        let nanoseconds = 10_f64.powi(decade);
        let x = begin + width * along(scale, nanoseconds);
        drawing.line((x, top + HEADER - 8.0), (x, bottom), "#dddddd");
        drawing.text((x, top + HEADER - 14.0), Anchor::Middle, &time(nanoseconds));
    }
    for (row, bar) in bars.iter().enumerate() {
        let y = top + HEADER + ROW * row as f64;
        let len = (width * along(scale, bar.min)).max(1.0);
        drawing.text((begin - 6.0, y + 11.0), Anchor::End, bar.contender);
        drawing.rectangle((begin, y), (len, ROW - 6.0), colour(bar.contender));
        drawing.text((begin + len + 6.0, y + 11.0), Anchor::Start, &time(bar.min));
    }
}

/// The chart of the smallest times, on logarithmic scales.
pub fn draw(measurements: &[Measurement]) -> String {
    let mut workloads: Vec<&str> = measurements.iter().map(|measurement| measurement.workload).collect();
    workloads.dedup();
    let mut drawing = Drawing::default();
    let mut top = 20.0;
    for workload in workloads {
        let mut rows = 0;
        for (column, operation) in [Save, Load].into_iter().enumerate() {
            let bars: Vec<&Measurement> =
                measurements.iter().filter(|bar| (bar.workload, bar.operation) == (workload, operation)).collect();
            if !bars.is_empty() {
                panel(&mut drawing, (20.0 + (PANEL_WIDTH + 20.0) * column as f64, top), &bars);
            }
            rows = rows.max(bars.len());
        }
        top += HEADER + ROW * rows as f64 + 20.0;
    }
    drawing.finish((2.0 * PANEL_WIDTH + 60.0, top))
}
