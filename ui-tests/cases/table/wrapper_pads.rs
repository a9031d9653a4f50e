use migration::{impl_vmstate_transparent, VMState};

#[repr(C, align(16))]
struct Padded<T>(T);
impl_vmstate_transparent!(unsafe Padded<T> where T: VMState);

fn main() {
    assert_eq!(<Padded<[u8; 6]> as VMState>::BASE.num, 6);
}
