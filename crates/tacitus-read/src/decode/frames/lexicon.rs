//! The event lexicon: which words, in which surroundings, state an event of which type, and where
//! its parties stand. The words themselves are data (`data/plover_lexicon.tsv`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use tacitus_doc::{Context, EventType, Mode};

const TABLE: &str = include_str!("../../../data/plover_lexicon.tsv");

/// Part of speech of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pos {
    Verb,
    Noun,
    Adjective,
}

/// A place in the surroundings of a trigger where words may stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Slot {
    /// Who does it, in active and passive clauses alike.
    Subj,
    /// What it is done to, in active and passive clauses alike.
    Obj,
    /// To whom something is given.
    Iobj,
    /// Nationality or name before a noun: *Israeli strikes*, *police raid*.
    Adj,
    /// Possessor of a noun.
    Poss,
    /// The verb of a complement clause.
    Comp,
    /// Who does what the complement clause says.
    CompSubj,
    /// To whom the complement clause does something.
    CompObj,
    /// The verb of a clause of purpose.
    Purp,
    /// The object of that verb.
    PurpObj,
    /// Any word before the noun.
    Mod,
    /// Any word before the object.
    ObjMod,
    /// The preposition of the trigger itself: *on strike*.
    Case,
    /// The verb that a noun is subject, object or oblique of.
    Gov,
    /// What follows this preposition.
    Prep(Box<str>),
}

impl Slot {
    fn parse(name: &str) -> Slot {
        match name {
            "subj" => Slot::Subj,
            "obj" => Slot::Obj,
            "iobj" => Slot::Iobj,
            "adj" => Slot::Adj,
            "poss" => Slot::Poss,
            "comp" => Slot::Comp,
            "comp.subj" => Slot::CompSubj,
            "comp.obj" => Slot::CompObj,
            "purp" => Slot::Purp,
            "purp.obj" => Slot::PurpObj,
            "mod" => Slot::Mod,
            "obj.mod" => Slot::ObjMod,
            "case" => Slot::Case,
            "gov" => Slot::Gov,
            preposition => Slot::Prep(preposition.into()),
        }
    }
}

/// What must be true of the words in a slot.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// Something stands there.
    Any,
    /// Nothing stands there.
    Nothing,
    /// A lemma of that list stands there.
    List(Box<str>),
    /// That lemma stands there.
    Lemma(Box<str>),
    /// Somebody who can act.
    Party,
    /// People under arms.
    Armed,
    /// People, armed or not, but no institution and no place.
    People,
    /// A place or a building.
    Place,
    /// A complement in the infinitive.
    Infinitive,
    /// A clause that says what must be: *must*, *should*, *has to*.
    Must,
}

/// One condition of an entry.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    pub slot: Slot,
    pub negated: bool,
    /// One of these must hold.
    pub tests: Vec<Test>,
}

/// One sense of a trigger.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// *out* of *carry out*.
    pub particle: Option<Box<str>>,
    pub pos: Pos,
    /// `None` says that these words state no event, which ends the search.
    pub event_type: Option<EventType>,
    pub mode: Option<Mode>,
    pub when: Vec<Condition>,
    /// Where to look for who does it: the first slot that holds a party.
    pub actor: Vec<Slot>,
    /// Where to look for to whom.
    pub recipient: Vec<Slot>,
    /// All parties are actors.
    pub mutual: bool,
    /// No recipient is needed where its type asks for one.
    pub bare: bool,
    /// Nobody need be named: the words are plain enough alone.
    pub plain: bool,
    /// An opinion, which its holder expresses by speaking.
    pub opinion: bool,
    /// An event only where the clause refuses: *will not accept*.
    pub refused: bool,
    pub contexts: Vec<Context>,
}

/// All entries and word lists.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    entries: BTreeMap<(Pos, String), Vec<Entry>>,
    lists: BTreeMap<String, BTreeSet<String>>,
    words: BTreeSet<String>,
}

/// The lexicon that is built in. A line that cannot be read is left out; a test sees to it that
/// there is none.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::read(TABLE).0)
}

impl Lexicon {
    /// The senses of a lemma, in the order of the file: narrow ones stand before wide ones.
    pub(super) fn senses(&self, pos: Pos, lemma: &str) -> &[Entry] {
        // A lemma with a capital (at the head of a title, say) is the same word.
        let key = (pos, lemma.to_lowercase());
        self.entries.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a word stands anywhere in the lexicon.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether `list` holds `word`, in whatever case it is written.
    pub(super) fn lists(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|words| {
            words.contains(word)
                || (word.chars().any(char::is_uppercase) && words.contains(&word.to_lowercase()))
        })
    }

    /// The lists whose names begin with `prefix`, without it, in order of the alphabet.
    pub(super) fn lists_of<'l>(
        &'l self,
        prefix: &'l str,
    ) -> impl Iterator<Item = (&'l str, &'l BTreeSet<String>)> {
        self.lists
            .range(prefix.to_owned()..)
            .map_while(move |(name, words)| Some((name.strip_prefix(prefix)?, words)))
    }

    /// Reads a table: the lexicon and what was wrong with it.
    fn read(table: &str) -> (Lexicon, Vec<String>) {
        let mut lexicon = Lexicon::default();
        let mut faults = Vec::new();
        for (number, line) in table.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(fault) = lexicon.add(line) {
                faults.push(format!("event lexicon, line {}: {fault}", number + 1));
            }
        }
        (lexicon, faults)
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let fields: Vec<&str> = line.split('\t').collect();
        if let [name, words] = fields[..]
            && let Some(name) = name.strip_prefix('@')
        {
            let list = self.lists.entry(name.to_owned()).or_default();
            for word in words.split('|') {
                self.words.insert(word.to_owned());
                if !list.insert(word.to_owned()) {
                    return Err(format!("{word:?} stands twice in the list {name:?}"));
                }
            }
            return Ok(());
        }
        let [words, pos, event_type, mode, when, parties, contexts] = fields[..] else {
            return Err(format!("{} fields instead of 7: a tab too many or too few", fields.len()));
        };
        let pos = match pos {
            "V" => Pos::Verb,
            "N" => Pos::Noun,
            "A" => Pos::Adjective,
            other => return Err(format!("part of speech {other:?} is none of V, N, A")),
        };
        let event_type = match event_type {
            "-" => None,
            name => {
                Some(EventType::parse(name).ok_or(format!("no event type is called {name:?}"))?)
            }
        };
        let mode = match mode {
            "-" => None,
            name => Some(Mode::parse(name).ok_or(format!("no mode is called {name:?}"))?),
        };
        if let (Some(mode), Some(event_type)) = (mode, event_type)
            && !mode.fits(event_type)
        {
            return Err(format!("{event_type} has no mode {mode}"));
        }
        let mut entry = Entry {
            particle: None,
            pos,
            event_type,
            mode,
            when: Vec::new(),
            actor: Vec::new(),
            recipient: Vec::new(),
            mutual: false,
            bare: false,
            plain: false,
            opinion: false,
            refused: false,
            contexts: Vec::new(),
        };
        for condition in when.split(' ').filter(|condition| *condition != "-") {
            entry.when.push(self.condition(condition)?);
        }
        for part in parties.split(' ').filter(|part| *part != "-") {
            match part.split_once('=') {
                Some(("a", slots)) => entry.actor = slots.split('/').map(Slot::parse).collect(),
                Some(("r", slots)) => entry.recipient = slots.split('/').map(Slot::parse).collect(),
                None if part == "mutual" => entry.mutual = true,
                None if part == "bare" => entry.bare = true,
                None if part == "plain" => entry.plain = true,
                None if part == "opinion" => entry.opinion = true,
                None if part == "refused" => entry.refused = true,
                _ => return Err(format!("{part:?} says nothing about parties")),
            }
        }
        if !parties.contains("a=") {
            entry.actor = match pos {
                Pos::Noun => vec![
                    Slot::Prep("by".into()),
                    Slot::Poss,
                    Slot::Adj,
                    Slot::Subj,
                    Slot::Prep("from".into()),
                ],
                Pos::Verb | Pos::Adjective => vec![Slot::Subj],
            };
        }
        if !parties.contains("r=") && pos == Pos::Verb {
            entry.recipient = vec![Slot::Obj];
        }
        for context in contexts.split(',').filter(|context| *context != "-") {
            entry
                .contexts
                .push(Context::parse(context).ok_or(format!("no context is called {context:?}"))?);
        }
        for word in words.split('|') {
            let (lemma, particle) = match word.split_once('+') {
                Some((lemma, particle)) => (lemma, Some(particle.into())),
                None => (word, None),
            };
            let entry = Entry { particle, ..entry.clone() };
            self.words.insert(lemma.to_owned());
            self.entries.entry((pos, lemma.to_owned())).or_default().push(entry);
        }
        Ok(())
    }

    fn condition(&self, text: &str) -> Result<Condition, String> {
        let (negated, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (slot, tests) =
            text.split_once(':').ok_or(format!("condition {text:?} has no colon"))?;
        let tests = tests
            .split('|')
            .map(|test| match test {
                "any" => Ok(Test::Any),
                "none" => Ok(Test::Nothing),
                "#party" => Ok(Test::Party),
                "#armed" => Ok(Test::Armed),
                "#people" => Ok(Test::People),
                "#place" => Ok(Test::Place),
                "inf" => Ok(Test::Infinitive),
                "must" => Ok(Test::Must),
                _ => match test.strip_prefix('@') {
                    Some(list) if self.lists.contains_key(list) => Ok(Test::List(list.into())),
                    Some(list) => Err(format!("no list is called {list:?} above this line")),
                    None => Ok(Test::Lemma(test.into())),
                },
            })
            .collect::<Result<_, String>>()?;
        Ok(Condition { slot: Slot::parse(slot), negated, tests })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        let (lexicon, faults) = Lexicon::read(TABLE);
        assert_eq!(faults, Vec::<String>::new());
        let n_entries: usize = lexicon.entries.values().map(Vec::len).sum();
        assert!(n_entries > 700, "{n_entries} entries");
    }

    #[test]
    fn every_type_has_verbs_and_nouns() {
        let lexicon = lexicon();
        for event_type in EventType::ALL {
            for pos in [Pos::Verb, Pos::Noun] {
                let found = lexicon.entries.iter().any(|((own, _), senses)| {
                    *own == pos && senses.iter().any(|e| e.event_type == Some(*event_type))
                });
                assert!(found, "{event_type} has no {pos:?}");
            }
        }
    }

    #[test]
    fn lists_that_rules_name_exist() {
        for name in [
            "people",
            "bodies",
            "armed",
            "lands",
            "sites",
            "crowds",
            "light",
            "undergo",
            "happen",
            "control",
            "plan",
            "demand",
            "deny",
            "maybe",
            "begin",
            "harm",
            "weapons",
            "sport",
            "market",
            "show",
            "figurative",
            "notparty",
            "protesters",
            "relay",
            "quantifiers",
        ] {
            assert!(lexicon().lists.contains_key(name), "{name}");
        }
    }

    #[test]
    fn faults_are_told_with_their_place() {
        let check = |line: &str, fault: &str| {
            let (_, faults) = Lexicon::read(line);
            assert!(faults.iter().any(|f| f.contains(fault)), "{faults:?}");
        };
        check("# a\nkill\tV\tASSAULT\t-\t-\t-", "line 2: 6 fields");
        check("kill\tV\tMURDER\t-\t-\t-\t-", "\"MURDER\"");
        check("kill\tV\tASSAULT\tvisit\t-\t-\t-", "ASSAULT has no mode visit");
        check("kill\tV\tASSAULT\t-\tobj:@nobody\t-\t-", "\"nobody\"");
        check("@a\tb|b", "twice");
    }

    #[test]
    fn capitals_do_not_matter() {
        assert!(!lexicon().senses(Pos::Verb, "Kill").is_empty());
        assert!(lexicon().lists("armed", "Army"));
        assert!(!lexicon().lists("armed", "armchair"));
    }
}
