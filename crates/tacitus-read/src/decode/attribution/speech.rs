//! Quotations joined to the cues that stand beside them.
//!
//! Syntax ends at the sentence; a quotation does not. A content that holds part of a quotation takes
//! the whole of it; a cue without content takes the quotation beside it; and a quotation without a cue
//! goes on with what was said just before it.

use super::cues::{Found, Rule};
use super::quotes::{Quote, Quotes};
use crate::decode::phrase::Tree;
use tacitus_doc::Sentence;

/// Fewer words than this between marks is a term that the author holds at arm's length, unless a cue
/// waits for it.
const MIN_SPEECH_WORDS: usize = 3;

/// Words of addressee, place and time that may stand between a cue and the quotation that goes on.
const MAX_ASIDE_WORDS: usize = 15;

/// Paragraphs that quotations without a cue may lie behind their cue.
const MAX_PARAGRAPHS: u32 = 3;

/// Joins quotations to `found` in place.
pub(super) fn join(
    tree: &Tree<'_>,
    quotes: &Quotes,
    sentences: &[Sentence],
    found: &mut Vec<Found>,
) {
    let mut sentence_of = vec![0; tree.tokens.len()];
    for (idx, sentence) in sentences.iter().enumerate() {
        let range = sentence.tokens.clone();
        for slot in sentence_of.iter_mut().take(range.end).skip(range.start) {
            *slot = idx;
        }
    }
    let owner = vec![None; quotes.all.len()];
    let mut speakers = vec![Vec::new(); sentences.len()];
    for (idx, one) in found.iter().enumerate() {
        if one.quotes
            && quotes.at(one.head).is_none()
            && let Some(slot) = speakers.get_mut(sentence_of[one.head])
        {
            slot.push(idx);
        }
    }
    let mut joiner = Joiner { tree, quotes, sentences, sentence_of, speakers, owner };
    joiner.complete(found);
    for nth in 0..quotes.all.len() {
        if joiner.owner[nth].is_some() {
            continue;
        }
        let Some(quote) = quotes.all.get(nth) else { continue };
        let speech = quote.n_words >= MIN_SPEECH_WORDS;
        let touching = joiner.touching(found, quote).filter(|_| speech);
        if let Some(idx) = touching {
            // The parse gave the cue something else; the marks know better.
            found[idx].content.clear();
        }
        let target = touching.or_else(|| joiner.waiting(found, quote)).or_else(|| {
            if !speech {
                return None;
            }
            joiner
                .introduced(found, quote)
                .or_else(|| joiner.interrupted(found, nth))
                .or_else(|| joiner.goes_on(found, nth))
                .or_else(|| joiner.after_report(found, quote))
        });
        if let Some(one) = target.and_then(|idx| found.get_mut(idx)) {
            one.content.extend(quote.first..quote.end);
            one.content.sort_unstable();
            one.content.dedup();
            joiner.owner[nth] = target;
        }
    }
    for one in found.iter_mut() {
        joiner.cut(one);
    }
    found.retain(|one| one.rule != Rule::Quotation || !one.content.is_empty());
}

/// Where a quotation stands, seen from its cue.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Before,
    After,
}

struct Joiner<'t, 'd> {
    tree: &'t Tree<'d>,
    quotes: &'t Quotes,
    sentences: &'t [Sentence],
    sentence_of: Vec<usize>,
    /// Cues outside quotations that may stand beside one, by sentence.
    speakers: Vec<Vec<usize>>,
    /// For each quotation, whose content holds it.
    owner: Vec<Option<usize>>,
}

impl Joiner<'_, '_> {
    fn is_word(&self, token: usize) -> bool {
        self.tree.text(token).chars().any(char::is_alphanumeric)
    }

    fn n_words(&self, tokens: impl Iterator<Item = usize>) -> usize {
        tokens.filter(|&token| self.is_word(token)).count()
    }

    fn sentence(&self, token: usize) -> Option<&Sentence> {
        self.sentences.get(*self.sentence_of.get(token)?)
    }

    /// A content that holds half of what a quotation has in its own sentences holds all of it.
    fn complete(&mut self, found: &mut [Found]) {
        for (idx, one) in found.iter_mut().enumerate() {
            let mut at = 0;
            let mut add = Vec::new();
            while let Some(&first) = one.content.get(at) {
                let Some((nth, quote)) =
                    self.quotes.at(first).and_then(|nth| Some((nth, self.quotes.all.get(nth)?)))
                else {
                    at += 1;
                    continue;
                };
                let held = one.content[at..].iter().take_while(|&&token| token < quote.end).count();
                let held = &one.content[at..at + held];
                at += held.len().max(1);
                let range = quote.first..quote.end;
                if range.contains(&one.head) || one.source.iter().any(|at| range.contains(at)) {
                    continue;
                }
                let from = self.sentence(first).map_or(quote.first, |s| s.tokens.start);
                let to = held.last().and_then(|&last| self.sentence(last));
                let to = to.map_or(quote.end, |s| s.tokens.end);
                let here = self.n_words(quote.first.max(from)..quote.end.min(to));
                if self.n_words(held.iter().copied()) * 2 >= here {
                    add.extend(range);
                    if self.owner[nth].is_none() || one.quotes {
                        self.owner[nth] = Some(idx);
                    }
                }
            }
            one.content.append(&mut add);
            one.content.sort_unstable();
            one.content.dedup();
        }
    }

    /// Whether only marks stand between a quotation and a cue with its source, and a comma, colon or
    /// full stop says that the quotation is what was said: *"We left," she said*.
    fn touches(&self, one: &Found, quote: &Quote) -> Option<Side> {
        let first = *one.cue.iter().chain(&one.source).min()?;
        let last = *one.cue.iter().chain(&one.source).max()?;
        let mark = |token: usize, marks: &[char]| self.tree.text(token).contains(marks);
        if quote.end <= first {
            let ends = (quote.end.saturating_sub(2)..first)
                .any(|at| mark(at, &[',', '?', '!', '.', '…', '—']));
            return (first - quote.end < 4 && self.n_words(quote.end..first) == 0 && ends)
                .then_some(Side::Before);
        }
        if last < quote.first {
            let opens = (last + 1..quote.first).any(|at| mark(at, &[',', ':']));
            return (quote.first - last < 5 && self.n_words(last + 1..quote.first) == 0 && opens)
                .then_some(Side::After);
        }
        None
    }

    /// A cue whose content lies elsewhere although the quotation touches it.
    fn touching(&self, found: &[Found], quote: &Quote) -> Option<usize> {
        let sentence = |token: usize| self.sentence_of.get(token).copied();
        let last = sentence(quote.end.checked_sub(1)?)?;
        let own =
            [last, sentence(quote.first)?].into_iter().filter_map(|nth| self.speakers.get(nth));
        let beside = own.flatten().copied().find(|&idx| {
            let one = &found[idx];
            let elsewhere = one
                .content
                .iter()
                .any(|&at| self.quotes.at(at).is_some() && !(quote.first..quote.end).contains(&at));
            !elsewhere && self.touches(one, quote).is_some()
        });
        // *"Why?" she asked* is cut in two by some readers.
        let asks = (quote.end.saturating_sub(2)..quote.end)
            .any(|at| self.tree.text(at).contains([',', '?', '!']));
        beside.or_else(|| {
            let next = sentence(quote.end).filter(|&nth| asks && nth != last)?;
            self.speakers.get(next)?.iter().copied().find(|&idx| {
                found[idx].content.is_empty() && self.touches(&found[idx], quote).is_some()
            })
        })
    }

    /// Where a quotation touches the cue, what stands on the cue's other side without marks is the
    /// narrator's: *"We left," said Ada, a farmer*.
    fn cut(&self, one: &mut Found) {
        if !one.quotes || self.quotes.at(one.head).is_some() {
            return;
        }
        let mut held: Vec<usize> =
            one.content.iter().filter_map(|&at| self.quotes.at(at)).collect();
        held.dedup();
        let touched =
            held.into_iter().filter_map(|nth| self.quotes.all.get(nth)).find_map(|quote| {
                (quote.n_words > MIN_SPEECH_WORDS).then_some(())?;
                Some((self.touches(one, quote)?, quote.first))
            });
        if let Some((side, first)) = touched {
            one.content
                .retain(|&at| self.quotes.at(at).is_some() || side == Side::Before && at < first);
        }
    }

    /// A cue without content in the sentence that the quotation ends or begins in, nearest first.
    fn waiting(&self, found: &[Found], quote: &Quote) -> Option<usize> {
        let ends = [quote.end.checked_sub(1)?, quote.first];
        ends.into_iter()
            .filter_map(|token| self.speakers.get(*self.sentence_of.get(token)?))
            .flatten()
            .copied()
            .filter(|&idx| {
                let one = &found[idx];
                one.content.is_empty()
                    && (quote.n_words >= MIN_SPEECH_WORDS || self.touches(one, quote).is_some())
            })
            .min_by_key(|&idx| {
                let head = found[idx].head;
                head.abs_diff(quote.first).min(head.abs_diff(quote.end))
            })
    }

    /// *She said:* and then, perhaps in the next paragraph, the quotation.
    fn introduced(&self, found: &[Found], quote: &Quote) -> Option<usize> {
        let before = quote.first.checked_sub(1)?;
        if self.tree.text(before) != ":" {
            return None;
        }
        let speakers = self.speakers.get(*self.sentence_of.get(before)?)?;
        speakers.iter().copied().rfind(|&idx| found[idx].head < quote.first)
    }

    /// *"We left," he said, "and came back."*: nothing but the cue stands between.
    fn interrupted(&self, found: &[Found], nth: usize) -> Option<usize> {
        let (before, quote) =
            (self.quotes.all.get(nth.checked_sub(1)?)?, self.quotes.all.get(nth)?);
        let idx = self.owner[nth - 1]?;
        let one = found.get(idx)?;
        let between = before.end..quote.first;
        if !between.contains(&one.head) || between.len() > 60 {
            return None;
        }
        let last = one.cue.iter().chain(&one.source).filter(|at| between.contains(at)).max()?;
        let between = last + 1..quote.first;
        // *..., he told the paper on Monday, "and ..."*
        let one_sentence = self.sentence_of.get(*last) == self.sentence_of.get(quote.first);
        let another = self.speakers.get(*self.sentence_of.get(*last)?)?.iter().any(|&other| {
            other != idx && found.get(other).is_some_and(|other| between.contains(&other.head))
        });
        let n_words = self.n_words(between);
        (n_words == 0 || one_sentence && !another && n_words <= MAX_ASIDE_WORDS).then_some(idx)
    }

    /// Whose words the quotation before was, when this one has its sentences to itself: in the same
    /// paragraph, or the next.
    fn goes_on(&self, found: &[Found], nth: usize) -> Option<usize> {
        let (before, quote) =
            (self.quotes.all.get(nth.checked_sub(1)?)?, self.quotes.all.get(nth)?);
        let idx = self.owner[nth - 1]?;
        let one = found.get(idx)?;
        if !one.quotes || !self.alone(quote) {
            return None;
        }
        let here = self.quotes.paragraph(quote.first)?;
        let there = self.quotes.paragraph(before.end.checked_sub(1)?)?;
        let cue = self.quotes.paragraph(one.head)?;
        let near = if quote.double { there + 1 } else { there };
        (here <= near && here <= cue + MAX_PARAGRAPHS).then_some(idx)
    }

    /// *He said the town was empty. "Nobody is left."*: in the same paragraph, right after a sentence
    /// that reports.
    fn after_report(&self, found: &[Found], quote: &Quote) -> Option<usize> {
        if !self.alone(quote) {
            return None;
        }
        let sentence = self.sentence_of.get(quote.first)?.checked_sub(1)?;
        let &[.., idx] = self.speakers.get(sentence)?.as_slice() else { return None };
        let one = found.get(idx)?;
        let same = self.quotes.paragraph(one.head)? == self.quotes.paragraph(quote.first)?;
        (same && one.rule.is_clausal() && !one.mental).then_some(idx)
    }

    /// Whether the sentences of a quotation hold nothing else.
    fn alone(&self, quote: &Quote) -> bool {
        let last = quote.end.saturating_sub(1);
        let (Some(from), Some(to)) = (self.sentence(quote.first), self.sentence(last)) else {
            return false;
        };
        self.n_words((from.tokens.start..quote.first).chain(quote.end..to.tokens.end)) <= 1
    }
}
