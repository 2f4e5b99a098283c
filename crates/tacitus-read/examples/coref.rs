//! Scores the grouping of mentions on CoNLL-U with `Entity=` annotation (as in GUM), given as
//! arguments: gold trees and gold mentions go in, and for each pronoun and name it is counted
//! whether its nearest earlier mention in the same group agrees with the annotation.

use std::collections::HashMap;
use std::io::Error;
use tacitus_doc::{
    Document, Kind, Mention, MentionForm, Sentence, Source, Span, Token, Upos, Word,
};
use tacitus_read::resolve::{Knowledge, referents};

#[derive(Default)]
struct Reading {
    text: String,
    tokens: Vec<Token>,
    words: Vec<Word>,
    sentences: Vec<Sentence>,
    mentions: Vec<(Mention, u32)>,
}

#[derive(Default, Clone, Copy)]
struct Count {
    gold: usize,
    made: usize,
    right: usize,
}

fn main() -> Result<(), Error> {
    let mut counts: HashMap<&'static str, Count> = HashMap::new();
    for path in std::env::args().skip(1) {
        let file = std::fs::read_to_string(path)?;
        for part in file.split("# newdoc") {
            score(read(part), &mut counts);
        }
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|row| row.0);
    for (name, count) in rows {
        println!(
            "{name:10} gold {:5} made {:5} right {:5}  P {:.3} R {:.3}",
            count.gold,
            count.made,
            count.right,
            count.right as f64 / count.made.max(1) as f64,
            count.right as f64 / count.gold.max(1) as f64
        );
    }
    Ok(())
}

fn read(part: &str) -> Reading {
    let mut reading = Reading::default();
    let mut open: HashMap<String, Vec<(usize, Kind)>> = HashMap::new();
    let mut first = 0;
    for line in part.lines().chain([""]) {
        if line.is_empty() {
            if reading.tokens.len() > first {
                let span =
                    reading.tokens[first].span.to(reading.tokens[reading.tokens.len() - 1].span);
                reading.sentences.push(Sentence { span, tokens: first..reading.tokens.len() });
                first = reading.tokens.len();
            }
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() < 10 || fields[0].parse::<usize>().is_err() {
            continue;
        }
        let start = reading.text.len();
        reading.text.push_str(fields[1]);
        reading.tokens.push(Token { span: Span::new(start, reading.text.len()) });
        if !fields[9].contains("SpaceAfter=No") {
            reading.text.push(' ');
        }
        reading.words.push(Word {
            upos: Upos::parse(fields[3]).unwrap_or(Upos::X),
            xpos: fields[4].into(),
            lemma: fields[2].into(),
            head: fields[6].parse::<usize>().ok().filter(|n| *n > 0).map(|n| first + n - 1),
            rel: fields[7].into(),
        });
        let at = reading.tokens.len() - 1;
        let Some(entity) = fields[9].split('|').find_map(|f| f.strip_prefix("Entity=")) else {
            continue;
        };
        let mut rest = entity;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('(') {
                let end = after.find(['(', ')']).unwrap_or(after.len());
                let mut bits = after[..end].split('-');
                let (id, kind) = (bits.next().unwrap_or(""), bits.next().unwrap_or(""));
                let kind = match kind {
                    "person" => Kind::Person,
                    "organization" => Kind::Organization,
                    "place" => Kind::Place,
                    "time" => Kind::Time,
                    _ => Kind::Other,
                };
                open.entry(id.to_owned()).or_default().push((at, kind));
                rest = &after[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    close(&mut reading, &mut open, id, at);
                    rest = after;
                }
            } else {
                let end = rest.find(')').unwrap_or(rest.len());
                let id = rest[..end].trim_start_matches('-');
                close(&mut reading, &mut open, id, at);
                rest = rest.get(end + 1..).unwrap_or("");
            }
        }
    }
    reading.mentions.sort_by_key(|(m, _)| (m.span.start, std::cmp::Reverse(m.span.end)));
    reading
}

fn close(
    reading: &mut Reading,
    open: &mut HashMap<String, Vec<(usize, Kind)>>,
    id: &str,
    at: usize,
) {
    let Some((from, kind)) = open.get_mut(id).and_then(Vec::pop) else { return };
    let inside = from..=at;
    let head = inside
        .clone()
        .find(|&t| reading.words[t].head.is_none_or(|h| !(from..=at).contains(&h) || h > at))
        .unwrap_or(at);
    let propn = |t: usize| reading.words[t].upos == Upos::Propn;
    let name = propn(head).then(|| {
        let mut last = head;
        let mut start = head;
        while last < at
            && (propn(last + 1)
                || reading.words[last + 1].head == Some(head)
                    && reading.words[last + 1].rel.starts_with("flat"))
        {
            last += 1;
        }
        while start > from && propn(start - 1) {
            start -= 1;
        }
        // *Ministry of Trade*: what hangs on *of* belongs to the name of a body.
        let of = |t: usize| matches!(&*reading.words[t].lemma, "of" | "for" | "and" | "the" | "'s");
        while kind != Kind::Person && last < at {
            let next = (last + 1..=at).find(|&t| !of(t)).filter(|&t| propn(t));
            match next {
                Some(next) => last = next,
                None => break,
            }
        }
        reading.tokens[start].span.to(reading.tokens[last].span)
    });
    let form = if reading.words[head].upos == Upos::Pron {
        MentionForm::Pronoun
    } else if name.is_some() {
        MentionForm::Name
    } else {
        MentionForm::Nominal
    };
    let span = reading.tokens[from].span.to(reading.tokens[at].span);
    let id = id.parse().unwrap_or(0);
    reading.mentions.push((Mention { span, name, head, kind, form }, id));
}

fn score(reading: Reading, counts: &mut HashMap<&'static str, Count>) {
    let gold: Vec<u32> = reading.mentions.iter().map(|(_, id)| *id).collect();
    let mentions: Vec<Mention> = reading.mentions.into_iter().map(|(m, _)| m).collect();
    let doc = Document::new(None, Source::default(), reading.text)
        .with_tokens(reading.tokens)
        .with_sentences(reading.sentences)
        .with_syntax(reading.words)
        .with_mentions(mentions.clone());
    let mut group = vec![None; mentions.len()];
    for (at, referent) in
        referents(&doc, &Knowledge { gazetteer: None, published: None }).iter().enumerate()
    {
        for id in &referent.mentions {
            group[id.index()] = Some(at);
        }
    }
    let show = std::env::var("SHOW").unwrap_or_default();
    for (idx, mention) in mentions.iter().enumerate() {
        if !matches!(mention.kind, Kind::Person | Kind::Organization | Kind::Place) {
            continue;
        }
        let words = doc.words(mention.span).to_lowercase();
        let name = match (mention.form, words.as_str()) {
            (MentionForm::Name, _) => "name",
            (MentionForm::Nominal, _) => "nominal",
            (_, "he" | "him" | "his" | "she" | "her" | "himself" | "herself") => "he/she",
            (_, "it" | "its" | "itself") => "it",
            (_, "they" | "them" | "their" | "themselves") => "they",
            (_, "who" | "which" | "that" | "whose" | "whom") => "relative",
            _ => continue,
        };
        let count = counts.entry(name).or_default();
        let in_gold = gold[..idx].contains(&gold[idx]);
        let antecedent =
            group[idx].and_then(|own| (0..idx).rev().find(|&at| group[at] == Some(own)));
        count.gold += usize::from(in_gold);
        if let Some(at) = antecedent {
            count.made += 1;
            let right = gold[at] == gold[idx];
            count.right += usize::from(right);
            if !right && show == name {
                println!(
                    "WRONG {:?} -> {:?}",
                    doc.words(mention.span),
                    doc.words(mentions[at].span)
                );
            }
        } else if in_gold && show == name {
            let at = (0..idx).rev().find(|&at| gold[at] == gold[idx]).unwrap_or(0);
            println!("MISSED {:?} -> {:?}", doc.words(mention.span), doc.words(mentions[at].span));
        }
    }
}
