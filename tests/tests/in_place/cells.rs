use std::{cell::Cell, sync::Mutex};

use migration::{
    bql,
    bql::{BqlCell, BqlRefCell},
    load_state, save_state, Describe, Migratable, ToMigrationState, VMState,
};
use migration_tests::hex;

#[derive(Debug, Default, VMState)]
struct Channel {
    #[vmstate(range = ..8)]
    level: BqlCell<u8>,
    address: Cell<u16>,
}

#[derive(Debug, Default, ToMigrationState)]
struct Locked {
    level: u8,
}

#[derive(Debug, Default, VMState)]
#[vmstate(name = "cells")]
struct Cells {
    count: BqlCell<u8>,
    #[vmstate(len = count)]
    fifo: BqlRefCell<[u8; 4]>,
    channels: [Channel; 2],
    boxed: Box<Channel>,
    locked: Migratable<Mutex<Locked>>,
    #[vmstate(range = 1..=3)]
    mode: BqlRefCell<[u8; 2]>,
    #[vmstate(omit)]
    plain: u32,
}

#[test]
fn a_device_in_cells_is_loaded_through_a_shared_reference() {
    bql::start_test();
    assert!(Cells::VMSD.is_in_cells());
    let cells = Cells { mode: [1, 1].into(), ..Cells::default() };
    let bytes = hex("02 0a0b 01 0203 04 0506 07 0809 0c 0201");
    load_state(&cells, &bytes, 1).unwrap();
    assert_eq!(save_state(&cells).unwrap(), bytes);
    assert_eq!((*cells.fifo.borrow(), cells.channels[1].address.get()), ([10, 11, 0, 0], 0x506));
    assert_eq!(cells.plain, 0);
    assert_eq!((cells.boxed.level.get(), cells.locked.lock().unwrap().level), (7, 12));

    let other = hex("00 01 0203 04 0506 07 0809 0d 0101");
    for length in 0..other.len() {
        load_state(&cells, &other[..length], 1).unwrap_err();
        assert_eq!(save_state(&cells).unwrap(), bytes);
    }
    for (refused, path) in [
        ("05 0a0b 01 0203 04 0506 07 0809 0c 0201", "fifo"),
        ("00 01 0203 08 0506 07 0809 0c 0201", "channels[1].level"),
        ("00 01 0203 04 0506 08 0809 0c 0201", "boxed.level"),
        ("00 01 0203 04 0506 07 0809 0c 0104", "mode[1]"),
    ] {
        let error = load_state(&cells, &hex(refused), 1).unwrap_err();
        assert_eq!(error.path(), path, "{error}");
        assert_eq!(save_state(&cells).unwrap(), bytes);
    }
}

#[test]
fn nobody_loads_behind_a_borrow() {
    bql::start_test();
    let cells = Cells { mode: [1, 1].into(), ..Cells::default() };
    let bytes = save_state(&cells).unwrap();
    let borrow = cells.fifo.borrow();
    load_state(&cells, &bytes, 1).unwrap_err();
    drop(borrow);
    load_state(&cells, &bytes, 1).unwrap();
}

#[derive(Debug, Default, VMState)]
#[vmstate(name = "partly")]
struct Partly {
    first: BqlCell<u8>,
    #[vmstate(name = "renamed")]
    second: u8,
    third: u8,
}

#[derive(Debug, Default, VMState)]
#[vmstate(name = "outer")]
struct Outer {
    first: BqlCell<u8>,
    #[vmstate(subsection = "outer/partly")]
    parts: [Partly; 2],
}

#[test]
fn the_first_field_outside_of_cells_is_known() {
    assert_eq!(Partly::VMSD.outside_cells(), Some(c"second"));
    assert_eq!(Outer::VMSD.outside_cells(), Some(c"parts"));
    assert_eq!(Cells::VMSD.outside_cells(), None);
}
