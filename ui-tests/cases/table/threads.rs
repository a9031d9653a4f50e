//! What belongs to one thread stays there, and what is changed through a shared reference without a lock is not shared.

use std::{cell::RefCell, rc::Rc};

use migration::{
    bql::{BqlCell, BqlGuard, BqlRef, BqlRefMut},
    kinds::{Decoder, Encoder},
    List, Machine, Migratable, Presence, Varray,
};

fn send<T: Send>() {}
fn share<T: Sync>() {}

fn main() {
    send::<BqlGuard>();
    share::<BqlRef<'static, u8>>();
    share::<BqlRefMut<'static, u8>>();
    share::<BqlCell<Rc<u8>>>();
    send::<Encoder<'static>>();
    send::<Decoder<'static>>();
    send::<Machine<'static>>();
    share::<Migratable<RefCell<u8>>>();
    share::<Presence>();
    share::<Varray<u8, 3>>();
    send::<Varray<Rc<u8>, 3>>();
    send::<List<Rc<u8>>>();
}
