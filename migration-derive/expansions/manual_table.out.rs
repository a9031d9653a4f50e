/// Migration state of [`Counter`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct CounterMigration
where
    BqlCell<u32>: ::migration::ToMigrationState,
{
    /// Migrated from `Counter::value`.
    value: <BqlCell<u32> as ::migration::ToMigrationState>::Migrated,
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for CounterMigration
    where
        BqlCell<u32>: ::migration::ToMigrationState,
    {
        fn default() -> Self {
            Self {
                value: <<BqlCell<
                    u32,
                > as ::migration::ToMigrationState>::Migrated as ::migration::Blank>::blank(),
            }
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for CounterMigration
    where
        BqlCell<u32>: ::migration::ToMigrationState,
        <BqlCell<u32> as ::migration::ToMigrationState>::Migrated: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("CounterMigration")
                .field("value", &self.value)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::migration::ToMigrationState for Counter
    where
        BqlCell<u32>: ::migration::ToMigrationState,
    {
        type Migrated = CounterMigration;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::PLAIN
            .and(<BqlCell<u32> as ::migration::ToMigrationState>::CONDUCT)
            .beyond_table();
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { value: live_value } = self;
            <BqlCell<
                u32,
            > as ::migration::ToMigrationState>::snapshot_migration_state(
                    live_value,
                    &mut target.value,
                )
                .map_err(|error| error.at("value"))?;
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { value: live_value } = self;
            <BqlCell<
                u32,
            > as ::migration::ToMigrationState>::check_migrated_state(
                    live_value,
                    &source.value,
                    ::migration::nested_version_id::<
                        <BqlCell<u32> as ::migration::ToMigrationState>::Migrated,
                    >(version_id),
                )
                .map_err(|error| error.at("value"))?;
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
            let mut restoring = ::migration::Restoring::new();
            let Self { value: live_value } = self;
            restoring
                .field(
                    "value",
                    <BqlCell<
                        u32,
                    > as ::migration::ToMigrationState>::restore_from(
                        live_value,
                        &mut source.value,
                        ::migration::nested_version_id::<
                            <BqlCell<u32> as ::migration::ToMigrationState>::Migrated,
                        >(version_id),
                    ),
                )?;
            restoring.finish()
        }
    }
};
