//! The state of the device and what each access does to it.

use migration::{Buffer, InvalidError, Timer, ToMigrationState, Unused};

use super::registers::{
    register_a, register_b, register_c, CENTURY, CENTURY_PS2, DATA, HOURS_ALARM, INDEX, MINUTES_ALARM, REGISTER_A,
    REGISTER_B, REGISTER_C, REGISTER_D, SECONDS_ALARM, VALID,
};

/// The number of registers and bytes of memory.
const SIZE: usize = 128;

/// The registers, the memory and the timers.
///
/// The members stand in wire order, under the names that QEMU's description of the device gives them.
#[derive(Clone, Debug, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "mc146818rtc", version_id = 3, minimum_version_id = 1, post_load = Self::after_load)]
pub struct Rtc {
    #[migration_state(into(Buffer<SIZE>))]
    pub(super) cmos_data: [u8; SIZE],
    pub(super) cmos_index: u8,
    #[migration_state(name = "unused")]
    pub(super) unused_time: Unused<28>,
    pub(super) periodic_timer: Timer,
    pub(super) next_periodic_time: i64,
    #[migration_state(name = "unused")]
    pub(super) unused_timers: Unused<24>,
    #[migration_state(since = 2)]
    pub(super) irq_coalesced: u32,
    #[migration_state(since = 2)]
    pub(super) period: u32,
    #[migration_state(name = "base_rtc", since = 3)]
    pub(super) base: u64,
    #[migration_state(since = 3)]
    pub(super) last_update: u64,
    #[migration_state(since = 3)]
    pub(super) offset: i64,
    #[migration_state(since = 3)]
    pub(super) update_timer: Timer,
    #[migration_state(since = 3)]
    pub(super) next_alarm_time: u64,
    #[migration_state(
        subsection = "mc146818rtc/irq_reinject_on_ack_count",
        needed = Self::has_missed_interrupts
    )]
    pub(super) irq_reinject_on_ack_count: u16,
    #[migration_state(omit = "what is left to do with a state of an old version")]
    pub(super) has_only_registers: bool,
}

impl Rtc {
    /// A clock that shows the time which is `seconds` after 1970.
    pub fn new(seconds: u64, now: i64) -> Self {
        let mut rtc = Self {
            cmos_data: [0; SIZE],
            cmos_index: 0,
            unused_time: Unused,
            periodic_timer: Timer::STOPPED,
            next_periodic_time: 0,
            unused_timers: Unused,
            irq_coalesced: 0,
            period: 0,
            base: seconds,
            last_update: now as u64,
            offset: 0,
            update_timer: Timer::STOPPED,
            next_alarm_time: 0,
            irq_reinject_on_ack_count: 0,
            has_only_registers: false,
        };
        *rtc.register(REGISTER_A) = register_a::DEFAULT;
        *rtc.register(REGISTER_B) = register_b::HOURS_24;
        *rtc.register(REGISTER_D) = VALID;
        rtc.update_registers(now);
        rtc.schedule_update(now);
        rtc
    }

    /// What a reset of the machine does: interrupts are off, and the time goes on.
    pub fn reset(&mut self, now: i64) {
        self.begin(now);
        *self.register(REGISTER_B) &= !(register_b::PERIODIC | register_b::ALARM | register_b::SQUARE_WAVE);
        *self.register(REGISTER_C) &= !(register_c::INTERRUPT | register_c::MASK);
        self.schedule_update(now);
    }

    /// The guest reads a port.
    pub fn read(&mut self, port: u8, now: i64) -> u8 {
        if port != DATA {
            return 0xff;
        }
        self.begin(now);
        let index = self.take_index();
        match index {
            REGISTER_A if self.is_updating(now) => self.get(REGISTER_A) | register_a::UPDATING,
            REGISTER_C => self.take_interrupts(now),
            _ => {
                if is_time(index) && self.is_running() {
                    self.update_registers(now);
                }
                self.get(index)
            }
        }
    }

    /// The guest writes a port.
    pub fn write(&mut self, port: u8, value: u8, now: i64) {
        if port == INDEX {
            self.cmos_index = value & 0x7f;
        }
        if port != DATA {
            return;
        }
        self.begin(now);
        let index = self.take_index();
        match index {
            REGISTER_A => self.write_a(value, now),
            REGISTER_B => self.write_b(value, now),
            REGISTER_C | REGISTER_D => {}
            SECONDS_ALARM | MINUTES_ALARM | HOURS_ALARM => {
                *self.register(index) = value;
                self.schedule_update(now);
            }
            _ => {
                *self.register(index) = value;
                if is_time(index) && self.is_running() {
                    self.set_time(now);
                    self.schedule_update(now);
                }
            }
        }
    }

    /// Sets a byte of the memory, as a machine's firmware does.
    ///
    /// # Panics
    ///
    /// If there is no such byte.
    pub fn set_memory(&mut self, index: u8, value: u8) {
        *self.register(index) = value;
    }

    /// The level of the interrupt output.
    pub fn interrupt(&self) -> bool {
        self.get(REGISTER_C) & register_c::INTERRUPT != 0
    }

    /// When [`run`](Self::run) has something to do.
    pub fn next_event(&self) -> Option<i64> {
        [self.periodic_timer, self.update_timer].into_iter().filter_map(Timer::expires).min()
    }

    /// Does what is due.
    pub fn run(&mut self, now: i64) {
        self.begin(now);
        let is_due = |timer: Timer| timer.expires().is_some_and(|time| time <= now);
        if is_due(self.periodic_timer) {
            self.periodic_timer = Timer::STOPPED;
            self.end_period();
        }
        if is_due(self.update_timer) {
            self.update_timer = Timer::STOPPED;
            self.end_update(now);
        }
    }

    /// Brings the registers up to date. To be called before the state is saved.
    pub fn prepare_to_save(&mut self, now: i64) {
        self.begin(now);
        self.update_registers(now);
    }

    pub(super) fn get(&self, index: u8) -> u8 {
        self.cmos_data[usize::from(index)]
    }

    pub(super) fn register(&mut self, index: u8) -> &mut u8 {
        &mut self.cmos_data[usize::from(index)]
    }

    /// The register that is accessed. A loaded index can have a bit too many. The century's second place is left for the
    /// first.
    fn take_index(&mut self) -> u8 {
        if self.cmos_index & 0x7f == CENTURY_PS2 {
            self.cmos_index = CENTURY;
        }
        self.cmos_index & 0x7f
    }

    pub(super) fn is_running(&self) -> bool {
        let divider = self.get(REGISTER_A) & register_a::DIVIDER;
        self.get(REGISTER_B) & register_b::SET == 0 && divider <= register_a::RUNS
    }

    fn write_a(&mut self, value: u8, now: i64) {
        let before = self.get(REGISTER_A);
        let old_period = self.configured_period();
        let is_held = |value: u8| value & register_a::HELD == register_a::HELD;
        if is_held(value) {
            if self.is_running() {
                self.update_registers(now);
            }
            *self.register(REGISTER_A) &= !register_a::UPDATING;
        } else if is_held(before) && value & register_a::DIVIDER <= register_a::RUNS {
            // The first second is half as long (sheet, "Divider Control").
            if self.get(REGISTER_B) & register_b::SET == 0 {
                self.offset = 500_000_000;
                self.set_time(now);
            }
        }
        *self.register(REGISTER_A) = value & !register_a::UPDATING | self.get(REGISTER_A) & register_a::UPDATING;
        if (before ^ value) & register_a::RATE != 0 {
            self.start_period(now, old_period, true);
        }
        self.schedule_update(now);
    }

    fn write_b(&mut self, mut value: u8, now: i64) {
        let before = self.get(REGISTER_B);
        let old_period = self.configured_period();
        if value & register_b::SET != 0 {
            if self.is_running() {
                self.update_registers(now);
            }
            *self.register(REGISTER_A) &= !register_a::UPDATING;
            value &= !register_b::UPDATE;
        } else if before & register_b::SET != 0 && self.get(REGISTER_A) & register_a::DIVIDER <= register_a::RUNS {
            self.offset = (self.guest_time(now) % 1_000_000_000) as i64;
            self.set_time(now);
        }
        // What is pending already interrupts as soon as it is let through.
        let interrupts = value & self.get(REGISTER_C) & register_c::MASK != 0;
        *self.register(REGISTER_C) &= !register_c::INTERRUPT;
        if interrupts {
            *self.register(REGISTER_C) |= register_c::INTERRUPT;
        }
        *self.register(REGISTER_B) = value;
        if (before ^ value) & register_b::PERIODIC != 0 {
            self.start_period(now, old_period, true);
        }
        self.schedule_update(now);
    }

    fn take_interrupts(&mut self, now: i64) -> u8 {
        let value = core::mem::take(self.register(REGISTER_C));
        if value & (register_b::ALARM | register_b::UPDATE) != 0 {
            self.schedule_update(now);
        }
        value
    }

    fn has_missed_interrupts(&self) -> bool {
        self.irq_reinject_on_ack_count != 0
    }

    /// Versions 1 and 2 have the time in the registers only; when it is taken from there it must be known what time
    /// it is.
    fn after_load(&mut self, version_id: u8) -> Result<(), InvalidError> {
        self.period = self.configured_period();
        if self.period == 0 {
            self.periodic_timer = Timer::STOPPED;
        }
        self.has_only_registers = version_id < 3;
        Ok(())
    }

    fn begin(&mut self, now: i64) {
        if core::mem::take(&mut self.has_only_registers) {
            self.set_time(now);
            self.offset = 0;
            self.schedule_update(now);
        }
    }
}

fn is_time(index: u8) -> bool {
    matches!(index, 0 | 2 | 4 | 6..=9 | CENTURY)
}
