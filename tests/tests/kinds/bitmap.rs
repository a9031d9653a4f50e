//! `Bitmap`: whole words of 64 bits, each a number.

use std::sync::Mutex;

use migration::{kinds::Bitmap, load_state_mut, save_state, vmstate_of, ErrorKind, ToMigrationState};
use migration_tests::hex;

use super::{described, device};

#[derive(Clone, Default, ToMigrationState)]
#[migration_state(name = "device", version_id = 3)]
struct Irqs {
    pending: Bitmap<65>,
    full: Bitmap<64>,
    few: [Bitmap<3>; 2],
    none: Bitmap<0>,
}

const BYTES: &str = "8000000000000002 0000000000000001 0000000000000100 0000000000000004 0000000000000000";

fn irqs() -> Irqs {
    let mut irqs = Irqs::default();
    irqs.pending.set(1, true);
    irqs.pending.set(63, true);
    irqs.pending.set(64, true);
    irqs.full.set(8, true);
    irqs.few[0].set(2, true);
    irqs
}

#[test]
fn bytes() {
    assert_eq!(save_state(&irqs()).unwrap(), hex(BYTES));
    let mut other = Irqs::default();
    other.pending.set(30, true);
    load_state_mut(&mut other, &hex(BYTES), 3).unwrap();
    assert!(other.pending.ones().eq([1, 63, 64]));
    assert!(other.full.ones().eq([8]) && other.few[0].ones().eq([2]) && other.few[1].ones().count() == 0);
    assert_eq!((other.pending.get(63), other.pending.get(62), other.pending.get(65)), (Some(true), Some(false), None));
    assert_eq!((other.pending.len(), other.none.is_empty()), (65, true));
    other.pending.set(63, false);
    assert_eq!(format!("{:?}", other.pending), "{1, 64}");
}

/// QEMU keeps and sends them.
#[test]
fn bits_beyond_the_last_one_are_carried_through() {
    let bytes = BYTES.replace("0000000000000001", "f000000000000000");
    let mut irqs = Irqs::default();
    load_state_mut(&mut irqs, &hex(&bytes), 3).unwrap();
    assert!(irqs.pending.ones().eq([1, 63]));
    assert_eq!(save_state(&irqs).unwrap(), hex(&bytes));
}

#[test]
#[should_panic(expected = "the bitmap has 65 bits, so there is no bit 65")]
fn bits_beyond_the_last_one_are_not_set() {
    irqs().pending.set(65, true);
}

#[test]
fn description() {
    assert_eq!(
        described(&Mutex::new(irqs())),
        concat!(
            r#"{"name": "pending", "type": "bitmap", "size": 16}, "#,
            r#"{"name": "full", "type": "bitmap", "size": 8}, "#,
            r#"{"name": "few", "array_len": 2, "type": "bitmap", "size": 8}, "#,
            r#"{"name": "none", "type": "bitmap", "size": 0}"#
        )
    );
}

#[test]
fn a_later_failure_puts_it_back() {
    device!(Device { bits: Bitmap<65>, tail: u16 } vmstate_of!(Device, bits), vmstate_of!(Device, tail));
    let mut device = Device { bits: irqs().pending, tail: 7 };
    for length in 0..17 {
        let error = load_state_mut(&mut device, &[0xff; 18][..length], 3).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
        assert!(device.bits.ones().eq([1, 63, 64]));
    }
    assert_eq!(device.tail, 7);
}
