//! The crate under another name only, and names of the prelude that mean something else here.

mod vendor {
    pub mod state {
        pub use migration::*;
    }
}

/// Legal, and what generated code must not look up by its bare name.
#[allow(dead_code, non_camel_case_types, non_upper_case_globals)]
mod shadows {
    pub type Option<T> = (T, T);
    pub struct Result;
    pub struct Vec;
    pub struct Box;
    pub struct String;
    pub struct Self_;
    pub const SOME: u8 = 0;
    pub fn drop() {}
    pub trait Iterator {}
    pub trait Default {}
    pub trait From {}
    pub trait TryInto {}
    pub type u16 = u64;
    pub type usize = i8;
    pub struct Computed;
    pub struct Restoring;
    pub struct Field;
    pub const Ok: () = ();
    pub const Err: () = ();
    pub const None: () = ();
    pub const Some: () = ();
}

mod device {
    #[allow(unused_imports)]
    use super::shadows::*;
    use super::vendor::state::ToMigrationState;

    #[derive(ToMigrationState)]
    #[migration_state(crate = crate::vendor::state)]
    pub struct Entry {
        pub sector: u32,
    }

    impl std::default::Default for Entry {
        fn default() -> Self {
            Self { sector: 1 }
        }
    }

    #[derive(ToMigrationState)]
    #[repr(u8)]
    #[migration_state(crate = super::vendor::state)]
    #[derive(Clone, Copy)]
    pub enum Mode {
        Ok,
        Some,
        Err,
    }

    // The names of what is generated, and of its locals, as fields.
    #[derive(ToMigrationState)]
    #[migration_state(name = "dev", crate = crate::vendor::state, post_load = Self::source)]
    pub struct Device {
        pub source: u8,
        pub target: u8,
        pub restoring: u8,
        pub version_id: u8,
        #[migration_state(range = 0..10)]
        pub value: u8,
        pub result: u8,
        pub error: Mode,
        #[migration_state(range = ..=2)]
        pub elements: std::vec::Vec<Entry>,
        #[migration_state(try_into(u8))]
        pub get: std::primitive::u16,
        #[migration_state(subsection = "dev/set", needed = Self::target)]
        pub set: u8,
        #[migration_state(subsection = "dev/option")]
        pub option: std::option::Option<Entry>,
        #[cfg(any())]
        #[migration_state(range = nothing)]
        pub count: Missing,
        #[cfg(all())]
        pub count: u8,
        #[cfg_attr(all(), migration_state(len = count))]
        pub r#fn: [u8; 2],
    }

    impl Device {
        fn source(&mut self, _: u8) -> std::result::Result<(), migration::InvalidError> {
            std::result::Result::Ok(())
        }

        fn target(&self) -> bool {
            self.set != 0
        }
    }
}

fn main() {
    macro_rules! inner {
        ($name:ident { $($field:ident: $ty:ty, $key:ident = $value:expr;)* } $version:expr, $with:path) => {
            #[derive(Default, ToMigrationState)]
            #[migration_state(name = "inner", version_id = $version, post_load = $with, crate = crate::vendor::state)]
            struct $name {
                $(#[migration_state($key = $value)] $field: $ty,)*
                #[migration_state(into(Wire))]
                raw: [u8; 2],
            }
        };
    }
    use vendor::state::ToMigrationState;
    type Wire = vendor::state::Buffer<2>;
    fn after(_: &mut Inner, _: u8) -> Result<(), vendor::state::InvalidError> {
        Ok(())
    }
    #[derive(ToMigrationState, Default)]
    #[migration_state(crate = vendor::state)]
    struct Plain(u8);
    inner!(Inner { level: u16, range = 0..5; name: u8, since = 1; fixed: [u8; 2], range = 1 + 1..; } 1, after);

    let inner = Inner { level: 4, name: 1, fixed: [2, 3], raw: [5, 6] };
    assert_eq!(migration::save_state(&inner).unwrap(), [0, 4, 1, 2, 3, 5, 6]);
    let _ = Plain(0);

    let device = device::Device {
        source: 1,
        target: 2,
        restoring: 3,
        version_id: 4,
        value: 5,
        result: 6,
        error: device::Mode::Err,
        elements: vec![device::Entry { sector: 8 }],
        get: 9,
        set: 0,
        option: None,
        count: 1,
        r#fn: [10, 11],
    };
    let mut bytes = migration::save_state(&device).unwrap();
    assert_eq!(bytes, [1, 2, 3, 4, 5, 6, 2, 1, 0, 0, 0, 8, 0, 9, 1, 10]);
    let mut device = device;
    bytes[0] = 0;
    migration::load_state_mut(&mut device, &bytes, 1).unwrap();
    assert_eq!(device.source, 0);
    let _ = (device::Mode::Ok, device::Mode::Some);
}
