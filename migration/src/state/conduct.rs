//! What snapshots and restoring do, type by type, so that the engine can leave out what is not needed.

/// When restoring may fail or panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Never,
    /// Only before anything has changed: a lock is poisoned, a cell is borrowed.
    AtOnce,
    AnyTime,
}

/// What the engine may rely on. Too little is always right; too much makes loads wrong, but not unsound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conduct {
    /// A snapshot sets all of the shadow, whatever it was.
    pub(crate) sets_all: bool,
    /// Restoring and checks look only at what the shadow's table has. Where a load sets all of that, subsections included, what it
    /// leaves does not depend on what was there before; hooks of the table do not look at it either.
    pub(crate) all_travels: bool,
    pub(crate) refuses: Refusal,
    /// The check accepts every state, unless a lock is poisoned, a cell is borrowed or the big lock is not held.
    pub(crate) checks_nothing: bool,
}

impl Conduct {
    /// Of a type that promises nothing.
    pub const UNKNOWN: Self =
        Self { sets_all: false, all_travels: false, refuses: Refusal::AnyTime, checks_nothing: false };

    /// Of plain numbers.
    pub const PLAIN: Self = Self { sets_all: true, all_travels: true, refuses: Refusal::Never, checks_nothing: true };

    /// Of a single value that takes some numbers and no others.
    pub const SOME_NUMBERS: Self = Self { refuses: Refusal::AtOnce, ..Self::PLAIN.checking() };

    /// Of a value with both parts: when one refuses, the other may have changed.
    pub const fn and(self, other: Self) -> Self {
        Self {
            sets_all: self.sets_all && other.sets_all,
            all_travels: self.all_travels && other.all_travels,
            refuses: match (self.refuses, other.refuses) {
                (Refusal::Never, Refusal::Never) => Refusal::Never,
                _ => Refusal::AnyTime,
            },
            checks_nothing: self.checks_nothing && other.checks_nothing,
        }
    }

    /// Of what has such a value behind a lock or in a cell that can be borrowed.
    pub const fn behind_lock(self) -> Self {
        Self {
            refuses: match self.refuses {
                Refusal::Never | Refusal::AtOnce => Refusal::AtOnce,
                Refusal::AnyTime => Refusal::AnyTime,
            },
            ..self
        }
    }

    /// Where restoring runs device code.
    pub const fn refusing(self) -> Self {
        Self { refuses: Refusal::AnyTime, ..self }
    }

    /// Where restoring or a check looks at more than what has just been loaded.
    pub const fn beyond_table(self) -> Self {
        Self { all_travels: false, ..self }
    }

    /// Where a check refuses some states.
    pub const fn checking(self) -> Self {
        Self { checks_nothing: false, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{Conduct, Refusal};
    use crate::ToMigrationState;

    #[test]
    fn a_value_promises_no_more_than_each_of_its_parts() {
        assert_eq!(Conduct::PLAIN.and(Conduct::PLAIN), Conduct::PLAIN);
        assert_eq!(Conduct::PLAIN.and(Conduct::UNKNOWN), Conduct::UNKNOWN);
        assert_eq!(Conduct::UNKNOWN.and(Conduct::PLAIN), Conduct::UNKNOWN);
        assert_eq!(Conduct::PLAIN.and(Conduct::SOME_NUMBERS), Conduct::PLAIN.refusing().checking());
        assert_eq!(Conduct::PLAIN.beyond_table().and(Conduct::PLAIN), Conduct::PLAIN.beyond_table());
    }

    #[test]
    fn a_lock_refuses_at_once() {
        let refusal = |inside: Conduct| inside.behind_lock().refuses;
        assert_eq!(refusal(Conduct::PLAIN), Refusal::AtOnce);
        assert_eq!(refusal(Conduct::SOME_NUMBERS), Refusal::AtOnce);
        assert_eq!(refusal(Conduct::PLAIN.refusing()), Refusal::AnyTime);
        let checks = Conduct::PLAIN.checking();
        assert_eq!(checks.behind_lock(), Conduct { refuses: Refusal::AtOnce, ..checks });
    }

    #[test]
    fn an_array_may_refuse_half_way() {
        assert_eq!(<Mutex<[u8; 2]>>::CONDUCT.refuses, Refusal::AtOnce);
        assert_eq!(<[Mutex<u8>; 2]>::CONDUCT.refuses, Refusal::AnyTime);
        assert_eq!(<[[u8; 2]; 2]>::CONDUCT, Conduct::PLAIN);
    }
}
