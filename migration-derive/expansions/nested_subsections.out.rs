/// Migration state of [`Disk`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct DiskMigration
where
    Dma: ::migration::ToMigrationState,
{
    /// Migrated from `Disk::dma`.
    dma: <Dma as ::migration::ToMigrationState>::Migrated,
    /// Migrated from `Disk::ring`.
    ring: u8,
    /// Whether the subsection `disk/dma` is there.
    has_dma: ::migration::Presence,
    /// Whether the subsection `disk/dma/ring` is there.
    has_dma_ring: ::migration::Presence,
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for DiskMigration
    where
        Dma: ::migration::ToMigrationState,
    {
        fn default() -> Self {
            Self {
                dma: <<Dma as ::migration::ToMigrationState>::Migrated as ::migration::Blank>::blank(),
                ring: <u8 as ::migration::Blank>::blank(),
                has_dma: ::core::default::Default::default(),
                has_dma_ring: ::core::default::Default::default(),
            }
        }
    }
    #[automatically_derived]
    impl ::migration::Blank for DiskMigration
    where
        Dma: ::migration::ToMigrationState,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for DiskMigration
    where
        Dma: ::migration::ToMigrationState,
        <Dma as ::migration::ToMigrationState>::Migrated: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("DiskMigration")
                .field("dma", &self.dma)
                .field("ring", &self.ring)
                .field("has_dma", &self.has_dma)
                .field("has_dma_ring", &self.has_dma_ring)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::migration::Describe for DiskMigration
    where
        Dma: ::migration::ToMigrationState,
    {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"disk")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0;
                },
            )
            .pre_load(
                &|
                    shadow: &Self,
                | -> ::core::result::Result<(), ::migration::InvalidError> {
                    shadow.has_dma.begin_load();
                    shadow.has_dma_ring.begin_load();
                    ::core::result::Result::Ok(())
                },
            )
            .subsections(
                ::migration::vmstate_subsections! {
                    ::migration::VMStateDescriptionBuilder:: < Self > ::new()
                    .name(c"disk/dma").version_id(1).minimum_version_id(1).needed(& |
                    shadow : & Self | -> ::core::primitive::bool { shadow.has_dma.get()
                    }).post_load(& | shadow : & Self, _ : ::core::primitive::u8 | ->
                    ::core::result::Result < (), ::migration::InvalidError > { shadow
                    .has_dma.arrived(); ::core::result::Result::Ok(()) })
                    .fields(::migration::vmstate_fields! { @ guards 0;
                    ::migration::vmstate_of!(Self, dma) })
                    .subsections(::migration::vmstate_subsections! {
                    ::migration::VMStateDescriptionBuilder:: < Self > ::new()
                    .name(c"disk/dma/ring").version_id(1).minimum_version_id(1).needed(&
                    | shadow : & Self | -> ::core::primitive::bool { shadow.has_dma_ring
                    .get() }).post_load(& | shadow : & Self, _ : ::core::primitive::u8 |
                    -> ::core::result::Result < (), ::migration::InvalidError > { shadow
                    .has_dma_ring.arrived(); ::core::result::Result::Ok(()) })
                    .fields(::migration::vmstate_fields! { @ guards 0;
                    ::migration::vmstate_of!(Self, ring) }).build() }).build()
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for DiskMigration
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
    impl ::migration::ToMigrationState for Disk
    where
        Dma: ::migration::ToMigrationState,
    {
        type Migrated = DiskMigration;
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { dma: live_dma, ring: live_ring } = self;
            let held = live_dma.get();
            target.has_dma.set(held.is_some());
            if let ::core::option::Option::Some(value) = held {
                <Dma as ::migration::ToMigrationState>::snapshot_migration_state(
                        value,
                        &mut target.dma,
                    )
                    .map_err(|error| error.at("dma"))?;
            }
            target.ring = <u8 as ::core::clone::Clone>::clone(live_ring);
            target
                .has_dma_ring
                .set(
                    target.has_dma.get()
                        && {
                            let needed: fn(&Self) -> ::core::primitive::bool = Self::has_ring;
                            needed(self)
                        },
                );
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { dma: live_dma, ring: _ } = self;
            if source.has_dma.get() {
                <Dma as ::migration::ToMigrationState>::check_migrated_state(
                        live_dma
                            .get()
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
            let Self { dma: live_dma, ring: live_ring } = self;
            if source.has_dma.get() {
                ::migration::refilled(live_dma);
                if live_dma.get_mut().is_none() {
                    let _ = live_dma.set(<Dma as ::core::default::Default>::default());
                }
                if let ::core::option::Option::Some(value) = live_dma.get_mut() {
                    restoring
                        .field(
                            "dma",
                            <Dma as ::migration::ToMigrationState>::restore_from(
                                value,
                                &mut source.dma,
                                ::migration::nested_version_id::<
                                    <Dma as ::migration::ToMigrationState>::Migrated,
                                >(version_id),
                            ),
                        )?;
                }
            } else {
                ::migration::emptied(live_dma);
            }
            if restoring.is_put_back() || source.has_dma_ring.get() {
                *live_ring = source.ring;
            }
            restoring.finish()
        }
    }
};
