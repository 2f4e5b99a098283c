//! Who can take part in an event, and which words of the text are his phrase.

use super::scene::Scene;
use tacitus_doc::{Id, Kind, Mention, Role, RoleFill, Span, Upos};

impl Scene<'_> {
    /// What sort of party the phrase headed by `token` is; `None` for things and abstractions.
    pub(super) fn kind(&self, token: usize) -> Option<Kind> {
        let token = self.content(token).unwrap_or(token);
        if self.listed("notparty", token) {
            return None;
        }
        let named = self.mention(token);
        let noun = matches!(self.upos(token), Upos::Noun | Upos::Propn | Upos::Adj);
        // What a name names its mention knows best, what a common noun means the lists.
        let common = self.upos(token) == Upos::Noun && named.is_none_or(|m| m.name.is_none());
        let lists = [
            ("armed", Kind::Armed),
            ("people", Kind::Person),
            ("bodies", Kind::Organization),
            ("lands", Kind::Place),
            ("sites", Kind::Facility),
        ];
        let by_list =
            || lists.iter().find(|(list, _)| self.listed(list, token)).map(|(_, kind)| *kind);
        if common && let Some(kind) = by_list() {
            return Some(kind);
        }
        if let Some(mention) = named {
            match mention.kind {
                Kind::Person
                | Kind::Organization
                | Kind::Armed
                | Kind::Place
                | Kind::Facility
                | Kind::Norp => return Some(mention.kind),
                Kind::Time => return None,
                _ if self.upos(token) == Upos::Pron => {}
                Kind::Other => {}
                _ => return by_list().filter(|_| noun),
            }
        }
        if noun && let Some(kind) = by_list() {
            return Some(kind);
        }
        match self.upos(token) {
            Upos::Pron => {
                let lemma = self.lemma(token).to_lowercase();
                let personal = [
                    "i",
                    "we",
                    "you",
                    "he",
                    "she",
                    "they",
                    "it",
                    "who",
                    "everyone",
                    "someone",
                    "somebody",
                    "anyone",
                    "himself",
                    "herself",
                    "themselves",
                    "itself",
                    "his",
                    "her",
                    "their",
                    "its",
                    "our",
                    "my",
                    "whom",
                    "other",
                    "others",
                    "us",
                    "them",
                    "him",
                ];
                // An `it` without content has the relation `expl`.
                (personal.contains(&lemma.as_str()) && self.rel(token) != "expl")
                    .then_some(Kind::Person)
            }
            // A name that no mention covers is more often somebody than something.
            Upos::Propn => {
                (!self.tree.text(token).chars().all(|c| c.is_ascii_digit())).then_some(Kind::Other)
            }
            // *Four were killed*
            Upos::Num => matches!(self.rel(token), "nsubj" | "nsubj:pass" | "obj" | "conj")
                .then_some(Kind::Person),
            Upos::Noun if self.listed("crowds", token) => Some(Kind::Person),
            // *surgeon* stands in the list, *anaesthetist* need not
            Upos::Noun if self.lemma(token).len() > 6 => {
                let lemma = self.lemma(token);
                ["ologist", "ist", "man", "woman", "eer", "ographer", "ician"]
                    .iter()
                    .any(|end| lemma.ends_with(end))
                    .then_some(Kind::Person)
            }
            // *the wounded*, *the accused*
            Upos::Adj if self.tree.child(token, "det").is_some() => None,
            _ => None,
        }
    }

    pub(super) fn is_armed(&self, token: usize) -> bool {
        let token = self.content(token).unwrap_or(token);
        self.kind(token) == Some(Kind::Armed) || self.listed("armed", token)
    }

    pub(super) fn is_people(&self, token: usize) -> bool {
        matches!(self.kind(token), Some(Kind::Person | Kind::Norp)) && self.lemma(token) != "it"
            || self.is_armed(token)
                && self.listed("combatants", self.content(token).unwrap_or(token))
    }

    pub(super) fn is_place(&self, token: usize) -> bool {
        matches!(self.kind(token), Some(Kind::Place | Kind::Facility)) || self.listed("land", token)
    }

    fn mention(&self, token: usize) -> Option<&Mention> {
        let by_head = |token: usize| self.mention_at[token].map(|idx| &self.mentions[idx]);
        by_head(token).or_else(|| {
            // Titles: parsers and namers differ on whether *Minister* or *Abadi* is the head.
            self.tree
                .children(token)
                .filter(|&c| matches!(self.rel(c), "flat" | "nmod:desc" | "flat:name"))
                .find_map(by_head)
        })
    }

    pub(super) fn mention_id(&self, token: usize) -> Option<Id<Mention>> {
        let by_head = |token: usize| self.mention_at[token];
        by_head(token)
            .or_else(|| {
                self.tree
                    .children(token)
                    .filter(|&c| matches!(self.rel(c), "flat" | "nmod:desc" | "flat:name"))
                    .find_map(by_head)
            })
            .map(Id::new)
    }

    /// The parties in a slot: each conjunct that is one, or whom it belongs to
    /// (*the group's prisoners*, *Israeli positions*).
    pub(super) fn parties(&self, heads: &[usize]) -> Vec<usize> {
        let mut found = Vec::new();
        for head in self.with_conjuncts(heads) {
            if self.kind(head).is_some() {
                found.push(head);
            } else {
                found.extend(self.owners(head));
            }
        }
        found.dedup();
        found
    }

    /// To whom something that is no party itself belongs.
    fn owners(&self, thing: usize) -> Vec<usize> {
        let own = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let heads: Vec<usize> = self.tree.children(thing).filter(|&c| wanted(c)).collect();
            self.with_conjuncts(&heads).into_iter().filter(|&c| self.kind(c).is_some()).collect()
        };
        let found = own(&|c| self.rel(c) == "nmod:poss");
        if !found.is_empty() {
            return found;
        }
        for preposition in ["of", "between"] {
            let found =
                own(&|c| self.rel(c) == "nmod" && self.case(c).as_deref() == Some(preposition));
            if !found.is_empty() {
                return found;
            }
        }
        own(&|c| c < thing && self.names_owner(c) && self.kind(c) != Some(Kind::Other))
    }

    /// Whether a word before a noun says whose it is: *Israeli*, *police*, not *military* or
    /// *official*, which say of what sort it is.
    pub(super) fn names_owner(&self, modifier: usize) -> bool {
        let named = self.mention_at[modifier].is_some();
        match self.rel(modifier) {
            "amod" => {
                self.kind(modifier) == Some(Kind::Norp) || named && self.kind(modifier).is_some()
            }
            "compound" | "nmod:desc" | "nmod" => {
                self.case(modifier).is_none()
                    && self.kind(modifier).is_some()
                    && (named || !self.listed("modifiers", modifier))
            }
            _ => false,
        }
    }

    /// The words of the phrase headed by `token`: determiners, titles and what is tied to the noun
    /// by *of*; no preposition before it, no conjunct, no clause and no aside.
    pub(super) fn phrase(&self, token: usize) -> Span {
        let keep = |c: usize| {
            let rel = self.rel(c);
            if self.head(c) == Some(token) {
                let outside = matches!(
                    rel,
                    "case"
                        | "mark"
                        | "conj"
                        | "cc"
                        | "acl"
                        | "acl:relcl"
                        | "punct"
                        | "cop"
                        | "parataxis"
                        | "appos"
                        | "nsubj"
                        | "obl"
                        | "advcl"
                        | "dep"
                        | "aux"
                        | "orphan"
                        | "discourse"
                        | "obl:tmod"
                        | "nmod:tmod"
                        | "nmod:unmarked"
                        | "obl:unmarked"
                        | "advmod:emph"
                        | "expl"
                        | "vocative"
                        | "list"
                        | "cc:preconj"
                );
                if outside {
                    return false;
                }
                if rel == "nmod" && c > token {
                    return self.case(c).is_some_and(|case| {
                        matches!(case.as_str(), "of" | "for" | "in" | "to" | "from" | "on")
                    }) && !self.is_time(c);
                }
                return true;
            }
            !matches!(rel, "acl:relcl" | "parataxis" | "advcl")
        };
        let tokens = self.tree.subtree_where(token, keep);
        // Only what is in one piece with the head.
        let at = tokens.iter().position(|&t| t == token).unwrap_or(0);
        let (mut first, mut last) = (at, at);
        let near = |left: usize, right: usize| {
            (left + 1..right).all(|t| {
                self.upos(t) == Upos::Punct && matches!(self.tree.text(t), "-" | "\"" | "“" | "”")
            })
        };
        while first > 0 && near(tokens[first - 1], tokens[first]) {
            first -= 1;
        }
        while last + 1 < tokens.len() && near(tokens[last], tokens[last + 1]) {
            last += 1;
        }
        // A possessor is named without its `'s`.
        let mut kept: Vec<usize> = tokens[first..=last].to_vec();
        while kept.len() > 1
            && kept
                .last()
                .is_some_and(|&t| matches!(self.upos(t), Upos::Punct | Upos::Part) && t != token)
        {
            kept.pop();
        }
        // *as well as the opposition*, *including the army*
        let joins = |t: usize| {
            matches!(
                self.tree.text(t).to_lowercase().as_str(),
                "as" | "well" | "and" | "or" | "both" | "also" | "including" | "but"
            )
        };
        while kept.len() > 1
            && kept
                .first()
                .is_some_and(|&t| t != token && (self.upos(t) == Upos::Punct || joins(t)))
        {
            kept.remove(0);
        }
        self.tree.span(&kept).unwrap_or(self.tree.tokens[token].span)
    }

    /// The phrase headed by `token` in a role.
    pub(super) fn fill(&self, role: Role, token: usize) -> RoleFill {
        RoleFill { role, span: self.phrase(token), mention: self.mention_id(token), amount: None }
    }

    /// Whether the phrase is an expression of time.
    pub(super) fn is_time(&self, token: usize) -> bool {
        match self.mention_at[token] {
            Some(idx) => self.mentions[idx].kind == Kind::Time,
            None => self.listed("times", token),
        }
    }
}
