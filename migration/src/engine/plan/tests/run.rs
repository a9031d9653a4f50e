//! Saves and loads of random objects, by the engine's own entry points.

use core::ffi::c_int;

use super::memory::{Image, Live};
use crate::{
    bindings::VMStateDescription,
    engine::{
        journal::{Journal, Noted},
        load,
        plan::{Plan, Short},
        save, File, JsonWriter,
    },
    error::{Error, ErrorKind},
};

/// What an operation came to, errors in words.
pub type Outcome<T> = Result<T, String>;

fn in_words(error: &Error) -> String {
    let words = format!("{error:?} in {:?}", error.path());
    match words.split_once(", behind") {
        // Of descriptions that end at one place, each would take what follows.
        Some((before, _)) if error.kind() == ErrorKind::Ambiguous => before.to_owned(),
        _ => words,
    }
}

/// A save, as a machine does it: some of what it writes behind that may look like a subsection.
#[derive(Debug, PartialEq, Eq)]
pub struct Saved {
    pub output: Outcome<Vec<u8>>,
    json: Option<String>,
    after: Image,
}

/// What is written before the object, and behind it.
pub const BEFORE: usize = 3;

fn plan(vmsd: &'static VMStateDescription) -> &'static Plan {
    // SAFETY: a random table stays forever.
    unsafe { Plan::of(vmsd) }
}

/// A save of an object by itself.
pub fn save_bare(vmsd: &'static VMStateDescription, image: &Image) -> (Outcome<Vec<u8>>, Image) {
    let mut live = Live::new(image);
    let mut output = vec![5; BEFORE];
    let plan = plan(vmsd);
    // SAFETY: a random table describes an object, and stays forever.
    let saved = unsafe { plan.save_bare(&mut output, live.object(), false) };
    let mut walk = |output| {
        let mut file = File::writing(output);
        // SAFETY: as above.
        unsafe { save::save(&mut file, vmsd, live.object(), None, vmsd.version_id) }?;
        file.check_unambiguous()?;
        Ok(file.into_output())
    };
    let output = match saved {
        Ok(()) => Ok(output),
        Err(Short::LeftToWalk) => {
            assert_eq!(output.len(), BEFORE, "written, and then not");
            walk(output)
        }
        Err(Short::Refused(error)) => Err(error),
    };
    (output.map_err(|error| in_words(&error)), live.image())
}

pub fn save(vmsd: &'static VMStateDescription, image: &Image, behind: &[u8], is_described: bool) -> Saved {
    let mut live = Live::new(image);
    let mut file = File::writing(vec![5; BEFORE]);
    let mut json = JsonWriter::default();
    json.start_object(None);
    let written = is_described.then_some(&mut json);
    // SAFETY: a random table describes an object, and stays forever.
    let saved = unsafe { save::save(&mut file, vmsd, live.object(), written, vmsd.version_id) };
    let output = saved.and_then(|()| {
        let mut ends = file.check_unambiguous()?;
        let mut output = file.into_output();
        if !ends.are_settled() {
            let length = output.len();
            output.extend_from_slice(behind);
            ends.check(&output)?;
            output.truncate(length);
        }
        Ok(output)
    });
    let output = output.map_err(|error| in_words(&error));
    let json = is_described.then(|| json.into_text());
    Saved { output, json, after: live.image() }
}

/// How a load is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Over scratch memory: what fails leaves anything.
    Scratch,
    /// In place: what fails is undone.
    InPlace,
    /// In place, and undone in any case.
    Undone,
    /// With a tree of what is read.
    Tree,
    /// By itself, so that the input is all of it.
    Bare,
    /// The same over scratch memory.
    Shadow,
}

impl How {
    /// Whether what fails leaves no trace.
    pub fn is_undone(self) -> bool {
        !matches!(self, Self::Scratch | Self::Tree | Self::Shadow)
    }

    fn is_of_all(self) -> bool {
        matches!(self, Self::Bare | Self::Shadow)
    }

    pub const ALL: [Self; 6] = [Self::Scratch, Self::InPlace, Self::Undone, Self::Tree, Self::Bare, Self::Shadow];
}

#[derive(Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Where it ended.
    pub end: Outcome<usize>,
    pub after: Image,
}

pub fn load(vmsd: &'static VMStateDescription, image: &Image, input: &[u8], version_id: c_int, how: How) -> Loaded {
    let mut live = Live::new(image);
    let (input, begin) = if how.is_of_all() { (&input[BEFORE..], 0) } else { (input, BEFORE) };
    let plan = plan(vmsd);
    let mut refused = None;
    let at_once = match how {
        // SAFETY: a random table describes an object, and stays forever.
        How::Bare => unsafe { plan.load_bare(input, live.object(), version_id) },
        // SAFETY: as above.
        How::Shadow => unsafe { plan.load_shadow(input, live.object(), version_id) }.unwrap_or_else(|error| {
            refused = Some(in_words(&error));
            false
        }),
        _ => false,
    };
    if at_once {
        return Loaded { end: Ok(input.len()), after: live.image() };
    }
    if let Some(refused) = refused {
        return Loaded { end: Err(refused), after: live.image() };
    }
    let mut file = File::reading(input, begin);
    if how == How::Tree {
        file = file.with_tree();
    }
    if how.is_undone() {
        file.journal = Some(Journal::behind(Noted::default()));
    }
    // SAFETY: a random table describes an object, and stays forever.
    let result = unsafe { load::load(&mut file, vmsd, live.object(), version_id) };
    let result = result.and_then(|()| if how.is_of_all() { file.check_end() } else { Ok(()) });
    if let Some(journal) = file.journal.take() {
        if result.is_err() || how == How::Undone {
            // SAFETY: the object is still there.
            unsafe { journal.roll_back() }.unwrap();
        }
    }
    Loaded { end: result.map(|()| file.offset()).map_err(|error| in_words(&error)), after: live.image() }
}
