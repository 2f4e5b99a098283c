//! From scores and syntax to layers: mentions, attributions, event frames.

pub mod attribution;
pub mod frames;
pub mod phrase;
