//! The devices of a PC in real QEMU: their golden payloads are what it writes, and it loads and writes each again.

mod description;
mod hpet;
mod pit;
mod random;
mod rtc;
mod serial;

use migration_tests::golden;
use migration_tests::qemu::{full_section, payload_of, start_of_stream, Incoming, Machine, Release};

/// A device by the name and version of its section.
struct Device {
    name: &'static str,
    version: u32,
    cases: &'static [Case],
}

/// A state of a device, made in real QEMU.
struct Case {
    name: &'static str,
    /// The machine's clock when the state is saved.
    now: i64,
    make: fn(Release) -> Vec<u8>,
}

/// A PC that stands still at time 0, whose clock can be set.
fn pc(release: Release) -> Incoming {
    let mut pc = Machine::pc(release).start_incoming();
    pc.load(&start_of_stream()).expect("a stream for every machine");
    pc
}

impl Device {
    fn saved(&self, machine: &mut Machine) -> Vec<u8> {
        payload_of(&machine.save_devices(), self.name, 0).to_vec()
    }

    fn load(&self, pc: &mut Incoming, payload: &[u8]) {
        pc.load(&full_section(self.name, 0, self.version, payload)).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Every golden payload is what QEMU writes today.
    fn check_goldens(&self) {
        for release in Release::ALL {
            for case in self.cases {
                golden::check(self.name, case.name, release.number(), &(case.make)(release));
            }
        }
    }

    /// Every golden payload but those of some cases, of either release, loads in every release, and is written again
    /// byte for byte.
    fn check_loads(&self, except: &[&str]) {
        for release in Release::ALL {
            for case in self.cases.iter().filter(|case| !except.contains(&case.name)) {
                for writer in Release::ALL {
                    // What a payload lacks stays as it was: so none may follow another.
                    let mut pc = pc(release);
                    let payload = golden::read(self.name, case.name, writer.number());
                    pc.set_clock(case.now);
                    self.load(&mut pc, &payload);
                    let saved = self.saved(pc.machine());
                    assert_eq!(saved, payload, "{}, {}: from {writer} to {release}", self.name, case.name);
                }
            }
        }
    }
}
