//! From a candidate to a frame: spans, places, times, means, quantities, contexts.

use super::Candidate;
use super::lexicon::Slot;
use super::scene::Scene;
use std::collections::BTreeSet;
use tacitus_doc::{EventType, Frame, Id, Kind, Role, RoleFill, Span, Upos};

impl Scene<'_> {
    pub(super) fn frame(&self, candidate: &Candidate) -> Frame {
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
                head = self.token_at(*cue).unwrap_or(head);
            }
            actors = super::speaker_roles(attribution);
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
            own_type: None,
            contexts: candidate.entry.contexts.clone(),
            roles,
            status: candidate.standing.status,
            attributions: attributions.into_iter().map(Id::new).collect(),
            confidence: candidate.confidence,
        }
    }

    /// The trigger with its particle: *carry out*.
    pub(super) fn trigger_span(&self, token: usize) -> Span {
        let own = self.tree.tokens[token].span;
        match self.tree.child(token, "compound:prt") {
            Some(particle) if particle == token + 1 => own.to(self.tree.tokens[particle].span),
            _ => own,
        }
    }

    /// Places, times and means.
    pub(super) fn add_circumstances(&self, candidate: &Candidate, roles: &mut Vec<RoleFill>) {
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
}
