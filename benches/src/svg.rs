//! Charts, as SVG.

use core::fmt::{self, Write as _};

/// What is drawn so far.
#[derive(Debug, Default)]
pub struct Drawing {
    elements: String,
}

/// Where a text stands by its point.
#[derive(Clone, Copy, Debug)]
pub enum Anchor {
    /// Behind it.
    Start,
    /// Around it.
    Middle,
    /// Before it.
    End,
}

impl fmt::Display for Anchor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        })
    }
}

/// A text in which nothing is taken for markup.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            '<' => formatter.write_str("&lt;"),
            '>' => formatter.write_str("&gt;"),
            '&' => formatter.write_str("&amp;"),
            other => formatter.write_char(other),
        })
    }
}

/// A place, from the left and from the top.
pub type Point = (f64, f64);

impl Drawing {
    fn add(&mut self, element: fmt::Arguments<'_>) {
        // A string takes whatever is written to it.
        let _ = writeln!(self.elements, "{element}");
    }

    /// A filled rectangle, by its upper left corner.
    pub fn rectangle(&mut self, (x, y): Point, (width, height): Point, colour: &str) {
        self.add(format_args!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" fill="{colour}"/>"#
        ));
    }

    /// A thin line.
    pub fn line(&mut self, (x, y): Point, (to_x, to_y): Point, colour: &str) {
        self.add(format_args!(r#"<line x1="{x:.1}" y1="{y:.1}" x2="{to_x:.1}" y2="{to_y:.1}" stroke="{colour}"/>"#));
    }

    /// A curve with a dot at each of its points.
    pub fn curve(&mut self, points: &[Point], colour: &str) {
        let list = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ");
        self.add(format_args!(r#"<polyline points="{list}" fill="none" stroke="{colour}" stroke-width="2"/>"#));
        for (x, y) in points {
            self.add(format_args!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="{colour}"/>"#));
        }
    }

    /// A text whose base line is at this height.
    pub fn text(&mut self, (x, y): Point, anchor: Anchor, text: &str) {
        self.add(format_args!(r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{}</text>"#, Escaped(text)));
    }

    /// A large text.
    pub fn title(&mut self, (x, y): Point, text: &str) {
        self.add(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" font-size="15" font-weight="bold">{}</text>"#,
            Escaped(text)
        ));
    }

    /// The whole file.
    pub fn finish(&self, (width, height): Point) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{}</svg>\n",
            self.elements
        )
    }
}

/// The powers of ten around these numbers.
pub fn decades(numbers: impl Iterator<Item = f64>) -> (i32, i32) {
    let (least, most) =
        numbers.fold((f64::INFINITY, 0.0_f64), |(least, most), number| (least.min(number), most.max(number)));
    let first = least.log10().floor() as i32;
    (first, (most.log10().ceil() as i32).max(first + 1))
}

/// How far along an axis of these decades a number lies, from 0 to 1.
pub fn along((first, last): (i32, i32), number: f64) -> f64 {
    (number.log10() - f64::from(first)) / f64::from(last - first)
}

/// Nanoseconds, in the unit in which they are read best.
pub fn time(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        tiny if tiny < 0.1 => (tiny * 1e3, "ps"),
        small if small < 1e3 => (small, "ns"),
        middle if middle < 1e6 => (middle / 1e3, "µs"),
        large if large < 1e9 => (large / 1e6, "ms"),
        huge => (huge / 1e9, "s"),
    };
    match value {
        small if small < 10.0 => format!("{small:.2} {unit}"),
        middle if middle < 100.0 => format!("{middle:.1} {unit}"),
        large => format!("{large:.0} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{along, decades, time, Anchor, Drawing};

    #[test]
    fn takes_no_text_for_markup() {
        let mut drawing = Drawing::default();
        drawing.text((1.0, 2.0), Anchor::Middle, "a < b & c");
        assert!(drawing.finish((10.0, 10.0)).contains(">a &lt; b &amp; c</text>"));
    }

    #[test]
    fn says_times_in_their_unit() {
        assert_eq!([0.02, 9.0, 12_345.0, 5e6].map(time), ["20.0 ps", "9.00 ns", "12.3 µs", "5.00 ms"]);
    }

    #[test]
    fn scales_by_decades() {
        assert_eq!(decades([3.0, 700.0].into_iter()), (0, 3));
        assert!((along((0, 2), 10.0) - 0.5).abs() < 1e-9);
    }
}
