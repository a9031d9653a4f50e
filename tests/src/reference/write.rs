//! Writes a struct.

use super::{read::exists, Kind, Schema, Struct, Subsection, Value};

/// The bytes of a struct.
pub fn save(schema: &Schema, value: &Struct) -> Vec<u8> {
    let mut output = Vec::new();
    write_struct(schema, value, &mut output);
    output
}

fn put(number: u64, width: usize, output: &mut Vec<u8>) {
    output.extend_from_slice(&number.to_be_bytes()[8 - width..]);
}

fn write_struct(schema: &Schema, value: &Struct, output: &mut Vec<u8>) {
    for (field, own) in schema.fields.iter().zip(&value.fields) {
        if exists(field, value, schema.version) {
            write_kind(&field.kind, own, value, output);
        }
    }
    for ((kind, subsection), (is_there, inside)) in schema.subsections.iter().zip(&value.subsections) {
        let is_needed = match kind {
            Subsection::Plain => inside.number(0) != 0,
            Subsection::Optional => *is_there,
        };
        if is_needed {
            output.extend_from_slice(&[5, subsection.name.len() as u8]);
            output.extend_from_slice(subsection.name.as_bytes());
            put(subsection.version.into(), 4, output);
            write_struct(subsection, inside, output);
        }
    }
}

fn write_kind(kind: &Kind, value: &Value, outer: &Struct, output: &mut Vec<u8>) {
    match (kind, value) {
        (Kind::Bool, Value::Number(number)) => put(*number, 1, output),
        (Kind::Number(width) | Kind::UpTo(width, _) | Kind::Equal(width, _), Value::Number(number)) => {
            put(*number, *width, output);
        }
        (Kind::Timer, Value::Number(time)) => put(*time, 8, output),
        (Kind::Unused(length), _) => output.extend(std::iter::repeat_n(0, *length)),
        (Kind::Bitmap(_), Value::Many(words)) => {
            for word in words {
                write_kind(&Kind::Number(8), word, outer, output);
            }
        }
        (Kind::Struct(schema), Value::Struct(inside)) => write_struct(schema, inside, output),
        (Kind::Array(kind, _), Value::Many(elements)) => {
            for element in elements {
                write_kind(kind, element, outer, output);
            }
        }
        (Kind::Counted(kind, count, factor, _), Value::Many(elements)) => {
            let count = outer.number(*count) * factor;
            for element in elements.iter().take(count as usize) {
                write_kind(kind, element, outer, output);
            }
        }
        (Kind::List(schema, _), Value::Many(elements)) => {
            for element in elements {
                output.push(1);
                write_kind(&Kind::Struct(schema.clone()), element, outer, output);
            }
            output.push(0);
        }
        (Kind::Tree(_, schema, _), Value::Many(entries)) => {
            put(entries.len() as u64, 4, output);
            for entry in entries {
                if let Value::Entry(key, inside) = entry {
                    output.push(1);
                    put(*key, 8, output);
                    write_struct(schema, inside, output);
                }
            }
            output.push(0);
        }
        (Kind::Pointers(kind, there), Value::Many(elements)) => {
            for (element, there) in elements.iter().zip(there) {
                if *there {
                    write_kind(kind, element, outer, output);
                } else {
                    output.push(b'0');
                }
            }
        }
        (kind, value) => unreachable!("{kind:?} has the value {value:?}"),
    }
}
