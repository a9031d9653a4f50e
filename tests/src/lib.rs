//! What the integration tests share.

pub mod golden;
mod hex;
pub mod qemu;
mod random;
pub mod uart;

pub use hex::hex;
pub use random::Random;
