//! What a speaker does with the words, and whether they are quoted.

use super::cues::{Found, Rule};
use super::lexicon::{Lexicon, Part};
use super::quotes::Quotes;
use crate::decode::hints::likeliest;
use crate::decode::phrase::Tree;
use tacitus_doc::{Act, ClaimForm, Commitment};

/// Direct when all words stand between quotation marks, indirect when none do. One unquoted word in
/// twenty is forgiven, because an editor's insertion stands outside the marks.
pub(super) fn form(tree: &Tree<'_>, quotes: &Quotes, content: &[usize]) -> ClaimForm {
    let is_word = |&&token: &&usize| tree.text(token).chars().any(char::is_alphanumeric);
    let n_words = content.iter().filter(is_word).count();
    let n_quoted = content.iter().filter(is_word).filter(|&&t| quotes.at(t).is_some()).count();
    if n_quoted == 0 {
        ClaimForm::Indirect
    } else if n_quoted * 20 >= n_words * 19 {
        ClaimForm::Direct
    } else {
        ClaimForm::Mixed
    }
}

/// The act: that of the cue, turned by negation, and for plain saying told from the content.
pub(super) fn act(tree: &Tree<'_>, lexicon: &Lexicon, found: &Found, form: ClaimForm) -> Act {
    let own = found.act;
    if found.negated {
        return match own {
            Act::Deny => Act::Confirm,
            Act::Confirm | Act::Assert if found.mental => Act::Doubt,
            Act::Assert | Act::Confirm | Act::Accuse => Act::Withhold,
            Act::Withhold => Act::Assert,
            Act::Promise => Act::Deny,
            other => other,
        };
    }
    if own != Act::Assert || found.mental {
        return own;
    }
    of_content(tree, lexicon, found, form).unwrap_or(Act::Assert)
}

/// The act of the words against what the encoder makes of the cue in its sentence, which it learned from
/// our own marked passages: the lexicon's act counts as so much probability.
pub(super) fn weighed(own: Act, learned: &[(Act, f32)]) -> Act {
    const LEXICON: f32 = 0.3;
    /// A judgement that the words themselves hold counts for more.
    const JUDGEMENT: f32 = 0.85;
    let weight = if matches!(own, Act::Criticise | Act::Accuse) { JUDGEMENT } else { LEXICON };
    // Nobody praises with words of blame.
    let blame = matches!(own, Act::Criticise | Act::Accuse);
    let fitting = learned.iter().copied().filter(|(act, _)| !blame || *act != Act::Praise);
    let best = likeliest(fitting, Some(own), weight);
    best.filter(|(_, p)| *p > 0.0).map_or(own, |(act, _)| act)
}

/// How far the content is put as true: an act that puts nothing as true decides, else the verb.
pub(super) fn commitment(lexicon: &Lexicon, found: &Found, act: Act) -> Commitment {
    let (word, letter) = found.word.rsplit_once('/').unwrap_or_default();
    let part = match letter {
        "v" => Part::Verb,
        "n" => Part::Noun,
        "a" => Part::Adjective,
        _ => Part::Hearsay,
    };
    let own = lexicon.get(part, word).map_or(Commitment::Asserted, |entry| entry.commitment);
    match act {
        Act::Deny => Commitment::Denied,
        Act::Withhold => Commitment::Withheld,
        Act::Demand | Act::Doubt | Act::Promise | Act::Threaten => Commitment::Unasserted,
        // *reportedly*: somebody, nobody says who.
        _ if found.rule == Rule::Hearsay || found.rule == Rule::Raising => Commitment::LeftOpen,
        // *did not know that ...* presupposes it as *knew that ...* does.
        _ if found.negated && own != Commitment::Presupposed => Commitment::Withheld,
        _ => own,
    }
}

/// What the words themselves do: *there must be no ...* demands, *an insult* criticises. A judgement
/// outweighs a demand, and a demand an announcement of what is to come.
fn of_content(tree: &Tree<'_>, lexicon: &Lexicon, found: &Found, form: ClaimForm) -> Option<Act> {
    const ORDER: [Act; 5] = [Act::Criticise, Act::Accuse, Act::Praise, Act::Demand, Act::Promise];
    let mut counts = [0usize; ORDER.len()];
    let mut first_person = false;
    for &token in &found.content {
        let word = tree.text(token).to_lowercase();
        if matches!(word.as_str(), "we" | "i") && tree.has_rel(token, "nsubj") {
            first_person = true;
        }
        let entry = lexicon
            .get(Part::Content, tree.lemma(token))
            .or_else(|| lexicon.get(Part::Content, &word));
        let Some(entry) = entry else { continue };
        if negated(tree, token) {
            continue;
        }
        if let Some(nth) = ORDER.iter().position(|&act| act == entry.act) {
            counts[nth] += 1;
        }
    }
    let [criticise, accuse, praise, demand, promise] = counts;
    // In somebody's own words one accusing word accuses; in reported ones it may be what happened.
    let enough = if form == ClaimForm::Indirect { 2 } else { 1 };
    if accuse >= enough && accuse >= criticise {
        return Some(Act::Accuse);
    }
    if criticise > 0 && criticise >= praise {
        return Some(Act::Criticise);
    }
    if demand > 0 {
        // *We must* binds the speaker, not others.
        return Some(if first_person { Act::Promise } else { Act::Demand });
    }
    if promise > 0 && first_person && form != ClaimForm::Indirect {
        return Some(Act::Promise);
    }
    (praise > 0).then_some(Act::Praise)
}

/// Whether a token has a negation of its own: *not*, *no*, *never*. An auxiliary is negated with its
/// verb: *will not applaud*.
pub(super) fn negated(tree: &Tree<'_>, token: usize) -> bool {
    let verb = tree.words[token].head.filter(|_| tree.has_rel(token, "aux"));
    tree.children(verb.unwrap_or(token)).any(|child| {
        matches!(tree.lemma(child), "not" | "never" | "n't" | "neither" | "nor")
            || matches!(&*tree.text(child).to_lowercase(), "n't" | "n’t" | "never" | "not")
    })
}
