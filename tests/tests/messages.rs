//! What errors say beside the field: which device, which versions, what else could be wrong (R9).

use std::sync::{Arc, Mutex};

use migration::{
    load_state, load_state_mut, save_state, stream::Stream, ErrorKind, InvalidError, Machine, Migratable,
    ToMigrationState,
};

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "led", version_id = 2, post_load = Self::post_load)]
struct Led {
    #[migration_state(range = ..0x80)]
    colour: u8,
}

impl Led {
    fn post_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        if self.colour == 0x7f {
            return Err(InvalidError);
        }
        Ok(())
    }
}

type Device = Migratable<Mutex<Led>>;

fn led(colour: u8) -> Device {
    Mutex::new(Led { colour }).into()
}

fn machine(leds: &[Device]) -> Machine<'_> {
    let mut machine = Machine::new("board");
    for led in leds {
        machine.register(led).unwrap();
    }
    machine
}

#[test]
fn one_of_several_devices_has_its_number() {
    let leds = [led(1), led(2)];
    let mut stream = machine(&leds).save().unwrap();
    let section = Stream::parse(&stream).unwrap().section("led", 1).unwrap().payload_offset();
    stream[section] = 0x90;
    let error = machine(&leds).load(&stream).unwrap_err();
    assert_eq!((error.device(), error.instance_id(), error.versions()), ("led", Some(1), Some((2, 2))));
    assert!(error.to_string().starts_with("led[1].colour at offset "), "{error}");

    stream[section] = 0x7f;
    let error = machine(&leds).load(&stream).unwrap_err().to_string();
    assert_eq!(error, "led[1] (stream has version 2, here 2): invalid state (the device gives no reason)");
}

#[test]
fn the_only_device_of_a_name_has_no_number() {
    let leds = [led(0x90)];
    let error = machine(&leds).save().unwrap_err();
    assert_eq!((error.instance_id(), error.versions()), (Some(0), None));
    assert_eq!(error.to_string(), "led.colour: expected a value in ..128, found 144");
    assert_eq!(save_state(&leds[0]).unwrap_err().to_string(), error.to_string());
    assert_eq!(save_state(&leds[0]).unwrap_err().instance_id(), None);
}

#[test]
fn a_device_is_in_a_machine_once() {
    let led = Arc::new(led(1));
    let mut machine = Machine::new("board");
    machine.register(Arc::clone(&led)).unwrap();
    for error in [machine.register(&*led).unwrap_err(), machine.register(Arc::clone(&led)).unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::Ambiguous);
        assert_eq!(
            error.to_string(),
            "led: expected a device that is not in this machine yet, found the one that is `led` instance 0"
        );
    }
}

#[test]
fn a_machine_without_devices_says_so() {
    let stream = machine(&[led(1)]).save().unwrap();
    let error = Machine::new("board").load(&stream).unwrap_err();
    assert_eq!(error.message(), "expected no section, as no device is registered, found section `led` instance 0");
    Machine::new("board").load(&Machine::new("board").save().unwrap()).unwrap();
}

#[test]
fn one_thing_is_not_several() {
    assert_eq!(load_state(&led(1), &[], 2).unwrap_err().message(), "expected 1 byte, found 0");
}

#[test]
fn a_cut_file_says_that_it_may_be_cut() {
    let stream = machine(&[led(1)]).save().unwrap();
    let error = Stream::parse(&stream[..stream.len() - 1]).unwrap_err();
    assert!(error.message().ends_with("found no self-description at the end: the input may be cut short"), "{error}");
}

#[test]
fn what_follows_the_end_mark_is_not_read() {
    let leds = [led(1)];
    let mut stream = machine(&leds).save().unwrap();
    leds[0].lock().unwrap().colour = 2;
    stream.extend_from_slice(b"whatever");
    machine(&leds).load(&stream).unwrap();
    assert_eq!(leds[0].lock().unwrap().colour, 1);
}

#[test]
fn a_section_loads_into_a_device() {
    let mut stream = machine(&[led(1), led(3)]).save().unwrap();
    let section = Stream::parse(&stream).unwrap().section("led", 1).unwrap().clone();
    let device = led(0);
    section.load_into(&device).unwrap();
    assert_eq!(device.lock().unwrap().colour, 3);
    let mut plain = Led::default();
    section.load_into_mut(&mut plain).unwrap();
    assert_eq!(plain, Led { colour: 3 });

    let payload = section.payload_offset();
    stream[payload] = 0x90;
    let error = Stream::parse(&stream).unwrap().section("led", 1).unwrap().load_into(&device).unwrap_err();
    assert_eq!((error.path(), error.offset(), error.instance_id()), ("colour", Some(payload), Some(1)));

    // Bytes of the version that a device's version does not have.
    stream[payload - 4] = 1;
    let error = Stream::parse(&stream).unwrap().section("led", 1).unwrap().load_into(&device).unwrap_err();
    assert_eq!((error.kind(), error.device(), error.instance_id()), (ErrorKind::Version, "led", Some(1)));
    assert_eq!(error.versions(), Some((0x0100_0002, 2)));
    assert_eq!(error.message(), "expected a version from 2 to 2, found 16777218, which is newer");
    assert_eq!(device.lock().unwrap().colour, 3);
}

#[derive(Default, ToMigrationState)]
struct Lamp {
    level: u8,
    #[migration_state(range = ..9)]
    mode: u8,
}

#[derive(Default, ToMigrationState)]
#[migration_state(name = "lamps")]
struct Lamps {
    used: u8,
    #[migration_state(len = used)]
    counted: [Lamp; 3],
    sole: [Lamp; 1],
    rows: [[Lamp; 2]; 2],
    column: [[Lamp; 1]; 2],
}

/// The tree of a state has no rows, and no element where an array has one struct.
#[test]
fn an_offset_is_that_of_the_element_or_of_the_field_around_it() {
    for (used, refused, place) in [
        (1, 2, "lamps.counted[0].mode at offset 0x2 "),
        (1, 4, "lamps.sole[0].mode at offset 0x4 "),
        (2, 2, "lamps.counted[0].mode at offset 0x2 "),
        (2, 4, "lamps.counted[1].mode at offset 0x4 "),
        (1, 6, "lamps.rows[0][0].mode at offset 0x5 "),
        (1, 10, "lamps.rows[1][0].mode at offset 0x5 "),
        (1, 16, "lamps.column[1][0].mode at offset 0xd "),
    ] {
        let mut state = vec![0; 15 + 2 * usize::from(used)];
        state[0] = used;
        state[refused] = 9;
        let error = load_state_mut(&mut Lamps::default(), &state, 1).unwrap_err().to_string();
        assert!(error.starts_with(place), "{error}");
    }
}
