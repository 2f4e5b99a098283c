//! What a report's speakers do not agree on.
//!
//! A first cut that looks at the record alone: what somebody denies, who is for and against each
//! agreement, and pairs of claims that cannot both be the whole story. It judges nobody.

use std::collections::BTreeSet;
use tacitus_doc::{Act, Actor, Agreement, Claim, Event, Id, Quantity, Reading, Stance, Status};

/// One thing in dispute.
#[derive(Clone, Debug, PartialEq)]
pub enum Dispute {
    /// People are for and against an agreement.
    Agreement {
        /// Which.
        agreement: Id<Agreement>,
        /// Where each stands, in order of the report.
        voices: Vec<Voice>,
    },
    /// Two speakers tell it differently.
    Accounts {
        /// What the one says.
        one: Id<Claim>,
        /// What the other says.
        other: Id<Claim>,
        /// How they differ.
        how: Difference,
    },
    /// Somebody says that something is not so.
    Denied {
        /// The denials; empty where the report itself denies it.
        claims: Vec<Id<Claim>>,
        /// What is denied, where that is an event.
        event: Option<Id<Event>>,
        /// Events of that kind with one of the same people, which are told as having happened.
        told_elsewhere: Vec<Id<Event>>,
    },
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Whose; `None` where the speaker could not be told.
    pub by: Option<Id<Actor>>,
    /// For or against; `None` for somebody who doubts it or will not say.
    pub stance: Option<Stance>,
    /// The claim that shows it.
    pub claim: Option<Id<Claim>>,
}

/// How two accounts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The one says yes, the other no.
    Whether,
    /// They give different numbers.
    HowMany,
    /// They judge it differently.
    Judgement,
}

/// Everything in dispute: agreements first, then accounts, then denials that stand alone.
pub fn find(reading: &Reading) -> Vec<Dispute> {
    let record = &reading.record;
    let mut disputes: Vec<Dispute> = (0..record.agreements.len())
        .filter_map(|idx| over_agreement(reading, Id::new(idx)))
        .collect();
    let accounts = accounts(reading);
    let in_accounts: BTreeSet<Id<Claim>> =
        accounts.iter().flat_map(|(one, other, _)| [*one, *other]).collect();
    let mut denied = Vec::new();
    let mut heard = BTreeSet::new();
    for (idx, event) in record.events.iter().enumerate() {
        if event.status == Status::Denied {
            heard.extend(event.claims.iter().copied());
            if event.claims.is_empty() || !event.claims.iter().any(|id| in_accounts.contains(id)) {
                denied.push(Dispute::Denied {
                    claims: event.claims.clone(),
                    event: Some(Id::new(idx)),
                    told_elsewhere: told_elsewhere(reading, event),
                });
            }
        }
    }
    for (idx, claim) in record.claims.iter().enumerate() {
        let id = Id::new(idx);
        if claim.act == Act::Deny && !heard.contains(&id) && !in_accounts.contains(&id) {
            let denial =
                Dispute::Denied { claims: vec![id], event: None, told_elsewhere: Vec::new() };
            denied.push(denial);
        }
    }
    disputes.extend(accounts.into_iter().map(|(one, other, how)| Dispute::Accounts {
        one,
        other,
        how,
    }));
    disputes.extend(denied);
    disputes
}

fn told_elsewhere(reading: &Reading, denied: &Event) -> Vec<Id<Event>> {
    let events = reading.record.events.iter().enumerate();
    events
        .filter(|(_, event)| {
            matches!(event.status, Status::Happened | Status::Ongoing) && alike(event, denied)
        })
        .map(|(idx, _)| Id::new(idx))
        .collect()
}

/// Same type, and somebody who takes part in both.
fn alike(one: &Event, other: &Event) -> bool {
    let people = |event: &Event| -> BTreeSet<Id<Actor>> {
        event.actors.iter().chain(&event.recipients).filter_map(|part| part.actor).collect()
    };
    one.event_type == other.event_type && !people(one).is_disjoint(&people(other))
}

fn over_agreement(reading: &Reading, id: Id<Agreement>) -> Option<Dispute> {
    let record = &reading.record;
    let agreement = record.agreements.get(id.index())?;
    let mut voices: Vec<Voice> = agreement
        .reactions
        .iter()
        .map(|reaction| Voice {
            by: Some(reaction.by),
            stance: Some(reaction.stance),
            claim: reaction.claim,
        })
        .collect();
    // With several agreements in one report nobody could say which one "the deal" is.
    if record.agreements.len() == 1 {
        for (idx, claim) in record.claims.iter().enumerate() {
            let known = voices.iter().any(|voice| {
                voice.claim == Some(Id::new(idx))
                    || (voice.by.is_some() && voice.by == claim.speaker)
            });
            let stance = match claim.act {
                Act::Criticise => Some(Stance::Against),
                Act::Praise => Some(Stance::For),
                Act::Deny | Act::Doubt | Act::Withhold => None,
                _ => continue,
            };
            if !known && speaks_of_a_deal(reading, claim) {
                voices.push(Voice { by: claim.speaker, stance, claim: Some(Id::new(idx)) });
            }
        }
    }
    let contested = voices.iter().any(|voice| voice.stance != Some(Stance::For));
    contested.then_some(Dispute::Agreement { agreement: id, voices })
}

fn speaks_of_a_deal(reading: &Reading, claim: &Claim) -> bool {
    const DEALS: [&str; 12] = [
        "accord",
        "accords",
        "agreement",
        "agreements",
        "ceasefire",
        "deal",
        "deals",
        "pact",
        "swap",
        "treaty",
        "truce",
        "truces",
    ];
    content_words(reading, claim).iter().any(|word| DEALS.contains(&word.as_str()))
}

fn accounts(reading: &Reading) -> Vec<(Id<Claim>, Id<Claim>, Difference)> {
    let claims = &reading.record.claims;
    let mut events: Vec<Vec<&Event>> = vec![Vec::new(); claims.len()];
    for event in &reading.record.events {
        for id in &event.claims {
            if let Some(under) = events.get_mut(id.index()) {
                under.push(event);
            }
        }
    }
    let mut found = Vec::new();
    for (n, one) in claims.iter().enumerate() {
        for (m, other) in claims.iter().enumerate().skip(n + 1) {
            if one.speaker.is_none() || other.speaker.is_none() || one.speaker == other.speaker {
                continue;
            }
            let pairs = match (events.get(n), events.get(m)) {
                (Some(one), Some(other)) => alike_pairs(one, other),
                _ => Vec::new(),
            };
            let opposed = opposed(one.act, other.act);
            let how = if pairs.iter().any(|(a, b)| denies(a) != denies(b)) {
                Some(Difference::Whether)
            } else if pairs.is_empty() {
                // Words are compared last: in a book of claims that is what would take time.
                opposed.filter(|_| share_words(reading, one, other))
            } else {
                let differ = pairs.iter().any(|(a, b)| numbers_differ(a, b));
                opposed.or(differ.then_some(Difference::HowMany))
            };
            let (one, other) = (Id::new(n), Id::new(m));
            if let Some(how) = how
                && !inside(claims, one, other)
                && !inside(claims, other, one)
            {
                found.push((one, other, how));
            }
        }
    }
    found
}

/// Whether `inner` stands inside `outer`, at any depth.
fn inside(claims: &[Claim], inner: Id<Claim>, outer: Id<Claim>) -> bool {
    let mut above = Some(inner);
    // As many steps as there are claims, so that a circle ends too.
    for _ in 0..=claims.len() {
        above = above.and_then(|id| claims.get(id.index())).and_then(|claim| claim.parent);
        if above == Some(outer) {
            return true;
        }
    }
    false
}

/// Pairs of events, the one under the one claim and the other under the other, that tell of the
/// same kind of thing.
fn alike_pairs<'r>(one: &[&'r Event], other: &[&'r Event]) -> Vec<(&'r Event, &'r Event)> {
    one.iter()
        .flat_map(|a| other.iter().map(move |b| (*a, *b)))
        .filter(|(a, b)| !std::ptr::eq(*a, *b) && alike(a, b))
        .collect()
}

fn denies(event: &Event) -> bool {
    event.status == Status::Denied
}

fn numbers_differ(one: &Event, other: &Event) -> bool {
    let same_thing = |a: &Quantity, b: &Quantity| {
        a.of.eq_ignore_ascii_case(&b.of) && a.role == b.role && a.bound == b.bound
    };
    one.quantities
        .iter()
        .any(|a| other.quantities.iter().any(|b| same_thing(a, b) && a.value != b.value))
}

/// Whether one who does the one thing with words that another does the other with, contradicts.
fn opposed(one: Act, other: Act) -> Option<Difference> {
    let doubts = |act| matches!(act, Act::Deny | Act::Doubt | Act::Withhold);
    let blames = |act| matches!(act, Act::Criticise | Act::Accuse);
    let affirms = |act| matches!(act, Act::Assert | Act::Confirm | Act::Accuse | Act::Promise);
    let commends = |act| matches!(act, Act::Praise | Act::Confirm | Act::Promise);
    if doubts(one) && affirms(other) || doubts(other) && affirms(one) {
        Some(Difference::Whether)
    } else if blames(one) && commends(other) || blames(other) && commends(one) {
        Some(Difference::Judgement)
    } else {
        None
    }
}

/// The words of a claim that carry meaning, in lower case.
fn content_words(reading: &Reading, claim: &Claim) -> BTreeSet<String> {
    const EMPTY: [&str; 40] = [
        "about", "after", "against", "also", "been", "before", "being", "between", "both", "could",
        "during", "every", "from", "have", "having", "into", "more", "most", "only", "other",
        "over", "said", "says", "should", "some", "such", "than", "that", "their", "them", "there",
        "these", "they", "this", "those", "were", "what", "which", "with", "would",
    ];
    claim
        .content
        .iter()
        .flat_map(|span| reading.document.words(*span).split(|sign: char| !sign.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 3 && !EMPTY.contains(&word.as_str()))
        .collect()
}

/// Whether most of what the shorter claim says is in the other too.
fn share_words(reading: &Reading, one: &Claim, other: &Claim) -> bool {
    let (one, other) = (content_words(reading, one), content_words(reading, other));
    let shared = one.intersection(&other).count();
    shared >= 3 && shared * 2 >= one.len().min(other.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::wire;

    /// Two speakers, the Army (a1) and the Front (a2), and a third, the Monitors (a3), over a text
    /// whose words each claim takes by number.
    const TEXT: &str = "Army said shells hit Zouar market Monday. Front said shells hit Zouar \
                        market Monday. Monitors praised the deal. Rain fell.";

    fn check(fields: &str, expected: &[&str]) {
        let line = format!(
            r#"{{"version": 1, "document": {{"text": "{TEXT}"}}, "actors": [{{"name": "Army"}},
            {{"name": "Front"}}, {{"name": "Monitors"}}], {fields}}}"#
        );
        let reading = wire::read(&line).unwrap_or_else(|error| panic!("{error}: {fields}"));
        let claim = |id: &Id<Claim>| format!("c{}", id.index() + 1);
        let found: Vec<String> = find(&reading)
            .iter()
            .map(|dispute| match dispute {
                Dispute::Agreement { agreement, voices } => {
                    let voice = |voice: &Voice| {
                        let by = voice.by.map_or(0, |by| by.index() + 1);
                        format!("a{by} {}", voice.stance.map_or("neither", Stance::as_str))
                    };
                    let voices: Vec<_> = voices.iter().map(voice).collect();
                    format!("g{}: {}", agreement.index() + 1, voices.join(", "))
                }
                Dispute::Accounts { one, other, how } => {
                    format!("{how:?} {} {}", claim(one), claim(other))
                }
                Dispute::Denied { claims, event, told_elsewhere } => {
                    let claims: Vec<_> = claims.iter().map(claim).collect();
                    let event = event.map_or(0, |event| event.index() + 1);
                    let told: Vec<_> = told_elsewhere.iter().map(|id| id.index() + 1).collect();
                    format!("denied e{event} by {claims:?} told {told:?}")
                }
            })
            .collect();
        assert_eq!(found, expected, "{fields}");
    }

    const ONE: &str = r#"{"speaker": "a1", "content": [[10, 40]]}"#;

    fn other(act: &str, speaker: &str) -> String {
        format!(r#"{{"speaker": "{speaker}", "content": [[53, 83]], "act": "{act}"}}"#)
    }

    #[test]
    fn the_same_words_denied_by_another_are_a_dispute() {
        check(&format!(r#""claims": [{ONE}, {}]"#, other("deny", "a2")), &["Whether c1 c2"]);
        check(&format!(r#""claims": [{ONE}, {}]"#, other("assert", "a2")), &[]);
        // Who contradicts himself, or speaks inside another's words, is another matter.
        check(
            &format!(r#""claims": [{ONE}, {}]"#, other("deny", "a1")),
            &["denied e0 by [\"c2\"] told []"],
        );
        let nested = other("deny", "a2").replace('{', r#"{"parent": "c1", "#);
        check(&format!(r#""claims": [{ONE}, {nested}]"#), &["denied e0 by [\"c2\"] told []"]);
    }

    #[test]
    fn events_make_claims_comparable() {
        let events = |first: &str, second: &str| {
            let event = |claim: &str, more: &str| {
                format!(
                    r#"{{"type": "ASSAULT", "claims": ["{claim}"], "trigger": [[17, 20]],
                    "actors": [{{"actor": "a2", "span": [42, 47]}}]{more}}}"#
                )
            };
            let claims = r#"{"speaker": "a1", "content": [[10, 16]]},
                {"speaker": "a2", "content": [[109, 118]]}"#;
            format!(
                r#""claims": [{claims}], "events": [{}, {}]"#,
                event("c1", first),
                event("c2", second)
            )
        };
        let dead =
            |n: u32| format!(r#", "quantities": [{{"of": "men", "value": {n}, "span": [0, 4]}}]"#);
        check(&events("", ""), &[]);
        check(&events(&dead(3), &dead(3)), &[]);
        check(&events(&dead(3), &dead(7)), &["HowMany c1 c2"]);
        check(&events("", r#", "status": "denied""#), &["Whether c1 c2"]);
    }

    #[test]
    fn what_one_denies_may_be_told_elsewhere() {
        let event = |more: &str| {
            format!(
                r#"{{"type": "ASSAULT", "actors": [{{"actor": "a2", "span": [42, 47]}}]{more}}}"#
            )
        };
        let denied = event(r#", "status": "denied""#);
        check(&format!(r#""events": [{denied}]"#), &["denied e1 by [] told []"]);
        check(&format!(r#""events": [{denied}, {}]"#, event("")), &["denied e1 by [] told [2]"]);
        let planned = event(r#", "status": "planned""#);
        check(&format!(r#""events": [{denied}, {planned}]"#), &["denied e1 by [] told []"]);
    }

    #[test]
    fn an_agreement_is_in_dispute_when_not_all_are_for_it() {
        let agreement = |reactions: &str, claims: &str| {
            format!(
                r#""events": [{{"type": "AGREE"}}], "claims": [{claims}],
                "agreements": [{{"event": "e1", "reactions": [{reactions}]}}]"#
            )
        };
        let for_it = r#"{"by": "a1", "stance": "for"}"#;
        let against = r#"{"by": "a2", "stance": "against"}"#;
        let praise = r#"{"speaker": "a3", "content": [[102, 110]], "act": "praise"}"#;
        let doubt = praise.replace("praise", "doubt");
        let off_topic = r#"{"speaker": "a3", "content": [[112, 121]], "act": "criticise"}"#;
        check(&agreement("", ""), &[]);
        check(&agreement(for_it, praise), &[]);
        check(&agreement(for_it, off_topic), &[]);
        check(&agreement(&format!("{for_it}, {against}"), ""), &["g1: a1 for, a2 against"]);
        check(&agreement(for_it, &doubt), &["g1: a1 for, a3 neither"]);
        check(&agreement(against, praise), &["g1: a2 against, a3 for"]);
    }
}
