//! How rare the words of sketches are, and which words come from one root.

use crate::prints::stem;
use std::collections::HashMap;
use std::sync::LazyLock;
use tacitus_doc::Sketch;

/// Rarity by [`Sketch::key`], and that of words that are not listed: `ln(reports / reports with the word)`.
///
/// The table lists stems, while sketches keep dictionary forms as numbers, so that no stem can be taken of them. But
/// few forms lead to a stem, and all that do are listed here.
static RARITY: LazyLock<(HashMap<u32, f32>, f32)> = LazyLock::new(|| {
    let (mut table, mut rarest) = (HashMap::new(), 0.0_f32);
    let lines = include_str!("../../data/words.tsv").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let Some((known, rarity)) = line.split_once('\t') else { continue };
        let Ok(rarity) = rarity.parse::<f32>() else { continue };
        rarest = rarest.max(rarity);
        let last = known.chars().next_back().map(String::from).unwrap_or_default();
        let endings = ["", "e", "s", "es", "ed", "ing"].map(str::to_owned);
        let doubled = ["ed", "ing"].map(|ending| format!("{last}{ending}"));
        let forms = endings.iter().chain(&doubled).map(|ending| format!("{known}{ending}"));
        let plural = known.strip_suffix('y').map(|rest| format!("{rest}ies"));
        for form in forms.chain(plural).filter(|form| stem(form) == known) {
            table.insert(Sketch::key(&form), rarity);
        }
    }
    (table, rarest)
});

/// How rare a word is.
pub fn rarity(key: u32) -> f32 {
    RARITY.0.get(&key).copied().unwrap_or(RARITY.1)
}

/// How rare what no table lists is.
pub fn rarest() -> f32 {
    RARITY.1
}

/// Endings by which nouns come from verbs, and others; the first that fits is cut off.
const ENDINGS: [&str; 33] = [
    "ization", "isation", "ational", "ations", "ation", "ments", "ment", "ingly", "iness", "ition",
    "sion", "tion", "ance", "ence", "ings", "ing", "ers", "ors", "ies", "ive", "ist", "ism", "ity",
    "ed", "er", "or", "es", "al", "ion", "ly", "s", "e", "y",
];

/// What a lemma shares with others of its family: *resign* and *resignation*. Cuts more than [`stem`], which must not
/// make one of *arm* and *army*.
pub fn root(lemma: &str) -> &str {
    let n = |word: &str| word.chars().count();
    let cut = |ending: &&str| lemma.strip_suffix(ending).filter(|rest| n(rest) >= 4);
    let mut root = ENDINGS.iter().find_map(cut).unwrap_or(lemma);
    if let Some(rest) = root.strip_suffix('e').filter(|rest| n(rest) >= 4) {
        root = rest;
    }
    let mut last = root.chars().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && "bdgmnprt".contains(a) && n(root) > 3 => {
            &root[..root.len() - a.len_utf8()]
        }
        _ => root,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_have_one_root() {
        for (words, expected) in [
            (&["resign", "resignation", "resigning"][..], "resign"),
            (&["shoot", "shooting", "shooter"], "shoot"),
            (&["announce", "announcement"], "announc"),
            (&["plan", "plann"], "plan"),
            (&["bid"], "bid"),
            (&["é"], "é"),
        ] {
            for word in words {
                assert_eq!(root(word), expected, "{word}");
            }
        }
    }

    #[test]
    fn rarity_is_found_for_the_forms_of_a_stem() {
        let of = |word: &str| rarity(Sketch::key(word));
        assert!(of("police") < 3.0, "{}", of("police"));
        assert!(of("year") < of("bombing"));
        assert!(of("bombing") < rarest());
        assert!((of("xyzzy") - rarest()).abs() < 1e-6);
    }
}
