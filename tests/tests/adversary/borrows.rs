//! Hooks that keep a borrow of a cell: nothing is written behind it, nor read behind one that may write.

use std::cell::{Cell, RefCell};

use migration::{
    bql::{self, BqlRef, BqlRefCell, BqlRefMut},
    impl_vmstate_struct,
    kinds::Tmp,
    load_state, save_state, vmstate_fields, vmstate_of, Describe, ErrorKind, InvalidError, VMStateDescription,
    VMStateDescriptionBuilder,
};

struct Inner {
    count: BqlRefCell<u8>,
    values: BqlRefCell<[u8; 4]>,
}

#[derive(Clone, Copy)]
enum Plan {
    Nothing,
    Look(&'static Inner),
    Change(&'static Inner),
}

enum Kept {
    Nothing,
    Shared(BqlRef<'static, u8>),
    Exclusive(BqlRefMut<'static, u8>),
}

thread_local! {
    static PLAN: Cell<Plan> = const { Cell::new(Plan::Nothing) };
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept::Nothing) };
}

impl Inner {
    const fn new() -> Self {
        Self { count: BqlRefCell::new(1), values: BqlRefCell::new([7; 4]) }
    }

    fn hook(&self) -> Result<(), InvalidError> {
        let kept = match PLAN.replace(Plan::Nothing) {
            Plan::Nothing => return Ok(()),
            Plan::Look(inner) => Kept::Shared(inner.count.borrow()),
            Plan::Change(inner) => Kept::Exclusive(inner.count.borrow_mut()),
        };
        KEPT.replace(kept);
        Ok(())
    }

    fn test(&self, _version_id: u8) -> bool {
        self.hook().is_ok()
    }
}

/// Its hook runs before any field.
static HOOKED: VMStateDescription<Inner> = VMStateDescriptionBuilder::<Inner>::new()
    .name(c"inner")
    .pre_load(&Inner::hook)
    .pre_save(&Inner::hook)
    .fields(vmstate_fields! { vmstate_of!(Inner, count), vmstate_of!(Inner, values[0 .. count]) })
    .build();
impl_vmstate_struct!(Inner, HOOKED);

macro_rules! device {
    ($name:ident($field:ty), $($entry:tt)*) => {
        struct $name($field);

        impl Describe for $name {
            const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
                .name(c"device")
                .fields(vmstate_fields! { $($entry)* })
                .build();
        }
    };
}

device!(Nested(Inner), vmstate_of!(Nested, 0));
device!(Temporary(Tmp<Inner>), vmstate_of!(Temporary, 0));
fn keeps_while_asked(device: &Asked, version_id: u8) -> bool {
    device.0.test(version_id)
}
// The borrow is kept while a count is about to be read.
device!(Asked(Inner), vmstate_of!(Asked, 0.count), vmstate_of!(Asked, 0.values[0..0.count], keeps_while_asked));

/// With each plan a load and a save are refused, and whoever has the borrow sees what was there.
fn refuses<T: Describe>(device: &'static T, inner: &'static Inner) {
    bql::start_test();
    let load = |bytes: &[u8]| load_state(device, bytes, 0);
    for plan in [Plan::Look(inner), Plan::Change(inner)] {
        for loads in [true, false] {
            PLAN.set(plan);
            let error = if loads { load(&[2, 8, 9]) } else { save_state(device).map(drop) }.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotMigratable, "{error}");
            match KEPT.replace(Kept::Nothing) {
                Kept::Shared(count) => assert!([1, 2].contains(&*count)),
                Kept::Exclusive(mut count) => *count = 1,
                Kept::Nothing => panic!("the hook has not run"),
            }
            *inner.count.borrow_mut() = 1;
        }
    }
    load(&[2, 8, 9]).unwrap();
    assert_eq!(save_state(device).unwrap(), [2, 8, 9]);
}

#[test]
fn of_a_nested_struct() {
    static DEVICE: Nested = Nested(Inner::new());
    refuses(&DEVICE, &DEVICE.0);
}

#[test]
fn of_a_temporary_struct() {
    static DEVICE: Temporary = Temporary(Tmp(Inner::new()));
    refuses(&DEVICE, &DEVICE.0 .0);
}

#[test]
fn of_a_count_that_is_about_to_be_read() {
    static DEVICE: Asked = Asked(Inner::new());
    refuses(&DEVICE, &DEVICE.0);
}
