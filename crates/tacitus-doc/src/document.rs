//! A report: where it came from, its text, and the layers laid over that text.

use crate::layers::{
    Attribution, Block, Frame, Location, Mention, Name, Referent, Sentence, Token, Toponym, Word,
};
use crate::span::Span;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The name of a document: the first 16 hexadecimal digits of a SHA-256 over where it came from
/// and what it says, so that reading it twice changes nothing. An id that the input gives itself
/// is kept instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(Arc<str>);

impl DocId {
    /// An id that the input carries.
    pub fn given(id: &str) -> DocId {
        DocId(id.into())
    }

    /// The id of a text that carries none.
    pub fn of(source: &Source, text: &str) -> DocId {
        let mut hash = Sha256::new();
        for part in [source.publisher.as_deref(), source.url.as_deref(), source.title.as_deref()] {
            hash.update(part.unwrap_or_default());
            hash.update([0]);
        }
        hash.update(text);
        let digest = hash.finalize();
        DocId(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>().into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a document came from. Every field is what the input or the user said; none is guessed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it, as printed.
    pub author: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The day of publication, against which relative dates are resolved.
    pub published: Option<Date>,
    /// ISO 639-1 code of the language, given or detected.
    pub language: Option<String>,
    /// Fields of the input that Tacitus does not know, in their order, as JSON.
    pub meta: serde_json::Map<String, serde_json::Value>,
}

impl Source {
    /// Whether the text is to be read as English: it is said to be (`en`, `EN`, `en-GB`, `eng`), or
    /// nobody told its language.
    pub fn reads_as_english(&self) -> bool {
        let Some(language) = &self.language else { return true };
        let main = language.split(['-', '_']).next().unwrap_or_default();
        ["en", "eng", "english"].iter().any(|name| name.eq_ignore_ascii_case(main.trim()))
    }
}

/// A report with its layers. The text never changes; a layer is absent until it is attached, once:
/// attaching a layer that is already there leaves the one that was first, which is how gold
/// annotation given from outside survives a run.
#[derive(Clone, Debug)]
pub struct Document {
    id: DocId,
    source: Source,
    text: Arc<str>,
    blocks: Option<Vec<Block>>,
    sentences: Option<Vec<Sentence>>,
    tokens: Option<Vec<Token>>,
    syntax: Option<Vec<Word>>,
    names: Option<Vec<Name>>,
    toponyms: Option<Vec<Toponym>>,
    mentions: Option<Vec<Mention>>,
    phrases: Option<Vec<Mention>>,
    attributions: Option<Vec<Attribution>>,
    frames: Option<Vec<Frame>>,
    referents: Option<Vec<Referent>>,
    locations: Option<Vec<Location>>,
}

macro_rules! layer {
    ($name:ident, $with:ident, $item:ty, $what:literal) => {
        #[doc = concat!("The layer of ", $what, ", or `None` where nobody has attached it.")]
        pub fn $name(&self) -> Option<&[$item]> {
            self.$name.as_deref()
        }

        #[doc = concat!("Attaches the layer of ", $what, " where it is absent.")]
        #[must_use]
        pub fn $with(mut self, layer: Vec<$item>) -> Document {
            self.$name.get_or_insert(layer);
            self
        }
    };
}

impl Document {
    /// A document without layers; its id is reckoned from the source and the text unless given.
    pub fn new(id: Option<DocId>, source: Source, text: impl Into<Arc<str>>) -> Document {
        let text = text.into();
        let id = id.unwrap_or_else(|| DocId::of(&source, &text));
        Document {
            id,
            source,
            text,
            blocks: None,
            sentences: None,
            tokens: None,
            syntax: None,
            names: None,
            toponyms: None,
            mentions: None,
            phrases: None,
            attributions: None,
            frames: None,
            referents: None,
            locations: None,
        }
    }

    /// Its name.
    pub fn id(&self) -> &DocId {
        &self.id
    }

    /// Where it came from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The text that every [`Span`] points into.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words under `span`.
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    layer!(blocks, with_blocks, Block, "blocks: headline, dateline, paragraphs");
    layer!(tokens, with_tokens, Token, "tokens");
    layer!(sentences, with_sentences, Sentence, "sentences");
    layer!(syntax, with_syntax, Word, "tags, lemmas and dependencies, one item a token");
    layer!(names, with_names, Name, "proper names");
    layer!(toponyms, with_toponyms, Toponym, "words that may name a place");
    layer!(mentions, with_mentions, Mention, "mentions");
    layer!(phrases, with_phrases, Mention, "noun phrases and pronouns that are no mention");
    layer!(attributions, with_attributions, Attribution, "attributions");
    layer!(frames, with_frames, Frame, "event frames");
    layer!(referents, with_referents, Referent, "referents");
    layer!(locations, with_locations, Location, "where the toponyms are");

    /// The tokens that `span` touches, by position in the layer.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let tokens = self.tokens().unwrap_or_default();
        tokens.partition_point(|token| token.span.end <= span.start)
            ..tokens.partition_point(|token| token.span.start < span.end)
    }

    /// The sentence that holds the byte `at`, by position in the layer.
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        let sentences = self.sentences()?;
        let idx = sentences.partition_point(|sentence| sentence.span.end as usize <= at);
        sentences.get(idx).filter(|sentence| sentence.span.start as usize <= at).map(|_| idx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_attached_once() {
        let doc = Document::new(None, Source::default(), "Envoys met.");
        assert!(doc.tokens().is_none());
        let gold = vec![Token { span: Span::new(0, 6) }];
        let doc = doc.with_tokens(gold.clone()).with_tokens(Vec::new());
        assert_eq!(doc.tokens(), Some(gold.as_slice()));
    }

    #[test]
    fn tokens_are_found_under_a_span() {
        let tokens = [(0, 2), (3, 5), (6, 8)].map(|(from, to)| Token { span: Span::new(from, to) });
        let doc = Document::new(None, Source::default(), "ab cd ef").with_tokens(tokens.to_vec());
        assert_eq!(doc.tokens_in(Span::new(4, 7)), 1..3);
        assert!(doc.tokens_in(Span::new(2, 3)).is_empty());
    }

    #[test]
    fn english_has_many_codes() {
        let of = |language: Option<&str>| Source {
            language: language.map(str::to_owned),
            ..Source::default()
        };
        for language in [None, Some("en"), Some("EN"), Some("en-GB"), Some("eng")] {
            assert!(of(language).reads_as_english(), "{language:?}");
        }
        for language in ["es", "enm", ""] {
            assert!(!of(Some(language)).reads_as_english(), "{language:?}");
        }
    }

    #[test]
    fn the_id_depends_on_text_and_origin_alone() {
        let source = Source { publisher: Some("A".into()), ..Source::default() };
        let id = DocId::of(&source, "text");
        assert_eq!(id, DocId::of(&source, "text"));
        assert_ne!(id, DocId::of(&source, "text."));
        assert_ne!(id, DocId::of(&Source::default(), "text"));
        assert_eq!(id.as_str().len(), 16);
    }
}
