//! What a speaker does with the words, and whether they are quoted.

use super::cues::Found;
use super::lexicon::{Lexicon, Part};
use super::quotes::Quotes;
use crate::decode::phrase::Tree;
use tacitus_doc::{Act, ClaimForm};

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
