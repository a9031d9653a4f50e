//! The innermost loops, compiled for the vectors that processors may have; and the choice among them.

use super::leaf::{Class, Leaf, Shape};

/// The loops of `leaf`, compiled for what the attribute says, with blocks of so many bytes at most.
macro_rules! compiled {
    ($module:ident, $most:literal $(, $feature:literal)?) => {
        pub(super) mod $module {
            use super::super::leaf::{nothing, save_zeros, Class, Element, Leaf, Move, Shape, Truth, PAIRED};

            /// # Safety
            ///
            /// As for [`Leaf`].
            $(#[target_feature(enable = $feature)])?
            unsafe fn run<T: Element, const N: usize, const SAVES: bool>(
                moved: &Move,
                from: *const u8,
                to: *mut u8,
                _times: usize,
            ) {
                // SAFETY: promised by the caller.
                unsafe { moved.one_run::<T, N, SAVES>(from, to) };
            }

            /// # Safety
            ///
            /// As for [`Leaf`].
            $(#[target_feature(enable = $feature)])?
            unsafe fn strided<T: Element, const N: usize, const SAVES: bool>(
                moved: &Move,
                from: *const u8,
                to: *mut u8,
                times: usize,
            ) {
                // SAFETY: promised by the caller.
                unsafe { moved.strided::<T, N, SAVES>(from, to, times) };
            }

            /// # Safety
            ///
            /// As for [`Leaf`].
            $(#[target_feature(enable = $feature)])?
            unsafe fn counted<T: Element, const N: usize, const SAVES: bool>(
                moved: &Move,
                from: *const u8,
                to: *mut u8,
                times: usize,
            ) {
                // SAFETY: promised by the caller.
                unsafe { moved.counted::<T, N, SAVES>(from, to, times) };
            }

            /// # Safety
            ///
            /// As for [`Leaf`].
            $(#[target_feature(enable = $feature)])?
            unsafe fn pair<T: Element, const N: usize, const SAVES: bool>(
                moved: &Move,
                from: *const u8,
                to: *mut u8,
                times: usize,
            ) {
                // SAFETY: promised by the caller.
                unsafe { moved.pair::<T, N, SAVES>(from, to, times) };
            }

            /// # Safety
            ///
            /// As for [`Leaf`].
            $(#[target_feature(enable = $feature)])?
            unsafe fn each<T: Element, const SAVES: bool>(
                moved: &Move,
                from: *const u8,
                to: *mut u8,
                _times: usize,
            ) {
                // SAFETY: promised by the caller.
                unsafe { moved.each::<T, SAVES>(from, to) };
            }

            /// By how many bytes a run has. The numbers are the elements in a block of so many bytes, or of the largest one.
            fn sized<T: Element, const MOST: usize, const IN_32: usize, const IN_16: usize, const IN_8: usize, const SAVES: bool>(
                shape: Shape,
                length: usize,
            ) -> Leaf {
                match (shape, length) {
                    (Shape::Run, _) if length >= $most => run::<T, MOST, SAVES>,
                    (Shape::Run, 32..) => run::<T, IN_32, SAVES>,
                    (Shape::Run, 16..) => run::<T, IN_16, SAVES>,
                    (Shape::Run, 8..) => run::<T, IN_8, SAVES>,
                    (Shape::Run, _) => run::<T, 1, SAVES>,
                    (Shape::Strided, _) if length >= $most => strided::<T, MOST, SAVES>,
                    (Shape::Strided, 32..) => strided::<T, IN_32, SAVES>,
                    (Shape::Strided, 16..) => strided::<T, IN_16, SAVES>,
                    (Shape::Strided, 8..) => strided::<T, IN_8, SAVES>,
                    (Shape::Strided, _) => strided::<T, 1, SAVES>,
                    (Shape::Counted, _) => counted::<T, MOST, SAVES>,
                    (Shape::Pair, PAIRED) => pair::<T, IN_32, SAVES>,
                    (Shape::Pair, _) => pair::<T, 1, SAVES>,
                    (Shape::Each, _) => each::<T, SAVES>,
                }
            }

            /// The functions that save and load, for runs of this length.
            pub(in super::super) fn leaves(class: Class, shape: Shape, length: usize) -> (Leaf, Leaf) {
                macro_rules! both {
                    ($element:ty, $in_32:literal, $in_16:literal, $in_8:literal) => {
                        (
                            sized::<$element, { $most * $in_32 / 32 }, $in_32, $in_16, $in_8, true>(shape, length),
                            sized::<$element, { $most * $in_32 / 32 }, $in_32, $in_16, $in_8, false>(shape, length),
                        )
                    };
                }
                match class {
                    Class::Bytes => both!(u8, 32, 16, 8),
                    Class::Words16 => both!(u16, 16, 8, 4),
                    Class::Words32 => both!(u32, 8, 4, 2),
                    Class::Words64 => both!(u64, 4, 2, 1),
                    Class::Bools => {
                        let (save, _) = both!(u8, 32, 16, 8);
                        (save, sized::<Truth, $most, 32, 16, 8, false>(shape, length))
                    }
                    Class::Zeros => (save_zeros, nothing),
                }
            }
        }
    };
}

compiled!(portable, 32);
#[cfg(target_arch = "x86_64")]
compiled!(ssse3, 32, "ssse3");
#[cfg(target_arch = "x86_64")]
compiled!(avx2, 32, "avx2");
#[cfg(target_arch = "x86_64")]
compiled!(avx512, 64, "avx512f,avx512bw,avx512vl");

/// The fastest functions that this processor has, to save and to load runs of this length.
pub(super) fn leaves(class: Class, shape: Shape, length: usize) -> (Leaf, Leaf) {
    #[cfg(target_arch = "x86_64")]
    {
        if has_avx512() {
            return avx512::leaves(class, shape, length);
        }
        if is_x86_feature_detected!("avx2") {
            return avx2::leaves(class, shape, length);
        }
        if is_x86_feature_detected!("ssse3") {
            return ssse3::leaves(class, shape, length);
        }
    }
    // With NEON, which each AArch64 has, this is as good as it gets.
    portable::leaves(class, shape, length)
}

/// Whether the widest vectors are there, and cost nothing elsewhere: what has AVX-512 but no VBMI slows down as a whole for it.
pub(super) fn has_avx512() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vbmi")
    }
    #[cfg(not(target_arch = "x86_64"))]
    false
}
