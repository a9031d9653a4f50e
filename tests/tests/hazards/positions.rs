//! Positions, levels and selectors outside of the tables that they index.

use migration::{load_state_mut, Fifo8, ToMigrationState};

use super::refuses;

/// CVE-2013-4530, 4532, 4533, 4537: where in a table, read as it came.
mod index {
    use super::*;

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "port")]
    struct Port {
        #[migration_state(range = 0..4)]
        head: i32,
        #[migration_state(try_into(u32), range = 0..=4)]
        level: usize,
        #[migration_state(range = 0..4)]
        next: [u8; 2],
        fifo: [u16; 4],
    }

    #[test]
    fn outside_of_the_table() {
        let port = || Port { head: 3, level: 4, next: [0, 3], fifo: [1, 2, 3, 4] };
        let good = [0, 0, 0, 3, 0, 0, 0, 4, 0, 3, 0, 1, 0, 2, 0, 3, 0, 4];
        for (offset, byte, path) in [
            (3, 4, "port.head"),
            (0, 0x80, "port.head"),
            (0, 0x7f, "port.head"),
            (7, 5, "port.level"),
            (4, 0xff, "port.level"),
            (9, 4, "port.next[1]"),
        ] {
            let mut attack = good;
            attack[offset] = byte;
            // What would have been taken over if it were taken over at once.
            attack[17] = 0xee;
            let error = refuses(port, &good, &attack);
            assert!(error.starts_with(path) && error.contains("expected a value in"), "{error}");
        }
    }
}

/// CVE-2013-4540, Zaurus: bits for lines that the device does not have, each of which is looked up.
mod lines {
    use super::*;

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "gpio")]
    struct Gpio {
        #[migration_state(range = ..0x1_0000)]
        level: u32,
        #[migration_state(range = ..=0xffff)]
        direction: [u32; 2],
    }

    #[test]
    fn more_bits_than_lines() {
        let gpio = || Gpio { level: 0xffff, direction: [1, 2] };
        let good = [0, 0, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 2];
        for (offset, path) in [(1, "gpio.level"), (0, "gpio.level"), (5, "gpio.direction[0]"), (9, "gpio.direction[1]")]
        {
            let mut attack = good;
            attack[offset] = 1;
            let error = refuses(gpio, &good, &attack);
            assert!(error.starts_with(path) && error.contains("expected a value in"), "{error}");
        }
    }
}

/// CVE-2013-4538 and 4539: a selector that selects nothing.
mod selector {
    use super::*;

    #[derive(Clone, Copy, Debug, ToMigrationState)]
    #[repr(u32)]
    enum Command {
        None,
        Write,
        Setup = 7,
    }

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "display")]
    struct Display {
        column: u8,
        command: Command,
    }

    #[test]
    fn what_there_is_not() {
        let display = || Display { column: 1, command: Command::Setup };
        for number in [2, 6, 8, 0x100, 0xffff_ffff_u32] {
            let attack = [&[9][..], &number.to_be_bytes()].concat();
            let error = refuses(display, &[1, 0, 0, 0, 7], &attack);
            assert!(error.contains("expected a value of `Command`"), "{error}");
        }
        let mut device = display();
        load_state_mut(&mut device, &[2, 0, 0, 0, 1], 1).unwrap();
        assert!(matches!(device.command, Command::Write));
        load_state_mut(&mut device, &[2, 0, 0, 0, 0], 1).unwrap();
        assert!(matches!(device.command, Command::None));
    }
}

/// CVE-2017-16845, PS/2: a queue that begins or ends outside of its memory.
mod ring {
    use super::*;

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "keyboard")]
    struct Keyboard {
        queue: Fifo8<4>,
        scancode: u8,
    }

    #[test]
    fn outside_of_its_memory() {
        let keyboard = || {
            let mut queue = Fifo8::new();
            queue.push(0x1e).unwrap();
            Keyboard { queue, scancode: 2 }
        };
        let good = [0x1e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2];
        for (offset, byte) in [(7, 4), (4, 0xff), (11, 5), (8, 0x80)] {
            let mut attack = good;
            attack[offset] = byte;
            attack[12] = 3;
            let error = refuses(keyboard, &good, &attack);
            assert!(error.starts_with("keyboard.queue"), "{error}");
        }
    }
}
