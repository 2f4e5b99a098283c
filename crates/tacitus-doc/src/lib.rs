//! The nouns that every part of Tacitus shares: a [`Document`] with layers laid over its text, the
//! [`Record`] that is drawn from it, the PLOVER ontology, and the [`wire`] format.
//!
//! Nothing here reads files, knows the time, holds a tensor or prints. Types do not derive
//! `Serialize`: [`wire`] owns its row types, so a field can be renamed here without changing what
//! users' programs parse.

#![deny(clippy::disallowed_methods)]

mod document;
pub mod fixture;
pub mod gold;
mod ids;
mod layers;
pub mod marks;
pub mod numerals;
mod ontology;
mod record;
mod span;
mod tags;
pub mod wire;

pub use document::{DocId, Document, Source};
pub use ids::Id;
pub use layers::{
    Attribution, Block, BlockKind, Frame, Kind, Location, Mention, MentionForm, Name, Referent,
    Role, RoleFill, Sentence, Symbol, Token, Toponym, Upos, Word,
};
pub use ontology::{
    Act, Bound, ClaimForm, Commitment, Context, EventType, Mode, Quad, Status, TimeType,
};
pub use record::{
    Actor, Agreement, Beside, Called, Chain, Claim, DateFrom, Event, EventDate, Note, Pair,
    Participant, Place, PlaceFrom, Precision, Quantity, Reaction, Reading, Record, Relation,
    Sketch, Stance, Term, TermStatus, Time,
};
pub use span::{CodePoints, Span};
