//! Values behind locks: what they look like, and what happens when something is wrong.

use std::{
    panic,
    sync::{Arc, Mutex},
};

use migration::{
    bql::{self, BqlCell, BqlRefCell},
    load_state, load_state_mut, save_state, vmstate_fields, vmstate_of, Describe, ErrorKind, InvalidError, Machine,
    Migratable, ToMigrationState, ToMigrationStateShared, VMStateDescription, VMStateDescriptionBuilder,
};
use migration_tests::hex;

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "timer", version_id = 3, minimum_version_id = 1, validate = Self::check, post_load = Self::loaded)]
struct Timer {
    count: u16,
    #[migration_state(since = 2)]
    reload: u16,
    #[migration_state(since = 3, try_into(u8))]
    scale: u32,
    #[migration_state(subsection = "timer/trace", needed = Self::is_traced)]
    trace: u8,
    #[migration_state(omit = "tells the test what post_load was told")]
    loaded_version: Option<u8>,
}

impl Timer {
    fn check(&self, received: &TimerMigration, _version_id: u8) -> Result<(), InvalidError> {
        if received.count < 1000 {
            Ok(())
        } else {
            Err(InvalidError::new(format!("expected a count below 1000, found {}", received.count)).at("count"))
        }
    }

    fn loaded(&mut self, version_id: u8) -> Result<(), InvalidError> {
        if self.reload == 0xdead {
            return Err(InvalidError::new("the reload value is dead"));
        }
        self.loaded_version = Some(version_id);
        Ok(())
    }

    fn is_traced(&self) -> bool {
        self.trace != 0
    }
}

type Device = Migratable<Mutex<Timer>>;

fn device(count: u16, reload: u16, scale: u32, trace: u8) -> Device {
    Mutex::new(Timer { count, reload, scale, trace, loaded_version: None }).into()
}

fn trace(value: &str) -> String {
    format!("05 0b 74696d65722f7472616365 00000001 {value}")
}

#[test]
fn looks_like_what_is_in_it() {
    let mut migratable = Migratable::new(Mutex::new(7));
    assert_eq!(*migratable.lock().unwrap(), 7);
    *migratable.get_mut().unwrap() = 8;
    assert_eq!(format!("{migratable:?}"), "Migratable { runtime_state: Mutex { data: 8, poisoned: false, .. } }");
    assert_eq!(*Device::default().lock().unwrap(), Timer::default());
    assert_eq!(migratable.into_inner().into_inner().unwrap(), 8);
}

#[test]
fn registered_alone_its_section_is_its_shadow() {
    let device = device(1, 2, 3, 4);
    assert_eq!(save_state(&device).unwrap(), hex(&format!("0001 0002 03 {}", trace("04"))));
    let mut machine = Machine::new("");
    machine.register(&device).unwrap();
    let json = String::from_utf8(machine.save().unwrap().split_off(0x57)).unwrap();
    let expected = r#"{"name": "timer", "instance_id": 0, "vmsd_name": "timer", "version": 3, "fields": [{"name": "count", "type": "uint16", "size": 2}, {"name": "reload", "type": "uint16", "size": 2}, {"name": "scale", "type": "uint8", "size": 1}], "subsections": [{"vmsd_name": "timer/trace", "version": 1, "fields": [{"name": "trace", "type": "uint8", "size": 1}]}]}]}"#;
    assert!(json.ends_with(expected), "{json}");
}

#[test]
fn old_versions_keep_what_they_do_not_have() {
    for (version_id, bytes, expected) in
        [(1, "0007", [7, 2, 3]), (2, "0007 0008", [7, 8, 3]), (3, "0007 0008 09", [7, 8, 9])]
    {
        let device = device(1, 2, 3, 4);
        load_state(&device, &hex(bytes), version_id).unwrap();
        let timer = device.lock().unwrap();
        assert_eq!([u32::from(timer.count), u32::from(timer.reload), timer.scale], expected);
        assert_eq!(timer.trace, 4, "nor what a missing subsection has");
        assert_eq!(timer.loaded_version, Some(version_id));
    }
}

#[test]
fn snapshot_error_reaches_the_saver() {
    let device = device(1, 2, 256, 4);
    let error = save_state(&device).unwrap_err();
    assert_eq!((error.kind(), error.device(), error.path()), (ErrorKind::Invalid, "timer", "scale"));
    let mut machine = Machine::new("board");
    machine.register(&device).unwrap();
    assert_eq!(machine.save().unwrap_err().path(), "scale");
}

#[test]
fn refused_states_change_nothing() {
    let device = device(1, 2, 3, 4);
    let before = save_state(&device).unwrap();
    let cases = [
        (hex("03e8 0002 03"), ErrorKind::Invalid, "count"),
        // Refused after the state was taken over.
        (hex(&format!("0005 dead 06 {}", trace("07"))), ErrorKind::Invalid, ""),
        (hex("0005 0006"), ErrorKind::Truncated, "scale"),
        (hex("0005 0006 07 08"), ErrorKind::TrailingData, ""),
    ];
    for (bytes, kind, path) in cases {
        let error = load_state(&device, &bytes, 3).unwrap_err();
        assert_eq!((error.kind(), error.path()), (kind, path), "{error}");
        assert_eq!(save_state(&device).unwrap(), before, "{error}");
    }
}

/// What a subsection would have had, and the device does not need to save, has to come back too.
#[test]
fn parts_that_are_not_needed_come_back() {
    let device = device(1, 2, 3, 0);
    let error = load_state(&device, &hex(&format!("0005 dead 06 {}", trace("07"))), 3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(device.lock().unwrap().trace, 0);
}

#[test]
fn poisoned_lock_is_an_error() {
    let device = Arc::new(device(1, 2, 3, 4));
    let other = Arc::clone(&device);
    std::thread::spawn(move || {
        let _guard = other.lock().unwrap();
        panic::resume_unwind(Box::new("poison"));
    })
    .join()
    .unwrap_err();
    let error = save_state(&*device).unwrap_err();
    assert!(error.to_string().starts_with("timer") && error.to_string().contains("poisoned"), "{error}");
    let error = load_state(&*device, &hex("0005 0006 07"), 3).unwrap_err();
    assert!(error.message().contains("poisoned"), "{error}");
}

#[derive(Default)]
struct Board {
    timers: [Device; 2],
    level: BqlCell<u8>,
}

impl Board {
    fn loaded(&self, _version_id: u8) -> Result<(), InvalidError> {
        match self.level.get() {
            0xff => Err(InvalidError::new("the level is too high")),
            0xfe => panic!("the level is terrible"),
            _ => Ok(()),
        }
    }
}

impl Describe for Board {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"board")
        .version_id(1)
        .minimum_version_id(1)
        .post_load(&Board::loaded)
        .fields(vmstate_fields! { vmstate_of!(Board, timers), vmstate_of!(Board, level) })
        .build();
}

#[test]
fn nested_in_a_device_in_place() {
    bql::start_test();
    let board = Board::default();
    load_state(&board, &hex(&format!("0001 0002 03 {} 0004 0005 06 07", trace("09"))), 1).unwrap();
    assert_eq!(save_state(&board).unwrap(), hex(&format!("0001 0002 03 {} 0004 0005 06 07", trace("09"))));
    // The second one is told its own version: that of the board says nothing about it.
    assert_eq!(board.timers[1].lock().unwrap().loaded_version, Some(3));
    let before = save_state(&board).unwrap();
    for (bytes, kind, path) in [
        ("0008 0008 08 0008 0008 08", ErrorKind::Truncated, "level"),
        ("0008 0008 08 0008 0008", ErrorKind::Truncated, "timers[1].scale"),
        ("0008 0008 08 03e9 0008 08 08", ErrorKind::Invalid, "timers[1].count"),
        ("0008 0008 08 0008 dead 08 08", ErrorKind::Invalid, "timers[1]"),
        ("0008 0008 08 0008 0008 08 ff", ErrorKind::Invalid, ""),
        ("0008 0008 08 0008 0008 08 fe", ErrorKind::Panicked, ""),
        ("0008 0008 08 0008 0008 08 01 00", ErrorKind::TrailingData, ""),
    ] {
        let error = load_state(&board, &hex(bytes), 1).unwrap_err();
        assert_eq!((error.kind(), error.path()), (kind, path), "{error}");
        assert_eq!(save_state(&board).unwrap(), before, "{error}");
    }
}

/// A shadow that has a lock of its own: what is noted of it must not outlive it.
mod locks_in_shadows {
    use std::sync::atomic::{AtomicU32, Ordering};

    use migration::impl_vmstate_struct;

    use super::*;

    #[derive(Default)]
    struct Core(Mutex<CoreMigration>);

    #[derive(Clone, Default)]
    struct CoreMigration(u8);
    impl_vmstate_struct!(
        CoreMigration,
        VMStateDescriptionBuilder::<CoreMigration>::new()
            .name(c"core")
            .fields(vmstate_fields! { vmstate_of!(CoreMigration, 0) })
            .build()
    );

    static RESTORED: AtomicU32 = AtomicU32::new(0);

    impl ToMigrationState for Core {
        type Migrated = CoreMigration;

        fn snapshot_migration_state(&self, target: &mut CoreMigration) -> Result<(), InvalidError> {
            target.clone_from(&self.0.lock().unwrap());
            Ok(())
        }

        fn restore_migrated_state_mut(&mut self, source: CoreMigration, version_id: u8) -> Result<(), InvalidError> {
            self.restore_migrated_state(source, version_id)
        }
    }

    impl ToMigrationStateShared for Core {
        fn restore_migrated_state(&self, source: CoreMigration, _version_id: u8) -> Result<(), InvalidError> {
            RESTORED.fetch_add(1, Ordering::Relaxed);
            *self.0.lock().unwrap() = source;
            Ok(())
        }
    }

    #[derive(Default)]
    struct Outer(AtomicU32);

    #[derive(Default)]
    struct OuterMigration {
        core: Migratable<Core>,
    }
    impl Describe for OuterMigration {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"outer")
            .fields(vmstate_fields! { vmstate_of!(OuterMigration, core) })
            .build();
    }
    impl_vmstate_struct!(OuterMigration, OuterMigration::VMSD);

    impl ToMigrationState for Outer {
        type Migrated = OuterMigration;

        fn snapshot_migration_state(&self, target: &mut OuterMigration) -> Result<(), InvalidError> {
            target.core.0.lock().unwrap().0 = self.0.load(Ordering::Relaxed) as u8;
            Ok(())
        }

        fn restore_migrated_state_mut(&mut self, source: OuterMigration, version_id: u8) -> Result<(), InvalidError> {
            self.restore_migrated_state(source, version_id)
        }
    }

    impl ToMigrationStateShared for Outer {
        fn restore_migrated_state(&self, source: OuterMigration, _version_id: u8) -> Result<(), InvalidError> {
            self.0.store(source.core.into_inner().0.into_inner().unwrap().0.into(), Ordering::Relaxed);
            Ok(())
        }
    }

    #[derive(Default)]
    struct Board {
        outer: Migratable<Outer>,
        level: BqlCell<u8>,
        loads: BqlCell<u8>,
    }

    /// A device whose hook loads another one: its transaction is open around the other's.
    impl Board {
        fn loaded(&self, _version_id: u8) -> Result<(), InvalidError> {
            let other = Outer::default();
            for _ in 0..self.loads.get() {
                load_state(&other, &[7], 0).map_err(|error| InvalidError::new(error.to_string()))?;
            }
            Err(InvalidError::new("never"))
        }
    }

    impl Describe for Board {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"board")
            .post_load(&Board::loaded)
            .fields(vmstate_fields! { vmstate_of!(Board, outer), vmstate_of!(Board, level) })
            .build();
    }

    #[test]
    fn leave_no_note_behind() {
        bql::start_test();
        let board = Board { outer: Outer(5.into()).into(), ..Board::default() };
        for (bytes, loads) in [(&[1][..], 0), (&[1, 2], 0), (&[1, 2], 2)] {
            RESTORED.store(0, Ordering::Relaxed);
            board.loads.set(loads);
            load_state(&board, bytes, 0).unwrap_err();
            assert_eq!(RESTORED.load(Ordering::Relaxed), 1 + u32::from(loads), "the shadow is gone when all is undone");
            assert_eq!(board.outer.0.load(Ordering::Relaxed), 5);
        }
    }
}

#[test]
fn self_description_has_no_level_for_the_lock() {
    bql::start_test();
    let board = Board::default();
    let mut machine = Machine::new("");
    machine.register(&board).unwrap();
    let stream = machine.save().unwrap();
    let json = String::from_utf8_lossy(&stream);
    // The first timer stands for both.
    let timer = r#""type": "struct", "struct": {"vmsd_name": "timer", "version": 3, "fields": [{"name": "count", "type": "uint16", "size": 2}, {"name": "reload", "type": "uint16", "size": 2}, {"name": "scale", "type": "uint8", "size": 1}]}, "size": 5}"#;
    let expected = format!(r#""fields": [{{"name": "timers", "array_len": 2, {timer}, {{"name": "level""#);
    assert!(json.contains(&expected), "{json}");
}

#[test]
fn locks_and_cells_of_every_kind() {
    bql::start_test();
    let value = Arc::new([Mutex::new(1_u8), Mutex::new(2)]);
    value.restore_migrated_state([3, 4], 1).unwrap();
    assert_eq!(*value.to_migration_state().unwrap(), [3, 4]);
    let cell = BqlCell::new(5_u32);
    cell.restore_migrated_state(6, 1).unwrap();
    assert_eq!((cell.get(), *cell.to_migration_state().unwrap()), (6, 6));
    let mut boxed = Box::new(BqlRefCell::new([7_u16; 40]));
    boxed.restore_migrated_state(Box::new([8; 40]), 1).unwrap();
    boxed.restore_migrated_state_mut(Box::new([9; 40]), 1).unwrap();
    assert_eq!(*boxed.to_migration_state().unwrap(), Box::new([9; 40]));
    let borrow = boxed.borrow();
    assert!(boxed.to_migration_state().is_ok());
    assert!(boxed.restore_migrated_state(Box::new([1; 40]), 1).unwrap_err().reason().contains("borrowed"));
    drop(borrow);
    // Others may see the value, so it changes behind their lock, not in place.
    let mut shared = Arc::new(Mutex::new(1_u8));
    let other = Arc::clone(&shared);
    shared.restore_migrated_state_mut(2, 1).unwrap();
    assert_eq!(*other.lock().unwrap(), 2);
}

#[test]
fn borrowed_cells_are_not_loaded_behind_their_back() {
    bql::start_test();
    struct Plain(BqlRefCell<u8>);
    impl Describe for Plain {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"plain")
            .fields(vmstate_fields! { vmstate_of!(Plain, 0) })
            .build();
    }
    let plain = Plain(BqlRefCell::new(1));
    let borrow = plain.0.borrow();
    assert_eq!(load_state(&plain, &[2], 0).unwrap_err().kind(), ErrorKind::NotMigratable);
    assert_eq!(*borrow, 1);
    drop(borrow);
    load_state(&plain, &[2], 0).unwrap();
    assert_eq!(*plain.0.borrow(), 2);
}

/// A hook that keeps a borrow of what is loaded, or saved.
mod borrows_that_stay {
    use migration::vmstate_validate;

    use super::*;

    struct Keeper {
        when: BqlCell<u8>,
        first: BqlRefCell<u8>,
        second: BqlRefCell<u8>,
    }

    static KEEPER: Keeper = Keeper { when: BqlCell::new(0), first: BqlRefCell::new(1), second: BqlRefCell::new(2) };

    impl Keeper {
        fn keep(&self, when: u8) {
            if self.when.get() == when {
                std::mem::forget((KEEPER.first.borrow(), KEEPER.second.borrow()));
            }
        }
    }

    impl Describe for Keeper {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"keeper")
            .pre_load(&|keeper: &Keeper| -> Result<(), InvalidError> {
                keeper.keep(1);
                Ok(())
            })
            .post_load(&|keeper: &Keeper, _: u8| -> Result<(), InvalidError> {
                keeper.keep(3);
                Err(InvalidError::new("no"))
            })
            .fields(vmstate_fields! {
                vmstate_of!(Keeper, first),
                vmstate_validate!(Keeper, c"kept", |keeper: &Keeper, _: u8| {
                    keeper.keep(2);
                    true
                }),
                vmstate_of!(Keeper, second),
            })
            .build();
    }

    /// In a thread of its own: the borrows are that thread's, and so is the lock.
    fn with_borrow_kept(when: u8, run: impl FnOnce() -> migration::Error + Send + 'static) -> migration::Error {
        let thread = std::thread::spawn(move || {
            let _bql = bql::lock();
            KEEPER.when.set(when);
            run()
        });
        thread.join().unwrap()
    }

    /// The lock stays with the thread that keeps a borrow, so each case has a process of its own, in which this has a variable.
    #[test]
    fn one_case() {
        let Ok(case) = std::env::var("CASE_OF_KEPT_BORROW") else { return };
        let when: u8 = case.parse().unwrap();
        let error = with_borrow_kept(when, move || {
            if when <= 3 {
                return load_state(&KEEPER, &[3, 4], 0).unwrap_err();
            }
            KEEPER.when.set(2);
            save_state(&KEEPER).unwrap_err()
        });
        assert!(error.to_string().contains("borrows a `BqlRefCell`"), "{error}");
        if when == 3 {
            assert!(error.message().contains("putting the old state back failed"), "{error}");
        } else {
            assert_eq!(error.kind(), ErrorKind::NotMigratable, "{error}");
        }
    }

    #[test]
    fn nothing_is_written_behind_them() {
        for case in ["1", "2", "3", "4"] {
            let output = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "borrows_that_stay::one_case"])
                .env("CASE_OF_KEPT_BORROW", case)
                .output()
                .unwrap();
            assert!(output.status.success(), "case {case}: {}", String::from_utf8_lossy(&output.stdout));
        }
    }
}

#[test]
fn without_the_big_lock_cells_refuse() {
    let cell = BqlRefCell::new(1_u8);
    assert!(cell.to_migration_state().unwrap_err().reason().contains("BQL"));
    assert!(BqlCell::new(1_u8).restore_migrated_state(2, 1).unwrap_err().reason().contains("BQL"));
}

#[test]
fn exclusive_references_need_no_lock() {
    let mut timer = Timer { count: 1, reload: 2, scale: 3, trace: 4, loaded_version: None };
    load_state_mut(&mut timer, &hex("0005 0006"), 2).unwrap();
    assert_eq!((timer.count, timer.reload, timer.scale, timer.loaded_version), (5, 6, 3, Some(2)));
    let error = load_state_mut(&mut timer, &hex("0007 dead"), 2).unwrap_err();
    assert!(error.message().contains("dead"), "{error}");
    assert_eq!((timer.count, timer.reload), (5, 6));
}
