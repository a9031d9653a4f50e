/// Migration state of [`Port`].
#[allow(clippy::exhaustive_structs, clippy::pub_underscore_fields)]
#[repr(C)]
struct PortMigration {
    /// Migrated from `Port::wide`.
    wide: u32,
    /// Migrated from `Port::narrow`.
    narrow: u8,
    /// Migrated from `Port::positions`.
    positions: [u32; 2],
    /// Migrated from `Port::width`.
    width: u8,
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for PortMigration {
        fn default() -> Self {
            Self {
                wide: <u32 as ::migration::Blank>::blank(),
                narrow: <u8 as ::migration::Blank>::blank(),
                positions: <[u32; 2] as ::migration::Blank>::blank(),
                width: <u8 as ::core::default::Default>::default(),
            }
        }
    }
    #[automatically_derived]
    impl ::migration::Blank for PortMigration {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for PortMigration {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("PortMigration")
                .field("wide", &self.wide)
                .field("narrow", &self.narrow)
                .field("positions", &self.positions)
                .field("width", &self.width)
                .finish()
        }
    }
    #[automatically_derived]
    impl ::migration::Describe for PortMigration {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"port")
            .version_id(3u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0; ::migration::vmstate_of!(Self, wide, | state : & Self,
                    version_id : ::core::primitive::u8 | -> ::core::primitive::bool {
                    Port::is_wide(state, version_id) }) .with_name(c"data"),
                    ::migration::vmstate_of!(Self, narrow, | state : & Self, version_id :
                    ::core::primitive::u8 | -> ::core::primitive::bool {
                    Port::is_narrow(state, version_id) }) .with_name(c"data"),
                    ::migration::vmstate_of!(Self, positions)
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for PortMigration {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<Self>(const { &<Self as ::migration::Describe>::VMSD });
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::ToMigrationState for Port {
        type Migrated = PortMigration;
        const CONDUCT: ::migration::Conduct = ::migration::Conduct::PLAIN
            .and(<u32 as ::migration::ToMigrationState>::CONDUCT)
            .and(<u8 as ::migration::ToMigrationState>::CONDUCT)
            .beyond_table()
            .refusing()
            .checking();
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self {
                wide: live_wide,
                narrow: live_narrow,
                positions: live_positions,
                width: live_width,
            } = self;
            target.wide = <u32 as ::core::clone::Clone>::clone(live_wide);
            target.narrow = <u8 as ::core::clone::Clone>::clone(live_narrow);
            ::migration::each_element(
                    live_positions,
                    &mut target.positions,
                    |from, to| {
                        <usize as ::core::convert::TryInto<
                            u32,
                        >>::try_into(<usize as ::core::clone::Clone>::clone(from))
                            .map_err(|error| {
                                #[allow(unused_imports)]
                                use ::migration::{
                                    ExplainedByDisplay as _, ShownByDebug as _,
                                    ShownByName as _, Unexplained as _,
                                };
                                ::migration::unconvertible(
                                    "u32",
                                    &(&::migration::Shown(from)).text(),
                                    &(&::migration::Explained(&error)).reason(),
                                )
                            })
                            .map(|value| *to = value)
                    },
                )
                .map_err(|error| error.at("positions"))?;
            target.width = <u8 as ::core::clone::Clone>::clone(live_width);
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), ::migration::InvalidError> {
            let Self { wide: _, narrow: _, positions: _, width: _ } = self;
            ::migration::check_each_element(
                    &source.positions,
                    |from| {
                        <u32 as ::core::convert::TryInto<
                            usize,
                        >>::try_into(<u32 as ::core::clone::Clone>::clone(from))
                            .map_err(|error| {
                                #[allow(unused_imports)]
                                use ::migration::{
                                    ExplainedByDisplay as _, ShownByDebug as _,
                                    ShownByName as _, Unexplained as _,
                                };
                                ::migration::unconvertible(
                                    "usize",
                                    &(&::migration::Shown(from)).text(),
                                    &(&::migration::Explained(&error)).reason(),
                                )
                            })
                            .map(|_| ())
                    },
                )
                .map_err(|error| error.at("positions"))?;
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
            let exists_wide = (|
                state: &Self::Migrated,
                version_id: ::core::primitive::u8,
            | -> ::core::primitive::bool {
                Self::is_wide(state, version_id)
            })(source, version_id);
            let exists_narrow = (|
                state: &Self::Migrated,
                version_id: ::core::primitive::u8,
            | -> ::core::primitive::bool {
                Self::is_narrow(state, version_id)
            })(source, version_id);
            let Self {
                wide: live_wide,
                narrow: live_narrow,
                positions: live_positions,
                width: _,
            } = self;
            if restoring.is_put_back() || exists_wide {
                *live_wide = source.wide;
            }
            if restoring.is_put_back() || exists_narrow {
                *live_narrow = source.narrow;
            }
            restoring
                .field(
                    "positions",
                    ::migration::each_element(
                        &source.positions,
                        &mut *live_positions,
                        |from, to| {
                            <u32 as ::core::convert::TryInto<
                                usize,
                            >>::try_into(<u32 as ::core::clone::Clone>::clone(from))
                                .map_err(|error| {
                                    #[allow(unused_imports)]
                                    use ::migration::{
                                        ExplainedByDisplay as _, ShownByDebug as _,
                                        ShownByName as _, Unexplained as _,
                                    };
                                    ::migration::unconvertible(
                                        "usize",
                                        &(&::migration::Shown(from)).text(),
                                        &(&::migration::Explained(&error)).reason(),
                                    )
                                })
                                .map(|value| *to = value)
                        },
                    ),
                )?;
            let post_load: fn(
                &mut Self,
                ::core::primitive::u8,
            ) -> ::core::result::Result<(), ::migration::InvalidError> = Self::update;
            restoring.finish_with(self, version_id, post_load)
        }
    }
};
