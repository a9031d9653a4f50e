//! Arrays with a count in another field.

use migration::{
    bql, bql::BqlCell, load_state, save_state, vmstate_fields, vmstate_of, Describe, ErrorKind, InvalidError,
    VMStateDescription, VMStateDescriptionBuilder,
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
        ("04 0000 00000000 00000000", "by_count", "expected at most 3 elements, found a count of 4 in `count`"),
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

/// A device that would like its count to be believed: a hook, a test that is not always of one mind, and one that changes
/// the count behind the check's back.
struct Sly {
    count: BqlCell<u8>,
    values: BqlCell<[u8; 2]>,
    calls: BqlCell<u32>,
}

impl Sly {
    fn loading(&self) -> Result<(), InvalidError> {
        Ok(())
    }

    /// No to the check of the count, yes to the field itself.
    fn exists_every_other_time(&self, _version_id: u8) -> bool {
        self.calls.set(self.calls.get() + 1);
        self.calls.get().is_multiple_of(2)
    }

    fn exists_and_is_more(&self, _version_id: u8) -> bool {
        self.calls.set(self.calls.get() + 1);
        if self.calls.get() == 2 {
            self.count.set(200);
        }
        true
    }
}

struct Fickle(Sly);
impl Describe for Fickle {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"fickle")
        .pre_load(&|fickle: &Fickle| fickle.0.loading())
        .fields(vmstate_fields! {
            vmstate_of!(Fickle, 0.count),
            vmstate_of!(Fickle, 0.values[0 .. 0.count], |fickle: &Fickle, version_id| {
                fickle.0.exists_every_other_time(version_id)
            }),
        })
        .build();
}

struct Liar(Sly);
impl Describe for Liar {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"liar")
        .fields(vmstate_fields! {
            vmstate_of!(Liar, 0.count),
            vmstate_of!(Liar, 0.values[0 .. 0.count], |liar: &Liar, version_id| liar.0.exists_and_is_more(version_id)),
        })
        .build();
}

#[test]
fn no_test_gets_a_count_past_its_check() {
    bql::start_test();
    let sly = |count: u8| Sly { count: count.into(), values: [1, 2].into(), calls: 0.into() };
    for count in [1, 200] {
        // Whatever the answer is, nothing outside of the array is touched.
        let _ = save_state(&Fickle(sly(count)));
        let _ = load_state(&Fickle(sly(count)), &[200; 300], 0);
        let _ = save_state(&Liar(sly(count)));
        let _ = load_state(&Liar(sly(count)), &[200; 300], 0);
        let liar = Liar(sly(2));
        load_state(&liar, &[1, 9], 0).unwrap_err();
        assert_eq!(liar.0.values.get(), [1, 2]);
    }
}

/// Before a hook runs, all that the table reaches is noted, and that too goes no further than the array.
#[test]
fn noting_believes_no_count_either() {
    bql::start_test();
    struct Hooked(Queue);
    impl Describe for Hooked {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"hooked")
            .pre_load(&|_: &Hooked| Ok::<(), InvalidError>(()))
            .fields(vmstate_fields! { vmstate_of!(Hooked, 0.count), vmstate_of!(Hooked, 0.by_count[0 .. 0.count]) })
            .build();
    }
    let hooked = Hooked(queue());
    hooked.0.count.set(255);
    load_state(&hooked, &[1, 7], 0).unwrap();
    assert_eq!((hooked.0.count.get(), hooked.0.by_count.get()), (1, [7, 2, 3]));
}
