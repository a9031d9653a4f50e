//! States that only a stream has: what QEMU wrote, with some bytes changed.

use migration_tests::qemu::{full_section, Incoming, Release};
use migration_tests::{golden, Random};

use super::{Device, Model};
use crate::pc;

/// How many payloads each device is given.
const PAYLOADS: u32 = 200;

/// What is compared of the states that both have taken, and which refusals of the model QEMU does not share.
pub struct Differences {
    /// Brings the bytes that may differ into one form.
    pub level: fn(&mut [u8]),
    /// Parts of the model's errors.
    pub refused_here: &'static [&'static str],
}

/// Sections behind a payload, so that whatever it says, QEMU need not wait for bytes. They set the clock to 0.
fn behind() -> Vec<u8> {
    full_section("timer", 0, 2, &[0; 24]).repeat(12)
}

fn changed(goldens: &[(String, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let (_, mut payload) = goldens[random.below(goldens.len() as u32) as usize].clone();
    for _ in 0..=random.below(4) {
        let place = random.below(payload.len() as u32) as usize;
        payload[place] = match random.below(4) {
            0 => 0,
            1 => 0xff,
            2 => payload[place] ^ 1 << random.below(8),
            _ => random.word() as u8,
        };
    }
    payload
}

pub fn check_payloads(device: &Device, seed: u64, model: impl Fn() -> Box<dyn Model>, differences: &Differences) {
    let goldens: Vec<_> =
        golden::all(device.name).into_iter().filter(|(name, _)| name.ends_with(Release::V10_0.number())).collect();
    let mut random = Random::new(seed);
    let fresh = || -> (Incoming, Box<dyn Model>) { (pc(Release::V10_0), model()) };
    let (mut pc, mut model) = fresh();
    let (mut taken, mut refused, mut differ) = (0, 0, 0);
    for index in 0..PAYLOADS {
        let payload = changed(&goldens, &mut random);
        let context = format!("{}, payload {index}, {payload:02x?}", device.name);
        let ours = model.load(&payload, device.version as u8);
        let theirs = pc.load(&[full_section(device.name, 0, device.version, &payload), behind()].concat());
        match (ours, theirs) {
            (Ok(()), Ok(())) => {
                let (mut ours, mut theirs) = (model.payload(0), device.saved(pc.machine()));
                (differences.level)(&mut ours);
                (differences.level)(&mut theirs);
                assert_eq!(ours, theirs, "{context}: here, QEMU");
                taken += 1;
                continue;
            }
            (Err(_), Err(_)) => refused += 1,
            (Err(error), Ok(())) => {
                let error = error.to_string();
                let is_known = differences.refused_here.iter().any(|part| error.contains(part));
                assert!(is_known, "{context}: refused here only, {error}");
                differ += 1;
            }
            (Ok(()), Err(error)) => panic!("{context}: refused there only, {error}"),
        }
        (pc, model) = fresh();
    }
    assert!(
        taken > PAYLOADS / 4 && refused + differ > 0,
        "{}: {taken} taken, {refused} refused, {differ} differ",
        device.name
    );
}
