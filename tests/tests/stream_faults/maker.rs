//! Streams put together from the parts of the format.

/// A stream that grows, and the place where its fault is.
#[derive(Clone)]
pub struct Stream {
    bytes: Vec<u8>,
    marked: Option<usize>,
}

/// The section id that the sender gave.
pub const ID: u32 = 0x2a;

impl Stream {
    /// Nothing.
    pub fn empty() -> Self {
        Self { bytes: Vec::new(), marked: None }
    }

    /// The header.
    pub fn header() -> Self {
        Self::empty().raw(b"QEVM\0\0\0\x03")
    }

    /// Header and configuration of a machine.
    pub fn of_machine(name: &str) -> Self {
        let length = u32::try_from(name.len()).unwrap();
        Self::header().raw(&[7]).raw(&length.to_be_bytes()).raw(name.as_bytes())
    }

    /// Header and configuration of the machine that the tests have.
    pub fn good() -> Self {
        Self::of_machine("board-1.0").subsection("configuration/target-page-bits", 1, &[0, 0, 0, 12])
    }

    /// The fault is here.
    pub fn mark(mut self) -> Self {
        self.marked = Some(self.bytes.len());
        self
    }

    pub fn marked(&self) -> usize {
        self.marked.expect("each case marks a place")
    }

    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// A name behind its length.
    pub fn counted(self, name: &str) -> Self {
        self.raw(&[u8::try_from(name.len()).unwrap()]).raw(name.as_bytes())
    }

    pub fn subsection(self, name: &str, version: u32, fields: &[u8]) -> Self {
        self.raw(&[5]).counted(name).raw(&version.to_be_bytes()).raw(fields)
    }

    /// Type byte, section id and name of a FULL record.
    pub fn begin_section(self, name: &str) -> Self {
        self.raw(&[4]).raw(&ID.to_be_bytes()).counted(name)
    }

    /// Instance and version.
    pub fn instance(self, instance_id: u32, version: u32) -> Self {
        self.raw(&instance_id.to_be_bytes()).raw(&version.to_be_bytes())
    }

    /// The begin of the tests' device.
    pub fn uart(self) -> Self {
        self.begin_section("uart").instance(0, 2)
    }

    pub fn footer(self, id: u32) -> Self {
        self.raw(&[0x7e]).raw(&id.to_be_bytes())
    }

    /// Footer and end mark.
    pub fn end(self) -> Self {
        self.footer(ID).raw(&[0])
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
