//! The library itself, for a struct in place and for one behind a lock.

use super::Contender;
use crate::workloads::{Fill, Source, Workload};
use migration::{load_state, load_state_mut, save_state_into, Describe, Migratable, ToMigrationState};
use std::sync::Mutex;

/// The bare struct, by someone who holds the big lock already, or not.
#[derive(Debug, Default)]
pub struct InPlace<const HOLDS_BIG_LOCK: bool> {
    output: Vec<u8>,
}

impl<T: Workload + Describe, const HOLDS_BIG_LOCK: bool> Contender<T> for InPlace<HOLDS_BIG_LOCK> {
    const NAME: &'static str = if HOLDS_BIG_LOCK { "engine" } else { "engine+lock" };
    const IS_OURS: bool = true;
    const HOLDS_BIG_LOCK: bool = HOLDS_BIG_LOCK;

    #[inline]
    fn save(&mut self, device: &T) -> &[u8] {
        self.output.clear();
        save_state_into(device, &mut self.output).unwrap();
        &self.output
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], device: &mut T) {
        load_state_mut(device, bytes, T::VERSION_ID).unwrap();
    }
}

/// A device behind a lock, which migrates through its shadow.
#[derive(Debug)]
pub struct Shadowed<T>(Migratable<Mutex<T>>);

impl<T: Fill> Fill for Shadowed<T> {
    fn fill(source: &mut Source) -> Self {
        Self(Migratable::new(Mutex::new(T::fill(source))))
    }
}

impl<T: PartialEq> PartialEq for Shadowed<T> {
    fn eq(&self, other: &Self) -> bool {
        *self.0.lock().unwrap() == *other.0.lock().unwrap()
    }
}

impl<T: Workload> Workload for Shadowed<T> {
    const NAME: &'static str = T::NAME;
    const VERSION_ID: u8 = T::VERSION_ID;

    fn set_literals(&mut self) {
        self.0.lock().unwrap().set_literals();
    }
}

/// The device behind a lock.
#[derive(Debug, Default)]
pub struct Locked {
    output: Vec<u8>,
}

impl<T: Workload + ToMigrationState<Migrated: Describe>> Contender<Shadowed<T>> for Locked {
    const NAME: &'static str = "migratable";
    const IS_OURS: bool = true;
    const HOLDS_BIG_LOCK: bool = true;

    #[inline]
    fn save(&mut self, device: &Shadowed<T>) -> &[u8] {
        self.output.clear();
        save_state_into(&device.0, &mut self.output).unwrap();
        &self.output
    }

    #[inline]
    fn load(&mut self, bytes: &[u8], device: &mut Shadowed<T>) {
        load_state(&device.0, bytes, T::VERSION_ID).unwrap();
    }
}
