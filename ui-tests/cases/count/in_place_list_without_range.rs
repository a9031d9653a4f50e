use migration::{List, VMState};

#[derive(Default, VMState)]
struct Request {
    sector: u32,
}

#[derive(VMState)]
struct Disk {
    waiting: List<Request>,
    #[vmstate(range = 1..)]
    done: List<Request>,
}

fn main() {}
