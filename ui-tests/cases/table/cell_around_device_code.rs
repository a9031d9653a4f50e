use std::sync::Mutex;

use migration::bindings::{VMStateField, Zeroable};
use migration::bql::{BqlCell, BqlRefCell};
use migration::{impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_validate, Field};
use migration::{InvalidError, Migratable, ToMigrationState, VMState, VMStateDescription, VMStateDescriptionBuilder};

struct Hooked(u8);
impl_vmstate_struct!(
    Hooked,
    VMStateDescriptionBuilder::<Hooked>::new()
        .name(c"hooked")
        .post_load(&|_: &Hooked, _: u8| Ok::<(), InvalidError>(()))
        .fields(vmstate_fields! { vmstate_of!(Hooked, 0) })
        .build()
);

struct Tested(u8);
impl_vmstate_struct!(
    Tested,
    VMStateDescriptionBuilder::<Tested>::new()
        .name(c"tested")
        .fields(vmstate_fields! { vmstate_of!(Tested, 0, |_: &Tested, _: u8| true) })
        .build()
);

struct Checked(u8);
impl_vmstate_struct!(
    Checked,
    VMStateDescriptionBuilder::<Checked>::new()
        .name(c"checked")
        .fields(vmstate_fields! { vmstate_validate!(Checked, c"fine", |_: &Checked, _: u8| true) })
        .build()
);

struct Needed(u8);
const NEEDED: VMStateDescription<Needed> = VMStateDescriptionBuilder::<Needed>::new()
    .name(c"needed/more")
    .needed(&|_: &Needed| true)
    .fields(vmstate_fields! { vmstate_of!(Needed, 0) })
    .build();
impl_vmstate_struct!(
    Needed,
    VMStateDescriptionBuilder::<Needed>::new().name(c"needed").subsections(vmstate_subsections! { NEEDED }).build()
);

struct OwnKind(u8);
// SAFETY: this is never run.
unsafe impl VMState for OwnKind {
    const BASE: VMStateField = VMStateField::ZERO;
    const FOLLOWS_POINTERS: bool = false;
}

#[derive(ToMigrationState)]
struct Locked {
    value: u8,
}

struct Device {
    hooked: BqlRefCell<Hooked>,
    tested: BqlRefCell<[Tested; 2]>,
    checked: BqlCell<Checked>,
    needed: BqlCell<Needed>,
    own_kind: BqlCell<OwnKind>,
    locked: BqlRefCell<Migratable<Mutex<Locked>>>,
}

const HOOKED: Field<Device> = vmstate_of!(Device, hooked);
const TESTED: Field<Device> = vmstate_of!(Device, tested);
const CHECKED: Field<Device> = vmstate_of!(Device, checked);
const WITH_SUBSECTION: Field<Device> = vmstate_of!(Device, needed);
const OWN_KIND: Field<Device> = vmstate_of!(Device, own_kind);
const LOCKED: Field<Device> = vmstate_of!(Device, locked);

fn main() {
    let _ = (HOOKED, TESTED, CHECKED, WITH_SUBSECTION, OWN_KIND, LOCKED);
}
