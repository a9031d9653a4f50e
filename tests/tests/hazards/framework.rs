//! What a migration framework itself can get wrong.

use std::{
    cell::Cell,
    sync::{Mutex, RwLock},
    thread,
};

use migration::{
    bql::{self, BqlCell, BqlRefCell},
    impl_vmstate_struct, load_state, load_state_mut, save_state, vmstate_fields, vmstate_of, vmstate_validate, Blank,
    Describe, InvalidError, Machine, Migratable, ToMigrationState, ToMigrationStateShared, VMStateDescription,
    VMStateDescriptionBuilder,
};

/// A shadow for each save and load, and none afterwards.
mod left_behind {
    use super::*;

    thread_local! {
        static ALIVE: Cell<usize> = const { Cell::new(0) };
    }

    struct Shadow {
        value: u32,
    }

    impl Default for Shadow {
        fn default() -> Self {
            ALIVE.set(ALIVE.get() + 1);
            Self { value: 0 }
        }
    }

    impl Drop for Shadow {
        fn drop(&mut self) {
            ALIVE.set(ALIVE.get() - 1);
        }
    }

    impl Describe for Shadow {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"device")
            .version_id(1)
            .minimum_version_id(1)
            .fields(vmstate_fields! { vmstate_of!(Shadow, value) })
            .build();
    }
    impl_vmstate_struct!(Shadow, Shadow::VMSD);

    #[derive(Debug, PartialEq)]
    struct Device(u32);

    impl ToMigrationState for Device {
        type Migrated = Shadow;

        fn snapshot_migration_state(&self, target: &mut Shadow) -> Result<(), InvalidError> {
            assert!(ALIVE.get() > 0);
            target.value = self.0;
            Ok(())
        }

        fn restore_migrated_state_mut(&mut self, source: Shadow, _version_id: u8) -> Result<(), InvalidError> {
            self.0 = source.value;
            match self.0 {
                3 => Err(InvalidError::new("refused late")),
                4 => panic!("refused very late"),
                _ => Ok(()),
            }
        }

        fn check_migrated_state(&self, source: &Shadow, _version_id: u8) -> Result<(), InvalidError> {
            if source.value == 2 {
                return Err(InvalidError::new("refused early"));
            }
            Ok(())
        }
    }

    #[derive(Default)]
    struct Around {
        device: Migratable<Mutex<Device>>,
        tail: BqlCell<u8>,
    }

    impl Default for Device {
        fn default() -> Self {
            Self(7)
        }
    }

    impl Describe for Around {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"around")
            .fields(vmstate_fields! { vmstate_of!(Around, device), vmstate_of!(Around, tail) })
            .build();
    }

    #[test]
    fn nothing() {
        let mut owned = Device(7);
        let around = Around::default();
        let locked = Mutex::new(Device(7));
        let mut machine = Machine::new("m").with_description(false);
        machine.register(&locked).unwrap();
        let stream = machine.save().unwrap();
        for value in 1..=4_u8 {
            for length in 0..=4 {
                let bytes = &[0, 0, 0, value][..length];
                let good = value == 1 && length == 4;
                assert_eq!(load_state_mut(&mut owned, bytes, 1).is_ok(), good);
                // Of the device in a device, what fails comes behind it.
                let is_taken = load_state(&around, &[bytes, &[5][..usize::from(good)]].concat(), 0).is_ok();
                assert_eq!(is_taken, good);
                let end = stream.len() - 6;
                let changed = [&stream[..end - 4], bytes, &stream[end..]].concat();
                assert_eq!(machine.load(&changed).is_ok(), good);
                assert_eq!(ALIVE.get(), 0);
            }
        }
        assert_eq!((owned, &*locked.lock().unwrap()), (Device(1), &Device(1)));
        let failed = load_state(&around, &[0, 0, 0, 9], 0).unwrap_err();
        assert_eq!((failed.path(), around.device.lock().unwrap().0, ALIVE.get()), ("tail", 1, 0));
    }
}

/// Each hook that succeeded has the one that ends it, and no hook relies on another one.
mod hooks {
    use super::*;

    #[derive(Default)]
    struct Device {
        value: BqlCell<u8>,
        begun: Cell<i32>,
        ended: Cell<i32>,
    }

    impl Device {
        fn begin(&self) -> Result<(), InvalidError> {
            if self.value.get() == 9 {
                return Err(InvalidError::new("not now"));
            }
            self.begun.set(self.begun.get() + 1);
            Ok(())
        }

        fn end(&self) -> Result<(), InvalidError> {
            self.ended.set(self.ended.get() + 1);
            Ok(())
        }

        fn end_load(&self, _version_id: u8) -> Result<(), InvalidError> {
            self.end()
        }
    }

    fn is_small(device: &Device, _version_id: u8) -> bool {
        device.value.get() < 5
    }

    static BOTH: VMStateDescription<Device> = VMStateDescriptionBuilder::<Device>::new()
        .name(c"device")
        .pre_save(&Device::begin)
        .post_save(&Device::end)
        .pre_load(&Device::begin)
        .post_load(&Device::end_load)
        .fields(vmstate_fields! { vmstate_of!(Device, value), vmstate_validate!(Device, c"it is small", is_small) })
        .build();
    impl_vmstate_struct!(Device, BOTH);

    struct Both(Device);

    impl Describe for Both {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"device")
            .fields(vmstate_fields! { vmstate_of!(Both, 0) })
            .build();
    }

    struct Ends(Device);

    impl Describe for Ends {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"device")
            .post_save(&Ends::end)
            .post_load(&Ends::end_load)
            .fields(vmstate_fields! { vmstate_of!(Ends, 0.value) })
            .build();
    }

    impl Ends {
        fn end(&self) -> Result<(), InvalidError> {
            self.0.end()
        }

        fn end_load(&self, version_id: u8) -> Result<(), InvalidError> {
            self.0.end_load(version_id)
        }
    }

    #[test]
    fn pairs() {
        bql::start_test();
        let counts = |save: bool, value: u8, input: &[u8]| {
            let both = Both(Device { value: value.into(), ..Device::default() });
            let result = if save { save_state(&both).map(drop) } else { load_state(&both, input, 0) };
            (result.is_ok(), both.0.begun.get(), both.0.ended.get())
        };
        assert_eq!(counts(true, 1, &[]), (true, 1, 1));
        assert_eq!(counts(true, 6, &[]), (false, 1, 1), "the fields failed between the hooks");
        assert_eq!(counts(true, 9, &[]), (false, 0, 0), "what did not begin does not end");
        assert_eq!(counts(false, 1, &[2]), (true, 1, 1));
        assert_eq!(counts(false, 1, &[6]), (false, 1, 0), "a load that failed has no end");
        assert_eq!(counts(false, 9, &[2]), (false, 0, 0));
    }

    #[test]
    fn an_end_without_a_begin() {
        bql::start_test();
        let ends = Ends(Device::default());
        assert_eq!(save_state(&ends).unwrap(), [0]);
        load_state(&ends, &[3], 0).unwrap();
        assert_eq!((ends.0.value.get(), ends.0.ended.get()), (3, 2));
    }
}

/// A lock that is not held, or not to be had any more, is an error of the device's.
mod locks {
    use super::*;

    #[test]
    fn not_held() {
        let (cell, ref_cell) = (BqlCell::new(1_u8), BqlRefCell::new(1_u8));
        for error in [
            cell.to_migration_state().unwrap_err(),
            cell.restore_migrated_state(2, 1).unwrap_err(),
            ref_cell.to_migration_state().unwrap_err(),
            ref_cell.restore_migrated_state(2, 1).unwrap_err(),
        ] {
            assert!(error.reason().contains("does not hold the BQL"), "{error}");
        }
        assert_eq!((cell.into_inner(), ref_cell.into_inner()), (1, 1));
    }

    #[test]
    fn poisoned() {
        #[derive(Debug, Default, ToMigrationState)]
        #[migration_state(name = "led")]
        struct Led {
            colour: u8,
        }
        let led = RwLock::new(Led::default());
        thread::scope(|scope| {
            let painter = scope.spawn(|| {
                let _held = led.write().unwrap();
                panic!("while it is held");
            });
            assert!(painter.join().is_err());
        });
        assert!(save_state(&led).unwrap_err().message().contains("poisoned"));
        assert!(load_state(&led, &[1], 1).unwrap_err().message().contains("poisoned"));
    }
}

/// Tables belong to no thread.
#[test]
fn shared_tables() {
    fn shared<T: Send + Sync>(_: &T) {}
    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "led")]
    struct Led {
        colour: u8,
    }
    const TABLE: VMStateDescription<LedMigration> = LedMigration::VMSD;
    shared(&TABLE);
    shared(&Migratable::new(Mutex::new(Led::default())));
    assert_eq!((TABLE.name(), LedMigration::blank().colour), (c"led", 0));
}
