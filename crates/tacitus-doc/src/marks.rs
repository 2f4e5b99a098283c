//! Passages in which words are marked with one name each: whom they refer to (`<a 3>the group</a>`, corpus/coref), or
//! which known actor they are (`<k islamic-state>Daesh</k>`, corpus/actors; `-` for nobody who is known).

use crate::document::{DocId, Document, Source};
use crate::ids::Id;
use crate::layers::{Kind, Mention, MentionForm, Referent};
use crate::span::Span;
use std::collections::HashMap;

/// A passage: the document, and what each stretch of words is marked with, in order of their ends.
pub struct Marked {
    /// The document, with the id, date and publisher of its head and no layers.
    pub document: Document,
    /// Words and their mark.
    pub marks: Vec<(Span, String)>,
}

/// The passages of a file, which are parted by `====`; the head of each ends with `---`.
///
/// # Errors
/// The passage and what is wrong with it.
pub fn read(text: &str, tag: &str) -> Result<Vec<Marked>, String> {
    let (open, close) = (format!("<{tag} "), format!("</{tag}>"));
    let mut found = Vec::new();
    for (n, passage) in text.split("\n====\n").enumerate() {
        if passage.trim().is_empty() {
            continue;
        }
        let wrong = |what: &str| format!("passage {}: {what}", n + 1);
        let (head, body) =
            passage.split_once("\n---\n").ok_or_else(|| wrong("no line --- after the head"))?;
        let head: HashMap<&str, &str> = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(key, value)| (key.trim(), value.trim()))
            .collect();
        let mut words = String::new();
        let mut marks = Vec::new();
        let mut begun: Vec<(usize, &str)> = Vec::new();
        let mut rest = body.trim_matches('\n');
        while let Some(at) = rest.find('<') {
            words.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix(open.as_str()) {
                let end = after.find('>').ok_or_else(|| wrong("a mark without >"))?;
                begun.push((words.len(), &after[..end]));
                rest = &after[end + 1..];
            } else if let Some(after) = rest.strip_prefix(close.as_str()) {
                let (from, name) =
                    begun.pop().ok_or_else(|| wrong("a mark ends that has not begun"))?;
                marks.push((Span::new(from, words.len()), name.to_owned()));
                rest = after;
            } else {
                words.push('<');
                rest = &rest[1..];
            }
        }
        words.push_str(rest);
        if !begun.is_empty() {
            return Err(wrong("a mark does not end"));
        }
        let published = match head.get("published") {
            Some(day) => Some(day.parse().map_err(|_| wrong("published is no day"))?),
            None => None,
        };
        let source = Source {
            published,
            publisher: head.get("publisher").map(|&name| name.to_owned()),
            title: head.get("title").map(|&title| title.to_owned()),
            language: Some("en".into()),
            ..Source::default()
        };
        let id = head.get("id").ok_or_else(|| wrong("no id"))?;
        found
            .push(Marked { document: Document::new(Some(DocId::given(id)), source, words), marks });
    }
    Ok(found)
}

impl Marked {
    /// The document with its marks as mentions, those of one mark as one referent. What `3=1+2` says of groups is left
    /// out.
    pub fn with_referents(&self) -> Document {
        let mut marks: Vec<&(Span, String)> = self.marks.iter().collect();
        marks.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let (mut mentions, mut referents) = (Vec::new(), Vec::<Referent>::new());
        let mut of: HashMap<&str, usize> = HashMap::new();
        for (span, mark) in marks {
            let name = mark.split('=').next().unwrap_or(mark);
            let at = *of.entry(name).or_insert_with(|| {
                referents.push(Referent::default());
                referents.len() - 1
            });
            referents[at].mentions.push(Id::new(mentions.len()));
            mentions.push(Mention {
                span: *span,
                name: None,
                head: 0,
                kind: Kind::Other,
                form: MentionForm::Nominal,
            });
        }
        self.document.clone().with_mentions(mentions).with_referents(referents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read() {
        let text = "id: x-1\npublished: 2014-03-05\n---\n<a 1>The <a 2>Orlan</a> Front</a> (<5) fell.\n====\nid: x-2\n---\nNone.\n";
        let passages = read(text, "a").unwrap();
        assert_eq!(passages.len(), 2);
        let first = &passages[0];
        assert_eq!(first.document.text(), "The Orlan Front (<5) fell.");
        let marks: Vec<(&str, &str)> = first
            .marks
            .iter()
            .map(|(span, mark)| (first.document.words(*span), mark.as_str()))
            .collect();
        assert_eq!(marks, [("Orlan", "2"), ("The Orlan Front", "1")]);
        assert_eq!(first.with_referents().referents().unwrap().len(), 2);
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, what) in [
            ("id: a\n\nNo head.", "passage 1: no line ---"),
            ("id: a\n---\n<a 1>Open", "passage 1: a mark does not end"),
            ("id: a\n---\nShut</a>", "passage 1: a mark ends that has not begun"),
            ("name: a\n---\nText", "passage 1: no id"),
            ("id: a\npublished: may\n---\nText", "passage 1: published is no day"),
        ] {
            let error = read(text, "a").err().unwrap_or_default();
            assert!(error.starts_with(what), "{error}");
        }
    }
}
