//! Reads a document: a text goes in without layers, a record with the words it rests on comes out.
//!
//! One stage is one folder, and only `pipeline.rs` knows them all. Nothing here opens files (but for
//! the model, once), asks the time, or prints.

#![deny(clippy::disallowed_methods)]

pub mod decode;
pub mod encode;
mod error;
pub mod eval;
mod lessons;
pub mod model;
pub mod pipeline;
pub mod record;
pub mod resolve;
pub mod segment;
#[cfg(test)]
mod sketch;
pub mod types;

pub use error::ReadError;
pub use lessons::{Told, TypeCheck};
pub use pipeline::Reader;
