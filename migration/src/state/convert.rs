//! Conversions of generated code.

use crate::error::InvalidError;

/// Converts an array element by element.
pub fn each_element<A, B, const N: usize>(
    from: &[A; N],
    to: &mut [B; N],
    mut convert: impl FnMut(&A, &mut B) -> Result<(), InvalidError>,
) -> Result<(), InvalidError> {
    let mut pairs = from.iter().zip(to).enumerate();
    pairs.try_for_each(|(index, (from, to))| convert(from, to).map_err(|error| error.at_index(index)))
}

/// Looks whether an array converts, element by element.
pub fn check_each_element<A, const N: usize>(
    from: &[A; N],
    mut check: impl FnMut(&A) -> Result<(), InvalidError>,
) -> Result<(), InvalidError> {
    from.iter().enumerate().try_for_each(|(index, from)| check(from).map_err(|error| error.at_index(index)))
}

/// A received number that no variant of an enum has.
pub fn unknown_variant(enumeration: &str, variants: &str, found: impl core::fmt::Display) -> InvalidError {
    InvalidError::new(format!("expected a value of `{enumeration}` ({variants}), found {found}"))
}
