//! What a report says, drawn from its layers: actors, places, times, claims, events, agreements.
//!
//! Unlike layers, records outlive their document, so each carries the spans that it rests on. The
//! fields are those of the wire format, where they are explained.

use crate::document::Document;
use crate::ids::Id;
use crate::layers::Symbol;
use crate::ontology::{
    Act, Bound, ClaimForm, Commitment, Context, EventType, Mode, Status, TimeType,
};
use crate::span::Span;
use crate::tags::tags;
use jiff::civil::Date;
use std::borrow::Cow;

/// All that reading a report yields. Reading cannot fail: what could not be read is a note.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document with the layers that were attached.
    pub document: Document,
    /// What it says.
    pub record: Record,
    /// Name and version of the model that read it.
    pub model: String,
    /// What a user should know about this reading.
    pub notes: Vec<Note>,
}

/// What reading notices of an event that no record holds: by this, events of several reports are compared. Not on
/// the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sketch {
    /// Dictionary form of the word that carries the event, in small letters.
    pub lemma: String,
    /// Whether that word is a verb.
    pub is_verb: bool,
    /// Whether it is a noun.
    pub is_noun: bool,
    /// Position of its sentence in the report, up to 65,535.
    pub sentence: u16,
    /// What the encoder makes of the word that carries it: projected, at length 1, in steps of one 127th.
    pub vector: Vec<i8>,
    /// The same of all words of the event, as their mean.
    pub whole: Vec<i8>,
    /// The same of the content words of its sentence.
    pub around: Vec<i8>,
    /// The same of the words that hang on it; empty where none do.
    pub parts: Vec<i8>,
    /// Words beside it, places and days, by [`Sketch::key`], ascending; and what they are to it: bits of [`Beside`].
    pub words: Vec<(u32, u16)>,
}

impl Sketch {
    /// So many words are kept at most; those that hang on the event first.
    pub const WORDS: usize = 48;

    /// What a word (in small letters) is kept as: FNV-1a in 32 bits.
    pub fn key(word: &str) -> u32 {
        let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        word.bytes().fold(0x811c_9dc5, step)
    }
}

/// What a word of a [`Sketch`] is to its event, as bits.
pub struct Beside;

impl Beside {
    /// Of its subject.
    pub const SUBJECT: u16 = 1;
    /// Of its object.
    pub const OBJECT: u16 = 1 << 1;
    /// Of another phrase that hangs on it.
    pub const OBLIQUE: u16 = 1 << 2;
    /// A word that modifies it.
    pub const MODIFIER: u16 = 1 << 3;
    /// Of any of these.
    pub const PART: u16 = Beside::SUBJECT | Beside::OBJECT | Beside::OBLIQUE | Beside::MODIFIER;
    /// One of its own words.
    pub const OWN: u16 = 1 << 4;
    /// The word that it hangs on.
    pub const GOVERNOR: u16 = 1 << 5;
    /// Within four words of it.
    pub const NEAR: u16 = 1 << 6;
    /// In its sentence, but none of its own words.
    pub const SENTENCE: u16 = 1 << 7;
    /// In its sentence, part of a name.
    pub const NAME: u16 = 1 << 8;
    /// In its sentence, a number.
    pub const NUMBER: u16 = 1 << 9;
    /// A place that its sentence names.
    pub const PLACE: u16 = 1 << 10;
    /// A day that its sentence names.
    pub const DAY: u16 = 1 << 11;
}

/// The items of one report's record. Ids point into these lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Who is involved.
    pub actors: Vec<Actor>,
    /// Where.
    pub places: Vec<Place>,
    /// When.
    pub times: Vec<Time>,
    /// Who says what.
    pub claims: Vec<Claim>,
    /// Who did what to whom.
    pub events: Vec<Event>,
    /// What is agreed between whom.
    pub agreements: Vec<Agreement>,
    /// Which words refer to one thing, also where that is no actor and no place.
    pub chains: Vec<Chain>,
    /// Answers to the pairs of phrases that the input asked about.
    pub relations: Vec<Relation>,
}

/// Somebody who acts, is acted upon or speaks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor {
    /// The best of its names.
    pub name: String,
    /// `person`, `government`, `armed_group`, `state_forces`, `organisation`, `state`, `media` ...
    pub kind: String,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Its id in the actor knowledge base.
    pub known: Option<String>,
    /// Its mentions, in order.
    pub mentions: Vec<Span>,
    /// What the report calls it: *Iraqi Prime Minister*.
    pub role: Option<String>,
    /// PLOVER's code: `LBNREB`, `SYRGOV`.
    pub code: Option<String>,
    /// CAMEO's code, which names some sectors otherwise.
    pub cameo: Option<String>,
    /// Of groups of others (*the two sides*): whom they consist of.
    pub members: Vec<Id<Actor>>,
    /// Words that take sides, and who uses them.
    pub called: Vec<Called>,
}

/// What an actor is called in words that take sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The words, without article: *terror group*.
    pub words: String,
    /// Whether they are for it or against it.
    pub stance: Stance,
    /// In whose words; `None` is the report's own.
    pub by: Option<Id<Actor>>,
    /// The claim that they stand in.
    pub claim: Option<Id<Claim>>,
    /// Where, in order.
    pub mentions: Vec<Span>,
}

/// Words that refer to one thing (coreference): at least two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// The actor that it is.
    pub actor: Option<Id<Actor>>,
    /// The place that it is.
    pub place: Option<Id<Place>>,
    /// The words, in order.
    pub mentions: Vec<Span>,
}

/// A place that the report names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// GeoNames id.
    pub geonameid: Option<u64>,
    /// Degrees north, WGS 84.
    pub lat: Option<f64>,
    /// Degrees east, WGS 84.
    pub lon: Option<f64>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Name of the first-order division.
    pub admin1: Option<String>,
    /// GeoNames feature code, or `BDR` for a border.
    pub feature: Option<String>,
    /// Its name in the gazetteer.
    pub gazetteer_name: Option<String>,
    /// Radius of a circle that roughly covers it, km.
    pub radius_km: Option<f64>,
    /// Calibrated probability that it is the right place, 0 to 1.
    pub confidence: Option<f32>,
    /// What spoke for it, the weightiest first.
    pub because: Vec<String>,
    /// Where it is named, in order.
    pub mentions: Vec<Span>,
    /// Phrases that refer to it otherwise (*the city*), in order.
    pub phrases: Vec<Span>,
}

tags! {
    /// Where the place of an event was found: in its own clause, beside it in the sentence, in the paragraph,
    /// or in the dateline.
    PlaceFrom { Clause = "clause", Sentence = "sentence", Paragraph = "paragraph", Dateline = "dateline" }
}

/// A time that the report names.
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    /// TIMEX3 value; `None` where it stays open (no date of publication to reckon from).
    pub value: Option<String>,
    /// TIMEX3 type.
    pub time_type: TimeType,
    /// What the value was reckoned from, in words for people; `None` where it is written out.
    pub because: Option<String>,
    /// Its mentions, in order.
    pub mentions: Vec<Span>,
}

/// One attributed statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The claim that this one stands inside.
    pub parent: Option<Id<Claim>>,
    /// Whose words; `None` when it cannot be told.
    pub speaker: Option<Id<Actor>>,
    /// The outlets that it came through, outermost first.
    pub via: Vec<Id<Actor>>,
    /// Words that name the speaker.
    pub source: Vec<Span>,
    /// Words that signal the attribution.
    pub cue: Vec<Span>,
    /// Words that are attributed.
    pub content: Vec<Span>,
    /// Quoted or reported.
    pub form: ClaimForm,
    /// What the speaker does.
    pub act: Act,
    /// How far that is put as true.
    pub commitment: Commitment,
    /// To whom.
    pub addressee: Option<Id<Actor>>,
    /// When it was said.
    pub time: Option<Id<Time>>,
    /// Calibrated, 0 to 1.
    pub confidence: f32,
}

/// A phrase that fills actor or recipient, and whom it refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// Whom.
    pub actor: Option<Id<Actor>>,
    /// The phrase.
    pub span: Span,
}

/// A number that an event carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Of what: *fighters*.
    pub of: String,
    /// How many.
    pub value: f64,
    /// In which sense.
    pub bound: Bound,
    /// `killed`, `wounded`, `arrested`, `displaced`, `moved`, `money` ...
    pub role: Option<String>,
    /// The words.
    pub span: Span,
}

tags! {
    /// What an event's date rests on.
    DateFrom { Text = "text", Published = "published", None = "none" }
}

// `tags!` writes the enumeration, so its default cannot be derived.
#[allow(clippy::derivable_impls)]
impl Default for DateFrom {
    fn default() -> DateFrom {
        DateFrom::None
    }
}

/// When an event happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventDate {
    /// First day.
    pub start: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
    /// What that rests on.
    pub from: DateFrom,
    /// How exact it is.
    pub precision: Option<Precision>,
}

tags! {
    /// How exact a date is: the length of what was named.
    Precision {
        Day = "day", Week = "week", Month = "month", Season = "season", Year = "year", Decade = "decade",
        Century = "century",
    }
}

/// Who did what to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// PLOVER type.
    pub event_type: EventType,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// The user's own type, where it is of one.
    pub own_type: Option<Symbol>,
    /// PLOVER contexts.
    pub contexts: Vec<Context>,
    /// The words that state it.
    pub trigger: Vec<Span>,
    /// Its sentence, by position.
    pub sentence: usize,
    /// Who did it; all parties where it is mutual.
    pub actors: Vec<Participant>,
    /// To whom.
    pub recipients: Vec<Participant>,
    /// Where.
    pub place: Option<Id<Place>>,
    /// Where that was found.
    pub place_from: Option<PlaceFrom>,
    /// From where.
    pub origin: Option<Id<Place>>,
    /// To where.
    pub destination: Option<Id<Place>>,
    /// Words that name weapons or means: *with machetes*.
    pub instruments: Vec<Span>,
    /// The time expression that dates it.
    pub time: Option<Id<Time>>,
    /// When.
    pub date: EventDate,
    /// Numbers.
    pub quantities: Vec<Quantity>,
    /// Whether it happened.
    pub status: Status,
    /// The claims it stands under; empty when the report says it in its own voice.
    pub claims: Vec<Id<Claim>>,
    /// Calibrated, 0 to 1.
    pub confidence: f32,
}

tags! {
    /// How far a term of an agreement has come.
    TermStatus { Promised = "promised", UnderWay = "under_way", Done = "done", Broken = "broken" }
}

/// What one side gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Who gives.
    pub by: Vec<Id<Actor>>,
    /// Who gets.
    pub to: Vec<Id<Actor>>,
    /// The event that states it.
    pub event: Option<Id<Event>>,
    /// The words that state it.
    pub span: Span,
    /// How far it has come.
    pub status: Option<TermStatus>,
}

tags! {
    /// For or against.
    Stance { For = "for", Against = "against" }
}

/// Somebody's stand on an agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Reaction {
    /// Whose.
    pub by: Id<Actor>,
    /// Which.
    pub stance: Stance,
    /// The claim that shows it.
    pub claim: Option<Id<Claim>>,
}

/// A deal: its parties and what each gives and gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The event that is the deal.
    pub event: Id<Event>,
    /// The sides, each of one or several actors.
    pub parties: Vec<Vec<Id<Actor>>>,
    /// What is given.
    pub terms: Vec<Term>,
    /// Who is for it and who against.
    pub reactions: Vec<Reaction>,
}

/// Two phrases whose relation is asked for, source and target; both empty ask for what the text states in
/// the main. `None` where they could not be read.
pub type Pair = Option<(Span, Span)>;

/// The relation that the text states between two given phrases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relation {
    /// The best type, or `None` for no relation.
    pub event_type: Option<EventType>,
    /// Score of each type.
    pub scores: Vec<(EventType, f32)>,
}

/// Something a user should know about a reading. The kind names what was found, not the cure.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Short name: `missing-dateline`.
    pub kind: Cow<'static, str>,
    /// What was found, where, and the likely cause.
    pub message: String,
    /// The words concerned.
    pub span: Option<Span>,
}

impl Note {
    /// A note on the document as a whole.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Note {
        Note { kind: kind.into(), message: message.into(), span: None }
    }
}
