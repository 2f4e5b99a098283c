//! The words of a cue and of a source: verb groups, operators such as *went on to*, phrases and partners.

use super::{Chain, Finder, MAX_STEPS, governor, is_negation, tidy};
use crate::decode::attribution::acts::negated;
use crate::decode::attribution::lexicon::Part;
use tacitus_doc::{Act, Upos};

impl<'t> Finder<'t, '_> {
    /// A verb or predicate with its auxiliaries, negation, particles and the adverbs beside it.
    pub(super) fn verb_group(&self, head: usize) -> Vec<usize> {
        let tree = self.tree;
        let mut group = vec![head];
        for child in tree.children(head) {
            let rel = &*tree.words[child].rel;
            let joins = matches!(rel, "aux" | "aux:pass" | "cop" | "compound:prt")
                || rel == "advmod"
                    && child < head
                    && self.short(child)
                    && !tree.words[child].xpos.starts_with('W')
                || rel == "advmod" && is_negation(tree.text(child))
                || rel == "expl" && child > head;
            if joins {
                group.push(child);
            }
        }
        group.sort_unstable();
        // Adverbs far off to the left (*Earlier, ...*) are not part of it.
        let at = group.iter().position(|&token| token == head).unwrap_or(0);
        let mut from = at;
        while from > 0 && group[from] - group[from - 1] <= 2 {
            from -= 1;
        }
        while group
            .get(from)
            .is_some_and(|&t| t != head && tree.upos(t) == Upos::Adv && !is_negation(tree.text(t)))
            && !self.follows_subject(group[from])
        {
            from += 1;
        }
        group.split_off(from)
    }

    /// Whether an adverb stands right before the verb group rather than at the head of a clause.
    pub(super) fn follows_subject(&self, token: usize) -> bool {
        token > 0
            && self.tree.upos(token - 1) != Upos::Punct
            && self.tree.upos(token - 1) != Upos::Cconj
    }

    pub(super) fn short(&self, token: usize) -> bool {
        self.tree.children(token).count() <= 1
    }

    /// The verb with the governors that pass its subject and content through: *went on to say*,
    /// *wasn't so quick to declare*, *refused to confirm*.
    pub(super) fn chain(&self, verb: usize) -> Chain {
        let tree = self.tree;
        let mut chain = Chain {
            top: verb,
            cue: self.verb_group(verb),
            negated: negated(tree, verb),
            withhold: false,
        };
        for _ in 0..MAX_STEPS {
            let top = chain.top;
            let rel = &*tree.words[top].rel;
            if !matches!(rel, "xcomp" | "advcl" | "ccomp")
                || rel != "xcomp" && !self.is_infinitive(top)
            {
                break;
            }
            let Some(head) = governor(tree, top).filter(|&head| head < top) else { break };
            let particle = tree.child(head, "compound:prt").or_else(|| {
                tree.child(head, "advmod")
                    .filter(|&child| child == head + 1 && &*tree.words[child].xpos == "RP")
                    .or_else(|| {
                        tree.children(head).find(|&child| {
                            child == head + 1 && matches!(tree.text(child), "on" | "out" | "up")
                        })
                    })
            });
            let lemma = match particle {
                Some(particle) => {
                    format!("{} {}", tree.lemma(head), tree.text(particle).to_lowercase())
                }
                None => tree.lemma(head).to_owned(),
            };
            let Some(operator) = self.lexicon.find(Part::Operator, &lemma, tree.text(head)) else {
                break;
            };
            if !operator.takes('x') {
                break;
            }
            if tree.child(head, "obj").is_some() {
                break;
            }
            chain.cue.extend(self.verb_group(head));
            chain.cue.extend(particle);
            chain.cue.extend(tree.children(head).filter(|&child| {
                tree.has_rel(child, "advmod") && child < head && head - child <= 2
            }));
            chain.cue.extend(
                tree.children(top)
                    .filter(|&child| tree.has_rel(child, "mark") && tree.lemma(child) == "to"),
            );
            let head_negated = negated(tree, head);
            // *Wasn't quick to say* and *refused to say* withhold; *didn't hesitate to say* says.
            chain.withhold |= (operator.act == Act::Withhold) != head_negated;
            chain.top = head;
        }
        tidy(&mut chain.cue);
        chain
    }

    /// All the words of a noun phrase, without the clause of the cue itself, marks at the edges, or
    /// a preposition that joins it to its governor.
    pub(super) fn phrase(&self, head: usize, cue: usize) -> Vec<usize> {
        let tree = self.tree;
        let mut tokens: Vec<usize> = self.under_where(head, |child| {
            if child == cue || !self.reaches(head, child) {
                return false;
            }
            let rel = &*tree.words[child].rel;
            let own = governor(tree, child) == Some(head);
            !(own
                && (rel == "case" && child < head
                    || matches!(rel, "cc" | "discourse" | "parataxis" | "mark" | "cop" | "advcl")
                    || rel == "advmod" && child + 1 < head && tree.text(child + 1) == ","))
        });
        while tokens.last().is_some_and(|&token| {
            tree.upos(token) == Upos::Punct && !tree.text(token).contains([')', ']', '"', '”'])
        }) {
            tokens.pop();
        }
        while tokens.first().is_some_and(|&token| {
            tree.upos(token) == Upos::Punct && !tree.text(token).contains(['(', '"', '“'])
        }) {
            tokens.remove(0);
        }
        tokens
    }

    /// *The council as well as the mayor's office said*, *Ada Wells, head of the union, said*: what
    /// is joined to the source between it and the cue, or right after both, belongs to it, wherever
    /// the parse hung it.
    pub(super) fn add_partners(&self, source: &mut Vec<usize>, cue: &[usize]) {
        let tree = self.tree;
        let (Some(&last), Some(&first)) = (source.last(), cue.first()) else { return };
        let Some(sentence) = self.sentence(last) else { return };
        let gap = if last < first {
            last + 1..first
        } else {
            let quote = self.quotes.at(last);
            let end = (last + 1..sentence.tokens.end)
                .find(|&at| self.quotes.at(at) != quote || ".;:".contains(tree.text(at)));
            last + 1..end.unwrap_or(sentence.tokens.end)
        };
        if gap.len() < 2 || gap.len() > 30 {
            return;
        }
        let text = |token: usize| match gap.contains(&token) {
            true => tree.text(token).to_lowercase(),
            false => String::new(),
        };
        let names = |token: usize| {
            matches!(tree.upos(token), Upos::Noun | Upos::Propn | Upos::Det | Upos::Adj | Upos::Num)
                || matches!(text(token).as_str(), "now" | "then" | "also")
        };
        let joins = match text(last + 1).as_str() {
            "and" => last < first,
            "as" => text(last + 2) == "well",
            "along" | "together" => text(last + 2) == "with",
            "for" | "of" | "at" | "from" => last < first,
            "," => names(last + 2),
            _ => false,
        };
        let plain = gap.clone().all(|token| {
            self.quotes.at(token).is_none()
                && !matches!(tree.upos(token), Upos::Aux | Upos::Sconj)
                && !(tree.upos(token) == Upos::Verb && &*tree.words[token].xpos != "VBN")
        });
        if joins && plain {
            source.extend(gap);
            while source.last().is_some_and(|&token| tree.text(token) == ",") {
                source.pop();
            }
        }
    }

    /// The noun that a relative pronoun stands for; any other head itself.
    pub(super) fn antecedent(&self, head: usize) -> usize {
        let tree = self.tree;
        if !matches!(tree.lemma(head), "who" | "which" | "that" | "whom" | "whose")
            || tree.upos(head) == Upos::Noun
        {
            return head;
        }
        let mut at = head;
        for _ in 0..MAX_STEPS {
            let Some(up) = governor(tree, at) else { break };
            if tree.has_rel(at, "acl:relcl") {
                return up;
            }
            at = up;
        }
        head
    }
}
