//! QEMU's control protocol: one JSON object a line.

use std::fmt;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::os::unix::net::UnixStream;
use std::time::Instant;

use serde_json::{json, Value};

use super::wait::TIMEOUT;

/// A QMP connection, past its handshake.
#[derive(Debug)]
pub struct Qmp {
    reader: BufReader<UnixStream>,
    events: Vec<Value>,
}

/// Why a command brought no result.
#[derive(Debug)]
pub enum QmpError {
    /// QEMU refused the command, in its own words.
    Refused(String),
    /// The connection has ended, as it does when QEMU ends.
    Closed(String),
    /// No answer in time.
    Silent,
    /// The answer is not QMP.
    Malformed(String),
}

impl fmt::Display for QmpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(text) => write!(f, "refused: {text}"),
            Self::Closed(text) => write!(f, "QMP connection closed: {text}"),
            Self::Silent => write!(f, "no QMP message within {TIMEOUT:?}"),
            Self::Malformed(text) => write!(f, "not QMP: {text:?}"),
        }
    }
}

impl std::error::Error for QmpError {}

impl Qmp {
    pub(super) fn handshake(stream: UnixStream) -> Result<Self, QmpError> {
        let mut qmp = Self { reader: BufReader::new(stream), events: Vec::new() };
        let greeting = qmp.read(Instant::now())?;
        if greeting.get("QMP").is_none() {
            return Err(QmpError::Malformed(greeting.to_string()));
        }
        qmp.execute("qmp_capabilities", &json!({}))?;
        Ok(qmp)
    }

    /// Runs one command and waits for its result. Pass `&json!({})` where there are no arguments.
    ///
    /// Most tests call [`Machine::execute`](super::Machine::execute), which panics with QEMU's error output.
    pub fn execute(&mut self, command: &str, arguments: &Value) -> Result<Value, QmpError> {
        let request = json!({ "execute": command, "arguments": arguments });
        self.reader
            .get_mut()
            .write_all(format!("{request}\n").as_bytes())
            .map_err(|error| QmpError::Closed(error.to_string()))?;
        let start = Instant::now();
        loop {
            let mut message = self.read(start)?;
            if let Some(result) = message.get_mut("return") {
                return Ok(result.take());
            }
            if let Some(error) = message.get("error") {
                let text = error["desc"].as_str().unwrap_or_default();
                return Err(QmpError::Refused(format!("{command}: {text}")));
            }
            self.events.push(message);
        }
    }

    /// The oldest event of that name that was not asked for yet, with its `data`; waits for one if there is none.
    pub fn wait_event(&mut self, name: &str) -> Result<Value, QmpError> {
        let start = Instant::now();
        loop {
            let position = self.events.iter().position(|event| event["event"] == name);
            if let Some(position) = position {
                return Ok(self.events.remove(position)["data"].take());
            }
            let message = self.read(start)?;
            self.events.push(message);
        }
    }

    fn read(&mut self, start: Instant) -> Result<Value, QmpError> {
        let left = TIMEOUT.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Err(QmpError::Silent);
        }
        let closed = |error: std::io::Error| match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => QmpError::Silent,
            _ => QmpError::Closed(error.to_string()),
        };
        self.reader.get_ref().set_read_timeout(Some(left)).map_err(closed)?;
        let mut line = String::new();
        if self.reader.read_line(&mut line).map_err(closed)? == 0 {
            return Err(QmpError::Closed("end of file".to_owned()));
        }
        serde_json::from_str(&line).map_err(|_| QmpError::Malformed(line))
    }
}
