//! Records against gold records: claims and events.

use super::Scores;
use std::collections::BTreeSet;
use tacitus_doc::{
    Actor, Agreement, Claim, Context, Event, Id, Participant, Place, PlaceFrom, Quantity, Reading,
    Span, Status,
};

/// Adds to `scores` what `found` has right of `gold`, two readings of the same text.
///
/// Words are compared by their letters and digits, so that a comma or quotation mark more or less
/// does not count. Each gold item is matched with at most one found item, best overlap first.
///
/// * A claim's content is right when half of the words of either lie in the other; its speaker is
///   right when the source words overlap, or when the two actors share a mention (both without
///   speaker counts).
/// * `speaker` asks of the claims with the right content whether the actor they point at is the one
///   that gold has in mind: it must hold the mention that names him best (most capitals), so that a
///   pronoun or a title that was not followed home does not count. *Found* leaves out those
///   left open.
/// * A nesting is right when child and parent are; an act, when the content is.
/// * An event is right when triggers overlap and types agree; actors and recipients when at least
///   one phrase of gold is found by overlap (or neither side has any).
pub fn compare_records(gold: &Reading, found: &Reading, scores: &mut Scores) {
    let text = gold.document.text();
    let pairs = align(&gold.record.claims, &found.record.claims, |g, f| {
        overlap(text, &g.content, &f.content)
    });
    count(scores, "claims: content", &gold.record.claims, &found.record.claims, &pairs, |_, _| {
        true
    });
    count(
        scores,
        "claims: content, source",
        &gold.record.claims,
        &found.record.claims,
        &pairs,
        |g, f| same_speaker(gold, found, g, f),
    );
    count(
        scores,
        "claims: content, source, act",
        &gold.record.claims,
        &found.record.claims,
        &pairs,
        |g, f| same_speaker(gold, found, g, f) && g.act == f.act,
    );
    details(gold, found, &pairs, scores);
    let pairs = align(&gold.record.events, &found.record.events, |g, f| {
        let typed = g.event_type == f.event_type;
        if touch(&g.trigger, &f.trigger) { 0.5 + if typed { 0.5 } else { 0.0 } } else { 0.0 }
    });
    let (events, others) = (&gold.record.events, &found.record.events);
    let parties = |reading: &Reading, event: &Event, recipients: bool| -> Vec<Span> {
        let list = if recipients { &event.recipients } else { &event.actors };
        let mut spans: Vec<Span> = list.iter().map(|p| p.span).collect();
        for actor in list.iter().filter_map(|p| p.actor) {
            spans.extend(
                reading.record.actors.get(actor.index()).into_iter().flat_map(|a| &a.mentions),
            );
        }
        spans
    };
    let same = |g: &Event, f: &Event, recipients: bool| {
        let (ours, theirs) = (parties(gold, g, recipients), parties(found, f, recipients));
        (ours.is_empty() && theirs.is_empty()) || touch(&ours, &theirs)
    };
    count(scores, "events: trigger", events, others, &pairs, |_, _| true);
    count(scores, "events: type", events, others, &pairs, |g, f| g.event_type == f.event_type);
    count(scores, "events: type, actor", events, others, &pairs, |g, f| {
        g.event_type == f.event_type && same(g, f, false)
    });
    count(scores, "events: type, actor, recipient", events, others, &pairs, |g, f| {
        g.event_type == f.event_type && same(g, f, false) && same(g, f, true)
    });
    count(scores, "events: type, status", events, others, &pairs, |g, f| {
        g.event_type == f.event_type && g.status == f.status
    });
    arguments(gold, found, &pairs, scores);
    agreements(gold, found, scores);
}

/// What else is asked of events whose trigger was found: mode, each status, and every argument by itself.
///
/// * A party, place, time or instrument is right when it overlaps one that gold has in the same role, at
///   the event or, for parties, at another mention of the same actor.
/// * A quantity is right when its words overlap and number, sense and role agree; *numbers* leaves
///   the role out, because corpora name roles as they like.
/// * Contexts are those of all events of a passage together, where gold names any.
fn arguments(gold: &Reading, found: &Reading, pairs: &[(usize, usize)], scores: &mut Scores) {
    let spans = |reading: &Reading, event: &Event, role: usize| -> Vec<Vec<Span>> {
        let record = &reading.record;
        let parties = |list: &[Participant]| -> Vec<Vec<Span>> {
            let mentions = |p: &Participant| {
                let actor = p.actor.and_then(|id| record.actors.get(id.index()));
                let others = actor.into_iter().flat_map(|actor| actor.mentions.iter().copied());
                std::iter::once(p.span).chain(others).collect()
            };
            list.iter().map(mentions).collect()
        };
        let place = |id: Option<Id<Place>>| -> Vec<Vec<Span>> {
            let place = id.and_then(|id| record.places.get(id.index()));
            // *The city* may fill the role as well as its name.
            let words = |place: &Place| [&place.mentions[..], &place.phrases].concat();
            place.map(words).into_iter().collect()
        };
        match role {
            0 => parties(&event.actors),
            1 => parties(&event.recipients),
            // A place that was taken from around the event fills no role.
            2 => place(
                event
                    .place
                    .filter(|_| event.place_from.is_none_or(|from| from == PlaceFrom::Clause)),
            ),
            3 => place(event.origin),
            4 => place(event.destination),
            5 => {
                let time = event.time.and_then(|id| record.times.get(id.index()));
                time.map(|time| time.mentions.clone()).into_iter().collect()
            }
            _ => event.instruments.iter().map(|span| vec![*span]).collect(),
        }
    };
    const ROLES: [&str; 7] = [
        "events: argument actor",
        "events: argument recipient",
        "events: argument place",
        "events: argument origin",
        "events: argument destination",
        "events: argument time",
        "events: argument instrument",
    ];
    let (ours, theirs) = (&gold.record.events, &found.record.events);
    for (role, name) in ROLES.into_iter().enumerate() {
        let (mut n_gold, mut n_found, mut n_right) = (0, 0, 0);
        n_gold += ours.iter().map(|event| spans(gold, event, role).len()).sum::<usize>();
        n_found += theirs.iter().map(|event| spans(found, event, role).len()).sum::<usize>();
        for &(g, f) in pairs {
            let mut left = spans(gold, &ours[g], role);
            for filler in spans(found, &theirs[f], role) {
                if let Some(at) = left.iter().position(|own| touch(own, &filler)) {
                    left.swap_remove(at);
                    n_right += 1;
                }
            }
        }
        scores.add(name, n_gold, n_found, n_right);
        scores.add("events: arguments", n_gold, n_found, n_right);
    }
    let quantities = |events: &[Event]| events.iter().map(|e| e.quantities.len()).sum::<usize>();
    let (n_gold, n_found) = (quantities(ours), quantities(theirs));
    let same = |right: &dyn Fn(&Quantity, &Quantity) -> bool| {
        let count = |&(g, f): &(usize, usize)| {
            let (g, f): (&Event, &Event) = (&ours[g], &theirs[f]);
            let told = |g: &&Quantity| f.quantities.iter().any(|f| right(g, f));
            g.quantities.iter().filter(told).count()
        };
        pairs.iter().map(count).sum::<usize>()
    };
    // A number that gold's words do not spell out (*dozens*) is compared by its words alone.
    let number = |g: &Quantity, f: &Quantity| {
        g.span.overlaps(f.span) && g.bound == f.bound && (g.value.is_nan() || g.value == f.value)
    };
    scores.add(
        "events: quantities",
        n_gold,
        n_found,
        same(&|g, f| number(g, f) && g.role == f.role),
    );
    scores.add("events: numbers", n_gold, n_found, same(&number));
    for status in Status::ALL {
        let both =
            |&&(g, f): &&(usize, usize)| ours[g].status == *status && theirs[f].status == *status;
        let matched = |g: bool| {
            pairs.iter().filter(move |pair| match g {
                true => ours[pair.0].status == *status,
                false => theirs[pair.1].status == *status,
            })
        };
        scores.add(
            status_name(*status),
            matched(true).count(),
            matched(false).count(),
            pairs.iter().filter(both).count(),
        );
    }
    let modes = pairs.iter().filter(|(g, f)| ours[*g].event_type == theirs[*f].event_type);
    let (mut n_modes, mut right) = (0, 0);
    for &(g, f) in modes {
        n_modes += 1;
        right += usize::from(ours[g].mode == theirs[f].mode);
    }
    scores.add("events: mode, given type", n_modes, n_modes, right);
    let contexts = |events: &[Event]| -> BTreeSet<Context> {
        events.iter().flat_map(|event| event.contexts.iter().copied()).collect()
    };
    let (g, f) = (contexts(ours), contexts(theirs));
    if !g.is_empty() {
        scores.add("events: contexts of a passage", g.len(), f.len(), g.intersection(&f).count());
    }
}

/// Status of events whose trigger was found.
fn status_name(status: Status) -> &'static str {
    match status {
        Status::Happened => "events: status happened, given trigger",
        Status::Ongoing => "events: status ongoing, given trigger",
        Status::Planned => "events: status planned, given trigger",
        Status::Possible => "events: status possible, given trigger",
        Status::Denied => "events: status denied, given trigger",
        Status::Demanded => "events: status demanded, given trigger",
    }
}

/// Agreements by their parties, terms by their words or event.
///
/// * An agreement is found when its event is, or when two of its parties are those of gold.
/// * A term is found when its words hold the trigger of gold's event, or half of the words of either lie
///   in the other; its sides are right when giver and taker each share a mention with gold's.
/// * A reaction is right when speaker and stance are.
fn agreements(gold: &Reading, found: &Reading, scores: &mut Scores) {
    let (ours, theirs) = (&gold.record.agreements, &found.record.agreements);
    let text = gold.document.text();
    let mentions = |reading: &Reading, ids: &[Id<Actor>]| -> Vec<Span> {
        let actors = ids.iter().filter_map(|id| reading.record.actors.get(id.index()));
        actors.flat_map(|actor| actor.mentions.iter().copied()).collect()
    };
    let trigger = |reading: &Reading, id: Id<Event>| -> Vec<Span> {
        reading.record.events.get(id.index()).map(|e| e.trigger.clone()).unwrap_or_default()
    };
    // Sides of gold that some side of the found agreement shares a mention with.
    let shared = |g: &Agreement, f: &Agreement| {
        let theirs: Vec<Vec<Span>> = f.parties.iter().map(|side| mentions(found, side)).collect();
        let met = |side: &&Vec<Id<Actor>>| {
            let own = mentions(gold, side);
            theirs.iter().any(|other| touch(&own, other))
        };
        g.parties.iter().filter(met).count()
    };
    let pairs = align(ours, theirs, |g, f| {
        let same_event = touch(&trigger(gold, g.event), &trigger(found, f.event));
        let shared = shared(g, f);
        if same_event || shared >= 2 { 0.5 + 0.1 * shared as f64 } else { 0.0 }
    });
    count(scores, "agreements", ours, theirs, &pairs, |_, _| true);
    count(scores, "agreements: both sides", ours, theirs, &pairs, |g, f| shared(g, f) >= 2);
    let n_terms = |list: &[Agreement]| list.iter().map(|a| a.terms.len()).sum::<usize>();
    let n_reactions = |list: &[Agreement]| list.iter().map(|a| a.reactions.len()).sum::<usize>();
    let (mut terms, mut sides, mut statuses, mut reactions) = (0, 0, 0, 0);
    for &(g, f) in &pairs {
        let matched = align(&ours[g].terms, &theirs[f].terms, |g, f| {
            let stated =
                g.event.is_some_and(|id| trigger(gold, id).iter().any(|t| f.span.contains(*t)));
            let same = g.event.zip(f.event);
            let same = same.is_some_and(|(g, f)| touch(&trigger(gold, g), &trigger(found, f)));
            let alike = overlap(text, &[g.span], &[f.span]);
            if same {
                1.0
            } else if stated {
                0.6 + 0.3 * alike
            } else {
                alike
            }
        });
        terms += matched.len();
        for &(t, u) in &matched {
            let (t, u) = (&ours[g].terms[t], &theirs[f].terms[u]);
            let same = |g: &[Id<Actor>], f: &[Id<Actor>]| {
                let (g, f) = (mentions(gold, g), mentions(found, f));
                g.is_empty() && f.is_empty() || touch(&g, &f)
            };
            sides += usize::from(same(&t.by, &u.by) && same(&t.to, &u.to));
            statuses += usize::from(t.status == u.status);
        }
        for own in &ours[g].reactions {
            let by = mentions(gold, &[own.by]);
            reactions += usize::from(theirs[f].reactions.iter().any(|other| {
                other.stance == own.stance && touch(&by, &mentions(found, &[other.by]))
            }));
        }
    }
    scores.add("agreements: terms", n_terms(ours), n_terms(theirs), terms);
    scores.add("agreements: terms and their sides", n_terms(ours), n_terms(theirs), sides);
    scores.add("agreements: terms and their status", n_terms(ours), n_terms(theirs), statuses);
    scores.add("agreements: reactions", n_reactions(ours), n_reactions(theirs), reactions);
}

/// What is asked of claims whose content is right: speaker, act, nesting, outlets, addressee.
fn details(gold: &Reading, found: &Reading, pairs: &[(usize, usize)], scores: &mut Scores) {
    let (ours, theirs) = (&gold.record.claims, &found.record.claims);
    let mut add = |name: &'static str, gold: bool, found: bool, right: bool| {
        scores.add(name, gold.into(), found.into(), right.into());
    };
    let who = Who::new(gold);
    let matched = |f: usize| pairs.iter().find(|pair| pair.1 == f).map(|pair| pair.0);
    for &(g, f) in pairs {
        let (g, f) = (&ours[g], &theirs[f]);
        let told = f.speaker.filter(|id| who.is_named(found, *id));
        let right = g.speaker.is_some() && told.is_some_and(|id| who.is(found, id) == g.speaker);
        add("claims: speaker, given content", g.speaker.is_some(), told.is_some(), right);
        add("claims: act, given content", true, true, g.act == f.act);
        let told = f.addressee.and_then(|id| who.is(found, id));
        let right = told.is_some() && told == g.addressee;
        add(
            "claims: addressee, given content",
            g.addressee.is_some(),
            f.addressee.is_some(),
            right,
        );
        let via: Vec<_> = f.via.iter().map(|id| who.is(found, *id)).collect();
        let right = !via.is_empty()
            && via.iter().eq(g.via.iter().map(|id| Some(*id)).collect::<Vec<_>>().iter());
        add("claims: via, given content", !g.via.is_empty(), !f.via.is_empty(), right);
    }
    for claim in ours {
        add("claims: nesting", claim.parent.is_some(), false, false);
    }
    for (nth, claim) in theirs.iter().enumerate() {
        let Some(parent) = claim.parent else { continue };
        let expected = matched(nth).and_then(|g| ours[g].parent).map(|id| id.index());
        let right = expected.is_some() && expected == matched(parent.index());
        add("claims: nesting", false, true, right);
    }
}

/// Events found whose trigger is none of gold's.
pub fn false_events(gold: &Reading, found: &Reading) -> usize {
    let known =
        |event: &&Event| !gold.record.events.iter().any(|g| touch(&g.trigger, &event.trigger));
    found.record.events.iter().filter(known).count()
}

/// What differs between the claims and events of two readings of one text, a line each, for people to read.
pub fn differences(gold: &Reading, found: &Reading) -> Vec<String> {
    let mut lines = claim_differences(gold, found);
    let text = gold.document.text();
    let brief = |event: &Event| {
        let words = |spans: &mut dyn Iterator<Item = Span>| {
            spans.map(|span| span.of(text)).collect::<Vec<_>>().join(" + ")
        };
        format!(
            "{} {} {} [{}] by [{}] to [{}]",
            event.event_type,
            event.mode.map_or("none", |mode| mode.as_str()),
            event.status,
            words(&mut event.trigger.iter().copied()),
            words(&mut event.actors.iter().map(|p| p.span)),
            words(&mut event.recipients.iter().map(|p| p.span)),
        )
    };
    let id = gold.document.id().as_str();
    let (ours, theirs) = (&gold.record.events, &found.record.events);
    for event in ours {
        match theirs.iter().find(|other| touch(&event.trigger, &other.trigger)) {
            None => lines.push(format!("{id} missed event: {}", brief(event))),
            Some(other) if brief(other) != brief(event) => {
                lines.push(format!(
                    "{id} event {}\n{id}   should be {}",
                    brief(other),
                    brief(event)
                ));
            }
            Some(_) => {}
        }
    }
    for event in theirs {
        if !ours.iter().any(|other| touch(&event.trigger, &other.trigger)) {
            lines.push(format!("{id} added event: {}", brief(event)));
        }
    }
    lines
}

fn claim_differences(gold: &Reading, found: &Reading) -> Vec<String> {
    let text = gold.document.text();
    let (ours, theirs) = (&gold.record.claims, &found.record.claims);
    let pairs = align(ours, theirs, |g, f| overlap(text, &g.content, &f.content));
    let who = Who::new(gold);
    let words =
        |spans: &[Span]| spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" ... ");
    let name = |reading: &Reading, id: Option<Id<Actor>>| match id {
        Some(id) => reading.record.actors.get(id.index()).map_or("?".into(), |it| it.name.clone()),
        None => "nobody".to_owned(),
    };
    let brief = |reading: &Reading, claim: &Claim| {
        let speaker = name(reading, claim.speaker);
        let (source, cue, content) =
            (words(&claim.source), words(&claim.cue), words(&claim.content));
        format!("{} [{source}] [{cue}] [{content}] by {speaker}", claim.act.as_str())
    };
    let mut lines = Vec::new();
    for (nth, claim) in ours.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.0 == nth) {
            lines.push(format!("missed c{}: {}", nth + 1, brief(gold, claim)));
        }
    }
    for (nth, claim) in theirs.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.1 == nth) {
            lines.push(format!("added: {}", brief(found, claim)));
        }
    }
    for &(g, f) in &pairs {
        let (g_claim, f_claim) = (&ours[g], &theirs[f]);
        let told = f_claim.speaker.filter(|id| who.is_named(found, *id));
        let mut wrong = Vec::new();
        if told.and_then(|id| who.is(found, id)) != g_claim.speaker
            || told.is_some() && g_claim.speaker.is_none()
        {
            wrong.push(format!("speaker {}", name(gold, g_claim.speaker)));
        }
        if g_claim.act != f_claim.act {
            wrong.push(format!("act {}", g_claim.act.as_str()));
        }
        let parent = |claim: &Claim| claim.parent.map(|id| id.index());
        let found_parent = parent(f_claim)
            .and_then(|at| pairs.iter().find(|pair| pair.1 == at))
            .map(|pair| pair.0);
        if found_parent != parent(g_claim) {
            wrong.push(format!("parent {:?}", parent(g_claim).map(|at| at + 1)));
        }
        if !wrong.is_empty() {
            lines.push(format!(
                "c{} should have {}: {}",
                g + 1,
                wrong.join(", "),
                brief(found, f_claim)
            ));
        }
    }
    let id = gold.document.id().as_str();
    lines.into_iter().map(|line| format!("{id} {line}")).collect()
}

/// Which actor of gold an actor that was found is, told from their mentions.
struct Who<'g> {
    gold: &'g Reading,
    /// For each of gold's actors, the mention that names him best.
    best: Vec<Option<Span>>,
}

impl<'g> Who<'g> {
    fn new(gold: &'g Reading) -> Who<'g> {
        let text = gold.document.text();
        let capitals = |span: &Span| {
            span.of(text)
                .split_whitespace()
                .filter(|word| word.starts_with(char::is_uppercase))
                .count()
        };
        let best = gold.record.actors.iter().map(|actor| {
            // The first of those with most capitals; a pronoun only where there is nothing else.
            let rank = |span: &Span| (!is_pronoun(span.of(text)), capitals(span));
            actor.mentions.iter().rev().max_by_key(|span| rank(span)).copied()
        });
        Who { gold, best: best.collect() }
    }

    /// Whether an actor is more than a pronoun without a name.
    fn is_named(&self, found: &Reading, id: Id<Actor>) -> bool {
        let text = found.document.text();
        let actor = found.record.actors.get(id.index());
        actor.is_some_and(|actor| actor.mentions.iter().any(|span| !is_pronoun(span.of(text))))
    }

    /// The actor of gold whose best mention is one of the found actor's.
    fn is(&self, found: &Reading, id: Id<Actor>) -> Option<Id<Actor>> {
        let text = self.gold.document.text();
        let mentions = &found.record.actors.get(id.index())?.mentions;
        mentions.iter().find_map(|span| {
            // Mentions nest; the one that is most like it is the one that was meant.
            let mut alike: Vec<(f64, usize, Span)> = Vec::new();
            for (nth, actor) in self.gold.record.actors.iter().enumerate() {
                for own in &actor.mentions {
                    let share = dice(text, *own, *span);
                    if share > 0.3 {
                        alike.push((share, nth, *own));
                    }
                }
            }
            let (_, nth, own) =
                alike.into_iter().max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
            (self.best[nth] == Some(own)).then(|| Id::new(nth))
        })
    }
}

/// Words in common, of the mean of both sides: 0 to 1.
fn dice(text: &str, a: Span, b: Span) -> f64 {
    let (a, b) = (word_starts(text, &[a]), word_starts(text, &[b]));
    let common = a.iter().filter(|at| b.binary_search(at).is_ok()).count();
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}

fn is_pronoun(words: &str) -> bool {
    const PRONOUNS: [&str; 30] = [
        "i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "he", "him", "his",
        "she", "her", "hers", "it", "its", "they", "them", "their", "who", "whom", "whose",
        "which", "that", "this", "these", "those", "both",
    ];
    PRONOUNS.contains(&&*words.to_lowercase())
}

fn same_speaker(gold: &Reading, found: &Reading, g: &Claim, f: &Claim) -> bool {
    let mentions = |reading: &Reading, claim: &Claim| -> Vec<Span> {
        let actor = claim.speaker.and_then(|id: Id<_>| reading.record.actors.get(id.index()));
        actor.map(|actor| actor.mentions.clone()).unwrap_or_default()
    };
    let (ours, theirs) = (mentions(gold, g), mentions(found, f));
    let nobody = ours.is_empty() && theirs.is_empty() && g.source.is_empty() && f.source.is_empty();
    nobody || touch(&g.source, &f.source) || touch(&ours, &theirs)
}

fn touch(a: &[Span], b: &[Span]) -> bool {
    a.iter().any(|a| b.iter().any(|b| a.overlaps(*b)))
}

/// The share of words in common, of the side that has more: 0 to 1.
fn overlap(text: &str, a: &[Span], b: &[Span]) -> f64 {
    let (a, b) = (word_starts(text, a), word_starts(text, b));
    let common = a.iter().filter(|at| b.binary_search(at).is_ok()).count();
    let least = |n: usize| common as f64 / n.max(1) as f64;
    least(a.len()).min(least(b.len()))
}

/// Where the words (runs of letters and digits) under `spans` begin, in order.
fn word_starts(text: &str, spans: &[Span]) -> Vec<usize> {
    let mut starts = Vec::new();
    for span in spans {
        let mut inside = false;
        for (at, c) in span.of(text).char_indices() {
            if c.is_alphanumeric() && !inside {
                starts.push(span.start as usize + at);
            }
            inside = c.is_alphanumeric();
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Pairs of a gold and a found item with at least half in common, best first, each item once.
fn align<T>(gold: &[T], found: &[T], similarity: impl Fn(&T, &T) -> f64) -> Vec<(usize, usize)> {
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (g, gold) in gold.iter().enumerate() {
        for (f, found) in found.iter().enumerate() {
            let similar = similarity(gold, found);
            if similar >= 0.5 {
                all.push((similar, g, f));
            }
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, g, f) in all {
        if !pairs.iter().any(|pair| pair.0 == g || pair.1 == f) {
            pairs.push((g, f));
        }
    }
    pairs
}

fn count<T>(
    scores: &mut Scores,
    name: &'static str,
    gold: &[T],
    found: &[T],
    pairs: &[(usize, usize)],
    right: impl Fn(&T, &T) -> bool,
) {
    let n_right = pairs.iter().filter(|(g, f)| right(&gold[*g], &found[*f])).count();
    scores.add(name, gold.len(), found.len(), n_right);
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::wire;

    /// A record over one text, with the given claims and events as JSON.
    fn reading(claims: &str, events: &str) -> Reading {
        let line = format!(
            r#"{{"format":"tacitus.record","version":1,
                "document":{{"id":"d","text":"Envoys said the army fled. Miners marched."}},
                "actors":[{{"id":"a1","name":"Envoys","kind":"person","mentions":[[0,6]]}}],
                "claims":[{claims}],"events":[{events}]}}"#
        );
        wire::read(&line.replace('\n', " ")).expect("a record")
    }

    const CLAIM: &str = r#"{"id":"c1","speaker":"a1","source":[[0,6]],"cue":[[7,11]],"content":[[12,25]],"form":"indirect","act":"assert"}"#;
    const EVENT: &str =
        r#"{"id":"e1","type":"RETREAT","trigger":[[21,25]],"sentence":0,"status":"happened"}"#;

    fn check(gold: &Reading, found: &Reading, name: &str, expected: (usize, usize, usize)) {
        let mut scores = Scores::default();
        compare_records(gold, found, &mut scores);
        let score = scores.get(name).expect("a score");
        assert_eq!((score.right, score.found, score.gold), expected, "{name}");
    }

    #[test]
    fn what_is_the_same_is_right() {
        let gold = reading(CLAIM, EVENT);
        check(&gold, &gold, "claims: content, source, act", (1, 1, 1));
        check(&gold, &gold, "events: type, actor, recipient", (1, 1, 1));
    }

    #[test]
    fn what_differs_is_wrong_where_it_differs() {
        let gold = reading(CLAIM, EVENT);
        let found = reading(
            &CLAIM.replace("assert", "deny").replace("[[12,25]]", "[[12,42]]"),
            &EVENT.replace("RETREAT", "PROTEST"),
        );
        check(&gold, &found, "claims: content", (1, 1, 1));
        check(&gold, &found, "claims: content, source, act", (0, 1, 1));
        check(&gold, &found, "events: trigger", (1, 1, 1));
        check(&gold, &found, "events: type", (0, 1, 1));
        let elsewhere = reading(&CLAIM.replace("[[12,25]]", "[[27,42]]"), "");
        check(&gold, &elsewhere, "claims: content", (0, 1, 1));
        check(&gold, &elsewhere, "events: trigger", (0, 0, 1));
    }
}
