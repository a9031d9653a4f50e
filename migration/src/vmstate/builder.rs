//! Builds descriptions, and checks what a constant can check.

use core::{
    ffi::{c_int, c_void, CStr},
    marker::PhantomData,
};

use super::{hooks, reach::Reach, Fields, Subsections, VMStateDescription};
use crate::{
    bindings::{self, errp_hooks, MigrationPriority, VMStateField, VMStateFlags, Zeroable},
    callback::{self, FnCall},
    error::Errno,
};

/// Builds the table of `S` step by step, in a constant.
///
/// Hooks are functions given by reference. They get the struct by shared reference, as it may be loaded through one. In what
/// order they run: saving calls `pre_save`, the fields, the subsections, `post_save`, which follows every `pre_save` that
/// succeeded; loading calls `pre_load`, the fields, the subsections, `post_load` with the version of the stream, which is not
/// called where the load failed before.
///
/// ```
/// use migration::{bql::BqlCell, vmstate_fields, vmstate_of, vmstate_subsections, InvalidError};
/// use migration::{VMStateDescription, VMStateDescriptionBuilder};
///
/// struct Counter {
///     value: BqlCell<u32>,
///     overflows: BqlCell<u8>,
/// }
///
/// impl Counter {
///     fn has_overflowed(&self) -> bool {
///         self.overflows.get() != 0
///     }
///
///     fn check(&self, _version_id: u8) -> Result<(), InvalidError> {
///         if self.value.get() < 1000 { Ok(()) } else { Err(InvalidError) }
///     }
/// }
///
/// static OVERFLOWS: VMStateDescription<Counter> = VMStateDescriptionBuilder::<Counter>::new()
///     .name(c"counter/overflows")
///     .version_id(1)
///     .minimum_version_id(1)
///     .needed(&Counter::has_overflowed)
///     .fields(vmstate_fields! { vmstate_of!(Counter, overflows) })
///     .build();
///
/// static COUNTER: VMStateDescription<Counter> = VMStateDescriptionBuilder::<Counter>::new()
///     .name(c"counter")
///     .version_id(3)
///     .minimum_version_id(2)
///     .post_load(&Counter::check)
///     .fields(vmstate_fields! { vmstate_of!(Counter, value) })
///     .subsections(vmstate_subsections! { OVERFLOWS })
///     .build();
/// # assert_eq!(COUNTER.name(), c"counter");
/// ```
pub struct VMStateDescriptionBuilder<S> {
    raw: bindings::VMStateDescription,
    name: Option<&'static CStr>,
    subsections: usize,
    fields_reach: Reach,
    subsections_reach: Reach,
    has_hooks: bool,
    _struct: PhantomData<fn(&S)>,
}

impl<S> core::fmt::Debug for VMStateDescriptionBuilder<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VMStateDescriptionBuilder").field("raw", &self.raw).finish_non_exhaustive()
    }
}

impl<S> Default for VMStateDescriptionBuilder<S> {
    fn default() -> Self {
        Self::new()
    }
}

static NO_FIELDS: VMStateField = VMStateField { flags: VMStateFlags::VMS_END, ..VMStateField::ZERO };

impl<S> VMStateDescriptionBuilder<S> {
    /// A table without name, fields and hooks, of version 0.
    pub const fn new() -> Self {
        Self {
            raw: bindings::VMStateDescription { fields: &raw const NO_FIELDS, ..bindings::VMStateDescription::ZERO },
            name: None,
            subsections: 0,
            fields_reach: Reach::NONE,
            subsections_reach: Reach::NONE,
            has_hooks: false,
            _struct: PhantomData,
        }
    }

    /// The name: of the section where the type is registered, and in the self-description.
    ///
    /// # Panics
    ///
    /// If the name is empty or has more than 255 bytes, which a stream cannot express.
    pub const fn name(mut self, name: &'static CStr) -> Self {
        let length = name.to_bytes().len();
        assert!(length != 0, "a description's name is not empty");
        assert!(length <= 255, "a description's name has at most 255 bytes");
        self.raw.name = name.as_ptr();
        self.name = Some(name);
        self
    }

    /// The version that is written, and the newest one that is loaded.
    pub const fn version_id(mut self, version_id: u8) -> Self {
        self.raw.version_id = version_id as c_int;
        self
    }

    /// The oldest version that is loaded.
    pub const fn minimum_version_id(mut self, minimum_version_id: u8) -> Self {
        self.raw.minimum_version_id = minimum_version_id as c_int;
        self
    }

    /// When the device is saved, compared with others: the highest priority first.
    pub const fn priority(mut self, priority: MigrationPriority) -> Self {
        self.raw.priority = priority;
        self
    }

    /// The device cannot be saved.
    pub const fn unmigratable(mut self) -> Self {
        self.raw.unmigratable = true;
        self
    }

    /// The device is saved before all others, and before memory.
    pub const fn early_setup(mut self) -> Self {
        self.raw.early_setup = true;
        self
    }

    /// Runs before the fields are loaded.
    pub const fn pre_load<F, E>(mut self, _hook: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S,), Result<(), E>>,
        E: Into<Errno> + 'static,
    {
        callback::check_no_captures::<F>();
        errp_hooks!({
            self.raw.pre_load_errp = Some(hooks::hook_errp::<S, F, E>);
        } else {
            self.raw.pre_load = Some(hooks::hook::<S, F, E>);
        });
        self.has_hooks = true;
        self
    }

    /// As [`pre_load`](Self::pre_load), for a hook that changes the struct through its address.
    ///
    /// # Safety
    ///
    /// The hook is for a value of type `S`, and changes only what the fields and subsections of the table describe.
    pub(crate) const unsafe fn raw_pre_load(mut self, hook: unsafe extern "C" fn(*mut c_void) -> c_int) -> Self {
        self.raw.pre_load = Some(hook);
        self.has_hooks = true;
        self
    }

    /// Runs after fields and subsections were loaded, with the version of the stream.
    pub const fn post_load<F, E>(mut self, _hook: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S, u8), Result<(), E>>,
        E: Into<Errno> + 'static,
    {
        callback::check_no_captures::<F>();
        errp_hooks!({
            self.raw.post_load_errp = Some(hooks::version_hook_errp::<S, F, E>);
        } else {
            self.raw.post_load = Some(hooks::version_hook::<S, F, E>);
        });
        self.has_hooks = true;
        self
    }

    /// Runs before the fields are saved.
    ///
    /// Inside QEMU, a hook that refuses to be saved stops a migration only in the device's own description: QEMU 10.2 aborts if
    /// it is that of a struct inside.
    pub const fn pre_save<F, E>(mut self, _hook: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S,), Result<(), E>>,
        E: Into<Errno> + 'static,
    {
        callback::check_no_captures::<F>();
        errp_hooks!({
            self.raw.pre_save_errp = Some(hooks::hook_errp::<S, F, E>);
        } else {
            self.raw.pre_save = Some(hooks::hook::<S, F, E>);
        });
        self.has_hooks = true;
        self
    }

    /// Runs after fields and subsections were saved, also where that failed. For one that fails inside QEMU see
    /// [`pre_save`](Self::pre_save).
    pub const fn post_save<F, E>(mut self, _hook: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S,), Result<(), E>>,
        E: Into<Errno> + 'static,
    {
        callback::check_no_captures::<F>();
        self.raw.post_save = Some(hooks::hook::<S, F, E>);
        self.has_hooks = true;
        self
    }

    /// For a subsection: whether to save it. Without this it is always saved.
    pub const fn needed<F>(mut self, _test: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S,), bool>,
    {
        callback::check_no_captures::<F>();
        self.raw.needed = Some(hooks::question::<S, F>);
        self.has_hooks = true;
        self
    }

    /// Whether the device is being unplugged, which a migration waits for.
    pub const fn unplug_pending<F>(mut self, _test: &F) -> Self
    where
        F: for<'a> FnCall<(&'a S,), bool>,
    {
        callback::check_no_captures::<F>();
        self.raw.dev_unplug_pending = Some(hooks::question::<S, F>);
        self.has_hooks = true;
        self
    }

    /// The fields in wire order, from [`vmstate_fields!`](crate::vmstate_fields).
    #[expect(clippy::needless_pass_by_value, reason = "device code passes what the macro makes")]
    pub const fn fields(mut self, fields: Fields<S>) -> Self {
        self.raw.fields = fields.first;
        self.fields_reach = fields.reach;
        self
    }

    /// The subsections in wire order, from [`vmstate_subsections!`](crate::vmstate_subsections).
    #[expect(clippy::needless_pass_by_value, reason = "device code passes what the macro makes")]
    pub const fn subsections(mut self, subsections: Subsections<S>) -> Self {
        self.raw.subsections = subsections.first;
        self.subsections = subsections.count;
        self.subsections_reach = subsections.reach;
        self
    }

    /// The finished table.
    ///
    /// # Panics
    ///
    /// Which in a constant is a compile error: if there is no name; if the minimum version is above the version; if a field
    /// exists only from a version above the description's; if a subsection's name does not begin with this name or adds
    /// nothing to it.
    pub const fn build(self) -> VMStateDescription<S> {
        let Some(name) = self.name else { panic!("a description needs a name: call `.name(c\"...\")`") };
        assert!(
            self.raw.minimum_version_id <= self.raw.version_id,
            "`minimum_version_id` is above `version_id`: no version could be loaded"
        );
        // SAFETY: the list is `NO_FIELDS` or came from `Fields`, and both end with an end.
        unsafe { check_fields(self.raw.fields, self.raw.version_id) };
        // SAFETY: the list came from `Subsections` with its length, and its descriptions were built, so they have names.
        unsafe { check_subsections(self.raw.subsections, self.subsections, name) };
        let reach = self.fields_reach.and(self.subsections_reach);
        VMStateDescription::new(self.raw, if self.has_hooks { reach.running_code() } else { reach })
    }
}

/// # Safety
///
/// The entries end with one flagged `VMS_END`.
const unsafe fn check_fields(mut field: *const VMStateField, version_id: c_int) {
    loop {
        // SAFETY: entries up to and with the end are there, and the end is never stepped over.
        let entry = unsafe { &*field };
        if entry.flags.intersects(VMStateFlags::VMS_END) {
            return;
        }
        assert!(
            entry.version_id <= version_id,
            "a field exists only from a version above the description's: raise `version_id`, or lower the field's"
        );
        // SAFETY: this entry is not the end, so another one follows.
        field = unsafe { field.add(1) };
    }
}

/// # Safety
///
/// `first` leads to so many descriptions with names.
const unsafe fn check_subsections(first: *const *const bindings::VMStateDescription, count: usize, parent: &CStr) {
    let mut index = 0;
    while index < count {
        // SAFETY: the index is below the count.
        let place = unsafe { first.add(index) };
        // SAFETY: there is a pointer at this place.
        let description = unsafe { *place };
        // SAFETY: it leads to a description.
        let name = unsafe { (*description).name };
        // SAFETY: the description has a name, a C string that lives forever.
        let name = unsafe { CStr::from_ptr(name) };
        assert!(
            extends(name.to_bytes(), parent.to_bytes()),
            "a subsection's name is its description's name and more, as in \"parent/child\": else no reader finds it"
        );
        index += 1;
    }
}

const fn extends(name: &[u8], parent: &[u8]) -> bool {
    if name.len() <= parent.len() {
        return false;
    }
    let mut index = 0;
    while index < parent.len() {
        if name[index] != parent[index] {
            return false;
        }
        index += 1;
    }
    true
}
