//! The kinds of field beside plain numbers: types that say what their bytes are.
//!
//! The type of a field says its kind. A device's struct either has these types itself, or converts to them with `into(T)` or
//! `try_into(T)` where it migrates. In a stream's self-description each has the name that QEMU gives to it.
//!
//! What C's macros for these kinds are called here, the [spellings](crate::spellings) say.
//!
//! | type | kind | bytes |
//! | --- | --- | --- |
//! | `bool`, `u8` to `u64`, `i8` to `i64` | `bool`, `uint8` .. | as wide as the type, big-endian |
//! | `f64` | `CPU_Double_U` | 8, big-endian |
//! | [`Buffer<N>`](Buffer) | `buffer` | `N`, as they are |
//! | [`Unused<N>`](Unused) | `unused_buffer` | `N` zeros, dropped when read |
//! | [`Timer`] | `timer` | 8: when it goes off |
//! | [`Bitmap<BITS>`](Bitmap) | `bitmap` | 8 for each 64 bits |
//! | a number with [`with_equal`](crate::Field::with_equal) | `uint8 equal` .. | the number, which must be the one here |
//! | [`Int32Le`] | `int32 le` | 4: a number up to the one here |
//! | [`Clock`] | `struct` | 8, and a subsection |
//! | [`Fifo8<N>`](Fifo8), [`Fifo32<N>`](Fifo32) | `struct` | all the memory of the queue, and two positions |
//! | [`Tmp<T>`](Tmp) | `tmp` | those of `T` |
//! | [`List<T>`](crate::List) | `qtailq`, `qlist` | a 1 and those of `T` for each element, then a 0 |
//! | [`Tree<K, V>`](crate::Tree) | `gtree` | their number in 4 bytes, a 1, the key and the value for each, then a 0 |
//! | [`Varray<T, MAX>`](crate::Varray), which a field counts | that of `T` | those of `T` for each element |
//! | `Option<Box<T>>`, in an array | that of `T`, or `nullptr` | those of `T`, or the byte `0` |
//! | a type of one's own | [`Codec::NAME`] | what [`Codec`] says |
//! | a struct with a table | `struct` | those of its fields |

mod bitmap;
mod buffer;
mod clock;
mod codec;
mod double;
mod fifo;
mod int32_le;
mod timer;
mod tmp;
mod unused;

pub use bitmap::Bitmap;
pub use buffer::Buffer;
pub use clock::Clock;
pub use codec::{Codec, Decoder, Encoder};
pub use fifo::{Fifo32, Fifo8};
pub use int32_le::Int32Le;
pub use timer::Timer;
pub use tmp::Tmp;
pub use unused::Unused;

#[doc(hidden)]
pub use codec::codec_entry;
#[cfg(feature = "stream")]
pub(crate) use tmp::is_tmp;

/// A plain value is its own shadow.
macro_rules! own_shadow {
    ($type:ty) => {
        impl $crate::ToMigrationState for $type {
            type Migrated = Self;
            const CONDUCT: $crate::Conduct = $crate::Conduct::PLAIN;

            fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), $crate::InvalidError> {
                *target = *self;
                Ok(())
            }

            fn restore_migrated_state_mut(
                &mut self,
                source: Self,
                _version_id: u8,
            ) -> Result<(), $crate::InvalidError> {
                *self = source;
                Ok(())
            }
        }
    };
}
use own_shadow;
