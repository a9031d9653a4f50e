//! A machine that takes a stream piece by piece.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};

use serde_json::json;

use super::machine::{Builder, Machine};
use super::migrate::Refused;
use super::sections::full_section;
use super::wait::{poll, TIMEOUT};

const END_MARK: u8 = 0x00;
const DESCRIPTION: u8 = 0x06;
const COMMAND: u8 = 0x08;
const OPEN_RETURN_PATH: u16 = 1;
const PING: u16 = 2;
const PONG: u16 = 2;
const SHUT: u16 = 1;

/// A machine in the middle of an incoming migration, over TCP.
///
/// QEMU loads each record as it comes, and a device may come any number of times. So one process can be given many
/// states of a device, and be looked at after each.
///
/// ```no_run
/// use migration_tests::qemu::{device_payload, Machine, Release};
/// # let (start, states): (Vec<u8>, Vec<Vec<u8>>) = (vec![], vec![]);
///
/// let mut incoming = Machine::builder(Release::V10_0).start_incoming();
/// incoming.load(&start)?; // file header and configuration
/// for record in states {
///     incoming.load(&record)?; // a full section with its footer
///     let saved = incoming.machine().save_devices();
///     let pl011 = device_payload(&saved, "pl011", 0, 149);
///     // compare
/// }
/// let machine = incoming.finish()?;
/// # Ok::<(), migration_tests::qemu::Refused>(())
/// ```
#[derive(Debug)]
pub struct Incoming {
    machine: Machine,
    connection: TcpStream,
    pings: u32,
}

impl Incoming {
    pub(super) fn start(builder: &Builder) -> Self {
        let mut machine = builder.start_deferred();
        machine.execute("migrate-incoming", &json!({ "uri": "tcp:127.0.0.1:0" }));
        let mut last = String::new();
        let port = poll(|| {
            let (_, answer) = machine.migration().ok()?;
            last = answer.to_string();
            let port = answer["socket-address"][0]["port"].as_str()?;
            port.parse::<u16>().ok()
        });
        let Some(port) = port else {
            machine.fail(&format!("migrate-incoming tcp: no port within {TIMEOUT:?}: {last}"));
        };
        let connection = TcpStream::connect(("127.0.0.1", port))
            .and_then(with_timeouts)
            .unwrap_or_else(|error| machine.fail(&format!("connecting to port {port}: {error}")));
        Self { machine, connection, pings: 0 }
    }

    /// The machine; its devices hold what was loaded so far.
    pub fn machine(&mut self) -> &mut Machine {
        &mut self.machine
    }

    /// Sends the next piece of the stream and waits until QEMU has loaded all of it.
    ///
    /// A piece ends where a record could begin; the first has the file header and the configuration. Behind it goes a
    /// ping command, whose answer says that everything before it was loaded. A record with fewer bytes than its device
    /// wants takes some of the ping instead, and may leave QEMU waiting for more: give such a stream to
    /// [`Builder::load`].
    ///
    /// # Panics
    ///
    /// When QEMU neither loads nor refuses the piece, or has refused one before.
    pub fn load(&mut self, piece: &[u8]) -> Result<(), Refused> {
        self.pings += 1;
        let mut bytes = piece.to_vec();
        if self.pings == 1 {
            bytes.extend_from_slice(&command(OPEN_RETURN_PATH, &[]));
        }
        bytes.extend_from_slice(&command(PING, &self.pings.to_be_bytes()));
        let mut answer = [0; 8];
        let result = self.connection.write_all(&bytes).and_then(|()| self.connection.read_exact(&mut answer));
        let length = piece.len();
        match result {
            Ok(()) => {}
            Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {
                self.machine.fail(&format!("waiting for QEMU to load {length} bytes: no answer within {TIMEOUT:?}"));
            }
            Err(_) => return Err(self.machine.refused()),
        }
        // QEMU says so when it has refused, if it comes to that before it ends.
        if answer.starts_with(&SHUT.to_be_bytes()) {
            return Err(self.machine.refused());
        }
        let wanted = [&PONG.to_be_bytes()[..], &[0, 4], &self.pings.to_be_bytes()].concat();
        if answer[..] != wanted {
            self.machine.fail(&format!("loading {length} bytes: wanted the answer {wanted:02x?}, found {answer:02x?}"));
        }
        Ok(())
    }

    /// Sets the machine's clock, which stands still, to this many nanoseconds. The machine gets it as a section `timer`.
    ///
    /// # Panics
    ///
    /// As [`load`](Self::load), and when QEMU refuses it.
    pub fn set_clock(&mut self, now: i64) {
        let (processor_ticks, unused) = (0_i64, 0_i64);
        let payload = [processor_ticks, unused, now].map(i64::to_be_bytes).concat();
        if let Err(refused) = self.load(&full_section("timer", 0, 2, &payload)) {
            self.machine.fail(&format!("setting the clock to {now}: {refused}"));
        }
    }

    /// Ends the stream and waits until QEMU has ended its migration too. The machine then stands still.
    ///
    /// # Panics
    ///
    /// When QEMU neither accepts nor refuses the end.
    pub fn finish(mut self) -> Result<Machine, Refused> {
        // An empty self-description keeps QEMU from remarking that there is none.
        self.send(&[END_MARK, DESCRIPTION, 0, 0, 0, 0]);
        self.close()
    }

    /// Sends bytes without waiting. That QEMU closes early shows in its verdict.
    pub(super) fn send(&mut self, bytes: &[u8]) {
        drop(self.connection.write_all(bytes));
    }

    /// Says that nothing follows, and waits for QEMU's verdict.
    pub(super) fn close(self) -> Result<Machine, Refused> {
        // Fails only when QEMU has closed already.
        drop(self.connection.shutdown(Shutdown::Write));
        // The connection stays open meanwhile: QEMU may still write to it.
        self.machine.loaded()
    }
}

fn with_timeouts(connection: TcpStream) -> io::Result<TcpStream> {
    connection.set_read_timeout(Some(TIMEOUT))?;
    connection.set_write_timeout(Some(TIMEOUT))?;
    connection.set_nodelay(true)?;
    Ok(connection)
}

fn command(code: u16, data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    let mut bytes = vec![COMMAND];
    bytes.extend_from_slice(&code.to_be_bytes());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(data);
    bytes
}
