//! What speaks for and against two mentions being one event.

use super::words::{rarest, rarity, root};
use tacitus_doc::{Beside, Sketch};

/// What is known of two mentions beside their sketches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// How alike their reports are, 0 to 1.
    pub likeness: f32,
    /// Whether they stand in one report.
    pub one_report: bool,
    /// In how many topics that were learned from two mentions of their roots were one event, and two.
    pub votes: Votes,
}

/// What is known of two roots: so many topics say that mentions of them are one event, so many that they are two. A
/// topic has one vote, which its mentions may split.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Votes {
    /// One.
    pub one: f32,
    /// Two.
    pub two: f32,
}

impl Votes {
    /// Log-odds that they are one, against what holds of roots that nobody has seen.
    fn odds(self, same_root: bool) -> f32 {
        // Of mentions in one story with the same root about half are one event, of others about one in thirty.
        let base = if same_root { 0.5 } else { 0.03_f32 };
        ((self.one + 2.0 * base) / (self.two + 2.0 * (1.0 - base))).ln()
            - (base / (1.0 - base)).ln()
    }
}

/// The words of mentions are compared as so many sets: by what they are to the event, and whether it counts that both
/// have some and share none.
const SETS: [(u16, bool); 13] = [
    (Beside::NAME, true),
    (Beside::SENTENCE, false),
    (Beside::NUMBER, true),
    (Beside::NEAR, false),
    (Beside::SUBJECT, true),
    (Beside::OBJECT, true),
    (Beside::OBLIQUE, true),
    (Beside::MODIFIER, true),
    (Beside::PART, true),
    (Beside::OWN, false),
    (Beside::GOVERNOR, true),
    (Beside::PLACE, true),
    (Beside::DAY, true),
];
const NAMES: usize = 0;
const CONTENT: usize = 1;
const PARTS: usize = 8;
const PLACES: usize = 11;

/// Sets of one mention that are sought in sets of the other: its words among what hangs on the other, in the other's
/// sentence, and so on.
const ACROSS: [(u16, u16); 3] = [
    (Beside::OWN, Beside::PART),
    (Beside::OWN, Beside::SENTENCE),
    (Beside::PART, Beside::SENTENCE),
];

/// Length of [`features`].
pub const N: usize = 71;

/// A sketch made ready for being compared with many.
#[derive(Clone, Debug)]
pub struct Mention<'s> {
    sketch: &'s Sketch,
    root: &'s str,
    root_key: u32,
    rarity: f32,
    vector: Vec<f32>,
    whole: Vec<f32>,
    around: Vec<f32>,
    parts: Vec<f32>,
    /// Key, bits, rarity.
    words: Vec<(u32, u16, f32)>,
    /// Of each set the rarity of all.
    sums: [f32; SETS.len()],
    /// The same of the first sets of [`ACROSS`].
    across: [f32; ACROSS.len()],
}

impl<'s> Mention<'s> {
    /// Of a sketch.
    pub fn new(sketch: &'s Sketch) -> Mention<'s> {
        let words: Vec<(u32, u16, f32)> =
            sketch.words.iter().map(|(key, beside)| (*key, *beside, rarity(*key))).collect();
        let sum = |mask: u16| -> f32 {
            words.iter().filter(|word| word.1 & mask > 0).map(|word| weight(word.2, mask)).sum()
        };
        let root = root(&sketch.lemma);
        Mention {
            sketch,
            root,
            root_key: Sketch::key(root),
            rarity: rarity(Sketch::key(&sketch.lemma)),
            vector: unit(&sketch.vector),
            whole: unit(&sketch.whole),
            around: unit(&sketch.around),
            parts: unit(&sketch.parts),
            sums: SETS.map(|(mask, _)| sum(mask)),
            across: ACROSS.map(|(mask, _)| sum(mask)),
            words,
        }
    }

    /// What the roots of two mentions are listed under in the table of [`Votes`]; the same whichever is first.
    pub fn roots(&self, other: &Mention<'_>) -> u32 {
        let (low, high) = (self.root_key.min(other.root_key), self.root_key.max(other.root_key));
        (low.rotate_left(9) ^ high).wrapping_mul(0x9E37_79B1).rotate_left(15) ^ low
    }
}

/// Places and days are rare, whatever else their numbers mean.
fn weight(rarity: f32, mask: u16) -> f32 {
    if mask == Beside::PLACE || mask == Beside::DAY { rarest() } else { rarity }
}

fn unit(vector: &[i8]) -> Vec<f32> {
    let length = vector.iter().map(|x| f32::from(*x) * f32::from(*x)).sum::<f32>().sqrt();
    vector.iter().map(|x| f32::from(*x) / length.max(1e-9)).collect()
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// What speaks for and against two mentions being one event; the same whichever is first. How sets of words overlap is
/// told as Dice's coefficient and as a logarithm, words weighing as much as they are rare.
pub fn features(a: &Mention<'_>, b: &Mention<'_>, pair: &Pair) -> [f32; N] {
    let mut all = [0.0; N];
    let mut slots = all.iter_mut();
    let mut put = |value: f32| {
        if let Some(slot) = slots.next() {
            *slot = value;
        }
    };
    let is = |holds: bool| f32::from(u8::from(holds));
    let (p, q) = (a.sketch, b.sketch);

    let same = is(a.root == b.root);
    put(is(p.lemma == q.lemma));
    put(same);
    put(same * is(p.lemma != q.lemma));
    put(prefix(&p.lemma, &q.lemma));
    let odds = pair.votes.odds(a.root == b.root);
    put(odds * same);
    put(odds * (1.0 - same));
    put((pair.votes.one + pair.votes.two).ln_1p());
    put(same * a.rarity.min(b.rarity) / 6.0);
    put(a.rarity.min(b.rarity) / 6.0);
    put(a.rarity.max(b.rarity) / 6.0);

    let head = dot(&a.vector, &b.vector);
    put(head);
    put(head * same);
    put(dot(&a.whole, &b.whole));
    put(dot(&a.around, &b.around));
    put(dot(&a.parts, &b.parts));
    put(is(!p.parts.is_empty() && !q.parts.is_empty()));

    let (shared, [there, back]) = overlaps(a, b);
    let dice = |set: usize| 2.0 * shared[set] / (a.sums[set] + b.sums[set] + 1e-9);
    let conflict = |set: usize| is(shared[set] == 0.0 && a.sums[set] > 0.0 && b.sums[set] > 0.0);
    for (set, (_, conflicts)) in SETS.iter().enumerate() {
        put(dice(set));
        put(shared[set].ln_1p() / 3.0);
        if *conflicts {
            put(conflict(set));
        }
    }
    put(dice(CONTENT) * same);
    put(dice(PARTS) * same);
    put(conflict(PARTS) * same);
    put(conflict(NAMES) * same);
    put(conflict(PLACES) * same);
    put(dice(CONTENT) * head.max(0.0));
    for at in 0..ACROSS.len() {
        put((there[at] / (a.across[at] + 1e-9) + back[at] / (b.across[at] + 1e-9)) / 2.0);
    }

    // In one report likeness says nothing: the mean of those that tell one story.
    let likeness = if pair.one_report { 0.5 } else { pair.likeness };
    put(likeness);
    put(likeness * same);
    put(is(pair.one_report));
    put(is(pair.one_report && p.sentence == q.sentence));
    put(is(pair.one_report) * same);

    put(is(p.is_verb && q.is_verb));
    put(is(p.is_noun && q.is_noun));
    put(is(p.is_verb && q.is_noun || p.is_noun && q.is_verb));
    put(is(p.sentence == 0 && q.sentence == 0));
    put(is((p.sentence == 0) != (q.sentence == 0)));
    all
}

/// The rarity of the words that two mentions share: by [`SETS`], and by [`ACROSS`] in both directions.
#[allow(clippy::type_complexity)]
fn overlaps(a: &Mention<'_>, b: &Mention<'_>) -> ([f32; SETS.len()], [[f32; ACROSS.len()]; 2]) {
    let (mut shared, mut across) = ([0.0; SETS.len()], [[0.0; ACROSS.len()]; 2]);
    let (mut x, mut y) = (a.words.iter().peekable(), b.words.iter().peekable());
    while let (Some((key, bits, rarity)), Some((other, more, _))) = (x.peek(), y.peek()) {
        match key.cmp(other) {
            std::cmp::Ordering::Less => drop(x.next()),
            std::cmp::Ordering::Greater => drop(y.next()),
            std::cmp::Ordering::Equal => {
                for (sum, (mask, _)) in shared.iter_mut().zip(SETS) {
                    if bits & mask > 0 && more & mask > 0 {
                        *sum += weight(*rarity, mask);
                    }
                }
                for (at, (from, to)) in ACROSS.iter().enumerate() {
                    if bits & from > 0 && more & to > 0 {
                        across[0][at] += rarity;
                    }
                    if more & from > 0 && bits & to > 0 {
                        across[1][at] += rarity;
                    }
                }
                x.next();
                y.next();
            }
        }
    }
    (shared, across)
}

/// Length of the common beginning by that of the longer word; nothing where it is shorter than three letters.
fn prefix(one: &str, other: &str) -> f32 {
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let longer = one.chars().count().max(other.chars().count());
    if common < 3 { 0.0 } else { common as f32 / longer as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(lemma: &str, words: &[(&str, u16)]) -> Sketch {
        let mut words: Vec<(u32, u16)> =
            words.iter().map(|(word, beside)| (Sketch::key(word), *beside)).collect();
        words.sort_unstable();
        Sketch { lemma: lemma.into(), vector: vec![127, 0], words, ..Sketch::default() }
    }

    #[test]
    fn features_fill_their_places_and_do_not_depend_on_order() {
        let (one, other) = (
            sketch("shoot", &[("police", Beside::SUBJECT), ("man", Beside::OBJECT)]),
            sketch("shooting", &[("police", Beside::SUBJECT | Beside::NEAR)]),
        );
        let pair = Pair { likeness: 0.3, one_report: false, votes: Votes::default() };
        let (a, b) = (Mention::new(&one), Mention::new(&other));
        let found = features(&a, &b, &pair);
        assert_eq!(found, features(&b, &a, &pair));
        assert_eq!(found[..3], [0.0, 1.0, 1.0]);
        // The last that is told, that one alone stands in the first sentence, has the last place.
        let later = Sketch { sentence: 3, ..one.clone() };
        assert_eq!(features(&a, &Mention::new(&later), &pair)[N - 1], 1.0);
        // Subjects agree.
        let sets = 16 + 3 + 2 + 3 + 2;
        assert!(found[sets] > 0.99 && found[sets + 2] == 0.0, "{found:?}");
        // Of objects the other has none: no conflict.
        assert_eq!(found[sets + 3..sets + 6], [0.0; 3]);
    }

    #[test]
    fn what_is_lacking_is_no_conflict() {
        let empty = Sketch::default();
        let pair = Pair { likeness: 0.0, one_report: false, votes: Votes::default() };
        let found = features(&Mention::new(&empty), &Mention::new(&empty), &pair);
        assert!(found.iter().all(|x| x.is_finite()));
    }
}
