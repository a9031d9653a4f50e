//! Types that mean something else, or nothing, on another machine.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::Type;

use crate::errors::Errors;
use crate::parse::{Container, Field};
use crate::types::{bare, last_segment, type_arguments};

/// Types that only hold or guard a value of another type, which then travels.
const WRAPPERS: &[&str] = &[
    "Arc",
    "BTreeMap",
    "BqlCell",
    "BqlRefCell",
    "Box",
    "Cell",
    "Computed",
    "LinkedList",
    "Migratable",
    "Mutex",
    "OnceCell",
    "OnceLock",
    "Option",
    "RefCell",
    "RwLock",
    "UnsafeCell",
    "Vec",
    "VecDeque",
    "Wrapping",
];

pub fn check(container: &Container<'_>, errors: &Errors) {
    for field in &container.fields {
        if let Some((culprit, advice)) = travelling_type(field).and_then(refusal) {
            errors.on(culprit, advice);
        }
    }
}

/// The type whose bytes are sent, as far as the user wrote it.
fn travelling_type<'f>(field: &'f Field<'_>) -> Option<&'f Type> {
    let keys = &field.keys;
    if keys.omit.is_set() || keys.local.is_set() && keys.clone.is_set() {
        None
    } else if keys.into.is_set() {
        keys.into.get()
    } else if keys.try_into.is_set() {
        keys.try_into.get()
    } else {
        Some(field.ty)
    }
}

/// The part of `ty` that cannot travel, and what to do about it.
pub fn refusal(ty: &Type) -> Option<(&Type, &'static str)> {
    let ty = bare(ty);
    match ty {
        Type::Array(array) => refusal(&array.elem),
        Type::Reference(reference) if is_named(&reference.elem, "str") => Some((ty, TEXT)),
        Type::Reference(_) | Type::Ptr(_) => Some((ty, ADDRESS)),
        Type::Path(_) => {
            let segment = last_segment(ty)?;
            let name = segment.ident.to_string();
            if WRAPPERS.contains(&name.as_str()) {
                return type_arguments(segment).find_map(refusal);
            }
            of_name(&name).map(|advice| (ty, advice))
        }
        Type::Tuple(_) => {
            Some((ty, "a tuple has no names for its parts: write a struct that derives `ToMigrationState`"))
        }
        Type::Slice(_) => Some((ty, "a slice has no length of its own: write an array, or a `Vec` with `range`")),
        _ if is_function(ty) => Some((ty, FUNCTION)),
        _ => None,
    }
}

const ADDRESS: &str = "an address means nothing on another machine: write `#[migration_state(omit)]`, and find the \
                       target again after loading, or send an index";
const FUNCTION: &str = "the address of a function means nothing on another machine: write `#[migration_state(omit)]`, \
                        or send a number that selects the function";
const TEXT: &str = "text has no fixed length: write `#[migration_state(omit)]`, or a `[u8; N]`";
const DESCRIPTOR: &str = "an open file means nothing on another machine: write `#[migration_state(omit)]`, and open \
                          the file again after loading";

fn of_name(name: &str) -> Option<&'static str> {
    match name {
        "usize" => Some(
            "`usize` has another width on other machines: write `u32` or `u64` here, or add \
             `#[migration_state(try_into(u64))]`",
        ),
        "isize" => Some(
            "`isize` has another width on other machines: write `i32` or `i64` here, or add \
             `#[migration_state(try_into(i64))]`",
        ),
        "String" | "str" | "CString" | "OsString" => Some(TEXT),
        "f32" => Some("QEMU has no kind for `f32`: write `f64`, or send its bits as `u32` with `into(u32)` and `with`"),
        "i128" | "u128" => Some("the wire has no integers of 128 bits: write `[u64; 2]`"),
        "char" => Some("the wire has no characters: write `u32`, or add `#[migration_state(try_into(u32))]`"),
        "HashMap" | "HashSet" => Some("its order differs from run to run: write a `BTreeMap`"),
        "Instant" | "SystemTime" | "Duration" => {
            Some("it has no fixed form: write nanoseconds in an `i64` or `u64`, or a `migration::Timer`")
        }
        "Rc" | "Weak" => {
            Some("what others share is put back through a lock: write `Arc<Mutex<T>>`, or `#[migration_state(omit)]`")
        }
        "RawFd" | "OwnedFd" | "BorrowedFd" | "File" => Some(DESCRIPTOR),
        _ => None,
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// By its tokens, because the majors of syn name this kind of type differently.
fn is_function(ty: &Type) -> bool {
    ty.to_token_stream().into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == "fn"))
}
