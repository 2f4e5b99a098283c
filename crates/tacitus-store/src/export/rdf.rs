//! TriG: events in the Simple Event Model, where each stands as somebody's word (PROV-O).
//!
//! The statements of a mention (who did what to whom, where, when) stand in the named graph of each
//! claim that it is reported under, which is attributed to the speaker and derived from the report;
//! what a report says in its own voice stands in a graph of the report, attributed to its outlet.
//! The default graph asserts no event: it tells only that there is one that is told of, how many
//! sources assert, deny and doubt it, and on which words each mention rests (Web Annotation
//! selectors, code points). No blank nodes, so that the same store gives the same bytes.

use super::annotations::{Quote, Report};
use super::{Count, Job, Tally, day, point, unwritten};
use crate::Filter;
use crate::StoreError;
use crate::query::{ClaimRow, EventRow, Head, InRole, MentionRow, Spot};
use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, QuadRef, Term};
use oxttl::TriGSerializer;
use oxttl::trig::WriterTriGSerializer;
use std::collections::{BTreeSet, HashMap, HashSet};

const SEM: &str = "http://semanticweb.cs.vu.nl/2009/11/sem/";
const PROV: &str = "http://www.w3.org/ns/prov#";
const OA: &str = "http://www.w3.org/ns/oa#";
const DCT: &str = "http://purl.org/dc/terms/";
const GEO: &str = "http://www.w3.org/2003/01/geo/wgs84_pos#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const TERM: &str = "urn:tacitus:term:";
const PLOVER: &str = "urn:tacitus:plover:";

/// A name of ours, `urn:tacitus:event:2f…`: all but letters, digits and `-._~` is percent-encoded.
pub fn urn(kind: &str, id: &str) -> String {
    let mut urn = format!("urn:tacitus:{kind}:");
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                urn.push(char::from(byte));
            }
            other => urn.push_str(&format!("%{other:02X}")),
        }
    }
    urn
}

/// Whether an address can be written as one.
pub fn is_iri(text: &str) -> bool {
    NamedNode::new(text).is_ok()
}

fn node(kind: &str, id: &str) -> NamedNode {
    NamedNode::new_unchecked(urn(kind, id))
}

fn term(space: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{space}{name}"))
}

fn whole(n: i64) -> Term {
    Literal::new_typed_literal(n.to_string(), xsd::INTEGER).into()
}

fn text(words: &str) -> Term {
    Literal::new_simple_literal(words).into()
}

fn date(text: &str) -> Option<Term> {
    let day = day(Some(text))?;
    Some(Literal::new_typed_literal(day.to_string(), xsd::DATE).into())
}

/// The file that is being written, and what has been described in it.
struct Trig<'t, 'w> {
    out: WriterTriGSerializer<&'t mut Tally<'w>>,
    quads: u64,
    described: HashSet<NamedNode>,
}

impl Trig<'_, '_> {
    fn add(
        &mut self,
        graph: &GraphName,
        subject: &NamedNode,
        predicate: &NamedNode,
        object: impl Into<Term>,
    ) -> Result<(), StoreError> {
        let object = object.into();
        self.quads += 1;
        let quad = QuadRef::new(subject, predicate, &object, graph);
        self.out.serialize_quad(quad).map_err(unwritten)
    }

    /// In the default graph.
    fn tell(
        &mut self,
        subject: &NamedNode,
        predicate: &NamedNode,
        object: impl Into<Term>,
    ) -> Result<(), StoreError> {
        self.add(&GraphName::DefaultGraph, subject, predicate, object)
    }

    fn is(&mut self, subject: &NamedNode, class: NamedNode) -> Result<(), StoreError> {
        self.tell(subject, &rdf::TYPE.into_owned(), class)
    }

    /// Whether it has not been described before.
    fn is_new(&mut self, subject: &NamedNode) -> bool {
        self.described.insert(subject.clone())
    }

    fn label(&mut self, subject: &NamedNode, words: &str) -> Result<(), StoreError> {
        self.tell(subject, &rdfs::LABEL.into_owned(), text(words))
    }
}

/// Writes the graphs.
pub fn write(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let mut serializer = TriGSerializer::new();
    let prefixes = [
        ("sem", SEM),
        ("prov", PROV),
        ("oa", OA),
        ("dct", DCT),
        ("geo", GEO),
        ("owl", OWL),
        ("t", TERM),
        ("plover", PLOVER),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ];
    for (name, space) in prefixes {
        serializer = serializer.with_prefix(name, space).map_err(unwritten)?;
    }
    let mut trig = Trig { out: serializer.for_writer(out), quads: 0, described: HashSet::new() };
    job.each_event(|_, row| of_event(&mut trig, &row))?;
    for (doc, _) in job.store.reports_with(job.filter, true)? {
        of_report(&mut trig, job, doc)?;
    }
    let count = Count { rows: trig.quads, ..Count::default() };
    trig.out.finish().map_err(unwritten)?;
    Ok(count)
}

/// That there is such an event that is told of. Nothing here says that it happened.
fn of_event(trig: &mut Trig<'_, '_>, row: &EventRow) -> Result<(), StoreError> {
    let event = node("event", &row.id);
    trig.is(&event, term(SEM, "Event"))?;
    trig.tell(&event, &term(TERM, "toldAs"), text(&row.status))?;
    for (name, n) in [
        ("reports", row.reports),
        ("assertedBy", row.sources),
        ("deniedBy", row.denied_by),
        ("doubtedBy", row.doubted_by),
    ] {
        trig.tell(&event, &term(TERM, name), whole(n))?;
    }
    let disputed = Literal::new_typed_literal(row.disputed.to_string(), xsd::BOOLEAN);
    trig.tell(&event, &term(TERM, "disputed"), disputed)?;
    trig.tell(&event, &term(TERM, "story"), node("story", &row.story))
}

fn of_report(trig: &mut Trig<'_, '_>, job: &Job<'_>, doc: i64) -> Result<(), StoreError> {
    let head = job.store.head(doc)?;
    let report = node("report", &head.id);
    describe_report(trig, &report, &head)?;
    let mentions = job.store.mentions_in(doc, job.filter)?;
    let mut under: HashMap<String, Vec<String>> = HashMap::new();
    for (mention, claim) in job.store.claims_of_mentions(doc)? {
        under.entry(mention).or_default().push(claim);
    }
    // Claims that the filter finds, and those under which the mentions stand that it finds.
    let mut wanted: BTreeSet<String> =
        job.store.claims_in(doc, job.filter)?.into_iter().map(|claim| claim.id).collect();
    for mention in &mentions {
        wanted.extend(under.get(&mention.id).into_iter().flatten().cloned());
    }
    let mut claims = job.store.claims_in(doc, job.filter)?;
    claims.extend(job.store.claims_in(doc, &Filter::default())?);
    let mut seen = HashSet::new();
    claims.retain(|claim| wanted.contains(&claim.id) && seen.insert(claim.id.clone()));
    let quoted = Report::new(&head);
    let speakers: HashMap<String, (String, String)> = job
        .store
        .speakers_in(doc)?
        .into_iter()
        .map(|(claim, key, name)| (claim, (key, name)))
        .collect();
    for claim in &claims {
        let spoken = speakers.get(&claim.id);
        describe_claim(trig, &report, claim, spoken, &quoted.quotes(&claim.spans))?;
    }
    let voice = node("voice", &head.id);
    if mentions.iter().any(|mention| !under.contains_key(&mention.id)) {
        trig.is(&voice, term(PROV, "Bundle"))?;
        trig.tell(&voice, &term(PROV, "wasDerivedFrom"), report.clone())?;
        if let Some(outlet) = &head.publisher {
            trig.tell(&voice, &term(PROV, "wasAttributedTo"), node("outlet", outlet))?;
        }
    }
    for mention in &mentions {
        describe_mention(trig, &report, mention, &quoted.quotes(&mention.spans))?;
    }
    let mut parties: HashMap<String, Vec<InRole>> = HashMap::new();
    for party in job.store.parties_in(doc)? {
        if let Some(key) = &party.actor {
            describe_actor(trig, key, &party.name)?;
        }
        parties.entry(party.mention.clone()).or_default().push(party);
    }
    let mut spots: HashMap<String, Spot> = HashMap::new();
    for (mention, spot) in job.store.places_in(doc)? {
        describe_place(trig, &spot)?;
        spots.insert(mention, spot);
    }
    // Graph by graph, so that each is opened once a report.
    let graphs = claims.iter().map(|claim| (node("claim", &claim.id), Some(&claim.id)));
    for (graph, claim) in graphs.chain([(voice, None)]) {
        for mention in &mentions {
            let stands_here = match (under.get(&mention.id), claim) {
                (Some(claims), Some(claim)) => claims.contains(claim),
                (None, None) => true,
                _ => false,
            };
            if stands_here {
                let parties = parties.get(&mention.id).map(Vec::as_slice).unwrap_or_default();
                let graph = GraphName::from(graph.clone());
                state(trig, &graph, mention, parties, spots.get(&mention.id))?;
            }
        }
    }
    Ok(())
}

/// The event that a mention is of; before reports are compared, the mention itself.
fn event_of(mention: &MentionRow) -> NamedNode {
    match &mention.event {
        Some(event) => node("event", event),
        None => node("mention", &mention.id),
    }
}

/// What a mention states.
fn state(
    trig: &mut Trig<'_, '_>,
    graph: &GraphName,
    mention: &MentionRow,
    parties: &[InRole],
    spot: Option<&Spot>,
) -> Result<(), StoreError> {
    let event = event_of(mention);
    trig.add(graph, &event, &rdf::TYPE.into_owned(), term(SEM, "Event"))?;
    let event_type = NamedNode::new_unchecked(urn("plover", &mention.r#type));
    trig.add(graph, &event, &term(SEM, "eventType"), event_type)?;
    if let Some(mode) = &mention.mode {
        trig.add(graph, &event, &term(TERM, "mode"), text(mode))?;
    }
    trig.add(graph, &event, &term(TERM, "status"), text(&mention.status))?;
    for party in parties {
        match &party.actor {
            Some(key) => {
                let actor = node("actor", key);
                trig.add(graph, &event, &term(SEM, "hasActor"), actor.clone())?;
                trig.add(graph, &event, &term(TERM, &party.role), actor)?;
            }
            None => {
                let called = format!("{}Words", party.role);
                trig.add(graph, &event, &term(TERM, &called), text(&party.name))?;
            }
        }
    }
    if let Some(spot) = spot {
        trig.add(graph, &event, &term(SEM, "hasPlace"), node("place", &spot.key))?;
    }
    let (start, end) = (&mention.date_start, &mention.date_end);
    if start == end {
        if let Some(day) = start.as_deref().and_then(date) {
            trig.add(graph, &event, &term(SEM, "hasTimeStamp"), day)?;
        }
    } else {
        let ends = [("hasBeginTimeStamp", start), ("hasEndTimeStamp", end)];
        for (name, day) in ends {
            if let Some(day) = day.as_deref().and_then(date) {
                trig.add(graph, &event, &term(SEM, name), day)?;
            }
        }
    }
    for quantity in &mention.quantities {
        trig.add(graph, &event, &term(TERM, "quantity"), text(quantity))?;
    }
    Ok(())
}

fn describe_report(
    trig: &mut Trig<'_, '_>,
    report: &NamedNode,
    head: &Head,
) -> Result<(), StoreError> {
    trig.is(report, term(PROV, "Entity"))?;
    for (name, value) in
        [("title", &head.title), ("creator", &head.author), ("language", &head.language)]
    {
        if let Some(value) = value {
            trig.tell(report, &term(DCT, name), text(value))?;
        }
    }
    if let Some(day) = head.published.as_deref().and_then(date) {
        trig.tell(report, &term(DCT, "issued"), day)?;
    }
    if let Some(url) = &head.url {
        let value = NamedNode::new(url).map_or_else(|_| text(url), Term::from);
        trig.tell(report, &term(DCT, "source"), value)?;
    }
    trig.tell(report, &term(TERM, "sha256"), text(&head.sha256))?;
    if let Some(outlet) = &head.publisher {
        let agent = node("outlet", outlet);
        trig.tell(report, &term(PROV, "wasAttributedTo"), agent.clone())?;
        if trig.is_new(&agent) {
            trig.is(&agent, term(PROV, "Agent"))?;
            trig.label(&agent, outlet)?;
        }
    }
    Ok(())
}

fn describe_actor(trig: &mut Trig<'_, '_>, key: &str, name: &str) -> Result<NamedNode, StoreError> {
    let actor = node("actor", key);
    if trig.is_new(&actor) {
        trig.is(&actor, term(SEM, "Actor"))?;
        trig.is(&actor, term(PROV, "Agent"))?;
        trig.label(&actor, name)?;
    }
    Ok(actor)
}

fn describe_place(trig: &mut Trig<'_, '_>, spot: &Spot) -> Result<(), StoreError> {
    let place = node("place", &spot.key);
    if !trig.is_new(&place) {
        return Ok(());
    }
    trig.is(&place, term(SEM, "Place"))?;
    trig.label(&place, &spot.name)?;
    if let Some((lat, lon)) = point(spot.lat, spot.lon) {
        for (name, degrees) in [("lat", lat), ("long", lon)] {
            let degrees = Literal::new_typed_literal(degrees.to_string(), xsd::DECIMAL);
            trig.tell(&place, &term(GEO, name), degrees)?;
        }
    }
    if let Some(country) = &spot.country {
        trig.tell(&place, &term(TERM, "country"), text(country))?;
    }
    if let Some(id) = spot.geonameid {
        let id = NamedNode::new_unchecked(format!("https://sws.geonames.org/{id}/"));
        trig.tell(&place, &term(OWL, "sameAs"), id)?;
    }
    Ok(())
}

fn describe_claim(
    trig: &mut Trig<'_, '_>,
    report: &NamedNode,
    claim: &ClaimRow,
    speaker: Option<&(String, String)>,
    quotes: &[Quote<'_>],
) -> Result<(), StoreError> {
    let graph = node("claim", &claim.id);
    trig.is(&graph, term(PROV, "Bundle"))?;
    trig.is(&graph, term(TERM, "Claim"))?;
    trig.tell(&graph, &term(PROV, "wasDerivedFrom"), report.clone())?;
    trig.tell(&graph, &term(TERM, "act"), text(&claim.act))?;
    trig.tell(&graph, &term(TERM, "form"), text(&claim.form))?;
    if let Some(commitment) = &claim.commitment {
        trig.tell(&graph, &term(TERM, "commitment"), text(commitment))?;
    }
    confidence(trig, &graph, claim.confidence)?;
    if let Some((key, name)) = speaker {
        let speaker = describe_actor(trig, key, name)?;
        trig.tell(&graph, &term(PROV, "wasAttributedTo"), speaker)?;
    }
    evidence(trig, &graph, report, quotes)
}

fn describe_mention(
    trig: &mut Trig<'_, '_>,
    report: &NamedNode,
    mention: &MentionRow,
    quotes: &[Quote<'_>],
) -> Result<(), StoreError> {
    let own = node("mention", &mention.id);
    trig.is(&own, term(OA, "Annotation"))?;
    if mention.event.is_some() {
        trig.tell(&own, &term(OA, "hasBody"), event_of(mention))?;
    }
    confidence(trig, &own, mention.confidence)?;
    if !mention.model.is_empty() {
        let model = node("model", &mention.model);
        trig.tell(&own, &term(PROV, "wasAttributedTo"), model.clone())?;
        if trig.is_new(&model) {
            trig.is(&model, term(PROV, "SoftwareAgent"))?;
            trig.label(&model, &mention.model)?;
        }
    }
    trig.tell(&own, &term(TERM, "sentence"), text(&mention.sentence))?;
    evidence(trig, &own, report, quotes)
}

fn confidence(trig: &mut Trig<'_, '_>, subject: &NamedNode, value: f64) -> Result<(), StoreError> {
    let value = Literal::new_typed_literal(value.to_string(), xsd::DECIMAL);
    trig.tell(subject, &term(TERM, "confidence"), value)
}

/// The words that something rests on.
fn evidence(
    trig: &mut Trig<'_, '_>,
    subject: &NamedNode,
    report: &NamedNode,
    quotes: &[Quote<'_>],
) -> Result<(), StoreError> {
    for (n, quote) in quotes.iter().enumerate() {
        let part =
            |name: &str| NamedNode::new_unchecked(format!("{}#{name}-{}", subject.as_str(), n + 1));
        let (target, at, words) = (part("target"), part("position"), part("quote"));
        trig.tell(subject, &term(OA, "hasTarget"), target.clone())?;
        trig.tell(&target, &term(OA, "hasSource"), report.clone())?;
        trig.tell(&target, &term(OA, "hasSelector"), at.clone())?;
        trig.tell(&target, &term(OA, "hasSelector"), words.clone())?;
        trig.is(&at, term(OA, "TextPositionSelector"))?;
        for (name, point) in [("start", quote.start), ("end", quote.end)] {
            let point = Literal::new_typed_literal(point.to_string(), NON_NEGATIVE);
            trig.tell(&at, &term(OA, name), point)?;
        }
        trig.is(&words, term(OA, "TextQuoteSelector"))?;
        for (name, value) in
            [("exact", quote.exact), ("prefix", quote.prefix), ("suffix", quote.suffix)]
        {
            trig.tell(&words, &term(OA, name), text(value))?;
        }
    }
    Ok(())
}

const NON_NEGATIVE: NamedNodeRef<'_> = xsd::NON_NEGATIVE_INTEGER;
