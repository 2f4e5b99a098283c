//! What to ask the gazetteer: each name of a report once, in its several spellings.

use super::features::{F, N_FEATURES};
use std::collections::HashMap;
use tacitus_doc::{Document, Span, Toponym};
use tacitus_gazetteer::{Candidate, Entry, FeatureClass, Gazetteer, Match, key};

/// More candidates than this are not weighed: the rest have few people.
const MOST_CANDIDATES: usize = 48;

/// One name of a report, with where it may be.
#[derive(Debug)]
pub struct Named<'g> {
    /// As first written.
    pub text: String,
    /// Its mentions, in order.
    pub mentions: Vec<Mentioned>,
    /// What kind of place its own words say it is (*Laurel County*).
    pub wants: Option<FeatureClass>,
    /// Names that stand behind it after a comma (*Paris, Texas*), as positions among the names.
    pub inside: Vec<usize>,
    /// Names that it stands behind.
    pub holds: Vec<usize>,
    /// Only a part of its words is a name that the gazetteer knows.
    pub partial: bool,
    /// Where it may be, the best first once ranked.
    pub candidates: Vec<Choice<'g>>,
}

/// One mention of a name.
#[derive(Clone, Debug)]
pub struct Mentioned {
    /// Position in the layer of toponyms.
    pub toponym: usize,
    /// The words that were looked up: the toponym's, or more or fewer of them.
    pub span: Span,
    /// What is told of it, for [`super::judge`].
    pub features: Vec<f32>,
    /// Calibrated probability that these words name the place that was ranked first.
    pub confidence: f32,
}

/// A place that a name may mean.
#[derive(Clone, Debug)]
pub struct Choice<'g> {
    /// The place.
    pub entry: Entry<'g>,
    /// How the name led to it.
    pub by: Match,
    /// What speaks for it.
    pub features: [f32; N_FEATURES],
    /// The weighed sum.
    pub score: f32,
}

impl Choice<'_> {
    /// What one feature says.
    pub fn of(&self, feature: F) -> f32 {
        self.features[feature as usize]
    }
}

/// What a generic word says of its bearer.
fn class_of(word: &str) -> Option<FeatureClass> {
    Some(match word {
        "county" | "district" | "parish" | "borough" | "raion" | "subdistrict" | "municipality"
        | "township" => FeatureClass::District,
        "province" | "governorate" | "oblast" | "state" | "region" | "prefecture" | "canton"
        | "department" | "republic" | "krai" => FeatureClass::Province,
        "city" | "town" | "village" | "capital" | "suburb" | "hamlet" | "port" => {
            FeatureClass::Settlement
        }
        "valley" | "mountains" | "island" | "islands" | "peninsula" | "desert" | "plain"
        | "plains" | "plateau" | "heights" | "mount" => FeatureClass::Land,
        "river" | "lake" | "sea" | "strait" | "gulf" | "bay" | "basin" => FeatureClass::Water,
        "camp" | "crossing" | "dam" | "neighbourhood" | "neighborhood" | "quarter" | "airport"
        | "base" => FeatureClass::Spot,
        "country" | "kingdom" | "nation" => FeatureClass::Country,
        _ => return None,
    })
}

/// Whether a place of class `class` can be called what calls for `wanted`.
pub fn answers(wanted: FeatureClass, class: FeatureClass) -> bool {
    use FeatureClass::{District, Land, Province, Region, Settlement, Spot, Water};
    match wanted {
        District | Province => matches!(class, District | Province | Region),
        Land | Region => matches!(class, Land | Region | District),
        Settlement => matches!(class, Settlement | Spot),
        Water => matches!(class, Water | Land),
        Spot => matches!(class, Spot | Settlement),
        other => class == other,
    }
}

/// Words that are no names by themselves.
const GENERIC: &[&str] = &[
    "street",
    "church",
    "school",
    "hospital",
    "villages",
    "townships",
    "mart",
    "road",
    "avenue",
    "park",
    "university",
    "college",
    "court",
    "hall",
    "center",
    "centre",
    "square",
    "bridge",
    "station",
    "hotel",
];

/// Words that make a body or a street of the name before them.
const BODIES: &[&str] = &[
    "department",
    "university",
    "state",
    "school",
    "college",
    "street",
    "drive",
    "avenue",
    "road",
    "club",
    "bank",
    "party",
    "police",
    "ministry",
    "committee",
    "council",
    "association",
    "company",
    "inc",
    "corp",
    "times",
    "post",
];

const DIRECTIONS: &[&str] = &[
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "upper",
    "lower",
    "greater",
    "downtown",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "inner",
    "outer",
    "old",
    "metro",
    "metropolitan",
    "rural",
    "occupied",
    "mainland",
];

/// The names of a document that carries tokens and toponyms, in order of their first mention, with candidates.
pub fn named<'g>(doc: &Document, gazetteer: &'g Gazetteer) -> Vec<Named<'g>> {
    let toponyms = doc.toponyms().unwrap_or_default();
    let mut named: Vec<Named<'g>> = Vec::new();
    let mut by_key: HashMap<(String, Option<FeatureClass>), usize> = HashMap::new();
    let spans: Vec<(usize, Span)> = toponyms
        .iter()
        .enumerate()
        .flat_map(|(at, toponym)| {
            asked(doc, gazetteer, toponym).into_iter().map(move |span| (at, span))
        })
        .collect();
    let mut of: Vec<(Span, usize)> = Vec::with_capacity(spans.len());
    for (at, span) in spans {
        // Two toponyms may turn out to be one name.
        if of.last().is_some_and(|(last, _)| last.overlaps(span)) {
            continue;
        }
        let text = doc.words(span);
        let text = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
        let wants = wanted(doc, span, text);
        let place = *by_key.entry((key::key(text), wants)).or_insert_with(|| {
            let (candidates, partial) = candidates(gazetteer, text, wants);
            named.push(Named {
                text: text.to_owned(),
                mentions: Vec::new(),
                wants,
                inside: Vec::new(),
                holds: Vec::new(),
                partial,
                candidates,
            });
            named.len() - 1
        });
        named[place].mentions.push(Mentioned {
            toponym: at,
            span,
            features: Vec::new(),
            confidence: 0.0,
        });
        of.push((span, place));
    }
    // *Rastan, Homs*; *Jericho (West Bank)*.
    for at in 1..of.len() {
        let between = doc.text().get(of[at - 1].0.end as usize..of[at].0.start as usize);
        let (inner, outer) = (of[at - 1].1, of[at].1);
        let joined = match between.map(str::trim) {
            Some("," | "(") => true,
            // *Fighters in Homs in Syria*: *in* joins less surely than a comma.
            Some("in") => named[inner].inside.is_empty(),
            _ => false,
        };
        if joined && inner != outer {
            if !named[inner].inside.contains(&outer) {
                named[inner].inside.push(outer);
            }
            if !named[outer].holds.contains(&inner) {
                named[outer].holds.push(inner);
            }
        }
    }
    named
}

/// What kind of place the words themselves say: *Laurel County*, *the city of Homs*, *the village of X*.
fn wanted(doc: &Document, span: Span, text: &str) -> Option<FeatureClass> {
    let last = text.split_whitespace().last().unwrap_or_default().to_lowercase();
    if text.contains(' ')
        && let Some(class) = class_of(&last)
    {
        return Some(class);
    }
    let tokens = doc.tokens()?;
    let first = doc.tokens_in(span).start;
    let word = |back: usize| {
        first
            .checked_sub(back)
            .map(|at| doc.words(tokens[at].span).to_lowercase())
            .unwrap_or_default()
    };
    if word(1) == "of" {
        return class_of(&word(2)).filter(|class| *class != FeatureClass::Country);
    }
    None
}

fn candidates<'g>(
    gazetteer: &'g Gazetteer,
    text: &str,
    wants: Option<FeatureClass>,
) -> (Vec<Choice<'g>>, bool) {
    let words: Vec<&str> = text.split_whitespace().collect();
    // *the District*, *West*, *Street* name nothing by themselves, whatever village is called so.
    let generic = |word: &str| {
        class_of(word).is_some() || DIRECTIONS.contains(&word) || GENERIC.contains(&word)
    };
    if let [word] = words[..]
        && generic(word.to_lowercase().as_str())
    {
        return (Vec::new(), false);
    }
    let mut found: Vec<Candidate> = gazetteer.find(text);
    // *Georgian* is of Georgia, and no village of that name far away.
    if found.iter().any(|candidate| candidate.by == Match::Demonym)
        && !found.iter().any(|own| own.by == Match::Name)
    {
        found.retain(|candidate| candidate.by == Match::Demonym);
    }
    let surely = found.iter().any(|candidate| candidate.by <= Match::Alternate);
    if let (Some(wanted), true) = (wants, words.len() > 1)
        && class_of(&words[words.len() - 1].to_lowercase()) == Some(wanted)
    {
        // Its own words again without the last: *Deir ez-Zor province*.
        let base = words[..words.len() - 1].join(" ");
        let more = gazetteer.find(&base).into_iter().filter(|candidate| {
            let fits = answers(wanted, gazetteer.entry(candidate.entry).class());
            fits || !surely
        });
        for candidate in more {
            if !found.iter().any(|own| own.entry == candidate.entry) {
                found.push(candidate);
            }
        }
    }
    if found.iter().all(|candidate| candidate.by == Match::Skeleton)
        && words.len() > 1
        && DIRECTIONS.contains(&words[0].to_lowercase().as_str())
    {
        // *Eastern Congo* is a part of Congo; *Eastern Creek* is a town of that name.
        let mut rest = gazetteer.find(&words[1..].join(" "));
        rest.retain(|candidate| {
            let entry = gazetteer.entry(candidate.entry);
            let small = matches!(
                entry.class(),
                FeatureClass::Settlement | FeatureClass::Spot | FeatureClass::District
            );
            candidate.by < Match::Skeleton && (!small || entry.people >= 100_000.0)
        });
        if !rest.is_empty() {
            found = rest;
        }
    }
    let mut partial = false;
    if !found.iter().any(|candidate| candidate.by < Match::Skeleton) && words.len() > 1 {
        // A span that holds a name and more: the longest part that is one.
        let parts = (1..words.len()).rev().flat_map(|n| words.windows(n));
        // *Michigan State*, *United States Department* are bodies, and *Elkview Drive* is a street.
        let body = words.iter().any(|word| BODIES.contains(&word.to_lowercase().as_str()));
        let part = parts
            .filter(|_| !body)
            .filter(|part| part.iter().all(|word| word.starts_with(char::is_uppercase)))
            .filter(|part| {
                part.len() > 1
                    || part[0].chars().count() > 3 && class_of(&part[0].to_lowercase()).is_none()
            })
            .filter(|part| part.len() > 1 || !DIRECTIONS.contains(&part[0].to_lowercase().as_str()))
            .find(|part| gazetteer.knows(&part.join(" ")));
        if let Some(part) = part {
            found = gazetteer.find(&part.join(" "));
            partial = true;
        }
    }
    let mut options: Vec<Choice<'g>> = found
        .into_iter()
        .map(|candidate| Choice {
            entry: gazetteer.entry(candidate.entry),
            by: candidate.by,
            features: [0.0; N_FEATURES],
            score: 0.0,
        })
        .collect();
    if options.len() > MOST_CANDIDATES {
        let settled = |option: &Choice<'_>| option.entry.class() == FeatureClass::Settlement;
        options.sort_by(|a, b| {
            let people = b.entry.people.total_cmp(&a.entry.people);
            settled(a).cmp(&settled(b)).then(people).then(a.entry.id.cmp(&b.entry.id))
        });
        options.truncate(MOST_CANDIDATES);
    }
    (options, partial)
}

/// So many words on either side may belong to a name that the encoder cut short.
const MOST_AROUND: usize = 3;

/// The words to look up for a toponym: its own; the longest known name around it, where the encoder took only a part
/// (*Spain* of *Port of Spain*); or the names on either side of a hyphen (*Costa Rica-Panama*).
fn asked(doc: &Document, gazetteer: &Gazetteer, toponym: &Toponym) -> Vec<Span> {
    const JOINING: &[&str] =
        &["of", "the", "and", "de", "del", "la", "el", "al", "ez", "az", "-", "upon", "on", "do"];
    let text = doc.words(toponym.span);
    if !gazetteer.knows(text)
        && let Some((at, dash)) =
            text.char_indices().find(|(_, c)| matches!(c, '-' | '–' | '—' | '/'))
    {
        let (one, other) = (&text[..at], &text[at + dash.len_utf8()..]);
        let start = toponym.span.start as usize;
        if one.len() > 2 && gazetteer.knows(one) && gazetteer.knows(other) {
            let from = start + at + dash.len_utf8();
            return vec![Span::new(start, start + at), Span::new(from, from + other.len())];
        }
    }
    let Some(tokens) = doc.tokens() else { return vec![toponym.span] };
    let own = doc.tokens_in(toponym.span);
    let sentence =
        doc.sentence_at(toponym.span.start as usize).and_then(|at| doc.sentences()?.get(at));
    let within = sentence.map_or(own.clone(), |sentence| sentence.tokens.clone());
    let word = |at: usize| doc.words(tokens[at].span);
    let capital = |at: usize| word(at).starts_with(char::is_uppercase);
    let mut longest = own.clone();
    for left in 0..=MOST_AROUND.min(own.start.saturating_sub(within.start)) {
        for right in 0..=MOST_AROUND.min(within.end.saturating_sub(own.end)) {
            let range = own.start - left..own.end + right;
            let whole = range.len() > longest.len()
                && capital(range.start)
                && capital(range.end - 1)
                && range
                    .clone()
                    .all(|at| own.contains(&at) || capital(at) || JOINING.contains(&word(at)));
            if whole
                && gazetteer
                    .knows(doc.words(tokens[range.start].span.to(tokens[range.end - 1].span)))
            {
                longest = range;
            }
        }
    }
    if longest == own {
        return vec![toponym.span];
    }
    let first = if word(longest.start).eq_ignore_ascii_case("the") {
        longest.start + 1
    } else {
        longest.start
    };
    vec![tokens[first].span.to(tokens[longest.end - 1].span)]
}
