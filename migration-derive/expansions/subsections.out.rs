/// Migration state of [`Pl011`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct Pl011Migration
where
    Dma: ::migration::ToMigrationState,
{
    /// Migrated from `Pl011::flags`.
    flags: u32,
    /// Migrated from `Pl011::rate`.
    rate: u64,
    /// Migrated from `Pl011::period_shift`.
    period_shift: u8,
    /// Migrated from `Pl011::dma`.
    dma: <Dma as ::migration::ToMigrationState>::Migrated,
    /// Whether the subsection `pl011/clock` is there.
    has_clock: ::migration::Presence,
    /// Whether the subsection `pl011/dma` is there.
    has_dma: ::migration::Presence,
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for Pl011Migration
    where
        Dma: ::migration::ToMigrationState,
    {
        fn default() -> Self {
            Self {
                flags: <u32 as ::migration::Blank>::blank(),
                rate: <u64 as ::migration::Blank>::blank(),
                period_shift: <u8 as ::migration::Blank>::blank(),
                dma: <<Dma as ::migration::ToMigrationState>::Migrated as ::migration::Blank>::blank(),
                has_clock: ::core::default::Default::default(),
                has_dma: ::core::default::Default::default(),
            }
        }
    }
    #[automatically_derived]
    impl ::migration::Blank for Pl011Migration
    where
        Dma: ::migration::ToMigrationState,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Pl011Migration
    where
        Dma: ::migration::ToMigrationState,
        <Dma as ::migration::ToMigrationState>::Migrated: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("Pl011Migration")
                .field("flags", &self.flags)
                .field("rate", &self.rate)
                .field("period_shift", &self.period_shift)
                .field("dma", &self.dma)
                .field("has_clock", &self.has_clock)
                .field("has_dma", &self.has_dma)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::migration::Describe for Pl011Migration
    where
        Dma: ::migration::ToMigrationState,
    {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"pl011")
            .version_id(2u8)
            .minimum_version_id(2u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0; ::migration::vmstate_of!(Self, flags)
                },
            )
            .pre_load(
                &|
                    shadow: &Self,
                | -> ::core::result::Result<(), ::migration::InvalidError> {
                    shadow.has_clock.begin_load();
                    shadow.has_dma.begin_load();
                    ::core::result::Result::Ok(())
                },
            )
            .subsections(
                ::migration::vmstate_subsections! {
                    ::migration::VMStateDescriptionBuilder:: < Self > ::new()
                    .name(c"pl011/clock").version_id(1).minimum_version_id(1).needed(& |
                    shadow : & Self | -> ::core::primitive::bool { shadow.has_clock.get()
                    }).post_load(& | shadow : & Self, _ : ::core::primitive::u8 | ->
                    ::core::result::Result < (), ::migration::InvalidError > { shadow
                    .has_clock.arrived(); ::core::result::Result::Ok(()) })
                    .fields(::migration::vmstate_fields! { @ guards 0;
                    ::migration::vmstate_of!(Self, rate), ::migration::vmstate_of!(Self,
                    period_shift) .with_name(c"shift") }).build(),
                    ::migration::VMStateDescriptionBuilder:: < Self > ::new()
                    .name(c"pl011/dma").version_id(1).minimum_version_id(1).needed(& |
                    shadow : & Self | -> ::core::primitive::bool { shadow.has_dma.get()
                    }).post_load(& | shadow : & Self, _ : ::core::primitive::u8 | ->
                    ::core::result::Result < (), ::migration::InvalidError > { shadow
                    .has_dma.arrived(); ::core::result::Result::Ok(()) })
                    .fields(::migration::vmstate_fields! { @ guards 0;
                    ::migration::vmstate_of!(Self, dma) }).build()
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for Pl011Migration
    where
        Dma: ::migration::ToMigrationState,
    {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<Self>(const { &<Self as ::migration::Describe>::VMSD });
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::ToMigrationState for Pl011
    where
        Dma: ::migration::ToMigrationState,
    {
        type Migrated = Pl011Migration;
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self {
                flags: live_flags,
                rate: live_rate,
                period_shift: live_period_shift,
                dma: live_dma,
            } = self;
            target.flags = <u32 as ::core::clone::Clone>::clone(live_flags);
            target.rate = <u64 as ::core::clone::Clone>::clone(live_rate);
            target.period_shift = <u8 as ::core::clone::Clone>::clone(live_period_shift);
            let held = live_dma.as_ref();
            target.has_dma.set(held.is_some());
            if let ::core::option::Option::Some(value) = held {
                <Dma as ::migration::ToMigrationState>::snapshot_migration_state(
                        value,
                        &mut target.dma,
                    )
                    .map_err(|error| error.at("dma"))?;
            }
            target
                .has_clock
                .set({
                    let needed: fn(&Self) -> ::core::primitive::bool = Self::clock_needed;
                    needed(self)
                });
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { flags: _, rate: _, period_shift: _, dma: live_dma } = self;
            if source.has_dma.get() {
                <Dma as ::migration::ToMigrationState>::check_migrated_state(
                        live_dma
                            .as_ref()
                            .unwrap_or(&<Dma as ::core::default::Default>::default()),
                        &source.dma,
                        ::migration::nested_version_id::<
                            <Dma as ::migration::ToMigrationState>::Migrated,
                        >(version_id),
                    )
                    .map_err(|error| error.at("dma"))?;
            }
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
            let Self {
                flags: live_flags,
                rate: live_rate,
                period_shift: live_period_shift,
                dma: live_dma,
            } = self;
            *live_flags = source.flags;
            if restoring.is_put_back() || source.has_clock.get() {
                *live_rate = source.rate;
            }
            if restoring.is_put_back() || source.has_clock.get() {
                *live_period_shift = source.period_shift;
            }
            if source.has_dma.get() {
                ::migration::refilled(live_dma);
                restoring
                    .field(
                        "dma",
                        <Dma as ::migration::ToMigrationState>::restore_from(
                            live_dma
                                .get_or_insert_with(|| <Dma as ::core::default::Default>::default()),
                            &mut source.dma,
                            ::migration::nested_version_id::<
                                <Dma as ::migration::ToMigrationState>::Migrated,
                            >(version_id),
                        ),
                    )?;
            } else {
                ::migration::emptied(live_dma);
            }
            restoring.finish()
        }
    }
};
