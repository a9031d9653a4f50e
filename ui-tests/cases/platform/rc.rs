use migration::ToMigrationState;

#[derive(ToMigrationState)]
#[migration_state(name = "uart")]
struct Uart {
    level: std::rc::Rc<u8>,
}

fn main() {}
