//! Who did what to whom: event frames by a lexicon of verbs, nouns and patterns, and rules over the
//! parse.
//!
//! A trigger is looked up with its surroundings ([`lexicon`]), its parties are found whatever the
//! shape of the clause ([`scene`], [`party`]), its status is read off the words it stands under
//! ([`status`]), and what states the same event twice is made one. Nothing here knows a model: every
//! confidence is a constant of the rule that found the frame.

mod lexicon;
mod party;
mod quantity;
mod scene;
mod status;
#[cfg(test)]
mod tests;

pub use quantity::quantity_part;

use lexicon::{Entry, Pos, Slot, lexicon};
use scene::Scene;
use status::Standing;
use std::collections::BTreeSet;
use tacitus_doc::{
    Act, Attribution, Context, Document, EventType, Frame, Id, Kind, Mode, Role, RoleFill, Span,
    Status, Upos,
};

/// The event frames of `doc`, which must carry tokens, sentences, syntax, mentions and attributions;
/// without syntax there are none. In order of the text.
pub fn frames(doc: &Document) -> Vec<Frame> {
    let Some(scene) = Scene::new(doc, lexicon()) else { return Vec::new() };
    let sentences: Vec<std::ops::Range<usize>> = match doc.sentences() {
        Some(sentences) => sentences.iter().map(|sentence| sentence.tokens.clone()).collect(),
        None => std::iter::once(0..scene.tree.words.len()).collect(),
    };
    let whole = Subject::of(&scene, 0..scene.tree.words.len());
    let mut found = Vec::new();
    for tokens in sentences {
        let tokens = tokens.start..tokens.end.min(scene.tree.words.len());
        if tokens.is_empty() {
            continue;
        }
        let subject = Subject::of(&scene, tokens.clone()).within(&whole);
        let mut candidates: Vec<Candidate> =
            tokens.clone().filter_map(|token| scene.candidate(token, subject)).collect();
        scene.fold_nouns(&mut candidates);
        scene.fold_complements(&mut candidates);
        scene.merge(&mut candidates);
        scene.answer(&mut candidates);
        scene.settle(&mut candidates);
        for candidate in candidates.iter().filter(|candidate| !candidate.dropped) {
            found.push(scene.frame(candidate, tokens.clone()));
        }
    }
    scene.add_speech_acts(&mut found);
    found.sort_by_key(|frame| (frame.head, frame.event_type));
    found
}

/// What a sentence or a document is about, as far as it makes words of violence harmless.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Subject {
    n_sport: usize,
    n_market: usize,
    n_show: usize,
}

impl Subject {
    fn of(scene: &Scene, tokens: std::ops::Range<usize>) -> Subject {
        let count = |list: &str| {
            let found: BTreeSet<String> = tokens
                .clone()
                .filter(|&token| scene.listed(list, token))
                .map(|token| scene.lemma(token).to_lowercase())
                .collect();
            found.len()
        };
        Subject { n_sport: count("sport"), n_market: count("market"), n_show: count("show") }
    }

    /// A sentence takes on the subject of a document that speaks of little else.
    fn within(self, whole: &Subject) -> Subject {
        let pick = |own: usize, all: usize| if all >= 5 { own.max(1) } else { own };
        Subject {
            n_sport: pick(self.n_sport, whole.n_sport),
            n_market: pick(self.n_market, whole.n_market),
            n_show: pick(self.n_show, whole.n_show),
        }
    }

    fn is_play(self) -> bool {
        self.n_sport > 0 || self.n_market > 0 || self.n_show > 0
    }
}

/// A trigger with its sense and its parties, before duplicates are made one.
#[derive(Clone, Debug)]
struct Candidate {
    head: usize,
    triggers: Vec<usize>,
    entry: &'static Entry,
    event_type: EventType,
    mode: Option<Mode>,
    actors: Vec<usize>,
    recipients: Vec<usize>,
    standing: Standing,
    /// The subject of a verb is a thing that cannot act.
    thing: bool,
    /// The words it rests on beyond the trigger, whose places and times are the event's too.
    around: Vec<usize>,
    /// For an opinion: the attribution through which its holder speaks.
    voiced: Option<usize>,
    confidence: f32,
    dropped: bool,
}

impl Scene<'_> {
    fn candidate(&self, token: usize, subject: Subject) -> Option<Candidate> {
        let rel = self.rel(token);
        let lemma = self.lemma(token);
        let positions: &[Pos] = match self.upos(token) {
            Upos::Verb if matches!(rel, "amod" | "compound" | "case" | "mark") => return None,
            Upos::Verb => &[Pos::Verb, Pos::Adjective],
            Upos::Noun if matches!(rel, "compound" | "amod" | "nmod:desc" | "flat") => return None,
            Upos::Noun => &[Pos::Noun],
            Upos::Adj if rel == "amod" => return None,
            Upos::Adj => &[Pos::Adjective],
            _ => return None,
        };
        let entry = positions
            .iter()
            .flat_map(|&pos| self.lexicon.senses(pos, lemma))
            .find(|entry| self.fits(token, entry))?;
        // *strong-arm* is not *arm*
        let hyphened = token.checked_sub(1).is_some_and(|before| {
            matches!(self.tree.text(before), "-" | "–")
                && self.tree.tokens[before].span.end == self.tree.tokens[token].span.start
        });
        if hyphened && entry.pos == Pos::Verb {
            return None;
        }
        let event_type = entry.event_type?;
        let mut actors = self.first_parties(token, entry, &entry.actor);
        if entry.pos != Pos::Noun && entry.actor.contains(&Slot::Subj) {
            // *The scandal threatens ...*: not everything that belongs to somebody acts for him.
            let subjects = self.slot(token, entry.pos, &Slot::Subj);
            let speaks = |subject: &usize| {
                self.kind(*subject).is_some()
                    || ["voices", "weapons", "deeds"].iter().any(|list| self.listed(list, *subject))
            };
            if !subjects.is_empty() && !self.with_conjuncts(&subjects).iter().any(|s| speaks(s)) {
                actors.retain(|actor| !self.owned_by(&subjects, *actor));
            }
        }
        let mut recipients = self.first_parties(token, entry, &entry.recipient);
        let mut thing = false;
        if entry.pos != Pos::Noun && actors.is_empty() && entry.actor.contains(&Slot::Subj) {
            thing = self.slot(token, entry.pos, &Slot::Subj).iter().any(|&subject| {
                // A pronoun or a number that stands for nobody in particular is no obstacle.
                !matches!(self.upos(subject), Upos::Pron | Upos::Num | Upos::Det)
            });
        }
        // *the minister and others*: the others act, but nobody can say who they are.
        if actors.len() > 1 {
            actors.retain(|&actor| self.lemma(actor) != "other");
        }
        if entry.mutual {
            let parties: Vec<usize> =
                recipients.iter().copied().filter(|r| !actors.contains(r)).collect();
            actors.extend(parties);
            recipients.clear();
        }
        recipients.retain(|recipient| !actors.contains(recipient));
        let mut around = Vec::new();
        for condition in entry.when.iter().filter(|condition| !condition.negated) {
            if matches!(condition.slot, Slot::Obj | Slot::Purp | Slot::Comp | Slot::Prep(_)) {
                around.extend(self.slot(token, entry.pos, &condition.slot));
            }
        }
        around.retain(|&t| !actors.contains(&t) && !recipients.contains(&t));
        let mut standing = self.standing(token);
        if entry.refused && !standing.refused {
            return None;
        }
        if entry.pos == Pos::Noun
            && let Some(verb) = self.governor(token)
            && (self.listed("light", verb)
                || self.listed("undergo", verb)
                || self.listed("happen", verb)
                || self.listed("relay", verb))
        {
            around.push(verb);
        }
        if standing.alleged && !self.is_attributed(token) {
            standing.status = Status::Possible;
        }
        let armed = actors.iter().chain(&recipients).any(|&party| self.is_armed(party));
        if self.listed("figurative", token)
            && subject.is_play()
            && !armed
            && !self.near(token).iter().any(|&t| self.listed("weapons", t))
        {
            return None;
        }
        Some(Candidate {
            head: token,
            triggers: vec![token],
            entry,
            event_type,
            mode: entry.mode,
            actors,
            recipients,
            standing,
            thing,
            around,
            voiced: None,
            confidence: 0.0,
            dropped: false,
        })
    }

    /// The parties of the first slot that holds any.
    fn first_parties(&self, token: usize, entry: &Entry, slots: &[Slot]) -> Vec<usize> {
        slots
            .iter()
            .map(|slot| {
                let heads = self.slot(token, entry.pos, slot);
                self.parties(&heads)
                    .into_iter()
                    .filter(|&party| !self.is_time(party))
                    .collect::<Vec<_>>()
            })
            .find(|parties| !parties.is_empty())
            .unwrap_or_default()
    }

    fn owned_by(&self, things: &[usize], owner: usize) -> bool {
        self.with_conjuncts(things)
            .iter()
            .any(|&thing| thing != owner && self.tree.subtree(thing).contains(&owner))
    }

    fn is_attributed(&self, token: usize) -> bool {
        let span = self.tree.tokens[token].span;
        self.attributions.iter().any(|a| a.content.iter().any(|content| content.contains(span)))
    }

    /// The words of the clause of `token`, relative clauses left out.
    fn near(&self, token: usize) -> Vec<usize> {
        self.tree.subtree_where(token, |c| {
            !matches!(self.rel(c), "acl:relcl" | "ccomp" | "conj" | "parataxis" | "advcl")
                || self.upos(c) == Upos::Noun
                || self.rel(c) == "advcl" && self.lemma(c) == "use"
        })
    }

    /// Nouns that another candidate already says: *an air strike killed five*, *five were killed in
    /// an air strike*, *imposed sanctions*.
    fn fold_nouns(&self, candidates: &mut [Candidate]) {
        for at in 0..candidates.len() {
            let verb = &candidates[at];
            if verb.entry.pos != Pos::Verb {
                continue;
            }
            let (head, harm) = (verb.head, self.listed("harm", verb.head));
            let eaten = verb.around.clone();
            // A clause's thing that acts: a weapon or a deed.
            let subject = if harm { self.logical_subject(head) } else { None };
            let mut deeds: Vec<usize> = subject.into_iter().collect();
            if harm {
                deeds.extend(self.tree.children(head).filter(|&c| {
                    self.tree.has_rel(c, "obl")
                        && self.case(c).is_some_and(|case| {
                            matches!(
                                case.as_str(),
                                "in" | "during" | "by" | "from" | "with" | "when"
                            )
                        })
                }));
            }
            let deeds = self.with_conjuncts(&deeds);
            for other in 0..candidates.len() {
                if other == at || candidates[other].entry.pos != Pos::Noun {
                    continue;
                }
                let noun = candidates[other].head;
                let told = deeds.contains(&noun)
                    && candidates[other].event_type == candidates[at].event_type;
                if !told && !eaten.contains(&noun) {
                    continue;
                }
                candidates[other].dropped = true;
                if !told {
                    // The pattern of the verb names the noun: its parties fill what is empty.
                    let recipients = candidates[other].recipients.clone();
                    let verb = &mut candidates[at];
                    if verb.recipients.is_empty() && !verb.entry.mutual {
                        verb.recipients =
                            recipients.into_iter().filter(|r| !verb.actors.contains(r)).collect();
                    }
                    continue;
                }
                let deed = candidates[other].clone();
                let verb = &mut candidates[at];
                verb.thing = false;
                verb.mode = deed.mode.or(verb.mode);
                if verb.actors.is_empty() {
                    verb.actors = deed.actors;
                }
                if verb.recipients.is_empty() {
                    verb.recipients = deed.recipients;
                }
                verb.actors.retain(|actor| !verb.recipients.contains(actor));
                verb.triggers.push(noun);
                verb.around.push(noun);
                verb.around.extend(deed.around);
            }
            if candidates[at].thing
                && let Some(weapon) = subject.filter(|&s| self.listed("weapons", s))
            {
                let owners = self.parties(&[weapon]);
                let verb = &mut candidates[at];
                verb.thing = false;
                verb.actors = owners;
                verb.around.push(weapon);
            }
        }
    }

    /// What a verb of promising, refusing, demanding or threatening has as its complement is part of
    /// that event, and gives it mode and recipient.
    fn fold_complements(&self, candidates: &mut [Candidate]) {
        use EventType as E;
        for at in 0..candidates.len() {
            let inner = candidates[at].clone();
            if inner.dropped {
                continue;
            }
            let Some(outer) = self.stands_under(inner.head, candidates) else { continue };
            let outer_type = candidates[outer].event_type;
            let speech = matches!(
                outer_type,
                E::Agree | E::Reject | E::Threaten | E::Request | E::Concede | E::Retreat
            );
            if !speech || candidates[outer].dropped {
                continue;
            }
            // *vowed to strike* is a threat, *agreed to strike* is not.
            let hostile =
                matches!(inner.event_type, E::Assault | E::Coerce | E::Sanction | E::Mobilize);
            let outer_type = if outer_type == E::Agree
                && hostile
                && !matches!(self.lemma(candidates[outer].head), "agree" | "consent" | "offer")
            {
                candidates[outer].event_type = E::Threaten;
                E::Threaten
            } else {
                outer_type
            };
            let mode = folded_mode(outer_type, inner.event_type, inner.mode);
            let own_actor = inner.actors.iter().any(|a| !candidates[outer].actors.contains(a));
            let candidate = &mut candidates[outer];
            if candidate.mode.is_none() {
                candidate.mode = mode;
            }
            if candidate.recipients.is_empty() {
                let pool = if inner.recipients.is_empty() || outer_type == E::Request {
                    inner.actors.iter().chain(&inner.recipients)
                } else {
                    inner.recipients.iter().chain(&inner.actors)
                };
                candidate.recipients =
                    pool.copied().filter(|p| !candidate.actors.contains(p)).collect();
                if !inner.recipients.is_empty() && outer_type != E::Request {
                    let keep = &inner.recipients;
                    candidate.recipients.retain(|r| keep.contains(r));
                }
            }
            candidate.around.push(inner.head);
            candidate.around.extend(&inner.around);
            // *agreed to a ceasefire* and *agreed to withdraw* are concessions yet to come.
            let keep = match outer_type {
                E::Request => own_actor && inner.entry.pos == Pos::Verb,
                _ => false,
            };
            if !keep {
                candidates[at].dropped = true;
            } else {
                candidates[at].standing.status = Status::Demanded;
            }
        }
    }

    /// The candidate whose complement `token` is, straight or through words that only frame it
    /// (*refused to begin talks*, *rejected a call for talks*).
    fn stands_under(&self, token: usize, candidates: &[Candidate]) -> Option<usize> {
        let mut at = token;
        for _ in 0..4 {
            let head = self.head(at)?;
            let rel = self.rel(at);
            let case = self.case(at).unwrap_or_default();
            let tied = matches!(rel, "xcomp" | "ccomp" | "obj" | "nsubj:pass" | "csubj" | "iobj")
                || rel == "advcl" && matches!(case.as_str(), "to" | "from" | "of" | "for" | "on")
                || rel == "acl" && self.xpos_is_not_past(at)
                || matches!(rel, "obl" | "nmod")
                    && matches!(
                        case.as_str(),
                        "to" | "for" | "on" | "of" | "with" | "from" | "against" | "into"
                    );
            if !tied && rel != "conj" {
                return None;
            }
            if rel != "conj"
                && let Some(found) = candidates.iter().position(|c| c.head == head)
            {
                return Some(found);
            }
            let frames_it = rel == "conj"
                || ["light", "begin", "plan", "demand", "control", "quantifiers"]
                    .iter()
                    .any(|list| self.listed(list, head));
            if !frames_it {
                return None;
            }
            at = head;
        }
        None
    }

    fn xpos_is_not_past(&self, token: usize) -> bool {
        &*self.tree.words[token].xpos != "VBN"
    }

    /// Clauses that tell one event between them: *attacked the town, killing ten*, *killed five and
    /// wounded nine*.
    fn merge(&self, candidates: &mut [Candidate]) {
        for at in 0..candidates.len() {
            if candidates[at].dropped {
                continue;
            }
            let later = candidates[at].clone();
            let mut above = later.head;
            for _ in 0..3 {
                let rel = self.rel(above);
                let joined = matches!(rel, "conj" | "advcl" | "xcomp" | "parataxis")
                    || rel == "acl:relcl" && self.listed("harm", later.head)
                    || rel == "acl" && later.entry.pos == Pos::Verb && self.xpos_is_not_past(above);
                let Some(head) = self.head(above).filter(|_| joined) else { break };
                above = head;
                let Some(first) = candidates.iter().position(|c| {
                    !c.dropped
                        && c.head != later.head
                        && (c.head == above
                            || c.around.contains(&above) && c.entry.pos == Pos::Noun)
                }) else {
                    continue;
                };
                let own_subject = self
                    .tree
                    .children(later.head)
                    .any(|c| matches!(self.rel(c), "nsubj" | "nsubj:pass"))
                    && self.rel(later.head) != "acl:relcl";
                let earlier = &candidates[first];
                let same_type = earlier.event_type == later.event_type;
                let harms = self.listed("harm", later.head) && same_type;
                let compatible = harms
                    || later.recipients.is_empty()
                    || earlier.recipients.is_empty()
                    || earlier.recipients == later.recipients;
                // A demand that a demonstration voices is the demonstration.
                let voiced = earlier.event_type == EventType::Protest
                    && matches!(later.event_type, EventType::Request | EventType::Accuse);
                if own_subject || !(same_type && compatible || voiced) {
                    break;
                }
                let target = &mut candidates[first];
                if same_type {
                    target.mode = target.mode.or(later.mode);
                    target.triggers.push(later.head);
                    for actor in &later.actors {
                        if target.actors.is_empty() {
                            target.actors.push(*actor);
                        }
                    }
                    for recipient in &later.recipients {
                        if !target.recipients.contains(recipient)
                            && !target.actors.contains(recipient)
                        {
                            target.recipients.push(*recipient);
                        }
                    }
                } else if target.recipients.is_empty() {
                    let actors = target.actors.clone();
                    target.recipients =
                        later.recipients.iter().copied().filter(|r| !actors.contains(r)).collect();
                }
                target.around.push(later.head);
                target.around.extend(&later.around);
                candidates[at].dropped = true;
                break;
            }
        }
    }

    /// *A asked for a truce, but B refused*: each is the other's counterpart.
    fn answer(&self, candidates: &mut [Candidate]) {
        let lone = |event_type: EventType, candidates: &[Candidate]| {
            let mut found = candidates
                .iter()
                .enumerate()
                .filter(|(_, c)| !c.dropped && c.event_type == event_type && !c.actors.is_empty());
            match (found.next(), found.next()) {
                (Some((idx, only)), None) if only.recipients.is_empty() => Some(idx),
                _ => None,
            }
        };
        let (Some(request), Some(answer)) =
            (lone(EventType::Request, candidates), lone(EventType::Reject, candidates))
        else {
            return;
        };
        let (asker, refuser) =
            (candidates[request].actors.clone(), candidates[answer].actors.clone());
        if candidates[request].head < candidates[answer].head
            && !asker.iter().any(|actor| refuser.contains(actor))
        {
            candidates[request].recipients = refuser;
            candidates[answer].recipients = asker;
        }
    }

    /// Decides what is kept, and how type and status bear on each other.
    fn settle(&self, candidates: &mut [Candidate]) {
        let protest = candidates.iter().any(|c| !c.dropped && c.event_type == EventType::Protest);
        for candidate in candidates.iter_mut().filter(|candidate| !candidate.dropped) {
            if candidate.entry.opinion {
                self.voice(candidate);
            }
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
        }
    }

    /// An opinion that somebody is quoted with is his deed: *"We are unhappy", the minister said*.
    fn voice(&self, candidate: &mut Candidate) {
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
    fn shift_type(&self, candidate: &mut Candidate) {
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

    fn is_worth_keeping(&self, candidate: &Candidate) -> bool {
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
            let many = one.is_some_and(|&actor| {
                matches!(&*self.tree.words[actor].xpos, "NNS" | "NNPS")
                    || candidate.entry.bare
                    || self.upos(actor) == Upos::Pron
            });
            let talks =
                candidate.entry.pos == Pos::Noun && &*self.tree.words[candidate.head].xpos == "NNS";
            if !many && !talks {
                return false;
            }
        }
        // Somebody's purpose is not yet a deed, and a demand without an addressee is in the demand.
        if candidate.standing.purpose && candidate.actors.is_empty() {
            return false;
        }
        !(candidate.standing.status == Status::Demanded && candidate.actors.is_empty())
    }

    fn confidence(&self, candidate: &Candidate) -> f32 {
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
    fn arm(&self, candidate: &mut Candidate) {
        if candidate.mode.is_some_and(|mode| mode != Mode::Targeted && mode != Mode::Destroy) {
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

    /// The attributions whose content holds `span`, outermost first.
    fn attributions_at(&self, span: Span) -> Vec<usize> {
        let mut found: Vec<(usize, std::cmp::Reverse<usize>, usize)> = self
            .attributions
            .iter()
            .enumerate()
            .filter(|(_, a)| a.content.iter().any(|content| content.contains(span)))
            .map(|(idx, a)| {
                let length = a.content.iter().map(|content| content.len()).sum();
                (self.depth(a), std::cmp::Reverse(length), idx)
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, _, idx)| idx).collect()
    }

    fn depth(&self, attribution: &Attribution) -> usize {
        let mut depth = 0;
        let mut parent = attribution.parent;
        while let Some(above) = parent.and_then(|id| self.attributions.get(id.index())) {
            depth += 1;
            if depth > self.attributions.len() {
                break;
            }
            parent = above.parent;
        }
        depth
    }

    fn frame(&self, candidate: &Candidate, sentence: std::ops::Range<usize>) -> Frame {
        let mut triggers = candidate.triggers.clone();
        triggers.sort_unstable();
        triggers.dedup();
        let mut trigger: Vec<Span> = Vec::new();
        for &token in &triggers {
            trigger.push(self.trigger_span(token));
        }
        let mut head = candidate.head;
        let mut attributions = self.attributions_at(self.tree.tokens[candidate.head].span);
        let mut roles = Vec::new();
        let mut actors: Vec<RoleFill> =
            candidate.actors.iter().map(|&actor| self.fill(Role::Actor, actor)).collect();
        if let Some(voiced) = candidate.voiced {
            let attribution = &self.attributions[voiced];
            attributions.retain(|&a| a != voiced);
            trigger.splice(0..0, attribution.cue.iter().copied());
            if let Some(cue) = attribution.cue.first() {
                let tokens = self.tree.tokens;
                head = tokens.iter().position(|t| cue.overlaps(t.span)).unwrap_or(head);
            }
            actors = attribution
                .source
                .iter()
                .map(|&span| RoleFill {
                    role: Role::Actor,
                    span,
                    mention: attribution.speaker,
                    amount: None,
                })
                .collect();
        }
        roles.append(&mut actors);
        roles.extend(candidate.recipients.iter().map(|&r| self.fill(Role::Recipient, r)));
        self.add_circumstances(candidate, &mut roles);
        let mut counted: Vec<usize> = Vec::new();
        counted.extend(&candidate.recipients);
        counted.extend(&candidate.actors);
        for &around in &candidate.around {
            counted.push(around);
        }
        for &trigger in &triggers {
            counted.extend(self.tree.children(trigger).filter(|&c| {
                matches!(self.rel(c), "obj" | "nsubj:pass") || self.rel(c) == "nsubj"
            }));
        }
        let counted = self.with_conjuncts(&counted);
        for token in counted {
            if self.upos(token) == Upos::Verb {
                continue;
            }
            if let Some(fill) = self.quantity(token)
                && !roles
                    .iter()
                    .any(|r: &RoleFill| r.role == Role::Quantity && r.span.overlaps(fill.span))
            {
                roles.push(fill);
            }
        }
        trigger.dedup();
        Frame {
            trigger,
            head,
            event_type: candidate.event_type,
            mode: candidate.mode.filter(|mode| mode.fits(candidate.event_type)),
            contexts: self.contexts(candidate, sentence),
            roles,
            status: candidate.standing.status,
            attributions: attributions.into_iter().map(Id::new).collect(),
            confidence: candidate.confidence,
        }
    }

    /// The trigger with its particle: *carry out*.
    fn trigger_span(&self, token: usize) -> Span {
        let own = self.tree.tokens[token].span;
        match self.tree.child(token, "compound:prt") {
            Some(particle) if particle == token + 1 => own.to(self.tree.tokens[particle].span),
            _ => own,
        }
    }

    /// Places, times and means.
    fn add_circumstances(&self, candidate: &Candidate, roles: &mut Vec<RoleFill>) {
        let mut heads = vec![candidate.head];
        heads.extend(&candidate.triggers);
        heads.extend(&candidate.around);
        // *began sending ... in 2012*: the time stands at the verb that only says how far it is.
        let mut token = candidate.head;
        for _ in 0..3 {
            let Some(head) = self.head(token) else { break };
            let carries =
                matches!(self.rel(token), "xcomp" | "obj" | "nsubj" | "nsubj:pass" | "conj")
                    && (self.listed("begin", head)
                        || self.listed("light", head)
                        || self.listed("happen", head)
                        || self.listed("relay", head)
                        || self.rel(token) == "conj" && self.upos(head) == Upos::Verb
                        || self.rel(token) == "xcomp" && self.listed("plan", head));
            if !carries {
                break;
            }
            heads.push(head);
            token = head;
        }
        if let Some(purpose) = self.slot(candidate.head, candidate.entry.pos, &Slot::Purp).first() {
            heads.push(*purpose);
        }
        let mut seen = BTreeSet::new();
        heads.retain(|head| seen.insert(*head));
        let parties: Vec<usize> =
            candidate.actors.iter().chain(&candidate.recipients).copied().collect();
        let moves = matches!(
            candidate.event_type,
            EventType::Retreat
                | EventType::Mobilize
                | EventType::Aid
                | EventType::Coerce
                | EventType::Consult
                | EventType::Sanction
                | EventType::Concede
        );
        let objects: Vec<usize> = heads
            .iter()
            .filter(|&&head| self.upos(head) == Upos::Verb)
            .flat_map(|&head| self.objects(head))
            .collect();
        for &head in heads.iter().chain(&objects) {
            for child in self.tree.children(head) {
                if parties.contains(&child) || self.tree.tokens[child].span.is_empty() {
                    continue;
                }
                let oblique = self.tree.has_rel(child, "obl") || self.tree.has_rel(child, "nmod");
                let case = self.case(child).unwrap_or_default();
                let named = self.mention_at[child].map(|idx| self.mentions[idx].kind);
                let before_noun = matches!(self.rel(child), "compound" | "amod");
                let role = if self.is_time(child)
                    && (oblique || self.rel(child) == "advmod" || before_noun)
                {
                    // *a four-day visit* is no date
                    let dated = !before_noun || self.listed("days", child);
                    // *since 2014* and *until Friday* date an event as well as *in 2014* does.
                    (dated
                        && (!objects.contains(&head) || heads.contains(&head) || case.is_empty()))
                    .then_some(Role::Time)
                } else if !oblique || case.is_empty() || self.rel(child) == "nmod:poss" {
                    None
                } else if matches!(named, Some(Kind::Place | Kind::Facility))
                    || self.listed("land", child)
                    || self.listed("sites", child)
                {
                    match case.as_str() {
                        "in" | "at" | "near" | "outside" | "inside" | "around" | "across"
                        | "throughout" | "along" | "within" | "over" | "on" | "near_to" | "off"
                        | "north_of" | "south_of" | "east_of" | "west_of" | "close_to" => {
                            Some(Role::Place)
                        }
                        "from" | "out_of" if moves => Some(Role::Origin),
                        "to" | "into" | "toward" | "towards" | "onto" if moves => {
                            Some(Role::Destination)
                        }
                        _ => None,
                    }
                } else if matches!(case.as_str(), "with" | "using" | "by")
                    && (matches!(named, Some(Kind::Weapon | Kind::Vehicle))
                        || self.listed("weapons", child))
                {
                    Some(Role::Instrument)
                } else {
                    None
                };
                let Some(role) = role else { continue };
                for token in self.with_conjuncts(&[child]) {
                    let fill = self.fill(role, token);
                    if !roles.iter().any(|r| r.span.overlaps(fill.span)) {
                        roles.push(fill);
                    }
                }
            }
        }
    }

    fn contexts(&self, candidate: &Candidate, sentence: std::ops::Range<usize>) -> Vec<Context> {
        let mut found: Vec<Context> = candidate.entry.contexts.clone();
        for (name, words) in self.lexicon.lists_of("ctx:") {
            if let Some(context) = Context::parse(name)
                && sentence.clone().any(|t| words.contains(&self.lemma(t).to_lowercase()))
            {
                found.push(context);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What a speaker does by speaking, where no word of the lexicon says it: the attribution knows.
    fn add_speech_acts(&self, frames: &mut Vec<Frame>) {
        for (idx, attribution) in self.attributions.iter().enumerate() {
            let (event_type, mode) = match attribution.act {
                Act::Accuse => (EventType::Accuse, Some(Mode::Allege)),
                Act::Criticise => (EventType::Accuse, Some(Mode::Disapprove)),
                Act::Praise => (EventType::Support, None),
                Act::Demand => (EventType::Request, None),
                Act::Promise => (EventType::Agree, None),
                Act::Threaten => (EventType::Threaten, None),
                _ => continue,
            };
            let (Some(cue), Some(_)) = (attribution.cue.first(), attribution.source.first()) else {
                continue;
            };
            let told = frames.iter().any(|frame| {
                frame.trigger.iter().any(|t| attribution.cue.iter().any(|cue| cue.overlaps(*t)))
            });
            let Some(head) = self.tree.tokens.iter().position(|t| cue.overlaps(t.span)) else {
                continue;
            };
            if told {
                continue;
            }
            let mut roles: Vec<RoleFill> = attribution
                .source
                .iter()
                .map(|&span| RoleFill {
                    role: Role::Actor,
                    span,
                    mention: attribution.speaker,
                    amount: None,
                })
                .collect();
            if let Some((id, addressee)) =
                attribution.addressee.and_then(|id| Some((id, self.mentions.get(id.index())?)))
                && matches!(event_type, EventType::Request | EventType::Threaten | EventType::Agree)
            {
                roles.push(RoleFill {
                    role: Role::Recipient,
                    span: addressee.span,
                    mention: Some(id),
                    amount: None,
                });
            }
            let mut attributions = self.attributions_at(*cue);
            attributions.retain(|&a| a != idx);
            frames.push(Frame {
                trigger: attribution.cue.clone(),
                head,
                event_type,
                mode,
                contexts: Vec::new(),
                roles,
                status: Status::Happened,
                attributions: attributions.into_iter().map(Id::new).collect(),
                confidence: 0.4,
            });
        }
    }
}

/// The mode that an event of `outer` has when it is about one of `inner`: a refusal to meet is
/// `meet`.
fn folded_mode(outer: EventType, inner: EventType, mode: Option<Mode>) -> Option<Mode> {
    use EventType as E;
    match outer {
        E::Request | E::Reject => Some(match inner {
            E::Aid | E::Cooperate | E::Support => Mode::Assist,
            E::Consult => Mode::Meet,
            E::Retreat | E::Concede => Mode::Yield,
            _ => Mode::Change,
        }),
        E::Threaten => match (inner, mode) {
            (E::Assault | E::Mobilize, _) => Some(Mode::Violence),
            (E::Coerce, Some(Mode::Arrest)) => Some(Mode::Arrest),
            (E::Coerce, Some(Mode::Seize)) => Some(Mode::Territory),
            (E::Coerce, Some(Mode::Deport)) | (E::Sanction, Some(Mode::Expel)) => Some(Mode::Expel),
            (E::Coerce, _) => Some(Mode::Restrict),
            (E::Sanction, _) => Some(Mode::Relations),
            _ => None,
        },
        _ => None,
    }
}
