//! FollowTheMoney (4.11), one entity a line: reports are Articles, with a Mention for each actor;
//! events are Events, whose `proof` they are; claims are Notes on the events, with the speaker as
//! publisher.
//!
//! An Event has no roles, so that actors and recipients are both `involved`, and `description`
//! tells who is which. Ids are hashes of our keys: the same store gives the same ids. Every entity
//! that is pointed at is in the file.

use super::{Count, Job, Tally, codes, day, line};
use crate::StoreError;
use crate::query::{ClaimRow, EventRow, Someone, Told};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Forty hexadecimal digits over a kind and a key.
fn id(kind: &str, key: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(kind);
    hash.update([0]);
    hash.update(key);
    hash.finalize().iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

/// Properties of an entity: each a list of strings, without what is empty or said before.
#[derive(Default)]
struct Properties(Map<String, Value>);

impl Properties {
    fn add<V: AsRef<str>>(&mut self, name: &str, values: impl IntoIterator<Item = V>) {
        for value in values {
            let value = value.as_ref().trim();
            if value.is_empty() {
                continue;
            }
            let list = self.0.entry(name).or_insert_with(|| json!([]));
            if let Value::Array(list) = list
                && !list.iter().any(|held| held == value)
            {
                list.push(value.into());
            }
        }
    }
}

struct Entities<'e, 'w> {
    out: &'e mut Tally<'w>,
    count: Count,
    reports: HashSet<i64>,
    actors: HashSet<i64>,
    events: HashSet<String>,
}

impl Entities<'_, '_> {
    fn put(&mut self, id: &str, schema: &str, properties: Properties) -> Result<(), StoreError> {
        self.count.rows += 1;
        line(self.out, &json!({"id": id, "schema": schema, "properties": properties.0}))
    }

    /// The article of a report, written when it is first needed; its id.
    fn article(&mut self, job: &Job<'_>, doc: i64) -> Result<String, StoreError> {
        let head = job.store.head(doc)?;
        let own = id("report", &head.id);
        if self.reports.insert(doc) {
            let mut of = Properties::default();
            of.add("fileName", [&head.id]);
            of.add("title", head.title.as_ref());
            of.add("author", head.author.as_ref());
            of.add("publisher", head.publisher.as_ref());
            of.add("sourceUrl", head.url.as_deref().filter(|url| is_web(url)));
            of.add("language", head.language.as_deref().and_then(language));
            let published = head.published.as_deref();
            of.add("publishedAt", published.filter(|text| day(Some(text)).is_some()));
            of.add("bodyText", [&head.text]);
            self.put(&own, "Article", of)?;
        }
        Ok(own)
    }

    /// An actor, written when it is first needed; its id.
    fn actor(&mut self, one: &Someone) -> Result<String, StoreError> {
        let own = id("actor", &one.key);
        if self.actors.insert(one.entity) {
            let mut of = Properties::default();
            of.add("name", [name_of(one)]);
            of.add("country", [codes::country(one.country.as_deref()).iso2.to_lowercase()]);
            self.put(&own, schema(&one.kind), of)?;
        }
        Ok(own)
    }
}

/// An entity must have a name.
fn name_of(one: &Someone) -> &str {
    if one.name.trim().is_empty() { "?" } else { &one.name }
}

fn schema(kind: &str) -> &'static str {
    match kind {
        "person" => "Person",
        "state" | "government" | "legislature" | "court" | "state_forces" => "PublicBody",
        "armed_group" | "party" | "organisation" | "intergovernmental" | "media" => "Organization",
        "company" => "Company",
        _ => "LegalEntity",
    }
}

/// Only addresses of the web are such to FollowTheMoney.
fn is_web(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.and_then(|rest| rest.split(['/', '?', '#']).next())
        .is_some_and(|host| host.contains('.') && !host.contains(char::is_whitespace))
}

/// ISO 639-3, which FollowTheMoney writes, of the languages that news agencies write in most.
fn language(code: &str) -> Option<&'static str> {
    let two = code.get(..2).filter(|_| code.len() == 2 || code.get(2..3) == Some("-"))?;
    Some(match two {
        "ar" => "ara",
        "de" => "deu",
        "en" => "eng",
        "es" => "spa",
        "fa" => "fas",
        "fr" => "fra",
        "it" => "ita",
        "pt" => "por",
        "ru" => "rus",
        "tr" => "tur",
        "uk" => "ukr",
        "zh" => "zho",
        _ => return None,
    })
}

/// Writes the entities.
pub fn write(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let mut entities = Entities {
        out,
        count: Count::default(),
        reports: HashSet::new(),
        actors: HashSet::new(),
        events: HashSet::new(),
    };
    job.each_event(|key, row| event(&mut entities, job, key, &row))?;
    for (doc, report) in job.store.reports_with(job.filter, true)? {
        let article = entities.article(job, doc)?;
        for one in job.store.actors_in(doc)? {
            let actor = entities.actor(&one)?;
            let mut of = Properties::default();
            of.add("document", [&article]);
            of.add("name", [name_of(&one)]);
            of.add("resolved", [&actor]);
            of.add("detectedSchema", [schema(&one.kind)]);
            of.add("contextCountry", [codes::country(one.country.as_deref()).iso2.to_lowercase()]);
            entities.put(&id("mention", &format!("{report} {}", one.key)), "Mention", of)?;
        }
        for claim in job.store.claims_in(doc, job.filter)? {
            note(&mut entities, &claim, &article)?;
        }
    }
    Ok(entities.count)
}

fn event(
    entities: &mut Entities<'_, '_>,
    job: &Job<'_>,
    key: i64,
    row: &EventRow,
) -> Result<(), StoreError> {
    let told = job.store.told(key)?;
    let known = job.store.actors_in(told.doc)?;
    let mut of = Properties::default();
    of.add("name", [title(row)]);
    of.add("summary", [&row.sentence]);
    of.add("description", description(row));
    let days = [row.date_start.as_deref(), row.date_end.as_deref()];
    for (name, text) in ["startDate", "endDate"].into_iter().zip(days) {
        of.add(name, text.filter(|text| day(Some(text)).is_some()));
    }
    of.add("location", row.place.as_ref());
    of.add("country", [codes::country(row.country.as_deref()).iso2.to_lowercase()]);
    of.add("keywords", [&row.r#type]);
    of.add("keywords", row.mode.as_ref());
    of.add("keywords", &told.contexts);
    of.add("notes", [format!("status: {}", row.status)]);
    of.add("involved", involved(entities, &told, &known)?);
    of.add("namesMentioned", told.actors.iter().chain(&told.recipients).map(|party| &party.name));
    let mut proof = Vec::new();
    for doc in job.store.reports_of(key)? {
        proof.push(entities.article(job, doc)?);
    }
    of.add("proof", proof);
    of.add("publisher", row.outlet.as_ref());
    of.add("sourceUrl", row.url.as_deref().filter(|url| is_web(url)));
    of.add("recordId", [&row.id]);
    entities.events.insert(row.id.clone());
    entities.put(&id("event", &row.id), "Event", of)
}

/// Ids of those who take part.
fn involved(
    entities: &mut Entities<'_, '_>,
    told: &Told,
    known: &[Someone],
) -> Result<Vec<String>, StoreError> {
    let mut ids = Vec::new();
    for (entity, _) in
        told.actors.iter().chain(&told.recipients).filter_map(|party| party.entity.as_ref())
    {
        if let Some(one) = known.iter().find(|one| one.entity == *entity) {
            ids.push(entities.actor(one)?);
        }
    }
    Ok(ids)
}

/// Type, who, to whom, where.
fn title(row: &EventRow) -> String {
    let mut title = row.r#type.clone();
    if let Some(mode) = &row.mode {
        title.push_str(&format!(" ({mode})"));
    }
    let mut parts = Vec::new();
    if !row.actors.is_empty() {
        parts.push(format!("by {}", row.actors.join(", ")));
    }
    if !row.recipients.is_empty() {
        parts.push(format!("to {}", row.recipients.join(", ")));
    }
    parts.extend(row.place.as_ref().map(|place| format!("at {place}")));
    match parts.is_empty() {
        true => title,
        false => format!("{title}: {}", parts.join(" ")),
    }
}

/// Who is which, and according to whom.
fn description(row: &EventRow) -> Vec<String> {
    let lists =
        [("actor", &row.actors), ("recipient", &row.recipients), ("according to", &row.speakers)];
    lists
        .into_iter()
        .flat_map(|(role, names)| names.iter().map(move |name| format!("{role}: {name}")))
        .collect()
}

fn note(
    entities: &mut Entities<'_, '_>,
    claim: &ClaimRow,
    article: &str,
) -> Result<(), StoreError> {
    let mut of = Properties::default();
    of.add("description", [&claim.content]);
    let says = [claim.speaker.as_deref().unwrap_or_default(), &claim.cue].join(" ");
    of.add("summary", [says]);
    of.add("keywords", [&claim.act]);
    of.add("publisher", claim.speaker.as_ref());
    // Events that the filter did not find are not in the file.
    let told = claim.events.iter().filter(|event| entities.events.contains(*event));
    let about: Vec<String> = told.map(|event| id("event", event)).collect();
    match about.is_empty() {
        true => of.add("entity", [article]),
        false => of.add("entity", about),
    }
    of.add("proof", [article]);
    entities.put(&id("claim", &claim.id), "Note", of)
}
