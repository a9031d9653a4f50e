/// Migration state of [`Uart`].
#[derive(Clone, PartialEq)]
#[repr(C)]
struct Saved {
    /// Migrated from `Uart::flags`.
    flags: u32,
    /// Migrated from `Uart::mode`.
    mode: u8,
    /// Migrated from `Uart::level`.
    level: u16,
}
const _: () = {
    #[automatically_derived]
    impl ::core::default::Default for Saved {
        fn default() -> Self {
            Self {
                flags: <u32 as runtime::migration::Blank>::blank(),
                mode: <u8 as runtime::migration::Blank>::blank(),
                level: <u16 as runtime::migration::Blank>::blank(),
            }
        }
    }
    #[automatically_derived]
    impl runtime::migration::Blank for Saved {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Saved {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter
                .debug_struct("Saved")
                .field("flags", &self.flags)
                .field("mode", &self.mode)
                .field("level", &self.level)
                .finish()
        }
    }
    #[automatically_derived]
    unsafe impl runtime::migration::VMState for Saved {
        const BASE: runtime::migration::bindings::VMStateField = runtime::migration::vmstate::struct_entry::<
            Self,
        >(const {
            &runtime::migration::VMStateDescriptionBuilder::<Self>::new()
                .name(c"Uart")
                .version_id(1u8)
                .minimum_version_id(1u8)
                .fields(
                    runtime::migration::vmstate_fields! {
                        runtime::migration::vmstate_of!(Self, flags),
                        runtime::migration::vmstate_of!(Self, mode)
                        .with_version_id(1i32), runtime::migration::vmstate_of!(Self,
                        level)
                    },
                )
                .build()
        });
    }
    #[automatically_derived]
    impl runtime::migration::ToMigrationState for Uart {
        type Migrated = Saved;
        fn snapshot_migration_state(
            &self,
            target: &mut Self::Migrated,
        ) -> ::core::result::Result<(), runtime::migration::InvalidError> {
            let Self { flags: live_flags, mode: live_mode, level: live_level } = self;
            target.flags = <Flags as ::core::convert::Into<
                u32,
            >>::into(<Flags as ::core::clone::Clone>::clone(live_flags));
            target.mode = <Mode as ::core::convert::TryInto<
                u8,
            >>::try_into(<Mode as ::core::clone::Clone>::clone(live_mode))
                .map_err(|_| {
                    #[allow(unused_imports)]
                    use runtime::migration::{ShownByDebug as _, ShownByName as _};
                    runtime::migration::unconvertible(
                            "u8",
                            &(&runtime::migration::Shown(live_mode)).text(),
                        )
                        .at("mode")
                })?;
            target.level = <u16 as ::core::clone::Clone>::clone(live_level);
            ::core::result::Result::Ok(())
        }
        fn check_migrated_state(
            &self,
            source: &Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), runtime::migration::InvalidError> {
            let Self { flags: _, mode: live_mode, level: _ } = self;
            if version_id >= 1u8 {
                let _: Mode = <u8 as ::core::convert::TryInto<
                    Mode,
                >>::try_into(<u8 as ::core::clone::Clone>::clone(&source.mode))
                    .map_err(|_| {
                        #[allow(unused_imports)]
                        use runtime::migration::{ShownByDebug as _, ShownByName as _};
                        runtime::migration::unconvertible(
                                "Mode",
                                &(&runtime::migration::Shown(&source.mode)).text(),
                            )
                            .at("mode")
                    })?;
            }
            let validate: fn(
                &Self,
                &Saved,
                ::core::primitive::u8,
            ) -> ::core::result::Result<(), runtime::migration::InvalidError> = Uart::check;
            validate(self, source, version_id)?;
            ::core::result::Result::Ok(())
        }
        fn restore_migrated_state_mut(
            &mut self,
            source: Self::Migrated,
            version_id: ::core::primitive::u8,
        ) -> ::core::result::Result<(), runtime::migration::InvalidError> {
            let Self { flags: live_flags, mode: live_mode, level: live_level } = self;
            *live_flags = <u32 as ::core::convert::Into<Flags>>::into(source.flags);
            if version_id >= 1u8 {
                *live_mode = <u8 as ::core::convert::TryInto<
                    Mode,
                >>::try_into(source.mode)
                    .map_err(|_| {
                        runtime::migration::InvalidError::new(
                                "the received value does not convert into the device's",
                            )
                            .at("mode")
                    })?;
            }
            *live_level = source.level;
            ::core::result::Result::Ok(())
        }
    }
};
