use migration::{assert_each_field_travels, ToMigrationState};

#[derive(ToMigrationState)]
#[migration_state(name = "led")]
struct Led {
    colour: u32,
    brightness: u8,
}

fn main() {
    assert_each_field_travels! {
        Led = Led { colour: 0, brightness: 1 };
        travel { colour: 2 }
    }
}
