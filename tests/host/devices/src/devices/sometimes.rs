//! Fields and subsections that may be missing, and checks.

use std::{ffi::CStr, sync::OnceLock};

use migration::{InvalidError, ToMigrationState};

use super::elements::{Element, Plain};

use crate::{
    board::Emulated,
    faults,
    random::{Any, Random},
};

/// Each way to be there or not.
#[derive(Debug, ToMigrationState)]
#[migration_state(
    name = "sometimes",
    version_id = 3,
    minimum_version_id = 1,
    validate = Self::validate,
    post_load = Self::after_load
)]
pub struct Sometimes {
    flag: bool,
    level: u8,
    #[migration_state(since = 2)]
    second: u16,
    #[migration_state(since = 3)]
    third: Plain,
    #[migration_state(exists = has_extra)]
    extra: u8,
    #[migration_state(exists = has_extra)]
    extras: [Plain; 2],
    #[migration_state(subsection = "sometimes/clock", needed = Self::has_clock, absent = Self::stop_clock)]
    ratio: u8,
    #[migration_state(subsection = "sometimes/clock")]
    phase: u32,
    #[migration_state(subsection = "sometimes/clock/fine", needed = Self::has_fine, absent = Self::forget_fine)]
    fine: u16,
    #[migration_state(subsection = "sometimes/clock/fine/finest", needed = Self::has_finest, absent = Self::forget_finest)]
    finest: [u8; 3],
    #[migration_state(subsection = "sometimes/always")]
    always: u8,
    #[migration_state(subsection = "sometimes/maybe")]
    maybe: Option<Element>,
    #[migration_state(subsection = "sometimes/number")]
    number: Option<u32>,
    #[migration_state(subsection = "sometimes/once")]
    once: OnceLock<Plain>,
    #[migration_state(omit = "computed")]
    sum: u32,
}

fn has_extra(received: &SometimesMigration, _version_id: u8) -> bool {
    faults::ask("exists", received.flag)
}

impl Sometimes {
    fn validate(&self, received: &SometimesMigration, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("validate")?;
        if received.level <= 16 {
            Ok(())
        } else {
            Err(InvalidError::new(format!("expected at most 16, found {}", received.level)).at("level"))
        }
    }

    fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        self.sum = self.computed();
        if !self.flag {
            (self.extra, self.extras) = Default::default();
        }
        faults::run("post_load")
    }

    fn computed(&self) -> u32 {
        u32::from(self.level) + u32::from(self.second)
    }

    fn has_clock(&self) -> bool {
        faults::ask("needed", self.ratio != 0)
    }

    fn stop_clock(&mut self) {
        (self.ratio, self.phase) = (0, 0);
        self.forget_fine();
    }

    fn has_fine(&self) -> bool {
        faults::ask("needed", self.fine != 0)
    }

    fn forget_fine(&mut self) {
        self.fine = 0;
        self.forget_finest();
    }

    fn has_finest(&self) -> bool {
        faults::ask("needed", self.finest[0] != 0)
    }

    fn forget_finest(&mut self) {
        self.finest = [0; 3];
    }
}

impl Emulated for Sometimes {
    const NAME: &'static CStr = c"sometimes-board";
}

impl Any for Sometimes {
    fn any(random: &mut Random) -> Self {
        let mut sometimes = Self {
            flag: random.any(),
            level: random.within(0..=16) as u8,
            second: random.any(),
            third: Plain::random(random),
            extra: 0,
            extras: Default::default(),
            ratio: random.any(),
            phase: random.any(),
            fine: random.any(),
            finest: random.any(),
            always: random.any(),
            maybe: random.any::<bool>().then(|| Element::random(random)),
            number: random.any::<bool>().then(|| random.any()),
            once: OnceLock::new(),
            sum: 0,
        };
        if sometimes.flag {
            sometimes.extra = random.any();
            sometimes.extras = [(); 2].map(|()| Plain::random(random));
        }
        // What does not travel is nothing.
        if sometimes.ratio == 0 {
            sometimes.stop_clock();
        } else if sometimes.fine == 0 {
            sometimes.forget_fine();
        } else if sometimes.finest[0] == 0 {
            sometimes.forget_finest();
        }
        if random.any() {
            sometimes.once = Plain::random(random).into();
        }
        sometimes.sum = sometimes.computed();
        sometimes
    }
}

/// Structs that end before bytes which look much like the head of a subsection.
#[derive(Debug, ToMigrationState)]
#[migration_state(name = "lookalikes")]
pub struct Lookalikes {
    element: Element,
    behind_element: [u8; 10],
    plain: Plain,
    behind_plain: [u8; 10],
    elements: [Element; 2],
    behind_elements: [u8; 10],
    last: Plain,
    five: u8,
}

/// Nearly a subsection of `Element` or of `Plain`: the names are none, others, too short, or not longer than the struct's.
const NEARLY: [[u8; 10]; 8] = [
    [0; 10],
    [5; 10],
    *b"\x05\x00Element/",
    *b"\x05\x07Element\x05",
    *b"\x05\x08Elephant",
    *b"\x05\x06Plain\x00\x00\x00",
    *b"\x04\x0eElement/",
    *b"\x05\xffElephant",
];

impl Emulated for Lookalikes {
    const NAME: &'static CStr = c"lookalikes-board";
}

impl Any for Lookalikes {
    fn any(random: &mut Random) -> Self {
        let nearly = |random: &mut Random| NEARLY[random.within(0..=NEARLY.len() as u32 - 1) as usize];
        Self {
            element: Element::random(random),
            behind_element: nearly(random),
            plain: Plain::random(random),
            // Of a name that begins with `Plain` it would be a subsection.
            behind_plain: match nearly(random) {
                head if head.starts_with(b"\x05\x06Plain") => *b"\x05\x05Plain\x00\x00\x00",
                head => head,
            },
            elements: [(); 2].map(|()| Element::random(random)),
            behind_elements: nearly(random),
            last: Plain::random(random),
            five: 5,
        }
    }
}
