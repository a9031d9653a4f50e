use std::{marker::PhantomData, sync::Mutex};

use migration::{load_state_mut, save_state, Blank, Buffer, List, Migratable, ToMigrationState, VMState};
use migration_tests::hex;

use super::truncations_change_nothing;

#[derive(Debug, Default, PartialEq, VMState)]
#[vmstate(name = "plain", version_id = 3)]
struct Plain {
    control: u32,
    signed: i16,
    enabled: bool,
    rows: [[u8; 2]; 2],
    r#type: u8,
    #[vmstate(omit = "wiring")]
    line: Option<u8>,
    #[vmstate(omit)]
    nothing: (),
}

#[test]
fn fields_in_order() {
    let plain = Plain {
        control: 0x0102_0304,
        signed: -2,
        enabled: true,
        rows: [[1, 2], [3, 4]],
        r#type: 9,
        line: Some(1),
        nothing: (),
    };
    let bytes = hex("01020304 fffe 01 01020304 09");
    assert_eq!(save_state(&plain).unwrap(), bytes);
    let mut other = Plain { line: Some(7), ..Plain::default() };
    truncations_change_nothing(&mut other, &bytes);
    load_state_mut(&mut other, &bytes, 3).unwrap();
    assert_eq!(other, Plain { line: Some(7), ..plain });
    load_state_mut(&mut other, &bytes, 2).unwrap_err();
    load_state_mut(&mut other, &[&bytes[..], &[0]].concat(), 3).unwrap_err();
    assert_eq!(Plain::blank(), Plain::default());
}

#[test]
fn a_raw_identifier_is_called_by_its_word() {
    let error = load_state_mut(&mut Plain::default(), &hex("01020304 fffe 01 01020304"), 3).unwrap_err();
    assert_eq!(error.path(), "type");
}

/// Its bytes are those of its field.
#[derive(Debug, Default, PartialEq, VMState)]
struct Mask<T>(T);

#[derive(Debug, Default, PartialEq, VMState)]
#[vmstate(name = "pair")]
struct Pair(Mask<u16>, #[vmstate(omit)] u8, #[vmstate(len = _1)] [u8; 3], [Mask<[u8; 2]>; 2]);

#[test]
fn tuple_structs_and_newtypes() {
    let mut pair = Pair(Mask(0x102), 2, [5, 6, 7], [Mask([1, 2]), Mask([3, 4])]);
    let bytes = hex("0102 0506 01020304");
    assert_eq!(save_state(&pair).unwrap(), bytes);
    truncations_change_nothing(&mut pair, &bytes);
    load_state_mut(&mut pair, &hex("0a0b 0807 04030201"), 1).unwrap();
    assert_eq!(pair, Pair(Mask(0xa0b), 2, [8, 7, 7], [Mask([4, 3]), Mask([2, 1])]));
    pair.1 = 4;
    let error = save_state(&pair).unwrap_err();
    assert_eq!(error.path(), "2");
    assert_eq!(error.message(), "expected at most 3 elements, found a count of 4 in `1`");
}

#[test]
fn a_newtype_has_the_entry_of_its_field() {
    assert!(<Mask<u16> as VMState>::BASE.vmsd.is_null());
    assert_eq!(<Mask<u16> as VMState>::BASE.info, <u16 as VMState>::BASE.info);
    assert_eq!(<Mask<[u8; 3]> as VMState>::BASE.num, 3);
    assert!(!<Pair as VMState>::BASE.vmsd.is_null());
}

#[derive(Debug, Default, VMState)]
struct Nothing;

#[derive(Debug, Default, VMState)]
struct Empty {}

#[derive(Debug, Default, VMState)]
#[vmstate(name = "bank")]
struct Bank<T, const N: usize>
where
    [T; N]: Default,
{
    before: Nothing,
    registers: [T; N],
    #[vmstate(omit)]
    owner: PhantomData<T>,
    after: Empty,
}

#[test]
fn generic_structs() {
    let mut bank = Bank::<u16, 2> { registers: [1, 0x203], ..Bank::default() };
    assert_eq!(save_state(&bank).unwrap(), hex("0001 0203"));
    load_state_mut(&mut bank, &hex("0405 0607"), 1).unwrap();
    assert_eq!(bank.registers, [0x405, 0x607]);
    let bank = Bank::<Inner, 1> { registers: [Inner { level: 1, other: 2 }], ..Bank::default() };
    assert_eq!(save_state(&bank).unwrap(), [2, 1]);
}

/// Without a name it is only ever a part of others.
#[derive(Debug, Default, PartialEq, VMState)]
struct Inner {
    other: u8,
    level: u8,
}

#[derive(Debug, Default, ToMigrationState)]
struct Locked {
    #[migration_state(range = ..2)]
    mode: u8,
}

#[derive(Debug, Default, VMState)]
#[vmstate(name = "kinds")]
struct Kinds {
    inner: Box<Inner>,
    buffer: Buffer<2>,
    locked: Migratable<Mutex<Locked>>,
    #[vmstate(range = ..=2)]
    list: List<Inner>,
    lines: [Option<Box<Inner>>; 2],
}

#[test]
fn kinds_of_fields() {
    let mut kinds = Kinds::default();
    kinds.inner.level = 3;
    kinds.buffer.0 = *b"ab";
    kinds.locked.lock().unwrap().mode = 1;
    kinds.list.push(Inner { other: 4, level: 5 });
    kinds.lines[1] = Some(Box::new(Inner { other: 6, level: 7 }));
    // Each element of a list has a 1 in front; a null pointer is the sign for 0.
    assert_eq!(save_state(&kinds).unwrap(), hex("0003 6162 01 01 0405 00 30 0607"));

    load_state_mut(&mut kinds, &hex("0104 6364 00 01 0001 01 0203 00 30 0808"), 1).unwrap();
    assert_eq!((kinds.inner.other, kinds.locked.lock().unwrap().mode), (1, 0));
    assert_eq!(kinds.list[..], [Inner { other: 0, level: 1 }, Inner { other: 2, level: 3 }]);

    let before = save_state(&kinds).unwrap();
    // No mode 2, no third element.
    for refused in ["0104 6364 02 00 30 0808", "0104 6364 00 01 0001 01 0203 01 0405 00 30 0808"] {
        load_state_mut(&mut kinds, &hex(refused), 1).unwrap_err();
        assert_eq!(save_state(&kinds).unwrap(), before);
    }
}
