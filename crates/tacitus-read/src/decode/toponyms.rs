//! Words that may name a place: the names that the encoder takes for places, and capitalised words that it takes
//! for something else or for nothing, but not without doubt. Which of them are places, the gazetteer helps to
//! decide (`resolve/places`).

use crate::encode::Scores;
use crate::model::Heads;
use std::ops::Range;
use tacitus_doc::{Document, Kind, Toponym};

/// Words that are less likely part of a place's name are not offered.
const LEAST: f32 = 0.04;
/// Nor words whose phrase refers to a place with less probability than this, whatever they name.
const LEAST_REFERS: f32 = 0.2;

/// Words that say what kind of place it is, behind a name or (with *of*) before it.
const GENERIC: &[&str] = &[
    "county",
    "province",
    "governorate",
    "district",
    "region",
    "oblast",
    "state",
    "parish",
    "prefecture",
    "department",
    "canton",
    "valley",
    "mountains",
    "river",
    "lake",
    "island",
    "islands",
    "peninsula",
    "desert",
    "strait",
    "sea",
    "gulf",
    "bay",
    "camp",
    "crossing",
    "township",
    "city",
    "heights",
    "plain",
    "plains",
    "plateau",
    "basin",
    "delta",
    "municipality",
    "borough",
    "subdistrict",
    "raion",
    "countryside",
    "dam",
    "corridor",
    "coast",
];

/// Short words inside names.
const INSIDE: &[&str] = &[
    "of", "de", "del", "la", "al", "el", "ez", "az", "ad", "ar", "as", "es", "ash", "upon", "on",
    "der", "du", "do", "da", "dos", "le", "les", "sur", "the", "and", "-", "'", "’",
];

/// The probabilities of a token.
#[derive(Clone, Copy, Default)]
struct Token {
    place: f32,
    organization: f32,
    person: f32,
    refers: f32,
}

/// The toponyms of a document that carries sentences and names, in order. None overlaps another.
pub fn toponyms(doc: &Document, scores: &[Scores], heads: &Heads) -> Vec<Toponym> {
    let tokens = probabilities(doc, scores, heads);
    let texts = doc.tokens().unwrap_or_default();
    let text = |at: usize| doc.words(texts[at].span);
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut taken = vec![false; texts.len()];
    for name in doc.names().unwrap_or_default().iter().filter(|name| name.kind == Kind::Place) {
        // *Rastan, Homs* is two names, however it was tagged.
        for part in doc.tokens_in(name.span).collect::<Vec<_>>().split(|at| text(*at) == ",") {
            if let (Some(&first), Some(&last)) = (part.first(), part.last()) {
                spans.push(first..last + 1);
                taken[first..=last].fill(true);
            }
        }
    }
    let sentences = doc.sentences().unwrap_or_default();
    for sentence in sentences {
        let free = |at: usize, taken: &[bool]| sentence.tokens.contains(&at) && !taken[at];
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            if !free(at, &taken)
                || !text(at).starts_with(char::is_uppercase)
                || !may_be(&tokens[at])
            {
                at += 1;
                continue;
            }
            let first = at;
            let mut end = at + 1;
            loop {
                let next = (end..sentence.tokens.end.min(end + 3)).find(|&next| {
                    free(next, &taken) && !INSIDE.contains(&text(next).to_lowercase().as_str())
                });
                let Some(next) = next.filter(|&next| {
                    text(next).starts_with(char::is_uppercase)
                        && may_be(&tokens[next])
                        && (end..next).all(|at| free(at, &taken))
                }) else {
                    break;
                };
                end = next + 1;
            }
            spans.push(first..end);
            at = end;
        }
    }
    spans.sort_by_key(|span| span.start);
    let mut found: Vec<Toponym> = Vec::new();
    for span in spans {
        let span = trimmed(span, &text);
        let Some(span) = span else { continue };
        // *US$ 3 million* is money.
        let behind = doc.text().get(texts[span.end - 1].span.end as usize..).unwrap_or_default();
        if behind.starts_with('$') || text(span.end - 1).ends_with('$') {
            continue;
        }
        let sentence = sentences.partition_point(|sentence| sentence.tokens.end <= span.start);
        let end = sentences.get(sentence).map_or(span.end, |sentence| sentence.tokens.end);
        let mean = |of: &dyn Fn(&Token) -> f32| {
            tokens[span.clone()].iter().map(of).sum::<f32>() / span.len() as f32
        };
        let toponym = Toponym {
            span: texts[span.start].span.to(texts[span.end - 1].span),
            place: mean(&|token| token.place),
            organization: mean(&|token| token.organization),
            person: mean(&|token| token.person),
            refers: tokens[span.clone()].iter().map(|token| token.refers).fold(0.0, f32::max),
        };
        // *Deir ez-Zor province*: the word after it belongs to it.
        let generic = |at: usize| GENERIC.contains(&text(at).to_lowercase().as_str());
        let last = if span.end < end && !taken[span.end] && generic(span.end) {
            span.end
        } else {
            span.end - 1
        };
        let whole = toponym.span.to(texts[last].span);
        if found.last().is_none_or(|before| before.span.end <= whole.start) {
            found.push(Toponym { span: whole, ..toponym });
        }
    }
    found
}

fn probabilities(doc: &Document, scores: &[Scores], heads: &Heads) -> Vec<Token> {
    let n_tokens = doc.tokens().map_or(0, <[_]>::len);
    let mut tokens = vec![Token::default(); n_tokens];
    for window in scores {
        for token in window.tokens.clone().filter(|&token| token < n_tokens) {
            let at = token - window.tokens.start;
            let own = &mut tokens[token];
            let names = Scores::probabilities(window.tag(at, heads.name.0, heads.name.1.len()));
            for (p, label) in names.iter().zip(&heads.name.1) {
                match label {
                    Some((_, Kind::Place)) => own.place += p,
                    Some((_, Kind::Organization)) => own.organization += p,
                    Some((_, Kind::Person)) => own.person += p,
                    _ => {}
                }
            }
            let kinds = Scores::probabilities(window.tag(at, heads.kind.0, heads.kind.1.len()));
            let places = kinds.iter().zip(&heads.kind.1);
            let places =
                places.filter(|(_, kind)| matches!(kind, Some(Kind::Place | Kind::Facility)));
            own.refers = places.map(|(p, _)| p).sum();
        }
    }
    tokens
}

fn may_be(token: &Token) -> bool {
    token.place >= LEAST || token.refers >= LEAST_REFERS
}

/// Without articles before and possessive endings behind.
fn trimmed<'t>(span: Range<usize>, text: &dyn Fn(usize) -> &'t str) -> Option<Range<usize>> {
    let (mut start, mut end) = (span.start, span.end);
    let edge = |word: &str| {
        matches!(word, "the" | "The" | "THE" | "'s" | "’s" | "'" | "’" | "," | "(" | ")" | "-")
    };
    while start < end && edge(text(start)) {
        start += 1;
    }
    while end > start && edge(text(end - 1)) {
        end -= 1;
    }
    (start < end).then_some(start..end)
}
