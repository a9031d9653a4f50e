//! What a load may cost: memory and records, counted by an allocator of the test's own (R6).

use std::sync::Mutex;

use migration::{
    bql::{self, BqlCell},
    stream::{Configuration, Stream},
    testing::load_memory,
    Error, ErrorKind, InvalidError, Limits, Machine, ToMigrationState, VMState,
};
use migration_tests::counting::{measured, Counting};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most memory beside what was there before.
fn peak<R>(run: impl FnOnce() -> R) -> (R, usize) {
    let (result, memory) = measured(run);
    (result, memory.most)
}

/// What counts for nothing: texts of errors, the first entries of maps.
const SMALL: usize = 16 << 10;

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
struct Request {
    sector: u64,
    #[migration_state(omit = "a cache")]
    cache: [u64; 4],
}

#[derive(Debug, ToMigrationState)]
#[migration_state(name = "disk", post_load = Self::loaded)]
struct Disk {
    table: Box<[u64; 512]>,
    #[migration_state(range = ..=1_000_000)]
    waiting: Vec<Request>,
}

impl Disk {
    fn loaded(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }
}

#[derive(VMState)]
#[vmstate(name = "ram", post_load = Self::loaded)]
struct Ram {
    words: BqlCell<[u64; 1024]>,
}

impl Ram {
    fn loaded(&self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }
}

struct Board {
    disk: Mutex<Disk>,
    ram: Ram,
    second: Mutex<Disk>,
}

impl Board {
    fn new(waiting: usize) -> Self {
        let disk = |waiting| Mutex::new(Disk { table: Box::new([1; 512]), waiting: vec![Request::default(); waiting] });
        Self { disk: disk(waiting), second: disk(1), ram: Ram { words: [2; 1024].into() } }
    }

    fn machine(&self) -> Machine<'_> {
        let mut machine = Machine::new("board").with_description(false);
        machine.register(&self.disk).unwrap();
        machine.register(&self.ram).unwrap();
        machine.register(&self.second).unwrap();
        machine
    }
}

/// The records of a stream, and what stands before them.
fn cut(stream: &[u8]) -> (&[u8], &[u8]) {
    let begin = 8 + 1 + 4 + "board".len();
    (&stream[..begin], &stream[begin..stream.len() - 1])
}

#[test]
fn a_load_asks_for_no_more_than_its_limit() {
    let sender = Board::new(20_000);
    let stream = sender.machine().save().unwrap();
    let mut loads = 0;
    for shift in 12..26 {
        let memory = 1 << shift;
        let board = Board::new(3);
        let machine = board.machine().with_limits(Limits::default().with_memory(memory));
        for inspects in [false, true] {
            let before = machine.save().unwrap();
            let (result, most) =
                peak(|| if inspects { machine.inspect(&stream).map(drop) } else { machine.load(&stream) });
            assert!(most <= memory + SMALL, "{most} bytes with a limit of {memory}");
            match result {
                Ok(()) => loads += 1,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
                    assert_eq!(machine.save().unwrap(), before);
                }
            }
        }
    }
    assert!(loads > 2, "a limit that is high enough is none");
}

#[test]
fn a_refusal_puts_everything_back_whatever_that_takes() {
    let sender = Board::new(4);
    {
        let _bql = bql::lock();
        sender.ram.words.set([9; 1024]);
    }
    let stream = sender.machine().save().unwrap();
    // Each limit ends the load at another place.
    let mut refused = 0;
    for memory in (0..80_000).step_by(397) {
        let board = Board::new(3);
        let machine = board.machine().with_limits(Limits::default().with_memory(memory));
        let before = machine.save().unwrap();
        if let Err(error) = machine.load(&stream) {
            refused += 1;
            assert!(!error.to_string().contains("putting the old state back failed"), "{error}");
            assert_eq!(machine.save().unwrap(), before);
        }
    }
    assert!((10..200).contains(&refused), "{refused} refused");
}

#[test]
fn limits_around_a_call_hold_for_each_load_in_it() {
    let sender = Board::new(4);
    let stream = sender.machine().with_description(true).save().unwrap();
    let board = Board::new(4);
    let machine = board.machine();
    let parse = || Stream::parse(&stream).map(drop);
    let refused = |result: Result<(), Error>| result.unwrap_err().kind() == ErrorKind::Limit;

    let little = Limits::default().with_memory(1000);
    assert!(refused(little.within(|| machine.load(&stream))));
    assert!(refused(little.within(|| machine.inspect(&stream).map(drop))));
    assert!(refused(little.within(parse)));
    let few = Limits::default().with_sections(1);
    assert!(refused(few.within(|| machine.load(&stream))));
    assert!(refused(few.within(parse)));

    // Inside, limits become no wider; behind, whatever happened inside, they are what they were.
    assert!(refused(little.within(|| Limits::default().within(|| machine.load(&stream)))));
    std::panic::catch_unwind(|| little.within(|| panic!("inside"))).unwrap_err();
    machine.load(&stream).unwrap();
    parse().unwrap();

    // Just what a load asks for is enough for it, however often it comes.
    let (loaded, bytes) = load_memory(|| machine.load(&stream));
    loaded.unwrap();
    let enough = Limits::default().with_memory(bytes);
    enough.within(|| machine.load(&stream).and_then(|()| machine.load(&stream))).unwrap();
    let error = enough.with_memory(bytes - 1).within(|| machine.load(&stream)).unwrap_err().to_string();
    let expected = format!("at most {} bytes of memory (`Limits::memory`), found one that asks for ", bytes - 1);
    assert!(error.contains(&expected), "{error}");
}

#[test]
fn many_records_are_too_many() {
    let board = Board::new(0);
    let stream = board.machine().save().unwrap();
    let (head, records) = cut(&stream);
    let often = [head, &records.repeat(50), &[0]].concat();
    board.machine().load(&often).unwrap();
    let at_most = |sections| board.machine().with_limits(Limits::default().with_sections(sections));
    at_most(150).load(&often).unwrap();
    let error = at_most(149).load(&often).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(error.to_string().contains("at most 149 records"), "{error}");
}

#[test]
fn sections_that_are_announced_again_and_again_cost_no_more_than_the_limit() {
    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "nil")]
    struct Nil {}

    let device = Mutex::new(Nil {});
    let memory = 1 << 20;
    let mut machine = Machine::new("board").with_description(false).with_limits(Limits::default().with_memory(memory));
    machine.register(&device).unwrap();
    let stream = machine.save().unwrap();
    let (head, record) = cut(&stream);
    let mut often = head.to_vec();
    for id in 0_u32..100_000 {
        let begin = often.len();
        often.extend_from_slice(record);
        let end = often.len();
        often[begin + 1..begin + 5].copy_from_slice(&id.to_be_bytes());
        often[end - 4..].copy_from_slice(&id.to_be_bytes());
    }
    often.push(0);
    let (result, most) = peak(|| machine.load(&often));
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Limit);
    assert!(most <= memory + SMALL, "{most}");
    let (result, most) = peak(|| Machine::new("other").inspect(&often));
    assert!(result.is_err() && most <= SMALL, "{most}");
}

#[test]
fn a_self_description_costs_no_more_than_the_limit() {
    let mut head = b"QEVM\0\0\0\x03".to_vec();
    Configuration { machine: "m".to_owned(), ..Configuration::default() }.write(&mut head).unwrap();
    let with_json = |json: &str| [&head[..], &[0, 6], &(json.len() as u32).to_be_bytes(), json.as_bytes()].concat();
    for item in ["0,", "[0],", "{\"\":0},", "\"a\",", "{\"name\":\"n\",\"instance_id\":0},"] {
        let json = format!("{{\"devices\": [{}0]}}", item.repeat(100_000));
        let stream = with_json(&json);
        for memory in [1 << 16, 1 << 20, 1 << 24, 1 << 28] {
            let limits = Limits::default().with_memory(memory);
            let (result, most) = peak(|| limits.within(|| Stream::parse(&stream)).map(drop));
            assert!(most <= memory + SMALL, "{item}: {most} bytes with a limit of {memory}: {result:?}");
            if memory < 1 << 24 {
                assert_eq!(result.unwrap_err().kind(), ErrorKind::Limit);
            }
        }
    }
}
