//! Vectors that a load makes longer or shorter, element by element.

use core::mem::size_of;

use super::Varray;
use crate::{
    error::InvalidError,
    memory::Reserve as _,
    state::{
        each_restored, is_putting_back,
        kept::{self, Inside},
        ToMigrationState,
    },
};

/// Takes the elements over, as many as were received. Those that the vector has keep what they omit.
pub fn restore_elements<T: ToMigrationState + Default + 'static, const MAX: usize>(
    device: &mut Vec<T>,
    source: &mut Varray<T::Migrated, MAX>,
    version_id: u8,
) -> Result<(), InvalidError> {
    let count = source.len();
    if is_putting_back() {
        Tail::put_back(device, count);
    }
    Tail::cut_off(device, count);
    let had = device.len();
    grow(device, count)?;
    each_restored(device.iter_mut().zip(source.iter_mut()).enumerate(), |(index, (element, source))| {
        let mut restore = || element.restore_from(source, version_id);
        if index < had {
            restore()
        } else {
            kept::making(restore)
        }
    })
}

fn grow<T: Default>(device: &mut Vec<T>, count: usize) -> Result<(), InvalidError> {
    if count > device.len() {
        let inside = Inside::of(device);
        let room = device.reserve_or_refuse(count - device.len());
        inside.moved_to(device);
        room?;
        device.resize_with(count, T::default);
    }
    Ok(())
}

/// The elements that a vector had from `start` on before loads made it shorter.
struct Tail<T> {
    start: usize,
    elements: Vec<T>,
    inside: Inside,
}

impl<T: 'static> Tail<T> {
    /// Makes the vector no longer than `count`, and keeps what it loses.
    fn cut_off(device: &mut Vec<T>, count: usize) {
        let Some(lost) = device.get(count..) else { return };
        let inside = Inside::of(lost);
        let tail = Self { start: count, elements: device.split_off(count), inside };
        if !tail.elements.is_empty() {
            kept::keep(&*device, tail, Self::add_in_front);
        }
    }

    fn add_in_front(&mut self, mut cut: Self) {
        // From `self.start` on, an earlier load had made the elements.
        let own = self.start.saturating_sub(cut.start);
        cut.elements.truncate(own);
        cut.inside.truncate(own * size_of::<T>());
        cut.inside.append(core::mem::take(&mut self.inside), cut.elements.len() * size_of::<T>());
        cut.elements.append(&mut self.elements);
        *self = Self { start: cut.start.min(self.start), elements: cut.elements, inside: cut.inside };
    }

    /// Returns what the vector has lost, if so many elements include some of it.
    fn put_back(device: &mut Vec<T>, count: usize) {
        let can_go_back = |tail: &Self| tail.start < count && tail.start <= device.len();
        let Some(tail) = kept::take_back(&*device, can_go_back) else { return };
        // What is kept for elements that the load has made goes with them.
        drop(Inside::of(&device[tail.start..]));
        device.truncate(tail.start);
        let inside = Inside::of(device);
        device.extend(tail.elements);
        inside.moved_to(device);
        tail.inside.moved_to(&device[tail.start..]);
    }
}
