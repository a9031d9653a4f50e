//! Where generated code points.

use proc_macro2::Span;

/// Where `span` points, with the names of generated code.
pub fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}
