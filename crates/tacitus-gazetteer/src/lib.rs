//! Names to places. A gazetteer is one file: a finite-state map from folded names to entries, and the
//! entries in columns of fixed width. It is mapped into memory (or embedded in the program) and read
//! where it lies, so opening it costs nothing and all threads share it.
//!
//! ```
//! let gazetteer = tacitus_gazetteer::Gazetteer::embedded()?;
//! let found = gazetteer.find("Al-Bukamal");
//! assert_eq!(gazetteer.entry(found[0].entry).country, Some("SYR"));
//! # Ok::<(), tacitus_gazetteer::GazetteerError>(())
//! ```

pub mod build;
mod file;
pub mod geo;
pub mod key;
mod lookup;

pub use file::{Entry, EntryId, Feature, FeatureClass, Gazetteer, GazetteerError};
pub use lookup::{Candidate, Match};

/// Countries, with what they and their people are called and where they lie; the head of the file says which
/// column is which.
pub const COUNTRIES: &str = include_str!("../data/countries.tsv");

/// Regions, mountains, waters, camps and other places that lists of settlements lack.
pub const REGIONS: &str = include_str!("../data/regions.tsv");
