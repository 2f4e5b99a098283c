//! Whether an event happened: negation, modals, tense and the verbs that a clause stands under.

use super::scene::Scene;
use tacitus_doc::{Status, Upos};

const MAX_CLIMB: usize = 10;

/// The status of an event and what the rules for types need to know beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Standing {
    pub status: Status,
    /// The clause itself says *will*, *would*, *is going to*, *vows to*: whoever acts commits himself.
    pub committed: bool,
    /// *will not*, *would never*: the clause refuses.
    pub refused: bool,
    /// A clause of purpose: *went there to fight*.
    pub purpose: bool,
    /// *charged with killing*, *suspected of*: nobody says that it happened.
    pub alleged: bool,
}

impl Scene<'_> {
    /// Whether the event that `trigger` states happened.
    pub(super) fn standing(&self, trigger: usize) -> Standing {
        let mut standing = Standing {
            status: Status::Happened,
            committed: false,
            refused: false,
            purpose: false,
            alleged: false,
        };
        let mut token = trigger;
        for step in 0..MAX_CLIMB {
            let found = self.clause_status(token, step > 0);
            if found.status != Status::Happened {
                // Whoever will suffer a deed does not promise it.
                let suffers = step > 0 && self.listed("undergo", token);
                let found = Standing { committed: found.committed && !suffers, ..found };
                standing.status = found.status;
                standing.committed = found.committed;
                standing.refused = found.refused;
                break;
            }
            let Some(head) = self.head(token) else { break };
            let rel = self.rel(token);
            let case = self.case(token).unwrap_or_default();
            if rel == "advcl" && matches!(case.as_str(), "if" | "unless" | "lest" | "in_case") {
                standing.status = Status::Possible;
                break;
            }
            if rel == "advcl" && matches!(case.as_str(), "without" | "instead_of" | "rather_than") {
                standing.status = Status::Denied;
                break;
            }
            let governed = matches!(
                rel,
                "xcomp"
                    | "ccomp"
                    | "obj"
                    | "nsubj:pass"
                    | "acl"
                    | "nmod"
                    | "obl"
                    | "csubj"
                    | "csubj:pass"
                    | "compound"
                    | "amod"
                    | "nsubj"
                    | "advcl"
            );
            if governed {
                if let Some(status) = self.status_under(token, head, rel, &case) {
                    standing.status = status;
                    standing.committed = status == Status::Planned
                        && self.listed("commit", head)
                        && !self.is_passive(head);
                    break;
                }
                if rel == "advcl" && self.listed("blame", head) {
                    standing.alleged = true;
                    break;
                }
            }
            match rel {
                "xcomp" | "ccomp" | "obj" | "nsubj:pass" | "csubj" | "conj" | "nsubj" => {}
                "obl" | "nmod" if self.upos(token) != Upos::Verb => {}
                "acl" if case == "to" => {}
                "advcl" if case == "to" || case.ends_with("order_to") => {
                    standing.purpose = true;
                    standing.status = Status::Planned;
                    break;
                }
                _ => break,
            }
            // What somebody says is no less true because he may say it.
            if rel == "ccomp" && self.listed("say", head) {
                break;
            }
            if rel == "conj"
                && self
                    .tree
                    .children(token)
                    .any(|c| self.rel(c) == "aux" || self.rel(c) == "cc" && self.lemma(c) == "but")
            {
                break;
            }
            // What is done to a deed says nothing of the deed, unless the verb only carries it:
            // *would condemn the attack*, but *would launch an attack*.
            if self.upos(token) == Upos::Noun
                && self.is_predicate(head)
                && !["light", "happen", "undergo", "relay", "begin"]
                    .iter()
                    .any(|list| self.listed(list, head))
            {
                break;
            }
            // A noun takes the status of the clause that states it, not of every clause above.
            if rel == "nsubj" && !self.listed("happen", head) && self.upos(head) == Upos::Verb {
                // *An attack would ...* is none yet.
                if self.upos(token) == Upos::Noun
                    && matches!(
                        self.clause_status(head, true).status,
                        Status::Planned | Status::Possible
                    )
                {
                    standing.status = Status::Possible;
                }
                break;
            }
            token = head;
        }
        standing
    }

    /// What the words of the clause itself say.
    fn clause_status(&self, token: usize, above: bool) -> Standing {
        let mut found = Standing {
            status: Status::Happened,
            committed: false,
            refused: false,
            purpose: false,
            alleged: false,
        };
        let mut negated = false;
        let mut modal = "";
        let mut be = false;
        for child in self.tree.children(token) {
            let lemma = self.lemma(child).to_lowercase();
            match self.rel(child) {
                "advmod" | "neg"
                    if matches!(lemma.as_str(), "not" | "never" | "n't")
                        // *no longer*
                        || matches!(lemma.as_str(), "long" | "longer")
                            && child > 0
                            && self.tree.text(child - 1).eq_ignore_ascii_case("no") =>
                {
                    // *not only* denies nothing
                    negated = self.tree.words.get(child + 1).is_none_or(|w| &*w.lemma != "only");
                }
                "det" if lemma == "no" && !above => negated = true,
                "det" if lemma == "any" && !above => found.status = Status::Possible,
                "cc:preconj" if lemma == "neither" => negated = true,
                "advmod" if matches!(lemma.as_str(), "possibly" | "perhaps" | "maybe") => {
                    found.status = Status::Possible;
                }
                "amod" if matches!(lemma.as_str(), "possible" | "potential") => {
                    found.status = Status::Possible;
                }
                "amod"
                    if matches!(
                        lemma.as_str(),
                        "planned" | "future" | "upcoming" | "forthcoming" | "imminent" | "proposed"
                    ) =>
                {
                    found.status = Status::Planned;
                }
                "amod" if matches!(lemma.as_str(), "ongoing" | "continuing" | "continued") => {
                    found.status = Status::Ongoing;
                }
                "aux" | "aux:pass" | "cop" => match lemma.as_str() {
                    "will" | "shall" | "wo" | "'ll" => modal = "will",
                    "would" => modal = "would",
                    "may" | "might" | "could" | "can" => modal = "may",
                    "must" | "should" | "ought" => modal = "must",
                    "be" if self.rel(child) == "aux" => be = true,
                    _ => {}
                },
                _ => {}
            }
        }
        let progressive = be && &*self.tree.words[token].xpos == "VBG";
        if negated {
            found.status = Status::Denied;
            found.refused = matches!(modal, "will" | "would");
            return found;
        }
        match modal {
            "will" => (found.status, found.committed) = (Status::Planned, true),
            "would" => {
                let conditional = self
                    .tree
                    .children(token)
                    .any(|c| self.rel(c) == "advcl" && self.case(c).as_deref() == Some("if"));
                found.status = if conditional { Status::Possible } else { Status::Planned };
                // Reported speech moves *will* back to *would*; elsewhere it guesses.
                found.committed = self.rel(token) == "ccomp";
            }
            "may" => found.status = Status::Possible,
            "must" => found.status = Status::Demanded,
            _ if progressive && self.lemma(token) != "go" => found.status = Status::Ongoing,
            _ => {}
        }
        found
    }

    /// What the word above makes of it.
    fn status_under(&self, token: usize, head: usize, rel: &str, case: &str) -> Option<Status> {
        let infinitive = case == "to" || case.ends_with("_to") || rel == "xcomp";
        let noun = self.upos(token) == Upos::Noun;
        if self.listed("deny", head)
            && matches!(rel, "ccomp" | "xcomp" | "obj" | "nsubj:pass" | "acl")
        {
            return Some(Status::Denied);
        }
        if self.listed("begin", head) && matches!(rel, "xcomp" | "obj") {
            return matches!(self.lemma(head), "continue" | "keep" | "resume")
                .then_some(Status::Ongoing);
        }
        if self.listed("demand", head)
            && (matches!(rel, "ccomp" | "obj" | "xcomp" | "nsubj:pass" | "acl")
                || matches!(case, "for" | "to" | "on"))
        {
            // *wants to meet*: nobody else is asked.
            let own = rel == "xcomp"
                && matches!(self.lemma(head), "want" | "need" | "ask" | "seek")
                && self.objects(head).is_empty();
            if rel == "ccomp" && self.lemma(head) == "tell" {
                return None;
            }
            return Some(if own { Status::Planned } else { Status::Demanded });
        }
        if self.listed("plan", head)
            && (infinitive && matches!(rel, "xcomp" | "acl" | "advcl" | "ccomp")
                || matches!(rel, "ccomp" | "obj" | "nsubj:pass" | "nmod")
                || noun && matches!(case, "to" | "for" | "of" | "on" | "with"))
        {
            return Some(Status::Planned);
        }
        // *is to attack*, *is going to attack*, *is set to meet*
        if rel == "xcomp" && matches!(self.lemma(head), "be" | "go" | "set" | "due") && infinitive {
            return Some(Status::Planned);
        }
        if self.listed("maybe", head)
            && matches!(
                rel,
                "ccomp" | "xcomp" | "obj" | "nmod" | "acl" | "obl" | "nsubj:pass" | "nsubj"
            )
        {
            return Some(Status::Possible);
        }
        None
    }
}
