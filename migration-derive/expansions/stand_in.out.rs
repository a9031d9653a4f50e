::core::compile_error! {
    "unknown key `cloned`: did you mean `clone`?"
}
::core::compile_error! {
    "the generated struct has `Debug` and `Default` already: remove this one"
}
::core::compile_error! {
    "`usize` has another width on other machines: write `u32` or `u64` here, or add `#[migration_state(try_into(u64))]`"
}
/// Migration state of [`Dma`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[derive(Clone)]
#[repr(C)]
struct DmaMigration {
    /// Migrated from `Dma::address`.
    address: usize,
    /// Migrated from `Dma::count`.
    count: u32,
}
#[automatically_derived]
impl ::core::default::Default for DmaMigration {
    fn default() -> Self {
        ::core::unreachable!()
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for DmaMigration {
    fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::unreachable!()
    }
}
#[automatically_derived]
impl ::migration::Blank for DmaMigration {
    fn blank() -> Self {
        ::core::unreachable!()
    }
}
#[automatically_derived]
unsafe impl ::migration::VMState for DmaMigration {
    const BASE: ::migration::bindings::VMStateField = <::core::primitive::u8 as ::migration::VMState>::BASE;
}
#[automatically_derived]
impl ::migration::Describe for DmaMigration {
    const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
        Self,
    >::new()
        .name(c"none")
        .build();
}
#[automatically_derived]
impl ::migration::ToMigrationState for Dma {
    type Migrated = DmaMigration;
    fn snapshot_migration_state(
        &self,
        _: &mut Self::Migrated,
    ) -> ::core::result::Result<(), ::migration::InvalidError> {
        ::core::unreachable!()
    }
    fn restore_migrated_state_mut(
        &mut self,
        _: Self::Migrated,
        _: ::core::primitive::u8,
    ) -> ::core::result::Result<(), ::migration::InvalidError> {
        ::core::unreachable!()
    }
}
