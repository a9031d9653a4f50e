//! The keys that exist, and what to say about one that does not.

use syn::DeriveInput;

use super::in_place::IN_PLACE;

/// A key of a derive's attribute.
pub struct Key {
    pub name: &'static str,
    /// How the key is written.
    pub example: &'static str,
}

/// What a derive and its attribute are called, and the keys that it has.
pub struct Dialect {
    pub derive: &'static str,
    pub attribute: &'static str,
    /// The struct itself is loaded, so that nothing converts.
    pub is_in_place: bool,
    pub struct_keys: &'static [Key],
    pub field_keys: &'static [Key],
    pub enum_keys: &'static [Key],
    /// What to say about an input that is no struct.
    pub refuse_shape: fn(&DeriveInput) -> String,
}

/// Where an attribute stands.
#[derive(Clone, Copy)]
pub struct Place {
    pub dialect: &'static Dialect,
    pub holder: Holder,
}

/// What an attribute stands above.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Struct,
    Field,
    Enum,
}

static DIALECTS: [&Dialect; 2] = [&SHADOWED, &IN_PLACE];

/// Of the derive that writes a shadow.
pub static SHADOWED: Dialect = Dialect {
    derive: "ToMigrationState",
    attribute: "migration_state",
    is_in_place: false,
    struct_keys: STRUCT_KEYS,
    field_keys: FIELD_KEYS,
    enum_keys: ENUM_KEYS,
    refuse_shape: refuse_union,
};

const STRUCT_KEYS: &[Key] = &[
    key("rename", "rename = FooMigration"),
    key("derive", "derive(Clone, PartialEq)"),
    key("name", "name = \"pl011\""),
    key("version_id", "version_id = 2"),
    key("minimum_version_id", "minimum_version_id = 1"),
    key("validate", "validate = Self::validate"),
    key("post_load", "post_load = Self::post_load"),
    key("priority", "priority = MigrationPriority::MIG_PRI_GICV3"),
    key("manual_table", "manual_table"),
    key("crate", "crate = ::migration"),
];

const FIELD_KEYS: &[Key] = &[
    key("omit", "omit = \"why it does not travel\""),
    key("clone", "clone"),
    key("into", "into(u32)"),
    key("try_into", "try_into(u8)"),
    key("with", "with = module"),
    key("name", "name = \"wire_name\""),
    key("since", "since = 2"),
    key("exists", "exists = Self::has_field"),
    key("subsection", "subsection = \"pl011/clock\""),
    key("needed", "needed = Self::clock_needed"),
    key("absent", "absent = Self::without_clock"),
    key("len", "len = count"),
    key("slice", "slice = 0..4"),
    key("range", "range = 0..16"),
    key("equal", "equal"),
    key("local", "local"),
];

const ENUM_KEYS: &[Key] = &[key("crate", "crate = ::migration")];

fn refuse_union(input: &DeriveInput) -> String {
    let name = &input.ident;
    format!(
        "`ToMigrationState` cannot be derived for a union: mark the field that holds it \
         `#[migration_state(try_into(u8))]`, and write `From<{name}> for u8` and `TryFrom<u8> for {name}`"
    )
}

pub(super) const fn key(name: &'static str, example: &'static str) -> Key {
    Key { name, example }
}

impl Dialect {
    pub fn place(&'static self, holder: Holder) -> Place {
        Place { dialect: self, holder }
    }
}

impl Place {
    fn keys(self) -> &'static [Key] {
        match self.holder {
            Holder::Struct => self.dialect.struct_keys,
            Holder::Field => self.dialect.field_keys,
            Holder::Enum => self.dialect.enum_keys,
        }
    }

    fn others(self) -> impl Iterator<Item = Self> {
        let others: &[Holder] = match self.holder {
            Holder::Struct => &[Holder::Field],
            Holder::Field => &[Holder::Struct],
            Holder::Enum => &[Holder::Struct, Holder::Field],
        };
        others.iter().map(move |holder| self.dialect.place(*holder))
    }

    /// How `name` is written here.
    pub fn example(self, name: &str) -> &'static str {
        self.find(name).map_or("", |key| key.example)
    }

    /// Whether the key `name` may stand here.
    pub fn has(self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }

    /// `a`, `b`, `c`: all keys that may stand here.
    pub fn listed(self) -> String {
        let quoted: Vec<String> = self.keys().iter().map(|key| format!("`{}`", key.name)).collect();
        quoted.join(", ")
    }

    /// What to say about the key `name`, which may not stand here.
    pub fn refuse(self, name: &str) -> String {
        let attribute = self.dialect.attribute;
        if let Some(key) = self.others().find_map(|other| other.find(name)) {
            return match self.holder {
                Holder::Enum => format!(
                    "`{name}` belongs to a struct: an enum travels as its number, so remove `{name}`, or write it in \
                     the struct that holds the enum"
                ),
                Holder::Field => format!(
                    "`{name}` describes the whole struct: write `#[{attribute}({})]` above the struct",
                    key.example
                ),
                Holder::Struct => {
                    format!("`{name}` describes one field: write `#[{attribute}({})]` above that field", key.example)
                }
            };
        }
        let holder = match self.holder {
            Holder::Struct => "a struct",
            Holder::Field => "a field",
            Holder::Enum => "an enum",
        };
        if let Some(other) = DIALECTS.iter().find(|other| other.place(self.holder).has(name)) {
            return format!(
                "`{name}` is a key of `#[{}(...)]`: remove it, or derive `{}` instead of `{}`",
                other.attribute, other.derive, self.dialect.derive
            );
        }
        match self.closest(name) {
            Some(near) => format!("unknown key `{name}`: did you mean `{near}`?"),
            None => format!("unknown key `{name}`: the keys of {holder} are {}", self.listed()),
        }
    }

    fn closest(self, name: &str) -> Option<&'static str> {
        let near = |key: &&Key| distance(key.name, name);
        let key = self.keys().iter().min_by_key(near)?;
        // Two slips in a long word are a misspelling, in a short one another word.
        let allowed = (key.name.len() / 3).min(2);
        (distance(key.name, name) <= allowed).then_some(key.name)
    }
}

/// How many letters must be inserted, removed or replaced to make `left` of `right`.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, Holder, Place, SHADOWED};

    fn field() -> Place {
        SHADOWED.place(Holder::Field)
    }

    fn container() -> Place {
        SHADOWED.place(Holder::Struct)
    }

    #[test]
    fn distance_counts_single_letters() {
        assert_eq!(distance("since", "since"), 0);
        assert_eq!(distance("since", "snice"), 2);
        assert_eq!(distance("", "omit"), 4);
        assert_eq!(distance("omit", "omits"), 1);
    }

    #[test]
    fn a_misspelt_key_gets_its_neighbour() {
        assert!(field().refuse("try_inot").contains("did you mean `try_into`?"));
        assert!(container().refuse("versionid").contains("did you mean `version_id`?"));
    }

    #[test]
    fn another_word_gets_the_list() {
        let message = field().refuse("endian");
        assert!(message.contains("`since`"), "{message}");
        assert!(!message.contains("did you mean"), "{message}");
    }

    #[test]
    fn a_misplaced_key_is_told_its_place() {
        assert!(field().refuse("version_id").contains("above the struct"));
        assert!(container().refuse("omit").contains("above that field"));
    }
}
