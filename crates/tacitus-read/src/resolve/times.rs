//! When: reckons time expressions to TIMEX3 values from the day of publication.
//!
//! A report looks back, so *on Sunday* and *in October* mean the last one, unless the clause is in
//! the future. Without a day of publication what is relative stays open: no day is guessed.

use super::feasts;
use super::timex::{Amount, Expression, Says, Unit, Which, expressions};
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span as Period, ToSpan};
use tacitus_doc::{BlockKind, Document, Kind, Mention, MentionForm, Note, Span, TimeType, Upos};

/// A time expression with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Timex {
    /// Its words.
    pub span: Span,
    /// TIMEX3 value; `None` where there is no day to reckon it from.
    pub value: Option<String>,
    /// TIMEX3 type.
    pub time_type: TimeType,
    /// What the value was reckoned from, in words for people; `None` where it is written out.
    pub because: Option<String>,
}

/// Where a clause stands against the day of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tense {
    Past,
    /// *meets on Friday*: what is arranged, except in headlines.
    Present,
    Future,
    Unknown,
}

/// The time expressions of `doc` in order, found by pattern in each sentence (in the whole text
/// where there are no sentences), with values reckoned from `published`.
pub fn timexes(doc: &Document, published: Option<Date>) -> Vec<Timex> {
    let whole = [Span::new(0, doc.text().len())];
    let sentences: Vec<Span> = match doc.sentences() {
        Some(sentences) => sentences.iter().map(|sentence| sentence.span).collect(),
        None => whole.to_vec(),
    };
    let mut reckoner = Reckoner { published, ..Reckoner::default() };
    let mut found: Vec<Timex> = Vec::new();
    let mut dated: Vec<Dated> = Vec::new();
    for (idx, sentence) in sentences.iter().enumerate() {
        let mut read = expressions(doc.text(), *sentence);
        give_days(doc.text(), &mut read);
        for expression in &mut read {
            // *Six months after 9/11* has taken the day in.
            if found.last().is_some_and(|last| last.span.overlaps(expression.span)) {
                continue;
            }
            let tense = tense(doc, idx, expression);
            let by_event = after_event(doc.text(), *sentence, expression, &dated, &mut reckoner);
            let (value, time_type) = match by_event {
                Some(value) => (Some(value), TimeType::Date),
                None => reckoner.value(&expression.says, tense, idx),
            };
            let because = reckoner.because(&expression.says, tense, value.as_deref());
            // What the clause beside a day tells happened on it: *two weeks after the ceasefire* asks.
            if let Some(day) = value.as_deref().and_then(|value| value.get(..10)?.parse().ok()) {
                dated.push(Dated { sentence: *sentence, at: expression.span.start, day });
            }
            found.push(Timex { span: expression.span, value, time_type, because });
        }
    }
    found
}

/// Tells when dates were reckoned from a day that only the text gave.
pub fn note(doc: &Document, published: Option<Date>) -> Option<Note> {
    let day = published.filter(|_| doc.source().published.is_none())?;
    Some(Note::new(
        "date-from-text",
        format!("no date of publication was given; {day}, which the text tells, stands for it"),
    ))
}

/// So many lines or blocks at the head of a report may hold nothing but its date.
const HEAD: usize = 4;

/// The day of publication as the text itself tells it: in the dateline (*GENEVA, May 3, 2011 (Agency)*), or on a line of its own at
/// the head. Only a day with its year counts.
pub fn published_in(doc: &Document) -> Option<Date> {
    let blocks = doc.blocks().unwrap_or_default();
    let dateline = blocks
        .iter()
        .find(|block| block.kind == BlockKind::Dateline)
        .map(|block| (block.span, true));
    let mut lines = Vec::new();
    let mut start = 0;
    for line in doc.text().split_inclusive('\n').take(2 * HEAD) {
        if !line.trim().is_empty() {
            lines.push((Span::new(start, start + line.trim_end().len()), false));
        }
        start += line.len();
    }
    dateline.into_iter().chain(lines.into_iter().take(HEAD)).find_map(|(span, is_dateline)| {
        expressions(doc.text(), span).into_iter().find_map(|expression| {
            let Says::Day { year: Some(year), month, day } = expression.says else { return None };
            let alone =
                doc.words(span).trim().trim_end_matches('.').len() <= expression.span.len() + 1;
            (is_dateline || alone).then(|| Date::new(year, month, day).ok()).flatten()
        })
    })
}

/// *at 8 a.m. (0500 GMT) on Monday*: both clock times are of the day that follows them.
fn give_days(text: &str, read: &mut [Expression]) {
    for at in (1..read.len()).rev() {
        let (before, after) = read.split_at_mut(at);
        let (Some(clock), Some(next)) = (before.last_mut(), after.first()) else { continue };
        let Says::Clock { day: own @ None, .. } = &mut clock.says else { continue };
        let gap = text.get(clock.span.end as usize..next.span.start as usize).unwrap_or("?");
        let joined =
            matches!(gap.trim(), "(" | ") on" | ")" | "on" | "/" | "to" | "-" | "–" | ", or");
        let day = match &next.says {
            day @ (Says::Day { .. } | Says::Weekday { .. } | Says::FromToday(_)) => {
                Some(Box::new(day.clone()))
            }
            Says::Clock { day, .. } => day.clone(),
            _ => None,
        };
        if joined {
            *own = day;
        }
    }
}

/// A day that was told, and where.
struct Dated {
    sentence: Span,
    at: u32,
    day: Date,
}

/// *two weeks after the ceasefire*, *Six months after 9/11*: where the report has dated the event (the noun stands in a
/// sentence with a day, or is a feast), its day moved; the expression then takes in the words of the event.
fn after_event(
    text: &str,
    sentence: Span,
    expression: &mut Expression,
    dated: &[Dated],
    reckoner: &mut Reckoner,
) -> Option<String> {
    let Says::Duration { amount: Some(amount), unit } = expression.says else { return None };
    let rest = text.get(expression.span.end as usize..sentence.end as usize)?;
    let mut words = Vec::new();
    let mut from = 0;
    for word in rest.split_inclusive(|c: char| c.is_whitespace()).take(6) {
        if word.trim().is_empty() {
            from += word.len();
            continue;
        }
        let lead = word.len() - word.trim_start().len();
        let bare = word.trim().trim_end_matches(['.', ',', ';', ':', '"', '”', ')']);
        words.push((bare, from + lead + bare.len()));
        from += word.len();
        if bare.len() < word.trim().len() {
            break;
        }
    }
    let sign = match words.first()?.0 {
        "after" => 1,
        "before" => -1,
        _ => return None,
    };
    let rest_of = expression.span.end as usize;
    let after = Span::new(rest_of + words[0].1, sentence.end as usize);
    // A feast, or a date of its own right behind.
    let own = expressions(text, after).into_iter().next();
    let near = own.filter(|own| {
        matches!(own.says, Says::Feast { .. } | Says::Day { .. })
            && text
                .get(after.start as usize..own.span.start as usize)
                .is_some_and(|gap| gap.trim().is_empty())
    });
    let (day, end) = if let Some(near) = near {
        let value = reckoner.reckon(&near.says, Tense::Past, usize::MAX)?;
        (value.get(..10)?.parse::<Date>().ok()?, near.span.end as usize)
    } else {
        // *after the ceasefire*: the noun behind the article, where it stood in a sentence with a day.
        let article = usize::from(matches!(words.get(1)?.0, "the" | "that" | "this")) + 1;
        let (noun, end) = words.get(article).filter(|_| article == 2)?;
        if noun.len() < 4 || !noun.chars().all(char::is_alphabetic) {
            return None;
        }
        let named = |dated: &&Dated| {
            let words = dated.sentence.of(text).split(|c: char| !c.is_alphanumeric());
            let noun = noun.to_lowercase();
            words.into_iter().any(|word| word.to_lowercase().starts_with(&noun))
        };
        // The first that was told of it; the day nearest to the noun.
        let first = dated.iter().find(named)?.sentence;
        let beside = dated.iter().filter(|dated| dated.sentence == first);
        let at = first.of(text).to_lowercase().find(&noun.to_lowercase())? as u32 + first.start;
        let day = beside.min_by_key(|dated| dated.at.abs_diff(at))?.day;
        (day, rest_of + end)
    };
    expression.span = Span::new(expression.span.start as usize, end);
    reckoner.told = Some(day);
    reckoner.by_event = true;
    let moved = Reckoner { told: Some(day), ..Reckoner::default() };
    let n = (amount as i64) * sign;
    match unit {
        Unit::Day | Unit::Week | Unit::Fortnight => {
            let days = n * match unit {
                Unit::Day => 1,
                Unit::Week => 7,
                _ => 14,
            };
            Some(day.checked_add(days.days()).ok()?.to_string())
        }
        Unit::Month | Unit::Year => moved.distant(Some(amount), unit, sign as i8, false),
        _ => None,
    }
}

/// `mentions` with the time expressions that the patterns find: each is a mention, with up to [`MOST_BEFORE`] words that the
/// encoder put before it (*just under a month*) and none behind it (*six days of losses*). Where the encoder took two
/// expressions for one, they are parted; what it took for a time without any word of time is dropped. In order of the text.
/// `doc` must carry tokens and, for the heads, syntax; otherwise nothing changes.
pub fn with_time_mentions(doc: &Document, mut mentions: Vec<Mention>) -> Vec<Mention> {
    let Some(tokens) = doc.tokens() else { return mentions };
    let is_time = |mention: &Mention| mention.kind == Kind::Time;
    let mut own: Vec<Span> = timexes(doc, None).into_iter().map(|timex| timex.span).collect();
    let given: Vec<Span> = mentions.iter().filter(|m| is_time(m)).map(|m| m.span).collect();
    for span in &mut own {
        let range = doc.tokens_in(*span);
        if let (Some(first), Some(last)) =
            (tokens.get(range.start), range.end.checked_sub(1).and_then(|at| tokens.get(at)))
        {
            *span = first.span.to(last.span);
        }
    }
    let within = |span: Span| own.iter().filter(move |own| own.overlaps(span)).count();
    // Words of the encoder's phrase before the expression.
    let mut found: Vec<Span> = own
        .iter()
        .map(|span| {
            let around = given.iter().find(|given| given.overlaps(*span) && within(**given) == 1);
            let Some(around) = around else { return *span };
            let before = doc.tokens_in(*around).start..doc.tokens_in(*span).start;
            if before.len() <= MOST_BEFORE {
                span.to(Span::new(around.start.min(span.start) as usize, span.end as usize))
            } else {
                *span
            }
        })
        .collect();
    let words_of_time = |span: Span| {
        doc.words(span).split(|c: char| !c.is_alphanumeric()).any(super::timex::is_word_of_time)
    };
    found.extend(given.iter().filter(|given| within(**given) == 0 && words_of_time(**given)));
    found.sort_unstable();
    found.dedup();
    mentions.retain(|mention| !is_time(mention) || found.contains(&mention.span));
    for span in found {
        if mentions.iter().any(|mention| is_time(mention) && mention.span == span) {
            continue;
        }
        let range = doc.tokens_in(span);
        if range.is_empty() {
            continue;
        }
        let head = range
            .clone()
            .find(|&idx| {
                doc.syntax()
                    .and_then(|words| words.get(idx))
                    .is_some_and(|word| word.head.is_none_or(|head| !range.contains(&head)))
            })
            .unwrap_or(range.end - 1);
        mentions.push(Mention {
            span,
            name: None,
            head,
            kind: Kind::Time,
            form: MentionForm::Nominal,
        });
    }
    mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    // *2009* of *3 February 2009* is no time of its own.
    let mut around: Option<Span> = None;
    mentions.retain(|mention| {
        let part = is_time(mention)
            && around.is_some_and(|around| around.contains(mention.span) && around != mention.span);
        if is_time(mention) && !part {
            around = Some(mention.span);
        }
        !part
    });
    mentions
}

/// So many words before an expression may belong to it because the encoder thinks so.
const MOST_BEFORE: usize = 3;

/// The tense of the clause that the expression stands in.
fn tense(doc: &Document, sentence: usize, expression: &Expression) -> Tense {
    // *since October*, *until Friday*: the word right before tells, whatever the verb.
    let before = doc.text().get(..expression.span.start as usize).unwrap_or_default();
    match before.split_whitespace().next_back().map(str::to_lowercase).as_deref() {
        Some("since") => return Tense::Past,
        Some("until" | "till" | "by") => return Tense::Future,
        Some("before")
            if matches!(expression.says, Says::Feast { .. } | Says::PartOfYear { .. }) =>
        {
            return Tense::Future;
        }
        Some("through") if matches!(expression.says, Says::Weekday { .. }) => return Tense::Future,
        _ => {}
    }
    tense_by_syntax(doc, sentence, expression.span)
        .unwrap_or_else(|| tense_by_words(doc, sentence, expression.span))
}

fn tense_by_syntax(doc: &Document, sentence: usize, span: Span) -> Option<Tense> {
    let (tokens, words) = (doc.tokens()?, doc.syntax()?);
    let range = doc.sentences()?.get(sentence)?.tokens.clone();
    let first = tokens.partition_point(|token| token.span.end <= span.start);
    let mut at = first;
    // Enough for any real clause; a cycle in bad input ends here too.
    for _ in 0..32 {
        let word = words.get(at)?;
        if span.contains(tokens.get(at)?.span) || !matches!(word.upos, Upos::Verb | Upos::Aux) {
            let Some(head) = word.head else { break };
            at = head;
            continue;
        }
        let mut dependents =
            range.clone().filter_map(|idx| words.get(idx)).filter(|word| word.head == Some(at));
        if dependents.clone().any(|d| {
            &*d.rel == "aux"
                && matches!(
                    &*d.lemma,
                    "will"
                        | "shall"
                        | "'ll"
                        | "wo"
                        | "would"
                        | "could"
                        | "may"
                        | "might"
                        | "must"
                        | "should"
                        | "can"
                )
        }) {
            return Some(Tense::Future);
        }
        match &*word.xpos {
            "VBD" => return Some(Tense::Past),
            "VBN" => {
                // *is looked for on Sunday*
                let present = dependents.clone().any(|d| {
                    d.rel.starts_with("aux")
                        && &*d.lemma == "be"
                        && matches!(&*d.xpos, "VBZ" | "VBP")
                }) && !dependents
                    .clone()
                    .any(|d| d.rel.starts_with("aux") && &*d.lemma == "have");
                if present {
                    return Some(Tense::Present);
                }
                let past = dependents
                    .any(|d| d.rel.starts_with("aux") && matches!(&*d.lemma, "have" | "be"));
                let scheduled = matches!(
                    &*word.lemma,
                    "schedule" | "expect" | "plan" | "set" | "slate" | "due"
                );
                return Some(match (scheduled, past) {
                    (true, _) => Tense::Future,
                    (false, _) => Tense::Past,
                });
            }
            // *to meet on Friday*: looks forward more often than not.
            "VB" if dependents.any(|d| &*d.rel == "mark" && &*d.lemma == "to") => {
                // *began to pack on 1 May* was done; *agreed to meet on Friday* looks forward.
                let done = word.head.and_then(|head| words.get(head)).is_some_and(|head| {
                    matches!(&*head.xpos, "VBD" | "VBN")
                        && matches!(
                            &*head.lemma,
                            "begin"
                                | "start"
                                | "continue"
                                | "manage"
                                | "fail"
                                | "try"
                                | "refuse"
                                | "come"
                                | "go"
                                | "use"
                        )
                });
                return Some(if done { Tense::Past } else { Tense::Future });
            }
            "VBG" => {
                let Some(head) = word.head else { break };
                at = head;
            }
            "VBZ" | "VBP" => {
                let headline =
                    doc.blocks().unwrap_or_default().iter().any(|block| {
                        block.kind == BlockKind::Headline && block.span.contains(span)
                    });
                let stative = matches!(&*word.lemma, "say" | "have" | "know" | "think");
                return Some(if headline || stative { Tense::Unknown } else { Tense::Present });
            }
            _ => return Some(Tense::Unknown),
        }
    }
    // A headline or a fragment: no verb to ask.
    None
}

fn tense_by_words(doc: &Document, sentence: usize, span: Span) -> Tense {
    let text = doc
        .sentences()
        .and_then(|sentences| sentences.get(sentence))
        .map_or(doc.text(), |sentence| doc.words(sentence.span));
    let start = doc
        .sentences()
        .and_then(|sentences| sentences.get(sentence))
        .map_or(0, |sentence| sentence.span.start as usize);
    let before = text.get(..(span.start as usize).saturating_sub(start)).unwrap_or(text);
    let mut near = before
        .rsplit(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .take(12);
    // *until Friday*, *by October*: only the word right before tells.
    if near.clone().next().is_some_and(|word| matches!(word, "until" | "by")) {
        return Tense::Future;
    }
    let forward = ["will", "shall", "should", "scheduled", "expected", "due", "planned"];
    if near.any(|word| forward.contains(&word.to_lowercase().as_str())) {
        Tense::Future
    } else {
        Tense::Unknown
    }
}

#[derive(Default)]
struct Reckoner {
    published: Option<Date>,
    /// The last day that was told.
    told: Option<Date>,
    /// The sentence that told it.
    told_in: Option<usize>,
    /// The last year that was told.
    told_year: Option<i16>,
    /// The last value was reckoned from an event.
    by_event: bool,
}

impl Reckoner {
    fn value(&mut self, says: &Says, tense: Tense, sentence: usize) -> (Option<String>, TimeType) {
        let time_type = match says {
            Says::Duration { .. } => TimeType::Duration,
            Says::Every { .. } | Says::EveryWeekday(_) | Says::EveryPart(_) => TimeType::Set,
            Says::Clock { .. } | Says::PartOfTold { .. } => TimeType::Time,
            Says::Distance { unit: Unit::Hour | Unit::Minute | Unit::Second, .. } => TimeType::Time,
            _ => TimeType::Date,
        };
        let value = self.reckon(says, tense, sentence);
        if let Some(day) = value.as_deref().and_then(|value| value.get(..10))
            && let Ok(day) = day.parse::<Date>()
        {
            (self.told, self.told_in) = (Some(day), Some(sentence));
        }
        let year = value.as_deref().and_then(|value| value.get(..4)?.parse().ok());
        self.told_year = year.or(self.told_year);
        (value, time_type)
    }

    /// What the value was reckoned from, in words; `None` where it is written out or stays open.
    fn because(&mut self, says: &Says, tense: Tense, value: Option<&str>) -> Option<String> {
        value?;
        if std::mem::take(&mut self.by_event) {
            return Some(format!("reckoned from the event, {}", self.told?));
        }
        let published = self.published.map(|day| format!("published {day}"));
        let told = self.told.map(|day| format!("told before: {day}"));
        let way = match tense {
            Tense::Future => "looking forward",
            Tense::Past => "looking back",
            Tense::Present | Tense::Unknown => "the nearest",
        };
        match says {
            Says::Day { year: None, .. }
            | Says::Month { year: None, .. }
            | Says::Feast { year: None, .. } => Some(format!("{way}, {}", published?)),
            Says::Weekday { which: Which::Bare, .. } => {
                let way = if tense == Tense::Future { "the next" } else { "the last" };
                Some(format!("{way}, {}", published?))
            }
            Says::Distance { from_now: false, .. } | Says::Same(_) => told.or(published),
            Says::Shift { which: Which::Following, .. } => told.or(published),
            Says::Clock { day: None, .. } => told.or(published),
            Says::Clock { day: Some(day), .. } => self.because(day, tense, value),
            Says::Weekday { .. }
            | Says::WeekdayWeek(_)
            | Says::FromToday(_)
            | Says::Shift { .. }
            | Says::QuarterShift(_)
            | Says::DayOf { .. }
            | Says::WeekOf { year: None, .. }
            | Says::Distance { .. }
            | Says::PartOfYear { year: None, .. } => published,
            _ => None,
        }
    }

    fn reckon(&self, says: &Says, tense: Tense, sentence: usize) -> Option<String> {
        let published = self.published;
        match says {
            Says::Day { year: Some(year), month, day } => {
                Some(Date::new(*year, *month, *day).ok()?.to_string())
            }
            Says::Day { year: None, month, day } => {
                let Some(now) = published else {
                    return Some(format!("XXXX-{month:02}-{day:02}"));
                };
                let candidates = in_near_years(now, |year| Date::new(year, *month, *day).ok());
                Some(choose(&candidates, now, tense)?.to_string())
            }
            Says::Month { year: Some(year), month, .. } => Some(format!("{year:04}-{month:02}")),
            Says::Month { year: None, month, which } => {
                let Some(now) = published else { return Some(format!("XXXX-{month:02}")) };
                let now = now.first_of_month();
                let mut candidates = in_near_years(now, |year| Date::new(year, *month, 1).ok());
                candidates.retain(|first| match which {
                    Which::Last | Which::YearBefore => *first < now,
                    Which::Next | Which::Following => *first > now,
                    Which::This => first.year() == now.year(),
                    Which::Bare => true,
                });
                let tense = match which {
                    Which::Last | Which::YearBefore => Tense::Past,
                    Which::Next | Which::Following => Tense::Future,
                    // A bare month is past, unless it is nearly upon us.
                    _ if tense == Tense::Unknown
                        && candidates
                            .iter()
                            .all(|first| *first <= now || (*first - now).get_days() > 93) =>
                    {
                        Tense::Past
                    }
                    _ => tense,
                };
                // *fled between March and May* is long ago, if the tense says so.
                let past = candidates.iter().rev().find(|first| **first <= now).copied();
                Some(month_of(
                    past.filter(|_| tense == Tense::Past)
                        .or_else(|| choose(&candidates, now, tense))?,
                ))
            }
            Says::Year(year) => Some(format!("{year:04}")),
            Says::Decade(decade) => Some(format!("{decade:03}")),
            Says::Century(century) => Some(format!("{century:02}")),
            Says::Weekday { day, which } => {
                let now = published?;
                let target = Weekday::from_monday_one_offset(*day).ok()?;
                let back = i64::from(now.weekday().since(target));
                let ahead = i64::from(target.since(now.weekday()));
                let shift = match which {
                    Which::Last if back == 0 => -7,
                    Which::Last | Which::YearBefore => -back,
                    Which::Next | Which::Following if ahead == 0 => 7,
                    Which::Next | Which::Following => ahead,
                    Which::This => {
                        let monday = i64::from(now.weekday().to_monday_one_offset());
                        i64::from(*day) - monday
                    }
                    Which::Bare if matches!(tense, Tense::Future | Tense::Present) => ahead,
                    Which::Bare => -back,
                };
                Some(now.checked_add(shift.days()).ok()?.to_string())
            }
            Says::WeekdayWeek(day) => {
                let now = published?;
                let target = Weekday::from_monday_one_offset(*day).ok()?;
                let ahead = i64::from(target.since(now.weekday()));
                Some(now.checked_add((ahead + 7).days()).ok()?.to_string())
            }
            Says::DayOf { day, which } => {
                let month = published?.first_of_month();
                let month = month.checked_add(i64::from(offset(*which)).months()).ok()?;
                Some(Date::new(month.year(), month.month(), *day).ok()?.to_string())
            }
            Says::WeekOf { nth, month, year } => {
                let first = match year {
                    Some(year) => Date::new(*year, *month, 1).ok()?,
                    None => {
                        let now = published?.first_of_month();
                        let firsts = in_near_years(now, |year| Date::new(year, *month, 1).ok());
                        choose(&firsts, now, tense)?
                    }
                };
                // The week that holds the middle of the n-th seven days; the last holds the 25th.
                let day = (i64::from(*nth).min(4) - 1) * 7 + 3;
                Some(week(first.checked_add(day.days()).ok()?))
            }
            Says::NthWeekday { nth, weekday, month, year } => {
                let weekday = Weekday::from_monday_one_offset(*weekday).ok()?;
                let of = |year: i16| {
                    Date::new(year, *month, 1).ok()?.nth_weekday_of_month(*nth, weekday).ok()
                };
                let day = match year {
                    Some(year) => of(*year)?,
                    None => {
                        let now = published?;
                        choose(&in_near_years(now, of), now, tense)?
                    }
                };
                Some(day.to_string())
            }
            Says::PartOfTold { code, days } => {
                let day = self.told.or(published)?.checked_add(i64::from(*days).days()).ok()?;
                Some(format!("{day}{code}"))
            }
            Says::Fiscal(year) => Some(format!("FY{year:04}")),
            Says::EveryPart(code) => Some(format!("XXXX-XX-XX{code}")),
            Says::Feast { feast, year, nth, which } => {
                let (start, end) = match year {
                    Some(year) => feasts::days(*feast, *year).into_iter().next()?,
                    None => {
                        let now = published?;
                        let all = in_near_years(now, |year| feasts::days(*feast, year));
                        let starts: Vec<Date> = all.iter().map(|(start, _)| *start).collect();
                        let tense = match which {
                            Which::Last => Tense::Past,
                            Which::Next => Tense::Future,
                            _ => tense,
                        };
                        let start = choose(&starts, now, tense)?;
                        all.into_iter().find(|(own, _)| *own == start)?
                    }
                };
                match nth {
                    0 if feasts::is_month(*feast) => {
                        Some(month_of(start.checked_add(14.days()).ok()?))
                    }
                    0 => Some(start.to_string()),
                    -1 => Some(end.to_string()),
                    nth => Some(start.checked_add(i64::from(nth - 1).days()).ok()?.to_string()),
                }
            }
            Says::FromToday(days) => {
                Some(published?.checked_add(i64::from(*days).days()).ok()?.to_string())
            }
            Says::Shift { unit, which } => self.shifted(*unit, *which, tense),
            Says::QuarterShift(which) => {
                let now = published?;
                let quarter = (i32::from(now.month()) - 1) / 3 + i32::from(now.year()) * 4;
                let quarter = quarter + offset(*which);
                Some(format!("{:04}-Q{}", quarter.div_euclid(4), quarter.rem_euclid(4) + 1))
            }
            Says::Distance { amount, unit, sign, from_now } => {
                self.distant(*amount, *unit, *sign, *from_now)
            }
            Says::Duration { amount, unit } => Some(duration(*amount, *unit)),
            Says::Every { amount, unit } => Some(duration(Some(*amount), *unit)),
            Says::EveryWeekday(day) => Some(format!("XXXX-WXX-{day}")),
            Says::PartOfYear { code, year: Some(year), .. } => Some(format!("{year:04}-{code}")),
            Says::PartOfYear { code, year: None, which } => {
                Some(format!("{:04}-{code}", part_year(published?, code, *which, tense)))
            }
            Says::Clock { code, day } => {
                let day = match day {
                    Some(day) => self.reckon(day, tense, sentence)?,
                    // *On Thursday ... At noon*: the day that the sentence, or the one before it, told.
                    None if self.told_in == Some(sentence) => self.told?.to_string(),
                    None if self.told_in.is_some_and(|told| sentence.wrapping_sub(told) == 1)
                        && tense == Tense::Past
                        && published.is_none_or(|now| {
                            self.told.is_some_and(|told| (now - told).get_days().abs() <= 7)
                        }) =>
                    {
                        self.told?.to_string()
                    }
                    None => published?.to_string(),
                };
                (day.len() == 10).then(|| format!("{day}{code}"))
            }
            Says::Same(unit) => {
                let told = self.told.or(published)?;
                match unit {
                    Unit::Day => Some(told.to_string()),
                    Unit::Week => Some(week(told)),
                    Unit::Month => Some(month_of(told)),
                    Unit::Year => Some(format!("{:04}", told.year())),
                    _ => None,
                }
            }
            Says::Vague(value) => Some((*value).to_owned()),
        }
    }

    fn shifted(&self, unit: Unit, which: Which, tense: Tense) -> Option<String> {
        let now = self.published?;
        let by = i64::from(offset(which));
        if which == Which::Following {
            let told = self.told.unwrap_or(now);
            match unit {
                Unit::Year => {
                    return Some(format!("{:04}", self.told_year.unwrap_or(now.year()) + 1));
                }
                Unit::Month => return Some(month_of(told.checked_add(1.month()).ok()?)),
                Unit::Week => return Some(week(told.checked_add(1.week()).ok()?)),
                _ => {}
            }
        }
        match unit {
            Unit::Day => {
                // *the next day* follows what was told, not the day of publication.
                let from = if which == Which::This { now } else { self.told.unwrap_or(now) };
                Some(from.checked_add(by.days()).ok()?.to_string())
            }
            Unit::Week => Some(week(now.checked_add(by.weeks()).ok()?)),
            Unit::Weekend => {
                let resting = now.weekday().to_monday_one_offset() >= 6;
                let by = match which {
                    Which::Last if resting => 0,
                    // *the weekend* is the last, unless the clause looks forward.
                    Which::Bare if matches!(tense, Tense::Future | Tense::Present) || resting => 0,
                    Which::Bare => -1,
                    _ => by,
                };
                Some(format!("{}-WE", week(now.checked_add(by.weeks()).ok()?)))
            }
            Unit::Month => Some(month_of(now.checked_add(by.months()).ok()?)),
            Unit::Quarter | Unit::Fortnight => None,
            Unit::Year => Some(format!("{:04}", i64::from(now.year()) + by)),
            Unit::Decade => Some(format!("{:03}", i64::from(now.year()) / 10 + by)),
            Unit::Century => Some(format!("{:02}", i64::from(now.year()) / 100 + by)),
            Unit::Second | Unit::Minute | Unit::Hour => None,
        }
    }

    fn distant(&self, amount: Amount, unit: Unit, sign: i8, from_now: bool) -> Option<String> {
        let Some(amount) = amount else {
            return Some(if sign < 0 { "PAST_REF" } else { "FUTURE_REF" }.to_owned());
        };
        let from = if from_now { self.published? } else { self.told.or(self.published)? };
        // Half years and the like are counted in the next smaller unit.
        let whole = amount.fract() == 0.0;
        let n = amount as i64 * i64::from(sign);
        let period: Period = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => 0.days(),
            Unit::Day | Unit::Weekend => n.days(),
            Unit::Week => n.weeks(),
            Unit::Fortnight => (2 * n).weeks(),
            Unit::Month => n.months(),
            Unit::Quarter => (3 * n).months(),
            Unit::Year if whole => n.years(),
            Unit::Year => ((amount * 12.0) as i64 * i64::from(sign)).months(),
            Unit::Decade => (10 * n).years(),
            Unit::Century => (100 * n).years(),
        };
        let day = from.checked_add(period).ok()?;
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day | Unit::Weekend => day.to_string(),
            Unit::Week if n.abs() == 1 => day.to_string(),
            Unit::Week | Unit::Fortnight => week(day),
            Unit::Month | Unit::Quarter => month_of(day),
            Unit::Year if whole => format!("{:04}", day.year()),
            Unit::Year => month_of(day),
            Unit::Decade => format!("{:03}", day.year() / 10),
            Unit::Century => format!("{:02}", day.year() / 100),
        })
    }
}

/// A date within so many days may be meant by one that ...
const SOON: i64 = 120;
/// ... would else be so many days ago.
const LONG_AGO: i64 = 240;

fn offset(which: Which) -> i32 {
    match which {
        Which::Last | Which::YearBefore => -1,
        Which::This | Which::Bare => 0,
        Which::Next | Which::Following => 1,
    }
}

/// What `of` gives for the year of `now` and those beside it.
fn in_near_years<T, I: IntoIterator<Item = T>>(now: Date, of: impl FnMut(i16) -> I) -> Vec<T> {
    (now.year() - 1..=now.year() + 1).flat_map(of).collect()
}

/// The candidate that the tense asks for; the nearest where it asks for none.
fn choose(candidates: &[Date], now: Date, tense: Tense) -> Option<Date> {
    let away = |date: Date| i64::from((date - now).get_days());
    let nearest = || candidates.iter().min_by_key(|date| away(**date).abs()).copied();
    let past = candidates.iter().rev().find(|date| **date <= now).copied();
    let future = candidates.iter().find(|date| **date >= now).copied();
    // Nobody says *on 8 January* of one that is nearly a year ago, whatever the tense of the verb nearby.
    let soon = future.is_some_and(|date| away(date) <= SOON)
        && past.is_none_or(|date| away(date) < -LONG_AGO);
    let lately = past.is_some_and(|date| away(date) >= -SOON)
        && future.is_none_or(|date| away(date) > LONG_AGO);
    match tense {
        Tense::Past if soon => future,
        Tense::Past => past.or_else(nearest),
        Tense::Future if lately => past,
        Tense::Future => future.or_else(nearest),
        Tense::Present | Tense::Unknown => nearest(),
    }
}

/// The year of a quarter, half, season or month that is named without it.
fn part_year(now: Date, code: &str, which: Which, tense: Tense) -> i32 {
    let year = i32::from(now.year());
    let starts = match code {
        "SP" | "Q2" => 4,
        "SU" | "Q3" | "H2" => 7,
        "FA" | "Q4" => 10,
        "WI" => 12,
        _ => 1,
    };
    let is_season = matches!(code, "SP" | "SU" | "FA" | "WI");
    match which {
        Which::This => year,
        Which::Next | Which::Following => year + 1,
        Which::Last if is_season && i32::from(now.month()) >= starts + 2 => year,
        Which::Last | Which::YearBefore => year - 1,
        Which::Bare if tense == Tense::Past && i32::from(now.month()) < starts => year - 1,
        Which::Bare if tense == Tense::Unknown && i32::from(now.month()) + 3 < starts => year - 1,
        Which::Bare => year,
    }
}

fn week(day: Date) -> String {
    let week: ISOWeekDate = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn duration(amount: Amount, unit: Unit) -> String {
    let (prefix, times, letter) = match unit {
        Unit::Second => ("PT", 1.0, "S"),
        Unit::Minute => ("PT", 1.0, "M"),
        Unit::Hour => ("PT", 1.0, "H"),
        Unit::Day => ("P", 1.0, "D"),
        Unit::Weekend => ("P", 1.0, "WE"),
        Unit::Week => ("P", 1.0, "W"),
        Unit::Fortnight => ("P", 2.0, "W"),
        Unit::Month => ("P", 1.0, "M"),
        Unit::Quarter => ("P", 1.0, "Q"),
        Unit::Year => ("P", 1.0, "Y"),
        Unit::Decade if amount.is_none() => ("P", 1.0, "E"),
        Unit::Decade => ("P", 10.0, "Y"),
        Unit::Century if amount.is_none() => ("P", 1.0, "C"),
        Unit::Century => ("P", 100.0, "Y"),
    };
    match amount {
        Some(amount) => format!("{prefix}{}{letter}", amount * times),
        None => format!("{prefix}X{letter}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::Source;

    const TUESDAY: &str = "2017-08-29";

    /// The values of a text's expressions, parted by a space; `?` where one stays open.
    fn check(published: &str, text: &str, expected: &str) {
        let doc = Document::new(None, Source::default(), text);
        let found = timexes(&doc, published.parse().ok());
        let values: Vec<&str> = found.iter().map(|t| t.value.as_deref().unwrap_or("?")).collect();
        assert_eq!(values.join(" "), expected, "in {text:?}, published {published:?}");
    }

    #[test]
    fn weekdays_look_back() {
        check(TUESDAY, "They met on Monday.", "2017-08-28");
        check(TUESDAY, "They met on Tuesday.", "2017-08-29");
        check(TUESDAY, "They met on Wednesday.", "2017-08-23");
        check(TUESDAY, "They met last Tuesday.", "2017-08-22");
        check(TUESDAY, "They will meet on Friday.", "2017-09-01");
        check(TUESDAY, "Next Thursday's vote.", "2017-08-31");
    }

    #[test]
    fn dates_take_their_year_from_the_report() {
        check(TUESDAY, "Signed August 29, 2017 and 2 May.", "2017-08-29 2017-05-02");
        check("2010-01-25", "The strike of 11 December.", "2009-12-11");
        check(TUESDAY, "It will end in October.", "2017-10");
        check(TUESDAY, "since last October", "2016-10");
        check(TUESDAY, "in 2014, the 1990s and the 20th century", "2014 199 19");
        check(TUESDAY, "in the spring of 2011; last summer", "2011-SP 2016-SU");
        check(TUESDAY, "February 30, 2017", "?");
    }

    #[test]
    fn relative_times_are_reckoned() {
        check(TUESDAY, "today, yesterday, tomorrow", "2017-08-29 2017-08-28 2017-08-30");
        check(TUESDAY, "last week, this month, next year", "2017-W34 2017-08 2018");
        check(TUESDAY, "two days ago; three months ago", "2017-08-27 2017-05");
        check(TUESDAY, "On May 3 they met. Two days later they parted.", "2017-05-03 2017-05-05");
        check(TUESDAY, "On May 3 they met. The next day they parted.", "2017-05-03 2017-05-04");
        check(TUESDAY, "this weekend", "2017-W35-WE");
        check(TUESDAY, "at 6:30 p.m. on Sunday", "2017-08-27T18:30");
        check(TUESDAY, "last night and Sunday morning", "2017-08-28TNI 2017-08-27TMO");
        check(TUESDAY, "the third quarter of last year", "2016-Q3");
    }

    #[test]
    fn stretches_and_rhythms_need_no_day() {
        check("", "for three days and two and a half years", "P3D P2.5Y");
        check("", "every Friday, weekly, for several hours", "XXXX-WXX-5 P1W PTXH");
        check("", "over the past decade", "P10Y");
    }

    #[test]
    fn times_that_the_tagger_missed_are_added_once() {
        let doc = crate::sketch::sketch(
            "[person *Envoys] met on [time *Sunday] , three days after August 3 , 2017 .",
        );
        let layer = with_time_mentions(&doc, doc.mentions().unwrap_or_default().to_vec());
        let words: Vec<&str> = layer.iter().map(|mention| doc.words(mention.span)).collect();
        assert_eq!(words, ["Envoys", "Sunday", "three days after August 3 , 2017"]);
        assert_eq!(with_time_mentions(&doc, layer.clone()), layer);
    }

    #[test]
    fn a_part_of_a_time_is_no_time_of_its_own() {
        let doc = crate::sketch::sketch("It ended on [time 3 *February [time *2009] ] .");
        let layer = with_time_mentions(&doc, doc.mentions().unwrap_or_default().to_vec());
        let words: Vec<&str> = layer.iter().map(|mention| doc.words(mention.span).trim()).collect();
        assert_eq!(words, ["3 February 2009"]);
    }

    #[test]
    fn days_have_many_names() {
        check(
            "1966-06-14",
            "the 9th inst., the 12th ult., the 4th prox.",
            "1966-06-09 1966-05-12 1966-07-04",
        );
        check(
            "1952-10-06",
            "to-day, to-morrow morning, the day after to-morrow",
            "1952-10-06 1952-10-07TMO 1952-10-08",
        );
        check("1986-11-11", "Debate opens on Thursday week.", "1986-11-20");
        check(TUESDAY, "the second week of June; the last week of March", "2017-W23 2017-W12");
        check("2006-08-15", "the second Monday of September", "2006-09-11");
        check(
            TUESDAY,
            "this fourteenth day of June, 1966; the Fourth of July",
            "1966-06-14 2017-07-04",
        );
        check("2011-09-01", "9/11 and the tenth anniversary of 9/11", "2001-09-11 2011-09-11");
        check("2017-08-29", "in the nineteen-thirties, in the nineteenth century", "193 18");
        check("2010-01-13", "fiscal year 2009 and FY2010; Q2 2008", "FY2009 FY2010 2008-Q2");
    }

    #[test]
    fn feasts_are_reckoned_by_their_calendars() {
        check("1998-04-14", "on Good Friday, before Orthodox Easter", "1998-04-10 1998-04-19");
        check("2017-06-10", "during Ramadan; the third day of Ramadan", "2017-06 2017-05-29");
        check("1989-01-03", "on Christmas Eve and New Year's Day", "1988-12-24 1989-01-01");
        check("1988-03-01", "the Lunar New Year", "1988-02-17");
    }

    #[test]
    fn clocks_are_read_in_words_and_with_zones() {
        check("1952-10-06", "at half past five this afternoon", "1952-10-06T17:30");
        check("1952-10-06", "at nine o'clock tomorrow morning", "1952-10-07T09:00");
        check(
            "2006-08-15",
            "at 8 a.m. (0500 GMT) on Monday",
            "2006-08-14T08:00 2006-08-14T05:00Z 2006-08-14",
        );
        check("1968-12-30", "at 0430Z on 29 December", "1968-12-29T04:30Z");
        check("2026-03-19", "at 13:00 GMT+3 today", "2026-03-19T13:00+03:00");
        check(
            TUESDAY,
            "the night of 3 May; dawn on Sunday; overnight",
            "2017-05-03TNI 2017-08-27TMO 2017-08-28TNI",
        );
        check(
            TUESDAY,
            "every night, every other day, 20 hours a day",
            "XXXX-XX-XXTNI P2D PT20H P1D",
        );
    }

    #[test]
    fn ranges_are_two_days_and_events_anchor_others() {
        check("1962-09-19", "10 to 16 September 1962", "1962-09-10 1962-09-16");
        check(TUESDAY, "May 3-5", "2017-05-03 2017-05-05");
        let doc =
            "The ceasefire held on 18 November. Exactly two weeks after the ceasefire they met.";
        check("1963-12-05", doc, "1963-11-18 1963-12-02");
        check("2002-03-11", "Six months after 9/11 they met.", "2002-03");
        // Nobody told when the siege was.
        check(TUESDAY, "It came two weeks after the siege.", "P2W");
    }

    #[test]
    fn a_date_is_not_taken_far_from_the_report() {
        check("1953-12-28", "It met on 8 January.", "1954-01-08");
        check("2021-05-14", "They will move on 1 May.", "2021-05-01");
        check("1963-12-02", "It is shut since October.", "1963-10");
    }

    #[test]
    fn a_date_at_the_head_stands_for_the_day_of_publication() {
        let check = |text: &str, expected: Option<&str>| {
            let doc = Document::new(None, Source::default(), text);
            assert_eq!(
                published_in(&doc).map(|day| day.to_string()).as_deref(),
                expected,
                "{text:?}"
            );
        };
        check("Talks break off\nMay 3, 2011\nEnvoys left on Sunday.", Some("2011-05-03"));
        check("Talks break off\nEnvoys left on May 3, 2011.", None);
        check("May 3\nEnvoys left.", None);
        check("", None);
    }

    #[test]
    fn without_publication_relative_times_stay_open() {
        check("", "On Sunday, last week and yesterday.", "? ? ?");
        check("", "On 29 August and in 2014.", "XXXX-08-29 2014");
    }

    #[test]
    fn the_edges_of_the_calendar_do_not_panic() {
        check("9999-12-31", "tomorrow, next month, next week, next year", "? ? ? 10000");
        check("-009999-01-01", "yesterday, two thousand years ago", "? PAST_REF");
        check("2016-02-29", "a year ago; last year", "2015 2015");
    }
}
