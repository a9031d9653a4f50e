//! The engine's side.

use std::fmt::Debug;

use migration::{bql, load_state, save_state, DeviceShared, Machine};

use crate::{board::Model, devices, faults, random::Random};

/// What became of a save.
#[derive(Debug)]
pub struct Saved {
    /// The bytes, or why there are none.
    pub result: Result<Vec<u8>, String>,
    /// What a machine says of the device in the self-description.
    pub json: Option<String>,
    /// The device code that was called.
    pub hooks: String,
    /// The state afterwards.
    pub text: String,
}

/// What became of a load.
#[derive(Debug)]
pub struct Loaded {
    /// Success, or why not.
    pub result: Result<(), String>,
    /// The device code that was called.
    pub hooks: String,
    /// What would be saved now; nothing where the engine does not save what would be read in another way.
    pub after: Option<Vec<u8>>,
    /// The state afterwards.
    pub text: String,
}

/// What the engine does with one device.
pub struct Entry {
    name: fn() -> &'static str,
    version: fn() -> u8,
    save: fn(u64, &str) -> Saved,
    load: fn(u64, u8, &str, &[u8]) -> Loaded,
}

impl Entry {
    pub const fn of<D: Model + DeviceShared<How>, How>() -> Self {
        Self {
            name: || D::VMSD.name().to_str().unwrap_or_default(),
            version: || D::VMSD.as_ref().version_id as u8,
            save: save_one::<D, How>,
            load: load_one::<D, How>,
        }
    }
}

fn save_one<D: Model + DeviceShared<How>, How>(seed: u64, fault: &str) -> Saved {
    let device = D::any(&mut Random::new(seed));
    faults::set(fault);
    faults::called();
    let result = save_state(&device).map_err(|error| error.to_string());
    let hooks = faults::called();
    let json = result.is_ok().then(|| described(&device));
    faults::set("none");
    Saved { result, json, hooks, text: shown(&device) }
}

/// The device's entry in the self-description, which has it alone.
fn described<D: Model + DeviceShared<How>, How>(device: &D) -> String {
    let mut machine = Machine::new("");
    machine.register(device).expect("one device has no conflicts");
    let stream = machine.save().expect("it was saved before");
    let text = String::from_utf8_lossy(&stream).into_owned();
    let (_, devices) = text.rsplit_once("\"devices\": [").expect("a list of devices");
    devices.strip_suffix("]}").expect("the end of the list").to_owned()
}

fn load_one<D: Model + DeviceShared<How>, How>(seed: u64, version_id: u8, fault: &str, bytes: &[u8]) -> Loaded {
    let device = D::any(&mut Random::new(seed));
    faults::set(fault);
    faults::called();
    let result = load_state(&device, bytes, version_id).map_err(|error| error.to_string());
    let hooks = faults::called();
    faults::set("none");
    let after = save_state(&device).ok();
    Loaded { result, hooks, after, text: shown(&device) }
}

/// The names of all devices, in order.
pub fn names() -> Vec<&'static str> {
    devices::ALL.iter().map(|entry| (entry.name)()).collect()
}

/// The version of a device's table.
pub fn version(device: usize) -> u8 {
    (devices::ALL[device].version)()
}

/// All of its state; what is in cells is seen under the big lock alone.
fn shown(device: &impl Debug) -> String {
    let _bql = bql::lock();
    format!("{device:?}")
}

/// Whether the device is not behind a lock, and is loaded in its own place.
pub fn is_in_place(device: usize) -> bool {
    !(devices::ALL[device].name)().ends_with("-board")
}

/// Saves a random state.
pub fn save(device: usize, seed: u64, fault: &str) -> Saved {
    (devices::ALL[device].save)(seed, fault)
}

/// Loads bytes into a random state.
pub fn load(device: usize, seed: u64, version_id: u8, fault: &str, bytes: &[u8]) -> Loaded {
    (devices::ALL[device].load)(seed, version_id, fault, bytes)
}
