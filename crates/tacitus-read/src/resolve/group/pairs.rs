//! What the learned scorer sees of a phrase and of an entity that it may refer to, and the walk's step that
//! asks it. Candidates are what the rules propose, what was named of late, and what was called by the same
//! noun: a bounded number, so that the whole stays linear in the length of the text.

use super::{Determiner, Entity, Gender, Judge, Origin, Rule, Walk};
use crate::resolve::{actors, names, tables};
use tacitus_doc::{ClaimForm, Kind, Mention, MentionForm, Upos};

/// How many entities a phrase is compared with at most.
const MAX_CANDIDATES: usize = 28;
/// How many of them for being named of late.
const MAX_RECENT: usize = 22;
/// How far back these may lie, in sentences.
const WINDOW: usize = 16;
/// The same for pronouns.
const PRONOUN_WINDOW: usize = 6;

/// By how much something new must be likelier than something old: chosen on development data, where the measures ask
/// for as many links as are wrong.
const EAGER: f32 = 0.5;

/// Features of a phrase alone.
pub const ALONE: usize = 45;
/// Features of a phrase with an entity.
pub const PAIR: usize = 97;

/// A decision that annotation made, for the scorer to learn from.
#[derive(Clone, Debug)]
pub struct Example {
    /// Features of the phrase.
    pub alone: Vec<f32>,
    /// Its head token.
    pub asks: usize,
    /// For each candidate its features with the phrase, the token that answers, and its chain.
    pub candidates: Vec<(Vec<f32>, usize, Option<u32>)>,
    /// The chain of the phrase.
    pub chain: Option<u32>,
}

/// The pronouns that ask for different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pronoun {
    He,
    She,
    It,
    They,
    I,
    We,
    You,
    This,
    Relative,
    Other,
}

/// What the scorer sees of one phrase.
#[derive(Clone, Debug)]
pub(super) struct Look {
    class: usize,
    form: MentionForm,
    pronoun: Option<Pronoun>,
    gender: Option<Gender>,
    plural: bool,
    determiner: Determiner,
    demonstrative: bool,
    lemma: String,
    /// Folded words besides the head and small ones.
    words: Vec<String>,
    /// The folded words of the whole, without article.
    full: String,
    numbers: Vec<String>,
    country: Option<&'static str>,
    /// It is a country's name or demonym.
    names_country: bool,
    relation: Relation,
    governor: Option<usize>,
    other: bool,
    /// It has a name.
    named: bool,
    /// What the head word makes of a body.
    sort: Option<&'static str>,
}

/// Whether a body that is called so cannot be one of the other kind: *the government* is no court.
fn apart(called: Option<&str>, is: Option<&str>) -> bool {
    let sort = |kind: &str| match kind {
        "government" => 1,
        "legislature" => 2,
        "court" => 3,
        "media" => 4,
        "company" => 5,
        "intergovernmental" => 6,
        "armed_group" | "state_forces" => 7,
        "party" => 8,
        "civilians" => 9,
        _ => 0,
    };
    match (called.map_or(0, sort), is.map_or(0, sort)) {
        (0, _) | (_, 0) => false,
        // Parties bear arms, and words for bodies of men stand for many.
        (7 | 8, 7 | 8) => false,
        (called, is) => called != is,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Subject,
    Object,
    Possessive,
    Oblique,
    Predicate,
    Compound,
    Else,
}

/// What the scorer sees of an entity.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    names: usize,
    nominals: usize,
    pronouns: usize,
    classes: [bool; 5],
    which: Vec<Pronoun>,
    lemmas: Vec<String>,
    fulls: Vec<String>,
    words: Vec<String>,
    numbers: Vec<String>,
    plurals: usize,
    last: usize,
    /// The last mention that is no pronoun; the last of all where there is none.
    best: usize,
    first_sentence: usize,
    chain: Option<u32>,
}

impl Seen {
    fn n(&self) -> usize {
        self.names + self.nominals + self.pronouns
    }

    fn add(&mut self, idx: usize, look: &Look, sentence: usize) {
        const MOST: usize = 24;
        if self.n() == 0 {
            self.first_sentence = sentence;
        }
        match look.form {
            MentionForm::Name => self.names += 1,
            MentionForm::Nominal => self.nominals += 1,
            MentionForm::Pronoun => self.pronouns += 1,
        }
        self.last = idx;
        self.plurals += usize::from(look.plural);
        if let Some(pronoun) = look.pronoun {
            if !self.which.contains(&pronoun) {
                self.which.push(pronoun);
            }
            if self.names + self.nominals == 0 {
                self.best = idx;
            }
            return;
        }
        self.best = idx;
        self.classes[look.class] = true;
        let note = |list: &mut Vec<String>, word: &String| {
            if list.len() < MOST && !word.is_empty() && !list.contains(word) {
                list.push(word.clone());
            }
        };
        note(&mut self.lemmas, &look.lemma);
        note(&mut self.fulls, &look.full);
        note(&mut self.words, &look.lemma);
        for word in &look.words {
            note(&mut self.words, word);
        }
        for number in &look.numbers {
            note(&mut self.numbers, number);
        }
    }
}

/// Features under construction; their number is checked where all are there.
struct Row(Vec<f32>);

impl Row {
    fn flag(&mut self, yes: bool) {
        self.0.push(f32::from(u8::from(yes)));
    }

    fn value(&mut self, value: f32) {
        self.0.push(value);
    }

    fn one_of(&mut self, n: usize, which: Option<usize>) {
        for at in 0..n {
            self.flag(which == Some(at));
        }
    }
}

fn class(kind: Kind, origin: Origin) -> usize {
    match (origin, kind) {
        (Origin::Phrase(_), _) => 4,
        (_, Kind::Person) => 0,
        (_, Kind::Organization | Kind::Armed | Kind::Norp) => 1,
        (_, Kind::Place | Kind::Facility) => 2,
        _ => 3,
    }
}

fn pronoun(word: &str) -> Pronoun {
    match word {
        "he" | "him" | "his" | "himself" => Pronoun::He,
        "she" | "her" | "hers" | "herself" => Pronoun::She,
        "it" | "its" | "itself" => Pronoun::It,
        "they" | "them" | "their" | "theirs" | "themselves" | "themself" => Pronoun::They,
        "i" | "me" | "my" | "mine" | "myself" => Pronoun::I,
        "we" | "us" | "our" | "ours" | "ourselves" => Pronoun::We,
        "you" | "your" | "yours" | "yourself" | "yourselves" => Pronoun::You,
        "this" | "that" | "these" | "those" => Pronoun::This,
        "who" | "whom" | "whose" | "which" => Pronoun::Relative,
        _ => Pronoun::Other,
    }
}

impl Walk<'_> {
    /// Decides on one phrase, asking the judge, and enters it.
    pub(super) fn weigh(&mut self, idx: usize, judge: &mut Judge<'_>) {
        let mention = &self.mentions[idx];
        let own_rules = matches!(self.origin[idx], Origin::Mention(_));
        let acts = own_rules && (self.looks[idx].class < 3 || self.speaks[idx]);
        if mention.kind != Kind::Time && !self.is_speakers_own(idx) {
            let (proposal, description) = match (self.looks[idx].pronoun, acts) {
                (Some(_), _) => (self.pronoun_proposed(idx), actors::Description::default()),
                (None, true) => self.proposed(idx),
                (None, false) => (None, actors::Description::default()),
            };
            let chosen = self.choose(idx, proposal, judge);
            let entity = match self.looks[idx].pronoun {
                None => self.settle(idx, chosen, description),
                Some(_) => chosen.unwrap_or_else(|| self.create_bare(idx)),
            };
            self.join(idx, entity);
            let (look, sentence) = (&self.looks[idx], self.sentence[idx]);
            self.entities[entity].seen.add(idx, look, sentence);
            if look.pronoun.is_none() {
                let list = self.by_lemma.entry(look.lemma.clone()).or_default();
                if list.last() != Some(&entity) {
                    list.push(entity);
                }
            } else if self.entities[entity].gender.is_none() {
                self.entities[entity].gender = look.gender;
            }
            if let Judge::Gold(chain_of, _) = judge {
                self.entities[entity].seen.chain = chain_of(mention.span, mention.head);
            }
        }
        self.by_head.entry(mention.head).or_insert(idx);
        if let Some(last) = self.end_token(mention.span).checked_sub(1) {
            self.by_end.insert(last, idx);
        }
    }

    /// *I* and *we* in somebody's own words, which are settled when the speakers are.
    fn is_speakers_own(&self, idx: usize) -> bool {
        matches!(self.looks[idx].pronoun, Some(Pronoun::I | Pronoun::We))
            && self.quoted_in(idx).is_some_and(|said| !said.source.is_empty())
    }

    fn pronoun_proposed(&self, idx: usize) -> Option<(usize, Rule)> {
        let rule = match self.looks[idx].pronoun? {
            Pronoun::Relative | Pronoun::This => Rule::Relative,
            _ => Rule::Pronoun,
        };
        self.pronoun(idx).map(|at| (at, rule))
    }

    fn create_bare(&mut self, idx: usize) -> usize {
        let look = &self.looks[idx];
        self.entities.push(Entity {
            kind: self.mentions[idx].kind,
            description: actors::Description::default(),
            names: Vec::new(),
            parts: Vec::new(),
            gender: look.gender,
            plural: look.plural,
            mentions: Vec::new(),
            phrase: self.text(self.mentions[idx].span).to_owned(),
            modifiers: Vec::new(),
            is_country: false,
            last_sentence: self.sentence[idx],
            seen: Seen::default(),
        });
        self.entities.len() - 1
    }

    fn choose(
        &self,
        idx: usize,
        proposal: Option<(usize, Rule)>,
        judge: &mut Judge<'_>,
    ) -> Option<usize> {
        if let (Judge::Learned(..), Some(at)) = (&*judge, self.beyond_doubt(idx, proposal)) {
            return at;
        }
        let candidates = self.candidates(idx, proposal.map(|(at, _)| at));
        let alone = self.alone(idx, proposal.map(|(_, rule)| rule));
        match judge {
            // Asks nobody.
            Judge::Rules => proposal.map(|(at, _)| at),
            Judge::Learned(net, vectors) => {
                let look = &self.looks[idx];
                let head = self.mentions[idx].head;
                // Bodies are told apart by their names more than by what else they are called.
                let shy = look.class != 1 || look.pronoun.is_some();
                let mut best = (net.alone(&alone) - if shy { EAGER } else { 0.0 }, None);
                let start = net.start(&alone);
                for at in candidates {
                    let row = self.pair(idx, at, proposal);
                    let answers = self.mentions[self.entities[at].seen.best].head;
                    let score = net.pair(&start, &row, vectors.alike(head, answers));
                    if score > best.0 {
                        best = (score, Some(at));
                    }
                }
                best.1
            }
            Judge::Gold(chain_of, tell) => {
                let mention = &self.mentions[idx];
                let chain = chain_of(mention.span, mention.head);
                let right = chain.and_then(|chain| {
                    (0..self.entities.len())
                        .rev()
                        .find(|&at| self.entities[at].seen.chain == Some(chain))
                });
                tell(Example {
                    alone,
                    asks: mention.head,
                    candidates: candidates
                        .into_iter()
                        .map(|at| {
                            let seen = &self.entities[at].seen;
                            (
                                self.pair(idx, at, proposal),
                                self.mentions[seen.best].head,
                                seen.chain,
                            )
                        })
                        .collect(),
                    chain,
                });
                right
            }
        }
    }

    /// What the rules say where they need no second opinion: an entity, or that the phrase is something new.
    fn beyond_doubt(&self, idx: usize, proposal: Option<(usize, Rule)>) -> Option<Option<usize>> {
        let look = &self.looks[idx];
        match proposal {
            // Names find their own by rules that hold.
            Some((at, Rule::Name)) => return Some(Some(at)),
            // *ISIS showed where the soldiers lie whom the terror group had taken.*
            Some((at, Rule::Sort))
                if look.words.iter().any(|word| super::UNDER_ARMS.contains(&word.as_str()))
                    && self.sentence[self.entities[at].seen.last] == self.sentence[idx] =>
            {
                return Some(Some(at));
            }
            _ => {}
        }
        // A country by its name is that country.
        let name = self.name_of(&self.mentions[idx]).filter(|_| look.named)?;
        self.country_key(idx, name).map(|_| proposal.map(|(at, _)| at))
    }

    /// The entities that the phrase may refer to, the rules' choice first.
    fn candidates(&self, idx: usize, proposal: Option<usize>) -> Vec<usize> {
        let look = &self.looks[idx];
        let window = if look.pronoun.is_some() { PRONOUN_WINDOW } else { WINDOW };
        let mut found: Vec<usize> = proposal.into_iter().collect();
        let fits = |at: usize| self.may_be(look, &self.entities[at]);
        for touch in self.recent(idx, window) {
            if found.len() >= MAX_RECENT {
                break;
            }
            if !found.contains(&touch.entity) && fits(touch.entity) {
                found.push(touch.entity);
            }
        }
        if look.pronoun.is_none() {
            let same = self.by_lemma.get(&look.lemma).into_iter().flatten().rev().take(6);
            for &at in same {
                if found.len() < MAX_CANDIDATES && !found.contains(&at) && fits(at) {
                    found.push(at);
                }
            }
        }
        found
    }

    /// Persons are no bodies and no places, whatever a network thinks.
    fn may_be(&self, look: &Look, entity: &Entity) -> bool {
        let classes = &entity.seen.classes;
        match look.pronoun {
            // *we* is a body's own word only where it speaks.
            Some(own @ (Pronoun::I | Pronoun::We | Pronoun::You)) => {
                entity.seen.which.contains(&own) || !(classes[1] || classes[2])
            }
            Some(_) => true,
            // Another name is somebody else, where no rule knows better.
            None if look.named
                && !entity.names.is_empty()
                && !entity.seen.fulls.contains(&look.full) =>
            {
                false
            }
            None => match look.class {
                0 => classes[0] || !(classes[1] || classes[2]),
                1 if apart(look.sort, entity.description.kind) => false,
                1 | 2 => !classes[0] || classes[look.class],
                _ => true,
            },
        }
    }

    pub(super) fn look(&self, idx: usize) -> Look {
        let mention: &Mention = &self.mentions[idx];
        let phrase = self.text(mention.span);
        let form = mention.form;
        let word = phrase.to_lowercase();
        let pronoun = (form == MentionForm::Pronoun).then(|| pronoun(&word));
        let gender = match pronoun {
            Some(_) => self.pronouns_gender(mention),
            None if mention.kind == Kind::Person => super::gender(self.name_of(mention), phrase),
            _ => None,
        };
        let plural = match pronoun {
            Some(Pronoun::They | Pronoun::We) => true,
            Some(_) => matches!(word.as_str(), "these" | "those" | "both" | "others"),
            None => self.is_plural(mention),
        };
        let (from, to) = (self.first_token(mention.span), self.end_token(mention.span));
        let mut numbers = Vec::new();
        for at in from..to.min(from + 24) {
            if self.words.get(at).is_some_and(|word| word.upos == Upos::Num) {
                numbers.push(names::fold(self.token_text(at)));
            }
        }
        let first = self.token_text(from).to_lowercase();
        let rel = self.words.get(mention.head).map_or("", |word| &*word.rel);
        let base = rel.split(':').next().unwrap_or(rel);
        let predicate = (mention.head.saturating_sub(6)..mention.head).any(|at| {
            self.words.get(at).is_some_and(|w| &*w.rel == "cop" && w.head == Some(mention.head))
        });
        let relation = match base {
            _ if predicate => Relation::Predicate,
            "nsubj" => Relation::Subject,
            "obj" | "iobj" => Relation::Object,
            "nmod" if rel == "nmod:poss" => Relation::Possessive,
            "nmod" | "obl" => Relation::Oblique,
            "compound" | "amod" => Relation::Compound,
            _ => Relation::Else,
        };
        let mut words = self.modifiers(mention);
        let full = names::fold(super::without_article(phrase));
        words.truncate(12);
        Look {
            class: class(mention.kind, self.origin[idx]),
            form,
            pronoun,
            gender,
            plural,
            determiner: self.determiner(mention),
            demonstrative: matches!(first.as_str(), "this" | "that" | "these" | "those" | "such"),
            sort: actors::body(&names::fold(self.head_text(mention))).map(|(kind, _)| kind),
            named: pronoun.is_none()
                && mention.kind != Kind::Other
                && self.name_of(mention).is_some(),
            lemma: self.head_lemma(mention),
            other: words.iter().any(|word| matches!(word.as_str(), "other" | "another" | "others"))
                || first == "another",
            words,
            full,
            numbers,
            country: if pronoun.is_none() { actors::country_in(phrase) } else { None },
            names_country: tables::country(phrase).is_some(),
            relation,
            governor: self.words.get(mention.head).and_then(|word| word.head),
        }
    }

    fn alone(&self, idx: usize, rule: Option<Rule>) -> Vec<f32> {
        let look = &self.looks[idx];
        let mut row = Row(Vec::with_capacity(ALONE));
        row.one_of(3, Some(look.form as usize));
        row.one_of(5, Some(look.class));
        row.one_of(10, look.pronoun.map(|pronoun| pronoun as usize));
        row.one_of(4, Some(look.determiner as usize));
        row.flag(look.demonstrative);
        row.flag(look.other);
        row.flag(look.plural);
        row.value((1.0 + self.sentence[idx] as f32).ln() / 5.0);
        row.value((1.0 + look.words.len() as f32).ln());
        row.flag(self.by_lemma.contains_key(&look.lemma));
        row.one_of(7, Some(look.relation as usize));
        row.one_of(7, rule.map(|rule| rule as usize));
        row.flag(self.said_in[idx].is_some());
        row.flag(self.sentence[idx] == 0);
        let expletive = self.words.get(self.mentions[idx].head).is_some_and(|w| &*w.rel == "expl");
        row.flag(expletive);
        assert_eq!(row.0.len(), ALONE);
        row.0
    }

    fn pair(&self, idx: usize, at: usize, proposal: Option<(usize, Rule)>) -> Vec<f32> {
        let look = &self.looks[idx];
        let entity = &self.entities[at];
        let seen = &entity.seen;
        let last = &self.looks[seen.last];
        let best = &self.looks[seen.best];
        let (mention, before) = (&self.mentions[idx], &self.mentions[seen.last]);
        let mut row = Row(Vec::with_capacity(PAIR));
        // Form and class of both.
        let level = if seen.names > 0 {
            0
        } else if seen.nominals > 0 {
            1
        } else {
            2
        };
        row.one_of(9, Some(3 * look.form as usize + level));
        for class in 0..5 {
            row.flag(seen.classes[class]);
        }
        row.flag(seen.classes[look.class]);
        let clash = match look.class {
            0 => (seen.classes[1] || seen.classes[2]) && !seen.classes[0],
            1 => (seen.classes[0] || seen.classes[2]) && !seen.classes[1],
            2 => (seen.classes[0] || seen.classes[1]) && !seen.classes[2],
            _ => false,
        };
        row.flag(clash && look.pronoun.is_none());
        // Pronouns: the same one before, another one before.
        row.flag(look.pronoun.is_some_and(|own| seen.which.contains(&own)));
        row.flag(look.pronoun.is_some_and(|own| {
            !seen.which.is_empty()
                && !seen.which.contains(&own)
                && seen
                    .which
                    .iter()
                    .all(|w| !matches!(w, Pronoun::This | Pronoun::Relative | Pronoun::Other))
        }));
        row.one_of(10, last.pronoun.map(|pronoun| pronoun as usize));
        let fits = |wanted: &[usize]| wanted.iter().any(|&class| seen.classes[class]);
        row.flag(matches!(look.pronoun, Some(Pronoun::He | Pronoun::She)) && fits(&[0]));
        row.flag(matches!(look.pronoun, Some(Pronoun::It)) && fits(&[1, 2, 3, 4]));
        row.flag(matches!(look.pronoun, Some(Pronoun::It)) && fits(&[0]));
        // How far.
        let sentences = self.sentence[idx].saturating_sub(self.sentence[seen.last]);
        let bucket = match sentences {
            0 => 0,
            1 => 1,
            2 => 2,
            3..=4 => 3,
            5..=8 => 4,
            9..=16 => 5,
            17..=40 => 6,
            _ => 7,
        };
        row.one_of(8, Some(bucket));
        let apart = self.sentence[idx].saturating_sub(self.sentence[seen.best]);
        row.value((1.0 + apart as f32).ln());
        let words = mention.head.abs_diff(before.head);
        row.value((1.0 + words as f32).ln() / 3.0);
        // Others that were named since, and among them those of the class.
        let (mut since, mut alike) = (0.0f32, 0.0f32);
        for touch in self.touches.iter().rev().take(60) {
            if touch.entity == at {
                break;
            }
            since += 1.0;
            let other = &self.entities[touch.entity];
            if other.seen.classes.iter().zip(&seen.classes).any(|(a, b)| *a && *b) {
                alike += 1.0;
            }
        }
        row.value((1.0 + since).ln());
        row.value((1.0 + alike).ln());
        // How the last mention stood.
        row.flag(last.relation == Relation::Subject);
        row.flag(last.relation == Relation::Object);
        row.flag(last.relation == Relation::Possessive);
        row.flag(last.relation == Relation::Oblique);
        row.flag(last.relation == Relation::Predicate);
        row.flag(last.relation == Relation::Compound);
        row.flag(self.parent[seen.last].is_some());
        row.flag(self.speaks[seen.last]);
        row.flag(last.relation == look.relation);
        // Structure between the two.
        let same_verb = look.governor.is_some() && look.governor == last.governor;
        row.flag(same_verb);
        row.flag(
            same_verb && look.relation == Relation::Object && last.relation == Relation::Subject,
        );
        row.flag(self.encloses(seen.last, idx));
        row.flag(self.encloses(idx, seen.last));
        let hangs = |dep: usize, head: usize, rels: &[&str]| {
            self.words.get(dep).is_some_and(|word| {
                word.head == Some(head) && rels.iter().any(|rel| word.rel.starts_with(rel))
            })
        };
        row.flag(hangs(mention.head, before.head, &["appos"]));
        row.flag(
            hangs(mention.head, before.head, &["conj"])
                || last.governor.is_some()
                    && last.governor == look.governor
                    && hangs(before.head, mention.head, &["conj"]),
        );
        row.flag(
            look.relation == Relation::Predicate && hangs(before.head, mention.head, &["nsubj"]),
        );
        let clause_of = |relative: usize| {
            let mut up = relative;
            for _ in 0..6 {
                let Some(word) = self.words.get(up) else { return false };
                if word.rel.starts_with("acl") {
                    return word.head == Some(before.head);
                }
                match word.head {
                    Some(head) => up = head,
                    None => return false,
                }
            }
            false
        };
        row.flag(look.pronoun == Some(Pronoun::Relative) && clause_of(mention.head));
        row.flag(look.pronoun == Some(Pronoun::This) && clause_of(mention.head));
        // Number and gender.
        let plural = 2 * seen.plurals > seen.n();
        row.flag(look.plural && plural);
        row.flag(look.plural && !plural);
        row.flag(!look.plural && plural);
        let gender = (look.gender, entity.gender);
        row.flag(matches!(gender, (Some(a), Some(b)) if a == b));
        row.flag(matches!(gender, (Some(a), Some(b)) if a != b));
        // Words.
        let own = look.pronoun.is_none();
        row.flag(own && seen.lemmas.contains(&look.lemma));
        row.flag(own && best.pronoun.is_none() && best.lemma == look.lemma);
        row.flag(own && seen.fulls.contains(&look.full));
        let strange = look.words.iter().filter(|word| !seen.words.contains(word)).count();
        row.flag(own && strange == 0 && !look.words.is_empty());
        row.value(if own { strange.min(4) as f32 / 4.0 } else { 0.0 });
        let missing = best
            .words
            .iter()
            .filter(|word| !look.words.contains(word) && **word != look.lemma)
            .count();
        row.value(if own { missing.min(4) as f32 / 4.0 } else { 0.0 });
        row.flag(own && look.words.iter().any(|word| seen.words.contains(word)));
        row.flag(own && seen.words.contains(&look.lemma));
        row.flag(
            own && !look.numbers.is_empty()
                && look.numbers.iter().any(|n| seen.numbers.contains(n)),
        );
        row.flag(
            own && !look.numbers.is_empty()
                && !seen.numbers.is_empty()
                && !look.numbers.iter().any(|n| seen.numbers.contains(n)),
        );
        let country = (look.country, entity.description.country.or(best.country));
        row.flag(matches!(country, (Some(a), Some(b)) if a == b));
        row.flag(matches!(country, (Some(a), Some(b)) if a != b));
        row.flag(look.names_country && entity.is_country);
        // What the rules say.
        let chosen = proposal.filter(|(other, _)| *other == at).map(|(_, rule)| rule as usize);
        row.one_of(7, chosen);
        row.flag(proposal.is_some() && chosen.is_none());
        // Who speaks.
        let said = self.said_in[idx].map(|said| &self.attributions[said]);
        let speaks =
            said.and_then(|said| self.speaker(said)).is_some_and(|s| self.of[s] == Some(at));
        row.flag(speaks && said.is_some_and(|said| said.form == ClaimForm::Direct));
        row.flag(speaks && said.is_some_and(|said| said.form != ClaimForm::Direct));
        row.flag(said.is_some() && self.said_in[idx] == self.said_in[seen.last]);
        row.flag(said.is_some() && self.said_in[seen.last].is_none());
        row.flag(said.is_none() && self.said_in[seen.last].is_some());
        // How much it is talked of.
        row.value((seen.n() as f32).ln());
        row.flag(seen.n() == 1);
        row.value((1.0 + self.sentence[idx].saturating_sub(seen.first_sentence) as f32).ln());
        row.flag(last.determiner == Determiner::Indefinite);
        row.flag(entity.is_country);
        assert_eq!(row.0.len(), PAIR);
        row.0
    }
}
