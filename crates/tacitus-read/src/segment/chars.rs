//! What a character is to the tokenizer: one byte each, as `char_class` in segmenter.py has it.

/// The class of a character.
pub(super) fn class_of(c: char) -> u8 {
    match c {
        '0'..='9' => b'9',
        'a'..='z' => b'a',
        'A'..='Z' => b'A',
        '\'' | '’' | '‘' | '`' => b'\'',
        '"' | '“' | '”' | '«' | '»' | '„' => b'"',
        '-' | '‐' | '‑' => b'-',
        '–' | '—' | '―' => b'_',
        '.' | '…' => b'.',
        ',' | ';' | ':' => b',',
        '!' | '?' => b'!',
        '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' => b'(',
        '/' | '\\' | '|' => b'/',
        '$' | '%' | '&' | '#' | '@' | '*' => c as u8,
        '€' | '£' | '¥' | '+' | '=' | '~' | '^' | '_' | '°' | '§' => b'$',
        _ if c.is_numeric() && !c.is_alphabetic() => b'9',
        _ if c.is_alphabetic() && c.is_lowercase() => b'a',
        _ if c.is_alphabetic() && c.is_uppercase() => b'A',
        _ if c.is_alphabetic() => b'x',
        _ => b'o',
    }
}

/// Whether a class is that of a letter.
pub(super) fn is_letter(class: u8) -> bool {
    matches!(class, b'a' | b'A' | b'x')
}

/// The character in lower case, where that is one character.
pub(super) fn lower_one(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}
