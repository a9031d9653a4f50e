//! A device's bytes as a tree of named values.

use core::fmt;

use super::{file::File, hooks};
use crate::{bindings::VMStateField, error::Error, memory};

/// What a [`Node`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeKind {
    /// A device's section.
    Section,
    /// A field of a description.
    Field,
    /// An element of a field that is an array.
    Element,
    /// A subsection of a description.
    Subsection,
}

/// A value as it stands in the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// An unsigned integer of this many bytes.
    Unsigned(u64, usize),
    /// A signed integer.
    Signed(i64),
    /// A floating-point number of 64 bits, by its bits.
    Float(u64),
    /// The bytes of any other kind.
    Bytes(Vec<u8>),
}

impl Value {
    /// The value of a kind, by the kind's name, as the self-description of a stream has it.
    fn of(kind: &str, bytes: &[u8]) -> Self {
        let unsigned = || bytes.iter().fold(0, |value: u64, byte| value << 8 | u64::from(*byte));
        match (kind, bytes.len()) {
            ("bool", 1) => Self::Bool(bytes != [0]),
            (
                "uint8" | "uint16" | "uint32" | "uint64" | "uint8 equal" | "uint16 equal" | "uint32 equal"
                // QEMU's name for the kind of unsigned numbers.
                | "int64 equal",
                width @ 1..=8,
            ) => Self::Unsigned(unsigned(), width),
            (
                "int8" | "int16" | "int32" | "int64" | "timer" | "int32 equal" | "int32 le",
                width @ 1..=8,
            ) => {
                let unused_bits = 64 - 8 * width as u32;
                Self::Signed((unsigned() << unused_bits) as i64 >> unused_bits)
            }
            ("CPU_Double_U", 8) => Self::Float(unsigned()),
            _ => Self::Bytes(bytes.to_vec()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Unsigned(value, width) => write!(f, "{value:#0digits$x}", digits = 2 + 2 * width),
            Self::Signed(value) => write!(f, "{value}"),
            Self::Float(bits) => write!(f, "{:?}", f64::from_bits(*bits)),
            Self::Bytes(bytes) => {
                let shown = bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
                let more = if bytes.len() > 16 { ".." } else { "" };
                write!(f, "{shown}{more}")
            }
        }
    }
}

/// A part of a device's bytes: a section, a field, an element or a subsection.
///
/// Displayed, it is the part's whole tree, a line a node, with the offset in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it stands for.
    pub kind: NodeKind,
    /// The name of the section, the field or the subsection; the index of an element, in brackets.
    pub name: String,
    /// The name of the kind of a field or element, as in the self-description; `struct` for nested descriptions.
    pub type_name: String,
    /// Where in the stream it begins.
    pub offset: usize,
    /// How many bytes it has.
    pub size: usize,
    /// The value, of a node without children.
    pub value: Option<Value>,
    /// What it consists of.
    pub children: Vec<Node>,
}

impl Node {
    /// The child of this name.
    ///
    /// `node.child("timers").and_then(|timers| timers.child("[2]"))` finds an element.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize) -> fmt::Result {
        let Self { name, type_name, offset, size, value, children, .. } = self;
        write!(f, "{offset:#08x}  {:indent$}{name}", "")?;
        let is_list = !children.is_empty()
            && children.iter().all(|child| child.kind == NodeKind::Element && child.value.is_some());
        if is_list {
            return writeln!(f, ": {type_name} x {} = {}", children.len(), List(children));
        }
        match (value, self.kind) {
            (Some(value), _) => writeln!(f, ": {type_name} = {value}")?,
            (None, NodeKind::Section | NodeKind::Subsection) => writeln!(f, " ({type_name}, {size} bytes)")?,
            (None, _) => writeln!(f, ": {type_name}")?,
        }
        children.iter().try_for_each(|child| child.write(f, indent + 2))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

/// Elements on one line, a run of equal ones once.
struct List<'a>(&'a [Node]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self.0.chunk_by(|one, next| one.value == next.value);
        for (index, run) in runs.enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            match (run, &run[0].value) {
                ([_], Some(value)) => write!(f, "{comma}{value}")?,
                (run, Some(value)) => write!(f, "{comma}{} x {value}", run.len())?,
                (_, None) => {}
            }
        }
        Ok(())
    }
}

/// Nodes that have begun and not ended, outermost first.
#[derive(Debug, Default)]
pub(super) struct TreeBuilder {
    open: Vec<Node>,
    done: Vec<Node>,
}

impl TreeBuilder {
    fn open(&mut self, kind: NodeKind, name: String, type_name: String, offset: usize) -> Result<(), Error> {
        // A vector of children grows twofold.
        memory::charge(2 * size_of::<Node>() + name.len() + type_name.len()).map_err(Error::from_device)?;
        self.open.push(Node { kind, name, type_name, offset, size: 0, value: None, children: Vec::new() });
        Ok(())
    }

    fn close(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(mut node) = self.open.pop() else { return Ok(()) };
        node.size = bytes.len();
        if node.children.is_empty()
            && matches!(node.kind, NodeKind::Field | NodeKind::Element)
            && node.type_name != "struct"
        {
            memory::charge(bytes.len()).map_err(Error::from_device)?;
            node.value = Some(Value::of(&node.type_name, bytes));
        }
        self.open.last_mut().map_or(&mut self.done, |parent| &mut parent.children).push(node);
        Ok(())
    }
}

/// Where no tree is built, these do nothing.
impl File<'_> {
    pub(super) fn open_field(&mut self, field: &VMStateField) -> Result<(), Error> {
        let offset = self.offset();
        let Some(tree) = &mut self.tree else { return Ok(()) };
        tree.open(NodeKind::Field, hooks::name_of(field), hooks::kind_name(field), offset)
    }

    pub(super) fn open_element(&mut self, field: &VMStateField, index: usize) -> Result<(), Error> {
        let offset = self.offset();
        let Some(tree) = &mut self.tree else { return Ok(()) };
        tree.open(NodeKind::Element, format!("[{index}]"), hooks::kind_name(field), offset)
    }

    pub(super) fn open_subsection(&mut self, name: &str, offset: usize) -> Result<(), Error> {
        let Some(tree) = &mut self.tree else { return Ok(()) };
        tree.open(NodeKind::Subsection, name.to_owned(), "subsection".to_owned(), offset)
    }

    pub(super) fn close_node(&mut self) -> Result<(), Error> {
        let open = self.tree.as_ref().and_then(|tree| tree.open.last());
        let Some(offset) = open.map(|node| node.offset) else { return Ok(()) };
        let bytes = self.since(offset);
        self.tree.as_mut().map_or(Ok(()), |tree| tree.close(bytes))
    }

    /// The finished nodes.
    pub(crate) fn take_nodes(&mut self) -> Vec<Node> {
        self.tree.take().map(|tree| tree.done).unwrap_or_default()
    }
}
