//! The C host: how it is built, and what it answers.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::OnceLock,
};

/// What a static library of Rust's needs of a Linux system: `rustc --print native-static-libs`.
const SYSTEM_LIBRARIES: [&str; 6] = ["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("host")
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/host")
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The static library of the devices, with feature `qemu`.
pub fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--release", "--locked", "--no-default-features", "--features", "qemu"]);
        cargo.arg("--manifest-path").arg(folder().join("devices/Cargo.toml")).arg("--target-dir").arg(target());
        // What this test itself is built with, a sanitizer say, is not for a program that C links.
        for flags in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(flags);
        }
        run(&mut cargo);
        target().join("release/libhost_devices.a")
    })
}

/// The program.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut sources: Vec<PathBuf> =
            fs::read_dir(folder()).expect("the host's sources are there").map(|entry| entry.unwrap().path()).collect();
        sources.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
        sources.sort();
        let out = target().join("c");
        fs::create_dir_all(&out).expect("there is room for the program");
        let triple = format!("{}-unknown-linux-gnu", env::consts::ARCH);
        let compiler = cc::Build::new()
            .cargo_metadata(false)
            .target(&triple)
            .host(&triple)
            .opt_level(1)
            .debug(true)
            .warnings_into_errors(true)
            .flag("-std=gnu11")
            .include(folder())
            .include(folder().join("../../migration/include"))
            .out_dir(&out)
            .get_compiler();
        // A program of its own for each process, as others may run theirs.
        let program = out.join(format!("host-{}", std::process::id()));
        let mut link = compiler.to_command();
        run(link.args(sources).arg(library()).args(SYSTEM_LIBRARIES).arg("-o").arg(&program));
        program
    })
}

/// A running host.
pub struct Host {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// What the host says to one order.
#[derive(Debug, Default)]
pub struct Answer(BTreeMap<String, String>);

impl Answer {
    /// The value of this name, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether the operation succeeded, after nothing happened that would end QEMU.
    #[track_caller]
    pub fn is_success(&self) -> bool {
        assert!(!self.get("shown").contains("ABORT"), "{self:?}");
        self.get("status") == "0"
    }

    /// All that was said about a failure.
    pub fn said(&self) -> String {
        format!("{} {}", self.get("message"), self.get("shown"))
    }

    /// The bytes that were saved, or those that would be saved after a load.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        let hex = self.get(name);
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits")).collect()
    }
}

impl Host {
    /// Starts a host.
    pub fn start() -> Self {
        Self::start_under(&[])
    }

    /// Starts a host as an argument of this command.
    pub fn start_under(command: &[&str]) -> Self {
        let mut words = command.iter().copied().map(PathBuf::from).chain([program().to_owned()]);
        let first = words.next().expect("the program is one");
        let mut child = Command::new(first)
            .args(words)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the host starts");
        let orders = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("the output is a pipe"));
        Self { child, orders, answers }
    }

    fn ask(&mut self, order: &str) -> Answer {
        let orders = self.orders.as_mut().expect("the host is not done");
        orders.write_all(order.as_bytes()).and_then(|()| orders.write_all(b"\n")).expect("the host listens");
        let mut answer = Answer::default();
        loop {
            let mut line = Vec::new();
            let length = self.answers.read_until(b'\n', &mut line).expect("the host answers");
            assert!(length > 0, "the host ends: {order}");
            // A message may have names in it that came from the stream.
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches('\n');
            if line == "." {
                return answer;
            }
            let (name, value) = line.split_once(' ').expect("a name and a value");
            answer.0.insert(name.to_owned(), value.to_owned());
        }
    }

    pub fn save(&mut self, device: usize, seed: u64, fault: &str) -> Answer {
        self.ask(&format!("save {device} {seed} {fault}"))
    }

    pub fn load(&mut self, device: usize, seed: u64, version: u8, fault: &str, bytes: &[u8]) -> Answer {
        let mut order = format!("load {device} {seed} {version} {fault} ");
        for byte in bytes {
            let _ = write!(order, "{byte:02x}");
        }
        self.ask(&order)
    }

    /// How many allocations of Rust's there are.
    pub fn allocations(&mut self) -> usize {
        self.ask("allocations").get("allocations").parse().expect("a number")
    }

    /// Lets the host end, and looks whether it was content.
    pub fn end(mut self) {
        drop(self.orders.take());
        let status = self.child.wait().expect("the host ends");
        assert!(status.success(), "{status}");
    }
}
