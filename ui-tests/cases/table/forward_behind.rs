//! The field to forward to does not lie where the struct begins.
use migration::impl_vmstate_forward;

// The compiler puts the wider field first.
struct Pair(u8, u64);
impl_vmstate_forward!(Pair);

fn main() {
    let _ = Pair(1, 2);
    let _ = <Pair as migration::VMState>::BASE;
}
