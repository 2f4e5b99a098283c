//! Which mentions are one actor or place. One walk through the text, in which each mention joins
//! what was named before or stands alone; a wrong merger does more harm than a missed one, so every
//! rule asks for a reason, and none for a look at more than a bounded stretch of what went before.
//!
//! It knows nothing of times, and nothing of the world but [`super::tables`].

mod net;
mod pairs;
mod persons;

pub use net::{Net, Vectors};
pub use pairs::{ALONE, Example, PAIR};

use super::actors::{self, Description};
use super::names;
use super::tables::{self, Naming};
use std::collections::HashMap;
use tacitus_doc::{
    Attribution, ClaimForm, Document, EventType, Id, Kind, Mention, MentionForm, Referent, Role,
    Sentence, Span, Token, Upos, Word,
};

/// How far back a pronoun looks, in sentences.
const PRONOUN_WINDOW: usize = 3;
/// How far back *the group* or *the president* looks, in sentences.
const NOMINAL_WINDOW: usize = 12;
/// How many touches of the text a search goes through at most.
const MAX_TOUCHES: usize = 120;

/// Words that make an armed group of a group.
const UNDER_ARMS: &[&str] = &[
    "terror",
    "terrorist",
    "militant",
    "armed",
    "rebel",
    "jihadist",
    "extremist",
    "insurgent",
    "guerrilla",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    Man,
    Woman,
}

/// How a phrase begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Determiner {
    Definite,
    Possessive,
    Indefinite,
    Bare,
}

/// By which rule a mention was taken to refer to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// The same name, or a form of it.
    Name,
    /// The office, or the only body of its kind.
    Office,
    /// The same noun.
    Noun,
    /// The last that can be called so.
    Sort,
    /// The phrase stands beside its name.
    Apposition,
    /// A pronoun that fits.
    Pronoun,
    /// A relative pronoun.
    Relative,
}

/// What several mentions refer to, while it is being gathered.
#[derive(Debug)]
struct Entity {
    kind: Kind,
    description: Description,
    /// Names as written, each with how often.
    names: Vec<(String, usize)>,
    /// Parts of the fullest name of a person; folded words of the fullest name of a body.
    parts: Vec<String>,
    gender: Option<Gender>,
    plural: bool,
    mentions: Vec<usize>,
    /// The words of the first nominal, for want of a name.
    phrase: String,
    /// Folded words that a nominal came with.
    modifiers: Vec<String>,
    /// A country.
    is_country: bool,
    last_sentence: usize,
    /// What the learned scorer goes by.
    seen: pairs::Seen,
}

/// One mention of an entity, as a pronoun that looks back sees it.
#[derive(Clone, Copy, Debug)]
struct Touch {
    entity: usize,
    mention: usize,
    sentence: usize,
    /// Verb that it is the subject of.
    subject_of: Option<usize>,
    nested: bool,
    speaker: bool,
    pronoun: bool,
    plural: bool,
    object: bool,
}

struct Walk<'d> {
    doc: &'d Document,
    tokens: &'d [Token],
    sentences: &'d [Sentence],
    words: &'d [Word],
    /// The layer's mentions and, among them in order of the text, phrases that are none.
    mentions: &'d [Mention],
    /// Where each stands in its layer.
    origin: &'d [Origin],
    /// Where the mentions of the layer stand among all.
    at: &'d [usize],
    attributions: &'d [Attribution],
    /// The mention that a mention stands in, directly.
    parent: Vec<Option<usize>>,
    /// Sentence of each mention.
    sentence: Vec<usize>,
    /// Whether the mention is the source of an attribution.
    speaks: Vec<bool>,
    /// Whether the mention does something, or is dealt with as governments are.
    deals: Vec<bool>,
    /// The attribution whose content holds the mention, innermost.
    said_in: Vec<Option<usize>>,
    entities: Vec<Entity>,
    of: Vec<Option<usize>>,
    touches: Vec<Touch>,
    keys: HashMap<String, usize>,
    /// A key that was looked up in vain, to be entered for the mention at hand.
    pending: Option<String>,
    /// Persons by the last and by the first part of their names.
    last_names: HashMap<String, Vec<usize>>,
    first_names: HashMap<String, Vec<usize>>,
    /// Named bodies by each word of their names.
    body_words: HashMap<String, Vec<usize>>,
    /// Mentions by head token.
    by_head: HashMap<usize, usize>,
    /// Mentions by last token.
    by_end: HashMap<usize, usize>,
    /// Entities by the lemma of a head of theirs, the latest last.
    by_lemma: HashMap<String, Vec<usize>>,
    /// What the scorer sees of each mention.
    looks: Vec<pairs::Look>,
}

/// Where a phrase was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Mention(usize),
    Phrase(usize),
}

/// Who decides whom a mention refers to.
pub enum Judge<'j> {
    /// The rules alone.
    Rules,
    /// A learned scorer, of what the rules propose and of what was named of late.
    Learned(&'j Net, &'j Vectors),
    /// Annotation: the chain of the phrase with that span and head token, where it has one. Each decision
    /// is told, for the scorer to learn from.
    Gold(&'j dyn Fn(Span, usize) -> Option<u32>, &'j mut dyn FnMut(Example)),
}

/// The actors, places and other things of `doc`, in order of their first mention. Times are left out.
pub fn entities(doc: &Document, mut judge: Judge<'_>) -> Vec<Referent> {
    let (Some(layer), Some(tokens)) = (doc.mentions(), doc.tokens()) else { return Vec::new() };
    let phrases = match judge {
        Judge::Rules => &[],
        _ => doc.phrases().unwrap_or_default(),
    };
    let mut all: Vec<(Mention, Origin)> = Vec::with_capacity(layer.len() + phrases.len());
    all.extend(layer.iter().cloned().enumerate().map(|(at, m)| (m, Origin::Mention(at))));
    all.extend(phrases.iter().cloned().enumerate().map(|(at, m)| (m, Origin::Phrase(at))));
    if !phrases.is_empty() {
        all.sort_by_key(|(m, _)| (m.span.start, std::cmp::Reverse(m.span.end), m.head));
    }
    for (mention, _) in &mut all {
        // *Kinshasa said*: taggers take the subject of such verbs for a person.
        let name = doc.words(mention.name.unwrap_or(mention.span));
        let is_capital = mention.kind == Kind::Person
            && mention.form == MentionForm::Name
            && matches!(tables::country(name), Some((_, Naming::Capital | Naming::Name)))
            && tables::is_womans(&names::fold(name)).is_none();
        if is_capital && mention.name.is_none_or(|own| own == mention.span) {
            mention.kind = Kind::Place;
        }
    }
    let (mentions, origin): (Vec<Mention>, Vec<Origin>) = all.into_iter().unzip();
    let mut at = vec![0; layer.len()];
    for (idx, origin) in origin.iter().enumerate() {
        if let Origin::Mention(own) = origin {
            at[*own] = idx;
        }
    }
    let n = mentions.len();
    let words = doc.syntax().filter(|words| words.len() == tokens.len()).unwrap_or_default();
    let mut walk = Walk {
        doc,
        tokens,
        sentences: doc.sentences().unwrap_or_default(),
        words,
        mentions: &mentions,
        origin: &origin,
        at: &at,
        attributions: doc.attributions().unwrap_or_default(),
        parent: vec![None; n],
        sentence: mentions
            .iter()
            .map(|mention| doc.sentence_at(mention.span.start as usize).unwrap_or(0))
            .collect(),
        speaks: vec![false; n],
        deals: vec![false; n],
        said_in: vec![None; n],
        entities: Vec::new(),
        of: vec![None; n],
        touches: Vec::new(),
        keys: HashMap::new(),
        pending: None,
        last_names: HashMap::new(),
        first_names: HashMap::new(),
        body_words: HashMap::new(),
        by_head: HashMap::new(),
        by_end: HashMap::new(),
        by_lemma: HashMap::new(),
        looks: Vec::new(),
    };
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&idx| {
        let span = mentions[idx].span;
        (span.start, std::cmp::Reverse(span.end))
    });
    walk.nest(&order);
    walk.hear();
    if !matches!(judge, Judge::Rules) {
        walk.looks = (0..n).map(|idx| walk.look(idx)).collect();
    }
    for &idx in &order {
        match &mut judge {
            Judge::Rules => walk.take(idx),
            judge => walk.weigh(idx, judge),
        }
    }
    walk.first_persons(&order);
    walk.referents()
}

impl<'d> Walk<'d> {
    fn nest(&mut self, order: &[usize]) {
        let mut open: Vec<usize> = Vec::new();
        for &idx in order {
            let span = self.mentions[idx].span;
            while open.last().is_some_and(|&outer| self.mentions[outer].span.end <= span.start) {
                open.pop();
            }
            self.parent[idx] =
                open.iter().rev().copied().find(|&o| self.mentions[o].span.contains(span));
            open.push(idx);
        }
    }

    /// Which mentions speak or deal with others, and in whose words each stands.
    fn hear(&mut self) {
        for frame in self.doc.frames().unwrap_or_default() {
            let with_words = !matches!(
                frame.event_type,
                EventType::Assault | EventType::Protest | EventType::Coerce
            );
            for fill in &frame.roles {
                let dealt = fill.role == Role::Actor || fill.role == Role::Recipient && with_words;
                let mention = fill.mention.and_then(|id| self.at.get(id.index()));
                if let Some(&idx) = mention.filter(|_| dealt) {
                    self.deals[idx] = true;
                }
            }
        }
        let starts: Vec<u32> = self.mentions.iter().map(|mention| mention.span.start).collect();
        let sorted = starts.is_sorted();
        for (at, attribution) in self.attributions.iter().enumerate() {
            if let Some(speaker) = self.speaker(attribution) {
                self.speaks[speaker] = true;
            }
            for content in &attribution.content {
                let (from, to) = if sorted {
                    (
                        starts.partition_point(|&start| start < content.start),
                        starts.partition_point(|&start| start < content.end),
                    )
                } else {
                    (0, starts.len())
                };
                for idx in from..to {
                    if !content.contains(self.mentions[idx].span) {
                        continue;
                    }
                    // Later and shorter contents are the inner ones.
                    let inner = self.said_in[idx].is_none_or(|other| {
                        length(&self.attributions[other].content) >= length(&attribution.content)
                    });
                    if inner {
                        self.said_in[idx] = Some(at);
                    }
                }
            }
        }
    }

    /// The mention that is the source of an attribution.
    fn speaker(&self, attribution: &Attribution) -> Option<usize> {
        self.at.get(attribution.speaker?.index()).copied()
    }

    fn text(&self, span: Span) -> &'d str {
        self.doc.words(span)
    }

    fn first_token(&self, span: Span) -> usize {
        self.tokens.partition_point(|token| token.span.end <= span.start)
    }

    fn end_token(&self, span: Span) -> usize {
        self.tokens.partition_point(|token| token.span.start < span.end)
    }

    fn token_text(&self, at: usize) -> &'d str {
        self.tokens.get(at).map_or("", |token| self.text(token.span))
    }

    fn head_text(&self, mention: &Mention) -> &'d str {
        self.token_text(mention.head)
    }

    fn head_lemma(&self, mention: &Mention) -> String {
        self.words
            .get(mention.head)
            .map_or_else(|| self.head_text(mention), |word| &*word.lemma)
            .to_lowercase()
    }

    /// The token that is coordinated with the head inside the mention: *A and B* as one phrase.
    fn coordinated(&self, mention: &Mention) -> Option<usize> {
        let to = self.end_token(mention.span);
        (mention.head + 1..to.min(mention.head + 12)).find(|&at| {
            self.words
                .get(at)
                .is_some_and(|word| &*word.rel == "conj" && word.head == Some(mention.head))
        })
    }

    fn is_plural(&self, mention: &Mention) -> bool {
        self.coordinated(mention).is_some()
            || self
                .words
                .get(mention.head)
                .is_some_and(|word| matches!(&*word.xpos, "NNS" | "NNPS"))
            || matches!(self.head_text(mention).to_lowercase().as_str(), "people" | "police")
    }

    fn determiner(&self, mention: &Mention) -> Determiner {
        let first = self.first_token(mention.span);
        let read = |at: usize| {
            let word = self.token_text(at).to_lowercase();
            match word.as_str() {
                "the" | "this" | "that" | "these" | "those" | "both" => Some(Determiner::Definite),
                "its" | "their" | "his" | "her" | "our" | "my" | "your" | "whose" => {
                    Some(Determiner::Possessive)
                }
                "a" | "an" | "some" | "several" | "many" | "few" | "another" | "any" | "each"
                | "every" | "no" | "other" | "more" | "dozens" | "hundreds" | "thousands"
                | "scores" | "at" | "about" | "nearly" | "unidentified" | "unknown" | "most" => {
                    Some(Determiner::Indefinite)
                }
                _ if self.words.get(at).is_some_and(|word| word.upos == Upos::Num) => {
                    Some(Determiner::Indefinite)
                }
                _ => None,
            }
        };
        // Some phrases are marked without their article.
        read(first)
            .or_else(|| {
                first.checked_sub(1).and_then(read).filter(|found| *found == Determiner::Definite)
            })
            .unwrap_or(Determiner::Bare)
    }

    /// The verb that the mention is the subject of.
    fn subject_of(&self, mention: &Mention) -> Option<usize> {
        let word = self.words.get(mention.head)?;
        word.rel.starts_with("nsubj").then_some(word.head).flatten()
    }

    /// The proper name in the mention. Capitals make a name of what the tagger took for a plain
    /// noun (*The Coalition*), but for the word that opens a sentence.
    fn name_of(&self, mention: &Mention) -> Option<&'d str> {
        // *A and B* is called neither; *Trinidad and Tobago* is one name.
        if let Some(token) = self.coordinated(mention).and_then(|at| self.tokens.get(at)) {
            let one_name = mention.name.is_some_and(|name| name.contains(token.span))
                || tables::country(self.text(mention.span)).is_some();
            if !one_name {
                return None;
            }
        }
        if let Some(group) = self.group_of_fighters(mention) {
            return Some(group);
        }
        if let Some(name) = mention.name {
            let own = self.tokens.get(mention.head).is_some_and(|head| name.overlaps(head.span));
            // *the regime of Bashar al-Assad* holds a name that is not its own.
            let titled = mention.kind == Kind::Person && self.titles(mention, name);
            if own || titled || mention.span == name {
                return Some(self.text(name));
            }
            let last = self.end_token(mention.span).checked_sub(1)?;
            let flat = self.tokens.get(last).is_some_and(|token| name.overlaps(token.span))
                && self.words.get(last).is_some_and(|word| {
                    word.rel.starts_with("flat") || word.rel.starts_with("appos")
                });
            return flat.then(|| self.text(name));
        }
        let phrase = self.text(mention.span);
        match mention.form {
            MentionForm::Name => Some(without_article(phrase)),
            // *Norwegian* is a name to us, though taggers differ.
            MentionForm::Nominal if mention.kind == Kind::Norp => {
                let bare = without_article(phrase);
                tables::country(bare).is_some().then_some(bare)
            }
            MentionForm::Nominal if matches!(mention.kind, Kind::Organization | Kind::Armed) => {
                let head = self.head_text(mention);
                let opens = self
                    .sentences
                    .get(self.doc.sentence_at(mention.span.start as usize)?)
                    .is_some_and(|sentence| sentence.tokens.start == mention.head);
                let capital = head.chars().next().is_some_and(char::is_uppercase);
                (capital && !opens).then(|| without_article(phrase))
            }
            _ => None,
        }
    }

    /// Whether the head is a title of the name after it (*Mayor Ada Corren*), rather than somebody
    /// who belongs to the name's bearer (*a Corren aide*, *a friend of Ada Corren*).
    fn titles(&self, mention: &Mention, name: Span) -> bool {
        let (from, to) = (self.first_token(name), self.end_token(name));
        if from < mention.head {
            return false;
        }
        let outward = (from..to)
            .filter_map(|at| self.words.get(at))
            .find(|word| word.head.is_none_or(|head| !(from..to).contains(&head)));
        outward.is_none_or(|word| {
            let led = word.rel.starts_with("nmod") && &*word.rel != "nmod:desc";
            !(led || word.rel.starts_with("obl"))
        })
    }

    /// *Kessarine fighters*, with no number and no article, are the Kessarines: the name of the
    /// armed group that acts through them.
    fn group_of_fighters(&self, mention: &Mention) -> Option<&'d str> {
        const FIGHTERS: &[&str] = &[
            "fighter",
            "militant",
            "rebel",
            "guerrilla",
            "insurgent",
            "jihadist",
            "terrorist",
            "gunman",
            "force",
            "militia",
            "troop",
            "soldier",
        ];
        if mention.kind != Kind::Armed
            || !FIGHTERS.contains(&self.head_lemma(mention).as_str())
            || self.determiner(mention) != Determiner::Bare
        {
            return None;
        }
        let head = self.head_text(mention);
        let group = self.text(mention.span).strip_suffix(head)?.trim_end();
        let is_armed = |at: &usize| {
            self.entities.get(*at).is_some_and(|entity| {
                entity.description.kind == Some("armed_group") && !entity.names.is_empty()
            })
        };
        let told = self.keys.get(&format!("o:{}", names::fold(group))).is_some_and(is_armed);
        let known = tables::known(group).is_some_and(|known| known.kind == "armed_group");
        (told || known).then_some(group)
    }

    /// The description of the first body named inside a mention (*Hezbollah* in *Hezbollah leader
    /// Hasan Nasrallah*).
    fn inside(&self, idx: usize) -> Option<Description> {
        let outer = &self.mentions[idx];
        (idx + 1..self.mentions.len())
            .take(8)
            .take_while(|&at| self.mentions[at].span.start < outer.span.end)
            .filter(|&at| outer.span.contains(self.mentions[at].span))
            .filter(|&at| matches!(self.mentions[at].kind, Kind::Organization | Kind::Armed))
            .find_map(|at| {
                let mention = &self.mentions[at];
                // The outer phrase's own words again, differently cut, tell nothing new.
                if mention.head == outer.head {
                    return None;
                }
                let told = self
                    .name_of(mention)
                    .and_then(|name| self.keys.get(&format!("o:{}", names::fold(name))))
                    .and_then(|&at| self.entities.get(at))
                    .map(|entity| entity.description.clone());
                Some(told.unwrap_or_else(|| self.describe(at, None)))
            })
    }

    fn describe(&self, idx: usize, inside: Option<&Description>) -> Description {
        let mention = &self.mentions[idx];
        actors::describe(
            mention.kind,
            self.text(mention.span),
            self.name_of(mention),
            self.head_text(mention),
            self.is_plural(mention),
            inside,
        )
    }

    fn take(&mut self, idx: usize) {
        let mention = &self.mentions[idx];
        let acts = matches!(
            mention.kind,
            Kind::Person
                | Kind::Organization
                | Kind::Armed
                | Kind::Norp
                | Kind::Place
                | Kind::Facility
        ) || self.speaks[idx] && mention.kind != Kind::Time;
        let is_pronoun = mention.form == MentionForm::Pronoun;
        let entity = if is_pronoun {
            self.pronoun(idx)
        } else if acts {
            Some(self.phrase(idx))
        } else {
            None
        };
        if let Some(entity) = entity {
            self.join(idx, entity);
            if is_pronoun && self.entities[entity].gender.is_none() {
                self.entities[entity].gender = self.pronouns_gender(mention);
            }
        }
        self.by_head.entry(mention.head).or_insert(idx);
        if let Some(last) = self.end_token(mention.span).checked_sub(1) {
            self.by_end.insert(last, idx);
        }
    }

    fn join(&mut self, idx: usize, entity: usize) {
        let mention = &self.mentions[idx];
        self.of[idx] = Some(entity);
        let touch = Touch {
            entity,
            mention: idx,
            sentence: self.sentence[idx],
            subject_of: self.subject_of(mention),
            nested: self.parent[idx].is_some(),
            speaker: self.speaks[idx],
            pronoun: mention.form == MentionForm::Pronoun,
            plural: self.is_plural(mention),
            object: self.words.get(mention.head).is_some_and(|word| &*word.rel == "obj"),
        };
        self.touches.push(touch);
        let entity = &mut self.entities[entity];
        entity.mentions.push(idx);
        entity.last_sentence = self.sentence[idx];
    }

    fn phrase(&mut self, idx: usize) -> usize {
        let (found, description) = self.proposed(idx);
        self.settle(idx, found.map(|(at, _)| at), description)
    }

    /// Whom the rules take a name or a noun phrase to refer to, by which of them, and what the phrase says.
    fn proposed(&mut self, idx: usize) -> (Option<(usize, Rule)>, Description) {
        let mention = &self.mentions[idx];
        let inside = self.inside(idx);
        let description = self.describe(idx, inside.as_ref());
        let name = self.name_of(mention);
        let found = match name {
            // *the Corren forces*: what is tagged armed but was a person's name all along.
            Some(name) if mention.kind == Kind::Armed && self.is_family_name(name) => {
                self.named_person(name).map(|at| (at, Rule::Name))
            }
            Some(name) => self.named(idx, name).map(|at| (at, Rule::Name)),
            None => self.nominal(idx, &description),
        };
        let found =
            found.or_else(|| self.apposed(idx, name.is_some()).map(|at| (at, Rule::Apposition)));
        (found, description)
    }

    /// Joins the mention to an entity, or makes one of it.
    fn settle(&mut self, idx: usize, found: Option<usize>, description: Description) -> usize {
        let mention = &self.mentions[idx];
        let name = self.name_of(mention);
        let entity = match found {
            Some(entity) => {
                self.enrich(entity, idx, name, description);
                entity
            }
            None => self.create(idx, name, description),
        };
        if let Some(key) = self.pending.take() {
            self.keys.insert(key, entity);
        }
        if let Some(name) = name {
            let is_person = self.entities[entity].kind == Kind::Person;
            self.index(entity, name, if is_person { Kind::Person } else { mention.kind });
            self.bracketed(entity, mention);
        }
        entity
    }

    fn create(&mut self, idx: usize, name: Option<&str>, description: Description) -> usize {
        let mention = &self.mentions[idx];
        let phrase = self.text(mention.span);
        let country = name.and_then(|name| self.country_key(idx, name));
        let mut kind = mention.kind;
        let mut description = description;
        if let Some(iso3) = country {
            kind = Kind::Place;
            description = Description {
                kind: Some("state"),
                sector: Some("GOV"),
                country: Some(iso3),
                ..Description::default()
            };
        } else if let Some(iso3) = name.and_then(|name| self.capital_that_speaks(idx, name))
            && matches!(mention.kind, Kind::Place | Kind::Facility)
        {
            kind = Kind::Organization;
            description = Description {
                kind: Some("government"),
                sector: Some("GOV"),
                country: Some(iso3),
                ..Description::default()
            };
        } else if matches!(description.kind, Some("government" | "intergovernmental"))
            && matches!(mention.kind, Kind::Place | Kind::Facility)
            && name.and_then(tables::known).is_some()
        {
            // *the White House*, *the United Nations*: tagged as places, known as bodies.
            kind = Kind::Organization;
        } else if matches!(mention.kind, Kind::Place | Kind::Facility) {
            let found = name.unwrap_or(phrase);
            let country = tables::country(found).map(|(iso3, _)| iso3);
            description = Description {
                country: country.or_else(|| actors::country_in(phrase)),
                ..Description::default()
            };
        } else if kind == Kind::Norp {
            // What is tagged a people but known as a body is that body.
            match description.kind {
                Some("armed_group" | "state_forces") => kind = Kind::Armed,
                Some("civilians") | None => {}
                Some(_) => kind = Kind::Organization,
            }
            let demonym = name.and_then(tables::country).map(|(iso3, _)| iso3);
            description.country = description.country.or(demonym);
        } else if mention.kind == Kind::Organization {
            // A capital that acts stands for its government.
            if let Some((iso3, Naming::Capital)) = name.and_then(tables::country) {
                description.kind = Some("government");
                description.sector = Some("GOV");
                description.country = Some(iso3);
            }
        }
        let mut entity = Entity {
            kind,
            gender: None,
            plural: self.is_plural(mention) && name.is_none()
                || mention.kind == Kind::Norp && country.is_none(),
            description,
            names: Vec::new(),
            parts: Vec::new(),
            mentions: Vec::new(),
            phrase: clean(phrase),
            modifiers: self.modifiers(mention),
            is_country: country.is_some(),
            last_sentence: self.sentence[idx],
            seen: pairs::Seen::default(),
        };
        if let Some(name) = name {
            entity.names.push((clean(name), 1));
        }
        if mention.kind == Kind::Person {
            entity.gender = gender(name, phrase);
        }
        self.entities.push(entity);
        let entity = self.entities.len() - 1;
        if name.is_none() {
            for key in self.nominal_keys(idx) {
                self.keys.insert(key, entity);
            }
        }
        entity
    }

    /// What a further mention adds to an entity.
    fn enrich(&mut self, at: usize, idx: usize, name: Option<&str>, description: Description) {
        let mention = &self.mentions[idx];
        let phrase = self.text(mention.span);
        let entity = &mut self.entities[at];
        if let Some(name) = name {
            let name = clean(name);
            match entity.names.iter_mut().find(|(known, _)| *known == name) {
                Some((_, n)) => *n += 1,
                None => entity.names.push((name, 1)),
            }
            entity.plural &= entity.kind == Kind::Norp;
        }
        if entity.is_country {
            return;
        }
        let own = &mut entity.description;
        let better = own.kind.is_none()
            || own.kind == Some("organisation")
                && own.sector.is_none()
                && description.kind.is_some();
        if better && (entity.kind == Kind::Person) == (mention.kind == Kind::Person) {
            own.kind = description.kind.or(own.kind);
        }
        if (entity.kind == Kind::Person) == (mention.kind == Kind::Person) {
            own.sector = own.sector.or(description.sector);
            own.country = own.country.or(description.country);
        }
        if entity.kind == Kind::Person && mention.kind == Kind::Person {
            own.role = own.role.take().or(description.role);
            for office in description.offices {
                if !own.offices.contains(&office) {
                    own.offices.push(office);
                }
            }
            entity.gender = entity.gender.or_else(|| gender(name, phrase));
        }
        if entity.kind == Kind::Organization && mention.kind == Kind::Armed {
            entity.kind = Kind::Armed;
        }
    }

    /// Enters a name of an entity into the tables that later mentions are looked up in.
    fn index(&mut self, at: usize, name: &str, kind: Kind) {
        if self.entities[at].is_country {
            return;
        }
        if kind == Kind::Person {
            let parts = names::person_parts(name);
            self.keys.entry(format!("p:{}", parts.join(" "))).or_insert(at);
            for (table, part) in
                [(&mut self.last_names, parts.last()), (&mut self.first_names, parts.first())]
            {
                if let Some(part) = part {
                    let list = table.entry(part.clone()).or_default();
                    if !list.contains(&at) {
                        list.push(at);
                    }
                }
            }
            if parts.len() > self.entities[at].parts.len() {
                self.entities[at].parts = parts;
            }
        } else if matches!(kind, Kind::Organization | Kind::Armed | Kind::Norp) {
            let folded = names::fold(name);
            self.keys.entry(format!("o:{folded}")).or_insert(at);
            let parts: Vec<String> = folded.split(' ').map(str::to_owned).collect();
            for part in &parts {
                let list = self.body_words.entry(part.clone()).or_default();
                if !list.contains(&at) {
                    list.push(at);
                }
            }
            let letters = names::initials(name);
            if letters.len() >= 3 {
                self.keys.entry(format!("a:{letters}")).or_insert(at);
            }
            if parts.len() > self.entities[at].parts.len() {
                self.entities[at].parts = parts;
            }
        }
    }

    /// *Free Miners Union (FMU)*: the acronym is another name.
    fn bracketed(&mut self, at: usize, mention: &Mention) {
        if mention.kind == Kind::Person {
            return;
        }
        let end = self.end_token(mention.span);
        let short = self.token_text(end + 1);
        let opens = matches!(self.token_text(end), "(" | "-LRB-");
        let closes = matches!(self.token_text(end + 2), ")" | "-RRB-");
        if opens && closes && names::is_acronym(short) {
            self.keys.entry(format!("o:{}", names::fold(short))).or_insert(at);
        }
    }

    /// The country that the mention names, when it stands for the country itself: not *Iraqis*.
    fn country_key(&self, idx: usize, name: &str) -> Option<&'static str> {
        let mention = &self.mentions[idx];
        let (iso3, naming) = tables::country(name)?;
        let word = self.words.get(mention.head);
        match (mention.kind, naming) {
            (Kind::Place | Kind::Organization | Kind::Norp | Kind::Armed, Naming::Name) => {
                Some(iso3)
            }
            (Kind::Norp | Kind::Place | Kind::Organization, Naming::Demonym) => {
                let attributive = word.is_none_or(|word| {
                    word.upos == Upos::Adj
                        || matches!(&*word.rel, "amod" | "compound" | "nmod:desc")
                });
                attributive.then_some(iso3)
            }
            _ => None,
        }
    }

    /// The country whose government *Baghdad* in *Baghdad said* and *accused Baghdad of* stands for.
    fn capital_that_speaks(&self, idx: usize, name: &str) -> Option<&'static str> {
        let (iso3, naming) =
            tables::country(name).filter(|_| self.speaks[idx] || self.deals[idx])?;
        (naming == Naming::Capital && self.parent[idx].is_none()).then_some(iso3)
    }

    fn named(&mut self, idx: usize, name: &str) -> Option<usize> {
        let mention = &self.mentions[idx];
        // *other Parisians*, *43 million Americans*: some, not all, and each time others.
        if mention.kind == Kind::Norp
            && self.is_plural(mention)
            && self.determiner(mention) == Determiner::Indefinite
        {
            return None;
        }
        let at = match mention.kind {
            Kind::Person => self.named_person(name),
            Kind::Place | Kind::Facility => {
                if let Some(iso3) = self.country_key(idx, name) {
                    return self.keyed(format!("c:{iso3}"));
                }
                if let Some(iso3) = self.capital_that_speaks(idx, name) {
                    return self.keyed(format!("k:{iso3}:gov"));
                }
                let known = tables::known(name)
                    .filter(|known| matches!(known.kind, "government" | "intergovernmental"));
                match known {
                    Some(known) => self.keyed(known_key(&known)),
                    None => self.keyed(format!("l:{}", names::fold(name))),
                }
            }
            _ => self.named_body(idx, name),
        };
        at.filter(|&at| self.compatible(at, mention.kind))
    }

    /// The entity under `key`; where there is none, that of the mention at hand will be.
    fn keyed(&mut self, key: String) -> Option<usize> {
        let found = self.keys.get(&key).copied();
        self.pending = found.is_none().then_some(key);
        found
    }

    /// Whether a mention of `kind` may join the entity.
    fn compatible(&self, at: usize, kind: Kind) -> bool {
        self.entities
            .get(at)
            .is_some_and(|entity| (entity.kind == Kind::Person) == (kind == Kind::Person))
    }

    /// Whether the single word is the family name of one person of the report, and no body's.
    fn is_family_name(&self, name: &str) -> bool {
        let parts = names::person_parts(name);
        parts.len() == 1
            && !name.contains(' ')
            && tables::known(name).is_none()
            && !self.keys.contains_key(&format!("o:{}", names::fold(name)))
            && self.named_person(name).is_some()
    }

    fn named_person(&self, name: &str) -> Option<usize> {
        let parts = names::person_parts(name);
        let exact = self.keys.get(&format!("p:{}", parts.join(" "))).copied();
        let none = Vec::new();
        let last = parts.last().and_then(|last| self.last_names.get(last)).unwrap_or(&none);
        if parts.len() == 1 {
            // One person of that family name in the report, or an exact namesake.
            let full: Vec<usize> =
                last.iter().copied().filter(|&at| self.entities[at].parts.len() > 1).collect();
            return match full[..] {
                [only] => Some(only),
                [] => exact.or_else(|| {
                    let first = parts.first().and_then(|part| self.first_names.get(part))?;
                    (first.len() == 1).then(|| first[0])
                }),
                _ => exact,
            };
        }
        if exact.is_some() {
            return exact;
        }
        let by_parts = last
            .iter()
            .rev()
            .take(8)
            .copied()
            // *Suu Kyi* of *Aung San Suu Kyi*: the longer name ends in the shorter.
            .find(|&at| {
                names::same_person(&self.entities[at].parts, &parts)
                    || self.entities[at].parts.ends_with(&parts)
            });
        // A headline has the family name alone; the full name follows.
        let first = parts.first().and_then(|part| self.first_names.get(part)).unwrap_or(&none);
        by_parts
            .or_else(|| {
                first
                    .iter()
                    .rev()
                    .take(8)
                    .copied()
                    .find(|&at| names::same_person(&self.entities[at].parts, &parts))
            })
            .or_else(|| match last[..] {
                [only] if self.entities[only].parts.len() == 1 => Some(only),
                _ => None,
            })
    }

    fn named_body(&mut self, idx: usize, name: &str) -> Option<usize> {
        let mention = &self.mentions[idx];
        if let Some(known) = tables::known(name) {
            return self.keyed(known_key(&known));
        }
        if let Some(iso3) = self.country_key(idx, name) {
            return self.keyed(format!("c:{iso3}"));
        }
        let folded = names::fold(name);
        if let Some(&at) = self.keys.get(&format!("o:{folded}")) {
            return Some(at);
        }
        if names::is_acronym(name) {
            let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
            return self.keys.get(&format!("a:{letters}")).copied();
        }
        // The acronym came first, and is all that the body was called so far.
        let letters = names::initials(name).to_lowercase();
        if letters.len() >= 3 && name.contains(' ') {
            let short = self.keys.get(&format!("o:{letters}")).copied().filter(|&at| {
                self.entities[at].names.iter().all(|(name, _)| names::is_acronym(name))
            });
            if short.is_some() {
                return short;
            }
        }
        // *FMU (Free Miners Union)*
        let first = self.first_token(mention.span);
        if first >= 2 && matches!(self.token_text(first - 1), "(" | "-LRB-") {
            let before = self.by_end.get(&(first - 2)).and_then(|&other| {
                let short = self.text(self.mentions[other].span);
                let fits = names::is_acronym(short) && names::abbreviates(short, name);
                self.of[other].filter(|_| fits)
            });
            if before.is_some() {
                return before;
            }
        }
        self.shortened(mention, &folded)
    }

    /// The one body whose longer name has all the words of this shorter one: *the Front*, *the
    /// Syrian Coalition*. A country's word may stand for the body's own country.
    fn shortened(&self, mention: &Mention, folded: &str) -> Option<usize> {
        let words: Vec<&str> = folded.split(' ').collect();
        let definite = self.determiner(mention) == Determiner::Definite;
        let head = names::fold(self.head_text(mention));
        let key = if words.contains(&head.as_str()) { head.as_str() } else { words.last()? };
        let mut fits = self.body_words.get(key)?.iter().rev().take(8).copied().filter(|&at| {
            let entity = &self.entities[at];
            let has = |word: &&str| {
                entity.parts.iter().any(|part| part == word)
                    || tables::country(&tables::capitalised(word))
                        .is_some_and(|(iso3, _)| entity.description.country == Some(iso3))
            };
            // Alone, the first word of a name stands for it as well: *Amnesty*.
            let enough = words.len() >= 2
                || definite
                || entity.parts.first().is_some_and(|p| p == key && key.len() > 3);
            enough
                && entity.parts.len() > words.len()
                && words.iter().all(has)
                && runs_within(&words, &entity.parts)
        });
        let only = fits.next()?;
        // Two that fit: no telling which.
        fits.next().is_none().then_some(only)
    }

    /// Keys under which a later definite phrase may find this nominal again.
    fn nominal_keys(&self, idx: usize) -> Vec<String> {
        let mention = &self.mentions[idx];
        let lemma = self.head_lemma(mention);
        let number = if self.is_plural(mention) { "pl" } else { "sg" };
        let mut keys = vec![format!("h:{}:{lemma}:{number}", class_letter(mention.kind))];
        if let Some(key) = self.office_key(idx) {
            keys.push(key);
        }
        keys
    }

    /// *the Iraqi government*, *the regime of Bashar al-Assad*: what can be only one body.
    fn office_key(&self, idx: usize) -> Option<String> {
        let mention = &self.mentions[idx];
        if !matches!(mention.kind, Kind::Organization | Kind::Armed)
            || self.determiner(mention) == Determiner::Indefinite
        {
            return None;
        }
        let phrase = self.text(mention.span);
        if let Some(known) = tables::known(without_article(phrase)) {
            return Some(known_key(&known));
        }
        let lemma = self.head_lemma(mention);
        let folded = names::fold(phrase);
        let has = |word: &str| folded.split(' ').any(|other| other == word);
        let class = match lemma.as_str() {
            "government" | "authority" | "authorities" | "regime" | "administration" => "gov",
            "army" | "military" => "mil",
            "force" | "forces"
                if has("armed") || has("government") || has("defence") || has("defense") =>
            {
                "mil"
            }
            "police" => "cop",
            "parliament" => "leg",
            _ => return None,
        };
        if class == "gov" {
            let ruler = (idx + 1..self.mentions.len())
                .take(6)
                .take_while(|&at| self.mentions[at].span.start < mention.span.end)
                .find(|&at| {
                    self.mentions[at].kind == Kind::Person
                        && self.mentions[at].form == MentionForm::Name
                        && mention.span.contains(self.mentions[at].span)
                });
            let before = || {
                let words = without_article(phrase).strip_suffix(self.head_text(mention))?.trim();
                let parts = names::person_parts(words);
                (parts.len() == 1 && self.last_names.contains_key(&parts[0])).then_some(words)
            };
            let name = match ruler {
                Some(at) => self.name_of(&self.mentions[at]),
                None => mention.name.map(|name| self.text(name)).or_else(before),
            };
            if let Some(last) = name.and_then(|name| names::person_parts(name).pop())
                && tables::country(name.unwrap_or_default()).is_none()
            {
                return Some(format!("g:{last}"));
            }
        }
        let country = actors::country_in(phrase)?;
        // *the Syrian government in exile* is another one.
        let plain = folded.split(' ').all(|word| {
            matches!(
                word,
                "of" | "the"
                    | "armed"
                    | "government"
                    | "national"
                    | "federal"
                    | "central"
                    | "forces"
                    | "force"
                    | "army"
                    | "military"
                    | "police"
                    | "parliament"
                    | "authorities"
                    | "authority"
                    | "regime"
                    | "administration"
                    | "defence"
                    | "defense"
                    | "united"
                    | "north"
                    | "south"
                    | "saudi"
                    | "new"
                    | "sri"
            ) || tables::is_countrys(word)
        });
        plain.then(|| format!("k:{country}:{class}"))
    }

    fn nominal(&mut self, idx: usize, description: &Description) -> Option<(usize, Rule)> {
        let mention = &self.mentions[idx];
        if let Some(key) = self.office_key(idx) {
            if let Some(&at) = self.keys.get(&key).filter(|&&at| self.compatible(at, mention.kind))
            {
                return Some((at, Rule::Office));
            }
            // The only one of its kind: looks no further.
            return None;
        }
        if self.determiner(mention) != Determiner::Definite {
            return None;
        }
        let by_kind = |walk: &Self| match mention.kind {
            Kind::Person => walk.the_person(idx),
            Kind::Place | Kind::Facility => walk.the_place(idx),
            _ => walk.the_body(idx, description),
        };
        let office = (mention.kind == Kind::Person).then(|| self.by_office(idx, description));
        let office = office.flatten().map(|at| (at, Rule::Office));
        office
            .or_else(|| self.same_noun(idx, description).map(|at| (at, Rule::Noun)))
            .or_else(|| by_kind(self).map(|at| (at, Rule::Sort)))
    }

    /// An earlier nominal with the same noun and no words that set them apart.
    fn same_noun(&self, idx: usize, description: &Description) -> Option<usize> {
        let mention = &self.mentions[idx];
        let lemma = self.head_lemma(mention);
        let number = if self.is_plural(mention) { "pl" } else { "sg" };
        let at = *self.keys.get(&format!("h:{}:{lemma}:{number}", class_letter(mention.kind)))?;
        let entity = self.entities.get(at)?;
        let near = self.sentence[idx] <= entity.last_sentence + NOMINAL_WINDOW;
        let same_country = description.country.is_none()
            || entity.description.country.is_none()
            || description.country == entity.description.country;
        let told = self.modifiers(mention).iter().all(|word| entity.modifiers.contains(word));
        (near && same_country && told && self.compatible(at, mention.kind)).then_some(at)
    }

    /// *the prime minister*, *the Iraqi leader*: the last person who was called so.
    fn by_office(&self, idx: usize, description: &Description) -> Option<usize> {
        let mention = &self.mentions[idx];
        if description.offices.is_empty() || self.is_plural(mention) {
            return None;
        }
        let own = &description.offices;
        let rest: Vec<String> = self
            .modifiers(mention)
            .into_iter()
            .filter(|word| tables::country(&tables::capitalised(word)).is_none())
            .filter(|word| !own.iter().any(|office| office.split(' ').any(|w| w == word)))
            .collect();
        for at in self.recent_entities(idx, NOMINAL_WINDOW) {
            let entity = &self.entities[at];
            if entity.kind != Kind::Person || entity.plural {
                continue;
            }
            let theirs = &entity.description.offices;
            let shared = own.iter().any(|office| theirs.contains(office))
                || own.contains(&"leader")
                    && theirs.iter().any(|office| actors::HEADS_OF_STATE.contains(office))
                || own.contains(&"premier") && theirs.contains(&"prime minister");
            let country =
                description.country.is_none() || description.country == entity.description.country;
            let role = entity.description.role.as_deref().map(names::fold).unwrap_or_default();
            let told = rest.iter().all(|word| {
                role.split(' ').any(|other| other == word) || entity.modifiers.contains(word)
            });
            if shared && country && told {
                return Some(at);
            }
        }
        None
    }

    /// *the group*, *the terror group*, *the company*: the last body that can be called so.
    fn the_body(&self, idx: usize, description: &Description) -> Option<usize> {
        let mention = &self.mentions[idx];
        if self.is_plural(mention) {
            return None;
        }
        let kinds: &[&str] = match self.head_lemma(mention).as_str() {
            "group" | "organization" | "organisation" | "outfit" | "movement" | "faction" => {
                let terror = self
                    .modifiers(mention)
                    .iter()
                    .any(|word| word == "islamist" || UNDER_ARMS.contains(&word.as_str()));
                if terror || mention.kind == Kind::Armed {
                    &["armed_group"]
                } else {
                    &["armed_group", "party", "organisation", "intergovernmental"]
                }
            }
            "militia" | "front" => &["armed_group"],
            "party" => &["party"],
            "company" | "firm" | "corporation" | "airline" | "manufacturer" | "carmaker" => {
                &["company", "organisation"]
            }
            "bank" => &["company"],
            "agency" => &["media", "intergovernmental", "government"],
            "newspaper" | "paper" | "broadcaster" | "channel" | "network" | "outlet" => &["media"],
            "union" | "body" | "charity" | "club" | "team" => {
                &["organisation", "intergovernmental"]
            }
            "court" | "tribunal" => &["court"],
            // *the long-isolated nation* may be any.
            "country" | "nation" | "kingdom" | "republic" if self.modifiers(mention).is_empty() => {
                return self.the_country(idx);
            }
            _ => return None,
        };
        for at in self.recent_entities(idx, NOMINAL_WINDOW / 2) {
            let entity = &self.entities[at];
            let fits = matches!(entity.kind, Kind::Organization | Kind::Armed)
                && !entity.names.is_empty()
                && entity.description.kind.is_some_and(|kind| kinds.contains(&kind));
            let country =
                description.country.is_none() || description.country == entity.description.country;
            if fits && country {
                return Some(at);
            }
        }
        None
    }

    fn the_country(&self, idx: usize) -> Option<usize> {
        self.recent(idx, PRONOUN_WINDOW)
            .find(|touch| {
                self.entities[touch.entity].is_country && !self.encloses(touch.mention, idx)
            })
            .map(|touch| touch.entity)
    }

    /// *the city*, *the country*: the last place that can be called so.
    fn the_place(&self, idx: usize) -> Option<usize> {
        let mention = &self.mentions[idx];
        if self.is_plural(mention) || !self.modifiers(mention).is_empty() {
            return None;
        }
        match self.head_lemma(mention).as_str() {
            "country" | "nation" | "kingdom" | "republic" => self.the_country(idx),
            "city" | "town" | "village" | "island" | "district" | "province" | "region" => self
                .recent(idx, PRONOUN_WINDOW)
                .find(|touch| {
                    let entity = &self.entities[touch.entity];
                    entity.kind == Kind::Place
                        && !entity.is_country
                        && !entity.names.is_empty()
                        && !self.encloses(touch.mention, idx)
                })
                .map(|touch| touch.entity),
            _ => None,
        }
    }

    /// *Ada Corren, the leader of the union*: the phrase beside a name.
    fn apposed(&self, idx: usize, is_name: bool) -> Option<usize> {
        let mention = &self.mentions[idx];
        let word = self.words.get(mention.head).filter(|word| &*word.rel == "appos")?;
        let other = *self.by_head.get(&word.head?)?;
        let at = self.of[other]?;
        let entity = &self.entities[at];
        let same_class = class_letter(entity.kind) == class_letter(mention.kind);
        let one_named = is_name == entity.names.is_empty();
        let number = entity.plural == self.is_plural(mention);
        let apart = !self.mentions[other].span.overlaps(mention.span);
        (same_class && one_named && number && apart && mention.kind != Kind::Place).then_some(at)
    }

    /// Whom *he* and *she* take up is a man or a woman.
    fn pronouns_gender(&self, mention: &Mention) -> Option<Gender> {
        match self.text(mention.span).to_lowercase().as_str() {
            "he" | "him" | "his" | "himself" => Some(Gender::Man),
            "she" | "her" | "hers" | "herself" => Some(Gender::Woman),
            _ => None,
        }
    }

    fn pronoun(&self, idx: usize) -> Option<usize> {
        let mention = &self.mentions[idx];
        let word = self.text(mention.span).to_lowercase();
        if let Some(gender) = self.pronouns_gender(mention) {
            return self.look_back(idx, Some(gender), false);
        }
        match word.as_str() {
            "it" | "its" | "itself" => {
                let expletive = self.words.get(mention.head).is_some_and(|w| &*w.rel == "expl");
                if expletive { None } else { self.look_back(idx, None, false) }
            }
            "they" | "them" | "their" | "theirs" | "themselves" => self.look_back(idx, None, true),
            "who" | "whom" | "whose" | "which" | "that" => self.relative(mention),
            _ => None,
        }
    }

    /// The antecedent of a relative pronoun: what its clause hangs on.
    fn relative(&self, mention: &Mention) -> Option<usize> {
        let mut at = mention.head;
        for _ in 0..8 {
            let word = self.words.get(at)?;
            if word.rel.starts_with("acl") {
                return self.of[*self.by_head.get(&word.head?)?];
            }
            at = word.head?;
        }
        None
    }

    fn recent(&self, idx: usize, window: usize) -> impl Iterator<Item = &Touch> {
        let here = self.sentence[idx];
        self.touches
            .iter()
            .rev()
            .take(MAX_TOUCHES)
            .take_while(move |touch| touch.sentence + window >= here)
    }

    /// The entities that a phrase may take up, each once, nearest first: none that it stands in.
    fn recent_entities(&self, idx: usize, window: usize) -> impl Iterator<Item = usize> {
        let mut seen = Vec::new();
        let apart =
            self.recent(idx, window).filter(move |touch| !self.encloses(touch.mention, idx));
        apart.map(|touch| touch.entity).filter(move |entity| {
            let is_new = !seen.contains(entity);
            if is_new {
                seen.push(*entity);
            }
            is_new
        })
    }

    fn encloses(&self, outer: usize, inner: usize) -> bool {
        self.mentions[outer].span.contains(self.mentions[inner].span)
    }

    /// The likeliest antecedent of a personal pronoun.
    fn look_back(&self, idx: usize, gender: Option<Gender>, plural: bool) -> Option<usize> {
        let mention = &self.mentions[idx];
        let here = self.sentence[idx];
        let word = self.words.get(mention.head);
        let governor = word.and_then(|word| word.head);
        let object = word.is_some_and(|word| {
            matches!(&*word.rel, "obj" | "iobj") || word.rel.starts_with("obl")
        });
        let reflexive = self.text(mention.span).to_lowercase().ends_with("sel")
            || self.text(mention.span).to_lowercase().ends_with("selves")
            || self.text(mention.span).to_lowercase().ends_with("self");
        let is_subject = self.subject_of(mention).is_some();
        let speaker = self.said_in[idx].map(|at| &self.attributions[at]);
        let mut best: Option<(f32, usize)> = None;
        let mut seen: Vec<usize> = Vec::new();
        for touch in self.recent(idx, PRONOUN_WINDOW) {
            // *Norwegian* in *the Norwegian fleet* names nobody that a pronoun could take up.
            let adjective = self.mentions[touch.mention].kind == Kind::Norp
                && self.entities[touch.entity].is_country;
            if adjective || seen.contains(&touch.entity) || self.encloses(touch.mention, idx) {
                continue;
            }
            seen.push(touch.entity);
            let entity = &self.entities[touch.entity];
            let fits = match (gender, plural) {
                (Some(wanted), _) => {
                    entity.kind == Kind::Person
                        && !entity.plural
                        && entity.gender.is_none_or(|known| known == wanted)
                }
                (None, false) => {
                    let kind = match mention.kind {
                        Kind::Organization | Kind::Armed => {
                            matches!(entity.kind, Kind::Organization | Kind::Armed)
                                || entity.is_country
                        }
                        Kind::Place | Kind::Facility => {
                            matches!(entity.kind, Kind::Place | Kind::Facility)
                        }
                        _ => false,
                    };
                    kind && !entity.plural
                }
                (None, true) => match mention.kind {
                    Kind::Person => {
                        entity.kind == Kind::Person && entity.plural
                            || entity.kind == Kind::Norp
                            || entity.kind == Kind::Armed && entity.plural
                    }
                    Kind::Organization | Kind::Armed | Kind::Norp => {
                        matches!(entity.kind, Kind::Organization | Kind::Armed | Kind::Norp)
                            || entity.is_country
                    }
                    _ => false,
                },
            };
            if !fits {
                continue;
            }
            let same_verb = touch.subject_of.is_some() && touch.subject_of == governor;
            if object && same_verb && !reflexive {
                continue;
            }
            let mut score = -1.6 * (here - touch.sentence.min(here)) as f32;
            if touch.subject_of.is_some() {
                score += if is_subject { 1.3 } else { 1.0 };
            }
            if touch.object {
                score += 0.4;
            }
            if touch.nested {
                score -= 0.8;
            }
            if touch.pronoun {
                score += 0.6;
            }
            if touch.speaker {
                score += 0.4;
            }
            if !entity.names.is_empty() {
                score += 0.3;
            }
            if gender.is_some() && entity.gender.is_some() {
                score += 0.5;
            }
            if plural && (entity.plural || touch.plural) {
                score += 0.8;
            }
            score += 0.1 * entity.mentions.len().min(8) as f32;
            if let Some(said) = speaker {
                let speaks =
                    self.speaker(said).is_some_and(|idx| self.of[idx] == Some(touch.entity));
                let carries = entity.description.kind == Some("media");
                match said.form {
                    // *…, the agency reported, where they …*: outlets seldom tell of themselves.
                    _ if speaks && carries => score -= 1.5,
                    // In quotation marks, *he* is somebody else than the one who speaks.
                    ClaimForm::Direct if speaks => score -= 4.0,
                    ClaimForm::Indirect if speaks => score += 1.5,
                    _ => {}
                }
            }
            // Ties go to the nearer one, which comes first.
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, touch.entity));
            }
        }
        let (_, at) = best?;
        Some(at)
    }

    /// First persons inside somebody's words are the speaker; *we* of one who speaks for a body
    /// are that body. Done last, since the speaker is often named after the words.
    fn first_persons(&mut self, order: &[usize]) {
        for &idx in order {
            let mention = &self.mentions[idx];
            if mention.form != MentionForm::Pronoun || self.of[idx].is_some() {
                continue;
            }
            let word = self.text(mention.span).to_lowercase();
            let plural = matches!(word.as_str(), "we" | "us" | "our" | "ours" | "ourselves");
            if !plural && !matches!(word.as_str(), "i" | "me" | "my" | "mine" | "myself") {
                continue;
            }
            let Some(said) = self.quoted_in(idx) else { continue };
            let speaker = self.speaker(said).or_else(|| {
                // The source was not matched to a mention: the first whose head lies in it.
                said.source.iter().find_map(|source| {
                    (self.first_token(*source)..self.end_token(*source))
                        .find_map(|at| self.by_head.get(&at).copied())
                })
            });
            let Some(at) = speaker.and_then(|idx| self.of.get(idx).copied().flatten()) else {
                continue;
            };
            let at = if plural { self.body_of(at).unwrap_or(at) } else { at };
            self.of[idx] = Some(at);
            self.entities[at].mentions.push(idx);
        }
    }

    /// The attribution whose own words a mention is part of: in *A said: "B had asked us"*, A's.
    fn quoted_in(&self, idx: usize) -> Option<&'d Attribution> {
        let mut said = &self.attributions[self.said_in[idx]?];
        for _ in 0..8 {
            let parent = said.parent.and_then(|parent| self.attributions.get(parent.index()));
            match parent.filter(|parent| parent.form != ClaimForm::Indirect) {
                Some(outer) => said = outer,
                None => break,
            }
        }
        (said.form != ClaimForm::Indirect).then_some(said)
    }

    /// The armed group, party or other body named in how the report calls a person.
    fn body_of(&self, at: usize) -> Option<usize> {
        let person = &self.entities[at];
        if person.kind != Kind::Person {
            return None;
        }
        person.mentions.iter().take(8).find_map(|&outer| {
            (outer + 1..self.mentions.len())
                .take(6)
                .take_while(|&at| self.mentions[at].span.start < self.mentions[outer].span.end)
                .filter_map(|at| self.of[at])
                .find(|&body| {
                    let body = &self.entities[body];
                    matches!(body.kind, Kind::Armed | Kind::Organization)
                        && body.description.kind != Some("media")
                })
        })
    }

    /// Folded content words of a phrase besides its head, articles and prepositions.
    fn modifiers(&self, mention: &Mention) -> Vec<String> {
        let (from, to) = (self.first_token(mention.span), self.end_token(mention.span));
        (from..to.min(from + 24))
            .filter(|&at| at != mention.head)
            .map(|at| names::fold(self.token_text(at)))
            .filter(|word| {
                word.len() > 2
                    && !matches!(
                        word.as_str(),
                        "the"
                            | "this"
                            | "that"
                            | "these"
                            | "those"
                            | "and"
                            | "for"
                            | "its"
                            | "their"
                            | "his"
                            | "her"
                            | "our"
                            | "some"
                            | "several"
                            | "many"
                            | "two"
                            | "three"
                            | "four"
                            | "five"
                            | "both"
                            | "other"
                            | "from"
                            | "with"
                    )
            })
            .collect()
    }

    fn referents(mut self) -> Vec<Referent> {
        let mentions = self.mentions;
        let mut entities: Vec<Entity> = std::mem::take(&mut self.entities)
            .into_iter()
            .filter(|entity| !entity.mentions.is_empty())
            .collect();
        // What is named once and no mention of the layer is nobody's business.
        entities.retain(|entity| {
            let layer = |&idx: &usize| matches!(self.origin[idx], Origin::Mention(_));
            entity.mentions.len() > 1 || entity.mentions.iter().any(layer)
        });
        for entity in &mut entities {
            entity.mentions.sort_by_key(|&idx| {
                (mentions[idx].span.start, std::cmp::Reverse(mentions[idx].span.end))
            });
        }
        entities.sort_by_key(|entity| {
            entity
                .mentions
                .first()
                .map(|&idx| (mentions[idx].span.start, std::cmp::Reverse(mentions[idx].span.end)))
        });
        entities
            .into_iter()
            .map(|entity| {
                let speaks = entity.mentions.iter().any(|&idx| self.speaks[idx]);
                let is_place = matches!(entity.kind, Kind::Place | Kind::Facility);
                let told = entity.mentions.iter().any(|&idx| {
                    mentions[idx].form != MentionForm::Pronoun
                        && matches!(self.origin[idx], Origin::Mention(_))
                });
                let actor_kind = match entity.kind {
                    // *I*, *you*: nobody knows whom.
                    _ if !told => None,
                    Kind::Person => entity.description.kind.or(Some("person")),
                    Kind::Place if entity.is_country => Some("state"),
                    // *Baghdad said*, *the palace denied*: those who sit there.
                    _ if is_place => speaks.then_some("government"),
                    Kind::Document if speaks => Some("document"),
                    Kind::Organization | Kind::Armed | Kind::Norp => {
                        entity.description.kind.or(Some("organisation"))
                    }
                    _ => speaks.then_some("unknown"),
                };
                let of = |wanted: fn(Origin) -> Option<usize>| {
                    let own = entity.mentions.iter().filter_map(|&idx| wanted(self.origin[idx]));
                    own.map(Id::new).collect()
                };
                Referent {
                    name: best_name(&entity),
                    kind: entity.kind,
                    mentions: of(|origin| match origin {
                        Origin::Mention(at) => Some(at),
                        Origin::Phrase(_) => None,
                    }),
                    phrases: of(|origin| match origin {
                        Origin::Phrase(at) => Some(at),
                        Origin::Mention(_) => None,
                    }),
                    actor_kind,
                    sector: entity.description.sector.filter(|sector| !sector.is_empty()),
                    country: entity.description.country,
                    role: entity.description.role,
                    ..Referent::default()
                }
            })
            .collect()
    }
}

/// The name to show: a person's fullest, a country's name rather than its adjective, a body's most
/// frequent when it is known by several (*ISIS*), its fullest otherwise.
fn best_name(entity: &Entity) -> String {
    let n_parts = |name: &str| name.split([' ', '-']).count();
    let best = if entity.kind == Kind::Person {
        first_max(&entity.names, |(name, n)| (names::person_parts(name).len(), *n))
    } else if entity.is_country {
        first_max(&entity.names, |(name, n)| {
            (usize::from(matches!(tables::country(name), Some((_, Naming::Name)))), *n)
        })
    } else if entity.names.iter().any(|(name, _)| tables::known(name).is_some()) {
        first_max(&entity.names, |(name, n)| (*n, n_parts(name)))
    } else {
        first_max(&entity.names, |(name, n)| (n_parts(name), *n))
    };
    best.map_or_else(|| entity.phrase.clone(), |(name, _)| name.clone())
}

/// The first of the items with the greatest key; `max_by_key` would take the last.
fn first_max<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> Option<&T> {
    let mut best: Option<(&T, K)> = None;
    for item in items {
        let own = key(item);
        if best.as_ref().is_none_or(|(_, top)| own > *top) {
            best = Some((item, own));
        }
    }
    best.map(|(item, _)| item)
}

/// A national army is the same under its proper name and as *the Lebanese military*.
fn known_key(known: &tables::Known) -> String {
    match known.body {
        Some((iso3, body)) => format!("k:{iso3}:{}", body.suffix()),
        None => format!("k:{}", known.id),
    }
}

/// Whether the content words of the short name stand side by side in the long one, countries
/// aside: so does *Free Army* in *Free Syrian Army*, but not *University of California* in
/// *University of Southern California*.
fn runs_within(short: &[&str], long: &[String]) -> bool {
    let counts = |word: &str| {
        !matches!(word, "of" | "the" | "and" | "for" | "in")
            && tables::country(&tables::capitalised(word)).is_none()
    };
    let short: Vec<&str> = short.iter().copied().filter(|word| counts(word)).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).filter(|word| counts(word)).collect();
    !short.is_empty() && long.windows(short.len()).any(|run| run == short)
}

fn class_letter(kind: Kind) -> char {
    match kind {
        Kind::Person => 'p',
        Kind::Place | Kind::Facility => 'l',
        _ => 'o',
    }
}

fn length(spans: &[Span]) -> usize {
    spans.iter().map(|span| span.len()).sum()
}

fn without_article(phrase: &str) -> &str {
    ["the ", "The ", "a ", "A ", "an ", "An "]
        .iter()
        .find_map(|article| phrase.strip_prefix(article))
        .unwrap_or(phrase)
}

/// A name without the article, the possessive ending, breaks of line, and small words that a cut
/// left hanging at its end.
fn clean(name: &str) -> String {
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name);
    let mut words: Vec<&str> = without_article(name).split_whitespace().collect();
    while words.len() > 1
        && matches!(words.last(), Some(&("of" | "the" | "and" | "for" | "," | "'s")))
    {
        words.pop();
    }
    words.join(" ")
}

fn gender(name: Option<&str>, phrase: &str) -> Option<Gender> {
    const MEN: &[&str] = &[
        "mr",
        "sir",
        "lord",
        "king",
        "prince",
        "sheikh",
        "pope",
        "father",
        "spokesman",
        "businessman",
        "congressman",
        "chairman",
        "man",
        "boy",
        "son",
        "brother",
        "husband",
        "imam",
        "emir",
        "sultan",
        "policeman",
        "gunman",
        "cardinal",
        "bishop",
        "monk",
    ];
    const WOMEN: &[&str] = &[
        "mrs",
        "ms",
        "miss",
        "lady",
        "queen",
        "princess",
        "mother",
        "spokeswoman",
        "businesswoman",
        "congresswoman",
        "chairwoman",
        "woman",
        "girl",
        "daughter",
        "sister",
        "wife",
        "actress",
        "nun",
        "widow",
    ];
    let folded = names::fold(phrase);
    for word in folded.split(' ') {
        if MEN.contains(&word) {
            return Some(Gender::Man);
        }
        if WOMEN.contains(&word) {
            return Some(Gender::Woman);
        }
    }
    let parts = names::person_parts(name?);
    let given = parts.first().filter(|_| parts.len() > 1)?;
    Some(if tables::is_womans(given)? { Gender::Woman } else { Gender::Man })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::sketch;

    /// The referents with more than one mention, `first = second`, parted by ` | `.
    fn check(lines: &str, expected: &str) {
        let doc = sketch(lines);
        let mentions = doc.mentions().unwrap_or_default();
        let groups: Vec<String> = entities(&doc, Judge::Rules)
            .iter()
            .filter(|referent| referent.mentions.len() > 1)
            .map(|referent| {
                let words: Vec<&str> = referent
                    .mentions
                    .iter()
                    .map(|id| doc.words(mentions[id.index()].span))
                    .collect();
                words.join(" = ")
            })
            .collect();
        assert_eq!(groups.join(" | "), expected, "{lines}");
    }

    #[test]
    fn persons_by_family_name() {
        check(
            "[person Mayor {Ada *Corren}] met [person {Ivo *Stroh}] .
             [person {*Stroh}] thanked [person Mrs {*Corren}] .",
            "Mayor Ada Corren = Mrs Corren | Ivo Stroh = Stroh",
        );
        check(
            "[person {Ada Sol *Corren}] won . [person {Sol *Corren}] left .",
            "Ada Sol Corren = Sol Corren",
        );
        check("[person {*Corren}] wins . [person {Ada *Corren}] won .", "Corren = Ada Corren");
        check("[person {Ada *Corren}] met [person {Ivo *Corren}] . [person {*Corren}] left .", "");
        check("[person {Ada *Corren}] met [person a {Corren} *aide] .", "");
        check(
            "[person {Ada *Corren}] met [person a *friend of {Ada/NNP/compound/8 Corren/NNP/nmod/5}] .",
            "",
        );
        check("[person {Ada *Corren}] met [person {Adam *Korren}] .", "");
        check("[person {Ada *Corren}] and [person {Ada *Corren} and Ivo/NNP/conj/5] met .", "");
    }

    #[test]
    fn bodies_by_acronym_alias_and_part() {
        check(
            "[organization The {Free Miners *Union}] ( [organization {*FMU}] ) struck .
             [organization The {*Union}] won .",
            "The Free Miners Union = FMU = The Union",
        );
        check(
            "[organization {Northern Relief *Fund}] paid . [organization {*NRF}] said so .",
            "Northern Relief Fund = NRF",
        );
        check(
            "[armed {*ISIS}] and [armed the {Islamic *State}] and [armed {*Daesh}] .",
            "ISIS = the Islamic State = Daesh",
        );
        check(
            "[armed The {National *Front} of Orlan] and [armed the {Popular *Front} of Orlan] . [armed The {*Front}] won .",
            "",
        );
        check("[organization {Orlan *Bank}] and [organization {Sarda *Bank}] .", "");
        check(
            "[organization {*University of Southern Orlan}] and [organization {*University of Orlan}]",
            "",
        );
        check(
            "[armed {Free Syrian *Army}] won . [armed The {Free *Army}] left .",
            "Free Syrian Army = The Free Army",
        );
    }

    #[test]
    fn countries_and_their_governments_are_two() {
        check(
            "[place {*Norway}] spoke . [organization The [norp {*Norwegian/JJ/amod/3}] *government] acted . \
             [organization the *government of [place {*Norway}]]",
            "Norway = Norwegian = Norway | The Norwegian government = the government of Norway",
        );
        check(
            "[organization the [norp {*Norwegian/JJ}] *government in exile] and [organization the [norp {*Norwegian/JJ}] *government]",
            "Norwegian = Norwegian",
        );
    }

    #[test]
    fn definite_phrases_refer_back() {
        check(
            "[armed {Kessarine *Front}] won . [armed The terror *group] left .",
            "Kessarine Front = The terror group",
        );
        check(
            "[person [norp {*Norwegian/JJ}] Prime Minister {Ada *Corren}] spoke . [person The [norp {*Norwegian/JJ}] leader] left .",
            "Norwegian Prime Minister Ada Corren = The Norwegian leader | Norwegian = Norwegian",
        );
        check(
            "[person [norp {*Norwegian/JJ}] Prime Minister {Ada *Corren}] spoke . [person The [norp {*Danish/JJ}] leader] left .",
            "",
        );
        check(
            "[armed several *soldiers/NNS] fell . [armed The *soldiers/NNS] rose . [armed Several *soldiers/NNS] ran .",
            "several soldiers = The soldiers",
        );
        check("[person a *witness] spoke . [person a *witness] sang .", "");
        check(
            "[person Colonel {Ada *Corren}] spoke . [person {Ola *Brandt}] sang . [person The old *officer] left .",
            "Colonel Ada Corren = The old officer",
        );
        // Of another calling, or of two who may both be meant: somebody new.
        check("[person Colonel {Ada *Corren}] spoke . [person The *bishop] left .", "");
        check(
            "[person {Ada *Corren}] spoke . [person {Ola *Brandt}] sang . [person The *witness] left .",
            "",
        );
        check(
            "[person Colonel {Ada *Corren}] spoke . [person The *officer of the guard] left .",
            "",
        );
        check(
            "[armed {Kessarine *Front}] won . [armed Kessarine Front *fighters/NNS] fled and [armed 30/CD Kessarine Front *fighters/NNS] stayed .",
            "Kessarine Front = Kessarine Front fighters",
        );
    }

    #[test]
    fn a_leader_is_of_the_sector_of_the_body() {
        let doc = sketch(
            "[organization The {Free Miners *Union}] ( [organization {*FMU}] ) struck .
             [person [organization {*FMU}] leader {Ada *Corren}] spoke .",
        );
        let found = entities(&doc, Judge::Rules);
        let leader = found.iter().find(|referent| referent.name == "Ada Corren");
        assert_eq!(leader.and_then(|leader| leader.sector), Some("LAB"));
        assert_eq!(leader.and_then(|leader| leader.role.as_deref()), Some("FMU leader"));
    }

    #[test]
    fn pronouns_look_for_one_that_fits() {
        check(
            "[person {Ada *Corren/NNP/nsubj/3}] praised/VBD [person {Ivo *Stroh}] . [person *She/PRP/nsubj/2] left/VBD .",
            "Ada Corren = She",
        );
        check(
            "[person {Ivo *Stroh}] left [organization {*NATO}] . [organization *It/PRP] grew .",
            "NATO = It",
        );
        check("[organization {*NATO}] grew . [person *He/PRP] left .", "");
        check("[person a man] [person *who/WP/nsubj/4] ran/VBD/acl:relcl/2 .", "a man = who");
    }
}
