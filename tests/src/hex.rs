//! Bytes written down as hexadecimal digits.

/// The bytes of hexadecimal digits in any grouping.
///
/// # Panics
///
/// If the digits do not make whole bytes.
///
/// ```
/// assert_eq!(migration_tests::hex("01 0203\n ff"), [1, 2, 3, 0xff]);
/// ```
pub fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u32> = digits
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| character.to_digit(16).unwrap_or_else(|| panic!("{character:?} is no hexadecimal digit")))
        .collect();
    assert!(digits.len().is_multiple_of(2), "half a byte is left");
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}
