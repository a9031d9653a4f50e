//! Parts of JSON texts, as they stand there.

/// The object in a JSON text that begins with this text. No string in it has braces.
///
/// # Panics
///
/// When there is none, or it does not end.
///
/// ```
/// let json = r#"[{"a": 1, "b": {"c": 2}}, {"a": 3}]"#;
/// assert_eq!(migration_tests::object(json, r#"{"a": 1"#), r#"{"a": 1, "b": {"c": 2}}"#);
/// ```
pub fn object<'a>(json: &'a str, begin: &str) -> &'a str {
    let json = &json[json.find(begin).unwrap_or_else(|| panic!("no {begin} in {json}"))..];
    let mut depth = 0;
    let end = json.find(|character| {
        depth += match character {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        depth == 0 && character == '}'
    });
    &json[..=end.expect("the object ends")]
}
