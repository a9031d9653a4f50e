use migration::{bql::BqlCell, VMState};
use std::{
    cell::RefCell,
    sync::{Arc, Mutex},
};

#[derive(VMState)]
struct Uart {
    position: BqlCell<usize>,
    name: String,
    target: *const u8,
    callback: fn(u8),
    shared: Arc<Mutex<u8>>,
    maybe: Option<u8>,
    elements: Vec<u8>,
    cell: RefCell<u8>,
    pair: (u8, u8),
}

fn main() {}
