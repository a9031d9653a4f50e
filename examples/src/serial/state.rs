//! The state of the device and what each access does to it.

use migration::{Fifo8, Timer, ToMigrationState};

use super::registers::{
    fifo_control, identification, interrupt_enable, line_control, line_status, modem_control, modem_status, DATA, FCR,
    IER, IIR, LCR, LSR, MCR, MSR, SCR,
};

/// The number of characters that each FIFO holds.
pub const FIFO_DEPTH: usize = 16;

/// The divisor after power-on: 9600 baud.
const DIVISOR: u16 = 12;

/// The rate that a divisor of 1 gives.
pub(super) const BAUD_BASE: f32 = 115_200.0;

/// A character of ten bits at 9600 baud, in nanoseconds.
const CHARACTER_TIME: i64 = 1_000_000_000 / 9600 * 10;

/// The far end of the line.
pub trait Line {
    /// A character leaves the device. Says whether the far end has taken it; if not, [`Serial::retry`] is to be
    /// called when it may.
    fn transmit(&mut self, character: u8) -> bool;

    /// A break begins or ends.
    fn send_break(&mut self, _begins: bool) {}

    /// The levels of the modem's lines as in [`MSR`], if there is a modem.
    fn modem_levels(&self) -> Option<u8> {
        None
    }

    /// The guest changes the lines to the modem, as in [`MCR`].
    fn set_modem_control(&mut self, _lines: u8) {}
}

/// The section of a PC's stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "serial", version_id = 3, minimum_version_id = 2)]
pub struct IsaSerial {
    /// The device.
    pub state: Serial,
}

/// The registers, the FIFOs and the timers.
///
/// The members stand in wire order, under the names that QEMU's description of the device gives them.
#[derive(Clone, Debug, PartialEq, Eq, ToMigrationState)]
#[migration_state(
    name = "serial",
    version_id = 3,
    minimum_version_id = 2,
    validate = Self::validate,
    post_load = Self::after_load
)]
pub struct Serial {
    #[migration_state(since = 2)]
    pub(super) divider: u16,
    pub(super) rbr: u8,
    pub(super) ier: u8,
    pub(super) iir: u8,
    pub(super) lcr: u8,
    pub(super) mcr: u8,
    pub(super) lsr: u8,
    pub(super) msr: u8,
    pub(super) scr: u8,
    #[migration_state(name = "fcr_vmstate", since = 3)]
    pub(super) fcr: u8,
    #[migration_state(
        subsection = "serial/thr_ipending",
        needed = Self::needs_thr_ipending,
        absent = Self::derive_thr_ipending_later
    )]
    pub(super) thr_ipending: i32,
    #[migration_state(subsection = "serial/tsr", needed = Self::is_blocked)]
    pub(super) tsr_retry: u32,
    #[migration_state(subsection = "serial/tsr")]
    pub(super) thr: u8,
    #[migration_state(subsection = "serial/tsr")]
    pub(super) tsr: u8,
    #[migration_state(subsection = "serial/recv_fifo", needed = Self::has_received)]
    pub(super) recv_fifo: Fifo8<FIFO_DEPTH>,
    #[migration_state(subsection = "serial/xmit_fifo", needed = Self::has_to_transmit)]
    pub(super) xmit_fifo: Fifo8<FIFO_DEPTH>,
    #[migration_state(subsection = "serial/fifo_timeout_timer", needed = Self::awaits_timeout)]
    pub(super) fifo_timeout_timer: Timer,
    #[migration_state(subsection = "serial/timeout_ipending", needed = Self::is_timeout_pending)]
    pub(super) timeout_ipending: i32,
    #[migration_state(subsection = "serial/poll", needed = Self::has_modem, absent = Self::forget_modem)]
    pub(super) poll_msl: i32,
    #[migration_state(subsection = "serial/poll")]
    pub(super) modem_status_poll: Timer,
    #[migration_state(omit = "follows from the divisor and the line control")]
    pub(super) character_time: i64,
}

impl Default for Serial {
    fn default() -> Self {
        Self {
            divider: DIVISOR,
            rbr: 0,
            ier: 0,
            iir: identification::NONE,
            lcr: 0,
            mcr: modem_control::OUT2,
            lsr: line_status::TRANSMIT_EMPTY | line_status::TRANSMIT_READY,
            msr: modem_status::DCD | modem_status::DSR | modem_status::CTS,
            scr: 0,
            fcr: 0,
            thr_ipending: 0,
            tsr_retry: 0,
            thr: 0,
            tsr: 0,
            recv_fifo: Fifo8::new(),
            xmit_fifo: Fifo8::new(),
            fifo_timeout_timer: Timer::STOPPED,
            timeout_ipending: 0,
            poll_msl: -1,
            modem_status_poll: Timer::STOPPED,
            character_time: CHARACTER_TIME,
        }
    }
}

impl Serial {
    /// A device as after power-on at the end of a line.
    pub fn new(now: i64, line: &impl Line) -> Self {
        let mut serial = Self { poll_msl: 0, ..Self::default() };
        serial.update_modem(now, line);
        serial.msr &= modem_status::LEVELS;
        serial
    }

    /// The guest reads the register at `offset`.
    pub fn read(&mut self, offset: u8, now: i64, line: &mut impl Line) -> u8 {
        let [high, low] = self.divider.to_be_bytes();
        match offset {
            DATA if self.accesses_divisor() => low,
            DATA => self.take_received(now),
            IER if self.accesses_divisor() => high,
            IER => self.ier,
            IIR => self.identify(),
            LCR => self.lcr,
            MCR => self.mcr,
            LSR => self.take_line_status(),
            MSR => self.take_modem_status(now, line),
            SCR => self.scr,
            _ => 0,
        }
    }

    /// The guest writes the register at `offset`. Nothing happens where it can only be read.
    pub fn write(&mut self, offset: u8, value: u8, now: i64, line: &mut impl Line) {
        let [high, low] = self.divider.to_be_bytes();
        match offset {
            DATA if self.accesses_divisor() => self.set_divider([high, value]),
            DATA => self.send(value, now, line),
            IER if self.accesses_divisor() => self.set_divider([value, low]),
            IER => self.enable_interrupts(value & interrupt_enable::MASK, now, line),
            FCR => self.control_fifos(value),
            LCR => self.control_line(value, line),
            MCR => self.control_modem(value & modem_control::MASK, now, line),
            SCR => self.scr = value,
            _ => {}
        }
    }

    /// When [`run`](Self::run) has something to do.
    pub fn next_event(&self) -> Option<i64> {
        let timers = [self.fifo_timeout_timer, self.modem_status_poll];
        timers.into_iter().filter_map(Timer::expires).min()
    }

    /// Does what is due.
    pub fn run(&mut self, now: i64, line: &impl Line) {
        let is_due = |timer: Timer| timer.expires().is_some_and(|time| time <= now);
        if is_due(self.fifo_timeout_timer) {
            self.fifo_timeout_timer = Timer::STOPPED;
            self.time_out();
        }
        if is_due(self.modem_status_poll) {
            self.modem_status_poll = Timer::STOPPED;
            self.update_modem(now, line);
        }
    }

    fn accesses_divisor(&self) -> bool {
        self.lcr & line_control::DIVISOR_ACCESS != 0
    }

    pub(super) fn has_fifos(&self) -> bool {
        self.fcr & fifo_control::ENABLE != 0
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.mcr & modem_control::LOOPBACK != 0
    }

    fn set_divider(&mut self, bytes: [u8; 2]) {
        self.divider = u16::from_be_bytes(bytes);
        self.update_character_time();
    }

    fn control_line(&mut self, value: u8, line: &mut impl Line) {
        let changed = self.lcr ^ value;
        self.lcr = value;
        self.update_character_time();
        if changed & line_control::BREAK != 0 {
            line.send_break(value & line_control::BREAK != 0);
        }
    }

    fn control_fifos(&mut self, mut value: u8) {
        if (value ^ self.fcr) & fifo_control::ENABLE != 0 {
            value |= fifo_control::CLEAR_RECEIVE | fifo_control::CLEAR_TRANSMIT;
        }
        if value & fifo_control::CLEAR_RECEIVE != 0 {
            self.clear_received();
        }
        if value & fifo_control::CLEAR_TRANSMIT != 0 {
            self.lsr |= line_status::TRANSMIT_READY;
            self.thr_ipending = 1;
            self.xmit_fifo.clear();
        }
        self.fcr = value & fifo_control::MASK;
        self.show_fifos();
        self.update_interrupt();
    }

    /// A rate that the line cannot have leaves the time of a character as it was.
    pub(super) fn update_character_time(&mut self) {
        if self.divider == 0 {
            return;
        }
        let data = 5 + u16::from(self.lcr & line_control::WORD_LENGTH);
        let parity = u16::from(self.lcr & line_control::PARITY != 0);
        let stop = 1 + u16::from(self.lcr & line_control::TWO_STOP_BITS != 0);
        self.character_time =
            (1e9 / (BAUD_BASE / f32::from(self.divider)) * f32::from(1 + data + parity + stop)) as i64;
    }
}
