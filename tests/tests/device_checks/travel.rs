//! Fields that are changed in turn: those that travel, and what is said of those that do not as they should.

use super::message;

mod elsewhere {
    /// Saved and put back by hand, with mistakes.
    #[derive(migration::ToMigrationState)]
    #[migration_state(name = "mistaken", post_load = Self::after_load)]
    pub struct Mistaken {
        pub fine: u8,
        #[migration_state(omit = "nobody looked")]
        pub forgotten: u16,
        #[migration_state(with = stuck)]
        pub stuck: migration::Computed<u8>,
        pub reset: u32,
        #[migration_state(subsection = "mistaken/sometimes", needed = Self::is_needed)]
        pub sometimes: u8,
        #[migration_state(equal)]
        pub built: u8,
    }

    impl Mistaken {
        pub fn new() -> Self {
            Self { fine: 1, forgotten: 2, stuck: migration::Computed::new(), reset: 0, sometimes: 3, built: 4 }
        }

        fn is_needed(&self) -> bool {
            self.fine > 1
        }

        fn after_load(&mut self, _version_id: u8) -> Result<(), migration::InvalidError> {
            self.reset = 0;
            Ok(())
        }
    }

    mod stuck {
        pub fn get(_: &super::Mistaken) -> Result<u8, migration::InvalidError> {
            Ok(0)
        }

        pub fn set(_: &mut super::Mistaken, _: u8) -> Result<(), migration::InvalidError> {
            Ok(())
        }
    }
}

use elsewhere::Mistaken;

/// The macro needs nothing in scope, not even the device.
mod all_lists_together {
    #[test]
    fn are_all_fields() {
        migration::assert_each_field_travels! {
            super::elsewhere::Mistaken = super::elsewhere::Mistaken { fine: 2, ..super::elsewhere::Mistaken::new() };
            travel { fine: 3, sometimes: 4 }
            recompute { reset: 5 }
            refuse { built: 6 }
            omit { forgotten: 7 }
            unchecked { stuck }
        }
    }
}

/// firecracker #5738, openvmm #494, crosvm: a field that nobody saved.
#[test]
fn a_field_that_nobody_saves() {
    let said = message(|| {
        migration::assert_each_field_travels! {
            Mistaken = Mistaken::new();
            travel { fine: 3, forgotten: 4 }
            unchecked { stuck, reset, sometimes, built }
        }
    });
    assert_eq!(
        said,
        "`Mistaken.forgotten` does not travel: with another value the saved state is the same. If it need not, list it under `omit`; \
         if its value was not another one, choose one that is; if it travels only sometimes, begin with a device where it does"
    );
}

#[test]
fn a_field_whose_subsection_is_not_there() {
    let said = message(|| {
        migration::assert_each_field_travels! {
            Mistaken = Mistaken::new();
            travel { sometimes: 4 }
            unchecked { fine, forgotten, stuck, reset, built }
        }
    });
    assert!(said.starts_with("`Mistaken.sometimes` does not travel"), "{said}");
}

#[test]
fn a_field_that_is_not_put_back() {
    let said = message(|| {
        migration::assert_each_field_travels! {
            Mistaken = Mistaken::new();
            travel { reset: 1 }
            unchecked { fine, forgotten, stuck, sometimes, built }
        }
    });
    assert_eq!(
        said,
        "`Mistaken.reset` is saved, but a load does not bring it back. If the device computes it anew, list it under `recompute`"
    );
}

#[test]
fn a_field_of_which_a_load_refuses_another_value() {
    let said = message(|| {
        migration::assert_each_field_travels! {
            Mistaken = Mistaken::new();
            travel { built: 5 }
            unchecked { fine, forgotten, stuck, reset, sometimes }
        }
    });
    assert!(
        said.starts_with("the state with another `Mistaken.built` does not load: mistaken.built at offset"),
        "{said}"
    );
    assert!(said.ends_with("expected 4, as here, found 5. If it must not, list it under `refuse`"), "{said}");
}

#[test]
fn a_field_of_which_no_load_refuses_another_value() {
    let fine = message(|| {
        migration::assert_each_field_travels! {
            Mistaken = Mistaken::new();
            travel {}
            refuse { fine: 5 }
            unchecked { forgotten, stuck, reset, sometimes, built }
        }
    });
    assert_eq!(fine, "the state with another `Mistaken.fine` loads: list it under `travel`");
    let forgotten = message(|| {
        migration::assert_each_field_travels! {
            Mistaken = Mistaken::new();
            travel {}
            refuse { forgotten: 5 }
            unchecked { fine, stuck, reset, sometimes, built }
        }
    });
    assert!(forgotten.starts_with("`Mistaken.forgotten` does not travel"), "{forgotten}");
}

#[test]
fn a_field_that_is_not_omitted() {
    let said = message(|| {
        migration::assert_each_field_travels! {
            Mistaken = Mistaken::new();
            travel {}
            omit { fine: 2 }
            unchecked { forgotten, stuck, reset, sometimes, built }
        }
    });
    assert_eq!(
        said,
        "`Mistaken.fine` travels: with another value the saved state is another one. List it under `travel`"
    );
}

#[test]
fn a_first_device_that_does_not_stay_as_it_is() {
    let said = message(|| {
        migration::assert_each_field_travels! {
            Mistaken = Mistaken { reset: 1, ..Mistaken::new() };
            travel { fine: 2 }
            unchecked { forgotten, stuck, reset, sometimes, built }
        }
    });
    assert!(said.starts_with("the first `Mistaken` is another one after it has loaded its own state"), "{said}");
}

#[test]
fn devices_of_each_form() {
    use migration::{assert_each_field_travels, bql::BqlCell, ToMigrationState, VMState};

    #[derive(ToMigrationState)]
    #[migration_state(name = "pair")]
    struct Pair<T>(T, u8);

    #[derive(VMState)]
    #[vmstate(name = "latch")]
    struct Latch {
        level: BqlCell<u8>,
        #[vmstate(omit = "wiring")]
        line: u8,
    }

    assert_each_field_travels! { Pair<u16> = Pair(1_u16, 2); travel { 0: 3, 1: 4 } }
    assert_each_field_travels! {
        Latch = Latch { level: 1.into(), line: 2 };
        travel { level: 3.into() }
        omit { line: 4 }
    }
}
