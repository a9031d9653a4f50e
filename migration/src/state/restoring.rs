//! Putting a snapshot back, which differs from taking a received state over: nothing may stop it on the way.

use std::cell::Cell;

use super::{kept::Moment, ToMigrationState};
use crate::{callback, error::InvalidError, memory::without_budget};

/// Why a state is being restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// It was received.
    Load,
    /// It was taken before a load that has failed.
    PutBack,
    /// As before, once more after the device has drawn its conclusions from it.
    PutBackExactly,
}

thread_local! {
    static PURPOSE: Cell<Purpose> = const { Cell::new(Purpose::Load) };
}

fn with_purpose<R>(purpose: Purpose, restore: impl FnOnce() -> R) -> R {
    /// Also where device code panics.
    struct Before(Purpose);
    impl Drop for Before {
        fn drop(&mut self) {
            PURPOSE.with(|current| current.set(self.0));
        }
    }
    let _before = Before(PURPOSE.with(|current| current.replace(purpose)));
    restore()
}

/// Whether an earlier state of the device itself is put back.
pub(crate) fn is_putting_back() -> bool {
    PURPOSE.get() != Purpose::Load
}

/// Runs `restore` as the return to a snapshot of that moment: of derived types, all parts of which are then there. However much
/// memory it takes, the load may have it.
pub(crate) fn put_back(moment: Moment, restore: impl FnOnce() -> Result<(), InvalidError>) -> Result<(), InvalidError> {
    moment.return_to(|| without_budget(|| with_purpose(Purpose::PutBack, || callback::catch(restore))))
}

/// What generated code notes while it restores a struct.
///
/// While a received state is taken over, the first error ends it: whoever called puts a snapshot back. While that is put
/// back, what can be put back is, and the first error comes at the end.
#[derive(Debug)]
pub struct Restoring {
    purpose: Purpose,
    failed: Result<(), InvalidError>,
}

impl Restoring {
    /// Begins one struct.
    #[expect(clippy::new_without_default, reason = "it looks at the thread's state")]
    pub fn new() -> Self {
        Self { purpose: PURPOSE.with(Cell::get), failed: Ok(()) }
    }

    /// Whether the state is an earlier one of the device itself, all of which is there.
    pub fn is_put_back(&self) -> bool {
        self.purpose != Purpose::Load
    }

    /// What came of restoring the field of this name.
    pub fn field(&mut self, name: &str, restored: Result<(), InvalidError>) -> Result<(), InvalidError> {
        let restored = restored.map_err(|error| error.at(name));
        if self.is_put_back() {
            if self.failed.is_ok() {
                self.failed = restored;
            }
            return Ok(());
        }
        restored
    }

    /// Ends the struct.
    pub fn finish(self) -> Result<(), InvalidError> {
        self.failed
    }

    /// Ends a struct that draws conclusions from its new state.
    ///
    /// When an earlier state is put back, they are drawn too, as the failed load had drawn others, but they cannot refuse it;
    /// what they change of it is put back once more.
    pub fn finish_with<T: ToMigrationState>(
        self,
        device: &mut T,
        version_id: u8,
        post_load: fn(&mut T, u8) -> Result<(), InvalidError>,
    ) -> Result<(), InvalidError> {
        match self.purpose {
            Purpose::Load => post_load(device, version_id),
            Purpose::PutBackExactly => self.failed,
            Purpose::PutBack => {
                let mut exactly = device.to_migration_state()?;
                drop(callback::catch(|| post_load(device, version_id)));
                let again = with_purpose(Purpose::PutBackExactly, || device.restore_from(&mut exactly, version_id));
                self.failed.and(again)
            }
        }
    }
}
