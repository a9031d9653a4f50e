//! Writes a machine's stream.

use super::{registry::Registered, Machine};
use crate::{
    bql,
    engine::{self, DescriptionEnds, File, JsonWriter},
    error::Error,
    stream::{record, Configuration},
};

impl Machine<'_> {
    /// The migration stream of all devices.
    ///
    /// It takes the BQL and the lock of each device: no guard of one may be alive in this thread, which would wait for itself
    /// forever.
    ///
    /// # Errors
    ///
    /// If a device cannot be saved now; the error names it.
    pub fn save(&self) -> Result<Vec<u8>, Error> {
        let mut stream = Vec::new();
        self.save_into(&mut stream)?;
        Ok(stream)
    }

    /// As [`save`](Self::save), behind the bytes that are in `output` already. If it fails, they are all that is in it.
    ///
    /// # Errors
    ///
    /// As for [`save`](Self::save).
    pub fn save_into(&self, output: &mut Vec<u8>) -> Result<(), Error> {
        let _bql = bql::lock();
        let begin = output.len();
        let result = self.write(output);
        if result.is_err() {
            output.truncate(begin);
        }
        result
    }

    fn write(&self, output: &mut Vec<u8>) -> Result<(), Error> {
        let mut json = self.describes_itself.then(JsonWriter::default);
        if let Some(json) = &mut json {
            json.start_object(None);
            describe_configuration(json, &self.configuration);
            json.number("page_size", self.page_size.into());
            json.start_array("devices");
        }
        record::write_header(output);
        self.configuration.write(output)?;
        let mut ends = Vec::new();
        for device in self.registry.in_order() {
            let open =
                save_section(device, output, json.as_mut()).map_err(|error| self.registry.blame(device, error))?;
            if !open.are_settled() {
                ends.push((device, open));
            }
        }
        record::write_end_mark(output);
        if let Some(mut json) = json {
            json.end_array();
            json.end_object();
            record::write_description(output, &json.into_text())?;
        }
        // A reader looks beyond the end of a section.
        ends.iter_mut()
            .try_for_each(|(device, ends)| ends.check(output).map_err(|error| self.registry.blame(device, error)))
    }
}

/// Returns the ends of descriptions that later sections have a say in; see [`File::check_unambiguous`].
fn save_section(
    device: &Registered<'_>,
    output: &mut Vec<u8>,
    mut json: Option<&mut JsonWriter>,
) -> Result<DescriptionEnds, Error> {
    let vmsd = device.device.description();
    engine::check_migrates(vmsd)?;
    output.reserve(engine::room_for(device.device.max_wire_len()));
    device.head().write_full(output)?;
    if let Some(json) = json.as_deref_mut() {
        json.start_object(None);
        json.text("name", &device.name);
        json.number("instance_id", device.instance_id.into());
    }
    let mut file = File::writing(core::mem::take(output));
    let result = device.device.save(&mut file, json.as_deref_mut()).and_then(|()| file.check_unambiguous());
    *output = file.into_output();
    let mut ends = result?;
    if let Some(json) = json {
        json.end_object();
    }
    record::write_footer(output, device.section_id);
    ends.check(output)?;
    Ok(ends)
}

/// The configuration is a description of its own, with the fields and subsections that QEMU gives it.
fn describe_configuration(json: &mut JsonWriter, configuration: &Configuration) {
    let field = |json: &mut JsonWriter, name: &str, kind: &str, size: usize| {
        json.start_object(None);
        json.text("name", name);
        json.text("type", kind);
        json.number("size", size as i64);
        json.end_object();
    };
    let begin = |json: &mut JsonWriter, name: &str| {
        json.text("vmsd_name", name);
        json.number("version", 1);
        json.start_array("fields");
    };
    json.start_object(Some("configuration"));
    begin(json, "configuration");
    field(json, "len", "uint32", 4);
    field(json, "name", "buffer", configuration.machine.len());
    json.end_array();
    let has_capabilities = !configuration.capabilities.is_empty();
    if configuration.target_page_bits.is_some() || has_capabilities || configuration.uuid.is_some() {
        json.start_array("subsections");
        if configuration.target_page_bits.is_some() {
            json.start_object(None);
            begin(json, "configuration/target-page-bits");
            field(json, "target_page_bits", "uint32", 4);
            json.end_array();
            json.end_object();
        }
        if has_capabilities {
            json.start_object(None);
            begin(json, "configuration/capabilities");
            field(json, "caps_count", "uint32", 4);
            // One entry stands for all of the array where there are several, with the size of the first.
            let count = configuration.capabilities.len();
            json.start_object(None);
            json.text("name", "capabilities");
            if count > 1 {
                json.number("array_len", count as i64);
            }
            json.text("type", "capability");
            json.number("size", configuration.capabilities[0].len() as i64 + 1);
            json.end_object();
            json.end_array();
            json.end_object();
        }
        if configuration.uuid.is_some() {
            json.start_object(None);
            begin(json, "configuration/uuid");
            field(json, "uuid", "uint8_equal", 16);
            json.end_array();
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
}
