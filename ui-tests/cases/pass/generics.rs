//! Parameters reach the generated struct only where migrated fields use them.

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex},
};

use migration::{load_state_mut, save_state, ToMigrationState};

trait Model {
    type Wire;
}

#[derive(Clone, PartialEq)]
struct Pl011;

impl Model for Pl011 {
    type Wire = u16;
}

#[derive(Clone)]
struct Selected<M>(u16, PhantomData<M>);

impl<M> From<Selected<M>> for u16 {
    fn from(selected: Selected<M>) -> Self {
        selected.0
    }
}

impl<M> From<u16> for Selected<M> {
    fn from(number: u16) -> Self {
        Self(number, PhantomData)
    }
}

#[derive(ToMigrationState)]
#[migration_state(name = "bus", derive(Clone, PartialEq))]
struct Bus<D, M: Model, W = u8, const N: usize = 2>
where
    W: Copy,
{
    devices: [D; N],
    shared: Arc<Mutex<D>>,
    table: [[u8; N]; 2],
    #[migration_state(into(M::Wire))]
    selected: Selected<M>,
    #[migration_state(omit = "wiring")]
    width: W,
    #[migration_state(subsection = "bus/spare")]
    spare: Option<D>,
}

#[derive(Clone, Debug, Default, PartialEq, ToMigrationState)]
#[migration_state(derive(Clone, PartialEq))]
struct Device {
    level: [u8; Self::WIDTH],
}

impl Device {
    const WIDTH: usize = 1;
}

fn main() {
    let mut bus = Bus::<Device, Pl011, &str, 3> {
        devices: [1, 2, 3].map(|level| Device { level: [level] }),
        shared: Arc::new(Mutex::new(Device { level: [4] })),
        table: [[5, 6, 7], [8, 9, 10]],
        selected: 0x0b0c.into(),
        width: "wide",
        spare: Some(Device { level: [13] }),
    };
    let migrated: &BusMigration<Device, Pl011, 3> = &bus.to_migration_state().unwrap();
    assert_eq!(migrated.selected, 0x0b0c);
    assert!(migrated == &migrated.clone());
    let bytes = save_state(&bus).unwrap();
    assert_eq!(bytes[..12], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    assert_eq!(bytes.last(), Some(&13));

    bus.devices = Default::default();
    bus.spare = None;
    load_state_mut(&mut bus, &bytes, 1).unwrap();
    assert_eq!(bus.devices[2].level, [3]);
    assert_eq!(bus.spare.unwrap().level, [13]);
    assert_eq!(bus.width, "wide");
}
