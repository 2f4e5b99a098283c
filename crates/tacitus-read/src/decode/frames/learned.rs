//! What the encoder makes of the events: it sees triggers that the lexicon lacks, throws out those that
//! only look like one, and has its say on type, mode, status and who fills a role.
//!
//! It learned from our own marked passages (`corpus/events`). Where the rules have a frame, both
//! decide; where they have none, the parties are those that the grammar gives a verb or noun of deed, as
//! far as the encoder believes in them.

use super::lexicon::{Entry, Pos, Slot};
use super::scene::Scene;
use super::{Candidate, Standing};
use crate::decode::hints::{Hints, likeliest};
use std::ops::Range;
use std::sync::OnceLock;
use tacitus_doc::{Frame, Kind, Mode, Role, RoleFill, Span, Status, Upos};

/// A token likelier than this to be a trigger is one, though no rule says so.
const NEW: f32 = 0.5;
/// A rule's trigger less likely than this is none.
const FALSE: f32 = 0.15;
/// The lexicon's type and mode count as so much probability beside the encoder's.
const LEXICON: f32 = 0.8;
/// The encoder's status counts against the rules' one from this probability on.
const SURE_OF_STATUS: f32 = 0.55;
/// A trigger that no rule knows must be so likely of its type: parts of speech and meaning that were seen
/// seldom in training are often told apart badly.
const NEW_TYPE: f32 = 0.5;
/// The share of the lexicon's types that are right where the encoder prefers another.
const KNOWN_TYPE: f32 = 0.5;
/// The encoder's probability to this power is the share of its types that are right.
const OVERSURE: f32 = 1.5;
/// A word with higher log-odds fills a role, though no rule says so.
const PARTY: f32 = 0.0;

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
            if p_any(hints, trigger) < FALSE {
                return false;
            }
            for token in tokens {
                taken[token] = true;
            }
            self.weigh(hints, trigger, frame);
            true
        });
        for sentence in sentences {
            for (trigger, cluster) in clusters(hints, sentence.clone()) {
                if cluster.clone().any(|token| taken[token]) {
                    continue;
                }
                if let Some(mut frame) = self.unseen(hints, trigger, cluster, sentence.clone()) {
                    self.weigh(hints, trigger, &mut frame);
                    frames.push(frame);
                }
            }
        }
    }

    /// A frame for a trigger that no rule found.
    fn unseen(
        &self,
        hints: &Hints,
        trigger: usize,
        cluster: Range<usize>,
        sentence: Range<usize>,
    ) -> Option<Frame> {
        let (event_type, p, _) = hints.event(trigger).filter(|(_, p, _)| *p > NEW_TYPE)?;
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
            self.odds(hints, trigger, role, span).is_some_and(|odds| odds > PARTY - 1.0)
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
            confidence: p,
            dropped: false,
        };
        Some(self.frame(&candidate, sentence))
    }

    /// The best log-odds that a word of `span` fills the role; `None` where none is worth telling.
    fn odds(&self, hints: &Hints, trigger: usize, role: Role, span: Span) -> Option<f32> {
        let own = hints.fills(trigger).filter(|(other, token, _)| {
            *other == role && span.contains(self.tree.tokens[*token].span)
        });
        own.map(|(.., odds)| odds).reduce(f32::max)
    }

    /// Type, mode, status and parties of a frame as rules and encoder together see them.
    fn weigh(&self, hints: &Hints, trigger: usize, frame: &mut Frame) {
        let any = p_any(hints, trigger);
        let own = Some(frame.event_type);
        if let Some((event_type, p)) = likeliest(hints.types(trigger), own, LEXICON * any) {
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
        let mut new: Vec<(f32, Role, usize)> = hints
            .fills(trigger)
            .filter(|(_, _, odds)| *odds > PARTY)
            .map(|(role, token, odds)| (odds, role, token))
            .collect();
        new.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        for (_, role, token) in new {
            let at = self.tree.tokens[token].span;
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
