//! All devices.

mod elements;
mod examples;
mod in_place;
mod kinds;
mod lists;
mod made;
mod nested;
mod parts;
mod presence;
mod rack;
mod sometimes;
mod vectors;

use crate::board::Board;
#[cfg(feature = "qemu")]
use crate::interface::Entry;
#[cfg(feature = "stream")]
use crate::run::Entry;

/// The engine finds out by itself how a device migrates; C has but one way.
#[cfg(feature = "stream")]
macro_rules! of {
    ($device:ty) => {
        Entry::of::<$device, _>()
    };
}

#[cfg(feature = "qemu")]
macro_rules! of {
    ($device:ty) => {
        Entry::of::<$device>()
    };
}

/// What can be done with each device.
pub const ALL: [Entry; 25] = [
    of!(Board<migration_examples::pl011::Registers>),
    of!(Board<migration_examples::serial::IsaSerial>),
    of!(Board<migration_examples::pit::Pit>),
    of!(Board<migration_examples::rtc::Rtc>),
    of!(Board<migration_examples::hpet::Hpet>),
    of!(Board<kinds::Numbers>),
    of!(Board<kinds::Shapes>),
    of!(Board<parts::Counted>),
    of!(Board<parts::Linked>),
    of!(Board<presence::Optional>),
    of!(Board<presence::Fussy>),
    of!(in_place::Cells),
    of!(in_place::Nested),
    of!(Board<vectors::Counts>),
    of!(Board<vectors::Vectors>),
    of!(Board<vectors::Pointers>),
    of!(Board<lists::Lists>),
    of!(Board<lists::Maps>),
    of!(Board<made::Kinds>),
    of!(Board<made::Made>),
    of!(Board<sometimes::Sometimes>),
    of!(Board<sometimes::Lookalikes>),
    of!(Board<nested::Nest>),
    of!(nested::Bay),
    of!(rack::Rack),
];
