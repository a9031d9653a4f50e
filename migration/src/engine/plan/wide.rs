//! How a window moves: with a vector that is as wide, where the processor has one.

use super::leaf::{Leaf, Move};

/// The functions that save and load windows, with truth values in them or without.
pub(super) fn leaves(has_truths: bool) -> (Leaf, Leaf) {
    #[cfg(target_arch = "x86_64")]
    if super::vectors::has_avx512() {
        return avx512::leaves(has_truths);
    }
    let _ = has_truths;
    portable::leaves()
}

pub(super) mod portable {
    use super::{Leaf, Move};

    /// # Safety
    ///
    /// As for [`Leaf`].
    unsafe fn window<const SAVES: bool>(moved: &Move, from: *const u8, to: *mut u8, times: usize) {
        let Some(window) = &moved.window else { return };
        let places = if SAVES { &window.save } else { &window.load };
        let (mut from, mut to, (from_stride, to_stride)) = moved.ways::<SAVES>(from, to);
        for _ in 0..times {
            for (source, index) in places.sources.into_iter().zip(0..) {
                if places.writes >> index & 1 == 0 {
                    continue;
                }
                // SAFETY: what is written comes from a byte of an element, which the caller promises.
                let byte = unsafe { from.wrapping_add(source.into()).read() };
                let is_truth = places.truths >> index & 1 == 1;
                // SAFETY: promised by the caller for the bytes of elements.
                unsafe { to.wrapping_add(index).write(if is_truth { byte.min(1) } else { byte }) };
            }
            from = from.wrapping_add(from_stride);
            to = to.wrapping_add(to_stride);
        }
    }

    pub(in super::super) fn leaves() -> (Leaf, Leaf) {
        (window::<true>, window::<false>)
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) mod avx512 {
    #![expect(clippy::incompatible_msrv, reason = "the engine is built with the toolchain of the workspace")]

    use core::arch::x86_64::{
        _mm512_loadu_epi8, _mm512_mask_min_epu8, _mm512_mask_storeu_epi8, _mm512_maskz_loadu_epi8,
        _mm512_permutexvar_epi8, _mm512_set1_epi8,
    };

    use super::{Leaf, Move};

    /// # Safety
    ///
    /// As for [`Leaf`].
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    unsafe fn window<const SAVES: bool, const HAS_TRUTHS: bool>(
        moved: &Move,
        from: *const u8,
        to: *mut u8,
        times: usize,
    ) {
        let Some(window) = &moved.window else { return };
        let places = if SAVES { &window.save } else { &window.load };
        let (mut from, mut to, (from_stride, to_stride)) = moved.ways::<SAVES>(from, to);
        let (reads, writes, truths) = (places.reads, places.writes, places.truths);
        // SAFETY: the array is as long as the vector.
        let sources = unsafe { _mm512_loadu_epi8(places.sources.as_ptr().cast()) };
        for _ in 0..times {
            // SAFETY: promised by the caller for the bytes of elements, and no other byte is read.
            let bytes = unsafe { _mm512_maskz_loadu_epi8(reads, from.cast()) };
            let mut bytes = _mm512_permutexvar_epi8(sources, bytes);
            if HAS_TRUTHS {
                bytes = _mm512_mask_min_epu8(bytes, truths, bytes, _mm512_set1_epi8(1));
            }
            // SAFETY: promised by the caller for the bytes of elements, and no other byte is written.
            unsafe { _mm512_mask_storeu_epi8(to.cast(), writes, bytes) };
            from = from.wrapping_add(from_stride);
            to = to.wrapping_add(to_stride);
        }
    }

    pub(in super::super) fn leaves(has_truths: bool) -> (Leaf, Leaf) {
        (window::<true, false>, if has_truths { window::<false, true> } else { window::<false, false> })
    }
}
