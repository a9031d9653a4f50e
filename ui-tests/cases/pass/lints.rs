//! What users of strict lints write: public structs with public fields, every shape and key, all lints on.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unsafe_code,
    unreachable_pub,
    unused_qualifications,
    unused_results,
    unused_lifetimes,
    unused_import_braces,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    variant_size_differences,
    explicit_outlives_requirements,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    unit_bindings,
    non_ascii_idents,
    absolute_paths_not_starting_with_crate,
    keyword_idents_2024,
    future_incompatible,
    nonstandard_style,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
#![deny(
    clippy::absolute_paths,
    clippy::allow_attributes_without_reason,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::default_trait_access,
    clippy::exhaustive_structs,
    clippy::indexing_slicing,
    clippy::min_ident_chars,
    clippy::missing_inline_in_public_items,
    clippy::mod_module_files,
    clippy::option_option,
    clippy::panic,
    clippy::partial_pub_fields,
    clippy::question_mark_used,
    clippy::ref_patterns,
    clippy::shadow_unrelated,
    clippy::str_to_string,
    clippy::unwrap_used,
    clippy::use_self,
    clippy::wildcard_enum_match_arm
)]

/// Devices that another crate may use.
pub mod devices {
    use std::{
        collections::BTreeMap,
        sync::{Arc, Mutex, OnceLock},
    };

    use migration::{bindings::MigrationPriority, Buffer, Computed, InvalidError, ToMigrationState, Unused};

    /// A mode.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToMigrationState)]
    #[repr(u8)]
    #[non_exhaustive]
    pub enum Mode {
        /// Off.
        #[default]
        Off,
        /// On.
        On = 7,
    }

    /// A number.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, ToMigrationState)]
    #[migration_state(derive(Clone, Copy))]
    #[non_exhaustive]
    pub struct Level(pub u16);

    /// Two numbers.
    #[derive(Debug, Default, ToMigrationState)]
    #[non_exhaustive]
    pub struct Pair(pub u8, #[migration_state(omit = "wiring")] pub u32, pub Level);

    /// Nothing.
    #[derive(Debug, Default, Clone, Copy, ToMigrationState)]
    #[non_exhaustive]
    pub struct Marker;

    /// Elements.
    #[derive(Debug, ToMigrationState)]
    #[non_exhaustive]
    pub struct Several<T, const N: usize>
    where
        T: ToMigrationState,
    {
        /// The elements.
        pub elements: [T; N],
        /// Behind a lock.
        pub shared: Arc<Mutex<T>>,
    }

    /// An element.
    #[derive(Debug, Default, ToMigrationState)]
    #[non_exhaustive]
    pub struct Entry {
        /// What it is of.
        pub sector: u32,
    }

    /// A device.
    #[derive(Debug, Default, ToMigrationState)]
    #[migration_state(name = "full", version_id = 2, minimum_version_id = 1)]
    #[migration_state(validate = Self::validate, post_load = Self::post_load)]
    #[migration_state(priority = MigrationPriority::MIG_PRI_DEFAULT)]
    #[non_exhaustive]
    pub struct Full {
        /// A mode.
        pub mode: Mode,
        /// A pair.
        pub pair: Pair,
        /// Nothing.
        pub marker: Marker,
        /// Bytes.
        #[migration_state(into(Buffer<4>), slice = 1..3)]
        pub memory: [u8; 4],
        /// A position.
        #[migration_state(try_into(u32), range = 0..4, name = "position")]
        pub read_pos: usize,
        /// Positions.
        #[migration_state(try_into([u8; 2]))]
        pub positions: [usize; 2],
        /// Copied.
        #[migration_state(clone)]
        pub cloned: LevelMigration,
        /// A count.
        #[migration_state(range = ..=2)]
        pub count: u8,
        /// What it counts.
        #[migration_state(len = count * 2)]
        pub counted: [Entry; 4],
        /// What it counts, too.
        #[migration_state(len = count, range = ..=2)]
        pub elements: Vec<Entry>,
        /// A list.
        #[migration_state(range = ..=3)]
        pub list: Vec<Entry>,
        /// A map.
        #[migration_state(range = ..=3)]
        pub map: BTreeMap<u16, Entry>,
        /// Pointers.
        pub pointers: [Option<Box<Entry>>; 2],
        /// Compared.
        #[migration_state(equal = "a property")]
        pub lanes: u32,
        /// Not on the wire.
        #[migration_state(local)]
        pub limit: u8,
        /// Newer.
        #[migration_state(since = 2)]
        pub newer: u16,
        /// Conditional.
        #[migration_state(exists = Self::is_wide)]
        pub wide: u64,
        /// Nothing, on the wire.
        pub unused: Unused<1>,
        /// Made up.
        #[migration_state(with = seconds)]
        pub seconds: Computed<u16>,
        /// Nanoseconds.
        #[migration_state(omit = "travels as seconds")]
        pub nanoseconds: u64,
        /// A clock.
        #[migration_state(subsection = "full/clock", needed = Self::is_clocked, absent = Self::stop)]
        pub rate: u16,
        /// A part of it.
        #[migration_state(subsection = "full/clock/ratio")]
        pub ratio: f64,
        /// Maybe.
        #[migration_state(subsection = "full/spare")]
        pub spare: Option<Entry>,
        /// Once.
        #[migration_state(subsection = "full/late")]
        pub late: OnceLock<u32>,
    }

    impl Full {
        const fn validate(&self, received: &FullMigration, version_id: u8) -> Result<(), InvalidError> {
            if received.limit == self.limit && version_id > 0 {
                Ok(())
            } else {
                Err(InvalidError)
            }
        }

        const fn post_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
            if self.ratio.is_nan() {
                return Err(InvalidError);
            }
            self.nanoseconds = 1;
            Ok(())
        }

        const fn is_wide(received: &FullMigration, version_id: u8) -> bool {
            received.limit != 0 || version_id == 2
        }

        const fn is_clocked(&self) -> bool {
            self.rate != 0
        }

        const fn stop(&mut self) {
            self.rate = 0;
        }
    }

    mod seconds {
        use migration::InvalidError;

        const SECOND: u64 = 1_000_000_000;

        pub(super) fn get(device: &super::Full) -> Result<u16, InvalidError> {
            u16::try_from(device.nanoseconds.div_euclid(SECOND)).map_err(|_| InvalidError::new("too late"))
        }

        pub(super) fn set(device: &mut super::Full, seconds: u16) -> Result<(), InvalidError> {
            if seconds == u16::MAX {
                return Err(InvalidError::new("too late"));
            }
            device.nanoseconds = u64::from(seconds).saturating_mul(SECOND);
            Ok(())
        }
    }
}

fn main() {
    let mut full = devices::Full::default();
    let saved = migration::save_state(&full).expect("it saves");
    migration::load_state_mut(&mut full, &saved, 2).expect("it loads");
    assert_eq!(full.nanoseconds, 1);
}
