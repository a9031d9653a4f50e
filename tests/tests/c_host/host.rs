//! The C host: how it is built, and what it answers.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, PoisonError},
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

/// Which QEMU the host is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// 10.2 and later, as the committed bindings are.
    WithErrors,
    /// 10.0, where hooks, and the functions that load and save, have no error objects.
    WithoutErrors,
}

impl Layout {
    fn target(self) -> PathBuf {
        target().join(match self {
            Self::WithErrors => "with",
            Self::WithoutErrors => "without",
        })
    }

    /// Where `vmstate.h` of this layout is.
    fn include(self) -> PathBuf {
        let migration = folder().join("../../migration");
        if self == Self::WithErrors {
            return migration.join("include");
        }
        let include = self.target().join("include");
        fs::create_dir_all(&include).expect("there is room for a header");
        let header = fs::read_to_string(migration.join("include/vmstate.h")).expect("the header is there");
        let without: Vec<&str> = header.lines().filter(|line| !line.contains("_errp)(")).collect();
        let without = without.join("\n").replace("JSONWriter *vmdesc, Error **errp", "JSONWriter *vmdesc");
        let without = without.replace("int version_id, Error **errp", "int version_id");
        assert_eq!(header.lines().count() - without.lines().count(), 3, "three hooks have such a form");
        fs::write(include.join("vmstate.h"), without + "\n").expect("there is room for a header");
        include
    }

    /// The static library of the devices, with feature `qemu`.
    pub fn library(self) -> PathBuf {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--release", "--locked", "--no-default-features"]);
        cargo.arg("--manifest-path").arg(folder().join("devices/Cargo.toml")).arg("--target-dir").arg(self.target());
        // What this test itself is built with, a sanitizer say, is not for a program that C links.
        for flags in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(flags);
        }
        if self == Self::WithErrors {
            cargo.args(["--features", "qemu"]);
        } else {
            self.include();
            let bindings = migration_tests::c_abi::of_our_header(&self.target()).expect("bindgen reads the header");
            let file = self.target().join("vmstate.rs");
            // The same file again would have the library built again.
            if fs::read_to_string(&file).ok().as_ref() != Some(&bindings) {
                fs::write(&file, bindings).expect("there is room for the bindings");
            }
            cargo.args(["--features", "qemu-bindings"]).env("MIGRATION_QEMU_BINDINGS", &file);
        }
        run(&mut cargo);
        self.target().join("release/libhost_devices.a")
    }

    /// The program.
    fn program(self) -> PathBuf {
        static BUILT: Mutex<Vec<(Layout, PathBuf)>> = Mutex::new(Vec::new());
        let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, program)) = built.iter().find(|(layout, _)| *layout == self) {
            return program.clone();
        }
        let library = self.library();
        let mut sources: Vec<PathBuf> =
            fs::read_dir(folder()).expect("the host's sources are there").map(|entry| entry.unwrap().path()).collect();
        sources.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
        sources.sort();
        let triple = format!("{}-unknown-linux-gnu", env::consts::ARCH);
        let mut compiler = cc::Build::new();
        compiler
            .cargo_metadata(false)
            .target(&triple)
            .host(&triple)
            .opt_level(1)
            .debug(true)
            .warnings_into_errors(true)
            .flag("-std=gnu11")
            .include(folder())
            .include(self.include())
            .out_dir(self.target());
        if self == Self::WithoutErrors {
            compiler.define("WITHOUT_ERRP", None);
        }
        // A program of its own for each process, as others may run theirs.
        let program = self.target().join(format!("host-{}", std::process::id()));
        let mut link = compiler.get_compiler().to_command();
        run(link.args(sources).arg(library).args(SYSTEM_LIBRARIES).arg("-o").arg(&program));
        built.push((self, program.clone()));
        program
    }
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
        Self::start_as(Layout::WithErrors, &[])
    }

    /// Starts a host of this layout, as an argument of this command if there is one.
    pub fn start_as(layout: Layout, command: &[&str]) -> Self {
        let mut words = command.iter().copied().map(PathBuf::from).chain([layout.program()]);
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
