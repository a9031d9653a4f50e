//! What a load costs.

use crate::memory::counted;

/// Runs code, and returns how many bytes of memory the loads in it, in this thread, have asked for: what
/// [`Limits::memory`](crate::Limits) must allow for the same load.
///
/// ```
/// use migration::{load_state_mut, save_state, testing, Limits, ToMigrationState};
///
/// #[derive(Default, ToMigrationState)]
/// struct Request {
///     sector: u64,
/// }
///
/// #[derive(Default, ToMigrationState)]
/// #[migration_state(name = "disk")]
/// struct Disk {
///     #[migration_state(range = ..=1000)]
///     waiting: Vec<Request>,
/// }
///
/// let full = || Disk { waiting: (0..1000).map(|sector| Request { sector }).collect() };
/// let state = save_state(&full())?;
/// let (loaded, bytes) = testing::load_memory(|| load_state_mut(&mut full(), &state, 1));
/// loaded?;
///
/// let load = |bytes| Limits::default().with_memory(bytes).within(|| load_state_mut(&mut full(), &state, 1));
/// assert!(load(bytes).is_ok());
/// assert!(load(bytes - 1).is_err());
/// # Ok::<(), migration::Error>(())
/// ```
pub fn load_memory<R>(run: impl FnOnce() -> R) -> (R, usize) {
    counted(run)
}
