//! What is not always there, and device code that has a say.

use std::ffi::CStr;

use migration::{InvalidError, ToMigrationState};

use super::parts::Part;
use crate::{
    board::Emulated,
    faults,
    random::{Any, Random},
};

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "optional")]
pub struct Optional {
    kind: u8,
    #[migration_state(exists = is_odd)]
    odd: u32,
    #[migration_state(exists = has_parts)]
    parts: [Part; 2],
    #[migration_state(subsection = "optional/some")]
    some: Option<u32>,
    #[migration_state(subsection = "optional/outer", needed = Self::is_large)]
    outer: u16,
    #[migration_state(subsection = "optional/outer/inner", needed = Self::is_large)]
    innermost: Part,
    last: Part,
}

fn is_odd(shadow: &OptionalMigration, _version_id: u8) -> bool {
    shadow.kind & 1 != 0
}

fn has_parts(shadow: &OptionalMigration, _version_id: u8) -> bool {
    shadow.kind & 2 != 0
}

impl Optional {
    fn is_large(&self) -> bool {
        faults::ask("needed", self.outer > 99)
    }
}

impl Any for Optional {
    fn any(random: &mut Random) -> Self {
        Self {
            kind: Any::any(random),
            odd: Any::any(random),
            parts: Any::any(random),
            some: Any::any(random),
            outer: Any::any(random),
            innermost: Any::any(random),
            last: Any::any(random),
        }
    }
}

impl Emulated for Optional {
    const NAME: &'static CStr = c"optional-board";
}

/// Refuses at every place where it can.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "fussy", validate = Self::validate, post_load = Self::post_load)]
pub struct Fussy {
    number: u32,
    part: FussyPart,
    #[migration_state(with = scaled, into(u32))]
    scaled: u16,
    loads: u8,
}

#[derive(Debug, ToMigrationState)]
#[migration_state(post_load = Self::post_load)]
struct FussyPart {
    number: u16,
}

impl FussyPart {
    fn post_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("part_post_load")
    }
}

mod scaled {
    use super::{faults, Fussy, InvalidError};

    pub fn get(device: &Fussy) -> Result<u32, InvalidError> {
        faults::run("get")?;
        Ok(u32::from(device.scaled) * 3)
    }

    pub fn set(device: &mut Fussy, wire: u32) -> Result<(), InvalidError> {
        faults::run("set")?;
        device.scaled = u16::try_from(wire / 3).map_err(|_| InvalidError::new("too large a scale"))?;
        Ok(())
    }
}

impl Fussy {
    fn validate(&self, _shadow: &FussyMigration, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("validate")
    }

    fn post_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        self.loads = self.loads.wrapping_add(1);
        faults::run("post_load")
    }
}

impl Any for Fussy {
    fn any(random: &mut Random) -> Self {
        Self {
            number: Any::any(random),
            part: FussyPart { number: Any::any(random) },
            scaled: Any::any(random),
            loads: Any::any(random),
        }
    }
}

impl Emulated for Fussy {
    const NAME: &'static CStr = c"fussy-board";
}
