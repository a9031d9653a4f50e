//! What is said where a table would misread a stream.

use core::fmt::Write as _;

use super::{
    compare::{Change, Difference, Home},
    text::Line,
};

/// Who would misread what.
pub(super) struct Reader {
    what: String,
    /// The version that the change has to have.
    version: u32,
    is_new: bool,
}

impl Reader {
    pub fn of_same_version(table: &Line<'_>) -> Self {
        let version = table.version().unwrap_or(0);
        let what = format!("the format of `{}` changed, but it is still version {version}", table.name());
        Self { what, version: version + 1, is_new: false }
    }

    pub fn of_older_version(old: &Line<'_>, new: &Line<'_>) -> Self {
        let (old, version) = (old.version().unwrap_or(0), new.version().unwrap_or(0));
        let what = format!(
            "version {version} of `{}` says that it loads version {old}, but reads other bytes than that wrote",
            new.name()
        );
        Self { what, version, is_new: true }
    }

    /// The step that makes any change good.
    fn step(&self) -> String {
        let version = self.version;
        if self.is_new {
            format!("with `minimum_version_id = {version}`")
        } else {
            format!("with `version_id = {version}` and `minimum_version_id = {version}`")
        }
    }
}

/// The difference in three lines, and what to do.
pub(super) fn explain(difference: &Difference, reader: &Reader) -> String {
    let nothing = "nothing in its place";
    let quoted = |line: &Option<String>, none: &str| line.as_ref().map_or(none.to_owned(), |line| format!("`{line}`"));
    let mut text = format!("{}\n\n", reader.what);
    if !difference.path.is_empty() {
        let _ = writeln!(text, "  in        {}", difference.path.join(", "));
    }
    let _ = writeln!(text, "  expected  {}", quoted(&difference.expected, none_expected(difference.change)));
    let _ = writeln!(text, "  found     {}", quoted(&difference.found, nothing));
    let _ = write!(text, "\n{}", advice(difference, reader));
    text
}

fn none_expected(change: Change) -> &'static str {
    match change {
        Change::SubsectionAlwaysThere => "no more subsections",
        _ => "the end of the fields",
    }
}

fn advice(difference: &Difference, reader: &Reader) -> String {
    let (version, step) = (reader.version, reader.step());
    let also = if reader.is_new { String::new() } else { format!(", and give the device `version_id = {version}`") };
    let added = match difference.home() {
        Home::Device => {
            format!("Make what is new `since = {version}`{also}; or put it into a subsection, if few states need it.")
        }
        Home::Subsection => "A subsection keeps its fields: put what is new into a subsection of its own.".to_owned(),
        Home::Nested(_) => "Put what is new into a subsection, of the struct or of the device.".to_owned(),
    };
    let first = match difference.change {
        Change::Added => added,
        Change::AddedInTheMiddle => format!("A new field comes behind all others. {added}"),
        Change::Gone => {
            format!("A field that is gone, or says `omit` now, leaves its bytes: put `Unused<N>` in its place{also}.")
        }
        Change::Dropped => {
            return format!(
                "Older readers would take the zeros for a value: give the device `version_id = {version}`."
            );
        }
        Change::Reordered => "Fields keep their order in the stream: put them back.".to_owned(),
        Change::Renamed => "The field keeps its name in the stream: `name = \"...\"`.".to_owned(),
        Change::OtherKind => {
            "The field keeps what it is in the stream: `into(...)` or `try_into(...)` converts it.".to_owned()
        }
        Change::Test => "A test makes a field come and go: put the field into a subsection.".to_owned(),
        Change::Bound => {
            "What was saved can have more elements than are taken now: the bound may only rise.".to_owned()
        }
        Change::SubsectionGone => {
            "A stream that has the subsection is refused now: keep it, if only to drop what it says.".to_owned()
        }
        Change::SubsectionAlwaysThere => {
            return "Older readers know no such subsection and refuse each state now: say when it is needed, with `needed`."
                .to_owned();
        }
        Change::SubsectionVersion => {
            "The subsection that there was is refused now: its versions go on, and load the old.".to_owned()
        }
    };
    let nested = match difference.home() {
        Home::Nested(name) => format!(
            " `{name}` is a nested struct: its version is not in a stream, so that `since` in it is in vain, and what changes in it \
             changes the format of each device around it."
        ),
        Home::Device | Home::Subsection => String::new(),
    };
    format!("{first}{nested} Otherwise the device refuses older streams, {step}.")
}
