/// Migration state of [`Counter`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct CounterMigration
where
    Buffer<2>: ::migration::ToMigrationState,
{
    /// Migrated from `Counter::ticks`.
    ticks: <u32 as ::migration::ToMigrationState>::Migrated,
    /// Migrated from `Counter::word`.
    word: <Buffer<2> as ::migration::ToMigrationState>::Migrated,
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for CounterMigration
    where
        Buffer<2>: ::migration::ToMigrationState,
    {
        fn default() -> Self {
            Self {
                ticks: <<u32 as ::migration::ToMigrationState>::Migrated as ::migration::Blank>::blank(),
                word: <<Buffer<
                    2,
                > as ::migration::ToMigrationState>::Migrated as ::migration::Blank>::blank(),
            }
        }
    }
    #[automatically_derived]
    impl ::migration::Blank for CounterMigration
    where
        Buffer<2>: ::migration::ToMigrationState,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for CounterMigration
    where
        Buffer<2>: ::migration::ToMigrationState,
        <Buffer<2> as ::migration::ToMigrationState>::Migrated: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("CounterMigration")
                .field("ticks", &self.ticks)
                .field("word", &self.word)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::migration::Describe for CounterMigration
    where
        Buffer<2>: ::migration::ToMigrationState,
    {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"counter")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0; ::migration::vmstate_of!(Self, ticks)
                    .with_version_id(1i32), ::migration::vmstate_of!(Self, word)
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for CounterMigration
    where
        Buffer<2>: ::migration::ToMigrationState,
    {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<Self>(const { &<Self as ::migration::Describe>::VMSD });
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::ToMigrationState for Counter
    where
        Buffer<2>: ::migration::ToMigrationState,
    {
        type Migrated = CounterMigration;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::PLAIN
            .and(<u32 as ::migration::ToMigrationState>::CONDUCT)
            .and(<Buffer<2> as ::migration::ToMigrationState>::CONDUCT)
            .beyond_table()
            .refusing();
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { ticks: live_ticks, word: live_word, nanoseconds: _ } = self;
            let _ = live_ticks;
            let get: fn(
                &Self,
            ) -> ::core::result::Result<u32, ::migration::InvalidError> = ticks::get;
            let value = get(self).map_err(|error| error.at("ticks"))?;
            <u32 as ::migration::ToMigrationState>::snapshot_migration_state(
                    &value,
                    &mut target.ticks,
                )
                .map_err(|error| error.at("ticks"))?;
            let _ = live_word;
            let get: fn(
                &Self,
            ) -> ::core::result::Result<Buffer<2>, ::migration::InvalidError> = halves::get;
            let value = get(self).map_err(|error| error.at("word"))?;
            <Buffer<
                2,
            > as ::migration::ToMigrationState>::snapshot_migration_state(
                    &value,
                    &mut target.word,
                )
                .map_err(|error| error.at("word"))?;
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
            let Self { ticks: _, word: _, nanoseconds: _ } = self;
            if restoring.is_put_back() || version_id >= 1u8 {
                restoring
                    .field(
                        "ticks",
                        {
                            let get: fn(
                                &Self,
                            ) -> ::core::result::Result<
                                u32,
                                ::migration::InvalidError,
                            > = ticks::get;
                            let set: fn(
                                &mut Self,
                                u32,
                            ) -> ::core::result::Result<(), ::migration::InvalidError> = ticks::set;
                            get(self)
                                .and_then(|mut value| {
                                    <u32 as ::migration::ToMigrationState>::restore_from(
                                        &mut value,
                                        &mut source.ticks,
                                        ::migration::nested_version_id::<
                                            <u32 as ::migration::ToMigrationState>::Migrated,
                                        >(version_id),
                                    )?;
                                    set(self, value)
                                })
                        },
                    )?;
            }
            restoring
                .field(
                    "word",
                    {
                        let get: fn(
                            &Self,
                        ) -> ::core::result::Result<
                            Buffer<2>,
                            ::migration::InvalidError,
                        > = halves::get;
                        let set: fn(
                            &mut Self,
                            Buffer<2>,
                        ) -> ::core::result::Result<(), ::migration::InvalidError> = halves::set;
                        get(self)
                            .and_then(|mut value| {
                                <Buffer<
                                    2,
                                > as ::migration::ToMigrationState>::restore_from(
                                    &mut value,
                                    &mut source.word,
                                    ::migration::nested_version_id::<
                                        <Buffer<2> as ::migration::ToMigrationState>::Migrated,
                                    >(version_id),
                                )?;
                                set(self, value)
                            })
                    },
                )?;
            restoring.finish()
        }
    }
};
