//! How likely a candidate is an attribution: a logistic model over what the rules saw.
//!
//! The rules find more than people would mark (*see a spot* is no opinion of a spot). The weights,
//! in `data/attribution-weights.tsv` and in the lexicon's last two columns, were learned from people's
//! marks, so that of the candidates given 0.8 about four in five are right.

use super::cues::{Found, Rule};
use super::lexicon::Entry;
use super::quotes::Quotes;
use crate::decode::phrase::Tree;
use std::collections::HashMap;
use std::sync::LazyLock;
use tacitus_doc::Upos;

/// Candidates less likely than this are left out. The best F-score lies a little higher; a claim that is
/// missed makes the report itself say what somebody said, which is worse than one too many.
pub(super) const THRESHOLD: f32 = 0.2;

static WEIGHTS: LazyLock<HashMap<&'static str, f32>> =
    LazyLock::new(|| table(include_str!("../../../data/attribution-weights.tsv")));

/// The rows `name<tab>weight` of a table.
pub(super) fn table(rows: &'static str) -> HashMap<&'static str, f32> {
    let rows = rows.lines().filter(|line| !line.starts_with('#'));
    let rows = rows.filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(name, weight)| Some((name, weight.parse().ok()?))).collect()
}

/// The log-odds that the rules give a candidate.
pub(super) fn log_odds(word: f32, features: &[String]) -> f32 {
    let sum: f32 = features.iter().filter_map(|name| WEIGHTS.get(name.as_str())).sum();
    sum + word
}

/// Log-odds as a confidence.
pub(super) fn confidence(odds: f32) -> f32 {
    (1.0 / (1.0 + (-odds).exp())).clamp(0.01, 0.99)
}

/// The weight of the cue's word for this rule.
pub(super) fn word_weight(entry: &Entry, rule: Rule) -> f32 {
    if rule.is_clausal() { entry.clausal } else { entry.other }
}

/// What the model looks at, by name.
pub(super) fn features(tree: &Tree<'_>, quotes: &Quotes, found: &Found) -> Vec<String> {
    let mut names = vec!["any".to_owned(), format!("rule:{:?}", found.rule)];
    let head = found.head;
    names.push(format!("source:{}", source_class(tree, found)));
    names.push(format!("rel:{}", rel_class(&tree.words[head].rel)));
    if tree.upos(head) == Upos::Verb {
        names.push(format!("form:{}", tree.words[head].xpos));
    }
    let aux = |tag: &str| tree.children(head).any(|child| &*tree.words[child].xpos == tag);
    if aux("MD") {
        names.push("modal".into());
    }
    if found.negated {
        names.push("negated".into());
    }
    if tree.children(head).any(|child| tree.has_rel(child, "mark") && tree.lemma(child) == "to") {
        names.push("infinitive".into());
    }
    if conditional(tree, head) {
        names.push("conditional".into());
    }
    if quotes.at(head).is_some() {
        names.push("cue-quoted".into());
    }
    let is_word = |&&token: &&usize| tree.text(token).chars().any(char::is_alphanumeric);
    let n_words = found.content.iter().filter(is_word).count();
    let n_quoted =
        found.content.iter().filter(is_word).filter(|&&t| quotes.at(t).is_some()).count();
    let size = match n_words {
        0..=1 => "1",
        2..=3 => "2",
        4..=6 => "4",
        7..=12 => "7",
        13..=30 => "13",
        _ => "31",
    };
    names.push(format!("words:{size}"));
    if n_quoted * 20 >= n_words * 19 && quotes.at(head).is_none() {
        names.push("content-direct".into());
    } else if n_quoted > 0 {
        names.push("content-mixed".into());
    }
    if let Some(&first) = found.content.first() {
        let opening = match &*tree.text(first).to_lowercase() {
            "that" => "that",
            "whether" | "if" | "what" | "how" | "who" | "why" | "where" | "when" | "which" => "wh",
            "to" => "to",
            "it" | "them" | "him" | "her" | "me" | "us" | "you" | "this" => "pronoun",
            _ if first < head => "before",
            _ => "other",
        };
        names.push(format!("opens:{opening}"));
    }
    let last = found.content.last().copied().unwrap_or(head).max(head);
    let asks = (last + 1..tree.tokens.len()).take(3).any(|token| tree.text(token) == "?");
    if asks {
        names.push("question".into());
    }
    names
}

fn rel_class(rel: &str) -> &str {
    match rel {
        "acl:relcl" | "root" | "conj" | "ccomp" | "advcl" | "acl" | "xcomp" | "parataxis"
        | "obj" | "obl" | "nmod" | "nsubj" => rel,
        _ => "other",
    }
}

fn source_class(tree: &Tree<'_>, found: &Found) -> &'static str {
    let Some(&last) = found.source.last() else { return "none" };
    if found.source.len() > 1 {
        let named = found.source.iter().any(|&token| tree.upos(token) == Upos::Propn);
        return if named { "named-phrase" } else { "phrase" };
    }
    match &*tree.text(last).to_lowercase() {
        "i" | "me" | "my" => "i",
        "we" | "us" | "our" => "we",
        "you" | "your" => "you",
        "he" | "she" | "his" | "her" => "he",
        "they" | "their" => "they",
        "it" | "its" => "it",
        "who" => "who",
        "which" | "that" | "this" => "that",
        _ if tree.upos(last) == Upos::Propn => "name",
        _ => "noun",
    }
}

/// Whether the cue, or a clause above it, stands under *if* or its like.
fn conditional(tree: &Tree<'_>, head: usize) -> bool {
    let mut at = head;
    for _ in 0..4 {
        let marked = tree.children(at).any(|child| {
            tree.has_rel(child, "mark") && matches!(tree.lemma(child), "if" | "unless" | "whether")
        });
        if marked {
            return true;
        }
        match tree.words[at].head {
            Some(up) if up < tree.words.len() => at = up,
            _ => break,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_read() {
        let table = include_str!("../../../data/attribution-weights.tsv");
        let rows = table.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows, WEIGHTS.len());
        assert!(WEIGHTS.contains_key("any"));
    }
}
