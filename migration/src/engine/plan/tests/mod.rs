//! Plans beside the plain walk, which does the same in another way.

mod agreement;
mod choices;
mod corners;
mod devices;
mod edges;
mod entries;
mod hooked;
mod journaled;
mod leaves;
mod memory;
mod object;
mod placing;
mod run;
mod tables;
mod varying;
mod windows;

use std::cell::Cell;

use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, TestError, TestRunner},
};

use super::vectors::has_avx512;

thread_local! {
    static PLAIN: Cell<bool> = const { Cell::new(false) };
    static WINDOWS: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Whether plans that this thread makes have windows: as the processor can, unless a test says.
pub(super) fn are_windows_of_use() -> bool {
    WINDOWS.get().unwrap_or_else(has_avx512)
}

/// Whether this thread walks tables field by field, all of them.
pub(super) fn is_plain_walk_asked_for() -> bool {
    PLAIN.get()
}

/// Runs code with the plain walk alone.
fn plainly<R>(run: impl FnOnce() -> R) -> R {
    /// Also where a test fails.
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            PLAIN.set(self.0);
        }
    }
    let _before = Before(PLAIN.replace(true));
    run()
}

/// Runs a test for bytes of which it makes all that it needs: so many times, or as `PROPTEST_CASES` says.
fn for_any_bytes(cases: u32, test: impl Fn(&[u8])) {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    let result = TestRunner::new(config).run(&vec(any::<u8>(), 0..300), |bytes| {
        WINDOWS.set(Some(bytes.len() % 2 == 0));
        test(&bytes);
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, bytes)) => panic!("{reason}\nwith {bytes:?}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}
