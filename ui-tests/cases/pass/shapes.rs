//! What a struct may look like.

use std::sync::{Arc, Mutex};

use migration::{bql::BqlCell, load_state_mut, save_state, Migratable, ToMigrationState, Unused};

macro_rules! device {
    ($name:ident, $text:expr, $version:expr, $($field:ident: $ty:ty = $since:expr),*) => {
        #[derive(Default, ToMigrationState)]
        #[migration_state(name = $text, version_id = $version)]
        struct $name {
            $(#[migration_state(since = $since)] $field: $ty,)*
        }
    };
}

device!(Written, "written", 3, source: u8 = 1, target: [u16; 2] = 3);

#[derive(Default, ToMigrationState)]
#[allow(non_camel_case_types)]
#[migration_state(rename = Raw)]
struct r#struct {
    r#type: u8,
}

#[derive(Default, ToMigrationState)]
struct Empty {}

#[derive(Default, ToMigrationState)]
#[migration_state(name = "shapes")]
struct Shapes {
    #[cfg(any())]
    gone: Gone,
    #[cfg_attr(all(), migration_state(name = "renamed"))]
    there: u8,
    _underscored: u8,
    raw: r#struct,
    empty: [Empty; 2],
    unused: Unused<1>,
    #[migration_state(name = "unused")]
    more: Unused<1>,
    cell: BqlCell<u8>,
    locked: Arc<Mutex<[r#struct; 2]>>,
    carried: Migratable<Mutex<r#struct>>,
    boxed: Box<u8>,
    nested: [[i8; 2]; 2],
}

impl Drop for Shapes {
    fn drop(&mut self) {
        self.there = 0;
    }
}

fn main() {
    migration::bql::start_test();
    let bytes = [1, 2, 3, 0, 0, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    let mut shapes = Shapes::default();
    load_state_mut(&mut shapes, &bytes, 1).unwrap();
    assert_eq!(shapes.locked.lock().unwrap()[1].r#type, 6);
    assert_eq!(save_state(&shapes).unwrap(), bytes);

    let written = Written { source: 1, target: [2, 3] };
    assert_eq!(save_state(&written).unwrap(), [1, 0, 2, 0, 3]);
}
