//! Numbers that a load may only make smaller.

use core::num::TryFromIntError;

use super::own_shadow;
use crate::{
    bindings::{vmstate_info_int32_le, VMStateField, VMStateFlags, Zeroable},
    vmstate::{Blank, VMState, WireLen},
};

/// A number that loads only if what is received is neither below zero nor above what is here; then it takes that over.
///
/// It is for sizes and counts of which the device has only so many. On the wire it is an `i32`.
///
/// ```
/// use migration::{load_state_mut, save_state, Int32Le, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "queues")]
/// struct Queues {
///     #[migration_state(into(Int32Le))]
///     used: i32,
/// }
///
/// let mut queues = Queues { used: 4 };
/// assert_eq!(save_state(&queues)?, [0, 0, 0, 4]);
/// load_state_mut(&mut queues, &[0, 0, 0, 3], 1)?;
/// assert_eq!(queues.used, 3);
/// let error = load_state_mut(&mut queues, &[0, 0, 0, 5], 1).unwrap_err();
/// assert_eq!(error.message(), "expected a number from 0 to 3, which is the one here, found 5");
/// # Ok::<(), migration::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Int32Le(pub i32);

// SAFETY: the kind reads and writes an `i32`, which this is, and each value of it is valid.
unsafe impl VMState for Int32Le {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: &raw const vmstate_info_int32_le,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = WireLen::of(4);
    const FOLLOWS_POINTERS: bool = false;
    const RUNS_CODE: bool = false;
}

impl Blank for Int32Le {
    fn blank() -> Self {
        Self::default()
    }
}

own_shadow!(Int32Le);

impl From<i32> for Int32Le {
    fn from(number: i32) -> Self {
        Self(number)
    }
}

impl From<Int32Le> for i32 {
    fn from(number: Int32Le) -> Self {
        number.0
    }
}

macro_rules! try_convert {
    ($($type:ty),*) => {$(
        impl TryFrom<$type> for Int32Le {
            type Error = TryFromIntError;

            fn try_from(number: $type) -> Result<Self, TryFromIntError> {
                number.try_into().map(Self)
            }
        }

        impl TryFrom<Int32Le> for $type {
            type Error = TryFromIntError;

            fn try_from(number: Int32Le) -> Result<Self, TryFromIntError> {
                number.0.try_into()
            }
        }
    )*};
}

try_convert!(u32, usize);
