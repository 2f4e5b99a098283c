//! Keeps what reports say in one SQLite file, and answers questions about it.
//!
//! [`Store`] opens, adds, links, corrects and checks; [`Filter`] is the one language in which all questions
//! are asked; [`query`] answers them in rows that `export` and the program write out. Only this crate knows
//! SQL. It knows nothing of models: opening a store loads none, and whoever adds a report brings its record
//! along as a line of the wire format.
//!
//! Rows follow from two things that are never edited: each report's record as its model read it, and the
//! append-only log of corrections. [`Store::add`] and [`Store::correct`] lay the one over the other.

#![deny(clippy::disallowed_methods)]

pub mod aggregate;
mod check;
mod corrections;
mod error;
pub mod export;
mod filter;
mod links;
pub mod query;
mod record;
mod rows;
mod schema;
mod store;

pub use check::{Fault, Stat};
pub use corrections::{Change, Correction, Target, Verb};
pub use error::StoreError;
pub use filter::{Filter, KEYS};
pub use links::{
    COMMON, Copies, LinkedAccount, LinkedDispute, LinkedEvent, LinkedStep, LinkedStory, Material,
    Prints, Tie,
};
pub use schema::VERSION;
pub use store::{Added, Held, Outlet, Report, Stopper, Store};
