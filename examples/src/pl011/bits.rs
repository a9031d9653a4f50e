//! Sets of named bits.

/// Declares a set of named bits that keeps the bits without a name as well: a register can hold
/// them, so a loaded one must too.
macro_rules! bit_set {
    (
        $(#[$attribute:meta])*
        $vis:vis struct $name:ident: $word:ty {
            $($(#[$bit_attribute:meta])* $bit:ident = $value:expr;)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        $vis struct $name($word);

        impl $name {
            $($(#[$bit_attribute])* pub const $bit: Self = Self($value);)*

            /// All bits, those without a name included.
            pub const fn bits(self) -> $word {
                self.0
            }

            /// Whether any bit of `other` is set.
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// The bits of both.
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// The bits that both have.
            pub const fn intersection(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// These bits without those of `other`.
            pub const fn difference(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// Sets or clears all bits of `other`.
            pub const fn set(&mut self, other: Self, value: bool) {
                *self = if value { self.union(other) } else { self.difference(other) };
            }
        }

        impl From<$word> for $name {
            fn from(bits: $word) -> Self {
                Self(bits)
            }
        }

        impl From<$name> for $word {
            fn from(set: $name) -> Self {
                set.0
            }
        }
    };
}

pub(super) use bit_set;
