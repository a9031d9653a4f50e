//! The PL011 against a stream that QEMU loads.

use migration::{load_state, save_state, stream::Stream, Machine};
use migration_examples::pl011::registers::DR;
use migration_tests::{
    hex,
    uart::{uart, virt, REGISTERS, STREAM},
};

#[test]
fn stream_loads_and_is_written_again() {
    let stream = hex(STREAM);
    assert_eq!(stream.len(), 227);
    let uart = uart();
    let machine = virt(&uart, 0x2a).with_description(false);
    machine.load(&stream).unwrap();
    assert_eq!(machine.save().unwrap(), stream);
    let expected = [0, 0x80, 7, 0x1234, 0x2a, 0x70, 0x301, 0x0a, 0x50, 0x10, 0x10, 0];
    for ((name, offset), expected) in REGISTERS.into_iter().zip(expected) {
        assert_eq!(uart.read(offset), expected, "{name}");
    }
    let characters: Vec<u8> = (0..6).map(|_| uart.read(DR) as u8).collect();
    assert_eq!(characters, b"Synth!");
    assert_eq!(uart.clock().period, 0x0aaa_aaaa);
}

#[test]
fn section_is_found_in_the_whole_stream() {
    let (sender, receiver) = (uart(), uart());
    virt(&sender, 0x2a).with_description(false).load(&hex(STREAM)).unwrap();
    let stream = virt(&sender, 7).save().unwrap();
    let stream = Stream::parse(&stream).unwrap();
    let section = stream.section("pl011", 0).unwrap();
    load_state(receiver.state(), section.payload(), section.version_id() as u8).unwrap();
    assert_eq!(receiver.registers(), sender.registers());
}

/// Each field has its own bytes, so a load of one byte less than all fails somewhere, and must say where.
#[test]
fn truncated_state_changes_nothing() {
    let sender = uart();
    virt(&sender, 0x2a).with_description(false).load(&hex(STREAM)).unwrap();
    let bytes = save_state(sender.state()).unwrap();
    assert_eq!(bytes.len(), 149);
    let receiver = uart();
    let before = receiver.registers();
    for length in (0..bytes.len()).filter(|length| *length != 124) {
        let error = load_state(receiver.state(), &bytes[..length], 2).unwrap_err();
        assert!(error.to_string().starts_with("pl011"), "{error}");
        assert!(error.offset().is_some_and(|offset| offset <= length), "{length}: {error}");
        assert_eq!(receiver.registers(), before, "{length}: {error}");
    }
    // A cut exactly before the subsection is a stream without it, and what it has not stays.
    let clock = receiver.clock();
    load_state(receiver.state(), &bytes[..124], 2).unwrap();
    assert_eq!(receiver.clock(), clock);
    assert_eq!(receiver.read(DR), u32::from(b'S'));
}

#[test]
fn positions_outside_of_the_fifo_are_refused() {
    for (offset, value, field) in
        [(112, 16, "read_pos"), (112, -1, "read_pos"), (116, 17, "read_count"), (116, -1, "read_count")]
    {
        let uart = uart();
        let mut bytes = save_state(uart.state()).unwrap();
        bytes[offset..offset + 4].copy_from_slice(&i32::to_be_bytes(value));
        let error = load_state(uart.state(), &bytes, 2).unwrap_err();
        assert_eq!((error.device(), error.path()), ("pl011", field), "{error}");
        assert!(error.message().contains(&format!("found {value}: ")), "{error}");
        assert_eq!(save_state(uart.state()).unwrap()[offset..offset + 4], [0; 4]);
    }
}

#[test]
fn clock_stays_behind_where_the_machine_says_so() {
    let uart = uart();
    uart.set_migrates_clock(false);
    assert_eq!(save_state(uart.state()).unwrap().len(), 124);
}

#[test]
fn ratio_of_the_clock_travels_only_if_there_is_one() {
    let (sender, receiver) = (uart(), uart());
    sender.set_clock(migration_examples::pl011::Clock { period: 1, multiplier: 3, divider: 4 });
    let bytes = save_state(sender.state()).unwrap();
    assert_eq!(bytes.len(), 175);
    assert_eq!(bytes[149..], hex("05 0c 636c6f636b2f6d756c646976 00000001 00000003 00000004"));
    load_state(receiver.state(), &bytes, 2).unwrap();
    assert_eq!(receiver.clock(), sender.clock());
    // A clock without a ratio is one of 1 to 1, whatever the receiver's was.
    load_state(receiver.state(), &save_state(uart().state()).unwrap(), 2).unwrap();
    assert_eq!(receiver.clock(), migration_examples::pl011::Clock::default());
}

#[test]
fn other_machine_is_refused() {
    let uart = uart();
    let mut board = Machine::new("board").with_target_page_bits(12);
    board.register(uart.state()).unwrap();
    let stream = board.save().unwrap();
    let error = virt(&uart, 0).load(&stream).unwrap_err();
    assert_eq!(error.to_string(), "configuration.machine at offset 0x8: expected machine type \"\", found \"board\"");
}
