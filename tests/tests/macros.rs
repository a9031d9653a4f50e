//! The macros by which types of one's own become fields.

use bilge::prelude::*;
use migration::{
    bql::{self, BqlCell},
    impl_vmstate_bitsized, impl_vmstate_c_struct, impl_vmstate_forward, impl_vmstate_pointer, impl_vmstate_struct,
    impl_vmstate_transparent, load_state_mut, save_state, vmstate_exist_fn, vmstate_fields, vmstate_fields_ref,
    vmstate_of, Describe, VMState, VMStateDescription, VMStateDescriptionBuilder,
};
use migration_tests::hex;

#[bitsize(32)]
#[derive(Clone, Copy, DebugBits, FromBits, PartialEq)]
struct Control {
    enabled: bool,
    mode: u3,
    rest: u28,
}
impl_vmstate_bitsized!(unsafe Control);

#[derive(Debug, PartialEq)]
#[repr(transparent)]
struct Wrapper<T>(T);
impl_vmstate_transparent!(unsafe Wrapper<T> where T: VMState);

#[repr(transparent)]
struct Owned<T>(Box<T>);
impl_vmstate_pointer!(unsafe Owned<T> where T: VMState);

#[derive(Debug, PartialEq)]
struct Mask([u8; 2]);
impl_vmstate_forward!(Mask);

#[repr(C)]
#[derive(Debug, PartialEq)]
struct FromC {
    value: u16,
}
static FROM_C: migration::bindings::VMStateDescription = VMStateDescriptionBuilder::<FromC>::new()
    .name(c"from-c")
    .fields(vmstate_fields! { vmstate_of!(FromC, value) })
    .build()
    .get();
impl_vmstate_c_struct!(unsafe FromC, FROM_C);

struct Device {
    control: Control,
    wrapped: [Wrapper<u16>; 2],
    count: Wrapper<u8>,
    counted: [u8; 4],
    owned: Owned<u32>,
    mask: Mask,
    from_c: [FromC; 2],
}

impl Describe for Device {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"device")
        .fields(vmstate_fields_ref! {
            vmstate_of!(Device, control),
            vmstate_of!(Device, wrapped),
            vmstate_of!(Device, count),
            vmstate_of!(Device, counted[0 .. count]),
            vmstate_of!(Device, owned),
            vmstate_of!(Device, mask),
            vmstate_of!(Device, from_c),
        })
        .build();
}

#[test]
fn types_of_ones_own_travel() {
    let device = |control, count| Device {
        control: Control::from(control),
        wrapped: [Wrapper(1), Wrapper(2)],
        count: Wrapper(count),
        counted: [3, 4, 5, 6],
        owned: Owned(Box::new(7)),
        mask: Mask([8, 9]),
        from_c: [FromC { value: 10 }, FromC { value: 11 }],
    };
    let bytes = hex("89abcdef 0001 0002 02 0304 00000007 0809 000a 000b");
    assert_eq!(save_state(&device(0x89ab_cdef, 2)).unwrap(), bytes);
    let mut loaded = device(0, 0);
    load_state_mut(&mut loaded, &bytes, 0).unwrap();
    assert_eq!(loaded.control, Control::from(0x89ab_cdef));
    assert!(loaded.control.enabled());
    assert_eq!((loaded.count, *loaded.owned.0, loaded.mask), (Wrapper(2), 7, Mask([8, 9])));
    assert!(load_state_mut(&mut device(0, 0), &hex("00000000 0001 0002 05 0304050607"), 0).is_err());
}

/// A table of a generic type is an associated constant.
struct Bank<T, const N: usize> {
    count: BqlCell<u8>,
    registers: BqlCell<[T; N]>,
}

impl<T: VMState + Copy, const N: usize> Describe for Bank<T, N>
where
    Self: 'static,
{
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"bank")
        .fields(vmstate_fields! {
            vmstate_of!(Bank<T, N>, count),
            vmstate_of!(Bank<T, N>, registers[0 .. count]),
        })
        .build();
}

#[test]
fn tables_of_generic_types() {
    bql::start_test();
    let bank = Bank { count: 3.into(), registers: [1_u16, 2, 3, 4, 5].into() };
    assert_eq!(save_state(&bank).unwrap(), hex("03 0001 0002 0003"));
    let bank = Bank { count: 2.into(), registers: [1_u8, 2].into() };
    assert_eq!(save_state(&bank).unwrap(), hex("02 0102"));
    bank.count.set(3);
    assert!(save_state(&bank).unwrap_err().message().contains("at most 2"));
}

#[test]
fn test_functions_for_raw_entries() {
    fn is_new(_: &Device, version_id: u8) -> bool {
        version_id > 1
    }
    assert!(vmstate_exist_fn!(Device, is_new).is_some());
}

/// An expression that is the table of another struct where nothing says which one is meant.
#[test]
fn a_table_is_of_one_struct() {
    struct Plain(u8);
    struct InCells(BqlCell<u8>);

    trait TableOf<S: 'static> {
        const TABLE: VMStateDescription<S>;
    }
    impl TableOf<Plain> for u8 {
        const TABLE: VMStateDescription<Plain> = VMStateDescriptionBuilder::<Plain>::new()
            .name(c"plain")
            .fields(vmstate_fields! { vmstate_of!(Plain, 0) })
            .build();
    }
    impl TableOf<InCells> for i32 {
        const TABLE: VMStateDescription<InCells> = VMStateDescriptionBuilder::<InCells>::new()
            .name(c"in-cells")
            .fields(vmstate_fields! { vmstate_of!(InCells, 0) })
            .build();
    }
    const fn pick<N: TableOf<S> + Copy, S: 'static>(_: N) -> VMStateDescription<S> {
        N::TABLE
    }

    impl_vmstate_struct!(Plain, pick(0));
    const { assert!(!<Plain as VMState>::IN_CELLS) };
}
