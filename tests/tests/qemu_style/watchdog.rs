//! A watchdog of several channels: structs of cells in an array that a field counts, and the derive in QEMU's form.

use migration::{bql, load_state, save_state, Describe};
use migration_tests::hex;

use crate::imports::{
    impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_validate, BqlCell, BqlRefCell,
    Infallible, InvalidError, Migratable, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};

const MAX_CHANNELS: usize = 4;

#[derive(Debug, Default)]
struct Channel {
    deadline: u64,
    reload: u32,
    armed: bool,
}

const VMSTATE_CHANNEL: VMStateDescription<Channel> = VMStateDescriptionBuilder::<Channel>::new()
    .name(c"watchdog/channel")
    .version_id(1)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Channel, deadline),
        vmstate_of!(Channel, reload),
        vmstate_of!(Channel, armed),
    })
    .build();
impl_vmstate_struct!(Channel, VMSTATE_CHANNEL);

#[derive(Debug, Default, ToMigrationState)]
#[migration_state(manual_table)] // not in QEMU, whose derive writes no table
struct Statistics {
    #[migration_state(try_into(u16))]
    expired: u32,
    last_channel: u8,
    #[migration_state(omit)]
    reported: bool,
}

const VMSTATE_STATISTICS: VMStateDescription<StatisticsMigration> =
    VMStateDescriptionBuilder::<StatisticsMigration>::new()
        .name(c"watchdog/statistics")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(StatisticsMigration, expired),
            vmstate_of!(StatisticsMigration, last_channel),
        })
        .build();
impl_vmstate_struct!(StatisticsMigration, VMSTATE_STATISTICS);

#[derive(Debug, Default)]
struct WatchdogState {
    num_channels: u8,
    num_channels_save: BqlCell<u8>,
    channels: [BqlRefCell<Channel>; MAX_CHANNELS],
    statistics: Migratable<BqlRefCell<Statistics>>,
    key: BqlCell<u16>,
    saves: BqlCell<u32>,
    loads: BqlCell<u32>,
}

impl WatchdogState {
    fn pre_save(&self) -> Result<(), Infallible> {
        self.num_channels_save.set(self.num_channels);
        self.saves.set(self.saves.get() + 1);
        Ok(())
    }

    fn post_load(&self, version_id: u8) -> Result<(), InvalidError> {
        if version_id < 2 && self.num_channels > 2 {
            return Err(InvalidError);
        }
        self.loads.set(self.loads.get() + 1);
        Ok(())
    }

    fn validate_num_channels(&self, _version_id: u8) -> bool {
        self.num_channels == self.num_channels_save.get()
    }

    fn is_key_needed(&self) -> bool {
        self.key.get() != 0
    }
}

static VMSTATE_WATCHDOG_KEY: VMStateDescription<WatchdogState> = VMStateDescriptionBuilder::<WatchdogState>::new()
    .name(c"watchdog/key")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&WatchdogState::is_key_needed)
    .fields(vmstate_fields! {
        vmstate_of!(WatchdogState, key),
    })
    .build();

const VMSTATE_WATCHDOG: VMStateDescription<WatchdogState> = VMStateDescriptionBuilder::<WatchdogState>::new()
    .name(c"watchdog")
    .version_id(2)
    .minimum_version_id(1)
    .pre_save(&WatchdogState::pre_save)
    .post_load(&WatchdogState::post_load)
    .fields(vmstate_fields! {
        vmstate_of!(WatchdogState, num_channels_save),
        vmstate_validate!(WatchdogState, c"num_channels must match", WatchdogState::validate_num_channels),
        vmstate_of!(WatchdogState, channels[0 .. num_channels_save], WatchdogState::validate_num_channels)
            .with_version_id(0),
        vmstate_of!(WatchdogState, statistics).with_version_id(2),
    })
    .subsections(vmstate_subsections! {
        VMSTATE_WATCHDOG_KEY,
    })
    .build();

impl Describe for WatchdogState {
    const VMSD: VMStateDescription<Self> = VMSTATE_WATCHDOG;
}

const CHANNELS: &str = "0000000000001000 00000010 01  0000000000002000 00000020 00";

fn watchdog(num_channels: u8) -> WatchdogState {
    WatchdogState { num_channels, ..Default::default() }
}

#[test]
fn channels_statistics_and_key_travel() {
    let _guard = bql::lock();
    let bytes = hex(&format!("02 {CHANNELS} 0102 03 05 0c 7761746368646f672f6b6579 00000001 beef"));
    let device = watchdog(2);
    device.statistics.borrow_mut().reported = true;
    load_state(&device, &bytes, 2).unwrap();
    assert!(device.statistics.borrow().reported);
    assert_eq!((device.channels[0].borrow().deadline, device.channels[1].borrow().reload), (0x1000, 0x20));
    assert!(device.channels[0].borrow().armed && !device.channels[1].borrow().armed);
    assert_eq!((device.statistics.borrow().expired, device.statistics.borrow().last_channel), (0x102, 3));
    assert_eq!((device.key.get(), device.loads.get(), device.saves.get()), (0xbeef, 1, 0));
    assert_eq!(save_state(&device).unwrap(), bytes);
    assert_eq!((device.loads.get(), device.saves.get()), (1, 1));
}

#[test]
fn streams_of_version_1_have_no_statistics() {
    let _guard = bql::lock();
    let device = watchdog(2);
    device.statistics.borrow_mut().expired = 9;
    load_state(&device, &hex(&format!("02 {CHANNELS}")), 1).unwrap();
    assert_eq!((device.statistics.borrow().expired, device.channels[0].borrow().reload), (9, 0x10));
    let device = watchdog(3);
    let three = hex(&format!("03 {CHANNELS} 0000000000000000 00000000 00"));
    assert!(load_state(&device, &three, 1).is_err());
    assert_eq!((device.channels[0].borrow().reload, device.loads.get()), (0, 0));
}

#[test]
fn other_number_of_channels_is_refused() {
    let _guard = bql::lock();
    let device = watchdog(3);
    let error = load_state(&device, &hex(&format!("02 {CHANNELS} 0102 03")), 2).unwrap_err();
    assert!(error.to_string().contains("num_channels must match"), "{error}");
    assert_eq!((device.num_channels_save.get(), device.loads.get()), (0, 0));
}

#[test]
fn statistics_too_large_for_the_stream_are_not_saved() {
    let _guard = bql::lock();
    let device = watchdog(2);
    device.statistics.borrow_mut().expired = 0x1_0000;
    assert!(save_state(&device).is_err());
}
