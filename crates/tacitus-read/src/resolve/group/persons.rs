//! *The witness*, *the old chief*, *the 39-year-old*: which person of the last sentences a phrase takes
//! up that names neither the person nor the office by which he was called before.

use super::{Determiner, Entity, NOMINAL_WINDOW, Walk};
use crate::resolve::names;
use tacitus_doc::{Kind, Mention, MentionForm};

/// Words for one calling. Whoever is called by one of a row may be taken up by another of it, and by
/// none of another row.
const CALLINGS: &[&[&str]] = &[
    &[
        "soldier",
        "officer",
        "general",
        "colonel",
        "major",
        "captain",
        "lieutenant",
        "sergeant",
        "corporal",
        "admiral",
        "commodore",
        "brigadier",
        "marshal",
        "commander",
        "commandant",
        "gen",
        "col",
        "maj",
        "capt",
        "lt",
        "sgt",
        "adm",
        "brig",
        "cmdr",
        "warlord",
        "gunner",
        "veteran",
    ],
    &[
        "policeman",
        "policewoman",
        "inspector",
        "constable",
        "detective",
        "sheriff",
        "superintendent",
    ],
    &[
        "bishop",
        "archbishop",
        "priest",
        "pastor",
        "reverend",
        "churchman",
        "cleric",
        "clergyman",
        "imam",
        "sheikh",
        "rabbi",
        "monk",
        "mufti",
        "vicar",
        "cardinal",
        "pope",
        "pontiff",
        "preacher",
        "mullah",
        "ayatollah",
        "abbot",
        "nun",
        "prelate",
        "rev",
        "fr",
        "patriarch",
    ],
    &["lawyer", "advocate", "counsel", "attorney", "barrister", "solicitor", "prosecutor"],
    &["judge", "justice", "magistrate", "jurist"],
    &["minister", "secretary", "premier"],
    &["president", "chancellor"],
    &["governor", "gov"],
    &["mayor"],
    &["commissioner"],
    &[
        "senator",
        "deputy",
        "lawmaker",
        "legislator",
        "mp",
        "parliamentarian",
        "congressman",
        "congresswoman",
        "sen",
        "rep",
        "member",
    ],
    &["councillor", "councilman", "councilwoman", "alderman"],
    &["chairman", "chairwoman", "chair"],
    &["ambassador", "envoy", "diplomat", "mediator", "consul", "attaché", "negotiator", "delegate"],
    &["spokesman", "spokeswoman", "spokesperson", "aide", "adviser", "advisor"],
    &[
        "professor",
        "scholar",
        "academic",
        "researcher",
        "analyst",
        "expert",
        "economist",
        "historian",
        "scientist",
        "lecturer",
        "author",
        "sociologist",
        "prof",
    ],
    &["doctor", "surgeon", "physician", "medic", "nurse", "dr"],
    &["teacher", "headmaster", "headmistress", "rector", "dean", "principal"],
    &["journalist", "reporter", "editor", "correspondent", "columnist", "photographer"],
    &["farmer", "peasant", "grower", "herder", "shepherd", "fisherman"],
    &[
        "driver",
        "trader",
        "shopkeeper",
        "merchant",
        "seamstress",
        "miner",
        "worker",
        "clerk",
        "porter",
    ],
    &["chief", "elder", "chieftain", "king", "queen", "prince", "sultan", "emir", "monarch"],
    &["activist", "campaigner", "organiser", "organizer", "unionist", "dissident"],
    &["engineer", "architect", "contractor", "technician"],
    &[
        "brother", "sister", "mother", "father", "wife", "husband", "son", "daughter", "widow",
        "cousin",
    ],
];

/// Words for anybody at all.
const ANYBODY: &[&str] = &[
    "man",
    "woman",
    "person",
    "witness",
    "prisoner",
    "suspect",
    "defendant",
    "accused",
    "victim",
    "survivor",
    "official",
    "detainee",
    "author",
    "source",
    "informant",
    "resident",
    "other",
    "gentleman",
    "lady",
    "speaker",
    "figure",
    "patient",
    "student",
    "girl",
    "boy",
];

fn calling(word: &str) -> Option<usize> {
    CALLINGS.iter().position(|row| row.contains(&word))
}

impl Walk<'_> {
    /// The person that a definite phrase without a name takes up: the last one of the same calling; one
    /// whose calling is not told, or a phrase that tells none, only where there is no choice.
    pub(super) fn the_person(&self, idx: usize) -> Option<usize> {
        let mention = &self.mentions[idx];
        let aged = self.text(mention.span).ends_with("year-old");
        if self.is_plural(mention) || mention.form != MentionForm::Nominal {
            return None;
        }
        let lemma = self.head_lemma(mention);
        let own = calling(&lemma);
        let anybody = aged || ANYBODY.contains(&lemma.as_str());
        // *the minister of war*, *the butcher's driver*: somebody new.
        let head = self.tokens.get(mention.head).map_or(mention.span, |token| token.span);
        let told = mention.span.end > head.end
            || self.mentions[idx + 1..]
                .iter()
                .take_while(|inner| inner.span.start < mention.span.end)
                .any(|inner| inner.form != MentionForm::Pronoun);
        if lemma == "other" || self.modifiers_have(mention, "other") {
            return self.the_other(idx);
        }
        if own.is_none() && !anybody || told || self.determiner(mention) != Determiner::Definite {
            return None;
        }
        let gender = super::gender(None, self.text(mention.span));
        let mut alike = Vec::new();
        let mut unknown = Vec::new();
        for at in self.recent_entities(idx, NOMINAL_WINDOW) {
            let entity = &self.entities[at];
            let fits = entity.kind == Kind::Person
                && !entity.plural
                && entity.gender.is_none_or(|theirs| gender.is_none_or(|own| own == theirs));
            if !fits {
                continue;
            }
            let theirs = callings(entity);
            match own {
                Some(own) if theirs.contains(&own) => alike.push(at),
                Some(_) if !theirs.is_empty() => {}
                _ => unknown.push(at),
            }
        }
        if let Some(&nearest) = alike.first() {
            return Some(nearest);
        }
        match unknown[..] {
            [only] if seen_speaking(self, only) => Some(only),
            _ => None,
        }
    }

    fn modifiers_have(&self, mention: &Mention, word: &str) -> bool {
        self.text(mention.span).split_whitespace().any(|other| other.eq_ignore_ascii_case(word))
    }

    /// *The other* of two persons who were named: the one who did not speak last.
    fn the_other(&self, idx: usize) -> Option<usize> {
        let mut persons: Vec<usize> = Vec::new();
        for touch in self.recent(idx, super::PRONOUN_WINDOW) {
            let entity = &self.entities[touch.entity];
            if entity.kind == Kind::Person && !entity.plural && !persons.contains(&touch.entity) {
                persons.push(touch.entity);
            }
        }
        let [_, other] = persons[..] else { return None };
        Some(other)
    }
}

/// Whether somebody has spoken before, as most do who are taken up by a bare phrase.
fn seen_speaking(walk: &Walk<'_>, entity: usize) -> bool {
    walk.entities[entity].mentions.iter().any(|&idx| walk.speaks[idx])
}

/// The callings that a person has been given so far.
fn callings(entity: &Entity) -> Vec<usize> {
    let role = entity.description.role.as_deref().map(names::fold).unwrap_or_default();
    let phrase = names::fold(&entity.phrase);
    let words =
        role.split(' ').chain(phrase.split(' ')).chain(entity.modifiers.iter().map(String::as_str));
    let mut found: Vec<usize> = words.filter_map(calling).collect();
    found.sort_unstable();
    found.dedup();
    found
}
