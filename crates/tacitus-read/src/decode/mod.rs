//! From scores and syntax to layers: sentences, tags, mentions, attributions, event frames.

pub mod attribution;
pub mod frames;
pub mod hints;
pub mod mentions;
pub mod phrase;
pub mod syntax;
pub mod toponyms;
