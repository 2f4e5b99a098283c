//! *The parties*, *both sides*: whoever talked, agreed or fought just before.

use tacitus_doc::{Actor, Event, EventType, Id, Participant, Record};

/// What several parties are called together, in lower case and without articles.
const TOGETHER: &[&str] = &[
    "parties",
    "sides",
    "both",
    "both sides",
    "both parties",
    "two",
    "two sides",
    "two parties",
    "warring parties",
    "warring sides",
    "rivals",
    "two rivals",
    "two governments",
    "two countries",
    "two leaders",
];

/// So many sentences before, the parties have been named.
const BEFORE: usize = 2;

/// Puts those that are meant in the place of *the parties* in the events of a record; the words stay those
/// of the phrase.
pub(super) fn name_the_parties(record: &mut Record) {
    for at in 0..record.events.len() {
        let told = named_before(record, at);
        if told.len() < 2 {
            continue;
        }
        let actors = &record.actors;
        let name = |participants: &mut Vec<Participant>| {
            let vague = participants.iter().position(|p| is_together(actors, p.actor));
            let Some(place) = vague else { return };
            let span = participants[place].span;
            let known: Vec<Option<Id<Actor>>> = participants.iter().map(|p| p.actor).collect();
            let meant = told.iter().filter(|id| !known.contains(&Some(**id)));
            let meant = meant.map(|&id| Participant { actor: Some(id), span });
            participants.splice(place..=place, meant);
        };
        let event = &mut record.events[at];
        name(&mut event.actors);
        name(&mut event.recipients);
    }
}

fn is_together(actors: &[Actor], id: Option<Id<Actor>>) -> bool {
    let name = id.and_then(|id| actors.get(id.index())).map(|actor| actor.name.to_lowercase());
    name.is_some_and(|name| TOGETHER.contains(&name.as_str()))
}

/// The parties of the last event before that had several.
fn named_before(record: &Record, at: usize) -> Vec<Id<Actor>> {
    let sentence = record.events[at].sentence;
    let parties = |event: &Event| -> Vec<Id<Actor>> {
        let all = event.actors.iter().chain(&event.recipients);
        let mut ids: Vec<Id<Actor>> = Vec::new();
        for participant in all.filter(|p| !is_together(&record.actors, p.actor)) {
            ids.extend(participant.actor.filter(|id| !ids.contains(id)));
        }
        ids
    };
    let mutual = |event: &&Event| {
        matches!(
            event.event_type,
            EventType::Consult
                | EventType::Agree
                | EventType::Support
                | EventType::Assault
                | EventType::Cooperate
                | EventType::Retreat
        ) && event.sentence + BEFORE >= sentence
            && parties(event).len() >= 2
    };
    record.events[..at].iter().rev().find(mutual).map(parties).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::wire;

    fn check(first: &str, names: &str, expected: &[Option<usize>]) {
        let line = format!(
            r#"{{"format":"tacitus.record","version":1,
            "document":{{"id":"d","text":"Karvia {first} Orlan. {names} stopped."}},
            "actors":[{{"id":"a1","name":"Karvia","kind":"state","mentions":[[0,6]]}},
                      {{"id":"a2","name":"Orlan","kind":"state","mentions":[[11,16]]}},
                      {{"id":"a3","name":"{names}","kind":"unknown","mentions":[[18,23]]}}],
            "events":[{{"id":"e1","type":"CONSULT","trigger":[[7,10]],"sentence":0,"status":"happened",
                       "actors":[{{"actor":"a1","span":[0,6]}},{{"actor":"a2","span":[11,16]}}]}},
                      {{"id":"e2","type":"RETREAT","trigger":[[24,30]],"sentence":1,"status":"happened",
                       "actors":[{{"actor":"a3","span":[18,23]}}]}}]}}"#
        );
        let mut record = wire::read(&line.replace('\n', " ")).expect("a record").record;
        name_the_parties(&mut record);
        let found: Vec<Option<usize>> =
            record.events[1].actors.iter().map(|p| p.actor.map(|id| id.index())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn those_who_met_are_the_parties() {
        check("met", "Sides", &[Some(0), Some(1)]);
        check("met", "Hodie", &[Some(2)]);
    }
}
