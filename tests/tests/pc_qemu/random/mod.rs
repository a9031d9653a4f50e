//! The models and QEMU's devices, side by side: what drivers could do, and what streams could say, at random.

mod hpet;
mod payloads;
mod pit;
mod rtc;
mod serial;

use migration::Error;
use migration_tests::qemu::{Qtest, Release};
use migration_tests::Random;

use super::{pc, Device};

/// How often each device is accessed with each release.
const ACCESSES: u32 = 3000;

/// States are compared after as many accesses on average.
const BETWEEN: u32 = 5;

/// A device here that does what QEMU's does.
trait Model {
    /// The same access to both, as a text; what is read is compared.
    fn access(&mut self, qtest: &mut Qtest, random: &mut Random, now: i64) -> String;

    /// What is saved at this time.
    fn payload(&mut self, now: i64) -> Vec<u8>;

    fn load(&mut self, payload: &[u8], version_id: u8) -> Result<(), Error>;
}

/// A time that has passed, of any order of magnitude up to some seconds.
fn pause(random: &mut Random) -> i64 {
    let bits = random.below(32);
    random.below(1 << bits).into()
}

/// The machine stands still, so its timers wait, whatever its clock says; and so do those of the model.
fn check_accesses(
    device: &Device,
    releases: &[Release],
    seed: u64,
    mut model: impl FnMut(&mut Qtest) -> Box<dyn Model>,
) {
    for release in releases {
        let mut random = Random::new(seed);
        let mut pc = pc(*release);
        let mut model = model(pc.machine().qtest());
        let (mut now, mut done) = (0, Vec::new());
        for access in 0..ACCESSES {
            done.push(model.access(pc.machine().qtest(), &mut random, now));
            if random.below(3) == 0 {
                now += pause(&mut random);
                pc.set_clock(now);
                done.push(format!("{now} ns"));
            }
            if random.below(BETWEEN) == 0 {
                let (ours, theirs) = (model.payload(now), device.saved(pc.machine()));
                assert_eq!(ours, theirs, "{}, {release}, access {access}: here, QEMU; after {done:?}", device.name);
                done.clear();
            }
        }
    }
}
