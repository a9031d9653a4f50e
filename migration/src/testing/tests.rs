//! What may follow what, as texts. Devices that change are in the integration tests.

use super::history::{next, Verdict};

const FIRST: &str = "\
uart, version 1, loads from 1, at most 3 bytes
  data: uint8
  rate: uint16
";

const SECOND: &str = "\
uart, version 2, loads from 1, at most 4 bytes
  data: uint8
  rate: uint16
  more: uint8, since 2
";

const NESTED: &str = "\
gpu, version 3, loads from 1, at most 28 bytes
  level: uint8
  scanout: struct scanout, version 1, loads from 1, 2 times
    x: uint32
    subsection scanout/y, version 2, loads from 1
      y: uint32
";

fn taken(committed: &str, now: &str) -> (String, Vec<String>) {
    match next(committed, now) {
        Ok(Verdict::New { text, notes }) => (text, notes),
        other => panic!("expected a new text, found {other:?}"),
    }
}

fn refused(committed: &str, now: &str) -> String {
    next(committed, now).unwrap_err()
}

#[track_caller]
fn assert_refused(committed: &str, now: &str, words: &[&str]) {
    let message = refused(committed, now);
    for word in words {
        assert!(message.contains(word), "no `{word}` in: {message}");
    }
}

#[test]
fn the_first_table_is_taken_and_the_same_one_is_good() {
    let (text, notes) = taken("", FIRST);
    assert_eq!((&*text, &*notes), (FIRST, &["version 1, which loads from 1, is not in the file".to_owned()][..]));
    assert_eq!(next(FIRST, FIRST), Ok(Verdict::Same));
}

#[test]
fn each_version_stays_in_the_file() {
    let (second, _) = taken(FIRST, SECOND);
    assert_eq!(second, format!("{FIRST}\n{SECOND}"));
    assert_eq!(next(&second, SECOND), Ok(Verdict::Same));
    // Of three, the one in the middle gets a subsection; the line ends of another system do not matter.
    let third = SECOND.replace("version 2", "version 3");
    let added = format!("{SECOND}  subsection uart/x, version 1, loads from 1\n    x: uint8\n");
    let file = format!("{FIRST}\n{SECOND}\n").replace('\n', "\r\n");
    assert_eq!(taken(&file, &added).0, format!("{FIRST}\n{added}"));
    assert!(
        matches!(next(&format!("{second}\n{third}"), &added), Err(message) if message.starts_with("the version went back"))
    );
}

#[test]
fn what_nothing_is_compared_with_is_said() {
    let third = SECOND.replace("version 2, loads from 1", "version 4, loads from 1");
    let unknown = |file: &str| taken(file, &third).1.into_iter().find(|note| note.starts_with("its older versions"));
    let said = |versions: &str| {
        Some(format!("its older versions are not in the file, so that nothing is compared with them: {versions}"))
    };
    assert_eq!(unknown(""), said("1, 2, 3"));
    assert_eq!(unknown(FIRST), said("2, 3"));
    assert_eq!(taken("", FIRST).1.len(), 1);
}

#[test]
fn new_versions_read_the_old() {
    assert_refused(FIRST, &SECOND.replace(", since 2", ""), &["it loads version 1", "`more: uint8`", "`since = 2`;"]);
    assert_refused(
        FIRST,
        &SECOND.replace("data: uint8", "data: uint16"),
        &["`data: uint16`", "with `minimum_version_id = 2`"],
    );
    taken(FIRST, &SECOND.replace("data: uint8", "data: uint16").replace("from 1", "from 2"));
    // A gate is superfluous when no older version loads.
    let third = SECOND.replace("version 2, loads from 1", "version 3, loads from 2");
    taken(SECOND, &third.replace(", since 2", ""));
    assert_refused(
        SECOND,
        &third.replace("from 2", "from 1").replace("since 2", "since 3"),
        &["version 2", "nothing in its place"],
    );
    // All that load count, not just the newest.
    let file = format!("{FIRST}\n{}", SECOND.replace("from 1", "from 2").replace(", since 2", ""));
    assert_refused(&file, &third.replace("from 2", "from 1").replace(", since 2", ""), &["it loads version 1"]);
}

#[test]
fn the_minimum_rises_with_the_version_only() {
    assert_refused(
        SECOND,
        &SECOND.replace("from 1", "from 2"),
        &["still version 2", "`minimum_version_id` together with"],
    );
    let later = SECOND.replace("from 1", "from 2");
    taken(&later, SECOND);
    assert_refused(
        &format!("{}\n{later}", FIRST.replace("rate", "pace")),
        SECOND,
        &["loads version 1", "`pace: uint16`"],
    );
}

#[test]
fn a_test_may_decide_in_a_new_version_only() {
    let tested = |version: u32| {
        format!("uart, version {version}, loads from 1, at most 4 bytes\n  data: uint8\n  rate: uint16\n  more: uint8, if its test says so\n")
    };
    assert_refused(FIRST, &tested(1), &["still version 1", "the end of the fields"]);
    let (_, notes) = taken(FIRST, &tested(2));
    assert_eq!(notes[1], "`more` is there if its test says so, which must say no for version 1");
    let always = tested(1).replace(", if its test says so", "");
    assert_refused(&always, &tested(1), &["`more: uint8, if its test says so`", "A test makes a field come and go"]);
    assert!(taken(&always, &tested(2)).1[1].ends_with("which must say yes for version 1"));
    assert!(taken(&tested(1), &always.replace("version 1", "version 2")).1[1]
        .contains("always have been there in version 1"));
}

#[test]
fn subsections_have_versions_of_their_own() {
    let stepped = NESTED.replace("version 2", "version 3");
    taken(NESTED, &stepped);
    taken(NESTED, &format!("{stepped}      z: uint8, since 3\n"));
    assert_refused(
        NESTED,
        &format!("{NESTED}      z: uint8\n"),
        &["subsection `scanout/y`\n", "a subsection of its own"],
    );
    assert_refused(NESTED, &format!("{stepped}      z: uint8, since 2\n"), &["`z: uint8, since 2`"]);
    assert_refused(
        NESTED,
        &stepped.replace("version 3, loads from 1\n      y", "version 3, loads from 3\n      y"),
        &["is refused now"],
    );
    assert_refused(NESTED, &NESTED.replace("version 2", "version 1"), &["is refused now"]);
    assert_refused(
        NESTED,
        &NESTED.replace("scanout/y", "scanout/z"),
        &["`subsection scanout/y", "nothing in its place"],
    );
}

#[test]
fn new_subsections_are_not_always_there() {
    let added = format!("{NESTED}    subsection scanout/z, version 1, loads from 1\n      z: uint8\n");
    let (text, notes) = taken(NESTED, &added);
    assert_eq!(text, added);
    assert_eq!(
        notes,
        ["`scanout`: `scanout/z` is a new subsection: older readers load each state that does not need it"]
    );
    let always = added.replace("scanout/z, version 1, loads from 1", "scanout/z, version 1, loads from 1, always");
    assert_refused(NESTED, &always, &["no more subsections", "say when it is needed"]);
    taken(NESTED, &always.replace("gpu, version 3", "gpu, version 4"));
    assert_refused(&added, &always, &["expected  `subsection scanout/z", "say when it is needed"]);
    taken(&always, &added);
    // In another order a reader finds them as well.
    let (fields, subsections) = added.split_at(added.find("    subsection").unwrap());
    let (y, z) = subsections.split_at(subsections.find("    subsection scanout/z").unwrap());
    assert_eq!(taken(&added, &format!("{fields}{z}{y}")).1, ["no reader minds: the same lines are in another order"]);
}

#[test]
fn nested_versions_are_not_in_a_stream() {
    let stepped = NESTED.replace("scanout, version 1", "scanout, version 2");
    let notes = taken(NESTED, &stepped).1;
    assert!(notes[0].starts_with("no byte of a stream differs: `scanout: struct scanout, version 1"), "{notes:?}");
    assert!(notes[0].contains("is `scanout: struct scanout, version 2"), "{notes:?}");
    // Nor are their names, but in those of their subsections.
    let renamed = "uart, version 1, loads from 1\n  clk: struct clock, version 1, loads from 1\n    period: uint64\n";
    taken(renamed, &renamed.replace("clock", "divider"));
    assert_refused(renamed, &renamed.replace("struct clock", "tmp clock"), &["`clk: tmp clock, version 1"]);
    assert_refused(renamed, &renamed.replace("clk:", "clock:"), &["The field keeps its name"]);
    assert_refused(
        NESTED,
        &NESTED.replace("struct scanout", "struct x").replace("scanout/y", "x/y"),
        &["`subsection scanout/y"],
    );
    for version in ["version 3", "version 4"] {
        let grown =
            stepped.replace("    x: uint32", "    x: uint32\n    w: uint32, since 2").replace("version 3", version);
        assert_refused(NESTED, &grown, &["in        `scanout`", "`scanout` is a nested struct"]);
    }
    taken(
        NESTED,
        &NESTED.replace("version 3, loads from 1", "version 4, loads from 4").replace("x: uint32", "x: uint64"),
    );
}

#[test]
fn bounds_only_rise() {
    let with = |bound: u32| {
        format!("disk, version 1, loads from 1, at most {bound} bytes\n  waiting: qtailq request, version 1, loads from 1, up to {bound}\n    sector: uint8\n")
    };
    assert_eq!(taken(&with(4), &with(5)).1, ["there can be more in `waiting`, which older readers then refuse"]);
    assert_refused(&with(5), &with(4), &["the bound may only rise"]);
}

#[test]
fn what_has_no_line_shows_in_the_length() {
    assert_refused(FIRST, &FIRST.replace("3 bytes", "5 bytes"), &["at most 3 bytes were expected, and 5 bytes found"]);
    // Where the order of devices changes, no byte does.
    let (_, notes) = taken(FIRST, &FIRST.replace("3 bytes", "3 bytes, priority 7"));
    assert_eq!(
        notes,
        ["no byte of a stream differs: `uart, version 1, loads from 1, at most 3 bytes` is `uart, version 1, loads from 1, \
          at most 3 bytes, priority 7` now"]
    );
}

#[test]
fn the_name_of_the_section_stays() {
    assert_refused(FIRST, &FIRST.replace("uart", "UART"), &["expected  `uart`", "found     `UART`"]);
}

#[test]
fn what_is_no_table_is_said() {
    assert_refused("<<<<<<< ours\n", FIRST, &["found `<<<<<<< ours`"]);
    assert_refused(
        &format!("{FIRST}      deep: uint8\n"),
        FIRST,
        &["line 4: expected less space before `deep: uint8`"],
    );
}
