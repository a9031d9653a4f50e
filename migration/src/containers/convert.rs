//! Containers of live elements, and how they become lists and maps of migrated ones.
//!
//! What is loaded replaces the old container: its elements are made from `Default`, and then restored.

use std::collections::{BTreeMap, LinkedList, VecDeque};

use super::{Linked, List, Queue, Tree};
use crate::{
    error::InvalidError,
    state::{each, ToMigrationState},
    vmstate::{Blank, VMState},
};

fn snapshot<T: ToMigrationState>(element: &T) -> Result<T::Migrated, InvalidError> {
    let mut migrated = T::Migrated::blank();
    element.snapshot_migration_state(&mut migrated)?;
    Ok(migrated)
}

fn restored<T: ToMigrationState + Default>(source: T::Migrated, version_id: u8) -> Result<T, InvalidError> {
    let mut element = T::default();
    element.restore_migrated_state_mut(source, version_id)?;
    Ok(element)
}

macro_rules! listed {
    ($($container:ident: $kind:ident, $push:ident);* $(;)?) => {$(
        impl<T: ToMigrationState + Default> ToMigrationState for $container<T>
        where
            List<T::Migrated, $kind>: VMState,
        {
            type Migrated = List<T::Migrated, $kind>;

            fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
                let mut elements = Vec::with_capacity(self.len());
                each(self.iter(), |element| {
                    elements.push(snapshot(element)?);
                    Ok(())
                })?;
                *target = List::of(elements);
                Ok(())
            }

            fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
                let mut elements = Self::new();
                each(source.into_vec().into_iter(), |element| {
                    elements.$push(restored(element, version_id)?);
                    Ok(())
                })?;
                *self = elements;
                Ok(())
            }

            fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
                each(source.iter(), |element| T::default().check_migrated_state(element, version_id))
            }
        }
    )*};
}

listed! {
    Vec: Queue, push;
    VecDeque: Queue, push_back;
    LinkedList: Linked, push_back;
}

/// The last of several entries with one key stays, as in QEMU.
impl<K, V> ToMigrationState for BTreeMap<K, V>
where
    K: ToMigrationState + Default + Ord,
    V: ToMigrationState + Default,
    Tree<K::Migrated, V::Migrated>: VMState,
{
    type Migrated = Tree<K::Migrated, V::Migrated>;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        let mut entries = Vec::with_capacity(self.len());
        each(self.iter(), |(key, value)| {
            entries.push((snapshot(key)?, snapshot(value)?));
            Ok(())
        })?;
        *target = Tree { entries };
        Ok(())
    }

    fn restore_migrated_state_mut(&mut self, source: Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        let mut entries = Self::new();
        each(source.entries.into_iter(), |(key, value)| {
            entries.insert(restored(key, version_id)?, restored(value, version_id)?);
            Ok(())
        })?;
        *self = entries;
        Ok(())
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each(source.entries.iter(), |(key, value)| {
            K::default().check_migrated_state(key, version_id)?;
            V::default().check_migrated_state(value, version_id)
        })
    }
}
