//! Shadows that a thread keeps for its next save or load.

use core::{
    any::Any,
    cell::RefCell,
    mem::{needs_drop, size_of},
    ops::{Deref, DerefMut},
};

use super::ToMigrationState;
use crate::{error::InvalidError, memory, vmstate::Blank};

/// How many bytes a thread keeps at most, and in how many shadows.
const MOST: usize = 1 << 20;
const SHADOWS: usize = 16;

thread_local! {
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept { shadows: Vec::new(), bytes: 0 }) };
}

/// The one that was used last stands last.
struct Kept {
    shadows: Vec<Box<dyn Any>>,
    bytes: usize,
}

/// A shadow that goes back to its thread, where that is of use.
#[derive(Debug)]
pub(crate) struct Scratch<M: 'static> {
    /// There until it is dropped.
    shadow: Option<Box<M>>,
    is_kept: bool,
}

impl<M: Blank + 'static> Scratch<M> {
    /// A shadow with the device's state.
    pub(crate) fn of<T: ToMigrationState<Migrated = M>>(device: &T) -> Result<Self, InvalidError> {
        if !T::CONDUCT.sets_all {
            return Ok(Self { shadow: Some(device.to_migration_state()?), is_kept: false });
        }
        let mut scratch = Self::used()?;
        device.snapshot_migration_state(&mut scratch)?;
        Ok(scratch)
    }

    /// A shadow in any state, for what sets all of it.
    pub(crate) fn used() -> Result<Self, InvalidError> {
        // What a load asks for does not depend on what there was before it.
        let (shadow, is_kept) = match taken::<M>() {
            Some(shadow) => {
                memory::charge(size_of::<M>())?;
                (shadow, true)
            }
            None => (M::blank_in_box(), !needs_drop::<M>() && size_of::<M>() <= MOST),
        };
        Ok(Self { shadow: Some(shadow), is_kept })
    }
}

fn taken<M: 'static>() -> Option<Box<M>> {
    KEPT.try_with(|kept| {
        let mut kept = kept.borrow_mut();
        let place = kept.shadows.iter().rposition(|shadow| (**shadow).is::<M>())?;
        kept.bytes -= size_of::<M>();
        kept.shadows.remove(place).downcast().ok()
    })
    .ok()
    .flatten()
}

fn keep<M: 'static>(shadow: Box<M>) {
    // At the end of the thread there is nothing to keep it for.
    let _ = KEPT.try_with(|kept| {
        let mut kept = kept.borrow_mut();
        kept.bytes += size_of::<M>();
        kept.shadows.push(shadow);
        while kept.shadows.len() > SHADOWS || kept.bytes > MOST {
            let oldest = kept.shadows.remove(0);
            kept.bytes -= size_of_val(&*oldest);
        }
    });
}

impl<M> Deref for Scratch<M> {
    type Target = M;

    fn deref(&self) -> &M {
        match &self.shadow {
            Some(shadow) => shadow,
            None => unreachable!("it is there until it is dropped"),
        }
    }
}

impl<M> DerefMut for Scratch<M> {
    fn deref_mut(&mut self) -> &mut M {
        match &mut self.shadow {
            Some(shadow) => shadow,
            None => unreachable!("it is there until it is dropped"),
        }
    }
}

impl<M> Drop for Scratch<M> {
    fn drop(&mut self) {
        if let (Some(shadow), true) = (self.shadow.take(), self.is_kept) {
            keep(shadow);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_used_again() {
        let mut first = Scratch::<[u32; 40]>::used().unwrap();
        *first = [7; 40];
        let address = core::ptr::from_ref(&*first);
        drop(first);
        assert!(taken::<[u32; 41]>().is_none());
        let second = Scratch::<[u32; 40]>::used().unwrap();
        assert_eq!((core::ptr::from_ref(&*second), *second), (address, [7; 40]));
        // While one is in use, another is made.
        assert_eq!(*Scratch::<[u32; 40]>::used().unwrap(), [0; 40]);
    }

    #[test]
    fn only_what_sets_all_of_a_shadow_gets_a_used_one() {
        struct Half;
        impl ToMigrationState for Half {
            type Migrated = [u8; 2];
            fn snapshot_migration_state(&self, target: &mut [u8; 2]) -> Result<(), InvalidError> {
                target[0] = 1;
                Ok(())
            }
            fn restore_migrated_state_mut(&mut self, _source: [u8; 2], _version_id: u8) -> Result<(), InvalidError> {
                Ok(())
            }
        }
        *Scratch::<[u8; 2]>::used().unwrap() = [8, 9];
        assert_eq!(*Scratch::of(&Half).unwrap(), [1, 0]);
        assert_eq!(*Scratch::of(&[3_u8, 4]).unwrap(), [3, 4]);
    }

    #[test]
    fn a_thread_does_not_keep_more_than_it_may() {
        drop(Scratch::<[u8; MOST + 1]>::used().unwrap());
        drop(Scratch::<[u8; MOST]>::used().unwrap());
        drop(Scratch::<u8>::used().unwrap());
        assert_eq!(KEPT.with_borrow(|kept| (kept.shadows.len(), kept.bytes)), (1, 1));
    }

    #[test]
    fn a_used_shadow_counts_as_a_new_one_does() {
        drop(Scratch::<[u64; 8]>::used().unwrap());
        let _budget = memory::Budget::open(100);
        let first = Scratch::<[u64; 8]>::used();
        assert!(first.is_ok());
        drop(first);
        assert!(Scratch::<[u64; 8]>::used().is_err());
    }
}
