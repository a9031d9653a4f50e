//! Streams with bytes changed at random: whatever comes out, it comes out.

use super::{buffers, every_record, Maker};
use crate::stream::Stream;

/// The same numbers in every run.
struct XorShift(u64);

impl XorShift {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// Parses in every way, and checks what any outcome must keep to. Says whether it was a stream.
fn survives(bytes: &[u8], random: &mut XorShift) -> bool {
    let sizes = [random.below(8), random.below(8192), usize::MAX];
    let mut next = 0;
    let asking = Stream::parse_with(bytes, |_, _, _, _| {
        next += 1;
        Some(sizes[next % sizes.len()])
    });
    let plain = Stream::parse(bytes);
    for outcome in [&asking, &plain] {
        match outcome {
            Ok(stream) => {
                let mut end = 0;
                for section in stream.sections() {
                    assert!(section.offset() >= end && section.payload_offset() > section.offset());
                    end = section.payload_offset() + section.payload().len();
                    assert_eq!(bytes[section.payload_offset()..end].as_ptr(), section.payload().as_ptr());
                }
            }
            Err(error) => assert!(error.offset().is_some_and(|offset| offset <= bytes.len()), "{error}"),
        }
    }
    plain.is_ok()
}

#[test]
fn mutated_streams_are_streams_or_errors() {
    let mut random = XorShift(0x9e37_79b9_7f4a_7c15);
    let small = Maker::new().full(1, "led", 0, b"abc").describe(&buffers(&[("led", 0, 3)]));
    let (mut good, mut bad) = (0, 0);
    for original in [small, every_record()] {
        for _ in 0..4000 {
            let mut bytes = original.clone();
            for _ in 0..=random.below(4) {
                let place = random.below(bytes.len());
                match random.below(5) {
                    0 => bytes[place] ^= 1 << random.below(8),
                    1 => bytes[place] = 0xff,
                    2 => bytes[place] = random.next() as u8,
                    3 => drop(bytes.remove(place)),
                    _ => bytes.insert(place, random.next() as u8),
                }
            }
            *if survives(&bytes, &mut random) { &mut good } else { &mut bad } += 1;
        }
    }
    // Else the changes would be too few or too many to try anything.
    assert!(good > 100 && bad > 1000, "{good} good, {bad} bad");
}

#[test]
fn noise_behind_a_header_is_a_stream_or_an_error() {
    let mut random = XorShift(1);
    for _ in 0..4000 {
        // Small numbers: record types, flags and lengths are all among them.
        let noise: Vec<u8> = (0..random.below(80)).map(|_| (random.next() as u8) >> random.below(8)).collect();
        survives(&Maker::new().raw(&noise).end(), &mut random);
        survives(&Maker::new().ram_start(&noise).end(), &mut random);
        survives(&Maker::bare().raw(&[7]).raw(&noise).end(), &mut random);
    }
}
