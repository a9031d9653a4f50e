use migration::{load_state_mut, save_state, Buffer, Computed, InvalidError, ToMigrationState};

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "dev", version_id = 2, minimum_version_id = 1)]
struct Elementwise {
    #[migration_state(try_into([u32; 2]))]
    positions: [usize; 2],
    #[migration_state(range = 1..=4)]
    level: u8,
    #[migration_state(since = 2)]
    extra: u8,
}

#[test]
fn arrays_convert_element_by_element() {
    let mut device = Elementwise { positions: [1, 0x102], level: 2, extra: 9 };
    assert_eq!(save_state(&device).unwrap(), [0, 0, 0, 1, 0, 0, 1, 2, 2, 9]);
    device.positions[1] = 1 << 40;
    let error = save_state(&device).unwrap_err().to_string();
    assert!(error.starts_with("dev.positions[1]"), "{error}");
    assert!(error.contains("found 1099511627776"), "{error}");
}

#[test]
fn a_range_bounds_what_is_loaded_and_saved() {
    let mut device = Elementwise { level: 1, ..Elementwise::default() };
    let error = load_state_mut(&mut device, &[0, 0, 0, 1, 0, 0, 1, 2, 5], 1).unwrap_err().to_string();
    assert_eq!(error, "dev.level at offset 0x8 (stream has version 1, here 2): expected a value in 1..=4, found 5");
    assert_eq!(device.positions, [0, 0]);
    device.level = 0;
    assert!(save_state(&device).is_err());
}

#[derive(Debug, Default, ToMigrationState)]
#[migration_state(name = "computed")]
struct WithComputed {
    #[migration_state(omit)]
    nanoseconds: u64,
    #[migration_state(with = seconds)]
    seconds: Computed<u16>,
    #[migration_state(into(Buffer<2>), with = halves)]
    word: u16,
}

mod seconds {
    use migration::InvalidError;

    pub fn get(device: &super::WithComputed) -> Result<u16, InvalidError> {
        u16::try_from(device.nanoseconds / 1_000_000_000).map_err(|_| InvalidError::new("too late"))
    }

    pub fn set(device: &mut super::WithComputed, seconds: u16) -> Result<(), InvalidError> {
        if seconds == 13 {
            return Err(InvalidError::new("unlucky"));
        }
        device.nanoseconds = u64::from(seconds) * 1_000_000_000;
        Ok(())
    }
}

mod halves {
    use migration::{Buffer, InvalidError};

    pub fn get(device: &super::WithComputed) -> Result<Buffer<2>, InvalidError> {
        Ok(device.word.to_le_bytes().into())
    }

    pub fn set(device: &mut super::WithComputed, bytes: Buffer<2>) -> Result<(), InvalidError> {
        device.word = u16::from_le_bytes(bytes.0);
        Ok(())
    }
}

#[test]
fn a_computed_value_travels_without_a_field() {
    let mut device = WithComputed { nanoseconds: 0x102_000_000_000, word: 0x0304, ..WithComputed::default() };
    device.nanoseconds = 258_000_000_000;
    assert_eq!(save_state(&device).unwrap(), [1, 2, 4, 3]);
    load_state_mut(&mut device, &[0, 5, 6, 7], 1).unwrap();
    assert_eq!((device.nanoseconds, device.word), (5_000_000_000, 0x0706));

    let error = load_state_mut(&mut device, &[0, 13, 8, 9], 1).unwrap_err().to_string();
    assert!(error.contains("computed.seconds") && error.ends_with("unlucky"), "{error}");
    assert_eq!((device.nanoseconds, device.word), (5_000_000_000, 0x0706));
}

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "nest")]
struct Nested {
    control: u8,
    #[migration_state(subsection = "nest/dma/ring", needed = Self::has_ring)]
    ring: u8,
    #[migration_state(subsection = "nest/dma", needed = Self::has_dma)]
    dma: u8,
}

impl Nested {
    fn has_ring(&self) -> bool {
        self.ring != 0
    }

    fn has_dma(&self) -> bool {
        self.dma != 0
    }
}

#[test]
fn a_subsection_may_have_a_subsection() {
    let saved = save_state(&Nested { control: 1, ring: 2, dma: 3 }).unwrap();
    assert_eq!(saved, *b"\x01\x05\x08nest/dma\0\0\0\x01\x03\x05\x0dnest/dma/ring\0\0\0\x01\x02");
    let mut loaded = Nested::default();
    load_state_mut(&mut loaded, &saved, 1).unwrap();
    assert_eq!(loaded, Nested { control: 1, ring: 2, dma: 3 });
    // Without the whole there is no part.
    assert_eq!(save_state(&Nested { control: 1, ring: 2, dma: 0 }).unwrap(), [1]);
}

#[derive(Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(name = "conditional", version_id = 3, minimum_version_id = 1)]
struct Conditional {
    flags: u8,
    #[migration_state(exists = Self::is_wide)]
    wide: u16,
    #[migration_state(local)]
    limit: u8,
}

impl Conditional {
    fn is_wide(migrated: &ConditionalMigration, version_id: u8) -> bool {
        version_id >= 2 && migrated.flags & 1 != 0 && migrated.limit != 0
    }
}

#[test]
fn a_field_exists_where_its_test_says_so() {
    let mut device = Conditional { flags: 1, wide: 0x203, limit: 1 };
    assert_eq!(save_state(&device).unwrap(), [1, 2, 3]);
    load_state_mut(&mut device, &[1], 1).unwrap();
    assert_eq!(device, Conditional { flags: 1, wide: 0x203, limit: 1 });
    load_state_mut(&mut device, &[0], 3).unwrap();
    assert_eq!(device, Conditional { flags: 0, wide: 0x203, limit: 1 });
    load_state_mut(&mut device, &[3, 4, 5], 3).unwrap();
    assert_eq!(device, Conditional { flags: 3, wide: 0x405, limit: 1 });
}

#[derive(Debug, PartialEq, ToMigrationState)]
#[migration_state(name = "fails", post_load = Self::post_load)]
struct Fails {
    value: u8,
    #[migration_state(omit)]
    derived: u8,
}

impl Fails {
    fn post_load(&mut self, _version_id: u8) -> Result<(), InvalidError> {
        self.derived = self.value;
        // What is put back is kept all the same.
        self.value &= 0x0f;
        if self.derived == 0x20 {
            return Err(InvalidError::new("refused"));
        }
        Ok(())
    }
}

#[test]
fn what_a_refused_load_changed_is_put_back_exactly() {
    let mut device = Fails { value: 0x31, derived: 0x31 };
    load_state_mut(&mut device, &[0x20], 1).unwrap_err();
    assert_eq!(device, Fails { value: 0x31, derived: 0x31 });
}
