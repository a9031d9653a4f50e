//! Kinds behind pointers, where an entry means two things.

use std::collections::BTreeMap;

use migration::{load_state_mut, save_state, ToMigrationState};

#[derive(Debug, Default, PartialEq, ToMigrationState)]
struct Request {
    sector: u16,
}

/// The bound of a list is no distance from where its box leads.
#[expect(clippy::box_collection, reason = "it is the boxes that are tested")]
#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(name = "disk")]
struct Disk {
    #[migration_state(range = ..=64)]
    waiting: Box<Vec<Request>>,
    #[migration_state(range = ..=64)]
    known: Box<BTreeMap<u32, Request>>,
}

#[test]
fn bounded_containers_in_boxes() {
    let mut disk = Disk { waiting: vec![Request { sector: 1 }].into(), known: BTreeMap::new().into() };
    let bytes = [1, 0, 1, 0, 0, 0, 0, 0, 0];
    assert_eq!(save_state(&disk).unwrap(), bytes);
    load_state_mut(&mut disk, &[1, 0, 2, 1, 0, 3, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 4, 0, 5, 0], 1).unwrap();
    assert_eq!(*disk.waiting, [Request { sector: 2 }, Request { sector: 3 }]);
    assert_eq!(*disk.known, BTreeMap::from([(4, Request { sector: 5 })]));
    let error = load_state_mut(&mut disk, &[1, 0, 0].repeat(65), 1).unwrap_err();
    assert_eq!((error.path(), error.message()), ("waiting", "expected at most 64 elements, found more"));
    load_state_mut(&mut disk, &bytes, 1).unwrap();
    assert_eq!(save_state(&disk).unwrap(), bytes);
}
