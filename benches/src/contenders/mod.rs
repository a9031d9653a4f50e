//! Who is measured: each saves a device into a buffer of its own and loads one from its bytes.

mod binary;
mod engine;
mod others;

use crate::{
    expected::expected,
    workloads::{self, mixed, nic, timers, uart, Workload},
};
use core::{fmt, hint::black_box};

/// Saves and loads devices of one type.
pub trait Contender<T>: Default {
    /// What it is called in the results.
    const NAME: &'static str;
    /// Whether its bytes must be those of QEMU.
    const IS_OURS: bool = false;
    /// Whether whoever measures holds the big lock.
    const HOLDS_BIG_LOCK: bool = false;

    /// Puts the bytes of a device into a buffer that is used again and again.
    fn save(&mut self, device: &T) -> &[u8];

    /// Takes a device's values from the bytes.
    fn load(&mut self, bytes: &[u8], device: &mut T);
}

/// What is measured of a contender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// From the device to the bytes.
    Save,
    /// From the bytes into an existing device.
    Load,
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Save => "save",
            Self::Load => "load",
        })
    }
}

/// One thing to measure.
pub struct Case {
    /// The device.
    pub workload: &'static str,
    /// What is done with it.
    pub operation: Operation,
    /// Who does it.
    pub contender: &'static str,
    /// How many bytes its format takes.
    pub bytes: usize,
    /// Whether whoever measures holds the big lock.
    pub holds_big_lock: bool,
    /// Does it as often as it is told.
    pub run: Box<dyn FnMut(u32)>,
}

impl fmt::Debug for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.workload, self.operation, self.contender)
    }
}

/// Looks whether a contender saves what it has to, and loads what it has saved.
fn bytes_of<C: Contender<T>, T: Workload>(device: &T) -> Vec<u8> {
    let mut contender = C::default();
    let bytes = contender.save(device).to_vec();
    assert!(!C::IS_OURS || bytes == expected(T::NAME), "{} {}: other bytes than expected", T::NAME, C::NAME);
    assert!(contender.save(device) == bytes, "{} {}: other bytes the second time", T::NAME, C::NAME);
    let mut loaded = workloads::blank_device::<T>();
    assert!(*loaded != *device, "{}: nothing to load", T::NAME);
    contender.load(&bytes, &mut loaded);
    assert!(*loaded == *device, "{} {}: loads something else than it has saved", T::NAME, C::NAME);
    bytes
}

fn cases_of<C: Contender<T> + 'static, T: Workload>() -> [Case; 2] {
    let device = workloads::filled_device::<T>();
    let bytes = bytes_of::<C, T>(&device);
    let case = |operation, run| Case {
        workload: T::NAME,
        operation,
        contender: C::NAME,
        bytes: bytes.len(),
        holds_big_lock: C::HOLDS_BIG_LOCK,
        run,
    };
    let mut contender = C::default();
    let save = Box::new(move |times| {
        for _ in 0..times {
            black_box(contender.save(black_box(&device)));
        }
    });
    let (mut contender, mut device, saved) = (C::default(), workloads::filled_device::<T>(), bytes.clone());
    let load = Box::new(move |times| {
        for _ in 0..times {
            contender.load(black_box(&saved), black_box(&mut device));
            black_box(&device);
        }
    });
    [case(Operation::Save, save), case(Operation::Load, load)]
}

/// Copying the bytes of the wire, which no conversion can beat.
fn copies<T: Workload>() -> [Case; 2] {
    let wire = expected(T::NAME);
    let bytes = wire.len();
    let case = move |operation, run| Case {
        workload: T::NAME,
        operation,
        contender: "memcpy",
        bytes,
        holds_big_lock: false,
        run,
    };
    let (mut output, saved) = (Vec::new(), wire.clone());
    let save = Box::new(move |times| {
        for _ in 0..times {
            output.clear();
            output.extend_from_slice(black_box(&saved));
            black_box(&output);
        }
    });
    let mut value = vec![0; bytes.min(size_of::<T>())];
    let load = Box::new(move |times| {
        for _ in 0..times {
            let wire = &black_box(&wire)[..value.len()];
            value.copy_from_slice(wire);
            black_box(&value);
        }
    });
    [case(Operation::Save, save), case(Operation::Load, load)]
}

macro_rules! for_each_workload {
    ($of_one:ident) => {
        [$of_one!(uart::Uart), $of_one!(timers::Timers), $of_one!(nic::Nic), $of_one!(mixed::Mixed)]
    };
}

macro_rules! of_library {
    ($module:ident::$Device:ident) => {
        [
            cases_of::<engine::InPlace<true>, $module::in_place::$Device>(),
            cases_of::<engine::InPlace<false>, $module::in_place::$Device>(),
            cases_of::<engine::Locked, engine::Shadowed<$module::shadow::$Device>>(),
        ]
    };
}

macro_rules! of_others {
    ($module:ident::$Device:ident) => {
        [
            copies::<$module::plain::$Device>(),
            cases_of::<binary::Bincode, $module::plain::$Device>(),
            cases_of::<binary::Wincode, $module::plain::$Device>(),
            cases_of::<others::Postcard, $module::plain::$Device>(),
            cases_of::<others::Rkyv, $module::plain::$Device>(),
            cases_of::<others::Bitcode, $module::plain::$Device>(),
            cases_of::<others::Json, $module::plain::$Device>(),
        ]
    };
}

/// What there is to measure of the library, after a look whether it works.
///
/// # Panics
///
/// If the engine saves other bytes than the format demands, or does not load them.
pub fn of_library() -> Vec<Case> {
    for_each_workload!(of_library).into_iter().flatten().flatten().collect()
}

/// Everything there is to measure, device by device, after a look whether it works.
///
/// # Panics
///
/// If a contender does not load what it has saved, or the engine saves other bytes than the format demands.
pub fn all() -> Vec<Case> {
    let others = for_each_workload!(of_others).into_iter().flatten().flatten();
    let mut cases: Vec<Case> = of_library().into_iter().chain(others).collect();
    let mut workloads: Vec<&str> = cases.iter().map(|case| case.workload).collect();
    workloads.dedup();
    cases.sort_by_key(|case| workloads.iter().position(|&workload| workload == case.workload));
    cases
}

#[cfg(test)]
mod tests {
    use super::{all, binary, Contender};
    use crate::{
        expected::expected,
        workloads::{filled_device, mixed, nic, timers, Workload},
    };

    /// In a thread with room for the values that some contenders return.
    #[test]
    fn all_load_what_they_have_saved() {
        let cases = std::thread::Builder::new().stack_size(64 << 20).spawn(|| all().len()).unwrap().join().unwrap();
        assert_eq!(cases, 4 * 2 * 10);
    }

    #[test]
    fn plain_formats_have_the_bytes_of_the_wire() {
        fn assert_same<C: Contender<T>, T: Workload>() {
            assert!(C::default().save(&filled_device::<T>()) == expected(T::NAME), "{} {}", T::NAME, C::NAME);
        }
        assert_same::<binary::Bincode, timers::plain::Timers>();
        assert_same::<binary::Wincode, timers::plain::Timers>();
        assert_same::<binary::Bincode, nic::plain::Nic>();
        assert_same::<binary::Wincode, nic::plain::Nic>();
        assert_same::<binary::Bincode, mixed::plain::Mixed>();
        assert_same::<binary::Wincode, mixed::plain::Mixed>();
    }
}
