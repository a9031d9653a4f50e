//! The changes that stranded saved state elsewhere, each as a small device, before and after (R4): the text of the one refuses the
//! other.

use migration::{testing, Describe, ToMigrationState, Unused, VMState};

use super::{message, Committed};

#[derive(ToMigrationState)]
#[migration_state(name = "uart", version_id = 2)]
struct Uart {
    data: u8,
    rate: u16,
}

/// exynos uart, ppc decr: a field without a version.
mod added_without_a_version {
    use super::*;

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct AtTheEnd {
        data: u8,
        rate: u16,
        parity: u8,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct InTheMiddle {
        data: u8,
        parity: u8,
        rate: u16,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 3, minimum_version_id = 2)]
    struct WithoutGate {
        data: u8,
        rate: u16,
        parity: u8,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 3, minimum_version_id = 2)]
    struct AsItShouldBe {
        data: u8,
        rate: u16,
        #[migration_state(since = 3)]
        parity: u8,
    }

    #[test]
    fn is_refused() {
        let committed = Committed::of::<Uart, _>();
        assert_eq!(
            committed.refuses::<AtTheEnd, _>(),
            ": the format of `uart` changed, but it is still version 2\n\n  \
             expected  the end of the fields\n  \
             found     `parity: uint8`\n\n\
             Make what is new `since = 3`, and give the device `version_id = 3`; or put it into a subsection, if few states need it. \
             Otherwise the device refuses older streams, with `version_id = 3` and `minimum_version_id = 3`."
        );
        let said = committed.refuses::<InTheMiddle, _>();
        assert!(said.contains("expected  `rate: uint16`\n  found     `parity: uint8`"), "{said}");
        assert!(said.contains("A new field comes behind all others. Make what is new `since = 3`"), "{said}");
    }

    #[test]
    fn nor_does_a_new_version_alone_help() {
        let committed = Committed::of::<Uart, _>();
        assert_eq!(
            committed.refuses::<WithoutGate, _>(),
            ": version 3 of `uart` says that it loads version 2, but reads other bytes than that wrote\n\n  \
             expected  the end of the fields\n  \
             found     `parity: uint8`\n\n\
             Make what is new `since = 3`; or put it into a subsection, if few states need it. Otherwise the device refuses older \
             streams, with `minimum_version_id = 3`."
        );
    }

    #[test]
    fn is_taken_with_a_version() {
        let committed = Committed::of::<Uart, _>();
        assert_eq!(
            committed.says::<AsItShouldBe, _>(),
            " has not yet what is new:\n  \
             version 3, which loads from 2, is not in the file\n\n\
             All streams that loaded still load. If that is what you want, run the test with `BLESS=1` and commit the file."
        );
        committed.bless::<AsItShouldBe, _>();
        assert_eq!(
            committed.text(),
            "uart, version 2, loads from 2, at most 3 bytes\n  data: uint8\n  rate: uint16\n\n\
             uart, version 3, loads from 2, at most 4 bytes\n  data: uint8\n  rate: uint16\n  parity: uint8, since 3\n"
        );
        committed.has::<AsItShouldBe, _>();
        // Nor is there a way back.
        assert!(committed.refuses::<Uart, _>().starts_with(": the version went back"));
    }
}

#[test]
fn a_file_that_is_not_there_is_to_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uart.txt");
    let said = message(|| testing::check_wire_format::<Uart, _>(&path, false));
    let expected = " is not there yet:\n  version 2, which loads from 2, is not in the file\n\n\
                    Run the test with `BLESS=1`, which writes it, and commit the file.";
    assert_eq!(said, format!("{}{expected}", path.display()));
    assert!(!path.exists());
}

/// A subsection that each state has, at once or later, is one that no older reader takes.
#[test]
fn a_subsection_must_not_always_be_there() {
    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct Always {
        data: u8,
        rate: u16,
        #[migration_state(subsection = "uart/parity")]
        parity: u8,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct IfNeeded {
        data: u8,
        rate: u16,
        #[migration_state(subsection = "uart/parity", needed = Self::has_parity)]
        parity: u8,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 3, minimum_version_id = 2)]
    struct Stepped {
        data: u8,
        rate: u16,
        #[migration_state(subsection = "uart/parity")]
        parity: u8,
    }

    impl IfNeeded {
        fn has_parity(&self) -> bool {
            self.parity != 0
        }
    }

    let committed = Committed::of::<Uart, _>();
    let said = committed.refuses::<Always, _>();
    assert!(said.contains("found     `subsection uart/parity, version 1, loads from 1, always`"), "{said}");
    assert!(said.ends_with("refuse each state now: say when it is needed, with `needed`."), "{said}");

    committed.bless::<IfNeeded, _>();
    let said = committed.refuses::<Always, _>();
    assert!(said.contains("expected  `subsection uart/parity, version 1, loads from 1`"), "{said}");

    let said = committed.says::<Stepped, _>();
    assert!(said.contains("version 3, which loads from 2, is not in the file"), "{said}");
    committed.bless::<Stepped, _>();
    assert!(committed.text().contains("subsection uart/parity, version 1, loads from 1, always\n"));
}

/// designware, `fw_cfg`, eeprom93xx: a field's width.
#[test]
fn another_width_is_refused() {
    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct Wider {
        data: u8,
        rate: u32,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct Converted {
        data: u8,
        #[migration_state(try_into(u16))]
        rate: u32,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 3)]
    struct NewVersion {
        data: u8,
        rate: u32,
    }

    let committed = Committed::of::<Uart, _>();
    assert_eq!(
        committed.refuses::<Wider, _>(),
        ": the format of `uart` changed, but it is still version 2\n\n  \
         expected  `rate: uint16`\n  \
         found     `rate: uint32`\n\n\
         The field keeps what it is in the stream: `into(...)` or `try_into(...)` converts it. Otherwise the device refuses older \
         streams, with `version_id = 3` and `minimum_version_id = 3`."
    );
    committed.has::<Converted, _>();
    committed.bless::<NewVersion, _>();
    committed.has::<NewVersion, _>();
}

/// virtio-gpu: a versioned field in a nested struct, whose version is not in the stream.
mod versioned_field_of_a_nested_struct {
    use super::*;

    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "scanout", version_id = 1)]
    struct Scanout {
        width: u32,
    }

    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "scanout", version_id = 2, minimum_version_id = 1)]
    struct ScanoutWithFormat {
        width: u32,
        #[migration_state(since = 2)]
        format: u32,
    }

    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "scanout", version_id = 1)]
    struct ScanoutWithSubsection {
        width: u32,
        #[migration_state(subsection = "scanout/format", needed = Self::has_format)]
        format: u32,
    }

    impl ScanoutWithSubsection {
        fn has_format(&self) -> bool {
            self.format != 0
        }
    }

    macro_rules! gpu {
        ($name:ident of $scanout:ident, $($version:tt)*) => {
            #[derive(ToMigrationState)]
            #[migration_state(name = "gpu", $($version)*)]
            struct $name {
                scanouts: [$scanout; 2],
            }
        };
    }

    gpu!(Gpu of Scanout, version_id = 1);
    gpu!(Grown of ScanoutWithFormat, version_id = 1);
    gpu!(Stepped of ScanoutWithFormat, version_id = 2, minimum_version_id = 1);
    gpu!(Refusing of ScanoutWithFormat, version_id = 2);
    gpu!(WithSubsection of ScanoutWithSubsection, version_id = 1);

    #[test]
    fn is_refused() {
        let committed = Committed::of::<Gpu, _>();
        assert_eq!(
            committed.refuses::<Grown, _>(),
            ": the format of `gpu` changed, but it is still version 1\n\n  \
             in        `scanouts`\n  \
             expected  the end of the fields\n  \
             found     `format: uint32, since 2`\n\n\
             Put what is new into a subsection, of the struct or of the device. `scanouts` is a nested struct: its version is not in a \
             stream, so that `since` in it is in vain, and what changes in it changes the format of each device around it. Otherwise \
             the device refuses older streams, with `version_id = 2` and `minimum_version_id = 2`."
        );
        let said = committed.refuses::<Stepped, _>();
        assert!(said.starts_with(": version 2 of `gpu` says that it loads version 1, but"), "{said}");
        assert!(said.ends_with("refuses older streams, with `minimum_version_id = 2`."), "{said}");
    }

    #[test]
    fn is_taken_where_it_is_none_of_the_old_bytes() {
        let committed = Committed::of::<Gpu, _>();
        let said = committed.says::<WithSubsection, _>();
        assert!(
            said.contains("\n  `scanouts`: `scanout/format` is a new subsection: older readers load each state"),
            "{said}"
        );
        committed.bless::<WithSubsection, _>();
        committed.has::<WithSubsection, _>();
        let refusing = Committed::of::<Gpu, _>();
        refusing.bless::<Refusing, _>();
        refusing.has::<Refusing, _>();
    }
}

#[test]
fn another_name_or_order_is_refused() {
    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct Renamed {
        data: u8,
        baud: u16,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct RenamedHereOnly {
        data: u8,
        #[migration_state(name = "rate")]
        baud: u16,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct Reordered {
        rate: u16,
        data: u8,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "Uart", version_id = 2)]
    struct OtherSection {
        data: u8,
        rate: u16,
    }

    let committed = Committed::of::<Uart, _>();
    let said = committed.refuses::<Renamed, _>();
    assert!(said.contains("expected  `rate: uint16`\n  found     `baud: uint16`"), "{said}");
    assert!(said.contains("The field keeps its name in the stream: `name = \"...\"`."), "{said}");
    committed.has::<RenamedHereOnly, _>();
    let said = committed.refuses::<Reordered, _>();
    assert!(said.contains("expected  `data: uint8`\n  found     `rate: uint16`"), "{said}");
    assert!(said.contains("Fields keep their order in the stream"), "{said}");
    let said = committed.refuses::<OtherSection, _>();
    assert!(said.contains("expected  `uart`\n  found     `Uart`"), "{said}");
}

/// The HPET in Rust: registers that move into a nested struct of their own.
#[test]
fn fields_that_move_into_a_struct_are_refused() {
    #[derive(Default, ToMigrationState)]
    #[migration_state(name = "registers")]
    struct Registers {
        data: u8,
        rate: u16,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 3, minimum_version_id = 2)]
    struct Moved {
        registers: Registers,
    }

    let said = Committed::of::<Uart, _>().refuses::<Moved, _>();
    assert!(said.contains("expected  `data: uint8`\n  found     `registers: struct registers, version 1"), "{said}");
}

mod field_that_goes {
    use super::*;

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct Shorter {
        data: u8,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 2)]
    struct SameVersion {
        data: u8,
        unused: Unused<2>,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 3, minimum_version_id = 2)]
    struct Dropped {
        data: u8,
        unused: Unused<2>,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 3, minimum_version_id = 2)]
    struct BothDropped {
        unused: Unused<3>,
    }

    #[derive(ToMigrationState)]
    #[migration_state(name = "uart", version_id = 3, minimum_version_id = 2)]
    struct TooManyDropped {
        data: u8,
        unused: Unused<3>,
    }

    #[test]
    fn leaves_its_bytes() {
        let committed = Committed::of::<Uart, _>();
        let said = committed.refuses::<Shorter, _>();
        assert!(said.contains("expected  `rate: uint16`\n  found     nothing in its place"), "{said}");
        assert!(said.contains("put `Unused<N>` in its place, and give the device `version_id = 3`."), "{said}");
        let said = committed.refuses::<TooManyDropped, _>();
        assert!(said.contains("expected  `rate: uint16`\n  found     `unused: unused_buffer of 3 bytes`"), "{said}");
        let said = committed.refuses::<SameVersion, _>();
        assert!(
            said.ends_with("Older readers would take the zeros for a value: give the device `version_id = 3`."),
            "{said}"
        );
        let said = committed.says::<BothDropped, _>();
        assert!(
            said.contains("\n  `data` is dropped when it is read\n  `rate` is dropped when it is read\n"),
            "{said}"
        );
        committed.bless::<Dropped, _>();
        committed.has::<Dropped, _>();
        let mut device = Dropped { data: 0, unused: Unused };
        migration::load_state_mut(&mut device, &[1, 2, 3], 2).unwrap();
        assert_eq!(device.data, 1);
    }
}

/// A device in place says the same as one with a shadow: that is how a device changes from one to the other.
#[test]
fn a_device_in_place_has_the_same_text() {
    #[derive(VMState)]
    #[vmstate(name = "uart", version_id = 2)]
    struct InPlace {
        data: migration::bql::BqlCell<u8>,
        rate: migration::bql::BqlCell<u16>,
    }

    Committed::of::<Uart, _>().has::<InPlace, _>();
    assert_eq!(InPlace::VMSD.name(), c"uart");
}
