//! Cues that are no verbs: nouns, adjectives, *according to*, *reportedly*, headlines and transcripts.

use super::{Finder, Found, MAX_STEPS, Rule, governor, tidy};
use crate::decode::attribution::confidence::word_weight;
use crate::decode::attribution::lexicon::Part;
use tacitus_doc::Upos;

impl<'t> Finder<'t, '_> {
    pub(super) fn noun(&self, noun: usize) -> Option<Found> {
        let tree = self.tree;
        if matches!(tree.words[noun].rel.as_ref(), "compound" | "flat" | "fixed") {
            return None;
        }
        let entry = self.lexicon.find(Part::Noun, tree.lemma(noun), tree.text(noun))?;
        let clause = tree.children(noun).filter(|&child| child > noun).find(|&child| {
            let clausal = tree.has_rel(child, "ccomp")
                || &*tree.words[child].rel == "acl"
                || tree.has_rel(child, "advcl");
            clausal
                && (entry.takes('c') && (self.marked(child, &["that", "whether", "if"]))
                    || entry.takes('i') && self.is_infinitive(child))
        });
        let (rule, content, prepositions) = match clause {
            Some(clause) => (Rule::NounClause, self.under(clause, &[]), Vec::new()),
            None => {
                let (of, prepositions) = self.prepositional(noun, entry)?;
                (Rule::NounPreposition, self.under(of, &prepositions), prepositions)
            }
        };
        let mut cue = prepositions;
        cue.push(noun);
        let by = tree.children(noun).find(|&child| {
            tree.has_rel(child, "nmod")
                && child > noun
                && self.marked(child, &["by", "from", "among"])
        });
        let poss = tree.child(noun, "nmod:poss");
        let mut negated_light = false;
        let mut source = poss.or(by);
        if let Some(light) = tree.words[noun]
            .head
            .filter(|_| tree.has_rel(noun, "obj") || tree.has_rel(noun, "obl") && source.is_none())
            && self.lexicon.find(Part::Light, tree.lemma(light), tree.text(light)).is_some()
            && tree.has_rel(noun, "obj")
        {
            let chain = self.chain(light);
            let subject = self.subject(light, 0);
            negated_light = chain.negated || chain.withhold;
            cue.extend(chain.cue);
            cue.extend(tree.children(noun).filter(|&child| {
                child < noun
                    && matches!(tree.words[child].rel.as_ref(), "det" | "amod" | "compound")
            }));
            source = source.or(if self.is_passive(light) {
                self.agent(light)
            } else {
                subject.map(|s| s.head)
            });
        } else {
            cue.extend(tree.children(noun).filter(|&child| {
                child < noun
                    && matches!(tree.words[child].rel.as_ref(), "amod" | "compound")
                    && noun - child <= 2
            }));
        }
        tidy(&mut cue);
        let mut source_tokens = source.map(|head| self.possessor(head, noun)).unwrap_or_default();
        self.add_partners(&mut source_tokens, &cue);
        Some(Found {
            head: noun,
            rule,
            speaker: source.map(|head| self.antecedent(head)),
            source: source_tokens,
            cue,
            content,
            act: entry.act,
            addressee: None,
            negated: negated_light
                || tree
                    .children(noun)
                    .any(|child| tree.has_rel(child, "det") && tree.lemma(child) == "no"),
            mental: true,
            quotes: false,
            weight: word_weight(entry, rule),
            word: entry.name.clone(),
        })
    }

    /// The phrase of a possessor, without its *'s*.
    pub(super) fn possessor(&self, head: usize, cue: usize) -> Vec<usize> {
        let mut tokens = self.phrase(head, cue);
        while tokens.last().is_some_and(|&token| self.tree.has_rel(token, "case")) {
            tokens.pop();
        }
        tokens
    }

    /// *in the words of the minister*, *in his view*
    pub(super) fn words_of(&self, noun: usize) -> Option<Found> {
        let tree = self.tree;
        if !matches!(
            tree.lemma(noun),
            "word"
                | "view"
                | "opinion"
                | "judgment"
                | "judgement"
                | "telling"
                | "estimation"
                | "assessment"
        ) || !tree.has_rel(noun, "obl")
            || !self.marked(noun, &["in", "by"])
        {
            return None;
        }
        let source = tree.child(noun, "nmod:poss").or_else(|| {
            tree.children(noun)
                .find(|&child| tree.has_rel(child, "nmod") && self.marked(child, &["of"]))
        })?;
        let content = self.clause_beside(noun)?;
        let mut cue: Vec<usize> = tree
            .children(noun)
            .filter(|&child| tree.has_rel(child, "case") || tree.has_rel(child, "det"))
            .collect();
        cue.push(noun);
        cue.extend(
            tree.children(source).filter(|&child| child < source && tree.has_rel(child, "case")),
        );
        tidy(&mut cue);
        Some(Found {
            speaker: Some(self.antecedent(source)),
            source: self.possessor(source, noun),
            cue,
            content,
            ..Found::new(noun, Rule::According)
        })
    }

    pub(super) fn adjective(&self, token: usize) -> Option<Found> {
        let tree = self.tree;
        let word = if tree.upos(token) == Upos::Verb {
            // Participles that the tagger takes for verbs: *were surprised at*.
            if !self.is_passive(token) {
                return None;
            }
            tree.text(token).to_lowercase()
        } else {
            tree.lemma(token).to_owned()
        };
        let entry = self.lexicon.get(Part::Adjective, &word)?;
        let subject = self.subject(token, 0);
        let clause = tree.children(token).filter(|&child| child > token).find(|&child| {
            entry.takes('c') && (tree.has_rel(child, "ccomp") || tree.has_rel(child, "csubj"))
                || (tree.has_rel(child, "xcomp")
                    || tree.has_rel(child, "advcl")
                    || tree.has_rel(child, "ccomp"))
                    && entry.takes('i')
                    && self.is_infinitive(child)
                || tree.has_rel(child, "advcl") && entry.takes('c') && self.marked(child, &["that"])
        });
        let (content, prepositions) = match clause {
            Some(clause) => (self.under(clause, &[]), Vec::new()),
            None => {
                let (of, prepositions) = self.prepositional(token, entry)?;
                (self.under(of, &prepositions), prepositions)
            }
        };
        let source = subject.map(|s| s.head).or_else(|| {
            (&*tree.words[token].rel == "amod").then(|| governor(tree, token)).flatten()
        })?;
        let chain = self.chain(token);
        let mut cue = chain.cue;
        cue.extend(prepositions);
        tidy(&mut cue);
        Some(Found {
            head: token,
            rule: Rule::Adjective,
            speaker: Some(self.antecedent(source)),
            source: self.phrase(source, chain.top),
            cue,
            content,
            act: entry.act,
            addressee: None,
            negated: chain.negated,
            mental: true,
            quotes: false,
            weight: word_weight(entry, Rule::Adjective),
            word: entry.name.clone(),
        })
    }

    pub(super) fn according(&self, token: usize) -> Option<Found> {
        let tree = self.tree;
        let text = tree.text(token).to_lowercase();
        if text != "according" && text != "per" {
            return None;
        }
        let rel = &*tree.words[token].rel;
        let head = governor(tree, token)?;
        let mut cue = vec![token];
        let (source, phrase_head) = if rel == "case" {
            (head, head)
        } else if text == "according" {
            let source = tree.children(token).find(|&child| {
                child > token
                    && (tree.has_rel(child, "obl")
                        || tree.has_rel(child, "nmod")
                        || tree.has_rel(child, "pobj"))
            })?;
            (source, token)
        } else {
            return None;
        };
        if text == "per"
            && (tree.upos(source) != Upos::Propn || tree.words[source].rel.starts_with("nmod"))
        {
            return None;
        }
        let to = (token + 1..(token + 3).min(tree.tokens.len()))
            .find(|&at| tree.text(at).eq_ignore_ascii_case("to"));
        cue.extend(to);
        // Some parses look for the source on the wrong side.
        let (source, phrase_head) = match to {
            Some(to) if source <= to => {
                let source = self.nominal_after(to)?;
                (source, if rel == "case" { source } else { phrase_head })
            }
            _ => (source, phrase_head),
        };
        let content = self.clause_beside(phrase_head)?;
        let mut source_tokens = self.phrase(source, phrase_head);
        source_tokens.retain(|at| !cue.contains(at));
        let adverb = tree
            .children(source)
            .filter(|&child| child < token && child + 1 == token && tree.has_rel(child, "advmod"));
        cue.extend(adverb);
        tidy(&mut cue);
        Some(Found {
            speaker: Some(source),
            source: source_tokens,
            cue,
            content,
            ..Found::new(token, Rule::According)
        })
    }

    /// The head of the noun phrase that begins right after a token.
    pub(super) fn nominal_after(&self, token: usize) -> Option<usize> {
        let tree = self.tree;
        let end = self.sentence(token)?.tokens.end.min(token + 12);
        let nominal = |at: usize| matches!(tree.upos(at), Upos::Noun | Upos::Propn | Upos::Pron);
        let mut head = (token + 1..end).find(|&at| nominal(at))?;
        for _ in 0..MAX_STEPS {
            match governor(tree, head) {
                Some(up) if up > token && up < end && nominal(up) => head = up,
                _ => break,
            }
        }
        Some(head)
    }

    /// The clause that a phrase such as *according to them* qualifies: the whole sentence when it
    /// opens or closes it between commas, else the nearest clause above.
    pub(super) fn clause_beside(&self, phrase: usize) -> Option<Vec<usize>> {
        let tree = self.tree;
        let sentence = self.sentence(phrase)?;
        let own = self.under(phrase, &[]);
        let (first, last) = (*own.first()?, *own.last()?);
        let is_edge = |token: usize| matches!(tree.upos(token), Upos::Punct | Upos::Cconj);
        let opens = (sentence.tokens.start..first).all(is_edge);
        let closes = (last + 1..sentence.tokens.end).all(is_edge)
            && first > sentence.tokens.start
            && tree.text(first - 1) == ",";
        let mut clause = governor(tree, phrase)?;
        let quote = self.quotes.at(phrase);
        for _ in 0..sentence.tokens.len() {
            let rel = &*tree.words[clause].rel;
            let Some(up) = governor(tree, clause) else {
                break;
            };
            let clausal = matches!(
                rel,
                "root" | "ccomp" | "advcl" | "parataxis" | "acl:relcl" | "csubj" | "advcl:relcl"
            ) || rel == "conj" && matches!(tree.upos(clause), Upos::Verb | Upos::Aux);
            if clausal && !opens && !closes {
                break;
            }
            if self.quotes.at(up) != quote {
                break;
            }
            clause = up;
        }
        let tokens = self.under(clause, &[phrase]);
        (!tokens.is_empty()).then_some(tokens)
    }

    pub(super) fn hearsay(&self, token: usize) -> Option<Found> {
        let tree = self.tree;
        let text = tree.text(token).to_lowercase();
        let entry = self.lexicon.get(Part::Hearsay, &text)?;
        let head = governor(tree, token)?;
        // *Reportedly said*: the verb of saying is the cue.
        if self.verb_entry(head).is_some_and(|entry| entry.takes('q')) {
            return None;
        }
        let mut content = self.under(head, &[token]);
        if tree.has_rel(head, "acl:relcl") || tree.has_rel(head, "conj") {
            content.retain(|&at| governor(tree, at) != Some(head) || !tree.has_rel(at, "cc"));
        }
        Some(Found {
            content,
            act: entry.act,
            weight: word_weight(entry, Rule::Hearsay),
            word: entry.name.clone(),
            ..Found::new(token, Rule::Hearsay)
        })
    }

    /// *Minister: We will leave*, in the first lines of a document, and *WELLS: Good evening* in a
    /// transcript, where the paragraph is said.
    pub(super) fn headlines(&self, found: &mut Vec<Found>) {
        let tree = self.tree;
        let mut cued = vec![false; self.sentences.len()];
        for one in found.iter() {
            cued[self.sentence_of[one.head] as usize] = true;
        }
        for (nth, sentence) in self.sentences.iter().enumerate() {
            let range = sentence.tokens.clone();
            let start = range.start;
            let opens =
                start == 0 || self.quotes.paragraph(start) != self.quotes.paragraph(start - 1);
            if !opens || range.len() < 5 || range.end > tree.tokens.len() {
                continue;
            }
            let Some(colon) = range.clone().take(9).find(|&token| tree.text(token) == ":") else {
                continue;
            };
            let name = start..colon;
            let is_letter = |c: char| c.is_alphabetic();
            let shouted = name.len() < 4
                && name
                    .clone()
                    .any(|token| tree.text(token).chars().filter(|c| is_letter(*c)).count() > 1)
                && name.clone().all(|token| !tree.text(token).chars().any(char::is_lowercase));
            let nominal = name.clone().all(|token| {
                matches!(
                    tree.upos(token),
                    Upos::Propn | Upos::Noun | Upos::Adj | Upos::Adp | Upos::Det | Upos::Num
                ) || matches!(tree.text(token), "-" | "." | "'s" | "’s")
            });
            let named = name.clone().any(|t| matches!(tree.upos(t), Upos::Propn | Upos::Noun));
            let clause = (colon + 1..range.end)
                .any(|token| matches!(tree.upos(token), Upos::Verb | Upos::Aux));
            let headline = nth < 4 && nominal && named && clause && !cued[nth];
            if name.is_empty() || !headline && !shouted {
                continue;
            }
            let end = if shouted {
                let paragraph = self.quotes.paragraph(start);
                (colon..tree.tokens.len())
                    .find(|&token| self.quotes.paragraph(token) != paragraph)
                    .unwrap_or(tree.tokens.len())
            } else {
                range.end
            };
            let speaker = name
                .clone()
                .find(|&token| governor(tree, token).is_none_or(|head| !name.contains(&head)));
            found.push(Found {
                speaker,
                source: name.collect(),
                content: (colon + 1..end).collect(),
                ..Found::new(colon, if shouted { Rule::Transcript } else { Rule::Headline })
            });
        }
    }
}
