//! Crates of the same structs with one derive or another.

use core::fmt::Write as _;

/// A way to save and load structs.
pub struct Flavour {
    /// What it is called in the results, and part of the names of its crates.
    pub name: &'static str,
    /// What it takes from Cargo.toml.
    pub dependencies: &'static str,
    /// What stands before each struct.
    derive: &'static str,
    /// What a device has beside that.
    name_of_device: bool,
    /// Saves and loads a device of type `T`.
    round_trip: &'static str,
}

/// A struct that derives nothing: what is left if that costs nothing.
pub const BARE: Flavour =
    Flavour { name: "bare", dependencies: "", derive: "#[derive(Default)]", name_of_device: false, round_trip: "" };

pub const MIGRATION: Flavour = Flavour {
    name: "migration",
    dependencies: "migration",
    derive: "#[derive(Default, migration::ToMigrationState)]",
    name_of_device: true,
    round_trip: "
        let device = std::sync::Arc::new(migration::Migratable::new(std::sync::Mutex::new(T::default())));
        let mut machine = migration::Machine::new(\"board\");
        machine.register(device).unwrap();
        let stream = machine.save().unwrap();
        machine.load(std::hint::black_box(&stream)).unwrap();",
};

pub const SERDE: Flavour = Flavour {
    name: "serde",
    dependencies: "serde serde_json",
    derive: "#[derive(Default, serde::Serialize, serde::Deserialize)]",
    name_of_device: false,
    round_trip: "
        let text = serde_json::to_vec(std::hint::black_box(&T::default())).unwrap();
        let device: T = serde_json::from_slice(std::hint::black_box(&text)).unwrap();
        std::hint::black_box(&device);",
};

pub const BINCODE: Flavour = Flavour {
    name: "bincode",
    dependencies: "bincode",
    derive: "#[derive(Default, bincode::Encode, bincode::Decode)]",
    name_of_device: false,
    round_trip: "
        let config = bincode::config::standard().with_big_endian().with_fixed_int_encoding();
        let bytes = bincode::encode_to_vec(std::hint::black_box(&T::default()), config).unwrap();
        let (device, _): (T, usize) = bincode::decode_from_slice(std::hint::black_box(&bytes), config).unwrap();
        std::hint::black_box(&device);",
};

const TYPES: [&str; 7] = ["u8", "u16", "u32", "u64", "bool", "[u32; 8]", "Part"];

/// So many structs of so many fields.
#[derive(Clone, Copy)]
pub struct Size {
    pub structs: usize,
    pub fields: usize,
}

impl Flavour {
    /// The structs.
    pub fn structs(&self, size: Size) -> String {
        let mut source = format!("{}\npub struct Part {{ first: u32, second: u16 }}\n", self.derive);
        for number in 0..size.structs {
            let _ = writeln!(source, "{}", self.derive);
            if self.name_of_device {
                let _ = writeln!(source, "#[migration_state(name = \"device{number}\", version_id = 1)]");
            }
            let _ = writeln!(source, "pub struct Device{number} {{");
            // No two structs are alike, or the compiler would make one function for both.
            let mut state = number as u32;
            for field in 0..size.fields {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let _ = writeln!(source, "    field{field}: {},", TYPES[(state >> 16) as usize % TYPES.len()]);
            }
            source.push_str("}\n");
        }
        source
    }

    /// A program that saves and loads each of the structs.
    pub fn program(&self, size: Size) -> String {
        let mut source = format!("#![allow(dead_code)]\n{}", self.structs(size));
        source.push_str("fn main() {\n");
        for number in 0..size.structs {
            let _ = writeln!(source, "    {{ type T = Device{number}; {} }}", self.round_trip);
        }
        source.push_str("}\n");
        source
    }
}

#[cfg(test)]
mod tests {
    use super::{Size, BARE};
    use std::collections::HashSet;

    #[test]
    fn no_two_structs_are_alike() {
        let source = BARE.structs(Size { structs: 200, fields: 20 });
        let bodies: HashSet<&str> =
            source.split("pub struct Device").filter_map(|text| text.split_once('{')).map(|text| text.1).collect();
        assert_eq!(bodies.len(), 201);
    }
}
