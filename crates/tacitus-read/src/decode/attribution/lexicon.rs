//! The words that attribute, read from `data/reporting.tsv`, where the columns are explained.

use std::collections::HashMap;
use std::sync::LazyLock;
use tacitus_doc::{Act, Commitment};

/// What one line of the lexicon says of a word.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The word and the letter of its part: *say/v*.
    pub(super) name: String,
    takes: String,
    /// Prepositions whose object is content.
    pub(super) with: Vec<String>,
    /// What the speaker does.
    pub(super) act: Act,
    /// Log-odds that the word attributes where its content is a clause.
    pub(super) clausal: f32,
    /// The same where its content is a phrase.
    pub(super) other: f32,
    /// What the word does with its content.
    pub(super) commitment: Commitment,
}

impl Entry {
    /// Whether the word has this construction: a letter of the column `takes`.
    pub(super) fn takes(&self, what: char) -> bool {
        self.takes.contains(what)
    }

    /// Whether the object of this preposition is content.
    pub(super) fn with(&self, preposition: &str) -> bool {
        self.with.iter().any(|own| own == preposition)
    }
}

/// Part of the lexicon that a word stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// *say*
    Verb,
    /// *claim*
    Noun,
    /// *confident*
    Adjective,
    /// *go on* (to say)
    Operator,
    /// said in a *statement*
    Medium,
    /// *reportedly*
    Hearsay,
    /// *made* the claim
    Light,
    /// content that tells the act
    Content,
}

/// The lexicon, by part and word.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    entries: HashMap<Part, HashMap<String, Entry>>,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("../../../data/reporting.tsv")));

impl Lexicon {
    /// The lexicon that comes with the reader.
    pub(super) fn bundled() -> &'static Lexicon {
        &LEXICON
    }

    /// Lines that do not parse are left out; a test holds that the bundled file has none.
    fn parse(table: &str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for line in table.lines() {
            if let Some((word, part, entry)) = parse_line(line) {
                lexicon.entries.entry(part).or_default().insert(word.to_owned(), entry);
            }
        }
        lexicon
    }

    /// The entry of a lemma.
    pub(super) fn get(&self, part: Part, lemma: &str) -> Option<&Entry> {
        self.entries.get(&part)?.get(lemma)
    }

    /// The entry of a word by its lemma or, because lemmatisers slip on rare verbs (*refus*), by what
    /// its form could be an inflection of.
    pub(super) fn find(&self, part: Part, lemma: &str, form: &str) -> Option<&Entry> {
        let entries = self.entries.get(&part)?;
        entries.get(lemma).or_else(|| {
            let form = form.to_lowercase();
            stems(&form).find_map(|stem| entries.get(stem.as_str()))
        })
    }
}

/// Irregular pasts of the commonest verbs of the lexicon.
const IRREGULAR: &[(&str, &str)] = &[
    ("felt", "feel"),
    ("found", "find"),
    ("foresaw", "foresee"),
    ("held", "hold"),
    ("knew", "know"),
    ("known", "know"),
    ("said", "say"),
    ("saw", "see"),
    ("seen", "see"),
    ("sought", "seek"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("swore", "swear"),
    ("thought", "think"),
    ("told", "tell"),
    ("understood", "understand"),
    ("written", "write"),
    ("wrote", "write"),
];

/// What a form may be an inflection of, the form itself first.
fn stems(form: &str) -> impl Iterator<Item = String> + '_ {
    const ENDINGS: &[(&str, &str)] = &[
        ("", ""),
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("ed", "e"),
        ("es", ""),
        ("s", ""),
    ];
    let irregular = IRREGULAR.iter().filter(move |(past, _)| *past == form);
    let regular = ENDINGS.iter().filter_map(move |(ending, instead)| {
        let stem = form.strip_suffix(ending).filter(|stem| stem.len() > 2)?;
        Some(format!("{stem}{instead}"))
    });
    irregular.map(|(_, lemma)| (*lemma).to_owned()).chain(regular)
}

fn parse_line(line: &str) -> Option<(&str, Part, Entry)> {
    if line.starts_with('#') {
        return None;
    }
    let mut cells = line.split('\t');
    let word = cells.next()?;
    let letter = cells.next()?;
    let part = match letter {
        "v" => Part::Verb,
        "n" => Part::Noun,
        "a" => Part::Adjective,
        "o" => Part::Operator,
        "m" => Part::Medium,
        "d" => Part::Hearsay,
        "l" => Part::Light,
        "w" => Part::Content,
        _ => return None,
    };
    let takes = cells.next()?.to_owned();
    let with = cells.next()?.split(',').filter(|p| !p.is_empty()).map(str::to_owned).collect();
    let act = Act::parse(cells.next()?)?;
    let clausal = cells.next()?.parse().ok()?;
    let other = cells.next()?.parse().ok()?;
    let commitment = match cells.next().unwrap_or_default() {
        "t" => Commitment::Presupposed,
        "o" => Commitment::LeftOpen,
        "u" => Commitment::Unasserted,
        _ => Commitment::Asserted,
    };
    let name = format!("{word}/{letter}");
    Some((word, part, Entry { name, takes, with, act, clausal, other, commitment }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        let table = include_str!("../../../data/reporting.tsv");
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let (word, _, entry) = parse_line(line).expect(line);
            assert!(entry.clausal.abs() < 9.0 && entry.other.abs() < 9.0, "{word}: weights");
            assert!(entry.takes.chars().all(|c| "cqioraepxs".contains(c)), "{word}: takes");
        }
    }

    #[test]
    fn a_word_is_found_by_its_part() {
        let lexicon = Lexicon::bundled();
        assert!(lexicon.get(Part::Verb, "say").is_some_and(|say| say.takes('c')));
        assert!(lexicon.get(Part::Verb, "accuse").is_some_and(|accuse| accuse.with("of")));
        assert!(lexicon.get(Part::Verb, "arrest").is_none());
        let by_form = |lemma, form| lexicon.find(Part::Verb, lemma, form).map(|e| e.name.as_str());
        assert_eq!(by_form("refus", "refused"), Some("refuse/v"));
        assert_eq!(by_form("toy", "told"), Some("tell/v"));
        assert_eq!(by_form("arrest", "arrested"), None);
    }
}
