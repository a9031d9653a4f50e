//! Hooks that save, load and change the very device that is being saved or loaded, at random: run under a sanitizer, they find
//! what is read or written where nothing is.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::{LazyLock, Mutex},
};

use migration::{
    bql::{self, BqlCell, BqlRefCell},
    load_state, save_state, vmstate_fields, vmstate_of, vmstate_subsections, Describe, Fifo8, InvalidError, Machine,
    Migratable, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};
use migration_tests::Random;

#[derive(Default, ToMigrationState)]
#[migration_state(name = "queue")]
struct Queue {
    level: u8,
    #[migration_state(len = level, range = ..=4)]
    entries: Vec<u16>,
}

struct Device {
    count: BqlCell<u8>,
    values: BqlRefCell<[u16; 4]>,
    fifo: BqlRefCell<Fifo8<3>>,
    queue: Migratable<Mutex<Queue>>,
    boxed: Box<BqlCell<u32>>,
    tail: BqlCell<u8>,
}

/// What hooks can reach, and how deep they are in each other.
struct World {
    device: &'static Device,
    machine: Machine<'static>,
    streams: Vec<Vec<u8>>,
    random: RefCell<Random>,
    depth: Cell<u32>,
}

thread_local! {
    static WORLD: RefCell<Option<Rc<World>>> = const { RefCell::new(None) };
}

impl World {
    fn pick(&self, below: usize) -> usize {
        self.random.borrow_mut().below(below as u32) as usize
    }

    fn disturb(&self) -> Result<(), InvalidError> {
        let Self { device, machine, streams, .. } = self;
        let stream = &streams[self.pick(streams.len())];
        match self.pick(9) {
            0 => drop(load_state(*device, stream, 1)),
            1 => drop(save_state(*device)),
            2 => drop(machine.save().and_then(|stream| machine.load(&stream))),
            3 => device.count.set(self.pick(7) as u8),
            4 => drop(load_state(&device.queue, &stream[..stream.len().min(5)], 1)),
            5 => {
                device.values.borrow_mut()[0] = 77;
                let _ = device.fifo.borrow_mut().push(3);
            }
            6 => drop(load_state(&Device::new(), stream, 1)),
            7 => return Err(InvalidError::new("refused")),
            _ => {}
        }
        Ok(())
    }
}

impl Device {
    fn new() -> Self {
        Self {
            count: 2.into(),
            values: [1, 2, 3, 4].into(),
            fifo: Fifo8::new().into(),
            queue: Mutex::new(Queue { level: 1, entries: vec![5] }).into(),
            boxed: Box::new(7.into()),
            tail: 9.into(),
        }
    }

    fn hook(&self) -> Result<(), InvalidError> {
        let Some(world) = WORLD.with_borrow(Clone::clone) else { return Ok(()) };
        if world.depth.get() == 3 {
            return Ok(());
        }
        world.depth.set(world.depth.get() + 1);
        let result = world.disturb();
        world.depth.set(world.depth.get() - 1);
        result
    }

    fn loaded(&self, _version_id: u8) -> Result<(), InvalidError> {
        self.hook()
    }

    fn test(&self, version_id: u8) -> bool {
        self.loaded(version_id).is_ok()
    }

    fn needed(&self) -> bool {
        self.test(1) && self.tail.get() % 2 == 1
    }
}

static MORE: VMStateDescription<Device> = VMStateDescriptionBuilder::<Device>::new()
    .name(c"device/more")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Device::needed)
    .pre_load(&Device::hook)
    .post_load(&Device::loaded)
    .fields(vmstate_fields! { vmstate_of!(Device, tail), vmstate_of!(Device, values[0 .. count], Device::test) })
    .build();

impl Describe for Device {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"device")
        .version_id(1)
        .minimum_version_id(1)
        .pre_load(&Device::hook)
        .post_load(&Device::loaded)
        .pre_save(&Device::hook)
        .post_save(&Device::hook)
        .fields(vmstate_fields! {
            vmstate_of!(Device, count),
            vmstate_of!(Device, values[0 .. count]),
            vmstate_of!(Device, queue),
            vmstate_of!(Device, fifo, Device::test),
            vmstate_of!(Device, boxed),
        })
        .subsections(vmstate_subsections! { MORE })
        .build();
}

#[test]
fn hooks_reach_the_device_that_calls_them() {
    bql::start_test();
    static DEVICE: LazyLock<Device> = LazyLock::new(Device::new);
    let device: &'static Device = &DEVICE;
    let mut streams = Vec::new();
    for number in 0..4 {
        device.count.set(number);
        device.tail.set(number);
        streams.push(save_state(device).unwrap());
    }
    let cut = streams[3][..streams[3].len() - 1].to_vec();
    let above = [&[5], &streams[2][1..]].concat();
    streams.extend([cut, above]);
    let mut machine = Machine::new("m");
    machine.register(device).unwrap();
    machine.register(&device.queue).unwrap();
    let random = RefCell::new(Random::new(7));
    let world = Rc::new(World { device, machine, streams, random, depth: Cell::new(0) });
    WORLD.set(Some(Rc::clone(&world)));
    let mut loaded = 0;
    for round in 0..3000 {
        let stream = &world.streams[round % world.streams.len()];
        loaded += usize::from(load_state(device, stream, 1).is_ok());
        let _ = world.machine.save().and_then(|stream| world.machine.load(&stream));
    }
    assert!((1..3000).contains(&loaded), "hooks refuse some and let some pass: {loaded}");
    // Undisturbed, all is as ever.
    WORLD.set(None);
    for stream in &world.streams[..4] {
        load_state(device, stream, 1).unwrap();
        assert_eq!(save_state(device).unwrap()[..1], stream[..1]);
    }
}
