//! Whatever reads a stream without changing a device: sections, configuration, self-description, RAM.
#![no_main]

use std::sync::Mutex;

use libfuzzer_sys::fuzz_target;
use migration::{stream::Stream, Limits};
use migration_tests::{
    board::Board,
    every::{Every, Rack},
};

fuzz_target!(|input: &[u8]| {
    let limits = Limits::default().with_memory(1 << 22);
    let told = |_: &str, instance: u32, _: u32, _: &[u8]| (instance < 64).then_some(instance as usize);
    for stream in [Stream::parse(input), limits.within(|| Stream::parse_with(input, told))] {
        let Ok(stream) = stream else { continue };
        for section in stream.sections() {
            let found = stream.section(section.name(), section.instance_id());
            assert!(found.is_some(), "a section that is there is found");
            let end = section.payload_offset() + section.payload().len();
            assert_eq!(&input[section.payload_offset()..end], section.payload());
            let _ = section.load_into(&Mutex::new(Every::full(3)));
            let _ = section.load_into(&Rack::full(4));
        }
    }
    let board = Board::default();
    let before = board.shown();
    if let Ok(nodes) = board.machine().inspect(input) {
        for node in nodes {
            assert!(node.to_string().contains(&node.name));
        }
    }
    assert_eq!(board.shown(), before, "looking changes nothing");
});
