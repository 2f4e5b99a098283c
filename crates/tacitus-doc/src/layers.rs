//! The items of a document's layers: what each stage of reading says about the text.

use crate::ids::Id;
use crate::ontology::{
    Act, Bound, ClaimForm, Commitment, Context, EventType, Mode, Status, TimeType,
};
use crate::span::Span;
use crate::tags::tags;
use std::ops::Range;
use std::sync::Arc;

/// A short string from a closed list (a tag, a relation, a lemma), shared rather than copied.
pub type Symbol = Arc<str>;

/// A piece of the report as its author laid it out.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a [`Block`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The title, when it is part of the text.
    Headline,
    /// *BEIRUT (AP) —*.
    Dateline,
    /// Running text.
    Paragraph,
    /// Words under a picture.
    Caption,
}

/// A sentence: its bytes and its tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// From the first token to the last.
    pub span: Span,
    /// Positions in the token layer.
    pub tokens: Range<usize>,
}

/// A syntactic word of Universal Dependencies: *don't* is two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
}

/// What syntax says of one token.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag, as UD English writes it.
    pub xpos: Symbol,
    /// Dictionary form.
    pub lemma: Symbol,
    /// The token it hangs on (a position in the token layer); `None` for the root of a sentence.
    pub head: Option<usize>,
    /// Universal Dependencies relation to its head, with subtype (`nsubj:pass`).
    pub rel: Symbol,
}

tags! {
    /// The 17 universal parts of speech.
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET",
        Intj = "INTJ", Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN",
        Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

tags! {
    /// What a mention names. `Armed` is any body under arms: state forces, police, militias, armed
    /// groups. `Norp` is a nationality, religion or ethnic group used as adjective or plural.
    Kind {
        Person = "person", Organization = "organization", Armed = "armed", Place = "place",
        Facility = "facility", Norp = "norp", Time = "time", Weapon = "weapon",
        Vehicle = "vehicle", Quantity = "quantity", Money = "money", Document = "document",
        Event = "event", Other = "other",
    }
}

// `tags!` writes the enumeration, so its default cannot be derived.
#[allow(clippy::derivable_impls)]
impl Default for Kind {
    fn default() -> Kind {
        Kind::Other
    }
}

tags! {
    /// How a mention refers.
    MentionForm { Name = "name", Nominal = "nominal", Pronoun = "pronoun" }
}

tags! {
    /// The part a phrase plays in an event.
    Role {
        Actor = "actor", Recipient = "recipient", Place = "place", Origin = "origin",
        Destination = "destination", Time = "time", Instrument = "instrument",
        Quantity = "quantity",
    }
}

/// A proper name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its words, without titles and articles.
    pub span: Span,
    /// [`Kind::Person`], [`Kind::Organization`] or [`Kind::Place`]: what the name is the name of,
    /// while the mention's kind says what it refers to here (*Kesh Front*: an armed body).
    pub kind: Kind,
}

/// Words that may be the name of a place, with what the encoder thinks of them: probabilities, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Toponym {
    /// The words: *Deir ez-Zor*, *Laurel County*.
    pub span: Span,
    /// That they are the name of a place, or part of one: the mean over the words.
    pub place: f32,
    /// The same of a body (*University of Texas*).
    pub organization: f32,
    /// The same of a person (*Lincoln*).
    pub person: f32,
    /// That the phrase refers to a place here, and not to a government or people.
    pub refers: f32,
}

/// Where a [`Toponym`] is, or a place that is told by way of others (*the Syria-Lebanon border*).
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// The toponym that it is told by; `None` for borders and points at a distance.
    pub toponym: Option<Id<Toponym>>,
    /// The words of the name: those of the toponym, or a few more or fewer.
    pub span: Span,
    /// The name in the gazetteer.
    pub name: String,
    /// GeoNames id.
    pub geonameid: Option<u32>,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east, WGS 84.
    pub lon: f64,
    /// Radius of a circle that roughly covers it, km.
    pub radius_km: f64,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Name of the first-order division.
    pub admin1: Option<String>,
    /// GeoNames feature code.
    pub feature: &'static str,
    /// Calibrated probability that it is the right place, 0 to 1.
    pub confidence: f32,
    /// What spoke for it, the weightiest first.
    pub because: Vec<String>,
}

/// Words that refer to somebody or something.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The whole phrase, without relative clauses: *Iraqi Prime Minister Haider al-Abadi*.
    pub span: Span,
    /// The proper name inside it, when there is one: *Haider al-Abadi*.
    pub name: Option<Span>,
    /// The token that the rest of the phrase hangs on.
    pub head: usize,
    /// What it names.
    pub kind: Kind,
    /// How it refers.
    pub form: MentionForm,
}

/// Somebody's words or thoughts: source, cue and content as in PolNeAR.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The words that name the speaker, in order; empty when nobody is named.
    pub source: Vec<Span>,
    /// The words that signal it: *said*, *according to*.
    pub cue: Vec<Span>,
    /// What is attributed, in order of the text.
    pub content: Vec<Span>,
    /// The mention that is the source, when there is one.
    pub speaker: Option<Id<Mention>>,
    /// The attribution whose content holds this one.
    pub parent: Option<Id<Attribution>>,
    /// Quoted or reported.
    pub form: ClaimForm,
    /// What the speaker does with the words.
    pub act: Act,
    /// How far that is put as true.
    pub commitment: Commitment,
    /// To whom it is said.
    pub addressee: Option<Id<Mention>>,
    /// Calibrated probability that source and content are right, 0 to 1.
    pub confidence: f32,
}

/// One event as a clause states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The words that state it.
    pub trigger: Vec<Span>,
    /// The token that carries it.
    pub head: usize,
    /// PLOVER type.
    pub event_type: EventType,
    /// PLOVER mode, where one fits.
    pub mode: Option<Mode>,
    /// The user's own type, where it is of one.
    pub own_type: Option<Symbol>,
    /// PLOVER contexts.
    pub contexts: Vec<Context>,
    /// Who and what takes part.
    pub roles: Vec<RoleFill>,
    /// Whether it happened.
    pub status: Status,
    /// The attributions that it stands under, innermost last; empty when the report says it itself.
    pub attributions: Vec<Id<Attribution>>,
    /// Calibrated probability that the type is right, 0 to 1.
    pub confidence: f32,
}

/// A phrase that fills a role of a [`Frame`].
#[derive(Clone, Debug, PartialEq)]
pub struct RoleFill {
    /// Which role.
    pub role: Role,
    /// The phrase.
    pub span: Span,
    /// The mention that it is, when there is one.
    pub mention: Option<Id<Mention>>,
    /// For [`Role::Quantity`]: how many, and in which sense.
    pub amount: Option<(f64, Bound)>,
}

/// What several mentions refer to together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Referent {
    /// The best name among the mentions, without articles.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// All mentions of it, in order of the text.
    pub mentions: Vec<Id<Mention>>,
    /// Which of the layer of phrases refer to it too, in order of the text.
    pub phrases: Vec<Id<Mention>>,
    /// Its id in the tables of actors, where it is known.
    pub known: Option<Symbol>,
    /// For groups of others (*the two sides*): whom they consist of.
    pub members: Vec<Id<Referent>>,
    /// For actors: the kind on the wire (`person`, `government`, `armed_group` ...).
    pub actor_kind: Option<&'static str>,
    /// For actors: PLOVER sector, where it can be told.
    pub sector: Option<&'static str>,
    /// ISO 3166-1 alpha-3 code of the country it belongs to, where it can be told.
    pub country: Option<&'static str>,
    /// What the report calls it in passing: *Iraqi Prime Minister*.
    pub role: Option<String>,
    /// For times: TIMEX3 value, or `None` where it stays open.
    pub timex: Option<String>,
    /// For times: what the value was reckoned from, in words for people.
    pub because: Option<String>,
    /// For times: TIMEX3 type (*a week* may be a duration or a set, with the same value).
    pub time_type: Option<TimeType>,
}
