//! From a report's record to rows.

use crate::StoreError;
use crate::record::{Letters, Pair, Record};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Twelve hexadecimal digits over where something stands: the same after reading again.
pub fn key(document: &str, what: &str, spans: &[Pair]) -> String {
    let mut hash = Sha256::new();
    hash.update(document);
    hash.update([0]);
    hash.update(what);
    for [start, end] in spans {
        hash.update(format!(" {start} {end}"));
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The name under which an actor is one in all reports: its id in the tables of actors, or else its kind,
/// country and name in small letters.
pub fn entity_key(known: Option<&str>, kind: &str, country: Option<&str>, name: &str) -> String {
    match known {
        Some(known) => known.to_owned(),
        None => {
            let name = name.to_lowercase();
            let name = ["the ", "a ", "an "]
                .iter()
                .find_map(|article| name.strip_prefix(article))
                .unwrap_or(&name);
            format!("{kind}:{}:{name}", country.unwrap_or_default())
        }
    }
}

/// What of an actor is overruled in all reports.
#[derive(Clone, Debug, Default)]
pub struct Overrule {
    /// The key of the actor that it is.
    pub is: Option<String>,
    pub name: Option<String>,
    pub kind: Option<String>,
    pub country: Option<String>,
}

/// Where a report's rows are written.
pub struct Place<'r> {
    pub doc: i64,
    pub id: &'r str,
    pub text: &'r str,
    pub model: i64,
    /// By key of the actor.
    pub overruled: &'r HashMap<String, Overrule>,
}

/// Keys of a record's events and claims, in order. Two with the same words are told apart by their number.
pub fn keys(id: &str, record: &Record) -> (Vec<String>, Vec<String>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut once = |what: &str, spans: &[Pair]| {
        let key = key(id, what, spans);
        let n = seen.entry(key.clone()).or_default();
        *n += 1;
        if *n == 1 { key } else { format!("{key}-{n}") }
    };
    let events = record.events.iter().map(|event| once("event", &event.trigger)).collect();
    let claims = record
        .claims
        .iter()
        .map(|claim| {
            let spans: Vec<Pair> = claim.cue.iter().chain(&claim.content).copied().collect();
            once("claim", &spans)
        })
        .collect();
    (events, claims)
}

/// Takes a report's rows away, but for the report itself.
pub fn clear(db: &Connection, doc: i64) -> Result<(), StoreError> {
    let told: Vec<i64> = db
        .prepare_cached(
            "SELECT DISTINCT event FROM mention WHERE doc = ?1 AND event IS NOT NULL ORDER BY event",
        )?
        .query_map([doc], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in ["agreement", "mention", "claim", "toponym", "actor"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE doc = ?1"))?.execute([doc])?;
    }
    for event in told {
        sum_up(db, event)?;
    }
    Ok(())
}

/// Writes what an event's row says of its mentions: which tells most, the dead, whether it is an agreement, and who acts on whom. To be
/// called whenever an event has got or lost mentions.
pub fn sum_up(db: &Connection, event: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE event SET
             teller = (SELECT m.mention FROM event e JOIN mention m ON m.event = e.event WHERE e.event = ?1
                 ORDER BY m.state = 'auto', m.status <> e.status, m.type <> e.type,
                     (SELECT -count(DISTINCT role) FROM participant q WHERE q.mention = m.mention), m.published, m.key LIMIT 1),
             country = (SELECT country FROM place WHERE place.place = event.place),
             agreement = EXISTS (SELECT 1 FROM agreement g JOIN mention m USING (mention) WHERE m.event = ?1)
                 OR EXISTS (SELECT 1 FROM step s WHERE s.agreement = event.id),
             (deaths_low, deaths_high) = (SELECT min(CAST(q.value AS INTEGER)), max(CAST(q.value AS INTEGER))
                 FROM mention m JOIN quantity q USING (mention) WHERE m.event = ?1 AND q.role = 'killed')
         WHERE event = ?1",
    )?
    .execute([event])?;
    db.prepare_cached(
        "UPDATE event SET confidence = (SELECT confidence FROM mention WHERE mention = teller) WHERE event = ?1",
    )?
    .execute([event])?;
    db.prepare_cached("DELETE FROM dyad WHERE event = ?1")?.execute([event])?;
    db.prepare_cached(
        "INSERT OR IGNORE INTO dyad (event, source, target)
         SELECT m.event, a.entity, r.entity FROM mention m JOIN participant a ON a.mention = m.mention AND a.role = 'actor'
         JOIN participant r ON r.mention = m.mention AND r.role = 'recipient'
         WHERE m.event = ?1 AND m.state <> 'rejected' AND a.entity <> r.entity",
    )?
    .execute([event])?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

/// Writes the rows of a record.
pub fn write(db: &Connection, at: &Place<'_>, record: &Record) -> Result<(), StoreError> {
    let letters = Letters::new(at.text);
    let (event_keys, claim_keys) = keys(at.id, record);
    let (mut actors, mut entities) = (HashMap::new(), HashMap::new());
    for actor in &record.actors {
        let own =
            entity_key(actor.known.as_deref(), &actor.kind, actor.country.as_deref(), &actor.name);
        let first = at.overruled.get(&own);
        let key = first.and_then(|over| over.is.clone()).unwrap_or_else(|| own.clone());
        let over = at.overruled.get(&key).or(first);
        let name = over.and_then(|over| over.name.as_ref()).unwrap_or(&actor.name);
        let kind = over.and_then(|over| over.kind.as_ref()).unwrap_or(&actor.kind);
        let country = over.and_then(|over| over.country.as_ref()).or(actor.country.as_ref());
        let known = (key == own).then_some(actor.known.as_ref()).flatten();
        let entity = entity(db, &key, name, kind, known, country)?;
        if let Some(over) = over.filter(|over| over.name.is_some() || over.kind.is_some()) {
            let sql = "UPDATE entity SET name = coalesce(?2, name), kind = coalesce(?3, kind) WHERE entity = ?1";
            db.prepare_cached(sql)?.execute(params![entity, over.name, over.kind])?;
        }
        db.prepare_cached(
            "INSERT INTO actor (doc, ref, entity, name, kind, sector, country, known, code, role, mentions, called, corrected, model)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            at.doc, actor.id, entity, name, kind, actor.sector, country, known, actor.code, actor.role,
            json(&actor.mentions)?, json(&actor.called)?, i64::from(over.is_some()), at.model
        ])?;
        actors.insert(actor.id.as_str(), db.last_insert_rowid());
        entities.insert(actor.id.as_str(), entity);
    }
    let mut places = HashMap::new();
    for place in &record.places {
        let id = self::place(db, place)?;
        db.prepare_cached(
            "INSERT INTO toponym (doc, ref, place, name, mentions, confidence, model) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![at.doc, place.id, id, place.name, json(&place.mentions)?, place.confidence, at.model])?;
        places.insert(place.id.as_str(), id);
    }
    let mut claims = HashMap::new();
    for (claim, key) in record.claims.iter().zip(&claim_keys) {
        db.prepare_cached(
            "INSERT INTO claim (doc, ref, key, parent, speaker, via, source, cue, content, form, act, commitment, confidence, state, model,
                 published, outlet)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, published, publisher FROM document WHERE doc = ?1",
        )?
        .execute(params![
            at.doc, claim.id, key, claim.parent,
            claim.speaker.as_deref().and_then(|id| actors.get(id)),
            json(&claim.via)?, json(&claim.source)?, json(&claim.cue)?, json(&claim.content)?,
            claim.form, claim.act, claim.commitment, claim.confidence,
            claim.state.as_deref().unwrap_or("auto"), at.model
        ])?;
        claims.insert(claim.id.as_str(), db.last_insert_rowid());
    }
    let mut mentions = HashMap::new();
    for (event, key) in record.events.iter().zip(&event_keys) {
        let sentence = record.sentences.get(event.sentence).copied().unwrap_or([0, 0]);
        let date = event.date.clone().unwrap_or_default();
        let place = |id: &Option<String>| id.as_deref().and_then(|id| places.get(id));
        db.prepare_cached(
            "INSERT INTO mention (doc, ref, key, type, mode, own_type, cameo, contexts, trigger, trigger_text, sentence_start,
                 sentence_end, place, place_from, origin, destination, date_start, date_end, date_from, date_precision, status,
                 confidence, state, model, published, outlet)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
                 published, publisher FROM document WHERE doc = ?1",
        )?
        .execute(params![
            at.doc, event.id, key, event.event_type, event.mode, event.own_type, event.cameo, json(&event.contexts)?,
            json(&event.trigger)?, letters.phrase(&event.trigger), sentence[0], sentence[1],
            place(&event.place), event.place_from, place(&event.origin), place(&event.destination),
            date.start, date.end, date.from, date.precision, event.status, event.confidence,
            event.state.as_deref().unwrap_or("auto"), at.model
        ])?;
        let mention = db.last_insert_rowid();
        mentions.insert(event.id.as_str(), mention);
        for (role, parts) in [("actor", &event.actors), ("recipient", &event.recipients)] {
            for (n, part) in parts.iter().enumerate() {
                let id = part.actor.as_deref();
                db.prepare_cached(
                    "INSERT INTO participant (mention, role, n, actor, entity, span, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    mention, role, n as i64, id.and_then(|id| actors.get(id)), id.and_then(|id| entities.get(id)),
                    json(&part.span)?, letters.words(part.span)
                ])?;
            }
        }
        for (n, quantity) in event.quantities.iter().enumerate() {
            db.prepare_cached("INSERT INTO quantity (mention, n, thing, value, bound, role, span) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute(params![mention, n as i64, quantity.of, quantity.value, quantity.bound, quantity.role, json(&quantity.span)?])?;
        }
        for claim in event.claims.iter().filter_map(|id| claims.get(id.as_str())) {
            db.prepare_cached(
                "INSERT OR IGNORE INTO mention_claim (mention, claim, entity)
                 VALUES (?1, ?2, (SELECT a.entity FROM claim c JOIN actor a ON a.actor = c.speaker WHERE c.claim = ?2))",
            )?
            .execute([mention, *claim])?;
        }
    }
    for agreement in &record.agreements {
        let Some(mention) = mentions.get(agreement.event.as_str()) else { continue };
        db.prepare_cached(
            "INSERT INTO agreement (doc, ref, mention, parties, terms, reactions, model) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            at.doc, agreement.id, mention, json(&agreement.parties)?, json(&agreement.terms)?,
            json(&agreement.reactions)?, at.model
        ])?;
    }
    Ok(())
}

fn entity(
    db: &Connection,
    key: &str,
    name: &str,
    kind: &str,
    known: Option<&String>,
    country: Option<&String>,
) -> Result<i64, StoreError> {
    let found: Option<(i64, String, String)> = db
        .prepare_cached("SELECT entity, name, kind FROM entity WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((entity, own_name, own_kind)) = found {
        // The longest name stays, whichever report came first; of equally long ones the first in the alphabet.
        let better = |new: &str, old: &str| (old.len(), new) < (new.len(), old);
        if better(name, &own_name) || kind < own_kind.as_str() {
            let name = if better(name, &own_name) { name } else { &own_name };
            let kind = kind.min(&own_kind);
            db.prepare_cached("UPDATE entity SET name = ?2, kind = ?3 WHERE entity = ?1")?
                .execute(params![entity, name, kind])?;
        }
        return Ok(entity);
    }
    db.prepare_cached(
        "INSERT INTO entity (key, name, kind, known, country) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![key, name, kind, known, country])?;
    Ok(db.last_insert_rowid())
}

fn place(db: &Connection, place: &crate::record::Place) -> Result<i64, StoreError> {
    // Where the gazetteer knows nothing, the name and country are all there is. Points at a distance from a
    // place (*10 km south of X*) have no number of their own, so their coordinates count.
    let country = place.country.as_deref().unwrap_or_default();
    let key = match (place.geonameid, place.lat, place.lon) {
        (Some(id), ..) => format!("g{id}"),
        (None, Some(lat), Some(lon)) => {
            format!("{}:{country}:{lat:.3}:{lon:.3}", place.name.to_lowercase())
        }
        _ => format!("{}:{country}", place.name.to_lowercase()),
    };
    let found = db
        .prepare_cached("SELECT place FROM place WHERE key = ?1")?
        .query_row([&key], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    let name = place.gazetteer_name.as_ref().unwrap_or(&place.name);
    db.prepare_cached(
        "INSERT INTO place (key, name, geonameid, lat, lon, country, admin1, feature, radius_km) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![key, name, place.geonameid, place.lat, place.lon, place.country, place.admin1, place.feature, place.radius_km])?;
    // The trigger that keeps the box index writes last, but into another table's rowid.
    let id = db
        .prepare_cached("SELECT place FROM place WHERE key = ?1")?
        .query_row([&key], |row| row.get(0))?;
    Ok(id)
}
