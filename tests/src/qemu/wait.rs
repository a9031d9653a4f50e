//! Waiting with an end.

use std::thread;
use std::time::{Duration, Instant};

/// The longest that any step with QEMU may take; far above what a busy machine needs.
pub const TIMEOUT: Duration = Duration::from_secs(30);

const PAUSE: Duration = Duration::from_millis(1);

/// Asks until there is an answer; `None` when [`TIMEOUT`] has passed without one.
pub(super) fn poll<T>(mut question: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let answer = question();
        if answer.is_some() || start.elapsed() > TIMEOUT {
            return answer;
        }
        thread::sleep(PAUSE);
    }
}
