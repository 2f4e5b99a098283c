//! From words to scores: the only part that knows tensors. Documents are cut into windows, windows
//! pass through the encoder, and each head scores each word.

pub mod forward;
pub mod kernel;
pub mod pairs;
pub mod pieces;
mod tree;
pub mod windows;

use crate::model::{Model, ROLE_WIDTH};
use crate::types::Probe;
use kernel::Scratch;
use std::ops::Range;
use windows::Plan;

/// How much likelier `no` may be before a sentence does not end: the heads learn from texts with full
/// stops and grow shy where there are none. Chosen on development data: half a point costs news
/// nothing and gains mail and comments a point.
const ENDS_MARGIN: f32 = 0.5;

/// What the model says of the words of one window. Later stages read labels off it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Tokens of the document that the window holds.
    pub tokens: Range<usize>,
    /// Sentences, as ranges of tokens of the document.
    pub sentences: Vec<Range<usize>>,
    /// Tag scores `[tokens][Heads::width]`.
    pub tags: Vec<f32>,
    /// The head of each token (a token of the document); `None` is the root. One root a sentence,
    /// no cycles.
    pub heads: Vec<Option<usize>>,
    /// Relation scores `[tokens][relations]`, each token with its head.
    pub relations: Vec<f32>,
    /// Which words fill which role of which trigger, likelier than not or nearly so.
    pub fills: Vec<Fill>,
    /// Tokens of the document that may state an event of a user's own type: the token, the type's place
    /// in the file, the probability.
    pub own: Vec<(usize, usize, f32)>,
    /// What each word asks and answers when it is told who is meant: `[tokens][Model::kin.n_out()]`.
    pub kin: Vec<f32>,
    /// By what events of several reports are compared: `[tokens][Model::sketch.n_out()]`.
    pub sketch: Vec<f32>,
    /// How many classes a row of `tags` has.
    pub tag_width: usize,
    /// How many classes a row of `relations` has.
    pub n_relations: usize,
}

/// A word that may fill a role of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    /// The trigger's token, counted in the document.
    pub trigger: usize,
    /// The token that may fill the role, counted in the document.
    pub token: usize,
    /// Which role, as a place in `Heads::roles`.
    pub role: usize,
    /// Log-odds that it does.
    pub odds: f32,
}

/// Tokens less likely than this to be (part of) a trigger are asked for no roles.
const LEAST_TRIGGER: f32 = 0.1;

/// Tokens less likely than this to be of a user's own type are not told.
const LEAST_OWN: f32 = 0.2;

/// Words whose log-odds to fill a role are lower are not told.
const LEAST_FILL: f32 = -3.0;

impl Scores {
    /// Scores of `n` classes of token `at` (of the window), from class `from` on.
    pub fn tag(&self, at: usize, from: usize, n: usize) -> &[f32] {
        let row = at * self.tag_width + from;
        &self.tags[row..row + n]
    }

    /// A row of scores as probabilities.
    pub fn probabilities(scores: &[f32]) -> Vec<f32> {
        let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut weights: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
        let sum: f32 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        weights
    }

    /// Scores of the relations of token `at` (of the window).
    pub fn relation(&self, at: usize) -> &[f32] {
        &self.relations[at * self.n_relations..(at + 1) * self.n_relations]
    }
}

/// The sum of the values whose class is one that is meant.
fn sum_where<T>(values: &[f32], classes: &[T], is_meant: impl Fn(&T) -> bool) -> f32 {
    values.iter().zip(classes).filter(|(_, class)| is_meant(class)).map(|(value, _)| value).sum()
}

/// The position of the greatest score; the first of equals.
pub fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    best
}

/// The encoder's vectors of the words of `plans`, window after window: `[tokens][width]`.
pub fn vectors(model: &Model, plans: &[&Plan], scratch: &mut Scratch) -> Vec<f32> {
    let windows: Vec<_> = plans.iter().map(|plan| &plan.window).collect();
    let hidden = model.encoder.forward(&windows, scratch);
    let width = model.encoder.width();
    let n_tokens: usize = plans.iter().map(|plan| plan.first.len()).sum();
    let mut words = Vec::with_capacity(n_tokens * width);
    let mut row = 0;
    for plan in plans {
        for first in &plan.first {
            words.extend_from_slice(&hidden[(row + first) * width..(row + first + 1) * width]);
        }
        row += plan.window.pieces.len();
    }
    words
}

/// So many words on either side are what a word stands among.
const CONTEXT: usize = 8;

/// The vector of each word of a window, followed by the mean of those around it.
pub fn in_context(words: &[f32], width: usize) -> Vec<Vec<f32>> {
    let rows: Vec<&[f32]> = words.chunks_exact(width).collect();
    (0..rows.len())
        .map(|at| {
            let around = &rows[at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(rows.len())];
            let mut vector = rows[at].to_vec();
            vector.resize(2 * width, 0.0);
            for row in around {
                let mean = vector[width..].iter_mut().zip(*row);
                mean.for_each(|(sum, x)| *sum += x / around.len() as f32);
            }
            vector
        })
        .collect()
}

/// Scores the words of `plans`, which may come from different documents. What is said of one window
/// does not depend on the others. `probes` recognise users' own types of events.
pub fn encode(
    model: &Model,
    plans: &[&Plan],
    probes: &[Probe],
    scratch: &mut Scratch,
) -> Vec<Scores> {
    let width = model.encoder.width();
    let words = vectors(model, plans, scratch);
    let n_tokens = words.len() / width;
    let mut tags = vec![0.0; n_tokens * model.tags.n_out()];
    model.tags.apply(&words, &mut tags, scratch);
    let mut projected = vec![0.0; n_tokens * model.project.n_out()];
    // The activation of the projection is the encoder's GELU.
    model.project.apply_mode(&words, &mut projected, kernel::Mode::Gelu, scratch);
    let mut at = 0;
    plans
        .iter()
        .map(|plan| {
            let n = plan.first.len();
            let words = &words[at * width..(at + n) * width];
            let tags = &tags[at * model.tags.n_out()..(at + n) * model.tags.n_out()];
            let projected =
                &projected[at * model.project.n_out()..(at + n) * model.project.n_out()];
            at += n;
            let mut scores = score_window(model, plan, tags, projected, scratch);
            if !probes.is_empty() {
                let seen = in_context(words, width);
                for (token, vector) in scores.tokens.clone().zip(&seen) {
                    let told = probes.iter().map(|probe| probe.probability(vector)).enumerate();
                    let likely = told.filter(|(_, p)| *p > LEAST_OWN);
                    scores.own.extend(likely.map(|(own_type, p)| (token, own_type, p)));
                }
            }
            scores.kin = vec![0.0; n * model.kin.n_out()];
            model.kin.apply(words, &mut scores.kin, scratch);
            scores.sketch = vec![0.0; n * model.sketch.n_out()];
            model.sketch.apply(words, &mut scores.sketch, scratch);
            scores.fills = fills(model, &scores, words, scratch);
            scores
        })
        .collect()
}

fn score_window(
    model: &Model,
    plan: &Plan,
    tags: &[f32],
    projected: &[f32],
    scratch: &mut Scratch,
) -> Scores {
    let tag_width = model.tags.n_out();
    let sentences = sentences(plan, |at| {
        let ends = &tags[at * tag_width + model.heads.ends..][..2];
        ends[1] + ENDS_MARGIN > ends[0]
    });
    let n = plan.first.len();
    let arc_width = model.arc.n_out();
    let rel_width = model.rel.n_in() / 3;
    let row_width = model.project.n_out();
    let row = |at: usize| &projected[at * row_width..(at + 1) * row_width];
    let dep_arc = |at: usize| &row(at)[..arc_width];
    let head_arc = |at: usize| &row(at)[arc_width..2 * arc_width];
    let dep_rel = |at: usize| &row(at)[2 * arc_width..2 * arc_width + rel_width];
    let head_rel = |at: usize| &row(at)[2 * arc_width + rel_width..];

    let mut dependents = Vec::with_capacity(n * arc_width);
    for at in 0..n {
        dependents.extend_from_slice(dep_arc(at));
    }
    let mut questions = vec![0.0; n * arc_width];
    model.arc.apply(&dependents, &mut questions, scratch);

    let mut heads = vec![None; n];
    for sentence in &sentences {
        let len = sentence.len();
        // Row d, column 0 the root, column 1 + h the word h of the sentence.
        let mut arcs = vec![0.0f32; len * (len + 1)];
        for dep in 0..len {
            let question = &questions[(sentence.start + dep) * arc_width..][..arc_width];
            let scores = &mut arcs[dep * (len + 1)..(dep + 1) * (len + 1)];
            scores[0] = dot(question, &model.root[..arc_width]);
            for (head, score) in scores[1..].iter_mut().enumerate() {
                *score = dot(question, head_arc(sentence.start + head));
            }
        }
        for (dep, head) in tree::best_tree(&arcs, len).into_iter().enumerate() {
            heads[sentence.start + dep] = head.map(|head| sentence.start + head);
        }
    }

    let mut pairs = Vec::with_capacity(n * 3 * rel_width);
    for (at, head) in heads.iter().enumerate() {
        let dep = dep_rel(at);
        let head = head.map_or(&model.root[arc_width..], head_rel);
        pairs.extend(dep.iter().zip(head).map(|(d, h)| d * h));
        pairs.extend_from_slice(dep);
        pairs.extend_from_slice(head);
    }
    let mut relations = vec![0.0; n * model.rel.n_out()];
    model.rel.apply(&pairs, &mut relations, scratch);

    let from = plan.tokens.start;
    Scores {
        tokens: plan.tokens.clone(),
        sentences: sentences.into_iter().map(|s| s.start + from..s.end + from).collect(),
        tags: tags.to_vec(),
        heads: heads.into_iter().map(|head| head.map(|head| head + from)).collect(),
        relations,
        fills: Vec::new(),
        own: Vec::new(),
        kin: Vec::new(),
        sketch: Vec::new(),
        tag_width,
        n_relations: model.rel.n_out(),
    }
}

/// Who and what fills the roles of the triggers of a window.
fn fills(model: &Model, scores: &Scores, words: &[f32], scratch: &mut Scratch) -> Vec<Fill> {
    let (from, classes) = (model.heads.event.0, &model.heads.event.1);
    let n = scores.tokens.len();
    let is_trigger = |at: &usize| {
        let row = Scores::probabilities(scores.tag(*at, from, classes.len()));
        1.0 - sum_where(&row, classes, Option::is_none) >= LEAST_TRIGGER
            || scores.own.iter().any(|(token, ..)| *token == scores.tokens.start + at)
    };
    let triggers: Vec<usize> = (0..n).filter(is_trigger).collect();
    if triggers.is_empty() {
        return Vec::new();
    }
    let n_roles = model.heads.roles.len();
    let row_width = model.role.n_out();
    let mut vectors = vec![0.0; n * row_width];
    model.role.apply(words, &mut vectors, scratch);
    let row = |at: usize| &vectors[at * row_width..(at + 1) * row_width];
    let scale = (ROLE_WIDTH as f32).sqrt().recip();
    let mut fills = Vec::new();
    for trigger in triggers {
        for token in (0..n).filter(|&token| token != trigger) {
            let (answers, alone) =
                row(token)[n_roles * ROLE_WIDTH..].split_at(n_roles * ROLE_WIDTH);
            for role in 0..n_roles {
                let question = &row(trigger)[role * ROLE_WIDTH..][..ROLE_WIDTH];
                let answer = &answers[role * ROLE_WIDTH..][..ROLE_WIDTH];
                let odds = dot(question, answer) * scale + alone[role];
                if odds > LEAST_FILL {
                    let place = |at: usize| scores.tokens.start + at;
                    fills.push(Fill { trigger: place(trigger), token: place(token), role, odds });
                }
            }
        }
    }
    fills
}

/// Sentences of a window, as ranges of its tokens.
fn sentences(plan: &Plan, model_says: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, end) in plan.ends.iter().enumerate() {
        if end.unwrap_or_else(|| model_says(at)) {
            found.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < plan.ends.len() {
        found.push(start..plan.ends.len());
    }
    found
}

/// A dot product in sixteen lanes, which every processor adds up in the same order.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 16];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..16 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    for (lane, (a, b)) in a_rest.iter().zip(b_rest).enumerate() {
        lanes[lane] += a * b;
    }
    let mut width = 8;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
        width /= 2;
    }
    lanes[0]
}
