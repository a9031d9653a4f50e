//! Where in a stream a field stood that the device then refused.

use super::tree::{Node, NodeKind};

/// The offset of the field at `path`, or of the innermost field on the way there.
pub(super) fn offset_of(nodes: &[Node], path: &str) -> Option<usize> {
    nodes.iter().find_map(|node| {
        // A path does not tell which subsection a field is in.
        if node.kind == NodeKind::Subsection {
            return offset_of(&node.children, path);
        }
        let rest = path.strip_prefix(node.name.as_str())?;
        match rest.bytes().next() {
            None => Some(node.offset),
            Some(b'.') => Some(offset_of(&node.children, &rest[1..]).unwrap_or(node.offset)),
            Some(b'[') => Some(offset_of(&node.children, rest).unwrap_or(node.offset)),
            // A name that goes on is another name.
            Some(_) => None,
        }
    })
}
