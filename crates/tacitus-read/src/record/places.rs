//! The places of a record, and where its events were.

use super::Draft;
use std::collections::HashMap;
use tacitus_doc::{
    BlockKind, Frame, Id, Kind, Location, Mention, MentionForm, Place, PlaceFrom, Record, Role,
    RoleFill, Span,
};

/// A country that is named with less probability as a place than this is a government here, and events beside it need
/// not have happened there.
const LEAST_AS_PLACE: f32 = 0.5;

/// A place that has coordinates, where it is named.
#[derive(Clone, Copy)]
pub(super) struct Located {
    span: Span,
    place: Id<Place>,
    /// Whether events beside it may have happened there.
    around: bool,
    is_country: bool,
    /// *40 km east of* a place.
    is_relative: bool,
    /// The place that such words start from: *40 km east of Homs* is not Homs.
    is_anchor: bool,
}

impl Draft<'_> {
    /// Fills the places: first those that were located, one a place of the gazetteer; then what else the report calls a
    /// place, by its referents.
    pub(super) fn places(&mut self, record: &mut Record) {
        let roles = self.frames.iter().flat_map(|frame| &frame.roles);
        let fills: Vec<(Span, Vec<usize>)> = roles
            .filter(|fill| matches!(fill.role, Role::Place | Role::Origin | Role::Destination))
            .map(|fill| (fill.span, self.fillers(fill)))
            .collect();
        self.locate(record, &fills);

        let mut used = vec![false; self.referents.len()];
        for mention in fills.iter().flat_map(|(_, mentions)| mentions) {
            if let Some(at) = self.referent.get(*mention).copied().flatten() {
                used[at] = true;
            }
        }
        let is_place = |mention: &Mention| matches!(mention.kind, Kind::Place | Kind::Facility);
        for (at, referent) in self.referents.iter().enumerate() {
            if !matches!(referent.kind, Kind::Place | Kind::Facility) {
                continue;
            }
            let own: Vec<&Mention> = (referent.mentions.iter())
                .filter_map(|id| self.mentions.get(id.index()))
                .filter(|mention| is_place(mention))
                .collect();
            let (names, phrases): (Vec<&Mention>, Vec<&Mention>) =
                own.iter().partition(|mention| mention.form == MentionForm::Name);
            let spans = |list: &[&Mention], name: bool| {
                let span = |m: &&Mention| if name { m.name.unwrap_or(m.span) } else { m.span };
                let mut spans: Vec<Span> = list.iter().map(span).collect();
                spans.sort_unstable();
                spans.dedup();
                spans
            };
            // Most of its names were located alike; the first counts where they were not.
            let located = names.iter().find_map(|mention| {
                let name = mention.name.unwrap_or(mention.span);
                let inside = |own: &&Located| !own.is_relative && own.span.overlaps(name);
                self.located_in(name).iter().find(inside).map(|own| own.place)
            });
            if let Some(id) = located {
                self.place[at] = Some(id);
                let place = &mut record.places[id.index()];
                place.phrases.extend(spans(&phrases, false));
                place.phrases.sort_unstable();
                place.phrases.dedup();
                continue;
            }
            if own.is_empty() || names.is_empty() && !used[at] {
                continue;
            }
            self.place[at] = Some(Id::new(record.places.len()));
            record.places.push(Place {
                name: referent.name.clone(),
                country: referent.country.map(str::to_owned),
                mentions: spans(&names, true),
                phrases: spans(&phrases, false),
                ..Place::default()
            });
        }
    }

    fn locate(&mut self, record: &mut Record, fills: &[(Span, Vec<usize>)]) {
        let toponyms = self.doc.toponyms().unwrap_or_default();
        let mut known: HashMap<(String, u64, u64), Id<Place>> = HashMap::new();
        for location in self.doc.locations().unwrap_or_default() {
            let is_relative = location.toponym.is_none() && location.feature != "BDR";
            // A point at a distance is a place only to an event that may have happened there.
            let used = || {
                let sentence = self.sentence_of(location.span);
                let mut triggers = self.frames.iter().flat_map(|frame| &frame.trigger);
                fills.iter().any(|(span, _)| leads_to(location.span, *span))
                    || triggers.any(|span| self.sentence_of(*span) == sentence)
            };
            if is_relative && !used() {
                continue;
            }
            let key = (location.name.clone(), location.lat.to_bits(), location.lon.to_bits());
            let id = *known.entry(key).or_insert_with(|| {
                record.places.push(place(location, self.doc.words(location.span)));
                Id::new(record.places.len() - 1)
            });
            let place = &mut record.places[id.index()];
            // Names alone are mentions: *40 km east of* names nothing.
            match is_relative {
                true => place.phrases.push(location.span),
                false => place.mentions.push(location.span),
            }
            place.confidence =
                Some(place.confidence.map_or(location.confidence, |p| p.max(location.confidence)));
            let is_country = location.feature.starts_with("PCL");
            let toponym = location.toponym.and_then(|id| toponyms.get(id.index()));
            let as_place = toponym.is_none_or(|toponym| toponym.refers >= LEAST_AS_PLACE);
            self.located.push(Located {
                span: location.span,
                place: id,
                around: as_place || !is_country,
                is_country,
                is_relative,
                is_anchor: false,
            });
        }
        self.located.sort_by_key(|own| own.span);
        for at in 1..self.located.len() {
            let before = self.located[at - 1];
            self.located[at].is_anchor =
                before.is_relative && leads_to(before.span, self.located[at].span);
        }
    }

    /// What is located within `span`.
    fn located_in(&self, span: Span) -> &[Located] {
        let from = self.located.partition_point(|own| own.span.end <= span.start);
        let to = self.located.partition_point(|own| own.span.start < span.end);
        self.located.get(from..to).unwrap_or_default()
    }

    /// The place that fills a role of an event.
    pub(super) fn place_of(&self, frame: &Frame, role: Role) -> Option<Id<Place>> {
        let own = frame.trigger.first().map(|span| self.sentence_of(*span));
        // What a later sentence names is where that one's events were.
        let here = |fill: &&RoleFill| own.is_none_or(|own| self.sentence_of(fill.span) <= own);
        frame.roles.iter().filter(|fill| fill.role == role).filter(here).find_map(|fill| {
            let near =
                Span::new((fill.span.start as usize).saturating_sub(2), fill.span.end as usize);
            let leads = |own: &&Located| own.is_relative && leads_to(own.span, fill.span);
            let relative = self.located_in(near).iter().find(leads);
            let referent = || {
                let places = self.fillers(fill).into_iter();
                let mut places = places.filter_map(|mention| {
                    self.place.get((*self.referent.get(mention)?)?).copied().flatten()
                });
                places.next()
            };
            // *A market in Homs* can be shown where Homs is.
            let located = || self.located_in(fill.span).first().map(|own| own.place);
            let told = referent();
            let shown = told.filter(|id| self.located.iter().any(|own| own.place == *id));
            relative.map(|own| own.place).or(shown).or_else(located).or(told)
        })
    }

    /// Where an event was, and how that is known: its own clause tells, or else the sentence, the paragraph up to it, the
    /// dateline.
    pub(super) fn place_of_event(
        &self,
        frame: &Frame,
        sentence: usize,
    ) -> (Option<Id<Place>>, Option<PlaceFrom>) {
        if let Some(place) = self.place_of(frame, Role::Place) {
            let mut fills = frame.roles.iter().filter(|fill| fill.role == Role::Place);
            let own = fills.any(|fill| self.sentence_of(fill.span) == sentence);
            let from = if own { PlaceFrom::Clause } else { PlaceFrom::Paragraph };
            return (Some(place), Some(from));
        }
        let route = || {
            self.place_of(frame, Role::Destination).or_else(|| self.place_of(frame, Role::Origin))
        };
        if let Some(place) = route() {
            return (Some(place), Some(PlaceFrom::Sentence));
        }
        let Some(trigger) = frame.trigger.first().copied() else { return (None, None) };
        let blocks = self.doc.blocks().unwrap_or_default();
        let dateline = blocks.iter().find(|block| block.kind == BlockKind::Dateline);
        let in_dateline =
            |own: &&Located| dateline.is_some_and(|block| block.span.contains(own.span));
        let usable = |own: &&Located| own.around && !own.is_anchor && !in_dateline(own);
        // The nearest in the sentence, a town before a country.
        let whole = self.doc.sentences().and_then(|sentences| sentences.get(sentence));
        let here = self.located_in(whole.map_or(trigger, |sentence| sentence.span)).iter();
        let nearest = here.filter(usable).min_by_key(|own| {
            (own.is_country, own.span.start.abs_diff(trigger.start), own.span.start)
        });
        if let Some(own) = nearest {
            return (Some(own.place), Some(PlaceFrom::Sentence));
        }
        // The last before it in the paragraph.
        let block = blocks.partition_point(|block| block.span.end <= trigger.start);
        let block = blocks.get(block).filter(|block| block.span.contains(trigger));
        let before = block.map_or(&[][..], |block| {
            self.located_in(Span::new(block.span.start as usize, trigger.start as usize))
        });
        let last = before.iter().filter(usable).max_by_key(|own| (!own.is_country, own.span.start));
        if let Some(own) = last {
            return (Some(own.place), Some(PlaceFrom::Paragraph));
        }
        match self.located.iter().find(in_dateline) {
            Some(own) => (Some(own.place), Some(PlaceFrom::Dateline)),
            None => (None, None),
        }
    }
}

/// Whether the words *40 km east of* are part of a phrase, or stand right before it.
fn leads_to(relative: Span, phrase: Span) -> bool {
    relative.overlaps(phrase) || (relative.end..relative.end + 2).contains(&phrase.start)
}

fn place(location: &Location, words: &str) -> Place {
    let told = location.toponym.is_some();
    Place {
        name: match told {
            true if !location.feature.starts_with("PCL") => title_case(words),
            true => words.to_owned(),
            false => location.name.clone(),
        },
        geonameid: location.geonameid.map(u64::from),
        lat: Some(location.lat),
        lon: Some(location.lon),
        country: location.country.clone(),
        admin1: location.admin1.clone(),
        feature: Some(location.feature.to_owned()),
        gazetteer_name: Some(location.name.clone()),
        radius_km: Some(location.radius_km),
        because: location.because.clone(),
        ..Place::default()
    }
}

/// *FAYA-LARGEAU* of a dateline as it is written elsewhere; short names in capitals stay (*DRC*, *U.S.*).
fn title_case(words: &str) -> String {
    let letters = words.chars().filter(|c| c.is_alphabetic());
    if letters.clone().count() < 4 || letters.clone().any(char::is_lowercase) {
        return words.to_owned();
    }
    let mut begins = true;
    words
        .chars()
        .flat_map(|c| {
            let small = !begins;
            begins = !c.is_alphabetic() && !matches!(c, '\'' | '’');
            if small { c.to_lowercase().collect::<Vec<_>>() } else { vec![c] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::title_case;

    #[test]
    fn capitals_of_datelines_are_toned_down() {
        assert_eq!(title_case("FAYA-LARGEAU"), "Faya-Largeau");
        assert_eq!(title_case("N'DJAMENA"), "N'djamena");
        assert_eq!(title_case("DRC"), "DRC");
        assert_eq!(title_case("Homs"), "Homs");
    }
}
