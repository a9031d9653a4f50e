//! Loads in place that fail behind programs which were done already: everything is as before.

use super::plainly;
use crate::{
    bql::{self, BqlCell},
    engine::{File, LoadShared},
    impl_vmstate_struct, load_state, load_state_mut, save_state, vmstate_fields, vmstate_of, vmstate_subsections,
    vmstate_unused, vmstate_validate, Describe, InvalidError, VMStateDescription, VMStateDescriptionBuilder,
};

/// Each thing that can refuse stands behind all that programs load.
#[derive(Debug, PartialEq)]
struct Late {
    count: BqlCell<u8>,
    values: BqlCell<[u16; 5]>,
    flags: [BqlCell<bool>; 3],
    rows: [Row; 2],
    boxed_count: BqlCell<u32>,
    boxed: Box<BqlCell<[u32; 3]>>,
    lines: BqlCell<u16>,
    mode: BqlCell<u8>,
    more: BqlCell<[u64; 2]>,
    version: BqlCell<u8>,
}

#[derive(Debug, PartialEq)]
struct Row {
    small: BqlCell<u8>,
    large: BqlCell<u32>,
}

static ROW: VMStateDescription<Row> = VMStateDescriptionBuilder::<Row>::new()
    .name(c"row")
    .fields(vmstate_fields! { vmstate_of!(Row, small), vmstate_of!(Row, large) })
    .build();
impl_vmstate_struct!(Row, ROW);

static MORE: VMStateDescription<Late> = VMStateDescriptionBuilder::<Late>::new()
    .name(c"late/more")
    .fields(vmstate_fields! {
        vmstate_of!(Late, more[0 .. boxed_count]), vmstate_of!(Late, count), vmstate_of!(Late, version).with_equal(None)
    })
    .build();

macro_rules! late {
    ($device:ident: $($hooks:tt)*) => {
        #[derive(Debug, PartialEq)]
        struct $device(Late);

        impl Describe for $device {
            const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
                .name(c"late")
                .version_id(1)
                $($hooks)*
                .fields(vmstate_fields! { vmstate_of!($device, 0) })
                .build();
        }
    };
}

static LATE: VMStateDescription<Late> = VMStateDescriptionBuilder::<Late>::new()
    .name(c"late")
    .version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Late, count), vmstate_of!(Late, values[0 .. count]), vmstate_unused!(2), vmstate_of!(Late, flags),
        vmstate_of!(Late, rows), vmstate_of!(Late, boxed_count), vmstate_of!(Late, boxed[0 .. boxed_count]),
        vmstate_of!(Late, lines).with_equal(None), vmstate_of!(Late, mode),
        vmstate_validate!(Late, c"mode is 1 or 2", |late: &Late, _: u8| late.mode.get() - 1 < 2),
    })
    .subsections(vmstate_subsections! { MORE })
    .build();
impl_vmstate_struct!(Late, LATE);

late!(Plain:);
late!(Hooked: .pre_load(&|hooked: &Hooked| hooked.change()).post_load(&|hooked: &Hooked, _: u8| hooked.refuse()));

impl Hooked {
    /// Whatever hooks change is part of what comes back.
    fn change(&self) -> Result<(), InvalidError> {
        self.0.values.set([99; 5]);
        // Behind a pointer only what the count counts is part of the device.
        self.0.boxed.set([99, 99, 22]);
        Ok(())
    }

    fn refuse(&self) -> Result<(), InvalidError> {
        if self.0.count.get() == 4 {
            return Err(InvalidError::new("4 is too many"));
        }
        Ok(())
    }
}

fn late() -> Late {
    Late {
        count: 3.into(),
        values: [10, 11, 12, 13, 14].into(),
        flags: [true, false, true].map(BqlCell::new),
        rows: [(1, 2), (3, 4)].map(|(small, large)| Row { small: small.into(), large: large.into() }),
        boxed_count: 2.into(),
        boxed: Box::new([20, 21, 22].into()),
        lines: 7.into(),
        mode: 1.into(),
        more: [30, 31].into(),
        version: 8.into(),
    }
}

/// Another state, whose counts are larger or smaller.
fn other(count: u8, boxed_count: u32) -> Vec<u8> {
    let other = late();
    other.count.set(count);
    other.values.set([40; 5]);
    other.flags.iter().for_each(|flag| flag.set(!flag.get()));
    other.rows[1].large.set(41);
    other.boxed_count.set(boxed_count);
    other.boxed.set([42; 3]);
    other.mode.set(2);
    other.more.set([43; 2]);
    save_state(&Plain(other)).unwrap()
}

/// Wherever it ends, and whatever byte is wrong.
fn spoiled(good: &[u8]) -> Vec<Vec<u8>> {
    let ends = (0..good.len()).map(|length| good[..length].to_vec());
    let bytes = (0..good.len()).flat_map(|place| {
        [0xff, 4, 5, 0].map(|byte| {
            let mut bad = good.to_vec();
            bad[place] = byte;
            bad
        })
    });
    ends.chain(bytes).chain([[good, &[1]].concat()]).collect()
}

#[test]
fn what_fails_late_leaves_no_trace() {
    bql::start_test();
    let mut refused = 0;
    for (count, boxed_count) in [(3, 2), (5, 1), (0, 0), (4, 1)] {
        for input in spoiled(&other(count, boxed_count)) {
            let (plain, hooked, mut owned) = (Plain(late()), Hooked(late()), Plain(late()));
            let results = [
                (load_state(&plain, &input, 1), &plain.0),
                (load_state(&hooked, &input, 1), &hooked.0),
                (load_state_mut(&mut owned, &input, 1), &owned.0),
            ];
            for (result, after) in results {
                if let Err(error) = result {
                    assert_eq!(after, &late(), "{error}: {input:x?}");
                    refused += 1;
                } else {
                    assert_ne!(after, &late(), "{input:x?}");
                }
            }
            let by_field = Plain(late());
            let result = plainly(|| load_state(&by_field, &input, 1)).map_err(|error| error.to_string());
            let again = Plain(late());
            assert_eq!(load_state(&again, &input, 1).map_err(|error| error.to_string()), result, "{input:x?}");
            assert_eq!(by_field, again, "{input:x?}");
        }
    }
    assert!(refused > 1000, "{refused}");
}

/// Two loads of one device in one stream, the later of which notes only what the earlier did not.
#[test]
fn two_loads_are_undone_one_after_the_other() {
    bql::start_test();
    for (count, boxed_count, next_count, next_boxed) in [(1, 1, 5, 2), (5, 2, 1, 1), (0, 0, 5, 2), (5, 1, 0, 2)] {
        let (plain, hooked) = (Plain(late()), Hooked(late()));
        let (first, second) = (other(count, boxed_count), other(next_count, next_boxed));
        undo_both(&plain, &first, &second);
        undo_both(&hooked, &first, &second);
        assert_eq!((&plain.0, &hooked.0), (&late(), &late()), "{first:x?}, {second:x?}");
    }
}

/// No code runs, so only what is overwritten is noted.
struct Growing {
    count: BqlCell<u8>,
    values: Box<BqlCell<[u16; 4]>>,
}

impl Describe for Growing {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"growing")
        .version_id(1)
        .fields(vmstate_fields! { vmstate_of!(Growing, count), vmstate_of!(Growing, values[0 .. count]) })
        .build();
}

#[test]
fn a_later_load_notes_what_it_has_more_of() {
    bql::start_test();
    let growing = Growing { count: 2.into(), values: Box::new([1, 2, 3, 4].into()) };
    let inputs = [&[1, 0, 9][..], &[3, 0, 9, 0, 9, 0, 9], &[0], &[4, 0, 9, 0, 9, 0, 9, 0, 9]];
    for (first, second) in inputs.iter().flat_map(|first| inputs.map(|second| (first, second))) {
        undo_both(&growing, first, second);
        assert_eq!((growing.count.get(), growing.values.get()), (2, [1, 2, 3, 4]), "{first:x?}, {second:x?}");
    }
}

fn undo_both<T: LoadShared<How>, How>(device: &T, first: &[u8], second: &[u8]) {
    let mut file = File::reading(first, 0);
    let mut earlier = device.begin(&mut file, 1).unwrap();
    let mut file = File::reading(second, 0);
    file.noted = earlier.hand_over();
    let mut later = device.begin(&mut file, 1).unwrap();
    later.rely_on_earlier();
    later.undo().unwrap();
    earlier.undo().unwrap();
}
