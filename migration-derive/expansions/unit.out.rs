/// Migration state of [`Marker`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct MarkerMigration {}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for MarkerMigration {
        fn default() -> Self {
            Self {}
        }
    }
    #[automatically_derived]
    impl ::migration::Blank for MarkerMigration {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for MarkerMigration {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter.debug_struct("MarkerMigration").finish()
        }
    }
    #[automatically_derived]
    impl ::migration::vmstate::Table for MarkerMigration {
        const TABLE: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"Marker")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0;
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for MarkerMigration {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<
                Self,
            >(const { &<Self as ::migration::vmstate::Table>::TABLE });
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::vmstate::Table>::TABLE)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::ToMigrationState for Marker {
        type Migrated = MarkerMigration;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::PLAIN;
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self {} = self;
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
            let Self {} = self;
            restoring.finish()
        }
    }
};
