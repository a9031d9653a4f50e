/// Migration state of [`Queue`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct QueueMigration
where
    Request: ::migration::ToMigrationState,
    VecDeque<Request>: ::migration::ToMigrationState,
{
    /// Migrated from `Queue::lanes`.
    lanes: u8,
    /// Migrated from `Queue::head`.
    head: u16,
    /// Migrated from `Queue::level`.
    level: u32,
    /// Migrated from `Queue::entries`.
    entries: [u32; 8],
    /// Migrated from `Queue::requests`.
    requests: ::migration::Varray<
        <Request as ::migration::ToMigrationState>::Migrated,
        { (64) as ::core::primitive::usize },
    >,
    /// Migrated from `Queue::waiting`.
    waiting: <VecDeque<Request> as ::migration::ToMigrationState>::Migrated,
    /// Migrated from `Queue::window`.
    window: [u8; 16],
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for QueueMigration
    where
        Request: ::migration::ToMigrationState,
        VecDeque<Request>: ::migration::ToMigrationState,
    {
        fn default() -> Self {
            Self {
                lanes: <u8 as ::migration::Blank>::blank(),
                head: <u16 as ::migration::Blank>::blank(),
                level: <u32 as ::migration::Blank>::blank(),
                entries: <[u32; 8] as ::migration::Blank>::blank(),
                requests: <::migration::Varray<
                    <Request as ::migration::ToMigrationState>::Migrated,
                    { (64) as ::core::primitive::usize },
                > as ::migration::Blank>::blank(),
                waiting: <<VecDeque<
                    Request,
                > as ::migration::ToMigrationState>::Migrated as ::migration::Blank>::blank(),
                window: <[u8; 16] as ::migration::Blank>::blank(),
            }
        }
    }
    #[automatically_derived]
    impl ::migration::Blank for QueueMigration
    where
        Request: ::migration::ToMigrationState,
        VecDeque<Request>: ::migration::ToMigrationState,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for QueueMigration
    where
        Request: ::migration::ToMigrationState,
        VecDeque<Request>: ::migration::ToMigrationState,
        ::migration::Varray<
            <Request as ::migration::ToMigrationState>::Migrated,
            { (64) as ::core::primitive::usize },
        >: ::core::fmt::Debug,
        <VecDeque<
            Request,
        > as ::migration::ToMigrationState>::Migrated: ::core::fmt::Debug,
    {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("QueueMigration")
                .field("lanes", &self.lanes)
                .field("head", &self.head)
                .field("level", &self.level)
                .field("entries", &self.entries)
                .field("requests", &self.requests)
                .field("waiting", &self.waiting)
                .field("window", &self.window)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::migration::Describe for QueueMigration
    where
        Request: ::migration::ToMigrationState,
        VecDeque<Request>: ::migration::ToMigrationState,
    {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"queue")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 2; ::migration::vmstate_of!(Self, lanes)
                    .with_equal(::core::option::Option::Some(c"start the device with as many lanes")),
                    ::migration::vmstate_of!(Self, head), ::migration::vmstate_of!(Self,
                    level), ::migration::vmstate_of!(Self, entries[0..level]),
                    ::migration::vmstate_of!(Self, requests[0..level * Queue::WORDS]),
                    ::migration::vmstate_of!(Self, waiting) .bounded_by((Queue::MOST) as
                    ::core::primitive::i128 - 1), ::migration::vmstate_of!(Self, window)
                    .with_slice(4, 8)
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for QueueMigration
    where
        Request: ::migration::ToMigrationState,
        VecDeque<Request>: ::migration::ToMigrationState,
    {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<Self>(const { &<Self as ::migration::Describe>::VMSD });
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::ToMigrationState for Queue
    where
        Request: ::migration::ToMigrationState,
        VecDeque<Request>: ::migration::ToMigrationState,
    {
        type Migrated = QueueMigration;
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self {
                lanes: live_lanes,
                head: live_head,
                level: live_level,
                entries: live_entries,
                requests: live_requests,
                waiting: live_waiting,
                window: live_window,
            } = self;
            target.lanes = <u8 as ::core::clone::Clone>::clone(live_lanes);
            target.head = <u16 as ::core::clone::Clone>::clone(live_head);
            target.level = <u32 as ::core::clone::Clone>::clone(live_level);
            <[u32; 8] as ::core::clone::Clone>::clone_from(
                &mut target.entries,
                live_entries,
            );
            ::migration::snapshot_elements(live_requests, &mut target.requests)
                .map_err(|error| error.at("requests"))?;
            <VecDeque<
                Request,
            > as ::migration::ToMigrationState>::snapshot_migration_state(
                    live_waiting,
                    &mut target.waiting,
                )
                .map_err(|error| error.at("waiting"))?;
            <[u8; 16] as ::core::clone::Clone>::clone_from(
                &mut target.window,
                live_window,
            );
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self {
                lanes: _,
                head: _,
                level: _,
                entries: _,
                requests: live_requests,
                waiting: live_waiting,
                window: _,
            } = self;
            ::migration::check_range(&source.head, &(0..16))
                .map_err(|error| error.at("head"))?;
            ::migration::check_counted(
                    &source.entries,
                    ::core::primitive::i128::from(source.level),
                )
                .map_err(|error| error.at("entries"))?;
            ::migration::check_range(&source.requests, &(..=64))
                .map_err(|error| error.at("requests"))?;
            ::migration::check_counted(
                    &source.requests,
                    ::core::primitive::i128::saturating_mul(
                        ::core::primitive::i128::from(source.level),
                        (Self::WORDS) as ::core::primitive::i128,
                    ),
                )
                .map_err(|error| error.at("requests"))?;
            ::migration::check_elements(
                    live_requests,
                    &source.requests,
                    ::migration::nested_version_id::<
                        <Request as ::migration::ToMigrationState>::Migrated,
                    >(version_id),
                )
                .map_err(|error| error.at("requests"))?;
            ::migration::check_range(&source.waiting, &(..Self::MOST))
                .map_err(|error| error.at("waiting"))?;
            <VecDeque<
                Request,
            > as ::migration::ToMigrationState>::check_migrated_state(
                    live_waiting,
                    &source.waiting,
                    ::migration::nested_version_id::<
                        <VecDeque<Request> as ::migration::ToMigrationState>::Migrated,
                    >(version_id),
                )
                .map_err(|error| error.at("waiting"))?;
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
                lanes: live_lanes,
                head: live_head,
                level: live_level,
                entries: live_entries,
                requests: live_requests,
                waiting: live_waiting,
                window: live_window,
            } = self;
            *live_lanes = source.lanes;
            *live_head = source.head;
            *live_level = source.level;
            <[u32; 8] as ::core::clone::Clone>::clone_from(
                live_entries,
                &source.entries,
            );
            restoring
                .field(
                    "requests",
                    ::migration::restore_elements(
                        live_requests,
                        &mut source.requests,
                        ::migration::nested_version_id::<
                            <Request as ::migration::ToMigrationState>::Migrated,
                        >(version_id),
                    ),
                )?;
            restoring
                .field(
                    "waiting",
                    <VecDeque<
                        Request,
                    > as ::migration::ToMigrationState>::restore_from(
                        live_waiting,
                        &mut source.waiting,
                        ::migration::nested_version_id::<
                            <VecDeque<
                                Request,
                            > as ::migration::ToMigrationState>::Migrated,
                        >(version_id),
                    ),
                )?;
            <[u8; 16] as ::core::clone::Clone>::clone_from(live_window, &source.window);
            restoring.finish()
        }
    }
};
