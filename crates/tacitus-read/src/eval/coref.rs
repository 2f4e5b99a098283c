//! Coreference against gold chains: MUC (Vilain et al. 1995), B-cubed (Bagga and Baldwin 1998), CEAFe (Luo 2005) and
//! their mean, the CoNLL score (Pradhan et al. 2012). As in the shared task, a mention that is alone in its chain counts
//! nowhere.

use pathfinding::prelude::{Matrix, kuhn_munkres};
use std::collections::{HashMap, HashSet};
use std::fmt;
use tacitus_doc::{Document, Kind, Span};

/// Which mentions of a found chain and of gold are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alike {
    /// Those with the same span.
    Span,
    /// Those with the same head word, by the found syntax.
    Head,
}

/// Recall's numerator and denominator, and precision's.
type Sums = [f64; 4];

/// Sums of the three measures over documents.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coreference {
    muc: Sums,
    b_cubed: Sums,
    ceafe: Sums,
}

type Chains = Vec<Vec<Span>>;

impl Coreference {
    /// Adds a document. With `actors`, chains of persons, bodies and places alone.
    pub fn add(&mut self, gold: &Document, found: &Document, alike: Alike, actors: bool) {
        let (gold, own) = (chains(gold, actors), chains(found, actors));
        self.compare(&keyed(gold, found, alike), &keyed(own, found, alike));
    }

    /// Adds a document whose found phrases are grouped by their words alone: the same, or not.
    pub fn add_baseline(&mut self, gold: &Document, found: &Document, alike: Alike, actors: bool) {
        let mut by_words: HashMap<String, Vec<Span>> = HashMap::new();
        let layers = [found.mentions(), found.phrases().filter(|_| !actors)];
        for mention in layers.into_iter().flatten().flatten() {
            if mention.kind == Kind::Time || actors && !is_actor(mention.kind) {
                continue;
            }
            let words = found.words(mention.span).to_lowercase();
            let bare = ["the ", "a ", "an "].iter().find_map(|article| words.strip_prefix(article));
            by_words.entry(bare.unwrap_or(&words).to_owned()).or_default().push(mention.span);
        }
        let (gold, own) = (chains(gold, actors), by_words.into_values().collect());
        self.compare(&keyed(gold, found, alike), &keyed(own, found, alike));
    }

    /// Adds chains whose mentions are told by their spans. Here a mention that is alone in its chain counts as any
    /// other, as is usual for events (Cybulska and Vossen 2015).
    pub fn add_chains(&mut self, gold: &[Vec<Span>], found: &[Vec<Span>]) {
        self.sum_up(&tidy(gold, 1), &tidy(found, 1));
    }

    fn compare(&mut self, gold: &[Vec<Span>], found: &[Vec<Span>]) {
        self.sum_up(&tidy(gold, 2), &tidy(found, 2));
    }

    fn sum_up(&mut self, gold: &[Vec<Span>], found: &[Vec<Span>]) {
        let (in_gold, in_found) = (index(gold), index(found));
        muc(gold, &in_found, &mut self.muc[..2]);
        muc(found, &in_gold, &mut self.muc[2..]);
        b_cubed(gold, found, &in_found, &mut self.b_cubed[..2]);
        b_cubed(found, gold, &in_gold, &mut self.b_cubed[2..]);
        let alike = ceafe(gold, found, &in_found);
        let own = [alike, gold.len() as f64, alike, found.len() as f64];
        self.ceafe.iter_mut().zip(own).for_each(|(sum, x)| *sum += x);
    }

    /// Precision, recall and F1 of B-cubed, in per cent.
    pub fn b_cubed(&self) -> [f64; 3] {
        f1(self.b_cubed)
    }

    /// MUC, B-cubed, CEAFe and their mean, F1 in per cent.
    pub fn scores(&self) -> [f64; 4] {
        let [muc, b_cubed, ceafe] = [self.muc, self.b_cubed, self.ceafe].map(|sums| f1(sums)[2]);
        [muc, b_cubed, ceafe, (muc + b_cubed + ceafe) / 3.0]
    }
}

impl fmt::Display for Coreference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, sums) in [("MUC", self.muc), ("B3", self.b_cubed), ("CEAFe", self.ceafe)] {
            let [precision, recall, f1] = f1(sums);
            write!(f, "{name} {precision:.1}/{recall:.1}/{f1:.1}  ")?;
        }
        write!(f, "CoNLL {:.1}", self.scores()[3])
    }
}

/// Precision, recall and F1, per cent.
fn f1([right, gold, good, found]: Sums) -> [f64; 3] {
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let (recall, precision) = (share(right, gold), share(good, found));
    [precision, recall, share(2.0 * precision * recall, precision + recall)].map(|x| 100.0 * x)
}

fn is_actor(kind: Kind) -> bool {
    use Kind::{Armed, Facility, Norp, Organization, Person, Place};
    matches!(kind, Person | Organization | Armed | Norp | Place | Facility)
}

/// The chains of a document by its referents; times of one value are one.
fn chains(doc: &Document, actors: bool) -> Chains {
    let (mentions, phrases) =
        (doc.mentions().unwrap_or_default(), doc.phrases().unwrap_or_default());
    let mut times: HashMap<&str, Vec<Span>> = HashMap::new();
    for referent in doc.referents().unwrap_or_default().iter().filter(|_| !actors) {
        if let Some(value) = &referent.timex {
            let own = referent.mentions.iter().filter_map(|id| mentions.get(id.index()));
            times.entry(value).or_default().extend(own.map(|mention| mention.span));
        }
    }
    let things = doc
        .referents()
        .unwrap_or_default()
        .iter()
        .filter(|referent| referent.timex.is_none() && (!actors || is_actor(referent.kind)))
        .map(|referent| {
            let own = referent.mentions.iter().filter_map(|id| mentions.get(id.index()));
            let more = referent.phrases.iter().filter_map(|id| phrases.get(id.index()));
            own.chain(more).map(|mention| mention.span).collect()
        });
    things.chain(times.into_values()).collect()
}

/// The chains by what their mentions are compared by.
fn keyed(chains: Chains, found: &Document, alike: Alike) -> Chains {
    match alike {
        Alike::Span => chains,
        Alike::Head => {
            let heads =
                |chain: &Vec<Span>| chain.iter().map(|span| head_of(found, *span)).collect();
            chains.iter().map(heads).collect()
        }
    }
}

/// The first word of the span that hangs on a word outside it.
pub fn head_of(doc: &Document, span: Span) -> Span {
    let range = doc.tokens_in(span);
    let (tokens, words) = (doc.tokens().unwrap_or_default(), doc.syntax().unwrap_or_default());
    let outward = range.clone().find(|&at| {
        words.get(at).is_some_and(|word| word.head.is_none_or(|head| !range.contains(&head)))
    });
    outward.and_then(|at| tokens.get(at)).map_or(span, |token| token.span)
}

/// Each mention in one chain, its first, and no chain of fewer than `least`.
fn tidy(chains: &[Vec<Span>], least: usize) -> Chains {
    let mut seen = HashSet::new();
    let mut tidy: Chains = chains
        .iter()
        .map(|chain| chain.iter().copied().filter(|span| seen.insert(*span)).collect())
        .filter(|chain: &Vec<Span>| chain.len() >= least)
        .collect();
    tidy.sort();
    tidy
}

fn index(chains: &[Vec<Span>]) -> HashMap<Span, usize> {
    let of =
        |(at, chain): (usize, &Vec<Span>)| chain.iter().map(|span| (*span, at)).collect::<Vec<_>>();
    chains.iter().enumerate().flat_map(of).collect()
}

/// How many of the links that hold the chains together the other side has.
fn muc(chains: &[Vec<Span>], other: &HashMap<Span, usize>, sums: &mut [f64]) {
    for chain in chains {
        let parts: HashSet<usize> =
            chain.iter().filter_map(|span| other.get(span).copied()).collect();
        let alone = chain.iter().filter(|span| !other.contains_key(span)).count();
        sums[0] += (chain.len() - parts.len() - alone) as f64;
        sums[1] += (chain.len() - 1) as f64;
    }
}

fn b_cubed(
    chains: &[Vec<Span>],
    others: &[Vec<Span>],
    other: &HashMap<Span, usize>,
    sums: &mut [f64],
) {
    for chain in chains {
        for span in chain {
            sums[1] += 1.0;
            if let Some(theirs) = other.get(span) {
                let shared = others[*theirs].iter().filter(|span| chain.contains(span)).count();
                sums[0] += shared as f64 / chain.len() as f64;
            }
        }
    }
}

/// The likeness of chains under the best alignment, one to one.
fn ceafe(gold: &[Vec<Span>], found: &[Vec<Span>], in_found: &HashMap<Span, usize>) -> f64 {
    // Whole numbers, as the alignment asks for.
    const UNIT: f64 = 1e9;
    let (n, m) = (gold.len(), found.len());
    if n == 0 || m == 0 {
        return 0.0;
    }
    // No more rows than columns.
    let (rows, columns) = (n.min(m), n.max(m));
    let mut weights = Matrix::new(rows, columns, 0i64);
    for (at, chain) in gold.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for span in chain {
            if let Some(theirs) = in_found.get(span) {
                *shared.entry(*theirs).or_default() += 1;
            }
        }
        for (theirs, shared) in shared {
            let phi = 2.0 * shared as f64 / (chain.len() + found[theirs].len()) as f64;
            let cell = if n <= m { (at, theirs) } else { (theirs, at) };
            weights[cell] = (phi * UNIT).round() as i64;
        }
    }
    kuhn_munkres(&weights).0 as f64 / UNIT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(letters: &str) -> Vec<Span> {
        letters.bytes().map(|b| Span::new(usize::from(b), usize::from(b) + 1)).collect()
    }

    #[track_caller]
    fn check(gold: &[&str], found: &[&str], expected: [f64; 3]) {
        let chains = |list: &[&str]| list.iter().map(|letters| spans(letters)).collect::<Vec<_>>();
        let mut sums = Coreference::default();
        sums.compare(&chains(gold), &chains(found));
        let [muc, b_cubed, ceafe, conll] = sums.scores();
        for (own, wanted) in [muc, b_cubed, ceafe].iter().zip(expected) {
            assert!((own - wanted).abs() < 0.1, "{sums}, not {expected:?}");
        }
        assert!((conll - (muc + b_cubed + ceafe) / 3.0).abs() < 1e-9);
    }

    #[test]
    fn the_measures_agree_with_their_authors() {
        check(&["abc", "de"], &["abc", "de"], [100.0, 100.0, 100.0]);
        check(&["abc"], &[], [0.0, 0.0, 0.0]);
        // One link of two found: recall 1/2; B3 recall (2/3 + 2/3) / 3 = 4/9, precision 1; phi4 = 4/5.
        check(&["abc"], &["ab"], [66.7, 61.5, 80.0]);
        // Two chains merged: all links are there, one too many.
        check(&["ab", "cd"], &["abcd"], [80.0, 66.7, 44.4]);
        // Chains of one count nowhere.
        check(&["ab", "c"], &["ab", "d", "e"], [100.0, 100.0, 100.0]);
    }

    #[test]
    fn chains_of_one_count_where_they_are_meant_to() {
        let chains = |list: &[&str]| list.iter().map(|letters| spans(letters)).collect::<Vec<_>>();
        let mut sums = Coreference::default();
        sums.add_chains(&chains(&["ab", "c"]), &chains(&["ab", "d", "e"]));
        let [muc, b_cubed, ceafe, _] = sums.scores();
        // B3: recall 2/3, precision 1/2. CEAFe: one of two chains, one of three.
        assert!((muc - 100.0).abs() < 0.1 && (b_cubed - 57.1).abs() < 0.1, "{sums}");
        assert!((ceafe - 40.0).abs() < 0.1, "{sums}");
    }
}
