use migration::{load_state_mut, save_state, Buffer, ToMigrationState};

#[derive(Debug, Default, PartialEq, ToMigrationState)]
struct Request {
    sector: u16,
}

const MOST: usize = 3;

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "counts")]
struct Counts {
    #[migration_state(local)]
    lanes: u8,
    level: u8,
    #[migration_state(len = level)]
    fifo: [u16; 4],
    #[migration_state(len = lanes * 2)]
    masks: [u8; 4],
    #[migration_state(len = level, range = ..=MOST)]
    requests: Vec<Request>,
    #[migration_state(try_into(u32))]
    words: usize,
    #[migration_state(len = words, range = ..5)]
    memory: Vec<u8>,
    #[migration_state(slice = 2..)]
    window: [u8; 4],
    #[migration_state(into(Buffer<4>), slice = 1..=2)]
    raw: [u8; 4],
    pointers: [Option<Box<Request>>; 3],
    #[migration_state(len = level, range = ..=4)]
    queues: Vec<Option<Box<Request>>>,
}

fn request(sector: u16) -> Request {
    Request { sector }
}

fn device() -> Counts {
    Counts {
        lanes: 1,
        level: 2,
        fifo: [1, 2, 3, 4],
        masks: [5, 6, 7, 8],
        requests: vec![request(0x102), request(3)],
        words: 3,
        memory: vec![9, 10, 11],
        window: [12, 13, 14, 15],
        raw: [16, 17, 18, 19],
        pointers: [None, Some(Box::new(request(0x506))), None],
        queues: vec![Some(Box::new(request(7))), None],
    }
}

const SAVED: &[u8] = b"\x02\x00\x01\x00\x02\x05\x06\x01\x02\x00\x03\x00\x00\x00\x03\x09\x0a\x0b\x0e\x0f\x11\x12\
    0\x05\x060\x00\x070";

#[test]
fn only_what_is_counted_travels() {
    assert_eq!(save_state(&device()).unwrap(), SAVED);
}

#[test]
fn elements_that_do_not_travel_stay() {
    let mut loaded = Counts {
        lanes: 1,
        level: 0,
        fifo: [90; 4],
        masks: [91; 4],
        window: [92; 4],
        raw: [93; 4],
        pointers: [None, Some(Box::default()), None],
        queues: vec![Some(Box::default())],
        ..Counts::default()
    };
    load_state_mut(&mut loaded, SAVED, 1).unwrap();
    let expected = Counts {
        fifo: [1, 2, 90, 90],
        masks: [5, 6, 91, 91],
        window: [92, 92, 14, 15],
        raw: [93, 17, 18, 93],
        ..device()
    };
    assert_eq!(loaded, expected);
}

#[test]
fn a_count_above_what_there_is_room_for_is_refused() {
    // The first above the array's capacity, the others above the vectors'.
    for (offset, count, path, counted_by) in [(0, 5, "counts.fifo", "level"), (14, 5, "counts.memory", "words")] {
        let mut stream = SAVED.to_vec();
        stream[offset] = count;
        let mut device = device();
        let error = load_state_mut(&mut device, &stream, 1).unwrap_err().to_string();
        assert!(
            error.starts_with(path) && error.ends_with(&format!("found a count of {count} in `{counted_by}`")),
            "{error}"
        );
        assert_eq!(device, self::device());
    }
    let mut stream = SAVED.to_vec();
    stream[0] = 4;
    let error = load_state_mut(&mut device(), &stream, 1).unwrap_err().to_string();
    assert!(error.starts_with("counts.requests") && error.contains("at most 3 elements"), "{error}");
}

#[test]
fn what_could_not_be_loaded_is_not_saved() {
    for (break_it, path) in [
        ((|device| device.level = 5) as fn(&mut Counts), "counts.fifo"),
        (|device| device.lanes = 3, "counts.masks"),
        (|device| device.level = 1, "counts.requests"),
        (|device| device.memory.push(0), "counts.memory"),
    ] {
        let mut device = device();
        break_it(&mut device);
        let error = save_state(&device).unwrap_err().to_string();
        assert!(error.starts_with(path), "{error}");
    }
}

#[test]
fn a_null_stays_null() {
    let mut stream = SAVED.to_vec();
    stream[22] = 1;
    let mut device = device();
    let error = load_state_mut(&mut device, &stream, 1).unwrap_err().to_string();
    assert!(error.starts_with("counts.pointers[0] at offset 0x16"), "{error}");
    assert_eq!(device, self::device());
}

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "grown", version_id = 2, minimum_version_id = 1)]
struct Grown {
    level: u8,
    #[migration_state(len = level, since = 2)]
    fifo: [u8; 2],
}

/// Before there was an array, the count stood for something else.
#[test]
fn a_count_is_free_where_its_array_is_not_there_yet() {
    let mut device = Grown::default();
    load_state_mut(&mut device, &[9], 1).unwrap();
    assert_eq!(device.level, 9);
    assert!(load_state_mut(&mut device, &[9, 1, 2], 2).is_err());
}
