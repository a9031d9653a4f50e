//! A device with many subsections, of which as many are sent as it says.

use migration::VMState;

macro_rules! many {
    ($($field:ident $number:tt $name:tt,)*) => {
        /// A field in each subsection.
        #[derive(Default, VMState)]
        #[vmstate(name = "many", version_id = 1)]
        pub struct Many {
            first: u32,
            #[vmstate(omit = "chosen by whoever measures")]
            sent: usize,
            $(
                #[vmstate(subsection = $name, needed = Self::sends::<$number>)]
                $field: u32,
            )*
        }
    };
}

many! {
    s00 0 "many/00", s01 1 "many/01", s02 2 "many/02", s03 3 "many/03",
    s04 4 "many/04", s05 5 "many/05", s06 6 "many/06", s07 7 "many/07",
    s08 8 "many/08", s09 9 "many/09", s10 10 "many/10", s11 11 "many/11",
    s12 12 "many/12", s13 13 "many/13", s14 14 "many/14", s15 15 "many/15",
    s16 16 "many/16", s17 17 "many/17", s18 18 "many/18", s19 19 "many/19",
    s20 20 "many/20", s21 21 "many/21", s22 22 "many/22", s23 23 "many/23",
    s24 24 "many/24", s25 25 "many/25", s26 26 "many/26", s27 27 "many/27",
    s28 28 "many/28", s29 29 "many/29", s30 30 "many/30", s31 31 "many/31",
    s32 32 "many/32", s33 33 "many/33", s34 34 "many/34", s35 35 "many/35",
    s36 36 "many/36", s37 37 "many/37", s38 38 "many/38", s39 39 "many/39",
    s40 40 "many/40", s41 41 "many/41", s42 42 "many/42", s43 43 "many/43",
    s44 44 "many/44", s45 45 "many/45", s46 46 "many/46", s47 47 "many/47",
    s48 48 "many/48", s49 49 "many/49", s50 50 "many/50", s51 51 "many/51",
    s52 52 "many/52", s53 53 "many/53", s54 54 "many/54", s55 55 "many/55",
    s56 56 "many/56", s57 57 "many/57", s58 58 "many/58", s59 59 "many/59",
    s60 60 "many/60", s61 61 "many/61", s62 62 "many/62", s63 63 "many/63",
}

impl Many {
    /// A device that sends so many of them.
    pub fn new(sent: usize) -> Self {
        Self { sent, ..Self::default() }
    }

    fn sends<const NUMBER: usize>(&self) -> bool {
        NUMBER < self.sent
    }
}
