//! Devices of cells, which migrate in place by tables that are written by hand, with all hooks.

use std::cell::Cell;

use migration::{
    impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_unused, vmstate_validate, Describe,
    InvalidError, VMStateDescription, VMStateDescriptionBuilder,
};

use crate::{
    faults,
    random::{Any, Random},
};

#[derive(Debug, Default)]
pub struct Channel {
    count: Cell<u16>,
    mode: Cell<u8>,
}

impl Channel {
    fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("channel_post_load")
    }
}

impl Describe for Channel {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"channel")
        .version_id(2)
        .minimum_version_id(1)
        .post_load(&Self::post_load)
        .fields(vmstate_fields! { vmstate_of!(Channel, count), vmstate_of!(Channel, mode).with_version_id(2) })
        .build();
}

impl_vmstate_struct!(Channel, <Channel as Describe>::VMSD);

impl Any for Channel {
    fn any(random: &mut Random) -> Self {
        Self { count: Cell::new(Any::any(random)), mode: Cell::new(Any::any(random)) }
    }
}

#[derive(Debug)]
pub struct Cells {
    number: Cell<u32>,
    since_two: Cell<u16>,
    since_three: Cell<[u8; 3]>,
    channels: [Channel; 2],
    extra: Cell<u64>,
    count: Cell<u8>,
    values: [Cell<u32>; 3],
}

impl Cells {
    fn has_extra(&self) -> bool {
        faults::ask("needed", self.extra.get() != 0)
    }

    fn is_even(&self, _version_id: u8) -> bool {
        faults::ask("exists", self.number.get() & 1 == 0)
    }

    fn is_sane(&self, _version_id: u8) -> bool {
        faults::ask("sane", true)
    }

    fn pre_load(&self) -> Result<(), InvalidError> {
        faults::run("pre_load")
    }

    fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        faults::run("post_load")
    }

    fn pre_save(&self) -> Result<(), InvalidError> {
        faults::run("pre_save")
    }

    fn post_save(&self) -> Result<(), InvalidError> {
        faults::run("post_save")
    }

    const EXTRA: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"cells/extra")
        .version_id(1)
        .minimum_version_id(1)
        .needed(&Self::has_extra)
        .fields(vmstate_fields! { vmstate_of!(Cells, extra) })
        .build();
}

impl Describe for Cells {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"cells")
        .version_id(3)
        .minimum_version_id(1)
        .pre_load(&Self::pre_load)
        .post_load(&Self::post_load)
        .pre_save(&Self::pre_save)
        .post_save(&Self::post_save)
        .fields(vmstate_fields! {
            vmstate_of!(Cells, number),
            vmstate_of!(Cells, since_two).with_version_id(2),
            vmstate_of!(Cells, since_three).with_version_id(3),
            vmstate_validate!(Cells, c"the cells are sane", Cells::is_sane),
            vmstate_unused!(3),
            vmstate_of!(Cells, channels),
            vmstate_of!(Cells, count),
            vmstate_of!(Cells, values[0 .. count], Cells::is_even),
        })
        .subsections(vmstate_subsections! { Cells::EXTRA })
        .build();
}

impl Any for Cells {
    fn any(random: &mut Random) -> Self {
        Self {
            number: Cell::new(Any::any(random)),
            since_two: Cell::new(Any::any(random)),
            since_three: Cell::new(Any::any(random)),
            channels: Any::any(random),
            extra: Cell::new(if random.chance() { 0 } else { Any::any(random) }),
            count: Cell::new(random.below(4) as u8),
            values: std::array::from_fn(|_| Cell::new(Any::any(random))),
        }
    }
}

/// Without hooks at its top, so that those of its parts are last.
#[derive(Debug)]
pub struct Nested {
    before: Cell<u8>,
    channel: Channel,
    channels: [Channel; 3],
    after: Cell<u8>,
}

impl Describe for Nested {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"nested")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Nested, before),
            vmstate_of!(Nested, channel),
            vmstate_of!(Nested, channels),
            vmstate_of!(Nested, after),
        })
        .build();
}

impl Any for Nested {
    fn any(random: &mut Random) -> Self {
        Self {
            before: Cell::new(Any::any(random)),
            channel: Any::any(random),
            channels: Any::any(random),
            after: Cell::new(Any::any(random)),
        }
    }
}
