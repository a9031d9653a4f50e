//! Whole migrations, over a file and over TCP.

use std::fmt;
use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::Path;

use serde_json::json;

use super::incoming::Incoming;
use super::machine::{Builder, Machine};
use super::qmp::QmpError;
use super::release::Release;
use super::wait::{poll, TIMEOUT};

/// How a stream travels between the test and QEMU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A file in the scratch folder: `file:` in QEMU 10.0, `exec:cat` in 7.2, which has no `file:`.
    File,
    /// A TCP connection on 127.0.0.1, on a port that is free.
    Tcp,
}

impl Transport {
    /// Every transport.
    pub const ALL: [Self; 2] = [Self::File, Self::Tcp];
}

/// QEMU has refused a stream and has ended, as it does then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// QEMU's error output: several lines, of which the last begins with `load of migration failed` after the
    /// program's name.
    pub errors: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QEMU refused the stream:\n{}", self.errors)
    }
}

impl std::error::Error for Refused {}

impl Builder {
    /// Starts a machine and loads a whole stream into it. The machine then stands still, whatever the stream says.
    ///
    /// # Panics
    ///
    /// When QEMU neither loads nor refuses the stream: it hangs, or crashes.
    pub fn load(&self, stream: &[u8], transport: Transport) -> Result<Machine, Refused> {
        if transport == Transport::Tcp {
            let mut incoming = self.start_incoming();
            incoming.send(stream);
            return incoming.close();
        }
        let mut machine = self.start_deferred();
        let file = machine.process.path("incoming");
        fs::write(&file, stream).expect("a stream in the scratch folder");
        let uri = match self.release {
            Release::V7_2 => format!("exec:cat {}", quoted(&file)),
            Release::V10_0 => format!("file:{}", file.display()),
        };
        let answer = machine.qmp().execute("migrate-incoming", &json!({ "uri": uri }));
        match answer {
            // A stream that is refused at once ends QEMU before it answers.
            Ok(_) | Err(QmpError::Closed(_)) => machine.loaded(),
            Err(error) => machine.fail(&format!("QMP migrate-incoming {uri}: {error}")),
        }
    }

    /// Starts a machine that waits for `migrate-incoming`.
    pub(super) fn start_deferred(&self) -> Machine {
        self.clone().arg("-incoming").arg("defer").start()
    }

    /// Starts a machine that takes a stream over TCP, piece by piece.
    ///
    /// # Panics
    ///
    /// When QEMU does not start or does not listen.
    pub fn start_incoming(&self) -> Incoming {
        Incoming::start(self)
    }
}

impl Machine {
    /// Migrates out and returns the whole stream: memory, devices, self-description.
    ///
    /// Afterwards the machine is in the state `postmigrate`: its devices still answer and
    /// [`save_devices`](Self::save_devices) works, but QEMU migrates it again only after
    /// [`leave_postmigrate`](Self::leave_postmigrate).
    ///
    /// # Panics
    ///
    /// When QEMU does not complete the migration.
    pub fn migrate(&mut self, transport: Transport) -> Vec<u8> {
        match transport {
            Transport::File => self.migrate_to_file(),
            Transport::Tcp => self.migrate_to_tcp(),
        }
    }

    /// The state of all devices at this moment: file header, full sections with their footers, end mark. No
    /// configuration, no memory, no self-description. Also works while a stream is coming in.
    ///
    /// # Panics
    ///
    /// When QEMU does not save.
    pub fn save_devices(&mut self) -> Vec<u8> {
        let file = self.process.path("devices");
        // The name is history: the command has nothing to do with Xen.
        let arguments = json!({ "filename": file, "live": false });
        self.execute("xen-save-devices-state", &arguments);
        self.read_scratch(&file)
    }

    /// Saves the devices again and again until `condition` holds for what was saved; `what` names it in the message.
    ///
    /// # Panics
    ///
    /// When it does not hold within [`TIMEOUT`].
    pub fn wait_until_saved(&mut self, what: &str, mut condition: impl FnMut(&[u8]) -> bool) {
        if poll(|| condition(&self.save_devices()).then_some(())).is_none() {
            self.fail(&format!("{what}: not within {TIMEOUT:?}"));
        }
    }

    /// Makes a machine that has migrated ready to migrate again.
    ///
    /// QEMU allows that only after the guest has run, so it runs for an instant: its clocks move on, and empty memory
    /// is executed. On `virt` that only raises exceptions and leaves the devices alone; Cortex-M machines lock up,
    /// which ends QEMU.
    ///
    /// # Panics
    ///
    /// When QEMU does not answer.
    pub fn leave_postmigrate(&mut self) {
        self.execute("cont", &json!({}));
        self.execute("stop", &json!({}));
    }

    fn migrate_to_file(&mut self) -> Vec<u8> {
        let file = self.process.path("outgoing");
        let part = self.process.path("outgoing.part");
        // The file of an earlier migration is not the answer; mostly there is none.
        drop(fs::remove_file(&file));
        let uri = match self.release() {
            // `mv` shows the file only when it is whole: `cat` may still write when QEMU says `completed`.
            Release::V7_2 => format!("exec:cat > {} && mv {} {}", quoted(&part), quoted(&part), quoted(&file)),
            Release::V10_0 => format!("file:{}", file.display()),
        };
        self.execute("migrate", &json!({ "uri": uri }));
        self.migrated();
        if poll(|| file.exists().then_some(())).is_none() {
            self.fail(&format!("migrate {uri}: no file within {TIMEOUT:?}"));
        }
        self.read_scratch(&file)
    }

    fn migrate_to_tcp(&mut self) -> Vec<u8> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on 127.0.0.1");
        let address = listener.local_addr().expect("the address of a listener");
        listener.set_nonblocking(true).expect("a listener that does not block");
        self.execute("migrate", &json!({ "uri": format!("tcp:{address}") }));
        let Some((mut connection, _)) = poll(|| listener.accept().ok()) else {
            self.fail(&format!("migrate tcp:{address}: no connection within {TIMEOUT:?}"));
        };
        connection.set_nonblocking(false).expect("a connection that blocks");
        connection.set_read_timeout(Some(TIMEOUT)).expect("a read timeout");
        let mut stream = Vec::new();
        if let Err(error) = connection.read_to_end(&mut stream) {
            let length = stream.len();
            self.fail(&format!("migrate tcp:{address}: {error} after {length} bytes"));
        }
        self.migrated();
        stream
    }

    /// Waits until an outgoing migration is over.
    fn migrated(&mut self) {
        let mut last = String::new();
        let completed = poll(|| match self.migration() {
            Ok((status, _)) if status == "completed" => Some(true),
            Ok((status, answer)) => {
                last = answer.to_string();
                ["failed", "cancelled"].contains(&&*status).then_some(false)
            }
            Err(error) => {
                last = error.to_string();
                Some(false)
            }
        });
        if completed != Some(true) {
            self.fail(&format!("waiting for an outgoing migration to be `completed`: {last}"));
        }
        // The status is ahead of the machine.
        if poll(|| (self.run_state() == "postmigrate").then_some(())).is_none() {
            let state = self.run_state();
            self.fail(&format!("a migrated machine stays in the state `{state}`"));
        }
    }

    /// Waits until an incoming migration is over.
    pub(super) fn loaded(mut self) -> Result<Self, Refused> {
        let mut last = String::new();
        let outcome = poll(|| match self.migration() {
            Ok((status, _)) if status == "completed" => Some(Ok(())),
            // QEMU ends by itself soon after a failure.
            Ok((_, answer)) => {
                last = answer.to_string();
                None
            }
            Err(error) => Some(Err(error)),
        });
        match outcome {
            Some(Ok(())) => Ok(self),
            Some(Err(QmpError::Closed(_))) => Err(self.refused()),
            Some(Err(error)) => self.fail(&format!("waiting for a stream to be loaded: {error}")),
            None => self.fail(&format!("waiting for a stream to be loaded: not within {TIMEOUT:?}: {last}")),
        }
    }

    /// The refusal behind a connection that QEMU has closed. Anything but the usual end is a crash.
    pub(super) fn refused(&mut self) -> Refused {
        let status = self.process.wait_for_exit("QEMU closed a connection while loading");
        if status.code() != Some(1) {
            self.fail("QEMU ended while loading, but not by refusing the stream");
        }
        Refused { errors: self.errors() }
    }

    fn read_scratch(&mut self, file: &Path) -> Vec<u8> {
        match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => self.fail(&format!("reading {}: {error}", file.display())),
        }
    }
}

/// A path as one word for the shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}
