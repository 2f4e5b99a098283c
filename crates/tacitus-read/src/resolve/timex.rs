//! Time expressions in a text: finds them by pattern and reads what they say, without reckoning
//! from any day. [`super::times`] turns that into TIMEX3 values.
//!
//! The patterns run over the letters, digits and signs of the text itself, not over the tokens of
//! the parse, so that *2017-08-29*, *mid-2011* and *ten-year* read alike however they were cut.

use super::feasts::{self, Feast};
use std::ops::Range;
use tacitus_doc::Span;
use tacitus_doc::numerals;

/// A time expression as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// Its words.
    pub span: Span,
    /// What they say.
    pub says: Says,
}

/// Units of the calendar and the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the definition
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// An amount of some unit; `None` where it is left open (*several years*).
pub type Amount = Option<f64>;

/// Which of a row of days, months or years is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// *last*, *past*, *previous*.
    Last,
    /// *this*, *current*.
    This,
    /// *next*, *coming*.
    Next,
    /// *of last year*.
    YearBefore,
    /// *the following*: after what was told, not after the day of publication.
    Following,
    /// Nothing is said: *on Sunday*.
    Bare,
}

/// What a time expression says.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// A day of the month; the year may be left out.
    Day {
        /// Year, when given.
        year: Option<i16>,
        /// Month, 1 to 12.
        month: i8,
        /// Day of the month.
        day: i8,
    },
    /// A month; the year may be left out.
    Month {
        /// Year, when given.
        year: Option<i16>,
        /// Month, 1 to 12.
        month: i8,
        /// *last October*.
        which: Which,
    },
    /// A year.
    Year(i16),
    /// *the 1990s*: the year without its last digit.
    Decade(i16),
    /// *the 20th century*: 19.
    Century(i16),
    /// A day of the week, 1 for Monday.
    Weekday {
        /// 1 to 7.
        day: i8,
        /// *last Monday*.
        which: Which,
    },
    /// *the 4th inst.*: a day of this month, of the last (*ult.*), of the next (*prox.*).
    DayOf {
        /// Day of the month.
        day: i8,
        /// Which month.
        which: Which,
    },
    /// *the second week of June*; 5 is the last.
    WeekOf {
        /// Which week of it.
        nth: i8,
        /// Month, 1 to 12.
        month: i8,
        /// Year, when given.
        year: Option<i16>,
    },
    /// *the second Monday of September*; -1 is the last.
    NthWeekday {
        /// Which of them.
        nth: i8,
        /// 1 to 7.
        weekday: i8,
        /// Month, 1 to 12.
        month: i8,
        /// Year, when given.
        year: Option<i16>,
    },
    /// *that evening*, *the previous night*: a part of the day that was told, or of one so many days from it.
    PartOfTold {
        /// Part of day in TIMEX3.
        code: &'static str,
        /// Days from the one told.
        days: i32,
    },
    /// *fiscal year 2010*.
    Fiscal(i16),
    /// A feast or a named day.
    Feast {
        /// Which.
        feast: Feast,
        /// Year, when given.
        year: Option<i16>,
        /// *the third day of Ramadan*: -1 is the last, 0 stands for the whole.
        nth: i16,
        /// *last Christmas*.
        which: Which,
    },
    /// *Thursday week*: the weekday a week after the next.
    WeekdayWeek(i8),
    /// *every night*: part of day in TIMEX3.
    EveryPart(&'static str),
    /// *today* is 0, *yesterday* -1.
    FromToday(i32),
    /// *last week*, *this year*.
    Shift {
        /// Of what.
        unit: Unit,
        /// Which.
        which: Which,
    },
    /// *two days ago*, *three weeks later*: the sign tells the direction.
    Distance {
        /// How many.
        amount: Amount,
        /// Of what.
        unit: Unit,
        /// Before (-1) or after (1).
        sign: i8,
        /// Reckoned from now (*ago*) rather than from what was told before (*earlier*).
        from_now: bool,
    },
    /// *three days*.
    Duration {
        /// How many.
        amount: Amount,
        /// Of what.
        unit: Unit,
    },
    /// *weekly*, *every two years*.
    Every {
        /// How many.
        amount: f64,
        /// Of what.
        unit: Unit,
    },
    /// *every Friday*.
    EveryWeekday(i8),
    /// A season (`SP`, `SU`, `FA`, `WI`), quarter (`Q1`), half (`H2`) or month (`04`) of a year.
    PartOfYear {
        /// Its code in TIMEX3.
        code: String,
        /// Year, when given.
        year: Option<i16>,
        /// Which year otherwise.
        which: Which,
    },
    /// *the last quarter*.
    QuarterShift(Which),
    /// A time of day, with the day when it is given beside.
    Clock {
        /// `T18:00`, `TMO`, `T12:00Z`.
        code: String,
        /// The day.
        day: Option<Box<Says>>,
    },
    /// *that day*, *the same month*: the last such thing told.
    Same(Unit),
    /// `PAST_REF`, `PRESENT_REF`, `FUTURE_REF`.
    Vague(&'static str),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    Letters,
    Digits,
    Sign,
}

#[derive(Clone, Debug)]
struct Piece {
    start: usize,
    end: usize,
    lower: String,
    class: Class,
    /// No white space before it.
    glued: bool,
    capital: bool,
}

fn pieces(text: &str, within: Span) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let base = within.start as usize;
    let mut glued = false;
    for (offset, c) in within.of(text).char_indices() {
        if c.is_whitespace() {
            glued = false;
            continue;
        }
        let class = if c.is_alphabetic() {
            Class::Letters
        } else if c.is_ascii_digit() {
            Class::Digits
        } else {
            Class::Sign
        };
        let at = base + offset;
        match found.last_mut() {
            Some(last) if glued && class != Class::Sign && last.class == class => {
                last.end = at + c.len_utf8();
                last.lower.extend(c.to_lowercase());
            }
            _ => found.push(Piece {
                start: at,
                end: at + c.len_utf8(),
                // Curly quotes and long dashes read like the plain ones.
                lower: match c {
                    '’' | '‘' => "'".into(),
                    '–' | '—' | '‑' => "-".into(),
                    _ => c.to_lowercase().collect(),
                },
                class,
                glued,
                capital: c.is_uppercase(),
            }),
        }
        glued = true;
    }
    found
}

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
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

fn month(word: &str) -> Option<i8> {
    let full = MONTHS.iter().position(|name| *name == word);
    let short = || {
        (word.len() == 3 || word == "sept")
            .then(|| MONTHS.iter().position(|name| name.starts_with(word)))
            .flatten()
    };
    full.or_else(short).map(|idx| idx as i8 + 1)
}

fn weekday(word: &str) -> Option<i8> {
    let word = word.strip_suffix('s').unwrap_or(word);
    WEEKDAYS.iter().position(|name| *name == word).map(|idx| idx as i8 + 1)
}

fn unit(word: &str) -> Option<(Unit, bool)> {
    let (unit, plural) = match word {
        "second" | "seconds" => (Unit::Second, word == "seconds"),
        "minute" | "minutes" => (Unit::Minute, word == "minutes"),
        "hour" | "hours" => (Unit::Hour, word == "hours"),
        "day" | "days" => (Unit::Day, word == "days"),
        "weekend" | "weekends" => (Unit::Weekend, word == "weekends"),
        "week" | "weeks" => (Unit::Week, word == "weeks"),
        "fortnight" | "fortnights" => (Unit::Fortnight, word == "fortnights"),
        "month" | "months" => (Unit::Month, word == "months"),
        "quarter" | "quarters" => (Unit::Quarter, word == "quarters"),
        "year" | "years" => (Unit::Year, word == "years"),
        "decade" | "decades" => (Unit::Decade, word == "decades"),
        "century" | "centuries" => (Unit::Century, word == "centuries"),
        _ => return None,
    };
    Some((unit, plural))
}

fn ordinal(word: &str) -> Option<i16> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" | "final" => 4,
        _ => return None,
    })
}

fn which(word: &str) -> Option<Which> {
    Some(match word {
        "last" | "past" | "previous" | "preceding" => Which::Last,
        "this" | "current" => Which::This,
        "next" | "coming" | "upcoming" => Which::Next,
        "following" => Which::Following,
        _ => return None,
    })
}

/// Whether a word tells that a phrase is about time: a unit, a month, a weekday, a season, *era*, *now*.
pub fn is_word_of_time(word: &str) -> bool {
    let word = word.to_lowercase();
    let plain = [
        "time",
        "times",
        "era",
        "period",
        "season",
        "moment",
        "today",
        "now",
        "once",
        "future",
        "past",
        "recent",
        "then",
        "overnight",
        "dawn",
        "dusk",
        "daybreak",
        "nightfall",
        "sunrise",
        "sunset",
        "sundown",
        "noon",
        "midday",
        "midnight",
        "midsummer",
        "midwinter",
        "lunchtime",
        "holiday",
        "holidays",
        "feast",
        "harvest",
        "monsoon",
        "eve",
        "weekend",
        "earlier",
        "later",
        "anniversary",
    ];
    // *the 24th*
    let nth = word
        .trim_end_matches(char::is_alphabetic)
        .parse::<u8>()
        .is_ok_and(|n| (1..=31).contains(&n))
        && ["st", "nd", "rd", "th"].iter().any(|end| word.ends_with(end));
    unit(&word).is_some()
        || month(&word).is_some()
        || weekday(&word).is_some()
        || season(&word).is_some()
        || part_of_day(&word).is_some()
        || plain.contains(&&*word)
        || nth
}

fn part_of_day(word: &str) -> Option<&'static str> {
    Some(match word {
        "morning" => "TMO",
        "afternoon" => "TAF",
        "evening" => "TEV",
        "night" => "TNI",
        _ => return None,
    })
}

fn season(word: &str) -> Option<&'static str> {
    Some(match word {
        "spring" => "SP",
        "summer" => "SU",
        "autumn" | "fall" => "FA",
        "winter" => "WI",
        _ => return None,
    })
}

fn is_plain_day(says: &Says) -> bool {
    matches!(says, Says::Day { .. } | Says::Weekday { .. } | Says::FromToday(_))
}

/// What was read from some position on: the position after it, and what it says.
type Read = Option<(usize, Says)>;

/// One of two days that are written together: its pieces, and what it says.
type Dated = (Range<usize>, Says);

struct Scanner {
    pieces: Vec<Piece>,
}

/// The time expressions of the sentence `within`, in order; none overlap.
pub fn expressions(text: &str, within: Span) -> Vec<Expression> {
    let scanner = Scanner { pieces: pieces(text, within) };
    let mut found = Vec::new();
    let mut at = 0;
    while at < scanner.pieces.len() {
        if let Some((end, days)) = scanner.days_from_to(at) {
            for (range, says) in days {
                let span =
                    Span::new(scanner.pieces[range.start].start, scanner.pieces[range.end - 1].end);
                found.push(Expression { span, says });
            }
            at = end;
            continue;
        }
        match scanner.whole(at) {
            Some((end, says)) if end > at => {
                let span = Span::new(scanner.pieces[at].start, scanner.pieces[end - 1].end);
                found.push(Expression { span, says });
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

impl Scanner {
    fn word(&self, at: usize) -> &str {
        self.pieces.get(at).map_or("", |piece| &piece.lower)
    }

    fn is(&self, at: usize, words: &[&str]) -> bool {
        let word = self.word(at);
        !word.is_empty() && words.contains(&word)
    }

    fn glued(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| piece.glued)
    }

    fn capital(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| piece.capital)
    }

    fn before(&self, at: usize, words: &[&str]) -> bool {
        at > 0 && self.is(at - 1, words)
    }

    /// Digits of a length within `lengths`, as a number. Digits that are part of a longer word
    /// (*A330*, *1.5*, *4,000*) are not numbers of the calendar.
    fn digits(&self, at: usize, lengths: std::ops::RangeInclusive<usize>) -> Option<i64> {
        let piece = self.pieces.get(at)?;
        (piece.class == Class::Digits && lengths.contains(&piece.lower.len()))
            .then(|| piece.lower.parse().ok())
            .flatten()
    }

    /// Whether the piece is a number of its own, not glued into something longer.
    fn stands_alone(&self, at: usize) -> bool {
        let joins = |idx: usize| {
            self.is(idx, &[".", ",", "/", ":", "-"])
                || self.pieces.get(idx).is_some_and(|piece| piece.class == Class::Letters)
        };
        let left = at > 0
            && self.glued(at)
            && (joins(at - 1) || self.is(at - 1, &["$", "£", "€", "#", "+"]))
            // *mid-2011*, *pre-2003* are years all the same.
            && !(self.is(at - 1, &["-"])
                && at > 1
                && self.pieces[at - 2].class == Class::Letters);
        let right = self.glued(at + 1)
            && joins(at + 1)
            && self.glued(at + 2)
            && self.pieces.get(at + 2).is_some_and(|piece| piece.class == Class::Digits)
            || self.glued(at + 1)
                && self.pieces.get(at + 1).is_some_and(|piece| piece.class == Class::Letters);
        !left && !right
    }

    fn year_digits(&self, at: usize) -> Option<i16> {
        let year = self.digits(at, 4..=4)?;
        (1000..=2199).contains(&year).then_some(year as i16)
    }

    /// A year after a month, with or without comma: the position after it.
    fn year_after(&self, at: usize) -> Option<(usize, i16)> {
        let at = if self.is(at, &[",", "of"]) { at + 1 } else { at };
        let year = self.year_digits(at)?;
        (year >= 1500 && self.stands_alone(at)).then_some((at + 1, year))
    }

    /// The year after a month, where there is one: the position after both.
    fn with_year(&self, at: usize) -> (usize, Option<i16>) {
        self.year_after(at).map_or((at, None), |(end, year)| (end, Some(year)))
    }

    /// A number in digits or words, or an open amount: position after it, amount.
    fn amount(&self, at: usize) -> Option<(usize, Amount)> {
        if self.is(at, &["several", "few", "many", "some", "numerous", "multiple"]) {
            return Some((at + 1, None));
        }
        if self.is(at, &["a", "an"]) {
            if self.is(at + 1, &["few"]) {
                return Some((at + 2, None));
            }
            if self.is(at + 1, &["couple"]) {
                return Some((if self.is(at + 2, &["of"]) { at + 3 } else { at + 2 }, Some(2.0)));
            }
            if self.is(at + 1, &["half"]) {
                return Some((at + 2, Some(0.5)));
            }
            if self.is(at + 1, &["dozen"]) && unit(self.word(at + 2)).is_some() {
                return Some((at + 2, Some(12.0)));
            }
            return Some((at + 1, Some(1.0)));
        }
        if self.is(at, &["another"]) && unit(self.word(at + 1)).is_some_and(|(_, plural)| !plural) {
            return Some((at + 1, Some(1.0)));
        }
        if self.is(at, &["half"]) && self.is(at + 1, &["a", "an"]) {
            return Some((at + 2, Some(0.5)));
        }
        if let Some(whole) = self.digits(at, 1..=4) {
            if at > 0 && self.glued(at) && self.is(at - 1, &[".", ",", "$", "/", ":"]) {
                return None;
            }
            let mut value = whole as f64;
            let mut end = at + 1;
            if self.is(end, &["."]) && self.glued(end) && self.glued(end + 1) {
                let fraction = self.digits(end + 1, 1..=2)?;
                value += fraction as f64 / 10f64.powi(self.word(end + 1).len() as i32);
                end += 2;
            }
            return Some((end, Some(value)));
        }
        let mut value = numerals::of_word(self.word(at))?;
        let mut end = at + 1;
        if value >= 20.0 {
            let next = if self.is(end, &["-"]) { end + 1 } else { end };
            if let Some(ones) =
                numerals::of_word(self.word(next)).filter(|n| (1.0..10.0).contains(n))
            {
                value += ones;
                end = next + 1;
            }
        }
        if self.is(end, &["and"]) && self.is(end + 1, &["a"]) && self.is(end + 2, &["half"]) {
            value += 0.5;
            end += 3;
        }
        Some((end, Some(value)))
    }

    /// *10 to 16 September 1962*, *May 3-5*: two days, the month and year of which stand once. The position after them, and
    /// of each its pieces and what it says.
    fn days_from_to(&self, at: usize) -> Option<(usize, [Dated; 2])> {
        const TO: &[&str] = &["to", "and", "-", "until", "till", "through"];
        if at > 0 && self.glued(at) {
            return None;
        }
        if let Some((next, day)) = self.day_of_month(at)
            && self.is(next, TO)
            && let Some((end, Says::Day { year, month, day: last })) = self.month_date(next + 1)
            && self.day_of_month(next + 1).is_some()
            && day < last
            && (!self.is(next, &["and"]) || self.before(at, &["between", "on", "of", "from"]))
        {
            let first = Says::Day { year, month, day };
            let second = Says::Day { year, month, day: last };
            return Some((end, [(at..next, first), (next + 1..end, second)]));
        }
        let (named, _) = self.month_at(at)?;
        let (next, first) = self.month_date(at)?;
        let Says::Day { year: None, month, day } = first else { return None };
        self.day_of_month(named)?;
        if !self.is(next, TO) {
            return None;
        }
        let (after, last) = self.day_of_month(next + 1)?;
        // *May 3 and 40 people*: a count is no day.
        let counted = self.pieces.get(after).is_some_and(|piece| {
            piece.class == Class::Letters
                && !piece.glued
                && !self.is(after, &["in", "at", "on", "by", "for", "when"])
        });
        if last <= day || self.is(next, &["and"]) && counted {
            return None;
        }
        let (end, year) = self.with_year(after);
        let (first, second) =
            (Says::Day { year, month, day }, Says::Day { year, month, day: last });
        Some((end, [(at..next, first), (next + 1..end, second)]))
    }

    /// *first*, *twenty-first*, *3rd*: position after it, and the number; -1 for *last*.
    fn nth(&self, at: usize) -> Option<(usize, i16)> {
        const NAMES: [&str; 20] = [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ];
        if self.is(at, &["last", "final"]) {
            return Some((at + 1, -1));
        }
        let place = |word: &str| NAMES.iter().position(|name| *name == word).map(|n| n as i16 + 1);
        if let Some(n) = place(self.word(at)) {
            return Some((at + 1, n));
        }
        let tens = match self.word(at) {
            "twenty" => 20,
            "thirty" => 30,
            "thirtieth" => return Some((at + 1, 30)),
            _ => {
                let n = self.digits(at, 1..=2)?;
                let is_ordinal = self.glued(at + 1) && self.is(at + 1, &["st", "nd", "rd", "th"]);
                return is_ordinal.then_some((at + 2, n as i16));
            }
        };
        let next = if self.is(at + 1, &["-"]) { at + 2 } else { at + 1 };
        place(self.word(next)).filter(|n| *n < 10).map(|n| (next + 1, tens + n))
    }

    /// A feast by its name, with the year: *Easter*, *the third day of Ramadan*, *last Christmas*, *Eid al-Fitr 2017*.
    fn feast(&self, at: usize) -> Read {
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        let (from, nth, which) = match self.nth(article) {
            Some((next, nth)) if self.is(next, &["day"]) && self.is(next + 1, &["of"]) => {
                (next + 2, nth, Which::Bare)
            }
            _ => match which(self.word(article)) {
                Some(which) => (article + 1, 0, which),
                None => (article, 0, Which::Bare),
            },
        };
        let from = if nth != 0 && self.is(from, &["the"]) { from + 1 } else { from };
        let words: Vec<&str> =
            (from..(from + 9).min(self.pieces.len())).map(|at| self.word(at)).collect();
        let (n, feast) = feasts::named(&words)?;
        if !self.capital(from) {
            return None;
        }
        let end = from + n;
        let of = if self.is(end, &["of", ","]) { end + 1 } else { end };
        match self.year_digits(of).filter(|_| self.stands_alone(of)) {
            Some(year) => Some((of + 1, Says::Feast { feast, year: Some(year), nth, which })),
            None => Some((end, Says::Feast { feast, year: None, nth, which })),
        }
    }

    /// *9/11*, and *the 20th anniversary of 9/11* or of another day with its year.
    fn anniversary(&self, at: usize) -> Read {
        let attacks = |at: usize| {
            let written =
                self.is(at, &["9"]) && self.is(at + 1, &["/"]) && self.is(at + 2, &["11"]);
            let alone =
                !(self.is(at + 3, &["/"]) || at > 0 && self.glued(at)) && self.glued(at + 1);
            (written && alone)
                .then_some((at + 3, Says::Day { year: Some(2001), month: 9, day: 11 }))
        };
        if let Some(read) = attacks(at) {
            return Some(read);
        }
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        let (next, n) = self.nth(article).filter(|(_, n)| *n > 0)?;
        if !self.is(next, &["anniversary"]) || !self.is(next + 1, &["of"]) {
            return None;
        }
        let from = if self.is(next + 2, &["the"]) { next + 3 } else { next + 2 };
        match attacks(from).or_else(|| self.month_date(from)).or_else(|| self.feast(from))? {
            (end, Says::Day { year: Some(year), month, day }) => {
                Some((end, Says::Day { year: Some(year + n), month, day }))
            }
            (end, says @ (Says::Feast { .. } | Says::Day { .. })) => Some((end, says)),
            _ => None,
        }
    }

    /// *fiscal year 2010*, *fiscal 2010*, *FY2010*, *the 2010 fiscal year*.
    fn fiscal(&self, at: usize) -> Read {
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        if self.is(at, &["fiscal", "financial"]) {
            let next = if self.is(at + 1, &["year"]) { at + 2 } else { at + 1 };
            return self.year_digits(next).map(|year| (next + 1, Says::Fiscal(year)));
        }
        if self.is(at, &["fy"]) {
            return self.year_digits(at + 1).map(|year| (at + 2, Says::Fiscal(year)));
        }
        let year = self.year_digits(article)?;
        (self.is(article + 1, &["fiscal", "financial"]) && self.is(article + 2, &["year"]))
            .then_some((article + 3, Says::Fiscal(year)))
    }

    /// *the second week of June*, *the fourteenth day of June, 1966*, *the 12th inst.*
    fn part_of_month(&self, at: usize) -> Read {
        let article = if self.is(at, &["the", "this"]) { at + 1 } else { at };
        let (next, nth) = self.nth(article)?;
        let written = match self.word(next) {
            "inst" | "instant" => Some(Which::This),
            "ult" | "ultimo" => Some(Which::Last),
            "prox" | "proximo" => Some(Which::Next),
            _ => None,
        };
        if let Some(which) = written.filter(|_| nth > 0) {
            let stop = self.is(next + 1, &["."]) && self.glued(next + 1);
            let end = if stop { next + 2 } else { next + 1 };
            return Some((end, Says::DayOf { day: nth as i8, which }));
        }
        if self.is(next, &["of"]) && nth > 0 {
            if self.is(next + 1, &["this", "last", "next"]) && self.is(next + 2, &["month"]) {
                let which = which(self.word(next + 1))?;
                return Some((next + 3, Says::DayOf { day: nth as i8, which }));
            }
            // *the Fourth of July*; figures are read elsewhere.
            let (end, month) = self.month_at(next + 1)?;
            let (end, year) = self.with_year(end);
            return (nth <= 31).then_some((end, Says::Day { year, month, day: nth as i8 }));
        }
        if !self.is(next + 1, &["of", "in"]) {
            return None;
        }
        if let Some(weekday) = weekday(self.word(next)).filter(|_| self.capital(next)) {
            let (end, month) = self.month_at(next + 2)?;
            let (end, year) = self.with_year(end);
            return Some((end, Says::NthWeekday { nth: nth as i8, weekday, month, year }));
        }
        match self.word(next) {
            "week" => {
                let (end, month) = self.month_at(next + 2)?;
                let (end, year) = self.with_year(end);
                let nth = if nth < 0 { 5 } else { nth as i8 };
                (nth <= 5).then_some((end, Says::WeekOf { nth, month, year }))
            }
            "day" if nth > 0 => {
                let (end, month) = self.month_at(next + 2)?;
                let (end, year) = self.with_year(end);
                Some((end, Says::Day { year, month, day: nth as i8 }))
            }
            _ => None,
        }
    }

    /// *the night of 9 November*, *the morning of Friday*.
    fn part_of_a_day(&self, at: usize) -> Read {
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        let early =
            if self.is(article, &["early", "late", "small"]) { article + 1 } else { article };
        // *the early hours of 27 September*
        let hours = early > article && self.is(early, &["hours"]);
        let code = if hours { "TMO" } else { part_of_day(self.word(early))? };
        if !self.is(early + 1, &["of"]) {
            return None;
        }
        let on = if self.is(early + 2, &["the"]) { early + 3 } else { early + 2 };
        let named =
            self.day_name(on).or_else(|| self.month_date(on)).or_else(|| self.numeric_date(on));
        let (end, day) = named.or_else(|| self.feast(on))?;
        matches!(
            day,
            Says::Day { .. } | Says::Weekday { .. } | Says::Feast { .. } | Says::FromToday(_)
        )
        .then(|| (end, Says::Clock { code: code.into(), day: Some(Box::new(day)) }))
    }

    /// *to-day*, *today*: position after it, and the days from today; the third is whether the night is meant.
    fn today(&self, at: usize) -> Option<(usize, i32, bool)> {
        let hyphen = self.is(at, &["to"])
            && self.is(at + 1, &["-"])
            && self.glued(at + 1)
            && self.glued(at + 2);
        if hyphen {
            return match self.word(at + 2) {
                "day" => Some((at + 3, 0, false)),
                "morrow" => Some((at + 3, 1, false)),
                "night" => Some((at + 3, 0, true)),
                _ => None,
            };
        }
        match self.word(at) {
            "today" => Some((at + 1, 0, false)),
            "yesterday" => Some((at + 1, -1, false)),
            "tomorrow" => Some((at + 1, 1, false)),
            "tonight" => Some((at + 1, 0, true)),
            _ => None,
        }
    }

    /// The longest expression at `at`, with the words that belong to it on the left (*early*, *the
    /// end of*, *nearly*).
    fn whole(&self, at: usize) -> Read {
        let core = |from: usize| self.core(from);
        // *the end of last year*, *the beginning of 2014*
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        let very = if self.is(article, &["very"]) { article + 1 } else { article };
        if self.is(very, &["end", "beginning", "start", "middle"]) && self.is(very + 1, &["of"]) {
            let from = very + 2;
            if let Some((end, says)) = core(from)
                && !matches!(says, Says::Duration { .. } | Says::Vague(_) | Says::Every { .. })
            {
                return Some((end, says));
            }
            if self.is(from, &["the"])
                && let Some((unit, false)) = unit(self.word(from + 1))
                && !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour)
            {
                return Some((from + 2, Says::Shift { unit, which: Which::This }));
            }
        }
        // *early 2009*, *mid-2011*, *late in the day*
        if self.is(article, &["early", "late", "mid"]) {
            let mut next = article + 1;
            if self.is(next, &["-", "in", "on"]) {
                next += 1;
            }
            if let Some((end, says)) = core(next)
                && !matches!(says, Says::Duration { .. } | Says::Vague(_) | Says::Every { .. })
            {
                return Some((end, says));
            }
        }
        if self.is(at, &["later", "earlier"])
            && let Some((
                end,
                says @ (Says::FromToday(_)
                | Says::Shift { .. }
                | Says::Weekday { .. }
                | Says::Clock { .. }),
            )) = core(at + 1)
        {
            return Some((end, says));
        }
        // *nearly five months*, *more than ten years*
        let hedge = if self.is(
            at,
            &["nearly", "almost", "about", "around", "over", "roughly", "approximately", "exactly"],
        ) {
            Some(at + 1)
        } else if self.is(at, &["more", "less", "fewer"]) && self.is(at + 1, &["than"])
            || self.is(at, &["at"]) && self.is(at + 1, &["least", "most"])
            || self.is(at, &["up"]) && self.is(at + 1, &["to"])
        {
            Some(at + 2)
        } else {
            None
        };
        if let Some(from) = hedge.filter(|from| !self.is(*from, &["the"]))
            && let Some((end, says @ (Says::Duration { .. } | Says::Distance { .. }))) = core(from)
        {
            return Some((end, says));
        }
        core(at)
    }

    fn core(&self, at: usize) -> Read {
        if self.pieces.get(at).is_none() || self.inside_word(at) {
            return None;
        }
        // *10 August, 0900 GMT*
        if let Some((end, day @ Says::Day { .. })) = self.month_date(at)
            && self.is(end, &[",", "at"])
            && let Some((after, Says::Clock { code, day: None })) = self.clock(end + 1)
        {
            return Some((after, Says::Clock { code, day: Some(Box::new(day)) }));
        }
        self.clock(at)
            .or_else(|| self.anniversary(at))
            .or_else(|| self.fiscal(at))
            .or_else(|| self.numeric_date(at))
            .or_else(|| self.feast(at))
            .or_else(|| self.part_of_month(at))
            .or_else(|| self.part_of_a_day(at))
            .or_else(|| self.day_name(at))
            .or_else(|| self.month_date(at))
            .or_else(|| self.part_of_year(at))
            .or_else(|| self.set(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.distance(at))
            .or_else(|| self.year(at))
            .or_else(|| self.vague(at))
    }

    /// *bi-weekly* and *A330* are cut in several pieces; nothing begins inside them.
    fn inside_word(&self, at: usize) -> bool {
        at > 0
            && self.glued(at)
            && self.pieces[at - 1].class == Class::Letters
            && self.pieces[at].class != Class::Sign
    }

    fn numeric_date(&self, at: usize) -> Read {
        let separator = |idx: usize, sign: &str| {
            self.is(idx, &[sign]) && self.glued(idx) && self.glued(idx + 1)
        };
        let first = self.digits(at, 1..=4)?;
        if at > 0 && self.glued(at) && self.is(at - 1, &["/", "-", ".", ":"]) {
            return None;
        }
        for sign in ["-", "/", "."] {
            if !(separator(at + 1, sign) && separator(at + 3, sign)) {
                continue;
            }
            let second = self.digits(at + 2, 1..=2)?;
            let third = self.digits(at + 4, 1..=4)?;
            let long = |n: i64| {
                if n < 50 {
                    n + 2000
                } else if n < 100 {
                    n + 1900
                } else {
                    n
                }
            };
            let (year, month, day) = if self.word(at).len() == 4 {
                (first, second, third)
            } else if sign == "." || first > 12 {
                (long(third), second, first)
            } else {
                (long(third), first, second)
            };
            // *1.1.1* is a version, not a day.
            let valid = (sign != "." || self.word(at + 4).len() == 4)
                && (1..=12).contains(&month)
                && (1..=31).contains(&day)
                && (1500..2200).contains(&year)
                && self.word(at + 4).len() != 3;
            return valid.then(|| {
                (at + 5, Says::Day { year: Some(year as i16), month: month as i8, day: day as i8 })
            });
        }
        None
    }

    /// A day of the month in digits, with *st*, *nd*, *rd*, *th*: position after it.
    fn day_of_month(&self, at: usize) -> Option<(usize, i8)> {
        let day = self.digits(at, 1..=2).filter(|day| (1..=31).contains(day))?;
        if self.glued(at + 1) && self.is(at + 1, &["st", "nd", "rd", "th"]) {
            return Some((at + 2, day as i8));
        }
        // *18:30*, *4.5*, *40,000* are no days.
        let continued = self.glued(at + 1)
            && self.glued(at + 2)
            && self.is(at + 1, &[":", ".", ",", "%"])
            && self.pieces.get(at + 2).is_some_and(|piece| piece.class == Class::Digits);
        (!continued).then_some((at + 1, day as i8))
    }

    fn month_at(&self, at: usize) -> Option<(usize, i8)> {
        let month = month(self.word(at)).filter(|_| self.capital(at))?;
        let short = self.word(at).len() <= 4
            && self.word(at) != "june"
            && self.word(at) != "july"
            && self.word(at) != "may";
        if !short {
            return Some((at + 1, month));
        }
        // *Jan* and *Mar* are also names, so the short forms need their stop or a number after.
        if self.is(at + 1, &["."]) && self.glued(at + 1) {
            return Some((at + 2, month));
        }
        let numbered =
            self.digits(at + 1, 1..=4).is_some() || at > 0 && self.digits(at - 1, 1..=2).is_some();
        numbered.then_some((at + 1, month))
    }

    fn month_date(&self, at: usize) -> Read {
        // *29 August 2017*, *the 3rd of May*
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        if let Some((next, day)) = self.day_of_month(article) {
            let next = if self.is(next, &["of"]) { next + 1 } else { next };
            if let Some((end, month)) = self.month_at(next) {
                let standalone =
                    at == 0 || !self.glued(at) || !self.is(at - 1, &[".", ",", "/", ":"]);
                if standalone {
                    let (end, year) = self.with_year(end);
                    return Some((end, Says::Day { year, month, day }));
                }
            }
        }
        let shift = which(self.word(at)).filter(|_| self.month_at(at + 1).is_some());
        let from = if shift.is_some() { at + 1 } else { at };
        let (end, month) = self.month_at(from)?;
        if shift.is_none() {
            if let Some((after, day)) = self.day_of_month(end) {
                // *March 11* but not *March 2011* (four digits) nor *June 30 people*.
                let (end, mut year) = self.with_year(after);
                if year.is_none()
                    && (month, day) == (9, 11)
                    && self.is(end, &["attack", "attacks", "terrorist", "hijackers"])
                {
                    year = Some(2001);
                }
                return Some((end, Says::Day { year, month, day }));
            }
            if let Some((end, year)) = self.year_after(end) {
                return Some((end, Says::Month { year: Some(year), month, which: Which::Bare }));
            }
        }
        // *May* and *March* are also verbs and names.
        let doubtful = self.is(from, &["may", "march", "august", "april", "june"]);
        let led = self.before(
            from,
            &[
                "in", "since", "until", "till", "by", "early", "late", "mid", "of", "from", "to",
                "between", "during", "through", "before", "after", "and", "last", "next", "this",
                "-", "every", "each", "for", "(",
            ],
        );
        if doubtful && shift.is_none() && !led && !self.is(end, &["this", "last", "next"]) {
            return None;
        }
        let named =
            self.capital(end) && self.pieces.get(end).is_some_and(|p| p.class == Class::Letters);
        // *April Smith* is a person; *June* before a capital is doubtful without a preposition.
        if doubtful && named && !led {
            return None;
        }
        // *April this year*
        let of = if self.is(end, &["of"]) { end + 1 } else { end };
        if let Some(shift) = which(self.word(of)).filter(|_| self.is(of + 1, &["year"])) {
            let end = of;
            let code = format!("{month:02}");
            return Some((end + 2, Says::PartOfYear { code, year: None, which: shift }));
        }
        Some((end, Says::Month { year: None, month, which: shift.unwrap_or(Which::Bare) }))
    }

    fn day_name(&self, at: usize) -> Read {
        if self.is(at, &["overnight"]) {
            let day = Some(Box::new(Says::FromToday(-1)));
            return Some((at + 1, Says::Clock { code: "TNI".into(), day }));
        }
        if let Some((end, days, false)) = self.today(at)
            && self.is(end, &["week"])
        {
            return Some((end + 1, Says::FromToday(days + 7)));
        }
        if self.is(at, &["that"])
            && let Some(code) = part_of_day(self.word(at + 1))
        {
            return Some((at + 2, Says::PartOfTold { code, days: 0 }));
        }
        if self.is(at, &["the"])
            && self.is(at + 1, &["previous", "following", "next"])
            && let Some(code) = part_of_day(self.word(at + 2))
        {
            let days = if self.is(at + 1, &["previous"]) { -1 } else { 1 };
            return Some((at + 3, Says::PartOfTold { code, days }));
        }
        if self.is(at, &["every", "each"]) {
            if let Some(code) = part_of_day(self.word(at + 1)) {
                return Some((at + 2, Says::EveryPart(code)));
            }
            let day = weekday(self.word(at + 1)).filter(|_| self.capital(at + 1))?;
            return Some((at + 2, Says::EveryWeekday(day)));
        }
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        let shift = which(self.word(article));
        let from = if shift.is_some() { article + 1 } else { at };
        let mut read = None;
        if let Some(day) = weekday(self.word(from)).filter(|_| self.capital(from)) {
            // *Black Friday*, *Bloody Sunday*, *Palm Sunday*, *Friday Mosque*
            let feast = from > 0
                && self.capital(from - 1)
                && self.is(
                    from - 1,
                    &["black", "bloody", "palm", "good", "easter", "ash", "super", "boxing"],
                );
            if feast {
                return None;
            }
            if self.word(from).ends_with("ys") {
                return Some((from + 1, Says::EveryWeekday(day)));
            }
            // *Tuesday, March 3, 2015*
            let next = if self.is(from + 1, &[",", "("]) { from + 2 } else { from + 1 };
            if let Some((end, says @ Says::Day { .. })) =
                self.month_date(next).or_else(|| self.numeric_date(next))
            {
                return Some((end, says));
            }
            let mut which = shift.unwrap_or(Which::Bare);
            let mut end = from + 1;
            if self.is(end, &["last"]) && !self.is(end + 1, &["week", "month", "year", "night"]) {
                (which, end) = (Which::Last, end + 1);
            } else if self.is(end, &["next"]) && self.is(end + 1, &["week"]) {
                (which, end) = (Which::Next, end + 2);
            } else if self.is(end, &["next"]) && !self.is(end + 1, &["month", "year"]) {
                (which, end) = (Which::Next, end + 1);
            } else if self.is(end, &["week"]) {
                return Some((end + 1, Says::WeekdayWeek(day)));
            }
            read = Some((end, Says::Weekday { day, which }));
        } else if shift.is_none() {
            let day = match self.today(at) {
                Some((end, _, true)) => {
                    let day = Some(Box::new(Says::FromToday(0)));
                    return Some((end, Says::Clock { code: "TNI".into(), day }));
                }
                Some((end, days, false)) => Some((end, days)),
                // *the day after to-morrow*
                _ if self.is(article, &["day"]) => {
                    match (self.word(article + 1), self.today(article + 2)) {
                        ("before", Some((end, -1, false))) => Some((end, -2)),
                        ("after", Some((end, 1, false))) => Some((end, 2)),
                        _ => None,
                    }
                }
                _ => None,
            };
            read = day.map(|(end, day)| (end, Says::FromToday(day)));
        }
        if let Some((end, day)) = read {
            let late = if self.is(end, &["early", "late"]) { end + 1 } else { end };
            if let Some(code) = part_of_day(self.word(late)) {
                return Some((
                    late + 1,
                    Says::Clock { code: code.into(), day: Some(Box::new(day)) },
                ));
            }
            let at_hour = if self.is(end, &["at"]) { end + 1 } else { end };
            if let Some((after, Says::Clock { code, day: None })) = self.clock(at_hour) {
                return Some((after, Says::Clock { code, day: Some(Box::new(day)) }));
            }
            return Some((end, day));
        }
        // *this morning*, *last night*
        let code = part_of_day(self.word(article + 1))?;
        let day = match shift? {
            Which::This => 0,
            Which::Last if code == "TNI" => -1,
            _ => return None,
        };
        Some((
            article + 2,
            Says::Clock { code: code.into(), day: Some(Box::new(Says::FromToday(day))) },
        ))
    }

    /// A day that a clock time may be of: a date, a weekday, *yesterday*.
    fn plain_day(&self, at: usize) -> Read {
        let day = self.day_name(at).or_else(|| self.month_date(at));
        day.filter(|(_, day)| is_plain_day(day))
    }

    /// *half past five*, *a quarter to nine*, *nine*: hour and minute as the clock face shows them.
    fn spoken_hour(&self, at: usize) -> Option<(usize, i64, i64)> {
        let hour = |at: usize| {
            let word = self.word(at);
            let n = self.digits(at, 1..=2).or_else(|| numerals::of_word(word).map(|n| n as i64));
            n.filter(|n| (1..=12).contains(n)).map(|n| (at + 1, n))
        };
        let article = if self.is(at, &["a"]) { at + 1 } else { at };
        let (minute, from) = match self.word(article) {
            "half" if self.is(article + 1, &["past"]) => (30, article + 2),
            "quarter" if self.is(article + 1, &["past"]) => (15, article + 2),
            "quarter" if self.is(article + 1, &["to"]) => (-15, article + 2),
            _ => (0, at),
        };
        let (end, n) = hour(from)?;
        if minute < 0 {
            Some((end, (n + 10) % 12 + 1, 60 + minute))
        } else {
            Some((end, n, minute))
        }
    }

    /// A clock time in words, which needs *o'clock* or a part of the day beside it: *nine o'clock to-morrow morning*,
    /// *half past five this afternoon*, *5.30 this morning*, *4 o'clock in the afternoon*.
    fn spoken_clock(&self, at: usize) -> Read {
        if at > 0
            && self.glued(at)
            && self.is(at - 1, &["$", ":", ".", "-", "/", ",", "#", "£", "€"])
        {
            return None;
        }
        let dotted = || {
            let hour = self.digits(at, 1..=2).filter(|n| (1..=12).contains(n))?;
            let minute = self.digits(at + 2, 2..=2).filter(|n| (0..60).contains(n))?;
            let sign = self.is(at + 1, &[".", ":"]) && self.glued(at + 1) && self.glued(at + 2);
            sign.then_some((at + 3, hour, minute))
        };
        let (mut end, hour, minute) = dotted().or_else(|| self.spoken_hour(at))?;
        let oclock =
            self.is(end, &["o"]) && self.is(end + 1, &["'"]) && self.is(end + 2, &["clock"]);
        if oclock {
            end += 3;
        }
        let part = |from: usize| -> Option<(usize, &'static str)> {
            let article = if self.is(from, &["the"]) { from + 1 } else { from };
            part_of_day(self.word(article)).map(|code| (article + 1, code))
        };
        let (end, code, day) = if self.is(end, &["in"]) {
            let (end, code) = part(end + 1)?;
            let on = if self.is(end, &["of", "on"]) { end + 1 } else { end };
            match self.plain_day(on) {
                Some((after, day)) => (after, code, Some(Box::new(day))),
                None => (end, code, None),
            }
        } else {
            let on = if self.is(end, &["on"]) { end + 1 } else { end };
            match self.day_name(on) {
                Some((after, Says::Clock { code, day })) => {
                    let code = ["TMO", "TAF", "TEV", "TNI"].into_iter().find(|own| *own == code)?;
                    (after, code, day)
                }
                Some((after, day)) if oclock => (after, "", Some(Box::new(day))),
                _ if oclock => (end, "", None),
                _ => return None,
            }
        };
        let late = matches!(code, "TAF" | "TEV") || code == "TNI" && hour >= 5;
        let hour = hour % 12 + if late || code.is_empty() && hour == 12 { 12 } else { 0 };
        Some((end, Says::Clock { code: format!("T{hour:02}:{minute:02}"), day }))
    }

    /// The time zone behind a clock time: position after it, and its offset in TIMEX3, empty where only a name is told.
    fn zone(&self, at: usize) -> Option<(usize, String)> {
        let offset = match self.word(at) {
            "utc" | "gmt" => "Z",
            // *G.M.T.*
            "g" if self.is(at + 2, &["m"]) && self.is(at + 4, &["t"]) && self.glued(at + 4) => {
                let stop = self.is(at + 5, &["."]) && self.glued(at + 5);
                return Some((if stop { at + 6 } else { at + 5 }, "Z".to_owned()));
            }
            "z" if self.glued(at) => "Z",
            "est" => "-05:00",
            "edt" => "-04:00",
            "cst" => "-06:00",
            "cdt" => "-05:00",
            "pst" => "-08:00",
            "pdt" => "-07:00",
            "cet" | "bst" => "+01:00",
            "cest" | "eet" => "+02:00",
            "eest" | "msk" => "+03:00",
            "jst" => "+09:00",
            _ if self.is(at, &["local"]) && self.is(at + 1, &["time"]) => {
                return Some((at + 2, String::new()));
            }
            // *Bogota time*, *Indian Standard Time*.
            _ if self.capital(at) && self.is(at + 1, &["time"]) => {
                return Some((at + 2, String::new()));
            }
            _ if self.capital(at) && self.capital(at + 1) && self.is(at + 2, &["time"]) => {
                return Some((at + 3, String::new()));
            }
            _ if self.capital(at)
                && self.is(at + 1, &["standard", "summer", "daylight"])
                && self.is(at + 2, &["time"]) =>
            {
                return Some((at + 3, String::new()));
            }
            _ => return None,
        };
        // *GMT+3*
        if offset == "Z"
            && self.is(at + 1, &["+", "-"])
            && self.glued(at + 1)
            && let Some(hours) = self.digits(at + 2, 1..=2).filter(|_| self.glued(at + 2))
        {
            return Some((at + 3, format!("{}{hours:02}:00", self.word(at + 1))));
        }
        Some((at + 1, offset.to_owned()))
    }

    fn clock(&self, at: usize) -> Read {
        let sun = match self.word(at) {
            "noon" | "midday" => Some(("T12:00", true)),
            "midnight" => Some(("T24:00", true)),
            "dawn" | "sunrise" | "daybreak" => Some(("TMO", false)),
            "dusk" | "sunset" | "sundown" | "nightfall" => Some(("TEV", false)),
            _ => None,
        };
        if let Some((code, alone)) = sun {
            let on = if self.is(at + 1, &["on"]) { at + 2 } else { at + 1 };
            let day = match self.day_name(on) {
                // *midnight tonight*
                Some((end, Says::Clock { code, day: Some(day) })) if code == "TNI" => {
                    Some((end, *day)).filter(|(_, day)| is_plain_day(day))
                }
                _ => self.plain_day(on),
            };
            if let Some((end, day)) = day {
                return Some((end, Says::Clock { code: code.into(), day: Some(Box::new(day)) }));
            }
            // *at dawn*: of the day that is told.
            let led = self.before(at, &["at", "before", "since", "until", "by", "after", "around"]);
            return (alone || led).then(|| (at + 1, Says::Clock { code: code.into(), day: None }));
        }
        if let Some(read) = self.spoken_clock(at) {
            return Some(read);
        }
        let hour = self.digits(at, 1..=4)?;
        if at > 0 && self.glued(at) && self.is(at - 1, &["$", ":", ".", "-", "/", ",", "#"]) {
            return None;
        }
        let (mut hour, mut minute, mut end, mut marked) = (hour, 0, at + 1, false);
        if self.is(end, &[":"])
            && self.glued(end)
            && self.glued(end + 1)
            && self.word(at).len() <= 2
        {
            minute = self.digits(end + 1, 2..=2)?;
            end += 2;
            marked = true;
            if self.is(end, &[":"]) && self.digits(end + 1, 2..=2).is_some() {
                end += 2;
            }
        } else if self.is(end, &["."])
            && self.glued(end)
            && self.digits(end + 1, 2..=2).is_some()
            && self.half_of_day(end + 2).is_some()
        {
            minute = self.digits(end + 1, 2..=2)?;
            end += 2;
        }
        if let Some((after, afternoon)) = self.half_of_day(end) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            end = after;
            marked = true;
        } else if self.is(end, &["o"]) && self.is(end + 1, &["'"]) && self.is(end + 2, &["clock"]) {
            end += 3;
            marked = true;
        }
        let mut utc = String::new();
        let bracket = self.is(end, &["("]) && self.is(end + 2, &[")"]);
        if let Some((after, offset)) = self.zone(end) {
            if self.word(at).len() == 4 && !marked {
                (hour, minute) = (hour / 100, hour % 100);
            }
            marked |= self.word(at).len() >= 3 || minute > 0;
            utc = offset;
            end = after;
        } else if let Some((_, offset)) =
            self.zone(end + 1).filter(|(after, _)| bracket && *after == end + 2)
        {
            utc = offset;
            end += 3;
        } else if self.word(at).len() == 4 && !marked {
            // *at 0600*, *1830 hours*
            let hours = self.is(end, &["hours", "hrs", "h"]);
            let led = self.before(
                at,
                &["at", "from", "by", "until", "since", "about", "around", "before", "after"],
            );
            if hours || led && self.word(at).starts_with('0') {
                (hour, minute) = (hour / 100, hour % 100);
                marked = true;
                end += usize::from(hours);
            }
        }
        if !marked || !(0..=24).contains(&hour) || !(0..60).contains(&minute) {
            return None;
        }
        let code = format!("T{hour:02}:{minute:02}{utc}");
        let on = if self.is(end, &["on", ","]) { end + 1 } else { end };
        if let Some((after, day)) = self.plain_day(on) {
            return Some((after, Says::Clock { code, day: Some(Box::new(day)) }));
        }
        Some((end, Says::Clock { code, day: None }))
    }

    /// *a.m.*, *pm*: position after it, and whether it is the second half of the day.
    fn half_of_day(&self, at: usize) -> Option<(usize, bool)> {
        if self.is(at, &["am", "pm"]) {
            return Some((at + 1, self.is(at, &["pm"])));
        }
        let dotted = self.is(at, &["a", "p"])
            && self.is(at + 1, &["."])
            && self.glued(at + 1)
            && self.is(at + 2, &["m"])
            && self.glued(at + 2);
        dotted.then(|| {
            let end = if self.is(at + 3, &["."]) && self.glued(at + 3) { at + 4 } else { at + 3 };
            (end, self.is(at, &["p"]))
        })
    }

    /// The year after *of* or bare: *of 2009*, *of last year*, *2009*.
    fn of_year(&self, at: usize) -> (usize, Option<i16>, Which) {
        let of = if self.is(at, &["of", "in", ","]) { at + 1 } else { at };
        if let Some(year) = self.year_digits(of).filter(|_| self.stands_alone(of)) {
            return (of + 1, Some(year), Which::Bare);
        }
        let article = if self.is(of, &["the"]) { of + 1 } else { of };
        match which(self.word(article)) {
            // The year is told, so *last* is the one before, whatever the season.
            Some(which) if self.is(article + 1, &["year"]) => (
                article + 2,
                None,
                match which {
                    Which::Last => Which::YearBefore,
                    which => which,
                },
            ),
            _ if article > of && of > at && self.is(article, &["year"]) => {
                (article + 1, None, Which::This)
            }
            _ => (at, None, Which::Bare),
        }
    }

    fn part_of_year(&self, at: usize) -> Read {
        if self.is(at, &["q"])
            && self.capital(at)
            && let Some(n) =
                self.digits(at + 1, 1..=1).filter(|n| (1..=4).contains(n) && self.glued(at + 1))
        {
            let (end, year, which) = self.of_year(at + 2);
            return (end > at + 2)
                .then(|| (end, Says::PartOfYear { code: format!("Q{n}"), year, which }));
        }
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        if let Some(n) = ordinal(self.word(article)) {
            let noun = if self.is(article + 1, &["-"]) { article + 2 } else { article + 1 };
            let code = match self.word(noun) {
                "quarter" => format!("Q{n}"),
                "half" if n <= 2 => format!("H{n}"),
                _ => return None,
            };
            let (end, year, which) = self.of_year(noun + 1);
            // *the first half* alone is as likely a football match.
            if code.starts_with('H') && end == noun + 1 {
                return None;
            }
            return Some((end, Says::PartOfYear { code, year, which }));
        }
        if let Some(which) = which(self.word(article)) {
            if self.is(article + 1, &["quarter"]) {
                // *the last quarter of 1994* is its fourth.
                let (end, year, other) = self.of_year(article + 2);
                if which == Which::Last && end > article + 2 {
                    return Some((end, Says::PartOfYear { code: "Q4".into(), year, which: other }));
                }
                return Some((article + 2, Says::QuarterShift(which)));
            }
            if let Some(code) = season(self.word(article + 1)) {
                let code = code.into();
                return Some((article + 2, Says::PartOfYear { code, year: None, which }));
            }
            return None;
        }
        let code = season(self.word(article))?;
        let (end, year, which) = self.of_year(article + 1);
        let told = end > article + 1;
        let led = self.before(
            at,
            &[
                "in",
                "since",
                "by",
                "until",
                "during",
                "late",
                "early",
                "of",
                "into",
                "before",
                "through",
                "throughout",
                "over",
                "for",
            ],
        );
        // *fall* and *spring* are verbs and nouns of many senses; *Arab Spring* is no season.
        (told || led && (article > at || self.is(article, &["summer", "winter", "autumn"])))
            .then(|| (end, Says::PartOfYear { code: code.into(), year, which }))
    }

    fn set(&self, at: usize) -> Read {
        let adverb = match self.word(at) {
            "hourly" => Some((1.0, Unit::Hour)),
            "daily" => Some((1.0, Unit::Day)),
            "nightly" => Some((1.0, Unit::Day)),
            "weekly" => Some((1.0, Unit::Week)),
            "monthly" => Some((1.0, Unit::Month)),
            "quarterly" => Some((1.0, Unit::Quarter)),
            "annual" | "annually" | "yearly" => Some((1.0, Unit::Year)),
            _ => None,
        };
        if let Some((amount, unit)) = adverb {
            // *The Daily Star* is a newspaper.
            return (!self.capital(at) || at == 0)
                .then_some((at + 1, Says::Every { amount, unit }));
        }
        if self.is(at, &["every", "each"]) {
            if let Some((unit, false)) = unit(self.word(at + 1)) {
                return Some((at + 2, Says::Every { amount: 1.0, unit }));
            }
            // *every other day*, *every fifth day*
            let nth =
                if self.is(at + 1, &["other"]) { Some((at + 2, 2)) } else { self.nth(at + 1) };
            if let Some((next, n)) = nth.filter(|(_, n)| *n > 1)
                && let Some((unit, false)) = unit(self.word(next))
            {
                return Some((next + 1, Says::Every { amount: f64::from(n), unit }));
            }
            if let Some((next, Some(amount))) = self.amount(at + 1)
                && let Some((unit, _)) = unit(self.word(next))
            {
                return Some((next + 1, Says::Every { amount, unit }));
            }
            return None;
        }
        // *15 a year*, *twice a week*, *per day*
        if self.is(at, &["a", "an", "per"]) {
            let (unit, plural) = unit(self.word(at + 1))?;
            let counted = at > 0
                && (self.pieces[at - 1].class == Class::Digits
                    || self
                        .is(at - 1, &["once", "twice", "times", "million", "billion", "barrels"]));
            let ago = self.is(at + 2, &["ago", "earlier", "later", "before", "after"]);
            // *two litres a day*
            let closed = at + 2 >= self.pieces.len() || self.pieces[at + 2].class == Class::Sign;
            let measured = at > 1
                && (self.pieces[at - 1].lower.ends_with('s')
                    || closed && self.pieces[at - 1].class == Class::Letters)
                && (at.saturating_sub(5)..at - 1).any(|at| {
                    self.pieces[at].class == Class::Digits
                        || numerals::of_word(self.word(at)).is_some()
                });
            if !plural && !ago && (counted || measured || self.is(at, &["per"])) {
                return Some((at + 2, Says::Every { amount: 1.0, unit }));
            }
        }
        None
    }

    fn relative(&self, at: usize) -> Read {
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        if self.is(article, &["same"]) || at == article && self.is(at, &["that"]) {
            if let Some((unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year), false)) =
                unit(self.word(article + 1))
            {
                return Some((article + 2, Says::Same(unit)));
            }
            return None;
        }
        if let Some(which) = which(self.word(article)) {
            let next = article + 1;
            if let Some((unit, false)) = unit(self.word(next)) {
                // *the past decade*, *the past year* last up to now.
                if self.is(article, &["past"]) && unit != Unit::Weekend {
                    return Some((next + 1, Says::Duration { amount: Some(1.0), unit }));
                }
                if !matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
                    return Some((next + 1, Says::Shift { unit, which }));
                }
                return None;
            }
            // *the next four years*, *the past five trading days*
            if let Some((noun, amount)) = self.amount(next) {
                let noun =
                    if self.is(noun, &["trading", "straight", "consecutive", "successive", "-"]) {
                        noun + 1
                    } else {
                        noun
                    };
                if let Some((unit, _)) = unit(self.word(noun)) {
                    return Some((noun + 1, Says::Duration { amount, unit }));
                }
            }
            if let Some((unit, true)) = unit(self.word(next)) {
                return Some((next + 1, Says::Duration { amount: None, unit }));
            }
            return None;
        }
        if self.is(article, &["recent"]) {
            let (unit, plural) = unit(self.word(article + 1))?;
            return plural.then_some((article + 2, Says::Duration { amount: None, unit }));
        }
        if article > at {
            let hyphen = self.is(article, &["week"])
                && self.is(article + 1, &["-"])
                && self.is(article + 2, &["end"]);
            if hyphen && self.glued(article + 1) {
                return Some((
                    article + 3,
                    Says::Shift { unit: Unit::Weekend, which: Which::Bare },
                ));
            }
            if let Some((Unit::Weekend, false)) = unit(self.word(article)) {
                return Some((
                    article + 1,
                    Says::Shift { unit: Unit::Weekend, which: Which::Bare },
                ));
            }
            // *the day*, *on the day*: as good as *that day*, and only at the end of a phrase.
            let ends = article + 1 == self.pieces.len() || self.is(article + 1, &[".", ",", ";"]);
            let closing = self.before(at, &["end", "ended", "ending", "finish", "finished"]);
            let led = ends && self.before(at, &["of", "on", "for", "during", "in"]);
            if self.is(article, &["day"]) && (led || closing) {
                return Some((article + 1, Says::Same(Unit::Day)));
            }
        }
        None
    }

    fn distance(&self, at: usize) -> Read {
        let (amount, noun) = match self.amount(at) {
            Some((next, amount)) => (amount, next),
            // *decades ago*, *for years*
            None => {
                let (unit, plural) = unit(self.word(at))?;
                let long = self.is(at + 1, &["-"]) && self.is(at + 2, &["long", "old"]);
                let signed = self.is(at + 1, &["ago", "later", "earlier", "before"]);
                let led = self
                    .before(at, &["for", "in", "over", "within", "of", "after", "took", "take"]);
                if long && plural {
                    return Some((at + 3, Says::Duration { amount: None, unit }));
                }
                if !plural || !(signed || led) || unit == Unit::Second {
                    return None;
                }
                (None, at)
            }
        };
        let mut noun = noun;
        let hyphen = self.is(noun, &["-"]);
        if hyphen
            || self.is(
                noun,
                &["more", "full", "whole", "consecutive", "successive", "straight", "long"],
            )
        {
            noun += 1;
        }
        let (unit, plural) = unit(self.word(noun))?;
        if self.is(noun, &["second", "quarter"]) && !hyphen && !plural && amount != Some(1.0) {
            return None;
        }
        // Two ordinals look like units: *a second attack*, *one quarter of*.
        if self.is(noun, &["second", "quarter"]) && !plural {
            return None;
        }
        let mut end = noun + 1;
        if self.is(end, &["-"]) && self.glued(end) && self.is(end + 1, &["old"])
            || self.is(end, &["old"])
        {
            return None;
        }
        if self.is(end, &["-"]) && self.glued(end) && self.is(end + 1, &["long"]) {
            end += 2;
        }
        if self.is(end, &["and"]) && self.is(end + 1, &["a"]) && self.is(end + 2, &["half"]) {
            let amount = amount.map(|amount| amount + 0.5);
            return Some((end + 3, Says::Duration { amount, unit }));
        }
        let sign = match self.word(end) {
            "ago" => Some((-1, true)),
            "earlier" | "before" | "previously" => Some((-1, false)),
            "later" | "afterwards" | "afterward" => Some((1, false)),
            "from" if self.is(end + 1, &["now"]) => {
                return Some((end + 2, Says::Distance { amount, unit, sign: 1, from_now: true }));
            }
            _ => None,
        };
        // *two days before the vote* hangs on the vote; *two days before.* on what was told.
        let ends = end + 1 >= self.pieces.len()
            || self.pieces[end + 1].class == Class::Sign
            || self.is(end, &["ago"]);
        if let Some((sign, from_now)) = sign
            && (ends || !self.is(end, &["before"]))
        {
            return Some((end + 1, Says::Distance { amount, unit, sign, from_now }));
        }
        // *a day* and *a year* alone are more often rates or anything else than stretches of time.
        let article = self.is(at, &["a", "an"]) && noun == at + 1 && unit != Unit::Fortnight;
        let led = self.before(
            at,
            &[
                "for", "within", "over", "after", "in", "than", "under", "just", "every", "least",
                "nearly", "almost", "about", "half", "lasted", "took",
            ],
        );
        if article && !led && !self.is(end, &["after", "before"]) {
            return None;
        }
        Some((end, Says::Duration { amount, unit }))
    }

    fn year(&self, at: usize) -> Read {
        let article = if self.is(at, &["the"]) { at + 1 } else { at };
        let article = if self.is(article, &["early", "late", "mid"]) && article > at {
            if self.is(article + 1, &["-"]) { article + 2 } else { article + 1 }
        } else {
            article
        };
        // *the 1990s*, *the '80s*, *70s*
        let tick = if self.is(article, &["'"]) { article + 1 } else { article };
        let s_after = |idx: usize| {
            if self.glued(idx) && self.is(idx, &["s"]) {
                Some(idx + 1)
            } else if self.is(idx, &["'"])
                && self.glued(idx)
                && self.glued(idx + 1)
                && self.is(idx + 1, &["s"])
            {
                Some(idx + 2)
            } else {
                None
            }
        };
        if let Some(year) = self.year_digits(article).filter(|year| year % 10 == 0)
            && let Some(end) = s_after(article + 1).filter(|&end| end == article + 2)
        {
            return Some((end, Says::Decade(year / 10)));
        }
        if let Some(year) = self.digits(tick, 2..=2) {
            if year % 10 == 0
                && year >= 20
                && let Some(end) = s_after(tick + 1).filter(|&end| end == tick + 2)
            {
                let aged = self.before(at, &["her", "his", "their"]);
                return (!aged).then_some((end, Says::Decade(190 + year as i16 / 10)));
            }
            // *'82*
            if tick > article
                && self.glued(tick)
                && !self.glued(tick + 1)
                && article == at
                && !self.glued(at)
            {
                let year = year as i16;
                return Some((
                    tick + 1,
                    Says::Year(if year < 30 { 2000 + year } else { 1900 + year }),
                ));
            }
        }
        // *the nineteen-thirties*
        const TENS: [&str; 8] = [
            "twenties",
            "thirties",
            "forties",
            "fifties",
            "sixties",
            "seventies",
            "eighties",
            "nineties",
        ];
        let tens = if self.is(article, &["nineteen"]) && self.is(article + 1, &["-"]) {
            article + 2
        } else {
            article
        };
        if let Some(n) = TENS.iter().position(|name| self.is(tens, &[name]))
            && (tens > article || self.before(article, &["the"]) || article > at)
            && !self.before(at, &["her", "his", "their", "my"])
        {
            return Some((tens + 1, Says::Decade(192 + n as i16)));
        }
        // *the nineteenth century*
        if let Some((next, n)) = self.nth(article)
            && n > 0
            && self.is(next, &["century"])
        {
            return Some((next + 1, Says::Century(n - 1)));
        }
        // *the 20th century*
        if self.digits(article, 1..=2).is_some()
            && self.is(article + 1, &["st", "nd", "rd", "th"])
            && self.is(article + 2, &["century"])
        {
            let century = self.digits(article, 1..=2)? as i16;
            return Some((article + 3, Says::Century(century - 1)));
        }
        let year = self.year_digits(at)?;
        if !self.stands_alone(at) {
            return None;
        }
        let led = self.before(
            at,
            &[
                "in", "since", "until", "till", "by", "of", "from", "between", "before", "after",
                "early", "late", "mid", "during", "through", "year", "and", "to", "around", "-",
                "to", "circa", "pre", "post",
            ],
        );
        let counted = self.is(
            at + 1,
            &[
                "people",
                "soldiers",
                "fighters",
                "troops",
                "men",
                "women",
                "children",
                "civilians",
                "militants",
                "rebels",
                "refugees",
                "families",
                "km",
                "miles",
                "kilometers",
                "kilometres",
                "meters",
                "metres",
                "feet",
                "tons",
                "tonnes",
                "dollars",
                "euros",
                "million",
                "billion",
                "jobs",
                "workers",
                "members",
                "police",
                "officers",
                "others",
                "hours",
                "acres",
                "votes",
                "homes",
                "houses",
                "points",
                "mph",
                "%",
            ],
        );
        let quantity = self.before(
            at,
            &[
                "than",
                "least",
                "about",
                "nearly",
                "some",
                "over",
                "$",
                "£",
                "€",
                "#",
                "approximately",
                "almost",
                "an",
                "another",
            ],
        );
        // *the Russell 2000* and other round numbers need a word that makes them a year.
        let plausible = if led {
            (1100..=2150).contains(&year)
        } else {
            (1900..=2049).contains(&year) && year != 2000
        };
        (plausible && !counted && !quantity).then_some((at + 1, Says::Year(year)))
    }

    fn vague(&self, at: usize) -> Read {
        let says = match self.word(at) {
            "now" if !self.is(at + 1, &["that", "-"]) => "PRESENT_REF",
            "currently" | "nowadays" | "presently" => "PRESENT_REF",
            "these" if self.is(at + 1, &["days"]) => {
                return Some((at + 2, Says::Vague("PRESENT_REF")));
            }
            "recently" | "lately" => "PAST_REF",
            "shortly" if !self.is(at + 1, &["after", "before", "afterwards", "thereafter"]) => {
                "FUTURE_REF"
            }
            "soon" if !self.is(at + 1, &["after", "as"]) && !self.before(at, &["as"]) => {
                "FUTURE_REF"
            }
            "the" if self.is(at + 1, &["past"]) && self.before(at, &["in", "of", "from"]) => {
                return Some((at + 2, Says::Vague("PAST_REF")));
            }
            "the" if self.is(at + 1, &["future"]) && self.before(at, &["in", "for"]) => {
                return Some((at + 2, Says::Vague("FUTURE_REF")));
            }
            "the" if self.is(at + 1, &["near"]) && self.is(at + 2, &["future"]) => {
                return Some((at + 3, Says::Vague("FUTURE_REF")));
            }
            "at" if self.is(at + 1, &["the"]) && self.is(at + 2, &["moment"]) => {
                return Some((at + 3, Says::Vague("PRESENT_REF")));
            }
            _ => return None,
        };
        Some((at + 1, Says::Vague(says)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expressions of a sentence, in its own words, parted by ` | `.
    fn check(text: &str, expected: &str) {
        let found = expressions(text, Span::new(0, text.len()));
        let words: Vec<&str> = found.iter().map(|e| e.span.of(text)).collect();
        assert_eq!(words.join(" | "), expected, "in {text:?}: {found:?}");
    }

    #[test]
    fn dates_are_found_whole() {
        check("They met on August 29, 2017 in Geneva.", "August 29, 2017");
        check("They met on 29 August in Geneva.", "29 August");
        check("They met on Tuesday, 3rd March 2015.", "Tuesday, 3rd March 2015");
        check("Signed 2017-08-29, amended 7/8/07.", "2017-08-29 | 7/8/07");
        check("From May 2012 until mid-2014 and in the 1990s.", "May 2012 | mid-2014 | the 1990s");
        check("By Aug. 4 the road was shut.", "Aug. 4");
        check("Exports fell in the first quarter of last year.", "the first quarter of last year");
    }

    #[test]
    fn relative_and_repeated_times_are_found() {
        check("Two days ago, and again last week.", "Two days ago | last week");
        check(
            "It came three weeks later, on Friday morning.",
            "three weeks later | Friday morning",
        );
        check("A ten-year war that cost nearly five months.", "ten-year | nearly five months");
        check("They march every Friday and twice a week.", "every Friday | a week");
        check("At 18:30 GMT on Monday the guns fell silent.", "18:30 GMT on Monday");
        check("He called at 6 p.m. yesterday.", "6 p.m. yesterday");
    }

    #[test]
    fn look_alikes_are_left_alone() {
        check("The A330-200 cost $2000 and 1,500 more.", "");
        check("May the march of 2000 soldiers end well.", "");
        check("The 45-year-old left a second time with a quarter of it.", "");
        check("She may sit in the sun.", "");
        check("The Daily Star and the Arab Spring.", "");
        check("He had 1.5 tons and 12:7 odds.", "");
    }

    #[test]
    fn odd_bytes_do_not_stop_it() {
        check("", "");
        check("’80s — ‘82 …", "’80s | ‘82");
        check("année 2012, 二〇一二", "2012");
    }
}
