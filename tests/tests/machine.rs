//! Several devices in one stream: all of them change, or none.

use std::ffi::CStr;
use std::sync::{
    atomic::{AtomicU32, Ordering},
    Arc, Mutex,
};

use migration::{
    bindings::MigrationPriority,
    bql::{self, BqlCell},
    stream::Stream,
    vmstate_fields, vmstate_of, vmstate_subsections, Describe, ErrorKind, InvalidError, Machine, Migratable, Place,
    ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "latch", version_id = 2, minimum_version_id = 1, post_load = Self::loaded)]
struct Latch {
    value: u16,
    #[migration_state(since = 2)]
    mask: u8,
}

impl Latch {
    fn loaded(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        // Fails after the values have changed: only a snapshot brings them back.
        match self.mask {
            0xbd => Err(InvalidError::new("a bad mask")),
            0xbe => panic!("a terrible mask"),
            _ => Ok(()),
        }
    }
}

type SharedLatch = Migratable<Mutex<Latch>>;

/// In place, with hooks that count and that change fields of the table.
#[derive(Default)]
struct Meter {
    level: BqlCell<u8>,
    peak: BqlCell<u8>,
    saving: AtomicU32,
    loading: AtomicU32,
}

impl Meter {
    fn before_save(&self) -> Result<(), InvalidError> {
        self.saving.fetch_add(1, Ordering::Relaxed);
        if self.level.get() == 0xee {
            return Err(InvalidError::new("not now"));
        }
        Ok(())
    }

    fn after_save(&self) -> Result<(), InvalidError> {
        self.saving.fetch_sub(1, Ordering::Relaxed);
        Ok(())
    }

    fn before_load(&self) -> Result<(), InvalidError> {
        self.loading.fetch_add(1, Ordering::Relaxed);
        self.peak.set(0);
        Ok(())
    }

    fn after_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        self.loading.fetch_sub(1, Ordering::Relaxed);
        if self.level.get() > 200 {
            return Err(InvalidError::new("the level is too high"));
        }
        self.peak.set(self.peak.get().max(self.level.get()));
        Ok(())
    }

    fn has_peak(&self) -> bool {
        self.peak.get() != self.level.get()
    }
}

static PEAK: VMStateDescription<Meter> = VMStateDescriptionBuilder::<Meter>::new()
    .name(c"meter/peak")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Meter::has_peak)
    .fields(vmstate_fields! { vmstate_of!(Meter, peak) })
    .build();

impl Describe for Meter {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"meter")
        .version_id(1)
        .minimum_version_id(1)
        .priority(MigrationPriority::MIG_PRI_IOMMU)
        .pre_save(&Meter::before_save)
        .post_save(&Meter::after_save)
        .pre_load(&Meter::before_load)
        .post_load(&Meter::after_load)
        .fields(vmstate_fields! { vmstate_of!(Meter, level) })
        .subsections(vmstate_subsections! { PEAK })
        .build();
}

#[derive(Default)]
struct Board {
    latches: [Arc<SharedLatch>; 2],
    meter: Arc<Meter>,
}

impl Board {
    fn new(first: u16, second: u16, level: u8, peak: u8) -> Self {
        let latch = |value| Arc::new(Mutex::new(Latch { value, mask: value as u8 }).into());
        let meter = Meter { level: level.into(), peak: peak.into(), ..Meter::default() };
        Self { latches: [latch(first), latch(second)], meter: Arc::new(meter) }
    }

    fn machine(&self) -> Machine<'_> {
        let mut machine = Machine::new("board-1.0");
        for latch in &self.latches {
            machine.register(Arc::clone(latch)).unwrap();
        }
        machine.register(&*self.meter).unwrap();
        machine
    }

    fn state(&self) -> (Latch, Latch, u8, u8) {
        let latch = |index: usize| self.latches[index].lock().unwrap().clone();
        (latch(0), latch(1), self.meter.level.get(), self.meter.peak.get())
    }
}

#[test]
fn sections_stand_by_priority_and_instances_are_counted() {
    bql::start_test();
    let board = Board::new(1, 2, 3, 3);
    let bytes = board.machine().save().unwrap();
    let stream = Stream::parse(&bytes).unwrap();
    let heads: Vec<_> =
        stream.sections().iter().map(|section| (section.name(), section.instance_id(), section.id())).collect();
    assert_eq!(heads, [("meter", 0, 2), ("latch", 0, 0), ("latch", 1, 1)]);
    assert_eq!(stream.section("latch", 1).unwrap().payload(), [0, 2, 2]);
    assert_eq!(stream.configuration().unwrap().machine, "board-1.0");
    assert_eq!(board.meter.saving.load(Ordering::Relaxed), 0);
}

#[test]
fn everything_arrives() {
    bql::start_test();
    let (sender, receiver) = (Board::new(0x102, 0x304, 5, 9), Board::default());
    receiver.machine().load(&sender.machine().save().unwrap()).unwrap();
    assert_eq!(receiver.state(), sender.state());
}

#[test]
fn every_cut_changes_nothing() {
    bql::start_test();
    let sender = Board::new(0x102, 0x304, 5, 9);
    let stream = sender.machine().with_description(false).save().unwrap();
    let receiver = Board::new(7, 8, 9, 10);
    let before = receiver.state();
    for length in 0..stream.len() {
        let error = receiver.machine().load(&stream[..length]).unwrap_err();
        assert!(error.offset().is_some_and(|offset| offset <= length), "{length}: {error}");
        assert_eq!(receiver.state(), before, "{length}: {error}");
    }
    receiver.machine().load(&stream).unwrap();
    assert_eq!(receiver.state(), sender.state());
}

#[test]
fn every_changed_byte_is_refused_or_a_state() {
    bql::start_test();
    let sender = Board::new(0x102, 0x304, 5, 9);
    let stream = sender.machine().with_description(false).save().unwrap();
    for index in 0..stream.len() {
        for change in [1, 0x80, 0xff] {
            let mut stream = stream.clone();
            stream[index] ^= change;
            let receiver = Board::new(7, 8, 9, 10);
            let before = receiver.state();
            let result = receiver.machine().load(&stream);
            if let Err(error) = result {
                assert_eq!(receiver.state(), before, "{index}: {error}");
            }
        }
    }
}

#[test]
fn late_refusals_bring_every_device_back() {
    bql::start_test();
    let receiver = Board::new(7, 8, 9, 10);
    let before = receiver.state();
    // Refused when the last device is committed, and by the hook of one in place.
    for sender in [Board::new(1, 0xbd, 5, 9), Board::new(0xbd, 1, 5, 9), Board::new(1, 2, 201, 9)] {
        let error = receiver.machine().load(&sender.machine().save().unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(["latch", "meter"].contains(&error.device()), "{error}");
        assert_eq!(receiver.state(), before, "{error}");
    }
    assert_eq!(receiver.machine().save().unwrap(), Board::new(7, 8, 9, 10).machine().save().unwrap());
}

#[test]
fn panic_of_a_device_is_an_error() {
    bql::start_test();
    let receiver = Board::new(7, 8, 9, 10);
    let stream = Board::new(1, 0xbe, 5, 9).machine().save().unwrap();
    let error = receiver.machine().load(&stream).unwrap_err();
    assert_eq!((error.kind(), error.device()), (ErrorKind::Panicked, "latch"), "{error}");
    assert!(error.message().ends_with("a terrible mask"), "{error}");
    assert_eq!(*receiver.latches[0].lock().unwrap(), Latch { value: 7, mask: 7 });
    assert_eq!(*receiver.latches[1].lock().unwrap(), Latch { value: 8, mask: 8 });
    assert_eq!((receiver.meter.level.get(), receiver.meter.peak.get()), (9, 10));
}

#[test]
fn a_device_that_cannot_be_saved_is_named() {
    bql::start_test();
    let board = Board::new(1, 2, 0xee, 0);
    let mut output = vec![1, 2, 3];
    let error = board.machine().save_into(&mut output).unwrap_err();
    assert_eq!((error.device(), error.message()), ("meter", "not now"));
    assert_eq!(output, [1, 2, 3]);
}

/// The records of a stream without description: what stands between configuration and end mark.
fn records(stream: &[u8]) -> Vec<Vec<u8>> {
    let stream = Stream::parse_with(stream, |name, _, _, _| Some(if name == "latch" { 3 } else { 18 })).unwrap();
    let record = |section: &migration::stream::Section<'_>| {
        let mut record = vec![4];
        record.extend(section.id().to_be_bytes());
        record.push(section.name().len() as u8);
        record.extend(section.name().as_bytes());
        record.extend(section.instance_id().to_be_bytes());
        record.extend(section.version_id().to_be_bytes());
        record.extend(section.payload());
        record.push(0x7e);
        record.extend(section.id().to_be_bytes());
        record
    };
    stream.sections().iter().map(record).collect()
}

#[test]
fn records_come_in_any_order_and_more_than_once() {
    bql::start_test();
    let streams = [Board::new(1, 2, 3, 5), Board::new(11, 12, 13, 15)]
        .map(|board| board.machine().with_description(false).save().unwrap());
    let head = &streams[0][..streams[0].len() - 1 - records(&streams[0]).concat().len()];
    let [first, second] = [records(&streams[0]), records(&streams[1])];
    let receiver = Board::new(7, 8, 9, 10);
    let mixed = [head.to_vec(), first[2].clone(), second[2].clone(), second[0].clone(), first[0].clone(), vec![0]];
    receiver.machine().load(&mixed.concat()).unwrap();
    let (latch, other, level, peak) = receiver.state();
    assert_eq!((latch.value, other.value, level, peak), (7, 12, 3, 5));

    // The second time as an older version: what that has not, stays as the first one set it.
    let mut old = second[2].clone();
    old[18] = 1;
    old.remove(old.len() - 6);
    let receiver = Board::new(7, 8, 9, 10);
    let stream = [head.to_vec(), first[2].clone(), old.clone(), vec![0]].concat();
    receiver.machine().load(&stream).unwrap();
    assert_eq!(*receiver.latches[1].lock().unwrap(), Latch { value: 12, mask: 2 });

    // And if the end is missing, none of them has happened, however often each device came.
    let receiver = Board::new(7, 8, 9, 10);
    let before = receiver.state();
    let often = [head.to_vec(), first.concat(), second.concat(), first.concat(), old].concat();
    receiver.machine().load(&often).unwrap_err();
    assert_eq!(receiver.state(), before);
}

#[test]
fn commands_are_passed_over_and_unknown_records_refused() {
    bql::start_test();
    let board = Board::new(1, 2, 3, 5);
    let stream = board.machine().with_description(false).save().unwrap();
    let (records, end) = stream.split_at(stream.len() - 1);
    let with = |more: &[u8]| board.machine().load(&[records, more, end].concat());
    // "Switchover start", which QEMU 10 writes.
    with(&[8, 0, 11, 0, 0]).unwrap();
    assert_eq!(with(&[8, 0, 99, 0, 0]).unwrap_err().kind(), ErrorKind::Record);
    assert_eq!(with(&[0x42]).unwrap_err().kind(), ErrorKind::Record);
    assert_eq!(with(&[2, 0, 0, 0, 99]).unwrap_err().kind(), ErrorKind::UnknownSection);
    let unknown = with(b"\x04\0\0\0\x09\x03led\0\0\0\0\0\0\0\x01").unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::UnknownSection);
    assert!(unknown.message().contains("`led` instance 0") && unknown.message().contains("latch 1"), "{unknown}");
}

#[test]
fn wrong_footers_versions_and_headers_are_refused() {
    bql::start_test();
    let board = Board::new(1, 2, 3, 5);
    let stream = board.machine().with_description(false).save().unwrap();
    let refuse = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut stream = stream.clone();
        change(&mut stream);
        board.machine().load(&stream).unwrap_err()
    };
    let last = stream.len() - 1;
    assert_eq!(refuse(&|stream| stream[0] = 0).kind(), ErrorKind::Header);
    assert_eq!(refuse(&|stream| stream[7] = 2).kind(), ErrorKind::Header);
    assert_eq!(refuse(&|stream| stream[last - 1] ^= 1).kind(), ErrorKind::Footer);
    assert_eq!(refuse(&|stream| stream[last - 5] = 0).kind(), ErrorKind::Footer);
    // The version of the last section stands before its three bytes and footer.
    let newer = refuse(&|stream| stream[last - 9] = 3);
    assert_eq!((newer.kind(), newer.device(), newer.versions()), (ErrorKind::Version, "latch", Some((3, 2))));
    let older = refuse(&|stream| stream[last - 9] = 0);
    assert_eq!((older.kind(), older.versions()), (ErrorKind::Version, Some((0, 2))));
}

#[test]
fn devices_on_buses_have_their_path_in_front() {
    bql::start_test();
    let latches = [SharedLatch::default(), SharedLatch::default()];
    let mut machine = Machine::new("");
    machine.register_at(&latches[0], Place { path: Some("0000:00:01.0"), ..Place::default() }).unwrap();
    machine.register_at(&latches[1], Place { path: Some("0000:00:02.0"), ..Place::default() }).unwrap();
    latches[1].lock().unwrap().value = 7;
    let bytes = machine.save().unwrap();
    let stream = Stream::parse(&bytes).unwrap();
    assert_eq!(stream.section("0000:00:02.0/latch", 0).unwrap().payload(), [0, 7, 0]);

    // A sender that knows no paths counts all devices of the name.
    let plain = [SharedLatch::default(), SharedLatch::default()];
    plain[1].lock().unwrap().value = 9;
    let mut sender = Machine::new("");
    for latch in &plain {
        sender.register(latch).unwrap();
    }
    machine.load(&sender.save().unwrap()).unwrap();
    assert_eq!(latches[1].lock().unwrap().value, 9);
}

#[test]
fn places_are_taken_once() {
    let latches = [SharedLatch::default(), SharedLatch::default()];
    let mut machine = Machine::new("");
    machine.register_at(&latches[0], Place { instance_id: Some(5), section_id: Some(9), path: None }).unwrap();
    let same_instance = Place { instance_id: Some(5), ..Place::default() };
    assert_eq!(machine.register_at(&latches[1], same_instance).unwrap_err().kind(), ErrorKind::Ambiguous);
    let same_section = Place { section_id: Some(9), ..Place::default() };
    assert_eq!(machine.register_at(&latches[1], same_section).unwrap_err().kind(), ErrorKind::Ambiguous);
    machine.register(&latches[1]).unwrap();
    assert_eq!(format!("{machine:?}").matches("latch 6").count(), 1);
}

/// A reader gives `port/extra` to the nested `port` that ends just before it.
#[test]
fn tables_that_could_not_be_read_back_are_refused() {
    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "port")]
    struct Port {
        level: u8,
    }

    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "port")]
    struct Outer {
        first: u8,
        port: Port,
        #[migration_state(subsection = "port/extra")]
        extra: u8,
    }

    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "port")]
    struct Sound {
        port: Port,
        last: u8,
        #[migration_state(subsection = "port/extra")]
        extra: u8,
    }

    let outer = Mutex::new(Outer::default());
    let error = Machine::new("").register(&outer).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Ambiguous, "port"), "{error}");
    let sound = Mutex::new(Sound::default());
    Machine::new("").register(&sound).unwrap();

    #[derive(Default)]
    struct Siblings(BqlCell<u8>);
    const fn part(name: &'static CStr) -> VMStateDescription<Siblings> {
        VMStateDescriptionBuilder::<Siblings>::new()
            .name(name)
            .fields(vmstate_fields! { vmstate_of!(Siblings, 0) })
            .build()
    }
    const FIRST: VMStateDescription<Siblings> = part(c"lamp/a");
    const SECOND: VMStateDescription<Siblings> = part(c"lamp/ab");
    impl Describe for Siblings {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"lamp")
            .subsections(vmstate_subsections! { FIRST, SECOND })
            .build();
    }

    let siblings = Siblings::default();
    assert_eq!(Machine::new("").register(&siblings).unwrap_err().kind(), ErrorKind::Ambiguous);
}

#[test]
fn devices_that_do_not_migrate_say_so() {
    #[derive(Default)]
    struct Fixed(BqlCell<u8>);
    impl Describe for Fixed {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"fixed")
            .unmigratable()
            .fields(vmstate_fields! { vmstate_of!(Fixed, 0) })
            .build();
    }
    let fixed = Fixed::default();
    let mut machine = Machine::new("");
    machine.register(&fixed).unwrap();
    let error = machine.save().unwrap_err();
    assert_eq!((error.kind(), error.device()), (ErrorKind::NotMigratable, "fixed"));
}
