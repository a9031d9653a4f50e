//! What C calls follows the pointer that it is given.

use migration::vmstate_exist_fn;

struct Timer {
    count: u32,
}

fn is_running(timer: &Timer, _version_id: u8) -> bool {
    timer.count != 0
}

fn main() {
    let exists = vmstate_exist_fn!(Timer, is_running).unwrap();
    exists(core::ptr::null_mut(), 1);
}
