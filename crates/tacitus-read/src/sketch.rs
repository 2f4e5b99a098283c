//! Hand-made documents for tests: a sentence is written with its mentions in brackets.
//!
//! Tokens are parted by spaces, sentences by line breaks. `[person Ada *Corren]` is a mention of
//! that kind whose head is marked by `*` (the last token otherwise); `{…}` inside it is the proper
//! name. A token may carry `/xpos/rel/head/lemma`, head being the token's number in its sentence
//! from 1: `she/PRP/nsubj/2`. The text is the tokens joined by single spaces.

use crate::resolve::{Knowledge, referents};
use tacitus_doc::{
    Document, Kind, Mention, MentionForm, Sentence, Source, Span, Token, Upos, Word,
};

/// A mention whose end has not come yet, in positions of tokens.
struct Open {
    kind: Kind,
    from: usize,
    head: Option<usize>,
    /// From and to.
    name: (Option<usize>, Option<usize>),
}

/// The document that `lines` sketches.
pub fn sketch(lines: &str) -> Document {
    let mut text = String::new();
    let (mut tokens, mut words, mut sentences, mut mentions) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let first = tokens.len();
        let mut open: Vec<Open> = Vec::new();
        for piece in line.split(' ') {
            let mut rest = piece;
            if let Some(kind) = rest.strip_prefix('[') {
                let kind = Kind::parse(kind).unwrap_or_else(|| panic!("no kind {kind:?}"));
                open.push(Open { kind, from: tokens.len(), head: None, name: (None, None) });
                continue;
            }
            if let Some(after) = rest.strip_prefix('{') {
                open.last_mut().expect("a mention is open").name.0 = Some(tokens.len());
                rest = after;
            }
            if let Some(after) = rest.strip_prefix('*') {
                open.last_mut().expect("a mention is open").head = Some(tokens.len());
                rest = after;
            }
            let n_closed = rest.chars().rev().take_while(|c| matches!(c, ']' | '}')).count();
            let (token, closing) = rest.split_at(rest.len() - n_closed);
            let mut fields = token.split('/');
            let form = fields.next().unwrap_or_default();
            let capital = form.chars().next().is_some_and(char::is_uppercase);
            let guess = if !form.chars().any(char::is_alphanumeric) {
                "."
            } else if form.chars().all(|c| c.is_ascii_digit()) {
                "CD"
            } else if capital && tokens.len() > first {
                "NNP"
            } else if form == "the" || form == "The" || form == "a" || form == "A" {
                "DT"
            } else {
                "NN"
            };
            let xpos = fields.next().filter(|tag| !tag.is_empty()).unwrap_or(guess);
            let rel = fields.next().unwrap_or("dep");
            let head = fields.next().and_then(|n| n.parse::<usize>().ok()).map(|n| first + n - 1);
            let own_lemma = fields.next();
            let start = text.len();
            text.push_str(form);
            tokens.push(Token { span: Span::new(start, text.len()) });
            text.push(' ');
            words.push(Word {
                upos: upos(xpos),
                xpos: xpos.into(),
                lemma: own_lemma.map_or_else(|| lemma(form, xpos), str::to_owned).as_str().into(),
                head,
                rel: rel.into(),
            });
            for close in closing.chars() {
                if close == '}' {
                    open.last_mut().expect("a mention is open").name.1 = Some(tokens.len());
                    continue;
                }
                let Open { kind, from, head, name } = open.pop().expect("a mention is open");
                let last = tokens.len() - 1;
                let over = |from: usize, to: usize| tokens[from].span.to(tokens[to - 1].span);
                let name = name.0.map(|from| over(from, name.1.unwrap_or(tokens.len())));
                let head = head.unwrap_or(last);
                let pronoun = from == last && words[last].upos == Upos::Pron;
                let form = match name {
                    Some(_) => MentionForm::Name,
                    None if pronoun => MentionForm::Pronoun,
                    None => MentionForm::Nominal,
                };
                mentions.push(Mention { span: over(from, last + 1), name, head, kind, form });
            }
        }
        let span = tokens[first].span.to(tokens[tokens.len() - 1].span);
        sentences.push(Sentence { span, tokens: first..tokens.len() });
        text.pop();
        text.push('\n');
    }
    mentions.sort_by_key(|m: &Mention| (m.span.start, std::cmp::Reverse(m.span.end)));
    Document::new(None, Source::default(), text)
        .with_tokens(tokens)
        .with_sentences(sentences)
        .with_syntax(words)
        .with_mentions(mentions)
}

/// The document with its referents, reckoned from its own day of publication.
pub fn with_referents(doc: Document) -> Document {
    let layer =
        referents(&doc, &Knowledge { published: doc.source().published, ..Knowledge::default() });
    doc.with_referents(layer)
}

/// Where `words` first stand in the text of `doc`.
pub fn span(doc: &Document, words: &str) -> Span {
    let start = doc.text().find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
    Span::new(start, start + words.len())
}

fn upos(xpos: &str) -> Upos {
    match xpos {
        "PRP" | "PRP$" | "WP" | "WP$" | "WDT" => Upos::Pron,
        "DT" => Upos::Det,
        "NNP" | "NNPS" => Upos::Propn,
        "JJ" => Upos::Adj,
        "IN" => Upos::Adp,
        "CD" => Upos::Num,
        "MD" => Upos::Aux,
        "CC" => Upos::Cconj,
        "." => Upos::Punct,
        tag if tag.starts_with("VB") => Upos::Verb,
        _ => Upos::Noun,
    }
}

fn lemma(form: &str, xpos: &str) -> String {
    let lower = form.to_lowercase();
    match (xpos, lower.as_str()) {
        ("NNS", "men") => "man".into(),
        ("NNS", plural) => plural.strip_suffix('s').unwrap_or(plural).into(),
        ("MD", "wo") => "will".into(),
        _ => lower,
    }
}
