//! The table of a struct in place uses nothing that the user's module could hide, and trips no lint.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, missing_debug_implementations)]

use ::migration::bql::BqlCell;

/// Names that generated code must not pick up.
mod core {}
mod std {}
mod migration {}
#[allow(dead_code, non_camel_case_types)]
mod shadows {
    pub(crate) struct u8;
    pub(crate) struct bool;
    pub(crate) struct str;
    pub(crate) struct usize;
    pub(crate) struct Option;
    pub(crate) struct Result;
    pub(crate) struct Ok;
    pub(crate) struct Some;
    pub(crate) struct Field;
    pub(crate) trait Default {}
    pub(crate) trait Sized {}
    pub(crate) trait Describe {}
    pub(crate) trait Blank {}
    pub(crate) trait VMState {}
}
#[allow(unused_imports)]
use shadows::*;

/// The runtime under another name.
mod renamed {
    pub(crate) use ::migration as runtime;
}

const MOST: ::core::primitive::u8 = 4;

/// A type with the name of a trait of the runtime.
#[derive(::core::default::Default, ::migration::VMState)]
struct Table {
    level: ::core::primitive::u8,
}

/// Its bytes are those of its field.
#[derive(::core::default::Default, ::migration::VMState)]
struct Level<T>(T);

fn error(_: &Uart, version: ::core::primitive::u8) -> ::core::result::Result<(), ::migration::InvalidError> {
    ::core::assert!(version == 2);
    ::core::result::Result::Ok(())
}

fn saving(_: &Uart) -> ::core::result::Result<(), ::migration::Infallible> {
    ::core::result::Result::Ok(())
}

/// With the name of a local of the generated code.
fn state(uart: &Uart, version: ::core::primitive::u8) -> ::core::primitive::bool {
    version == 2 && uart.r#type == 1
}

fn needed(uart: &Uart) -> ::core::primitive::bool {
    uart.control.get() != 0
}

/// A device.
#[derive(::core::default::Default, ::migration::VMState)]
#[vmstate(
    name = "uart",
    version_id = 2,
    minimum_version_id = 1,
    pre_save = saving,
    crate = crate::renamed::runtime
)]
#[vmstate(post_load = error)]
struct Uart {
    r#type: ::core::primitive::u8,
    #[vmstate(range = ..=MOST)]
    control: BqlCell<::core::primitive::u8>,
    #[vmstate(since = 2, range = 0..=MOST)]
    version_id: ::core::primitive::u8,
    #[vmstate(exists = state, range = ..=MOST)]
    state: ::core::primitive::u8,
    #[vmstate(len = control * 1)]
    elements: [u16; 2],
    #[deprecated]
    level: Level<u32>,
    #[vmstate(subsection = "uart/table", needed = needed)]
    table: Table,
    #[vmstate(omit)]
    private: ::core::primitive::usize,
}

/// A device of old.
#[derive(::core::fmt::Debug, ::migration::VMState)]
#[deprecated]
pub struct Old {
    /// Its level.
    pub level: u32,
    /// Nothing.
    pub nothing: Empty,
    private: Private,
}

#[derive(::core::fmt::Debug, ::migration::VMState)]
struct Private {
    level: u32,
}

/// A device without state.
#[derive(::core::fmt::Debug, ::migration::VMState)]
pub struct Empty;

fn main() {
    let _guard = ::migration::bql::lock();
    let mut uart = <Uart as ::core::default::Default>::default();
    let bytes = ::migration::save_state(&uart).unwrap();
    ::core::assert!(bytes.len() == 3 + 4);
    ::migration::load_state_mut(&mut uart, &bytes, 2).unwrap();
    uart.control.set(1);
    uart.r#type = 1;
    let bytes = ::migration::save_state(&uart).unwrap();
    ::core::assert!(bytes.len() == 3 + 1 + 2 + 4 + (2 + 10 + 4 + 1));
}
