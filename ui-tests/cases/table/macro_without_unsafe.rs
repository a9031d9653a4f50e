use migration::bindings::VMStateDescription;
use migration::{
    impl_vmstate_bitsized, impl_vmstate_c_struct, impl_vmstate_pointer, impl_vmstate_transparent, VMState,
};

struct Register(bool);
impl_vmstate_bitsized!(Register);

struct Wrapper<T>(T);
impl_vmstate_transparent!(Wrapper<T> where T: VMState);

struct Pointer<T>(*mut T);
impl_vmstate_pointer!(Pointer<T> where T: VMState);

struct Clock(u64);
extern "C" {
    static VMSTATE_CLOCK: VMStateDescription;
}
impl_vmstate_c_struct!(Clock, VMSTATE_CLOCK);

fn main() {}
