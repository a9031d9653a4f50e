//! Devices in the style of QEMU's Rust devices, with [`imports`] in place of its crates. What is not QEMU's form says so;
//! `Describe` stands for `DeviceImpl`.

mod imports;
mod motor;
mod spi;
mod watchdog;
