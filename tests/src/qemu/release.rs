//! Which QEMU programs there are, and where.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A processor that QEMU emulates, each by a program of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `qemu-system-aarch64`
    Aarch64,
    /// `qemu-system-x86_64`
    X86_64,
}

impl Target {
    const fn program(self) -> &'static str {
        match self {
            Self::Aarch64 => "qemu-system-aarch64",
            Self::X86_64 => "qemu-system-x86_64",
        }
    }
}

/// A release of QEMU that the tests talk to.
///
/// | release | program | other program |
/// | --- | --- | --- |
/// | `V7_2` | `qemu-system-aarch64` in `PATH` | environment variable `QEMU_7_2` |
/// | `V10_0` | `/opt/qemu-10.0/usr/bin/qemu-system-aarch64` | `QEMU_10_0`; or `QEMU_10_0_ROOT` for another folder than `/opt/qemu-10.0` |
///
/// The program of another [`Target`] is looked for beside this one. `.ci/install` puts all in place on Debian 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// QEMU 7.2, of Debian 12.
    V7_2,
    /// QEMU 10.0, of Debian 13 and of Debian 12's backports.
    V10_0,
}

impl Release {
    /// Every release, oldest first.
    pub const ALL: [Self; 2] = [Self::V7_2, Self::V10_0];

    /// Major and minor number, as in `7.2`.
    ///
    /// ```
    /// use migration_tests::qemu::Release;
    /// assert_eq!(Release::V10_0.number(), "10.0");
    /// ```
    pub fn number(self) -> &'static str {
        match self {
            Self::V7_2 => "7.2",
            Self::V10_0 => "10.0",
        }
    }

    /// Path of the program, or its name to be found in `PATH`. Nothing is checked.
    pub fn binary(self, target: Target) -> PathBuf {
        let arm = self.arm_binary();
        match target {
            Target::Aarch64 => arm,
            Target::X86_64 => arm.with_file_name(target.program()),
        }
    }

    fn arm_binary(self) -> PathBuf {
        let program = Target::Aarch64.program();
        match self {
            Self::V7_2 => env::var_os("QEMU_7_2").map_or_else(|| program.into(), PathBuf::from),
            Self::V10_0 => {
                if let Some(binary) = env::var_os("QEMU_10_0") {
                    return binary.into();
                }
                let root = env::var_os("QEMU_10_0_ROOT").unwrap_or("/opt/qemu-10.0".into());
                Path::new(&root).join("usr/bin").join(program)
            }
        }
    }

    /// A command that starts the program with its own firmware.
    ///
    /// # Panics
    ///
    /// When the program cannot be run or is another release.
    pub fn command(self, target: Target) -> Command {
        static CHECKS: [[OnceLock<Result<(), String>>; 2]; 2] = [const { [const { OnceLock::new() }; 2] }; 2];
        let binary = self.binary(target);
        if let Err(fault) = CHECKS[self as usize][target as usize].get_or_init(|| self.check(&binary)) {
            panic!("{fault}");
        }
        let mut command = Command::new(&binary);
        // A program that was unpacked outside /usr looks for its firmware inside /usr.
        let firmware = binary.parent().map(|folder| folder.join("../share/qemu")).filter(|folder| folder.is_dir());
        if let Some(firmware) = firmware {
            command.arg("-L").arg(firmware);
        }
        command
    }

    fn check(self, binary: &Path) -> Result<(), String> {
        let number = self.number();
        let hint = format!("Run .ci/install, or name the program of QEMU {number} in {}", self.variable());
        let shown = binary.display();
        let output = Command::new(binary)
            .arg("--version")
            .output()
            .map_err(|error| format!("QEMU {number}: cannot run {shown}: {error}. {hint}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        if text.starts_with(&format!("QEMU emulator version {number}.")) {
            return Ok(());
        }
        Err(format!(
            "QEMU {number}: {shown} --version says {:?} {:?}. {hint}",
            text.lines().next().unwrap_or_default(),
            String::from_utf8_lossy(&output.stderr),
        ))
    }

    fn variable(self) -> &'static str {
        match self {
            Self::V7_2 => "QEMU_7_2",
            Self::V10_0 => "QEMU_10_0",
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QEMU {}", self.number())
    }
}
