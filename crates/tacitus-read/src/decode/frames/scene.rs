//! What surrounds a trigger: subjects, objects, obliques and complements, whatever the voice of the
//! clause and however far away control, conjunction or a relative clause has put them.

use super::lemma::dictionary_form;
use super::lexicon::{Condition, Entry, Lexicon, Pos, Slot, Test};
use crate::decode::phrase::Tree;
use tacitus_doc::{Attribution, Document, Mention, Upos};

/// How far a rule climbs: deep enough for any sentence that people write, and an end for trees that
/// are broken.
const MAX_CLIMB: usize = 8;

/// A parsed document as the rules see it.
pub(super) struct Scene<'d> {
    pub tree: Tree<'d>,
    pub lexicon: &'static Lexicon,
    pub mentions: &'d [Mention],
    pub attributions: &'d [Attribution],
    /// For each token the mention whose head it is.
    pub mention_at: Vec<Option<usize>>,
    lemmas: Vec<String>,
}

impl<'d> Scene<'d> {
    /// The scene of `doc`, or `None` where it has no syntax.
    pub(super) fn new(doc: &'d Document, lexicon: &'static Lexicon) -> Option<Scene<'d>> {
        let tree = Tree::new(doc)?;
        let mentions = doc.mentions().unwrap_or_default();
        let mut mention_at = vec![None; tree.words.len()];
        for (idx, mention) in mentions.iter().enumerate() {
            if let Some(slot) = mention_at.get_mut(mention.head) {
                // Of two mentions with one head the longer says more about what it is.
                let longer =
                    slot.is_none_or(|old: usize| mentions[old].span.len() < mention.span.len());
                if longer {
                    *slot = Some(idx);
                }
            }
        }
        let attributions = doc.attributions().unwrap_or_default();
        let lemmas = tree
            .words
            .iter()
            .enumerate()
            .map(|(idx, word)| dictionary_form(tree.text(idx), &word.lemma, word.upos, lexicon))
            .collect();
        Some(Scene { tree, lexicon, mentions, attributions, mention_at, lemmas })
    }

    /// The dictionary form of a token.
    pub(super) fn lemma(&self, token: usize) -> &str {
        &self.lemmas[token]
    }

    pub(super) fn upos(&self, token: usize) -> Upos {
        self.tree.upos(token)
    }

    pub(super) fn rel(&self, token: usize) -> &'d str {
        &self.tree.words[token].rel
    }

    pub(super) fn head(&self, token: usize) -> Option<usize> {
        self.tree.words[token].head.filter(|&head| head < self.tree.words.len())
    }

    fn xpos(&self, token: usize) -> &'d str {
        &self.tree.words[token].xpos
    }

    /// Whether a lemma stands in a list.
    pub(super) fn listed(&self, list: &str, token: usize) -> bool {
        self.lexicon.lists(list, self.lemma(token))
    }

    /// Whether the token heads a clause.
    pub(super) fn is_predicate(&self, token: usize) -> bool {
        matches!(self.upos(token), Upos::Verb | Upos::Aux)
            || self.tree.child(token, "cop").is_some()
    }

    fn is_relative_pronoun(&self, token: usize) -> bool {
        matches!(self.upos(token), Upos::Pron | Upos::Det)
            && matches!(
                self.lemma(token).to_lowercase().as_str(),
                "who" | "which" | "that" | "whom"
            )
    }

    /// The noun that a relative clause describes, where `verb` (or what it is conjoined with) heads
    /// one.
    fn antecedent(&self, verb: usize) -> Option<usize> {
        let mut token = verb;
        for _ in 0..MAX_CLIMB {
            if self.rel(token) == "acl:relcl" {
                return self.head(token);
            }
            if !matches!(self.rel(token), "conj" | "xcomp") {
                return None;
            }
            token = self.head(token)?;
        }
        None
    }

    /// A relative pronoun stands for its antecedent, any other word for itself.
    fn resolve(&self, token: usize, verb: usize) -> usize {
        if !self.is_relative_pronoun(token) {
            return token;
        }
        self.antecedent(verb).unwrap_or(token)
    }

    fn own_subject(&self, verb: usize) -> Option<usize> {
        self.tree
            .children(verb)
            .find(|&c| matches!(self.rel(c), "nsubj" | "nsubj:pass" | "nsubj:outer"))
            .map(|subject| self.resolve(subject, verb))
    }

    /// Whether what the clause calls its subject is what it is done to.
    pub(super) fn is_passive(&self, verb: usize) -> bool {
        self.passive(verb, 0)
    }

    fn passive(&self, verb: usize, depth: usize) -> bool {
        // A full sentence has a finite verb: without auxiliary *called* is no participle, whatever
        // the parser makes of it.
        let bare = self.rel(verb) == "root"
            && !self.tree.children(verb).any(|c| self.tree.has_rel(c, "aux"))
            && !self.has_agent(verb);
        if bare && self.own_subject(verb).is_some() && self.is_full_sentence(verb) {
            return false;
        }
        // *have called*, whatever relation its subject is given
        if self.tree.child(verb, "aux:pass").is_none()
            && self.tree.children(verb).any(|c| self.rel(c) == "aux" && self.lemma(c) == "have")
        {
            return false;
        }
        if self.tree.child(verb, "aux:pass").is_some()
            || self.tree.child(verb, "nsubj:pass").is_some()
        {
            return true;
        }
        // A past participle with an auxiliary of its own is a perfect: *has killed*.
        if depth > MAX_CLIMB
            || self.xpos(verb) != "VBN"
            || self.tree.child(verb, "nsubj").is_some()
            || self.tree.children(verb).any(|c| self.rel(c) == "aux" && self.lemma(c) == "have")
        {
            return false;
        }
        match self.rel(verb) {
            "acl" | "advcl" | "amod" | "parataxis" | "root" | "xcomp" => {
                !self.tree.children(verb).any(|c| self.rel(c) == "obj")
                    || self.rel(verb) == "acl" && self.has_agent(verb)
            }
            "conj" => {
                self.tree.child(verb, "obj").is_none()
                    && self.head(verb).is_some_and(|head| self.passive(head, depth + 1))
            }
            "acl:relcl" => false,
            _ => false,
        }
    }

    fn has_agent(&self, verb: usize) -> bool {
        self.tree.children(verb).any(|c| self.rel(c) == "obl:agent")
    }

    /// What the clause has, or would have, as grammatical subject.
    pub(super) fn subject(&self, verb: usize) -> Option<usize> {
        self.subject_at(verb, 0)
    }

    fn subject_at(&self, verb: usize, depth: usize) -> Option<usize> {
        if depth > MAX_CLIMB {
            return None;
        }
        if let Some(subject) = self.own_subject(verb) {
            return Some(subject);
        }
        let head = self.head(verb)?;
        match self.rel(verb) {
            "conj" if self.is_predicate(head) || self.upos(head) == Upos::Adj => {
                self.subject_at(head, depth + 1)
            }
            "xcomp" | "advcl" | "ccomp" | "obl" | "advcl:relcl" => {
                if !self.is_predicate(head) && self.upos(head) != Upos::Adj {
                    // *talks to end the war*: those who talk are not told by the syntax.
                    return None;
                }
                // Parsers waver between complement and purpose after *asked him to help*.
                let asked = self.listed("demand", head) && self.case(verb).as_deref() == Some("to");
                let controls = self.listed("control", head)
                    && (self.rel(verb) == "xcomp" || self.rel(verb) == "advcl" && asked)
                    || self.listed("blame", head)
                        && self
                            .case(verb)
                            .is_some_and(|case| matches!(&*case, "of" | "for" | "with"));
                if controls {
                    let object = self.objects_at(head, depth + 1).first().copied().or_else(|| {
                        // *called on Israel to withdraw*
                        self.tree.children(head).find(|&c| {
                            ["on", "upon", "to", "for"].iter().any(|p| self.is_oblique(c, p))
                        })
                    });
                    if object.is_some() {
                        return object;
                    }
                }
                self.actor_at(head, depth + 1)
            }
            "acl" => {
                if self.xpos(verb) == "VBN" && self.upos(head) != Upos::Verb {
                    return Some(head);
                }
                if self.xpos(verb) == "VBG" && self.case(verb).is_none() {
                    return Some(head);
                }
                // *its plan to attack*, *the failure of the army to attack*, *Israel has a plan to
                // attack*: whose plan it is.
                self.tree
                    .child(head, "nmod:poss")
                    .or_else(|| {
                        self.tree.children(head).find(|&c| {
                            self.rel(c) == "nmod" && self.case(c).as_deref() == Some("of")
                        })
                    })
                    .or_else(|| self.governor(head).and_then(|g| self.actor_at(g, depth + 1)))
            }
            "acl:relcl" => {
                // *the men that they say attacked*: no relative pronoun under this verb.
                (!self.tree.children(verb).any(|c| self.rel(c) == "nsubj")).then_some(head)
            }
            _ => None,
        }
    }

    /// Who does what the verb says: the subject, or the agent of a passive.
    fn actor_at(&self, verb: usize, depth: usize) -> Option<usize> {
        if self.is_passive(verb) {
            // Of *was sentenced after attacking a guard*, the one sentenced attacked.
            return self.subject_at(verb, depth + 1);
        }
        self.subject_at(verb, depth)
    }

    /// The logical subject of a verb: the head of its phrase.
    pub(super) fn logical_subject(&self, verb: usize) -> Option<usize> {
        if self.is_passive(verb) {
            return self.agent(verb);
        }
        self.subject(verb)
    }

    /// As [`Scene::logical_subject`]; where a parser gives a verb two subjects (*A as well as B*),
    /// both.
    fn logical_subjects(&self, verb: usize) -> Vec<usize> {
        let own: Vec<usize> =
            self.tree.children(verb).filter(|&c| self.rel(c) == "nsubj" && c < verb).collect();
        if own.len() > 1 && !self.is_passive(verb) {
            return own.into_iter().map(|subject| self.resolve(subject, verb)).collect();
        }
        self.logical_subject(verb).into_iter().collect()
    }

    /// Whether the sentence of `token` ends as a full sentence does, which a headline does not.
    fn is_full_sentence(&self, token: usize) -> bool {
        let at = self.tree.tokens[token].span.start as usize;
        let doc = self.tree.doc;
        doc.sentence_at(at).and_then(|idx| doc.sentences()?.get(idx)).is_some_and(|sentence| {
            doc.words(sentence.span).trim_end_matches(['"', '”', '’', '\'', ')']).ends_with('.')
        })
    }

    fn agent(&self, verb: usize) -> Option<usize> {
        self.tree
            .children(verb)
            .find(|&c| self.rel(c) == "obl:agent" || self.is_oblique(c, "by"))
            .or_else(|| {
                // *were killed and wounded by gunmen*: the agent hangs on one of the two.
                self.tree
                    .children(verb)
                    .filter(|&c| self.rel(c) == "conj" && self.upos(c) == Upos::Verb)
                    .find_map(|c| self.tree.children(c).find(|&g| self.rel(g) == "obl:agent"))
            })
    }

    /// What a verb is done to.
    pub(super) fn objects(&self, verb: usize) -> Vec<usize> {
        self.objects_at(verb, 0)
    }

    fn objects_at(&self, verb: usize, depth: usize) -> Vec<usize> {
        let own: Vec<usize> = self
            .tree
            .children(verb)
            .filter(|&c| self.rel(c) == "obj")
            .map(|object| self.resolve(object, verb))
            .collect();
        if !own.is_empty() {
            return own;
        }
        if self.is_passive(verb) {
            return self.subject_at(verb, depth + 1).into_iter().collect();
        }
        // *asked him to leave*: with a clause beside it the person asked may hang as indirect object.
        if let Some(person) = self.tree.child(verb, "iobj") {
            return vec![self.resolve(person, verb)];
        }
        // *the men whom they held*, *the men they held*: the antecedent is the object.
        if self.rel(verb) == "acl:relcl"
            && self.tree.child(verb, "nsubj").is_some_and(|s| !self.is_relative_pronoun(s))
            && self.tree.child(verb, "ccomp").is_none()
        {
            return self.head(verb).into_iter().collect();
        }
        // Of two subjects the one behind an active verb is its object: *found him guilty*.
        if let Some(second) = self
            .tree
            .children(verb)
            .find(|&c| c > verb && self.rel(c) == "nsubj")
            .filter(|_| self.tree.children(verb).any(|c| c < verb && self.rel(c) == "nsubj"))
        {
            return vec![second];
        }
        // *kidnapped and killed a man*: the object stands at the last of conjoined verbs.
        let shared = self.tree.children(verb).find(|&c| {
            self.rel(c) == "conj"
                && self.upos(c) == Upos::Verb
                && self.own_subject(c).is_none()
                && c == verb + 2
        });
        shared
            .map(|c| self.tree.children(c).filter(|&o| self.rel(o) == "obj").collect())
            .unwrap_or_default()
    }

    fn indirect_objects(&self, verb: usize) -> Vec<usize> {
        if self.is_passive(verb) && self.tree.child(verb, "obj").is_some() {
            return self.subject(verb).into_iter().collect();
        }
        self.tree.children(verb).filter(|&c| self.rel(c) == "iobj").collect()
    }

    /// The preposition (or conjunction) of a phrase, in lower case, its parts joined by `_`.
    pub(super) fn case(&self, token: usize) -> Option<String> {
        let mut parts: Vec<usize> = Vec::new();
        for child in self
            .tree
            .children(token)
            .filter(|&c| matches!(self.rel(c), "case" | "mark") && c < token)
        {
            parts.push(child);
            parts.extend(self.tree.children(child).filter(|&c| self.rel(c) == "fixed"));
        }
        parts.sort_unstable();
        let parts: Vec<&str> = parts.iter().map(|&part| self.lemma(part)).collect();
        (!parts.is_empty()).then(|| parts.join("_").to_lowercase())
    }

    fn is_oblique(&self, token: usize, preposition: &str) -> bool {
        (self.tree.has_rel(token, "obl")
            || self.tree.has_rel(token, "nmod") && self.rel(token) != "nmod:poss")
            && self.case(token).is_some_and(|case| {
                case == preposition
                    || case.strip_prefix(preposition).is_some_and(|rest| rest.starts_with('_'))
            })
    }

    /// The verb that a noun is subject, object or oblique of, past the nouns that only frame it
    /// (*a series of attacks*).
    pub(super) fn governor(&self, noun: usize) -> Option<usize> {
        let mut token = noun;
        for _ in 0..MAX_CLIMB {
            let head = self.head(token)?;
            match self.rel(token) {
                "obj" | "nsubj" | "nsubj:pass" | "obl" | "obl:agent" | "iobj" | "xcomp" => {
                    return self.is_predicate(head).then_some(head);
                }
                "conj" => token = head,
                "nmod" if self.listed("quantifiers", head) => token = head,
                _ => return None,
            }
        }
        None
    }

    /// As [`Scene::governor`], only where the noun is the logical object.
    pub(super) fn object_of(&self, noun: usize) -> Option<usize> {
        let verb = self.governor(noun)?;
        let mut token = noun;
        for _ in 0..MAX_CLIMB {
            match self.rel(token) {
                "obj" => return Some(verb),
                "nsubj:pass" => return Some(verb),
                "nsubj" => return self.is_passive(verb).then_some(verb),
                // *come under attack*, *go on strike*, *enter into talks*
                "obl" => {
                    let case = self.case(token)?;
                    let close = matches!(case.as_str(), "into" | "to" | "on" | "under")
                        || case == "in" && self.tree.child(verb, "obj").is_none();
                    return close.then_some(verb);
                }
                "xcomp" => return Some(verb),
                "conj" | "nmod" => token = self.head(token)?,
                _ => return None,
            }
        }
        None
    }

    fn with_preposition(&self, trigger: usize, preposition: &str) -> Vec<usize> {
        let at = |token: usize| -> Vec<usize> {
            self.tree.children(token).filter(|&c| self.is_oblique(c, preposition)).collect()
        };
        let found = at(trigger);
        if !found.is_empty() {
            return found;
        }
        if self.upos(trigger) == Upos::Verb {
            // Parsers hang *on Iran* of *impose sanctions on Iran* on either word.
            for object in self.objects(trigger) {
                let found = at(object);
                if !found.is_empty() {
                    return found;
                }
            }
            if matches!(self.rel(trigger), "xcomp") {
                return self
                    .head(trigger)
                    .filter(|&head| self.listed("begin", head))
                    .map(at)
                    .unwrap_or_default();
            }
            // *strikes and shells fell on*: of conjoined verbs the last has the oblique.
            return self
                .tree
                .children(trigger)
                .find(|&c| {
                    self.rel(c) == "conj" && self.own_subject(c).is_none() && c == trigger + 2
                })
                .map(at)
                .unwrap_or_default();
        }
        if let Some(governor) = self.governor(trigger)
            && (self.listed("light", governor)
                || self.listed("undergo", governor)
                || self.listed("happen", governor)
                || self.listed("relay", governor))
            && self.rel(trigger) != "obl:agent"
        {
            let found: Vec<usize> = at(governor).into_iter().filter(|&c| c != trigger).collect();
            if !found.is_empty() {
                return found;
            }
        }
        // *talks and agreements with*: of conjoined nouns the last has the modifier.
        self.tree
            .children(trigger)
            .find(|&c| self.rel(c) == "conj" && self.upos(c) == Upos::Noun)
            .map(at)
            .unwrap_or_default()
    }

    fn complement(&self, trigger: usize) -> Option<usize> {
        self.tree.children(trigger).find(|&c| {
            matches!(self.rel(c), "xcomp" | "ccomp")
                || self.rel(c) == "advcl"
                    && self.case(c).is_some_and(|case| {
                        matches!(case.as_str(), "of" | "for" | "with" | "from" | "on" | "that")
                            || case == "to"
                                && (self.listed("demand", trigger) || self.listed("plan", trigger))
                    })
                || self.rel(c) == "acl"
        })
    }

    fn purpose(&self, trigger: usize) -> Option<usize> {
        let infinitive = |token: usize| {
            self.tree.children(token).find(|&c| {
                matches!(self.rel(c), "advcl" | "xcomp" | "acl")
                    && self.upos(c) == Upos::Verb
                    && self.case(c).is_some_and(|case| case == "to" || case.ends_with("_to"))
            })
        };
        infinitive(trigger).or_else(|| self.objects(trigger).into_iter().find_map(infinitive))
    }

    /// The heads of the phrases in a slot of `trigger`, without what is conjoined to them.
    pub(super) fn slot(&self, trigger: usize, pos: Pos, slot: &Slot) -> Vec<usize> {
        match slot {
            Slot::Subj => match pos {
                Pos::Verb => self.logical_subjects(trigger),
                Pos::Adjective => self.subject(trigger).into_iter().collect(),
                Pos::Noun => self.subject_of_noun(trigger).into_iter().collect(),
            },
            Slot::Obj if pos == Pos::Verb => self.objects(trigger),
            Slot::Obj => match self.governor(trigger) {
                Some(verb) if self.listed("undergo", verb) => {
                    self.subject(verb).into_iter().collect()
                }
                _ => Vec::new(),
            },
            Slot::Iobj => self.indirect_objects(trigger),
            Slot::Adj => self
                .tree
                .children(trigger)
                .filter(|&c| c < trigger && self.names_owner(c))
                .collect(),
            Slot::Poss => {
                self.tree.children(trigger).filter(|&c| self.rel(c) == "nmod:poss").collect()
            }
            Slot::Comp => self.complement(trigger).into_iter().collect(),
            Slot::CompSubj => {
                let Some(verb) = self.complement(trigger) else { return Vec::new() };
                self.logical_subject(verb).into_iter().collect()
            }
            Slot::CompObj => {
                self.complement(trigger).map(|verb| self.objects(verb)).unwrap_or_default()
            }
            Slot::Purp => self.purpose(trigger).into_iter().collect(),
            Slot::PurpObj => {
                self.purpose(trigger).map(|verb| self.objects(verb)).unwrap_or_default()
            }
            Slot::Mod => self
                .tree
                .children(trigger)
                .filter(|&c| {
                    matches!(self.rel(c), "amod" | "compound" | "nmod:desc" | "advmod" | "nmod")
                        && c < trigger
                })
                .collect(),
            Slot::ObjMod => self
                .slot(trigger, pos, &Slot::Obj)
                .into_iter()
                .flat_map(|object| self.slot(object, Pos::Noun, &Slot::Mod))
                .collect(),
            Slot::Case => self
                .tree
                .children(trigger)
                .filter(|&c| self.rel(c) == "case" && c < trigger)
                .collect(),
            Slot::Gov => self.governor(trigger).into_iter().collect(),
            Slot::Prep(preposition) => self.with_preposition(trigger, preposition),
        }
    }

    /// Whose deed a noun is by the verb that carries it: *Israel launched a strike*, *the strike was
    /// carried out by Israel*, *it was a strike*.
    fn subject_of_noun(&self, noun: usize) -> Option<usize> {
        if self.tree.child(noun, "cop").is_some() {
            return self.tree.child(noun, "nsubj").map(|subject| self.resolve(subject, noun));
        }
        let verb = self.object_of(noun)?;
        (self.listed("light", verb) || self.listed("relay", verb))
            .then(|| self.logical_subject(verb))
            .flatten()
    }

    /// Whether an entry fits where `trigger` stands.
    pub(super) fn fits(&self, trigger: usize, entry: &Entry) -> bool {
        if let Some(particle) = &entry.particle {
            let stands = self.tree.children(trigger).any(|c| {
                matches!(self.rel(c), "compound:prt" | "advmod" | "case" | "obl")
                    && self.lemma(c) == &**particle
            });
            if !stands {
                return false;
            }
        } else if self.tree.child(trigger, "compound:prt").is_some() {
            // *kick out* is another verb than *kick*.
            return false;
        }
        entry.when.iter().all(|condition| self.holds(trigger, entry.pos, condition))
    }

    fn holds(&self, trigger: usize, pos: Pos, condition: &Condition) -> bool {
        let found = self.slot(trigger, pos, &condition.slot);
        let found = self.with_conjuncts(&found);
        let held = condition.tests.iter().any(|test| match test {
            Test::Any => !found.is_empty(),
            Test::Nothing => found.is_empty(),
            Test::List(list) => found.iter().any(|&token| {
                self.listed(list, token)
                    // *dozens of protesters* are protesters, *rebel groups* rebels
                    || self.content(token).is_some_and(|inner| self.listed(list, inner))
            }),
            Test::Lemma(lemma) => match condition.slot {
                Slot::Case => self.case(trigger).is_some_and(|case| {
                    case.strip_suffix(&**lemma)
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
                }),
                _ => found.iter().any(|&token| self.lemma(token).eq_ignore_ascii_case(lemma)),
            },
            // *against Hamas targets* is against somebody; a subject must itself be somebody.
            Test::Party if matches!(condition.slot, Slot::Prep(_)) => {
                !self.parties(&found).is_empty()
            }
            Test::Party => found.iter().any(|&token| self.kind(token).is_some()),
            Test::Armed => found.iter().any(|&token| self.is_armed(token)),
            Test::People => found.iter().any(|&token| self.is_people(token)),
            Test::Place => found.iter().any(|&token| self.is_place(token)),
            Test::Must => found.first().is_some_and(|&token| self.says_must(token)),
            Test::Infinitive => found.iter().any(|&token| {
                self.case(token).is_some_and(|case| case == "to" || case.ends_with("_to"))
            }),
        });
        held != condition.negated
    }

    fn says_must(&self, verb: usize) -> bool {
        let own = self.tree.children(verb).any(|c| {
            self.tree.has_rel(c, "aux") && matches!(self.lemma(c), "must" | "should" | "ought")
        });
        // *has to leave*, *needs to leave*
        let owed = self.tree.child(verb, "xcomp").and_then(|inner| self.case(inner));
        own || matches!(self.lemma(verb), "have" | "need") && owed.as_deref() == Some("to")
    }

    /// What a word of quantity counts: *fighters* of *hundreds of fighters*.
    pub(super) fn content(&self, token: usize) -> Option<usize> {
        let mut inner = token;
        for _ in 0..MAX_CLIMB {
            let counts = self.listed("quantifiers", inner) || self.upos(inner) == Upos::Num;
            let Some(counted) = self
                .tree
                .children(inner)
                .find(|&c| self.rel(c) == "nmod" && self.case(c).as_deref() == Some("of"))
                .filter(|_| counts)
            else {
                break;
            };
            inner = counted;
        }
        (inner != token).then_some(inner)
    }

    /// `tokens` and what is conjoined to each, in order.
    pub(super) fn with_conjuncts(&self, tokens: &[usize]) -> Vec<usize> {
        let mut all = Vec::new();
        for &token in tokens {
            all.push(token);
            let mut next = all.len() - 1;
            while next < all.len() && all.len() < 64 {
                let conjuncts: Vec<usize> = self
                    .tree
                    .children(all[next])
                    .filter(|&c| self.rel(c) == "conj" && !all.contains(&c))
                    .collect();
                all.extend(conjuncts);
                next += 1;
            }
        }
        all
    }
}
