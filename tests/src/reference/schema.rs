//! What a device's data is made of.

/// The kind of one field.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One byte; all but 0 is true.
    Bool,
    /// A number of so many bytes.
    Number(usize),
    /// A number that is refused above the maximum.
    UpTo(usize, u64),
    /// A number of so many bytes that must be what the device has.
    Equal(usize, u64),
    /// When a timer expires: negative values are 0, but for -1.
    Timer,
    /// So many bytes that stand for nothing.
    Unused(usize),
    /// So many bits in words of 64.
    Bitmap(usize),
    /// A nested struct, at its own version.
    Struct(Schema),
    /// So many elements.
    Array(Box<Kind>, usize),
    /// As many elements as the field of this index says, times a factor; others stay. More than so many are refused.
    Counted(Box<Kind>, usize, u64, u64),
    /// Structs with a 1 before each, and a 0 behind the last; at most so many.
    List(Schema, usize),
    /// Their number, then each with a 1 before it, a key of this width as 64 bits, a struct; a 0 behind the last.
    Tree(usize, Schema, usize),
    /// Pointers: where the device has null, a `'0'`.
    Pointers(Box<Kind>, Vec<bool>),
}

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    /// What its bytes are.
    pub kind: Kind,
    /// The first version that has it.
    pub since: u8,
    /// The index of a `Bool` before it that says whether it is there.
    pub if_set: Option<usize>,
}

impl From<Kind> for Field {
    fn from(kind: Kind) -> Self {
        Self { kind, since: 0, if_set: None }
    }
}

/// When a subsection is sent, and what it means if it is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subsection {
    /// Sent if its first field is not 0; else its fields stay as they are.
    Plain,
    /// Sent if the device has it; else the device has it no longer.
    Optional,
}

/// A description.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Its name.
    pub name: &'static str,
    /// The version that is written.
    pub version: u8,
    /// The oldest version that is read.
    pub minimum: u8,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its subsections.
    pub subsections: Vec<(Subsection, Schema)>,
}

impl Schema {
    /// A description without versions and subsections.
    pub fn new(name: &'static str, fields: impl IntoIterator<Item = Kind>) -> Self {
        let fields = fields.into_iter().map(Field::from).collect();
        Self { name, version: 1, minimum: 1, fields, subsections: Vec::new() }
    }

    /// With one more subsection.
    #[must_use]
    pub fn with(mut self, kind: Subsection, subsection: Self) -> Self {
        self.subsections.push((kind, subsection));
        self
    }

    /// The value of a struct that nothing was loaded into.
    pub fn zero(&self) -> Struct {
        Struct {
            fields: self.fields.iter().map(|field| field.kind.zero()).collect(),
            subsections: self.subsections.iter().map(|(_, subsection)| (false, subsection.zero())).collect(),
        }
    }
}

impl Kind {
    fn zero(&self) -> Value {
        match self {
            Self::Bool | Self::Number(_) | Self::UpTo(..) | Self::Timer => Value::Number(0),
            Self::Equal(_, own) => Value::Number(*own),
            Self::Unused(_) => Value::Nothing,
            Self::Bitmap(bits) => Value::Many(vec![Value::Number(0); bits.div_ceil(64)]),
            Self::Struct(schema) => Value::Struct(schema.zero()),
            Self::Array(kind, count) => Value::Many(vec![kind.zero(); *count]),
            Self::Counted(kind, _, _, most) => Value::Many(vec![kind.zero(); *most as usize]),
            Self::List(..) | Self::Tree(..) => Value::Many(Vec::new()),
            Self::Pointers(kind, there) => {
                Value::Many(there.iter().map(|there| if *there { kind.zero() } else { Value::Nothing }).collect())
            }
        }
    }
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number, its bits.
    Number(u64),
    /// A nested struct.
    Struct(Struct),
    /// Elements.
    Many(Vec<Value>),
    /// A key and a struct.
    Entry(u64, Struct),
    /// What has no value.
    Nothing,
}

/// The values of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struct {
    /// One for each field.
    pub fields: Vec<Value>,
    /// One for each subsection, and whether the device has it, which counts for an optional one.
    pub subsections: Vec<(bool, Struct)>,
}

impl Struct {
    /// The number in a field, or the first one in a struct there.
    pub fn number(&self, index: usize) -> u64 {
        match self.fields.get(index) {
            Some(Value::Number(number)) => *number,
            Some(Value::Struct(inside)) => inside.number(0),
            _ => 0,
        }
    }
}
