//! Arrays with a count in another field.

use migration::{
    bql, bql::BqlCell, load_state, save_state, vmstate_fields, vmstate_of, Describe, ErrorKind, VMStateDescription,
    VMStateDescriptionBuilder,
};
use migration_tests::hex;

struct Queue {
    count: BqlCell<u8>,
    short: BqlCell<u16>,
    long: BqlCell<u32>,
    signed: BqlCell<i32>,
    by_count: BqlCell<[u8; 3]>,
    by_short: BqlCell<[u16; 3]>,
    by_long: BqlCell<[u32; 3]>,
    by_signed: BqlCell<[i8; 3]>,
    rows: BqlCell<[[u8; 2]; 3]>,
}

impl Describe for Queue {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"queue")
        .fields(vmstate_fields! {
            vmstate_of!(Queue, count),
            vmstate_of!(Queue, short),
            vmstate_of!(Queue, long),
            vmstate_of!(Queue, signed),
            vmstate_of!(Queue, by_count[0 .. count]),
            vmstate_of!(Queue, by_short[0 .. short]),
            vmstate_of!(Queue, by_long[0 .. long]),
            vmstate_of!(Queue, by_signed[0 .. signed]),
            vmstate_of!(Queue, rows[0 .. count * 2]),
        })
        .build();
}

fn queue() -> Queue {
    Queue {
        count: 1.into(),
        short: 2.into(),
        long: 3.into(),
        signed: 0.into(),
        by_count: [1, 2, 3].into(),
        by_short: [1, 2, 3].into(),
        by_long: [1, 2, 3].into(),
        by_signed: [1, 2, 3].into(),
        rows: [[1, 2], [3, 4], [5, 6]].into(),
    }
}

#[test]
fn counted_arrays() {
    bql::start_test();
    let queue = queue();
    let bytes = save_state(&queue).unwrap();
    assert_eq!(bytes, hex("01 0002 00000003 00000000  01 00010002 000000010000000200000003 0102"));
    // A larger count than the device has now, within the capacity.
    load_state(&queue, &hex("02 0001 00000000 00000001  0708 0009 0a 0b0c0d0e"), 0).unwrap();
    assert_eq!((queue.count.get(), queue.by_count.get()), (2, [7, 8, 3]));
    assert_eq!((queue.by_short.get(), queue.by_long.get(), queue.by_signed.get()), ([9, 2, 3], [1, 2, 3], [10, 2, 3]));
    assert_eq!(queue.rows.get(), [[0x0b, 0x0c], [0x0d, 0x0e], [5, 6]]);
}

#[test]
fn counts_beyond_the_array_are_refused() {
    bql::start_test();
    let cases = [
        ("04 0000 00000000 00000000", "by_count", "expected at most 3 elements, found a count of 4"),
        ("00 ffff 00000000 00000000", "by_short", "found a count of 65535"),
        ("00 0000 80000000 00000000", "by_long", "found a count of 2147483648"),
        ("00 0000 00000000 ffffffff", "by_signed", "found a count of -1"),
        ("00 0000 00000000 00000004", "by_signed", "found a count of 4"),
    ];
    for (bytes, field, text) in cases {
        let queue = queue();
        let before = save_state(&queue).unwrap();
        let error = load_state(&queue, &[hex(bytes), vec![0; 64]].concat(), 0).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert_eq!(error.path(), field, "{error}");
        assert!(error.message().contains(text), "{error}");
        assert_eq!(save_state(&queue).unwrap(), before);
    }
    // The device's own count can be no good as well: C would write what lies behind the array.
    let queue = queue();
    queue.count.set(4);
    assert_eq!(save_state(&queue).unwrap_err().kind(), ErrorKind::Invalid);
}
