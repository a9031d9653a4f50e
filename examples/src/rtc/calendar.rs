//! Dates and seconds since 1970.

const DAY: i64 = 86_400;

/// A date and time of day. Any numbers are fine where it is turned into seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub year: i64,
    /// 1 to 12
    pub month: i64,
    /// 1 to 31
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
}

/// Days from 1970 to the day of a month, January and February taken as months of the year before.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month < 3 { (year - 1, month + 12) } else { (year, month) };
    // Five months from March on have 153 days.
    day + (153 * month - 457) / 5 + 365 * year + year / 4 - year / 100 + year / 400 - 719_469
}

impl Date {
    pub fn seconds(&self) -> i64 {
        days(self.year, self.month, self.day) * DAY + self.hour * 3600 + self.minute * 60 + self.second
    }

    /// The date that is `seconds` after 1970, or before it.
    pub fn at(seconds: i64) -> Self {
        let (count, of_day) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        // A year has at least 365 days, so this is not early after 1970, and late by less than one year in a thousand.
        let mut year = if count < 0 { 1970 + count / 366 } else { 1970 + count / 365 };
        while days(year, 1, 1) > count {
            year -= 1;
        }
        let mut month = 12;
        while days(year, month, 1) > count {
            month -= 1;
        }
        let day = count - days(year, month, 1) + 1;
        Self { year, month, day, hour: of_day / 3600, minute: of_day / 60 % 60, second: of_day % 60 }
    }

    /// 0 for Sunday.
    pub fn weekday(&self) -> i64 {
        (days(self.year, self.month, self.day) + 4).rem_euclid(7)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates_are_what_they_should_be() {
        for (seconds, expected, weekday) in [
            (-2_203_977_600, (1900, 2, 28, 0, 0, 0), 3),
            (-2_203_891_200, (1900, 3, 1, 0, 0, 0), 4),
            (-1, (1969, 12, 31, 23, 59, 59), 3),
            (0, (1970, 1, 1, 0, 0, 0), 4),
            (951_782_399, (2000, 2, 28, 23, 59, 59), 1),
            (951_782_400, (2000, 2, 29, 0, 0, 0), 2),
            (1_150_560_081, (2006, 6, 17, 16, 1, 21), 6),
            (4_107_542_399, (2100, 2, 28, 23, 59, 59), 0),
            (4_107_542_400, (2100, 3, 1, 0, 0, 0), 1),
        ] {
            let date = Date::at(seconds);
            assert_eq!((date.year, date.month, date.day, date.hour, date.minute, date.second), expected);
            assert_eq!((date.seconds(), date.weekday()), (seconds, weekday));
        }
    }

    #[test]
    fn every_day_has_one_date() {
        let mut before = Date::at(-107_000 * 86_400);
        for day in -106_999..213_000 {
            let date = Date::at(day * 86_400);
            assert_eq!((date.seconds(), date.weekday()), (day * 86_400, (before.weekday() + 1) % 7));
            assert!((date.year, date.month, date.day) > (before.year, before.month, before.day));
            assert!((1..=31).contains(&date.day) && (1..=12).contains(&date.month));
            before = date;
        }
    }
}
