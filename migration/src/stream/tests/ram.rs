//! The walk through the `ram` section.

use super::{format, Maker};
use crate::error::{Error, ErrorKind};
use crate::stream::{Configuration, Stream};

const END: u64 = 0x10;

/// One item: its word and what follows.
fn item(word: u64, rest: &[u8]) -> Vec<u8> {
    [&word.to_be_bytes(), rest].concat()
}

fn walk(items: &[Vec<u8>]) -> Result<usize, Error> {
    let bytes = Maker::new().ram_start(&items.concat()).end();
    Stream::parse(&bytes).map(|stream| stream.sections()[0].payload().len())
}

#[test]
fn every_item_is_skipped() {
    let items = [
        item(0x3000 | 0x04, b"\x03mem\0\0\0\0\0\0\x20\0\x03rom\0\0\0\0\0\0\x10\0"),
        item(0x02, b"\x03mem\0"),
        item(0x1000 | 0x22, b"\0"),
        item(0x08, &[&b"\x03rom"[..], &[0x5a; 4096]].concat()),
        item(0x28, &[0x5a; 4096]),
        item(0x60, b"\x01\0\x03abc"),
        item(0x40, b"\x03mem\x01\0\0"),
        item(0x200, b""),
        item(END, b""),
    ];
    assert_eq!(walk(&items).unwrap(), items.concat().len());
}

#[test]
fn the_block_is_known_from_chunk_to_chunk() {
    let first = [item(0x02, b"\x03mem\0"), item(END, b"")].concat();
    let second = [item(0x22, b"\0"), item(END, b"")].concat();
    let bytes = Maker::new().ram_start(&first).more(format::END, 2, &second).end();
    assert_eq!(Stream::parse(&bytes).unwrap().sections().len(), 2);
    let bytes = Maker::new().ram_start(&second).end();
    let error = Stream::parse(&bytes).unwrap_err();
    assert!(error.message().contains("the first page to name its block"), "{error}");
}

#[test]
fn bad_items_are_refused() {
    let list = |rest: &[u8]| item(0x1000 | 0x04, rest);
    for (bad, kind, words) in [
        (item(0x0a, b"\x03mem\0"), ErrorKind::Invalid, "expected one of the RAM flags"),
        (item(0x80, b""), ErrorKind::Invalid, "0x200, found 0x80"),
        (item(0x00, b""), ErrorKind::Invalid, "0x200, found 0x0"),
        (item(0x02, b"\x03mem\x07"), ErrorKind::Invalid, "expected 0 as the content of a zero page, found 0x07"),
        (item(0x08, b"\x03mem short"), ErrorKind::Truncated, "expected 4096 bytes of a RAM page"),
        (item(0x40, b"\x03mem\x02\0\0"), ErrorKind::Invalid, "expected encoding 1 of a page, found 2"),
        (item(0x40, b"\x03mem\x01\x10\x01"), ErrorKind::Invalid, "at most 4096 bytes, found 4097"),
        (list(b"\x03mem\0\0\0\0\0\0\x20\0"), ErrorKind::Invalid, "a RAM block of at most 4096 bytes, found 8192"),
        (list(b""), ErrorKind::Truncated, "of a RAM block's"),
    ] {
        let error = walk(&[bad]).unwrap_err();
        assert!(error.message().contains(words), "expected {words:?} in: {error}");
        assert_eq!((error.kind(), error.device(), error.path()), (kind, "ram", ""), "{error}");
        assert!(error.offset() >= Some(75), "{error}");
    }
}

#[test]
fn version_and_page_size_must_be_known() {
    let end = item(END, b"");
    let newer = Maker::new().begin(format::START, 2, "ram", 0, 5).raw(&end).footer(2).end();
    let error = Stream::parse(&newer).unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Version, "expected version 4 of section \"ram\", found 5"));

    let unknown = Maker::bare().raw(b"\x07\0\0\0\x02pc").ram_start(&end);
    let error = Stream::parse(&unknown.0).unwrap_err();
    assert!(error.message().contains("the page size of section \"ram\""), "{error}");
    let described = unknown.describe(r#"{"page_size": 4096}"#);
    assert_eq!(Stream::parse(&described).unwrap().sections().len(), 1);

    for bits in [0, 9, 31, 63, 64, u32::MAX] {
        let mut bytes = Maker::bare();
        let configuration = Configuration { target_page_bits: Some(bits), ..Configuration::default() };
        configuration.write(&mut bytes.0).unwrap();
        let error = Stream::parse(&bytes.ram_start(&end).end()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    }
}

/// A file with one block of two pages at offset 0x400, `header` in front, and the end of the chunk behind.
fn mapped(header: &[u8], is_shared: bool) -> Vec<u8> {
    let address = 0x4000_0000_u64.to_be_bytes();
    let mut bytes = mapped_list("board", is_shared).raw(if is_shared { &address } else { &[] }).raw(header);
    bytes.0.resize(0x2400, 0xee);
    bytes.raw(&item(END, b"")).footer(2).end()
}

/// The begin of such a file, up to the block's length.
fn mapped_list(machine: &str, is_shared: bool) -> Maker {
    let mut capabilities = vec!["mapped-ram".to_owned()];
    if is_shared {
        capabilities.push("x-ignore-shared".to_owned());
    }
    let machine = machine.to_owned();
    let configuration = Configuration { machine, target_page_bits: Some(12), capabilities, uuid: None };
    let mut bytes = Maker::bare();
    configuration.write(&mut bytes.0).unwrap();
    bytes.begin(format::START, 2, "ram", 0, 4).raw(&item(0x2000 | 0x04, b"\x03mem\0\0\0\0\0\0\x20\0"))
}

fn mapped_header(version: u32, page_size: u64, bitmap: u64, pages: u64) -> Vec<u8> {
    let numbers = [page_size, bitmap, pages].map(u64::to_be_bytes);
    [&version.to_be_bytes(), numbers.as_flattened()].concat()
}

#[test]
fn mapped_pages_are_passed_over() {
    for is_shared in [false, true] {
        let bytes = mapped(&mapped_header(1, 4096, 0x200, 0x400), is_shared);
        let stream = Stream::parse(&bytes).unwrap();
        let ram = stream.section("ram", 0).unwrap();
        assert_eq!(ram.payload_offset() + ram.payload().len(), 0x2400 + 8);
    }
}

#[test]
fn mapped_pages_lie_in_the_file() {
    for (header, words) in [
        (mapped_header(2, 4096, 0x200, 0x400), "found 2 and 4096"),
        (mapped_header(1, 1024, 0x200, 0x400), "found 1 and 1024"),
        (mapped_header(1, 4096, 0x3000, 0x400), "bitmap before offset 0x2400, found it at 0x3000"),
        (mapped_header(1, 4096, u64::MAX, 0x400), "bitmap before offset 0x2400"),
        (mapped_header(1, 4096, 0x200, 0x1000), "a RAM block's pages to end between"),
        (mapped_header(1, 4096, 0, u64::MAX), "a RAM block's pages to end between"),
    ] {
        let error = Stream::parse(&mapped(&header, false)).unwrap_err();
        assert!(error.message().contains(words), "expected {words:?} in: {error}");
    }
    // Pages that end in front of their own header would lead in circles.
    let late = mapped_list(&"x".repeat(0x3000), false).raw(&mapped_header(1, 4096, 0, 0)).end();
    let error = Stream::parse(&late).unwrap_err();
    assert!(error.message().ends_with("found 0x2000"), "{error}");
}
