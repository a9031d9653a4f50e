//! Derive macros of the `migration` crate, which re-exports them.

mod check;
mod errors;
mod expand;
mod fallback;
mod generate;
mod generics;
mod model;
mod parse;
mod spans;
#[cfg(test)]
mod tests;
mod types;

use proc_macro::TokenStream;

/// Makes a struct migrate: writes its shadow struct, the shadow's table, and how one becomes the other.
///
/// Every field travels, in the order of declaration, or says `omit`. The type of a field says what its bytes are; the keys
/// of `#[migration_state(...)]` say only how it converts, what it is called and when it is there. For each macro that a table
/// has in C, the page of [spellings](../migration/spellings/index.html) says what stands here.
///
/// ```
/// use migration::{load_state_mut, save_state, InvalidError, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "uart", version_id = 2, minimum_version_id = 1, validate = Self::validate)]
/// struct Uart {
///     control: u32,
///     fifo: [u8; 4],
///     #[migration_state(since = 2)]
///     fifo_level: u8,
///     #[migration_state(omit = "wiring of the board")]
///     interrupt: Option<fn(bool)>,
/// }
///
/// impl Uart {
///     fn validate(&self, received: &UartMigration, _version_id: u8) -> Result<(), InvalidError> {
///         if usize::from(received.fifo_level) <= received.fifo.len() {
///             Ok(())
///         } else {
///             Err(InvalidError::new("more bytes than the FIFO holds").at("fifo_level"))
///         }
///     }
/// }
///
/// let mut uart = Uart { control: 0x301, fifo: *b"abcd", fifo_level: 2, interrupt: None };
/// assert_eq!(save_state(&uart)?, [0, 0, 3, 1, b'a', b'b', b'c', b'd', 2]);
///
/// // Version 1 had no `fifo_level`, so that stays what it was.
/// load_state_mut(&mut uart, &[0, 0, 0, 7, 0, 0, 0, 0], 1)?;
/// assert_eq!((uart.control, uart.fifo_level), (7, 2));
///
/// let error = load_state_mut(&mut uart, &[0, 0, 0, 9, 0, 0, 0, 0, 5], 2).unwrap_err();
/// assert!(error.to_string().contains("more bytes than the FIFO holds"));
/// assert_eq!(uart.control, 7);
/// # Ok::<(), migration::Error>(())
/// ```
///
/// # What is written
///
/// * Beside the struct `Foo`, with the same visibility, the struct `FooMigration`: a field for each one that travels, with its
///   visibility, in wire order; then a flag `has_clock` for each subsection `foo/clock`. It has `Debug` and `Default`.
/// * Its table, as an implementation of `VMState`, so that other derived structs can have a `Foo` as a field. With
///   `name = "..."` also of `Describe`, so that it can be a device of its own.
/// * `ToMigrationState` for `Foo`. Taking a snapshot, looking whether a received state is acceptable, and taking it over
///   each name every field, so none is forgotten in silence.
///
/// Type and constant parameters are carried over as far as the fields that travel use them, with the bounds that they
/// need.
///
/// # Shapes
///
/// | what | how it travels |
/// | --- | --- |
/// | struct with named fields | field by field |
/// | tuple struct | the same; `FooMigration` calls the fields `_0`, `_1`, ..., the wire `0`, `1`, ... |
/// | tuple struct of one field | as that field, with nothing around it; `FooMigration` is then an alias. With keys that speak of a table (`name`, `version_id`, `since`, ...) it is a struct like others. |
/// | unit struct | as nothing |
/// | enum without data, with `#[repr(u8)]` or another integer of fixed width | as the number of its variant; a number that none has is refused |
///
/// # Keys of the struct
///
/// | key | meaning |
/// | --- | --- |
/// | `name = "pl011"` | The name of the section and of the description. Without it the type can be a field of others, but no device: then the description is called like the struct, and renaming a struct must not rename a section. |
/// | `version_id = 2` | The version that is written, and the newest that loads: 0 to 255. It is 1 where nothing is said. |
/// | `minimum_version_id = 1` | The oldest version that loads. It is `version_id` where nothing is said. |
/// | `validate = path` | `fn(&Foo, &FooMigration, u8) -> Result<(), InvalidError>`: whether the device can take this state of this version. Asked before anything is changed, and before saving. |
/// | `post_load = path` | `fn(&mut Foo, u8) -> Result<(), InvalidError>`: what remains to be done when the state of this version is in place. It runs also when an earlier state is put back after a failed load; it cannot refuse that one, and what it changes of it is put back once more. |
/// | `priority = value` | A `MigrationPriority`: devices of higher priority are saved first. |
/// | `rename = Saved` | The name of the generated struct. |
/// | `derive(Clone, PartialEq)` | What else the generated struct derives. A nested type then derives it too. |
/// | `manual_table` | The table is written by hand, with `impl_vmstate_struct!`. |
/// | `crate = path` | Where the `migration` crate is, if not at `::migration`: its own name, or a module with all of it. |
///
/// # Keys of a field
///
/// | key | meaning |
/// | --- | --- |
/// | `omit`, `omit = "why"` | It does not travel. |
/// | `local` | It does not travel either, but tests and counts can use it: configuration that is the same on both sides. The generated struct has it. With `clone` it may be of any type with `Clone` and `Default`. |
/// | `into(T)` | It travels as a `T`: `Clone` and `Into<T>` there, `Into` of the field's type back. An array converts into an array element by element. |
/// | `try_into(T)` | The same with `TryInto`. A value that does not convert is an error that names the field, found before anything is changed. |
/// | `clone` | It is its own shadow. Beside `into` and `try_into`, which clone anyway, it says nothing. |
/// | `with = module` | Functions of the module make a `T` out of the device and put one into it: `get`, a `fn(&Foo) -> Result<T, InvalidError>`, and `set`, a `fn(&mut Foo, T) -> Result<(), InvalidError>`, called when all other fields are in place. `T` is that of `Computed<T>`, a place for a value that no field holds, or of `into(T)`. |
/// | `name = "..."` | Its name in the self-description of a stream and in messages, if not the field's. |
/// | `since = 2` | It is there from this version of the struct on. A state that is older leaves it as it is. |
/// | `exists = path` | `fn(&FooMigration, u8) -> bool`: whether it is there, by what stands before it and by the version. |
/// | `subsection = "pl011/clock"` | It travels in this subsection, together with other fields that say the same. The name begins with that of the struct. A subsection `"pl011/clock/ratio"` is a part of that one. |
/// | `needed = path` | At one field of a subsection, `fn(&Foo) -> bool`: whether the subsection is sent. Asked when a snapshot is taken. Without it the subsection is always sent. |
/// | `absent = path` | At one field of a subsection, `fn(&mut Foo)`: what a state without the subsection means, if not that its fields stay as they are. |
/// | `len = count`, `len = count * N` | Only so many elements of the array travel, as the field `count` says, an `u8`, `u16`, `u32` or `i32` before it. The elements of an array of arrays are those of the innermost one: rows of two are `count * 2`. Of a `Vec`, all travel, and `count` is its length. |
/// | `slice = 2..6` | Only these elements of the array, or bytes of a `Buffer`, travel. |
/// | `range = 0..16` | Which values of a number, or of the numbers of an array, are good; or how long a `Vec`, `VecDeque`, `LinkedList` or `BTreeMap` may be, which each of them must say. Their elements are structs; a `Vec` of numbers is counted by a field before it: `#[migration_state(len = count, range = ..=16)] levels: Vec<u16>`. All else is refused before anything is changed, and is not saved. |
/// | `equal`, `equal = "hint"` | The received value must be the device's. The hint says what to do if it is not. |
///
/// Keys may stand in one attribute or in several. `omit` stands alone. With `manual_table` no key may speak of the table.
///
/// # Against bad streams
///
/// No count, length or index of a stream is trusted. What a device would trust it has to bound, with the tool that fits:
///
/// | what the stream says | tool | stops |
/// | --- | --- | --- |
/// | how many elements follow | `len`: checked against the array before a byte moves | CVE-2013-4149, 4527: more timers, more addresses than there is room for |
/// | how long a list is | `range` at the list, which is demanded | memory without end |
/// | an index or a level | `range = 0..N`, or a type that has no other value with `try_into` | CVE-2013-4530, 4532, 4533, 4537, 4540: an index far outside of its table |
/// | positions of a FIFO | [`Fifo8`](../migration/kinds/struct.Fifo8.html), [`Fifo32`](../migration/kinds/struct.Fifo32.html) | CVE-2017-16845: a FIFO that begins outside of itself |
/// | a selector | an enum with `repr`, or `try_into` | CVE-2013-4538, 4539: a mode that there is not |
/// | what the machine was built with | `equal` | CVE-2013-4526, 4534: more ports than there are |
/// | values that must fit each other | `validate` | CVE-2013-4529, 4541: a length that is within bounds, but not within the buffer |
///
/// # Conversions
///
/// ```
/// use migration::{load_state_mut, save_state, ToMigrationState};
///
/// #[derive(Clone, Copy, Debug, PartialEq, ToMigrationState)]
/// #[repr(u8)]
/// enum Parity {
///     None,
///     Odd,
///     Even,
/// }
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "line")]
/// struct Line {
///     parity: Parity,
///     #[migration_state(try_into(u32), name = "position")]
///     read_pos: usize,
///     #[migration_state(try_into([u8; 2]))]
///     levels: [usize; 2],
/// }
///
/// let mut line = Line { parity: Parity::Odd, read_pos: 0x102, levels: [3, 4] };
/// assert_eq!(save_state(&line)?, [1, 0, 0, 1, 2, 3, 4]);
///
/// let error = load_state_mut(&mut line, &[7, 0, 0, 0, 0, 0, 0], 1).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "line.parity at offset 0x0 (stream has version 1, here 1): \
///      expected a value of `Parity` (`None`, `Odd`, `Even`), found 7"
/// );
/// assert_eq!((line.parity, line.read_pos), (Parity::Odd, 0x102));
/// # Ok::<(), migration::Error>(())
/// ```
///
/// # Counts and bounds
///
/// ```
/// use migration::{load_state_mut, save_state, ToMigrationState};
///
/// #[derive(Debug, Default, PartialEq, ToMigrationState)]
/// struct Request {
///     sector: u16,
/// }
///
/// #[derive(Debug, Default, PartialEq, ToMigrationState)]
/// #[migration_state(name = "disk")]
/// struct Disk {
///     level: u8,
///     #[migration_state(len = level)]
///     fifo: [u8; 4],
///     #[migration_state(range = 0..4)]
///     head: u8,
///     #[migration_state(range = ..=8)]
///     waiting: Vec<Request>,
/// }
///
/// let mut disk = Disk { level: 2, fifo: *b"ab__", head: 3, waiting: vec![Request { sector: 0x506 }] };
/// // A list has a 1 before each element, and a 0 at its end.
/// assert_eq!(save_state(&disk)?, [2, b'a', b'b', 3, 1, 5, 6, 0]);
///
/// let error = load_state_mut(&mut disk, &[5, 1, 2, 3, 4, 5, 0, 0], 1).unwrap_err();
/// assert!(error.to_string().ends_with("expected at most 4 elements, found a count of 5 in `level`"), "{error}");
/// let error = load_state_mut(&mut disk, &[0, 4, 0], 1).unwrap_err();
/// assert!(error.to_string().ends_with("expected a value in 0..4, found 4"), "{error}");
/// assert_eq!(disk.level, 2);
/// # Ok::<(), migration::Error>(())
/// ```
///
/// # Subsections
///
/// A subsection is sent only when it is needed, so that other streams stay as they were, and readers that do not know it
/// still read them. What a stream lacks leaves the fields as they are, unless `absent` says otherwise. The fields are snapshotted in either case: a load
/// that fails late puts them back too.
///
/// An `Option`, or a `OnceLock` or `OnceCell`, that is alone in its subsection needs no `needed`: the subsection is sent for
/// `Some`, and a stream without it means `None`. What is in it has `Default`, as the value to load into where there was `None`.
/// So it is with the elements of lists and maps, which a load makes anew: what they `omit` begins with its default.
///
/// ```
/// use migration::{load_state_mut, save_state, ToMigrationState};
///
/// #[derive(Debug, Default, PartialEq, ToMigrationState)]
/// struct Dma {
///     address: u16,
/// }
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "uart")]
/// struct Uart {
///     control: u8,
///     #[migration_state(subsection = "uart/clock", needed = Self::is_clocked)]
///     frequency: u32,
///     #[migration_state(subsection = "uart/dma")]
///     dma: Option<Dma>,
/// }
///
/// impl Uart {
///     fn is_clocked(&self) -> bool {
///         self.frequency != 0
///     }
/// }
///
/// let mut uart = Uart { control: 7, frequency: 0, dma: Some(Dma { address: 0x304 }) };
/// assert_eq!(save_state(&uart)?, *b"\x07\x05\x08uart/dma\0\0\0\x01\x03\x04");
///
/// uart.frequency = 5;
/// load_state_mut(&mut uart, &[9], 1)?;
/// assert_eq!((uart.control, uart.frequency, uart.dma), (9, 5, None));
/// # Ok::<(), migration::Error>(())
/// ```
///
/// # Nested structs and versions
///
/// A field of a derived type travels as that type's fields. Its version is not in the stream: it always loads at its own
/// newest version, which its `validate` and `post_load` are told. `since` in a type that is only ever nested therefore
/// does nothing: give the outer struct a new version, and put the new part into a field of its own there with `since`, or
/// into a subsection.
///
/// # A table by hand
///
/// ```
/// use migration::{impl_vmstate_struct, save_state, vmstate_fields, vmstate_of, vmstate_unused};
/// use migration::{Describe, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(manual_table)]
/// struct Timer {
///     ticks: u16,
/// }
///
/// impl Describe for TimerMigration {
///     const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
///         .name(c"timer")
///         .version_id(1)
///         .minimum_version_id(1)
///         .fields(vmstate_fields! { vmstate_unused!(2), vmstate_of!(TimerMigration, ticks) })
///         .build();
/// }
/// impl_vmstate_struct!(TimerMigration, TimerMigration::VMSD);
///
/// assert_eq!(save_state(&Timer { ticks: 0x102 })?, [0, 0, 1, 2]);
/// # Ok::<(), migration::Error>(())
/// ```
#[proc_macro_derive(ToMigrationState, attributes(migration_state))]
pub fn derive_to_migration_state(input: TokenStream) -> TokenStream {
    expand::expand(input.into()).into()
}

/// Gives a struct a table of its own, by which it is saved and loaded in place, without a shadow.
///
/// Every field travels by its own `VMState`, in the order of declaration, or says `omit`. Nothing converts; where something must,
/// derive [`ToMigrationState`](derive@ToMigrationState). A struct of which each migrated byte lies in a cell can be loaded
/// through a shared reference, with `load_state` and by a `Machine`; every other one with `load_state_mut`. A load that fails
/// leaves the struct as it was.
///
/// ```
/// use migration::bql::{self, BqlCell};
/// use migration::{load_state, save_state, InvalidError, VMState};
///
/// #[derive(VMState)]
/// #[vmstate(name = "uart", version_id = 2, minimum_version_id = 1, post_load = Self::post_load)]
/// struct Uart {
///     control: BqlCell<u32>,
///     #[vmstate(range = ..=4)]
///     level: BqlCell<u8>,
///     #[vmstate(len = level)]
///     fifo: BqlCell<[u8; 4]>,
///     #[vmstate(since = 2)]
///     irq_mask: BqlCell<u8>,
///     #[vmstate(omit = "wiring of the board")]
///     interrupt: Option<fn(bool)>,
/// }
///
/// impl Uart {
///     fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
///         if self.control.get() != 0 {
///             Ok(())
///         } else {
///             Err(InvalidError::new("a UART without power").at("control"))
///         }
///     }
/// }
///
/// let _guard = bql::lock();
/// let uart = Uart {
///     control: 0x301.into(),
///     level: 2.into(),
///     fifo: (*b"abcd").into(),
///     irq_mask: 1.into(),
///     interrupt: None,
/// };
/// assert_eq!(save_state(&uart)?, [0, 0, 3, 1, 2, b'a', b'b', 1]);
///
/// // Version 1 had no `irq_mask`, so that stays what it was; and so does what is not counted.
/// load_state(&uart, &[0, 0, 0, 7, 1, b'x'], 1)?;
/// assert_eq!((uart.control.get(), uart.irq_mask.get(), uart.fifo.get()), (7, 1, *b"xbcd"));
///
/// let error = load_state(&uart, &[0, 0, 0, 9, 5], 2).unwrap_err();
/// assert_eq!((error.path(), error.message()), ("level", "expected a value in ..=4, found 5"));
/// assert_eq!(uart.control.get(), 7);
/// # Ok::<(), migration::Error>(())
/// ```
///
/// # What is written
///
/// * `VMState`, so that the struct can be a field of others. Its table names the struct's own fields.
/// * With `name = "..."` also `Describe`, so that it can be a device of its own.
/// * `Blank` wherever there is `Default`, so that it can be a shadow or a part of one.
///
/// The struct may have named fields, be a tuple struct or a unit struct, and have type and constant parameters: the impls ask
/// of each type of a field that it is `VMState`. A tuple struct of one field, without keys but `crate`, has that field's
/// entry: nothing on the wire says that it is there, as with `impl_vmstate_forward!`.
///
/// # Keys of the struct
///
/// | key | meaning |
/// | --- | --- |
/// | `name = "pl011"` | The name of the section and of the description. Without it the struct is only ever a part of others. |
/// | `version_id = 2` | The version that is written, and the newest that loads: 0 to 255. It is 1 where nothing is said. |
/// | `minimum_version_id = 1` | The oldest version that loads. It is `version_id` where nothing is said. |
/// | `priority = value` | A `MigrationPriority`: devices of higher priority are saved first. |
/// | `unmigratable` | The device cannot be saved, and no machine that has it. |
/// | `early_setup` | The device is saved before all others, and before memory. |
/// | `pre_load = path` | `fn(&Foo) -> Result<(), E>`, where `E` is `InvalidError`, `Infallible`, or converts into `Errno`: runs before the fields are loaded. |
/// | `post_load = path` | `fn(&Foo, u8) -> Result<(), E>`: runs when fields and subsections are loaded, with the version of the stream. |
/// | `pre_save = path` | `fn(&Foo) -> Result<(), E>`: runs before the fields are saved. |
/// | `post_save = path` | `fn(&Foo) -> Result<(), E>`: runs after each `pre_save` that succeeded. |
/// | `unplug_pending = path` | `fn(&Foo) -> bool`: whether the device is being unplugged, which a migration waits for. |
/// | `subsections(CLOCK, DMA)` | Descriptions written by hand, constants or statics: subsections behind those of the fields. |
/// | `crate = path` | Where the `migration` crate is, if not at `::migration`: its own name, or a module with all of it. |
///
/// # Keys of a field
///
/// | key | meaning |
/// | --- | --- |
/// | `omit`, `omit = "why"` | It does not travel. |
/// | `name = "..."` | Its name in the self-description of a stream and in messages, if not the field's. |
/// | `since = 2` | It is there from this version of the struct on. A stream that is older leaves it as it is. |
/// | `exists = path` | `fn(&Foo, u8) -> bool`: whether it is there, in a stream of this version. It sees the fields before it. |
/// | `len = n`, `len = n * K` | Of the array only so many elements travel, where `n` is another field that counts them, loaded before or omitted: `u8`, `u16`, `u32` or `i32`, or a cell around one. The first field of a tuple struct is `_0`. A count above the array's length is refused. |
/// | `slice = a..b` | Of the array, or of the bytes of a `Buffer`, only these travel. |
/// | `range = a..b` | Where it is there, the number, each number of the array, or the length of the `List` or `Tree` lies in this range, also when it is saved. It may be in a `Cell`, `BqlCell` or `BqlRefCell`. |
/// | `equal`, `equal = "hint"` | It does not load: what is received must be what is here, else the load is refused, with the hint. |
/// | `subsection = "pl011/clock"` | It travels in this subsection, together with other fields that say the same. The name begins with that of the struct; `"pl011/clock/gate"` is a subsection of `"pl011/clock"`, if there is that. |
/// | `needed = path` | At one field of a subsection, `fn(&Foo) -> bool`: whether the subsection is sent. Without it the subsection is always sent. |
///
/// Keys may stand in one attribute or in several. `omit` stands alone.
///
/// # Subsections
///
/// What a stream lacks leaves the fields as they are.
///
/// ```
/// use migration::{load_state_mut, save_state, vmstate_fields, vmstate_of, VMState};
/// use migration::{VMStateDescription, VMStateDescriptionBuilder};
///
/// #[derive(Default, VMState)]
/// #[vmstate(name = "uart", subsections(Self::DMA))]
/// struct Uart {
///     control: u8,
///     #[vmstate(subsection = "uart/clock", needed = Self::is_clocked)]
///     frequency: u32,
///     #[vmstate(omit = "the subsection by hand has it")]
///     dma: u16,
/// }
///
/// impl Uart {
///     const DMA: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
///         .name(c"uart/dma")
///         .version_id(1)
///         .minimum_version_id(1)
///         .needed(&|uart: &Self| uart.dma != 0)
///         .fields(vmstate_fields! { vmstate_of!(Self, dma) })
///         .build();
///
///     fn is_clocked(&self) -> bool {
///         self.frequency != 0
///     }
/// }
///
/// let mut uart = Uart { control: 7, frequency: 0, dma: 0x304 };
/// assert_eq!(save_state(&uart)?, *b"\x07\x05\x08uart/dma\0\0\0\x01\x03\x04");
///
/// load_state_mut(&mut uart, b"\x09\x05\x0auart/clock\0\0\0\x01\0\0\0\x05", 1)?;
/// assert_eq!((uart.control, uart.frequency, uart.dma), (9, 5, 0x304));
/// # Ok::<(), migration::Error>(())
/// ```
#[proc_macro_derive(VMState, attributes(vmstate))]
pub fn derive_vmstate(input: TokenStream) -> TokenStream {
    expand::expand_in_place(input.into()).into()
}
