//! Streams that are cut and corrupted.

use migration_tests::Random;

use super::{stream, Devices, Receiver, REFUSES};

#[test]
fn cut_at_every_byte() {
    let stream = stream(1);
    let mut receiver = Receiver::new();
    for length in 0..stream.len() {
        let what = format!("cut at {length}");
        assert!(receiver.load(&what, &stream[..length]).is_err(), "{what}");
    }
    receiver.check_alive();
}

#[test]
fn every_byte_corrupted() {
    let stream = stream(1);
    let mut receiver = Receiver::new();
    let (mut refused, mut loaded) = (0, 0);
    for place in 0..stream.len() {
        let good = stream[place];
        for bad in [0, 0xff, good ^ 1, good ^ 0x80, good.wrapping_add(1)] {
            let mut stream = stream.clone();
            stream[place] = bad;
            match receiver.load(&format!("{bad:#04x} at {place}"), &stream) {
                Ok(()) => loaded += 1,
                Err(_) => refused += 1,
            }
        }
    }
    // Names, counts and marks on one side, plain values on the other.
    assert!(refused > 1000 && loaded > 500, "{refused} refused, {loaded} loaded");
    receiver.check_alive();
}

#[test]
fn pieces_removed_and_sent_again() {
    let stream = stream(1);
    let mut receiver = Receiver::new();
    let mut random = Random::new(3);
    for round in 0..3000 {
        let begin = random.below(stream.len() as u32) as usize;
        let end = begin + random.below((stream.len() - begin).min(200) as u32 + 1) as usize;
        let (piece, rest) = (&stream[begin..end], &stream[end..]);
        let changed = match round % 3 {
            0 => [&stream[..begin], rest].concat(),
            1 => [&stream[..end], piece, rest].concat(),
            _ => {
                let to = random.below(stream.len() as u32) as usize;
                [&stream[..to], piece, &stream[to..]].concat()
            }
        };
        let _ = receiver.load(&format!("round {round}: {begin}..{end}"), &changed);
    }
    receiver.check_alive();
}

/// Each section sent twice, the second time of other devices, with a refusal at the very end.
#[test]
fn devices_that_come_again_before_the_refusal() {
    const HEAD: usize = 8 + 1 + 4 + "faults".len();
    let streams: Vec<_> = [1, 2, 7].map(stream).into();
    let refuses = Devices::new(3);
    refuses.refuse(REFUSES);
    let refuses = refuses.machine().save().unwrap();
    let mut all = refuses[..HEAD].to_vec();
    for stream in &streams {
        all.extend_from_slice(&stream[HEAD..stream.len() - 1]);
    }
    all.extend_from_slice(&refuses[HEAD..]);
    let mut receiver = Receiver::new();
    let error = receiver.load("all of them", &all).unwrap_err();
    assert_eq!(error.device(), "last", "{error}");
    receiver.check_alive();
}
