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
            Some(b'[') => Some(offset_in_element(node, rest).unwrap_or(node.offset)),
            // A name that goes on is another name.
            Some(_) => None,
        }
    })
}

/// The offset of what `path`, which begins with an index, says of this array.
fn offset_in_element(array: &Node, path: &str) -> Option<usize> {
    let end = path.find(']')? + 1;
    let (index, behind) = path.split_at(end);
    let is_array = |node: &Node| node.children.iter().any(|child| child.kind == NodeKind::Element);
    if !is_array(array) {
        // Of an array of one struct, the tree has no element, as QEMU's self-description has none.
        let in_sole = (index == "[0]" && array.type_name == "struct").then(|| behind.strip_prefix('.'))??;
        return offset_of(&array.children, in_sole);
    }
    let element = array.child(index)?;
    if behind.starts_with('[') && !is_array(element) {
        // Rows stand one behind the other, and the tree does not say how long they are.
        return None;
    }
    offset_of(&array.children, path)
}
