//! Which language a text is in: as given, or else detected.

use crate::layout::clip;
use crate::notes;
use tacitus_doc::{Note, Source};
use whatlang::Lang;

/// How much of a text is looked at, in bytes: enough to be sure, and always quick.
const SAMPLE_BYTES: usize = 4000;

/// Below so many letters the detector of languages is not to be believed.
const FEW_LETTERS: usize = 60;

/// Whether the document is in English, so that it can be coded. A document whose language nobody
/// could tell is not.
pub fn is_english(source: &Source) -> bool {
    source.language.as_deref() == Some("en")
}

/// Settles the language of a document. `given` is what the input states and stands as it is;
/// `hint` is what a page's template states, which gives way to what the text shows.
pub(crate) fn settle(
    text: &str,
    given: Option<&str>,
    hint: Option<&str>,
    notes: &mut Vec<Note>,
) -> Option<String> {
    if let Some(code) = given.and_then(normalise) {
        if code != "en" {
            notes.push(not_english("given as", &code));
        }
        return Some(code);
    }
    if text.trim().is_empty() {
        return hint.and_then(normalise);
    }
    let code = match (detect(sample(text)), hint.and_then(normalise)) {
        (Some(detected), _) => detected,
        (None, Some(hint)) => hint,
        (None, None) => {
            notes.push(Note::new(
                notes::LANGUAGE_UNKNOWN,
                "the language is not given and the text is too short or too mixed to tell it",
            ));
            return None;
        }
    };
    if code != "en" {
        notes.push(not_english("detected", &code));
    }
    Some(code)
}

fn not_english(how: &str, code: &str) -> Note {
    let name = CODES
        .iter()
        .find(|(_, short)| *short == code)
        .and_then(|(long, _)| Lang::from_code(*long))
        .map_or(code, |lang| lang.eng_name());
    Note::new(notes::NOT_ENGLISH, format!("{how} {name}; the report is kept but not coded"))
}

/// `en-GB`, `eng` and `English` become `en`; a code that is not known stays, in lower case.
pub(crate) fn normalise(given: &str) -> Option<String> {
    let given = given.trim().to_lowercase();
    let primary = given.split(['-', '_', ',', ';', ' ']).next().filter(|code| !code.is_empty())?;
    if matches!(primary, "und" | "mul" | "zxx" | "unknown" | "null" | "none") {
        return None;
    }
    if let Some((_, short)) = CODES.iter().find(|(long, _)| *long == primary) {
        return Some((*short).to_owned());
    }
    let by_name = Lang::all().iter().find(|lang| lang.eng_name().to_lowercase() == given);
    let short = by_name.and_then(|lang| short_code(lang.code()));
    Some(short.map_or_else(|| primary.chars().take(16).collect(), str::to_owned))
}

fn detect(text: &str) -> Option<String> {
    let words = Words::of(text);
    // The detector may take a short English text full of foreign names for another language; its
    // small words do not lie.
    if words.n_words >= 5 && words.n_english * 5 >= words.n_words {
        return Some("en".to_owned());
    }
    if let Some(info) = whatlang::detect(text) {
        // A text in another script is not English, however short; at worst its neighbour is named.
        let latin = info.script() == whatlang::Script::Latin;
        if !latin || (info.is_reliable() && words.n_letters >= FEW_LETTERS) {
            return short_code(info.lang().code()).map(str::to_owned);
        }
    }
    let ascii = words.n_letters > 0 && words.n_ascii * 100 >= words.n_letters * 95;
    let english = words.n_english > 0 || words.n_letters < FEW_LETTERS;
    (ascii && english).then(|| "en".to_owned())
}

fn sample(text: &str) -> &str {
    clip(text, SAMPLE_BYTES)
}

#[derive(Default)]
struct Words {
    n_words: usize,
    n_english: usize,
    n_letters: usize,
    n_ascii: usize,
}

impl Words {
    fn of(text: &str) -> Words {
        /// English words that the neighbouring languages do not share.
        const ENGLISH: &[&str] = &[
            "the", "of", "and", "to", "that", "was", "with", "from", "which", "were", "they",
            "have", "has", "had", "are", "been", "this", "their", "after", "said", "says", "who",
            "would", "it", "its", "by", "as", "for", "on", "not", "but", "be", "is", "at", "he",
            "his", "she", "her", "when", "while", "more", "than", "over", "between", "into",
        ];
        let mut words = Words::default();
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            words.n_words += 1;
            words.n_letters += word.chars().count();
            words.n_ascii += word.bytes().filter(u8::is_ascii_alphabetic).count();
            words.n_english +=
                usize::from(ENGLISH.iter().any(|english| english.eq_ignore_ascii_case(word)));
        }
        words
    }
}

fn short_code(long: &str) -> Option<&'static str> {
    CODES.iter().find(|(code, _)| *code == long).map(|&(_, short)| short)
}

/// ISO 639-3 (and the other three-letter codes in use) to ISO 639-1, for every language that the
/// detector knows.
const CODES: &[(&str, &str)] = &[
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("deu", "de"),
    ("ger", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("geo", "ka"),
    ("ara", "ar"),
    ("arb", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "nb"),
    ("nor", "no"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("cze", "cs"),
    ("ell", "el"),
    ("gre", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("mac", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("fas", "fa"),
    ("per", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("bur", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("slo", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
    ("arm", "hy"),
    ("cym", "cy"),
    ("wel", "cy"),
    ("epo", "eo"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, given: Option<&str>, expected: Option<&str>, expected_notes: &[&str]) {
        let mut notes = Vec::new();
        assert_eq!(settle(text, given, None, &mut notes).as_deref(), expected, "{text:?}");
        let kinds: Vec<&str> = notes.iter().map(|note| &*note.kind).collect();
        assert_eq!(kinds, expected_notes, "notes of {text:?}");
    }

    const SPANISH: &str = "Los enviados se reunieron el domingo en la capital y acordaron que el \
        convoy podía abandonar el valle, según informó el ministerio de Defensa.";

    #[test]
    fn languages_are_detected() {
        check(
            "The envoys met on Sunday and agreed that the convoy could leave.",
            None,
            Some("en"),
            &[],
        );
        check(SPANISH, None, Some("es"), &["not-english"]);
        check(
            "Посланники встретились в воскресенье в столице.",
            None,
            Some("ru"),
            &["not-english"],
        );
        check("Envoys meet", None, Some("en"), &[]);
        check("123 456", None, None, &["language-unknown"]);
        check("Çüş ığdır", None, None, &["language-unknown"]);
        check(" \n", None, None, &[]);
    }

    #[test]
    fn what_is_given_stands() {
        for code in ["en-GB", "en_US", "eng", "English", "EN"] {
            check(SPANISH, Some(code), Some("en"), &[]);
        }
        check("The envoys met.", Some("es-MX"), Some("es"), &["not-english"]);
        check("The envoys met.", Some("Turkish"), Some("tr"), &["not-english"]);
        check("The envoys met.", Some("und"), Some("en"), &[]);
    }

    #[test]
    fn a_template_gives_way_to_the_text() {
        let mut notes = Vec::new();
        assert_eq!(settle(SPANISH, None, Some("en"), &mut notes).as_deref(), Some("es"));
        assert_eq!(settle("Çüş ığdır", None, Some("tr"), &mut notes).as_deref(), Some("tr"));
    }

    #[test]
    fn every_language_of_the_detector_has_a_short_code() {
        for lang in Lang::all() {
            assert!(short_code(lang.code()).is_some(), "{}", lang.code());
        }
    }

    #[test]
    fn the_note_names_the_language() {
        let mut notes = Vec::new();
        settle(SPANISH, None, None, &mut notes);
        assert_eq!(notes[0].message, "detected Spanish; the report is kept but not coded");
    }
}
