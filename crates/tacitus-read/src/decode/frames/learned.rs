//! What the encoder makes of the events: it sees triggers that the lexicon lacks, throws out those that
//! only look like one, and has its say on type, mode, status and who fills a role.
//!
//! It learned from our own marked passages (`corpus/events`). Where the rules have a frame, both
//! decide; where they have none, the parties are those that the grammar gives a verb or noun of deed, as
//! far as the encoder believes in them.

use super::lexicon::{Entry, Pos, Slot};
use super::scene::Scene;
use super::{Candidate, Standing};
use crate::decode::hints::{Hints, Own, likeliest};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;
use tacitus_doc::{
    Act, Attribution, EventType, Frame, Kind, Mode, Role, RoleFill, Span, Status, Upos,
};

/// A token likelier than this to be a trigger is one, though no rule says so.
const NEW: f32 = 0.5;
/// A rule's trigger less likely than this is none.
const FALSE: f32 = 0.15;
/// The same where the words beside it show the sense: the encoder has seen few idioms.
const FALSE_IDIOM: f32 = 0.005;
/// The lexicon's type and mode count as so much probability beside the encoder's.
const LEXICON: f32 = 0.5;
/// The same where the words beside the trigger show the sense.
const LEXICON_IDIOM: f32 = 0.8;
/// The encoder's status counts against the rules' one from this probability on.
const SURE_OF_STATUS: f32 = 0.55;
/// A trigger that no rule knows must be so likely of its type: parts of speech and meaning that were seen
/// seldom in training are often told apart badly.
const NEW_TYPE: f32 = 0.5;
/// The share of the lexicon's types that are right where the encoder prefers another.
const KNOWN_TYPE: f32 = 0.5;
/// The encoder's probability to this power is the share of its types that are right.
const OVERSURE: f32 = 2.3;
/// A word with higher log-odds is a party, though no rule says so.
const PARTY: f32 = -0.5;
/// The same for place, time, means, route and number.
const CIRCUMSTANCE: f32 = 0.0;
/// A recipient by rule with lower log-odds is none: rules take any object for one.
const NO_RECIPIENT: f32 = -1.5;

/// Where the parties of a verb or noun of deed stand that the lexicon does not know.
fn generic(pos: Pos) -> &'static Entry {
    static ENTRIES: OnceLock<[Entry; 2]> = OnceLock::new();
    let prep = |word: &str| Slot::Prep(word.into());
    let entry = |pos: Pos, actor: Vec<Slot>, recipient: Vec<Slot>| Entry {
        particle: None,
        pos,
        event_type: None,
        mode: None,
        when: Vec::new(),
        actor,
        recipient,
        mutual: false,
        bare: true,
        plain: true,
        opinion: false,
        refused: false,
        contexts: Vec::new(),
    };
    let entries = ENTRIES.get_or_init(|| {
        [
            entry(
                Pos::Verb,
                vec![Slot::Subj],
                vec![
                    Slot::Obj,
                    Slot::Iobj,
                    prep("against"),
                    prep("on"),
                    prep("with"),
                    prep("to"),
                    prep("from"),
                ],
            ),
            entry(
                Pos::Noun,
                vec![Slot::Subj, Slot::Poss, prep("by"), Slot::Adj],
                vec![
                    prep("against"),
                    prep("on"),
                    prep("of"),
                    prep("with"),
                    prep("from"),
                    prep("to"),
                    prep("for"),
                ],
            ),
        ]
    });
    match pos {
        Pos::Noun => &entries[1],
        Pos::Verb | Pos::Adjective => &entries[0],
    }
}

impl Scene<'_> {
    /// Revises the rules' frames of a document and adds those that only the encoder sees.
    pub(super) fn revise(
        &self,
        hints: &Hints,
        sentences: &[Range<usize>],
        narrow: &BTreeSet<usize>,
        frames: &mut Vec<Frame>,
    ) {
        if hints.is_empty() {
            return;
        }
        let mut taken = vec![false; self.tree.words.len()];
        frames.retain_mut(|frame| {
            let spans = frame.trigger.iter();
            let tokens: Vec<usize> =
                spans.flat_map(|span| self.tree.doc.tokens_in(*span)).collect();
            let likely =
                tokens.iter().copied().max_by(|&a, &b| p_any(hints, a).total_cmp(&p_any(hints, b)));
            let Some(trigger) = likely else { return true };
            let own = tokens.iter().find_map(|&token| hints.own(token).filter(|own| own.p > NEW));
            let said = || self.is_said(frame);
            let least = if narrow.contains(&frame.head) { FALSE_IDIOM } else { FALSE };
            if p_any(hints, trigger) < least && own.is_none() && !said() {
                return false;
            }
            for token in tokens {
                taken[token] = true;
            }
            let lexicon = if narrow.contains(&frame.head) { LEXICON_IDIOM } else { LEXICON };
            self.weigh(hints, trigger, lexicon, frame);
            if let Some(own) = own {
                own_type(own, frame);
            }
            true
        });
        for sentence in sentences {
            for (trigger, cluster) in clusters(hints, sentence.clone()) {
                if cluster.clone().any(|token| taken[token]) {
                    continue;
                }
                let typed = hints.event(trigger).filter(|(_, p, _)| *p > NEW_TYPE);
                let Some((event_type, p, _)) = typed else { continue };
                for token in cluster.clone() {
                    taken[token] = true;
                }
                let own = cluster.clone().find_map(|at| hints.own(at).filter(|own| own.p > NEW));
                let mut frame = self.unseen(hints, trigger, cluster, event_type);
                frame.confidence = p;
                self.weigh(hints, trigger, LEXICON, &mut frame);
                if let Some(own) = own {
                    own_type(own, &mut frame);
                }
                frames.push(frame);
            }
            let states = |token: &usize| {
                matches!(self.upos(*token), Upos::Verb | Upos::Noun | Upos::Adj | Upos::Propn)
            };
            for token in sentence.clone().filter(states) {
                let Some(own) = hints.own(token).filter(|own| own.p > NEW && !taken[token]) else {
                    continue;
                };
                taken[token] = true;
                // *forced out*: the words of one trigger stand together.
                if token > sentence.start
                    && hints.own(token - 1).is_some_and(|before| before.p >= own.p)
                {
                    continue;
                }
                let mut frame = self.unseen(hints, token, token..token + 1, own.under);
                self.weigh_parties(hints, token, &mut frame);
                own_type(own, &mut frame);
                frames.push(frame);
            }
        }
    }

    /// Whether the frame is what a speaker does by words that are no word for it (*told reporters*).
    fn is_said(&self, frame: &Frame) -> bool {
        let act = match (frame.event_type, frame.mode) {
            (EventType::Accuse, Some(Mode::Disapprove)) => Act::Criticise,
            (EventType::Accuse, Some(Mode::Allege)) => Act::Accuse,
            _ => return false,
        };
        let told = |it: &Attribution| it.cue.iter().all(|cue| frame.trigger.contains(cue));
        self.attributions.iter().any(|it| it.act == act && !it.cue.is_empty() && told(it))
    }

    /// A frame for a trigger that no rule found.
    fn unseen(
        &self,
        hints: &Hints,
        trigger: usize,
        cluster: Range<usize>,
        event_type: EventType,
    ) -> Frame {
        let pos = match self.upos(trigger) {
            Upos::Noun | Upos::Propn => Pos::Noun,
            _ => Pos::Verb,
        };
        let entry = generic(pos);
        let mut actors = self.first_parties(trigger, entry, &entry.actor);
        let mut recipients = Vec::new();
        for slot in &entry.recipient {
            recipients.extend(self.parties(&self.slot(trigger, pos, slot)));
        }
        recipients.retain(|party| !actors.contains(party) && !self.is_time(*party));
        // What the grammar offers here is no more than a guess, so the encoder must agree.
        let believes = |role: Role, party: usize| {
            let span = self.phrase(party);
            self.odds(hints, trigger, role, span).is_some_and(|odds| odds > PARTY - 0.5)
        };
        actors.retain(|&party| believes(Role::Actor, party));
        recipients.retain(|&party| believes(Role::Recipient, party));
        let candidate = Candidate {
            head: trigger,
            triggers: cluster.collect(),
            entry,
            event_type,
            mode: None,
            actors,
            recipients,
            standing: Standing {
                status: hints.status(trigger).map_or(Status::Happened, |(status, _)| status),
                ..self.standing(trigger)
            },
            thing: false,
            around: Vec::new(),
            voiced: None,
            confidence: 0.0,
            dropped: false,
        };
        self.frame(&candidate)
    }

    /// The best log-odds that a word of `span` fills the role; `None` where none is worth telling.
    fn odds(&self, hints: &Hints, trigger: usize, role: Role, span: Span) -> Option<f32> {
        let own = hints.fills(trigger).filter(|(other, token, _)| {
            *other == role && span.contains(self.tree.tokens[*token].span)
        });
        own.map(|(.., odds)| odds).reduce(f32::max)
    }

    /// Type, mode, status and parties of a frame as rules and encoder together see them.
    fn weigh(&self, hints: &Hints, trigger: usize, lexicon: f32, frame: &mut Frame) {
        let any = p_any(hints, trigger);
        let own = Some(frame.event_type);
        if let Some((event_type, p)) = likeliest(hints.types(trigger), own, lexicon * any) {
            let known = event_type == frame.event_type;
            if !known {
                frame.event_type = event_type;
                frame.mode = None;
            }
            // The encoder is too sure of itself and knows less of rare types than the lexicon does; both
            // measured on the development part of our passages.
            let floor = if known { KNOWN_TYPE * any.max(0.5) } else { 0.0 };
            frame.confidence = p.powf(OVERSURE).max(floor).clamp(0.02, 0.98);
        }
        let modes = hints.modes(trigger, frame.event_type).into_iter();
        if let Some((mode, _)) = likeliest(modes, frame.mode.map(Some), LEXICON) {
            frame.mode = mode.filter(|mode: &Mode| mode.fits(frame.event_type));
        }
        if let Some((status, p)) = hints.status(trigger)
            && p > SURE_OF_STATUS
        {
            frame.status = status;
        }
        self.weigh_parties(hints, trigger, frame);
    }

    /// Who and what takes part, as rules and encoder together see it.
    fn weigh_parties(&self, hints: &Hints, trigger: usize, frame: &mut Frame) {
        // *the body, which they recognised*: the encoder points at *which*.
        let antecedent = self
            .head(frame.head)
            .filter(|_| self.rel(frame.head).starts_with("acl"))
            .map(|head| self.tree.tokens[head].span);
        // Of what is no trigger to it the encoder knows no parties.
        let knows = p_any(hints, trigger) >= FALSE;
        frame.roles.retain(|fill| {
            let odds = self.odds(hints, trigger, fill.role, fill.span);
            match fill.role {
                _ if !knows || antecedent.is_some_and(|head| fill.span.contains(head)) => true,
                // Nothing told is the same as less than is worth telling.
                Role::Actor | Role::Place => odds.is_some(),
                Role::Recipient => odds.is_some_and(|odds| odds > NO_RECIPIENT),
                _ => true,
            }
        });
        let mut new: Vec<(f32, Role, usize)> = hints
            .fills(trigger)
            .filter(|(role, _, odds)| {
                let party = matches!(role, Role::Actor | Role::Recipient);
                *odds > if party { PARTY } else { CIRCUMSTANCE }
            })
            .map(|(role, token, odds)| (odds, role, token))
            .collect();
        new.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        for (_, role, token) in new {
            let at = self.tree.tokens[token].span;
            if !matches!(role, Role::Actor | Role::Recipient | Role::Place) {
                self.add_circumstance(role, token, frame);
                continue;
            }
            let who_or_where =
                |fill: &RoleFill| matches!(fill.role, Role::Actor | Role::Recipient | Role::Place);
            let told = frame.roles.iter().any(|fill| who_or_where(fill) && fill.span.contains(at));
            let placed =
                role == Role::Place && frame.roles.iter().any(|fill| fill.role == Role::Place);
            if told || placed || frame.trigger.iter().any(|span| span.contains(at)) {
                continue;
            }
            let head = self.head_of_phrase(token);
            let fill = self.fill(role, head);
            let known = |other: &RoleFill| who_or_where(other) && other.span.overlaps(fill.span);
            let is_place = || {
                fill.mention
                    .and_then(|id| self.mentions.get(id.index()))
                    .is_some_and(|mention| matches!(mention.kind, Kind::Place | Kind::Facility))
            };
            if !frame.roles.iter().any(known) && (role != Role::Place || is_place()) {
                frame.roles.push(fill);
            }
        }
    }

    /// A time, means, route or number that only the encoder connects with the event.
    fn add_circumstance(&self, role: Role, token: usize, frame: &mut Frame) {
        let head = self.head_of_phrase(token);
        let fill = match role {
            Role::Quantity => {
                let number = [head, token].into_iter().find_map(|at| self.count(at));
                let Some(fill) = number else { return };
                fill
            }
            _ => self.fill(role, head),
        };
        let kind = self.kind(head);
        let fits = match role {
            Role::Time => self.is_time(head),
            Role::Origin | Role::Destination => {
                matches!(kind, Some(Kind::Place | Kind::Facility))
            }
            _ => true,
        };
        // One time and one way each; a number may well be counted in a party.
        let one = matches!(role, Role::Time | Role::Origin | Role::Destination);
        let told = frame.roles.iter().any(|other| {
            other.role == role && (one || other.span.overlaps(fill.span))
                || role != Role::Quantity
                    && other.role != Role::Quantity
                    && other.span.overlaps(fill.span)
        });
        if fits && !told && !frame.trigger.iter().any(|span| span.overlaps(fill.span)) {
            frame.roles.push(fill);
        }
    }

    /// The head of the phrase that a word stands in: of *Ana* in *Minister Ana Roth*, that of the whole.
    fn head_of_phrase(&self, token: usize) -> usize {
        let mut at = token;
        for _ in 0..6 {
            if self.mention_at[at].is_some() {
                return at;
            }
            let Some(head) = self.head(at) else { break };
            let inside = matches!(
                self.rel(at),
                "flat" | "compound" | "nmod:desc" | "appos" | "amod" | "nummod" | "fixed"
            ) || self.rel(at).starts_with("flat");
            if !inside {
                break;
            }
            at = head;
        }
        at
    }
}

/// A frame of a user's own type counts as what he says it does.
fn own_type(own: Own, frame: &mut Frame) {
    if frame.event_type != own.under || own.mode.is_some() {
        frame.mode = own.mode;
    }
    frame.event_type = own.under;
    frame.confidence = own.p.clamp(0.02, 0.98);
    frame.own_type = Some(own.name);
}

fn p_any(hints: &Hints, token: usize) -> f32 {
    hints.event(token).map_or(0.0, |(_, _, any)| any)
}

/// Runs of tokens that are likely triggers of one type, each with its likeliest token.
fn clusters(hints: &Hints, sentence: Range<usize>) -> Vec<(usize, Range<usize>)> {
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for token in sentence {
        let Some((event_type, _, any)) = hints.event(token) else { continue };
        if any <= NEW {
            continue;
        }
        match found.last_mut() {
            Some((best, run))
                if run.end == token
                    && hints.event(*best).is_some_and(|(other, ..)| other == event_type) =>
            {
                run.end = token + 1;
                if any > p_any(hints, *best) {
                    *best = token;
                }
            }
            _ => found.push((token, token..token + 1)),
        }
    }
    found
}
