//! Feasts and named days: from their names in English news to Gregorian days, 1900 to 2100.
//!
//! A feast is reckoned by the rule in force today, in every year: `Memorial Day 1950` is the last
//! Monday of May, although it was then kept on the 30th, and no feast has a first year. A feast
//! that begins at sunset is given the day that follows.
//!
//! The lunar calendars are those of `icu_calendar`. Three things are approximate:
//!
//! * Islamic feasts follow the Umm al-Qura calendar (1882 to 2174, so for all years here); where
//!   the moon has to be seen they are often kept a day later, at times in Saudi Arabia itself (Eid
//!   al-Adha 2015: 23 September for the 24th).
//! * Diwali is the day before the Chinese month that begins from 18 October to 16 November. The
//!   Chinese month begins on the day of the new moon in China, so that Diwali comes out a day early
//!   where the new moon falls in the Indian evening (2013: 2 November for 3 November).
//! * Vesak is the 15th of the fourth Chinese month, the full moon of May but for some years with
//!   a leap month before it, where it is that of early June, as in Thailand.

use std::collections::HashSet;
use std::sync::LazyLock;

use icu_calendar::cal::{ChineseTraditional, Hebrew, Hijri, Persian};
use icu_calendar::types::Month;
use icu_calendar::{AsCalendar, Gregorian};
use jiff::Span;
use jiff::civil::{Date, Weekday};

/// A feast or named day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feast(/* index into `FEASTS` */ usize);

/// How the days of a feast follow from the Gregorian year.
#[derive(Clone, Copy)]
enum Rule {
    /// Month and day.
    Fixed(i8, i8),
    /// Month, which of its weekdays (-1 the last), and the weekday.
    Nth(i8, i8, Weekday),
    /// Days after Western Easter.
    Easter(i64),
    /// Days after Orthodox Easter.
    Orthodox(i64),
    /// Days after 25 December of the Julian calendar.
    OrthodoxChristmas(i64),
    /// Islamic month and day.
    Islamic(u8, u8),
    /// The whole of Ramadan.
    Ramadan,
    /// The last Friday of Ramadan.
    Quds,
    /// Hebrew month as `icu_calendar` counts (from Tishri, Adar II as Adar), day, how many days.
    Hebrew(u8, u8, i64),
    /// Chinese month (never a leap month) and day, and days after it.
    Chinese(u8, u8, i64),
    /// Persian month and day.
    Persian(u8, u8),
    /// The new moon of late October or early November.
    Diwali,
}

use Rule::{
    Chinese, Diwali, Easter, Fixed, Islamic, Nth, Orthodox, OrthodoxChristmas, Quds, Ramadan,
};

/// The feasts: the patterns of their names (see [`length`]) and their rules.
static FEASTS: &[(&[&str], Rule)] = &[
    (&["christmas|xmas day?"], Fixed(12, 25)),
    (&["christmas|xmas eve"], Fixed(12, 24)),
    (&["boxing day"], Fixed(12, 26)),
    (&["new year|years 's day", "new year"], Fixed(1, 1)),
    (&["new year|years 's eve"], Fixed(12, 31)),
    (&["epiphany", "the? feast of the? epiphany"], Fixed(1, 6)),
    (&["valentine|valentines 's day", "saint|st|st. . valentine|valentines 's day"], Fixed(2, 14)),
    (&["saint|st|st. . patrick|patricks 's day"], Fixed(3, 17)),
    (&["ash wednesday"], Easter(-46)),
    (&["palm sunday"], Easter(-7)),
    (&["maundy|holy thursday"], Easter(-3)),
    (&["good friday"], Easter(-2)),
    // By the book Easter Saturday is the one after; the news means the one of the weekend.
    (&["holy|easter saturday", "easter eve"], Easter(-1)),
    (&["easter sunday?", "easter day"], Easter(0)),
    (&["easter monday"], Easter(1)),
    (&["ascension day", "the? feast of the ascension"], Easter(39)),
    (&["pentecost sunday?", "whit sunday", "whitsun", "whitsunday"], Easter(49)),
    (&["whit|pentecost monday"], Easter(50)),
    (&["corpus christi", "the? feast of corpus christi"], Easter(60)),
    (&["orthodox|coptic palm sunday"], Orthodox(-7)),
    (&["orthodox|coptic good friday"], Orthodox(-2)),
    (&["orthodox|coptic easter sunday?"], Orthodox(0)),
    (&["orthodox|coptic easter monday"], Orthodox(1)),
    (&["orthodox|coptic christmas eve"], OrthodoxChristmas(-1)),
    (&["orthodox|coptic christmas day?"], OrthodoxChristmas(0)),
    (&["assumption day", "the? feast of the assumption"], Fixed(8, 15)),
    (&["all saints|saint 's day"], Fixed(11, 1)),
    (&["all souls|soul 's day"], Fixed(11, 2)),
    (&["halloween", "hallowe ' en", "all hallows 's eve"], Fixed(10, 31)),
    (
        &[
            "ramadan|ramadhan|ramazan",
            "the? muslim|islamic? holy|fasting? month of ramadan|ramadhan|ramazan",
        ],
        Ramadan,
    ),
    (
        &[
            "eid|id|aid - al|ul|el - fitr",
            "the? feast|festival of the? breaking of the fast",
            "the? feast|festival of fast - breaking",
        ],
        Islamic(10, 1),
    ),
    (
        &["eid|id|aid - al|ul|el - adha|azha", "the? feast|festival of the? sacrifice"],
        Islamic(12, 10),
    ),
    (&["ashura|ashoura|ashoora"], Islamic(1, 10)),
    (&["arbaeen|arbain", "arba ' een|in"], Islamic(2, 20)),
    (
        &[
            "mawlid|mawlud|maulid|milad|mouloud",
            "mawlid|maulid|milad - an|al|un|en|e - nabi",
            "the? prophet 's birthday",
            "the? prophet muhammad|mohammad|mohammed|mohamed 's birthday",
            "the? birthday of the prophet muhammad|mohammad|mohammed|mohamed?",
        ],
        Islamic(3, 12),
    ),
    (&["islamic|muslim|hijri new year"], Islamic(1, 1)),
    (&["laylat|lailat - al|ul - qadr", "the? night of power|destiny"], Islamic(9, 27)),
    (
        &[
            "nowruz|norouz|newroz|noruz|norooz|nowrouz|nowrooz|navruz|nauryz|nevruz",
            "persian|iranian|kurdish new year",
        ],
        Rule::Persian(1, 1),
    ),
    (
        &["lunar|chinese|vietnamese new year", "lunar|chinese|vietnamese new year 's day", "tet"],
        Chinese(1, 1, 0),
    ),
    (&["lunar|chinese|vietnamese new year 's eve"], Chinese(1, 1, -1)),
    (&["mid - autumn festival|day", "midautumn festival"], Chinese(8, 15, 0)),
    (&["diwali|divali|deepavali"], Diwali),
    (&["vesak|wesak day?"], Chinese(4, 15, 0)),
    (&["passover", "pesach"], Rule::Hebrew(7, 15, 1)),
    (&["rosh hashanah|hashana", "jewish new year"], Rule::Hebrew(1, 1, 1)),
    (&["yom kippur", "the? day of atonement"], Rule::Hebrew(1, 10, 1)),
    (&["sukkot|sukkoth|succot|succoth", "the? feast of tabernacles"], Rule::Hebrew(1, 15, 7)),
    (&["hanukkah|hanukah|hanukka|chanukah|chanukkah"], Rule::Hebrew(3, 25, 8)),
    (&["purim"], Rule::Hebrew(6, 14, 1)),
    (&["thanksgiving day?"], Nth(11, 4, Weekday::Thursday)),
    // Listed only so that its second word is not taken for the American day.
    (&["canadian thanksgiving day?"], Nth(10, 2, Weekday::Monday)),
    (&["labor day"], Nth(9, 1, Weekday::Monday)),
    (&["may day", "international workers|worker 's day"], Fixed(5, 1)),
    (&["armistice day"], Fixed(11, 11)),
    (&["remembrance sunday"], Nth(11, 2, Weekday::Sunday)),
    (&["veterans|veteran 's day"], Fixed(11, 11)),
    (&["memorial day"], Nth(5, -1, Weekday::Monday)),
    (&["martin luther king , jr|jr.? . 's day", "mlk day"], Nth(1, 3, Weekday::Monday)),
    (&["bastille day"], Fixed(7, 14)),
    (&["international? human rights day"], Fixed(12, 10)),
    (&["international women|womens|woman 's day"], Fixed(3, 8)),
    (&["world refugee day"], Fixed(6, 20)),
    (&["victory day"], Fixed(5, 9)),
    (&["ve day", "v - e day", "victory in europe day"], Fixed(5, 8)),
    (&["vj day", "v - j day", "victory over|in japan day"], Fixed(8, 15)),
    (&["nakba day"], Fixed(5, 15)),
    (&["international? quds|qods day", "international? al - quds|qods day"], Quds),
    (&["anzac day"], Fixed(4, 25)),
    (&["juneteenth"], Fixed(6, 19)),
    (&["guy fawkes 's night|day"], Fixed(11, 5)),
];

/// What begins with the name of a feast and is none: places and wars.
static OTHERS: &[&str] = &[
    "christmas|pentecost island",
    "corpus christi , texas",
    "easter island|islands|rising",
    "tet offensive",
    "yom kippur war",
];

/// The words a name can begin with: most words of a text are none, and need no search.
static FIRST: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let mut first = HashSet::new();
    for name in FEASTS.iter().flat_map(|(names, _)| *names) {
        for part in name.split(' ') {
            first.extend(part.trim_end_matches('?').split('|'));
            if !part.ends_with('?') {
                break;
            }
        }
    }
    first
});

/// How many of `words` the name `pattern` takes, if they begin with it.
///
/// A pattern is words with single spaces between: `a|b` is either, `a?` may be missing, `a|b?`
/// either or neither. The marks `'`, `-`, `.` and `,` may be missing, for writers and word
/// splitters differ over them, and so may `'s`, which also stands for a lone apostrophe.
fn length(pattern: &str, words: &[&str]) -> Option<usize> {
    let mut rest = words;
    for part in pattern.split(' ') {
        rest = match (part, rest) {
            ("'s", ["'" | "’", "s", after @ ..]) => after,
            ("'s", ["'" | "’" | "'s" | "’s" | "s", after @ ..]) => after,
            ("'", ["'" | "’" | "‘", after @ ..]) => after,
            ("-", ["-" | "‐" | "‑", after @ ..]) => after,
            ("." | ",", [mark, after @ ..]) if part == *mark => after,
            ("'s" | "'" | "-" | "." | ",", _) => rest,
            (_, [word, after @ ..])
                if part.trim_end_matches('?').split('|').any(|one| one == *word) =>
            {
                after
            }
            _ if part.ends_with('?') => rest,
            _ => return None,
        };
    }
    Some(words.len() - rest.len())
}

/// The feast with the longest name that `words` begin with, and how many words the name takes.
///
/// The words are lower case, and an apostrophe or a hyphen is a word of its own: `new`, `year`,
/// `'`, `s`, `eve`; `eid`, `al`, `-`, `fitr`. An article belongs to the name only where the name is
/// a phrase (`the feast of the assumption`).
///
/// Words that begin like a feast's name but name something else (`easter island`) give none.
pub fn named(words: &[&str]) -> Option<(usize, Feast)> {
    if !FIRST.contains(words.first()?) || OTHERS.iter().any(|name| length(name, words).is_some()) {
        return None;
    }
    FEASTS
        .iter()
        .enumerate()
        .flat_map(|(index, (names, _))| names.iter().map(move |name| (index, name)))
        .filter_map(|(index, name)| Some((length(name, words)?, Feast(index))))
        .max_by_key(|(length, _)| *length)
}

/// First and last day of every time the feast is kept that begins in the Gregorian `year`.
///
/// That is one as a rule, two where the shorter Islamic year brings it twice, and none outside
/// 1900 to 2100. Ramadan, Sukkot and Hanukkah last several days, and may end in the next year;
/// every other feast is given its first day alone, which is what its name means in the news.
pub fn days(feast: Feast, year: i16) -> Vec<(Date, Date)> {
    let Some((_, rule)) = FEASTS.get(feast.0) else {
        return Vec::new();
    };
    if !(1900..=2100).contains(&year) {
        return Vec::new();
    }
    let single = |day: Option<Date>| day.map(|day| (day, day)).into_iter().collect();
    match *rule {
        Fixed(month, day) => single(Date::new(year, month, day).ok()),
        Nth(month, n, weekday) => single(
            Date::new(year, month, 1).and_then(|first| first.nth_weekday_of_month(n, weekday)).ok(),
        ),
        Easter(after) => single(easter(year).and_then(|day| plus(day, after))),
        Orthodox(after) => single(orthodox_easter(year).and_then(|day| plus(day, after))),
        OrthodoxChristmas(after) => single(
            // The feast of the January is that of the Julian year before.
            Date::new(year - 1, 12, 25)
                .ok()
                .and_then(|day| plus(day, julian_lag(year - 1) + after)),
        ),
        Islamic(month, day) => {
            kept(Hijri::new_umm_al_qura(), year, month, day, |day, _| Some((day, day)))
        }
        Ramadan => kept(Hijri::new_umm_al_qura(), year, 9, 1, |day, length| {
            Some((day, plus(day, length - 1)?))
        }),
        Quds => kept(Hijri::new_umm_al_qura(), year, 9, 1, |day, length| {
            let last = plus(day, length - 1)?;
            let friday = plus(last, -i64::from(last.weekday().since(Weekday::Friday)))?;
            Some((friday, friday))
        }),
        Rule::Hebrew(month, day, length) => {
            kept(Hebrew, year, month, day, |day, _| Some((day, plus(day, length - 1)?)))
        }
        Chinese(month, day, after) => {
            kept(ChineseTraditional::new(), year, month, day, |day, _| {
                let day = plus(day, after)?;
                Some((day, day))
            })
        }
        Rule::Persian(month, day) => kept(Persian, year, month, day, |day, _| Some((day, day))),
        Diwali => single(diwali(year)),
    }
}

/// Whether the feast lasts about a month (Ramadan), so that its TIMEX3 value is a month.
pub fn is_month(feast: Feast) -> bool {
    matches!(FEASTS.get(feast.0), Some((_, Ramadan)))
}

/// The times of a feast that begin in the Gregorian `year`, in the calendar that reckons it.
///
/// `span` makes first and last day out of the given day and the length of its month. It may move
/// the day over New Year (the last Friday of a Ramadan that began in December), so the year is
/// looked at only afterwards.
fn kept<C: AsCalendar + Copy>(
    calendar: C,
    year: i16,
    month: u8,
    day: u8,
    span: impl Fn(Date, i64) -> Option<(Date, Date)>,
) -> Vec<(Date, Date)> {
    let Ok(new_year) = icu_calendar::Date::try_new_gregorian(i32::from(year), 1, 1) else {
        return Vec::new();
    };
    let first = new_year.to_calendar(calendar).year().extended_year();
    // An Islamic year can lie wholly within a Gregorian one, which then has days of three.
    (first..=first + 2)
        .filter_map(|own| {
            let date =
                icu_calendar::Date::try_new(own.into(), Month::new(month), day, calendar).ok()?;
            span(gregorian(&date)?, i64::from(date.days_in_month()))
        })
        .filter(|(first, _)| first.year() == year)
        .collect()
}

/// The same day in the Gregorian calendar.
fn gregorian<C: AsCalendar>(date: &icu_calendar::Date<C>) -> Option<Date> {
    let date = date.to_calendar(Gregorian);
    let year = i16::try_from(date.year().extended_year()).ok()?;
    let month = i8::try_from(date.month().number()).ok()?;
    Date::new(year, month, i8::try_from(date.day_of_month().0).ok()?).ok()
}

/// The day `days` after `date`.
fn plus(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// Western Easter, by the anonymous Gregorian algorithm (Nature, 1876; Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    march_or_april(year, n)
}

/// Orthodox Easter, by Meeus's Julian algorithm, as a Gregorian day.
fn orthodox_easter(year: i16) -> Option<Date> {
    let (a, b, c) = (year % 4, year % 7, year % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    plus(march_or_april(year, d + e + 114)?, julian_lag(year))
}

/// The day that both algorithms for Easter give as 31 times the month, plus the day less one.
fn march_or_april(year: i16, n: i16) -> Option<Date> {
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// How many days the Julian calendar is behind the Gregorian from the March of `year` on.
fn julian_lag(year: i16) -> i64 {
    i64::from(year / 100 - year / 400 - 2)
}

/// Diwali: the day before the first Chinese month that begins on or after 18 October.
fn diwali(year: i16) -> Option<Date> {
    let start = icu_calendar::Date::try_new_gregorian(i32::from(year), 10, 18).ok()?;
    let start = start.to_calendar(ChineseTraditional::new());
    let length = start.days_in_month();
    // 0 where a month begins on that very day.
    let wait = (length + 1 - start.day_of_month().0) % length;
    plus(Date::new(year, 10, 17).ok()?, i64::from(wait))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn feast(name: &str) -> Feast {
        let words: Vec<&str> = name.split(' ').collect();
        let (length, feast) = named(&words).unwrap_or_else(|| panic!("no feast {name}"));
        assert_eq!(length, words.len(), "{name}");
        feast
    }

    fn firsts(name: &str, year: i16) -> Vec<Date> {
        days(feast(name), year).into_iter().map(|(first, _)| first).collect()
    }

    #[test]
    fn known_days() {
        for (name, day) in [
            ("christmas", date(1999, 12, 25)),
            ("new year ' s eve", date(1999, 12, 31)),
            ("ash wednesday", date(2018, 2, 14)),
            ("palm sunday", date(2017, 4, 9)),
            ("good friday", date(1998, 4, 10)),
            ("easter", date(1998, 4, 12)),
            // The bounds, and the exceptions of the computus.
            ("easter", date(1943, 4, 25)),
            ("easter", date(1954, 4, 18)),
            ("easter", date(1981, 4, 19)),
            ("easter", date(2008, 3, 23)),
            ("easter monday", date(1916, 4, 24)),
            ("ascension day", date(2015, 5, 14)),
            ("pentecost", date(2015, 5, 24)),
            ("corpus christi", date(2015, 6, 4)),
            ("orthodox easter", date(1998, 4, 19)),
            ("orthodox easter", date(2021, 5, 2)),
            ("orthodox easter", date(2100, 5, 2)),
            ("orthodox good friday", date(2021, 4, 30)),
            ("orthodox christmas", date(1900, 1, 6)),
            ("orthodox christmas", date(2014, 1, 7)),
            ("orthodox christmas eve", date(2023, 1, 6)),
            ("ramadan", date(2017, 5, 27)),
            ("eid al - fitr", date(2017, 6, 25)),
            // By the calendar; after the moon was looked for it was kept on the 24th.
            ("eid al - adha", date(2015, 9, 23)),
            ("eid al - adha", date(2017, 9, 1)),
            ("quds day", date(2015, 7, 10)),
            ("ashura", date(2017, 9, 30)),
            ("nowruz", date(1979, 3, 21)),
            ("nowruz", date(2008, 3, 20)),
            ("lunar new year", date(1988, 2, 17)),
            ("tet", date(1968, 1, 30)),
            ("chinese new year ' s eve", date(2020, 1, 24)),
            ("mid - autumn festival", date(2020, 10, 1)),
            ("diwali", date(2022, 10, 24)),
            ("diwali", date(1995, 10, 23)),
            // A day early, as the module says.
            ("diwali", date(2013, 11, 2)),
            // Months begin both on 18 October and on 16 November.
            ("diwali", date(2028, 10, 17)),
            ("vesak", date(2020, 5, 7)),
            ("passover", date(2015, 4, 4)),
            ("rosh hashanah", date(2001, 9, 18)),
            ("yom kippur", date(1973, 10, 6)),
            // In leap years Purim is in the second Adar.
            ("purim", date(2016, 3, 24)),
            ("purim", date(2015, 3, 5)),
            ("thanksgiving", date(2001, 11, 22)),
            ("labor day", date(2005, 9, 5)),
            ("remembrance sunday", date(1987, 11, 8)),
            ("memorial day", date(2011, 5, 30)),
            ("martin luther king day", date(1998, 1, 19)),
            ("human rights day", date(1998, 12, 10)),
        ] {
            assert_eq!(firsts(name, day.year()), [day], "{name}");
        }
    }

    #[test]
    fn twice_a_year() {
        assert_eq!(firsts("eid al - fitr", 2000), [date(2000, 1, 8), date(2000, 12, 27)]);
        assert_eq!(firsts("islamic new year", 2008), [date(2008, 1, 10), date(2008, 12, 29)]);
        // The first of them belongs to the Ramadan that began in 1999.
        assert_eq!(firsts("quds day", 2000), [date(2000, 1, 7), date(2000, 12, 22)]);
    }

    #[test]
    fn several_days() {
        assert_eq!(days(feast("ramadan"), 2017), [(date(2017, 5, 27), date(2017, 6, 24))]);
        assert_eq!(days(feast("hanukkah"), 2016), [(date(2016, 12, 25), date(2017, 1, 1))]);
        assert_eq!(days(feast("sukkot"), 2023), [(date(2023, 9, 30), date(2023, 10, 6))]);
        assert!(is_month(feast("ramadan")));
        assert!(!is_month(feast("hanukkah")));
    }

    #[test]
    fn every_feast_every_year() {
        for (index, (names, _)) in FEASTS.iter().enumerate() {
            for year in 1900..=2100 {
                let kept = days(Feast(index), year);
                assert!(matches!(kept.len(), 1 | 2), "{names:?} {year} {kept:?}");
                for (first, last) in kept {
                    assert!(first.year() == year && first <= last);
                }
            }
            assert!(days(Feast(index), 1899).is_empty() && days(Feast(index), 2101).is_empty());
        }
    }

    #[test]
    fn days_stay_in_season() {
        for year in 1900..=2100 {
            let nowruz = firsts("nowruz", year)[0];
            assert!((date(year, 3, 19)..=date(year, 3, 22)).contains(&nowruz), "{nowruz}");
            // The 22nd came up to 1959, and the 19th comes late in this century.
            if (1960..=2050).contains(&year) {
                assert!(matches!(nowruz.day(), 20 | 21), "{nowruz}");
            }
            let diwali = firsts("diwali", year)[0];
            assert!((date(year, 10, 17)..=date(year, 11, 15)).contains(&diwali), "{diwali}");
        }
    }

    #[test]
    fn zz() {
        for y in 1990..=2030 {
            eprint!("{} ", firsts("vesak", y)[0]);
        }
        for index in 0..FEASTS.len() {
            if days(Feast(index), 2024).is_empty() {
                eprintln!("{index}");
            }
        }
    }

    #[test]
    fn spellings() {
        for (one, others) in [
            (
                "eid al - fitr",
                &[
                    "eid ul - fitr",
                    "eid el - fitr",
                    "id al - fitr",
                    "eid al fitr",
                    "eid - al - fitr",
                    "feast of the breaking of the fast",
                    "the feast of breaking of the fast",
                ][..],
            ),
            (
                "eid al - adha",
                &["eid ul - adha", "eid el adha", "id al - adha", "the feast of the sacrifice"],
            ),
            ("arbaeen", &["arba ' een", "arba ’ een"]),
            (
                "mawlid",
                &["the prophet ' s birthday", "the prophet 's birthday", "mawlid al - nabi"],
            ),
            ("nowruz", &["norouz", "newroz"]),
            ("lunar new year", &["chinese new year", "tet", "lunar new year ' s day"]),
            ("new year", &["new year ' s day", "new year ’ s day", "new years day"]),
            ("st patrick ' s day", &["st . patrick ' s day", "st. patrick ' s day"]),
            (
                "martin luther king day",
                &["martin luther king , jr . day", "martin luther king jr. day"],
            ),
            ("may day", &["international workers ' day"]),
            ("ve day", &["v - e day"]),
            ("whit sunday", &["pentecost"]),
            ("ramadan", &["the muslim holy month of ramadan", "the month of ramadan"]),
            ("assumption day", &["the feast of the assumption"]),
            ("veterans day", &["veterans ' day", "veteran ' s day"]),
        ] {
            for other in others {
                assert_eq!(feast(one), feast(other), "{other}");
            }
        }
    }

    #[test]
    fn longest_name_and_no_more() {
        assert_eq!(named(&["easter", "monday", "morning"]), Some((2, feast("easter monday"))));
        assert_eq!(named(&["easter", "celebrations"]), Some((1, feast("easter"))));
        assert_eq!(named(&["new", "year", "'", "s", "resolution"]), Some((2, feast("new year"))));
        assert_eq!(named(&["christmas", "-", "time"]), Some((1, feast("christmas"))));
        assert_eq!(named(&["lunar", "new", "year", "'", "s"]).map(|(length, _)| length), Some(3));
        for none in [
            &[][..],
            &["eid"],
            &["eid", "al"],
            &["independence", "day"],
            &["d", "-", "day"],
            &["easter", "island"],
            &["yom", "kippur", "war"],
            &["the", "new", "year"],
            &["feast", "of", "the"],
        ] {
            assert_eq!(named(none), None, "{none:?}");
        }
    }
}
