//! The innermost loops, as each processor has them, beside one that is too simple to be wrong.

use super::{
    super::{
        leaf::{Class, Leaf, Move, Place, Shape, PAIRED},
        vectors,
    },
    choices::Random,
};

type Leaves = fn(Class, Shape, usize) -> (Leaf, Leaf);

/// Those that this processor can run.
fn all_sets() -> Vec<Leaves> {
    #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut, reason = "one set is all there is"))]
    let mut sets: Vec<Leaves> = vec![vectors::portable::leaves, vectors::leaves];
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("ssse3") {
            sets.push(vectors::ssse3::leaves);
        }
        if is_x86_feature_detected!("avx2") {
            sets.push(vectors::avx2::leaves);
        }
        if vectors::has_avx512() {
            sets.push(vectors::avx512::leaves);
        }
    }
    sets
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Save,
    Load,
}

/// What becomes of an element. Zeros are no memory.
pub(super) fn moved(class: Class, way: Way, element: &[u8]) -> Option<Vec<u8>> {
    match (class, way) {
        (Class::Zeros, Way::Save) => Some(vec![0; element.len()]),
        (Class::Zeros, Way::Load) => None,
        (Class::Bools, Way::Load) => Some(element.iter().map(|byte| u8::from(*byte != 0)).collect()),
        _ if cfg!(target_endian = "little") => Some(element.iter().rev().copied().collect()),
        _ => Some(element.to_vec()),
    }
}

/// Where single elements are, from the begin of either side.
fn elements(class: Class, moving: &Move, times: usize) -> Vec<(usize, usize)> {
    let width = class.width();
    let places = moving.places.iter().map(|place| (place.memory as usize, place.wire as usize));
    if moving.length == 0 {
        return places.collect();
    }
    let strides = (moving.memory_stride, moving.wire_stride);
    let of_pair = places
        .flat_map(|(memory, wire)| (0..times).map(move |index| (memory + index * strides.0, wire + index * strides.1)));
    let in_run = |index| (0..moving.length).step_by(width).map(move |distance| (index, distance));
    let all = (0..times).flat_map(in_run);
    all.map(|(index, distance)| {
        let (memory, wire) = (index * moving.memory_stride + distance, index * moving.wire_stride + distance);
        (moving.memory + memory, moving.wire + wire)
    })
    .chain(of_pair)
    .collect()
}

/// Runs what was made for the move, with both sides so far from any alignment.
fn check(class: Class, shape: Shape, moving: &Move, times: usize, (begin, other_begin): (usize, usize)) {
    let elements = elements(class, moving, times);
    let width = class.width();
    let end = |all: &mut dyn Iterator<Item = usize>| all.max().map_or(0, |last| last + width);
    let in_memory = end(&mut elements.iter().map(|(memory, _)| *memory));
    let on_wire = end(&mut elements.iter().map(|(_, wire)| *wire));
    for way in [Way::Save, Way::Load] {
        let (from_length, to_length) = if way == Way::Save { (in_memory, on_wire) } else { (on_wire, in_memory) };
        // Just so long that a sanitizer finds a read too many.
        let mut from = vec![0; begin + from_length];
        Random(times as u64).fill(&mut from);
        if class == Class::Bools && way == Way::Save {
            for byte in &mut from {
                *byte &= 1;
            }
        }
        let untouched = vec![0xa5; other_begin + to_length + 40];
        let mut expected = untouched.clone();
        for (memory, wire) in &elements {
            let (here, there) = if way == Way::Save { (memory, wire) } else { (wire, memory) };
            if let Some(moved) = moved(class, way, &from[begin + here..begin + here + width]) {
                expected[other_begin + there..other_begin + there + width].copy_from_slice(&moved);
            }
        }
        for leaves in all_sets() {
            let mut to = untouched.clone();
            let (save, load) = leaves(class, shape, moving.length);
            let leaf = if way == Way::Save { save } else { load };
            let (from, place) = (from[begin..].as_ptr(), to[other_begin..].as_mut_ptr());
            // SAFETY: all elements lie within the vectors, and the processor has what the set was compiled for.
            unsafe { leaf(moving, from, place, times) };
            assert_eq!(
                to, expected,
                "{way:?} {class:?} {shape:?} {moving:?} {times} times, from {begin} to {other_begin}"
            );
        }
    }
}

const UNALIGNED: [(usize, usize); 3] = [(0, 0), (1, 3), (5, 2)];
/// Each length up to that of several blocks, and some around longer ones.
fn lengths() -> impl Iterator<Item = usize> {
    (1..=70).chain([71, 95, 96, 97, 127, 128, 129, 160, 191, 199, 200, 255, 256, 257, 321])
}

#[test]
fn one_run_of_any_length() {
    for class in Class::ALL {
        for count in lengths() {
            for begins in UNALIGNED {
                let moving = Move { length: count * class.width(), memory: 3, wire: 1, ..Move::none() };
                check(class, Shape::Run, &moving, 1, begins);
            }
        }
    }
}

#[test]
fn several_runs_with_gaps() {
    for class in Class::ALL {
        for count in (1..=20).chain([31, 32, 33, 64, 65]) {
            let length = count * class.width();
            for (times, gap, other_gap, begins) in
                [(0, 0, 0, (0, 0)), (1, 3, 0, (1, 0)), (2, 0, 5, (0, 1)), (3, 8, 0, (3, 2)), (5, 1, 2, (0, 0))]
            {
                let strides = (length + gap, length + other_gap);
                let moving =
                    Move { memory: 2, length, times, memory_stride: strides.0, wire_stride: strides.1, ..Move::none() };
                check(class, Shape::Strided, &moving, times, begins);
            }
        }
    }
}

#[test]
fn runs_in_pairs_with_single_elements() {
    for class in Class::ALL.into_iter().filter(|class| *class != Class::Zeros) {
        let width = class.width();
        for (length, times, gap) in [PAIRED, width]
            .into_iter()
            .flat_map(|length| [(0, 0), (1, 0), (2, 5), (3, 1), (8, 3)].map(|(times, gap)| (length, times, gap)))
        {
            // Before the run in memory, behind it on the wire.
            let single = Place { memory: 1, wire: 2 + (length + gap) as u32 };
            let (memory_stride, wire_stride) = (width + length + 2 * gap, length + gap + width);
            let places = [single].into();
            let moving =
                Move { memory: 1 + width + gap, wire: 2, length, memory_stride, wire_stride, places, ..Move::none() };
            check(class, Shape::Pair, &moving, times, (1, 3));
        }
    }
}

#[test]
fn neighbours_that_a_count_counts() {
    for class in Class::ALL {
        for times in lengths() {
            for begins in UNALIGNED {
                let width = class.width();
                let moving =
                    Move { memory: 8, length: width, memory_stride: width, wire_stride: width, ..Move::none() };
                check(class, Shape::Counted, &moving, times, begins);
            }
        }
    }
}

#[test]
fn single_elements_anywhere() {
    for class in Class::ALL.into_iter().filter(|class| *class != Class::Zeros) {
        for count in 1..=9_u32 {
            // Backwards in memory, with a gap behind each.
            let width = class.width() as u32;
            let place = |index| Place { memory: (count - 1 - index) * (width + 3), wire: index * width };
            let moving = Move { places: (0..count).map(place).collect(), ..Move::none() };
            check(class, Shape::Each, &moving, 1, (1, 3));
        }
    }
}
