//! W3C Web Annotations (JSON-LD), one a line: one for each mention of an event, on the words that
//! state it, and one for each claim, on the words that are attributed.
//!
//! Positions are code points into the text as it was extracted, whose SHA-256 stands in the
//! target's state; the quotation with 32 characters before and after finds the words again where
//! another program extracts otherwise.

use super::{Count, Job, Tally, line};
use crate::StoreError;
use crate::query::{ClaimRow, Head, MentionRow};
use crate::record::Pair;
use serde_json::{Value, json};
use tacitus_doc::CodePoints;

/// How many characters stand before and after a quotation.
const AROUND: usize = 32;

/// Writes the annotations.
pub fn write(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let mut count = Count::default();
    for (doc, _) in job.store.reports_with(job.filter, true)? {
        let head = job.store.head(doc)?;
        let report = Report::new(&head);
        for mention in job.store.mentions_in(doc, job.filter)? {
            let targets = report.targets(&mention.spans);
            let annotation = of_mention(&mention, targets);
            one(out, &mut count, annotation)?;
        }
        for claim in job.store.claims_in(doc, job.filter)? {
            let targets = report.targets(&claim.spans);
            one(out, &mut count, of_claim(&claim, targets))?;
        }
    }
    Ok(count)
}

/// An annotation of nothing says nothing: those without words are counted as left out.
fn one(
    out: &mut Tally<'_>,
    count: &mut Count,
    annotation: Option<Value>,
) -> Result<(), StoreError> {
    match annotation {
        Some(annotation) => {
            count.rows += 1;
            line(out, &annotation)
        }
        None => {
            count.left_out += 1;
            Ok(())
        }
    }
}

/// A report whose words are quoted.
pub struct Report<'h> {
    head: &'h Head,
    points: CodePoints<'h>,
    length: usize,
}

/// Words with their surroundings.
pub struct Quote<'h> {
    pub start: usize,
    pub end: usize,
    pub exact: &'h str,
    pub prefix: &'h str,
    pub suffix: &'h str,
}

impl<'h> Report<'h> {
    pub fn new(head: &'h Head) -> Report<'h> {
        let points = CodePoints::new(&head.text);
        Report { head, points, length: head.text.chars().count() }
    }

    fn slice(&self, start: usize, end: usize) -> Option<&'h str> {
        let (start, end) = (self.points.to_byte(start)?, self.points.to_byte(end)?);
        self.head.text.get(start..end)
    }

    /// Nothing where the span does not fit the text, or is empty.
    pub fn quote(&self, [start, end]: Pair) -> Option<Quote<'h>> {
        let exact = self.slice(start, end).filter(|words| !words.is_empty())?;
        let prefix = self.slice(start.saturating_sub(AROUND), start)?;
        let suffix = self.slice(end, end.saturating_add(AROUND).min(self.length))?;
        Some(Quote { start, end, exact, prefix, suffix })
    }

    /// Quotations of all spans that fit the text.
    pub fn quotes(&self, spans: &Value) -> Vec<Quote<'h>> {
        let spans: Vec<Pair> = serde_json::from_value(spans.clone()).unwrap_or_default();
        spans.into_iter().filter_map(|span| self.quote(span)).collect()
    }

    fn targets(&self, spans: &Value) -> Vec<Value> {
        let source = match &self.head.url {
            Some(url) if super::rdf::is_iri(url) => url.clone(),
            _ => super::rdf::urn("report", &self.head.id),
        };
        let cached = format!("urn:sha256:{}", self.head.sha256);
        let target = |quote: Quote<'_>| {
            json!({
                "type": "SpecificResource",
                "source": source,
                "state": {"type": "TimeState", "cached": cached},
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix
                    },
                    {"type": "TextPositionSelector", "start": quote.start, "end": quote.end}
                ]
            })
        };
        self.quotes(spans).into_iter().map(target).collect()
    }
}

fn tag(value: &str) -> Value {
    json!({"type": "TextualBody", "purpose": "tagging", "value": value})
}

fn thing(kind: &str, id: &str) -> Value {
    let source = super::rdf::urn(kind, id);
    json!({"type": "SpecificResource", "purpose": "identifying", "source": source})
}

fn annotation(
    id: String,
    motivation: &str,
    model: &str,
    body: Vec<Value>,
    mut targets: Vec<Value>,
) -> Option<Value> {
    let target = match targets.len() {
        0 => return None,
        1 => targets.remove(0),
        _ => Value::Array(targets),
    };
    Some(json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": id,
        "type": "Annotation",
        "motivation": motivation,
        "creator": {"type": "Software", "name": model},
        "body": body,
        "target": target,
    }))
}

fn of_mention(mention: &MentionRow, targets: Vec<Value>) -> Option<Value> {
    let mut body: Vec<Value> = mention.event.iter().map(|event| thing("event", event)).collect();
    body.push(tag(&mention.r#type));
    body.extend(mention.mode.iter().map(|mode| tag(mode)));
    body.push(tag(&format!("status:{}", mention.status)));
    let id = super::rdf::urn("mention", &mention.id);
    annotation(id, "classifying", &mention.model, body, targets)
}

fn of_claim(claim: &ClaimRow, targets: Vec<Value>) -> Option<Value> {
    let mut body: Vec<Value> = claim.events.iter().map(|event| thing("event", event)).collect();
    body.push(tag(&format!("act:{}", claim.act)));
    if let Some(speaker) = &claim.speaker {
        let value = format!("according to {speaker}");
        body.push(json!({"type": "TextualBody", "purpose": "describing", "value": value}));
    }
    let id = super::rdf::urn("claim", &claim.id);
    annotation(id, "describing", &claim.model, body, targets)
}
