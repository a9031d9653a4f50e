//! Writes the self-description of a stream, in the text form that QEMU gives it: no line breaks, a space after each comma and
//! colon, nothing beyond ASCII.

use core::fmt::Write as _;

/// A JSON text in the making.
#[derive(Debug, Default)]
pub struct JsonWriter {
    text: String,
    needs_comma: bool,
}

impl JsonWriter {
    /// Begins an object: a member of this name, or an element of an array.
    pub(crate) fn start_object(&mut self, name: Option<&str>) {
        self.name(name);
        self.open('{');
    }

    /// Ends the innermost object.
    pub(crate) fn end_object(&mut self) {
        self.close('}');
    }

    /// Begins an array that is a member of an object.
    pub(crate) fn start_array(&mut self, name: &str) {
        self.name(Some(name));
        self.open('[');
    }

    /// Ends the innermost array.
    pub(crate) fn end_array(&mut self) {
        self.close(']');
    }

    /// A member that is a text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.name(Some(name));
        self.quoted(value);
    }

    /// A member that is a number.
    pub(crate) fn number(&mut self, name: &str, value: i64) {
        self.name(Some(name));
        let _ = write!(self.text, "{value}");
    }

    /// Elements of an array that were written before.
    pub(crate) fn elements(&mut self, text: &str) {
        if !text.is_empty() {
            self.name(None);
            self.text.push_str(text);
        }
    }

    /// The elements that `write` adds to an array, for [`elements`](Self::elements).
    pub(crate) fn added<E>(&mut self, write: impl FnOnce(&mut Self) -> Result<(), E>) -> Result<&str, E> {
        let begin = self.text.len();
        let follows = self.needs_comma;
        write(self)?;
        let added = &self.text[begin..];
        Ok(if follows { added.strip_prefix(", ").unwrap_or(added) } else { added })
    }

    /// The finished text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn name(&mut self, name: Option<&str>) {
        if self.needs_comma {
            self.text.push_str(", ");
        }
        self.needs_comma = true;
        if let Some(name) = name {
            self.quoted(name);
            self.text.push_str(": ");
        }
    }

    fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.needs_comma = false;
    }

    fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.needs_comma = true;
    }

    fn quoted(&mut self, value: &str) {
        self.text.push('"');
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        if value.as_bytes().iter().all(is_plain) {
            self.text.push_str(value);
            self.text.push('"');
            return;
        }
        for character in value.chars() {
            match character {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\u{8}' => self.text.push_str("\\b"),
                '\u{c}' => self.text.push_str("\\f"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                ' '..='~' => self.text.push(character),
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        let _ = write!(self.text, "\\u{unit:04X}");
                    }
                }
            }
        }
        self.text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::JsonWriter;

    #[test]
    fn text_form_is_that_of_a_plain_dump() {
        let mut json = JsonWriter::default();
        json.start_object(None);
        json.text("na\"me", "ü\u{1F600}\n");
        json.number("n", -3);
        json.start_array("empty");
        json.end_array();
        json.start_array("list");
        json.start_object(None);
        json.end_object();
        json.start_object(None);
        json.end_object();
        json.end_array();
        json.end_object();
        assert_eq!(json.into_text(), r#"{"na\"me": "\u00FC\uD83D\uDE00\n", "n": -3, "empty": [], "list": [{}, {}]}"#);
    }
}
