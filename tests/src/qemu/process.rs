//! The QEMU process and its error output.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use tempfile::TempDir;

use super::wait::{poll, TIMEOUT};

/// Where a QEMU process writes its error output.
#[derive(Clone, Debug)]
pub(super) struct ErrorFile(PathBuf);

impl ErrorFile {
    /// All that has been written so far.
    pub fn text(&self) -> String {
        let bytes = fs::read(&self.0).unwrap_or_default();
        String::from_utf8_lossy(&bytes).trim_end().to_owned()
    }
}

/// A QEMU process with a scratch folder. Ends with it, whatever happens.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    line: String,
    errors: ErrorFile,
    folder: TempDir,
}

/// The scratch folder that a process will own; its sockets must exist before the process does.
pub(super) fn scratch_folder() -> TempDir {
    tempfile::Builder::new().prefix("qemu-").tempdir().expect("a scratch folder for QEMU")
}

impl Process {
    pub fn start(mut command: Command, folder: TempDir) -> Self {
        let line = format!("{command:?}");
        let errors = ErrorFile(folder.path().join("stderr"));
        let error_output = File::create(&errors.0).expect("a file for QEMU's errors");
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(error_output)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {line}: {error}"));
        Self { child, line, errors, folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn errors(&self) -> &ErrorFile {
        &self.errors
    }

    pub fn exit_status(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the state of an own child")
    }

    /// Waits until the process has ended by itself.
    pub fn wait_for_exit(&mut self, awaited: &str) -> ExitStatus {
        match poll(|| self.exit_status()) {
            Some(status) => status,
            None => self.fail(&format!("{awaited}: still alive after {TIMEOUT:?}")),
        }
    }

    /// Gives up, with all that is known about the process.
    pub fn fail(&mut self, fault: &str) -> ! {
        let state = match self.exit_status() {
            Some(status) => format!("has ended with {status}"),
            None => "runs".to_owned(),
        };
        let (line, errors) = (&self.line, self.errors.text());
        panic!("{fault}\ncommand: {line}\nthe process {state}; its error output:\n{errors}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Either fails only when the process has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
