//! The state of the device and what each access does to it.

use migration::{Clock, InvalidError, ToMigrationState, Unused};

use super::fifo::{FifoCount, FifoIndex, FIFO_DEPTH};
use super::registers::{
    control, data, line_control, Flags, Interrupts, Lines, CR, DMACR, DR, FBRD, FR, IBRD, ICR, IFLS, ILPR, IMSC, LCR_H,
    MIS, RIS, RSR_ECR,
};

/// The bits of the integer divisor that exist.
const IBRD_MASK: u32 = 0xffff;

/// The bits of the fractional divisor that exist.
const FBRD_MASK: u32 = 0x3f;

/// The number of received characters that interrupts.
///
/// TRM 3.3.9 lets the guest choose. A guest that only empties the FIFO when it is interrupted
/// then waits for ever for the last few characters, as there is no receive timeout.
const READ_TRIGGER: i32 = 1;

/// What leaves the device when a register is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A character.
    Character(u8),
    /// A break begins or ends.
    Break(bool),
}

/// The registers and the receive FIFO.
///
/// Any value of any member is a state that the model can go on from. Only `after_load` brings a
/// few of them into the form that the model itself leaves behind.
///
/// The members stand in wire order, under the names that QEMU's description of the device gives them: version 2 of `pl011`.
#[derive(Clone, Debug, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "pl011", version_id = 2, post_load = Self::after_load)]
pub struct Registers {
    /// Old versions of QEMU kept the last character here.
    pub(super) unused: Unused<4>,
    #[migration_state(into(u32))]
    pub(super) flags: Flags,
    pub(super) lcr: u32,
    pub(super) rsr: u32,
    pub(super) cr: u32,
    pub(super) dmacr: u32,
    #[migration_state(into(u32))]
    pub(super) int_enabled: Interrupts,
    #[migration_state(into(u32))]
    pub(super) int_level: Interrupts,
    pub(super) read_fifo: [u32; FIFO_DEPTH],
    pub(super) ilpr: u32,
    pub(super) ibrd: u32,
    pub(super) fbrd: u32,
    pub(super) ifl: u32,
    #[migration_state(try_into(i32))]
    pub(super) read_pos: FifoIndex,
    #[migration_state(try_into(i32))]
    pub(super) read_count: FifoCount,
    pub(super) read_trigger: i32,
    #[migration_state(name = "clk", subsection = "pl011/clock", needed = Self::migrates_clock)]
    pub(super) clock: Clock,
    #[migration_state(omit = "chosen by whoever builds the machine")]
    pub(super) migrates_clock: bool,
}

impl Default for Registers {
    fn default() -> Self {
        Self {
            unused: Unused,
            flags: Flags::RXFE.union(Flags::TXFE),
            lcr: 0,
            rsr: 0,
            cr: control::ENABLE_TRANSMIT | control::ENABLE_RECEIVE,
            dmacr: 0,
            int_enabled: Interrupts::default(),
            int_level: Interrupts::default(),
            read_fifo: [0; FIFO_DEPTH],
            ilpr: 0,
            ibrd: 0,
            fbrd: 0,
            // Both levels at half a FIFO.
            ifl: 0x12,
            read_pos: FifoIndex::default(),
            read_count: FifoCount::default(),
            read_trigger: READ_TRIGGER,
            clock: Clock::default(),
            migrates_clock: true,
        }
    }
}

impl Registers {
    /// Back to the values after power-on.
    ///
    /// The memory of the FIFO keeps its bits, and a read of the empty FIFO shows them. The clock goes on.
    pub fn reset(&mut self) {
        let Self { read_fifo, clock, migrates_clock, .. } = *self;
        *self = Self { read_fifo, clock, migrates_clock, ..Self::default() };
    }

    fn migrates_clock(&self) -> bool {
        self.migrates_clock
    }

    /// The guest reads the register at `offset`.
    ///
    /// Any byte of a register addresses all of it. There is nothing but zero to read where no
    /// register is; the identification registers are [elsewhere](super::Identification::read).
    pub fn read(&mut self, offset: u64) -> u32 {
        match offset & !3 {
            DR => self.pop(),
            RSR_ECR => self.rsr,
            FR => self.flags.bits(),
            ILPR => self.ilpr,
            IBRD => self.ibrd,
            FBRD => self.fbrd,
            LCR_H => self.lcr,
            CR => self.cr,
            IFLS => self.ifl,
            IMSC => self.int_enabled.bits(),
            RIS => self.int_level.bits(),
            MIS => self.pending().bits(),
            DMACR => self.dmacr,
            _ => 0,
        }
    }

    /// The guest writes the register at `offset`; returns what leaves the device.
    ///
    /// Nothing happens where there is no register, or a read-only one.
    #[must_use = "the character or break has to leave the device"]
    pub fn write(&mut self, offset: u64, value: u32) -> Option<Output> {
        match offset & !3 {
            DR => return Some(self.transmit(value as u8)),
            RSR_ECR => self.rsr = 0,
            ILPR => self.ilpr = value,
            IBRD => self.ibrd = value & IBRD_MASK,
            FBRD => self.fbrd = value & FBRD_MASK,
            LCR_H => return self.write_line_control(value),
            CR => {
                self.cr = value;
                self.loop_modem_back();
            }
            IFLS => {
                self.ifl = value;
                self.read_trigger = READ_TRIGGER;
            }
            IMSC => self.int_enabled = value.into(),
            ICR => self.int_level = self.int_level.difference(value.into()),
            DMACR => self.dmacr = value,
            _ => {}
        }
        None
    }

    /// The interrupts that are pending and let through.
    pub const fn pending(&self) -> Interrupts {
        self.int_level.intersection(self.int_enabled)
    }

    /// The levels of the interrupt outputs.
    pub fn lines(&self) -> Lines {
        Lines::of(self.pending())
    }

    /// Whether the transmitter feeds the receiver.
    pub const fn is_loopback(&self) -> bool {
        self.cr & control::LOOPBACK != 0
    }

    /// The baud rate, or `None` if the clock or the divisor is off.
    ///
    /// The divisor is `UARTIBRD` and `UARTFBRD` 64ths; a bit takes sixteen divided ticks (TRM
    /// 3.3.6).
    pub fn baud_rate(&self) -> Option<u64> {
        if self.ibrd == 0 {
            return None;
        }
        let divisor = u64::from(self.ibrd) * 64 + u64::from(self.fbrd);
        self.clock.ticks_per_second(4, divisor)
    }

    /// Brings a loaded state into the form that the model itself leaves behind.
    ///
    /// Old versions of QEMU let the read position of a FIFO that is off wander, and kept divisor
    /// bits that do not exist.
    pub(super) fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        let fifo_is_off = self.fifo_depth() == 1;
        if fifo_is_off && self.read_count.get() > 0 && self.read_pos.get() > 0 {
            self.read_fifo[0] = self.read_fifo[self.read_pos.get()];
            self.read_pos = FifoIndex::default();
        }
        self.ibrd &= IBRD_MASK;
        self.fbrd &= FBRD_MASK;
        Ok(())
    }

    fn transmit(&mut self, character: u8) -> Output {
        if self.is_loopback() {
            self.push(u32::from(character));
        }
        self.int_level.set(Interrupts::TX, true);
        Output::Character(character)
    }

    fn write_line_control(&mut self, value: u32) -> Option<Output> {
        let changed = self.lcr ^ value;
        if changed & line_control::ENABLE_FIFOS != 0 {
            self.reset_receive_fifo();
            self.reset_transmit_fifo();
        }
        let output = (changed & line_control::SEND_BREAK != 0).then(|| {
            let begins = value & line_control::SEND_BREAK != 0;
            if begins && self.is_loopback() {
                // The break still travels through the FIFO as it was.
                self.push(data::BREAK_ERROR);
            }
            Output::Break(begins)
        });
        self.lcr = value;
        self.read_trigger = READ_TRIGGER;
        output
    }

    /// Feeds the modem outputs into the modem inputs (TRM 3.3.8, bit `LBE`).
    ///
    /// An input that is on is also pending: there is no other modem whose changes could be seen.
    fn loop_modem_back(&mut self) {
        if !self.is_loopback() {
            return;
        }
        for (output, input, interrupt) in [
            (control::OUT2, Flags::RI, Interrupts::RI),
            (control::OUT1, Flags::DCD, Interrupts::DCD),
            (control::RTS, Flags::CTS, Interrupts::CTS),
            (control::DTR, Flags::DSR, Interrupts::DSR),
        ] {
            let is_on = self.cr & output != 0;
            self.flags.set(input, is_on);
            self.int_level.set(interrupt, is_on);
        }
    }
}
