//! A stopped QEMU machine and how to start one.

use std::fs;
use std::io::Write;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use serde_json::{json, Value};

use super::process::{scratch_folder, Process};
use super::qmp::{Qmp, QmpError};
use super::qtest::Qtest;
use super::release::{Release, Target};
use super::wait::{poll, TIMEOUT};

/// A PC whose processor stops at its first instruction: even when it runs, only the test and time change a device.
const HALT: u8 = 0xf4;
/// What a PC's firmware has at least.
const FIRMWARE_SIZE: usize = 0x1_0000;

/// What to start: a release, a machine type, more arguments.
///
/// By default the release's newest `virt`, or `pc`, with 1 MiB of memory, no default devices, and a serial port that drops
/// what is written to it.
///
/// The machine type is part of a stream: the stream's name must be the machine's (`virt-10.0`, `virt-7.2`), a beginning
/// of it, or empty. A whole machine of A-profile, `virt` among them, does not move between these releases, because its
/// emulated processor has other registers in each; single devices do.
#[derive(Clone, Debug)]
pub struct Builder {
    pub(super) release: Release,
    target: Target,
    machine_type: String,
    serial: Serial,
    arguments: Vec<String>,
}

/// The far end of the first serial port.
#[derive(Clone, Debug)]
enum Serial {
    Socket,
    Named(String),
}

impl Builder {
    fn new(release: Release, target: Target, machine_type: &str) -> Self {
        let serial = Serial::Named("null".to_owned());
        Self { release, target, machine_type: machine_type.to_owned(), serial, arguments: Vec::new() }
    }

    /// Takes another machine type, as for QEMU's `-M`, properties included.
    pub fn machine_type(mut self, machine_type: &str) -> Self {
        machine_type.clone_into(&mut self.machine_type);
        self
    }

    /// Connects the first serial port to the test: see [`Machine::type_serial`].
    pub fn serial_socket(mut self) -> Self {
        self.serial = Serial::Socket;
        self
    }

    /// Connects the first serial port to something else, as for QEMU's `-serial`.
    pub fn serial(mut self, backend: &str) -> Self {
        self.serial = Serial::Named(backend.to_owned());
        self
    }

    /// Adds one argument to the command line, after all others.
    pub fn arg(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Starts the machine, stopped before its first instruction.
    ///
    /// # Panics
    ///
    /// When QEMU is not there, is another release, or does not start.
    pub fn start(&self) -> Machine {
        let folder = scratch_folder();
        let mut command = self.release.command(self.target);
        // With no guest code running, only the test changes a device.
        command.args(["-S", "-nodefaults", "-display", "none", "-accel", "tcg"]);
        command.args(["-M", &self.machine_type, "-m", "1M"]);
        // QEMU connects to us: so it needs no polling for sockets that it has yet to make.
        let qmp = Listener::bind(&folder.path().join("qmp"));
        let qtest = Listener::bind(&folder.path().join("qtest"));
        command.args(["-qmp", &qmp.argument, "-qtest", &qtest.argument]);
        // By default all qtest traffic goes to the error output.
        command.args(["-qtest-log", "/dev/null"]);
        let (serial, backend) = match &self.serial {
            Serial::Socket => {
                let socket = Listener::bind(&folder.path().join("serial"));
                let argument = socket.argument.clone();
                (Some(socket), argument)
            }
            Serial::Named(backend) => (None, backend.clone()),
        };
        command.args(["-serial", &backend]);
        if self.target == Target::X86_64 {
            let firmware = folder.path().join("firmware");
            fs::write(&firmware, vec![HALT; FIRMWARE_SIZE]).expect("a firmware in the scratch folder");
            command.arg("-bios").arg(firmware);
        }
        command.args(&self.arguments);

        let mut process = Process::start(command, folder);
        let serial = serial.map(|socket| socket.accept(&mut process, "serial port"));
        let qmp = qmp.accept(&mut process, "QMP");
        let qtest = qtest.accept(&mut process, "qtest");
        let qmp = Qmp::handshake(qmp).unwrap_or_else(|error| process.fail(&format!("QMP handshake: {error}")));
        Machine { qmp, qtest: Qtest::new(qtest, process.errors().clone()), serial, process, release: self.release }
    }
}

/// A QEMU process whose machine stands still. Dropping it ends the process.
#[derive(Debug)]
pub struct Machine {
    qmp: Qmp,
    qtest: Qtest,
    serial: Option<UnixStream>,
    pub(super) process: Process,
    release: Release,
}

impl Machine {
    /// What to start, to be changed before [`Builder::start`], [`Builder::load`] or [`Builder::start_incoming`].
    pub fn builder(release: Release) -> Builder {
        Builder::new(release, Target::Aarch64, "virt")
    }

    /// The same for a PC: an HPET, an i8254, an MC146818 and a 16550 among others. Its real-time clock starts at
    /// 2006-06-17 16:01:21 and follows the machine's clock, not the host's.
    pub fn pc(release: Release) -> Builder {
        Builder::new(release, Target::X86_64, "pc").arg("-rtc").arg("base=2006-06-17T16:01:21,clock=vm")
    }

    /// The release that runs.
    pub fn release(&self) -> Release {
        self.release
    }

    /// The control connection.
    pub fn qmp(&mut self) -> &mut Qmp {
        &mut self.qmp
    }

    /// The connection to memory and device registers.
    pub fn qtest(&mut self) -> &mut Qtest {
        &mut self.qtest
    }

    /// All that QEMU has written to its error output so far.
    pub fn errors(&self) -> String {
        self.process.errors().text()
    }

    /// Runs one QMP command and returns its result.
    ///
    /// # Panics
    ///
    /// When QEMU refuses it, does not answer, or ends.
    pub fn execute(&mut self, command: &str, arguments: &Value) -> Value {
        match self.qmp.execute(command, arguments) {
            Ok(result) => result,
            Err(error) => self.fail_qmp(&format!("QMP {command} {arguments}"), &error),
        }
    }

    /// Waits for a QMP event and returns its data.
    ///
    /// # Panics
    ///
    /// When it does not come within [`TIMEOUT`], or QEMU ends.
    pub fn wait_event(&mut self, name: &str) -> Value {
        match self.qmp.wait_event(name) {
            Ok(data) => data,
            Err(error) => self.fail_qmp(&format!("waiting for the QMP event {name}"), &error),
        }
    }

    /// Asks `condition` again and again until it holds; `what` names it in the message.
    ///
    /// # Panics
    ///
    /// When it does not hold within [`TIMEOUT`].
    pub fn wait_until(&mut self, what: &str, mut condition: impl FnMut(&mut Qtest) -> bool) {
        if poll(|| condition(&mut self.qtest).then_some(())).is_none() {
            self.fail(&format!("{what}: not within {TIMEOUT:?}"));
        }
    }

    /// Runs the machine until `condition` holds, and then stops it again.
    ///
    /// # Panics
    ///
    /// As [`wait_until`](Self::wait_until).
    pub fn run_until(&mut self, what: &str, condition: impl FnMut(&mut Qtest) -> bool) {
        self.execute("cont", &json!({}));
        self.wait_until(what, condition);
        self.execute("stop", &json!({}));
    }

    /// Sends characters to the first serial port. The device takes them some time later: see [`Machine::wait_until`].
    ///
    /// # Panics
    ///
    /// When the machine was built without [`Builder::serial_socket`].
    pub fn type_serial(&mut self, characters: &[u8]) {
        let serial = self.serial.as_mut();
        let result = serial.expect("a machine built with `serial_socket`").write_all(characters);
        if let Err(error) = result {
            self.fail(&format!("sending {characters:?} to the serial port: {error}"));
        }
    }

    /// The machine's state, such as `prelaunch`, `paused`, `inmigrate` or `postmigrate`.
    ///
    /// # Panics
    ///
    /// When QEMU does not answer.
    pub fn run_state(&mut self) -> String {
        let answer = self.execute("query-status", &json!({}));
        answer["status"].as_str().unwrap_or_default().to_owned()
    }

    fn fail_qmp(&mut self, awaited: &str, error: &QmpError) -> ! {
        if let QmpError::Closed(_) = error {
            // The last words of a process that is ending are still to come.
            let _ended = poll(|| self.process.exit_status());
        }
        self.fail(&format!("{awaited}: {error}"))
    }

    /// Gives up, with all that is known about the process.
    pub(super) fn fail(&mut self, fault: &str) -> ! {
        self.process.fail(fault)
    }

    /// The migration's state, and all that QEMU says about it; an error when QEMU has ended.
    pub(super) fn migration(&mut self) -> Result<(String, Value), QmpError> {
        let answer = self.qmp.execute("query-migrate", &json!({}))?;
        let status = answer["status"].as_str().unwrap_or("none").to_owned();
        Ok((status, answer))
    }
}

struct Listener {
    listener: UnixListener,
    argument: String,
}

impl Listener {
    fn bind(path: &Path) -> Self {
        let listener =
            UnixListener::bind(path).unwrap_or_else(|error| panic!("cannot listen on {}: {error}", path.display()));
        listener.set_nonblocking(true).expect("a listener that does not block");
        Self { listener, argument: format!("unix:{}", path.display()) }
    }

    fn accept(self, process: &mut Process, purpose: &str) -> UnixStream {
        let accepted = poll(|| match self.listener.accept() {
            Ok((stream, _)) => Some(Some(stream)),
            Err(_) => process.exit_status().map(|_| None),
        });
        let Some(Some(stream)) = accepted else {
            process.fail(&format!(
                "starting QEMU: no {purpose} connection within {TIMEOUT:?}, or before the process ended"
            ));
        };
        stream.set_nonblocking(false).expect("a stream that blocks");
        stream.set_write_timeout(Some(TIMEOUT)).expect("a write timeout");
        stream
    }
}
