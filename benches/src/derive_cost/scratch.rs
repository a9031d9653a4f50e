//! A workspace in a folder of its own, which goes away with it.

use super::sources::Flavour;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The workspace, whose packages take their dependencies from this one.
pub struct Scratch {
    folder: TempDir,
    packages: Vec<String>,
}

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

impl Scratch {
    /// An empty workspace, with the versions that are locked here.
    pub fn new() -> io::Result<Self> {
        let folder = TempDir::new()?;
        for file in ["Cargo.lock", "rust-toolchain.toml"] {
            fs::copy(Path::new(ROOT).join(file), folder.path().join(file))?;
        }
        Ok(Self { folder, packages: Vec::new() })
    }

    /// The main file of a package.
    fn file(&self, package: &str, is_program: bool) -> PathBuf {
        self.folder.path().join(package).join("src").join(if is_program { "main.rs" } else { "lib.rs" })
    }

    /// Adds a package.
    pub fn add(&mut self, package: &str, flavour: &Flavour, is_program: bool, source: &str) -> io::Result<()> {
        fs::create_dir_all(self.folder.path().join(package).join("src"))?;
        fs::write(self.file(package, is_program), source)?;
        let dependencies: String = flavour.dependencies.split_whitespace().map(dependency).collect();
        fs::write(
            self.folder.path().join(package).join("Cargo.toml"),
            format!("[package]\nname = \"{package}\"\nedition = \"2021\"\n\n[dependencies]\n{dependencies}"),
        )?;
        self.packages.push(format!("{package:?}"));
        let members = self.packages.join(", ");
        fs::write(
            self.folder.path().join("Cargo.toml"),
            format!("[workspace]\nresolver = \"2\"\nmembers = [{members}]\n"),
        )
    }

    /// Runs Cargo, and returns what it prints.
    fn cargo(&self, arguments: &[&str], unstable: bool) -> io::Result<Vec<u8>> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["--offline", "--quiet"]).args(arguments).current_dir(self.folder.path());
        cargo.env("CARGO_TARGET_DIR", self.folder.path().join("target"));
        // What an incremental build leaves out is what is measured here.
        cargo.env("CARGO_INCREMENTAL", "0");
        if unstable {
            cargo.env("RUSTC_BOOTSTRAP", "1");
        }
        let output = cargo.output()?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
        }
    }

    /// How long it takes to check a package alone: its dependencies must have been checked before.
    pub fn check(&self, package: &str) -> io::Result<Duration> {
        let file = self.file(package, false);
        fs::write(&file, fs::read(&file)?)?;
        let begin = Instant::now();
        self.cargo(&["check", "-p", package], false)?;
        Ok(begin.elapsed())
    }

    /// How many bytes of source a package is when all macros are expanded.
    pub fn expanded_len(&self, package: &str) -> io::Result<usize> {
        let arguments = ["rustc", "-p", package, "--profile=check", "--lib", "--", "-Zunpretty=expanded"];
        // A compiler that takes unstable options checks the dependencies anew.
        let stdout = self.cargo(&arguments, true);
        Ok(stdout?.len())
    }

    /// How many bytes of machine code, and of constants, a program has.
    pub fn code_and_constants(&self, package: &str) -> io::Result<(usize, usize)> {
        self.cargo(&["build", "--release", "-p", package], false)?;
        let program = self.folder.path().join("target/release").join(package);
        let output = Command::new("size").arg("-A").arg(&program).output()?;
        let listing = String::from_utf8_lossy(&output.stdout).into_owned();
        let of = |wanted: &str| -> usize {
            let mut lines = listing.lines().map(str::split_whitespace);
            lines.find_map(|mut words| (words.next() == Some(wanted)).then(|| words.next()?.parse().ok())?).unwrap_or(0)
        };
        Ok((of(".text"), of(".rodata") + of(".data.rel.ro")))
    }
}

/// A line of Cargo.toml.
fn dependency(name: &str) -> String {
    match name {
        "migration" => format!("migration = {{ path = \"{ROOT}/migration\" }}\n"),
        "serde" => "serde = { version = \"1\", features = [\"derive\"] }\n".into(),
        "bincode" => "bincode = \"2\"\n".into(),
        other => format!("{other} = \"1\"\n"),
    }
}
