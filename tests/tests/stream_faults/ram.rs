//! Faults of the `ram` section, which a machine here has no device for: whoever looks into a file of QEMU's reads it.

use migration::{stream, ErrorKind};

use super::{compare, maker::Stream, Expected};

/// A chunk of RAM up to its first word. The end of a chunk has the flag 0x10.
fn ram(version: u32) -> Stream {
    Stream::good().begin_section("ram").instance(0, version)
}

#[track_caller]
fn refuses(stream: &Stream, kind: ErrorKind, versions: Option<(u32, u32)>, words: &str) {
    let error = stream::Stream::parse(stream.bytes()).unwrap_err();
    compare(&error, stream, &Expected { kind, device: "ram", path: "", versions, words: &[words] });
}

#[test]
fn version() {
    let stream = ram(5).mark().raw(&0x10_u64.to_be_bytes()).end();
    refuses(&stream, ErrorKind::Version, Some((5, 4)), r#"expected version 4 of section "ram", found 5"#);
}

#[test]
fn flags() {
    let stream = ram(4).mark().raw(&0x100_u64.to_be_bytes()).end();
    refuses(
        &stream,
        ErrorKind::Invalid,
        None,
        "expected one of the RAM flags 0x2, 0x4, 0x8, 0x10, 0x40, 0x200, found 0x100",
    );
}

/// Which blocks there are and how long they are, a machine knows; the lengths must make up their sum.
#[test]
fn length_of_a_block() {
    let stream = ram(4).raw(&0x10_0004_u64.to_be_bytes()).counted("mach-virt.ram").mark();
    let stream = stream.raw(&0x20_0000_u64.to_be_bytes()).end();
    refuses(&stream, ErrorKind::Invalid, None, "expected a RAM block of at most 1048576 bytes, found 2097152");
}

#[test]
fn block_of_no_name() {
    let stream = ram(4).raw(&0x22_u64.to_be_bytes()).mark().raw(&[0]).end();
    refuses(&stream, ErrorKind::Invalid, None, "expected the first page to name its block");
}
