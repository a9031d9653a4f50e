//! Devices of one shape in many sizes.

use migration::VMState;

/// One long array.
#[derive(VMState)]
#[vmstate(name = "array", version_id = 1)]
pub struct Array<const N: usize> {
    values: Box<[u32; N]>,
}

impl<const N: usize> Array<N> {
    /// An array that has never been on the stack.
    pub fn new() -> Self {
        let values = vec![0x0102_0304; N].into_boxed_slice();
        Self { values: values.try_into().expect("a slice of this length") }
    }
}

/// A struct around another, or around a number.
#[derive(Default, VMState)]
#[vmstate(name = "nest", version_id = 1)]
pub struct Nest<T> {
    before: u32,
    inner: T,
    behind: u32,
}

type Two<T> = Nest<Nest<T>>;
type Four<T> = Two<Two<T>>;
type Eight<T> = Four<Four<T>>;
type Sixteen<T> = Eight<Eight<T>>;

pub type Nest1 = Nest<u32>;
pub type Nest2 = Two<u32>;
pub type Nest4 = Four<u32>;
pub type Nest8 = Eight<u32>;
pub type Nest16 = Sixteen<u32>;
pub type Nest32 = Sixteen<Sixteen<u32>>;
