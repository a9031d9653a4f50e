//! Device code that changes what it likes, and loads that fail: everything is as it was (R5).

use std::sync::Mutex;

use migration::{
    bql::{self, BqlCell},
    impl_vmstate_struct, load_state, save_state, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_validate,
    Describe, InvalidError, Machine, Migratable, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};
use migration_tests::{
    counting::{measured, Counting, Memory},
    hex,
};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Default, ToMigrationState)]
#[migration_state(name = "core")]
struct Core {
    value: u8,
    #[migration_state(subsection = "core/more", needed = Self::has_more)]
    more: u8,
}

impl Core {
    fn has_more(&self) -> bool {
        self.more != 0
    }
}

/// Each of its hooks and tests changes all of it when its number is up.
#[derive(Default)]
struct Wild {
    when: BqlCell<u8>,
    level: BqlCell<u8>,
    used: BqlCell<u8>,
    levels: BqlCell<[u16; 4]>,
    rows: [Row; 2],
    core: Migratable<Mutex<Core>>,
    last: BqlCell<u8>,
    absent: BqlCell<u8>,
}

#[derive(Default)]
struct Row {
    value: BqlCell<u32>,
}

static ROW: VMStateDescription<Row> =
    VMStateDescriptionBuilder::<Row>::new().name(c"row").fields(vmstate_fields! { vmstate_of!(Row, value) }).build();
impl_vmstate_struct!(Row, ROW);

impl Wild {
    fn change(&self, when: u8) {
        if self.when.get() != when {
            return;
        }
        self.level.set(99);
        self.used.set(4);
        self.levels.set([99; 4]);
        self.rows.iter().for_each(|row| row.value.set(99));
        let mut core = self.core.lock().unwrap();
        (core.value, core.more) = (99, 99);
        self.last.set(99);
        if when >= 4 {
            self.absent.set(99);
        }
    }

    fn hook(&self, when: u8) -> Result<(), InvalidError> {
        self.change(when);
        Ok(())
    }

    fn test(&self, when: u8) -> bool {
        self.change(when);
        true
    }
}

static MORE: VMStateDescription<Wild> = VMStateDescriptionBuilder::<Wild>::new()
    .name(c"wild/more")
    .pre_load(&|wild: &Wild| wild.hook(4))
    .post_load(&|wild: &Wild, _: u8| wild.hook(5))
    .fields(vmstate_fields! { vmstate_of!(Wild, last) })
    .build();

macro_rules! wild {
    ($name:ident: $($hooks:tt)*) => {
        #[derive(Default)]
        struct $name(Wild);
        impl Describe for $name {
            const VMSD: VMStateDescription<Self> =
                VMStateDescriptionBuilder::<Self>::new().name(c"wild") $($hooks)* .build();
        }
    };
}

// Only hooks; only a test; only a check.
wild!(Hooked: .pre_load(&|wild: &Hooked| wild.0.hook(1)).post_load(&|wild: &Hooked, _: u8| wild.0.hook(2)).fields(
    vmstate_fields! {
        vmstate_of!(Hooked, 0.level), vmstate_of!(Hooked, 0.used), vmstate_of!(Hooked, 0.levels[0 .. 0.used]),
        vmstate_of!(Hooked, 0.rows), vmstate_of!(Hooked, 0.core), vmstate_of!(Hooked, 0.last),
    }
));
wild!(Tested: .fields(vmstate_fields! {
    vmstate_of!(Tested, 0.level, |wild: &Tested, _: u8| wild.0.test(1)), vmstate_of!(Tested, 0.used),
    vmstate_of!(Tested, 0.levels[0 .. 0.used], |wild: &Tested, _: u8| wild.0.used.get() < 3 && wild.0.test(2)),
    vmstate_of!(Tested, 0.rows), vmstate_of!(Tested, 0.core), vmstate_of!(Tested, 0.last),
}));
wild!(Checked: .fields(vmstate_fields! {
    vmstate_validate!(Checked, c"fine", |wild: &Checked, _: u8| wild.0.test(1)),
    vmstate_of!(Checked, 0.level), vmstate_of!(Checked, 0.used), vmstate_of!(Checked, 0.levels[0 .. 0.used]),
    vmstate_of!(Checked, 0.rows), vmstate_of!(Checked, 0.core), vmstate_of!(Checked, 0.last),
    vmstate_validate!(Checked, c"fine", |wild: &Checked, _: u8| wild.0.test(2)),
}));

impl Describe for Wild {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"wild")
        .version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Wild, level), vmstate_of!(Wild, used), vmstate_of!(Wild, levels[0 .. used]),
            vmstate_of!(Wild, rows), vmstate_of!(Wild, core), vmstate_of!(Wild, absent).with_version_id(1),
        })
        .subsections(vmstate_subsections! { MORE })
        .build();
}

fn wild(when: u8) -> Wild {
    Wild {
        when: when.into(),
        level: 1.into(),
        used: 2.into(),
        levels: [3, 4, 5, 6].into(),
        rows: [7, 8].map(|value| Row { value: value.into() }),
        core: Mutex::new(Core { value: 9, more: 0 }).into(),
        last: 10.into(),
        absent: 11.into(),
    }
}

fn state(wild: &Wild) -> String {
    let core = wild.core.lock().unwrap();
    let rows = wild.rows.iter().map(|row| row.value.get()).collect::<Vec<_>>();
    let numbers = (wild.level.get(), wild.used.get(), &wild.levels.get()[..2], core.value, core.more, wild.last.get());
    let numbers = (numbers, wild.absent.get());
    format!("{numbers:?} {rows:?}")
}

const BYTES: &str = "21 02 0023 0024 00000027 00000028 29";

/// Whichever hook or test runs wild: what it changed is back when the load fails behind it.
#[test]
fn whatever_device_code_changes_comes_back() {
    bql::start_test();
    let before = state(&wild(0));
    let bytes = hex(&format!("{BYTES} 30 ff"));
    let mut failures = 0;
    for (when, length) in (0..=2).flat_map(|when| (0..=bytes.len()).map(move |length| (when, length))) {
        let (hooked, tested, checked) = (Hooked(wild(when)), Tested(wild(when)), Checked(wild(when)));
        let bytes = &bytes[..length];
        let results = [load_state(&hooked, bytes, 0), load_state(&tested, bytes, 0), load_state(&checked, bytes, 0)];
        for (result, wild) in results.iter().zip([&hooked.0, &tested.0, &checked.0]) {
            if let Err(error) = result {
                assert_eq!(state(wild), before, "code {when}, {length} bytes: {error}");
                failures += 1;
            }
        }
    }
    // All but one of each: where the bytes just suffice.
    assert_eq!(failures, 3 * 3 * bytes.len());
}

/// A subsection's hook gets the whole device.
#[test]
fn what_the_hook_of_a_subsection_changes_comes_back() {
    bql::start_test();
    let before = state(&wild(0));
    for when in 4..=5 {
        let wild = wild(when);
        load_state(&wild, &hex(&format!("{BYTES} 05 09 77696c642f6d6f7265 00000000 30 ff")), 0).unwrap_err();
        assert_eq!(state(&wild), before, "hook {when}");
    }
}

#[test]
fn what_succeeds_stays() {
    bql::start_test();
    for when in [0, 2] {
        let hooked = Hooked(wild(when));
        load_state(&hooked, &hex(&format!("{BYTES} 30")), 0).unwrap();
        assert_eq!(hooked.0.level.get(), if when == 2 { 99 } else { 0x21 });
        assert!(save_state(&hooked).is_ok());
    }
}

/// Much memory, of which a stream may have nothing, and a hook, for which all of it is noted.
struct Large {
    used: BqlCell<u32>,
    values: Box<BqlCell<[u8; 1 << 14]>>,
    core: Migratable<Mutex<Core>>,
}

impl Describe for Large {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"large")
        .pre_load(&|_: &Large| Ok::<(), InvalidError>(()))
        .fields(vmstate_fields! {
            vmstate_of!(Large, used),
            vmstate_of!(Large, values, |large: &Large, _: u8| large.used.get() != 0),
            vmstate_of!(Large, core),
        })
        .build();
}

/// One device many times in a stream costs what it costs once.
#[test]
fn a_short_stream_takes_little_memory() {
    bql::start_test();
    let large = Large { used: 0.into(), values: Box::new([0; 1 << 14].into()), core: Migratable::default() };
    let mut machine = Machine::new("").with_description(false);
    machine.register(&large).unwrap();
    let stream = machine.save().unwrap();
    let (records, end) = stream.split_at(stream.len() - 1);
    let section = &records[records.iter().position(|byte| *byte == 4).unwrap()..];
    let often = [records, &section.repeat(100), end].concat();
    let (loaded, Memory { most, .. }) = measured(|| machine.load(&often));
    loaded.unwrap();
    assert!(most < 1 << 18, "{} bytes made {most}", often.len());
    // And all of it is undone.
    large.used.set(5);
    large.core.lock().unwrap().value = 6;
    machine.load(&often[..often.len() - 1]).unwrap_err();
    assert_eq!((large.used.get(), large.core.lock().unwrap().value), (5, 6));
}

/// What travels is the same before and after, but the elements are new ones.
#[test]
fn what_does_not_travel_in_a_list_comes_back_with_the_elements() {
    #[derive(Debug, Default, PartialEq, ToMigrationState)]
    struct Request {
        id: u8,
        #[migration_state(omit = "counted here")]
        tries: u32,
    }
    #[derive(Debug, Default, PartialEq, ToMigrationState)]
    struct Queue {
        #[migration_state(range = ..=4)]
        requests: Vec<Request>,
    }
    #[derive(migration::VMState)]
    #[vmstate(name = "disk", pre_load = Self::before)]
    struct Disk {
        queue: Migratable<Mutex<Queue>>,
        status: BqlCell<u8>,
    }
    impl Disk {
        fn before(&self) -> Result<(), InvalidError> {
            Ok(())
        }
    }
    let _guard = bql::lock();
    let queue = || Queue { requests: vec![Request { id: 3, tries: 7 }, Request { id: 4, tries: 8 }] };
    let disk = Disk { queue: Migratable::new(Mutex::new(queue())), status: 1.into() };
    let bytes = save_state(&disk).unwrap();
    let others = [bytes.clone(), bytes.iter().map(|byte| if *byte == 3 { 9 } else { *byte }).collect()];
    for input in others {
        load_state(&disk, &input[..input.len() - 1], 1).unwrap_err();
        assert_eq!(*disk.queue.lock().unwrap(), queue(), "{input:?}");
    }
}
