//! A subsection that a stream has more than once: what it had before, it still has (R3), as in QEMU.

use migration::{load_state_mut, save_state, ToMigrationState};

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
struct Clock {
    period: u8,
    #[migration_state(subsection = "Clock/ratio", needed = Self::has_ratio)]
    ratio: u8,
    #[migration_state(subsection = "Clock/phase")]
    phase: Option<Phase>,
}

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
struct Phase {
    degrees: u8,
}

impl Clock {
    fn has_ratio(&self) -> bool {
        self.ratio != 0
    }
}

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    data: u8,
    #[migration_state(subsection = "uart/clock", needed = Self::has_clock)]
    clock: Clock,
}

impl Uart {
    fn has_clock(&self) -> bool {
        self.clock.period != 0
    }
}

fn subsection(name: &str, bytes: &[u8]) -> Vec<u8> {
    [&[5, name.len() as u8], name.as_bytes(), &[0, 0, 0, 1], bytes].concat()
}

#[test]
fn a_part_of_the_first_one_stays() {
    let with_parts =
        [subsection("uart/clock", &[2]), subsection("Clock/ratio", &[3]), subsection("Clock/phase", &[90])].concat();
    let uart = Uart { data: 1, clock: Clock { period: 2, ratio: 3, phase: Some(Phase { degrees: 90 }) } };
    assert_eq!(save_state(&uart).unwrap(), [&[1][..], &with_parts].concat());

    let mut device = Uart { data: 0, clock: Clock { period: 7, ratio: 8, phase: None } };
    load_state_mut(&mut device, &[&[1][..], &with_parts, &subsection("uart/clock", &[4])].concat(), 1).unwrap();
    assert_eq!(device, Uart { clock: Clock { period: 4, ..uart.clock.clone() }, ..uart.clone() });

    // Of another load nothing is left: what has no `Option` stays as the device has it, the rest is gone.
    load_state_mut(&mut device, &[&[1][..], &subsection("uart/clock", &[5])].concat(), 1).unwrap();
    assert_eq!(device, Uart { data: 1, clock: Clock { period: 5, ratio: 3, phase: None } });
}
