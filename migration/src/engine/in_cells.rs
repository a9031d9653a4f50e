//! What the compiler says about a device that cannot be loaded through a shared reference.

use core::ffi::CStr;

/// Room for the message with a name of some length; a longer one is left out.
const ROOM: usize = 512;

/// A text put together in a constant.
struct Text {
    bytes: [u8; ROOM],
    length: usize,
}

impl Text {
    const fn then(mut self, part: &[u8]) -> Self {
        if part.len() > ROOM - self.length {
            return self;
        }
        let mut index = 0;
        while index < part.len() {
            self.bytes[self.length + index] = part[index];
            index += 1;
        }
        self.length += part.len();
        self
    }

    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "a field of the table is in no cell",
        }
    }
}

const fn message(field: &CStr) -> Text {
    const ADVICE: &[u8] =
        b"` is in no cell, so the device cannot be loaded through a shared reference: put it into a `BqlCell`, a \
                            `BqlRefCell` or a `Migratable<Mutex<_>>`, or use `load_state_mut`";
    let text = Text { bytes: [0; ROOM], length: 0 }.then(b"the field `");
    let name = field.to_bytes();
    if name.len() > ROOM - text.length - ADVICE.len() {
        return text.then(b"...").then(ADVICE);
    }
    text.then(name).then(ADVICE)
}

/// Fails to compile if there is a field outside of cells.
pub(super) const fn check_in_cells(outside: Option<&'static CStr>) {
    if let Some(field) = outside {
        panic!("{}", message(field).as_str());
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CString;

    use super::message;

    #[test]
    fn the_field_is_named() {
        assert!(message(c"control").as_str().starts_with("the field `control` is in no cell"));
    }

    #[test]
    fn a_name_without_room_is_left_out() {
        let name = CString::new("x".repeat(600)).unwrap();
        let text = message(&name);
        assert!(text.as_str().starts_with("the field `...` is in no cell"), "{}", text.as_str());
        assert!(text.as_str().ends_with("`load_state_mut`"), "{}", text.as_str());
    }
}
