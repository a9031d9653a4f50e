//! The text of a table, read back.

use std::iter::Peekable;

/// One line of a table, with the lines below it: a device, a subsection, or a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub text: &'a str,
    pub below: Vec<Line<'a>>,
}

const SUBSECTION: &str = "subsection ";
const TEST: &str = "if its test says so";
const ALWAYS: &str = "always";

/// What follows a number in the list of a line's attributes: it is compared apart from what else is on the wire, or not there at all.
const NUMBERS: [&str; 4] = ["version ", "loads from ", "since ", "up to "];

impl<'a> Line<'a> {
    pub fn is_subsection(&self) -> bool {
        self.text.starts_with(SUBSECTION)
    }

    /// This line and those below, in order.
    pub fn with_all_below(&self) -> Vec<&'a str> {
        let below = self.below.iter().flat_map(Self::with_all_below);
        core::iter::once(self.text).chain(below).collect()
    }

    /// The name of the device, the subsection or the field.
    pub fn name(&self) -> &'a str {
        let text = self.text.strip_prefix(SUBSECTION).unwrap_or(self.text);
        text.split_once(", version ").map_or(text, |(name, _)| name).split(": ").next().unwrap_or_default()
    }

    /// The kind of a field.
    pub fn kind(&self) -> &'a str {
        let named = self.text.split(", ").next().unwrap_or_default();
        named.split_once(": ").map_or("", |(_, kind)| kind)
    }

    fn attributes(&self) -> impl Iterator<Item = &'a str> {
        self.text.split(", ").skip(1)
    }

    fn number(&self, before: &str) -> Option<u32> {
        self.attributes().find_map(|attribute| attribute.strip_prefix(before)?.parse().ok())
    }

    pub fn version(&self) -> Option<u32> {
        self.number("version ")
    }

    /// The oldest version that loads.
    pub fn minimum(&self) -> Option<u32> {
        self.number("loads from ")
    }

    /// The version of its table from which on a field exists.
    pub fn since(&self) -> u32 {
        self.number("since ").unwrap_or(0)
    }

    /// How many elements there are at most.
    pub fn bound(&self) -> Option<u32> {
        self.number("up to ")
    }

    /// How many bytes the field has in each stream; `None` where that is not always the same.
    pub fn bytes(&self) -> Option<usize> {
        let one = match self.kind() {
            "bool" | "uint8" | "int8" | "uint8 equal" => 1,
            "uint16" | "int16" | "uint16 equal" => 2,
            "uint32" | "int32" | "uint32 equal" | "int32 equal" | "int32 le" => 4,
            "uint64" | "int64" | "int64 equal" | "timer" | "CPU_Double_U" => 8,
            nested if nested.starts_with("struct ") => {
                let is_plain = self.below.iter().all(|line| !line.is_subsection());
                self.below.iter().map(Line::bytes).sum::<Option<usize>>().filter(|_| is_plain)?
            }
            _ => self.buffer("buffer of ").or(self.unused_bytes())?,
        };
        match self.attributes().find_map(|attribute| attribute.strip_suffix(" times")) {
            _ if self.has_test() || self.attributes().any(|attribute| attribute == "or null") => None,
            Some(times) => one.checked_mul(times.parse().ok()?),
            // A number behind it is a factor of what another field counts.
            None => self.attributes().all(|attribute| !attribute.contains(" times ")).then_some(one),
        }
    }

    /// How many bytes there are that stand for nothing.
    pub fn unused_bytes(&self) -> Option<usize> {
        self.buffer("unused_buffer of ")
    }

    fn buffer(&self, before: &str) -> Option<usize> {
        let (bytes, _) = self.kind().strip_prefix(before)?.split_once(" byte")?;
        bytes.parse().ok()
    }

    /// How long a whole device is at most.
    pub fn length(&self) -> Option<&'a str> {
        self.attributes().find_map(|attribute| attribute.strip_prefix("at most "))
    }

    pub fn has_test(&self) -> bool {
        self.attributes().any(|attribute| attribute == TEST)
    }

    /// Whether a subsection is in each stream.
    pub fn is_always_there(&self) -> bool {
        self.attributes().any(|attribute| attribute == ALWAYS)
    }

    /// What must be the same for a field to be the same bytes. The name and the version of a nested struct are not in a stream.
    pub fn wire(&self) -> impl Iterator<Item = &'a str> {
        let counts =
            |attribute: &&str| *attribute != TEST && NUMBERS.iter().all(|before| !attribute.starts_with(before));
        let first = self.text.split(", ").next().unwrap_or_default();
        let unnamed = self.version().and_then(|_| first.strip_suffix(self.kind().split_once(' ')?.1));
        [unnamed.unwrap_or(first)].into_iter().chain(self.attributes().filter(counts))
    }
}

/// The tables of a file.
pub(super) fn tables(text: &str) -> Result<Vec<Line<'_>>, String> {
    let is_full = |(_, line): &(usize, &str)| !line.trim().is_empty();
    let mut lines = text.lines().enumerate().filter(is_full).peekable();
    let tables = lines_at(&mut lines, 0);
    if let Some((index, line)) = lines.next() {
        return Err(format!("line {}: expected less space before `{}`", index + 1, line.trim()));
    }
    match tables.iter().find(|table| table.version().is_none() || table.minimum().is_none()) {
        Some(table) => Err(format!("expected `name, version 1, loads from 1`, found `{}`", table.text)),
        None => Ok(tables),
    }
}

fn lines_at<'a>(lines: &mut Peekable<impl Iterator<Item = (usize, &'a str)>>, depth: usize) -> Vec<Line<'a>> {
    let mut found = Vec::new();
    while let Some((_, line)) = lines.next_if(|(_, line)| depth_of(line) == depth) {
        found.push(Line { text: line.trim(), below: lines_at(lines, depth + 1) });
    }
    found
}

fn depth_of(line: &str) -> usize {
    (line.len() - line.trim_start_matches(' ').len()) / 2
}
