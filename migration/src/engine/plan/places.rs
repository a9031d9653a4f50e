//! Where the bytes of a window are.

/// Bytes of a vector: so far apart may be what a window holds, on either side.
pub(super) const WIDTH: usize = 64;

/// How the bytes of a window change places.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub save: Places,
    pub load: Places,
}

/// One way. Bits and places count from the first byte of the window.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// For each byte that is written, which of those it is that were read.
    pub sources: [u8; WIDTH],
    /// The bytes that are read, as bits: what is between elements is not.
    pub reads: u64,
    /// The bytes that are written.
    pub writes: u64,
    /// Those that are written as 1 if they are not 0.
    pub truths: u64,
}

impl Places {
    pub(super) const NONE: Self = Self { sources: [0; WIDTH], reads: 0, writes: 0, truths: 0 };

    /// One more byte.
    pub(super) fn add(&mut self, from: usize, to: usize) {
        self.sources[to] = from as u8;
        self.reads |= 1 << from;
        self.writes |= 1 << to;
    }
}
