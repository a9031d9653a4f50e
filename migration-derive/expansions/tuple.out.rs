/// Migration state of [`Pair`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct PairMigration {
    /// Migrated from `Pair::0`.
    pub _0: u8,
    /// Migrated from `Pair::2`.
    _2: u16,
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for PairMigration {
        fn default() -> Self {
            Self {
                _0: <u8 as ::migration::Blank>::blank(),
                _2: <u16 as ::migration::Blank>::blank(),
            }
        }
    }
    #[automatically_derived]
    impl ::migration::Blank for PairMigration {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for PairMigration {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("PairMigration")
                .field("_0", &self._0)
                .field("_2", &self._2)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::migration::Describe for PairMigration {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"pair")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0; ::migration::vmstate_of!(Self, _0) .with_name(c"0"),
                    ::migration::vmstate_of!(Self, _2) .with_name(c"2")
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for PairMigration {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<Self>(const { &<Self as ::migration::Describe>::VMSD });
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::ToMigrationState for Pair {
        type Migrated = PairMigration;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::PLAIN
            .and(<u8 as ::migration::ToMigrationState>::CONDUCT)
            .and(<u16 as ::migration::ToMigrationState>::CONDUCT);
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { 0: live__0, 2: live__2, 1: _ } = self;
            target._0 = <u8 as ::core::clone::Clone>::clone(live__0);
            target._2 = <u16 as ::core::clone::Clone>::clone(live__2);
            ::core::result::Result::Ok(())
        }
        fn restore_migrated_state_mut(
            &mut self,
            mut source: Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            ::migration::ToMigrationState::restore_from(self, &mut source, version_id)
        }
        fn restore_from(
            &mut self,
            source: &mut Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let restoring = ::migration::Restoring::new();
            let Self { 0: live__0, 2: live__2, 1: _ } = self;
            *live__0 = source._0;
            *live__2 = source._2;
            restoring.finish()
        }
    }
};
