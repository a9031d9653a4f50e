//! The checks that device models call from their own tests: what they say of good and of bad changes.

mod changes;
mod text;
mod travel;

use std::{
    any::Any,
    fs,
    panic::{catch_unwind, UnwindSafe},
};

use migration::{testing, Device};

/// What the check says.
fn message(check: impl FnOnce() + UnwindSafe) -> String {
    let said: Box<dyn Any + Send> = catch_unwind(check).expect_err("the check says nothing");
    match said.downcast::<String>() {
        Ok(text) => *text,
        Err(said) => (*said.downcast::<&str>().expect("a panic has a text")).to_owned(),
    }
}

/// A folder with the text of a device.
struct Committed {
    folder: tempfile::TempDir,
}

impl Committed {
    fn of<T: Device<How>, How>() -> Self {
        let committed = Self { folder: tempfile::tempdir().unwrap() };
        committed.bless::<T, How>();
        committed
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("wire").join("device.txt")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }

    /// As a test with `BLESS=1`.
    fn bless<T: Device<How>, How>(&self) {
        testing::check_wire_format::<T, How>(&self.path(), true);
    }

    /// What a test without says, behind the path.
    fn says<T: Device<How>, How>(&self) -> String {
        let (path, before) = (self.path(), self.text());
        let said = message(|| testing::check_wire_format::<T, How>(&path, false));
        assert_eq!(self.text(), before);
        said.strip_prefix(&path.display().to_string()).expect("it begins with the path").to_owned()
    }

    /// What both tests say.
    fn refuses<T: Device<How>, How>(&self) -> String {
        let (path, before, said) = (self.path(), self.text(), self.says::<T, How>());
        let with_bless = message(|| testing::check_wire_format::<T, How>(&path, true));
        assert_eq!((with_bless, self.text()), (format!("{}{said}", path.display()), before));
        said
    }

    /// Asserts that both tests are fine, and leave the file as it is.
    fn has<T: Device<How>, How>(&self) {
        let before = self.text();
        testing::check_wire_format::<T, How>(&self.path(), false);
        self.bless::<T, How>();
        assert_eq!(self.text(), before);
    }
}
