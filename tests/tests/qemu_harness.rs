//! The harness itself, against real QEMU: every later live test rests on these steps.

use std::time::{Duration, Instant};

use migration_tests::qemu::{device_payload, Builder, Machine, Qtest, Release, Transport};

const UART: u64 = 0x0900_0000;
const DATA: u64 = UART;
const FLAGS: u64 = UART + 0x18;
const ILPR: u64 = UART + 0x20;
const IBRD: u64 = UART + 0x24;
const FBRD: u64 = UART + 0x28;
const LCR_H: u64 = UART + 0x2c;
const CONTROL: u64 = UART + 0x30;
const IFLS: u64 = UART + 0x34;
const IMSC: u64 = UART + 0x38;
const RECEIVE_FIFO_EMPTY: u32 = 0x10;

const START_LENGTH: usize = 53;
const IBRD_OFFSET: usize = 100;
const PAYLOAD_LENGTH: usize = 149;
const PAYLOAD_START: usize = 19;

/// One `pl011` behind an empty machine name, which every machine takes for its own.
const VECTOR: &str = "
    5145564d 00000003 07 00000000
    05 1e 636f6e66696775726174696f6e2f7461726765742d706167652d62697473 00000001 0000000c
    04 0000002a 05 706c303131 00000000 00000002
    00000000 00000080 00000070 00000000 00000301 00000000 00000050 00000010
    00000053 00000079 0000006e 00000074 00000068 00000021
    00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
    00000007 00001234 0000002a 0000000a 00000000 00000006 00000001
    05 0b 706c3031312f636c6f636b 00000001 000000000aaaaaaa
    7e 0000002a 00";

fn vector() -> Vec<u8> {
    let digits: Vec<u8> = VECTOR.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
    assert_eq!(bytes.len(), 227);
    bytes
}

fn builder(release: Release) -> Builder {
    Machine::builder(release)
}

fn assert_holds_vector(qtest: &mut Qtest) {
    let registers =
        [(IBRD, 0x1234), (FBRD, 0x2a), (LCR_H, 0x70), (CONTROL, 0x301), (IMSC, 0x50), (IFLS, 0x0a), (ILPR, 7)];
    for (register, value) in registers {
        assert_eq!(qtest.readl(register), value, "register {register:#x}");
    }
    assert_eq!(drain(qtest), "Synth!");
}

fn drain(qtest: &mut Qtest) -> String {
    let mut text = String::new();
    while qtest.readl(FLAGS) & RECEIVE_FIFO_EMPTY == 0 {
        text.push(char::from(qtest.readl(DATA) as u8));
    }
    text
}

#[test]
#[ignore = "needs QEMU"]
fn migrates_out_what_was_written_to_registers() {
    for release in Release::ALL {
        let mut machine = builder(release).start();
        for (value, transport) in [(0x4321, Transport::File), (0x1357, Transport::Tcp)] {
            machine.qtest().writel(IBRD, value);
            let stream = machine.migrate(transport);
            assert_eq!(&stream[..8], b"QEVM\0\0\0\x03", "{release} {transport:?}");
            let payload = device_payload(&stream, "pl011", 0, PAYLOAD_LENGTH);
            let ibrd = &payload[IBRD_OFFSET..IBRD_OFFSET + 4];
            assert_eq!(ibrd, value.to_be_bytes(), "{release} {transport:?}");
            assert_eq!(stream.last(), Some(&b'}'), "{release} {transport:?}");
            machine.leave_postmigrate();
        }
    }
}

#[test]
#[ignore = "needs QEMU"]
fn saves_devices_any_number_of_times() {
    for release in Release::ALL {
        let mut machine = builder(release).start();
        let start = Instant::now();
        for value in 0..100_u32 {
            machine.qtest().writel(IBRD, value);
            let saved = machine.save_devices();
            let payload = device_payload(&saved, "pl011", 0, PAYLOAD_LENGTH);
            assert_eq!(payload[IBRD_OFFSET..IBRD_OFFSET + 4], value.to_be_bytes());
        }
        assert_quick(release, start);
    }
}

#[test]
#[ignore = "needs QEMU"]
fn loads_the_vector_and_saves_it_again() {
    for release in Release::ALL {
        for transport in Transport::ALL {
            let mut machine = builder(release).load(&vector(), transport).unwrap();
            assert_eq!(machine.run_state(), "paused", "{release} {transport:?}");
            let saved = machine.save_devices();
            let payload = &vector()[START_LENGTH..][PAYLOAD_START..][..PAYLOAD_LENGTH];
            assert_eq!(device_payload(&saved, "pl011", 0, PAYLOAD_LENGTH), payload, "{release} {transport:?}");
            assert_holds_vector(machine.qtest());
        }
    }
}

#[test]
#[ignore = "needs QEMU"]
fn loads_many_states_into_one_process() {
    for release in Release::ALL {
        let vector = vector();
        let mut record = vector[START_LENGTH..226].to_vec();
        let mut incoming = builder(release).start_incoming();
        incoming.load(&vector[..START_LENGTH]).unwrap();
        let start = Instant::now();
        for value in 1000..1100_u32 {
            let payload = PAYLOAD_START..PAYLOAD_START + PAYLOAD_LENGTH;
            record[payload.clone()][IBRD_OFFSET..IBRD_OFFSET + 4].copy_from_slice(&value.to_be_bytes());
            incoming.load(&record).unwrap();
            let saved = incoming.machine().save_devices();
            assert_eq!(device_payload(&saved, "pl011", 0, PAYLOAD_LENGTH), &record[payload], "{release}");
            assert_eq!(incoming.machine().qtest().readl(IBRD), value, "{release}");
        }
        assert_quick(release, start);
        incoming.load(&vector[START_LENGTH..226]).unwrap();
        let mut machine = incoming.finish().unwrap();
        assert_eq!(machine.run_state(), "paused", "{release}");
        assert_eq!(machine.errors(), "", "{release}");
        assert_holds_vector(machine.qtest());
    }
}

#[test]
#[ignore = "needs QEMU"]
fn moves_a_whole_machine() {
    for release in Release::ALL {
        for transport in Transport::ALL {
            let mut source = builder(release).start();
            source.qtest().writel(FBRD, 0x15);
            source.qtest().write(0x4000_1000, b"memory");
            let stream = source.migrate(transport);
            let mut machine = builder(release)
                .load(&stream, transport)
                .unwrap_or_else(|error| panic!("{release}, {transport:?}: {error}"));
            assert_eq!(machine.qtest().readl(FBRD), 0x15);
            assert_eq!(machine.qtest().read(0x4000_1000, 6), b"memory");
        }
    }
}

#[test]
#[ignore = "needs QEMU"]
fn moves_one_device_between_releases() {
    for (from, to) in [(Release::V7_2, Release::V10_0), (Release::V10_0, Release::V7_2)] {
        let mut source = builder(from).start();
        source.qtest().writel(IBRD, 0x2468);
        let saved = source.save_devices();
        let payload = device_payload(&saved, "pl011", 0, PAYLOAD_LENGTH);
        let mut stream = vector();
        stream[START_LENGTH..][PAYLOAD_START..][..PAYLOAD_LENGTH].copy_from_slice(payload);
        let mut machine = builder(to).load(&stream, Transport::File).unwrap();
        assert_eq!(machine.qtest().readl(IBRD), 0x2468, "{from} to {to}");
    }
}

#[test]
#[ignore = "needs QEMU"]
fn reports_what_qemu_says_about_a_bad_stream() {
    for release in Release::ALL {
        let mut cut = vector();
        cut.truncate(120);
        for transport in Transport::ALL {
            let refused = builder(release).load(&cut, transport).unwrap_err();
            assert!(refused.errors.contains("load of migration failed"), "{release} {transport:?}: {refused}");
            assert!(refused.errors.contains("pl011"), "{release} {transport:?}: {refused}");
        }

        let mut wrong_version = vector()[..226].to_vec();
        wrong_version[START_LENGTH + PAYLOAD_START - 1] = 3;
        let mut incoming = builder(release).start_incoming();
        let refused = incoming.load(&wrong_version).unwrap_err();
        assert!(refused.errors.contains("pl011"), "{release}: {refused}");
    }
}

#[test]
#[ignore = "needs QEMU"]
fn types_on_the_serial_port() {
    for release in Release::ALL {
        let mut machine = builder(release).serial_socket().start();
        machine.qtest().writel(LCR_H, 0x10);
        machine.type_serial(b"Hello");
        machine.wait_until("a character in the receive FIFO", |qtest| qtest.readl(FLAGS) & RECEIVE_FIFO_EMPTY == 0);
        let mut text = String::new();
        machine.wait_until("five characters", |qtest| {
            text.push_str(&drain(qtest));
            text == "Hello"
        });
    }
}

#[test]
#[ignore = "needs QEMU"]
#[should_panic(expected = "no-such-machine")]
fn a_start_that_fails_shows_the_error_output() {
    builder(Release::V7_2).machine_type("no-such-machine").start();
}

#[test]
#[ignore = "needs QEMU"]
#[should_panic(expected = "no-such-command")]
fn a_command_that_fails_is_named() {
    let mut machine = builder(Release::V10_0).start();
    machine.execute("no-such-command", &serde_json::json!({}));
}

fn assert_quick(release: Release, start: Instant) {
    let elapsed = start.elapsed();
    assert!(elapsed < Duration::from_secs(20), "{release}: a hundred states took {elapsed:?}");
}
