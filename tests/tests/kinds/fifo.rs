//! `Fifo8` and `Fifo32`: the struct `Fifo8`, a ring of bytes.

use std::{collections::VecDeque, sync::Mutex};

use migration::{
    kinds::{Fifo32, Fifo8},
    load_state_mut, save_state, vmstate_of, ErrorKind, ToMigrationState,
};
use migration_tests::hex;

use super::{described, device};

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "device", version_id = 3)]
struct Port {
    bytes: Fifo8<4>,
    words: Fifo32<2>,
}

fn port() -> Port {
    let mut port = Port::default();
    for byte in 1..=4 {
        port.bytes.push(byte).unwrap();
    }
    assert_eq!((port.bytes.pop(), port.bytes.pop()), (Some(1), Some(2)));
    port.bytes.push(5).unwrap();
    for word in [0x0403_0201, 0x0807_0605] {
        port.words.push(word).unwrap();
    }
    assert_eq!(port.words.pop(), Some(0x0403_0201));
    port
}

const BYTES: &str = "05020304 00000002 00000003 0102030405060708 00000004 00000004";

#[test]
fn bytes() {
    assert_eq!(save_state(&port()).unwrap(), hex(BYTES));
    let mut other = Port::default();
    load_state_mut(&mut other, &hex(BYTES), 3).unwrap();
    assert_eq!(other, port());
    assert_eq!(format!("{other:?}"), "Port { bytes: [3, 4, 5], words: [134678021] }");
    // The whole memory came, not just what is in use.
    assert_eq!(save_state(&other).unwrap(), hex(BYTES));
}

#[test]
fn queues_go_round() {
    let mut port = port();
    assert_eq!((port.bytes.len(), port.bytes.is_full(), port.bytes.is_empty()), (3, false, false));
    port.bytes.push(6).unwrap();
    assert!(port.bytes.is_full());
    assert_eq!(port.bytes.push(7), Err(7));
    assert!(port.bytes.iter().eq([3, 4, 5, 6]));
    assert!(core::iter::from_fn(|| port.bytes.pop()).eq([3, 4, 5, 6]));
    assert!(port.bytes.is_empty());
    port.words.push(9).unwrap();
    assert_eq!((port.words.is_full(), port.words.push(10)), (true, Err(10)));
    assert!(port.words.iter().eq([0x0807_0605, 9]));
    port.words.clear();
    assert_eq!((port.words.len(), port.words.pop(), port.words.capacity()), (0, None, 2));
}

/// What cannot be, with the place and the reason.
const REFUSED: [(&str, &str, &str); 6] = [
    (
        "05020304 00000004 00000003 0102030405060708 00000004 00000004",
        "bytes.head",
        "expected a position below 4, found 4",
    ),
    (
        "05020304 ffffffff 00000003 0102030405060708 00000004 00000004",
        "bytes.head",
        "expected a position below 4, found 4294967295",
    ),
    ("05020304 00000000 00000005 0102030405060708 00000004 00000004", "bytes.num", "expected at most 4 bytes, found 5"),
    (
        "05020304 00000002 00000003 0102030405060708 00000008 00000004",
        "words.head",
        "expected a position below 8, found 8",
    ),
    (
        "05020304 00000002 00000003 0102030405060708 00000004 0000000c",
        "words.num",
        "expected at most 8 bytes, found 12",
    ),
    (
        "05020304 00000002 00000003 0102030405060708 00000004 00000006",
        "words.num",
        "expected words of 4 bytes, found 6 bytes",
    ),
];

#[test]
fn positions_outside_are_refused() {
    for (bytes, path, message) in REFUSED {
        let mut other = port();
        let error = load_state_mut(&mut other, &hex(bytes), 3).unwrap_err();
        assert_eq!((error.kind(), error.path(), error.message()), (ErrorKind::Invalid, path, message));
        assert_eq!(other, port());
    }
}

#[test]
fn positions_outside_are_refused_in_a_table_by_hand() {
    device!(Device { bytes: Fifo8<4>, words: Fifo32<2> } vmstate_of!(Device, bytes), vmstate_of!(Device, words));
    let Port { bytes, words } = port();
    let mut device = Device { bytes, words };
    for (bytes, path, message) in REFUSED {
        let error = load_state_mut(&mut device, &hex(bytes), 3).unwrap_err();
        assert_eq!((error.kind(), error.path(), error.message()), (ErrorKind::Invalid, path, message));
        assert_eq!(save_state(&device).unwrap(), hex(BYTES));
    }
    load_state_mut(&mut device, &hex(&BYTES.replace("05020304", "0a0b0c0d")), 3).unwrap();
    assert!(device.bytes.iter().eq([0xc, 0xd, 0xa]));
}

/// A word may begin anywhere, and end at the begin of the memory.
#[test]
fn a_word_goes_round() {
    let bytes = hex("00000000 00000000 00000000 0102030405060708 00000006 00000008");
    let mut other = Port::default();
    load_state_mut(&mut other, &bytes, 3).unwrap();
    assert!(other.words.iter().eq([0x0201_0807, 0x0605_0403]));
    assert_eq!(save_state(&other).unwrap(), bytes);
    assert_eq!(other.words.pop(), Some(0x0201_0807));
    other.words.push(0x0c0b_0a09).unwrap();
    assert_eq!(save_state(&other).unwrap(), hex("00000000 00000000 00000000 0b0c03040506090a 00000002 00000008"));
}

#[test]
fn description() {
    let fields = |size| {
        format!(
            concat!(
                r#""type": "struct", "struct": {{"vmsd_name": "Fifo8", "version": 1, "#,
                r#""fields": [{{"name": "data", "type": "buffer", "size": {}}}, "#,
                r#"{{"name": "head", "type": "uint32", "size": 4}}, "#,
                r#"{{"name": "num", "type": "uint32", "size": 4}}]}}, "size": {}}}"#
            ),
            size,
            size + 8
        )
    };
    let expected = format!(r#"{{"name": "bytes", {}, {{"name": "words", {}"#, fields(4), fields(8));
    assert_eq!(described(&Mutex::new(port())), expected);
}

#[test]
fn a_later_failure_puts_it_back() {
    device!(Device { bytes: Fifo8<4>, tail: u16 } vmstate_of!(Device, bytes), vmstate_of!(Device, tail));
    let mut device = Device { bytes: port().bytes, tail: 7 };
    let error = load_state_mut(&mut device, &hex("0a0b0c0d 00000001 00000001 00"), 3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
    assert_eq!(save_state(&device).unwrap(), hex("05020304 00000002 00000003 0007"));
}

#[test]
fn other_queues_travel_as_a_fifo() {
    #[derive(ToMigrationState)]
    #[migration_state(name = "device")]
    struct Uart {
        #[migration_state(try_into(Fifo8<4>))]
        received: VecDeque<u8>,
    }
    let mut uart = Uart { received: [1, 2].into() };
    assert_eq!(save_state(&uart).unwrap(), hex("01020000 00000000 00000002"));
    load_state_mut(&mut uart, &hex("01020304 00000003 00000002"), 1).unwrap();
    assert_eq!(uart.received, [4, 1]);
    uart.received = [0; 5].into();
    assert_eq!(save_state(&uart).unwrap_err().path(), "received");
    let error = Fifo8::<4>::try_from(uart.received).unwrap_err();
    assert_eq!(error.to_string(), "expected at most 4 elements, found 5");
}
