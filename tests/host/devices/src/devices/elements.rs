//! What several devices are made of.

use migration::{InvalidError, ToMigrationState};

use crate::{faults, random::Random};

/// An element of lists, with a list, a subsection and a hook of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToMigrationState)]
#[migration_state(post_load = Self::after_load)]
pub(super) struct Element {
    value: u8,
    #[migration_state(range = ..=2)]
    inside: Vec<Inside>,
    #[migration_state(subsection = "Element/detail", needed = Self::has_detail, absent = Self::forget_detail)]
    detail: u16,
    #[migration_state(omit = "computed")]
    sum: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, ToMigrationState)]
struct Inside {
    #[migration_state(range = 0..=200)]
    position: u8,
}

impl Element {
    pub(super) fn random(random: &mut Random) -> Self {
        let value = random.any();
        let inside: Vec<_> = random.many(0..=2, |random| Inside { position: random.within(0..=200) as u8 });
        let detail = if random.any() { random.any() } else { 0 };
        Self { value, sum: Self::sum(value, &inside, detail), inside, detail }
    }

    fn sum(value: u8, inside: &[Inside], detail: u16) -> u32 {
        u32::from(value) + u32::from(detail) + inside.iter().map(|inside| u32::from(inside.position)).sum::<u32>()
    }

    fn has_detail(&self) -> bool {
        self.detail != 0
    }

    fn forget_detail(&mut self) {
        self.detail = 0;
    }

    fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        self.sum = Self::sum(self.value, &self.inside, self.detail);
        faults::run("post_load")
    }
}

/// A struct without hooks and subsections, all of which is numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToMigrationState)]
pub(super) struct Plain {
    first: u16,
    second: u8,
}

impl Plain {
    pub(super) fn random(random: &mut Random) -> Self {
        Self { first: random.any(), second: random.any() }
    }
}
