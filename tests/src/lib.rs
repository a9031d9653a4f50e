//! What the integration tests share.

pub mod board;
#[cfg(feature = "bindings")]
pub mod c_abi;
pub mod counting;
pub mod every;
pub mod golden;
mod hex;
mod json;
pub mod qemu;
mod random;
pub mod reference;
pub mod uart;

pub use hex::hex;
pub use json::object;
pub use random::Random;
