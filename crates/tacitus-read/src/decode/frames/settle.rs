//! Which candidates are events, of which type in the end: the rules at PLOVER's borders.

use super::Candidate;
use super::fold::folded_mode;
use super::lexicon::{Pos, Slot};
use super::scene::Scene;
use tacitus_doc::{EventType, Kind, Mode, Status, Upos};

impl Scene<'_> {
    /// Decides what is kept, and how type and status bear on each other.
    pub(super) fn settle(&self, candidates: &mut [Candidate]) {
        let protest = candidates.iter().any(|c| !c.dropped && c.event_type == EventType::Protest);
        for candidate in candidates.iter_mut().filter(|candidate| !candidate.dropped) {
            if candidate.entry.opinion {
                self.voice(candidate);
            }
            self.take_as_words(candidate);
            self.shift_type(candidate);
            candidate.dropped = !self.is_worth_keeping(candidate)
                || protest
                    && candidate.event_type == EventType::Request
                    && !candidate.actors.is_empty()
                    && candidate.actors.iter().all(|&actor| self.listed("protesters", actor));
            candidate.confidence = self.confidence(candidate);
            if candidate.event_type == EventType::Assault {
                self.arm(candidate);
            }
            if candidate.event_type == EventType::Sanction && self.lemma(candidate.head) == "order"
            {
                self.add_winner(candidate);
            }
        }
        self.drop_charges(candidates);
    }

    /// Who is to be paid by order of a court takes part in what it does to the loser.
    fn add_winner(&self, candidate: &mut Candidate) {
        for paid in self.slot(candidate.head, Pos::Verb, &Slot::Comp) {
            let winners = self.slot(paid, Pos::Verb, &Slot::Prep("to".into()));
            let parties = self.parties(&winners);
            candidate
                .actors
                .extend(parties.into_iter().filter(|it| !candidate.recipients.contains(it)));
        }
    }

    /// What somebody is convicted of is no second event: *convicted the editor accused of treason*.
    fn drop_charges(&self, candidates: &mut [Candidate]) {
        let convicted: Vec<usize> = (candidates.iter())
            .filter(|c| !c.dropped && c.mode == Some(Mode::Convict))
            .flat_map(|c| c.recipients.iter().copied().chain([c.head]))
            .collect();
        for candidate in candidates.iter_mut().filter(|c| c.event_type == EventType::Accuse) {
            let of_them = self.head(candidate.head).is_some_and(|head| convicted.contains(&head));
            candidate.dropped |= of_them && candidate.actors.is_empty();
        }
    }

    /// A politician who attacks another does so with words, unless weapons or victims are named.
    fn take_as_words(&self, candidate: &mut Candidate) {
        let speaker = |&actor: &usize| {
            self.kind(actor) == Some(Kind::Person)
                && (self.upos(actor) == Upos::Propn || self.listed("leader", actor))
        };
        let figure = candidate.event_type == EventType::Assault
            && candidate.mode.is_none()
            && candidate.triggers.iter().all(|&trigger| self.listed("rhetoric", trigger))
            && !candidate.actors.is_empty()
            && candidate.actors.iter().all(speaker);
        let armed = || {
            candidate.recipients.iter().any(|&r| self.is_armed(r) || self.is_place(r))
                || self.near(candidate.head).iter().any(|&t| self.listed("weapons", t))
        };
        // *She beat him in Ohio*
        let contest = matches!(self.lemma(candidate.head), "beat" | "defeat" | "crush")
            && !candidate.actors.is_empty()
            && candidate.actors.iter().chain(&candidate.recipients).all(|&party| {
                self.kind(party) == Some(Kind::Person)
                    && matches!(self.upos(party), Upos::Propn | Upos::Pron)
            });
        if contest && !armed() {
            candidate.thing = true;
        }
        if figure && !armed() {
            candidate.event_type = EventType::Accuse;
            candidate.mode = Some(Mode::Disapprove);
        }
    }

    /// An opinion that somebody is quoted with is his deed: *"We are unhappy", the minister said*.
    pub(super) fn voice(&self, candidate: &mut Candidate) {
        let span = self.tree.tokens[candidate.head].span;
        let Some(innermost) = self.attributions_at(span).last().copied() else { return };
        let attribution = &self.attributions[innermost];
        if attribution.source.is_empty() || attribution.cue.is_empty() {
            return;
        }
        let pronoun = candidate.actors.is_empty()
            || candidate.actors.iter().all(|&actor| self.upos(actor) == Upos::Pron);
        if pronoun {
            candidate.voiced = Some(innermost);
        }
    }

    /// PLOVER's rules at the borders: one matching type beats type and auxiliary.
    pub(super) fn shift_type(&self, candidate: &mut Candidate) {
        use EventType as E;
        let standing = candidate.standing;
        let friendly =
            matches!(candidate.event_type, E::Consult | E::Support | E::Cooperate | E::Aid);
        let refusable = friendly || candidate.event_type == E::Mobilize || candidate.entry.refused;
        let yielding = matches!(candidate.event_type, E::Retreat | E::Concede | E::Agree);
        let own = !candidate.actors.is_empty();
        if standing.refused && own && (refusable || yielding) {
            let mode = folded_mode(E::Reject, candidate.event_type, candidate.mode);
            (candidate.event_type, candidate.mode) = (E::Reject, mode);
            if candidate.entry.mutual {
                // Who will not meet is one side, whom he will not meet the other.
                let subjects = self.first_parties(candidate.head, candidate.entry, &[Slot::Subj]);
                let (own, others): (Vec<usize>, Vec<usize>) =
                    candidate.actors.iter().partition(|actor| subjects.contains(actor));
                if !own.is_empty() {
                    (candidate.actors, candidate.recipients) = (own, others);
                }
            }
            candidate.standing.status = Status::Happened;
            return;
        }
        if standing.status != Status::Planned || standing.purpose {
            return;
        }
        if friendly {
            (candidate.event_type, candidate.mode) = (E::Agree, None);
        } else if candidate.event_type == E::Retreat {
            (candidate.event_type, candidate.mode) = (E::Concede, None);
        } else if standing.committed
            && own
            && matches!(candidate.event_type, E::Assault | E::Coerce | E::Sanction)
        {
            let mode = folded_mode(E::Threaten, candidate.event_type, candidate.mode);
            (candidate.event_type, candidate.mode) = (E::Threaten, mode);
        }
    }

    pub(super) fn is_worth_keeping(&self, candidate: &Candidate) -> bool {
        use EventType as E;
        if candidate.thing {
            return false;
        }
        let own = candidate.actors.len() + candidate.recipients.len();
        if candidate.entry.plain {
            return true;
        }
        if own == 0 && candidate.voiced.is_none() {
            return false;
        }
        // The author, and whom he talks to, are no parties.
        let outside = candidate.voiced.is_none() && !self.is_attributed(candidate.head);
        let told: &[usize] =
            if candidate.actors.is_empty() { &candidate.recipients } else { &candidate.actors };
        if outside
            && !told.is_empty()
            && told.iter().all(|&a| {
                matches!(self.lemma(a).to_lowercase().as_str(), "i" | "you" | "my" | "your")
            })
        {
            return false;
        }
        // *their part in reaching the deal*: the deal has been told before.
        if candidate.entry.pos == Pos::Verb
            && matches!(candidate.event_type, E::Agree | E::Support)
            && &*self.tree.words[candidate.head].xpos == "VBG"
            && self.case(candidate.head).is_some()
            && candidate.recipients.is_empty()
            && self.objects(candidate.head).iter().any(|&object| {
                self.tree.child(object, "det").is_some_and(|det| {
                    matches!(self.lemma(det), "the" | "this" | "that" | "these" | "those")
                })
            })
        {
            return false;
        }
        // *his arrest*, *their removal*: the deed has been told before.
        let parties = || candidate.actors.iter().chain(&candidate.recipients);
        if candidate.entry.pos == Pos::Noun
            && parties().all(|&p| self.upos(p) == Upos::Pron && self.rel(p) == "nmod:poss")
        {
            return false;
        }
        if candidate.entry.pos == Pos::Noun
            && matches!(candidate.event_type, E::Consult | E::Agree)
            && candidate.actors.is_empty()
        {
            return false;
        }
        // *He shot himself* is no event between parties.
        if candidate.recipients.iter().any(|&r| {
            self.upos(r) == Upos::Pron && self.tree.text(r).to_lowercase().contains("sel")
        }) && matches!(candidate.event_type, E::Assault | E::Coerce | E::Sanction | E::Accuse)
            && candidate.mode != Some(Mode::SuicideAttack)
        {
            return false;
        }
        // `It` alone is nobody.
        if candidate.recipients.is_empty()
            && candidate.actors.iter().all(|&a| self.rel(a) == "expl")
            && !candidate.actors.is_empty()
        {
            return false;
        }
        let needs = matches!(candidate.event_type, E::Assault | E::Coerce | E::Sanction | E::Aid)
            && candidate.entry.pos == Pos::Verb
            && !candidate.entry.bare
            && !candidate.entry.mutual;
        if needs && candidate.recipients.is_empty() {
            return false;
        }
        if candidate.entry.mutual && candidate.event_type != E::Reject && candidate.actors.len() < 2
        {
            // *The two sides met*, *talks with them*: one phrase may be many.
            let one = candidate.actors.first();
            let noun = candidate.entry.pos == Pos::Noun;
            let many = one.is_some_and(|&actor| {
                matches!(&*self.tree.words[actor].xpos, "NNS" | "NNPS")
                    || candidate.entry.bare && !noun
                    || self.upos(actor) == Upos::Pron && self.lemma(actor) != "it"
            });
            let talks = noun && &*self.tree.words[candidate.head].xpos == "NNS";
            // *Karvia signed a ceasefire*: the verb has one side.
            let carried = noun
                && candidate.event_type != E::Consult
                && self.object_of(candidate.head).is_some_and(|verb| self.listed("light", verb));
            if !many && !talks && !carried {
                return false;
            }
        }
        // Somebody's purpose is not yet a deed, and a demand without an addressee is in the demand.
        if candidate.standing.purpose && candidate.actors.is_empty() {
            return false;
        }
        !(candidate.standing.status == Status::Demanded && candidate.actors.is_empty())
    }

    pub(super) fn confidence(&self, candidate: &Candidate) -> f32 {
        let both = !candidate.actors.is_empty()
            && (candidate.entry.mutual || !candidate.recipients.is_empty());
        let base: f32 = match (candidate.entry.pos, both) {
            _ if candidate.voiced.is_some() => 0.55,
            (Pos::Verb, true) => 0.8,
            (Pos::Verb, false) => 0.6,
            (Pos::Noun, true) => 0.7,
            (Pos::Noun, false) => 0.5,
            (Pos::Adjective, _) => 0.6,
        };
        match candidate.standing.status {
            Status::Happened | Status::Ongoing => base,
            _ if candidate.standing.purpose => base - 0.3,
            _ => base - 0.1,
        }
    }

    /// The mode of an assault from the weapons that its clause names.
    pub(super) fn arm(&self, candidate: &mut Candidate) {
        let vague = [Mode::Targeted, Mode::Destroy, Mode::Firearms, Mode::Explosives];
        if candidate.mode.is_some_and(|mode| !vague.contains(&mode)) {
            return;
        }
        let mut near = self.near(candidate.head);
        for &around in &candidate.around {
            near.extend(self.near(around));
        }
        for &party in candidate.recipients.iter().chain(&candidate.actors) {
            let phrase = self.phrase(party);
            near.retain(|&t| !phrase.contains(self.tree.tokens[t].span));
        }
        for (name, words) in self.lexicon.lists_of("mode:") {
            let Some(mode) = Mode::parse(name.trim_start_matches(|c: char| c.is_ascii_digit()))
            else {
                continue;
            };
            if near.iter().any(|&t| words.contains(&self.lemma(t).to_lowercase())) {
                candidate.mode = Some(mode);
                return;
            }
        }
    }
}
