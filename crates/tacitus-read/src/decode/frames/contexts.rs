//! What the sentences around an event are about: PLOVER's contexts, by a table of words.

use super::scene::Scene;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::OnceLock;
use tacitus_doc::{Context, Frame};

const TABLE: &str = include_str!("../../../data/contexts.tsv");

/// A context holds from this weight on.
const ENOUGH: u8 = 2;
/// So many sentences before and after an event tell what it is about.
const AROUND: usize = 2;

/// An entry: the lemmas after the first, its context, weight and number.
struct Entry {
    rest: Vec<&'static str>,
    context: Context,
    weight: u8,
    number: usize,
}

/// Entries by their first lemma, the longest first.
struct Table(HashMap<&'static str, Vec<Entry>>);

impl Table {
    fn shipped() -> &'static Table {
        static SHIPPED: OnceLock<Table> = OnceLock::new();
        SHIPPED.get_or_init(|| Table::read(TABLE).0)
    }

    /// Reads a table: its entries and the lines that break its rules.
    fn read(text: &'static str) -> (Table, Vec<String>) {
        let (mut table, mut faults, mut number) = (HashMap::new(), Vec::new(), 0);
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let row = match fields[..] {
                [context, weight, entries] => Context::parse(context)
                    .zip(weight.parse::<u8>().ok().filter(|weight| (1..=2).contains(weight)))
                    .map(|(context, weight)| (context, weight, entries)),
                _ => None,
            };
            let Some((context, weight, entries)) = row else {
                faults.push(format!(
                    "line {}: not a context, a weight of 1 or 2, and entries",
                    n + 1
                ));
                continue;
            };
            for entry in entries.split('|') {
                let mut words = entry.split(' ');
                let Some(first) = words.next().filter(|first| !first.is_empty()) else {
                    faults.push(format!("line {}: an empty entry", n + 1));
                    continue;
                };
                let rest = words.collect();
                let own: &mut Vec<Entry> = table.entry(first).or_default();
                own.push(Entry { rest, context, weight, number });
                number += 1;
            }
        }
        for entries in table.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        (Table(table), faults)
    }

    /// What each word sequence of a sentence speaks for: context, entry, weight.
    fn found(&self, lemmas: &[String]) -> Vec<(Context, usize, u8)> {
        let mut found = Vec::new();
        // Words that a longer entry of a context has used up.
        let mut used: BTreeSet<(Context, usize)> = BTreeSet::new();
        for (at, lemma) in lemmas.iter().enumerate() {
            for entry in self.0.get(lemma.as_str()).into_iter().flatten() {
                let end = at + 1 + entry.rest.len();
                let holds = lemmas.get(at + 1..end).is_some_and(|next| next.iter().eq(&entry.rest));
                if holds && !(at..end).any(|k| used.contains(&(entry.context, k))) {
                    used.extend((at..end).map(|k| (entry.context, k)));
                    found.push((entry.context, entry.number, entry.weight));
                }
            }
        }
        found
    }
}

impl Scene<'_> {
    /// Adds to each frame what its sentence and those around it are about.
    pub(super) fn add_contexts(&self, sentences: &[Range<usize>], frames: &mut [Frame]) {
        if frames.is_empty() {
            return;
        }
        let table = Table::shipped();
        let told: Vec<Vec<(Context, usize, u8)>> = (sentences.iter())
            .map(|sentence| {
                let words = sentence.clone().filter(|&at| !matches!(self.tree.text(at), "-" | "–"));
                table.found(&words.map(|at| self.lemma(at).to_lowercase()).collect::<Vec<_>>())
            })
            .collect();
        for frame in frames {
            let at = sentences.partition_point(|sentence| sentence.end <= frame.head);
            let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(told.len());
            let mut weights: BTreeMap<Context, BTreeMap<usize, u8>> = BTreeMap::new();
            for &(context, entry, weight) in told.get(around).into_iter().flatten().flatten() {
                weights.entry(context).or_default().insert(entry, weight);
            }
            let enough = weights.into_iter().filter(|(_, own)| own.values().sum::<u8>() >= ENOUGH);
            frame.contexts.extend(enough.map(|(context, _)| context));
            frame.contexts.sort_unstable();
            frame.contexts.dedup();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_has_no_faults() {
        let (table, faults) = Table::read(TABLE);
        assert_eq!(faults, Vec::<String>::new());
        let contexts: BTreeSet<Context> =
            table.0.values().flatten().map(|entry| entry.context).collect();
        assert_eq!(contexts.len(), Context::ALL.len());
    }

    fn check(sentence: &str, context: Context, expected: u8) {
        let (table, _) =
            Table::read("legal\t2\tappeal court\nlegal\t1\tcourt|judge\ncrime\t1\tgang");
        let lemmas: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
        let found = table.found(&lemmas);
        let distinct: BTreeMap<usize, u8> = found
            .into_iter()
            .filter(|(own, ..)| *own == context)
            .map(|(_, entry, weight)| (entry, weight))
            .collect();
        assert_eq!(distinct.values().sum::<u8>(), expected, "{sentence}");
    }

    #[test]
    fn longer_entries_use_their_words_up() {
        check("the appeal court sit", Context::Legal, 2);
        check("the court and the court", Context::Legal, 1);
        check("a judge of the court", Context::Legal, 2);
        check("the appeal court sit", Context::Crime, 0);
    }
}
