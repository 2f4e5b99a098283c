//! Who agreed what with whom: an event that is a deal, its parties, what each side gives, and who
//! is for it and who against.
//!
//! A first cut: it looks for the words that tie a term to a deal (*in return*, *under the deal*,
//! *allowed … to*) in the sentence of the deal and the two after it, and knows nothing of terms
//! that are told further on.

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
];
const TRUCES: &[&str] = &["truce", "ceasefire", "cease-fire", "armistice"];

/// Verbs that bring a deal into being.
const SIGNING: &[&str] = &[
    "sign", "ratify", "reach", "strike", "conclude", "agree", "make", "seal", "clinch", "finalise",
    "finalize", "ink", "declare", "accept", "enter",
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
];

/// Verbs of giving that need no other tie when a party does them.
const GIVING: &[&str] = &[
    "release",
    "free",
    "withdraw",
    "hand",
    "surrender",
    "evacuate",
    "leave",
    "get",
    "receive",
    "pay",
    "lift",
    "return",
    "disarm",
    "reopen",
    "open",
    "ship",
    "transfer",
];

/// The agreements among the events of `record`, whose frames are `frames`.
pub fn agreements(draft: &Draft<'_>, record: &Record, frames: &[usize]) -> Vec<Agreement> {
    let mut found: Vec<(Agreement, &'static [&'static str])> = Vec::new();
    for (idx, event) in record.events.iter().enumerate() {
        let Some(words) = deal_words(draft, event, frames[idx]) else { continue };
        let parties = named_sides(record, idx, sides(event));
        let n_parties: usize = parties.iter().map(Vec::len).sum();
        let known = found.iter_mut().find(|(agreement, others)| {
            let same = same_parties(&agreement.parties, &parties);
            *others == words && (n_parties < 2 || same || agreement.parties.len() < 2)
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
            agreement.reactions = reactions(draft, record, words);
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
    [DEALS, TRUCES]
        .into_iter()
        .find(|words| lemmas.iter().any(|lemma| words.contains(&lemma.as_str())))
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

/// *the parties*, *both sides* are whoever talked or agreed just before.
fn named_sides(record: &Record, deal: usize, sides: Vec<Vec<Id<Actor>>>) -> Vec<Vec<Id<Actor>>> {
    let is_vague = |id: &Id<Actor>| {
        record.actors.get(id.index()).is_some_and(|actor| {
            let name = actor.name.to_lowercase();
            matches!(
                name.as_str(),
                "parties"
                    | "sides"
                    | "both sides"
                    | "both parties"
                    | "two sides"
                    | "two parties"
                    | "warring parties"
                    | "warring sides"
                    | "rivals"
            )
        })
    };
    if !sides.iter().flatten().any(is_vague) {
        return sides;
    }
    let sentence = record.events.get(deal).map_or(0, |event| event.sentence);
    let before = record.events.iter().take(deal).rev().find(|event| {
        let talks = matches!(event.event_type, EventType::Consult | EventType::Agree);
        talks && event.sentence + 2 >= sentence && ids(&event.actors).len() >= 2
    });
    match before {
        Some(event) => self::sides(event),
        None => sides,
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
        if idx == deal
            || event.sentence < sentence
            || event.sentence > sentence + 2
            || !can_be_given(event.event_type)
        {
            continue;
        }
        let Some(head) = draft.frames.get(frames[idx]).map(|frame| frame.head) else { continue };
        let allowed = allowed_by(draft, head, deal_head, sentence == event.sentence);
        let by_party =
            ids(&event.actors).iter().any(|actor| parties.iter().any(|side| side.contains(actor)));
        let gives = draft
            .words
            .get(head)
            .is_some_and(|word| GIVING.contains(&word.lemma.to_lowercase().as_str()));
        // *the soldiers kidnapped in 2014* stands in the sentence of a term but is none.
        let aside = draft.words.get(head).is_some_and(|word| word.rel.starts_with("acl"));
        if !(allowed || !aside && (tied(draft, event) || by_party && gives))
            || is_same_deal(draft, head)
        {
            continue;
        }
        let (by, to) = givers(event, parties, allowed);
        let Some(span) = draft.subtree(head).or_else(|| event.trigger.first().copied()) else {
            continue;
        };
        found.push(Term {
            by,
            to,
            event: Some(Id::new(idx)),
            span,
            status: Some(match event.status {
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

/// Who gives and who gets. What a deal allows somebody to do is given by the other side.
fn givers(
    event: &Event,
    parties: &[Vec<Id<Actor>>],
    allowed: bool,
) -> (Vec<Id<Actor>>, Vec<Id<Actor>>) {
    let (actors, recipients) = (ids(&event.actors), ids(&event.recipients));
    let others = |of: &[Id<Actor>]| -> Vec<Id<Actor>> {
        let has = |side: &&Vec<Id<Actor>>| side.iter().any(|actor| of.contains(actor));
        if parties.iter().any(|side| has(&side)) {
            parties.iter().filter(|side| !has(side)).flatten().copied().collect()
        } else {
            Vec::new()
        }
    };
    if allowed && recipients.is_empty() && matches!(event.event_type, EventType::Retreat) {
        return (others(&actors), actors);
    }
    let to = if recipients.is_empty() { others(&actors) } else { recipients };
    (actors, to)
}

/// The claims that speak of the deal, and on which side.
fn reactions(draft: &Draft<'_>, record: &Record, words: &'static [&'static str]) -> Vec<Reaction> {
    let mut found: Vec<Reaction> = Vec::new();
    for (idx, claim) in record.claims.iter().enumerate() {
        let Some(by) = claim.speaker else { continue };
        let stance = match claim.act {
            Act::Accuse | Act::Criticise => Stance::Against,
            Act::Praise | Act::Promise => Stance::For,
            _ => continue,
        };
        let speaks = |text: &str| {
            text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| {
                let word = word.to_lowercase();
                let word = word.strip_suffix('s').unwrap_or(&word);
                words.contains(&word) || word == "negotiation"
            })
        };
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
    found
}
