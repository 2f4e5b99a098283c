//! Who agreed what with whom: an event that is a deal, its parties, what each side gives, and who
//! is for it and who against.
//!
//! A deal is an event of agreeing or signing with two sides. Its terms are the events of giving (withdrawals,
//! releases, pardons, payments ...) that a side is the actor of, or that words tie to the deal (*in return*,
//! *under the deal*, *allowed ... to*), in its sentence, the one before and a few after it.

use super::Draft;
use tacitus_doc::{
    Act, Actor, Agreement, Event, EventType, Id, Mode, Participant, Reaction, Record, Stance,
    Status, Term, TermStatus,
};

/// Nouns for what parties settle, and nouns for a halt to fighting.
const DEALS: &[&str] = &[
    "deal",
    "agreement",
    "pact",
    "accord",
    "treaty",
    "settlement",
    "arrangement",
    "swap",
    "exchange",
    "compromise",
    "memorandum",
    "understanding",
    "bargain",
    "compact",
    "convention",
    "armistice",
    "protocol",
    "term",
    "charter",
];
const TRUCES: &[&str] = &["truce", "ceasefire", "cease-fire", "armistice"];

/// Verbs that bring a deal into being.
const SIGNING: &[&str] = &[
    "sign",
    "ratify",
    "reach",
    "strike",
    "conclude",
    "agree",
    "make",
    "seal",
    "clinch",
    "finalise",
    "finalize",
    "ink",
    "declare",
    "accept",
    "enter",
    "initial",
    "shake",
    "settle",
    "negotiate",
    "hammer",
    "subscribe",
    "thrash",
    "work",
];

/// Verbs by which a deal brings something about.
const ALLOWING: &[&str] = &[
    "allow",
    "let",
    "permit",
    "enable",
    "require",
    "oblige",
    "commit",
    "provide",
    "call",
    "envisage",
    "include",
    "see",
    "stipulate",
    "grant",
    "give",
    "agree",
    "promise",
    "guarantee",
];

/// Words that make the rest of their sentence a term.
const TIES: &[&str] = &[
    "in return",
    "in exchange",
    "as part of the",
    "under the deal",
    "under the agreement",
    "under the terms",
    "under the truce",
    "under the ceasefire",
    "under the accord",
    "under the pact",
    "under which",
    "according to the deal",
    "according to the agreement",
    "the deal calls",
    "the agreement calls",
    "for its part",
    "for their part",
    "for his part",
    "in turn",
    "by its terms",
    "under its terms",
    "under the arrangement",
    "under the understanding",
    "in compensation",
    "for this",
    "as agreed",
    "as promised",
    "as a first step",
    "the first step",
];

/// The agreements among the events of `record`, whose frames are `frames`.
pub fn agreements(draft: &Draft<'_>, record: &Record, frames: &[usize]) -> Vec<Agreement> {
    let mut found: Vec<(Agreement, &'static [&'static str])> = Vec::new();
    for (idx, event) in record.events.iter().enumerate() {
        let Some(words) = deal_words(draft, event, frames[idx]) else { continue };
        let parties = sides(event);
        let n_parties: usize = parties.iter().map(Vec::len).sum();
        let known = found.iter_mut().find(|(agreement, others)| {
            let same = same_parties(&agreement.parties, &parties);
            same && n_parties >= 2
                || *others == words && (n_parties < 2 || agreement.parties.len() < 2)
        });
        let terms = terms(draft, record, frames, idx, &parties);
        match known {
            Some((agreement, _)) => {
                if agreement.parties.len() < 2 && n_parties >= 2 {
                    agreement.parties = parties;
                }
                for term in terms {
                    if !agreement.terms.iter().any(|other| other.event == term.event) {
                        agreement.terms.push(term);
                    }
                }
            }
            None if n_parties >= 2 || !terms.is_empty() => {
                let agreement =
                    Agreement { event: Id::new(idx), parties, terms, reactions: Vec::new() };
                found.push((agreement, words));
            }
            None => {}
        }
    }
    found
        .into_iter()
        .map(|(mut agreement, words)| {
            agreement.reactions = reactions(draft, record, frames, words);
            agreement
        })
        .collect()
}

/// Whether the event is a deal: the words that later refer to it.
fn deal_words(draft: &Draft<'_>, event: &Event, frame: usize) -> Option<&'static [&'static str]> {
    let head = draft.frames.get(frame)?.head;
    let lemma = draft.words.get(head)?.lemma.to_lowercase();
    // To sign a treaty is SUPPORT and to declare a truce CONCEDE, but so is to praise either.
    let is_deal = event.event_type == EventType::Agree
        || event.event_type == EventType::Retreat && event.mode == Some(Mode::Ceasefire)
        || matches!(event.event_type, EventType::Support | EventType::Concede | EventType::Retreat)
            && SIGNING.contains(&lemma.as_str());
    if !is_deal || event.status == Status::Denied {
        return None;
    }
    // *signed a deal*: the noun may be the object of the trigger.
    let near = std::iter::once(head).chain(
        draft.children.get(head).into_iter().flatten().map(|&child| child as usize).filter(
            |&child| draft.words.get(child).is_some_and(|word| matches!(&*word.rel, "obj" | "obl")),
        ),
    );
    let lemmas: Vec<String> =
        near.filter_map(|at| draft.words.get(at)).map(|word| word.lemma.to_lowercase()).collect();
    let named = [DEALS, TRUCES]
        .into_iter()
        .find(|words| lemmas.iter().any(|lemma| words.contains(&lemma.as_str())));
    // *A and B agreed to ...* needs no noun; *A agreed to ...* is A's word alone.
    let mutual = event.event_type == EventType::Agree
        && event.recipients.is_empty()
        && matches!(event.status, Status::Happened | Status::Ongoing)
        && ids(&event.actors).len() >= 2;
    named.or(mutual.then_some(DEALS))
}

fn ids(participants: &[Participant]) -> Vec<Id<Actor>> {
    participants.iter().filter_map(|participant| participant.actor).collect()
}

/// The sides: actors against recipients where there are both, each actor for itself otherwise.
fn sides(event: &Event) -> Vec<Vec<Id<Actor>>> {
    let (actors, recipients) = (ids(&event.actors), ids(&event.recipients));
    if recipients.is_empty() {
        actors.into_iter().map(|actor| vec![actor]).collect()
    } else if actors.is_empty() {
        vec![recipients]
    } else {
        vec![actors, recipients]
    }
}

fn same_parties(one: &[Vec<Id<Actor>>], other: &[Vec<Id<Actor>>]) -> bool {
    let flat = |sides: &[Vec<Id<Actor>>]| {
        let mut ids: Vec<Id<Actor>> = sides.iter().flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    flat(one) == flat(other)
}

/// So many sentences after a deal its terms are told.
const AFTER: usize = 4;

/// Whether the verb is in the past perfect: *had released two men in May*.
fn before_the_deal(draft: &Draft<'_>, head: usize) -> bool {
    draft.children.get(head).into_iter().flatten().any(|&child| {
        let word = draft.words.get(child as usize);
        word.is_some_and(|word| {
            word.rel.starts_with("aux") && &*word.lemma == "have" && &*word.xpos == "VBD"
        })
    })
}

fn terms(
    draft: &Draft<'_>,
    record: &Record,
    frames: &[usize],
    deal: usize,
    parties: &[Vec<Id<Actor>>],
) -> Vec<Term> {
    let Some(sentence) = record.events.get(deal).map(|event| event.sentence) else {
        return Vec::new();
    };
    let Some(deal_head) = draft.frames.get(frames[deal]).map(|frame| frame.head) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (idx, event) in record.events.iter().enumerate() {
        if idx == deal || event.sentence + 1 < sentence || event.sentence > sentence + AFTER {
            continue;
        }
        let broken = event.sentence >= sentence && breaks(draft, record, event, parties);
        if !can_be_given(event.event_type) && !broken {
            continue;
        }
        let Some(head) = draft.frames.get(frames[idx]).map(|frame| frame.head) else { continue };
        let allowed = allowed_by(draft, head, deal_head, sentence == event.sentence);
        let actors = ids(&event.actors);
        let by_party =
            actors.iter().any(|actor| parties.iter().any(|side| on_side(record, *actor, side)));
        // What a side is to do, does or has done after the deal; earlier favours were no part of it.
        let gives = event.event_type != EventType::Agree
            && event.event_type != EventType::Consult
            && !before_the_deal(draft, head)
            && event.status != Status::Demanded;
        // *the soldiers kidnapped in 2014* stands in the sentence of a term but is none.
        let aside = draft.words.get(head).is_some_and(|word| word.rel.starts_with("acl"));
        if !(allowed || broken || !aside && (tied(draft, event) || by_party && gives))
            || is_same_deal(draft, head)
        {
            continue;
        }
        let (by, to) = givers(record, event, parties, allowed);
        let Some(span) = draft.subtree(head).or_else(|| event.trigger.first().copied()) else {
            continue;
        };
        found.push(Term {
            by,
            to,
            event: Some(Id::new(idx)),
            span,
            status: Some(match event.status {
                _ if broken => TermStatus::Broken,
                Status::Happened => TermStatus::Done,
                Status::Ongoing => TermStatus::UnderWay,
                Status::Planned | Status::Possible | Status::Demanded => TermStatus::Promised,
                Status::Denied => TermStatus::Broken,
            }),
        });
    }
    found
}

/// Whether a side of a deal can give such a thing: not an attack, a charge or a threat.
fn can_be_given(event_type: EventType) -> bool {
    use EventType as E;
    matches!(
        event_type,
        E::Agree | E::Consult | E::Support | E::Concede | E::Cooperate | E::Aid | E::Retreat
    )
}

/// Whether the event is named by a word for the deal itself (*the pact*, *a truce*).
fn is_same_deal(draft: &Draft<'_>, head: usize) -> bool {
    draft.words.get(head).is_some_and(|word| {
        let lemma = word.lemma.to_lowercase();
        DEALS.contains(&lemma.as_str()) || TRUCES.contains(&lemma.as_str())
    })
}

/// Whether the event hangs under the deal's noun, or under a verb of allowing whose subject is it.
fn allowed_by(draft: &Draft<'_>, head: usize, deal: usize, same_sentence: bool) -> bool {
    if !same_sentence {
        return false;
    }
    let own = draft.words.get(head);
    let allows = |at: usize| {
        draft
            .words
            .get(at)
            .is_some_and(|word| ALLOWING.contains(&word.lemma.to_lowercase().as_str()))
    };
    // *The agreement allowed fighters to leave*, where the verb itself is the event.
    let is_subject = draft
        .words
        .get(deal)
        .is_some_and(|word| word.rel.starts_with("nsubj") && word.head == Some(head));
    if is_subject && allows(head) {
        return true;
    }
    draft.above(head).any(|at| {
        if at == deal {
            return own.is_some_and(|word| word.rel.starts_with("acl"))
                || draft
                    .above(head)
                    .take_while(|&up| up != deal)
                    .any(|up| draft.words.get(up).is_some_and(|word| word.rel.starts_with("acl")));
        }
        let of_deal = draft
            .words
            .get(deal)
            .is_some_and(|word| word.rel.starts_with("nsubj") && word.head == Some(at));
        allows(at) && (of_deal || draft.above(at).any(|up| up == deal))
    })
}

/// Whether the sentence has words that tie it to a deal, before the event.
fn tied(draft: &Draft<'_>, event: &Event) -> bool {
    let Some(sentence) = draft.doc.sentences().and_then(|sentences| sentences.get(event.sentence))
    else {
        return false;
    };
    let words = draft.doc.words(sentence.span).to_lowercase();
    TIES.iter().any(|tie| words.contains(tie))
}

/// Whether an actor belongs to a side: it is one of its members, or the body or capital of the same country
/// (*Pretoria* where South Africa signed).
fn on_side(record: &Record, actor: Id<Actor>, side: &[Id<Actor>]) -> bool {
    let country = |id: Id<Actor>| record.actors.get(id.index())?.country.as_deref();
    let same = |other: &Id<Actor>| {
        *other == actor || country(actor).is_some_and(|own| country(*other) == Some(own))
    };
    side.iter().any(same)
}

/// Whether a side does what the deal forbids, and the words say so.
fn breaks(draft: &Draft<'_>, record: &Record, event: &Event, parties: &[Vec<Id<Actor>>]) -> bool {
    const SIGNS: [&str; 7] =
        ["still", "despite", "violat", "breach", "in defiance", "broke the", "contrary to"];
    let hostile = matches!(
        event.event_type,
        EventType::Assault | EventType::Coerce | EventType::Reject | EventType::Sanction
    );
    let does = matches!(event.status, Status::Happened | Status::Ongoing);
    let of_party = |id: &Id<Actor>| parties.iter().any(|side| on_side(record, *id, side));
    hostile && does && ids(&event.actors).iter().any(of_party) && {
        let sentences = draft.doc.sentences().unwrap_or_default();
        let words = sentences.get(event.sentence).map(|s| draft.doc.words(s.span).to_lowercase());
        words.is_some_and(|words| SIGNS.iter().any(|sign| words.contains(sign)))
    }
}

/// Who gives and who gets. What a deal allows somebody to do is given by the other side.
fn givers(
    record: &Record,
    event: &Event,
    parties: &[Vec<Id<Actor>>],
    allowed: bool,
) -> (Vec<Id<Actor>>, Vec<Id<Actor>>) {
    let (actors, recipients) = (ids(&event.actors), ids(&event.recipients));
    let others = |of: &[Id<Actor>]| -> Vec<Id<Actor>> {
        let has = |side: &&Vec<Id<Actor>>| of.iter().any(|actor| on_side(record, *actor, side));
        if parties.iter().any(|side| has(&side)) {
            parties.iter().filter(|side| !has(side)).flatten().copied().collect()
        } else {
            Vec::new()
        }
    };
    if allowed && recipients.is_empty() && matches!(event.event_type, EventType::Retreat) {
        return (others(&actors), actors);
    }
    // What is done to a third is given to the other side.
    let third = !recipients.iter().any(|id| parties.iter().any(|side| on_side(record, *id, side)));
    let sides = others(&actors);
    let to = if recipients.is_empty() || third && !sides.is_empty() { sides } else { recipients };
    (actors, to)
}

/// Whether a text speaks of a deal.
fn speaks_of(text: &str, words: &[&str]) -> bool {
    const ALSO: [&str; 9] = [
        "negotiation",
        "deal",
        "agreement",
        "accord",
        "pact",
        "settlement",
        "plan",
        "concession",
        "payment",
    ];
    text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| {
        let word = word.to_lowercase();
        let word = word.strip_suffix('s').unwrap_or(&word);
        words.contains(&word) || ALSO.contains(&word)
    })
}

/// The claims and events that speak of the deal, and on which side.
fn reactions(
    draft: &Draft<'_>,
    record: &Record,
    frames: &[usize],
    words: &'static [&'static str],
) -> Vec<Reaction> {
    let mut found: Vec<Reaction> = Vec::new();
    for (idx, claim) in record.claims.iter().enumerate() {
        let Some(by) = claim.speaker else { continue };
        let stance = match claim.act {
            Act::Accuse | Act::Criticise => Stance::Against,
            Act::Praise | Act::Promise => Stance::For,
            _ => continue,
        };
        let speaks = |text: &str| speaks_of(text, words);
        let content = claim.content.iter().any(|span| speaks(draft.doc.words(*span)));
        // *…, he said of the pact*
        let clause = claim.cue.first().is_some_and(|cue| {
            let head = draft.head_of(*cue).and_then(|head| draft.subtree(head));
            head.is_some_and(|span| speaks(draft.doc.words(span)))
        });
        if !content && !clause {
            continue;
        }
        if !found.iter().any(|other| other.by == by && other.stance == stance) {
            found.push(Reaction { by, stance, claim: Some(Id::new(idx)) });
        }
    }
    for (event, frame) in record.events.iter().zip(frames) {
        let stance = match event.event_type {
            EventType::Support => Stance::For,
            EventType::Accuse | EventType::Reject | EventType::Protest => Stance::Against,
            _ => continue,
        };
        let happened = matches!(event.status, Status::Happened | Status::Ongoing);
        let head = draft.frames.get(*frame).map(|frame| frame.head);
        let clause = head.and_then(|head| draft.subtree(head));
        // *signed the pact* is no opinion of it.
        let signs = head
            .and_then(|head| draft.words.get(head))
            .is_some_and(|word| SIGNING.contains(&word.lemma.to_lowercase().as_str()));
        if !happened || signs || !clause.is_some_and(|span| speaks_of(draft.doc.words(span), words))
        {
            continue;
        }
        for by in ids(&event.actors) {
            if !found.iter().any(|other| other.by == by && other.stance == stance) {
                let stands = |claim: &tacitus_doc::Claim| {
                    claim.cue.iter().any(|cue| event.trigger.iter().any(|t| t.overlaps(*cue)))
                };
                let claim = record.claims.iter().position(stands).map(Id::new);
                found.push(Reaction { by, stance, claim });
            }
        }
    }
    found
}
