//! A device and a part of it, both in one machine: each notes and puts back the same memory.

use migration::{
    bql::{self, BqlCell, BqlRefCell},
    Machine, VMState,
};

#[derive(VMState)]
#[vmstate(name = "part")]
struct Part {
    level: BqlCell<u32>,
    bytes: BqlRefCell<[u8; 3]>,
}

#[derive(VMState)]
#[vmstate(name = "whole")]
struct Whole {
    mode: BqlCell<u8>,
    part: Part,
    lines: [BqlCell<u16>; 2],
}

fn whole(number: u8) -> Whole {
    Whole {
        mode: number.into(),
        part: Part { level: u32::from(number).into(), bytes: [number; 3].into() },
        lines: [u16::from(number).into(), u16::from(number).into()],
    }
}

fn machine(whole: &Whole) -> Machine<'_> {
    let mut machine = Machine::new("m").with_description(false);
    machine.register(whole).unwrap();
    machine.register(&whole.part).unwrap();
    machine
}

#[test]
fn a_whole_and_its_part() {
    bql::start_test();
    let (sender, receiver) = (whole(1), whole(9));
    let stream = machine(&sender).save().unwrap();
    let before = machine(&receiver).save().unwrap();
    for length in 0..stream.len() {
        assert!(machine(&receiver).load(&stream[..length]).is_err());
        assert_eq!(machine(&receiver).save().unwrap(), before, "after {length} bytes");
    }
    machine(&receiver).load(&stream).unwrap();
    assert_eq!(machine(&receiver).save().unwrap(), stream);
}
