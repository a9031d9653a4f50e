//! What the fields of the devices are made of.

use std::{cell::Cell, ffi::CStr};

use migration::{
    impl_vmstate_codec,
    kinds::{Codec, Decoder, Encoder},
    InvalidError, ToMigrationState,
};

/// How device code fails on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trip {
    /// It does not.
    Never,
    /// The call of this number, counted from 0, refuses.
    Refuse(u32),
    /// The call of this number panics.
    Panic(u32),
}

thread_local! {
    static TRIP: Cell<Trip> = const { Cell::new(Trip::Never) };
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// Sets how the device code of this thread fails from now on, and returns how often it was called since the last time.
pub fn trip(trip: Trip) -> u32 {
    TRIP.set(trip);
    CALLS.replace(0)
}

/// A call of device code.
pub(super) fn step(what: &str) -> Result<(), InvalidError> {
    let call = CALLS.get();
    CALLS.set(call + 1);
    match TRIP.get() {
        Trip::Refuse(number) if number == call => Err(InvalidError::new(format!("{what} refuses on demand"))),
        // Without the report that a panic makes, of which there would be many.
        Trip::Panic(number) if number == call => std::panic::resume_unwind(Box::new("device code panics on demand")),
        _ => Ok(()),
    }
}

/// A nested struct with a list, a subsection, and a part that does not travel.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToMigrationState)]
#[migration_state(post_load = Self::after_load)]
pub struct Element {
    value: u8,
    #[migration_state(range = ..=2)]
    inside: Vec<Inside>,
    #[migration_state(subsection = "Element/detail", needed = Self::has_detail)]
    detail: u8,
    #[migration_state(omit = "who it is for")]
    owner: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, ToMigrationState)]
struct Inside {
    #[migration_state(try_into(u8))]
    position: Position,
    #[migration_state(omit = "counted here")]
    uses: u32,
}

impl Element {
    pub(super) fn new(value: u8) -> Self {
        Self {
            value,
            inside: vec![Inside { position: Position::new(value), uses: 7 }],
            detail: value & 1,
            owner: Some(format!("owner of {value}")),
        }
    }

    fn has_detail(&self) -> bool {
        self.detail != 0
    }

    fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        step("post_load of an element")
    }
}

/// A number below 200.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position(u8);

impl Position {
    const END: u8 = 200;

    pub(super) const fn new(position: u8) -> Self {
        Self(position % Self::END)
    }
}

impl TryFrom<u8> for Position {
    type Error = InvalidError;

    fn try_from(position: u8) -> Result<Self, InvalidError> {
        step("try_from")?;
        if position < Self::END {
            Ok(Self(position))
        } else {
            Err(InvalidError::new(format!("expected a position below {}, found {position}", Self::END)))
        }
    }
}

impl TryFrom<Position> for u8 {
    type Error = InvalidError;

    fn try_from(position: Position) -> Result<Self, InvalidError> {
        step("try_into")?;
        Ok(position.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ToMigrationState)]
#[repr(u8)]
pub(super) enum Mode {
    Off,
    Slow,
    Fast = 7,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToMigrationState)]
#[migration_state(version_id = 0)]
pub(super) struct Times {
    elapsed: u16,
    left: u8,
}

impl Times {
    pub(super) const fn new(left: u8) -> Self {
        Self { elapsed: 0x405, left }
    }
}

/// Up to four letters, behind their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text(String);

impl Text {
    pub(super) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Codec for Text {
    const NAME: &'static CStr = c"text";
    const MAX_WIRE_LEN: usize = 5;

    fn encode(&self, output: &mut Encoder<'_>) -> Result<(), InvalidError> {
        step("encode")?;
        output.put_u8(self.0.len() as u8);
        output.put_bytes(self.0.as_bytes());
        Ok(())
    }

    fn decode(input: &mut Decoder<'_>) -> Result<Self, InvalidError> {
        let mut text = vec![0; usize::from(input.get_u8()?)];
        input.get_bytes(&mut text)?;
        step("decode")?;
        if text.is_ascii() {
            String::from_utf8(text).map(Self).map_err(|_| InvalidError)
        } else {
            Err(InvalidError::new("expected letters, found other bytes"))
        }
    }
}

impl_vmstate_codec!(Text);
