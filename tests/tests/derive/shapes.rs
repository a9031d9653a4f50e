use migration::{load_state_mut, save_state, Buffer, InvalidError, ToMigrationState};

#[derive(Debug, Default, PartialEq, ToMigrationState)]
struct Frequency(u32);

#[derive(Clone, Copy, Debug, Default, PartialEq, ToMigrationState)]
#[repr(u16)]
enum Mode {
    #[default]
    Off,
    Slow = 0x102,
    Fast,
}

#[derive(Debug, Default, PartialEq, ToMigrationState)]
struct Marker;

#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(name = "pair")]
struct Pair(u8, #[migration_state(omit)] &'static str, u16);

#[derive(Debug, PartialEq, ToMigrationState)]
struct Generic<T, const N: usize>([T; N])
where
    T: ToMigrationState;

#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(name = "shapes")]
struct Shapes {
    frequency: Frequency,
    modes: [Mode; 2],
    marker: Marker,
    r#type: u8,
    generic: Generic<Mode, 1>,
}

fn blank() -> Shapes {
    Shapes { frequency: Frequency(7), modes: [Mode::Off; 2], marker: Marker, r#type: 0, generic: Generic([Mode::Fast]) }
}

#[test]
fn newtypes_enums_and_unit_structs_add_no_bytes() {
    let shapes = Shapes {
        frequency: Frequency(0x0102_0304),
        modes: [Mode::Slow, Mode::Fast],
        marker: Marker,
        r#type: 9,
        generic: Generic([Mode::Off]),
    };
    let saved = save_state(&shapes).unwrap();
    assert_eq!(saved, [1, 2, 3, 4, 1, 2, 1, 3, 9, 0, 0]);
    let mut loaded = blank();
    load_state_mut(&mut loaded, &saved, 1).unwrap();
    assert_eq!(loaded, shapes);
}

#[test]
fn an_unknown_number_names_field_and_value_and_changes_nothing() {
    let mut shapes = blank();
    let error = load_state_mut(&mut shapes, &[0, 0, 0, 1, 1, 2, 0, 7, 0, 0, 0], 1).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("shapes.modes[1]"), "{message}");
    assert!(message.ends_with("expected a value of `Mode` (`Off`, `Slow`, `Fast`), found 7"), "{message}");
    assert_eq!(shapes.frequency, Frequency(7));
}

#[test]
fn a_tuple_struct_names_its_fields_by_position() {
    let mut pair = Pair(1, "omitted", 0x203);
    assert_eq!(save_state(&pair).unwrap(), [1, 2, 3]);
    let error = load_state_mut(&mut pair, &[1, 2], 1).unwrap_err();
    assert!(error.to_string().starts_with("pair.2 at offset 0x1"), "{error}");
}

#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(validate = Self::is_even)]
struct Even(#[migration_state(into(Buffer<2>))] [u8; 2]);

impl Even {
    fn is_even(&self, received: &EvenMigration, _version_id: u8) -> Result<(), InvalidError> {
        if received.0[1].is_multiple_of(2) {
            Ok(())
        } else {
            Err(InvalidError::new("odd"))
        }
    }
}

#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(name = "holder")]
struct Holder {
    even: Even,
}

#[test]
fn a_newtype_checks_what_it_wraps() {
    let mut holder = Holder { even: Even([1, 2]) };
    assert_eq!(save_state(&holder).unwrap(), [1, 2]);
    let error = load_state_mut(&mut holder, &[3, 3], 1).unwrap_err();
    assert!(error.to_string().starts_with("holder.even at"), "{error}");
    assert_eq!(holder.even, Even([1, 2]));
}

#[test]
fn structs_inside_functions_and_macros() {
    macro_rules! device {
        ($name:ident, $wire:literal, $field:ident: $type:ty, $range:expr) => {
            #[derive(Debug, Default, PartialEq, ToMigrationState)]
            #[migration_state(name = $wire)]
            struct $name {
                #[migration_state(range = $range)]
                $field: $type,
            }
        };
    }
    device!(Local, "local", level: u16, 0..10);
    let mut local = Local { level: 3 };
    assert_eq!(save_state(&local).unwrap(), [0, 3]);
    assert!(load_state_mut(&mut local, &[0, 10], 1).is_err());
    assert_eq!(local.level, 3);
}

const MEGABYTES: usize = 16 << 20;

#[derive(ToMigrationState)]
#[migration_state(name = "memory")]
struct Memory {
    bytes: Box<[u8; MEGABYTES]>,
}

/// More than a thread's stack, so it never passes through that.
#[test]
fn a_large_box_stays_on_the_heap() {
    let filled = |byte: u8| Memory { bytes: vec![byte; MEGABYTES].into_boxed_slice().try_into().unwrap() };
    let mut memory = filled(3);
    let saved = save_state(&filled(7)).unwrap();
    assert_eq!(saved.len(), MEGABYTES);
    load_state_mut(&mut memory, &saved, 1).unwrap();
    assert!(memory.bytes.iter().all(|byte| *byte == 7));
    load_state_mut(&mut memory, &saved[1..], 1).unwrap_err();
}
