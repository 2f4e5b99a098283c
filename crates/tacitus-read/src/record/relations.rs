//! The relation that a text states between two given phrases: what the encoder says of the pair, and the
//! events of the record in which the first acts on the second.

use tacitus_doc::{Event, EventType, Participant, Record, Relation, Span};

/// The weight of the record's events beside the encoder's opinion, which was asked of this very pair.
const EVENTS: f32 = 0.1;
/// A relation less likely than *none* by so much is not told.
const NONE: f32 = 0.8;

/// The relation from `source` to `target`. Where both are empty, the main one that the text states: any
/// event counts. `asked` are the encoder's probabilities, with what is missing to 1 for no relation; without
/// them the events decide alone.
pub fn relation(
    record: &Record,
    source: Span,
    target: Span,
    asked: Option<&[(EventType, f32)]>,
) -> Relation {
    let told = events(record, source, target);
    let Some(asked) = asked else {
        return Relation { event_type: told.first().map(|(it, _)| *it), scores: told };
    };
    let sum: f32 = told.iter().map(|(_, score)| score).sum();
    let weight = if sum > 0.0 { EVENTS } else { 0.0 };
    let mut scores: Vec<(EventType, f32)> = (asked.iter())
        .map(|&(event_type, p)| {
            let own =
                told.iter().find(|(it, _)| *it == event_type).map_or(0.0, |(_, score)| *score);
            (event_type, (1.0 - weight) * p + weight * own / sum.max(f32::MIN_POSITIVE))
        })
        .collect();
    sort(&mut scores);
    let is_none = 1.0 - asked.iter().map(|(_, p)| p).sum::<f32>() > NONE && told.is_empty();
    Relation { event_type: scores.first().filter(|_| !is_none).map(|(it, _)| *it), scores }
}

/// The types of the events in which the source acts on the target, or both act together, each scored by
/// its best confidence. Words are compared by overlap, here or at any other mention of the same actor.
fn events(record: &Record, source: Span, target: Span) -> Vec<(EventType, f32)> {
    let is = |party: &Participant, phrase: Span| {
        let actor = party.actor.and_then(|id| record.actors.get(id.index()));
        party.span.overlaps(phrase)
            || actor.is_some_and(|actor| actor.mentions.iter().any(|m| m.overlaps(phrase)))
    };
    let anybody = source.is_empty() && target.is_empty();
    let states = |event: &Event| {
        let acts = |phrase| event.actors.iter().any(|party| is(party, phrase));
        let is_met = event.recipients.iter().any(|party| is(party, target));
        anybody || acts(source) && (is_met || acts(target) && event.recipients.is_empty())
    };
    let mut scores: Vec<(EventType, f32)> = Vec::new();
    for event in record.events.iter().filter(|event| states(event)) {
        match scores.iter_mut().find(|(known, _)| *known == event.event_type) {
            Some((_, score)) => *score = score.max(event.confidence),
            None => scores.push((event.event_type, event.confidence)),
        }
    }
    sort(&mut scores);
    scores
}

fn sort(scores: &mut [(EventType, f32)]) {
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
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

    fn check(
        source: (usize, usize),
        target: (usize, usize),
        asked: Option<&[(EventType, f32)]>,
        expected: Option<EventType>,
    ) {
        let reading = wire::read(&LINE.replace('\n', " ")).expect("a record");
        let (source, target) = (Span::new(source.0, source.1), Span::new(target.0, target.1));
        let found = relation(&reading.record, source, target, asked);
        assert_eq!(found.event_type, expected);
        assert!(found.scores.is_sorted_by(|a, b| a.1 >= b.1));
        let sum: f32 = found.scores.iter().map(|(_, score)| score).sum();
        assert!(sum < 1.001, "{sum}");
    }

    #[test]
    fn who_acts_on_whom() {
        check((0, 6), (15, 20), None, Some(EventType::Assault));
        // The same actor at another mention.
        check((0, 6), (22, 24), None, Some(EventType::Assault));
        check((15, 20), (0, 6), None, None);
        // The text as a whole.
        check((0, 0), (0, 0), None, Some(EventType::Assault));
    }

    #[test]
    fn the_encoder_and_the_events_decide_together() {
        let asked = |coerce: f32, assault: f32| {
            [(EventType::Coerce, coerce), (EventType::Assault, assault)]
        };
        check((0, 6), (15, 20), Some(&asked(0.45, 0.4)), Some(EventType::Assault));
        check((0, 6), (15, 20), Some(&asked(0.9, 0.05)), Some(EventType::Coerce));
        check((15, 20), (0, 6), Some(&asked(0.5, 0.4)), Some(EventType::Coerce));
        check((15, 20), (0, 6), Some(&asked(0.05, 0.03)), None);
        // What an event states is told, though the encoder sees nothing.
        check((0, 6), (15, 20), Some(&asked(0.05, 0.03)), Some(EventType::Assault));
    }
}
