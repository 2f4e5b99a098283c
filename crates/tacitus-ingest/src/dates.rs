//! Dates of publication as feeds, pages and people write them.

use jiff::civil::Date;

/// Reads the day from `text`: ISO 8601 and RFC 3339 (the day in its own offset), RFC 2822, months by
/// name in English, `20170829`, slashes where they leave no doubt, and seconds or milliseconds
/// since 1970 (the day in UTC). `None` for anything else, for days that do not exist, and for
/// `05/06/2017`, which is two days.
pub(crate) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() > 100 {
        return None;
    }
    numeric(text).or_else(|| with_month_name(text))
}

/// Pulls the day out of an address such as `/2017/08/29/`, as many newspapers build theirs.
pub(crate) fn in_address(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split(['/', '?', '#']).collect();
    parts.windows(3).find_map(|window| match window {
        [year, month, day] if year.len() == 4 && month.len() <= 3 && day.len() <= 2 => {
            ymd(number(year)?, number(month).or_else(|| month_of(month))?, number(day)?)
        }
        _ => None,
    })
}

/// The month of that English name, abbreviated or not, with or without a full stop.
pub(crate) fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let known = word.len() == 3 || word == "sept" || MONTHS.contains(&word.as_str());
    let idx = MONTHS.iter().position(|month| known && month.starts_with(&word))?;
    u32::try_from(idx + 1).ok()
}

fn numeric(text: &str) -> Option<Date> {
    let head_len = text.bytes().take_while(|b| b.is_ascii_digit()).count();
    let (head, rest) = text.split_at(head_len);
    match (head_len, rest.bytes().next()) {
        (10, None) => in_utc(head.parse().ok()?),
        (13, None) => in_utc(head.parse::<i64>().ok()?.div_euclid(1000)),
        // 20170829, and 20170829T101500Z.
        (8, None | Some(b'T' | b' ')) | (14, None) => {
            ymd(number(head.get(..4)?)?, number(head.get(4..6)?)?, number(head.get(6..8)?)?)
        }
        (4, Some(mark @ (b'-' | b'/' | b'.'))) => {
            let mut parts = rest.get(1..)?.splitn(2, char::from(mark));
            let (month, day) = (parts.next()?, parts.next()?);
            let day_len = day.bytes().take_while(|b| b.is_ascii_digit()).count();
            let (day, after) = day.split_at(day_len);
            let ends = after.is_empty() || after.starts_with(['T', 't', ' ', 'Z', '+']);
            ends.then(|| ymd(number(head)?, number(month)?, number(day)?))?
        }
        (1 | 2, Some(mark @ (b'/' | b'.' | b'-'))) => {
            let parts: Vec<u32> =
                text.split(char::from(mark)).map(number).collect::<Option<_>>()?;
            match *parts.as_slice() {
                [day, month, year] if day > 12 || mark == b'.' => ymd(year, month, day),
                [month, day, year] if day > 12 || day == month => ymd(year, month, day),
                _ => None,
            }
        }
        _ => None,
    }
}

fn with_month_name(text: &str) -> Option<Date> {
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '(' | ')')) {
        // Times of day and zones say nothing about the day as printed.
        if word.is_empty() || word.contains(':') || word.starts_with('+') {
            continue;
        }
        if let Some(found) = month_of(word) {
            month.get_or_insert(found);
            continue;
        }
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = word.get(digits.len()..)?;
        let Some(value) = number(digits) else { continue };
        match (digits.len(), suffix) {
            (4, "") if value >= 1000 => {
                year.get_or_insert(value);
            }
            (1 | 2, "" | "st" | "nd" | "rd" | "th") => {
                day.get_or_insert(value);
            }
            _ => {}
        }
    }
    ymd(year?, month?, day?)
}

fn in_utc(seconds: i64) -> Option<Date> {
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(stamp.to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

fn ymd(year: u32, month: u32, day: u32) -> Option<Date> {
    // Texts older than printing are typing errors.
    if !(1400..=2999).contains(&year) {
        return None;
    }
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = parse(text).map(|date| date.to_string());
        assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text:?}");
    }

    #[test]
    fn dates_as_they_are_written() {
        for text in [
            "2017-08-29",
            " 2017-08-29\n",
            "2017-08-29T23:30:00-05:00",
            "2017-08-29T10:00:00.123Z",
            "2017-08-29 10:00",
            "2017/08/29",
            "2017-8-29",
            "20170829",
            "20170829T101500Z",
            "20170829101500",
            "Tue, 29 Aug 2017 10:15:00 GMT",
            "29 Aug 2017 10:15 +0300",
            "Tue Aug 29 10:00:00 +0000 2017",
            "August 29, 2017",
            "Aug. 29, 2017, 5:30 p.m.",
            "29 August 2017",
            "29th of August 2017",
            "29-Aug-2017",
            "08/29/2017",
            "29/08/2017",
            "29.08.2017",
            "1504000000",
            "1504000000000",
        ] {
            check(text, "2017-08-29");
        }
        check("Sept. 4, 2016", "2016-09-04");
        check("1 May 2016", "2016-05-01");
    }

    #[test]
    fn what_is_no_date_stays_unread() {
        for text in [
            "",
            "yesterday",
            "2017",
            "2017-08",
            "2017-02-30",
            "05/06/2017",
            "August 2017",
            "99999999",
            "29 Aug",
            "2017-08-299",
            "é",
            "12345",
            "31 June 2017",
            "Mayor of 2017 29",
        ] {
            check(text, "-");
        }
    }

    #[test]
    fn addresses_may_hold_a_day() {
        let day = |url| in_address(url).map(|date| date.to_string());
        assert_eq!(
            day("https://paper.example/world/2017/08/29/convoy").as_deref(),
            Some("2017-08-29")
        );
        assert_eq!(day("https://paper.example/2017/18/29/convoy"), None);
        assert_eq!(day("https://paper.example/a/20/17/08"), None);
    }
}
