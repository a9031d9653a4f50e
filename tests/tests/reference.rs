//! The engine against the reference: what the devices save, cut, changed, and at random.

use migration_tests::{
    reference::{check, start, subjects},
    Random,
};

const ROUNDS: u32 = 2000;

#[test]
fn what_was_saved_is_taken_whole_only() {
    for subject in subjects() {
        let (before, saved) = start(subject);
        let version = (subject.schema)().version;
        assert!(check(subject, &before, &saved, version), "{subject:?}");
        for length in 0..saved.len() {
            check(subject, &before, &saved[..length], version);
        }
        for version in 0..=5 {
            check(subject, &before, &saved, version);
        }
    }
}

#[test]
fn changed_bytes() {
    let mut random = Random::new(1);
    let (mut taken, mut refused) = (0, 0);
    for subject in subjects() {
        let (before, saved) = start(subject);
        let schema = (subject.schema)();
        for _ in 0..ROUNDS {
            let mut input = saved.clone();
            for _ in 0..=random.below(2) {
                let place = random.below(input.len() as u32) as usize;
                match random.below(6) {
                    0 => drop(input.remove(place)),
                    1 => input.insert(place, random.bits() as u8),
                    2 => input.truncate(place + 1),
                    3 => input[place] ^= 1 << random.below(8),
                    4 => input[place] = 5,
                    // A piece once more: a subsection that comes again, an element too many.
                    _ => {
                        let end = place + random.below((input.len() - place) as u32) as usize;
                        let piece = input[place..end].to_vec();
                        let to = random.below(input.len() as u32) as usize;
                        input.splice(to..to, piece);
                    }
                }
                if input.is_empty() {
                    break;
                }
            }
            let version = schema.version.saturating_sub(random.below(2) as u8);
            if check(subject, &before, &input, version) {
                taken += 1;
            } else {
                refused += 1;
            }
        }
    }
    assert!(taken > 400 && refused > 400, "{taken} taken, {refused} refused");
}

#[test]
fn random_bytes() {
    let mut random = Random::new(2);
    for subject in subjects() {
        let (before, _) = start(subject);
        for _ in 0..ROUNDS {
            let length = random.below(80);
            let input: Vec<u8> = (0..length).map(|_| (random.bits() & random.bits()) as u8).collect();
            check(subject, &before, &input, random.below(4) as u8);
        }
    }
}
