//! How many instructions saving and loading take, for `.ci/instructions`.

#![allow(
    missing_docs,
    unused_qualifications,
    elided_lifetimes_in_paths,
    clippy::pedantic,
    reason = "what gungraun generates"
)]

use benches::{contenders, machines};
use gungraun::{library_benchmark, library_benchmark_group, main};
use migration::{
    bql::{self, BqlGuard},
    Machine,
};
use std::hint::black_box;

/// What std takes the keys of its hash maps from: the same ones in each run, so that the counts are the same.
#[no_mangle]
unsafe extern "C" fn getrandom(buffer: *mut u8, len: usize, _flags: u32) -> isize {
    // SAFETY: the caller promises room for so many bytes.
    unsafe { buffer.write_bytes(0, len) };
    len as isize
}

/// Something that has run before, by someone who holds the big lock.
struct Warm<T> {
    value: T,
    _bql: BqlGuard,
}

fn case(name: &str) -> Warm<contenders::Case> {
    let cases = contenders::of_library();
    let mut value = cases.into_iter().find(|case| format!("{case:?}") == name).expect("a name of a case");
    let bql = bql::lock();
    (value.run)(2);
    Warm { value, _bql: bql }
}

#[library_benchmark]
#[bench::uart_save_engine(case("uart save engine"))]
#[bench::uart_save_migratable(case("uart save migratable"))]
#[bench::uart_load_engine(case("uart load engine"))]
#[bench::uart_load_migratable(case("uart load migratable"))]
#[bench::timers_save_engine(case("timers save engine"))]
#[bench::timers_save_migratable(case("timers save migratable"))]
#[bench::timers_load_engine(case("timers load engine"))]
#[bench::timers_load_migratable(case("timers load migratable"))]
#[bench::nic_save_engine(case("nic save engine"))]
#[bench::nic_save_migratable(case("nic save migratable"))]
#[bench::nic_load_engine(case("nic load engine"))]
#[bench::nic_load_migratable(case("nic load migratable"))]
#[bench::mixed_save_engine(case("mixed save engine"))]
#[bench::mixed_save_migratable(case("mixed save migratable"))]
#[bench::mixed_load_engine(case("mixed load engine"))]
#[bench::mixed_load_migratable(case("mixed load migratable"))]
fn device(mut warm: Warm<contenders::Case>) -> Warm<contenders::Case> {
    (warm.value.run)(1);
    warm
}

/// A machine, a stream of its, and room for another.
type Streams = (Machine<'static>, Vec<u8>, Vec<u8>);

fn machine(describes_itself: bool) -> Warm<Streams> {
    let machine = machines::machine(100, describes_itself).unwrap();
    let bql = bql::lock();
    let stream = machine.save().unwrap();
    machine.load(&stream).unwrap();
    let room = Vec::with_capacity(stream.len());
    Warm { value: (machine, stream, room), _bql: bql }
}

#[library_benchmark]
#[bench::bare(machine(false))]
#[bench::described(machine(true))]
fn machine_save(mut warm: Warm<Streams>) -> Warm<Streams> {
    let (machine, _, room) = &mut warm.value;
    machine.save_into(black_box(room)).unwrap();
    warm
}

#[library_benchmark]
#[bench::bare(machine(false))]
#[bench::described(machine(true))]
fn machine_load(warm: Warm<Streams>) -> Warm<Streams> {
    let (machine, stream, _) = &warm.value;
    machine.load(black_box(stream)).unwrap();
    warm
}

library_benchmark_group!(name = counts, benchmarks = [device, machine_save, machine_load]);
main!(library_benchmark_groups = counts);
