//! The relation between two given phrases: their sentences pass through the encoder once more, with the
//! pieces of either phrase marked, and a head of its own scores the window.

use super::kernel::{Mode, Scratch};
use super::pieces::{CLS, N_SHAPES, SEP, shape};
use super::windows::Plan;
use super::{Scores, sum_where, vectors};
use crate::model::Model;
use std::ops::Range;
use tacitus_doc::{Document, EventType, Span};

/// Pieces at most in the window.
const LONGEST: usize = 200;

/// The probability of each type that `source` stands in that relation to `target`; where both are empty,
/// that the text states it in the main. What is missing to 1 is the probability of no relation. `None` for
/// a document without tokens.
pub fn ask(
    model: &Model,
    doc: &Document,
    source: Span,
    target: Span,
    scratch: &mut Scratch,
) -> Option<Vec<(EventType, f32)>> {
    let plan = plan(model, doc, source, target)?;
    let width = model.encoder.width();
    let hidden = model.encoder.forward_pairs(&[&plan.window], scratch);
    let rows: Vec<&[f32]> = hidden.chunks_exact(width).collect();
    // The window's state, and the means of the two phrases' pieces.
    let mut state = rows.first()?.to_vec();
    for mark in 1..=2 {
        let mut mean = vec![0.0; width];
        let mut n = 0.0f32;
        for (row, _) in rows.iter().zip(&plan.window.shapes).filter(|(_, s)| *s / N_SHAPES == mark)
        {
            mean.iter_mut().zip(*row).for_each(|(sum, x)| *sum += x);
            n += 1.0;
        }
        mean.iter_mut().for_each(|sum| *sum /= n.max(1.0));
        state.extend(mean);
    }
    let mut inner = vec![0.0; model.pair_in.n_out()];
    model.pair_in.apply_mode(&state, &mut inner, Mode::Gelu, scratch);
    let mut scores = vec![0.0; model.pair_out.n_out()];
    model.pair_out.apply(&inner, &mut scores, scratch);

    // CONCEDE and RETREAT are one class here; which of them, the words tell.
    let words = vectors(model, &[&plan], scratch);
    let mut tags = vec![0.0; plan.first.len() * model.tags.n_out()];
    model.tags.apply(&words, &mut tags, scratch);
    let (from, classes) = (model.heads.event.0, &model.heads.event.1);
    let share = |event_type: EventType| -> f32 {
        let of = |row: &[f32]| {
            let row = Scores::probabilities(&row[from..from + classes.len()]);
            sum_where(&row, classes, |class| *class == Some(event_type))
        };
        1e-6 + tags.chunks_exact(model.tags.n_out()).map(of).sum::<f32>()
    };
    let mut asked = Vec::new();
    for (p, types) in Scores::probabilities(&scores).into_iter().zip(&model.heads.relations) {
        match types[..] {
            [] => {}
            [only] => asked.push((only, p)),
            _ => {
                let whole: f32 = types.iter().map(|&one| share(one)).sum();
                asked.extend(types.iter().map(|&one| (one, p * share(one) / whole)));
            }
        }
    }
    Some(asked)
}

fn plan(model: &Model, doc: &Document, source: Span, target: Span) -> Option<Plan> {
    let tokens = doc.tokens().filter(|tokens| !tokens.is_empty())?;
    let mut pieces = Vec::new();
    let mut starts = vec![0];
    for token in tokens {
        model.wordpiece.pieces(doc.words(token.span), &mut pieces);
        starts.push(pieces.len());
    }
    let fits = |range: &Range<usize>| starts[range.end] - starts[range.start] <= LONGEST;
    let context = context(doc, tokens.len(), source, target, fits);
    let mut plan = Plan { tokens: context.clone(), ..Plan::default() };
    plan.window.pieces.push(CLS);
    plan.window.shapes.push(0);
    for at in context {
        let span = tokens[at].span;
        let mark = if target.overlaps(span) {
            2
        } else if source.overlaps(span) {
            1
        } else {
            0
        };
        let kind = shape(doc.words(span)) + mark * N_SHAPES;
        plan.push_word(&pieces[starts[at]..starts[at + 1]], kind);
    }
    plan.window.pieces.push(SEP);
    plan.window.shapes.push(0);
    Some(plan)
}

/// The tokens that are read: all of a short text, else the sentences from one phrase to the other, else as
/// much as fits from the first phrase on.
fn context(
    doc: &Document,
    n_tokens: usize,
    source: Span,
    target: Span,
    fits: impl Fn(&Range<usize>) -> bool,
) -> Range<usize> {
    let whole = 0..n_tokens;
    if fits(&whole) {
        return whole;
    }
    let phrases = [source, target].into_iter().filter(|span| !span.is_empty());
    let held: Vec<Range<usize>> =
        phrases.map(|span| doc.tokens_in(span)).filter(|tokens| !tokens.is_empty()).collect();
    let first = held.iter().map(|tokens| tokens.start).min().unwrap_or(0);
    let last = held.iter().map(|tokens| tokens.end).max().unwrap_or(n_tokens);
    let sentences = doc.sentences().unwrap_or_default();
    let from = sentences.iter().rfind(|s| s.tokens.start <= first).map_or(0, |s| s.tokens.start);
    let to = sentences.iter().find(|s| s.tokens.end >= last).map_or(n_tokens, |s| s.tokens.end);
    let mut range = from..to.max(from + 1);
    while !fits(&range) && range.len() > 1 {
        range.end -= 1;
    }
    range
}
