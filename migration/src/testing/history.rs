//! The tables that a device has had, one text a version, and what may follow them.

use core::ops::Range;

use super::{
    compare::Comparison,
    explain::{explain, Reader},
    text::{tables, Line},
};

/// What becomes of the committed text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has the table as it is.
    Same,
    /// It may become this: all streams that loaded still do, and mean the same.
    New { text: String, notes: Vec<String> },
}

/// Compares the table as it is with those that there were. An error says what would break streams, and what to do instead.
pub(super) fn next(committed: &str, now: &str) -> Result<Verdict, String> {
    let (old, new) = (tables(committed)?, tables(now)?);
    let [table] = new.as_slice() else { return Err("expected one table of the device".to_owned()) };
    if let Some(other) = old.iter().find(|other| other.name() != table.name()) {
        return Err(format!(
            "the section has another name, so that no stream that there is finds the device\n\n  expected  `{}`\n  found     `{}`",
            other.name(),
            table.name()
        ));
    }
    let newest = old.iter().max_by_key(|other| other.version());
    if let Some(newest) = newest.filter(|newest| newest.version() > table.version()) {
        return Err(format!("the version went back\n\n  expected  `{}`\n  found     `{}`", newest.text, table.text));
    }
    let mut notes = Vec::new();
    for other in &old {
        let compared = if other.version() == table.version() {
            Some(same_version(other, table)?)
        } else if other.version() >= table.minimum() {
            Some(older_version(other, table)?)
        } else {
            None
        };
        if newest == Some(other) {
            notes = compared.unwrap_or_default();
        }
    }
    match old.iter().find(|other| other.version() == table.version()) {
        Some(same) if same == table => Ok(Verdict::Same),
        Some(same) => {
            if notes.is_empty() {
                notes = renamed(same, table);
            }
            Ok(Verdict::New { text: replaced(committed, same, now), notes })
        }
        None => {
            let (version, minimum) = (table.version().unwrap_or(0), table.minimum().unwrap_or(0));
            notes.insert(0, format!("version {version}, which loads from {minimum}, is not in the file"));
            notes.extend(unknown(&old, minimum..version));
            let separator = if committed.is_empty() { "" } else { "\n" };
            Ok(Verdict::New { text: format!("{committed}{separator}{now}"), notes })
        }
    }
}

fn same_version(old: &Line<'_>, new: &Line<'_>) -> Result<Vec<String>, String> {
    let mut comparison = Comparison::default();
    let compared = comparison.device(old, new);
    compared.map_err(|difference| explain(&difference, &Reader::of_same_version(new)))?;
    let version = new.version().unwrap_or(0);
    if new.minimum() > old.minimum() {
        return Err(format!(
            "it is still version {version}, but an older version that was loaded is refused now\n\n  expected  `{}`\n  found     `{}`\n\n\
             Raise `minimum_version_id` together with `version_id`.",
            old.text, new.text
        ));
    }
    if let (Some(before), Some(after), false) = (old.length(), new.length(), comparison.grew) {
        if before != after {
            return Err(format!(
                "the format changed, but it is still version {version}: at most {before} were expected, and {after} found. It is \
                 something that has no line of its own, as a struct that is the key of a map"
            ));
        }
    }
    Ok(comparison.notes)
}

fn older_version(old: &Line<'_>, new: &Line<'_>) -> Result<Vec<String>, String> {
    let mut comparison = Comparison::default();
    let compared = comparison.device(old, new);
    compared.map_err(|difference| explain(&difference, &Reader::of_older_version(old, new)))?;
    Ok(comparison.notes)
}

/// Versions that load, but that nothing can be compared with.
fn unknown(known: &[Line<'_>], loaded: Range<u32>) -> Option<String> {
    let missing: Vec<String> = loaded
        .filter(|version| known.iter().all(|table| table.version() != Some(*version)))
        .map(|version| version.to_string())
        .collect();
    (!missing.is_empty()).then(|| {
        format!("its older versions are not in the file, so that nothing is compared with them: {}", missing.join(", "))
    })
}

/// What differs where no byte does.
fn renamed(old: &Line<'_>, new: &Line<'_>) -> Vec<String> {
    let (before, after) = (old.with_all_below(), new.with_all_below());
    let gone = before.iter().filter(|line| !after.contains(line));
    let came = after.iter().filter(|line| !before.contains(line));
    let notes: Vec<String> =
        gone.zip(came).map(|(gone, came)| format!("no byte of a stream differs: `{gone}` is `{came}` now")).collect();
    if notes.is_empty() {
        vec!["no reader minds: the same lines are in another order".to_owned()]
    } else {
        notes
    }
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
