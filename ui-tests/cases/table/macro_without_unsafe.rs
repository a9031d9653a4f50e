use migration::{impl_vmstate_bitsized, impl_vmstate_pointer, impl_vmstate_transparent, VMState};

struct Register(bool);
impl_vmstate_bitsized!(Register);

struct Wrapper<T>(T);
impl_vmstate_transparent!(Wrapper<T> where T: VMState);

struct Pointer<T>(*mut T);
impl_vmstate_pointer!(Pointer<T> where T: VMState);

fn main() {}
