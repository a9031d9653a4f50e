//! What the derive is for: every conversion, every kind of presence, there and back.

use migration::{load_state_mut, save_state, InvalidError, ToMigrationState};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Idle,
    Busy,
}

impl From<Mode> for u8 {
    fn from(mode: Mode) -> Self {
        mode as Self
    }
}

impl TryFrom<u8> for Mode {
    type Error = ();

    fn try_from(number: u8) -> Result<Self, ()> {
        match number {
            0 => Ok(Self::Idle),
            1 => Ok(Self::Busy),
            _ => Err(()),
        }
    }
}

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(derive(Clone, PartialEq))]
struct Dma {
    address: u16,
    #[migration_state(omit = "wiring")]
    channel: usize,
}

#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(name = "uart", version_id = 2, minimum_version_id = 1, rename = Saved, derive(Clone, PartialEq))]
#[migration_state(validate = Self::validate, post_load = Self::post_load)]
struct Uart {
    #[migration_state(subsection = "uart/clock", needed = Self::has_clock)]
    rate: u16,
    r#type: [u8; 2],
    #[migration_state(subsection = "uart/dma")]
    dma: Option<Dma>,
    #[migration_state(try_into(u8))]
    mode: Mode,
    #[migration_state(since = 2)]
    flags: u8,
    #[migration_state(omit)]
    loaded: u8,
}

impl Uart {
    fn has_clock(&self) -> bool {
        self.rate != 0
    }

    fn validate(&self, saved: &Saved, _version_id: u8) -> Result<(), InvalidError> {
        if saved.r#type == self.r#type {
            Ok(())
        } else {
            Err(InvalidError::new("another type"))
        }
    }

    fn post_load(&mut self, version_id: u8) -> Result<(), InvalidError> {
        self.loaded = version_id;
        Ok(())
    }
}

fn uart() -> Uart {
    Uart { rate: 0, r#type: [1, 2], dma: None, mode: Mode::Busy, flags: 9, loaded: 0 }
}

fn subsection(name: &str) -> Vec<u8> {
    [&[5, name.len() as u8], name.as_bytes(), &[0, 0, 0, 1]].concat()
}

fn main() {
    assert_eq!(save_state(&uart()).unwrap(), [1, 2, 1, 9]);

    let full = Uart { rate: 0x304, dma: Some(Dma { address: 0x506, channel: 0 }), ..uart() };
    let bytes = save_state(&full).unwrap();
    let clock = [&subsection("uart/clock")[..], &[3, 4]].concat();
    let dma = [&subsection("uart/dma")[..], &[5, 6]].concat();
    assert_eq!(bytes, [&[1, 2, 1, 9], &clock[..], &dma[..]].concat());

    let mut other = uart();
    load_state_mut(&mut other, &bytes, 2).unwrap();
    assert_eq!(other, Uart { loaded: 2, ..full });

    // What an old stream lacks stays; an `Option` without its subsection becomes `None`.
    other.dma.as_mut().unwrap().channel = 3;
    load_state_mut(&mut other, &[1, 2, 0], 1).unwrap();
    assert_eq!(other, Uart { rate: 0x304, mode: Mode::Idle, loaded: 1, ..uart() });

    // A refused load changes nothing, and says which field it was.
    let error = load_state_mut(&mut other, &[1, 2, 7, 8], 2).unwrap_err();
    assert!(error.to_string().contains("mode"), "{error}");
    let error = load_state_mut(&mut other, &[2, 2, 0, 8], 2).unwrap_err();
    assert!(error.to_string().contains("another type"), "{error}");
    assert_eq!(other, Uart { rate: 0x304, mode: Mode::Idle, loaded: 1, ..uart() });
}
