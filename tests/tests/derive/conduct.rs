//! What derived types promise the engine.

use std::sync::{
    atomic::{AtomicU32, Ordering},
    Arc, Mutex,
};

use migration::{
    bql::BqlCell, impl_vmstate_struct, load_state_mut, save_state, vmstate_fields, vmstate_of, Computed, Conduct,
    Describe, InvalidError, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};

#[derive(Default, ToMigrationState)]
struct Plain {
    level: u32,
    words: [[u16; 4]; 2],
}

#[derive(Default, ToMigrationState)]
struct Nested {
    plain: Plain,
    again: [Plain; 2],
    boxed: Box<Plain>,
}

#[derive(Default, ToMigrationState)]
struct Unit;

#[derive(Default, ToMigrationState)]
struct Newtype(u16);

#[derive(Default, ToMigrationState)]
#[repr(u8)]
enum Mode {
    #[default]
    Off,
}

#[test]
fn numbers_and_structs_of_them() {
    assert_eq!(Plain::CONDUCT, Conduct::PLAIN);
    assert_eq!(Nested::CONDUCT, Conduct::PLAIN);
    assert_eq!(Unit::CONDUCT, Conduct::PLAIN);
    assert_eq!(Newtype::CONDUCT, Conduct::PLAIN);
    assert_eq!(<Arc<Mutex<Nested>>>::CONDUCT, Conduct::PLAIN.behind_lock());
    assert_eq!(Mode::CONDUCT, Conduct::SOME_NUMBERS);
}

#[test]
fn parts_that_may_refuse() {
    #[derive(ToMigrationState)]
    struct Locked {
        before: u8,
        inner: Mutex<Plain>,
    }
    #[derive(ToMigrationState)]
    struct InCell {
        level: BqlCell<u8>,
    }
    #[derive(ToMigrationState)]
    struct WithMode {
        modes: [Mode; 2],
    }
    assert_eq!(Locked::CONDUCT, Conduct::PLAIN.refusing());
    assert_eq!(InCell::CONDUCT, Conduct::PLAIN.refusing());
    assert_eq!(WithMode::CONDUCT, Conduct::PLAIN.refusing().checking());
}

#[derive(Clone, Copy)]
struct Level(u8);

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.0
    }
}

impl From<u8> for Level {
    fn from(level: u8) -> Self {
        Self(level)
    }
}

#[test]
fn conversions() {
    #[derive(ToMigrationState)]
    struct Into {
        #[migration_state(into(u8))]
        level: Level,
    }
    #[derive(ToMigrationState)]
    struct TryInto {
        #[migration_state(try_into([u32; 2]))]
        positions: [usize; 2],
    }
    #[derive(ToMigrationState)]
    struct IntoStruct {
        #[migration_state(into(migration::kinds::Buffer<2>))]
        bytes: [u8; 2],
    }
    assert_eq!(Into::CONDUCT, Conduct::PLAIN.refusing());
    assert_eq!(TryInto::CONDUCT, Conduct::PLAIN.refusing().checking());
    assert_eq!(IntoStruct::CONDUCT, Conduct::PLAIN.refusing().beyond_table());
}

mod doubled {
    use super::{InvalidError, WithComputed};

    pub fn get(device: &WithComputed) -> Result<u8, InvalidError> {
        Ok(device.level)
    }

    pub fn set(device: &mut WithComputed, level: u8) -> Result<(), InvalidError> {
        device.level = level;
        Ok(())
    }
}

#[derive(ToMigrationState)]
struct WithComputed {
    #[migration_state(omit)]
    level: u8,
    #[migration_state(with = doubled)]
    doubled: Computed<u8>,
}

#[test]
fn functions_of_the_device() {
    #[derive(ToMigrationState)]
    #[migration_state(post_load = Self::update)]
    struct PostLoad {
        level: u8,
    }
    impl PostLoad {
        fn update(&mut self, _version_id: u8) -> Result<(), InvalidError> {
            Ok(())
        }
    }
    #[derive(ToMigrationState)]
    #[migration_state(name = "validated", version_id = 2, minimum_version_id = 1, validate = Self::check)]
    struct Validated {
        level: u8,
        #[migration_state(since = 2)]
        limit: u8,
    }
    impl Validated {
        fn check(&self, _state: &ValidatedMigration, _version_id: u8) -> Result<(), InvalidError> {
            Ok(())
        }
    }
    #[derive(ToMigrationState)]
    #[migration_state(name = "newer", version_id = 2, minimum_version_id = 1)]
    struct Newer {
        level: u8,
        #[migration_state(since = 2)]
        limit: u8,
    }
    #[derive(ToMigrationState)]
    #[migration_state(name = "tested")]
    struct Tested {
        #[migration_state(exists = Self::has_level)]
        level: u8,
    }
    impl Tested {
        fn has_level(_state: &TestedMigration, _version_id: u8) -> bool {
            true
        }
    }
    assert_eq!(PostLoad::CONDUCT, Conduct::PLAIN.refusing());
    assert_eq!(Validated::CONDUCT, Conduct::PLAIN.checking().beyond_table());
    assert_eq!(Newer::CONDUCT, Conduct::PLAIN);
    assert_eq!(Tested::CONDUCT, Conduct::PLAIN.beyond_table().refusing().checking());
    assert_eq!(WithComputed::CONDUCT, Conduct::PLAIN.refusing().beyond_table());
}

#[test]
fn what_does_not_always_travel() {
    #[derive(ToMigrationState)]
    struct Local {
        level: u8,
        #[migration_state(local)]
        limit: u8,
    }
    #[derive(ToMigrationState)]
    #[migration_state(name = "optional")]
    struct Optional {
        #[migration_state(subsection = "optional/plain")]
        plain: Option<Plain>,
    }
    #[derive(ToMigrationState)]
    #[migration_state(name = "needed")]
    struct Needed {
        #[migration_state(subsection = "needed/level", needed = Self::is_needed)]
        level: u8,
    }
    impl Needed {
        fn is_needed(&self) -> bool {
            self.level != 0
        }
    }
    #[derive(ToMigrationState)]
    struct Counted {
        count: u8,
        #[migration_state(len = count)]
        entries: [u8; 4],
        #[migration_state(slice = 1..2)]
        window: [u8; 4],
    }
    #[derive(ToMigrationState)]
    struct Ranged {
        #[migration_state(range = 0..4)]
        level: u8,
    }
    #[derive(ToMigrationState)]
    struct Equal {
        #[migration_state(equal)]
        lanes: u8,
    }
    #[derive(ToMigrationState)]
    struct Listed {
        #[migration_state(range = ..4)]
        waiting: Vec<Plain>,
    }
    assert_eq!(Local::CONDUCT, Conduct::PLAIN.beyond_table());
    assert_eq!(Optional::CONDUCT, Conduct::UNKNOWN);
    assert_eq!(Needed::CONDUCT, Conduct::PLAIN);
    assert_eq!(Counted::CONDUCT, Conduct::PLAIN.beyond_table().checking());
    assert_eq!(Ranged::CONDUCT, Conduct::PLAIN.checking());
    assert_eq!(Equal::CONDUCT, Conduct::PLAIN.beyond_table());
    assert_eq!(Listed::CONDUCT, Conduct::UNKNOWN);
}

/// R3: what a thread's last load has left in a shadow is in no other device.
#[test]
fn what_an_earlier_device_had_stays_there() {
    #[derive(Debug, PartialEq, ToMigrationState)]
    #[migration_state(name = "device")]
    struct Device {
        level: u16,
        #[migration_state(subsection = "device/a", needed = Self::is_needed)]
        limit: u16,
        #[migration_state(subsection = "device/b", needed = Self::is_needed)]
        colour: u16,
    }
    impl Device {
        fn is_needed(&self) -> bool {
            true
        }
    }
    let earlier = Device { level: 1, limit: 2, colour: 3 };
    let all = save_state(&earlier).unwrap();
    let (fields, subsections) = all.split_at(2);
    let (first, second) = subsections.split_at(subsections.len() / 2);
    for (input, limit, colour) in [
        (all.clone(), 2, 3),
        (fields.to_vec(), 5, 6),
        ([fields, first].concat(), 2, 6),
        ([fields, second].concat(), 5, 3),
        // As long as with all of them.
        ([fields, first, first].concat(), 2, 6),
    ] {
        load_state_mut(&mut Device { level: 0, limit: 0, colour: 0 }, &all, 1).unwrap();
        let mut device = Device { level: 4, limit: 5, colour: 6 };
        load_state_mut(&mut device, &input, 1).unwrap();
        assert_eq!(device, Device { level: 1, limit, colour }, "{input:x?}");
    }
}

mod named_like_a_number {
    use super::*;

    /// Its table has less than it.
    #[allow(non_camel_case_types)]
    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    struct u32 {
        level: u16,
        cache: u16,
    }

    static VMSTATE_U32: VMStateDescription<u32> = VMStateDescriptionBuilder::<u32>::new()
        .name(c"u32")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! { vmstate_of!(u32, level) })
        .build();
    impl_vmstate_struct!(u32, VMSTATE_U32);

    impl ToMigrationState for u32 {
        type Migrated = Self;

        fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
            *target = *self;
            Ok(())
        }

        fn restore_migrated_state_mut(&mut self, source: Self, _version_id: u8) -> Result<(), InvalidError> {
            *self = source;
            Ok(())
        }
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "device")]
    struct Device {
        words: [[u32; 1]; 1],
        #[migration_state(clone)]
        word: u32,
    }

    /// R3.
    #[test]
    fn a_type_that_is_spelled_as_a_number_promises_what_it_says() {
        let device = |level, cache| Device { words: [[u32 { level, cache }]], word: u32 { level, cache } };
        assert_eq!(Device::CONDUCT, Conduct::UNKNOWN);
        let saved = save_state(&device(1, 2)).unwrap();
        let mut other = device(3, 4);
        load_state_mut(&mut other, &saved, 1).unwrap();
        assert_eq!((other.words[0][0], other.word), (u32 { level: 1, cache: 4 }, u32 { level: 1, cache: 4 }));
    }
}

/// R5: who is asked twice may say something else.
#[test]
fn a_check_is_asked_once() {
    static ASKED: AtomicU32 = AtomicU32::new(0);

    #[derive(ToMigrationState)]
    #[migration_state(name = "device", validate = Self::check)]
    struct Device {
        level: u8,
    }
    impl Device {
        fn check(&self, _state: &DeviceMigration, _version_id: u8) -> Result<(), InvalidError> {
            match ASKED.fetch_add(1, Ordering::Relaxed) {
                0 => Err(InvalidError::new("not now").at("level")),
                _ => Ok(()),
            }
        }
    }

    let mut device = Device { level: 1 };
    let error = load_state_mut(&mut device, &[2], 1).unwrap_err();
    assert_eq!(error.to_string(), "device.level at offset 0x0 (stream has version 1, here 1): not now");
    assert_eq!((device.level, ASKED.load(Ordering::Relaxed)), (1, 1));
}

/// R5.
#[test]
fn a_hook_of_a_shadow_is_asked_once() {
    static ASKED: AtomicU32 = AtomicU32::new(0);

    #[derive(ToMigrationState)]
    #[migration_state(manual_table)]
    struct Device {
        level: u8,
    }
    impl DeviceMigration {
        fn loaded(&self, _version_id: u8) -> Result<(), InvalidError> {
            match ASKED.fetch_add(1, Ordering::Relaxed) {
                0 => Err(InvalidError::new("not now")),
                _ => Ok(()),
            }
        }
    }
    impl Describe for DeviceMigration {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"device")
            .version_id(1)
            .minimum_version_id(1)
            .post_load(&Self::loaded)
            .fields(vmstate_fields! { vmstate_of!(Self, level) })
            .build();
    }
    static VMSTATE_DEVICE: VMStateDescription<DeviceMigration> = DeviceMigration::VMSD;
    impl_vmstate_struct!(DeviceMigration, VMSTATE_DEVICE);

    let mut device = Device { level: 1 };
    let error = load_state_mut(&mut device, &[2], 1).unwrap_err();
    assert_eq!(error.to_string(), "device at offset 0x1 (stream has version 1, here 1): not now");
    assert_eq!((device.level, ASKED.load(Ordering::Relaxed)), (1, 1));
}
