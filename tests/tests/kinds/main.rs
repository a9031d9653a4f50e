//! Each kind of field beside plain numbers: its bytes and its entry in the self-description, both written out by the rules of
//! the stream format (R1), what it refuses (R6, R9), and that a load that fails later puts it back (R5).

mod bitmap;
mod clock;
mod codec;
mod compare;
mod double;
mod fifo;
mod tmp;

use migration::{stream::Stream, DeviceShared, Machine, Node};

/// What the self-description says of the fields of the only device, which has version 3.
fn described<T: DeviceShared<How>, How: 'static>(device: &T) -> String {
    let mut machine = Machine::new("m");
    machine.register(device).unwrap();
    let stream = machine.save().unwrap();
    let json = Stream::parse(&stream).expect("the description fits the bytes").description().unwrap().to_owned();
    let (_, fields) = json.split_once(r#""version": 3, "fields": ["#).expect("the device is described");
    fields.strip_suffix("]}]}").expect("the device is the last").to_owned()
}

/// The only device's fields as a tree of values.
fn inspected<T: DeviceShared<How>, How: 'static>(device: &T) -> Node {
    let mut machine = Machine::new("m");
    machine.register(device).unwrap();
    let stream = machine.save().unwrap();
    machine.inspect(&stream).unwrap().remove(0)
}

/// A device with a table by hand, loaded in place.
macro_rules! device {
    ($(#[$attribute:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? } $($fields:expr),* $(,)?) => {
        $(#[$attribute])*
        struct $name { $($field: $type),* }
        impl migration::Describe for $name {
            const VMSD: migration::VMStateDescription<Self> = migration::VMStateDescriptionBuilder::<Self>::new()
                .name(c"device")
                .version_id(3)
                .fields(migration::vmstate_fields! { $($fields),* })
                .build();
        }
    };
}
use device;
