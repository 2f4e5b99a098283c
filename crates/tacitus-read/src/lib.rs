//! Reads a document: bytes of text go in with no layers, a record with the words it rests on
//! comes out.
//!
//! One stage is one folder, and only `pipeline.rs` knows them all. Nothing here opens files (but for the
//! model, once), asks the time, or prints.

pub mod decode;
pub mod eval;
pub mod record;
pub mod resolve;

#[cfg(test)]
mod sketch;
