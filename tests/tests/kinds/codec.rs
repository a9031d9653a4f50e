//! `Codec`: a kind of one's own, in safe code.

use std::{ffi::CStr, sync::Mutex};

use migration::{
    impl_vmstate_codec,
    kinds::{Codec, Decoder, Encoder},
    load_state_mut, save_state, vmstate_of, ErrorKind, InvalidError, ToMigrationState, Value,
};
use migration_tests::hex;

use super::{described, device, inspected};

/// A number of each width, and what is told to go wrong.
#[derive(Clone, Debug, Default, PartialEq)]
struct Packet {
    byte: u8,
    half: u16,
    word: u32,
    long: u64,
    data: Vec<u8>,
}

impl Codec for Packet {
    const NAME: &'static CStr = c"packet";
    const MAX_WIRE_LEN: usize = 20;

    fn encode(&self, output: &mut Encoder<'_>) -> Result<(), InvalidError> {
        assert!(self.byte != 0xee, "encode is told to panic");
        if self.byte == 0xed {
            return Err(InvalidError::new("not now").at("byte"));
        }
        output.put_u8(self.byte);
        output.put_u16(self.half);
        output.put_u32(self.word);
        output.put_u64(self.long);
        output.put_u8(self.data.len() as u8);
        output.put_bytes(&self.data);
        Ok(())
    }

    fn decode(input: &mut Decoder<'_>) -> Result<Self, InvalidError> {
        let byte = input.get_u8()?;
        assert!(byte != 0xee, "decode is told to panic");
        if byte == 0xed {
            return Err(InvalidError::new("not this one").at("byte"));
        }
        let (half, word, long) = (input.get_u16()?, input.get_u32()?, input.get_u64()?);
        let mut data = vec![0; usize::from(input.get_u8()?)];
        input.get_bytes(&mut data)?;
        Ok(Self { byte, half, word, long, data })
    }
}

impl_vmstate_codec!(Packet);

fn packet() -> Packet {
    Packet { byte: 1, half: 0x203, word: 0x0405_0607, long: 0x0809_0a0b_0c0d_0e0f, data: vec![0x10, 0x11] }
}

const BYTES: &str = "01 0203 04050607 08090a0b0c0d0e0f 02 1011";

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "device", version_id = 3)]
struct Network {
    packet: Packet,
    more: [Packet; 2],
    rest: u8,
}

fn network() -> Network {
    Network { packet: packet(), more: [packet(), Packet { data: vec![], ..packet() }], rest: 9 }
}

fn network_bytes() -> Vec<u8> {
    hex(&format!("{BYTES} {BYTES} 01 0203 04050607 08090a0b0c0d0e0f 00 09"))
}

#[test]
fn bytes() {
    assert_eq!(save_state(&network()).unwrap(), network_bytes());
    let mut other = Network::default();
    load_state_mut(&mut other, &network_bytes(), 3).unwrap();
    assert_eq!(other, network());
}

#[test]
fn description_and_tree() {
    let network = Mutex::new(Network { more: [packet(), packet()], ..network() });
    assert_eq!(
        described(&network),
        concat!(
            r#"{"name": "packet", "type": "packet", "size": 18}, "#,
            r#"{"name": "more", "array_len": 2, "type": "packet", "size": 18}, "#,
            r#"{"name": "rest", "type": "uint8", "size": 1}"#
        )
    );
    assert_eq!(inspected(&network).child("packet").unwrap().value, Some(Value::Bytes(hex(BYTES))));
}

#[test]
fn streams_that_end_are_refused() {
    let bytes = network_bytes();
    for length in 0..bytes.len() {
        let mut other = Network::default();
        let error = load_state_mut(&mut other, &bytes[..length], 3).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
        assert_eq!(other, Network::default());
    }
}

#[test]
fn what_goes_wrong_has_a_place() {
    let mut network = network();
    let load = |network: &mut Network, bytes: &str| load_state_mut(network, &hex(bytes), 3).unwrap_err();
    let error = load(&mut network, "ed");
    assert_eq!((error.kind(), error.path(), error.message()), (ErrorKind::Invalid, "packet.byte", "not this one"));
    let error = load(&mut network, &format!("{BYTES} {BYTES} ee"));
    assert_eq!((error.kind(), error.path()), (ErrorKind::Panicked, "more[1]"));
    assert!(error.message().contains("decode is told to panic"), "{error}");
    assert_eq!(network, self::network());

    network.more[0].byte = 0xed;
    let error = save_state(&network).unwrap_err();
    assert_eq!((error.kind(), error.path(), error.message()), (ErrorKind::Invalid, "more[0].byte", "not now"));
    network.more[0].byte = 0xee;
    let error = save_state(&network).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Panicked, "more[0]"));
}

#[test]
fn no_more_than_the_most_is_written_or_read() {
    let mut network = network();
    network.packet.data = vec![1; 4];
    assert!(save_state(&network).is_ok());
    network.packet.data = vec![1; 5];
    let error = save_state(&network).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, "packet"));
    assert_eq!(error.message(), "expected a codec of at most 20 bytes, found 21");

    let before = network.clone();
    let bytes = hex("01 0203 04050607 08090a0b0c0d0e0f 05 1011121314");
    let error = load_state_mut(&mut network, &bytes, 3).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, "packet"));
    assert_eq!(error.message(), "expected a codec of at most 20 bytes, found 21 that it wants");
    assert_eq!(network, before);
}

#[test]
fn a_later_failure_puts_it_back() {
    device!(Device { packets: [Packet; 2], tail: u16 } vmstate_of!(Device, packets), vmstate_of!(Device, tail));
    let mut device = Device { packets: [packet(), packet()], tail: 7 };
    let other = "02 0000 00000000 0000000000000000 01 ff";
    let error = load_state_mut(&mut device, &hex(&format!("{other} {other} 00")), 3).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "tail"));
    assert_eq!(error.message(), "expected 2 bytes, found 1", "nothing failed on the way back");
    assert!(device.packets.iter().all(|there| *there == packet()) && device.tail == 7);
}
