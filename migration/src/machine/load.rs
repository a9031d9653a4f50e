//! Reads a machine's stream: all of it, or nothing.

use core::mem::size_of;
use std::collections::HashMap;

use super::{registry::Registered, Machine};
use crate::{
    bql,
    engine::{File, Limits, Loading, Node, NodeKind, PendingLoad},
    error::{Error, ErrorKind},
    memory,
    stream::{
        format,
        reader::Reader,
        record::{self, SectionHead},
        Configuration,
    },
};

impl Machine<'_> {
    /// Loads a migration stream into the devices.
    ///
    /// Devices that the stream does not have stay as they are. Records may come in any order, and a section more than
    /// once: the last one stays. What stands behind the end mark, as the self-description does, is not read, whatever it is.
    ///
    /// It takes the BQL, and the lock of each device that the stream has: no guard of one may be alive in this thread, which would
    /// wait for itself forever.
    ///
    /// # Errors
    ///
    /// If the stream is not one of this machine's, or a device refuses its state, or it goes beyond the [`Limits`](crate::Limits). Then
    /// no device has changed.
    pub fn load(&self, stream: &[u8]) -> Result<(), Error> {
        let _bql = bql::lock();
        let limits = self.limits.narrowed();
        let _loading = Loading::begin(limits);
        let mut load = Load::new(self, stream, limits, false);
        let result = load.read().and_then(|()| load.commit());
        load.finish(result)
    }

    /// The stream as a tree, one node for each section, made by walking the devices' tables along its bytes.
    ///
    /// The devices are as they were afterwards. They take part: a count that is not in the stream is the device's own, and
    /// hooks run as they do in a load. So every section must be one of this machine's: of a file of QEMU's, which has `ram`
    /// and more, [`Stream`](crate::stream::Stream) finds the sections.
    ///
    /// It takes the same locks as [`load`](Self::load). Each node can be shown, with all below it: `println!("{node}")`.
    ///
    /// # Errors
    ///
    /// As for [`load`](Self::load).
    pub fn inspect(&self, stream: &[u8]) -> Result<Vec<Node>, Error> {
        let _bql = bql::lock();
        let limits = self.limits.narrowed();
        let _loading = Loading::begin(limits);
        let mut load = Load::new(self, stream, limits, true);
        let result = load.read();
        let undone = load.undo();
        result?;
        undone?;
        Ok(load.nodes)
    }
}

/// What the machine remembers of a section beside the device's state: all entries in maps and vectors, which grow twofold, and the
/// box of what is pending.
const SECTION_COST: usize = 512;

/// A section that this stream has announced.
#[derive(Clone, Copy)]
struct Announced<'m, 'a> {
    device: &'m Registered<'a>,
    version_id: u32,
}

/// A record with device data that was read.
struct Pending<'m, 'a> {
    /// The sender's number for the section.
    id: u32,
    announced: Announced<'m, 'a>,
    load: Box<dyn PendingLoad + 'm>,
}

struct Load<'m, 'a, 's> {
    machine: &'m Machine<'a>,
    limits: Limits,
    reader: Reader<'s>,
    /// What was read, in stream order.
    pending: Vec<Pending<'m, 'a>>,
    /// By the sender's section ids, for chunks, which have nothing but these. It is brought up to date when one comes.
    announced: HashMap<u32, Announced<'m, 'a>>,
    /// How many of `pending` are in `announced`.
    looked_through: usize,
    /// Where in `pending` a device stands first and last, by its place in the machine.
    known: Vec<Option<(usize, usize)>>,
    inspects: bool,
    nodes: Vec<Node>,
}

impl<'m, 'a, 's> Load<'m, 'a, 's> {
    fn new(machine: &'m Machine<'a>, stream: &'s [u8], limits: Limits, inspects: bool) -> Self {
        Self {
            machine,
            limits,
            reader: Reader::new(stream),
            pending: Vec::new(),
            announced: HashMap::new(),
            looked_through: 0,
            known: vec![None; machine.registry.len()],
            inspects,
            nodes: Vec::new(),
        }
    }

    fn read(&mut self) -> Result<(), Error> {
        record::read_header(&mut self.reader)?;
        let begin = self.reader.clone();
        let Some(received) = Configuration::read(&mut self.reader)? else {
            let found = self.reader.u8("the configuration")?;
            let message = format!("expected the configuration ({:02x}), found byte {found:02x}", format::CONFIGURATION);
            return Err(begin.error(ErrorKind::Configuration, message));
        };
        received.check_against(&self.machine.configuration).map_err(|error| error.at_offset(begin.position()))?;
        while self.read_record()? {}
        Ok(())
    }

    /// Reads one record; false for the end mark.
    fn read_record(&mut self) -> Result<bool, Error> {
        let begin = self.reader.clone();
        match self.reader.u8("a record or the end mark")? {
            format::END_MARK => return Ok(false),
            format::FULL | format::START => {
                let head = SectionHead::read(&mut self.reader)?;
                let announced = self.announce(&head).map_err(|error| error.at_offset(begin.position()))?;
                self.read_section(head.id, announced)?;
            }
            format::PART | format::END => {
                let place = self.reader.clone();
                let id = self.reader.u32("the section id")?;
                let Some(announced) = self.announced_as(id) else {
                    return Err(record::unknown_id(&place, id));
                };
                self.read_section(id, announced)?;
            }
            format::COMMAND => record::read_command(&mut self.reader)?,
            other => return Err(record::unknown_record(&begin, other)),
        }
        Ok(true)
    }

    fn announce(&mut self, head: &SectionHead<'_>) -> Result<Announced<'m, 'a>, Error> {
        let Some(device) = self.machine.registry.find(head.name, head.instance_id) else {
            let expected = match self.machine.registry.some_names() {
                None => "expected no section, as no device is registered".to_owned(),
                Some(names) => format!("expected a device of this machine ({names})"),
            };
            let message =
                format!("{expected}, found section `{}` instance {}", head.name.escape_debug(), head.instance_id);
            let error = Error::new(ErrorKind::UnknownSection, message);
            return Err(error.in_device(head.name).with_instance(head.instance_id, false));
        };
        let announced = Announced { device, version_id: head.version_id };
        let vmsd = device.device.description();
        let (minimum, own) = (vmsd.minimum_version_id as u32, vmsd.version_id as u32);
        if !(minimum..=own).contains(&head.version_id) {
            let what = if head.version_id > own { "newer" } else { "older" };
            let message =
                format!("expected a version from {minimum} to {own}, found {}, which is {what}", head.version_id);
            let error = Error::new(ErrorKind::Version, message).at_offset(self.reader.position() - size_of::<u32>());
            return Err(self.blame(&announced, error));
        }
        Ok(announced)
    }

    fn announced_as(&mut self, id: u32) -> Option<Announced<'m, 'a>> {
        let since = &self.pending[self.looked_through..];
        self.announced.extend(since.iter().map(|pending| (pending.id, pending.announced)));
        self.looked_through = self.pending.len();
        self.announced.get(&id).copied()
    }

    fn read_section(&mut self, id: u32, announced: Announced<'m, 'a>) -> Result<(), Error> {
        self.read_payload(id, announced)
            .and_then(|()| record::read_footer(&mut self.reader, id, &announced.device.name))
            .map_err(|error| self.blame(&announced, error))
    }

    fn blame(&self, announced: &Announced<'_, '_>, error: Error) -> Error {
        let Announced { device, version_id } = *announced;
        let own_version = device.device.description().version_id as u32;
        self.machine.registry.blame(device, error).with_versions(version_id, own_version)
    }

    fn read_payload(&mut self, id: u32, announced: Announced<'m, 'a>) -> Result<(), Error> {
        let registered = announced.device;
        // What the device has from this stream already is what the next section of the same device builds on.
        let next = self.pending.len();
        if next >= self.limits.sections {
            let message = format!("expected at most {next} records with device data (`Limits::sections`), found more");
            return Err(self.reader.error(ErrorKind::Limit, message));
        }
        memory::charge(SECTION_COST).map_err(Error::from_device)?;
        let (first, last) = self.known[registered.index].unwrap_or((next, next));
        let mut noted = None;
        if let Some(Pending { load: earlier, .. }) = self.pending.get_mut(last) {
            earlier.commit()?;
            noted = Some(earlier.hand_over());
            if last != first {
                earlier.rely_on_earlier();
            }
        }
        self.known[registered.index] = Some((first, next));
        let begin = self.reader.position();
        let mut file = File::reading(self.reader.input(), begin);
        file.noted = noted.unwrap_or_default();
        if self.inspects {
            file = file.with_tree();
        }
        // Not above the device's own version, so it fits.
        let version_id = announced.version_id as u8;
        let load = registered.device.begin(&mut file, version_id)?;
        self.pending.push(Pending { id, announced, load });
        if self.inspects {
            self.nodes.push(Node {
                kind: NodeKind::Section,
                name: registered.name.to_string(),
                type_name: format!("instance {}, version {version_id}", registered.instance_id),
                offset: begin,
                size: file.offset() - begin,
                value: None,
                children: file.take_nodes(),
            });
        }
        self.reader.skip_to(file.offset(), "the section")
    }

    fn commit(&mut self) -> Result<(), Error> {
        self.pending
            .iter_mut()
            .try_for_each(|pending| pending.load.commit().map_err(|error| (pending.announced, error)))
            .map_err(|(announced, error)| self.blame(&announced, error))
    }

    /// Undoes everything, last first; all of it, whatever happens on the way.
    fn undo(&mut self) -> Result<(), Error> {
        let mut result = Ok(());
        for pending in self.pending.iter_mut().rev() {
            result = result.and(pending.load.undo());
        }
        result
    }

    fn finish(&mut self, result: Result<(), Error>) -> Result<(), Error> {
        result.map_err(|error| match self.undo() {
            Ok(()) => error,
            Err(stuck) => error.and_then_failed(&stuck),
        })
    }
}
