//! Windows, as each processor moves them, beside single elements moved one by one.

use super::{
    super::{
        leaf::{Class, Leaf},
        pieces::Moved,
        places::WIDTH,
        wide,
        window::windows,
    },
    choices::Random,
    leaves::{moved, Way},
    WINDOWS,
};

const CLASSES: [Class; 5] = [Class::Bytes, Class::Bools, Class::Words16, Class::Words32, Class::Words64];

/// What this processor can run.
fn all_sets(has_truths: bool) -> Vec<(Leaf, Leaf)> {
    #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut, reason = "two sets are all there are"))]
    let mut sets = vec![wide::portable::leaves(), wide::leaves(has_truths)];
    #[cfg(target_arch = "x86_64")]
    if super::super::vectors::has_avx512() {
        // With room for truth values, also where there are none.
        sets.push(wide::avx512::leaves(true));
    }
    sets
}

/// Short runs in any order, with gaps on both sides; and how far apart they are when they are repeated.
fn runs(random: &mut Random, count: usize, times: usize) -> Vec<Moved> {
    let mut all = Vec::new();
    let (mut memory, mut wire) = (random.below(9), random.below(9));
    for _ in 0..count {
        let class = random.one_of(&CLASSES);
        let length = class.width() * (1 + random.below(3));
        all.push(Moved { class, memory, wire, length, times, memory_stride: 0, wire_stride: 0 });
        memory += length + random.below(4);
        wire += length + random.below(2) * random.below(4);
    }
    // What comes first on the wire is anywhere in memory.
    for index in (1..all.len()).rev() {
        let other = random.below(index + 1);
        if all[index].length == all[other].length {
            let places = (all[index].memory, all[other].memory);
            (all[other].memory, all[index].memory) = places;
        }
    }
    if times > 1 {
        for moved in &mut all {
            (moved.memory_stride, moved.wire_stride) = (memory + 3, wire);
        }
    }
    all
}

/// Where the elements are, from the begin of both sides, and what they are.
fn elements(all: &[Moved]) -> Vec<(Class, usize, usize)> {
    let in_run = |moved: &Moved, index: usize| {
        let Moved { class, memory, wire, length, memory_stride, wire_stride, .. } = *moved;
        let begin = (memory + index * memory_stride, wire + index * wire_stride);
        (0..length).step_by(class.width()).map(move |distance| (class, begin.0 + distance, begin.1 + distance))
    };
    all.iter().flat_map(|moved| (0..moved.times).flat_map(move |index| in_run(moved, index))).collect()
}

fn check(random: &mut Random, all: &[Moved]) {
    let (moves, left) = windows(all.to_vec());
    let inside: Vec<_> =
        all.iter().filter(|moved| !left.iter().any(|other| other.wire == moved.wire)).copied().collect();
    let elements = elements(&inside);
    let end = |place: fn(&(Class, usize, usize)) -> usize| {
        elements.iter().map(|element| place(element) + element.0.width()).max().unwrap_or(0)
    };
    let (in_memory, on_wire) = (end(|element| element.1), end(|element| element.2));
    let has_truths = inside.iter().any(|moved| moved.class == Class::Bools);
    for way in [Way::Save, Way::Load] {
        let (from_length, to_length) = if way == Way::Save { (in_memory, on_wire) } else { (on_wire, in_memory) };
        // Just so long that a sanitizer finds a read too many.
        let mut from = vec![0; from_length];
        random.fill(&mut from);
        let untouched = vec![0xa5; to_length + WIDTH];
        let mut expected = untouched.clone();
        for (class, memory, wire) in elements.iter().copied() {
            let (here, there) = if way == Way::Save { (memory, wire) } else { (wire, memory) };
            let element = &from[here..here + class.width()];
            expected[there..there + class.width()].copy_from_slice(&moved(class, way, element).unwrap());
        }
        for (save, load) in all_sets(has_truths) {
            let mut to = untouched.clone();
            for window in &moves {
                let leaf = if way == Way::Save { save } else { load };
                // SAFETY: all elements lie within the vectors, and the processor has what the set was compiled for.
                unsafe { leaf(window, from.as_ptr(), to.as_mut_ptr(), window.times) };
            }
            assert_eq!(to, expected, "{way:?} {inside:?}");
        }
    }
}

#[test]
fn elements_of_any_kind_in_any_order() {
    WINDOWS.set(Some(true));
    let mut random = Random(1);
    for case in 0..4000 {
        let count = 1 + random.below(if case % 2 == 0 { 5 } else { 30 });
        let times = random.one_of(&[1, 1, 2, 3, 8]);
        let all = runs(&mut random, count, times);
        check(&mut random, &all);
    }
}

#[test]
fn are_as_wide_as_a_vector_on_either_side() {
    WINDOWS.set(Some(true));
    let byte = |memory, wire| Moved {
        class: Class::Bytes,
        memory,
        wire,
        length: 1,
        times: 1,
        memory_stride: 0,
        wire_stride: 0,
    };
    let first = byte(0, 0);
    for (second, count) in [(byte(63, 1), 1), (byte(64, 1), 0), (byte(1, 63), 1), (byte(1, 64), 0), (byte(63, 63), 1)] {
        let (moves, left) = windows(vec![first, second]);
        assert_eq!((moves.len(), left.len()), (count, 2 - 2 * count), "{second:?}");
        check(&mut Random(7), &[first, second]);
    }
}

#[test]
fn hold_only_what_has_the_same_strides() {
    WINDOWS.set(Some(true));
    let all = |strides: [(usize, usize, usize); 2]| {
        strides.into_iter().zip(0..).map(|((times, memory_stride, wire_stride), index)| Moved {
            class: Class::Words16,
            memory: 2 * index,
            wire: 2 * index,
            length: 2,
            times,
            memory_stride,
            wire_stride,
        })
    };
    let count = |strides| windows(all(strides).collect()).0.len();
    assert_eq!(count([(3, 8, 4), (3, 8, 4)]), 1);
    for other in [(2, 8, 4), (3, 9, 4), (3, 8, 5)] {
        assert_eq!(count([(3, 8, 4), other]), 0, "{other:?}");
    }
}
