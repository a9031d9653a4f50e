//! Queues of bytes and of words.

mod ring;

use core::fmt;
use std::collections::VecDeque;

use self::ring::{Memory, Ring};
use super::Buffer;
use crate::{
    bindings::{vmstate_info_buffer, VMStateField, VMStateFlags, Zeroable},
    error::InvalidError,
    state::{by_reference, Conduct, ToMigrationState},
    vmstate::{Blank, VMState, WireLen},
};

/// The memory of `N` words, as one buffer.
#[derive(Clone)]
#[repr(transparent)]
struct Words<const N: usize>([[u8; 4]; N]);

// SAFETY: the kind reads and writes just the bytes of this type, which each may have any value.
unsafe impl<const N: usize> VMState for Words<N> {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: &raw const vmstate_info_buffer,
        flags: VMStateFlags::VMS_BUFFER,
        ..VMStateField::ZERO
    };
    const WIRE_LEN: WireLen = WireLen::of(size_of::<Self>());
    const FOLLOWS_POINTERS: bool = false;
    const RUNS_CODE: bool = false;
}

impl<const N: usize> Blank for Words<N> {
    fn blank() -> Self {
        Self([[0; 4]; N])
    }
}

const fn capacity(bytes: usize) -> u32 {
    assert!(bytes > 0, "a FIFO has room for something");
    assert!(bytes <= u32::MAX as usize, "a FIFO has less than 4 GiB");
    bytes as u32
}

impl<const N: usize> Memory for Buffer<N> {
    const CAPACITY: u32 = capacity(N);
    const WIDTH: u32 = 1;

    fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl<const N: usize> Memory for Words<N> {
    const CAPACITY: u32 = capacity(size_of::<Self>());
    const WIDTH: u32 = 4;

    fn bytes(&self) -> &[u8] {
        self.0.as_flattened()
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        self.0.as_flattened_mut()
    }
}

macro_rules! fifo {
    ($(#[$doc:meta])* $name:ident of $element:ident in $memory:ident, blank $blank:expr) => {
        $(#[$doc])*
        #[derive(Clone)]
        #[repr(transparent)]
        pub struct $name<const N: usize>(Ring<$memory<N>>);

        impl<const N: usize> $name<N> {
            /// An empty queue.
            pub const fn new() -> Self {
                let _: u32 = const { <$memory<N> as Memory>::CAPACITY };
                Self(Ring { data: $memory($blank), head: 0, num: 0 })
            }

            /// How many elements there are.
            pub fn len(&self) -> usize {
                self.0.len() / size_of::<$element>()
            }

            /// How many elements there can be: `N`.
            pub const fn capacity(&self) -> usize {
                N
            }

            /// Whether there is none.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// Whether there is no room for more.
            pub fn is_full(&self) -> bool {
                self.0.is_full()
            }

            /// Adds an element behind the others.
            ///
            /// # Errors
            ///
            /// If the queue is full; the element comes back.
            pub fn push(&mut self, element: $element) -> Result<(), $element> {
                if self.len() == N {
                    return Err(element);
                }
                self.0.push(&element.to_le_bytes());
                Ok(())
            }

            /// Takes the oldest element out.
            pub fn pop(&mut self) -> Option<$element> {
                let oldest = self.iter().next()?;
                self.0.skip(size_of::<$element>());
                Some(oldest)
            }

            /// The elements, oldest first.
            pub fn iter(&self) -> impl Iterator<Item = $element> + '_ {
                (0..self.len()).map(|index| {
                    let first = index * size_of::<$element>();
                    $element::from_le_bytes(core::array::from_fn(|byte| self.0.byte(first + byte)))
                })
            }

            /// Drops all elements.
            pub fn clear(&mut self) {
                self.0.clear();
            }
        }

        impl<const N: usize> Default for $name<N> {
            fn default() -> Self {
                Self::new()
            }
        }

        /// By the elements, wherever in the memory they are.
        impl<const N: usize> PartialEq for $name<N> {
            fn eq(&self, other: &Self) -> bool {
                self.iter().eq(other.iter())
            }
        }

        impl<const N: usize> Eq for $name<N> {}

        impl<const N: usize> fmt::Debug for $name<N> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.iter()).finish()
            }
        }

        impl<const N: usize> From<$name<N>> for VecDeque<$element> {
            fn from(fifo: $name<N>) -> Self {
                fifo.iter().collect()
            }
        }

        impl<const N: usize> TryFrom<VecDeque<$element>> for $name<N> {
            type Error = InvalidError;

            fn try_from(elements: VecDeque<$element>) -> Result<Self, InvalidError> {
                let mut fifo = Self::new();
                let count = elements.len();
                for element in elements {
                    fifo.push(element)
                        .map_err(|_| InvalidError::new(format!("expected at most {}, found {count}", crate::error::many_elements(N))))?;
                }
                Ok(fifo)
            }
        }

        // SAFETY: the type is transparent.
        unsafe impl<const N: usize> VMState for $name<N> {
            const BASE: VMStateField = Ring::<$memory<N>>::BASE;
            const WIRE_LEN: WireLen = Ring::<$memory<N>>::WIRE_LEN;
            const FOLLOWS_POINTERS: bool = false;
            const RUNS_CODE: bool = false;
        }

        impl<const N: usize> Blank for $name<N> {
            fn blank() -> Self {
                Self::new()
            }
        }

        impl<const N: usize> ToMigrationState for $name<N> {
            type Migrated = Self;
            const CONDUCT: Conduct = Ring::<$memory<N>>::CONDUCT;

            fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
                self.0.snapshot_migration_state(&mut target.0)
            }

            by_reference!();

            fn restore_from(&mut self, source: &mut Self, version_id: u8) -> Result<(), InvalidError> {
                self.0.restore_from(&mut source.0, version_id)
            }

            fn check_migrated_state(&self, source: &Self, version_id: u8) -> Result<(), InvalidError> {
                self.0.check_migrated_state(&source.0, version_id)
            }
        }
    };
}

fifo! {
    /// A queue of up to `N` bytes.
    ///
    /// In a stream it is QEMU's struct `Fifo8`: the whole memory of the queue, where in it the oldest byte is, and how many there
    /// are. A load that says what cannot be is refused.
    ///
    /// ```
    /// use migration::{kinds::Fifo8, load_state_mut, save_state, ToMigrationState};
    ///
    /// #[derive(ToMigrationState)]
    /// #[migration_state(name = "uart")]
    /// struct Uart {
    ///     received: Fifo8<4>,
    /// }
    ///
    /// let mut uart = Uart { received: Fifo8::new() };
    /// for byte in *b"abcd" {
    ///     uart.received.push(byte).unwrap();
    /// }
    /// assert_eq!(uart.received.push(b'e'), Err(b'e'));
    /// assert_eq!(uart.received.pop(), Some(b'a'));
    /// assert_eq!(save_state(&uart)?, *b"abcd\0\0\0\x01\0\0\0\x03");
    ///
    /// let error = load_state_mut(&mut uart, b"abcd\0\0\0\x04\0\0\0\x03", 1).unwrap_err();
    /// assert_eq!((error.path(), error.message()), ("received.head", "expected a position below 4, found 4"));
    /// assert!(uart.received.iter().eq(*b"bcd"));
    /// # Ok::<(), migration::Error>(())
    /// ```
    Fifo8 of u8 in Buffer, blank [0; N]
}

fifo! {
    /// A queue of up to `N` words of 32 bits.
    ///
    /// In a stream it is QEMU's struct `Fifo8` with 4 bytes for each word, the lowest first.
    ///
    /// ```
    /// use migration::{kinds::Fifo32, save_state, ToMigrationState};
    ///
    /// #[derive(ToMigrationState)]
    /// #[migration_state(name = "spi")]
    /// struct Spi {
    ///     received: Fifo32<2>,
    /// }
    ///
    /// let mut spi = Spi { received: Fifo32::new() };
    /// spi.received.push(0x0403_0201).unwrap();
    /// assert_eq!(save_state(&spi)?, [1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
    /// assert_eq!(spi.received.pop(), Some(0x0403_0201));
    /// # Ok::<(), migration::Error>(())
    /// ```
    Fifo32 of u32 in Words, blank [[0; 4]; N]
}
