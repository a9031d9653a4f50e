//! An SPI controller: bit-field registers and a FIFO in one cell, hooks that refuse.

use bilge::prelude::*;
use migration::{bql, load_state, save_state, Describe};
use migration_tests::hex;

use crate::imports::{
    impl_vmstate_bitsized, impl_vmstate_forward, impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections,
    vmstate_unused, BqlCell, BqlRefCell, InvalidError, VMStateDescription, VMStateDescriptionBuilder,
};

const FIFO_DEPTH: u32 = 8;

#[bitsize(32)]
#[derive(Clone, Copy, Default, DebugBits, FromBits)]
struct Control {
    enabled: bool,
    chip_select: u3,
    divider: u8,
    reserved: u20,
}
impl_vmstate_bitsized!(Control);

#[bitsize(8)]
#[derive(Clone, Copy, Default, DebugBits, FromBits)]
struct Interrupts {
    received: bool,
    overrun: bool,
    reserved: u6,
}
impl_vmstate_bitsized!(Interrupts);

#[repr(transparent)]
#[derive(Debug, Default)]
struct Fifo([u16; FIFO_DEPTH as usize]);
impl_vmstate_forward!(Fifo);

#[derive(Debug, Default)]
struct SpiRegisters {
    control: Control,
    pending: Interrupts,
    fifo: Fifo,
    head: u32,
    count: u32,
}

impl SpiRegisters {
    fn post_load(&mut self) -> Result<(), InvalidError> {
        if self.head >= FIFO_DEPTH || self.count > FIFO_DEPTH {
            return Err(InvalidError);
        }
        self.pending.set_received(self.count != 0);
        Ok(())
    }
}

const VMSTATE_SPI_REGISTERS: VMStateDescription<SpiRegisters> = VMStateDescriptionBuilder::<SpiRegisters>::new()
    .name(c"spi/registers")
    .version_id(1)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(SpiRegisters, control),
        vmstate_of!(SpiRegisters, pending),
        vmstate_unused!(size_of::<u8>()),
        vmstate_of!(SpiRegisters, fifo),
        vmstate_of!(SpiRegisters, head),
        vmstate_of!(SpiRegisters, count),
    })
    .build();
impl_vmstate_struct!(SpiRegisters, VMSTATE_SPI_REGISTERS);

#[derive(Debug, Default)]
struct SpiState {
    registers: BqlRefCell<SpiRegisters>,
    dma_address: BqlCell<u64>,
    migrate_dma: bool,
}

impl SpiState {
    fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        self.registers.borrow_mut().post_load()
    }

    fn is_dma_needed(&self) -> bool {
        self.migrate_dma
    }
}

static VMSTATE_SPI_DMA: VMStateDescription<SpiState> = VMStateDescriptionBuilder::<SpiState>::new()
    .name(c"spi/dma")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&SpiState::is_dma_needed)
    .fields(vmstate_fields! {
        vmstate_of!(SpiState, dma_address),
    })
    .build();

const VMSTATE_SPI: VMStateDescription<SpiState> = VMStateDescriptionBuilder::<SpiState>::new()
    .name(c"spi")
    .version_id(2)
    .minimum_version_id(2)
    .post_load(&SpiState::post_load)
    .fields(vmstate_fields! {
        vmstate_unused!(size_of::<u32>()),
        vmstate_of!(SpiState, registers),
    })
    .subsections(vmstate_subsections! {
        VMSTATE_SPI_DMA,
    })
    .build();

impl Describe for SpiState {
    const VMSD: VMStateDescription<Self> = VMSTATE_SPI;
}

const FIFO: &str = "1234 0001 0002 0003 0004 0005 0006 0007";

fn state(head: &str, count: &str) -> Vec<u8> {
    hex(&format!("00000000 000005a3 02 00 {FIFO} {head} {count}"))
}

#[test]
fn registers_and_subsection_travel() {
    let _guard = bql::lock();
    let spi = SpiState { migrate_dma: true, ..Default::default() };
    let mut bytes = state("00000007", "00000008");
    load_state(&spi, &bytes, 2).unwrap();
    {
        let registers = spi.registers.borrow();
        assert!(registers.control.enabled());
        assert_eq!((registers.control.chip_select().value(), registers.control.divider()), (1, 0x5a));
        assert!(registers.pending.overrun() && registers.pending.received());
        assert_eq!((registers.fifo.0[0], registers.fifo.0[7], registers.head, registers.count), (0x1234, 7, 7, 8));
    }
    // `post_load` has set the lowest bit of the interrupts.
    bytes[8] = 3;
    spi.dma_address.set(0x0102_0304_0506_0708);
    bytes.extend(hex("05 07 7370692f646d61 00000001 0102030405060708"));
    assert_eq!(save_state(&spi).unwrap(), bytes);
    let loaded = SpiState { migrate_dma: true, ..Default::default() };
    load_state(&loaded, &bytes, 2).unwrap();
    assert_eq!(loaded.dma_address.get(), 0x0102_0304_0506_0708);
}

#[test]
fn refused_positions_change_nothing() {
    let _guard = bql::lock();
    let spi = SpiState::default();
    let before = save_state(&spi).unwrap();
    for (head, count) in [("00000008", "00000000"), ("00000000", "00000009")] {
        assert!(load_state(&spi, &state(head, count), 2).is_err(), "{head} {count}");
        assert_eq!(save_state(&spi).unwrap(), before, "{head} {count}");
    }
}
