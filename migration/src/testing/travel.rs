//! Whether a change of a field is a change of the saved state.

use crate::{
    engine::{load_state_mut, save_state, Save},
    Device, DeviceMut, Error,
};

#[track_caller]
fn saved<T: Device<How>, How>(field: &str, device: &T) -> Vec<u8> {
    save_state(device).unwrap_or_else(|error| panic!("the device with another `{field}` cannot be saved: {error}"))
}

fn load<T: DeviceMut<How>, How>(device: &mut T, state: &[u8]) -> Result<(), Error> {
    load_state_mut(device, state, <T as Save<How>>::description().version_id as u8)
}

/// Stands for the value of a field in an expression that never runs.
///
/// # Panics
///
/// If it does.
pub fn unmade<T>() -> T {
    unreachable!("the expression is there to be compiled")
}

/// A device that loads its own state has it, so that what comes after is about the changed fields.
///
/// # Panics
///
/// If not.
#[track_caller]
pub fn check_base<T: DeviceMut<How>, How>(name: &str, base: &impl Fn() -> T) {
    let mut device = base();
    let saved =
        |device: &T| save_state(device).unwrap_or_else(|error| panic!("the first `{name}` cannot be saved: {error}"));
    let before = saved(&device);
    load(&mut device, &before).unwrap_or_else(|error| panic!("the state of the first `{name}` does not load: {error}"));
    assert!(
        before == saved(&device),
        "the first `{name}` is another one after it has loaded its own state: begin with one that a load leaves as it is"
    );
}

/// A field that travels changes the state, and comes back with it.
///
/// # Panics
///
/// If not.
#[track_caller]
pub fn check_travels<T: DeviceMut<How>, How>(path: &[&str; 2], base: &impl Fn() -> T, changed: &T) {
    let (device, after) = check_changes(path, base, changed);
    let field = &path.join(".");
    assert!(
        saved(field, &device) == after,
        "`{field}` is saved, but a load does not bring it back. If the device computes it anew, list it under `recompute`"
    );
}

/// A field that travels changes the state. Returns a device that has loaded it, and what that was.
///
/// # Panics
///
/// If not.
#[track_caller]
pub fn check_changes<T: DeviceMut<How>, How>(path: &[&str; 2], base: &impl Fn() -> T, changed: &T) -> (T, Vec<u8>) {
    let field = &path.join(".");
    let mut device = base();
    let (before, after) = (saved(field, &device), saved(field, changed));
    assert!(
        before != after,
        "`{field}` does not travel: with another value the saved state is the same. If it need not, list it under `omit`; if its \
         value was not another one, choose one that is; if it travels only sometimes, begin with a device where it does"
    );
    load(&mut device, &after).unwrap_or_else(|error| {
        panic!("the state with another `{field}` does not load: {error}. If it must not, list it under `refuse`")
    });
    (device, after)
}

/// A state with another value is not saved, or changes and is not loaded.
///
/// # Panics
///
/// If not.
#[track_caller]
pub fn check_refused<T: DeviceMut<How>, How>(path: &[&str; 2], base: &impl Fn() -> T, changed: &T) {
    let field = &path.join(".");
    let mut device = base();
    let Ok(after) = save_state(changed) else { return };
    assert!(
        saved(field, &device) != after,
        "`{field}` does not travel: with another value the saved state is the same"
    );
    assert!(load(&mut device, &after).is_err(), "the state with another `{field}` loads: list it under `travel`");
}

/// A field that does not travel changes nothing.
///
/// # Panics
///
/// If it does.
#[track_caller]
pub fn check_omitted<T: Device<How>, How>(path: &[&str; 2], base: &T, changed: &T) {
    let field = &path.join(".");
    assert!(
        saved(field, base) == saved(field, changed),
        "`{field}` travels: with another value the saved state is another one. List it under `travel`"
    );
}

/// Changes each field of a live device in turn, and looks whether it travels.
///
/// The first line has the struct and what makes one of it; where the value of one field decides whether another one travels, as in a
/// subsection, begin with one that says yes. Then come the fields, each in one list, with another value than it has there. Lists
/// stand in this order; all but the first may be left out:
///
/// | list | its fields |
/// | --- | --- |
/// | `travel` | are saved, and a load brings them back |
/// | `recompute` | are saved, but a load then computes them from others |
/// | `refuse` | are saved, but a device with another value refuses that: `equal`, or a check that compares |
/// | `omit` | are not saved |
/// | `unchecked` | have no other value, or one that decides what else is saved: of these nothing is looked at, and no value is given |
///
/// A field in no list does not compile.
///
/// ```
/// use migration::{assert_each_field_travels, ToMigrationState};
///
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     #[migration_state(equal)]
///     lamps: u8,
///     colour: u32,
///     #[migration_state(omit = "wiring of the board")]
///     line: u8,
///     #[migration_state(omit = "nothing to change")]
///     marker: (),
/// }
///
/// assert_each_field_travels! {
///     Led = Led { lamps: 1, colour: 0, line: 3, marker: () };
///     travel { colour: 0xff_8000 }
///     refuse { lamps: 2 }
///     omit { line: 4 }
///     unchecked { marker }
/// }
/// ```
///
/// It does not matter how the device migrates. Fields of a tuple struct are called by their numbers:
///
/// ```
/// use migration::{assert_each_field_travels, bql::BqlCell, VMState};
///
/// #[derive(VMState)]
/// #[vmstate(name = "latch")]
/// struct Latch(BqlCell<u8>, BqlCell<bool>);
///
/// assert_each_field_travels! {
///     Latch = Latch(0.into(), false.into());
///     travel { 0: 1.into(), 1: true.into() }
/// }
/// ```
///
/// A new field must be listed:
///
/// ```compile_fail,E0063
/// # use migration::{assert_each_field_travels, ToMigrationState};
/// #[derive(ToMigrationState)]
/// #[migration_state(name = "led")]
/// struct Led {
///     colour: u32,
///     brightness: u8,
/// }
///
/// assert_each_field_travels! {
///     Led = Led { colour: 0, brightness: 1 };
///     travel { colour: 0xff_8000 }
/// }
/// ```
///
/// # Panics
///
/// If a field does not do what is said of it. The message names it.
#[macro_export]
macro_rules! assert_each_field_travels {
    (
        $($device:ident)::+ $(<$($argument:ty),+ $(,)?>)? = $base:expr;
        travel { $($field:tt: $value:expr),* $(,)? }
        $(recompute { $($recomputed:tt: $another:expr),* $(,)? })?
        $(refuse { $($refused:tt: $refusable:expr),* $(,)? })?
        $(omit { $($omitted:tt: $other:expr),* $(,)? })?
        $(unchecked { $($unchecked:tt),* $(,)? })?
    ) => {{
        let base = || -> $($device)::+ $(<$($argument),+>)? { $base };
        // Each field stands in one of the lists. Of a pattern in a macro the compiler would not say which one is missing.
        let _ = || -> $($device)::+ $(<$($argument),+>)? {
            $($device)::+ {
                $($field: $crate::testing::unmade(),)*
                $($($recomputed: $crate::testing::unmade(),)*)?
                $($($refused: $crate::testing::unmade(),)*)?
                $($($omitted: $crate::testing::unmade(),)*)?
                $($($unchecked: $crate::testing::unmade(),)*)?
            }
        };
        let device = ::core::stringify!($($device)::+);
        $crate::testing::check_base(device, &base);
        $({
            let mut changed = base();
            changed.$field = $value;
            $crate::testing::check_travels(&[device, ::core::stringify!($field)], &base, &changed);
        })*
        $($({
            let mut changed = base();
            changed.$recomputed = $another;
            $crate::testing::check_changes(&[device, ::core::stringify!($recomputed)], &base, &changed);
        })*)?
        $($({
            let mut changed = base();
            changed.$refused = $refusable;
            $crate::testing::check_refused(&[device, ::core::stringify!($refused)], &base, &changed);
        })*)?
        $($({
            let mut changed = base();
            changed.$omitted = $other;
            $crate::testing::check_omitted(&[device, ::core::stringify!($omitted)], &base(), &changed);
        })*)?
    }};
}
