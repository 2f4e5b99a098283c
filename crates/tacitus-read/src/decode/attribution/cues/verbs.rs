//! Verbs that attribute: which of their constructions gives the content.

use super::{Content, Finder, Found, Rule, Subject, governor, is_thought, tidy};
use crate::decode::attribution::acts::negated;
use crate::decode::attribution::confidence::word_weight;
use crate::decode::attribution::lexicon::{Entry, Part};
use tacitus_doc::{Act, Upos};

impl<'t> Finder<'t, '_> {
    pub(super) fn verb(&self, verb: usize) -> Option<Found> {
        let tree = self.tree;
        if matches!(
            tree.words[verb].rel.as_ref(),
            "amod" | "compound" | "case" | "fixed" | "flat" | "cop"
        ) {
            return None;
        }
        let entry = self.verb_entry(verb)?;
        let chain = self.chain(verb);
        let passive = self.is_passive(verb);
        let subject = self.subject(verb, 0).filter(|subject| self.reaches(verb, subject.head));
        let subject = subject.or_else(|| self.other_root(verb)).or_else(|| {
            let finite = matches!(&*tree.words[verb].xpos, "VBD" | "VBZ" | "VBP");
            if entry.takes('q') && finite && !passive { self.neighbour(verb) } else { None }
        });
        if let Some((head, tokens)) =
            self.parenthesis(verb).filter(|_| entry.takes('q') && !passive)
            && subject.is_none_or(|subject| !tokens.contains(&subject.head))
        {
            return Some(self.aside(verb, entry, head, tokens));
        }
        let mut content = if entry.takes('s') {
            self.raised(verb, subject)
        } else if passive {
            self.passive_content(verb, entry, subject)
        } else {
            self.active_content(verb, entry)
        };
        let quotes = entry.takes('q') || entry.takes('c');
        if content.is_none() && quotes {
            content = self.clause_around(verb, entry, passive);
        }
        if content.is_none()
            && entry.takes('q')
            && !passive
            && let Some((head, tokens)) = self.parenthesis(verb)
        {
            return Some(self.aside(verb, entry, head, tokens));
        }
        if content.is_none()
            && !passive
            && subject.is_some()
            && entry.takes('c')
            && entry.takes('q')
        {
            content = self.rest_of_sentence(verb);
        }
        let mut content = match content {
            Some(content) => content,
            None if entry.takes('q') && !passive => Content::new(Rule::Quotation, Vec::new()),
            None => return None,
        };
        let source_head = match content.source {
            Some(given) => given,
            None if passive => self.agent(verb),
            None => subject
                .filter(|subject| !subject.passive || chain.top != verb || self.shares(verb))
                .map(|s| s.head),
        };
        let (source_head, light) = self.light_source(verb, source_head);
        if source_head.is_none() && !passive && content.rule != Rule::Raising {
            // An imperative, or a subject that syntax does not give.
            return None;
        }
        let mut cue = chain.cue;
        cue.extend(light);
        cue.append(&mut content.prepositions);
        cue.extend(self.medium(verb));
        tidy(&mut cue);
        let mut source = source_head.map(|head| self.phrase(head, chain.top)).unwrap_or_default();
        self.add_partners(&mut source, &cue);
        let negated = chain.negated;
        let withhold = chain.withhold;
        Some(Found {
            head: verb,
            rule: content.rule,
            speaker: source_head.map(|head| self.antecedent(head)),
            source,
            cue,
            content: content.tokens,
            act: if withhold && entry.act != Act::Withhold { Act::Withhold } else { entry.act },
            addressee: content.addressee,
            negated: negated && !withhold,
            mental: !entry.takes('q') || is_thought(tree.lemma(verb)),
            quotes: entry.takes('q'),
            weight: word_weight(entry, content.rule),
            word: entry.name.clone(),
        })
    }

    pub(super) fn verb_entry(&self, verb: usize) -> Option<&'static Entry> {
        let lemma = self.tree.lemma(verb);
        if let Some(particle) = self.tree.child(verb, "compound:prt") {
            let joined = format!("{lemma} {}", self.tree.text(particle).to_lowercase());
            return self.lexicon.get(Part::Verb, &joined);
        }
        // *made clear that*, *made it clear that*
        if lemma == "make"
            && let Some(clear) = self.tree.child(verb, "xcomp")
            && matches!(self.tree.lemma(clear), "clear" | "plain" | "known" | "public")
        {
            return self.lexicon.get(Part::Verb, "make clear");
        }
        self.lexicon.find(Part::Verb, lemma, self.tree.text(verb))
    }

    /// Content of an active verb, the likeliest construction first.
    pub(super) fn active_content(&self, verb: usize, entry: &Entry) -> Option<Content> {
        let tree = self.tree;
        let object = tree.child(verb, "obj").filter(|&object| {
            !matches!(tree.lemma(object), "it") || tree.child(verb, "ccomp").is_none()
        });
        let indirect = tree.child(verb, "iobj");
        let ccomp = self.clause_of(verb);

        if let Some(clause) =
            ccomp.filter(|_| entry.takes('c') || entry.takes('q') || entry.takes('o'))
        {
            let mut tokens = self.reported(clause, verb);
            let mut addressee = indirect;
            if let Some(object) = object {
                if entry.takes('a') {
                    addressee = addressee.or(Some(object));
                } else if entry.takes('r') || !entry.takes('c') {
                    tokens.extend(self.under(object, &[]));
                }
            }
            let mut content = Content::new(Rule::Clause, tokens);
            content.addressee = addressee.or_else(|| self.said_to(verb));
            tidy(&mut content.tokens);
            return Some(content);
        }

        let xcomp = tree.child(verb, "xcomp");
        if let Some(xcomp) = xcomp {
            let acted_on = object.or(indirect);
            if let Some(acted_on) = acted_on.filter(|_| entry.takes('r')) {
                let mut tokens = self.under(acted_on, &[]);
                tokens.extend(self.under(xcomp, &[]));
                self.add_after(verb, xcomp, entry, &mut tokens);
                tidy(&mut tokens);
                let mut content = Content::new(Rule::Predicate, tokens);
                content.addressee = self.is_infinitive(xcomp).then_some(acted_on);
                return Some(content);
            }
            if acted_on.is_none() && (entry.takes('i') || entry.takes('r')) {
                if let Some((on, prepositions)) =
                    self.prepositional(verb, entry).filter(|_| entry.takes('r'))
                {
                    let mut tokens = self.under(on, &prepositions);
                    tokens.extend(self.under(xcomp, &[]));
                    tidy(&mut tokens);
                    let mut content = Content::new(Rule::Predicate, tokens);
                    content.prepositions = prepositions;
                    content.addressee = Some(on);
                    return Some(content);
                }
                if entry.takes('i') || self.is_infinitive(xcomp) {
                    return Some(Content::new(Rule::Infinitive, self.under(xcomp, &[])));
                }
            }
        }

        if let Some(object) = object.or(indirect.filter(|_| entry.takes('r'))) {
            let with = self.prepositional(verb, entry);
            if entry.takes('a')
                && let Some((of, prepositions)) = with
            {
                let mut content = Content::new(Rule::Preposition, self.under(of, &prepositions));
                content.prepositions = prepositions;
                content.addressee = Some(object);
                return Some(content);
            }
            let infinitive = tree
                .children(verb)
                .find(|&child| {
                    tree.has_rel(child, "advcl") && child > object && self.is_infinitive(child)
                })
                .filter(|_| entry.takes('r'));
            if entry.takes('o') || entry.takes('r') && (infinitive.is_some() || with.is_some()) {
                let mut tokens = self.under(object, &[]);
                let mut rule = Rule::Object;
                if let Some((of, _)) = with {
                    tokens.extend(self.under(of, &[]));
                    rule = Rule::Predicate;
                }
                if let Some(infinitive) = infinitive {
                    tokens.extend(self.under(infinitive, &[]));
                    rule = Rule::Predicate;
                }
                tidy(&mut tokens);
                return Some(Content::new(rule, tokens));
            }
            return None;
        }

        let (of, prepositions) = self.prepositional(verb, entry)?;
        let mut tokens = self.under(of, &prepositions);
        let mut content_rule = Rule::Preposition;
        let mut addressee = None;
        if entry.takes('r') {
            // *called on the council to act*, where the infinitive is read as an adjunct
            let infinitive = tree.children(verb).find(|&child| {
                child > of && tree.has_rel(child, "advcl") && self.is_infinitive(child)
            });
            if let Some(infinitive) = infinitive {
                tokens.extend(self.under(infinitive, &[]));
                content_rule = Rule::Predicate;
                addressee = Some(of);
            }
        }
        tidy(&mut tokens);
        let mut content = Content::new(content_rule, tokens);
        content.prepositions = prepositions;
        content.addressee = addressee.or(indirect);
        Some(content)
    }

    /// *The talks seem to have failed*, *it seems that ...*: whose impression it is stays open.
    pub(super) fn raised(&self, verb: usize, subject: Option<Subject>) -> Option<Content> {
        let tree = self.tree;
        let rest = tree
            .child(verb, "xcomp")
            .or_else(|| tree.child(verb, "ccomp"))
            .or_else(|| tree.child(verb, "csubj"))?;
        let mut tokens = self.under(rest, &[]);
        if tree.has_rel(rest, "xcomp") {
            tokens.extend(self.phrase(subject?.head, verb));
        }
        tidy(&mut tokens);
        let mut content = Content::new(Rule::Raising, tokens);
        content.source = Some(None);
        Some(content)
    }

    /// Content of a passive verb. The subject belongs to it, but for verbs whose object is the
    /// addressee.
    pub(super) fn passive_content(
        &self,
        verb: usize,
        entry: &Entry,
        subject: Option<Subject>,
    ) -> Option<Content> {
        let tree = self.tree;
        let clause = self
            .clause_of(verb)
            .or_else(|| tree.children(verb).find(|&child| tree.has_rel(child, "csubj")));
        let subject = subject.map(|subject| subject.head);
        let own_subject = tree.child(verb, "nsubj:pass").or_else(|| tree.child(verb, "nsubj"));
        // *was quoted by the daily as saying that ...*: the subject speaks.
        if let Some(saying) = self.as_saying(verb) {
            let mut content = self.active_content(saying, self.verb_entry(saying)?)?;
            content.source = Some(subject);
            let marks = tree.children(saying).filter(|&child| tree.has_rel(child, "mark"));
            content.prepositions.extend(marks);
            content.prepositions.push(saying);
            return Some(content);
        }
        if let Some(clause) = clause.filter(|_| entry.takes('c') || entry.takes('q')) {
            let mut content = Content::new(Rule::PassiveClause, self.under(clause, &[verb]));
            content.addressee = subject.filter(|_| entry.takes('a'));
            return Some(content);
        }
        let subject_tokens = |found: &mut Vec<usize>| match own_subject {
            Some(own) => found.extend(self.under(own, &[])),
            None => {
                if let Some(head) = subject {
                    found.extend(self.phrase(head, verb));
                }
            }
        };
        let xcomp = tree.child(verb, "xcomp");
        if let Some(xcomp) =
            xcomp.filter(|_| entry.takes('p') || entry.takes('r') || entry.takes('i'))
        {
            let mut tokens = self.under(xcomp, &[]);
            subject_tokens(&mut tokens);
            tidy(&mut tokens);
            let rule = if entry.takes('p') { Rule::PassiveInfinitive } else { Rule::PassiveObject };
            return Some(Content::new(rule, tokens));
        }
        let with = self.prepositional(verb, entry);
        if entry.takes('o') {
            let mut tokens = Vec::new();
            subject_tokens(&mut tokens);
            if let Some((of, _)) = with {
                tokens.extend(self.under(of, &[]));
            } else if self.agent(verb).is_none() {
                return None;
            }
            tidy(&mut tokens);
            return Some(Content::new(Rule::PassiveObject, tokens));
        }
        if let Some((of, prepositions)) = with {
            let mut content = Content::new(Rule::Preposition, self.under(of, &prepositions));
            content.prepositions = prepositions;
            content.addressee = subject;
            return Some(content);
        }
        None
    }

    /// The clause that the verb reports: its clausal complement, or a clause beside it that the
    /// parse hangs on it.
    pub(super) fn clause_of(&self, verb: usize) -> Option<usize> {
        let tree = self.tree;
        let good =
            |&child: &usize| !self.marked(child, &["of", "for", "about", "with", "against", "on"]);
        tree.children(verb)
            .filter(good)
            .find(|&child| {
                // A predicate with a subject of its own is a clause: *declared them beaten*.
                tree.has_rel(child, "ccomp")
                    || tree.has_rel(child, "xcomp") && tree.child(child, "nsubj").is_some()
            })
            .or_else(|| {
                let entry = self.verb_entry(verb)?;
                if !entry.takes('q') {
                    return None;
                }
                tree.children(verb).find(|&child| {
                    tree.has_rel(child, "parataxis")
                        && (child < verb
                            || self.colon_between(verb, child)
                            || self.quotes.at(child).is_some())
                        && self
                            .verb_entry(child)
                            .is_none_or(|_| child < verb || self.quotes.at(child).is_some())
                })
            })
    }

    /// The words of a reported clause. A clause that is joined to it but has a cue and a named source
    /// of its own, as in *he said it was over, and rebels denied it*, is the narrator's.
    pub(super) fn reported(&self, clause: usize, verb: usize) -> Vec<usize> {
        let tree = self.tree;
        let mut skip = vec![verb];
        skip.extend(tree.children(clause).filter(|&child| {
            tree.has_rel(child, "conj")
                && child > clause
                && self.quotes.at(child).is_none()
                && self.verb_entry(child).is_some_and(|entry| entry.takes('q') && entry.takes('c'))
                && tree
                    .child(child, "nsubj")
                    .is_some_and(|subject| tree.upos(subject) != Upos::Pron)
                && tree.children(child).any(|mark| tree.text(mark) == ",")
                && self.clause_of(child).is_some()
                && !self.marked(child, &["that"])
        }));
        self.under(clause, &skip)
    }

    pub(super) fn colon_between(&self, verb: usize, child: usize) -> bool {
        (verb..child).take(40).any(|token| self.tree.text(token) == ":")
    }

    /// The clause that a verb of saying stands beside, inside or after: *..., he said*.
    pub(super) fn clause_around(
        &self,
        verb: usize,
        entry: &Entry,
        passive: bool,
    ) -> Option<Content> {
        let tree = self.tree;
        let head = governor(tree, verb)?;
        let rel = &*tree.words[verb].rel;
        let rule = match rel {
            "parataxis" => {
                // The first clause of two is the one on which the other hangs, so the verb must
                // come after something of the clause it reports.
                let own_first = self.under(verb, &[]).first().copied()?;
                let starts = self.sentence(verb).map_or(0, |s| s.tokens.start);
                if own_first <= starts || !entry.takes('q') && !entry.takes('c') {
                    return None;
                }
                if self.subject(verb, 0).is_none() && !passive {
                    return None;
                }
                Rule::Parataxis
            }
            "advcl" if self.marked(verb, &["as", "like"]) && entry.takes('c') && !passive => {
                Rule::AsClause
            }
            _ => return None,
        };
        Some(Content::new(rule, self.under(head, &[verb])))
    }

    /// The head and the tokens of *the agency said* where it stands between commas, as a reader sees
    /// it whatever the parse made of it.
    pub(super) fn parenthesis(&self, verb: usize) -> Option<(usize, Vec<usize>)> {
        let tree = self.tree;
        let sentence = self.sentence(verb)?.tokens.clone();
        let group = self.verb_group(verb);
        let (first, last) = (*group.first()?, *group.last()?);
        let is_comma = |token: usize| tree.text(token) == ",";
        let closes = last + 1 >= sentence.end
            || is_comma(last + 1)
            || tree.text(last + 1) == "." && last + 2 >= sentence.end;
        let from = (sentence.start..first).rev().take(12).find(|&token| is_comma(token))?;
        let nominal = (from + 1..first).all(|token| {
            matches!(
                tree.upos(token),
                Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Pron
            ) || matches!(tree.text(token), "-" | "." | "'s" | "’s")
                || tree.lemma(token) == "of"
        });
        let finite = matches!(&*tree.words[verb].xpos, "VBD" | "VBZ" | "VBP");
        if !closes || !nominal || !finite || from + 1 >= first || from == sentence.start {
            return None;
        }
        let range = from + 1..first;
        let head = range
            .clone()
            .filter(|&token| matches!(tree.upos(token), Upos::Noun | Upos::Propn | Upos::Pron))
            .find(|&token| governor(tree, token).is_none_or(|up| !range.contains(&up)))?;
        Some((head, (from + 1..=last).collect()))
    }

    /// An attribution for a parenthesis: all else in the sentence is content.
    pub(super) fn aside(
        &self,
        verb: usize,
        entry: &Entry,
        head: usize,
        inside: Vec<usize>,
    ) -> Found {
        let cue = self.verb_group(verb);
        let source: Vec<usize> = inside.into_iter().filter(|token| !cue.contains(token)).collect();
        let range = self.sentence(verb).map_or(0..0, |sentence| sentence.tokens.clone());
        let quote = self.quotes.at(verb);
        let content = range
            .filter(|token| !cue.contains(token) && !source.contains(token))
            .filter(|&token| quote.is_none() || self.quotes.at(token) == quote)
            .collect();
        Found {
            head: verb,
            rule: Rule::Parataxis,
            speaker: Some(self.antecedent(head)),
            source,
            content,
            act: entry.act,
            addressee: None,
            negated: negated(self.tree, verb),
            mental: is_thought(self.tree.lemma(verb)),
            quotes: true,
            weight: word_weight(entry, Rule::Parataxis),
            word: entry.name.clone(),
            cue,
        }
    }

    /// What follows a verb of saying that the parse gave no complement: the rest of the sentence,
    /// where a clause can begin there.
    pub(super) fn rest_of_sentence(&self, verb: usize) -> Option<Content> {
        let tree = self.tree;
        let end = self.sentence(verb)?.tokens.end;
        let from = self.medium(verb).last().copied().unwrap_or(verb) + 1;
        let quote = self.quotes.at(verb);
        let begins = tree.text(from.min(end - 1)).eq_ignore_ascii_case("that")
            || matches!(
                tree.upos(from.min(end - 1)),
                Upos::Pron | Upos::Det | Upos::Propn | Upos::Noun
            );
        let tokens: Vec<usize> = (from..end)
            .take_while(|&token| self.quotes.at(token).is_some() || quote.is_none())
            .collect();
        let clause = tokens.iter().any(|&token| matches!(tree.upos(token), Upos::Verb | Upos::Aux));
        (begins && clause && tree.words[verb].xpos.starts_with("VB"))
            .then(|| Content::new(Rule::Rest, tokens))
    }

    /// *as saying*, under a passive *quoted*.
    pub(super) fn as_saying(&self, verb: usize) -> Option<usize> {
        let tree = self.tree;
        tree.children(verb).find(|&child| {
            tree.upos(child) == Upos::Verb
                && (tree.has_rel(child, "advcl")
                    || tree.has_rel(child, "xcomp")
                    || tree.has_rel(child, "obl"))
                && self.marked(child, &["as"])
                && self.verb_entry(child).is_some_and(|entry| entry.takes('c'))
        })
    }

    /// A dependent whose preposition the entry lists, with the tokens of that preposition.
    pub(super) fn prepositional(&self, head: usize, entry: &Entry) -> Option<(usize, Vec<usize>)> {
        let tree = self.tree;
        if entry.with.is_empty() {
            return None;
        }
        tree.children(head).filter(|&child| child > head).find_map(|child| {
            let rel = &*tree.words[child].rel;
            let fits = ["obl", "nmod", "advcl", "acl", "ccomp", "xcomp"].iter().any(|kind| {
                rel.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            });
            if !fits {
                return None;
            }
            let joins: Vec<usize> = tree
                .children(child)
                .filter(|&mark| {
                    mark < child && (tree.has_rel(mark, "case") || tree.has_rel(mark, "mark"))
                })
                .collect();
            let first = *joins.first()?;
            let text = tree.text(first).to_lowercase();
            if !entry.with(&text) || text == "to" && tree.has_rel(first, "mark") {
                return None;
            }
            // *spoke about how ...*: only the first belongs to the cue.
            // So does none that stands inside a quotation.
            let own = self.quotes.at(first) == self.quotes.at(head);
            Some((child, if own { vec![first] } else { Vec::new() }))
        })
    }

    /// Prepositional content after the predicate: *called it a disgrace for the country*.
    pub(super) fn add_after(
        &self,
        verb: usize,
        after: usize,
        entry: &Entry,
        tokens: &mut Vec<usize>,
    ) {
        if let Some((of, _)) = self.prepositional(verb, entry).filter(|(of, _)| *of > after) {
            tokens.extend(self.under(of, &[]));
        }
    }

    pub(super) fn said_to(&self, verb: usize) -> Option<usize> {
        self.tree.children(verb).find(|&child| {
            self.tree.has_rel(child, "obl")
                && self
                    .tree
                    .children(child)
                    .any(|case| self.tree.has_rel(case, "case") && self.tree.lemma(case) == "to")
        })
    }
}
