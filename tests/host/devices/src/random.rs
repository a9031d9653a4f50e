//! Random values that depend on nothing but a seed.

use std::ops::RangeInclusive;

/// A source of numbers: `splitmix64`.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.number() % limit
    }

    /// Any value of a type.
    pub fn any<T: Any>(&mut self) -> T {
        T::any(self)
    }

    /// A number in the range.
    pub fn within(&mut self, range: RangeInclusive<u32>) -> u32 {
        let (first, last) = range.into_inner();
        first + self.below(u64::from(last - first) + 1) as u32
    }

    /// So many values, a number in the range.
    pub fn many<T, C: FromIterator<T>>(
        &mut self,
        count: RangeInclusive<u32>,
        mut one: impl FnMut(&mut Self) -> T,
    ) -> C {
        (0..self.within(count)).map(|_| one(self)).collect()
    }

    pub fn chance(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// What has random values.
pub trait Any: Sized {
    fn any(random: &mut Random) -> Self;

    /// So many of them.
    fn some(random: &mut Random, count: u64) -> Vec<Self> {
        (0..count).map(|_| Self::any(random)).collect()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Any for $number {
            fn any(random: &mut Random) -> Self {
                // What is at the edges, and what looks like the begin of a subsection, comes often.
                match random.below(8) {
                    0 => 0,
                    1 => <$number>::MAX,
                    2 => 5,
                    _ => random.number() as $number,
                }
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, i8, i16, i32, i64);

impl Any for bool {
    fn any(random: &mut Random) -> Self {
        random.chance()
    }
}

impl Any for f64 {
    fn any(random: &mut Random) -> Self {
        // Not a number that is no number: those are not equal to themselves.
        f64::from(u32::any(random)) / 7.0 - 1e3
    }
}

impl<T: Any, const N: usize> Any for [T; N] {
    fn any(random: &mut Random) -> Self {
        std::array::from_fn(|_| T::any(random))
    }
}

impl<T: Any> Any for Option<T> {
    fn any(random: &mut Random) -> Self {
        random.chance().then(|| T::any(random))
    }
}

impl<T: Any> Any for Box<T> {
    fn any(random: &mut Random) -> Self {
        Box::new(T::any(random))
    }
}
