//! The device that the streams are loaded into: one field of each sort that can refuse.

use migration::{
    bql::{self, BqlCell},
    impl_vmstate_struct, save_state, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_validate, Describe,
    Errno, Error, InvalidError, Machine, VMStateDescription, VMStateDescriptionBuilder,
};

use super::{compare, maker::Stream, Expected};

pub struct Port {
    mode: BqlCell<u8>,
}

impl Port {
    fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        match self.mode.get() {
            0..=3 => Ok(()),
            mode => Err(InvalidError::new(format!("expected a mode below 4, found {mode}")).at("mode")),
        }
    }
}

static PORT: VMStateDescription<Port> = VMStateDescriptionBuilder::<Port>::new()
    .name(c"port")
    .version_id(1)
    .minimum_version_id(1)
    .post_load(&Port::post_load)
    .fields(vmstate_fields! { vmstate_of!(Port, mode) })
    .build();
impl_vmstate_struct!(Port, PORT);

pub struct Uart {
    fifo: BqlCell<[u16; 4]>,
    level: BqlCell<u8>,
    lines: BqlCell<i32>,
    port: Port,
    control: BqlCell<u8>,
    clock: BqlCell<u32>,
}

/// What the device is loaded with when all is well: FIFO, level, lines, mode, control.
pub const FIELDS: &[u8] = &[0, 1, 0, 2, 0, 3, 0, 4, 2, 0, 0, 0, 4, 1, 7];
/// Where they begin.
pub const FIFO: usize = 0;
pub const LEVEL: usize = 8;
pub const LINES: usize = 9;
pub const MODE: usize = 13;
pub const CONTROL: usize = 14;

fn level_fits(uart: &Uart, _version_id: u8) -> bool {
    uart.level.get() <= 4
}

impl Uart {
    pub fn new() -> Self {
        Self {
            fifo: [9; 4].into(),
            level: 0.into(),
            lines: 4.into(),
            port: Port { mode: 0.into() },
            control: 0.into(),
            clock: 1.into(),
        }
    }

    /// In C a hook has a number only.
    fn post_load(&self, _version_id: u8) -> Result<(), Errno> {
        if self.control.get() == 0xff {
            Err(Errno(1))
        } else {
            Ok(())
        }
    }

    fn has_clock(&self) -> bool {
        self.clock.get() != 0
    }
}

static CLOCK: VMStateDescription<Uart> = VMStateDescriptionBuilder::<Uart>::new()
    .name(c"uart/clock")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Uart::has_clock)
    .fields(vmstate_fields! { vmstate_of!(Uart, clock) })
    .build();

impl Describe for Uart {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"uart")
        .version_id(2)
        .minimum_version_id(2)
        .post_load(&Uart::post_load)
        .fields(vmstate_fields! {
            vmstate_of!(Uart, fifo),
            vmstate_of!(Uart, level),
            vmstate_validate!(Uart, c"the level is in the FIFO", level_fits),
            vmstate_of!(Uart, lines).with_equal(Some(c"lines are wired")),
            vmstate_of!(Uart, port),
            vmstate_of!(Uart, control),
        })
        .subsections(vmstate_subsections! { CLOCK })
        .build();
}

/// The error of a load into a machine with the device, which must not have changed.
pub fn load(uart: &Uart, stream: &Stream) -> Result<(), Error> {
    let mut machine = Machine::new("board-1.0").with_target_page_bits(12);
    machine.register(uart).unwrap();
    machine.load(stream.bytes())
}

/// Compares what a machine says of the stream with what is expected.
#[track_caller]
pub fn refuses(stream: &Stream, expected: &Expected<'_>) {
    bql::start_test();
    let uart = Uart::new();
    let before = save_state(&uart).unwrap();
    let error = load(&uart, stream).unwrap_err();
    compare(&error, stream, expected);
    assert_eq!(save_state(&uart).unwrap(), before, "{error}");
}

#[test]
fn what_is_good_loads() {
    bql::start_test();
    let uart = Uart::new();
    let stream = Stream::good().uart().raw(FIELDS).subsection("uart/clock", 1, &[0, 0, 0, 5]).end();
    load(&uart, &stream).unwrap();
    assert_eq!((uart.fifo.get(), uart.level.get(), uart.clock.get()), ([1, 2, 3, 4], 2, 5));
    assert_eq!((uart.port.mode.get(), uart.control.get()), (1, 7));
}
