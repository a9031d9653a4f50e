//! How the devices describe themselves in a stream, key by key.

use std::sync::Mutex;

use migration::{load_state, stream::Stream};
use migration_examples::{hpet::Hpet, pit::Pit, rtc::Rtc, serial::IsaSerial};
use migration_tests::{golden, object, qemu, qemu::Release};

use super::{hpet::HPET, pc, pit::PIT, rtc::RTC, serial::SERIAL, Device};

/// The payload of a case, or of the last one where there are fewer.
fn payload(device: &Device, case: usize, release: Release) -> Vec<u8> {
    let case = &device.cases[case.min(device.cases.len() - 1)];
    golden::read(device.name, case.name, release.number())
}

/// All devices here, in the states of a case each.
fn ours(case: usize, release: Release) -> Vec<u8> {
    let serial = Mutex::new(IsaSerial::default());
    let pit = Mutex::new(Pit::new(0));
    let rtc = Mutex::new(Rtc::new(0, 0));
    let hpet = Mutex::new(Hpet::default());
    load_state(&serial, &payload(&SERIAL, case, release), 3).unwrap();
    load_state(&pit, &payload(&PIT, case, release), 3).unwrap();
    load_state(&rtc, &payload(&RTC, case, release), 3).unwrap();
    load_state(&hpet, &payload(&HPET, case, release), 2).unwrap();

    let mut machine = migration::Machine::new("");
    machine.register(&serial).unwrap();
    machine.register(&pit).unwrap();
    machine.register(&rtc).unwrap();
    machine.register(&hpet).unwrap();
    machine.save().unwrap()
}

/// A machine of QEMU's with its devices in the same states.
fn theirs(case: usize, release: Release) -> Vec<u8> {
    let mut pc = pc(release);
    for device in [&SERIAL, &PIT, &RTC, &HPET] {
        device.load(&mut pc, &payload(device, case, release));
    }
    pc.finish().unwrap_or_else(|error| panic!("{error}")).migrate(qemu::Transport::File)
}

#[test]
#[ignore = "needs QEMU"]
fn self_descriptions_are_those_of_qemu() {
    for release in Release::ALL {
        for case in 0..[&SERIAL, &PIT, &RTC, &HPET].map(|device| device.cases.len()).into_iter().max().unwrap() {
            let (ours, theirs) = (ours(case, release), theirs(case, release));
            let [ours, theirs] = [&ours, &theirs].map(|stream| {
                let stream = Stream::parse(stream).unwrap();
                stream.description().unwrap().to_owned()
            });
            for device in [&SERIAL, &PIT, &RTC, &HPET] {
                let begin = format!(r#"{{"name": "{}", "instance_id": 0, "#, device.name);
                let ours = object(&ours, &begin);
                // Release 7.2 takes the number of timers from the stream.
                let theirs = object(&theirs, &begin).replace(r#""num_timers""#, r#""num_timers_save""#);
                assert_eq!(ours, theirs, "{}, case {case} of {release}: here, QEMU", device.name);
            }
        }
    }
}
