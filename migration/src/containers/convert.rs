//! Containers of live elements, and how they become lists and maps of migrated ones.
//!
//! What is loaded replaces the old container: its elements are made from `Default`, and then restored. When a failed load is put
//! back, so is the old container, and its elements are restored where they are: they have what they omit.

use std::collections::{BTreeMap, LinkedList, VecDeque};

use super::{Linked, List, Queue, Tree};
use crate::{
    error::InvalidError,
    memory::{self, Reserve},
    state::{by_reference, each, each_restored, is_putting_back, kept, ToMigrationState},
    vmstate::{Blank, VMState},
};

fn snapshot<T: ToMigrationState>(element: &T) -> Result<T::Migrated, InvalidError> {
    let mut migrated = T::Migrated::blank();
    element.snapshot_migration_state(&mut migrated)?;
    Ok(migrated)
}

fn restored<T: ToMigrationState + Default>(source: &mut T::Migrated, version_id: u8) -> Result<T, InvalidError> {
    kept::making(|| {
        let mut element = T::default();
        element.restore_from(source, version_id)?;
        Ok(element)
    })
}

/// A container whose elements stand one after the other.
trait Sequence: Default + Extend<Self::Live> + 'static {
    type Live;

    fn length(&self) -> usize;
    fn elements(&mut self) -> impl Iterator<Item = &mut Self::Live>;
    fn shorten(&mut self, length: usize);
    fn make_room(&mut self, count: usize) -> Result<(), InvalidError>;
}

macro_rules! sequence {
    ($($container:ident: $shorten:expr, $make_room:expr);* $(;)?) => {$(
        impl<T: 'static> Sequence for $container<T> {
            type Live = T;

            fn length(&self) -> usize {
                self.len()
            }

            fn elements(&mut self) -> impl Iterator<Item = &mut T> {
                self.iter_mut()
            }

            fn shorten(&mut self, length: usize) {
                let shorten: fn(&mut Self, usize) = $shorten;
                shorten(self, length);
            }

            fn make_room(&mut self, count: usize) -> Result<(), InvalidError> {
                let make_room: fn(&mut Self, usize) -> Result<(), InvalidError> = $make_room;
                make_room(self, count)
            }
        }
    )*};
}

sequence! {
    Vec: Self::truncate, Self::reserve_or_refuse;
    VecDeque: Self::truncate, Self::reserve_or_refuse;
    // Each element is in an allocation of its own, with the way to its neighbours.
    LinkedList: |list, length| drop(list.split_off(length.min(list.len()))),
        |_list, count| memory::charge_values::<(T, [usize; 2])>(count);
}

fn restore_sequence<C: Sequence>(
    device: &mut C,
    source: &mut [<C::Live as ToMigrationState>::Migrated],
    version_id: u8,
) -> Result<(), InvalidError>
where
    C::Live: ToMigrationState + Default,
{
    let count = source.len();
    if is_putting_back() {
        kept::put_in_place(device, |kept| kept.length() == count);
        // Only device code can have made it longer or shorter meanwhile.
        device.shorten(count);
        let missing = count - device.length();
        device.extend((0..missing).map(|_| C::Live::default()));
        return each_restored(device.elements().zip(source), |(element, source)| {
            element.restore_from(source, version_id)
        });
    }
    let mut elements = C::default();
    elements.make_room(count)?;
    each(source.iter_mut(), |element| {
        elements.extend([restored(element, version_id)?]);
        Ok(())
    })?;
    kept::replace(device, elements);
    Ok(())
}

macro_rules! listed {
    ($($container:ident: $kind:ident);* $(;)?) => {$(
        impl<T: ToMigrationState + Default + 'static> ToMigrationState for $container<T>
        where
            List<T::Migrated, $kind>: VMState,
        {
            type Migrated = List<T::Migrated, $kind>;

            fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
                let mut elements = Vec::new();
                elements.reserve_or_refuse(self.len())?;
                each(self.iter(), |element| {
                    elements.push(snapshot(element)?);
                    Ok(())
                })?;
                *target = List::of(elements);
                Ok(())
            }

            by_reference!();

            fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
                restore_sequence(self, source, version_id)
            }

            fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
                each(source.iter(), |element| T::default().check_migrated_state(element, version_id))
            }
        }
    )*};
}

listed! {
    Vec: Queue;
    VecDeque: Queue;
    LinkedList: Linked;
}

/// The last of several entries with one key stays, as in QEMU.
impl<K, V> ToMigrationState for BTreeMap<K, V>
where
    K: ToMigrationState + Default + Ord + 'static,
    V: ToMigrationState + Default + 'static,
    Tree<K::Migrated, V::Migrated>: VMState,
{
    type Migrated = Tree<K::Migrated, V::Migrated>;

    fn snapshot_migration_state(&self, target: &mut Self::Migrated) -> Result<(), InvalidError> {
        let mut entries = Vec::new();
        entries.reserve_or_refuse(self.len())?;
        each(self.iter(), |(key, value)| {
            entries.push((snapshot(key)?, snapshot(value)?));
            Ok(())
        })?;
        *target = Tree { entries };
        Ok(())
    }

    by_reference!();

    fn restore_from(&mut self, source: &mut Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        let count = source.len();
        if is_putting_back() {
            kept::put_in_place(self, |kept| kept.len() == count);
            let mut old = core::mem::take(self);
            return each_restored(source.entries.iter_mut(), |(key, value)| {
                let key = restored(key, version_id)?;
                let (key, mut element) = old.remove_entry(&key).unwrap_or_else(|| (key, V::default()));
                let put_back = element.restore_from(value, version_id);
                self.insert(key, element);
                put_back
            });
        }
        // A node has room for several entries, and may be half empty.
        memory::charge_values::<[(K, V); 2]>(count)?;
        let mut entries = Self::new();
        each(source.entries.iter_mut(), |(key, value)| {
            entries.insert(restored(key, version_id)?, restored(value, version_id)?);
            Ok(())
        })?;
        kept::replace(self, entries);
        Ok(())
    }

    fn check_migrated_state(&self, source: &Self::Migrated, version_id: u8) -> Result<(), InvalidError> {
        each(source.entries.iter(), |(key, value)| {
            K::default().check_migrated_state(key, version_id)?;
            V::default().check_migrated_state(value, version_id)
        })
    }
}
