//! The C function of a test follows whatever pointer it is given.
use migration::vmstate_exist_fn;

struct Uart {
    enabled: bool,
}

fn is_enabled(uart: &Uart, _version_id: u8) -> bool {
    uart.enabled
}

fn main() {
    let test = vmstate_exist_fn!(Uart, is_enabled).unwrap();
    test(core::ptr::null_mut(), 1);
}
