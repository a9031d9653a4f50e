//! Device code that fails: at each call of a hook, a conversion, a test, a codec.

use migration_tests::every::{trip, Trip};

use super::{stream, Devices, Receiver};

/// The calls that a load or save of these devices makes at least.
const MANY: u32 = 60;

#[test]
fn a_load_in_which_each_call_fails_once() {
    let stream = stream(1);
    for fails in [Trip::Refuse, Trip::Panic] {
        let mut receiver = Receiver::new();
        let mut failed = 0;
        for call in 0.. {
            let what = format!("{:?}", fails(call));
            trip(fails(call));
            let loaded = receiver.devices.machine().load(&stream);
            let calls = trip(Trip::Never);
            if call >= calls {
                loaded.unwrap();
                break;
            }
            // A test or a `needed` that fails says no, which may be an answer.
            if let Err(error) = loaded {
                assert_eq!(receiver.devices.shown(), receiver.shown, "{what}: {error}");
                failed += 1;
            } else {
                receiver = Receiver::new();
            }
            assert_eq!(receiver.devices.rack.open_saves(), [0, 0], "{what}");
        }
        assert!(failed > MANY, "{failed} calls failed");
        receiver.check_alive();
    }
}

#[test]
fn a_save_in_which_each_call_fails_once() {
    for fails in [Trip::Refuse, Trip::Panic] {
        let devices = Devices::new(1);
        let shown = devices.shown();
        let good = stream(1);
        let mut failed = 0;
        for call in 0.. {
            let what = format!("{:?}", fails(call));
            trip(fails(call));
            let mut output = b"before".to_vec();
            let saved = devices.machine().save_into(&mut output);
            let calls = trip(Trip::Never);
            assert_eq!(devices.shown(), shown, "{what}");
            assert_eq!(devices.rack.open_saves(), [0, 0], "{what}");
            if call >= calls {
                saved.unwrap();
                assert_eq!(output, [b"before", good.as_slice()].concat());
                break;
            }
            if saved.is_err() {
                assert_eq!(output, b"before", "{what}");
                failed += 1;
            }
        }
        assert!(failed > MANY / 2, "{failed} calls failed");
    }
}

#[test]
fn an_error_names_the_device_and_what_failed() {
    let stream = stream(1);
    let receiver = Receiver::new();
    let mut messages = Vec::new();
    for call in 0..400 {
        trip(Trip::Refuse(call));
        messages.extend(receiver.devices.machine().load(&stream).err().map(|error| error.to_string()));
        trip(Trip::Never);
    }
    for (place, reason) in [
        ("every[0].text", "decode refuses"),
        ("every[0].position", "try_from refuses"),
        ("every[0].doubled", "get refuses"),
        ("every[0].doubled", "set refuses"),
        ("every[0].list[1].inside[0].position", "try_from refuses"),
        ("every[0].map[1]", "post_load of an element refuses"),
        ("every[0]", "validate refuses"),
        ("every[0]", "post_load refuses"),
        ("rack", "pre_load refuses"),
        ("rack.shelf", "post_load of a shelf refuses"),
        ("rack.inside", "post_load of an element refuses"),
        ("rack", "post_load in place refuses"),
        ("every[1].boxed", "post_load of an element refuses"),
    ] {
        let says = |message: &String| message.starts_with(place) && message.contains(reason);
        assert!(messages.iter().any(says), "no `{place}: ... {reason}` among\n{}", messages.join("\n"));
    }
}
