//! The generated code uses nothing that the user's module could hide, and adds nothing to it.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, missing_debug_implementations)]

/// Names that generated code must not pick up.
mod core {}
mod std {}
mod migration {}
#[allow(dead_code, non_camel_case_types)]
mod shadows {
    pub(crate) struct u8;
    pub(crate) struct bool;
    pub(crate) struct Option;
    pub(crate) struct Result;
    pub(crate) struct Box;
    pub(crate) struct Ok;
    pub(crate) struct Some;
    pub(crate) trait Default {}
    pub(crate) trait Clone {}
    pub(crate) trait Into {}
    pub(crate) trait ToMigrationState {}
}
#[allow(unused_imports)]
use shadows::*;

/// The runtime under another name.
mod renamed {
    pub(crate) use ::migration as runtime;
}

/// A function with the name of a local of the generated code.
fn target(source: &Uart, shadow: &UartMigration, version_id: ::core::primitive::u8) -> ::core::result::Result<(), ::migration::InvalidError> {
    ::core::assert!(source.level == shadow.level && version_id == 1);
    ::core::result::Result::Ok(())
}

fn needed(uart: &Uart) -> ::core::primitive::bool {
    uart.extra != 0
}

/// A device.
#[derive(::migration::ToMigrationState)]
#[migration_state(name = "uart", validate = target, crate = crate::renamed::runtime)]
struct Uart {
    level: u32,
    #[migration_state(clone, subsection = "uart/extra", needed = needed)]
    extra: u16,
    #[migration_state(subsection = "uart/more")]
    more: ::core::option::Option<u64>,
    #[deprecated]
    source: [i8; 33],
    #[migration_state(into(i32))]
    version_id: i16x,
}

/// A number that converts.
#[derive(::core::clone::Clone, ::core::marker::Copy)]
#[allow(non_camel_case_types)]
struct i16x(i32);

impl ::core::convert::From<i16x> for i32 {
    fn from(number: i16x) -> Self {
        number.0
    }
}

impl ::core::convert::From<i32> for i16x {
    fn from(number: i32) -> Self {
        Self(number)
    }
}

/// A device of old.
#[derive(::core::fmt::Debug, ::migration::ToMigrationState)]
#[deprecated]
pub struct Old {
    /// Its level.
    pub level: u32,
    /// Nothing.
    pub nothing: Empty,
    private: Private,
    #[migration_state(clone)]
    migrated: PrivateMigration,
}

#[derive(::core::fmt::Debug, ::migration::ToMigrationState)]
#[migration_state(derive(::core::clone::Clone))]
struct Private {
    level: u32,
}

/// A device without state.
#[derive(::core::fmt::Debug, ::migration::ToMigrationState)]
pub struct Empty {}

fn main() {
    #[allow(deprecated)]
    let uart = Uart { level: 1, extra: 2, more: ::core::option::Option::Some(3), source: [4; 33], version_id: i16x(5) };
    let bytes = ::migration::save_state(&uart).unwrap();
    ::core::assert!(bytes.len() == 4 + 33 + 4 + (2 + 10 + 4 + 2) + (2 + 9 + 4 + 8));
}
