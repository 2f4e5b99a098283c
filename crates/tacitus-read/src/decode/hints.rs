//! What the encoder says of single words beside their grammar: parts of claims, acts, triggers of
//! events with their modes and status, and who fills their roles. Rules and learned choices of
//! `attribution` and `frames` ask here; where nothing was said (layers that were given, tests), they
//! do without.

use crate::encode::{Fill, Scores};
use crate::model::{ClaimPart, Heads};
use crate::types::OwnTypes;
use std::ops::Range;
use tacitus_doc::{Act, Document, EventType, Mode, Role, Status, Symbol};

/// The encoder's opinion of the words of one document.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    claims: Vec<[f32; 3]>,
    /// Scores of acts, a row a token, one after the other.
    acts: Vec<f32>,
    events: Vec<Vec<f32>>,
    modes: Vec<Vec<f32>>,
    statuses: Vec<Vec<f32>>,
    /// In order of their triggers.
    fills: Vec<Fill>,
    /// Tokens that may state an event of a user's own type, with its place among them.
    own: Vec<(usize, usize, f32)>,
    lists: Lists,
}

/// What the classes of the rows mean.
#[derive(Clone, Debug, Default)]
struct Lists {
    acts: Vec<Act>,
    events: Vec<Option<EventType>>,
    modes: Vec<(EventType, Option<Mode>)>,
    statuses: Vec<Status>,
    roles: Vec<Role>,
    own: Vec<(Symbol, EventType, Option<Mode>)>,
}

/// What a user's own type is called, and what it counts as.
#[derive(Clone, Debug)]
pub struct Own {
    /// Its name.
    pub name: Symbol,
    /// The PLOVER type.
    pub under: EventType,
    /// The mode.
    pub mode: Option<Mode>,
    /// The probability that it is one.
    pub p: f32,
}

impl Hints {
    /// From the scores of a document's windows, and the user's own types that they speak of.
    pub fn new(doc: &Document, scores: &[Scores], heads: &Heads, own: &OwnTypes) -> Hints {
        let n_tokens = doc.tokens().map_or(0, <[_]>::len);
        let mut hints = Hints {
            claims: vec![[0.0; 3]; n_tokens],
            acts: vec![0.0; n_tokens * heads.act.1.len()],
            events: vec![Vec::new(); n_tokens],
            modes: vec![Vec::new(); n_tokens],
            statuses: vec![Vec::new(); n_tokens],
            own: scores.iter().flat_map(|window| window.own.iter().copied()).collect(),
            fills: scores.iter().flat_map(|window| window.fills.iter().copied()).collect(),
            lists: Lists {
                acts: heads.act.1.clone(),
                events: heads.event.1.clone(),
                modes: heads.mode.1.clone(),
                statuses: heads.status.1.clone(),
                roles: heads.roles.clone(),
                own: (own.types.iter()).map(|it| (it.name.clone(), it.under, it.mode)).collect(),
            },
        };
        hints.fills.sort_by_key(|fill| (fill.trigger, fill.token, fill.role));
        for window in scores {
            for token in window.tokens.clone().filter(|&token| token < n_tokens) {
                let at = token - window.tokens.start;
                let row = |from: usize, n: usize| Scores::probabilities(window.tag(at, from, n));
                for (p, class) in row(heads.claim.0, heads.claim.1.len()).iter().zip(&heads.claim.1)
                {
                    if let Some((_, part)) = class {
                        hints.claims[token][*part as usize] += p;
                    }
                }
                let n = heads.act.1.len();
                hints.acts[token * n..(token + 1) * n].copy_from_slice(window.tag(
                    at,
                    heads.act.0,
                    n,
                ));
                // Modes and status are asked of triggers only.
                let events = row(heads.event.0, heads.event.1.len());
                let nothing: f32 = (events.iter().zip(&heads.event.1))
                    .filter(|(_, class)| class.is_none())
                    .map(|(p, _)| p)
                    .sum();
                if nothing < 0.95 {
                    hints.events[token] = events;
                    hints.modes[token] = row(heads.mode.0, heads.mode.1.len());
                    hints.statuses[token] = row(heads.status.0, heads.status.1.len());
                }
            }
        }
        hints
    }

    /// Whether the encoder has said nothing.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    /// The probability that a token is that part of an attribution. It was learned from outermost
    /// attributions, so inside a content it says nothing of the claims that nest there.
    pub fn of(&self, token: usize, part: ClaimPart) -> f32 {
        self.claims.get(token).map_or(0.0, |parts| parts[part as usize])
    }

    /// The mean probability over tokens; 0 for none.
    pub fn mean(&self, tokens: &[usize], part: ClaimPart) -> f32 {
        let sum: f32 = tokens.iter().map(|&token| self.of(token, part)).sum();
        sum / tokens.len().max(1) as f32
    }

    /// Runs of tokens within `range` that are likelier that part than not, in order. A run goes on over
    /// a single doubtful token that `joins`.
    pub fn runs(
        &self,
        range: Range<usize>,
        part: ClaimPart,
        joins: impl Fn(usize) -> bool,
    ) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for token in range.filter(|&token| self.of(token, part) > 0.5) {
            match runs.last_mut() {
                Some(run) if run.end == token || run.end + 1 == token && joins(run.end) => {
                    run.end = token + 1;
                }
                _ => runs.push(token..token + 1),
            }
        }
        runs
    }

    /// The probability of each act by a cue: the mean over the cue's words. None where the encoder has
    /// said nothing.
    pub fn acts(&self, cue: &[usize]) -> Vec<(Act, f32)> {
        let n = self.lists.acts.len();
        let mut sums = vec![0.0; n];
        let rows = cue.iter().filter_map(|&token| self.acts.get(token * n..(token + 1) * n));
        for row in rows.filter(|row| !row.is_empty()) {
            for (sum, p) in sums.iter_mut().zip(Scores::probabilities(row)) {
                *sum += p / cue.len() as f32;
            }
        }
        self.lists.acts.iter().copied().zip(sums).collect()
    }

    /// The likeliest type of the event that a token states, with the probability of that type and of
    /// any.
    pub fn event(&self, token: usize) -> Option<(EventType, f32, f32)> {
        let any = self.types(token).map(|(_, p)| p).sum();
        likeliest(self.types(token), None, 0.0).map(|(event_type, p)| (event_type, p, any))
    }

    /// The likeliest of the user's own types that a token states, where there is one.
    pub fn own(&self, token: usize) -> Option<Own> {
        let told = self.own.iter().filter(|(at, ..)| *at == token);
        let (_, own_type, p) = told.max_by(|a, b| a.2.total_cmp(&b.2).then(b.1.cmp(&a.1)))?;
        let (name, under, mode) = self.lists.own.get(*own_type)?.clone();
        Some(Own { name, under, mode, p: *p })
    }

    /// The probability of each type that a token states, the impossible ones left out.
    pub fn types(&self, token: usize) -> impl Iterator<Item = (EventType, f32)> + '_ {
        let row = self.events.get(token).map(Vec::as_slice).unwrap_or_default();
        let typed = row.iter().zip(&self.lists.events);
        typed.filter_map(|(p, class)| Some(((*class)?, *p)))
    }

    /// The modes of an event of that type, with their probabilities among that type's.
    pub fn modes(&self, token: usize, event_type: EventType) -> Vec<(Option<Mode>, f32)> {
        let row = self.modes.get(token).map(Vec::as_slice).unwrap_or_default();
        let own = row.iter().zip(&self.lists.modes).filter(|(_, (of, _))| *of == event_type);
        let own: Vec<(Option<Mode>, f32)> = own.map(|(p, (_, mode))| (*mode, *p)).collect();
        let sum: f32 = own.iter().map(|(_, p)| p).sum();
        own.into_iter().map(|(mode, p)| (mode, p / sum.max(1e-9))).collect()
    }

    /// Whether the event that a token states happened, with the probability.
    pub fn status(&self, token: usize) -> Option<(Status, f32)> {
        let row = self.statuses.get(token)?;
        likeliest(self.lists.statuses.iter().copied().zip(row.iter().copied()), None, 0.0)
    }

    /// The words that may fill a role of a trigger, with their log-odds.
    pub fn fills(&self, trigger: usize) -> impl Iterator<Item = (Role, usize, f32)> + '_ {
        let from = self.fills.partition_point(|fill| fill.trigger < trigger);
        let own = self.fills[from..].iter().take_while(move |fill| fill.trigger == trigger);
        own.filter_map(|fill| Some((*self.lists.roles.get(fill.role)?, fill.token, fill.odds)))
    }
}

/// The likeliest of several classes, the first of equals, where the one that the rules chose counts as
/// `bonus` more; with the probability that the encoder gave it.
pub fn likeliest<T: Copy + PartialEq>(
    classes: impl Iterator<Item = (T, f32)>,
    own: Option<T>,
    bonus: f32,
) -> Option<(T, f32)> {
    let weight = |&(class, p): &(T, f32)| p + if own == Some(class) { bonus } else { 0.0 };
    classes.reduce(|a, b| if weight(&b) > weight(&a) { b } else { a })
}
