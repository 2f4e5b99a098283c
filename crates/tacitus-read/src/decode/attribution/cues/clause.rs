//! What rules ask of a clause: its voice, its subject wherever syntax has put it, its medium.

use super::{Finder, MAX_STEPS, SHORT_QUOTE, Subject, governor};
use crate::decode::attribution::lexicon::Part;
use tacitus_doc::Upos;

impl<'t> Finder<'t, '_> {
    pub(super) fn marked(&self, token: usize, marks: &[&str]) -> bool {
        self.tree.children(token).any(|child| {
            (self.tree.has_rel(child, "mark") || self.tree.has_rel(child, "case"))
                && child < token
                && marks.contains(&&*self.tree.text(child).to_lowercase())
        })
    }

    pub(super) fn is_infinitive(&self, token: usize) -> bool {
        self.tree.children(token).any(|child| {
            child < token && self.tree.has_rel(child, "mark") && self.tree.lemma(child) == "to"
        })
    }

    pub(super) fn is_passive(&self, verb: usize) -> bool {
        let tree = self.tree;
        tree.children(verb).any(|child| {
            matches!(tree.words[child].rel.as_ref(), "aux:pass" | "nsubj:pass" | "csubj:pass")
        }) || &*tree.words[verb].xpos == "VBN"
            && (matches!(tree.words[verb].rel.as_ref(), "acl" | "advcl"))
            && tree.child(verb, "nsubj").is_none()
            && !tree.children(verb).any(|child| tree.has_rel(child, "aux"))
    }

    /// *by the council*
    pub(super) fn agent(&self, verb: usize) -> Option<usize> {
        let tree = self.tree;
        tree.children(verb).find(|&child| {
            tree.has_rel(child, "obl")
                && child > verb
                && tree.upos(child) != Upos::Num
                && tree
                    .children(child)
                    .any(|case| tree.has_rel(case, "case") && tree.lemma(case) == "by")
        })
    }

    /// Whether the verb has no subject of its own but shares that of another.
    pub(super) fn shares(&self, verb: usize) -> bool {
        !self.tree.children(verb).any(|child| self.tree.has_rel(child, "nsubj"))
    }

    /// The subject of a verb or predicate: its own, or the one that it shares.
    pub(super) fn subject(&self, verb: usize, steps: usize) -> Option<Subject> {
        let tree = self.tree;
        // *quoted a colonel as saying that ...*: the object speaks.
        if let Some(quoting) = governor(tree, verb).filter(|_| self.marked(verb, &["as"]))
            && self.as_saying(quoting) == Some(verb)
            && !self.is_passive(quoting)
            && let Some(object) = tree.child(quoting, "obj")
        {
            return Some(Subject { head: object, passive: false });
        }
        let mut expletive = false;
        for child in tree.children(verb) {
            match &*tree.words[child].rel {
                "nsubj" | "nsubj:outer" => return Some(Subject { head: child, passive: false }),
                "nsubj:pass" => return Some(Subject { head: child, passive: true }),
                "expl" | "csubj" | "csubj:pass" => expletive = true,
                _ => {}
            }
        }
        if expletive || steps >= MAX_STEPS {
            return None;
        }
        let head = governor(tree, verb)?;
        match &*tree.words[verb].rel {
            "conj" => self.subject(head, steps + 1),
            "xcomp" => {
                // *asked them to say*: the object speaks.
                let controls =
                    self.lexicon.get(Part::Verb, tree.lemma(head)).is_some_and(|e| e.takes('r'));
                let object = tree.child(head, "obj").or_else(|| tree.child(head, "iobj"));
                match object.filter(|_| controls) {
                    Some(object) => Some(Subject { head: object, passive: false }),
                    None => self.subject(head, steps + 1),
                }
            }
            "advcl" => self.subject(head, steps + 1),
            "ccomp" if &*tree.words[verb].xpos == "VBG" => self.subject(head, steps + 1),
            "parataxis" if &*tree.words[verb].xpos == "VBG" => self.subject(head, steps + 1),
            "acl" if matches!(&*tree.words[verb].xpos, "VBG" | "VBN") => {
                Some(Subject { head, passive: &*tree.words[verb].xpos == "VBN" })
            }
            "acl" => {
                // *a decision to announce ...*: whoever decides.
                tree.child(head, "nmod:poss").map(|head| Subject { head, passive: false }).or_else(
                    || {
                        let governor = governor(tree, head)?;
                        self.subject(governor, steps + 1)
                    },
                )
            }
            _ => None,
        }
    }

    /// Whether a source can belong to a cue: never from inside a quotation to outside it.
    pub(super) fn reaches(&self, cue: usize, source: usize) -> bool {
        self.quotes.at(source).is_none_or(|quote| {
            self.quotes.at(cue) == Some(quote)
                || self.quotes.all.get(quote).is_some_and(|quote| quote.n_words < SHORT_QUOTE)
        })
    }

    /// A noun phrase to the left that the parse left without a head, as it did the verb.
    pub(super) fn other_root(&self, verb: usize) -> Option<Subject> {
        let tree = self.tree;
        let finite = matches!(&*tree.words[verb].xpos, "VBD" | "VBZ" | "VBP");
        if governor(tree, verb).is_some() || !finite || self.is_passive(verb) {
            return None;
        }
        let start = self.sentence(verb)?.tokens.start.max(verb.saturating_sub(40));
        (start..verb)
            .find(|&at| {
                governor(tree, at).is_none()
                    && matches!(tree.upos(at), Upos::Noun | Upos::Propn | Upos::Pron)
                    && self.quotes.at(at) == self.quotes.at(verb)
            })
            .map(|head| Subject { head, passive: false })
    }

    /// The noun phrase that touches a verb of saying, for parses that lose its subject: *..., said
    /// the mayor*, *..., the mayor said*.
    pub(super) fn neighbour(&self, verb: usize) -> Option<Subject> {
        let tree = self.tree;
        let sentence = self.sentence(verb)?.tokens.clone();
        let nominal = |token: usize| {
            matches!(tree.upos(token), Upos::Noun | Upos::Propn | Upos::Pron)
                && self.quotes.at(token) == self.quotes.at(verb)
        };
        let group = self.verb_group(verb);
        let first = group.first().copied().unwrap_or(verb);
        let inverted = first > sentence.start && tree.upos(first - 1) == Upos::Punct;
        let (mut head, range) = if inverted {
            let begins = (verb + 1..sentence.end)
                .find(|&token| !matches!(tree.upos(token), Upos::Det | Upos::Adj | Upos::Num))?;
            (begins, verb + 1..sentence.end.min(verb + 12))
        } else {
            (first.checked_sub(1)?, sentence.start.max(first.saturating_sub(12))..first)
        };
        if !range.contains(&head) || !nominal(head) {
            return None;
        }
        for _ in 0..MAX_STEPS {
            match governor(tree, head) {
                Some(up) if range.contains(&up) && nominal(up) => head = up,
                _ => break,
            }
        }
        Some(Subject { head, passive: false })
    }

    /// *issued a statement saying*: who issued it, and the words between, which join the cue. For
    /// any other source, the source as it was.
    pub(super) fn light_source(
        &self,
        verb: usize,
        source: Option<usize>,
    ) -> (Option<usize>, Vec<usize>) {
        let tree = self.tree;
        let keep = (source, Vec::new());
        let Some(noun) = source.filter(|&noun| governor(tree, verb) == Some(noun)) else {
            return keep;
        };
        if !tree.has_rel(verb, "acl") || tree.has_rel(verb, "acl:relcl") {
            return keep;
        }
        let Some(light) = governor(tree, noun).filter(|_| tree.has_rel(noun, "obj")) else {
            return keep;
        };
        if self.lexicon.find(Part::Light, tree.lemma(light), tree.text(light)).is_none() {
            return keep;
        }
        match self.subject(light, 0) {
            Some(subject) if !subject.passive => {
                let mut cue = self.verb_group(light);
                cue.extend(self.under(noun, &[verb]));
                (Some(subject.head), cue)
            }
            _ => keep,
        }
    }

    /// *in a statement*, right after the verb or one short adverbial later.
    pub(super) fn medium(&self, verb: usize) -> Vec<usize> {
        let tree = self.tree;
        let mut next = verb + 1;
        for child in tree.children(verb).filter(|&child| child > verb) {
            if !tree.has_rel(child, "obl") && !tree.has_rel(child, "advmod") {
                continue;
            }
            let tokens = self.under(child, &[]);
            let (Some(&first), Some(&last)) = (tokens.first(), tokens.last()) else { continue };
            if first != next || child - verb > 8 {
                break;
            }
            let is_medium = self.lexicon.get(Part::Medium, tree.lemma(child)).is_some()
                && self.marked(child, &["in", "on", "via", "during", "by", "through"]);
            if is_medium {
                return (verb + 1..=child).collect();
            }
            next = last + 1;
        }
        Vec::new()
    }
}
