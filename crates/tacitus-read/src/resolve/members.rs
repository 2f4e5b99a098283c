//! Groups of others: *the coalition of Hezbollah and the army*, *Corren and Stroh*, *the two sides*. Whom they consist
//! of is told where the phrase names them, or where as many were named together shortly before.

use tacitus_doc::{Document, Id, Kind, Mention, MentionForm, Referent};

/// How many sentences back those are looked for who are meant together.
const WINDOW: usize = 4;

/// What several are called together, and of which kinds they are.
const TOGETHER: &[(&str, &[Kind])] = &[
    ("side", &[Kind::Organization, Kind::Armed, Kind::Place, Kind::Norp]),
    ("party", &[Kind::Organization, Kind::Armed, Kind::Place, Kind::Norp]),
    ("group", &[Kind::Organization, Kind::Armed]),
    ("faction", &[Kind::Organization, Kind::Armed]),
    ("movement", &[Kind::Organization, Kind::Armed]),
    ("army", &[Kind::Organization, Kind::Armed]),
    ("rival", &[Kind::Organization, Kind::Armed, Kind::Person, Kind::Place]),
    ("government", &[Kind::Organization, Kind::Place]),
    ("country", &[Kind::Place]),
    ("nation", &[Kind::Place]),
    ("state", &[Kind::Place]),
    ("neighbour", &[Kind::Place]),
    ("neighbor", &[Kind::Place]),
    ("leader", &[Kind::Person]),
    ("president", &[Kind::Person]),
    ("minister", &[Kind::Person]),
    ("man", &[Kind::Person]),
    ("woman", &[Kind::Person]),
    ("both", &[Kind::Organization, Kind::Armed, Kind::Place, Kind::Person]),
];

/// Tells the members of the groups among `referents`.
pub fn tell(doc: &Document, referents: &mut [Referent]) {
    let mentions = doc.mentions().unwrap_or_default();
    let mut of = vec![None; mentions.len()];
    for (at, referent) in referents.iter().enumerate() {
        for id in &referent.mentions {
            if let Some(slot) = of.get_mut(id.index()) {
                *slot = Some(at);
            }
        }
    }
    for at in 0..referents.len() {
        let own: Vec<usize> = referents[at].mentions.iter().map(|id| id.index()).collect();
        let group = Group { doc, mentions, of: &of, referents };
        let found = own.iter().filter(|idx| **idx < mentions.len()).find_map(|&idx| {
            let named = group.named_within(idx, at);
            if named.len() > 1 { Some(named) } else { group.named_before(idx, at) }
        });
        if let Some(members) = found {
            referents[at].members = members.into_iter().map(Id::new).collect();
        }
    }
}

struct Group<'d> {
    doc: &'d Document,
    mentions: &'d [Mention],
    of: &'d [Option<usize>],
    referents: &'d [Referent],
}

impl Group<'_> {
    fn lemma(&self, at: usize) -> &str {
        self.doc.syntax().and_then(|words| words.get(at)).map_or("", |word| &*word.lemma)
    }

    fn is_actor(&self, at: usize) -> bool {
        self.referents[at].actor_kind.is_some()
    }

    /// The actors that hang on the phrase's head as its members: *A and B*, *the coalition of A and B*.
    fn named_within(&self, idx: usize, own: usize) -> Vec<usize> {
        let outer = &self.mentions[idx];
        let Some(words) = self.doc.syntax() else { return Vec::new() };
        let alliance = matches!(
            self.lemma(outer.head),
            "coalition"
                | "alliance"
                | "bloc"
                | "axis"
                | "pact"
                | "union"
                | "group"
                | "leader"
                | "government"
                | "force"
        );
        let inside = self.mentions.iter().enumerate().skip(idx).take(16);
        let mut found: Vec<usize> = Vec::new();
        for (at, inner) in inside.take_while(|(_, inner)| inner.span.start < outer.span.end) {
            if !outer.span.contains(inner.span) || inner.form == MentionForm::Pronoun {
                continue;
            }
            let Some(word) = words.get(inner.head) else { continue };
            let joined = &*word.rel == "conj";
            let hangs = |head: usize| {
                let mut up = head;
                for _ in 0..6 {
                    if up == outer.head {
                        return true;
                    }
                    match words.get(up) {
                        Some(word) if matches!(&*word.rel, "conj" | "nmod") => match word.head {
                            Some(head) => up = head,
                            None => return false,
                        },
                        _ => return false,
                    }
                }
                false
            };
            let counts = inner.head == outer.head || hangs(inner.head) && (joined || alliance);
            if let Some(member) =
                self.of[at].filter(|at| counts && *at != own && self.is_actor(*at))
                && !found.contains(&member)
            {
                found.push(member);
            }
        }
        found
    }

    /// As many as the phrase says (two where it only says *sides*) that one sentence shortly before names, no more and
    /// no fewer.
    fn named_before(&self, idx: usize, own: usize) -> Option<Vec<usize>> {
        let phrase = &self.mentions[idx];
        let lemma = self.lemma(phrase.head);
        let (_, kinds) = TOGETHER.iter().find(|(word, _)| *word == lemma)?;
        let text = self.doc.words(phrase.span).to_lowercase();
        let plural = self
            .doc
            .syntax()
            .and_then(|words| words.get(phrase.head))
            .is_some_and(|word| matches!(&*word.xpos, "NNS" | "DT") || &*word.lemma == "both");
        let told: Vec<&str> = text.split_whitespace().collect();
        let definite = matches!(told.first(), Some(&("the" | "both" | "these" | "those")));
        let numbers = [("two", 2), ("both", 2), ("three", 3), ("four", 4)];
        let wanted = numbers.iter().find(|(word, _)| told.contains(word)).map(|(_, n)| *n);
        let bare = matches!(lemma, "side" | "party" | "rival" | "both");
        // *the countries of the region* are others.
        let more = told.len() > if wanted.is_some() { 3 } else { 2 };
        if !plural || !definite || more || wanted.is_none() && !bare {
            return None;
        }
        let wanted = wanted.unwrap_or(2);
        let here = self.doc.sentence_at(phrase.span.start as usize)?;
        for sentence in (here.saturating_sub(WINDOW)..=here).rev() {
            let span = self.doc.sentences()?.get(sentence)?.span;
            let mut named: Vec<usize> = Vec::new();
            // Mentions are in order of their spans.
            let from = self.mentions.partition_point(|mention| mention.span.start < span.start);
            let to = self.mentions.partition_point(|mention| mention.span.start < span.end);
            let here = &self.mentions[from..to.max(from)];
            for (at, mention) in (from..).zip(here) {
                let earlier = span.contains(mention.span) && mention.span.end <= phrase.span.start;
                let fits = earlier
                    && mention.form != MentionForm::Pronoun
                    && kinds.contains(&mention.kind);
                // What stands inside another phrase is that phrase's: *the Norwegian government*.
                let inner = here.iter().any(|outer| {
                    outer.span != mention.span
                        && outer.span.contains(mention.span)
                        && kinds.contains(&outer.kind)
                });
                if let Some(member) =
                    self.of[at].filter(|at| fits && !inner && *at != own && self.is_actor(*at))
                    && !named.contains(&member)
                {
                    named.push(member);
                }
            }
            if named.len() == wanted {
                return Some(named);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::sketch::sketch;

    fn check(lines: &str, expected: &str) {
        let doc = sketch(lines);
        let mut referents = crate::resolve::entities(&doc, crate::resolve::Judge::Rules);
        super::tell(&doc, &mut referents);
        let told: Vec<String> = referents
            .iter()
            .filter(|referent| !referent.members.is_empty())
            .map(|group| {
                let names: Vec<&str> =
                    group.members.iter().map(|id| referents[id.index()].name.as_str()).collect();
                format!("{}: {}", group.name, names.join(" + "))
            })
            .collect();
        assert_eq!(told.join(" | "), expected, "{lines}");
    }

    #[test]
    fn the_sides_are_those_that_were_named() {
        check(
            "[armed The {Kessarine *Front}] met [organization the {Free Miners *Union}] . \
             [organization The two/CD *sides/NNS/nsubj/4/side] agreed .",
            "two sides: Kessarine Front + Free Miners Union",
        );
        // One too many to tell.
        check(
            "[armed The {Kessarine *Front}] met [organization the {Free Miners *Union}] and [organization {*NATO}] . \
             [organization The two/CD *sides/NNS/nsubj/4/side] agreed .",
            "",
        );
    }
}
