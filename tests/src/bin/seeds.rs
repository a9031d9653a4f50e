//! Writes what the fuzzer begins with: `cargo run -p migration-tests --bin seeds -- fuzz/corpus`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use migration::{save_state, Machine};
use migration_tests::{
    board::Board,
    every::{Every, Rack},
    golden, hex,
    reference::{start, subjects},
    uart,
};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = env::args_os().nth(1).map(PathBuf::from).ok_or("expected the folder of the corpora")?;
    let mut streams = streams()?;
    seeds(&folder, "machine", streams.iter().map(|stream| [&[0], stream.as_slice()].concat()))?;
    let scripts = [[0x88, 4, 1, 9, 8, 0x3c, 1, 7], [0x86, 0, 11, 1, 0x86, 1, 0x42, 255]];
    let driven = streams.iter().zip(scripts.iter().cycle());
    let driven = driven.map(|(stream, script)| [&[script.len() as u8], stream.as_slice(), script].concat());
    seeds(&folder, "machine", driven)?;
    seeds(&folder, "kinds", states()?.into_iter())?;
    let subjects = subjects().into_iter().enumerate();
    let states = subjects
        .map(|(choice, subject)| [&[choice as u8, (subject.schema)().version], start(subject).1.as_slice()].concat());
    seeds(&folder, "reference", states)?;
    streams.push(fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/none-10.0.bin"))?);
    streams.push(hex(uart::STREAM));
    seeds(&folder, "parsers", streams.into_iter())?;
    Ok(())
}

fn seeds(folder: &Path, target: &str, seeds: impl Iterator<Item = Vec<u8>>) -> Result<(), Failure> {
    let folder = folder.join(target);
    fs::create_dir_all(&folder)?;
    let first = fs::read_dir(&folder)?.count();
    for (number, seed) in seeds.enumerate() {
        fs::write(folder.join(format!("seed-{}", first + number)), seed)?;
    }
    Ok(())
}

/// The board's own stream, with and without self-description, and one for each state that QEMU's devices have had.
fn streams() -> Result<Vec<Vec<u8>>, Failure> {
    let board = Board::default();
    let whole = board.machine().save()?;
    board.drive(&[0x88, 4, 1, 9, 0x80, 11, 0x70, 1, 0x82, 3, 3, 3, 1, 0, 65, 1, 3, 2, 66, 1]);
    let mut streams = vec![whole, board.machine().save()?, board.machine().with_description(false).save()?];
    for (device, version) in [("serial", 3), ("i8254", 3), ("mc146818rtc", 3), ("hpet", 2)] {
        for (_, payload) in golden::all(device) {
            let mut stream = b"QEVM\0\0\0\x03\x07\0\0\0\x05board\x04\0\0\0\x01".to_vec();
            stream.push(device.len() as u8);
            stream.extend_from_slice(device.as_bytes());
            stream.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, version]);
            stream.extend_from_slice(&payload);
            stream.extend_from_slice(&[0x7e, 0, 0, 0, 1, 0]);
            streams.push(stream);
        }
    }
    Ok(streams)
}

/// What the target for all kinds of field takes: a choice, and the bytes for that.
fn states() -> Result<Vec<Vec<u8>>, Failure> {
    let mut states = Vec::new();
    for every in [Every::full(1), Every::full(0x42), Every::empty()] {
        let saved = save_state(&every)?;
        states.extend([3, 0x83].map(|choice| [&[choice], saved.as_slice()].concat()));
    }
    for rack in [Rack::full(1), Rack::full(8)] {
        states.push([&[4 | 2], save_state(&rack)?.as_slice()].concat());
    }
    let (every, rack, last) = (Mutex::new(Every::full(5)), Rack::full(6), Mutex::new(Every::full(7)));
    let mut machine = Machine::new("m").with_description(false);
    machine.register(&every)?;
    machine.register(&rack)?;
    machine.register(&last)?;
    states.push([&[8], &machine.save()?[14..]].concat());
    Ok(states)
}
