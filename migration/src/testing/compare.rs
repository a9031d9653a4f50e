//! Whether the streams of an old table mean the same to a new one.

use super::text::Line;

/// The first thing that an old stream would be misread by, or refused for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Leads from the device to the table in which it is.
    pub path: Vec<String>,
    nested: Option<String>,
    pub expected: Option<String>,
    pub found: Option<String>,
    pub change: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Added,
    AddedInTheMiddle,
    Gone,
    Dropped,
    Reordered,
    Renamed,
    OtherKind,
    Test,
    Bound,
    SubsectionGone,
    SubsectionAlwaysThere,
    SubsectionVersion,
}

/// What the table is of in which something differs.
pub(super) enum Home<'a> {
    Device,
    Subsection,
    /// A field that is a struct, whose version is not in a stream.
    Nested(&'a str),
}

impl Difference {
    pub fn home(&self) -> Home<'_> {
        match (&self.nested, &*self.path) {
            (Some(name), _) => Home::Nested(name),
            (None, []) => Home::Device,
            (None, _) => Home::Subsection,
        }
    }
}

/// Compares one table with another, and takes down what changed without harm.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub notes: Vec<String>,
    /// Whether a state can be longer than it was.
    pub grew: bool,
    path: Vec<String>,
    nested: Vec<String>,
    /// The table of the device is another version's.
    device_stepped: bool,
}

/// What the lines of a table belong to.
#[derive(Clone, Copy)]
struct Table {
    /// The version in the stream; a nested struct has none there.
    version: Option<u32>,
    /// Whether the new table is that of a later version, so that a test can tell the two apart.
    is_stepped: bool,
}

impl Comparison {
    /// Whether `new` reads what `old` wrote, at the version of `old`.
    pub fn device(&mut self, old: &Line<'_>, new: &Line<'_>) -> Result<(), Difference> {
        self.device_stepped = old.version() != new.version();
        self.table(&old.below, &new.below, Table { version: old.version(), is_stepped: self.device_stepped })
    }

    fn table(&mut self, old: &[Line<'_>], new: &[Line<'_>], table: Table) -> Result<(), Difference> {
        self.fields(&fields(old, None), &fields(new, table.version), table)?;
        self.subsections(old, new)
    }

    fn fields(&mut self, old: &[&Line<'_>], new: &[&Line<'_>], table: Table) -> Result<(), Difference> {
        let (mut old, mut new) = (old, new);
        while let [found, rest @ ..] = new {
            match old {
                [expected, others @ ..] if expected.wire().eq(found.wire()) => {
                    self.field(expected, found, table)?;
                    old = others;
                }
                _ if table.is_stepped && found.has_test() => self.note(&format!(
                    "`{}` is there if its test says so, which must say no for version {}",
                    found.name(),
                    table.version.unwrap_or(0)
                )),
                _ if dropped(old, found) > 0 => {
                    let (gone, others) = old.split_at(dropped(old, found));
                    self.dropped(gone, found, table)?;
                    old = others;
                }
                [] => return Err(self.difference(None, Some(found), Change::Added)),
                [expected, others @ ..] => {
                    let change = change(expected, others, found, rest);
                    return Err(self.difference(Some(expected), Some(found), change));
                }
            }
            new = rest;
        }
        match old {
            [] => Ok(()),
            [expected, ..] => Err(self.difference(Some(expected), None, Change::Gone)),
        }
    }

    /// The same field, apart from when it is there and how many of it.
    fn field(&mut self, old: &Line<'_>, new: &Line<'_>, table: Table) -> Result<(), Difference> {
        if old.has_test() != new.has_test() {
            if !table.is_stepped {
                return Err(self.difference(Some(old), Some(new), Change::Test));
            }
            let (version, name) = (table.version.unwrap_or(0), new.name());
            self.note(&if new.has_test() {
                format!("`{name}` is there if its test says so, which must say yes for version {version}")
            } else {
                format!("`{name}` has no test, so it must always have been there in version {version}")
            });
        }
        match (old.bound(), new.bound()) {
            (old_bound, new_bound) if old_bound == new_bound => {}
            (Some(old_bound), Some(new_bound)) if old_bound > new_bound => {
                return Err(self.difference(Some(old), Some(new), Change::Bound));
            }
            _ => {
                self.grew = true;
                self.note(&format!("there can be more in `{}`, which older readers then refuse", new.name()));
            }
        }
        if old.below.is_empty() && new.below.is_empty() {
            return Ok(());
        }
        self.path.push(format!("`{}`", new.name()));
        self.nested.push(new.name().to_owned());
        self.table(&old.below, &new.below, Table { version: None, is_stepped: false })?;
        self.nested.pop();
        self.path.pop();
        Ok(())
    }

    /// A reader drops what these fields have.
    fn dropped(&mut self, gone: &[&Line<'_>], unused: &Line<'_>, table: Table) -> Result<(), Difference> {
        if !(self.device_stepped || table.is_stepped) {
            return Err(self.difference(gone.first().copied(), Some(unused), Change::Dropped));
        }
        for field in gone {
            self.note(&format!("`{}` is dropped when it is read", field.name()));
        }
        Ok(())
    }

    /// A reader finds subsections by their name, in any order.
    fn subsections(&mut self, old: &[Line<'_>], new: &[Line<'_>]) -> Result<(), Difference> {
        let (old, new) = (subsections(old), subsections(new));
        for expected in &old {
            match new.iter().find(|found| found.name() == expected.name()) {
                // Who does not know it, from before it came, has read the states that do not need it.
                Some(found) if found.is_always_there() && !expected.is_always_there() && !self.device_stepped => {
                    return Err(self.difference(Some(expected), Some(found), Change::SubsectionAlwaysThere));
                }
                Some(found) => self.subsection(expected, found)?,
                None => return Err(self.difference(Some(expected), None, Change::SubsectionGone)),
            }
        }
        for found in new.iter().filter(|found| old.iter().all(|known| known.name() != found.name())) {
            if found.is_always_there() && !self.device_stepped {
                return Err(self.difference(None, Some(found), Change::SubsectionAlwaysThere));
            }
            self.grew = true;
            let readers = if found.is_always_there() {
                "each state has it, so that older readers refuse them all"
            } else {
                "older readers load each state that does not need it"
            };
            self.note(&format!("`{}` is a new subsection: {readers}", found.name()));
        }
        Ok(())
    }

    fn subsection(&mut self, old: &Line<'_>, new: &Line<'_>) -> Result<(), Difference> {
        let version = old.version();
        if version > new.version() || version < new.minimum() {
            return Err(self.difference(Some(old), Some(new), Change::SubsectionVersion));
        }
        let nested = core::mem::take(&mut self.nested);
        self.path.push(format!("subsection `{}`", new.name()));
        self.table(&old.below, &new.below, Table { version, is_stepped: version != new.version() })?;
        self.path.pop();
        self.nested = nested;
        Ok(())
    }

    fn note(&mut self, what: &str) {
        let steps = self.path.iter().map(String::as_str).chain([what]);
        self.notes.push(steps.collect::<Vec<_>>().join(": "));
    }

    fn difference(&self, expected: Option<&Line<'_>>, found: Option<&Line<'_>>, change: Change) -> Difference {
        let text = |line: &Line<'_>| line.text.to_owned();
        // The version of a subsection is in a stream, also where the subsection is one of a nested struct.
        let is_subsection = expected.or(found).is_some_and(Line::is_subsection);
        Difference {
            path: self.path.clone(),
            nested: self.nested.last().filter(|_| !is_subsection).cloned(),
            expected: expected.map(text),
            found: found.map(text),
            change,
        }
    }
}

/// The fields that there are at a version.
fn fields<'a, 'b>(lines: &'b [Line<'a>], version: Option<u32>) -> Vec<&'b Line<'a>> {
    let exists = |line: &&Line<'_>| !line.is_subsection() && version.is_none_or(|version| line.since() <= version);
    lines.iter().filter(exists).collect()
}

fn subsections<'a, 'b>(lines: &'b [Line<'a>]) -> Vec<&'b Line<'a>> {
    lines.iter().filter(|line| line.is_subsection()).collect()
}

/// How many of the fields have together as many bytes as stand for nothing now.
fn dropped(old: &[&Line<'_>], unused: &Line<'_>) -> usize {
    let Some(bytes) = unused.unused_bytes().filter(|bytes| *bytes > 0) else { return 0 };
    let sums = old.iter().scan(Some(0), |sum: &mut Option<usize>, field| {
        *sum = sum.and_then(|sum| sum.checked_add(field.bytes()?));
        *sum
    });
    sums.take_while(|sum| *sum <= bytes).position(|sum| sum == bytes).map_or(0, |last| last + 1)
}

/// What most likely was done, by the names of this field and of those behind it.
fn change(expected: &Line<'_>, old: &[&Line<'_>], found: &Line<'_>, new: &[&Line<'_>]) -> Change {
    let has = |lines: &[&Line<'_>], line: &Line<'_>| lines.iter().any(|other| other.name() == line.name());
    if expected.name() == found.name() {
        return Change::OtherKind;
    }
    match (has(new, expected), has(old, found)) {
        (true, true) => Change::Reordered,
        (true, false) => Change::AddedInTheMiddle,
        (false, true) => Change::Gone,
        (false, false) if expected.kind() == found.kind() => Change::Renamed,
        (false, false) => Change::OtherKind,
    }
}
