//! The state of the device, its interrupts and its counter.

use migration::{InvalidError, Timer, ToMigrationState};

use super::registers::configuration;
use super::timer::{nanoseconds, ticks, HpetTimer};

/// The most timers that a device can have.
pub const MAXIMUM_TIMERS: usize = 32;

/// The interrupt input of the PIT, which timer 0 takes over.
const PIT_INPUT: u8 = 0;

/// The interrupt input of the RTC, which timer 1 takes over.
const RTC_INPUT: u8 = 8;

/// What the device is connected to.
pub trait Outputs {
    /// An interrupt input has this level now.
    fn set_interrupt(&mut self, input: u8, level: bool);

    /// An interrupt input rises and falls.
    fn pulse_interrupt(&mut self, input: u8);

    /// A message interrupts.
    fn send_message(&mut self, address: u32, data: u32);

    /// Whether the PIT may interrupt.
    fn set_pit_enabled(&mut self, _enabled: bool) {}
}

/// The registers and the timers.
///
/// The members stand in wire order, under the names that QEMU's description of the device gives them.
#[derive(Clone, Debug, PartialEq, Eq, ToMigrationState)]
#[migration_state(
    name = "hpet",
    version_id = 2,
    validate = Self::validate,
    post_load = Self::after_load
)]
pub struct Hpet {
    pub(super) config: u64,
    pub(super) isr: u64,
    #[migration_state(name = "hpet_counter")]
    pub(super) counter: u64,
    pub(super) num_timers_save: u8,
    #[migration_state(local)]
    pub(super) num_timers: u8,
    #[migration_state(len = num_timers)]
    pub(super) timer: [HpetTimer; MAXIMUM_TIMERS],
    #[migration_state(subsection = "hpet/rtc_irq_level", needed = Self::has_rtc_interrupt)]
    pub(super) rtc_irq_level: u8,
    #[migration_state(name = "hpet_offset", subsection = "hpet/offset", needed = Self::is_enabled)]
    pub(super) offset: u64,
}

impl Default for Hpet {
    /// A device with three timers, as most have.
    fn default() -> Self {
        Self::new(3)
    }
}

impl Hpet {
    /// A device as after power-on, with this many timers.
    ///
    /// # Panics
    ///
    /// If there are none, or more than [`MAXIMUM_TIMERS`].
    pub fn new(num_timers: u8) -> Self {
        assert!((1..=MAXIMUM_TIMERS).contains(&usize::from(num_timers)), "{num_timers} timers");
        Self {
            config: 0,
            isr: 0,
            counter: 0,
            num_timers_save: num_timers,
            num_timers,
            timer: core::array::from_fn(|index| HpetTimer::new(index as u8)),
            rtc_irq_level: 0,
            offset: 0,
        }
    }

    /// Back to the values after power-on, but for the messages of the timers.
    pub fn reset(&mut self, outputs: &mut impl Outputs) {
        for index in 0..self.count() {
            self.stop_timer(index, outputs);
            self.timer[index].reset();
        }
        outputs.set_pit_enabled(true);
        (self.config, self.counter, self.offset, self.rtc_irq_level) = (0, 0, 0, 0);
    }

    /// The PIT's interrupt changes; it goes through the device.
    pub fn set_pit_interrupt(&mut self, level: bool, outputs: &mut impl Outputs) {
        if !self.is_legacy() {
            outputs.set_interrupt(PIT_INPUT, level);
        }
    }

    /// The RTC's interrupt changes; it goes through the device.
    pub fn set_rtc_interrupt(&mut self, level: bool, outputs: &mut impl Outputs) {
        self.rtc_irq_level = level.into();
        if !self.is_legacy() {
            outputs.set_interrupt(RTC_INPUT, level);
        }
    }

    /// When [`run`](Self::run) has something to do.
    pub fn next_event(&self) -> Option<i64> {
        self.timer[..self.count()].iter().filter_map(|timer| timer.qemu_timer.expires()).min()
    }

    /// Does what is due.
    pub fn run(&mut self, now: i64, outputs: &mut impl Outputs) {
        for index in 0..self.count() {
            if self.timer[index].qemu_timer.expires().is_some_and(|time| time <= now) {
                self.timer[index].qemu_timer = Timer::STOPPED;
                let (counter, offset) = (self.counted(now), self.offset);
                self.timer[index].go_on(counter, offset);
                self.interrupt(index, true, outputs);
            }
        }
    }

    /// Brings the counter up to date. To be called before the state is saved.
    pub fn prepare_to_save(&mut self, now: i64) {
        self.counter = self.counter(now);
    }

    pub(super) fn count(&self) -> usize {
        usize::from(self.num_timers)
    }

    pub(super) fn is_enabled(&self) -> bool {
        self.config & configuration::ENABLE != 0
    }

    fn is_legacy(&self) -> bool {
        self.config & configuration::LEGACY != 0
    }

    pub(super) fn counter(&self, now: i64) -> u64 {
        if self.is_enabled() {
            self.counted(now)
        } else {
            self.counter
        }
    }

    fn counted(&self, now: i64) -> u64 {
        ticks((now as u64).wrapping_add(self.offset))
    }

    pub(super) fn configure(&mut self, value: u64, now: i64, outputs: &mut impl Outputs) {
        let changed = self.config ^ value;
        self.config = value;
        if changed & configuration::ENABLE != 0 {
            if self.is_enabled() {
                self.start(now, outputs);
            } else {
                self.counter = self.counted(now);
                for index in 0..self.count() {
                    self.stop_timer(index, outputs);
                }
            }
        }
        if changed & configuration::LEGACY != 0 {
            outputs.set_interrupt(PIT_INPUT, false);
            outputs.set_pit_enabled(!self.is_legacy());
            outputs.set_interrupt(RTC_INPUT, !self.is_legacy() && self.has_rtc_interrupt());
        }
    }

    fn start(&mut self, now: i64, outputs: &mut impl Outputs) {
        self.offset = nanoseconds(self.counter).wrapping_sub(now as u64);
        for index in 0..self.count() {
            if self.timer[index].is_enabled() && self.is_pending(index) {
                self.interrupt(index, true, outputs);
            }
            self.start_timer(index, now);
        }
    }

    pub(super) fn start_timer(&mut self, index: usize, now: i64) {
        let (counter, offset) = (self.counted(now), self.offset);
        self.timer[index].start(counter, offset);
    }

    fn stop_timer(&mut self, index: usize, outputs: &mut impl Outputs) {
        self.timer[index].qemu_timer = Timer::STOPPED;
        self.interrupt(index, false, outputs);
    }

    pub(super) fn is_pending(&self, index: usize) -> bool {
        self.isr & 1 << index != 0
    }

    /// A timer interrupts, or takes its interrupt back.
    pub(super) fn interrupt(&mut self, index: usize, level: bool, outputs: &mut impl Outputs) {
        let timer = &self.timer[index];
        let input = match index {
            0 if self.is_legacy() => PIT_INPUT,
            1 if self.is_legacy() => RTC_INPUT,
            _ => timer.input(),
        };
        self.isr &= !(1 << index);
        if level && timer.is_level_triggered() {
            self.isr |= 1 << index;
        }
        if level && timer.is_enabled() && self.is_enabled() {
            if timer.sends_messages() {
                outputs.send_message((timer.fsb >> 32) as u32, timer.fsb as u32);
            } else if timer.is_level_triggered() {
                outputs.set_interrupt(input, true);
            } else {
                outputs.pulse_interrupt(input);
            }
        } else if !timer.sends_messages() {
            outputs.set_interrupt(input, false);
        }
    }

    fn has_rtc_interrupt(&self) -> bool {
        self.rtc_irq_level != 0
    }

    fn validate(&self, received: &HpetMigration, _version_id: u8) -> Result<(), InvalidError> {
        let (expected, found) = (received.num_timers, received.num_timers_save);
        if expected == found {
            Ok(())
        } else {
            Err(InvalidError::new(format!("expected {expected} timers, found {found}")).at("num_timers_save"))
        }
    }

    /// Finds what does not travel.
    fn after_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        for timer in &mut self.timer {
            timer.find_due(self.counter);
            timer.last = 0;
        }
        Ok(())
    }
}
