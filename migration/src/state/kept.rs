//! What a load has taken out of devices, kept until it is final.
//!
//! A list that is loaded gets new elements, and an `Option` that the stream does not have becomes `None`. What was there before
//! has parts that no snapshot has, those that are omitted; so the old values themselves are kept, and go back if the load fails.
//!
//! A value is found again by the address and the type of its place. No address is followed: whoever asks has the place.

use core::{
    any::{Any, TypeId},
    cell::{Cell, RefCell},
};
use std::collections::BTreeMap;

use super::is_putting_back;
use crate::callback;

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    /// How many values are being made that no device has yet.
    static MAKING: Cell<usize> = const { Cell::new(0) };
    static NOW: Cell<Moment> = const { Cell::new(Moment(0)) };
    static RETURNS_TO: Cell<Moment> = const { Cell::new(Moment(0)) };
}

/// The address and the type of a place, and of what is kept for it.
type Key = (usize, TypeId);

/// A value, and when it was taken out.
struct Value {
    moment: Moment,
    value: Box<dyn Any>,
}

/// In the order of addresses, so that what is inside a piece of memory is found without a look at all others.
type Kept = BTreeMap<Key, Value>;

/// A point in the order in which this thread keeps values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

impl Moment {
    /// Before the next value is kept.
    pub(crate) fn now() -> Self {
        NOW.get()
    }

    /// Runs the return to a snapshot of this moment: only what was taken out later is a part of it.
    pub(crate) fn return_to<R>(self, restore: impl FnOnce() -> R) -> R {
        /// Also where device code panics.
        struct Before(Moment);
        impl Drop for Before {
            fn drop(&mut self) {
                RETURNS_TO.set(self.0);
            }
        }
        let _before = Before(RETURNS_TO.replace(self));
        restore()
    }
}

/// A load in this thread, until the end of which old values are kept.
#[derive(Debug)]
pub(crate) struct Keeping {
    is_outermost: bool,
}

impl Keeping {
    /// Begins a load; inside another one it is a part of that.
    pub(crate) fn begin() -> Self {
        KEPT.with_borrow_mut(|kept| {
            let is_outermost = kept.is_none();
            kept.get_or_insert_with(BTreeMap::new);
            Self { is_outermost }
        })
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        if self.is_outermost {
            // One by one, as each may panic.
            KEPT.take().into_iter().flatten().for_each(discard);
        }
    }
}

/// Drops what may be device code's. A panic there comes too late for anybody.
fn discard<T>(value: T) {
    let dropped = callback::catch(|| {
        drop(value);
        Ok(())
    });
    drop(dropped);
}

/// Makes an element that no device has yet: whatever it holds meanwhile is nothing to go back to.
pub(crate) fn making<R>(make: impl FnOnce() -> R) -> R {
    /// Also where device code panics.
    struct Before(usize);
    impl Drop for Before {
        fn drop(&mut self) {
            MAKING.set(self.0);
        }
    }
    let _before = Before(MAKING.replace(MAKING.get() + 1));
    make()
}

fn key<P: 'static, V: 'static>(place: &P) -> Key {
    (core::ptr::from_ref(place) as usize, TypeId::of::<(P, V)>())
}

fn insert(key: Key, value: Value) {
    let refused = KEPT.with_borrow_mut(|kept| match kept {
        Some(kept) => kept.insert(key, value),
        None => Some(value),
    });
    discard(refused);
}

fn remove(key: Key) -> Option<Value> {
    KEPT.with_borrow_mut(|kept| kept.as_mut()?.remove(&key))
}

/// What is kept for the places in a piece of memory, by their distance from its begin.
#[derive(Default)]
pub(crate) struct Inside(Vec<(usize, TypeId, Value)>);

impl Inside {
    /// Takes what is kept for the places in this memory: it is about to move.
    pub(crate) fn of<T>(memory: &[T]) -> Self {
        let begin = memory.as_ptr() as usize;
        let end = begin + size_of_val(memory);
        // There is no lowest type, so the place before comes too. No memory begins at 0.
        let before = (begin - 1, TypeId::of::<()>());
        let taken = KEPT.with_borrow_mut(|kept| match kept {
            Some(kept) => {
                let up_to_end = kept.range(before..).map(|(key, _)| *key).take_while(|(place, _)| *place < end);
                let keys: Vec<_> = up_to_end.skip_while(|(place, _)| *place < begin).collect();
                let take = |key: Key| Some((key.0 - begin, key.1, kept.remove(&key)?));
                keys.into_iter().filter_map(take).collect()
            }
            None => Vec::new(),
        });
        Self(taken)
    }

    /// Says that it has moved there.
    pub(crate) fn moved_to<T>(self, memory: &[T]) {
        let begin = memory.as_ptr() as usize;
        for (distance, place_type, value) in self.0 {
            insert((begin + distance, place_type), value);
        }
    }

    /// Adds what is kept for the memory behind the first `distance` bytes.
    pub(crate) fn append(&mut self, behind: Self, distance: usize) {
        self.0.extend(behind.0.into_iter().map(|(place, place_type, value)| (place + distance, place_type, value)));
    }

    /// Forgets what is kept for the memory behind the first `distance` bytes.
    pub(crate) fn truncate(&mut self, distance: usize) {
        self.0.retain(|(place, _, _)| *place < distance);
    }
}

/// Keeps `old`, which was taken from `place`. If something is kept for it already, `merge` adds what it lacks.
pub(crate) fn keep<P: 'static, V: 'static>(place: &P, old: V, merge: impl FnOnce(&mut V, V)) {
    if MAKING.get() > 0 || KEPT.with_borrow(Option::is_none) {
        return discard(old);
    }
    let key = key::<P, V>(place);
    let kept = if let Some(mut kept) = remove(key) {
        if let Some(first) = kept.value.downcast_mut() {
            merge(first, old);
        }
        kept
    } else {
        let moment = Moment::now();
        NOW.set(Moment(moment.0 + 1));
        Value { moment, value: Box::new(old) }
    };
    insert(key, kept);
}

/// Puts a new value into the place, and keeps the old one, unless something older is kept for the place.
pub(crate) fn replace<P: 'static>(place: &mut P, new: P) {
    let old = core::mem::replace(place, new);
    keep(place, old, |_first, later| discard(later));
}

/// What is kept for the place since the snapshot that is put back was taken, if it fits.
pub(crate) fn take_back<P: 'static, V: 'static>(place: &P, fits: impl FnOnce(&V) -> bool) -> Option<V> {
    if MAKING.get() > 0 {
        return None;
    }
    let key = key::<P, V>(place);
    let Value { moment, value } = remove(key)?;
    let value = value.downcast::<V>().ok()?;
    if moment >= RETURNS_TO.get() && fits(&value) {
        return Some(*value);
    }
    insert(key, Value { moment, value });
    None
}

/// Puts back into the place what is kept for it, if it fits.
pub(crate) fn put_in_place<P: 'static>(place: &mut P, fits: impl FnOnce(&P) -> bool) {
    if let Some(kept) = take_back(place, fits) {
        discard(core::mem::replace(place, kept));
    }
}

/// Empties a device's `Option`, `OnceLock` or `OnceCell`, as the stream does not have it.
pub fn emptied<P: Default + 'static>(place: &mut P) {
    replace(place, P::default());
}

/// Puts an `Option`, `OnceLock` or `OnceCell` back that a load had emptied.
pub fn refilled<P: 'static>(place: &mut P) {
    if is_putting_back() {
        put_in_place(place, |_| true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_of_a_place_is_kept() {
        let _load = Keeping::begin();
        let mut place = Some(1);
        emptied(&mut place);
        place = Some(2);
        {
            let _inside = Keeping::begin();
            emptied(&mut place);
        }
        let mut other = Some(9);
        put_in_place(&mut other, |_| true);
        assert_eq!(other, Some(9));
        put_in_place(&mut place, Option::is_none);
        assert_eq!(place, None);
        put_in_place(&mut place, Option::is_some);
        assert_eq!(place, Some(1));
    }

    /// Values of several types, of which some come before others.
    fn keep_several(place: &u8) {
        keep(place, *place, |_, _| ());
        keep(place, u16::from(*place), |_, _| ());
        keep(place, u32::from(*place), |_, _| ());
        keep(place, u64::from(*place), |_, _| ());
    }

    fn take_several(place: &u8) -> Option<[u64; 4]> {
        Some([
            take_back::<_, u8>(place, |_| true)?.into(),
            take_back::<_, u16>(place, |_| true)?.into(),
            take_back::<_, u32>(place, |_| true)?.into(),
            take_back::<_, u64>(place, |_| true)?,
        ])
    }

    #[test]
    fn what_is_inside_moves_and_nothing_beside_it() {
        let _load = Keeping::begin();
        let (places, other) = ([1_u8, 2, 3, 4, 5], [0_u8; 5]);
        places.iter().for_each(keep_several);
        Inside::of(&places[2..2]).moved_to(&other[2..2]);
        Inside::of(&places[1..3]).moved_to(&other[1..3]);
        assert_eq!(places.each_ref().map(take_several), [Some([1; 4]), None, None, Some([4; 4]), Some([5; 4])]);
        assert_eq!(other.each_ref().map(take_several), [None, Some([2; 4]), Some([3; 4]), None, None]);
    }

    #[test]
    fn nothing_is_kept_without_a_load_or_of_what_is_being_made() {
        let mut place = Some(1);
        emptied(&mut place);
        let _load = Keeping::begin();
        put_in_place(&mut place, |_| true);
        assert_eq!(place, None);
        place = Some(1);
        making(|| emptied(&mut place));
        put_in_place(&mut place, |_| true);
        assert_eq!(place, None);
    }

    #[test]
    fn a_value_that_panics_when_it_goes_does_so_inside() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("gone")
            }
        }
        let load = Keeping::begin();
        let mut place = Some(Bomb);
        emptied(&mut place);
        drop(load);
    }
}
