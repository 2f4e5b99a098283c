//! A tokenizer of HTML as it is found: tags, their attributes, and the text between.
//!
//! It takes time in proportion to the page, whatever the page holds, and builds no tree. It knows
//! nothing about which elements may stand in which.

use std::borrow::Cow;

/// A piece of a page, in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Piece<'h> {
    Open(Tag<'h>),
    Close(&'h str),
    /// Text with its entities still in it.
    Text(&'h str),
    /// What a `script`, `style` or other element that holds no markup holds: the element, its tag
    /// and its content.
    Raw(Tag<'h>, &'h str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tag<'h> {
    /// As written, in any case.
    pub(crate) name: &'h str,
    attributes: &'h str,
}

impl<'h> Tag<'h> {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, decoded; the first where there are several.
    pub(crate) fn get(&self, name: &str) -> Option<Cow<'h, str>> {
        let found = self.attributes().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(decode(found.1))
    }

    pub(crate) fn attributes(&self) -> Attributes<'h> {
        Attributes { rest: self.attributes }
    }
}

/// The attributes of a tag: names and undecoded values.
pub(crate) struct Attributes<'h> {
    rest: &'h str,
}

impl<'h> Iterator for Attributes<'h> {
    type Item = (&'h str, &'h str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // An equals sign at the very start is part of the name.
        let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'/');
        let n_name = rest.bytes().skip(1).position(|b| is_end(&b)).map_or(rest.len(), |n| n + 1);
        let n_name = if rest.is_char_boundary(n_name) { n_name } else { rest.len() };
        let (name, after) = rest.split_at(n_name);
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
            self.rest = after;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let (value, rest) = match value.as_bytes().first() {
            Some(&quote @ (b'"' | b'\'')) => {
                let inner = value.get(1..).unwrap_or_default();
                inner.split_once(char::from(quote)).unwrap_or((inner, ""))
            }
            _ => {
                let end = value.bytes().position(|b| b.is_ascii_whitespace());
                value.split_at(end.unwrap_or(value.len()))
            }
        };
        self.rest = rest;
        Some((name, value))
    }
}

/// The pieces of a page.
pub(crate) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0 }
}

pub(crate) struct Pieces<'h> {
    html: &'h str,
    at: usize,
}

/// Elements whose content is no markup.
fn is_raw(name: &str) -> bool {
    matches!(
        &*lower(name),
        "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes"
    )
}

impl<'h> Pieces<'h> {
    /// Up to the next `end` (or the end of the page), moving past it.
    fn take_until(&mut self, end: &str) -> &'h str {
        let rest = self.html.get(self.at..).unwrap_or_default();
        let (taken, n_moved) = match rest.find(end) {
            Some(at) => (rest.get(..at).unwrap_or_default(), at + end.len()),
            None => (rest, rest.len()),
        };
        self.at += n_moved;
        taken
    }

    /// The tag at `at`, up to its `>`, which quotes may hide.
    fn take_tag(&mut self) -> Option<&'h str> {
        let start = self.at;
        let mut quote = None;
        let mut after_equals = false;
        for (offset, byte) in self.html.as_bytes().get(start..)?.iter().enumerate() {
            match (quote, *byte) {
                (Some(mark), byte) if byte == mark => quote = None,
                (Some(_), _) => {}
                (None, b'>') => {
                    self.at = start + offset + 1;
                    return self.html.get(start..start + offset);
                }
                (None, mark @ (b'"' | b'\'')) if after_equals => quote = Some(mark),
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                after_equals = *byte == b'=';
            }
        }
        // A tag that the page breaks off in says nothing.
        self.at = self.html.len();
        None
    }

    fn take_raw(&mut self, name: &str) -> &'h str {
        let rest = self.html.get(self.at..).unwrap_or_default();
        let bytes = rest.as_bytes();
        let mut from = 0;
        while let Some(at) = rest.get(from..).and_then(|rest| rest.find("</")).map(|at| at + from) {
            let end_name = bytes.get(at + 2..at + 2 + name.len()).unwrap_or_default();
            if end_name.eq_ignore_ascii_case(name.as_bytes()) {
                let content = rest.get(..at).unwrap_or_default();
                self.at += at;
                self.take_until(">");
                return content;
            }
            from = at + 2;
        }
        self.at = self.html.len();
        rest
    }
}

impl<'h> Iterator for Pieces<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        loop {
            let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
            let Some(after) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                self.at += end;
                return rest.get(..end).map(Piece::Text);
            };
            match after.as_bytes() {
                [b'!', b'-', b'-', ..] => {
                    self.at += 4;
                    // <!--> is a whole comment.
                    if !after.starts_with("!-->") {
                        self.take_until("-->");
                    } else {
                        self.at += 1;
                    }
                }
                [b'!' | b'?', ..] => {
                    self.take_until(">");
                }
                [b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                    self.at += 2;
                    let Some(tag) = self.take_tag() else { continue };
                    return Some(Piece::Close(split_name(tag).0));
                }
                [b'/', ..] => {
                    self.take_until(">");
                }
                [letter, ..] if letter.is_ascii_alphabetic() => {
                    self.at += 1;
                    let Some(tag) = self.take_tag() else { continue };
                    let (name, attributes) = split_name(tag);
                    let tag = Tag { name, attributes };
                    if is_raw(name) && !attributes.ends_with('/') {
                        return Some(Piece::Raw(tag, self.take_raw(name)));
                    }
                    return Some(Piece::Open(tag));
                }
                _ => {
                    // A lone < is text.
                    let end = after.find('<').map_or(rest.len(), |at| at + 1);
                    self.at += end;
                    return rest.get(..end).map(Piece::Text);
                }
            }
        }
    }
}

fn split_name(tag: &str) -> (&str, &str) {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
    tag.split_at(end)
}

/// A name in lower case, for `match`; nearly all pages write it so.
pub(crate) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Elements that have no content.
pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        &*lower(name),
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "keygen"
            | "frame"
            | "basefont"
            | "bgsound"
    )
}

/// Replaces the character references (`&amp;`, `&#8212;`) in `text`.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        decoded.push_str(before);
        let len = match reference.as_bytes().get(1) {
            Some(b'#') => numeric(reference, &mut decoded),
            _ => named(reference, &mut decoded),
        };
        if len == 0 {
            decoded.push('&');
        }
        rest = reference.get(len.max(1)..).unwrap_or_default();
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Appends the character of `&#...` and yields the length of the reference, 0 where it is none.
fn numeric(reference: &str, decoded: &mut String) -> usize {
    let (radix, start) = match reference.as_bytes().get(2) {
        Some(b'x' | b'X') => (16, 3),
        _ => (10, 2),
    };
    let digits = reference.get(start..).unwrap_or_default();
    let n_digits = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if n_digits == 0 {
        return 0;
    }
    let code = digits.get(..n_digits).and_then(|digits| u32::from_str_radix(digits, radix).ok());
    let c = match code {
        // Pages mean Windows-1252 by these.
        Some(code @ 0x80..=0x9F) => (markup5ever::data::C1_REPLACEMENTS)
            .get(code as usize - 0x80)
            .copied()
            .flatten()
            .or_else(|| char::from_u32(code)),
        Some(0) | None => None,
        Some(code) => char::from_u32(code),
    };
    decoded.push(c.unwrap_or('\u{FFFD}'));
    let len = start + n_digits;
    len + usize::from(reference.as_bytes().get(len) == Some(&b';'))
}

/// Appends the characters of `&name;` and yields the length of the reference, 0 where it is none.
/// A few old names are known without their semicolon, as in `AT&amp T`.
fn named(reference: &str, decoded: &mut String) -> usize {
    let n_name = reference.bytes().skip(1).take(32).take_while(u8::is_ascii_alphanumeric).count();
    let with_semicolon = reference.as_bytes().get(1 + n_name) == Some(&b';');
    let longest = 1 + n_name + usize::from(with_semicolon);
    // Without a semicolon only the whole name counts: `&notice` is no `&not` and `ice`.
    let Some(name) = reference.get(1..longest) else { return 0 };
    match markup5ever::data::NAMED_ENTITIES.get(name) {
        Some(&(first, second)) if first != 0 => {
            decoded
                .extend([first, second].into_iter().filter(|&c| c != 0).filter_map(char::from_u32));
            longest
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[&str]) {
        let show = |piece: Piece<'_>| match piece {
            Piece::Open(tag) => {
                let attributes = tag.attributes().map(|(k, v)| format!(" {k}={}", decode(v)));
                format!("<{}{}>", tag.name, attributes.collect::<String>())
            }
            Piece::Close(name) => format!("</{name}>"),
            Piece::Text(text) => decode(text).into_owned(),
            Piece::Raw(tag, content) => format!("<{}>[{content}]", tag.name),
        };
        assert_eq!(pieces(html).map(show).collect::<Vec<_>>(), expected, "{html:?}");
    }

    #[test]
    fn tags_and_text() {
        check(
            "<p class=a id='b c' hidden>Fish &amp; rice</P>",
            &["<p class=a id=b c hidden=>", "Fish & rice", "</P>"],
        );
        check("<a href=\"x>y\">1 < 2</a>", &["<a href=x>y>", "1 ", "< 2", "</a>"]);
        check("<br/><img src=x/>", &["<br>", "<img src=x/>"]);
        check("<script>if (a<b) '</p>'</SCRIPT >x", &["<script>[if (a<b) '</p>']", "x"]);
        check("a<!-- <p> -->b<!doctype html>c<!-->d", &["a", "b", "c", "d"]);
        check("<p title=\"it's\">it's</p>", &["<p title=it's>", "it's", "</p>"]);
        check("<p é=1 ü>x", &["<p é=1 ü=>", "x"]);
    }

    #[test]
    fn pages_that_break_off() {
        check("<p>one<a href=\"tw", &["<p>", "one"]);
        check("<p>one<!-- two", &["<p>", "one"]);
        check("<title>one", &["<title>[one]"]);
        check("one<", &["one", "<"]);
        check("", &[]);
    }

    #[test]
    fn character_references() {
        let check = |text: &str, expected: &str| assert_eq!(decode(text), expected, "{text:?}");
        check("&ldquo;a&rdquo; &#8212; &#x2014; &#151;", "“a” — — —");
        check(
            "AT&T &nosuch; & &; &#; &#x; &#0; &#99999999;",
            "AT&T &nosuch; & &; &#; &#x; \u{FFFD} \u{FFFD}",
        );
        check("&copy 2017 &eacute;t&eacute;", "© 2017 été");
        check("a&nbsp;b", "a\u{A0}b");
    }
}
