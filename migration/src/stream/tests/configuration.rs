//! The configuration by itself: what is written is read, and compared as QEMU compares.

use crate::error::ErrorKind;
use crate::stream::reader::Reader;
use crate::stream::Configuration;

fn local() -> Configuration {
    Configuration {
        machine: "virt-10.0".to_owned(),
        target_page_bits: Some(12),
        capabilities: vec!["x-ignore-shared".to_owned(), "mapped-ram".to_owned()],
        uuid: Some(*b"0123456789abcdef"),
    }
}

fn written(configuration: &Configuration) -> Vec<u8> {
    let mut bytes = Vec::new();
    configuration.write(&mut bytes).unwrap();
    bytes
}

/// What is read, and how many bytes are left.
fn read(bytes: &[u8]) -> (Option<Configuration>, usize) {
    let mut reader = Reader::new(bytes);
    let configuration = Configuration::read(&mut reader).unwrap();
    (configuration, reader.rest().len())
}

#[test]
fn what_is_written_is_read() {
    let smallest = Configuration { machine: "none".to_owned(), ..Configuration::default() };
    assert_eq!(written(&smallest), b"\x07\0\0\0\x04none");
    for configuration in [smallest, local()] {
        assert_eq!(read(&written(&configuration)), (Some(configuration), 0));
    }
}

#[test]
fn all_parts_are_written_as_qemu_writes_them() {
    let expected = [
        &b"\x07\0\0\0\x09virt-10.0"[..],
        b"\x05\x1econfiguration/target-page-bits\0\0\0\x01\0\0\0\x0c",
        b"\x05\x1aconfiguration/capabilities\0\0\0\x01\0\0\0\x02\x0fx-ignore-shared\x0amapped-ram",
        b"\x05\x12configuration/uuid\0\0\0\x010123456789abcdef",
    ];
    assert_eq!(written(&local()), expected.concat());
}

#[test]
fn subsections_come_in_any_order_and_the_last_one_stays() {
    let uuid = b"\x05\x12configuration/uuid\0\0\x02\x01";
    let bits = b"\x05\x1econfiguration/target-page-bits\0\0\0\x01\0\0\0";
    let bytes =
        [b"\x07\0\0\0\0", &uuid[..], b"0123456789abcdef", bits, &[10], bits, &[14], &uuid[..], b"fedcba9876543210"];
    let (configuration, rest) = read(&bytes.concat());
    let configuration = configuration.unwrap();
    assert_eq!((configuration.target_page_bits, configuration.uuid, rest), (Some(14), Some(*b"fedcba9876543210"), 0));
}

#[test]
fn what_is_not_its_own_is_left() {
    let none = b"\x04\0\0\0\x01";
    assert_eq!(read(none), (None, none.len()));
    for rest in
        [&b"\x04abc"[..], b"\x05", b"\x05\x0dconfiguration", b"\x05\x0fconfigurations", b"\x05\x0econfigured/to/be"]
    {
        let (configuration, left) = read(&[b"\x07\0\0\0\x01x", rest].concat());
        assert_eq!((configuration.unwrap().machine.as_str(), left), ("x", rest.len()), "{rest:?}");
    }
}

#[test]
fn counts_end_with_the_input() {
    let bytes = b"\x07\0\0\0\0\x05\x1aconfiguration/capabilities\0\0\0\x01\xff\xff\xff\xff\x01a\x01b";
    let error = Configuration::read(&mut Reader::new(bytes)).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Truncated, Some(bytes.len())));
    assert_eq!(error.message(), "expected 1 byte of a capability, found 0");
}

#[test]
fn names_too_long_for_their_length_are_refused() {
    let configuration = Configuration { capabilities: vec!["x".repeat(256)], ..Configuration::default() };
    let error = configuration.write(&mut Vec::new()).unwrap_err();
    assert_eq!(error.message(), "expected a name of at most 255 bytes, found 256");
}

#[test]
fn receivers_accept_what_fits() {
    let received = |change: fn(&mut Configuration)| {
        let mut configuration = local();
        change(&mut configuration);
        configuration.check_against(&local())
    };
    assert!(received(|_| {}).is_ok());
    assert!(received(|c| c.machine = "virt".to_owned()).is_ok());
    assert!(received(|c| c.machine.clear()).is_ok());
    assert!(received(|c| c.capabilities.reverse()).is_ok());
    assert!(received(|c| c.uuid = None).is_ok());
    let surprised = Configuration { uuid: None, ..local() };
    assert!(local().check_against(&surprised).is_ok());
}

#[test]
fn receivers_refuse_what_does_not_fit() {
    type Change = fn(&mut Configuration);
    let cases: [(Change, &str); 6] = [
        (|c| c.machine = "virt-10.0x".to_owned(), r#"expected machine type "virt-10.0", found "virt-10.0x""#),
        (|c| c.machine = "virt-9".to_owned(), r#"expected machine type "virt-10.0", found "virt-9""#),
        (|c| c.target_page_bits = None, "expected a machine with 12 target page bits, found unstated"),
        (|c| drop(c.capabilities.pop()), r#"expected a stream with capability "mapped-ram", found one without it"#),
        (|c| c.capabilities.push("new".to_owned()), r#"expected a stream without capability "new", found one with it"#),
        (
            |c| c.uuid = Some([0xab; 16]),
            "expected UUID 30313233-3435-3637-3839-616263646566, found abababab-abab-abab-abab-abababababab",
        ),
    ];
    for (change, message) in cases {
        let mut configuration = local();
        change(&mut configuration);
        let error = configuration.check_against(&local()).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Configuration, message));
    }
}
