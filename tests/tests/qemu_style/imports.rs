//! What device code takes from QEMU's crates `migration` and `bql`.

pub use migration::{
    bindings::{VMStateField, Zeroable},
    bql::{BqlCell, BqlRefCell},
    call_func_with_field, impl_vmstate_forward, impl_vmstate_struct, vmstate_exist_fn, vmstate_fields, vmstate_of,
    vmstate_subsections, vmstate_unused, vmstate_validate, Infallible, InvalidError, Migratable, ToMigrationState,
    VMStateDescription, VMStateDescriptionBuilder,
};

/// QEMU's form, which has no `unsafe`: the registers here fill their integers and have no invalid value.
macro_rules! impl_vmstate_bitsized {
    ($type:ty) => {
        migration::impl_vmstate_bitsized!(unsafe $type);
    };
}
pub(crate) use impl_vmstate_bitsized;
