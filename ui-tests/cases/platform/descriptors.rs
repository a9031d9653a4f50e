use migration::ToMigrationState;

use std::{fs::File, os::fd::{OwnedFd, RawFd}};

#[derive(ToMigrationState)]
struct Uart {
    socket: OwnedFd,
    number: RawFd,
    log: File,
}

fn main() {}
