//! What a load may cost.

use core::cell::Cell;

use crate::{memory::Budget, state::kept::Keeping};

/// What reading a stream may cost at most.
///
/// The types of a machine bound what each device can take: the lengths of arrays, the `range` of lists, a codec's `MAX_WIRE_LEN`.
/// These limits bound the sum, whatever the stream is: a load that would go beyond is refused, and nothing has changed.
///
/// ```
/// use std::sync::Mutex;
/// use migration::{ErrorKind, Limits, Machine, ToMigrationState};
///
/// #[derive(Debug, Default, PartialEq, ToMigrationState)]
/// struct Request {
///     sector: u64,
/// }
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "disk")]
/// struct Disk {
///     #[migration_state(range = ..=1_000_000)]
///     waiting: Vec<Request>,
/// }
///
/// let many = Mutex::new(Disk { waiting: (0..100_000).map(|sector| Request { sector }).collect() });
/// let mut sender = Machine::new("board");
/// sender.register(&many)?;
/// let stream = sender.save()?;
///
/// let disk = Mutex::new(Disk { waiting: Vec::new() });
/// let mut receiver = Machine::new("board").with_limits(Limits::default().with_memory(64 << 10));
/// receiver.register(&disk)?;
/// assert_eq!(receiver.load(&stream).unwrap_err().kind(), ErrorKind::Limit);
/// # Ok::<(), migration::Error>(())
/// ```
///
/// A load needs several times the memory of its state: a snapshot of what the device held before, what is read, and the way back.
/// [`testing::load_memory`](crate::testing::load_memory) counts it. Count the largest state, loaded where there is the largest one
/// already, and allow twice that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The sum of all that one load asks for, in bytes; what it returns meanwhile gives nothing back. 1 GiB by default.
    ///
    /// It counts snapshots of devices, elements of lists, and notes how to return; in [`Machine::inspect`](crate::Machine::inspect)
    /// also the tree, in [`Stream`](crate::stream::Stream) also the self-description. What device code asks for by itself, in a hook
    /// or a conversion, does not count.
    pub memory: usize,
    /// How many records with device data (full, start, part, end) a stream may have. 1,048,576 by default.
    pub sections: usize,
}

thread_local! {
    /// What each load of this thread has at most.
    static WITHIN: Cell<Option<Limits>> = const { Cell::new(None) };
}

impl Limits {
    /// Allows a load so many bytes of memory.
    #[must_use]
    pub const fn with_memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// Allows a stream so many records with device data.
    #[must_use]
    pub const fn with_sections(mut self, records: usize) -> Self {
        self.sections = records;
        self
    }

    /// Runs code in which no load of this thread has more than that: for functions that take no limits.
    ///
    /// ```
    /// use migration::{load_state_mut, ErrorKind, Limits, ToMigrationState};
    ///
    /// #[derive(Default, ToMigrationState)]
    /// struct Request {
    ///     sector: u64,
    /// }
    ///
    /// #[derive(Default, ToMigrationState)]
    /// #[migration_state(name = "disk")]
    /// struct Disk {
    ///     waiting: u32,
    ///     #[migration_state(len = waiting, range = ..=1_000_000)]
    ///     requests: Vec<Request>,
    /// }
    ///
    /// let hostile = 1_000_000_u32.to_be_bytes();
    /// let mut disk = Disk::default();
    /// let limits = Limits::default().with_memory(1 << 20);
    /// let error = limits.within(|| load_state_mut(&mut disk, &hostile, 1)).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Limit);
    /// ```
    pub fn within<R>(self, run: impl FnOnce() -> R) -> R {
        /// Also where the code panics.
        struct Before(Option<Limits>);
        impl Drop for Before {
            fn drop(&mut self) {
                WITHIN.set(self.0);
            }
        }
        let _before = Before(WITHIN.replace(Some(self.narrowed())));
        run()
    }

    /// These limits, where there are no narrower ones.
    pub(crate) fn narrowed(self) -> Self {
        let Some(within) = WITHIN.get() else { return self };
        Self { memory: self.memory.min(within.memory), sections: self.sections.min(within.sections) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 1 << 30, sections: 1 << 20 }
    }
}

/// A load in this thread, from its first byte to the moment when it is final or undone.
#[derive(Debug)]
pub(crate) struct Loading {
    _kept: Keeping,
    _budget: Budget,
}

impl Loading {
    /// With limits that are [`narrowed`](Limits::narrowed).
    pub(crate) fn begin(limits: Limits) -> Self {
        Self { _kept: Keeping::begin(), _budget: Budget::open(limits.memory) }
    }
}
