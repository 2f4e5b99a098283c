//! How a document is cut into what the encoder reads at once: windows of whole sentences, as many as
//! fit, so that a sentence is read beside its neighbours. The twin of `windows` in pieces.py.

use super::forward::Window;
use super::pieces::{CLS, SEP, WordPiece, shape};
use std::ops::Range;
use tacitus_doc::{Block, Document, Sentence};

/// Pieces at most in a window, unless one sentence alone is longer. In training it is 160 and less; of
/// 1, 48, 64, 96, 160 and 320 this parses best on development data, and short windows are fast.
const WINDOW: usize = 64;
/// A sentence longer than this is cut; the encoder has 512 positions.
const LONGEST: usize = 400;

/// A window with the tokens that it holds.
#[derive(Debug, Default, PartialEq)]
pub struct Plan {
    /// What the encoder reads.
    pub window: Window,
    /// Positions in the token layer.
    pub tokens: Range<usize>,
    /// For each token, the position of its first piece in the window.
    pub first: Vec<usize>,
    /// For each token, whether a sentence must end (`Some(true)`) or cannot end (`Some(false)`)
    /// after it: ends of paragraphs and windows, and sentences that were given.
    pub ends: Vec<Option<bool>>,
}

impl Plan {
    /// Adds the pieces of a word, whose first has the shape `kind`.
    pub(super) fn push_word(&mut self, pieces: &[u32], kind: u8) {
        let Window { pieces: all, shapes } = &mut self.window;
        self.first.push(all.len());
        all.extend(pieces);
        shapes.push(kind);
        shapes.resize(all.len(), kind + 9);
    }
}

/// A stretch of tokens that is never cut if it can be helped.
struct Unit {
    tokens: Range<usize>,
    ends_paragraph: bool,
}

/// The windows of a document that carries tokens.
pub fn plan(doc: &Document, wordpiece: &WordPiece) -> Vec<Plan> {
    let tokens = doc.tokens().unwrap_or_default();
    let mut pieces = Vec::with_capacity(tokens.len() * 2);
    // Where each token's pieces begin in `pieces`, with one entry more for the end.
    let mut starts = Vec::with_capacity(tokens.len() + 1);
    for token in tokens {
        starts.push(pieces.len());
        wordpiece.pieces(doc.words(token.span), &mut pieces);
    }
    starts.push(pieces.len());

    let given = doc.sentences();
    let mut plans = Vec::new();
    let mut open = Plan::default();
    for unit in units(doc, given) {
        for tokens in split_long(unit.tokens.clone(), &starts) {
            let n_pieces = starts[tokens.end] - starts[tokens.start];
            let used = open.window.pieces.len();
            if !open.first.is_empty() && used + n_pieces + 1 > WINDOW {
                plans.push(close(std::mem::take(&mut open)));
            }
            if open.first.is_empty() {
                open.window.pieces.push(CLS);
                open.window.shapes.push(0);
                open.tokens = tokens.start..tokens.start;
            }
            for at in tokens.clone() {
                let kind = shape(doc.words(doc_token(doc, at)));
                open.push_word(&pieces[starts[at]..starts[at + 1]], kind);
                open.ends.push(given.map(|_| false));
            }
            open.tokens.end = tokens.end;
            let unit_is_done = tokens.end == unit.tokens.end;
            if let Some(last) = open.ends.last_mut()
                && unit_is_done
                && (given.is_some() || unit.ends_paragraph)
            {
                *last = Some(true);
            }
            if unit_is_done && unit.ends_paragraph {
                open.window.pieces.push(SEP);
                open.window.shapes.push(0);
            }
        }
    }
    if !open.first.is_empty() {
        plans.push(close(open));
    }
    plans
}

fn doc_token(doc: &Document, at: usize) -> tacitus_doc::Span {
    doc.tokens().and_then(|tokens| tokens.get(at)).map_or(tacitus_doc::Span::new(0, 0), |t| t.span)
}

fn close(mut plan: Plan) -> Plan {
    if plan.window.pieces.last() != Some(&SEP) {
        plan.window.pieces.push(SEP);
        plan.window.shapes.push(0);
    }
    if let Some(last) = plan.ends.last_mut() {
        // Nothing can hang across two windows.
        *last = Some(true);
    }
    plan
}

/// Sentences where they are given; else stretches up to a full stop that looks like an end.
fn units(doc: &Document, given: Option<&[Sentence]>) -> Vec<Unit> {
    let (text, tokens) = (doc.text(), doc.tokens().unwrap_or_default());
    let mut units = Vec::new();
    let paragraph_ends = paragraph_ends(doc);
    if let Some(sentences) = given {
        for sentence in sentences {
            let tokens = sentence.tokens.clone();
            if !tokens.is_empty() {
                let ends_paragraph = paragraph_ends.binary_search(&(tokens.end - 1)).is_ok();
                units.push(Unit { tokens, ends_paragraph });
            }
        }
        return units;
    }
    let mut start = 0;
    let mut next_end = 0;
    for at in 0..tokens.len() {
        while next_end < paragraph_ends.len() && paragraph_ends[next_end] < at {
            next_end += 1;
        }
        let ends_paragraph = paragraph_ends.get(next_end) == Some(&at);
        if ends_paragraph || looks_like_an_end(text, tokens, at) {
            units.push(Unit { tokens: start..at + 1, ends_paragraph });
            start = at + 1;
        }
    }
    units
}

/// A full stop (or a quotation mark right after one) before a capital.
fn looks_like_an_end(text: &str, tokens: &[tacitus_doc::Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.span.of(text));
    let stop = |at: usize| matches!(word(at), "." | "!" | "?" | "...");
    let glued = at > 0 && tokens[at - 1].span.end == tokens[at].span.start;
    let closes =
        stop(at) || (matches!(word(at), "”" | "\"" | "’" | "''" | ")") && glued && stop(at - 1));
    let next = word(at + 1);
    let next_is_apart =
        tokens.get(at + 1).is_some_and(|next| next.span.start > tokens[at].span.end);
    closes
        && next_is_apart
        && next.chars().next().is_some_and(|c| c.is_uppercase() || matches!(c, '“' | '"' | '‘'))
}

/// The last token of each block; without blocks, of each line. In order.
fn paragraph_ends(doc: &Document) -> Vec<usize> {
    let (text, tokens) = (doc.text(), doc.tokens().unwrap_or_default());
    let ends = |edges: &mut dyn Iterator<Item = usize>| {
        let mut found: Vec<usize> = edges
            .filter_map(|edge| {
                tokens.partition_point(|token| token.span.end as usize <= edge).checked_sub(1)
            })
            .collect();
        found.dedup();
        found
    };
    match doc.blocks() {
        Some(blocks) => ends(&mut blocks.iter().map(|Block { span, .. }| span.end as usize)),
        None => ends(&mut text.match_indices('\n').map(|(at, _)| at).chain([text.len()])),
    }
}

/// Cuts a stretch whose pieces are too many for the encoder, at no good place: there is none.
fn split_long(tokens: Range<usize>, starts: &[usize]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = tokens.start;
    for at in tokens.clone() {
        if starts[at + 1] - starts[from] > LONGEST && at > from {
            parts.push(from..at);
            from = at;
        }
    }
    if from < tokens.end {
        parts.push(from..tokens.end);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::{Source, Span, Token};

    fn document(text: &str) -> Document {
        let mut tokens = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            match (start, c) {
                (Some(from), ' ' | '\n' | '.' | '”') => {
                    tokens.push(Token { span: Span::new(from, at) });
                    start = None;
                }
                (None, ' ' | '\n' | '.' | '”') => {}
                (None, _) => start = Some(at),
                _ => {}
            }
            if matches!(c, '.' | '”') && at < text.len() {
                tokens.push(Token { span: Span::new(at, at + c.len_utf8()) });
            }
        }
        Document::new(None, Source::default(), text).with_tokens(tokens)
    }

    fn check(text: &str, expected: &[&str]) {
        let doc = document(text);
        let wordpiece = WordPiece::new("a\n");
        let plans = plan(&doc, &wordpiece);
        let covered: Vec<usize> = plans.iter().flat_map(|plan| plan.tokens.clone()).collect();
        assert_eq!(
            covered,
            (0..doc.tokens().unwrap().len()).collect::<Vec<_>>(),
            "all tokens, once"
        );
        let ends: Vec<&str> = plans
            .iter()
            .flat_map(|plan| plan.tokens.clone().zip(&plan.ends))
            .filter(|(_, end)| **end == Some(true))
            .map(|(at, _)| doc.words(doc.tokens().unwrap()[at].span))
            .collect();
        assert_eq!(ends, expected);
        for plan in &plans {
            assert_eq!(plan.window.pieces.len(), plan.window.shapes.len());
            assert!(plan.window.pieces.len() <= 512);
            assert_eq!(plan.first.len(), plan.tokens.len());
        }
    }

    #[test]
    fn paragraphs_end_sentences_and_full_stops_do_not() {
        check("Truce holds\n\nThey met. They left.", &["holds", "."]);
        check("", &[]);
    }

    #[test]
    fn long_texts_are_cut_after_full_stops() {
        let text = format!("{}. {}.", vec!["a"; 100].join(" "), vec!["A"; 100].join(" "));
        check(&text, &[".", "."]);
    }

    #[test]
    fn a_sentence_without_end_is_cut_all_the_same() {
        let doc = document(&vec!["a"; 1000].join(" "));
        assert_eq!(plan(&doc, &WordPiece::new("a\n")).len(), 3);
    }
}
