//! What a load may cost.

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
/// let mut receiver = Machine::new("board").with_limits(Limits { memory: 64 << 10, ..Limits::default() });
/// receiver.register(&disk)?;
/// assert_eq!(receiver.load(&stream).unwrap_err().kind(), ErrorKind::Limit);
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many bytes of memory the load asks for, those included that it has returned by then: for snapshots of devices, for the
    /// elements of lists, for the way back, for the stream's self-description. 1 GiB by default.
    ///
    /// What device code asks for by itself, in a hook or a conversion, does not count.
    pub memory: usize,
    /// How many records with device data a stream has. 1,048,576 by default.
    pub sections: usize,
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
    pub(crate) fn begin(limits: Limits) -> Self {
        Self { _kept: Keeping::begin(), _budget: Budget::open(limits.memory) }
    }
}
