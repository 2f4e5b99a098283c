//! What is kept of each event so that those of other reports can be compared with it.

use std::collections::BTreeMap;
use std::ops::Range;
use tacitus_doc::{Beside, Document, Record, Sketch, Span, TimeType, Upos, Word};

/// So many words on either side of an event are near it.
const NEAR: usize = 4;

/// So deep a phrase is followed from its head: *the [killing] of the head of the [office] of ...*
const DEEP: usize = 2;

/// A sketch of each event, told by its trigger; these need not be events of the record. `vectors` are what the encoder
/// makes of the tokens, projected for this purpose: `[tokens][width]`.
pub fn sketches(
    doc: &Document,
    record: &Record,
    triggers: &[Span],
    vectors: &[f32],
    width: usize,
) -> Vec<Sketch> {
    let report = Report::new(doc, record, vectors, width);
    triggers.iter().map(|trigger| report.sketch(*trigger).unwrap_or_default()).collect()
}

/// What all sketches of a report need.
struct Report<'d> {
    doc: &'d Document,
    words: &'d [Word],
    /// Of each token what it is kept as, where it is a content word.
    keys: Vec<Option<u32>>,
    /// What hangs on each token.
    children: Vec<Vec<usize>>,
    /// Words of the name of the actor that each token refers to, by the actor's shortest mention there.
    names: Vec<Vec<u32>>,
    /// Places and days, and where they are named.
    scene: Vec<(Span, u32, u16)>,
    vectors: &'d [f32],
    width: usize,
}

impl<'d> Report<'d> {
    fn new(doc: &'d Document, record: &Record, vectors: &'d [f32], width: usize) -> Report<'d> {
        let words = doc.syntax().unwrap_or_default();
        let mut children = vec![Vec::new(); words.len()];
        for (at, word) in words.iter().enumerate() {
            if let Some(list) = word.head.and_then(|head| children.get_mut(head)) {
                list.push(at);
            }
        }
        let mut named: Vec<(usize, &str)> = vec![(usize::MAX, ""); words.len()];
        for actor in &record.actors {
            for span in &actor.mentions {
                for at in doc.tokens_in(*span) {
                    if let Some(named) = named.get_mut(at).filter(|named| span.len() < named.0) {
                        *named = (span.len(), &actor.name);
                    }
                }
            }
        }
        let split = |name: &str| -> Vec<u32> {
            let name = name.to_lowercase();
            let words = name.split(|sign: char| !sign.is_alphanumeric());
            words.filter(|word| !word.is_empty()).map(Sketch::key).collect()
        };
        let mut scene = Vec::new();
        for place in &record.places {
            // Only what is looked up under places reads these keys, so they need not differ from words'.
            let id = place.geonameid.map(|id| id.to_string());
            let key = Sketch::key(&id.unwrap_or_else(|| place.name.to_lowercase()));
            scene.extend(place.mentions.iter().map(|span| (*span, key, Beside::PLACE)));
        }
        for time in record.times.iter().filter(|time| time.time_type == TimeType::Date) {
            if let Some(value) = &time.value {
                let key = Sketch::key(value);
                scene.extend(time.mentions.iter().map(|span| (*span, key, Beside::DAY)));
            }
        }
        Report {
            doc,
            words,
            keys: words.iter().map(key).collect(),
            children,
            names: named.into_iter().map(|(_, name)| split(name)).collect(),
            scene,
            vectors,
            width,
        }
    }

    fn sketch(&self, trigger: Span) -> Option<Sketch> {
        let tokens = self.tokens_of(trigger)?;
        let head = self.head_of(&tokens)?;
        let word = self.words.get(head)?;
        let sentence = self.doc.sentence_at(self.doc.tokens()?.get(head)?.span.start as usize);
        let range = sentence
            .and_then(|at| self.doc.sentences()?.get(at))
            .map_or(tokens.clone(), |sentence| sentence.tokens.clone());
        let mut words: BTreeMap<u32, u16> = BTreeMap::new();
        let mut add = |key: u32, beside: u16| *words.entry(key).or_default() |= beside;
        for at in tokens.clone() {
            add(Sketch::key(&plain(&self.words[at].lemma)), Beside::OWN);
        }
        let mut hanging = Vec::new();
        for (child, beside) in self.parts(head, &tokens) {
            self.phrase(child, 0, &mut |key| add(key, beside));
            hanging.push(child);
        }
        if let Some(governor) = word.head.filter(|governor| !tokens.contains(governor)) {
            self.keys[governor].into_iter().for_each(|key| add(key, Beside::GOVERNOR));
            // Of a conjunct or a complement the subject stands at the governor.
            let shares = matches!(&*word.rel, "conj" | "xcomp" | "advcl" | "ccomp");
            let has_own = hanging
                .iter()
                .any(|child| beside(&self.words[*child].rel) == Some(Beside::SUBJECT));
            for child in &self.children[governor] {
                if shares && !has_own && &*self.words[*child].rel == "nsubj" {
                    self.phrase(*child, 0, &mut |key| add(key, Beside::SUBJECT));
                }
            }
        }
        let mut content = Vec::new();
        for at in range.clone().filter(|at| *at < self.words.len()) {
            let Some(key) = self.keys[at] else { continue };
            content.push(at);
            let mut bits = 0;
            if !tokens.contains(&at) {
                bits |= Beside::SENTENCE;
                if at.abs_diff(head) <= NEAR {
                    bits |= Beside::NEAR;
                }
            }
            match self.words[at].upos {
                Upos::Propn => bits |= Beside::NAME,
                Upos::Num => bits |= Beside::NUMBER,
                _ => (),
            }
            if bits > 0 {
                add(key, bits);
            }
        }
        let over = sentence.and_then(|at| self.doc.sentences()?.get(at)).map(|it| it.span);
        for (span, key, beside) in &self.scene {
            if over.is_some_and(|over| over.contains(*span)) {
                add(*key, *beside);
            }
        }
        let mut words: Vec<(u32, u16)> = words.into_iter().collect();
        if words.len() > Sketch::WORDS {
            // What only stands in the same sentence goes first.
            words.sort_by_key(|(key, beside)| {
                (beside & !(Beside::SENTENCE | Beside::NEAR) == 0, *key)
            });
            words.truncate(Sketch::WORDS);
            words.sort_unstable();
        }
        Some(Sketch {
            lemma: word.lemma.to_lowercase(),
            is_verb: matches!(word.upos, Upos::Verb | Upos::Aux),
            is_noun: matches!(word.upos, Upos::Noun | Upos::Propn),
            sentence: u16::try_from(sentence.unwrap_or_default()).unwrap_or(u16::MAX),
            vector: self.mean([head]),
            whole: self.mean(tokens),
            around: if content.is_empty() { self.mean(range) } else { self.mean(content) },
            parts: self.mean(hanging),
            words,
        })
    }

    /// The tokens of a trigger, or else the nearest token.
    fn tokens_of(&self, trigger: Span) -> Option<Range<usize>> {
        let tokens = self.doc.tokens_in(trigger);
        if !tokens.is_empty() {
            return Some(tokens.start..tokens.end.min(self.words.len()));
        }
        let all = self.doc.tokens()?.iter().enumerate();
        let nearest = all.min_by_key(|(_, token)| token.span.start.abs_diff(trigger.start))?.0;
        (nearest < self.words.len()).then_some(nearest..nearest + 1)
    }

    /// Of some tokens the one that carries them: it hangs on a word outside, is a content word if one of those is, and is
    /// the first of them.
    fn head_of(&self, tokens: &Range<usize>) -> Option<usize> {
        let outside = |at: &usize| self.words[*at].head.is_none_or(|head| !tokens.contains(&head));
        let by = |at: &usize| (!is_content(self.words[*at].upos), *at);
        tokens.clone().filter(outside).min_by_key(by).or_else(|| tokens.clone().min_by_key(by))
    }

    /// What hangs on the event, and what it is to it. The event's own words are walked through.
    fn parts(&self, head: usize, tokens: &Range<usize>) -> Vec<(usize, u16)> {
        let mut found = Vec::new();
        let (mut open, mut seen) = (vec![head], vec![head]);
        while let Some(at) = open.pop() {
            for child in &self.children[at] {
                let rel = &*self.words[*child].rel;
                if tokens.contains(child) && !matches!(rel, "compound" | "amod") {
                    if !seen.contains(child) {
                        seen.push(*child);
                        open.push(*child);
                    }
                } else if let Some(beside) = beside(rel) {
                    found.push((*child, beside));
                }
            }
        }
        found
    }

    /// Tells the content words of the phrase that hangs on a token.
    fn phrase(&self, at: usize, depth: usize, tell: &mut dyn FnMut(u32)) {
        self.keys[at].iter().chain(&self.names[at]).for_each(|key| tell(*key));
        if depth == DEEP {
            return;
        }
        for child in &self.children[at] {
            let rel = &*self.words[*child].rel;
            let within = ["compound", "flat", "amod", "appos", "nummod", "nmod:poss", "conj"];
            if within.contains(&rel) {
                self.phrase(*child, depth + 1, tell);
            }
        }
    }

    /// The mean of the vectors of some tokens, at length 1, in steps of one 127th; empty where there are none.
    fn mean(&self, tokens: impl IntoIterator<Item = usize>) -> Vec<i8> {
        let mut sum = Vec::new();
        for at in tokens {
            let Some(row) = self.vectors.get(at * self.width..(at + 1) * self.width) else {
                continue;
            };
            sum.resize(self.width, 0.0_f32);
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
        sum.iter().map(|x| (x / length * 127.0).round() as i8).collect()
    }
}

/// What a word with this relation to the event is to it.
fn beside(rel: &str) -> Option<u16> {
    match rel {
        "nsubj" | "csubj" | "nmod:poss" | "obl:agent" => Some(Beside::SUBJECT),
        "obj" | "nsubj:pass" | "iobj" => Some(Beside::OBJECT),
        "nmod" | "acl" => Some(Beside::OBLIQUE),
        "compound" | "amod" | "nummod" | "flat" | "appos" => Some(Beside::MODIFIER),
        _ => rel.starts_with("obl").then_some(Beside::OBLIQUE),
    }
}

fn is_content(upos: Upos) -> bool {
    matches!(upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num)
}

fn plain(lemma: &str) -> String {
    lemma.to_lowercase().trim_matches(['\'', '`', '.', '"']).to_owned()
}

/// What a word is kept as, where it is a content word.
fn key(word: &Word) -> Option<u32> {
    let plain = plain(&word.lemma);
    let counts = is_content(word.upos)
        && plain.chars().nth(1).is_some()
        && plain.chars().any(char::is_alphanumeric);
    counts.then(|| Sketch::key(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::{sketch, span};

    const LINE: &str = "Police/NNS/nsubj/2/police shot/VBD/root//shoot two/CD/nummod/4 \
                        men/NNS/obj/2/man in/IN/case/6 Harad/NNP/obl/2 and/CC/cc/8 fled/VBD/conj/2/flee";

    fn bits(sketch: &Sketch, word: &str) -> u16 {
        let key = Sketch::key(word);
        sketch.words.iter().find(|(own, _)| *own == key).map_or(0, |(_, bits)| *bits)
    }

    #[test]
    fn words_are_told_by_what_they_are_to_the_event() {
        let doc = sketch(LINE);
        let vectors: Vec<f32> = (0..8).flat_map(|at| [1.0, at as f32]).collect();
        let triggers = ["shot", "fled"].map(|word| span(&doc, word));
        let found = sketches(&doc, &Record::default(), &triggers, &vectors, 2);
        let shot = &found[0];
        assert_eq!((shot.lemma.as_str(), shot.is_verb, shot.is_noun), ("shoot", true, false));
        assert_eq!(shot.vector, [90, 90]);
        let around = Beside::SENTENCE | Beside::NEAR;
        assert_eq!(bits(shot, "police"), Beside::SUBJECT | around);
        assert_eq!(bits(shot, "man"), Beside::OBJECT | around);
        assert_eq!(bits(shot, "two"), Beside::OBJECT | Beside::NUMBER | around);
        assert_eq!(bits(shot, "harad"), Beside::OBLIQUE | Beside::NAME | around);
        assert_eq!(bits(shot, "shoot"), Beside::OWN);
        // Of what follows *and* the subject stands at the first verb.
        let fled = &found[1];
        assert_eq!(bits(fled, "police") & Beside::PART, Beside::SUBJECT);
        assert_eq!(bits(fled, "shoot") & Beside::GOVERNOR, Beside::GOVERNOR);
        assert_eq!(bits(fled, "man") & (Beside::PART | Beside::NEAR), Beside::NEAR);
        assert!(fled.parts.is_empty());
    }

    #[test]
    fn a_sketch_stays_small() {
        let line: Vec<String> = (0..90).map(|n| format!("word{n}/NN/obj/1/word{n}")).collect();
        let doc = sketch(&line.join(" "));
        let found = sketches(&doc, &Record::default(), &[span(&doc, "word0")], &[], 64);
        assert_eq!(found[0].words.len(), Sketch::WORDS);
        assert!(found[0].words.is_sorted());
    }

    #[test]
    fn what_has_no_words_has_no_sketch() {
        let doc = Document::new(None, tacitus_doc::Source::default(), "");
        let found = sketches(&doc, &Record::default(), &[Span::new(0, 0)], &[], 2);
        assert_eq!(found, [Sketch::default()]);
    }
}
