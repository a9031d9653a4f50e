//! Devices that threads use while others save and load them (R10).

use std::{
    sync::{
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc, Arc, Mutex, RwLock,
    },
    thread,
    time::Duration,
};

use migration::{
    bql::{self, BqlCell, BqlRefCell},
    load_state, save_state, ErrorKind, InvalidError, Machine, Migratable, ToMigrationState, VMState,
};

/// Two halves that belong together at any time.
#[derive(Debug, Default, ToMigrationState)]
#[migration_state(name = "pair", validate = Self::validate)]
struct Pair {
    value: u64,
    inverse: u64,
    words: [u32; 32],
}

impl Pair {
    fn set(&mut self, value: u64) {
        self.value = value;
        self.words = [value as u32; 32];
        self.inverse = !value;
    }

    fn is_whole(&self) -> bool {
        self.inverse == !self.value && self.words.iter().all(|word| *word == self.value as u32)
    }

    fn validate(&self, received: &PairMigration, _version_id: u8) -> Result<(), InvalidError> {
        if received.inverse == !received.value {
            Ok(())
        } else {
            Err(InvalidError::new("expected two halves that belong together, found others"))
        }
    }
}

/// In place, behind the big lock.
#[derive(VMState)]
#[vmstate(name = "counter")]
struct Counter {
    count: BqlCell<u32>,
    copy: BqlRefCell<u32>,
}

/// Only a deadlock takes this long.
const FOREVER: Duration = Duration::from_mins(2);

/// Runs the threads to their end.
fn run_all(threads: Vec<Box<dyn FnOnce() + Send>>) {
    let (sender, finished) = mpsc::channel();
    let count = threads.len();
    for thread in threads {
        let sender = sender.clone();
        thread::spawn(move || {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(thread));
            sender.send(outcome.is_ok()).unwrap();
        });
    }
    for _ in 0..count {
        assert!(finished.recv_timeout(FOREVER).expect("no thread waits for another forever"), "a thread has failed");
    }
}

struct Board {
    mutex: Arc<Migratable<Mutex<Pair>>>,
    lock: Arc<RwLock<Pair>>,
    counter: Arc<Counter>,
    is_done: AtomicBool,
    checks: AtomicU32,
}

impl Board {
    fn new() -> Arc<Self> {
        let pair = || {
            let mut pair = Pair::default();
            pair.set(1);
            pair
        };
        Arc::new(Self {
            mutex: Arc::new(Mutex::new(pair()).into()),
            lock: Arc::new(RwLock::new(pair())),
            counter: Arc::new(Counter { count: 0.into(), copy: 0.into() }),
            is_done: AtomicBool::new(false),
            checks: AtomicU32::new(0),
        })
    }

    fn machine(&self) -> Machine<'static> {
        let mut machine = Machine::new("board").with_description(false);
        machine.register(Arc::clone(&self.mutex)).unwrap();
        machine.register(Arc::clone(&self.lock)).unwrap();
        machine.register(Arc::clone(&self.counter)).unwrap();
        machine
    }

    /// Uses the devices as a guest's processors do, until the others are done.
    fn hammer(&self, seed: u64) {
        let mut value = seed;
        while !self.is_done.load(Ordering::Relaxed) {
            value = value.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            {
                let mut pair = self.mutex.lock().unwrap();
                assert!(pair.is_whole());
                pair.set(value);
            }
            {
                let mut pair = self.lock.write().unwrap();
                assert!(pair.is_whole());
                pair.set(!value);
            }
            assert!(self.lock.read().unwrap().is_whole());
            let _bql = bql::lock();
            assert_eq!(self.counter.count.get(), *self.counter.copy.borrow());
            self.counter.count.set(value as u32);
            *self.counter.copy.borrow_mut() = value as u32;
            self.checks.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What a stream has of each device is of one moment.
    fn check_saved(stream: &[u8]) {
        let other = Self::new();
        other.machine().load(stream).unwrap();
        assert!(other.mutex.lock().unwrap().is_whole());
        assert!(other.lock.read().unwrap().is_whole());
        let _bql = bql::lock();
        assert_eq!(other.counter.count.get(), *other.counter.copy.borrow());
    }
}

#[test]
fn devices_in_use_are_saved_and_loaded_whole() {
    const ROUNDS: usize = 300;
    let board = Board::new();
    let good = board.machine().save().unwrap();
    let bad = good[..good.len() - 1].to_vec();
    let (savers, loaders) = (2, 2);
    let left = Arc::new(AtomicU32::new(savers + loaders));
    let mut threads: Vec<Box<dyn FnOnce() + Send>> = Vec::new();
    for seed in 0..2 {
        let board = Arc::clone(&board);
        threads.push(Box::new(move || board.hammer(seed)));
    }
    let work = |run: Box<dyn Fn(&Machine<'static>) + Send>| -> Box<dyn FnOnce() + Send> {
        let (board, left) = (Arc::clone(&board), Arc::clone(&left));
        Box::new(move || {
            let machine = board.machine();
            for _ in 0..ROUNDS {
                run(&machine);
            }
            if left.fetch_sub(1, Ordering::Relaxed) == 1 {
                board.is_done.store(true, Ordering::Relaxed);
            }
        })
    };
    for _ in 0..savers {
        threads.push(work(Box::new(|machine| Board::check_saved(&machine.save().unwrap()))));
    }
    let good = Arc::new(good);
    let stream = Arc::clone(&good);
    threads.push(work(Box::new(move |machine| machine.load(&stream).unwrap())));
    threads.push(work(Box::new(move |machine| drop(machine.load(&bad).unwrap_err()))));
    run_all(threads);
    assert!(board.checks.load(Ordering::Relaxed) > 0, "somebody used the devices meanwhile");
    Board::check_saved(&board.machine().save().unwrap());
}

#[test]
fn a_poisoned_lock_is_an_error_that_names_its_device() {
    let board = Board::new();
    let machine = board.machine();
    let stream = machine.save().unwrap();
    let poisoned = Arc::clone(&board.lock);
    thread::spawn(move || {
        let _held = poisoned.write().unwrap();
        std::panic::resume_unwind(Box::new("while it is held"));
    })
    .join()
    .unwrap_err();
    board.mutex.lock().unwrap().set(7);
    for error in [machine.save().unwrap_err(), machine.load(&stream).unwrap_err()] {
        assert_eq!((error.device(), error.instance_id(), error.kind()), ("pair", Some(1), ErrorKind::NotMigratable));
        assert!(error.to_string().starts_with("pair[1]") && error.message().contains("poisoned"), "{error}");
    }
    // The device before it was read, but has not changed.
    assert_eq!(board.mutex.lock().unwrap().value, 7);
}

#[test]
fn a_borrowed_cell_refuses_to_be_saved_and_loaded() {
    let counter = Counter { count: 1.into(), copy: 1.into() };
    let stream = save_state(&counter).unwrap();
    let _bql = bql::lock();
    {
        let _looks = counter.copy.borrow_mut();
        for error in [save_state(&counter).unwrap_err(), load_state(&counter, &stream, 1).unwrap_err()] {
            assert_eq!((error.device(), error.kind()), ("counter", ErrorKind::NotMigratable), "{error}");
        }
    }
    load_state(&counter, &stream, 1).unwrap();
}

/// Whoever has no big lock is refused by name in Rust, with the place where that was wrong.
#[test]
fn a_cell_without_the_big_lock_says_so() {
    let counter = Counter { count: 1.into(), copy: 1.into() };
    let message = thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| counter.count.get())).unwrap_err();
            *panicked.downcast::<&str>().unwrap()
        });
        thread.join().unwrap()
    });
    assert!(message.contains("`bql::lock()`"), "{message}");
}
