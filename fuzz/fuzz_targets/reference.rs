//! The engine against the reference reader and writer.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use migration_tests::reference::{check, start, subjects, Struct, Subject};

static SUBJECTS: LazyLock<Vec<(Subject, Struct)>> =
    LazyLock::new(|| subjects().into_iter().map(|subject| (subject, start(subject).0)).collect());

fuzz_target!(|input: &[u8]| {
    let [choice, version, input @ ..] = input else { return };
    let (subject, before) = &SUBJECTS[usize::from(*choice) % SUBJECTS.len()];
    check(*subject, before, input, *version % 5);
});
