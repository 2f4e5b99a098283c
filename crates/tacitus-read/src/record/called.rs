//! What a report calls the actors in words that take sides (*terrorists*, *regime*, *martyrs*), and in whose words:
//! the report's own, or a speaker's. The words are `data/loaded.tsv`, ours.

use super::Draft;
use std::collections::HashMap;
use std::sync::LazyLock;
use tacitus_doc::{Actor, Called, Claim, Id, Mention, MentionForm, Record, Span, Stance};

/// A loaded word: whether for or against, and what a neutral tongue says.
type Loaded = (Stance, &'static str);

static LOADED: LazyLock<HashMap<&'static str, Loaded>> = LazyLock::new(|| {
    include_str!("../../data/loaded.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let (word, stance) = (fields.next()?, Stance::parse(fields.next()?)?);
            Some((word, (stance, fields.next()?)))
        })
        .collect()
});

impl Draft<'_> {
    /// Tells of each actor what it is called, by whom.
    pub(super) fn called(&self, record: &mut Record) {
        for (idx, mention) in self.mentions.iter().enumerate() {
            if mention.form == MentionForm::Pronoun {
                continue;
            }
            let Some((words, stance)) = self.loaded(mention) else { continue };
            let Some(actor) = self.actor_of(idx).or_else(|| self.actor_inside(idx)) else {
                continue;
            };
            let claim = innermost(record, mention.span);
            let by = claim.and_then(|id| record.claims[id.index()].speaker);
            // Somebody's own name for himself is a name.
            if by == Some(actor) && stance == Stance::Against {
                continue;
            }
            let called = &mut record.actors[actor.index()].called;
            let same = |own: &&mut Called| {
                own.words.eq_ignore_ascii_case(&words) && own.by == by && own.claim == claim
            };
            match called.iter_mut().find(same) {
                Some(own) => own.mentions.push(mention.span),
                None => {
                    called.push(Called { words, stance, by, claim, mentions: vec![mention.span] })
                }
            }
        }
    }

    /// The loaded words of a phrase, without article, and their stance: the words before the head, and the head.
    fn loaded(&self, mention: &Mention) -> Option<(String, Stance)> {
        let tokens = self.doc.tokens_in(mention.span);
        let all = self.doc.tokens()?;
        let name = |at: usize| {
            let names = self.doc.names().unwrap_or_default();
            let from = names.partition_point(|name| name.span.end <= all[at].span.start);
            names.get(from).is_some_and(|name| name.span.overlaps(all[at].span))
        };
        let mut stance = None;
        for at in tokens.start..=mention.head.min(tokens.end.saturating_sub(1)) {
            let lemma = self.words.get(at).map_or("", |word| &*word.lemma).to_lowercase();
            let written = self.doc.words(all[at].span).to_lowercase();
            let hyphened = at + 2 < all.len() && self.doc.words(all[at + 1].span) == "-";
            let joined = if hyphened {
                format!("{written}-{}", self.doc.words(all[at + 2].span).to_lowercase())
            } else {
                String::new()
            };
            let found =
                [lemma.as_str(), &written, &joined].into_iter().find_map(|word| LOADED.get(word));
            // *Resistance* in a name is a name.
            if let Some((own, _)) = found.filter(|_| !name(at) || at == mention.head) {
                stance = stance.or(Some(*own));
            }
        }
        let stance = stance?;
        // What hangs behind the head is told elsewhere: *the regime of Bashar al-Assad* is *regime*.
        let end = all.get(mention.head).map_or(mention.span.end, |head| head.span.end);
        let words = self.doc.words(Span::new(mention.span.start as usize, end as usize));
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let bare = ["the ", "The ", "a ", "A ", "an ", "An ", "these ", "those "]
            .iter()
            .find_map(|article| words.strip_prefix(article));
        Some((bare.unwrap_or(&words).to_owned(), stance))
    }

    /// The actor that a phrase names as whose people they are: ISIS of *300 ISIS terrorists*.
    fn actor_inside(&self, idx: usize) -> Option<Id<Actor>> {
        let outer = &self.mentions[idx];
        let inside = self.mentions.iter().enumerate().skip(idx + 1).take(8);
        inside
            .take_while(|(_, inner)| inner.span.start < outer.span.end)
            .filter(|(_, inner)| outer.span.contains(inner.span) && inner.form == MentionForm::Name)
            .find_map(|(at, _)| self.actor_of(at))
    }
}

/// The name of an actor that is only described, without words that take sides.
pub(super) fn neutral(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let n_words = name.split_whitespace().count();
    for (at, word) in name.split_whitespace().enumerate() {
        let lower = word.to_lowercase();
        let (stem, plural) = match lower.strip_suffix('s') {
            Some(stem) if !lower.ends_with("ss") && LOADED.contains_key(stem) => (stem, "s"),
            _ => (lower.as_str(), ""),
        };
        match LOADED.get(stem) {
            Some((_, "")) => {}
            // *terrorist organisations*: what they are, not what they do.
            Some((_, "fighter" | "gunman" | "fighters")) if at + 1 < n_words => {
                words.push("armed".to_owned())
            }
            Some((_, neutral)) if neutral.ends_with('s') => words.push((*neutral).to_owned()),
            Some((_, neutral)) => words.push(format!("{neutral}{plural}")),
            None => words.push(word.to_owned()),
        }
    }
    if words.is_empty() { name.to_owned() } else { words.join(" ") }
}

/// The innermost claim whose content holds the words.
fn innermost(record: &Record, span: Span) -> Option<Id<Claim>> {
    let length = |claim: &Claim| claim.content.iter().map(|content| content.len()).sum::<usize>();
    let holds = |claim: &Claim| claim.content.iter().any(|content| content.contains(span));
    let found = record.claims.iter().enumerate().filter(|(_, claim)| holds(claim));
    found.min_by_key(|(_, claim)| length(claim)).map(|(at, _)| Id::new(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_takes_sides() {
        for (name, expected) in [
            ("ISIS terrorists", "ISIS fighters"),
            ("terror group", "armed group"),
            ("terrorist organizations", "armed organizations"),
            ("regime", "government"),
            ("so-called Free Council", "Free Council"),
            ("brave soldiers", "soldiers"),
            ("mercenaries of the north", "mercenaries of the north"),
            ("Kessarine Front", "Kessarine Front"),
        ] {
            assert_eq!(neutral(name), expected);
        }
    }

    #[test]
    fn every_row_is_whole() {
        for line in
            include_str!("../../data/loaded.tsv").lines().filter(|line| !line.starts_with('#'))
        {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(fields.len() == 3 && Stance::parse(fields[1]).is_some(), "{line:?}");
        }
    }
}
