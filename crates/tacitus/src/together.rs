//! Reports in a store, read together: what [`tacitus_corroborate`] makes of them goes back into the store.
//!
//! [`prepare`] makes of a reading what the store adds; [`link`] compares the reports that are new or corrected
//! with those near them and writes their stories anew. Linking is cheap where little is new, and what it gives
//! depends on the reports that are there, not on the order in which they came.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use tacitus_actors::{Actors, Day};
use tacitus_corroborate::{self as corroborate, Of, Printed, Prints, Tied, Told, Weighed};
use tacitus_doc::{
    CodePoints, DateFrom, Document, Event, EventType, Id, Reading, Sketch, Span, Status, wire,
};
use tacitus_store::{
    Copies, LinkedAccount, LinkedDispute, LinkedEvent, LinkedStep, LinkedStory, Material, Outlet,
    Report, Store, StoreError, Tie,
};

/// Stories are written so many reports at a time.
const WRITTEN_AT_ONCE: usize = 500;

/// A reading as the store adds it.
pub struct Prepared {
    document: Document,
    line: String,
    prints: Vec<u8>,
    keys: Vec<i64>,
    outlet: Option<Outlet>,
}

/// Makes a reading ready for a store.
pub fn prepare(reading: &Reading, sketches: Vec<Sketch>, actors: &Actors) -> Prepared {
    let prints = Prints::of(reading, sketches);
    let source = reading.document.source();
    Prepared {
        document: reading.document.clone(),
        line: wire::write(reading),
        keys: prints.keys(),
        prints: prints.to_bytes(),
        outlet: source.publisher.as_deref().map(|name| outlet(actors, name, source.published)),
    }
}

impl Prepared {
    /// The document that was read.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// As the store takes it, from the file and line `origin`.
    pub fn report<'r>(&'r self, origin: &'r str) -> Report<'r> {
        Report {
            document: &self.document,
            line: &self.line,
            origin,
            prints: self.prints.clone(),
            keys: self.keys.clone(),
            outlet: self.outlet.clone(),
        }
    }
}

/// What the tables of actors know of an outlet on the day of a report: the body that it belongs to is its side.
fn outlet(actors: &Actors, name: &str, published: Option<jiff::civil::Date>) -> Outlet {
    let day = published.map(|day| Day::new(day.year(), day.month(), day.day()));
    let hit = actors.named(name).find(|hit| hit.row.kind == "media");
    let row = hit.and_then(|hit| actors.at(&hit.row.id, day));
    let side = row.and_then(|row| row.part_of.clone());
    // A state's outlet is on the side of its government, whose name here is the state's code.
    let side_name = side
        .as_deref()
        .map(|side| actors.at(side, day).map_or_else(|| side.to_owned(), |row| row.name.clone()));
    Outlet { name: name.to_owned(), known: row.map(|row| row.id.clone()), side, side_name }
}

/// Compares the reports that have not been compared with those near them, and writes their stories. `seen` is told
/// how many reports are done. Gives that number in the end.
///
/// # Errors
/// Of the database. What was written before stays; the rest is still to be compared.
pub fn link(store: &mut Store, seen: &mut dyn FnMut(u64)) -> Result<u64, StoreError> {
    let ties = store.ties()?;
    let mut near = Nearness::default();
    let mut done: BTreeSet<i64> = BTreeSet::new();
    loop {
        let mut open = store.dirty(WRITTEN_AT_ONCE)?;
        if open.is_empty() {
            return Ok(done.len() as u64);
        }
        let mut taken = BTreeSet::new();
        let mut groups: Vec<(Vec<i64>, f32)> = Vec::new();
        while let Some(doc) = open.pop() {
            if taken.contains(&doc) {
                continue;
            }
            let (group, level) = near.hanging_together(store, doc)?;
            taken.extend(group.iter().copied());
            // Whoever stood in a story with one of these may stand elsewhere now.
            open.extend(store.companions(&group)?);
            for doc in &group {
                open.extend(store.tied(*doc, &ties)?);
            }
            groups.push((group, level));
        }
        let stories = weigh(store, &groups, &near.known, &ties)?;
        store.link(&stories)?;
        done.extend(taken);
        seen(done.len() as u64);
    }
}

/// Which reports are near which, found out once a run.
#[derive(Default)]
struct Nearness {
    known: HashMap<i64, Printed>,
    edges: HashMap<i64, Vec<(i64, f32)>>,
    /// At which likeness fewer than [`corroborate::AT_ONCE`] reports hang together around this one, as far as that
    /// is known.
    levels: HashMap<i64, f32>,
}

impl Nearness {
    fn edges(&mut self, store: &Store, doc: i64) -> Result<&[(i64, f32)], StoreError> {
        if !self.edges.contains_key(&doc) {
            let near = store.near(doc)?;
            let twins = store.twins(doc)?;
            load(store, &[&near[..], &twins, &[doc]].concat(), &mut self.known)?;
            let own = self.known.get(&doc).cloned();
            let mut found: Vec<(i64, f32)> = Vec::new();
            for other in near.into_iter().chain(twins) {
                let likeness = own
                    .as_ref()
                    .zip(self.known.get(&other))
                    .map_or(0.0, |(own, other)| corroborate::alike(own, other));
                if likeness >= corroborate::ALIKE {
                    found.push((other, likeness));
                }
            }
            self.edges.insert(doc, found);
        }
        Ok(self.edges.get(&doc).map(Vec::as_slice).unwrap_or_default())
    }

    /// The report, those that it is near, those that these are, and so on. Where too many hang together, only those
    /// that are more alike are taken to, so that no story swallows an archive. Which they are, and the likeness that
    /// was asked for, depends on the reports that are there alone.
    fn hanging_together(&mut self, store: &Store, doc: i64) -> Result<(Vec<i64>, f32), StoreError> {
        loop {
            let level = self.levels.get(&doc).copied().unwrap_or(corroborate::ALIKE);
            let mut group = BTreeSet::from([doc]);
            let mut open = vec![doc];
            let may_be_any = level > 0.9;
            while let Some(next) = open.pop()
                && (may_be_any || group.len() <= corroborate::AT_ONCE)
            {
                for (other, likeness) in self.edges(store, next)?.to_vec() {
                    if likeness >= level && group.insert(other) {
                        open.push(other);
                    }
                }
            }
            if may_be_any || group.len() <= corroborate::AT_ONCE {
                let group: Vec<i64> = group.into_iter().collect();
                load(store, &group, &mut self.known)?;
                return Ok((group, level));
            }
            // All of these hang together with too many.
            for doc in group {
                let own = self.levels.entry(doc).or_insert(corroborate::ALIKE);
                *own = own.max(level + 0.05);
            }
        }
    }
}

fn load(store: &Store, docs: &[i64], known: &mut HashMap<i64, Printed>) -> Result<(), StoreError> {
    let missing: Vec<i64> = docs.iter().copied().filter(|doc| !known.contains_key(doc)).collect();
    for row in store.prints(&missing)? {
        let printed = Printed {
            id: row.id,
            published: row.published.and_then(|day| day.parse().ok()),
            // Prints of another version are as good as none until the report is read again.
            prints: Prints::from_bytes(&row.prints).unwrap_or_default(),
        };
        known.insert(row.doc, printed);
    }
    Ok(())
}

fn weigh(
    store: &Store,
    groups: &[(Vec<i64>, f32)],
    known: &HashMap<i64, Printed>,
    ties: &[Tie],
) -> Result<Vec<LinkedStory>, StoreError> {
    let mut stories: Vec<Vec<i64>> = Vec::new();
    for (group, level) in groups {
        let printed: Vec<Printed> =
            group.iter().filter_map(|doc| known.get(doc).cloned()).collect();
        let parted = corroborate::stories(&printed, *level);
        stories.extend(
            parted.into_iter().map(|story| story.into_iter().map(|n| group[n]).collect::<Vec<_>>()),
        );
    }
    // Whoever says that events of two stories are one, says that the stories are.
    let docs = groups.iter().flat_map(|(group, _)| group).filter(|_| !ties.is_empty());
    for doc in docs {
        for other in store.tied(*doc, ties)? {
            let home = |doc: i64| stories.iter().position(|story| story.contains(&doc));
            if let (Some(one), Some(two)) = (home(*doc), home(other))
                && one != two
            {
                let moved = stories.remove(one.max(two));
                stories[one.min(two)].extend(moved);
                let place = |doc: &i64| {
                    known.get(doc).map(|printed| (printed.published, printed.id.clone()))
                };
                stories[one.min(two)].sort_by_key(place);
            }
        }
    }
    stories.iter().map(|docs| one_story(store, docs, ties)).collect()
}

fn one_story(store: &Store, docs: &[i64], ties: &[Tie]) -> Result<LinkedStory, StoreError> {
    let material = store.material(docs)?;
    let told: Vec<Told> = material.iter().map(told).collect::<Result<_, _>>()?;
    let mut places: BTreeMap<&str, Of> = BTreeMap::new();
    for (report, own) in material.iter().enumerate() {
        for (event, (key, _)) in own.mentions.iter().enumerate() {
            places.insert(key, Of { report, event });
        }
    }
    let ties: Vec<Tied> = ties
        .iter()
        .filter_map(|tie| {
            let (one, other) = (*places.get(tie.one.as_str())?, *places.get(tie.other.as_str())?);
            Some(Tied { one, other, together: tie.together })
        })
        .collect();
    let weighed = corroborate::weigh(&told, &ties);
    Ok(linked(&material, &told, &weighed))
}

fn told(material: &Material) -> Result<Told, StoreError> {
    let reading = wire::read(&material.line)
        .map_err(|error| StoreError::damaged(&material.id, &error.to_string()))?;
    Ok(Told {
        reading,
        prints: Prints::from_bytes(&material.prints).unwrap_or_default(),
        mentions: material.mentions.iter().map(|(_, at)| *at).collect(),
    })
}

/// What was found, in the words of the store.
fn linked(material: &[Material], told: &[Told], weighed: &Weighed) -> LinkedStory {
    let key = |of: Of| material[of.report].mentions[of.event].0.clone();
    let event = |of: Of| &told[of.report].reading.record.events[of.event];
    let points: Vec<CodePoints<'_>> =
        told.iter().map(|told| CodePoints::new(told.reading.document.text())).collect();
    let pair = |report: usize, span: Span| {
        [points[report].from_byte(span.start as usize), points[report].from_byte(span.end as usize)]
    };
    let reports = material
        .iter()
        .zip(&weighed.copies)
        .map(|(own, copy)| Copies {
            doc: own.doc,
            copy: copy.map(|first| material[first].id.clone()),
        })
        .collect();
    let ids: Vec<String> = weighed
        .events
        .iter()
        .map(|across| across.mentions.first().map_or(String::new(), |of| key(*of)))
        .collect();
    let events = weighed
        .events
        .iter()
        .zip(&ids)
        .map(|(across, id)| {
            let mentions: Vec<&Event> = across.mentions.iter().map(|of| event(*of)).collect();
            LinkedEvent {
                id: id.clone(),
                event_type: commonest(mentions.iter().map(|event| event.event_type))
                    .map_or(String::new(), |own: EventType| own.as_str().to_owned()),
                date: date(&mentions),
                place_of: place_of(told, across).map(&key),
                status: commonest(mentions.iter().map(|event| event.status))
                    .map_or(String::new(), |own: Status| own.as_str().to_owned()),
                mentions: across
                    .mentions
                    .iter()
                    .map(|of| key(*of))
                    .zip(across.sources.iter().cloned())
                    .collect(),
                n_assert: across.assert.len(),
                n_deny: across.deny.len(),
                n_doubt: across.doubt.len(),
            }
        })
        .collect();
    let disputes = weighed
        .disputes
        .iter()
        .map(|dispute| {
            let event = dispute.event.map(|n| ids[n].clone());
            let accounts: Vec<LinkedAccount> = dispute
                .accounts
                .iter()
                .map(|account| LinkedAccount {
                    value: account.value.clone(),
                    doc: material[account.report].doc,
                    mention: account.event.map(|event| key(Of { report: account.report, event })),
                    claim: account.claim.and_then(|id: Id<_>| {
                        material[account.report].claims.get(id.index()).cloned()
                    }),
                    speaker: account.speaker.clone(),
                    span: pair(account.report, account.span),
                })
                .collect();
            // The name of a dispute is what it is about, so that a judgement on it survives new accounts.
            let first = accounts.first().map_or(String::new(), |account| {
                account.mention.clone().or(account.claim.clone()).unwrap_or_default()
            });
            let on = event.clone().unwrap_or(first);
            let thing = dispute
                .thing
                .as_deref()
                .map(|thing| format!("-{}", thing.replace(' ', "-")))
                .unwrap_or_default();
            LinkedDispute {
                id: format!("{on}-{}{thing}", dispute.about),
                event,
                about: dispute.about.to_owned(),
                thing: dispute.thing.clone(),
                accounts,
            }
        })
        .collect();
    let steps = weighed
        .steps
        .iter()
        .map(|step| LinkedStep {
            agreement: ids[step.agreement].clone(),
            step: step.step.to_owned(),
            date: step.date.clone(),
            doc: material[step.report].doc,
            span: pair(step.report, step.span),
            speaker: step.speaker.clone(),
        })
        .collect();
    let first = told.first().map(|told| &told.reading.document);
    LinkedStory {
        id: material.first().map_or(String::new(), |own| own.id.clone()),
        title: first.map_or(String::new(), headline),
        reports,
        n_sources: weighed.n_sources,
        events,
        disputes,
        steps,
    }
}

/// The headline, or the first words.
fn headline(doc: &Document) -> String {
    const MOST: usize = 90;
    let title = doc.source().title.clone().filter(|title| !title.trim().is_empty());
    let words = title.unwrap_or_else(|| doc.text().to_owned());
    let line = words.trim().lines().next().unwrap_or_default();
    match line.chars().count() > MOST {
        true => format!("{}…", line.chars().take(MOST).collect::<String>().trim_end()),
        false => line.to_owned(),
    }
}

/// What most have; of equals the first in order.
fn commonest<T: Ord + Copy>(items: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map(|(item, _)| item)
}

/// The days that most mentions give that a text dates; or else the earliest.
fn date(mentions: &[&Event]) -> Option<(String, String)> {
    let of = |event: &&&Event| Some((event.date.start?, event.date.end.or(event.date.start)?));
    let dated = |from: DateFrom| {
        let mut days: Vec<_> = mentions
            .iter()
            .filter(|event| event.date.from == from)
            .filter_map(|event| of(&event))
            .collect();
        days.sort();
        days
    };
    // The more exact the better, then what most say.
    let text = dated(DateFrom::Text);
    let shortest =
        text.iter().map(|(start, end)| start.until(*end).map_or(0, |span| span.get_days())).min();
    let exact = text.iter().copied().filter(|(start, end)| {
        Some(start.until(*end).map_or(0, |span| span.get_days())) == shortest
    });
    let best = commonest(exact).or_else(|| dated(DateFrom::Published).first().copied());
    best.map(|(start, end)| (start.to_string(), end.to_string()))
}

/// The mention whose place the most share; of these the smallest place.
fn place_of(told: &[Told], across: &corroborate::Across) -> Option<Of> {
    let place = |of: Of| {
        let record = &told[of.report].reading.record;
        record.places.get(record.events[of.event].place?.index())
    };
    let located = || across.mentions.iter().copied().filter_map(|of| Some((of, place(of)?)));
    let key =
        |own: &tacitus_doc::Place| own.geonameid.map_or(own.name.clone(), |id| id.to_string());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, own) in located() {
        *counts.entry(key(own)).or_default() += 1;
    }
    located()
        .map(|(of, own)| {
            let small = -(own.radius_km.unwrap_or(1e4) * 10.0) as i64;
            let exact = i64::from(own.lat.is_some());
            (exact, counts.get(&key(own)).copied().unwrap_or(0), small, std::cmp::Reverse(of), of)
        })
        .max()
        .map(|(.., of)| of)
}
