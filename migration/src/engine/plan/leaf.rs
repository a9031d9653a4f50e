//! The innermost loops of a plan: elements moved between memory and the wire, whose bytes stand in the other order there.
//!
//! Each is written once, for any target, over blocks of a fixed size that the compiler turns into whole vectors. Where wider
//! vectors are found at run time, the same code is compiled for them once more. (Only bytes that change places in a vector as a
//! whole, `wide`, are no loop that a compiler would make vectors of.)

#![expect(clippy::inline_always, reason = "what is not part of a function that may use vectors is compiled without")]

use super::places::Window;

/// Elements that move together: runs of neighbours, or single ones.
#[derive(Clone, Debug)]
pub(super) struct Move {
    /// Where the first run begins.
    pub memory: usize,
    pub wire: usize,
    /// Bytes of a run: a multiple of the element's size, not zero.
    pub length: usize,
    /// How many runs there are, unless a count says.
    pub times: usize,
    /// From the begin of a run to that of the next.
    pub memory_stride: usize,
    pub wire_stride: usize,
    /// Where single elements are; of a pair, the first of them.
    pub places: Box<[Place]>,
    /// For bytes that change places in a vector.
    pub window: Option<Box<Window>>,
    pub save: Leaf,
    pub load: Leaf,
}

/// Moves what a [`Move`] says, so many times.
///
/// # Safety
///
/// The struct is at the first address, and the bytes of the wire at the second, or the other way round. What is moved lies within
/// both; it is initialised where it comes from, and valid as the kind reads it. The vectors that the function was chosen for are there.
pub(super) type Leaf = unsafe fn(moved: &Move, from: *const u8, to: *mut u8, times: usize);

/// Where an element stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub memory: u32,
    pub wire: u32,
}

/// What elements are, and so how their bytes change sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Class {
    Bytes,
    Bools,
    Words16,
    Words32,
    Words64,
    /// No memory: zeros on the wire.
    Zeros,
}

impl Class {
    pub(super) const ALL: [Self; 6] =
        [Self::Bytes, Self::Bools, Self::Words16, Self::Words32, Self::Words64, Self::Zeros];

    /// Bytes of an element.
    pub(in crate::engine) const fn width(self) -> usize {
        match self {
            Self::Bytes | Self::Bools | Self::Zeros => 1,
            Self::Words16 => 2,
            Self::Words32 => 4,
            Self::Words64 => 8,
        }
    }
}

/// How elements of a [`Move`] lie.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// One run.
    Run,
    /// Several runs.
    Strided,
    /// So many neighbours as a count says.
    Counted,
    /// Several runs of one length, and as many single elements, in the same strides.
    Pair,
    /// Single elements.
    Each,
}

/// The runs of a pair have so many bytes, or one element.
pub(super) const PAIRED: usize = 32;

/// An element of one size as it stands on one side.
pub(super) trait Element: Copy {
    /// Whether it stands the same on both sides.
    const STAYS: bool = false;

    /// As it stands on the other side.
    fn moved(self) -> Self;
}

macro_rules! words {
    ($($word:ty),*) => {$(
        impl Element for $word {
            const STAYS: bool = size_of::<$word>() == 1 || cfg!(target_endian = "big");

            #[inline(always)]
            fn moved(self) -> Self {
                self.to_be()
            }
        }
    )*};
}

words!(u8, u16, u32, u64);

/// A byte of the wire as a `bool` of memory.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Truth(u8);

impl Element for Truth {
    #[inline(always)]
    fn moved(self) -> Self {
        Self(u8::from(self.0 != 0))
    }
}

/// # Safety
///
/// `N` elements can be read at `from` and written at `to`.
#[inline(always)]
unsafe fn block<T: Element, const N: usize>(from: *const u8, to: *mut u8) {
    // SAFETY: promised by the caller; any bytes are such elements.
    let elements = unsafe { from.cast::<[T; N]>().read_unaligned() };
    // SAFETY: promised by the caller.
    unsafe { to.cast::<[T; N]>().write_unaligned(elements.map(T::moved)) };
}

/// So many steps of a loop cost no more than one and a half.
const AT_ONCE: usize = 4;

/// One run of at least `N` elements. What does not fill a block is moved by one that overlaps with the one before it.
///
/// # Safety
///
/// `length` bytes of elements can be read at `from` and written at `to`, which is other memory.
#[inline(always)]
unsafe fn blocks<T: Element, const N: usize>(from: *const u8, to: *mut u8, length: usize) {
    let size = const { N * size_of::<T>() };
    let last = length - size;
    let mut begin = 0;
    while begin + (AT_ONCE - 1) * size < last {
        for index in 0..AT_ONCE {
            let (from, to) = (from.wrapping_add(begin + index * size), to.wrapping_add(begin + index * size));
            // SAFETY: each of the blocks begins before the last one, so it ends within the run.
            unsafe { block::<T, N>(from, to) };
        }
        begin += AT_ONCE * size;
    }
    while begin < last {
        // SAFETY: the block begins before the last one, so it ends within the run.
        unsafe { block::<T, N>(from.wrapping_add(begin), to.wrapping_add(begin)) };
        begin += size;
    }
    // SAFETY: the block ends where the run does.
    unsafe { block::<T, N>(from.wrapping_add(last), to.wrapping_add(last)) };
}

/// # Safety
///
/// As for [`Leaf`]; the run has at least `N` elements.
#[inline(always)]
unsafe fn run<T: Element, const N: usize>(from: *const u8, to: *mut u8, length: usize) {
    if T::STAYS && length > 64 {
        // SAFETY: promised by the caller.
        unsafe { from.copy_to_nonoverlapping(to, length) };
    } else {
        // SAFETY: promised by the caller.
        unsafe { blocks::<T, N>(from, to, length) };
    }
}

/// # Safety
///
/// As for [`Leaf`]; each run has at least `N` elements.
#[inline(always)]
unsafe fn strided<T: Element, const N: usize>(
    mut from: *const u8,
    mut to: *mut u8,
    (length, times): (usize, usize),
    (from_stride, to_stride): (usize, usize),
) {
    if length == const { N * size_of::<T>() } {
        for _ in 0..times / AT_ONCE {
            for index in 0..AT_ONCE {
                let (from, to) = (from.wrapping_add(index * from_stride), to.wrapping_add(index * to_stride));
                // SAFETY: promised by the caller.
                unsafe { block::<T, N>(from, to) };
            }
            from = from.wrapping_add(AT_ONCE * from_stride);
            to = to.wrapping_add(AT_ONCE * to_stride);
        }
        for _ in 0..times % AT_ONCE {
            // SAFETY: promised by the caller.
            unsafe { block::<T, N>(from, to) };
            from = from.wrapping_add(from_stride);
            to = to.wrapping_add(to_stride);
        }
        return;
    }
    for _ in 0..times {
        // SAFETY: promised by the caller.
        unsafe { blocks::<T, N>(from, to, length) };
        from = from.wrapping_add(from_stride);
        to = to.wrapping_add(to_stride);
    }
}

impl Move {
    /// Moves nothing.
    pub(super) fn none() -> Self {
        Self {
            memory: 0,
            wire: 0,
            length: 0,
            times: 1,
            memory_stride: 0,
            wire_stride: 0,
            places: Box::default(),
            window: None,
            save: nothing,
            load: nothing,
        }
    }

    /// The same, so much later on the wire.
    pub(super) fn behind(&self, wire: usize) -> Option<Self> {
        let mut moved = Self { wire: self.wire + wire, ..self.clone() };
        for place in &mut moved.places {
            place.wire = place.wire.checked_add(u32::try_from(wire).ok()?)?;
        }
        Some(moved)
    }

    /// The begin of the first run on both sides, and the strides.
    #[inline(always)]
    pub(super) fn ways<const SAVES: bool>(&self, from: *const u8, to: *mut u8) -> (*const u8, *mut u8, (usize, usize)) {
        if SAVES {
            (from.wrapping_add(self.memory), to.wrapping_add(self.wire), (self.memory_stride, self.wire_stride))
        } else {
            (from.wrapping_add(self.wire), to.wrapping_add(self.memory), (self.wire_stride, self.memory_stride))
        }
    }

    /// # Safety
    ///
    /// As for [`Leaf`].
    #[inline(always)]
    pub(super) unsafe fn one_run<T: Element, const N: usize, const SAVES: bool>(&self, from: *const u8, to: *mut u8) {
        let (from, to, _) = self.ways::<SAVES>(from, to);
        // SAFETY: promised by the caller.
        unsafe { run::<T, N>(from, to, self.length) };
    }

    /// # Safety
    ///
    /// As for [`Leaf`].
    #[inline(always)]
    pub(super) unsafe fn strided<T: Element, const N: usize, const SAVES: bool>(
        &self,
        from: *const u8,
        to: *mut u8,
        times: usize,
    ) {
        let (from, to, strides) = self.ways::<SAVES>(from, to);
        // SAFETY: promised by the caller.
        unsafe { strided::<T, N>(from, to, (self.length, times), strides) };
    }

    /// Several runs of `N` elements, and the single elements that go with them: what is close to each other is stored at once.
    ///
    /// # Safety
    ///
    /// As for [`Leaf`].
    #[inline(always)]
    pub(super) unsafe fn pair<T: Element, const N: usize, const SAVES: bool>(
        &self,
        from: *const u8,
        to: *mut u8,
        times: usize,
    ) {
        let [Place { memory, wire }] = *self.places else { return };
        let (memory, wire) = (memory as usize, wire as usize);
        let (mut run_from, mut run_to, (from_stride, to_stride)) = self.ways::<SAVES>(from, to);
        let (mut one_from, mut one_to) = if SAVES {
            (from.wrapping_add(memory), to.wrapping_add(wire))
        } else {
            (from.wrapping_add(wire), to.wrapping_add(memory))
        };
        for _ in 0..times {
            // SAFETY: promised by the caller.
            unsafe { block::<T, N>(run_from, run_to) };
            // SAFETY: promised by the caller.
            unsafe { block::<T, 1>(one_from, one_to) };
            (run_from, run_to) = (run_from.wrapping_add(from_stride), run_to.wrapping_add(to_stride));
            (one_from, one_to) = (one_from.wrapping_add(from_stride), one_to.wrapping_add(to_stride));
        }
    }

    /// # Safety
    ///
    /// As for [`Leaf`].
    #[inline(always)]
    pub(super) unsafe fn counted<T: Element, const N: usize, const SAVES: bool>(
        &self,
        from: *const u8,
        to: *mut u8,
        times: usize,
    ) {
        let (from, to, strides) = self.ways::<SAVES>(from, to);
        let length = self.length * times;
        if length >= const { N * size_of::<T>() } {
            // SAFETY: promised by the caller.
            unsafe { run::<T, N>(from, to, length) };
        } else {
            // SAFETY: promised by the caller.
            unsafe { strided::<T, 1>(from, to, (self.length, times), strides) };
        }
    }

    /// # Safety
    ///
    /// As for [`Leaf`].
    #[inline(always)]
    pub(super) unsafe fn each<T: Element, const SAVES: bool>(&self, from: *const u8, to: *mut u8) {
        for place in &*self.places {
            let (here, there) = if SAVES { (place.memory, place.wire) } else { (place.wire, place.memory) };
            // SAFETY: promised by the caller.
            unsafe { block::<T, 1>(from.wrapping_add(here as usize), to.wrapping_add(there as usize)) };
        }
    }
}

/// # Safety
///
/// As for [`Leaf`].
pub(super) unsafe fn save_zeros(moved: &Move, _from: *const u8, to: *mut u8, times: usize) {
    let mut to = to.wrapping_add(moved.wire);
    for _ in 0..times {
        // SAFETY: promised by the caller.
        unsafe { to.write_bytes(0, moved.length) };
        to = to.wrapping_add(moved.wire_stride);
    }
}

/// # Safety
///
/// None is needed.
pub(super) unsafe fn nothing(_moved: &Move, _from: *const u8, _to: *mut u8, _times: usize) {}
