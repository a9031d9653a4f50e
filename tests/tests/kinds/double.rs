//! `f64`: the bits, as any other 64 bits.

use std::sync::Mutex;

use migration::{load_state_mut, save_state, vmstate_of, ErrorKind, ToMigrationState, Value};
use migration_tests::hex;

use super::{described, device, inspected};

#[derive(Default, ToMigrationState)]
#[migration_state(name = "device", version_id = 3)]
struct Fpu {
    register: f64,
    bank: [f64; 2],
}

#[test]
fn bytes() {
    let fpu = Fpu { register: 1.5, bank: [-0.0, f64::INFINITY] };
    let bytes = hex("3ff8000000000000 8000000000000000 7ff0000000000000");
    assert_eq!(save_state(&fpu).unwrap(), bytes);
    let mut other = Fpu::default();
    load_state_mut(&mut other, &bytes, 3).unwrap();
    assert_eq!((other.register, other.bank[1]), (1.5, f64::INFINITY));
    assert!(other.bank[0].is_sign_negative());
}

/// What is no number has bits too, and keeps them.
#[test]
fn bits_of_what_is_no_number() {
    let bytes = hex("7ff8000000001234 fff8000000000001 7fffffffffffffff");
    let mut fpu = Fpu::default();
    load_state_mut(&mut fpu, &bytes, 3).unwrap();
    assert!(fpu.register.is_nan());
    assert_eq!(save_state(&fpu).unwrap(), bytes);
}

#[test]
fn description_and_tree() {
    let fpu = Mutex::new(Fpu { register: 1.5, bank: [0.0, 1.0] });
    assert_eq!(
        described(&fpu),
        concat!(
            r#"{"name": "register", "type": "CPU_Double_U", "size": 8}, "#,
            r#"{"name": "bank", "array_len": 2, "type": "CPU_Double_U", "size": 8}"#
        )
    );
    let tree = inspected(&fpu);
    assert_eq!(tree.child("register").unwrap().value, Some(Value::Float(1.5_f64.to_bits())));
    assert!(tree.to_string().contains("register: CPU_Double_U = 1.5\n"), "{tree}");
}

#[test]
fn a_later_failure_puts_it_back() {
    device!(Device { value: f64, tail: u16 } vmstate_of!(Device, value), vmstate_of!(Device, tail));
    let mut device = Device { value: 0.25, tail: 7 };
    let error = load_state_mut(&mut device, &hex("3ff8000000000000 00"), 3).unwrap_err();
    assert_eq!((error.kind(), error.path(), error.offset()), (ErrorKind::Truncated, "tail", Some(8)));
    assert_eq!((device.value.to_bits(), device.tail), (0.25_f64.to_bits(), 7));
    let error = load_state_mut(&mut device, &[0; 7], 3).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "value"));
    assert_eq!(device.value.to_bits(), 0.25_f64.to_bits());
}
