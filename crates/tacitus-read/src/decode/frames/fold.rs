//! One deed, one event: what several words say of it is put together.

use super::Candidate;
use super::lexicon::{Pos, Slot};
use super::scene::Scene;
use tacitus_doc::{EventType, Mode, Status, Upos};

impl Scene<'_> {
    /// Nouns that another candidate already says: *an air strike killed five*, *five were killed in
    /// an air strike*, *imposed sanctions*.
    pub(super) fn fold_nouns(&self, candidates: &mut [Candidate]) {
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
                    let noun = candidates[other].clone();
                    let recipients = noun.recipients;
                    let verb = &mut candidates[at];
                    verb.mode = verb
                        .mode
                        .or_else(|| folded_mode(verb.event_type, noun.event_type, noun.mode));
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
    pub(super) fn fold_complements(&self, candidates: &mut [Candidate]) {
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
            // Who denies a deed refuses nothing: the deed stands, denied.
            if outer_type == E::Reject
                && matches!(self.lemma(candidates[outer].head), "deny" | "refute" | "dispute")
                && !matches!(inner.event_type, E::Accuse | E::Request | E::Reject)
                && !(inner.actors.is_empty() && inner.recipients.is_empty())
            {
                candidates[outer].dropped = true;
                candidates[at].standing.status = Status::Denied;
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
            // *promised a veto* refuses.
            let outer_type = if outer_type == E::Agree && inner.event_type == E::Reject {
                candidates[outer].event_type = E::Reject;
                E::Reject
            } else {
                outer_type
            };
            // *promised to withdraw* concedes; *agreed to* binds two sides.
            let yields = matches!(inner.event_type, E::Retreat | E::Concede);
            let alone =
                !matches!(self.lemma(candidates[outer].head), "agree" | "consent" | "accept");
            let outer_type = if outer_type == E::Agree && yields && alone {
                candidates[outer].event_type = E::Concede;
                E::Concede
            } else {
                outer_type
            };
            let mode = folded_mode(outer_type, inner.event_type, inner.mode);
            let own_actor = inner.actors.iter().any(|a| !candidates[outer].actors.contains(a));
            let objects = self.with_conjuncts(&self.slot(inner.head, inner.entry.pos, &Slot::Obj));
            let candidate = &mut candidates[outer];
            if candidate.mode.is_none() {
                candidate.mode = mode;
            }
            // What the complement is done to is no party where the complement's own sense says so:
            // *agreed to open its borders to refugees*.
            if inner.entry.pos == Pos::Verb
                && outer_type != E::Request
                && candidate.recipients.iter().all(|r| objects.contains(r))
            {
                candidate.recipients.clear();
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
            // *its troops* are the actor's own.
            candidate.recipients.retain(|&recipient| {
                let owner = self.tree.child(recipient, "nmod:poss");
                owner.is_none_or(|owner| self.upos(owner) != Upos::Pron)
            });
            candidate.around.push(inner.head);
            candidate.around.extend(&inner.around);
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
    pub(super) fn stands_under(&self, token: usize, candidates: &[Candidate]) -> Option<usize> {
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

    /// Clauses that tell one event between them: *attacked the town, killing ten*, *killed five and
    /// wounded nine*.
    pub(super) fn merge(&self, candidates: &mut [Candidate]) {
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
    pub(super) fn answer(&self, candidates: &mut [Candidate]) {
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
}

/// The mode that an event of `outer` has when it is about one of `inner`: a refusal to meet is
/// `meet`.
pub(super) fn folded_mode(outer: EventType, inner: EventType, mode: Option<Mode>) -> Option<Mode> {
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
