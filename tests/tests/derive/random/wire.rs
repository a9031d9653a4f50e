//! The bytes of the format, written down by hand.

use std::ops::Range;

/// A stream being written, which notes where a subsection begins that could as well be missing.
#[derive(Default)]
pub struct Wire {
    pub bytes: Vec<u8>,
    cuts: Vec<Cut>,
    names: Vec<Range<usize>>,
    depth: usize,
}

struct Cut {
    name: &'static str,
    offset: usize,
    depth: usize,
}

macro_rules! number {
    ($($name:ident: $type:ty),*) => {$(
        pub fn $name(&mut self, number: $type) {
            self.put(&number.to_be_bytes());
        }
    )*};
}

impl Wire {
    number!(u8: u8, u16: u16, u32: u32, u64: u64, i8: i8, i16: i16, i32: i32, i64: i64);

    pub fn bool(&mut self, value: bool) {
        self.put(&[u8::from(value)]);
    }

    pub fn f64(&mut self, value: f64) {
        self.put(&value.to_bits().to_be_bytes());
    }

    pub fn put(&mut self, bytes: &[u8]) {
        // What follows a subsection is lost with it, so no stream ends before it.
        self.cuts.retain(|cut| cut.depth < self.depth);
        self.bytes.extend_from_slice(bytes);
    }

    /// A subsection of version 1.
    pub fn subsection(&mut self, name: &'static str, content: impl FnOnce(&mut Self)) {
        self.subsection_as(name, name, content);
    }

    /// A subsection that is [`Received`] under another name, as there are several of its own.
    pub fn subsection_as(&mut self, called: &'static str, name: &str, content: impl FnOnce(&mut Self)) {
        self.cuts.push(Cut { name: called, offset: self.bytes.len(), depth: self.depth });
        self.depth += 1;
        self.put(&[5, name.len() as u8]);
        self.put(name.as_bytes());
        let end = self.bytes.len();
        self.names.push(end - name.len()..end);
        self.u32(1);
        content(self);
        self.depth -= 1;
        // Its parts can be missing wherever it can be the end.
        for cut in &mut self.cuts {
            cut.depth = cut.depth.min(self.depth);
        }
    }

    /// The elements of a list: a 1 before each, and a 0.
    pub fn list<T>(&mut self, elements: impl IntoIterator<Item = T>, mut content: impl FnMut(&mut Self, T)) {
        for element in elements {
            self.u8(1);
            content(self, element);
        }
        self.u8(0);
    }

    /// Whether a stream cut at this offset ends amid the name of a subsection.
    pub fn is_name(&self, offset: usize) -> bool {
        self.names.iter().any(|name| name.contains(&offset))
    }

    /// The subsections that a stream cut at this offset still has, if it ends right before a subsection.
    pub fn cut_at(&self, offset: usize) -> Option<Received<'_>> {
        let index = self.cuts.iter().position(|cut| cut.offset == offset)?;
        Some(Received { lost: self.cuts[index..].iter().map(|cut| cut.name).collect(), ..Received::whole(0) })
    }
}

/// What of a device a stream has.
pub struct Received<'a> {
    pub version_id: u8,
    pub lost: Vec<&'a str>,
}

impl Received<'_> {
    pub fn whole(version_id: u8) -> Self {
        Self { version_id, lost: Vec::new() }
    }

    /// Whether the subsection was not cut off.
    pub fn has(&self, subsection: &str) -> bool {
        !self.lost.contains(&subsection)
    }
}
