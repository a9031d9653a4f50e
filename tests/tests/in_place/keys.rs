use std::sync::atomic::{AtomicU32, Ordering};

use migration::{bql, bql::BqlCell, load_state, load_state_mut, save_state, ErrorKind, InvalidError, VMState};
use migration_tests::hex;

use super::truncations_change_nothing;

#[derive(Debug, Default, PartialEq, VMState)]
#[vmstate(name = "keys", version_id = 3, minimum_version_id = 1)]
struct Keys {
    #[vmstate(name = "amount")]
    level: u16,
    #[vmstate(len = level * 2)]
    entries: [u8; 4],
    #[vmstate(since = 2)]
    extra: u8,
    #[vmstate(exists = Self::has_limit)]
    limit: u8,
    #[vmstate(slice = 1..=2)]
    middle: [u8; 4],
    #[vmstate(equal = "use the same board")]
    lines: u32,
}

impl Keys {
    fn has_limit(&self, version_id: u8) -> bool {
        version_id >= 3 && self.level != 0
    }
}

#[test]
fn what_travels_and_when() {
    let keys = || Keys { level: 1, entries: [1, 2, 3, 4], extra: 5, limit: 6, middle: [7, 8, 9, 10], lines: 11 };
    let bytes = hex("0001 0102 05 06 0809 0000000b");
    assert_eq!(save_state(&keys()).unwrap(), bytes);
    truncations_change_nothing(&mut keys(), &bytes);

    let mut loaded = keys();
    load_state_mut(&mut loaded, &hex("0002 0f0e0d0c 0b 0a 0102 0000000b"), 3).unwrap();
    let expected = Keys { level: 2, entries: [15, 14, 13, 12], extra: 11, limit: 10, middle: [7, 1, 2, 10], lines: 11 };
    assert_eq!(loaded, expected);
    // What an older stream has not stays.
    load_state_mut(&mut loaded, &hex("0000 03 0405 0000000b"), 2).unwrap();
    assert_eq!(loaded, Keys { level: 0, extra: 3, middle: [7, 4, 5, 10], ..expected });
    load_state_mut(&mut loaded, &hex("0000 0607 0000000b"), 1).unwrap();
    assert_eq!((loaded.extra, loaded.limit, loaded.middle), (3, 10, [7, 6, 7, 10]));
}

#[test]
fn what_is_refused() {
    let mut keys = Keys { lines: 11, ..Keys::default() };
    let error = load_state_mut(&mut keys, &hex("0003 000000000000 00 00 0000 0000000b"), 3).unwrap_err();
    assert_eq!((error.path(), error.offset()), ("entries", Some(2)), "{error}");
    assert!(error.message().contains("at most 4 elements"), "{error}");
    let error = load_state_mut(&mut keys, &hex("0000 00 0000 0000000c"), 3).unwrap_err();
    assert_eq!(error.path(), "lines");
    assert_eq!(error.message(), "expected 11, as here, found 12: use the same board");
    let error = load_state_mut(&mut keys, &[0], 3).unwrap_err();
    assert_eq!(error.path(), "amount");
    assert_eq!(keys, Keys { lines: 11, ..Keys::default() });
}

const MOST: u8 = 4;

#[derive(Debug, Default, PartialEq, VMState)]
#[vmstate(name = "ranges", version_id = 2, minimum_version_id = 1)]
struct Ranges {
    #[vmstate(range = ..=MOST)]
    level: BqlCell<u8>,
    #[vmstate(range = -1..1)]
    signs: [i16; 2],
    #[vmstate(since = 2, range = 1..)]
    period: u8,
    #[vmstate(exists = Self::has_limit, range = 1..=2, name = "bound")]
    limit: u8,
}

impl Ranges {
    fn has_limit(&self, _version_id: u8) -> bool {
        self.level.get() == 3
    }
}

#[test]
fn a_range_bounds_what_is_loaded_and_saved() {
    bql::start_test();
    let mut ranges = Ranges { period: 9, ..Ranges::default() };
    assert_eq!(save_state(&ranges).unwrap(), hex("00 0000 0000 09"));
    load_state_mut(&mut ranges, &hex("04 ffff 0000 01"), 2).unwrap();
    assert_eq!(ranges, Ranges { level: 4.into(), signs: [-1, 0], period: 1, limit: 0 });

    for (bytes, version_id, path, message) in [
        ("05 0000 0000 01", 2, "level", "expected a value in ..=4, found 5"),
        ("04 0000 0001 01", 2, "signs[1]", "expected a value in -1..1, found 1"),
        ("04 0000 0000 00", 2, "period", "expected a value in 1.., found 0"),
        ("03 0000 0000 03", 1, "bound", "expected a value in 1..=2, found 3"),
    ] {
        let error = load_state_mut(&mut ranges, &hex(bytes), version_id).unwrap_err();
        assert_eq!((error.path(), error.message(), error.kind()), (path, message, ErrorKind::Invalid));
        assert_eq!(ranges, Ranges { level: 4.into(), signs: [-1, 0], period: 1, limit: 0 });
    }
    // What is not there is not looked at.
    ranges.period = 0;
    load_state_mut(&mut ranges, &hex("02 0000 0000"), 1).unwrap();
    let error = save_state(&ranges).unwrap_err();
    assert_eq!((error.path(), error.message()), ("period", "expected a value in 1.., found 0"));
}

static STEPS: AtomicU32 = AtomicU32::new(0);

#[derive(Debug, Default, VMState)]
#[vmstate(
    name = "hooks",
    version_id = 2,
    minimum_version_id = 1,
    pre_load = Self::pre_load,
    post_load = Self::post_load,
    pre_save = Self::pre_save,
    post_save = Self::post_save,
    unplug_pending = Self::is_leaving,
    early_setup,
    priority = migration::bindings::MigrationPriority::MIG_PRI_GICV3
)]
struct Hooks {
    value: BqlCell<u8>,
}

impl Hooks {
    fn step(digit: u32) {
        STEPS.store(STEPS.load(Ordering::Relaxed) * 10 + digit, Ordering::Relaxed);
    }

    fn pre_load(&self) -> Result<(), InvalidError> {
        Self::step(1);
        Ok(())
    }

    fn post_load(&self, version_id: u8) -> Result<(), InvalidError> {
        Self::step(u32::from(version_id));
        if self.value.get() == 0xbd {
            return Err(InvalidError::new("a bad value"));
        }
        Ok(())
    }

    fn pre_save(&self) -> Result<(), migration::Infallible> {
        Self::step(3);
        Ok(())
    }

    fn post_save(&self) -> Result<(), InvalidError> {
        Self::step(4);
        Ok(())
    }

    fn is_leaving(&self) -> bool {
        self.value.get() == 1
    }
}

#[test]
fn hooks_are_called_in_order() {
    bql::start_test();
    let hooks = Hooks::default();
    assert_eq!(save_state(&hooks).unwrap(), [0]);
    load_state(&hooks, &[5], 1).unwrap();
    assert_eq!(STEPS.load(Ordering::Relaxed), 3411);
    let error = load_state(&hooks, &[0xbd], 2).unwrap_err();
    assert!(error.to_string().ends_with("a bad value"), "{error}");
    assert_eq!((hooks.value.get(), STEPS.load(Ordering::Relaxed)), (5, 341_112));

    let raw = <Hooks as migration::Describe>::VMSD.get();
    assert!(raw.early_setup && raw.dev_unplug_pending.is_some() && !raw.unmigratable);
    assert_eq!(raw.priority, migration::bindings::MigrationPriority::MIG_PRI_GICV3);
}

#[derive(Debug, Default, VMState)]
#[vmstate(name = "stays", unmigratable)]
struct Stays {
    value: u8,
}

#[test]
fn a_device_that_does_not_migrate() {
    assert_eq!(save_state(&Stays { value: 1 }).unwrap_err().kind(), ErrorKind::NotMigratable);
}
