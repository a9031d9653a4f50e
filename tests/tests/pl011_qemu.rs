//! The Rust PL011 and QEMU's trade their state, both ways.

use migration::{load_state, save_state, stream::Stream};
use migration_examples::pl011::{registers, Pl011};
use migration_tests::{
    hex, object,
    qemu::{device_payload, Machine, Qtest, Release, Transport},
    uart::{uart, virt, Unplugged, REGISTERS, STREAM},
    Random,
};

/// Where `virt` has its UART.
const BASE: u64 = 0x0900_0000;
/// The UART's bytes, its clock included.
const LENGTH: usize = 149;
/// Where in them the number of received characters stands.
const READ_COUNT: usize = 116;
const STATES: usize = 100;

fn read(qtest: &mut Qtest, offset: u64) -> u32 {
    qtest.readl(BASE + offset)
}

/// Compares every register, and then the characters that wait, which reading takes away.
fn compare_registers(qtest: &mut Qtest, uart: &Pl011<Unplugged>, context: &str) {
    for (name, offset) in REGISTERS {
        assert_eq!(uart.read(offset), read(qtest, offset), "{name}: here, QEMU; {context}");
    }
    let mut characters = 0;
    while uart.read(registers::FR) & 0x10 == 0 && characters < 16 {
        assert_eq!(
            uart.read(registers::DR),
            read(qtest, registers::DR),
            "character {characters}: here, QEMU; {context}"
        );
        characters += 1;
        // Emptying the FIFO shows in the registers: here too both are alike.
        for (name, offset) in REGISTERS {
            assert_eq!(
                uart.read(offset),
                read(qtest, offset),
                "{name} after {characters} characters: here, QEMU; {context}"
            );
        }
    }
}

/// Sets every writable register as a driver could, and lets characters arrive.
fn poke(machine: &mut Machine, random: &mut Random) {
    // The FIFO is on: the two releases count differently where it is off.
    let line_control = random.word() & !1 | 0x10;
    // Loopback would set flags in one of the releases.
    let control = random.word() & !0x80;
    let writes = [
        (registers::LCR_H, line_control),
        (registers::CR, control),
        (registers::ILPR, random.word()),
        // The bits that exist: release 7.2 keeps the others, which the data sheet does not have.
        (registers::IBRD, random.word() & 0xffff),
        (registers::FBRD, random.word() & 0x3f),
        (registers::IFLS, random.word()),
        (registers::IMSC, random.word()),
        (registers::DMACR, random.word()),
        (registers::ICR, random.word()),
    ];
    for (offset, value) in writes {
        machine.qtest().writel(BASE + offset, value);
    }
    let characters: Vec<u8> = (0..random.below(16)).map(|_| random.word() as u8).collect();
    if !characters.is_empty() {
        machine.type_serial(&characters);
        // They come one by one, and those on the way would come while the registers are compared.
        machine.wait_until_saved("the characters are in the FIFO", |saved| {
            let payload = device_payload(saved, "pl011", 0, LENGTH);
            payload[READ_COUNT..][..4] == (characters.len() as u32).to_be_bytes()
        });
    }
    if random.below(2) == 0 {
        machine.qtest().writel(BASE + registers::DR, random.word() & 0xff);
    }
}

/// A state as a device can have it, and some that only a stream has: any value in each register, any characters.
fn random_payload(random: &mut Random) -> Vec<u8> {
    let mut words = vec![0];
    words.extend((0..7).map(|_| random.word()));
    words.extend((0..16).map(|_| random.word()));
    let (position, count) = (random.below(16), random.below(17));
    // With the FIFO off the releases count differently; on is also what a driver sets.
    words[2] |= 0x10;
    words.extend([random.word(), random.word() & 0xffff, random.word() & 0x3f, random.word(), position, count, 1]);
    let mut payload: Vec<u8> = words.iter().flat_map(|word: &u32| word.to_be_bytes()).collect();
    payload.extend(hex("05 0b 706c3031312f636c6f636b 00000001"));
    payload.extend(random.bits().to_be_bytes());
    payload
}

#[test]
#[ignore = "needs QEMU"]
fn migration_file_of_qemu_is_loaded() {
    for release in Release::ALL {
        let mut random = Random::new(1);
        let mut machine = Machine::builder(release).serial_socket().start();
        poke(&mut machine, &mut random);
        let bytes = machine.migrate(Transport::File);
        let stream = Stream::parse(&bytes).unwrap();
        let section = stream.section("pl011", 0).unwrap();
        let uart = uart();
        load_state(uart.state(), section.payload(), section.version_id() as u8).unwrap();
        assert_eq!(save_state(uart.state()).unwrap()[4..], section.payload()[4..], "{release:?}");
        compare_registers(machine.qtest(), &uart, &format!("{release:?}"));
    }
}

#[test]
#[ignore = "needs QEMU"]
fn random_states_of_qemu_are_loaded() {
    for release in Release::ALL {
        let mut random = Random::new(2);
        let mut machine = Machine::builder(release).serial_socket().start();
        for state in 0..STATES {
            poke(&mut machine, &mut random);
            let saved = machine.save_devices();
            let payload = device_payload(&saved, "pl011", 0, LENGTH);
            let uart = uart();
            load_state(uart.state(), payload, 2).unwrap();
            // Release 7.2 has a register of its own in the first word, which later ones do not use.
            assert_eq!(save_state(uart.state()).unwrap()[4..], payload[4..], "{release:?}, state {state}");
            compare_registers(machine.qtest(), &uart, &format!("{release:?}, state {state}"));
        }
    }
}

#[test]
#[ignore = "needs QEMU"]
fn whole_stream_is_loaded_by_qemu() {
    for release in Release::ALL {
        for transport in Transport::ALL {
            let uart = uart();
            virt(&uart, 0x2a).with_description(false).load(&hex(STREAM)).unwrap();
            let stream = virt(&uart, 3).save().unwrap();
            let mut machine = Machine::builder(release).load(&stream, transport).unwrap();
            let saved = machine.save_devices();
            assert_eq!(device_payload(&saved, "pl011", 0, LENGTH), save_state(uart.state()).unwrap());
            compare_registers(machine.qtest(), &uart, &format!("{release:?} over {transport:?}"));
        }
    }
}

#[test]
#[ignore = "needs QEMU"]
fn random_states_are_loaded_by_qemu() {
    for release in Release::ALL {
        let mut random = Random::new(3);
        let mut incoming = Machine::builder(release).start_incoming();
        let empty = migration::Machine::new("").with_target_page_bits(12).with_description(false).save().unwrap();
        let head = &empty[..empty.len() - 1];
        incoming.load(head).unwrap();
        for state in 0..STATES {
            let uart = uart();
            load_state(uart.state(), &random_payload(&mut random), 2).unwrap();
            let stream = virt(&uart, random.word()).with_description(false).save().unwrap();
            incoming.load(&stream[head.len()..stream.len() - 1]).unwrap();
            let saved = incoming.machine().save_devices();
            let context = format!("{release:?}, state {state}");
            assert_eq!(device_payload(&saved, "pl011", 0, LENGTH), save_state(uart.state()).unwrap(), "{context}");
            compare_registers(incoming.machine().qtest(), &uart, &context);
        }
    }
}

#[test]
#[ignore = "needs QEMU"]
fn self_description_is_that_of_qemu() {
    let uart = uart();
    let ours = |name: &str| {
        let mut machine = migration::Machine::new(name).with_target_page_bits(12);
        machine.register(uart.state()).unwrap();
        let stream = machine.save().unwrap();
        Stream::parse(&stream).unwrap().description().unwrap().to_owned()
    };
    for release in Release::ALL {
        let bytes = Machine::builder(release).start().migrate(Transport::File);
        let stream = Stream::parse(&bytes).unwrap();
        let theirs = stream.description().unwrap();
        let begin = r#"{"name": "pl011", "instance_id": 0, "#;
        // All of the other devices go.
        let devices = format!(r#""devices": [{}]}}"#, object(theirs, begin));
        let head = &theirs[..theirs.find(r#""devices""#).unwrap()];
        let theirs = format!("{head}{devices}");
        let mut ours = ours(&stream.configuration().unwrap().machine);
        if release == Release::V7_2 {
            // It does not describe the configuration, and has a register in the word that later releases leave unused.
            let configuration = format!(r#""configuration": {}, "#, object(&ours, r#"{"vmsd_name": "configuration""#));
            ours = ours.replace(&configuration, "").replace(
                r#"{"name": "unused", "type": "unused_buffer", "size": 4}"#,
                r#"{"name": "readbuff", "type": "uint32", "size": 4}"#,
            );
        }
        assert_eq!(ours, theirs, "{release:?}");
    }
}
