use migration::{bql::BqlRefCell, impl_vmstate_struct, vmstate_fields, vmstate_of, Field};
use migration::{VMStateDescription, VMStateDescriptionBuilder};

struct Inner {
    values: Box<[u8; 4]>,
}

const INNER: VMStateDescription<Inner> = VMStateDescriptionBuilder::<Inner>::new()
    .name(c"inner")
    .fields(vmstate_fields! { vmstate_of!(Inner, values) })
    .build();
impl_vmstate_struct!(Inner, INNER);

struct Device {
    values: BqlRefCell<Box<u8>>,
    inner: BqlRefCell<[Inner; 2]>,
}

const VALUES: Field<Device> = vmstate_of!(Device, values);
const NESTED: Field<Device> = vmstate_of!(Device, inner);

fn main() {
    let _ = (VALUES, NESTED);
}
