//! How many bytes a value has in a stream at most.

/// The most bytes of a field: some, and some more for each element of a list that the field bounds.
///
/// It is an upper bound of what is written. A stream that is read may be longer, as it may have a subsection twice.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireLen {
    /// `None` if nothing bounds it, or it fits no `usize`.
    fixed: Option<usize>,
    for_each_listed: Option<usize>,
}

const fn sum(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    match (one, other) {
        (Some(one), Some(other)) => one.checked_add(other),
        _ => None,
    }
}

const fn product(count: usize, one: Option<usize>) -> Option<usize> {
    match one {
        Some(one) => count.checked_mul(one),
        None => None,
    }
}

impl WireLen {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { fixed: None, for_each_listed: None };
    /// No bytes.
    pub const ZERO: Self = Self::of(0);

    /// So many bytes, whatever the value.
    pub const fn of(bytes: usize) -> Self {
        Self::at_most(Some(bytes))
    }

    /// At most so many bytes, if that is known.
    pub const fn at_most(bytes: Option<usize>) -> Self {
        Self { fixed: bytes, for_each_listed: Some(0) }
    }

    /// A list: what it has without elements, and what each adds.
    pub const fn listed(empty: usize, element: Self) -> Self {
        Self { fixed: Some(empty), for_each_listed: element.fixed }
    }

    /// The length of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { fixed: sum(self.fixed, other.fixed), for_each_listed: sum(self.for_each_listed, other.for_each_listed) }
    }

    /// The length of so many.
    #[must_use]
    pub const fn times(self, count: usize) -> Self {
        Self { fixed: product(count, self.fixed), for_each_listed: product(count, self.for_each_listed) }
    }

    /// With one byte at least.
    #[must_use]
    pub const fn or_one_byte(self) -> Self {
        match self.fixed {
            Some(0) => Self { fixed: Some(1), ..self },
            _ => self,
        }
    }

    /// With so many elements in each list at most.
    #[must_use]
    pub const fn with_listed(self, most: usize) -> Self {
        Self::at_most(sum(self.fixed, product(most, self.for_each_listed)))
    }

    /// The bytes, where no list is left without a bound.
    pub const fn bytes(self) -> Option<usize> {
        match (self.fixed, self.for_each_listed) {
            (fixed, Some(0)) => fixed,
            _ => None,
        }
    }
}
