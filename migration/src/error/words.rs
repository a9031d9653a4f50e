//! Numbers of things, in words.

use core::fmt::Display;

/// "1 byte", "2 bytes".
pub(crate) fn many_bytes(count: impl Display) -> String {
    many(count, "byte")
}

/// "1 element", "2 elements".
pub(crate) fn many_elements(count: impl Display) -> String {
    many(count, "element")
}

fn many(count: impl Display, what: &str) -> String {
    let count = count.to_string();
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {what}{plural}")
}
