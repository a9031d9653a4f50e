//! Where fields are.

use super::{
    choices::Choices,
    memory::{Region, Span},
};
use crate::bindings::VMStateField;

/// What one element of a random field is, at offset 0.
#[derive(Clone)]
pub struct Element {
    pub entry: VMStateField,
    pub align: usize,
    /// Its bytes; the region does not count yet.
    pub spans: Vec<Span>,
}

impl Element {
    /// The bytes of so many, the first of them there.
    fn spans_at(&self, region: Region, begin: usize, count: usize, stride: usize) -> impl Iterator<Item = Span> + '_ {
        (0..count).flat_map(move |index| {
            let begin = begin + index * stride;
            self.spans.iter().map(move |span| Span { region, begin: begin + span.begin, ..*span })
        })
    }
}

/// Memory that fields share.
pub struct Body {
    region: Region,
    cursor: usize,
    limit: usize,
    pub spans: Vec<Span>,
}

impl Body {
    pub fn new(region: Region, begin: usize, limit: usize) -> Self {
        Self { region, cursor: begin, limit, spans: Vec::new() }
    }

    /// The end of what is taken, as the size of a struct.
    pub fn size(&self) -> usize {
        self.cursor.next_multiple_of(8).max(8)
    }

    /// Finds a place for so many elements: a new one behind the others, or, rarely, one that others have. `None` if there is none.
    pub fn place(
        &mut self,
        choices: &mut Choices<'_>,
        element: &Element,
        count: usize,
        stride: usize,
    ) -> Option<usize> {
        let length = stride * count;
        let begin = self.shared_place(choices, element, count, stride).unwrap_or_else(|| {
            let gap = choices.one_of(&[0, 0, 0, 1, 3]);
            (self.cursor + gap).next_multiple_of(element.align)
        });
        if begin + length > self.limit {
            return None;
        }
        self.cursor = self.cursor.max(begin + length);
        self.take(element, begin, count, stride);
        Some(begin)
    }

    /// Notes elements at a place of one's own choice.
    pub fn take(&mut self, element: &Element, begin: usize, count: usize, stride: usize) {
        self.spans.extend(element.spans_at(self.region, begin, count, stride));
    }

    /// A place that others have. Nothing shares a `bool`, which must stay one.
    fn shared_place(&self, choices: &mut Choices<'_>, element: &Element, count: usize, stride: usize) -> Option<usize> {
        if !choices.rarely(6) || self.spans.is_empty() {
            return None;
        }
        let begin = self.spans[choices.below(self.spans.len().min(256))].begin / element.align * element.align;
        let overlaps =
            |one: &Span, other: &Span| one.begin < other.begin + other.length && other.begin < one.begin + one.length;
        let breaks = element
            .spans_at(self.region, begin, count, stride)
            .any(|span| self.spans.iter().any(|other| (span.is_bool || other.is_bool) && overlaps(&span, other)));
        (!breaks).then_some(begin)
    }
}
