//! Names and the phrases that refer: names from BIO tags, phrases from the kind of their head word
//! and the tree below it.

use super::phrase::Tree;
use crate::encode::{Scores, best};
use crate::model::Heads;
use std::ops::Range;
use tacitus_doc::{Document, Kind, Mention, MentionForm, Name, Upos};

/// The names of a document that carries sentences, in order.
pub fn names(doc: &Document, scores: &[Scores], heads: &Heads) -> Vec<Name> {
    let tokens = doc.tokens().unwrap_or_default();
    let sentences = doc.sentences().unwrap_or_default().iter();
    let found = sentences
        .flat_map(|sentence| name_spans(scores, heads, sentence.tokens.clone()))
        .flat_map(|(range, kind)| without_side(doc, range, kind))
        .map(|(range, kind)| (whole_words(doc, range), kind));
    let mut names: Vec<Name> = Vec::new();
    for (range, kind) in found {
        let span = tokens[range.start].span.to(tokens[range.end - 1].span);
        // What was mended may have taken in the next.
        if names.last().is_none_or(|last| last.span.end <= span.start) {
            names.push(Name { span, kind });
        }
    }
    names
}

/// A name that was cut at a hyphen, *Bashar al-*, up to the end of the word.
fn whole_words(doc: &Document, range: Range<usize>) -> Range<usize> {
    let tokens = doc.tokens().unwrap_or_default();
    let glued = |at: usize| tokens[at - 1].span.end == tokens[at].span.start;
    let mut end = range.end;
    let cut = doc.words(tokens[end - 1].span) == "-" && end < tokens.len() && glued(end);
    if cut && doc.words(tokens[end].span).starts_with(char::is_uppercase) {
        end += 1;
    }
    range.start..end
}

/// *pro-Assad Al-Masdar News*: whose friend somebody is, and his own name.
fn without_side(doc: &Document, range: Range<usize>, kind: Kind) -> Vec<(Range<usize>, Kind)> {
    let tokens = doc.tokens().unwrap_or_default();
    let word = |at: usize| doc.words(tokens[at].span);
    let start = range.start;
    let glued = start >= 1 && tokens[start - 1].span.end == tokens[start].span.start;
    let before = match start {
        0 => "",
        1 => word(0),
        _ if word(start - 1) == "-" => word(start - 2),
        _ => word(start - 1),
    };
    let side =
        glued && matches!(before.trim_end_matches('-').to_lowercase().as_str(), "pro" | "anti");
    if !side || range.len() < 2 {
        return vec![(range, kind)];
    }
    // What is left of a person's name that was none is more likely an outlet's or a party's.
    let rest = if kind == Kind::Person { Kind::Organization } else { kind };
    let mut end = range.end;
    while end < tokens.len()
        && doc.words(tokens[end].span).starts_with(char::is_uppercase)
        && tokens[end].span.start <= tokens[end - 1].span.end + 1
    {
        end += 1;
    }
    vec![(start..start + 1, kind), (start + 1..end, rest)]
}

/// The mentions of a document that carries sentences, syntax and names, in order of their spans.
pub fn mentions(doc: &Document, scores: &[Scores], heads: &Heads) -> Vec<Mention> {
    let Some(tree) = Tree::new(doc) else { return Vec::new() };
    let names: Vec<(Range<usize>, Kind)> = doc
        .names()
        .unwrap_or_default()
        .iter()
        .map(|name| (doc.tokens_in(name.span), name.kind))
        .filter(|(range, _)| !range.is_empty())
        .collect();
    // The name that each token is part of.
    let mut name_of = vec![None; tree.words.len()];
    for (idx, (range, _)) in names.iter().enumerate() {
        for at in range.clone() {
            name_of[at] = Some(idx);
        }
    }
    let mut named = vec![false; names.len()];
    let mut found = Vec::new();
    for scores in scores {
        for at in scores.tokens.clone() {
            let row = scores.tag(at - scores.tokens.start, heads.kind.0, heads.kind.1.len());
            let Some(kind) = heads.kind.1[best(row)] else { continue };
            // Inside a name only its head speaks for it: *Kesh* of *Kesh Front* is no mention.
            if let Some(name) = name_of[at]
                && kind != Kind::Norp
                && name_head(&tree, &names[name].0) != at
            {
                continue;
            }
            let tokens = phrase(&tree, at);
            let Some(span) = tree.span(&tokens) else { continue };
            let name = name_of[at].filter(|_| kind != Kind::Norp).or_else(|| {
                (kind == Kind::Person).then(|| name_below(&tree, &names, &name_of, at)).flatten()
            });
            if let Some(name) = name {
                named[name] = true;
            }
            let is_named = name_of[at].is_some();
            let form = match tree.upos(at) {
                Upos::Pron => MentionForm::Pronoun,
                Upos::Det if tokens.len() == 1 => MentionForm::Pronoun,
                _ if is_named => MentionForm::Name,
                _ => MentionForm::Nominal,
            };
            let name = name.and_then(|name| tree.span(&names[name].0.clone().collect::<Vec<_>>()));
            let span = name.map_or(span, |name| if is_named { span.to(name) } else { span });
            found.push(Mention { span, name, head: at, kind, form });
        }
    }
    for ((range, kind), _) in names.iter().zip(named).filter(|(_, named)| !named) {
        let head = name_head(&tree, range);
        let name = tree.span(&range.clone().collect::<Vec<_>>());
        let span = tree.span(&phrase(&tree, head));
        if let (Some(name), Some(span)) = (name, span) {
            let form = MentionForm::Name;
            found.push(Mention { span: span.to(name), name: Some(name), head, kind: *kind, form });
        }
    }
    found.sort_by_key(|mention| {
        (mention.span.start, std::cmp::Reverse(mention.span.end), mention.head)
    });
    found.dedup_by_key(|mention| mention.head);
    found
}

/// The noun phrases and pronouns of a document that carries mentions which are not among those: *the
/// deal*, *it*, *the first of its kind*. What they name is not told; they are there to be grouped with
/// what they refer to. In order of their heads.
pub fn phrases(doc: &Document) -> Vec<Mention> {
    let Some(tree) = Tree::new(doc) else { return Vec::new() };
    let mut taken = vec![false; tree.words.len()];
    for mention in doc.mentions().unwrap_or_default() {
        taken[mention.head] = true;
    }
    for name in doc.names().unwrap_or_default() {
        doc.tokens_in(name.span).for_each(|at| taken[at] = true);
    }
    (0..tree.words.len())
        .filter(|&at| !taken[at] && refers(&tree, at))
        .filter_map(|at| {
            let tokens = whole_phrase(&tree, at);
            let form = match tree.upos(at) {
                Upos::Pron | Upos::Det => MentionForm::Pronoun,
                Upos::Propn => MentionForm::Name,
                _ => MentionForm::Nominal,
            };
            Some(Mention {
                span: tree.span(&tokens)?,
                name: None,
                head: at,
                kind: Kind::Other,
                form,
            })
        })
        .collect()
}

/// Whether a phrase of its own hangs on the word.
fn refers(tree: &Tree<'_>, at: usize) -> bool {
    let word = &tree.words[at];
    let base = word.rel.split(':').next().unwrap_or(&word.rel);
    match word.upos {
        Upos::Noun | Upos::Propn => {
            !matches!(base, "flat" | "fixed" | "goeswith" | "case" | "cc" | "advmod")
        }
        Upos::Pron => !matches!(base, "expl" | "fixed" | "mark" | "discourse"),
        // *these*, *those*, *all* alone.
        Upos::Det => matches!(base, "nsubj" | "obj" | "obl" | "nmod" | "conj"),
        Upos::Num => matches!(base, "nsubj" | "obj"),
        _ => false,
    }
}

/// The phrase of a head with its clauses, without conjuncts, appositions and what belongs to a clause that
/// the head is the predicate of.
fn whole_phrase(tree: &Tree<'_>, head: usize) -> Vec<usize> {
    const OUTSIDE: &[&str] = &[
        "appos",
        "conj",
        "cc",
        "parataxis",
        "punct",
        "cop",
        "nsubj",
        "aux",
        "mark",
        "advcl",
        "csubj",
        "expl",
        "xcomp",
        "obl",
        "obj",
        "ccomp",
        "vocative",
        "list",
        "discourse",
        "dislocated",
        "dep",
        "orphan",
    ];
    let keep = |child: usize| {
        let rel = &*tree.words[child].rel;
        let base = rel.split(':').next().unwrap_or(rel);
        !(OUTSIDE.contains(&base) || matches!(base, "case" | "advmod") && child < head)
    };
    let direct: Vec<usize> = tree.children(head).filter(|&child| keep(child)).collect();
    let mut tokens = vec![head];
    for child in direct {
        tokens.extend(tree.subtree(child));
    }
    within_punctuation(tree, tokens, head)
}

/// The tokens in order, without punctuation at either end but for the head.
fn within_punctuation(tree: &Tree<'_>, mut tokens: Vec<usize>, head: usize) -> Vec<usize> {
    tokens.sort_unstable();
    while tokens.len() > 1 && tree.upos(tokens[tokens.len() - 1]) == Upos::Punct {
        tokens.pop();
    }
    let first =
        tokens.iter().position(|at| tree.upos(*at) != Upos::Punct || *at == head).unwrap_or(0);
    tokens.split_off(first)
}

/// The best BIO sequence over a sentence, as spans: a name goes on only where it began.
fn name_spans(
    scores: &[Scores],
    heads: &Heads,
    sentence: Range<usize>,
) -> Vec<(Range<usize>, Kind)> {
    let (from, labels) = (heads.name.0, &heads.name.1);
    // Windows are in order, and a sentence lies in one.
    let window = scores.partition_point(|scores| scores.tokens.end <= sentence.start);
    let Some(scores) = scores.get(window).filter(|scores| sentence.end <= scores.tokens.end) else {
        return Vec::new();
    };
    let row = |at: usize| scores.tag(at - scores.tokens.start, from, labels.len());
    let goes_on = |before: usize, label: usize| match labels[label] {
        Some(('I', kind)) => labels[before].is_some_and(|(_, other)| other == kind),
        _ => true,
    };
    let mut totals: Vec<f32> = Vec::new();
    let mut origins: Vec<Vec<usize>> = Vec::new();
    for at in sentence.clone() {
        let scores = row(at);
        let mut next = Vec::with_capacity(labels.len());
        let mut from = Vec::with_capacity(labels.len());
        for label in 0..labels.len() {
            let mut best: Option<usize> = None;
            if !totals.is_empty() {
                for before in 0..labels.len() {
                    if goes_on(before, label) && best.is_none_or(|b| totals[before] > totals[b]) {
                        best = Some(before);
                    }
                }
            }
            let start_of_name = !matches!(labels[label], Some(('I', _)));
            let before = match best {
                Some(best) => totals[best],
                None if totals.is_empty() && start_of_name => 0.0,
                None => f32::MIN / 4.0,
            };
            next.push(before + scores[label]);
            from.push(best.unwrap_or(0));
        }
        totals = next;
        origins.push(from);
    }
    if totals.is_empty() {
        return Vec::new();
    }
    let mut path = vec![best(&totals)];
    for from in origins[1..].iter().rev() {
        path.push(from[path[path.len() - 1]]);
    }
    path.reverse();
    let mut names: Vec<(Range<usize>, Kind)> = Vec::new();
    for (at, label) in sentence.zip(path) {
        match labels[label] {
            Some(('I', kind)) => match names.last_mut() {
                Some((range, last)) if *last == kind && range.end == at => range.end = at + 1,
                _ => names.push((at..at + 1, kind)),
            },
            Some((_, kind)) => names.push((at..at + 1, kind)),
            None => {}
        }
    }
    names
}

/// The word of a name that the rest hangs on.
fn name_head(tree: &Tree<'_>, range: &Range<usize>) -> usize {
    range
        .clone()
        .find(|at| tree.words[*at].head.is_none_or(|head| !range.contains(&head)))
        .unwrap_or(range.start)
}

/// A person's name that hangs on the phrase's head: *Prime Minister Ana Roth* may hang on either.
fn name_below(
    tree: &Tree<'_>,
    names: &[(Range<usize>, Kind)],
    name_of: &[Option<usize>],
    head: usize,
) -> Option<usize> {
    tree.children(head)
        .filter(|child| tree.has_rel(*child, "flat") || tree.has_rel(*child, "compound"))
        .find_map(|child| name_of[child])
        .filter(|name| names[*name].1 == Kind::Person)
}

/// The phrase of a head: what hangs on it, without clauses, conjuncts, appositions and the
/// preposition before it.
fn phrase(tree: &Tree<'_>, head: usize) -> Vec<usize> {
    const OUTSIDE: &[&str] = &[
        "acl",
        "advcl",
        "appos",
        "aux",
        "cc",
        "ccomp",
        "conj",
        "cop",
        "csubj",
        "dep",
        "discourse",
        "dislocated",
        "expl",
        "iobj",
        "mark",
        "nsubj",
        "obj",
        "orphan",
        "parataxis",
        "root",
        "vocative",
        "xcomp",
        "obl",
        "reparandum",
        "list",
        "goeswith",
    ];
    let direct: Vec<usize> = tree
        .children(head)
        .filter(|&child| {
            let rel = &*tree.words[child].rel;
            let base = rel.split(':').next().unwrap_or(rel);
            let before_head = matches!(base, "case" | "punct" | "advmod") && child < head;
            // *the airport, according to the office*: the source belongs to the clause.
            let told = tree.children(child).any(|case| tree.lemma(case) == "accord");
            !told && !OUTSIDE.contains(&base) && !before_head
        })
        .collect();
    let mut tokens = vec![head];
    for child in direct {
        // Inside a modifier everything stays but clauses and what trails behind a comma.
        tokens.extend(tree.subtree_where(child, |at| {
            !["acl:relcl", "advcl", "parataxis", "appos"].contains(&&*tree.words[at].rel)
                && !tree.children(at).any(|case| tree.lemma(case) == "accord")
        }));
    }
    within_punctuation(tree, tokens, head)
}
