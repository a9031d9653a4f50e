//! Random tables: both ways do the same.

use super::{
    choices::{Choices, Random},
    for_any_bytes,
    memory::Image,
    plainly,
    run::{load, save, save_bare, How, BEFORE},
    tables::{table, Table},
};

/// Bytes of which many look like the begin of a subsection.
const HOSTILE: [&[u8]; 3] = [b"\x05a", b"\x05\x05aab\x01", b"\x05\x02\x03aab"];

struct Case {
    table: Table,
    image: Image,
    random: Random,
}

impl Case {
    fn new(bytes: &[u8]) -> Self {
        let mut choices = Choices(bytes);
        let mut random = choices.random();
        let occurring = if choices.rarely(4) { choices.one_of(&HOSTILE) } else { &[] };
        let nulls = if choices.rarely(4) { choices.below(64) } else { 0 };
        let table = table(choices);
        let image = Image::random(&mut random, occurring, nulls, &table.spans);
        Self { table, image, random }
    }

    /// The object as bytes, if it can be saved.
    fn saved(&self) -> Option<Vec<u8>> {
        plainly(|| save(self.table.vmsd, &self.image, &[], false)).output.ok()
    }

    fn assert_same_save(&self, behind: &[u8]) {
        let Self { table: Table { vmsd, spans, .. }, image, .. } = self;
        // What the self-description says is kept the first time.
        for is_described in [false, true, true, false] {
            let expected = plainly(|| save(vmsd, image, behind, is_described));
            assert_eq!(
                save(vmsd, image, behind, is_described),
                expected,
                "described: {is_described}, behind: {behind:?}"
            );
            let padded = save(vmsd, &image.padded_otherwise(spans), behind, is_described);
            assert_eq!(padded.output, expected.output, "padding counts");
        }
        assert_eq!(save_bare(vmsd, image), plainly(|| save_bare(vmsd, image)), "by itself");
    }

    fn assert_same_load(&self, image: &Image, input: &[u8], version_id: i32) {
        let Table { vmsd, spans, has_hooks, .. } = &self.table;
        for how in How::ALL {
            let expected = plainly(|| load(vmsd, image, input, version_id, how));
            let found = load(vmsd, image, input, version_id, how);
            let context = format!("version {version_id}, {how:?}, {input:x?}");
            assert_eq!(found.end, expected.end, "{context}");
            assert!(!image.differs_in_padding(&found.after, spans), "padding is written: {context}");
            if found.end.is_ok() && how != How::Undone {
                assert_eq!(found.after, expected.after, "{context}");
            } else if how.is_undone() && !has_hooks {
                assert_eq!(&found.after, image, "not as before: {context}");
            }
        }
    }

    /// Bytes that are no good, most of them.
    fn corrupted(&mut self, input: &[u8]) -> Vec<u8> {
        let random = &mut self.random;
        let mut input = input.to_vec();
        for _ in 0..=random.below(2) {
            let place = BEFORE + random.below(input.len() - BEFORE + 1);
            let name = self.table.names[random.below(self.table.names.len())].clone();
            let name = if random.below(3) == 0 { format!("{name}a") } else { name };
            let mut claim = vec![5, name.len() as u8];
            claim.extend_from_slice(name.as_bytes());
            claim.extend_from_slice(&random.one_of(&[0_u32, 1, 2, 3, 0x101, 9]).to_be_bytes());
            match random.below(6) {
                0 => claim.iter().zip(&mut input[place..]).for_each(|(byte, place)| *place = *byte),
                1 => drop(input.splice(place..place, claim)),
                2 => drop(input.splice(place..(place + 1).min(input.len()), [])),
                3 => {
                    let copied = input[place..].to_vec();
                    input.extend(copied);
                }
                4 => input.extend_from_slice(&claim),
                _ => {
                    let byte = random.one_of(&[0, 1, 2, 5, 8, 0xff]);
                    input[place..].iter_mut().take(1).for_each(|place| *place = byte);
                }
            }
        }
        input
    }
}

#[test]
fn random_tables_are_saved_alike() {
    for_any_bytes(1000, |bytes| {
        let case = Case::new(bytes);
        case.assert_same_save(&[]);
        case.assert_same_save(b"\x05\x03aab");
        case.assert_same_save(b"\x05");
    });
}

#[test]
fn random_tables_are_loaded_alike() {
    for_any_bytes(1000, |bytes| {
        let mut case = Case::new(bytes);
        let mut input = case.saved().unwrap_or_else(|| vec![0; 40]);
        let version_id = case.table.vmsd.version_id;
        let other = Image::random(&mut case.random, &[], 0, &case.table.spans);
        let image = case.image.clone();
        for into in [&image, &other] {
            for version_id in version_id - 2..=version_id + 1 {
                case.assert_same_load(into, &input, version_id);
            }
            for _ in 0..12 {
                let corrupted = case.corrupted(&input);
                case.assert_same_load(into, &corrupted, version_id);
            }
        }
        case.random.fill(&mut input[BEFORE..]);
        case.assert_same_load(&other, &input, version_id);
    });
}

#[test]
fn random_states_are_refused_alike_where_they_end_early() {
    for_any_bytes(300, |bytes| {
        let case = Case::new(bytes);
        let Some(input) = case.saved() else { return };
        let step = 1 + input.len() / 100;
        for length in (BEFORE..input.len()).rev().step_by(step) {
            case.assert_same_load(&case.image, &input[..length], case.table.vmsd.version_id);
        }
    });
}
