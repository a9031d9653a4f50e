//! What no snapshot has goes back too when a load fails: the parts that elements of lists and maps omit (R5).
#![expect(clippy::linkedlist, reason = "each kind of list is tested")]

mod again;
mod limits;

use std::{
    collections::{BTreeMap, LinkedList, VecDeque},
    sync::{Mutex, OnceLock},
};

use migration::{
    bql::BqlCell, load_state, load_state_mut, save_state, InvalidError, Machine, Migratable, ToMigrationState, VMState,
};

/// An element with a part that does not travel.
#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
struct Part {
    value: u8,
    #[migration_state(omit = "who it is for")]
    owner: Option<String>,
    #[migration_state(range = ..=4)]
    inside: Vec<Inside>,
}

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
struct Inside {
    value: u8,
    #[migration_state(omit = "counted here")]
    uses: u32,
}

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "box", post_load = Self::loaded)]
struct Parts {
    #[migration_state(range = ..=4)]
    list: Vec<Part>,
    #[migration_state(range = ..=4)]
    queue: VecDeque<Part>,
    #[migration_state(range = ..=4)]
    linked: LinkedList<Part>,
    #[migration_state(range = ..=4)]
    map: BTreeMap<u8, Part>,
    count: u8,
    #[migration_state(len = count, range = ..=4)]
    counted: Vec<Part>,
    array: [Part; 1],
    #[migration_state(subsection = "box/maybe")]
    maybe: Option<Part>,
    #[migration_state(subsection = "box/once")]
    once: OnceLock<Part>,
    verdict: u8,
}

impl Parts {
    fn loaded(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        match self.verdict {
            1 => Err(InvalidError::new("refused in the end")),
            2 => panic!("in the end"),
            _ => Ok(()),
        }
    }
}

fn part(value: u8) -> Part {
    Part {
        value,
        owner: Some(format!("owner of {value}")),
        inside: vec![Inside { value, uses: 100 + u32::from(value) }],
    }
}

fn parts() -> Parts {
    Parts {
        list: vec![part(1), part(2)],
        queue: [part(3), part(4)].into(),
        linked: [part(5), part(6)].into(),
        map: BTreeMap::from([(7, part(7)), (8, part(8))]),
        count: 3,
        counted: vec![part(9), part(10), part(11)],
        array: [part(12)],
        maybe: Some(part(13)),
        once: part(14).into(),
        verdict: 0,
    }
}

/// As many elements, fewer and more, all of them others.
fn others(verdict: u8) -> Vec<Parts> {
    let same = Parts {
        list: vec![part(31), part(32)],
        queue: [part(33), part(34)].into(),
        linked: [part(35), part(36)].into(),
        map: BTreeMap::from([(7, part(37)), (9, part(38))]),
        count: 3,
        counted: vec![part(39), part(40), part(41)],
        array: [part(42)],
        maybe: Some(part(43)),
        once: part(44).into(),
        verdict,
    };
    let fewer = Parts { count: 1, counted: vec![part(50)], verdict, ..Parts::default() };
    let more = Parts {
        list: vec![part(60), part(61), part(62), part(63)],
        map: (70..74).map(|key| (key, part(key))).collect(),
        count: 4,
        counted: vec![part(80), part(81), part(82), part(83)],
        ..fewer.clone()
    };
    vec![same, fewer, more]
}

#[test]
fn one_device_that_refuses_in_the_end() {
    for verdict in [1, 2] {
        for other in others(verdict) {
            let stream = save_state(&other).unwrap();
            let mut device = parts();
            load_state_mut(&mut device, &stream, 1).unwrap_err();
            assert_eq!(device, parts());
            let locked = Mutex::new(parts());
            load_state(&locked, &stream, 1).unwrap_err();
            assert_eq!(*locked.lock().unwrap(), parts());
        }
    }
}

#[test]
fn what_is_loaded_stays() {
    for other in others(0) {
        let mut device = parts();
        load_state_mut(&mut device, &save_state(&other).unwrap(), 1).unwrap();
        assert_eq!(save_state(&device).unwrap(), save_state(&other).unwrap());
        // New elements have no owner; those that the stream only changes keep theirs.
        assert!(device.list.iter().all(|part| part.owner.is_none()));
        assert_eq!(device.counted[0].owner, part(9).owner);
    }
}

/// The second device refuses when the first has taken its state over already.
fn refused_by_another(first: &Migratable<Mutex<Parts>>, streams: &[Parts]) {
    let (latch, bad) = (Mutex::new(Parts::default()), Mutex::new(Parts { verdict: 1, ..Parts::default() }));
    let mut machine = Machine::new("m").with_description(false);
    machine.register(first).unwrap();
    machine.register(&latch).unwrap();
    let mut stream = Vec::new();
    for parts in streams {
        let sent = Mutex::new(parts.clone());
        let mut sender = Machine::new("m").with_description(false);
        sender.register(&sent).unwrap();
        sender.register(&bad).unwrap();
        let saved = sender.save().unwrap();
        // The header and the configuration once, the end mark at the end, the refusal in the last one only.
        let head = 8 + 1 + 4 + 1;
        let tail = saved.windows(5).rposition(|window| window == [4, 0, 0, 0, 1]).unwrap();
        if stream.is_empty() {
            stream.extend_from_slice(&saved[..head]);
        }
        stream.extend_from_slice(&saved[head..tail]);
        if core::ptr::eq(parts, streams.last().unwrap()) {
            stream.extend_from_slice(&saved[tail..]);
        }
    }
    let error = machine.load(&stream).unwrap_err();
    assert!(error.to_string().starts_with("box[1]"), "{error}");
}

#[test]
fn another_device_refuses_at_last() {
    for other in others(0) {
        let device = Migratable::new(Mutex::new(parts()));
        refused_by_another(&device, &[other]);
        assert_eq!(*device.lock().unwrap(), parts());
    }
}

#[test]
fn a_device_sent_several_times_goes_back_to_the_begin() {
    let [same, fewer, more] = others(0).try_into().unwrap();
    let sequences = [
        vec![fewer.clone(), more.clone()],
        vec![more.clone(), fewer.clone(), same.clone()],
        vec![fewer.clone(), same.clone(), fewer.clone(), more.clone()],
        vec![same.clone(), more, fewer.clone(), same, fewer],
    ];
    for sequence in sequences {
        let device = Migratable::new(Mutex::new(parts()));
        refused_by_another(&device, &sequence);
        assert_eq!(*device.lock().unwrap(), parts());
    }
}

/// A device in place, with one behind a lock inside, and a field that is refused after that.
#[derive(VMState)]
#[vmstate(name = "frame", post_load = Self::loaded)]
struct Frame {
    parts: Migratable<Mutex<Parts>>,
    last: BqlCell<u8>,
}

impl Frame {
    fn loaded(&self, _version_id: u8) -> Result<(), InvalidError> {
        if self.last.get() == 9 {
            return Err(InvalidError::new("nine"));
        }
        Ok(())
    }
}

#[test]
fn a_device_inside_of_one_in_place() {
    for other in others(0) {
        let sender = Frame { parts: Mutex::new(other).into(), last: 9.into() };
        let stream = save_state(&sender).unwrap();
        let device = Frame { parts: Mutex::new(parts()).into(), last: 0.into() };
        load_state(&device, &stream, 1).unwrap_err();
        assert_eq!(*device.parts.lock().unwrap(), parts());
    }
}

#[test]
fn no_load_is_on_when_a_lock_is_restored_by_hand() {
    use migration::ToMigrationStateShared as _;
    for other in others(1) {
        let device = Mutex::new(parts());
        device.restore_migrated_state(*other.to_migration_state().unwrap(), 1).unwrap_err();
        assert_eq!(*device.lock().unwrap(), parts());
    }
}
