//! Types that mean something else, or nothing, on another machine.

mod in_place;

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::Type;

use crate::errors::Errors;
use crate::parse::{Container, Dialect, Field};
use crate::types::{bare, last_segment, maybe_inner, type_arguments, Maybe};

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

/// Wrappers that are themselves in the stream where the struct is loaded in place.
const IN_PLACE_WRAPPERS: &[&str] = &["BqlCell", "BqlRefCell", "Box", "Cell", "UnsafeCell"];

pub fn check(container: &Container<'_>, errors: &Errors) {
    for field in &container.fields {
        let refused = travelling_type(field).and_then(|ty| refusal(ty, container.dialect));
        if let Some((culprit, advice)) = refused {
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
pub fn refusal<'t>(ty: &'t Type, dialect: &Dialect) -> Option<(&'t Type, String)> {
    let ty = bare(ty);
    match ty {
        Type::Array(array) if dialect.is_in_place && may_be_null(&array.elem) => None,
        Type::Array(array) => refusal(&array.elem, dialect),
        Type::Reference(reference) if is_named(&reference.elem, "str") => Some((ty, TEXT.to(dialect))),
        Type::Reference(_) | Type::Ptr(_) => Some((ty, ADDRESS.to(dialect))),
        Type::Path(_) => {
            let segment = last_segment(ty)?;
            let name = segment.ident.to_string();
            let wrappers = if dialect.is_in_place { IN_PLACE_WRAPPERS } else { WRAPPERS };
            if wrappers.contains(&name.as_str()) {
                return type_arguments(segment).find_map(|inner| refusal(inner, dialect));
            }
            let of_place = if dialect.is_in_place { in_place::of_name(&name, ty) } else { None };
            of_place.or_else(|| of_name(&name).map(|advice| advice.to(dialect))).map(|advice| (ty, advice))
        }
        Type::Tuple(_) => Some((ty, TUPLE.to(dialect))),
        Type::Slice(_) => Some((ty, SLICE.to(dialect))),
        _ if is_function(ty) => Some((ty, FUNCTION.to(dialect))),
        _ => None,
    }
}

/// Why a type cannot travel, and what to write instead. `{omit}` stands for the attribute that says so.
struct Advice {
    reason: &'static str,
    instead: &'static str,
    in_place: &'static str,
}

impl Advice {
    fn to(&self, dialect: &Dialect) -> String {
        let instead = if dialect.is_in_place { self.in_place } else { self.instead };
        let omit = format!("`#[{}(omit)]`", dialect.attribute);
        format!("{}: {}", self.reason, instead.replace("{omit}", &omit))
    }
}

const fn advice(reason: &'static str, instead: &'static str, in_place: &'static str) -> Advice {
    Advice { reason, instead, in_place }
}

const fn everywhere(reason: &'static str, instead: &'static str) -> Advice {
    advice(reason, instead, instead)
}

const ADDRESS: Advice = everywhere(
    "an address means nothing on another machine",
    "write {omit}, and find the target again after loading, or send an index",
);
const FUNCTION: Advice = everywhere(
    "the address of a function means nothing on another machine",
    "write {omit}, or send a number that selects the function",
);
const TEXT: Advice = everywhere("text has no fixed length", "write {omit}, or a `[u8; N]`");
const DESCRIPTOR: Advice =
    everywhere("an open file means nothing on another machine", "write {omit}, and open the file again after loading");
const TUPLE: Advice = advice(
    "a tuple has no names for its parts",
    "write a struct that derives `ToMigrationState`",
    "write a struct that derives `VMState`",
);
const SLICE: Advice = advice(
    "a slice has no length of its own",
    "write an array, or a `Vec` with `range`",
    "write an array, with `len` if not all of it travels",
);

fn of_name(name: &str) -> Option<Advice> {
    Some(match name {
        "usize" => advice(
            "`usize` has another width on other machines",
            "write `u32` or `u64` here, or add `#[migration_state(try_into(u64))]`",
            "write `u32` or `u64` here",
        ),
        "isize" => advice(
            "`isize` has another width on other machines",
            "write `i32` or `i64` here, or add `#[migration_state(try_into(i64))]`",
            "write `i32` or `i64` here",
        ),
        "String" | "str" | "CString" | "OsString" => TEXT,
        "f32" => advice(
            "QEMU has no kind for `f32`",
            "write `f64`, or send its bits as `u32` with `into(u32)` and `with`",
            "write `f64`, or keep its bits in a `u32`",
        ),
        "i128" | "u128" => everywhere("the wire has no integers of 128 bits", "write `[u64; 2]`"),
        "char" => advice(
            "the wire has no characters",
            "write `u32`, or add `#[migration_state(try_into(u32))]`",
            "write `u32`",
        ),
        "HashMap" | "HashSet" => advice("its order differs from run to run", "write a `BTreeMap`", "write a `Tree`"),
        "Instant" | "SystemTime" | "Duration" => {
            everywhere("it has no fixed form", "write nanoseconds in an `i64` or `u64`, or a `migration::Timer`")
        }
        "Rc" | "Weak" => advice(
            "what others share is put back through a lock",
            "write `Arc<Mutex<T>>`, or {omit}",
            "write a `Migratable<Arc<Mutex<T>>>`, or {omit}",
        ),
        "RawFd" | "OwnedFd" | "BorrowedFd" | "File" => DESCRIPTOR,
        _ => return None,
    })
}

/// Whether it is a pointer that may be null, which only an array can hold.
fn may_be_null(ty: &Type) -> bool {
    maybe_inner(ty).is_some_and(|(kind, inner)| kind == Maybe::Option && is_named(inner, "Box"))
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// By its tokens, because the majors of syn name this kind of type differently.
fn is_function(ty: &Type) -> bool {
    ty.to_token_stream().into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == "fn"))
}
