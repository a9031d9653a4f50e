/// Migration state of [`Bus`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct BusMigration<D: Device, const N: usize = 4>
where
    D: Send,
    [D; N]: ::migration::ToMigrationState,
{
    /// Migrated from `Bus::devices`.
    devices: <[D; N] as ::migration::ToMigrationState>::Migrated,
    /// Migrated from `Bus::selected`.
    selected: D::Wire,
}
const _: () = {
    #[automatically_derived]
    impl<D: Device, const N: usize> ::core::default::Default for BusMigration<D, N>
    where
        D: Send,
        [D; N]: ::migration::ToMigrationState,
        D::Wire: ::migration::Blank + ::migration::VMState,
        D: 'static,
    {
        fn default() -> Self {
            Self {
                devices: <<[D; N] as ::migration::ToMigrationState>::Migrated as ::migration::Blank>::blank(),
                selected: <D::Wire as ::migration::Blank>::blank(),
            }
        }
    }
    #[automatically_derived]
    impl<D: Device, const N: usize> ::migration::Blank for BusMigration<D, N>
    where
        D: Send,
        [D; N]: ::migration::ToMigrationState,
        D::Wire: ::migration::Blank + ::migration::VMState,
        D: 'static,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl<D: Device, const N: usize> ::core::fmt::Debug for BusMigration<D, N>
    where
        D: Send,
        [D; N]: ::migration::ToMigrationState,
        <[D; N] as ::migration::ToMigrationState>::Migrated: ::core::fmt::Debug,
        D::Wire: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("BusMigration")
                .field("devices", &self.devices)
                .field("selected", &self.selected)
                .finish()
        }
    }
    #[automatically_derived]
    impl<D: Device, const N: usize> ::migration::vmstate::Table for BusMigration<D, N>
    where
        D: Send,
        [D; N]: ::migration::ToMigrationState,
        D::Wire: ::migration::Blank + ::migration::VMState,
        D: 'static,
    {
        const TABLE: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"Bus")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0; ::migration::vmstate_of!(Self, devices),
                    ::migration::vmstate_of!(Self, selected)
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl<D: Device, const N: usize> ::migration::VMState for BusMigration<D, N>
    where
        D: Send,
        [D; N]: ::migration::ToMigrationState,
        D::Wire: ::migration::Blank + ::migration::VMState,
        D: 'static,
    {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<
                Self,
            >(const { &<Self as ::migration::vmstate::Table>::TABLE });
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::vmstate::Table>::TABLE)
            .wire_len();
    }
    #[automatically_derived]
    impl<D: Device, W: From<D>, const N: usize> ::migration::ToMigrationState
    for Bus<D, W, N>
    where
        D: Send,
        W: Copy,
        [D; N]: ::migration::ToMigrationState,
        D::Wire: ::migration::Blank + ::migration::VMState,
        D: 'static,
        Selected<D>: ::core::clone::Clone + ::core::convert::Into<D::Wire>,
        D::Wire: ::core::convert::Into<Selected<D>>,
    {
        type Migrated = BusMigration<D, N>;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::PLAIN
            .and(<[D; N] as ::migration::ToMigrationState>::CONDUCT)
            .beyond_table()
            .refusing();
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { devices: live_devices, selected: live_selected, width: _ } = self;
            <[D; N] as ::migration::ToMigrationState>::snapshot_migration_state(
                    live_devices,
                    &mut target.devices,
                )
                .map_err(|error| error.at("devices"))?;
            target.selected = <Selected<
                D,
            > as ::core::convert::Into<
                D::Wire,
            >>::into(<Selected<D> as ::core::clone::Clone>::clone(live_selected));
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { devices: live_devices, selected: _, width: _ } = self;
            <[D; N] as ::migration::ToMigrationState>::check_migrated_state(
                    live_devices,
                    &source.devices,
                    ::migration::nested_version_id::<
                        <[D; N] as ::migration::ToMigrationState>::Migrated,
                    >(version_id),
                )
                .map_err(|error| error.at("devices"))?;
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
            let Self { devices: live_devices, selected: live_selected, width: _ } = self;
            restoring
                .field(
                    "devices",
                    <[D; N] as ::migration::ToMigrationState>::restore_from(
                        live_devices,
                        &mut source.devices,
                        ::migration::nested_version_id::<
                            <[D; N] as ::migration::ToMigrationState>::Migrated,
                        >(version_id),
                    ),
                )?;
            *live_selected = <D::Wire as ::core::convert::Into<
                Selected<D>,
            >>::into(::migration::taken(&mut source.selected));
            restoring.finish()
        }
    }
};
