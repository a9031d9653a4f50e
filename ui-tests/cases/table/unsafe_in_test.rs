use migration::{vmstate_of, Field};

struct Timer {
    count: u8,
    values: [u8; 4],
}

const unsafe fn two() -> u32 {
    2
}

const COUNT: Field<Timer> = vmstate_of!(Timer, count, |_: &Timer, _: u8| *(0x8 as *const bool));
const VALUES: Field<Timer> = vmstate_of!(Timer, values[0 .. count], |_: &Timer, _: u8| *(0x8 as *const bool));
const TIMES: Field<Timer> = vmstate_of!(Timer, values[0 .. count * two()]);

fn main() {
    let _ = (COUNT, VALUES, TIMES);
}
