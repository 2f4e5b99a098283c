//! The dictionary form of a word, checked against the lexicon: a parser that guesses endings may
//! give *kidnapp* for *kidnapped*.

use super::lexicon::Lexicon;
use tacitus_doc::Upos;

/// Forms that no rule of endings undoes.
const IRREGULAR: &[(&str, &str)] = &[
    ("abode", "abide"),
    ("arose", "arise"),
    ("beat", "beat"),
    ("beaten", "beat"),
    ("became", "become"),
    ("began", "begin"),
    ("begun", "begin"),
    ("bled", "bleed"),
    ("blew", "blow"),
    ("blown", "blow"),
    ("bought", "buy"),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("built", "build"),
    ("burnt", "burn"),
    ("came", "come"),
    ("caught", "catch"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("cut", "cut"),
    ("dealt", "deal"),
    ("drew", "draw"),
    ("drawn", "draw"),
    ("driven", "drive"),
    ("drove", "drive"),
    ("dug", "dig"),
    ("fed", "feed"),
    ("fell", "fall"),
    ("fallen", "fall"),
    ("felt", "feel"),
    ("fled", "flee"),
    ("flew", "fly"),
    ("flown", "fly"),
    ("forbade", "forbid"),
    ("forbidden", "forbid"),
    ("forgave", "forgive"),
    ("forgiven", "forgive"),
    ("fought", "fight"),
    ("froze", "freeze"),
    ("frozen", "freeze"),
    ("gave", "give"),
    ("given", "give"),
    ("gone", "go"),
    ("got", "get"),
    ("held", "hold"),
    ("hidden", "hide"),
    ("hit", "hit"),
    ("hung", "hang"),
    ("hurt", "hurt"),
    ("kept", "keep"),
    ("knew", "know"),
    ("known", "know"),
    ("laid", "lay"),
    ("led", "lead"),
    ("left", "leave"),
    ("lent", "lend"),
    ("let", "let"),
    ("lost", "lose"),
    ("made", "make"),
    ("meant", "mean"),
    ("met", "meet"),
    ("overran", "overrun"),
    ("overthrew", "overthrow"),
    ("overthrown", "overthrow"),
    ("paid", "pay"),
    ("put", "put"),
    ("quit", "quit"),
    ("ran", "run"),
    ("rose", "rise"),
    ("said", "say"),
    ("sank", "sink"),
    ("saw", "see"),
    ("seen", "see"),
    ("sent", "send"),
    ("set", "set"),
    ("shot", "shoot"),
    ("shut", "shut"),
    ("slain", "slay"),
    ("slew", "slay"),
    ("sold", "sell"),
    ("sought", "seek"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("spent", "spend"),
    ("stole", "steal"),
    ("stolen", "steal"),
    ("stood", "stand"),
    ("struck", "strike"),
    ("sunk", "sink"),
    ("swore", "swear"),
    ("sworn", "swear"),
    ("taken", "take"),
    ("taught", "teach"),
    ("threw", "throw"),
    ("thrown", "throw"),
    ("told", "tell"),
    ("took", "take"),
    ("tore", "tear"),
    ("torn", "tear"),
    ("upheld", "uphold"),
    ("went", "go"),
    ("withdrawn", "withdraw"),
    ("withdrew", "withdraw"),
    ("withheld", "withhold"),
    ("won", "win"),
    ("wrote", "write"),
    ("written", "write"),
    ("drove", "drive"),
    ("fell", "fall"),
    ("dying", "die"),
    ("lying", "lie"),
    ("tying", "tie"),
    ("vying", "vie"),
];

const NOUNS: &[(&str, &str)] = &[
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("people", "people"),
    ("gunmen", "gunman"),
    ("policemen", "policeman"),
    ("militiamen", "militiaman"),
    ("lawmakers", "lawmaker"),
    ("wives", "wife"),
    ("lives", "life"),
    ("thieves", "thief"),
    ("crises", "crisis"),
    ("knives", "knife"),
    ("businessmen", "businessman"),
    ("fishermen", "fisherman"),
    ("servicemen", "serviceman"),
    ("spokesmen", "spokesman"),
    ("congressmen", "congressman"),
    ("airmen", "airman"),
    ("crewmen", "crewman"),
    ("tribesmen", "tribesman"),
    ("forces", "force"),
    ("troops", "troop"),
];

/// The lemma to look up for a word that stands as `form` and that the parser calls `lemma`.
pub(super) fn dictionary_form(form: &str, lemma: &str, upos: Upos, lexicon: &Lexicon) -> String {
    let form = form.to_lowercase();
    let listed = |table: &[(&str, &str)]| {
        table.iter().find(|(own, _)| *own == form).map(|(_, lemma)| (*lemma).to_owned())
    };
    match upos {
        Upos::Verb | Upos::Aux => {
            if let Some(lemma) = listed(IRREGULAR).filter(|_| upos == Upos::Verb) {
                return lemma;
            }
        }
        Upos::Noun => {
            if let Some(lemma) = listed(NOUNS) {
                return lemma;
            }
        }
        // Participles as adjectives: *concerned*, *outraged* stand in the lexicon as they are.
        Upos::Adj if lexicon.knows(&form) => return form,
        _ => return lemma.to_owned(),
    }
    if lexicon.knows(lemma) {
        return lemma.to_owned();
    }
    candidates(&form)
        .into_iter()
        .find(|candidate| candidate.len() > 2 && lexicon.knows(candidate))
        .unwrap_or_else(|| lemma.to_owned())
}

/// What `form` may be a form of, by English rules of endings.
fn candidates(form: &str) -> Vec<String> {
    let mut found = vec![form.to_owned()];
    let endings: &[(&str, &[&str])] = &[
        ("ies", &["y"]),
        ("ied", &["y"]),
        ("es", &["e", ""]),
        ("s", &[""]),
        ("ed", &["e", ""]),
        ("ing", &["e", ""]),
    ];
    for (ending, replacements) in endings {
        let Some(stem) = form.strip_suffix(ending) else { continue };
        for replacement in *replacements {
            found.push(format!("{stem}{replacement}"));
        }
        // *kidnapped*, *quelling*
        let mut ends = stem.chars().rev();
        if let (Some(last), Some(before)) = (ends.next(), ends.next())
            && last == before
            && last.is_ascii_alphabetic()
        {
            found.push(stem[..stem.len() - 1].to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::lexicon;
    use super::*;

    #[test]
    fn guessed_lemmas_are_set_right() {
        let check = |form: &str, lemma: &str, upos: Upos, expected: &str| {
            assert_eq!(dictionary_form(form, lemma, upos, lexicon()), expected, "{form}");
        };
        check("kidnapped", "kidnapp", Upos::Verb, "kidnap");
        check("recognized", "recogniz", Upos::Verb, "recognize");
        check("began", "beg", Upos::Verb, "begin");
        check("denied", "deni", Upos::Verb, "deny");
        check("quelling", "quell", Upos::Verb, "quell");
        check("Gunmen", "gunmen", Upos::Noun, "gunman");
        check("countries", "countrie", Upos::Noun, "country");
        check("zebras", "zebrase", Upos::Noun, "zebrase");
        check("was", "be", Upos::Aux, "be");
        check("left", "left", Upos::Adj, "left");
        check("é", "é", Upos::Verb, "é");
    }
}
