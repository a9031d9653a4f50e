const _: () = {
    #[allow(deprecated)]
    const NUMBER_0: ::core::primitive::u8 = Mode::Off as ::core::primitive::u8;
    #[allow(deprecated)]
    const NUMBER_1: ::core::primitive::u8 = Mode::Slow as ::core::primitive::u8;
    #[allow(deprecated)]
    const NUMBER_2: ::core::primitive::u8 = Mode::Fast as ::core::primitive::u8;
    #[automatically_derived]
    impl ::migration::ToMigrationState for Mode {
        type Migrated = ::core::primitive::u8;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::SOME_NUMBERS;
        #[allow(deprecated, unreachable_patterns)]
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            *target = match self {
                Self::Off => NUMBER_0,
                Self::Slow => NUMBER_1,
                Self::Fast => NUMBER_2,
            };
            ::core::result::Result::Ok(())
        }
        #[allow(unreachable_patterns)]
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            _: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            match *source {
                NUMBER_0 | NUMBER_1 | NUMBER_2 => ::core::result::Result::Ok(()),
                unknown => {
                    ::core::result::Result::Err(
                        ::migration::unknown_variant(
                            "Mode",
                            "`Off`, `Slow`, `Fast`",
                            unknown,
                        ),
                    )
                }
            }
        }
        #[allow(deprecated, unreachable_patterns)]
        fn restore_migrated_state_mut(
            &mut self,
            source: Self::Migrated,
            _: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            *self = match source {
                NUMBER_0 => Self::Off,
                NUMBER_1 => Self::Slow,
                NUMBER_2 => Self::Fast,
                unknown => {
                    return ::core::result::Result::Err(
                        ::migration::unknown_variant(
                            "Mode",
                            "`Off`, `Slow`, `Fast`",
                            unknown,
                        ),
                    );
                }
            };
            ::core::result::Result::Ok(())
        }
    }
};
