//! States that are saved and loaded by both, good ones and bad ones.

use super::{host::Host, Random};

const STATES: u64 = 100;

fn name(device: usize) -> &'static str {
    host_devices::names()[device]
}

/// The bytes of a state, as both save it.
fn saved(host: &mut Host, device: usize, seed: u64) -> Vec<u8> {
    let name = name(device);
    let here = host_devices::save(device, seed, "none");
    let there = host.save(device, seed, "none");
    let bytes = here.result.unwrap_or_else(|error| panic!("{name} {seed}: {error}"));
    assert!(there.is_success(), "{name} {seed}: {there:?}");
    assert_eq!(there.bytes("bytes"), bytes, "{name} {seed}");
    assert_eq!(there.get("json"), here.json.unwrap_or_default(), "{name} {seed}");
    assert_eq!(there.get("text"), here.text, "{name} {seed}");
    assert_eq!(there.get("hooks"), here.hooks, "{name} {seed}");
    bytes
}

/// The device code that ran, but for tests: what they are asked before a load is the engine's business.
fn hooks(called: &str) -> Vec<&str> {
    called.split_whitespace().filter(|name| !["needed", "exists", "sane"].contains(name)).collect()
}

/// Loads bytes on both sides. Whether they took them.
fn is_loaded(host: &mut Host, device: usize, seed: u64, version: u8, bytes: &[u8]) -> bool {
    let context = format!("{} {seed} version {version}: {bytes:02x?}", name(device));
    let here = host_devices::load(device, seed, version, "none", bytes);
    let there = host.load(device, seed, version, "none", bytes);
    // C leaves what is behind the device to whoever reads the footer, and finds it missing there.
    let is_success = there.is_success() && there.get("left") == "0";
    assert_eq!(here.result.is_ok(), is_success, "{context}\nhere: {:?}\nthere: {there:?}", here.result);
    if is_success {
        assert_eq!(there.get("text"), here.text, "{context}");
        if let Some(after) = here.after {
            assert_eq!(there.bytes("after"), after, "{context}");
        }
        assert_eq!(hooks(there.get("hooks")), hooks(&here.hooks), "{context}");
        return true;
    }
    // Nobody undoes for C what fields of a table of their own, and not in a `Migratable`, have loaded; nor what is left over.
    let before = host_devices::save(device, seed, "none").result.expect("a good state");
    assert_eq!(here.after.as_ref(), Some(&before), "{context}");
    if !there.is_success() && !host_devices::is_in_place(device) {
        assert_eq!(there.bytes("after"), before, "{context}");
    }
    false
}

#[test]
fn random_states_are_saved_alike() {
    let mut host = Host::start();
    for device in 0..host_devices::names().len() {
        for seed in 0..STATES {
            saved(&mut host, device, seed);
        }
    }
    host.end();
}

#[test]
fn random_states_are_loaded_alike() {
    let mut host = Host::start();
    for device in 0..host_devices::names().len() {
        let version = host_devices::version(device);
        for seed in 0..STATES {
            let bytes = saved(&mut host, device, seed);
            assert!(is_loaded(&mut host, device, seed, version, &bytes), "{} {seed}: its own state", name(device));
            is_loaded(&mut host, device, seed + 1, version, &bytes);
        }
    }
    host.end();
}

#[test]
fn old_and_new_versions_are_treated_alike() {
    let mut host = Host::start();
    for device in 0..host_devices::names().len() {
        let version = host_devices::version(device);
        for seed in 0..3 {
            let bytes = saved(&mut host, device, seed);
            for version in 0..=version + 1 {
                for length in (0..=bytes.len()).rev().take(40) {
                    is_loaded(&mut host, device, seed + 1, version, &bytes[..length]);
                }
            }
        }
    }
    host.end();
}

#[test]
fn what_is_cut_off_is_treated_alike() {
    let mut host = Host::start();
    for device in 0..host_devices::names().len() {
        let version = host_devices::version(device);
        for seed in 0..2 {
            let bytes = saved(&mut host, device, seed);
            for length in 0..bytes.len() {
                is_loaded(&mut host, device, seed + 1, version, &bytes[..length]);
            }
        }
    }
    host.end();
}

#[test]
fn what_is_corrupted_is_treated_alike() {
    let mut host = Host::start();
    let mut random = Random(1);
    for device in 0..host_devices::names().len() {
        let version = host_devices::version(device);
        for seed in 0..STATES {
            let mut bytes = saved(&mut host, device, seed);
            for _ in 0..=random.below(3) {
                let place = random.below(bytes.len());
                let Some(byte) = bytes.get_mut(place) else { continue };
                *byte = [0, 1, 2, 5, 0x7f, 0x80, 0xff, random.below(256) as u8][random.below(8)];
            }
            is_loaded(&mut host, device, seed + 1, version, &bytes);
        }
    }
    host.end();
}

/// What the first round leaves for later, as shadows that a thread keeps, is all that there ever is.
#[test]
fn nothing_is_lost() {
    let mut host = Host::start();
    let round = |host: &mut Host| {
        for device in 0..host_devices::names().len() {
            let version = host_devices::version(device);
            for seed in 0..3 {
                let bytes = saved(host, device, seed);
                for length in [bytes.len(), bytes.len().saturating_sub(1), bytes.len() / 2] {
                    is_loaded(host, device, seed + 1, version, &bytes[..length]);
                }
            }
        }
        host.allocations()
    };
    let first = round(&mut host);
    assert_eq!(round(&mut host), first);
    host.end();
}
