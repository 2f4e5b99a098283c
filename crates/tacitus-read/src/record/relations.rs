//! The relation that a record states between two given phrases: a first cut, from its events.

use tacitus_doc::{Event, EventType, Participant, Record, Relation, Span};

/// One relation for each pair of phrases (source, target), in order: the types of the events in which
/// the source acts on the target, or both act together, each scored by its best confidence. Words
/// are compared by overlap, here or at any other mention of the same actor.
pub fn relations(record: &Record, pairs: &[(Span, Span)]) -> Vec<Relation> {
    pairs.iter().map(|&(source, target)| relation(record, source, target)).collect()
}

fn relation(record: &Record, source: Span, target: Span) -> Relation {
    let is = |party: &Participant, phrase: Span| {
        let actor = party.actor.and_then(|id| record.actors.get(id.index()));
        party.span.overlaps(phrase)
            || actor.is_some_and(|actor| actor.mentions.iter().any(|m| m.overlaps(phrase)))
    };
    let states = |event: &Event| {
        let acts = |phrase| event.actors.iter().any(|party| is(party, phrase));
        let is_met = event.recipients.iter().any(|party| is(party, target));
        acts(source) && (is_met || acts(target) && event.recipients.is_empty())
    };
    let mut scores: Vec<(EventType, f32)> = Vec::new();
    if !source.is_empty() && !target.is_empty() {
        for event in record.events.iter().filter(|event| states(event)) {
            match scores.iter_mut().find(|(known, _)| *known == event.event_type) {
                Some((_, score)) => *score = score.max(event.confidence),
                None => scores.push((event.event_type, event.confidence)),
            }
        }
    }
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Relation { event_type: scores.first().map(|(event_type, _)| *event_type), scores }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::wire;

    const LINE: &str = r#"{"format":"tacitus.record","version":1,
        "document":{"id":"d","text":"Karvia shelled Orlan. It fled."},
        "actors":[{"id":"a1","name":"Karvia","kind":"state","mentions":[[0,6]]},
                  {"id":"a2","name":"Orlan","kind":"state","mentions":[[15,20],[22,24]]}],
        "events":[{"id":"e1","type":"ASSAULT","trigger":[[7,14]],"sentence":0,"status":"happened",
                   "confidence":0.75,
                   "actors":[{"actor":"a1","span":[0,6]}],"recipients":[{"actor":"a2","span":[15,20]}]}]}"#;

    fn check(source: (usize, usize), target: (usize, usize), expected: Option<EventType>) {
        let reading = wire::read(&LINE.replace('\n', " ")).expect("a record");
        let pair = (Span::new(source.0, source.1), Span::new(target.0, target.1));
        let found = relations(&reading.record, &[pair]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].event_type, expected);
        assert_eq!(found[0].scores.len(), usize::from(expected.is_some()));
    }

    #[test]
    fn who_acts_on_whom() {
        check((0, 6), (15, 20), Some(EventType::Assault));
        // The same actor at another mention.
        check((0, 6), (22, 24), Some(EventType::Assault));
        check((15, 20), (0, 6), None);
        check((0, 0), (15, 20), None);
    }
}
