//! The text of a table: each kind of field as it stands there.

use std::collections::{BTreeMap, VecDeque};

use migration::{
    bindings::{vmstate_info_buffer, MigrationPriority, VMStateField, VMStateFlags, Zeroable},
    bql::BqlCell,
    impl_vmstate_codec, impl_vmstate_struct,
    kinds::{Decoder, Encoder},
    testing::wire_format,
    vmstate_fields, vmstate_of, vmstate_subsections, vmstate_unused, vmstate_validate, Bitmap, Buffer, Codec, Describe,
    Field, Fifo32, Int32Le, InvalidError, Migratable, Timer, Tmp, ToMigrationState, Unused, VMStateDescription,
    VMStateDescriptionBuilder,
};

#[derive(Clone, Copy, Debug, Default)]
struct Colour([u8; 3]);

impl Codec for Colour {
    const NAME: &'static core::ffi::CStr = c"colour";
    const MAX_WIRE_LEN: usize = 3;

    fn encode(&self, output: &mut Encoder<'_>) -> Result<(), InvalidError> {
        output.put_bytes(&self.0);
        Ok(())
    }

    fn decode(input: &mut Decoder<'_>) -> Result<Self, InvalidError> {
        let mut colour = Self::default();
        input.get_bytes(&mut colour.0)?;
        Ok(colour)
    }
}

impl_vmstate_codec!(Colour);

#[derive(Clone, Default, ToMigrationState)]
#[migration_state(name = "request", version_id = 0)]
struct Request {
    sector: u64,
}

#[derive(ToMigrationState)]
#[migration_state(
    name = "all",
    version_id = 7,
    minimum_version_id = 5,
    priority = MigrationPriority::MIG_PRI_IOMMU
)]
struct All {
    // It has no place in memory, so that the count of `queue` stands at the same one.
    gap: Unused<4>,
    used: u8,
    #[migration_state(range = ..=3)]
    count: u16,
    #[migration_state(local)]
    fitted: u32,
    #[migration_state(len = used)]
    queue: [u8; 8],
    #[migration_state(len = used * 2)]
    pairs: [[u16; 2]; 4],
    #[migration_state(len = fitted)]
    local: [u8; 2],
    #[migration_state(len = count, range = ..=5)]
    counted: Vec<Request>,
    #[migration_state(range = ..=3)]
    list: VecDeque<Request>,
    #[migration_state(range = ..2)]
    map: BTreeMap<u8, Request>,
    pointers: [Option<Box<Request>>; 2],
    boxed: Box<[u32; 2]>,
    buffer: Buffer<1>,
    buffers: [Buffer<6>; 2],
    #[migration_state(slice = 1..3)]
    window: [u8; 4],
    words: Fifo32<2>,
    bits: Bitmap<70>,
    maps: [Bitmap<65>; 2],
    colours: [Colour; 2],
    tmp: Tmp<Request>,
    float: f64,
    timer: Timer,
    less: Int32Le,
    #[migration_state(equal = "as it was built")]
    lanes: u8,
    #[migration_state(since = 6)]
    later: bool,
    #[migration_state(exists = Self::has_tail)]
    tail: i8,
    #[migration_state(subsection = "all/rest")]
    rest: Option<Request>,
}

impl All {
    fn has_tail(shadow: &AllMigration, _version_id: u8) -> bool {
        shadow.used > 0
    }
}

/// QEMU's queue of words is one of bytes. The longest state is counted with the whole of `window`.
#[test]
fn each_kind_of_field() {
    assert_eq!(
        wire_format::<All, _>(),
        "\
all, version 7, loads from 5, at most 287 bytes, priority 3
  gap: unused_buffer of 4 bytes
  used: uint8
  count: uint16
  queue: uint8, used times, up to 8
  pairs: uint16, used times 2, up to 8
  local: uint8, a number of the device times, up to 2
  counted: struct request, version 0, loads from 0, count times, up to 5
    sector: uint64
  list: qtailq request, version 0, loads from 0, up to 3
    sector: uint64
  map: gtree request, version 0, loads from 0, up to 1
    sector: uint64
  pointers: struct request, version 0, loads from 0, 2 times, or null
    sector: uint64
  boxed: uint32, 2 times
  buffer: buffer of 1 byte
  buffers: buffer of 6 bytes, 2 times
  window: uint8, 2 times
  words: struct Fifo8, version 1, loads from 1
    data: buffer of 8 bytes
    head: uint32
    num: uint32
  bits: bitmap of 70 bits
  maps: bitmap of 65 bits, 2 times
  colours: colour of up to 3 bytes, 2 times
  tmp: tmp request, version 0, loads from 0
    sector: uint64
  float: CPU_Double_U
  timer: timer
  less: int32 le
  lanes: uint8 equal
  later: bool, since 6
  tail: int8, if its test says so
  subsection all/rest, version 1, loads from 1
    rest: struct request, version 0, loads from 0
      sector: uint64
"
    );
}

/// By hand, as in C.
struct Raw {
    count: BqlCell<u8>,
    size: BqlCell<i32>,
    data: Box<[u8; 16]>,
    tail: BqlCell<[u16; 4]>,
    part: Part,
    request: Migratable<std::sync::Mutex<Request>>,
}

#[derive(Default)]
struct Part {
    old: BqlCell<u8>,
    new: BqlCell<u8>,
}

static PART: VMStateDescription<Part> = VMStateDescriptionBuilder::<Part>::new()
    .name(c"part")
    .version_id(3)
    .minimum_version_id(1)
    .fields(vmstate_fields! { vmstate_of!(Part, old), vmstate_of!(Part, new).with_version_id(3) })
    .build();

impl_vmstate_struct!(Part, PART);

const DATA: Field<Raw> = {
    let entry = VMStateField {
        name: c"data".as_ptr(),
        offset: core::mem::offset_of!(Raw, data),
        size_offset: core::mem::offset_of!(Raw, size),
        info: &raw const vmstate_info_buffer,
        flags: VMStateFlags(VMStateFlags::VMS_VBUFFER.0 | VMStateFlags::VMS_POINTER.0),
        ..VMStateField::ZERO
    };
    // SAFETY: the entry stands for the box, of which no size above its own is ever set.
    unsafe { Field::from_raw(entry) }
};

const OLD_PART: Field<Raw> = {
    let entry = VMStateField {
        name: c"old_part".as_ptr(),
        offset: core::mem::offset_of!(Raw, part),
        size: size_of::<Part>(),
        vmsd: PART.as_ref(),
        flags: VMStateFlags(VMStateFlags::VMS_SINGLE.0 | VMStateFlags::VMS_VSTRUCT.0),
        struct_version_id: 2,
        ..VMStateField::ZERO
    };
    // SAFETY: the entry stands for the part, with the part's table.
    unsafe { Field::from_raw(entry) }
};

fn is_fine(_: &Raw, _version_id: u8) -> bool {
    true
}

static TAIL: VMStateDescription<Raw> = VMStateDescriptionBuilder::<Raw>::new()
    .name(c"raw/tail")
    .version_id(2)
    .minimum_version_id(1)
    .fields(vmstate_fields! { vmstate_of!(Raw, tail[0 .. count]).with_version_id(2) })
    .build();

impl Describe for Raw {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"raw")
        .early_setup()
        .unmigratable()
        .priority(MigrationPriority::MIG_PRI_DEFAULT)
        .fields(vmstate_fields! {
            vmstate_of!(Raw, count),
            vmstate_unused!(2),
            vmstate_of!(Raw, size).with_equal(None),
            vmstate_validate!(Raw, c"all is fine", is_fine),
            DATA,
            OLD_PART,
            vmstate_of!(Raw, part),
            vmstate_of!(Raw, request),
        })
        .subsections(vmstate_subsections! { TAIL })
        .build();
}

#[test]
fn what_c_has() {
    assert_eq!(
        wire_format::<Raw, _>(),
        "\
raw, version 0, loads from 0, never saved, before all others
  count: uint8
  unused: unused_buffer of 2 bytes
  size: int32 equal
  data: buffer of size bytes
  old_part: vstruct part, version 3, loads from 1, as version 2
    old: uint8
  part: struct part, version 3, loads from 1
    old: uint8
    new: uint8, since 3
  request: struct request, version 0, loads from 0
    sector: uint64
  subsection raw/tail, version 2, loads from 1, always
    tail: uint16, count times, up to 4, since 2
"
    );
}
