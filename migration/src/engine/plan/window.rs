//! Elements close to each other, moved at once as bytes of one wide vector that change places.

use super::{
    leaf::{Class, Move},
    pieces::Moved,
    places::{Places, Window, WIDTH},
    wide::leaves,
};

/// The windows that move what lies close to each other, and what is left.
pub(super) fn windows(all: Vec<Moved>) -> (Vec<Move>, Vec<Moved>) {
    if !are_windows_of_use() {
        return (Vec::new(), all);
    }
    let is_short = |moved: &Moved| moved.class != Class::Zeros && moved.length <= WIDTH;
    let (mut short, mut left): (Vec<_>, Vec<_>) = all.into_iter().partition(is_short);
    short.sort_by_key(|moved| (moved.rhythm(), moved.wire));
    let mut moves = Vec::new();
    let mut rest = &*short;
    while let Some(first) = rest.first() {
        let mut frame = Frame::of(first);
        let fits = |moved: &&Moved| {
            let wider = frame.with(moved);
            let fits = moved.rhythm() == first.rhythm() && wider.is_narrow();
            if fits {
                frame = wider;
            }
            fits
        };
        let count = rest.iter().take_while(fits).count();
        let (members, others) = rest.split_at(count);
        match members {
            [_] => left.push(*first),
            _ => moves.push(frame.window(members)),
        }
        rest = others;
    }
    (moves, left)
}

#[cfg(not(test))]
use super::vectors::has_avx512 as are_windows_of_use;

#[cfg(test)]
use super::tests::are_windows_of_use;

/// The bytes on both sides between which all of a window's elements are.
#[derive(Clone, Copy, Debug)]
struct Frame {
    memory: (usize, usize),
    wire: (usize, usize),
}

impl Frame {
    fn of(moved: &Moved) -> Self {
        let Moved { memory, wire, length, .. } = *moved;
        Self { memory: (memory, memory + length), wire: (wire, wire + length) }
    }

    fn with(self, moved: &Moved) -> Self {
        let other = Self::of(moved);
        let around = |(begin, end): (usize, usize), other: (usize, usize)| (begin.min(other.0), end.max(other.1));
        Self { memory: around(self.memory, other.memory), wire: around(self.wire, other.wire) }
    }

    fn is_narrow(self) -> bool {
        [self.memory, self.wire].into_iter().all(|(begin, end)| end - begin <= WIDTH)
    }

    fn window(self, members: &[Moved]) -> Move {
        let (memory, wire) = (self.memory.0, self.wire.0);
        let mut window = Window { save: Places::NONE, load: Places::NONE };
        for moved in members {
            let last = moved.class.width() - 1;
            for index in 0..moved.length {
                // Elements are of a power of two of bytes, so this is the byte's place counted from their other end.
                let other_index = if cfg!(target_endian = "little") { index ^ last } else { index };
                let (in_memory, on_wire) = (moved.memory + index - memory, moved.wire + other_index - wire);
                window.save.add(in_memory, on_wire);
                window.load.add(on_wire, in_memory);
                if moved.class == Class::Bools {
                    window.load.truths |= 1 << in_memory;
                }
            }
        }
        let (save, load) = leaves(window.load.truths != 0);
        let (times, memory_stride, wire_stride) = members[0].rhythm();
        let window = Some(Box::new(window));
        Move { memory, wire, times, memory_stride, wire_stride, window, save, load, ..Move::none() }
    }
}
