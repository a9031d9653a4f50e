/// Migration state of [`Even`], which is that of its field.
pub type EvenMigration = u32;
const _: () = {
    #[automatically_derived]
    impl<T> ::migration::ToMigrationState for Even<T>
    where
        T: ::core::clone::Clone + ::core::convert::Into<u32>,
        u32: ::core::convert::Into<T>,
    {
        type Migrated = EvenMigration;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::PLAIN
            .and(<u32 as ::migration::ToMigrationState>::CONDUCT)
            .refusing()
            .checking();
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { 0: live__0 } = self;
            (*target) = <T as ::core::convert::Into<
                u32,
            >>::into(<T as ::core::clone::Clone>::clone(live__0));
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { 0: _ } = self;
            let validate: fn(
                &Self,
                &EvenMigration,
                ::core::primitive::u8,
            ) -> ::core::result::Result<(), ::migration::InvalidError> = Self::is_even;
            validate(self, source, version_id)?;
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
            let Self { 0: live__0 } = self;
            *live__0 = <u32 as ::core::convert::Into<T>>::into(*source);
            restoring.finish()
        }
    }
};
