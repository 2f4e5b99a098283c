//! `--redact`: names of people who are not public persons, replaced in all that is printed.
//!
//! Whoever the actor tables do not know is private: victims, witnesses, passers-by. Each gets a number, *[person 2]*, the
//! same throughout a report. The work is done on the record as it is written, so that nothing that is written can be
//! forgotten: the text, every string, and every offset, which moves with the text.

use serde_json::Value;
use std::collections::{HashMap, HashSet};
use tacitus_doc::{Kind, Note, Reading, wire};

/// Words inside names that are nobody's own.
const PARTICLES: &[&str] = &[
    "al", "el", "bin", "ben", "ibn", "abu", "van", "von", "de", "del", "der", "da", "di", "dos",
    "la", "le",
];

/// The reading without the names of private persons. Words that are also a public person's, a body's or a place's are
/// replaced only where they are a private person's name.
pub fn redact(reading: &Reading) -> Reading {
    let secrets = Secrets::of(reading);
    if secrets.numbers.is_empty() {
        return reading.clone();
    }
    let redacted = || -> Option<Reading> {
        let mut row: Value = serde_json::from_str(&wire::write(reading)).ok()?;
        let text: Vec<char> = reading.document.text().chars().collect();
        let (new, moved) = secrets.text(&text);
        walk(&mut row, "", &secrets, &moved);
        row["document"]["text"] = Value::String(new);
        wire::read(&row.to_string()).ok()
    };
    redacted().unwrap_or_else(|| {
        // Rather nothing than a name.
        let mut nothing = reading.clone();
        nothing.document =
            tacitus_doc::Document::new(Some(reading.document.id().clone()), Default::default(), "");
        nothing.record = Default::default();
        nothing.notes =
            vec![Note::new("not-redacted", "the report could not be redacted and is left out")];
        nothing
    })
}

/// A private name, where it stands (in characters), and its bearer's number.
type Told = (String, Option<(usize, usize)>, usize);

struct Secrets {
    /// Numbers of persons by a word of their names, in lower case.
    numbers: HashMap<String, usize>,
    /// Words that others are called by too.
    shared: HashSet<String>,
    /// Private names in the text, in characters.
    spans: Vec<(usize, usize, usize)>,
}

impl Secrets {
    fn of(reading: &Reading) -> Secrets {
        let document = &reading.document;
        let actors = &reading.record.actors;
        let points = tacitus_doc::CodePoints::new(document.text());
        let mut secrets =
            Secrets { numbers: HashMap::new(), shared: HashSet::new(), spans: Vec::new() };
        // The smallest mention that holds a name tells whose it is.
        let owner = |span: tacitus_doc::Span| {
            let holding = actors.iter().enumerate().flat_map(|(at, actor)| {
                actor
                    .mentions
                    .iter()
                    .filter(move |own| own.contains(span))
                    .map(move |own| (own.len(), at))
            });
            holding.min().map(|(_, at)| at)
        };
        let mut persons: HashMap<usize, usize> = HashMap::new();
        let mut next = 0;
        let names = document.names().unwrap_or_default();
        // Persons that no name in the text was found for, but that are called by one.
        let mut told: Vec<Told> = Vec::new();
        for name in names {
            let words = document.words(name.span);
            let own = owner(name.span);
            let public = own.is_some_and(|at| actors[at].known.is_some());
            let body = own.is_some_and(|at| actors[at].kind != "person");
            if public {
                secrets.shared.extend(parts(words));
            }
            if name.kind != Kind::Person || public || body {
                continue;
            }
            let key = own.unwrap_or(usize::MAX - told.len());
            let number = *persons.entry(key).or_insert_with(|| {
                next += 1;
                next
            });
            let span = (
                points.from_byte(name.span.start as usize),
                points.from_byte(name.span.end as usize),
            );
            told.push((words.to_owned(), Some(span), number));
        }
        for (at, actor) in actors.iter().enumerate() {
            let named = actor.name.chars().next().is_some_and(char::is_uppercase);
            if actor.kind == "person" && actor.known.is_none() && named {
                let number = *persons.entry(at).or_insert_with(|| {
                    next += 1;
                    next
                });
                told.push((actor.name.clone(), None, number));
            } else if actor.known.is_some() {
                secrets.shared.extend(parts(&actor.name));
            }
        }
        for place in reading.record.places.iter().filter(|place| place.lat.is_some()) {
            secrets.shared.extend(parts(&place.name));
        }
        for (words, span, number) in told {
            // A family name that was met alone before is the same person's.
            for part in parts(&words) {
                secrets.numbers.entry(part).or_insert(number);
            }
            if let Some((from, to)) = span {
                secrets.spans.push((from, to, number));
            }
        }
        secrets.spans.sort_unstable();
        secrets
    }

    /// The text without the names, and where each character went.
    fn text(&self, text: &[char]) -> (String, Vec<usize>) {
        let marks = self.marks(text, |word| word.first().is_some_and(|c| c.is_uppercase()), true);
        let mut new = String::with_capacity(text.len());
        let (mut at, mut length) = (0, 0);
        let mut moved = vec![0; text.len() + 1];
        for (from, to, number) in marks {
            while at < from {
                moved[at] = length;
                new.push(text[at]);
                (at, length) = (at + 1, length + 1);
            }
            let label = format!("[person {number}]");
            let (begins, ends) = (length, length + label.chars().count());
            // A span that begins within a name begins with its label, one that ends there ends with it.
            moved[from] = begins;
            for place in moved.iter_mut().take(to).skip(from + 1) {
                *place = ends;
            }
            new.push_str(&label);
            (at, length) = (to, ends);
        }
        while at < text.len() {
            moved[at] = length;
            new.push(text[at]);
            (at, length) = (at + 1, length + 1);
        }
        moved[text.len()] = length;
        (new, moved)
    }

    /// A string beside the text. In addresses names are written small.
    fn string(&self, string: &str, small: bool) -> String {
        let text: Vec<char> = string.chars().collect();
        let mut new = String::new();
        let mut at = 0;
        let fits = |word: &[char]| small || word.first().is_some_and(|c| c.is_uppercase());
        for (from, to, number) in self.marks(&text, fits, false) {
            new.extend(&text[at..from]);
            new.push_str(&format!("[person {number}]"));
            at = to;
        }
        new.extend(&text[at..]);
        new
    }

    /// Where private names stand, one after another.
    fn marks(
        &self,
        text: &[char],
        fits: impl Fn(&[char]) -> bool,
        is_text: bool,
    ) -> Vec<(usize, usize, usize)> {
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if !text[at].is_alphanumeric() {
                at += 1;
                continue;
            }
            let from = at;
            while at < text.len() && text[at].is_alphanumeric() {
                at += 1;
            }
            let word: String = text[from..at].iter().collect::<String>().to_lowercase();
            // Names are in order, and none lies in another.
            let next = self.spans.partition_point(|(_, end, _)| *end < at);
            let inside = self.spans.get(next).filter(|(start, ..)| is_text && *start <= from);
            let number = match inside {
                Some((_, _, number)) => Some(*number),
                None => self
                    .numbers
                    .get(&word)
                    .filter(|_| fits(&text[from..at]) && (!is_text || !self.shared.contains(&word)))
                    .copied(),
            };
            let Some(number) = number else { continue };
            // *Ada Maria* and *Al-Masri* are one name.
            let joined = found.last().is_some_and(|(_, end, last)| {
                let between: String = text[*end..from].iter().collect();
                *last == number
                    && between.chars().count() <= 6
                    && between.split(|c: char| !c.is_alphanumeric()).all(|word| {
                        word.is_empty() || PARTICLES.contains(&word.to_lowercase().as_str())
                    })
                    && between.chars().all(|c| {
                        c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '\'' | '’' | '\u{a0}')
                    })
            });
            match found.last_mut().filter(|_| joined) {
                Some((_, end, _)) => *end = at,
                None => found.push((from, at, number)),
            }
        }
        found
    }
}

/// The words of a name that are its bearer's, in lower case.
fn parts(name: &str) -> impl Iterator<Item = String> + '_ {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| {
            word.chars().count() > 1 && word.chars().next().is_some_and(char::is_uppercase)
        })
        .map(str::to_lowercase)
        .filter(|word| !PARTICLES.contains(&word.as_str()))
}

/// Redacts every string below a value and moves every pair of offsets.
fn walk(value: &mut Value, key: &str, secrets: &Secrets, moved: &[usize]) {
    match value {
        Value::String(string) if !matches!(key, "text" | "id" | "known") => {
            let small = matches!(key, "url" | "meta");
            let new = secrets.string(string, small);
            if new != *string {
                *string = new;
            }
        }
        Value::Array(items) => {
            let pair: Vec<usize> =
                items.iter().filter_map(Value::as_u64).map(|at| at as usize).collect();
            if key != "meta" && items.len() == 2 && pair.len() == 2 {
                for (item, at) in items.iter_mut().zip(pair) {
                    *item = Value::from(moved[at.min(moved.len() - 1)]);
                }
                return;
            }
            items.iter_mut().for_each(|item| walk(item, key, secrets, moved));
        }
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                // What the input brought along is redacted as a whole.
                let name = if key == "meta" { "meta" } else { name };
                walk(field, name, secrets, moved);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"format":"tacitus.record","version":1,"model":"m",
        "document":{"id":"d","title":"Corren weeps","url":"https://example.org/ada-corren-weeps","text":"Ada Corren wept. Kofi Annan saw CORREN in Corren Bay; Corren's son fled.","meta":{"tags":["Ada Corren",[1,2]]}},
        "sentences":[[0,16],[17,72]],
        "actors":[{"id":"a1","name":"Ada Corren","kind":"person","mentions":[[0,10],[32,38]],"role":"mother"},
                  {"id":"a2","name":"Kofi Annan","kind":"person","known":"kofi-annan","mentions":[[17,27]]}],
        "claims":[{"id":"c1","speaker":"a1","source":[[0,10]],"cue":[[11,15]],"content":[[17,53]]}]}"#;

    #[test]
    fn private_names_go_and_offsets_follow() {
        let reading = wire::read(&LINE.replace('\n', " ")).expect("a record");
        let new = redact(&reading);
        let text = new.document.text();
        assert_eq!(
            text,
            "[person 1] wept. Kofi Annan saw [person 1] in [person 1] Bay; [person 1]'s son fled."
        );
        let words = |span: &tacitus_doc::Span| new.document.words(*span).to_owned();
        assert_eq!(words(&new.record.actors[0].mentions[0]), "[person 1]");
        assert_eq!(words(&new.record.actors[1].mentions[0]), "Kofi Annan");
        assert_eq!(words(&new.record.claims[0].cue[0]), "wept");
        assert_eq!(
            words(&new.record.claims[0].content[0]),
            "Kofi Annan saw [person 1] in [person 1] Bay;"
        );
        assert_eq!(new.record.actors[0].name, "[person 1]");
        let all = wire::write(&new).to_lowercase();
        assert!(!all.contains("corren") && !all.contains("\"ada"), "{all}");
        assert!(all.contains("[1,2]"), "{all}");
    }

    #[test]
    fn without_private_persons_nothing_changes() {
        let line = LINE.replace(
            r#""kind":"person","mentions":[[0,10]"#,
            r#""kind":"party","mentions":[[0,10]"#,
        );
        let reading = wire::read(&line.replace('\n', " ")).expect("a record");
        assert_eq!(wire::write(&redact(&reading)), wire::write(&reading));
    }
}
