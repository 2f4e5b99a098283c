//! From mentions to what they refer to: actors, places, times.

mod actors;
mod feasts;
mod group;
mod members;
mod names;
pub mod places;
mod tables;
pub mod times;
mod timex;
mod who;

pub use group::{ALONE, Example, Judge, Net, PAIR, Vectors, entities};

use jiff::civil::Date;
use tacitus_actors::Actors;
use tacitus_doc::{Document, Id, Kind, Mention, Referent, TimeType};
use tacitus_gazetteer::Gazetteer;

/// What resolving needs to know from outside the report.
#[derive(Clone, Copy, Default)]
pub struct Knowledge<'k> {
    /// Where places are; without one, no toponym is located.
    pub gazetteer: Option<&'k Gazetteer>,
    /// Who is known; without, nobody.
    pub actors: Option<&'k Actors>,
    /// The day that relative dates are reckoned from.
    pub published: Option<Date>,
    /// Who is meant by *he* and *the group*: a learned scorer and the vectors it looks at. Without, rules.
    pub kinship: Option<(&'k Net, &'k Vectors)>,
}

/// The referents of `doc`, which must carry tokens and mentions (none without), and is read better
/// with sentences, syntax and attributions: first actors and places in order of their first
/// mention, then one for each mention of a time.
pub fn referents(doc: &Document, knowledge: &Knowledge<'_>) -> Vec<Referent> {
    let judge = match knowledge.kinship {
        Some((net, vectors)) => Judge::Learned(net, vectors),
        None => Judge::Rules,
    };
    let mut referents = group::entities(doc, judge);
    if let Some(actors) = knowledge.actors {
        who::link(doc, &mut referents, actors, knowledge.published);
    }
    members::tell(doc, &mut referents);
    referents.extend(times(doc, knowledge.published));
    referents
}

/// One referent a time mention, in order of the text. A mention takes the value of the longest
/// expression that the patterns find in it.
fn times(doc: &Document, published: Option<Date>) -> Vec<Referent> {
    let Some(mentions) = doc.mentions() else { return Vec::new() };
    let found = times::timexes(doc, published);
    let mut ids: Vec<usize> =
        (0..mentions.len()).filter(|&idx| mentions[idx].kind == Kind::Time).collect();
    ids.sort_by_key(|&idx| (mentions[idx].span.start, mentions[idx].span.end));
    ids.into_iter()
        .map(|idx| {
            let mention: &Mention = &mentions[idx];
            let from = found.partition_point(|timex| timex.span.end <= mention.span.start);
            let timex = found[from..]
                .iter()
                .take_while(|timex| timex.span.start < mention.span.end)
                .max_by_key(|timex| (timex.value.is_some(), timex.span.len()));
            Referent {
                name: doc.words(mention.span).to_owned(),
                kind: Kind::Time,
                mentions: vec![Id::new(idx)],
                because: timex.and_then(|timex| timex.because.clone()),
                timex: timex.and_then(|timex| timex.value.clone()),
                time_type: Some(timex.map_or(TimeType::Date, |timex| timex.time_type)),
                ..Referent::default()
            }
        })
        .collect()
}
