//! Reads a struct over the values that a device has.

use super::{Field, Kind, Schema, Struct, Subsection, Value};

/// The input is no state of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// Loads the whole input, or nothing.
pub fn load(schema: &Schema, before: &Struct, version: u8, input: &[u8]) -> Result<Struct, Refused> {
    let mut value = before.clone();
    let mut input = input;
    read_struct(schema, &mut value, version, &mut input)?;
    if input.is_empty() {
        Ok(value)
    } else {
        Err(Refused)
    }
}

fn take<'a>(input: &mut &'a [u8], length: usize) -> Result<&'a [u8], Refused> {
    let (taken, rest) = input.split_at_checked(length).ok_or(Refused)?;
    *input = rest;
    Ok(taken)
}

fn number(input: &mut &[u8], width: usize) -> Result<u64, Refused> {
    Ok(take(input, width)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn read_struct(schema: &Schema, value: &mut Struct, version: u8, input: &mut &[u8]) -> Result<(), Refused> {
    if !(schema.minimum..=schema.version).contains(&version) {
        return Err(Refused);
    }
    for ((kind, _), (is_there, _)) in schema.subsections.iter().zip(&mut value.subsections) {
        if *kind == Subsection::Optional {
            *is_there = false;
        }
    }
    for (index, field) in schema.fields.iter().enumerate() {
        if exists(field, value, version) {
            let mut read = value.fields[index].clone();
            read_kind(&field.kind, &mut read, value, input)?;
            value.fields[index] = read;
        }
    }
    read_subsections(schema, value, input)
}

/// Whether a field is in data of this version.
pub fn exists(field: &Field, value: &Struct, version: u8) -> bool {
    match field.if_set {
        Some(index) => value.number(index) != 0,
        None => field.since <= version,
    }
}

fn read_subsections(schema: &Schema, value: &mut Struct, input: &mut &[u8]) -> Result<(), Refused> {
    while let [5, length, rest @ ..] = *input {
        let length = usize::from(*length);
        let Some(name) = rest.get(..length).filter(|_| length > schema.name.len()) else { return Ok(()) };
        if !name.starts_with(schema.name.as_bytes()) {
            return Ok(());
        }
        let index = schema.subsections.iter().position(|(_, known)| known.name.as_bytes() == name).ok_or(Refused)?;
        take(input, 2 + length)?;
        // Of the version only the low byte counts.
        let version = number(input, 4)? as u8;
        let (is_there, inside) = &mut value.subsections[index];
        read_struct(&schema.subsections[index].1, inside, version, input)?;
        *is_there = true;
    }
    Ok(())
}

fn read_kind(kind: &Kind, value: &mut Value, outer: &Struct, input: &mut &[u8]) -> Result<(), Refused> {
    match (kind, value) {
        (Kind::Bool, value) => *value = Value::Number(u64::from(number(input, 1)? != 0)),
        (Kind::Number(width), value) => *value = Value::Number(number(input, *width)?),
        (Kind::UpTo(width, most), value) => {
            let read = number(input, *width)?;
            *value = Value::Number(if read <= *most { read } else { return Err(Refused) });
        }
        (Kind::Equal(width, own), _) => {
            if number(input, *width)? != *own {
                return Err(Refused);
            }
        }
        (Kind::Timer, value) => {
            let time = number(input, 8)?;
            *value = Value::Number(if time as i64 >= -1 { time } else { 0 });
        }
        (Kind::Unused(length), _) => drop(take(input, *length)?),
        (Kind::Bitmap(_), Value::Many(words)) => {
            for word in words {
                *word = Value::Number(number(input, 8)?);
            }
        }
        (Kind::Struct(schema), Value::Struct(inside)) => read_struct(schema, inside, schema.version, input)?,
        (Kind::Array(kind, count), Value::Many(elements)) => {
            for element in elements.iter_mut().take(*count) {
                read_kind(kind, element, outer, input)?;
            }
        }
        (Kind::Counted(kind, count, factor, most), Value::Many(elements)) => {
            let count = outer.number(*count).saturating_mul(*factor);
            if count > *most {
                return Err(Refused);
            }
            for element in elements.iter_mut().take(count as usize) {
                read_kind(kind, element, outer, input)?;
            }
        }
        (Kind::List(schema, most), Value::Many(elements)) => {
            elements.clear();
            while number(input, 1)? != 0 {
                let mut element = schema.zero();
                if elements.len() == *most {
                    return Err(Refused);
                }
                read_struct(schema, &mut element, schema.version, input)?;
                elements.push(Value::Struct(element));
            }
        }
        (Kind::Tree(width, schema, most), Value::Many(entries)) => read_tree(*width, schema, *most, entries, input)?,
        (Kind::Pointers(kind, there), Value::Many(elements)) => {
            for (element, there) in elements.iter_mut().zip(there) {
                if *there {
                    read_kind(kind, element, outer, input)?;
                } else if number(input, 1)? != u64::from(b'0') {
                    return Err(Refused);
                }
            }
        }
        _ => return Err(Refused),
    }
    Ok(())
}

fn read_tree(
    width: usize,
    schema: &Schema,
    most: usize,
    entries: &mut Vec<Value>,
    input: &mut &[u8],
) -> Result<(), Refused> {
    let announced = number(input, 4)?;
    let mut read = Vec::new();
    while number(input, 1)? != 0 {
        if read.len() == most {
            return Err(Refused);
        }
        let key = number(input, 8)?;
        if key > u64::MAX >> (64 - 8 * width) {
            return Err(Refused);
        }
        let mut value = schema.zero();
        read_struct(schema, &mut value, schema.version, input)?;
        read.push((key, value));
    }
    if announced != read.len() as u64 {
        return Err(Refused);
    }
    // In the order of keys; of several with one key the last stays.
    let sorted: std::collections::BTreeMap<_, _> = read.into_iter().collect();
    *entries = sorted.into_iter().map(|(key, value)| Value::Entry(key, value)).collect();
    Ok(())
}
