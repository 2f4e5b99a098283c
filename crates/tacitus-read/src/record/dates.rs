//! The days that a TIMEX3 value covers.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use tacitus_doc::Precision;

/// First and last day of the date or time `value`: a day, week, month, quarter, season, year,
/// decade or century. `None` for durations, sets, and values that leave the day open.
pub fn days(value: &str) -> Option<(Date, Date)> {
    let (head, rest) = match value.split_once('-') {
        Some((head, rest)) => (head, Some(rest)),
        None => (value, None),
    };
    let number: i16 =
        head.bytes().all(|b| b.is_ascii_digit()).then(|| head.parse().ok()).flatten()?;
    let Some(rest) = rest else {
        return match head.len() {
            4 => years(number, 1),
            3 => years(number.checked_mul(10)?, 10),
            2 => years(number.checked_mul(100)?, 100),
            _ => None,
        };
    };
    if head.len() != 4 {
        return None;
    }
    let year = number;
    let months = |first: i8, n: i32| {
        let start = Date::new(year, first, 1).ok()?;
        Some((start, start.checked_add(n.months()).ok()?.checked_sub(1.day()).ok()?))
    };
    match rest {
        "Q1" => return months(1, 3),
        "Q2" => return months(4, 3),
        "Q3" => return months(7, 3),
        "Q4" => return months(10, 3),
        "H1" => return months(1, 6),
        "H2" => return months(7, 6),
        "SP" => return months(3, 3),
        "SU" => return months(6, 3),
        "FA" => return months(9, 3),
        "WI" => return months(12, 3),
        _ => {}
    }
    if let Some(week) = rest.strip_prefix('W') {
        let (week, weekend) = match week.strip_suffix("-WE") {
            Some(week) => (week, true),
            None => (week, false),
        };
        let monday = ISOWeekDate::new(year, week.parse().ok()?, Weekday::Monday).ok()?.date();
        let start = if weekend { monday.checked_add(5.days()).ok()? } else { monday };
        return Some((start, monday.checked_add(6.days()).ok()?));
    }
    match rest.split_once('-') {
        None => months(rest.parse().ok()?, 1),
        Some((month, day)) => {
            let day = day.get(..2)?;
            let day = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
            Some((day, day))
        }
    }
}

/// How exact a TIMEX3 value of a date or time is.
pub fn precision(value: &str) -> Option<Precision> {
    let value =
        value.split('T').next().filter(|value| value.starts_with(|c: char| c.is_ascii_digit()))?;
    Some(match (value.len(), value.split_once('-')) {
        (2, None) => Precision::Century,
        (3, None) => Precision::Decade,
        (4, None) => Precision::Year,
        (_, Some((_, part)))
            if part.starts_with('W') && part.as_bytes().get(1)?.is_ascii_digit() =>
        {
            Precision::Week
        }
        (7, Some((_, part))) if part.bytes().all(|b| b.is_ascii_digit()) => Precision::Month,
        (7, Some(_)) => Precision::Season,
        (10, Some(_)) => Precision::Day,
        _ => return None,
    })
}

fn years(first: i16, n: i16) -> Option<(Date, Date)> {
    let last = first.checked_add(n)?.checked_sub(1)?;
    Some((Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &str) {
        let found = days(value).map_or("-".to_owned(), |(start, end)| format!("{start} {end}"));
        assert_eq!(found, expected, "{value:?}");
    }

    #[test]
    fn values_cover_days() {
        check("2017-08-29", "2017-08-29 2017-08-29");
        check("2017-08-27T18:30Z", "2017-08-27 2017-08-27");
        check("2017-08-27TMO", "2017-08-27 2017-08-27");
        check("2016-02", "2016-02-01 2016-02-29");
        check("2014", "2014-01-01 2014-12-31");
        check("199", "1990-01-01 1999-12-31");
        check("19", "1900-01-01 1999-12-31");
        check("2017-W35", "2017-08-28 2017-09-03");
        check("2017-W35-WE", "2017-09-02 2017-09-03");
        check("2009-Q4", "2009-10-01 2009-12-31");
        check("2012-WI", "2012-12-01 2013-02-28");
    }

    #[test]
    fn values_are_as_exact_as_they_are_long() {
        for (value, expected) in [
            ("2017-08-27TMO", Some(Precision::Day)),
            ("2017-08", Some(Precision::Month)),
            ("2017-W35", Some(Precision::Week)),
            ("2017-WI", Some(Precision::Season)),
            ("2017", Some(Precision::Year)),
            ("199", Some(Precision::Decade)),
            ("P3D", None),
            ("PAST_REF", None),
        ] {
            assert_eq!(precision(value), expected, "{value}");
        }
    }

    #[test]
    fn open_values_cover_none() {
        for value in [
            "P3D",
            "PAST_REF",
            "XXXX-08-29",
            "XXXX-WXX-5",
            "",
            "2017-13",
            "2017-02-30",
            "9",
            "2017-W99",
            "é-1",
            "2017-08-é",
        ] {
            check(value, "-");
        }
    }
}
