//! A motor: all hooks, one of which refuses to be saved, a struct behind a mutex, and the macros below the others.

use core::marker::PhantomData;
use std::sync::Mutex;

use migration::{bql, load_state, save_state, Describe};
use migration_tests::hex;

use crate::imports::{
    call_func_with_field, impl_vmstate_struct, vmstate_exist_fn, vmstate_fields, vmstate_of, BqlCell, Infallible,
    InvalidError, Migratable, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder, VMStateField, Zeroable,
};

#[derive(Debug, Default, ToMigrationState)]
#[migration_state(manual_table)] // not in QEMU
struct Drive {
    #[migration_state(into(u32), clone)]
    position: Position,
    #[migration_state(try_into(u8))]
    step: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Position(u32);

impl From<Position> for u32 {
    fn from(position: Position) -> Self {
        position.0
    }
}

impl From<u32> for Position {
    fn from(position: u32) -> Self {
        Self(position)
    }
}

const VMSTATE_DRIVE: VMStateDescription<DriveMigration> = VMStateDescriptionBuilder::<DriveMigration>::new()
    .name(c"motor/drive")
    .version_id(1)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(DriveMigration, position),
        vmstate_of!(DriveMigration, step),
    })
    .build();
impl_vmstate_struct!(DriveMigration, VMSTATE_DRIVE);

#[derive(Debug, Default)]
struct MotorState {
    drive: Migratable<Mutex<Drive>>,
    current: BqlCell<u16>,
    calibrating: BqlCell<bool>,
    hooks: BqlCell<[u8; 4]>,
}

impl MotorState {
    fn called(&self, hook: usize) {
        let mut hooks = self.hooks.get();
        hooks[hook] += 1;
        self.hooks.set(hooks);
    }

    fn pre_load(&self) -> Result<(), Infallible> {
        self.called(0);
        Ok(())
    }

    fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        self.called(1);
        if self.drive.lock().unwrap().step > 200 {
            return Err(InvalidError);
        }
        Ok(())
    }

    fn pre_save(&self) -> Result<(), std::io::Error> {
        self.called(2);
        if self.calibrating.get() {
            return Err(std::io::ErrorKind::WouldBlock.into());
        }
        Ok(())
    }

    fn post_save(&self) -> Result<(), InvalidError> {
        self.called(3);
        Ok(())
    }

    fn unplug_pending(&self) -> bool {
        self.calibrating.get()
    }

    fn has_current(&self, version_id: u8) -> bool {
        version_id >= 2
    }
}

const fn size_of_field<T>(_: PhantomData<T>) -> usize {
    size_of::<T>()
}

const CURRENT_SIZE: usize = call_func_with_field!(size_of_field, MotorState, current);

static WITH_TEST: VMStateField = VMStateField {
    size: CURRENT_SIZE,
    field_exists: vmstate_exist_fn!(MotorState, MotorState::has_current),
    ..VMStateField::ZERO
};

const VMSTATE_MOTOR: VMStateDescription<MotorState> = VMStateDescriptionBuilder::<MotorState>::new()
    .name(c"motor")
    .version_id(2)
    .minimum_version_id(1)
    .pre_load(&MotorState::pre_load)
    .post_load(&MotorState::post_load)
    .pre_save(&MotorState::pre_save)
    .post_save(&MotorState::post_save)
    .unplug_pending(&MotorState::unplug_pending)
    .fields(vmstate_fields! {
        vmstate_of!(MotorState, drive),
        vmstate_of!(MotorState, current, MotorState::has_current).with_version_id(0),
    })
    .build();

impl Describe for MotorState {
    const VMSD: VMStateDescription<Self> = VMSTATE_MOTOR;
}

#[test]
fn drive_and_current_travel_between_hooks() {
    let _guard = bql::lock();
    let motor = MotorState::default();
    let bytes = hex("00000301 07 1234");
    load_state(&motor, &bytes, 2).unwrap();
    assert_eq!(motor.hooks.get(), [1, 1, 0, 0]);
    assert_eq!((motor.drive.lock().unwrap().step, motor.current.get()), (7, 0x1234));
    assert_eq!(motor.drive.lock().unwrap().position, Position(0x301));
    assert_eq!(save_state(&motor).unwrap(), bytes);
    assert_eq!(motor.hooks.get(), [1, 1, 1, 1]);
    load_state(&motor, &hex("00000302 08"), 1).unwrap();
    assert_eq!((motor.drive.lock().unwrap().step, motor.current.get()), (8, 0x1234));
}

#[test]
fn hook_that_refuses_to_be_saved_has_no_post_save() {
    let _guard = bql::lock();
    let motor = MotorState::default();
    motor.calibrating.set(true);
    assert!(save_state(&motor).is_err());
    assert_eq!(motor.hooks.get(), [0, 0, 1, 0]);
}

#[test]
fn refused_step_puts_the_drive_back() {
    let _guard = bql::lock();
    let motor = MotorState::default();
    load_state(&motor, &hex("00000001 02 0003"), 2).unwrap();
    assert!(load_state(&motor, &hex("00000301 c9 1234"), 2).is_err());
    assert_eq!((motor.drive.lock().unwrap().step, motor.current.get()), (2, 3));
}

#[test]
fn description_and_entry_have_what_c_calls() {
    let _guard = bql::lock();
    let motor = MotorState::default();
    let address = (&raw const motor).cast_mut().cast();
    let pending = VMSTATE_MOTOR.get().dev_unplug_pending.unwrap();
    let exists = WITH_TEST.field_exists.unwrap();
    for calibrating in [false, true] {
        motor.calibrating.set(calibrating);
        // SAFETY: the description is a motor's.
        assert_eq!(unsafe { pending(address) }, calibrating);
    }
    // SAFETY: the test is one of a motor.
    let answers = [1, 2].map(|version_id| unsafe { exists(address, version_id) });
    assert_eq!((answers, WITH_TEST.size), ([false, true], 2));
}
