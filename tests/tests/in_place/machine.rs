use std::sync::Mutex;

use migration::{
    bql, bql::BqlCell, load_state, save_state, stream::Stream, InvalidError, Machine, Migratable, ToMigrationState,
    VMState,
};

/// In place, beside a device with a shadow.
#[derive(Debug, Default, VMState)]
#[vmstate(name = "latch", version_id = 2, minimum_version_id = 1, post_load = Self::post_load)]
struct Latch {
    value: BqlCell<u16>,
    #[vmstate(since = 2)]
    mask: BqlCell<u8>,
    #[vmstate(subsection = "latch/extra", needed = Self::has_extra)]
    extra: BqlCell<u8>,
}

impl Latch {
    fn has_extra(&self) -> bool {
        self.extra.get() != 0
    }

    fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        if self.mask.get() == 0xbd {
            return Err(InvalidError::new("a bad mask"));
        }
        Ok(())
    }
}

#[test]
fn sections_of_a_machine() {
    bql::start_test();
    let (first, second) = (Latch::default(), Latch::default());
    first.value.set(0x102);
    second.mask.set(3);
    second.extra.set(4);
    let mut machine = Machine::new("board");
    machine.register(&first).unwrap();
    machine.register(&second).unwrap();
    let stream = machine.save().unwrap();
    // Type, id, name, instance, version, fields, subsections, footer.
    let expected: &[u8] = b"\x04\0\0\0\0\x05latch\0\0\0\0\0\0\0\x02\x01\x02\0\x7e\0\0\0\0";
    assert!(stream.windows(expected.len()).any(|bytes| bytes == expected), "{stream:02x?}");
    let expected: &[u8] = b"\x05latch\0\0\0\x01\0\0\0\x02\0\0\x03\x05\x0blatch/extra\0\0\0\x01\x04\x7e\0\0\0\x01";
    assert!(stream.windows(expected.len()).any(|bytes| bytes == expected), "{stream:02x?}");
    assert!(Stream::parse(&stream).is_ok());

    first.value.set(9);
    second.extra.set(9);
    machine.load(&stream).unwrap();
    assert_eq!((first.value.get(), second.extra.get()), (0x102, 4));

    // The second one refuses, so the first one is as it was.
    second.mask.set(0xbd);
    let refused = machine.save().unwrap();
    second.mask.set(3);
    first.value.set(7);
    machine.load(&refused).unwrap_err();
    assert_eq!((first.value.get(), second.mask.get()), (7, 3));
}

/// A part of a shadow that travels as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, VMState)]
struct Position {
    x: u8,
    y: u16,
}

#[derive(Debug, Default, ToMigrationState)]
#[migration_state(name = "mouse")]
struct Mouse {
    #[migration_state(clone)]
    position: Position,
    buttons: u8,
}

#[test]
fn a_part_of_a_shadow() {
    let mouse = Migratable::new(Mutex::new(Mouse { position: Position { x: 1, y: 0x203 }, buttons: 4 }));
    assert_eq!(save_state(&mouse).unwrap(), [1, 2, 3, 4]);
    load_state(&mouse, &[5, 6, 7, 8], 1).unwrap();
    assert_eq!(mouse.lock().unwrap().position, Position { x: 5, y: 0x607 });
}
