//! What is not in every stream: newer fields, conditional fields, subsections, and subsections of these.

use std::sync::OnceLock;

use migration::{InvalidError, ToMigrationState};
use migration_tests::Random;

use super::{array, holds, Received, Subject, Wire};

#[derive(Debug, Default, ToMigrationState)]
#[migration_state(name = "engine")]
struct Engine {
    busy: u8,
    #[migration_state(subsection = "engine/extra", needed = Self::has_extra)]
    extra: u16,
}

impl Engine {
    fn random(random: &mut Random) -> Self {
        Self { busy: random.bits() as u8, extra: random.bits() as u16 }
    }

    fn has_extra(&self) -> bool {
        self.busy % 2 == 1
    }

    fn write(&self, wire: &mut Wire) {
        wire.u8(self.busy);
        if self.busy % 2 == 1 {
            wire.subsection("engine/extra", |wire| wire.u16(self.extra));
        }
    }

    fn receive(&mut self, sent: &Self, has_extra: bool) {
        self.busy = sent.busy;
        if sent.busy % 2 == 1 && has_extra {
            self.extra = sent.extra;
        }
    }
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "presence", version_id = 3, minimum_version_id = 1)]
#[migration_state(validate = Self::validate, post_load = Self::post_load)]
struct Presence {
    low: u8,
    high: u8,
    engine: Engine,
    #[migration_state(since = 2)]
    second: u16,
    #[migration_state(since = 3)]
    engines: [Engine; 2],
    #[migration_state(since = 3, try_into(u16))]
    third: u64,
    #[migration_state(exists = Self::is_wide)]
    wide: u32,
    after: u8,
    #[migration_state(subsection = "presence/clock", needed = Self::is_clocked)]
    rate: u16,
    #[migration_state(subsection = "presence/clock")]
    ratio: u8,
    #[migration_state(subsection = "presence/clock/source", needed = Self::is_sourced)]
    source: [u8; 2],
    #[migration_state(subsection = "presence/spare")]
    spare: Option<Engine>,
    #[migration_state(subsection = "presence/late")]
    late: OnceLock<u32>,
    #[migration_state(subsection = "presence/mode", needed = Self::has_mode, absent = Self::drop_mode)]
    mode: u8,
    #[migration_state(subsection = "presence/always")]
    always: Engine,
    #[migration_state(omit)]
    loaded: u8,
    #[migration_state(omit)]
    _wiring: u32,
}

impl Presence {
    fn validate(&self, received: &PresenceMigration, _version_id: u8) -> Result<(), InvalidError> {
        if received.low <= received.high {
            Ok(())
        } else {
            Err(InvalidError::new("the low end is above the high end").at("low"))
        }
    }

    fn post_load(&mut self, version_id: u8) -> Result<(), InvalidError> {
        if self.after == 0x13 {
            return Err(InvalidError::new("unlucky"));
        }
        self.loaded = version_id;
        Ok(())
    }

    fn is_wide(received: &PresenceMigration, version_id: u8) -> bool {
        version_id >= 2 && received.low % 2 == 1
    }

    fn is_clocked(&self) -> bool {
        !self.rate.is_multiple_of(3)
    }

    fn is_sourced(&self) -> bool {
        self.source[0] % 2 == 1
    }

    fn has_mode(&self) -> bool {
        self.mode >= 0x80
    }

    fn drop_mode(&mut self) {
        self.mode = 0x7f;
    }
}

impl Subject for Presence {
    const VERSIONS: (u8, u8) = (1, 3);

    fn random(random: &mut Random) -> Self {
        let low = random.below(200) as u8;
        Self {
            low,
            high: low + random.below(50) as u8,
            engine: Engine::random(random),
            second: random.bits() as u16,
            engines: array(random, Engine::random),
            third: random.bits() & 0xffff,
            wide: random.word(),
            after: random.below(0x13) as u8,
            rate: random.bits() as u16,
            ratio: random.bits() as u8,
            source: array(random, |random| random.bits() as u8),
            spare: (random.below(3) != 0).then(|| Engine::random(random)),
            late: if random.below(3) == 0 { OnceLock::new() } else { random.word().into() },
            mode: random.bits() as u8,
            always: Engine::random(random),
            // What it is told again where a failed load is undone.
            loaded: 3,
            _wiring: random.word(),
        }
    }

    fn write(&self, wire: &mut Wire, version_id: u8) {
        wire.u8(self.low);
        wire.u8(self.high);
        self.engine.write(wire);
        if version_id >= 2 {
            wire.u16(self.second);
        }
        if version_id >= 3 {
            self.engines.iter().for_each(|engine| engine.write(wire));
            wire.u16(self.third as u16);
        }
        if version_id >= 2 && self.low % 2 == 1 {
            wire.u32(self.wide);
        }
        wire.u8(self.after);
        if !self.rate.is_multiple_of(3) {
            wire.subsection("presence/clock", |wire| {
                wire.u16(self.rate);
                wire.u8(self.ratio);
                if self.source[0] % 2 == 1 {
                    wire.subsection("presence/clock/source", |wire| wire.put(&self.source));
                }
            });
        }
        if let Some(spare) = &self.spare {
            wire.subsection("presence/spare", |wire| spare.write(wire));
        }
        if let Some(late) = self.late.get() {
            wire.subsection("presence/late", |wire| wire.u32(*late));
        }
        if self.mode >= 0x80 {
            wire.subsection("presence/mode", |wire| wire.u8(self.mode));
        }
        wire.subsection("presence/always", |wire| {
            wire.u8(self.always.busy);
            if self.always.busy % 2 == 1 {
                // Another name in the list of what is lost than that of the spare engine's.
                wire.subsection_as("always", "engine/extra", |wire| wire.u16(self.always.extra));
            }
        });
    }

    fn receive(&mut self, sent: Self, received: &Received<'_>) {
        (self.low, self.high, self.after) = (sent.low, sent.high, sent.after);
        self.engine.receive(&sent.engine, true);
        if received.version_id >= 2 {
            self.second = sent.second;
        }
        if received.version_id >= 3 {
            self.engines.iter_mut().zip(&sent.engines).for_each(|(here, sent)| here.receive(sent, true));
            self.third = sent.third;
        }
        if received.version_id >= 2 && sent.low % 2 == 1 {
            self.wide = sent.wide;
        }
        if !sent.rate.is_multiple_of(3) && received.has("presence/clock") {
            (self.rate, self.ratio) = (sent.rate, sent.ratio);
            if sent.source[0] % 2 == 1 && received.has("presence/clock/source") {
                self.source = sent.source;
            }
        }
        match &sent.spare {
            Some(spare) if received.has("presence/spare") => {
                self.spare.get_or_insert_with(Engine::default).receive(spare, received.has("engine/extra"));
            }
            _ => self.spare = None,
        }
        self.late = if received.has("presence/late") { sent.late } else { OnceLock::new() };
        self.mode = if sent.mode >= 0x80 && received.has("presence/mode") { sent.mode } else { 0x7f };
        if received.has("presence/always") {
            self.always.receive(&sent.always, received.has("always"));
        }
        self.loaded = received.version_id;
    }
}

#[test]
fn what_is_not_in_every_stream() {
    holds::<Presence>();
}
