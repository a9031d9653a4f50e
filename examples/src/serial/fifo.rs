//! A FIFO of characters.

use migration::{Buffer, InvalidError, ToMigrationState};

/// The number of characters that each FIFO holds.
pub const FIFO_DEPTH: usize = 16;

/// Characters that wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToMigrationState)]
#[migration_state(name = "Fifo8", validate = Self::validate)]
pub struct Fifo {
    #[migration_state(into(Buffer<FIFO_DEPTH>))]
    data: [u8; FIFO_DEPTH],
    head: u32,
    num: u32,
}

impl Fifo {
    /// How many characters there are.
    pub const fn len(&self) -> usize {
        self.num as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.num == 0
    }

    /// Whether there is no room for one more.
    pub const fn is_full(&self) -> bool {
        self.len() == FIFO_DEPTH
    }

    /// Drops all characters; their memory keeps its bits.
    pub(super) fn clear(&mut self) {
        (self.head, self.num) = (0, 0);
    }

    /// Puts a character behind the others, if there is room.
    pub(super) fn push(&mut self, character: u8) -> bool {
        if self.is_full() {
            return false;
        }
        self.data[(self.head as usize + self.len()) % FIFO_DEPTH] = character;
        self.num += 1;
        true
    }

    /// Takes the oldest character.
    pub(super) fn pop(&mut self) -> Option<u8> {
        if self.is_empty() {
            return None;
        }
        let character = self.data[self.head as usize];
        self.head = (self.head + 1) % FIFO_DEPTH as u32;
        self.num -= 1;
        Some(character)
    }

    fn validate(&self, received: &FifoMigration, _version_id: u8) -> Result<(), InvalidError> {
        if received.head as usize >= FIFO_DEPTH {
            return Err(InvalidError::new("no place in the FIFO").at("head"));
        }
        if received.num as usize > FIFO_DEPTH {
            return Err(InvalidError::new("more characters than the FIFO holds").at("num"));
        }
        Ok(())
    }
}
