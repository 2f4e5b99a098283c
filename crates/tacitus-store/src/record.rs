//! The record of one report as the store keeps it: the wire format's fields that rows are made of.
//!
//! These are the store's own types, so that nouns can change without changing files that exist.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tacitus_doc::CodePoints;

/// A half-open range of code points.
pub type Pair = [usize; 2];

/// One line of the wire. What the store does not look into stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Record {
    #[serde(default)]
    pub sentences: Vec<Pair>,
    #[serde(default)]
    pub actors: Vec<Actor>,
    #[serde(default)]
    pub places: Vec<Place>,
    #[serde(default)]
    pub claims: Vec<Claim>,
    #[serde(default)]
    pub events: Vec<Event>,
    #[serde(default)]
    pub agreements: Vec<Agreement>,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Actor {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub sector: Option<String>,
    pub country: Option<String>,
    pub known: Option<String>,
    pub mentions: Vec<Pair>,
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<Value>,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    pub id: String,
    pub name: String,
    pub geonameid: Option<i64>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub country: Option<String>,
    pub admin1: Option<String>,
    pub feature: Option<String>,
    #[serde(default)]
    pub gazetteer_name: Option<String>,
    #[serde(default)]
    pub radius_km: Option<f64>,
    #[serde(default)]
    pub confidence: Option<f64>,
    #[serde(default)]
    pub mentions: Vec<Pair>,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claim {
    pub id: String,
    pub parent: Option<String>,
    pub speaker: Option<String>,
    #[serde(default)]
    pub via: Vec<String>,
    pub source: Vec<Pair>,
    pub cue: Vec<Pair>,
    pub content: Vec<Pair>,
    pub form: String,
    pub act: String,
    #[serde(default)]
    pub commitment: Option<String>,
    pub confidence: f64,
    /// `auto`, `confirmed`, `edited` or `rejected`; not on the wire before somebody corrects it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    pub actor: Option<String>,
    pub span: Pair,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct When {
    pub start: Option<String>,
    pub end: Option<String>,
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Quantity {
    pub of: String,
    pub value: f64,
    pub bound: String,
    pub role: Option<String>,
    pub span: Pair,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub event_type: String,
    pub mode: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_type: Option<String>,
    #[serde(default)]
    pub cameo: Option<String>,
    #[serde(default)]
    pub contexts: Vec<String>,
    pub trigger: Vec<Pair>,
    pub sentence: usize,
    pub actors: Vec<Part>,
    pub recipients: Vec<Part>,
    pub place: Option<String>,
    #[serde(default)]
    pub place_from: Option<String>,
    pub origin: Option<String>,
    pub destination: Option<String>,
    #[serde(default)]
    pub date: Option<When>,
    #[serde(default)]
    pub quantities: Vec<Quantity>,
    pub status: String,
    #[serde(default)]
    pub claims: Vec<String>,
    pub confidence: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Agreement {
    pub id: String,
    pub event: String,
    #[serde(default)]
    pub parties: Value,
    #[serde(default)]
    pub terms: Value,
    #[serde(default)]
    pub reactions: Value,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The words of spans of code points.
pub struct Letters<'t> {
    text: &'t str,
    points: CodePoints<'t>,
}

impl<'t> Letters<'t> {
    pub fn new(text: &'t str) -> Letters<'t> {
        Letters { text, points: CodePoints::new(text) }
    }

    /// Empty where the span does not fit the text.
    pub fn words(&self, [start, end]: Pair) -> &'t str {
        let (start, end) = (self.points.to_byte(start), self.points.to_byte(end));
        start.zip(end).and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// The words of a phrase in several pieces.
    pub fn phrase(&self, spans: &[Pair]) -> String {
        spans.iter().map(|span| self.words(*span)).collect::<Vec<_>>().join(" … ")
    }
}
