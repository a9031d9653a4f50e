//! Subsections: written, found, missing, and nobody's.

use migration::{
    impl_vmstate_struct, load_state_mut, save_state, vmstate_fields, vmstate_of, vmstate_subsections, Describe,
    ErrorKind, VMStateDescription, VMStateDescriptionBuilder,
};
use migration_tests::hex;

#[derive(Debug, Default, PartialEq)]
struct Outer {
    inner: [Inner; 2],
    level: u8,
    extra: u16,
}

#[derive(Debug, Default, PartialEq)]
struct Inner {
    value: u8,
    detail: u8,
}

impl Inner {
    fn has_detail(&self) -> bool {
        self.detail != 0
    }
}

impl Outer {
    fn has_extra(&self) -> bool {
        self.extra != 0
    }
}

static INNER_DETAIL: VMStateDescription<Inner> = VMStateDescriptionBuilder::<Inner>::new()
    .name(c"inner/detail")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Inner::has_detail)
    .fields(vmstate_fields! { vmstate_of!(Inner, detail) })
    .build();
static INNER: VMStateDescription<Inner> = VMStateDescriptionBuilder::<Inner>::new()
    .name(c"inner")
    .fields(vmstate_fields! { vmstate_of!(Inner, value) })
    .subsections(vmstate_subsections! { INNER_DETAIL })
    .build();
impl_vmstate_struct!(Inner, INNER);

static OUTER_EXTRA: VMStateDescription<Outer> = VMStateDescriptionBuilder::<Outer>::new()
    .name(c"outer/extra")
    .version_id(2)
    .minimum_version_id(1)
    .needed(&Outer::has_extra)
    .fields(vmstate_fields! { vmstate_of!(Outer, extra) })
    .build();

impl Describe for Outer {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"outer")
        .fields(vmstate_fields! { vmstate_of!(Outer, inner), vmstate_of!(Outer, level) })
        .subsections(vmstate_subsections! { OUTER_EXTRA })
        .build();
}

fn inner_subsection(detail: &str) -> String {
    format!("05 0c 696e6e65722f64657461696c 00000001 {detail}")
}

fn outer_subsection(version: &str, extra: &str) -> String {
    format!("05 0b 6f757465722f6578747261 {version} {extra}")
}

#[test]
fn subsections_follow_their_description() {
    let outer = Outer { inner: [Inner { value: 1, detail: 2 }, Inner { value: 3, detail: 0 }], level: 4, extra: 0x506 };
    let bytes = hex(&format!("01 {} 03 04 {}", inner_subsection("02"), outer_subsection("00000002", "0506")));
    assert_eq!(save_state(&outer).unwrap(), bytes);
    let mut loaded = Outer::default();
    load_state_mut(&mut loaded, &bytes, 0).unwrap();
    assert_eq!(loaded, outer);
}

#[test]
fn missing_and_repeated_subsections() {
    let mut outer = Outer { inner: Default::default(), level: 0, extra: 7 };
    load_state_mut(&mut outer, &hex("01 02 03"), 0).unwrap();
    assert_eq!(outer.extra, 7, "what is not in the stream stays");
    let (first, last) = (outer_subsection("00000001", "0001"), outer_subsection("00000002", "0002"));
    load_state_mut(&mut outer, &hex(&format!("01 02 03 {first} {last}")), 0).unwrap();
    assert_eq!(outer.extra, 2, "the last one stays");
    // The C core keeps one byte of the version.
    load_state_mut(&mut outer, &hex(&format!("01 02 03 {}", outer_subsection("00000101", "0009"))), 0).unwrap();
    assert_eq!(outer.extra, 9);
}

#[test]
fn subsections_that_nobody_has() {
    let mut outer = Outer::default();
    let load = |outer: &mut Outer, bytes: &str| load_state_mut(outer, &hex(bytes), 0).unwrap_err();
    let error = load(&mut outer, "01 02 03 05 07 6f757465722f78 00000001");
    assert_eq!((error.kind(), error.offset()), (ErrorKind::UnknownSubsection, Some(3)), "{error}");
    assert!(error.message().contains("`outer/extra`, found the subsection `outer/x`"), "{error}");
    // Without the prefix it is nobody's, and stays as trailing bytes.
    let error = load(&mut outer, "01 02 03 05 07 696e6e65722f78 00000001");
    assert_eq!((error.kind(), error.offset()), (ErrorKind::TrailingData, Some(3)), "{error}");
    let error = load(&mut outer, &format!("01 02 03 {}", outer_subsection("00000003", "0001")));
    assert_eq!(error.kind(), ErrorKind::Version, "{error}");
    assert_eq!(outer, Outer::default());
}

#[test]
fn bytes_that_look_like_a_subsection_are_not_written() {
    // The first inner struct ends where the second begins: with a length and a name that fit, if one is unlucky.
    #[derive(Debug, Default)]
    struct Unlucky {
        inner: Inner,
        behind: [u8; 8],
    }

    impl Describe for Unlucky {
        const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
            .name(c"unlucky")
            .fields(vmstate_fields! { vmstate_of!(Unlucky, inner), vmstate_of!(Unlucky, behind) })
            .build();
    }

    let lucky = Unlucky { inner: Inner::default(), behind: *b"\x05\x05inner\0" };
    assert_eq!(save_state(&lucky).unwrap().len(), 9);
    let unlucky = Unlucky { inner: Inner::default(), behind: *b"\x05\x06innerX" };
    let error = save_state(&unlucky).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(error.message().contains("behind `inner`"), "{error}");
}
