//! The self-description of a stream: where it stands, and what sizes it gives.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::format::{subsection_head_size, DESCRIPTION, END_MARK};
use super::reader::text;
use crate::error::{Error, ErrorKind};
use crate::memory;

/// The bytes of the record in front of its text: type and length.
const HEAD: usize = 1 + 4;

/// How deep subsections nest at most, more than the JSON reader lets through.
const DEPTH: u32 = 128;

/// How many bytes of memory a byte of JSON becomes at most, while a vector of small objects grows.
const COST: usize = 112;

/// A self-description's place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located<'a> {
    /// Where the record begins.
    pub(crate) offset: usize,
    /// Its JSON text.
    pub(crate) text: &'a str,
}

impl Located<'_> {
    /// Where the text begins.
    pub(crate) fn text_offset(&self) -> usize {
        self.offset + HEAD
    }
}

/// Finds the self-description of a stream that ends with it.
///
/// Sections have no length, so that it must be found before any of them is read: the last `00 06` with a length up to
/// the end of the input and a `{` behind it.
pub(crate) fn locate(bytes: &[u8]) -> Result<Option<Located<'_>>, Error> {
    let is_description = |window: &[u8], end_mark: usize| {
        let [END_MARK, DESCRIPTION, length @ .., b'{'] = window else { return false };
        let text_offset = end_mark + 1 + HEAD;
        matches!(<[u8; 4]>::try_from(length), Ok(length)
            if u32::from_be_bytes(length) as usize == bytes.len() - text_offset)
    };
    let found = bytes.windows(1 + HEAD + 1).enumerate().rev().find(|(index, window)| is_description(window, *index));
    let Some((end_mark, _)) = found else { return Ok(None) };
    let offset = end_mark + 1;
    let text = text(&bytes[offset + HEAD..], offset + HEAD, "the self-description")?;
    Ok(Some(Located { offset, text }))
}

/// What a self-description says of sizes, all in bytes.
#[derive(Debug, Default)]
pub(crate) struct Sizes {
    page_size: Option<u64>,
    // A section may be in a stream more than once.
    payloads: HashMap<(String, u32), VecDeque<usize>>,
}

impl Sizes {
    pub(crate) fn read(located: Located<'_>) -> Result<Self, Error> {
        let place = |error: Error| error.at_offset(located.text_offset());
        memory::charge(located.text.len().saturating_mul(COST)).map_err(|refused| {
            place(Error::new(ErrorKind::Limit, format!("in the self-description: {}", refused.reason())))
        })?;
        Self::from_json(located.text)
            .map_err(|message| place(Error::new(ErrorKind::Description, format!("in the self-description: {message}"))))
    }

    fn from_json(json: &str) -> Result<Self, String> {
        let root: Value = serde_json::from_str(json).map_err(|error| format!("expected JSON, found {error}"))?;
        let page_size = root.get("page_size").map(|_| number(&root, "page_size")).transpose()?;
        let mut payloads = HashMap::<_, VecDeque<_>>::new();
        for device in array(&root, "devices")? {
            let name = string(device, "name")?;
            let instance_id = number(device, "instance_id")?;
            let instance_id = u32::try_from(instance_id)
                .map_err(|_| format!("expected an \"instance_id\" of 32 bits, found {instance_id}"))?;
            let size = payload_size(device)
                .map_err(|message| format!("{} instance {instance_id}: {message}", name.escape_debug()))?;
            payloads.entry((name.to_owned(), instance_id)).or_default().push_back(size);
        }
        Ok(Self { page_size, payloads })
    }

    /// The guest's page size.
    pub(crate) fn page_size(&self) -> Option<u64> {
        self.page_size
    }

    /// The size of the next payload of this section. The last one holds for all further ones.
    pub(crate) fn next_payload(&mut self, name: &str, instance_id: u32) -> Option<usize> {
        let sizes = self.payloads.get_mut(&(name.to_owned(), instance_id))?;
        match sizes.len() {
            1 => sizes.front().copied(),
            _ => sizes.pop_front(),
        }
    }
}

fn payload_size(device: &Value) -> Result<usize, String> {
    // A section without fields of its own, written by plain code, gives its size.
    if device.get("size").is_some() {
        return size(device, "size");
    }
    fields_and_subsections(device, DEPTH)
}

fn fields_and_subsections(description: &Value, depth: u32) -> Result<usize, String> {
    let depth = depth.checked_sub(1).ok_or("expected at most 128 levels of subsections, found more")?;
    let mut total = Some(0_usize);
    for field in array(description, "fields")? {
        let blame = |message| format!("{}: {message}", string(field, "name").unwrap_or("?").escape_debug());
        let one = size(field, "size").map_err(blame)?;
        let count = if field.get("array_len").is_some() { size(field, "array_len")? } else { 1 };
        total = total.zip(one.checked_mul(count)).and_then(|(total, more)| total.checked_add(more));
    }
    for subsection in array(description, "subsections")? {
        let name = string(subsection, "vmsd_name")?;
        let own = fields_and_subsections(subsection, depth)
            .map_err(|message| format!("{}: {message}", name.escape_debug()))?;
        total = total.and_then(|total| total.checked_add(subsection_head_size(name))?.checked_add(own));
    }
    total.ok_or_else(|| "expected sizes that can be added up, found larger ones".to_owned())
}

/// An absent array is an empty one.
fn array<'v>(object: &'v Value, key: &str) -> Result<&'v [Value], String> {
    match object.get(key) {
        None => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(other) => Err(format!("expected {key:?} to be an array, found {}", kind(other))),
    }
}

fn string<'v>(object: &'v Value, key: &str) -> Result<&'v str, String> {
    match object.get(key) {
        Some(Value::String(text)) => Ok(text),
        other => Err(format!("expected {key:?} to be a string, found {}", other.map_or("none", kind))),
    }
}

fn number(object: &Value, key: &str) -> Result<u64, String> {
    match object.get(key) {
        Some(Value::Number(number)) => {
            number.as_u64().ok_or_else(|| format!("expected {key:?} to be a count, found {number}"))
        }
        other => Err(format!("expected {key:?} to be a number, found {}", other.map_or("none", kind))),
    }
}

fn size(object: &Value, key: &str) -> Result<usize, String> {
    let size = number(object, key)?;
    usize::try_from(size).map_err(|_| format!("expected {key:?} to fit this host, found {size}"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
