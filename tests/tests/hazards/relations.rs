//! Values that are good alone, and not together.

use migration::{InvalidError, ToMigrationState};

use super::refuses;

/// CVE-2013-4529, error reporting: more entries in the log than this log takes.
mod log {
    use super::*;

    #[derive(Debug, Default, ToMigrationState)]
    struct Entry {
        status: u16,
    }

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "aer", validate = Self::validate)]
    struct Log {
        #[migration_state(equal)]
        maximum: u16,
        count: u16,
        #[migration_state(len = count)]
        entries: [Entry; 8],
    }

    impl Log {
        fn validate(&self, received: &LogMigration, _version_id: u8) -> Result<(), InvalidError> {
            if received.count <= received.maximum {
                return Ok(());
            }
            Err(InvalidError::new(format!("expected at most {}, found {}", received.maximum, received.count))
                .at("count"))
        }
    }

    #[test]
    fn more_than_this_log_takes() {
        let log = || Log { maximum: 2, count: 1, entries: [1, 2, 3, 4, 5, 6, 7, 8].map(|status| Entry { status }) };
        let good = [0, 2, 0, 1, 0, 1];
        let error = refuses(log, &good, &[0, 2, 0, 3, 0, 9, 0, 9, 0, 9]);
        assert!(error.starts_with("aer.count") && error.contains("expected at most 2, found 3"), "{error}");
        let error = refuses(log, &good, &[0, 8, 0, 3, 0, 9, 0, 9, 0, 9]);
        assert!(error.starts_with("aer.maximum"), "{error}");
        let error = refuses(log, &good, &[&[0, 2, 0, 9][..], &[0; 18]].concat());
        assert!(error.starts_with("aer.entries"), "{error}");
    }
}

/// CVE-2013-4541 and CVE-2014-3461, USB: where a transfer stands, and how long it is.
mod setup {
    use super::*;

    const ROOM: usize = 8;

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "usb", validate = Self::validate)]
    struct Setup {
        index: i32,
        length: i32,
        state: u8,
        data: [u8; ROOM],
    }

    impl Setup {
        fn validate(&self, received: &SetupMigration, _version_id: u8) -> Result<(), InvalidError> {
            let room = i32::try_from(ROOM).map_err(|_| InvalidError)?;
            if (0..=room).contains(&received.length) && (0..=received.length).contains(&received.index) {
                return Ok(());
            }
            Err(InvalidError::new("the transfer is outside of its buffer").at("index"))
        }
    }

    #[test]
    fn outside_of_the_buffer() {
        let setup = || Setup { index: 2, length: 4, state: 1, data: [7; ROOM] };
        let stream = |index: i32, length: i32, state: u8| {
            [&index.to_be_bytes()[..], &length.to_be_bytes(), &[state], &[7; ROOM]].concat()
        };
        for (index, length) in [(-1, 4), (5, 4), (2, 9), (0, -1), (i32::MIN, 4), (9, i32::MAX), (-1, -1)] {
            let error = refuses(setup, &stream(2, 4, 1), &stream(index, length, 9));
            assert!(error.starts_with("usb.index"), "{error}");
        }
    }
}
