//! Quotations joined to the cues that stand beside them.
//!
//! Syntax ends at the sentence; a quotation does not. Three cases: a content that holds part of a
//! quotation takes the whole of it; a cue without content takes the quotation beside it; and a
//! quotation without a cue goes on with what was said just before it.

use super::cues::{Found, Rule};
use super::quotes::Quotes;
use crate::decode::phrase::Tree;
use tacitus_doc::Sentence;

/// Fewer words than this between marks is a term that the author holds at arm's length, unless the
/// cue says otherwise.
const MIN_SPEECH_WORDS: usize = 3;

/// Joins quotations to `found` in place.
pub(super) fn join(
    tree: &Tree<'_>,
    quotes: &Quotes,
    sentences: &[Sentence],
    found: &mut Vec<Found>,
) {
    let n_tokens = tree.tokens.len();
    let is_word = |token: usize| tree.text(token).chars().any(char::is_alphanumeric);

    // Which quotations an attribution whose cue stands outside them holds, and at least half of.
    let mut owner: Vec<Option<usize>> = vec![None; quotes.all.len()];
    let mut sentence_of = vec![0usize; n_tokens];
    for (idx, sentence) in sentences.iter().enumerate() {
        for slot in sentence_of.iter_mut().take(sentence.tokens.end).skip(sentence.tokens.start) {
            *slot = idx;
        }
    }
    for (idx, one) in found.iter_mut().enumerate() {
        let mut at = 0;
        let mut add = Vec::new();
        while at < one.content.len() {
            let Some(nth) = quotes.at(one.content[at]) else {
                at += 1;
                continue;
            };
            let quote = &quotes.all[nth];
            let from = at;
            while at < one.content.len() && one.content[at] < quote.end {
                at += 1;
            }
            if (quote.first..quote.end).contains(&one.head) {
                continue;
            }
            let held = one.content[from..at].iter().filter(|&&token| is_word(token)).count();
            // Words of this quotation in the sentences that the content reaches into.
            let first = sentences
                .get(sentence_of[one.content[from]])
                .map_or(quote.first, |s| s.tokens.start);
            let last =
                sentences.get(sentence_of[one.content[at - 1]]).map_or(quote.end, |s| s.tokens.end);
            let here =
                (quote.first.max(first)..quote.end.min(last)).filter(|&t| is_word(t)).count();
            if held * 2 >= here
                && !one.source.iter().any(|token| (quote.first..quote.end).contains(token))
            {
                add.extend(quote.first..quote.end);
                let better = owner[nth].is_none_or(|_| one.quotes);
                if better {
                    owner[nth] = Some(idx);
                }
            }
        }
        one.content.append(&mut add);
        one.content.sort_unstable();
        one.content.dedup();
    }

    // Cues that wait for a quotation, by sentence.
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); sentences.len()];
    // Cues that speak, by sentence: a later quotation may go on with them.
    for (idx, one) in found.iter().enumerate() {
        if one.quotes
            && quotes.at(one.head).is_none()
            && let Some(slot) = waiting.get_mut(sentence_of[one.head])
        {
            slot.push(idx);
        }
    }
    for nth in 0..quotes.all.len() {
        let quote = &quotes.all[nth];
        if owner[nth].is_some() {
            continue;
        }
        let (first, last) = (sentence_of[quote.first], sentence_of[quote.end - 1]);
        // A cue of the sentence in which the quotation ends or begins, nearest first.
        let beside = [last, first]
            .into_iter()
            .flat_map(|sentence| waiting.get(sentence).into_iter().flatten())
            .copied()
            .filter(|&idx| found[idx].content.is_empty())
            .min_by_key(|&idx| {
                found[idx].head.abs_diff(quote.first).min(found[idx].head.abs_diff(quote.end))
            });
        let long_enough = quote.n_words >= MIN_SPEECH_WORDS;
        let introduced =
            || colon_before(tree, quotes, sentences, &sentence_of, &waiting, found, nth);
        let target =
            beside.or_else(|| if long_enough { introduced() } else { None }).or_else(|| {
                if long_enough && alone(tree, sentences, &sentence_of, quotes, nth) {
                    goes_on(quotes, &owner, found, nth)
                } else {
                    None
                }
            });
        if let Some(idx) = target {
            let one = &mut found[idx];
            one.content.extend(quote.first..quote.end);
            one.content.sort_unstable();
            one.content.dedup();
            owner[nth] = Some(idx);
        }
    }
    found.retain(|one| one.rule != Rule::Quotation || !one.content.is_empty());
}

/// *She said:* and then, in the next paragraph, the quotation.
fn colon_before(
    tree: &Tree<'_>,
    quotes: &Quotes,
    sentences: &[Sentence],
    sentence_of: &[usize],
    waiting: &[Vec<usize>],
    found: &[Found],
    nth: usize,
) -> Option<usize> {
    let quote = &quotes.all[nth];
    let before = quote.first.checked_sub(1)?;
    if tree.text(before) != ":" {
        return None;
    }
    let sentence = sentence_of[before];
    sentences.get(sentence)?;
    waiting.get(sentence)?.iter().copied().rfind(|&idx| found[idx].head < quote.first)
}

/// Whether the sentences of a quotation hold nothing else.
fn alone(
    tree: &Tree<'_>,
    sentences: &[Sentence],
    sentence_of: &[usize],
    quotes: &Quotes,
    nth: usize,
) -> bool {
    let quote = &quotes.all[nth];
    let (Some(first), Some(last)) =
        (sentences.get(sentence_of[quote.first]), sentences.get(sentence_of[quote.end - 1]))
    else {
        return false;
    };
    let outside = (first.tokens.start..quote.first).chain(quote.end..last.tokens.end);
    outside.filter(|&token| tree.text(token).chars().any(char::is_alphanumeric)).count() <= 1
}

/// Whose words the quotation before was, when nothing stands between but its own cue: in the same
/// paragraph, or in the one before where that had a quotation too.
fn goes_on(quotes: &Quotes, owner: &[Option<usize>], found: &[Found], nth: usize) -> Option<usize> {
    let before = nth.checked_sub(1)?;
    let idx = owner[before]?;
    let one = found.get(idx)?;
    if !one.quotes {
        return None;
    }
    let here = quotes.paragraph(quotes.all[nth].first)?;
    let there = quotes.paragraph(quotes.all[before].end - 1)?;
    (here - there <= 1 && quotes.paragraph(one.head)? + 3 >= here).then_some(idx)
}
