//! Machines with many devices: names, numbers, and what finds them (R1, R9).

use std::sync::Mutex;

use migration::{
    bql::{self, BqlCell},
    stream::Stream,
    vmstate_fields, vmstate_of, vmstate_subsections, Describe, ErrorKind, Machine, Migratable, Place, ToMigrationState,
    VMStateDescription, VMStateDescriptionBuilder,
};
use migration_tests::Random;

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "latch")]
struct Latch {
    value: u32,
}

type SharedLatch = Migratable<Mutex<Latch>>;

fn latches(count: usize) -> Vec<SharedLatch> {
    (0..count).map(|_| SharedLatch::default()).collect()
}

fn values(latches: &[SharedLatch]) -> Vec<u32> {
    latches.iter().map(|latch| latch.lock().unwrap().value).collect()
}

/// Only records: what stands around them comes with the machine.
fn record(kind: u8, id: u32, head: Option<(&str, u32)>, value: u32) -> Vec<u8> {
    let mut bytes = vec![kind];
    bytes.extend(id.to_be_bytes());
    if let Some((name, instance_id)) = head {
        bytes.push(name.len() as u8);
        bytes.extend(name.as_bytes());
        bytes.extend(instance_id.to_be_bytes());
        bytes.extend(1_u32.to_be_bytes());
    }
    bytes.extend(value.to_be_bytes());
    bytes.push(0x7e);
    bytes.extend(id.to_be_bytes());
    bytes
}

fn stream(records: &[Vec<u8>]) -> Vec<u8> {
    let mut stream = Machine::new("").with_description(false).save().unwrap();
    stream.pop();
    stream.extend(records.concat());
    stream.push(0);
    stream
}

/// The machine's devices as a list, in which everything is searched for.
#[derive(Default)]
struct Model {
    devices: Vec<Modelled>,
}

struct Modelled {
    latch: usize,
    name: String,
    instance_id: u32,
    section_id: u32,
    short_instance_id: Option<u32>,
}

impl Model {
    fn add(&mut self, latch: usize, place: Place<'_>) -> Result<(), String> {
        let name = place.path.map_or("latch".to_owned(), |path| format!("{path}/latch"));
        let after = |ids: Vec<u32>| ids.into_iter().max().map_or(0, |id| id.saturating_add(1));
        let same_name: Vec<_> =
            self.devices.iter().filter(|other| other.name == name).map(|other| other.instance_id).collect();
        let section_ids: Vec<_> = self.devices.iter().map(|other| other.section_id).collect();
        if let Some(same) = self.devices.iter().find(|other| other.latch == latch) {
            return Err(format!(
                "expected a device that is not in this machine yet, found the one that is `{}` instance {}",
                same.name, same.instance_id
            ));
        }
        let instance_id = place.instance_id.unwrap_or_else(|| after(same_name.clone()));
        if same_name.contains(&instance_id) {
            return Err(format!(
                "expected an instance id that no other `{name}` of the machine has, found {instance_id}"
            ));
        }
        let free = || (self.devices.len() as u32..=u32::MAX).find(|id| !section_ids.contains(id)).unwrap();
        let section_id = place.section_id.unwrap_or_else(free);
        if section_ids.contains(&section_id) {
            return Err(format!(
                "expected a section id that no other device of the machine has, found {section_id:#x}"
            ));
        }
        let short = || after(self.devices.iter().filter_map(|other| other.short_instance_id).collect());
        let short_instance_id = place.path.map(|_| short());
        self.devices.push(Modelled { latch, name, instance_id, section_id, short_instance_id });
        Ok(())
    }

    fn find(&self, name: &str, instance_id: u32) -> Option<&Modelled> {
        let by_name = |device: &&Modelled| device.name == name && device.instance_id == instance_id;
        let by_short_name = |device: &&Modelled| name == "latch" && device.short_instance_id == Some(instance_id);
        self.devices.iter().find(by_name).or_else(|| self.devices.iter().find(by_short_name))
    }
}

/// Whatever places ask for, in any mixture, refused or not.
#[test]
fn numbers_are_those_of_a_list() {
    bql::start_test();
    for seed in 0..20 {
        let mut random = Random::new(seed);
        let latches = latches(150);
        let (mut model, mut machine) = (Model::default(), Machine::new(""));
        for _ in 0..400 {
            let latch = random.below(latches.len() as u32) as usize;
            let mut number = |limit| (random.below(3) == 0).then(|| random.below(limit));
            let (instance_id, section_id) = (number(60), number(300));
            let path = [None, Some("a"), Some("b")][random.below(3) as usize];
            let instance_id = if random.below(150) == 0 { Some(u32::MAX) } else { instance_id };
            let place = Place { path, instance_id, section_id };
            let result = machine.register_at(&latches[latch], place).map_err(|error| error.message().to_owned());
            assert_eq!(result, model.add(latch, place), "seed {seed}");
        }

        let bytes = machine.save().unwrap();
        let parsed = Stream::parse(&bytes).unwrap();
        let heads: Vec<_> = parsed.sections().iter().map(|it| (it.name(), it.instance_id(), it.id())).collect();
        let expected: Vec<_> =
            model.devices.iter().map(|it| (it.name.as_str(), it.instance_id, it.section_id)).collect();
        assert_eq!(heads, expected, "seed {seed}");

        let mut expected = values(&latches);
        for (name, instance_id) in
            ["latch", "a/latch", "b/latch"].into_iter().flat_map(|name| (0..80).map(move |id| (name, id)))
        {
            let value = random.word();
            let loaded = machine.load(&stream(&[record(4, 0, Some((name, instance_id)), value)]));
            let found = model.find(name, instance_id);
            assert_eq!(loaded.is_ok(), found.is_some(), "seed {seed}: {name} {instance_id}");
            if let Some(found) = found {
                expected[found.latch] = value;
            }
            assert_eq!(values(&latches), expected, "seed {seed}: {name} {instance_id}");
        }
    }
}

const MANY: usize = 100_000;

/// Section ids that those behind would have, instance ids that sink, paths: what takes a search.
fn many(latches: &[SharedLatch]) -> Machine<'_> {
    let mut machine = Machine::new("").with_description(false);
    for (index, latch) in latches.iter().enumerate() {
        let path = format!("{index:05}");
        let place = Place {
            path: (index % 3 == 0).then_some(&path),
            instance_id: (index % 3 == 1).then_some((2 * MANY - index) as u32),
            section_id: (index < MANY / 2).then_some((MANY / 2 + index) as u32),
        };
        machine.register_at(latch, place).unwrap();
        machine.register(latch).unwrap_err();
    }
    machine
}

/// With a walk through all devices for each of them this would take hours.
#[test]
fn a_hundred_thousand_devices_arrive() {
    bql::start_test();
    let (sent, received) = (latches(MANY), latches(MANY));
    for (value, latch) in sent.iter().enumerate() {
        latch.lock().unwrap().value = value as u32;
    }
    many(&received).load(&many(&sent).save().unwrap()).unwrap();
    assert_eq!(values(&received), values(&sent));
}

#[test]
fn what_is_refused_leaves_no_trace() {
    bql::start_test();
    let (latches, others) = (latches(3), latches(4));
    let place = |path, instance_id, section_id| Place { path, instance_id, section_id };
    let (long, slot) = ("x".repeat(255), Some("slot"));
    let mut machine = Machine::new("");
    let mut undisturbed = Machine::new("");
    for (index, latch) in latches.iter().enumerate() {
        let (instance_id, section_id) = (Some(10 + index as u32), Some(index as u32));
        undisturbed.register_at(latch, place(None, instance_id, None)).unwrap();
        machine.register_at(latch, place(None, instance_id, None)).unwrap();
        for (refused, device, kind) in [
            (place(slot, Some(70), Some(71)), latch, ErrorKind::Ambiguous),
            (place(None, instance_id, Some(80)), &others[0], ErrorKind::Ambiguous),
            (place(slot, Some(90), section_id), &others[1], ErrorKind::Ambiguous),
            (place(Some(&long), Some(99), Some(98)), &others[2], ErrorKind::Unsupported),
        ] {
            assert_eq!(machine.register_at(device, refused).unwrap_err().kind(), kind);
        }
    }
    for machine in [&mut machine, &mut undisturbed] {
        machine.register(&others[0]).unwrap();
        machine.register_at(&others[1], place(slot, None, None)).unwrap();
        machine.register_at(&others[2], place(None, Some(70), Some(71))).unwrap();
        machine.register_at(&others[3], place(slot, Some(90), Some(98))).unwrap();
    }
    assert_eq!(format!("{machine:#?}"), format!("{undisturbed:#?}"));
    assert_eq!(machine.save().unwrap(), undisturbed.save().unwrap());
    // The first with a path has the number 0 where a sender knows no paths.
    machine.load(&stream(&[record(4, 0, Some(("latch", 0)), 7)])).unwrap();
    assert_eq!(values(&others), [0, 7, 0, 0]);
}

#[test]
fn an_error_lists_so_many_devices() {
    bql::start_test();
    let latches = latches(18);
    let mut machine = Machine::new("");
    let unknown = stream(&[record(4, 0, Some(("lamp", 0)), 0)]);
    let listed = |count: u32| (0..count).map(|id| format!("latch {id}")).collect::<Vec<_>>().join(", ");
    for (index, latch) in latches.iter().enumerate() {
        machine.register(latch).unwrap();
        let names = match index {
            0..16 => listed(index as u32 + 1),
            _ => format!("{} and {} more", listed(16), index - 15),
        };
        let expected = format!("expected a device of this machine ({names}), found section `lamp` instance 0");
        assert_eq!(machine.load(&unknown).unwrap_err().message(), expected);
    }
    // Who looks at the machine itself sees all.
    assert!(format!("{machine:?}").contains("latch 17"));
}

/// A chunk has the sender's id, which is that of the last section that began with it.
#[test]
fn chunks_go_to_the_section_that_began_last() {
    bql::start_test();
    let latches = latches(3);
    let mut machine = Machine::new("");
    for latch in &latches {
        machine.register(latch).unwrap();
    }
    let begin = |kind, id, instance_id, value| record(kind, id, Some(("latch", instance_id)), value);
    let chunk = |kind, id, value| record(kind, id, None, value);
    machine.load(&stream(&[begin(4, 7, 2, 1), begin(1, 8, 1, 2), chunk(2, 7, 3)])).unwrap();
    assert_eq!(values(&latches), [0, 2, 3]);
    machine
        .load(&stream(&[
            begin(1, 7, 2, 11),
            chunk(2, 7, 12),
            begin(1, 7, 0, 13),
            begin(1, 8, 1, 14),
            chunk(2, 7, 15),
            chunk(3, 8, 16),
        ]))
        .unwrap();
    assert_eq!(values(&latches), [15, 16, 12]);
    let error = machine.load(&stream(&[begin(1, 7, 2, 21), chunk(2, 7, 22), chunk(2, 9, 23)])).unwrap_err();
    assert_eq!((error.kind(), values(&latches)), (ErrorKind::UnknownSection, vec![15, 16, 12]));
}

/// What was looked at once is the description, whatever its name; and none that was refused.
#[test]
fn the_tables_of_each_type_are_checked() {
    #[derive(Default)]
    struct Siblings(BqlCell<u8>);
    static FIRST: VMStateDescription<Siblings> = VMStateDescriptionBuilder::<Siblings>::new()
        .name(c"latch/a")
        .fields(vmstate_fields! { vmstate_of!(Siblings, 0) })
        .build();
    static SECOND: VMStateDescription<Siblings> = VMStateDescriptionBuilder::<Siblings>::new()
        .name(c"latch/ab")
        .fields(vmstate_fields! { vmstate_of!(Siblings, 0) })
        .build();
    impl Describe for Siblings {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"latch")
            .subsections(vmstate_subsections! { FIRST, SECOND })
            .build();
    }

    let (latches, siblings) = (latches(2), Siblings::default());
    let mut machine = Machine::new("");
    for latch in &latches {
        machine.register(latch).unwrap();
        for _ in 0..2 {
            assert_eq!(machine.register(&siblings).unwrap_err().kind(), ErrorKind::Ambiguous);
        }
    }
}
