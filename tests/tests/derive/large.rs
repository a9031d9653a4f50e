//! Shadows that do not fit on the stack.

use std::{
    sync::Mutex,
    thread::{self, Builder},
};

use migration::{load_state, save_state, ToMigrationState, ToMigrationStateShared};

const LARGE: usize = 4 << 20;
const SMALL_STACK: usize = 128 << 10;

fn on_a_stack_of<R: Send>(bytes: usize, run: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| Builder::new().stack_size(bytes).spawn_scoped(scope, run).unwrap().join().unwrap())
}

#[derive(ToMigrationState)]
#[migration_state(name = "ram")]
struct Ram {
    used: u32,
    bytes: Box<[u8; LARGE]>,
}

fn filled(byte: u8) -> Box<[u8; LARGE]> {
    vec![byte; LARGE].try_into().unwrap()
}

#[test]
fn a_large_array_in_a_box_loads_on_a_small_stack() {
    let saved = save_state(&Mutex::new(Ram { used: 5, bytes: filled(6) })).unwrap();
    let ram = Mutex::new(Ram { used: 0, bytes: filled(0) });
    on_a_stack_of(SMALL_STACK, || load_state(&ram, &saved, 1)).unwrap();
    let ram = ram.into_inner().unwrap();
    assert_eq!(ram.used, 5);
    assert!(ram.bytes.iter().all(|byte| *byte == 6));
}

#[derive(ToMigrationState)]
struct Page {
    number: u32,
    bytes: [u8; 4096],
}

#[derive(ToMigrationState)]
struct Memory {
    used: u32,
    pages: [Page; LARGE / 4096],
    last: [u8; LARGE],
}

#[test]
fn a_large_shadow_is_restored_and_taken_where_it_lies() {
    let (device, mut shadow) = on_a_stack_of(64 * LARGE, || {
        let memory = |byte: u8| Memory {
            used: byte.into(),
            pages: core::array::from_fn(|_| Page { number: byte.into(), bytes: [byte; 4096] }),
            last: core::array::from_fn(|_| byte),
        };
        (Box::new(Mutex::new(memory(0))), Box::new(memory(7)).to_migration_state().unwrap())
    });
    let mut restored = on_a_stack_of(SMALL_STACK, || {
        device.restore_shared_from(&mut shadow, 1).unwrap();
        device.snapshot_migration_state(&mut shadow).unwrap();
        device
    });
    let memory = restored.get_mut().unwrap();
    assert_eq!((memory.used, memory.pages[3].number), (7, 7));
    assert!(memory.pages.iter().all(|page| page.bytes == [7; 4096]));
    assert!(memory.last.iter().all(|byte| *byte == 7));
}
