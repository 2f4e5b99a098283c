//! Names as keys: what is left of a name when case, accents, articles and punctuation are folded.

/// `name` in lower case without accents, leading articles, possessive ending and punctuation;
/// hyphens part words.
pub fn fold(name: &str) -> String {
    let name = name.trim();
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name);
    let mut folded = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\'' | '’' | '‘' | '`' | '.' | '"' | '“' | '”' | 'ʿ' | 'ʾ' => {}
            c if c.is_alphanumeric() => plain(c, &mut folded),
            // Combining accents stand on the letter before.
            '\u{300}'..='\u{36f}' => {}
            _ => folded.push(' '),
        }
    }
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    while words.len() > 1 && matches!(words.first(), Some(&("the" | "a" | "an"))) {
        words.remove(0);
    }
    words.join(" ")
}

/// `c` in lower case, without its accent where it has one in the Latin blocks.
fn plain(c: char, out: &mut String) {
    for c in c.to_lowercase() {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => out.push('c'),
            'ď' | 'đ' | 'ḍ' => out.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => out.push('e'),
            'ğ' | 'ģ' | 'ĝ' => out.push('g'),
            'ḥ' | 'ħ' => out.push('h'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => out.push('i'),
            'ķ' => out.push('k'),
            'ł' | 'ļ' | 'ľ' => out.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => out.push('o'),
            'ŕ' | 'ř' => out.push('r'),
            'ś' | 'š' | 'ş' | 'ș' | 'ṣ' => out.push('s'),
            'ť' | 'ţ' | 'ț' | 'ṭ' => out.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' | 'ẓ' => out.push('z'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            c => out.push(c),
        }
    }
}

/// The key of a name. Short names in capitals match capitals only, so that *us* is not a country nor *who* a
/// body.
pub fn key(name: &str) -> String {
    short(name).unwrap_or_else(|| fold(name))
}

/// The key of an acronym.
fn short(name: &str) -> Option<String> {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).take(5).collect();
    let is_short =
        letters.chars().count() <= 4 && letters.chars().all(|c| c.is_uppercase() || c.is_numeric());
    is_short.then(|| format!("={letters}"))
}

/// The key without the articles that Arabic names carry and lose: *Jabhat al-Nusra*, *Jabhat Nusra*.
pub fn loose(name: &str) -> Option<String> {
    loose_of(&fold(name))
}

/// Key and loose key at once.
pub(crate) fn both(name: &str) -> (String, Option<String>) {
    let folded = fold(name);
    let loose = loose_of(&folded);
    (short(name).unwrap_or(folded), loose)
}

fn loose_of(folded: &str) -> Option<String> {
    const ARTICLES: &[&str] =
        &["al", "el", "as", "ar", "ad", "an", "ash", "at", "ul", "ez", "es", "bin", "ibn"];
    let words: Vec<&str> = folded.split(' ').filter(|word| !ARTICLES.contains(word)).collect();
    let n_letters: usize = words.iter().map(|word| word.len()).sum();
    (n_letters > 4).then(|| words.join(" "))
}

/// Without the article and the possessive ending, which would spoil the look of a short name.
pub fn bare(name: &str) -> &str {
    let name = name.trim();
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name);
    ["the ", "The ", "THE "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}
