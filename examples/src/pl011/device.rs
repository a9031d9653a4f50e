//! The device: the state behind a lock, and its connections.

use std::sync::{Mutex, MutexGuard, PoisonError};

use migration::{Clock, Migratable};

use super::registers::{Identification, Lines};
use super::state::{Output, Registers};

/// What the device is connected to.
///
/// No register is locked during a call, so an implementation may use the device, with one
/// exception: [`set_lines`](Self::set_lines) must not cause another call of itself.
pub trait Events {
    /// The interrupt outputs have these levels now.
    ///
    /// Comes after each change and may come without one. The last call is right, whatever number
    /// of threads use the device.
    fn set_lines(&self, lines: Lines);

    /// A character leaves the device.
    fn transmit(&self, character: u8);

    /// A break begins or ends on the line.
    fn send_break(&self, _begins: bool) {}

    /// The guest has taken a character, so there may be room to [receive](Pl011::receive) more.
    fn ready_to_receive(&self) {}
}

/// A PL011, [wired](Events) to its surroundings.
#[derive(Debug)]
pub struct Pl011<E> {
    registers: Migratable<Mutex<Registers>>,
    identification: Identification,
    /// Held while the levels are read and told, or an old level could be told after a new one.
    line_order: Mutex<()>,
    events: E,
}

impl<E: Events> Pl011<E> {
    /// A device as after power-on, its clock standing still.
    pub fn new(events: E) -> Self {
        Self::with_identification(events, Identification::default())
    }

    /// A device as after power-on, with another maker.
    pub fn with_identification(events: E, identification: Identification) -> Self {
        Self { registers: Migratable::default(), identification, line_order: Mutex::default(), events }
    }

    /// What the device is connected to.
    pub fn events(&self) -> &E {
        &self.events
    }

    /// The guest reads the register at `offset`. See [`registers`](super::registers).
    pub fn read(&self, offset: u64) -> u32 {
        if let Some(value) = self.identification.read(offset) {
            return value;
        }
        let (value, has_popped) = self.update(|registers| {
            let before = registers.can_receive();
            (registers.read(offset), registers.can_receive() > before)
        });
        if has_popped {
            self.events.ready_to_receive();
        }
        value
    }

    /// The guest writes the register at `offset`. See [`registers`](super::registers).
    pub fn write(&self, offset: u64, value: u32) {
        match self.update(|registers| registers.write(offset, value)) {
            Some(Output::Character(character)) => self.events.transmit(character),
            Some(Output::Break(begins)) => self.events.send_break(begins),
            None => {}
        }
    }

    /// How many characters [`receive`](Self::receive) would take now.
    pub fn can_receive(&self) -> usize {
        lock(&self.registers).can_receive()
    }

    /// Characters arrive. Takes as many as there is room for and returns their number.
    ///
    /// In loopback they are taken and lost, as the input is cut off.
    pub fn receive(&self, characters: &[u8]) -> usize {
        self.update(|registers| registers.receive(characters))
    }

    /// A break arrives.
    pub fn receive_break(&self) {
        self.update(Registers::receive_break);
    }

    /// The levels of the interrupt outputs.
    pub fn lines(&self) -> Lines {
        lock(&self.registers).lines()
    }

    /// Tells the [events](Events::set_lines) the levels of the interrupt outputs.
    ///
    /// For an owner whose interrupt controller does not keep the levels of its inputs, after
    /// state was loaded.
    pub fn refresh_lines(&self) {
        let _in_order = lock(&self.line_order);
        let lines = self.lines();
        self.events.set_lines(lines);
    }

    /// The state that migrates, to be registered in a [`Machine`](migration::Machine).
    pub fn state(&self) -> &Migratable<Mutex<Registers>> {
        &self.registers
    }

    /// Whether the clock travels with the state. It does unless told otherwise; machine types of QEMU up to 5.1 neither send
    /// nor expect it.
    pub fn set_migrates_clock(&self, migrates_clock: bool) {
        lock(&self.registers).migrates_clock = migrates_clock;
    }

    /// Back to the values after power-on. The clock goes on.
    pub fn reset(&self) {
        self.update(Registers::reset);
    }

    /// A copy of the registers and the FIFO.
    pub fn registers(&self) -> Registers {
        lock(&self.registers).clone()
    }

    /// The reference clock.
    pub fn clock(&self) -> Clock {
        lock(&self.registers).clock
    }

    /// Sets the reference clock.
    pub fn set_clock(&self, clock: Clock) {
        lock(&self.registers).clock = clock;
    }

    /// The baud rate, or `None` while the clock or the divisor is off.
    pub fn baud_rate(&self) -> Option<u64> {
        lock(&self.registers).baud_rate()
    }

    /// Changes the registers and, when that changed the interrupt outputs, tells so.
    fn update<R>(&self, change: impl FnOnce(&mut Registers) -> R) -> R {
        let (result, lines_differ) = {
            let mut registers = lock(&self.registers);
            let before = registers.lines();
            let result = change(&mut registers);
            (result, registers.lines() != before)
        };
        if lines_differ {
            self.refresh_lines();
        }
        result
    }
}

/// Locks, also after a panic elsewhere: no code here leaves a value half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
