//! From a name to the places that may be meant.

use crate::file::{EntryId, Gazetteer, Index, KEYS, SKELETONS};
use crate::key;
use fst::raw::Fst;

/// How a name led to a place, from the surest to the least sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// It is the place's name.
    Name,
    /// It is another name of the place.
    Alternate,
    /// It is one of its names but for an article.
    Bare,
    /// It is what the people of the place are called: *Lebanese*, *Gazans*.
    Demonym,
    /// Its consonants are those of one of the names.
    Skeleton,
}

/// A place that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub entry: EntryId,
    /// How it was found.
    pub by: Match,
}

/// Names that come by their skeleton must share at least this much of their letters with the place's own name.
const LEAST_LIKENESS: f64 = 0.65;

impl Gazetteer {
    /// The places that `name` may mean, in any spelling: those whose name it is first, each place once. When
    /// none has the name, nor without its article, those whose consonants agree.
    pub fn find(&self, name: &str) -> Vec<Candidate> {
        let key = key::key(name);
        let bare = key::bare_key(name);
        let mut found = self.exact(&key);
        if let Some(bare) = &bare {
            for candidate in self.exact(bare) {
                if !found.iter().any(|other| other.entry == candidate.entry) {
                    found.push(Candidate { by: candidate.by.max(Match::Bare), ..candidate });
                }
            }
        }
        if found.is_empty()
            && let Some(bones) = key::skeleton(name)
        {
            let asked = bare.unwrap_or(key);
            let near = self.postings(SKELETONS, &bones).into_iter().filter(|(id, _)| {
                let own = self.entry(*id).name;
                let own = key::bare_key(own).unwrap_or_else(|| key::key(own));
                key::likeness(&own, &asked) >= LEAST_LIKENESS
            });
            found.extend(near.map(|(entry, _)| Candidate { entry, by: Match::Skeleton }));
        }
        found.sort_by_key(|candidate| (candidate.by, candidate.entry));
        found
    }

    fn exact(&self, key: &str) -> Vec<Candidate> {
        let by = |flag: u32| match flag {
            0 => Match::Name,
            1 => Match::Alternate,
            2 => Match::Bare,
            _ => Match::Demonym,
        };
        self.postings(KEYS, key)
            .into_iter()
            .map(|(entry, flag)| Candidate { entry, by: by(flag) })
            .collect()
    }

    /// Whether any place has that name, in just that spelling but for case and accents. Cheaper than
    /// [`Gazetteer::find`].
    pub fn knows(&self, name: &str) -> bool {
        let map = Fst::new(self.section(KEYS.map));
        map.is_ok_and(|map| map.contains_key(key::key(name)))
    }

    fn postings(&self, index: Index, key: &str) -> Vec<(EntryId, u32)> {
        let Ok(map) = Fst::new(self.section(index.map)) else { return Vec::new() };
        let Some(output) = map.get(key) else { return Vec::new() };
        let value = output.value();
        let of = |packed: u32| (EntryId(packed >> 2), packed & 3);
        if value & 1 == 0 {
            return vec![of((value >> 1) as u32)];
        }
        let mut rest =
            self.section(index.postings).get((value >> 1) as usize..).unwrap_or_default();
        let n = varint(&mut rest);
        let mut last = 0;
        (0..n)
            .map(|_| {
                last += varint(&mut rest);
                of(last)
            })
            .collect()
    }
}

/// A number in groups of seven bits, the least first; 0 past the end.
fn varint(bytes: &mut &[u8]) -> u32 {
    let mut value = 0u32;
    for shift in (0..32).step_by(7) {
        let Some((first, rest)) = bytes.split_first() else { return value };
        *bytes = rest;
        value |= u32::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            break;
        }
    }
    value
}
