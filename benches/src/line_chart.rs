//! Charts of how time grows with size.

use crate::svg::{along, decades, time, Anchor, Drawing};

/// One curve.
#[derive(Debug)]
pub struct Line {
    /// What it is called.
    pub name: String,
    /// Sizes, and the time for each part.
    pub points: Vec<(f64, f64)>,
}

/// Some curves in one panel.
#[derive(Debug)]
pub struct Chart {
    /// What stands above it.
    pub title: String,
    /// What the sizes are.
    pub size: &'static str,
    /// What the times are.
    pub time: String,
    /// The curves.
    pub lines: Vec<Line>,
}

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 50.0;
const PANEL: (f64, f64) = (LEFT + WIDTH + 100.0, TOP + HEIGHT + 60.0);
const COLOURS: [&str; 3] = ["#c0392b", "#2c6fa8", "#7f8c8d"];

fn colour(name: &str) -> &'static str {
    match name {
        "save" => COLOURS[0],
        "load" => COLOURS[1],
        _ => COLOURS[2],
    }
}

fn short(number: f64) -> String {
    match number {
        small if small < 1e3 => format!("{small}"),
        middle if middle < 1e6 => format!("{}k", middle / 1e3),
        large => format!("{}M", large / 1e6),
    }
}

fn panel(drawing: &mut Drawing, (left, top): (f64, f64), chart: &Chart) {
    let points = || chart.lines.iter().flat_map(|line| &line.points);
    let sizes = decades(points().map(|point| point.0));
    let times = decades(points().map(|point| point.1));
    let x = |size| left + LEFT + WIDTH * along(sizes, size);
    let y = |nanoseconds| top + TOP + HEIGHT * (1.0 - along(times, nanoseconds));
    drawing.title((left, top + 16.0), &chart.title);
    drawing.text((left, top + 34.0), Anchor::Start, &chart.time);
    for decade in sizes.0..=sizes.1 {
        let size = 10_f64.powi(decade);
        drawing.line((x(size), top + TOP), (x(size), top + TOP + HEIGHT), "#dddddd");
        drawing.text((x(size), top + TOP + HEIGHT + 16.0), Anchor::Middle, &short(size));
    }
    drawing.text((left + LEFT + WIDTH / 2.0, top + TOP + HEIGHT + 34.0), Anchor::Middle, chart.size);
    for decade in times.0..=times.1 {
        let nanoseconds = 10_f64.powi(decade);
        drawing.line((left + LEFT, y(nanoseconds)), (left + LEFT + WIDTH, y(nanoseconds)), "#dddddd");
        drawing.text((left + LEFT - 6.0, y(nanoseconds) + 4.0), Anchor::End, &time(nanoseconds));
    }
    for line in &chart.lines {
        let curve: Vec<_> = line.points.iter().map(|&(size, nanoseconds)| (x(size), y(nanoseconds))).collect();
        drawing.curve(&curve, colour(&line.name));
        if let Some(&(end, height)) = curve.last() {
            drawing.text((end + 8.0, height + 4.0), Anchor::Start, &line.name);
        }
    }
}

/// All charts, two beside each other, on logarithmic scales: what grows with the size and no faster is a level line.
pub fn draw(charts: &[Chart]) -> String {
    let mut drawing = Drawing::default();
    for (number, chart) in charts.iter().enumerate() {
        let (row, column) = (number / 2, number % 2);
        panel(&mut drawing, (20.0 + PANEL.0 * column as f64, 20.0 + PANEL.1 * row as f64), chart);
    }
    drawing.finish((2.0 * PANEL.0 + 20.0, PANEL.1 * charts.len().div_ceil(2) as f64 + 20.0))
}
