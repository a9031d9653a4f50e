//! The devices that are measured, and what is in them.
//!
//! Each has three structs with the same fields: `in_place` has a table of its own, `shadow` has a shadow and travels behind
//! a lock, `plain` is what the other serializers take.

pub mod mixed;
pub mod nic;
pub mod timers;
pub mod uart;

use migration::Buffer;

/// Makes the values of a device one after the other, in the order of the wire.
#[derive(Debug)]
pub struct Source {
    made: u64,
    blank: bool,
}

impl Source {
    fn next(&mut self) -> u64 {
        let number = self.made;
        self.made += 1;
        number
    }
}

/// A value out of a [`Source`].
pub trait Fill {
    /// The next value.
    fn fill(source: &mut Source) -> Self;
}

macro_rules! fill_with_numbers {
    ($($Number:ty: |$number:ident| $value:expr;)*) => { $(
        impl Fill for $Number {
            fn fill(source: &mut Source) -> Self {
                let $number = source.next();
                if source.blank { Self::default() } else { $value }
            }
        }
    )* };
}

fill_with_numbers! {
    bool: |number| number % 2 == 1;
    u8: |number| (0x10 + number) as u8;
    u16: |number| (0x0102 + number) as u16;
    u32: |number| (0x0102_0304 + number) as u32;
    i32: |number| (0x0102_0304 + number as i32).wrapping_neg();
    u64: |number| 0x0102_0304_0506_0708 + number;
    i64: |number| (0x0102_0304_0506_0708 + number as i64).wrapping_neg();
}

impl<T: Fill, const N: usize> Fill for [T; N] {
    fn fill(source: &mut Source) -> Self {
        core::array::from_fn(|_| T::fill(source))
    }
}

impl<const N: usize> Fill for Buffer<N> {
    fn fill(source: &mut Source) -> Self {
        Self(Fill::fill(source))
    }
}

/// A device that is measured.
pub trait Workload: Fill + PartialEq + 'static {
    /// What it is called in the results.
    const NAME: &'static str;
    /// The version of its bytes.
    const VERSION_ID: u8;

    /// Sets what is no running number.
    fn set_literals(&mut self) {}
}

/// A device with a value in each field.
pub fn filled_device<T: Workload>() -> Box<T> {
    let mut device = Box::new(T::fill(&mut Source { made: 0, blank: false }));
    device.set_literals();
    device
}

/// A device of zeros.
pub fn blank_device<T: Workload>() -> Box<T> {
    Box::new(T::fill(&mut Source { made: 0, blank: true }))
}

/// Declares a struct that is filled field by field.
macro_rules! filled {
    ($(#[$of_struct:meta])* pub struct $Name:ident { $($(#[$of_field:meta])* $field:ident: $Type:ty,)* }) => {
        $(#[$of_struct])*
        #[allow(missing_docs, reason = "the fields are those of a device in C")]
        #[derive(Debug, PartialEq)]
        #[repr(C)]
        pub struct $Name {
            $($(#[$of_field])* pub $field: $Type,)*
        }

        impl $crate::workloads::Fill for $Name {
            fn fill(source: &mut $crate::workloads::Source) -> Self {
                Self { $($field: $crate::workloads::Fill::fill(source),)* }
            }
        }
    };
}
use filled;

/// Derives for the serializers that are compared.
macro_rules! plain {
    ($($tokens:tt)*) => {
        $crate::workloads::filled! {
            #[derive(bincode::Encode, bincode::Decode)]
            #[derive(wincode::SchemaWrite, wincode::SchemaRead)]
            #[derive(serde::Serialize, serde::Deserialize)]
            #[derive(rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
            #[derive(bitcode::Encode, bitcode::Decode)]
            $($tokens)*
        }
    };
}
use plain;

#[cfg(test)]
mod tests {
    use super::{mixed, nic, timers, uart};

    #[test]
    fn layouts_are_those_of_the_devices_in_c() {
        assert_eq!((size_of::<uart::in_place::Uart>(), size_of::<uart::plain::Uart>()), (136, 136));
        assert_eq!((size_of::<timers::in_place::Timers>(), size_of::<timers::plain::Timers>()), (1824, 1824));
        assert_eq!((size_of::<nic::in_place::Nic>(), size_of::<nic::plain::Nic>()), (135_456, 135_456));
        assert_eq!(size_of::<mixed::in_place::Mixed>(), size_of::<mixed::plain::Mixed>());
    }
}
