::core::compile_error! {
    "without a `name` the struct is only ever a part of others, and the version of a part is not in a stream, so it always loads at its newest: write `since` in the struct around it, or use a subsection"
}
/// Migration state of [`Uart`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[derive(Clone, PartialEq)]
#[repr(C)]
struct Saved {
    /// Migrated from `Uart::flags`.
    flags: u32,
    /// Migrated from `Uart::mode`.
    mode: u8,
    /// Migrated from `Uart::level`.
    level: u16,
}
#[automatically_derived]
impl ::core::default::Default for Saved {
    fn default() -> Self {
        ::core::unreachable!()
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for Saved {
    fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::unreachable!()
    }
}
#[automatically_derived]
impl runtime::migration::Blank for Saved {
    fn blank() -> Self {
        ::core::unreachable!()
    }
}
#[automatically_derived]
unsafe impl runtime::migration::VMState for Saved {
    const BASE: runtime::migration::bindings::VMStateField = <::core::primitive::u8 as runtime::migration::VMState>::BASE;
}
#[automatically_derived]
impl runtime::migration::Describe for Saved {
    const VMSD: runtime::migration::VMStateDescription<Self> = runtime::migration::VMStateDescriptionBuilder::<
        Self,
    >::new()
        .name(c"none")
        .build();
}
#[automatically_derived]
impl runtime::migration::ToMigrationState for Uart {
    type Migrated = Saved;
    fn snapshot_migration_state(
        &self,
        _: &mut Self::Migrated,
    ) -> ::core::result::Result<(), runtime::migration::InvalidError> {
        ::core::unreachable!()
    }
    fn restore_migrated_state_mut(
        &mut self,
        _: Self::Migrated,
        _: ::core::primitive::u8,
    ) -> ::core::result::Result<(), runtime::migration::InvalidError> {
        ::core::unreachable!()
    }
}
