//! What each voice says, sentence by sentence, and what speaks for two of these contradicting each other.
//!
//! An account is what one voice says in one sentence: the words of a claim, or what is left of the sentence in the
//! report's own voice. Two accounts of different voices are a pair, and a pair is described by numbers
//! ([`FEATURES`]), from which [`crate::opposed`] reckons how likely they are to tell one thing differently.

use crate::actors::{self, Same};
use crate::copies::Sentence;
use crate::events::{cosine, days_between, event};
use crate::numbers::tolls;
use crate::prints::stem;
use crate::{Of, Told};
use std::collections::{BTreeMap, BTreeSet};
use tacitus_doc::{Act, Actor, Claim, Event, EventType, Id, Quad, Record, Span, Status};

/// What one voice says in one sentence.
pub struct Said {
    /// Position of the report.
    pub report: usize,
    /// Position of the sentence.
    pub sentence: usize,
    /// Byte at which the paragraph begins.
    pub paragraph: usize,
    /// The claim; nothing for the report's own words.
    pub claim: Option<Id<Claim>>,
    /// Whose words, where that is an actor.
    pub speaker: Option<Id<Actor>>,
    /// Positions of the events told.
    pub events: Vec<usize>,
    /// Who is said to have done something violent, or is accused.
    pub doers: Vec<Id<Actor>>,
    /// In words that lay an act at somebody's door.
    pub is_pointed: bool,
    /// In words that deny.
    pub denies: bool,
    /// With a *not*, *no*, *never*.
    pub negates: bool,
    /// The words.
    pub words: String,
    /// Stems with their weights.
    pub stems: BTreeMap<String, f32>,
    length: f32,
    accuses: bool,
    is_violent: bool,
    /// A number of people.
    pub counts: bool,
    /// *but*, *however*, *while*.
    turns: bool,
    names: BTreeSet<String>,
}

/// What is reckoned of a pair, in order: of a denial and what it may deny (D), of two that lay something at
/// somebody's door (B), of a sentence with a *not* and another (N).
pub const FEATURES: [&str; 71] = [
    "denial",
    "blames",
    "negation",
    "D full words",
    "D full held",
    "D full vectors",
    "D full denied vectors",
    "D full one event",
    "D full accuses words",
    "D full same sentence",
    "D full after",
    "D full two before",
    "D full paragraph",
    "D full other report",
    "D full both deny",
    "D poor",
    "D poor words",
    "D poor same sentence",
    "D poor next",
    "D poor near",
    "D poor accuses beside",
    "D poor points beside",
    "D poor paragraph",
    "D poor other report",
    "D poor vectors",
    "D accused speaks",
    "D named",
    "D opposed voices",
    "D unknown voice",
    "D own voice",
    "D counts",
    "D figure",
    "D days apart",
    "D other doers",
    "D other negates",
    "B words",
    "B vectors",
    "B one event",
    "B one sentence",
    "B next sentence",
    "B paragraph",
    "B both accuse",
    "B one accuses",
    "B other doers",
    "B same doers",
    "B accused speaks",
    "B each accuses",
    "B named",
    "B opposed voices",
    "B own voice",
    "B days apart",
    "B one denies",
    "B violent",
    "B first",
    "B other report",
    "B unknown doer",
    "N words",
    "N held",
    "N vectors",
    "N denied vectors",
    "N one event",
    "N beside",
    "N other report",
    "N named",
    "N opposed voices",
    "N own voice",
    "N days apart",
    "N a turn",
    "N both",
    "N other violent",
    "N accused speaks",
];

/// Words that deny, as they stand between blanks.
const DENIALS: [&str; 52] = [
    " denied ",
    " denies ",
    " denial ",
    " deny ",
    " denying ",
    " denials ",
    " rejected the ",
    " rejects the ",
    " reject the ",
    " rejected that ",
    " rejected this ",
    " rejected a",
    " rejected talk ",
    " rejecting ",
    " rejected as ",
    " dismiss",
    " untrue ",
    " no truth ",
    " is false ",
    " was false ",
    " false report",
    " are false ",
    " fabricat",
    " a lie ",
    " the lie ",
    " lies spread ",
    " shameful lie ",
    " invention ",
    " fiction ",
    " fictions ",
    " rumour",
    " rumor",
    " baseless ",
    " unfounded ",
    " nonsense ",
    " not one ",
    " not a single ",
    " no such ",
    " disputes ",
    " disputed that ",
    " contradict",
    " refut",
    " fantasy ",
    " propaganda ",
    " staged ",
    " nobody else ",
    " disavow",
    " no part in ",
    " nothing to do with ",
    " had no part ",
    " fairy tale",
    " did not happen ",
];

const NEGATIONS: [&str; 14] = [
    "not", "no", "never", "nothing", "nobody", "none", "neither", "nor", "without", "only",
    "cannot", "didn", "wasn", "t",
];

/// Words that lay an act at somebody's door rather than tell one of many.
const POINTERS: [&str; 54] = [
    "accuses",
    "accused",
    "accusing",
    "blam",
    "responsib",
    "shot first",
    "fired first",
    "first shot",
    "first to shoot",
    "first to fire",
    "first to open",
    "began this",
    "started it",
    "started the",
    "who began",
    "who started",
    "the work of",
    "come from the",
    "came from",
    "coming from the",
    "were behind",
    "was behind",
    "pointed",
    "were fired by",
    "was fired by",
    "fired by",
    "provocation",
    "without warning",
    "without any",
    "in reply to",
    "returned fire",
    "themselves",
    "did this",
    "opened fire",
    "guilt",
    "culprit",
    "perpetrat",
    "their own",
    "carried out by",
    "at the hands",
    "fired from",
    "broke the",
    "broke it",
    "violat",
    "fired on",
    "fired at",
    "caused by",
    "claimed respons",
    "claimed the",
    "been the army",
    "was the army",
    "fired it",
    "turned their",
    "laid at the door",
];

/// Who points where cannot be told from words that speak of both sides, or of nobody.
const MUTUAL: [&str; 12] = [
    " each other",
    " one another",
    " each side",
    " both sides",
    " traded blame",
    " each accus",
    " each of ",
    " no group ",
    " nobody ",
    " no one ",
    " neither ",
    " the other of ",
];

/// What is no accusation, although it is read as one.
const CALLS: [&str; 9] = [
    "condemn",
    "deplor",
    "concern",
    "call on",
    "calls on",
    "called on",
    "calls for",
    "called for",
    "should",
];

const TURNS: [&str; 10] = [
    "but",
    "however",
    "while",
    "whereas",
    "although",
    "though",
    "contrary",
    "instead",
    "yet",
    "meanwhile",
];

const BLAND: [&str; 99] = [
    "the",
    "a",
    "an",
    "of",
    "and",
    "in",
    "on",
    "at",
    "to",
    "for",
    "that",
    "had",
    "has",
    "have",
    "was",
    "were",
    "is",
    "are",
    "be",
    "been",
    "by",
    "with",
    "from",
    "it",
    "its",
    "he",
    "she",
    "his",
    "her",
    "they",
    "their",
    "them",
    "said",
    "say",
    "says",
    "who",
    "which",
    "as",
    "this",
    "told",
    "would",
    "will",
    "not",
    "no",
    "never",
    "but",
    "or",
    "after",
    "before",
    "when",
    "also",
    "we",
    "our",
    "us",
    "i",
    "s",
    "t",
    "one",
    "there",
    "denied",
    "denies",
    "deny",
    "denying",
    "denial",
    "rejected",
    "rejects",
    "reject",
    "dismissed",
    "dismisses",
    "allegation",
    "allegations",
    "accusation",
    "accusations",
    "claim",
    "claims",
    "claimed",
    "charge",
    "charges",
    "insisted",
    "insists",
    "false",
    "lie",
    "lies",
    "accused",
    "accuses",
    "blamed",
    "blames",
    "any",
    "him",
    "you",
    "what",
    "than",
    "told",
    "nothing",
    "nobody",
    "none",
    "added",
    "saying",
    "if",
];

fn words(text: &str) -> Vec<(String, bool)> {
    text.split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| (word.to_lowercase(), word.chars().next().is_some_and(char::is_uppercase)))
        .collect()
}

fn record(told: &[Told], report: usize) -> &Record {
    &told[report].reading.record
}

/// Everything that is said in a story, in order of reports and sentences; headlines are left out.
pub fn said(told: &[Told], sentences: &[Vec<Sentence>]) -> Vec<Said> {
    let mut found = Vec::new();
    for (report, own) in sentences.iter().enumerate() {
        for (n, sentence) in own.iter().enumerate().filter(|(_, sentence)| !sentence.is_headline) {
            found.extend(of_sentence(told, report, n, sentence.span));
        }
    }
    weigh(&mut found);
    found
}

fn of_sentence(told: &[Told], report: usize, n: usize, span: Span) -> Vec<Said> {
    let reading = &told[report].reading;
    let record = &reading.record;
    let text = reading.document.text();
    let size = |claim: &Claim| claim.content.iter().map(|span| span.len()).sum::<usize>();
    let touching: Vec<(usize, &Claim)> = record
        .claims
        .iter()
        .enumerate()
        .filter(|(_, claim)| claim.content.iter().chain(&claim.cue).any(|part| part.overlaps(span)))
        .collect();
    let innermost = |span: Span| -> Option<usize> {
        touching
            .iter()
            .filter(|(_, claim)| {
                claim.content.iter().chain(&claim.cue).any(|part| part.overlaps(span))
            })
            .min_by_key(|(n, claim)| (size(claim), *n))
            .map(|(n, _)| *n)
    };
    // Each word goes to the innermost claim that it is said or announced in.
    let mut parts: BTreeMap<Option<usize>, String> = BTreeMap::new();
    let sentence = span.of(text);
    let mut start = None;
    for (at, sign) in sentence.char_indices().chain([(sentence.len(), ' ')]) {
        if sign.is_alphanumeric() {
            start.get_or_insert(at);
            continue;
        }
        let Some(from) = start.take() else { continue };
        let at_byte = span.start as usize;
        let word = Span::new(at_byte + from, at_byte + at);
        let is_source =
            touching.iter().any(|(_, claim)| claim.source.iter().any(|part| part.overlaps(word)));
        let home = innermost(word);
        if home.is_none() && is_source {
            continue;
        }
        let part = parts.entry(home).or_default();
        part.push_str(word.of(text));
        // Of the signs between words only blanks matter for the lists above.
        part.push(' ');
    }
    let mut found = Vec::new();
    for (claim, part) in parts {
        let events: Vec<usize> = record
            .events
            .iter()
            .enumerate()
            .filter(|(_, event)| event.sentence == n)
            .filter(|(_, event)| event.trigger.first().and_then(|own| innermost(*own)) == claim)
            .map(|(at, _)| at)
            .collect();
        let content =
            words(&part).iter().filter(|(word, _)| !BLAND.contains(&word.as_str())).count();
        let is_bare = content < 2 && events.is_empty();
        let own = one(told, report, n, claim.map(Id::new), events, &part, span.start as usize);
        // *It rejected the accusation* says all there is to say.
        if !is_bare || own.denies {
            found.push(own);
        }
    }
    found
}

fn one(
    told: &[Told],
    report: usize,
    sentence: usize,
    claim: Option<Id<Claim>>,
    events: Vec<usize>,
    part: &str,
    start: usize,
) -> Said {
    let record = record(told, report);
    let own: Vec<&Event> = events.iter().filter_map(|n| record.events.get(*n)).collect();
    let ids = |parts: &[tacitus_doc::Participant]| -> Vec<Id<Actor>> {
        parts.iter().filter_map(|part| part.actor).collect()
    };
    let mut speaker = None;
    let mut next = claim;
    for _ in 0..=record.claims.len() {
        let Some(claim) = next.and_then(|id| record.claims.get(id.index())) else { break };
        speaker = speaker.or(claim.speaker);
        next = claim.parent;
    }
    let says = |event: &&&Event| matches!(event.event_type, EventType::Accuse | EventType::Reject);
    // *He blamed the Front*: nobody's claim, but his word.
    speaker =
        speaker.or_else(|| own.iter().find(says).and_then(|event| event.actors.first()?.actor));
    let all = words(part);
    let has = |list: &[&str]| all.iter().any(|(word, _)| list.contains(&word.as_str()));
    let lower = format!(" {} ", part.to_lowercase());
    let act = claim.and_then(|id| record.claims.get(id.index())).map(|claim| claim.act);
    let denied = |event: &&&Event| event.status == Status::Denied;
    let denies = act == Some(Act::Deny) && has(&NEGATIONS) && !part.contains('?')
        || DENIALS.iter().any(|word| lower.contains(word));
    let accuses =
        act == Some(Act::Accuse) || own.iter().any(|event| event.event_type == EventType::Accuse);
    let is_mutual = MUTUAL.iter().any(|word| lower.contains(word));
    let points = !is_mutual && POINTERS.iter().any(|word| lower.contains(word));
    let mut doers = Vec::new();
    for event in &own {
        if event.event_type == EventType::Accuse {
            doers.extend(ids(&event.recipients));
        } else if event.event_type.quad() == Quad::MaterialConflict
            && matches!(event.status, Status::Happened | Status::Ongoing)
        {
            doers.extend(ids(&event.actors));
        }
    }
    Said {
        report,
        sentence,
        paragraph: told[report].reading.document.text()[..start].rfind("\n\n").unwrap_or(0),
        claim,
        speaker,
        doers,
        is_pointed: points
            || accuses && !is_mutual && !CALLS.iter().any(|word| lower.contains(word)),
        denies,
        negates: has(&NEGATIONS) || own.iter().any(|event| denied(&event)),
        stems: all
            .iter()
            .filter(|(word, _)| !BLAND.contains(&word.as_str()))
            .map(|(word, _)| (stem(word), 0.0))
            .collect(),
        length: 0.0,
        words: part.to_owned(),
        accuses,
        is_violent: own.iter().any(|event| event.event_type.is_violent()),
        counts: !tolls(part).is_empty(),
        turns: has(&TURNS),
        names: all
            .iter()
            .filter(|(word, capital)| *capital && !BLAND.contains(&word.as_str()))
            .map(|(word, _)| word.clone())
            .collect(),
        events,
    }
}

/// Rare words of the story weigh more.
fn weigh(said: &mut [Said]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for own in said.iter() {
        for stem in own.stems.keys() {
            *counts.entry(stem.clone()).or_default() += 1;
        }
    }
    let all = said.len() as f32;
    for own in said {
        for (stem, weight) in &mut own.stems {
            *weight = (1.0 + all / counts.get(stem).copied().unwrap_or(1) as f32).ln();
        }
        own.length = own.stems.values().map(|weight| weight * weight).sum::<f32>().sqrt();
    }
}

/// How alike the words of two are, 0 to 1.
pub fn alike(one: &Said, other: &Said) -> f32 {
    let shared: f32 = one
        .stems
        .iter()
        .filter(|(stem, _)| other.stems.contains_key(*stem))
        .map(|(_, weight)| weight * weight)
        .sum();
    shared / (one.length * other.length).max(1e-6)
}

/// Whether two accounts are one voice's.
pub fn is_one_voice(told: &[Told], one: &Said, other: &Said) -> bool {
    let actor = |own: &Said| record(told, own.report).actors.get(own.speaker?.index());
    let outlet = |own: &Said| {
        told[own.report].reading.document.source().publisher.as_deref().unwrap_or_default()
    };
    match (actor(one), actor(other)) {
        (Some(one), Some(other)) => actors::same(one, other) == Same::Yes,
        (Some(actor), None) => actor.name.eq_ignore_ascii_case(outlet(other)),
        (None, Some(actor)) => actor.name.eq_ignore_ascii_case(outlet(one)),
        (None, None) => outlet(one) == outlet(other),
    }
}

/// How alike the vectors of two events are, 0 to 1.
fn likeness(told: &[Told], one: Of, other: Of) -> f32 {
    let vector = |of: Of| -> Option<&[i8]> {
        let told = told.get(of.report)?;
        told.mentions
            .get(of.event)
            .and_then(|at| told.prints.mentions.get(*at))
            .map(|print| &print.vector[..])
    };
    vector(one).zip(vector(other)).map_or(0.0, |(one, other)| cosine(one, other).max(0.0))
}

/// Whether those to whom two accounts lay something are the same; nothing where one names nobody.
pub fn doers(told: &[Told], one: &Said, other: &Said) -> Option<Same> {
    if one.doers.is_empty() || other.doers.is_empty() {
        return None;
    }
    Some(actors::share(
        (record(told, one.report), &one.doers),
        (record(told, other.report), &other.doers),
    ))
}

/// What speaks for two accounts contradicting each other, in the order of [`FEATURES`]; nothing where they need not be
/// asked. Of two voices only.
pub fn features(
    told: &[Told],
    home: &BTreeMap<Of, usize>,
    one: &Said,
    other: &Said,
) -> Option<[f32; FEATURES.len()]> {
    let truth = |is: bool| f32::from(u8::from(is));
    let words = alike(one, other);
    let doer = doers(told, one, other);
    let is_denial = one.denies != other.denies || one.denies && other.denies && words < 0.3;
    let is_blame = one.is_pointed && other.is_pointed && doer != Some(Same::Yes);
    let is_negation = one.negates != other.negates && words > 0.12 && held_most(one, other) > 0.3;
    if !is_denial && !is_blame && !is_negation {
        return None;
    }
    // The denial is the one.
    let (one, other) = if other.denies && !one.denies || !is_denial && other.negates && !one.negates
    {
        (other, one)
    } else {
        (one, other)
    };
    let own_events = |own: &Said| -> Vec<Of> {
        own.events.iter().map(|event| Of { report: own.report, event: *event }).collect()
    };
    let (a, b) = (own_events(one), own_events(other));
    let pairs = || a.iter().flat_map(|x| b.iter().map(move |y| (*x, *y)));
    let vectors = pairs().map(|(x, y)| likeness(told, x, y)).fold(0.0_f32, f32::max);
    let one_event =
        truth(pairs().any(|(x, y)| home.get(&x).is_some_and(|n| home.get(&y) == Some(n))));
    let apart = |(x, y): (Of, Of)| {
        event(told, x)
            .zip(event(told, y))
            .and_then(|(x, y)| days_between(x, y))
            .map(|days| days > 1)
    };
    let days = pairs().filter_map(apart).collect::<Vec<_>>();
    let days_apart = truth(!days.is_empty() && days.iter().all(|apart| *apart));
    let gap = (one.report == other.report).then(|| one.sentence.abs_diff(other.sentence));
    let here = truth(gap == Some(0));
    let next = truth(gap == Some(1));
    let is_after = one.report == other.report && one.sentence >= other.sentence;
    let two = truth(gap == Some(2) && is_after);
    let paragraph = truth(one.report == other.report && one.paragraph == other.paragraph);
    let short = truth(one.stems.len() < 4);
    let accused = |speaks: &Said, accuses: &Said| {
        speaks.speaker.is_some()
            && !accuses.doers.is_empty()
            && actors::share(
                (record(told, speaks.report), speaks.speaker.as_slice()),
                (record(told, accuses.report), &accuses.doers),
            ) == Same::Yes
    };
    let (first, second) = (accused(one, other), accused(other, one));
    let named = |speaks: &Said, other: &Said| {
        speaks
            .speaker
            .and_then(|id| record(told, speaks.report).actors.get(id.index()))
            .is_some_and(|actor| {
                actor.name.split_whitespace().any(|word| other.names.contains(&word.to_lowercase()))
            })
    };
    let is_named = truth(named(one, other) || named(other, one));
    let voices = match (one.speaker, other.speaker) {
        (Some(a), Some(b)) => {
            actors::share((record(told, one.report), &[a]), (record(told, other.report), &[b]))
        }
        _ => Same::Perhaps,
    };
    let opposed = truth(voices == Same::No);
    let own_voice = truth(one.speaker.is_none()) + truth(other.speaker.is_none());
    let held = held(one, other);
    let other_doers = truth(doer == Some(Same::No));
    let violent = truth(one.is_violent) + truth(other.is_violent);
    // What is denied must be what is told: in the same words, of the same kind, or in the same breath.
    let is_near = is_after && gap.is_some_and(|gap| gap < 3) || paragraph > 0.0;
    if is_denial && !is_near && (short > 0.0 || held < 0.15 && words < 0.15) {
        return None;
    }
    if is_denial && short == 0.0 && held < 0.1 && vectors < 0.35 && !other.is_pointed {
        return None;
    }
    let turns = truth(gap.is_some_and(|gap| gap < 2) && (one.turns || other.turns));
    let firsts = truth(one.stems.contains_key("first") && other.stems.contains_key("first"));
    let denied_vectors = pairs()
        .filter(|(x, _)| event(told, *x).is_some_and(|event| event.status == Status::Denied))
        .map(|(x, y)| likeness(told, x, y))
        .fold(0.0_f32, f32::max);
    let elsewhere = truth(one.report != other.report);
    let before = next * truth(is_after);
    let mut all = Vec::with_capacity(FEATURES.len());
    let (d, b, n) = (is_denial, !is_denial && is_blame, !is_denial && !is_blame);
    all.extend([truth(d), truth(b), truth(n)]);
    let full = d && short == 0.0;
    all.extend(
        [
            words,
            held,
            vectors,
            denied_vectors,
            one_event,
            truth(other.accuses) * words,
            here,
            before,
            two,
            paragraph,
            elsewhere,
            truth(other.denies),
        ]
        .map(|value| if full { value } else { 0.0 }),
    );
    let beside = here.max(before);
    all.extend(
        [
            1.0,
            words,
            here,
            before,
            two,
            beside * truth(other.accuses),
            beside * truth(other.is_pointed),
            paragraph,
            elsewhere,
            vectors,
        ]
        .map(|value| if d && !full { value } else { 0.0 }),
    );
    all.extend(
        [
            truth(first),
            is_named,
            opposed,
            truth(one.speaker.is_none()),
            truth(other.speaker.is_none()),
            truth(other.counts),
            truth(one.stems.contains_key("figur") || one.stems.contains_key("number")),
            days_apart,
            other_doers,
            truth(other.negates),
        ]
        .map(|value| if d { value } else { 0.0 }),
    );
    all.extend(
        [
            words,
            vectors,
            one_event,
            here,
            next,
            paragraph,
            truth(one.accuses && other.accuses),
            truth(one.accuses != other.accuses),
            other_doers,
            truth(doer == Some(Same::Yes)),
            truth(first || second),
            truth(first && second),
            is_named,
            opposed,
            own_voice,
            days_apart,
            truth(one.denies || other.denies),
            violent,
            firsts,
            elsewhere,
            truth(doer.is_none()),
        ]
        .map(|value| if b { value } else { 0.0 }),
    );
    all.extend(
        [
            words,
            held,
            vectors,
            denied_vectors,
            one_event,
            here.max(next),
            elsewhere,
            is_named,
            opposed,
            own_voice,
            days_apart,
            turns,
            truth(one.negates && other.negates),
            truth(other.is_violent),
            truth(first),
        ]
        .map(|value| if n { value } else { 0.0 }),
    );
    all.try_into().ok()
}

/// Whether nobody can mistake that one denies the other: its words, most of them, stand in what it denies, or it
/// rejects in few words the accusation that stands just before it.
pub fn is_plain_denial(one: &Said, other: &Said) -> bool {
    let (one, other) = if one.denies { (one, other) } else { (other, one) };
    let is_next = one.report == other.report
        && one.sentence > other.sentence
        && one.sentence - other.sentence == 1;
    let is_full = one.stems.len() >= 4;
    one.denies
        && !other.denies
        && !other.negates
        && (held(one, other) >= if is_next { 0.4 } else { 0.6 } && is_full
            || is_next && !is_full && other.accuses)
}

fn held_most(one: &Said, other: &Said) -> f32 {
    if one.negates { held(one, other) } else { held(other, one) }
}

/// Pairs of accounts as the model that weighs them learns from them.
#[derive(Debug, Default)]
pub struct Pairs {
    /// Of each account the position of its report, its sentence, and its words.
    pub said: Vec<(usize, Span, String)>,
    /// Positions of two accounts, and their values in the order of the features.
    pub pairs: Vec<(usize, usize, Vec<f32>)>,
}

/// Positions of two accounts of different voices that may contradict each other, and their [`features`].
pub fn asked(
    told: &[Told],
    home: &BTreeMap<Of, usize>,
    said: &[Said],
) -> impl Iterator<Item = (usize, usize, [f32; FEATURES.len()])> {
    let pairs = (0..said.len()).flat_map(|n| (n + 1..said.len()).map(move |m| (n, m)));
    pairs.filter_map(move |(n, m)| {
        let (one, other) = (&said[n], &said[m]);
        let values = || features(told, home, one, other);
        Some((n, m, if is_one_voice(told, one, other) { None } else { values() }?))
    })
}

/// The pairs of a story's accounts that need be asked.
pub fn pairs(told: &[Told], sentences: &[Vec<Sentence>], home: &BTreeMap<Of, usize>) -> Pairs {
    let said = said(told, sentences);
    let place = |own: &Said| sentences[own.report][own.sentence].span;
    Pairs {
        said: said.iter().map(|own| (own.report, place(own), own.words.clone())).collect(),
        pairs: asked(told, home, &said).map(|(n, m, values)| (n, m, values.to_vec())).collect(),
    }
}

/// How much of the words of the one stand in the other.
fn held(one: &Said, other: &Said) -> f32 {
    let weight = |shared: bool| -> f32 {
        let own = one.stems.iter().filter(|(stem, _)| !shared || other.stems.contains_key(*stem));
        own.map(|(_, weight)| weight).sum()
    };
    weight(true) / (weight(false) + 2.0)
}
