//! `Clock`: the struct `clock` with its subsection.

use std::sync::Mutex;

use migration::{kinds::Clock, load_state_mut, save_state, vmstate_of, ErrorKind, ToMigrationState};
use migration_tests::hex;

use super::{described, device};

#[derive(ToMigrationState)]
#[migration_state(name = "device", version_id = 3)]
struct Uart {
    clock: Clock,
}

const RATIO: &str = "05 0c 636c6f636b2f6d756c646976 00000001 00000003 00000004";

#[test]
fn bytes() {
    let mut uart = Uart { clock: Clock { period: 0x0aaa_aaaa, multiplier: 1, divider: 1 } };
    assert_eq!(save_state(&uart).unwrap(), hex("000000000aaaaaaa"));
    uart.clock = Clock { period: 1, multiplier: 3, divider: 4 };
    let bytes = hex(&format!("0000000000000001 {RATIO}"));
    assert_eq!(bytes.len(), 8 + 26);
    assert_eq!(save_state(&uart).unwrap(), bytes);
    uart.clock = Clock::default();
    load_state_mut(&mut uart, &bytes, 3).unwrap();
    assert_eq!(uart.clock, Clock { period: 1, multiplier: 3, divider: 4 });
    // Without the subsection the ratio is 1 to 1, and is not what it was.
    load_state_mut(&mut uart, &hex("0000000000000002"), 3).unwrap();
    assert_eq!(uart.clock, Clock { period: 2, multiplier: 1, divider: 1 });
}

#[test]
fn either_side_of_the_ratio_is_sent() {
    for (multiplier, divider) in [(2, 1), (1, 2)] {
        let saved = save_state(&Uart { clock: Clock { period: 0, multiplier, divider } }).unwrap();
        assert_eq!(saved.len(), 34);
    }
}

#[test]
fn description() {
    let uart = Mutex::new(Uart { clock: Clock { period: 1, multiplier: 3, divider: 4 } });
    assert_eq!(
        described(&uart),
        concat!(
            r#"{"name": "clock", "type": "struct", "struct": {"vmsd_name": "clock", "version": 0, "#,
            r#""fields": [{"name": "period", "type": "uint64", "size": 8}], "#,
            r#""subsections": [{"vmsd_name": "clock/muldiv", "version": 1, "#,
            r#""fields": [{"name": "multiplier", "type": "uint32", "size": 4}, "#,
            r#"{"name": "divider", "type": "uint32", "size": 4}]}]}, "size": 34}"#
        )
    );
}

/// In place too: what the load does to the ratio before anything is read is undone.
#[test]
fn a_later_failure_puts_it_back() {
    device!(Device { clock: Clock, tail: u16 } vmstate_of!(Device, clock), vmstate_of!(Device, tail));
    let clock = Clock { period: 1, multiplier: 3, divider: 4 };
    let mut device = Device { clock, tail: 7 };
    let error = load_state_mut(&mut device, &hex("0000000000000002 00"), 3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
    assert_eq!((device.clock, device.tail), (clock, 7));
    load_state_mut(&mut device, &hex("0000000000000002 0009"), 3).unwrap();
    assert_eq!((device.clock, device.tail), (Clock { period: 2, multiplier: 1, divider: 1 }, 9));
}
