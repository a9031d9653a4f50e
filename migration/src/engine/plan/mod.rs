//! The fast path: what a table comes down to where nothing but plain memory moves.
//!
//! A *plan* is made of a table once and kept. Neighbouring fields become a [`Program`], a short list of moves; fields with
//! tests, pointers to pointers, kinds of their own stay with the plain walk, which also runs all hooks. Whatever is not as a
//! program expects, a count that is too large or an input that is too short, is left to the plain walk as well, from the first
//! field of the program on: it finds the same fault, and says where.
//!
//! No move reads or writes a byte that is not a field's.

mod alone;
mod leaf;
mod lower;
mod part;
mod pieces;
mod places;
mod program;
mod segment;
mod straight;
#[cfg(test)]
mod tests;
mod vectors;
mod whole;
mod wide;
mod window;

use core::{
    ffi::c_int,
    ptr,
    sync::atomic::{AtomicPtr, Ordering},
};

pub(super) use self::{leaf::Class, part::Extent, pieces::MAX_DEPTH as MAX_PROGRAM_DEPTH, program::Program};
use self::{lower::Lowering, straight::Straight};
use super::hooks::{has_post_load, has_pre_load, has_save_hooks};
use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::Error,
    vmstate::{entries, is_guard, subsections},
};

/// Why a shorter way has not been gone.
#[derive(Debug)]
pub enum Short {
    /// It is too short for what is to be done. Nothing has been written.
    LeftToWalk,
    Refused(Error),
}

impl From<Error> for Short {
    fn from(refused: Error) -> Self {
        Self::Refused(refused)
    }
}

/// How deep subsections of subsections are looked at.
const MAX_DEPTH: usize = 8;

/// What a table comes down to.
#[derive(Debug)]
pub(super) struct Plan {
    pub vmsd: &'static VMStateDescription,
    /// Of the same bucket.
    next: *const Plan,
    /// The version in which all fields are there.
    since: c_int,
    /// In the order of the fields.
    programs: Box<[Program]>,
    /// All of the table, if it is nothing but programs, and no device code runs while it is saved but `needed`; and may be saved.
    whole: Option<Whole>,
}

/// A table of nothing but programs, as its subsections are.
#[derive(Debug)]
struct Whole {
    name: &'static [u8],
    subsections: Box<[Plan]>,
    /// What stands in front of it where it is a subsection: marker, name, version.
    head: Box<[u8]>,
    /// All of it in its simplest form, if a count is at most at the end of the fields.
    straight: Option<Straight>,
    /// Whether hooks run when it is loaded.
    has_load_hooks: bool,
    /// How deep descriptions are in each other, this one included.
    depth: usize,
}

/// The next fields of a table.
#[derive(Debug)]
pub(super) enum Step {
    /// All fields that the program stands for.
    Program(&'static Program),
    /// A field, and which one it is.
    Field(&'static VMStateField, usize),
}

const BUCKETS: usize = 1024;
/// Every plan there is, by the address of its table. Plans stay as long as the program runs, as tables do.
static PLANS: [AtomicPtr<Plan>; BUCKETS] = [const { AtomicPtr::new(ptr::null_mut()) }; BUCKETS];

impl Plan {
    /// The plan of a table, made now if there is none.
    ///
    /// # Safety
    ///
    /// The description is valid, and lives and stays the same as long as the program runs.
    #[inline]
    pub(super) unsafe fn of(vmsd: &VMStateDescription) -> &'static Self {
        let address = ptr::from_ref(vmsd);
        let bucket = &PLANS[(address as usize / align_of::<VMStateDescription>()) % BUCKETS];
        let mut plan: *const Self = bucket.load(Ordering::Acquire);
        // SAFETY: what is in a bucket, or follows there, is a plan, and is never dropped.
        while let Some(known) = unsafe { plan.as_ref() } {
            if ptr::eq(known.vmsd, address) {
                return known;
            }
            plan = known.next;
        }
        // SAFETY: promised by the caller.
        let vmsd = unsafe { &*address };
        // SAFETY: promised by the caller.
        unsafe { Self::make(vmsd, bucket) }
    }

    /// # Safety
    ///
    /// As for [`of`](Self::of).
    #[cold]
    unsafe fn make(vmsd: &'static VMStateDescription, bucket: &AtomicPtr<Self>) -> &'static Self {
        // SAFETY: promised by the caller.
        let plan = Box::leak(Box::new(unsafe { Self::new(vmsd, MAX_DEPTH) }));
        let mut first = bucket.load(Ordering::Acquire);
        loop {
            plan.next = first;
            match bucket.compare_exchange(first, plan, Ordering::AcqRel, Ordering::Acquire) {
                // Two threads may have made the same plan; one of them is never looked at again.
                Ok(_) => return plan,
                Err(other) => first = other,
            }
        }
    }

    /// # Safety
    ///
    /// As for [`of`](Self::of).
    unsafe fn new(vmsd: &'static VMStateDescription, depth: usize) -> Self {
        let mut lowering = Lowering::default();
        let mut since = c_int::MIN;
        let mut guard: Option<&VMStateField> = None;
        let mut count = 0;
        // SAFETY: promised by the caller.
        for (index, field) in unsafe { entries(vmsd.fields) }.enumerate() {
            count += 1;
            since = since.max(field.version_id);
            let before = guard.take();
            if is_guard(field) {
                guard = Some(field);
            } else {
                // SAFETY: promised by the caller.
                unsafe { lowering.add(index, field, before) };
            }
        }
        lowering.close();
        let programs: Box<[Program]> = lowering.programs.into();
        // All of the input is checked before anything is loaded, so no count may be one that another program loads.
        let end = programs.iter().enumerate().try_fold(0, |end, (index, program)| {
            (program.first == end && (index == 0 || !program.reads_counts())).then_some(program.end)
        });
        // SAFETY: promised by the caller.
        let has_all = (vmsd.minimum_version_id.max(since)..=vmsd.version_id).contains(&vmsd.version_id);
        let may_be_whole = end == Some(count) && has_all && !has_save_hooks(vmsd) && !vmsd.unmigratable;
        let whole = if may_be_whole {
            // SAFETY: promised by the caller.
            unsafe { Whole::new(vmsd, &programs, depth) }
        } else {
            None
        };
        Self { vmsd, next: ptr::null(), since, programs, whole }
    }

    /// The fields of the table in their order, for a version; as programs where that can be.
    pub(super) fn steps(&'static self, version_id: c_int) -> impl Iterator<Item = Step> {
        let is_used = version_id >= self.since && !is_plain_walk_asked_for();
        let mut programs = if is_used { &*self.programs } else { &[] };
        let mut skip = 0;
        // SAFETY: the table is valid, as whoever asked for the plan has promised.
        unsafe { entries(self.vmsd.fields) }.enumerate().filter_map(move |(index, field)| {
            if index < skip {
                return None;
            }
            match programs.split_first() {
                Some((program, others)) if program.first == index => {
                    programs = others;
                    skip = program.end;
                    Some(Step::Program(program))
                }
                _ => Some(Step::Field(field, index)),
            }
        })
    }

    /// The fields that a program stands for.
    pub(super) fn fields_of(&self, program: &Program) -> impl Iterator<Item = (&'static VMStateField, usize)> {
        // SAFETY: the table is valid, as whoever asked for the plan has promised.
        let fields = unsafe { entries(self.vmsd.fields) };
        fields.zip(0..).take(program.end).skip(program.first)
    }
}

#[cfg(not(test))]
const fn is_plain_walk_asked_for() -> bool {
    false
}

#[cfg(test)]
use tests::is_plain_walk_asked_for;

impl Whole {
    /// # Safety
    ///
    /// As for [`Plan::of`].
    unsafe fn new(vmsd: &'static VMStateDescription, programs: &[Program], depth: usize) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let name = super::shape::description_name(vmsd).ok()?;
        // SAFETY: promised by the caller.
        unsafe { super::check_tables(vmsd) }.ok()?;
        let mut head = vec![super::shape::SUBSECTION, name.len() as u8];
        head.extend_from_slice(name);
        head.extend_from_slice(&vmsd.version_id.to_be_bytes());
        let mut all: Vec<Plan> = Vec::new();
        let mut deepest = nesting(vmsd);
        let mut has_load_hooks = has_pre_load(vmsd) || has_post_load(vmsd);
        // SAFETY: promised by the caller.
        for subsection in unsafe { subsections(vmsd.subsections) } {
            // SAFETY: promised by the caller.
            let plan = unsafe { Plan::new(subsection, depth) };
            let inner = plan.whole.as_ref()?;
            // A count of the description itself is not there yet while the input is checked.
            if plan.programs.iter().any(Program::reads_counts) {
                return None;
            }
            // A reader takes every subsection of a name for the first of that name.
            if all.iter().filter_map(|other| other.whole.as_ref()).any(|other| other.name == inner.name) {
                return None;
            }
            deepest = deepest.max(1 + inner.depth);
            has_load_hooks |= inner.has_load_hooks;
            all.push(plan);
        }
        let straight = Straight::new(vmsd, programs, &all);
        Some(Self { name, subsections: all.into(), head: head.into(), straight, has_load_hooks, depth: deepest })
    }
}

/// How deep descriptions are in each other, subsections aside.
fn nesting(vmsd: &VMStateDescription) -> usize {
    let structs = VMStateFlags::VMS_STRUCT | VMStateFlags::VMS_VSTRUCT;
    // SAFETY: the table is valid, and was found to be of no great depth before.
    let fields = unsafe { entries(vmsd.fields) };
    // SAFETY: a field's description is null or lives as long as the field.
    let nested =
        fields.filter(|field| field.flags.intersects(structs)).filter_map(|field| unsafe { field.vmsd.as_ref() });
    1 + nested.map(nesting).max().unwrap_or(0)
}
