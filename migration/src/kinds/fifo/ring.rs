//! A ring of bytes, as QEMU's `Fifo8` has it in memory and in a stream.

use crate::{
    bindings::VMStateField,
    callback::{self, Failure},
    error::{many_bytes, InvalidError},
    state::{by_reference, Conduct, ToMigrationState},
    vmstate::{struct_entry, Blank, Describe, VMState, VMStateDescription, VMStateDescriptionBuilder, WireLen},
    vmstate_fields, vmstate_of, vmstate_validate,
};

/// The memory of a ring: a field of kind `buffer`.
pub trait Memory: Blank + Clone + VMState + 'static {
    /// How many bytes there are: more than none.
    const CAPACITY: u32;
    /// How many bytes make an element.
    const WIDTH: u32;

    fn bytes(&self) -> &[u8];
    fn bytes_mut(&mut self) -> &mut [u8];
}

/// Positions come from streams. All that makes no sense is refused when it is loaded, and none leads outside of the memory
/// even so.
#[derive(Clone)]
#[repr(C)]
pub struct Ring<M> {
    pub(super) data: M,
    /// Where the oldest byte is.
    pub(super) head: u32,
    /// How many bytes there are.
    pub(super) num: u32,
}

impl<M: Memory> Ring<M> {
    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.num.min(M::CAPACITY) as usize
    }

    pub fn is_full(&self) -> bool {
        self.num >= M::CAPACITY
    }

    /// Where the byte is that came so many bytes after the oldest.
    fn position(&self, offset: usize) -> usize {
        ((u64::from(self.head) + offset as u64) % u64::from(M::CAPACITY)) as usize
    }

    /// The byte that came so many bytes after the oldest.
    pub fn byte(&self, offset: usize) -> u8 {
        self.data.bytes()[self.position(offset)]
    }

    /// Adds an element, for which there is room.
    pub fn push(&mut self, element: &[u8]) {
        for byte in element {
            let position = self.position(self.len());
            self.data.bytes_mut()[position] = *byte;
            self.num += 1;
        }
    }

    /// Takes the oldest bytes out.
    pub fn skip(&mut self, count: usize) {
        let count = count.min(self.len());
        self.head = self.position(count) as u32;
        self.num = (self.len() - count) as u32;
    }

    pub fn clear(&mut self) {
        self.head = 0;
        self.num = 0;
    }

    fn check_head(&self) -> Result<(), InvalidError> {
        let Self { head, .. } = self;
        if *head < M::CAPACITY {
            return Ok(());
        }
        Err(InvalidError::new(format!("expected a position below {}, found {head}", M::CAPACITY)).at("head"))
    }

    fn check_num(&self) -> Result<(), InvalidError> {
        let Self { num, .. } = self;
        if *num > M::CAPACITY {
            return Err(
                InvalidError::new(format!("expected at most {}, found {num}", many_bytes(M::CAPACITY))).at("num")
            );
        }
        if num % M::WIDTH != 0 {
            return Err(
                InvalidError::new(format!("expected words of {} bytes, found {}", M::WIDTH, many_bytes(num))).at("num")
            );
        }
        Ok(())
    }
}

/// The answer of a check in a table.
fn passes(result: Result<(), InvalidError>) -> bool {
    result.map_err(|refused| callback::leave_reason(Failure::Refused(refused))).is_ok()
}

impl<M: Memory> Describe for Ring<M> {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"Fifo8")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Self, data),
            vmstate_of!(Self, head),
            vmstate_validate!(Self, c"the head lies in the FIFO", |ring: &Self, _: u8| passes(ring.check_head())),
            vmstate_of!(Self, num),
            vmstate_validate!(Self, c"the bytes fit into the FIFO", |ring: &Self, _: u8| passes(ring.check_num())),
        })
        .build();
}

// SAFETY: the table is the type's own.
unsafe impl<M: Memory> VMState for Ring<M> {
    const BASE: VMStateField = struct_entry::<Self>(const { &Self::VMSD });
    const WIRE_LEN: WireLen = Self::VMSD.wire_len();
    // What looks at a ring is code of this crate.
    const FOLLOWS_POINTERS: bool = false;
    const RUNS_CODE: bool = false;
}

impl<M: Memory> Blank for Ring<M> {
    fn blank() -> Self {
        Self { data: M::blank(), head: 0, num: 0 }
    }
}

impl<M: Memory> ToMigrationState for Ring<M> {
    type Migrated = Self;
    const CONDUCT: Conduct = Conduct::PLAIN.checking();

    fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
        target.clone_from(self);
        Ok(())
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self, _version_id: u8) -> Result<(), InvalidError> {
        let Self { data, head, num } = source;
        self.data.bytes_mut().copy_from_slice(data.bytes());
        self.head = *head;
        self.num = *num;
        Ok(())
    }

    fn check_migrated_state(&self, source: &Self, _version_id: u8) -> Result<(), InvalidError> {
        source.check_head()?;
        source.check_num()
    }
}
