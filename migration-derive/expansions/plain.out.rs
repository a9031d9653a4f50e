/// Migration state of [`Timer`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
pub(crate) struct TimerMigration
where
    Prescaler: ::migration::ToMigrationState,
{
    /// Migrated from `Timer::ctrl`.
    pub ctrl: u32,
    /// Migrated from `Timer::match`.
    r#match: [u32; 2],
    /// Migrated from `Timer::prescaler`.
    prescaler: <Prescaler as ::migration::ToMigrationState>::Migrated,
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for TimerMigration
    where
        Prescaler: ::migration::ToMigrationState,
    {
        fn default() -> Self {
            Self {
                ctrl: <u32 as ::migration::Blank>::blank(),
                r#match: <[u32; 2] as ::migration::Blank>::blank(),
                prescaler: <<Prescaler as ::migration::ToMigrationState>::Migrated as ::migration::Blank>::blank(),
            }
        }
    }
    #[automatically_derived]
    impl ::migration::Blank for TimerMigration
    where
        Prescaler: ::migration::ToMigrationState,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for TimerMigration
    where
        Prescaler: ::migration::ToMigrationState,
        <Prescaler as ::migration::ToMigrationState>::Migrated: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("TimerMigration")
                .field("ctrl", &self.ctrl)
                .field("match", &self.r#match)
                .field("prescaler", &self.prescaler)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::migration::Describe for TimerMigration
    where
        Prescaler: ::migration::ToMigrationState,
    {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"timer")
            .version_id(3u8)
            .minimum_version_id(2u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0; ::migration::vmstate_of!(Self, ctrl)
                    .with_name(c"control"), ::migration::vmstate_of!(Self, r#match)
                    .with_name(c"match"), ::migration::vmstate_of!(Self, prescaler)
                    .with_version_id(3i32)
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for TimerMigration
    where
        Prescaler: ::migration::ToMigrationState,
    {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<Self>(const { &<Self as ::migration::Describe>::VMSD });
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::ToMigrationState for Timer
    where
        Prescaler: ::migration::ToMigrationState,
    {
        type Migrated = TimerMigration;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::PLAIN
            .and(<u32 as ::migration::ToMigrationState>::CONDUCT)
            .and(<Prescaler as ::migration::ToMigrationState>::CONDUCT)
            .refusing();
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self {
                ctrl: live_ctrl,
                r#match: live_match,
                prescaler: live_prescaler,
                irq: _,
            } = self;
            target.ctrl = <u32 as ::core::clone::Clone>::clone(live_ctrl);
            <[u32; 2] as ::core::clone::Clone>::clone_from(
                &mut target.r#match,
                live_match,
            );
            <Prescaler as ::migration::ToMigrationState>::snapshot_migration_state(
                    live_prescaler,
                    &mut target.prescaler,
                )
                .map_err(|error| error.at("prescaler"))?;
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { ctrl: _, r#match: _, prescaler: live_prescaler, irq: _ } = self;
            if version_id >= 3u8 {
                <Prescaler as ::migration::ToMigrationState>::check_migrated_state(
                        live_prescaler,
                        &source.prescaler,
                        ::migration::nested_version_id::<
                            <Prescaler as ::migration::ToMigrationState>::Migrated,
                        >(version_id),
                    )
                    .map_err(|error| error.at("prescaler"))?;
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
                ctrl: live_ctrl,
                r#match: live_match,
                prescaler: live_prescaler,
                irq: _,
            } = self;
            *live_ctrl = source.ctrl;
            <[u32; 2] as ::core::clone::Clone>::clone_from(live_match, &source.r#match);
            if restoring.is_put_back() || version_id >= 3u8 {
                restoring
                    .field(
                        "prescaler",
                        <Prescaler as ::migration::ToMigrationState>::restore_from(
                            live_prescaler,
                            &mut source.prescaler,
                            ::migration::nested_version_id::<
                                <Prescaler as ::migration::ToMigrationState>::Migrated,
                            >(version_id),
                        ),
                    )?;
            }
            let post_load: fn(
                &mut Self,
                ::core::primitive::u8,
            ) -> ::core::result::Result<(), ::migration::InvalidError> = Self::rearm;
            restoring.finish_with(self, version_id, post_load)
        }
    }
};
