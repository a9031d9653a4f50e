//! The tables that a device has had, one text a version.

/// What becomes of the committed text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has the table as it is.
    Same,
    /// It may become this, as all streams keep their meaning.
    New { text: String, what: String },
}

/// One line of a table, with the lines below it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line<'a> {
    text: &'a str,
    below: Vec<Line<'a>>,
}

impl<'a> Line<'a> {
    fn is_subsection(&self) -> bool {
        self.text.starts_with("subsection ")
    }

    /// The number behind a word, as in `version 2`.
    fn number(&self, word: &str) -> Option<u32> {
        let mut parts = self.text.split(", ");
        parts.find_map(|part| part.strip_prefix(word)?.strip_prefix(' ')?.parse().ok())
    }

    fn version(&self) -> u32 {
        self.number("version").unwrap_or(0)
    }

    fn name(&self) -> &'a str {
        self.text.split(", version ").next().unwrap_or_default()
    }
}

fn parse<'a>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>, depth: usize) -> Vec<Line<'a>> {
    let mut parsed = Vec::new();
    let indent = |line: &str| (line.len() - line.trim_start_matches(' ').len()) / 2;
    while let Some(line) = lines.next_if(|line| indent(line) >= depth) {
        parsed.push(Line { text: line.trim_start_matches(' '), below: parse(lines, depth + 1) });
    }
    parsed
}

fn tables(text: &str) -> Vec<Line<'_>> {
    parse(&mut text.lines().filter(|line| !line.trim().is_empty()).peekable(), 0)
}

/// Compares the table as it is with those that there were. An error says what would break streams, and what to do instead.
pub(super) fn next(committed: &str, now: &str) -> Result<Verdict, String> {
    let (old, new) = (tables(committed), tables(now));
    let Some(table) = new.first() else { return Err("the table is empty".to_owned()) };
    if let Some(other) = old.iter().find(|other| other.name() != table.name()) {
        return Err(format!(
            "the section was renamed, so that no stream that there is finds it: expected `{}`, found `{}`",
            other.name(),
            table.name()
        ));
    }
    let version = table.version();
    if let Some(same) = old.iter().find(|other| other.version() == version) {
        if same == table {
            return Ok(Verdict::Same);
        }
        let change = first_change(&same.below, &table.below);
        if let Some(change) = change {
            return Err(format!(
                "the format changed, but it is still version {version}: {change}. A new field comes last, with `since = {}` and \
                 `version_id = {0}`, or into a subsection; any other change keeps the bytes (`into`, `name`, `Unused`), or it is \
                 a new version that also raises `minimum_version_id`. Nested versions are not in a stream, so a change of a \
                 nested struct is one of this device",
                version + 1
            ));
        }
        let what = "what is new in this version are subsections, or its bounds, so that all of its streams still load"
            .to_owned();
        return Ok(Verdict::New { text: replaced(committed, same, now), what });
    }
    if let Some(newest) = old.iter().max_by_key(|other| other.version()) {
        if newest.version() > version {
            return Err(format!("expected version {} or a newer one, found version {version}", newest.version()));
        }
    }
    let minimum = table.number("loads from").unwrap_or(version);
    for other in old.iter().filter(|other| other.version() >= minimum) {
        let known: Vec<_> =
            table.below.iter().filter(|line| line.number("since") <= Some(other.version())).cloned().collect();
        if let Some(change) = first_change(&other.below, &known) {
            return Err(format!(
                "version {version} says that it loads version {}, whose bytes it does not read as that wrote them: {change}. Give \
                 new fields `since = {version}`, or raise `minimum_version_id`",
                other.version()
            ));
        }
    }
    let separator = if committed.is_empty() { "" } else { "\n" };
    Ok(Verdict::New {
        text: format!("{committed}{separator}{now}"),
        what: format!("version {version} is not there yet"),
    })
}

/// The first line that is not as it was, apart from new subsections.
fn first_change(old: &[Line<'_>], new: &[Line<'_>]) -> Option<String> {
    let mut old = old.iter();
    let mut expected = old.next();
    for line in new {
        match expected {
            Some(same) if same.text == line.text => {
                if let Some(change) = first_change(&same.below, &line.below) {
                    return Some(change);
                }
                expected = old.next();
            }
            // A reader that does not know it never sees one that it does not need.
            _ if line.is_subsection() => {}
            Some(other) => return Some(format!("expected `{}`, found `{}`", other.text, line.text)),
            None => return Some(format!("expected the end of the fields, found `{}`", line.text)),
        }
    }
    expected.map(|missing| format!("expected `{}`, found nothing in its place", missing.text))
}

/// The committed text with another table for a version.
fn replaced(committed: &str, old: &Line<'_>, now: &str) -> String {
    let mut tables: Vec<String> = Vec::new();
    for line in committed.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with(' ') {
            tables.push(String::new());
        }
        if let Some(table) = tables.last_mut() {
            table.push_str(line);
            table.push('\n');
        }
    }
    let is_old = |table: &String| table.lines().next() == Some(old.text);
    let tables: Vec<_> = tables.into_iter().map(|table| if is_old(&table) { now.to_owned() } else { table }).collect();
    tables.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{next, Verdict};

    const FIRST: &str = "uart, version 1, loads from 1, at most 3 bytes\n  data: uint8\n  rate: uint16\n";

    fn refused(now: &str) -> String {
        next(FIRST, now).unwrap_err()
    }

    fn new(committed: &str, now: &str) -> (String, String) {
        match next(committed, now).unwrap() {
            Verdict::New { text, what } => (text, what),
            Verdict::Same => panic!("it is not the same"),
        }
    }

    #[test]
    fn the_first_table_is_written_and_the_same_one_is_good() {
        let (text, _) = new("", FIRST);
        assert_eq!(text, FIRST);
        assert_eq!(next(FIRST, FIRST), Ok(Verdict::Same));
    }

    #[test]
    fn a_field_added_without_a_version() {
        let message = refused("uart, version 1, loads from 1\n  data: uint8\n  rate: uint16\n  more: uint8\n");
        assert!(message.contains("still version 1") && message.contains("found `more: uint8`"), "{message}");
        let message = refused("uart, version 1, loads from 1\n  data: uint8\n");
        assert!(message.contains("expected `rate: uint16`, found nothing"), "{message}");
    }

    #[test]
    fn another_width_name_or_order() {
        for fields in ["data: uint8\n  rate: uint32", "data: uint8\n  speed: uint16", "rate: uint16\n  data: uint8"] {
            let message = refused(&format!("uart, version 1, loads from 1\n  {fields}\n"));
            assert!(message.contains("expected `") && message.contains("still version 1"), "{message}");
        }
    }

    #[test]
    fn a_new_version_must_read_the_old_ones_that_it_loads() {
        let gated = "uart, version 2, loads from 1\n  data: uint8\n  rate: uint16\n  more: uint8, since 2\n";
        let (text, what) = new(FIRST, gated);
        assert!(what.contains("version 2 is not there yet"), "{what}");
        assert_eq!(text, format!("{FIRST}\n{gated}"));
        assert_eq!(next(&text, gated), Ok(Verdict::Same));
        let message = refused("uart, version 2, loads from 1\n  data: uint8\n  rate: uint16\n  more: uint8\n");
        assert!(message.contains("loads version 1") && message.contains("since = 2"), "{message}");
        let message = refused("uart, version 2, loads from 1\n  data: uint16\n  rate: uint16\n");
        assert!(message.contains("expected `data: uint8`"), "{message}");
        new(FIRST, "uart, version 2, loads from 2\n  rate: uint16\n");
        let back = next(&text, FIRST.replace("version 1", "version 0").as_str()).unwrap_err();
        assert!(back.contains("expected version 2"), "{back}");
    }

    #[test]
    fn a_nested_struct_that_changes_is_a_change_of_the_device() {
        let with = |nested: &str| {
            format!("gpu, version 3, loads from 1\n  scanout: struct scanout, version 1, loads from 1\n    {nested}\n")
        };
        let message = next(&with("x: uint32"), &with("x: uint32\n    y: uint32, since 2")).unwrap_err();
        assert!(message.contains("y: uint32") && message.contains("a nested struct"), "{message}");
    }

    #[test]
    fn a_subsection_may_be_added_anywhere() {
        let nested = "  clk: struct clock, version 0, loads from 0\n    period: uint64\n";
        let old = format!("uart, version 1, loads from 1\n{nested}");
        let added = format!(
            "uart, version 1, loads from 1\n{nested}    subsection clock/muldiv, version 1, loads from 1\n      divider: uint32\n"
        );
        let other = "uart, version 0, loads from 0\n  data: uint8\n";
        let (text, what) = new(&format!("{other}\n{old}"), &added);
        assert!(what.contains("subsections"), "{what}");
        assert_eq!(text, format!("{other}\n{added}"));
        // But it may not go, nor change.
        assert!(next(&added, &old).unwrap_err().contains("expected `subsection clock/muldiv"));
        assert!(next(&added, &added.replace("uint32", "uint64")).unwrap_err().contains("divider: uint64"));
    }

    #[test]
    fn another_name_of_the_section() {
        let message = refused("UART, version 1, loads from 1\n  data: uint8\n  rate: uint16\n");
        assert!(message.contains("renamed"), "{message}");
    }
}
