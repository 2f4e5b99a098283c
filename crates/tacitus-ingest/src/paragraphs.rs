//! Markup to paragraphs, in one pass and in time proportional to the page.
//!
//! The same walk serialises the article that extraction found, and serves pages that extraction
//! must not be let near. It knows nothing about metadata.

use crate::layout;
use crate::markup::{self, Piece, Tag};

/// What a paragraph of a page is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    Heading,
    Paragraph,
    Caption,
}

/// A paragraph with its white space collapsed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Paragraph {
    pub(crate) part: Part,
    pub(crate) text: String,
}

/// The paragraphs of an article that extraction has already found.
pub(crate) fn of_article(html: &str) -> Vec<Paragraph> {
    let walk = walk(html, false);
    walk.done.into_iter().map(|found| found.paragraph).collect()
}

/// The paragraphs of a whole page, without what is marked as navigation, comments and the like,
/// and without lists of links; only those of its `article` or `main` element where that has text.
pub(crate) fn of_page(html: &str) -> Vec<Paragraph> {
    /// An article shorter than this, in bytes, is a teaser beside the text.
    const SHORT_ARTICLE: usize = 250;
    let mut found = walk(html, true).done;
    if found.is_empty() {
        // Somebody may have put the whole page into an unclosed <nav> or a <form>.
        found = walk(html, false).done;
    }
    let n_inside: usize =
        found.iter().filter(|f| f.in_article).map(|f| f.paragraph.text.len()).sum();
    found.retain(|f| {
        let is_text = f.n_linked * 2 <= f.paragraph.text.len();
        is_text && (n_inside < SHORT_ARTICLE || f.in_article)
    });
    found.into_iter().map(|found| found.paragraph).collect()
}

struct Found {
    paragraph: Paragraph,
    in_article: bool,
    /// Bytes that stand in links.
    n_linked: usize,
}

#[derive(Default)]
struct Walk<'h> {
    done: Vec<Found>,
    text: String,
    n_linked: usize,
    /// The text ends in white space that has not been written.
    space: bool,
    /// The text ends in a line break that parts it only if a new sentence follows.
    line_break: bool,
    /// Depth inside headings, captions, links, preformatted text and articles.
    headings: u32,
    captions: u32,
    links: u32,
    preformatted: u32,
    articles: u32,
    /// The element that is being passed over, and how many of that name are open.
    skipped: Option<(&'h str, u32)>,
}

fn walk(html: &str, is_page: bool) -> Walk<'_> {
    let mut walk = Walk::default();
    for piece in markup::pieces(html) {
        if let Some((name, depth)) = &mut walk.skipped {
            match piece {
                Piece::Open(tag) if tag.is(name) => *depth += 1,
                Piece::Close(close) if close.eq_ignore_ascii_case(name) => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                walk.skipped = None;
            }
            continue;
        }
        match piece {
            Piece::Text(text) => walk.text(&markup::decode(text)),
            Piece::Raw(..) => walk.space = true,
            Piece::Open(tag) if is_skipped(&tag, is_page) => {
                if is_block(tag.name) {
                    walk.flush();
                }
                walk.skipped = Some((tag.name, 1));
            }
            Piece::Open(tag) => walk.tag(tag.name, true),
            Piece::Close(name) => walk.tag(name, false),
        }
    }
    walk.flush();
    walk
}

impl Walk<'_> {
    fn tag(&mut self, name: &str, opens: bool) {
        if name.eq_ignore_ascii_case("br") {
            if self.line_break {
                self.flush();
            }
            self.line_break = !self.text.is_empty();
            return;
        }
        if is_block(name) {
            self.flush();
        }
        let depth = match &*markup::lower(name) {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => &mut self.headings,
            "figcaption" => &mut self.captions,
            "a" => {
                // Links do not nest: one that is left open ends where the next begins.
                self.links = u32::from(opens);
                return;
            }
            "pre" => &mut self.preformatted,
            "article" | "main" => &mut self.articles,
            _ => return,
        };
        *depth = if opens { *depth + 1 } else { depth.saturating_sub(1) };
    }

    fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (idx, part) in text.split("\n\n").enumerate() {
                if idx > 0 {
                    self.flush();
                }
                self.words(part);
            }
        } else {
            self.words(text);
        }
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            // Control characters and soft hyphens are no part of what a reader sees.
            if c.is_control() || c == '\u{AD}' || c == '\u{FEFF}' {
                continue;
            }
            if self.line_break {
                self.line_break = false;
                self.space = true;
                if !c.is_lowercase() || layout::ends_sentence(&self.text) {
                    self.flush();
                }
            }
            if self.space && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push(c);
            self.n_linked += if self.links > 0 { c.len_utf8() } else { 0 };
        }
    }

    fn flush(&mut self) {
        self.line_break = false;
        self.space = false;
        let text = std::mem::take(&mut self.text);
        let n_linked = std::mem::take(&mut self.n_linked);
        if text.is_empty() {
            return;
        }
        let part = match () {
            () if self.captions > 0 => Part::Caption,
            () if self.headings > 0 => Part::Heading,
            () => Part::Paragraph,
        };
        let paragraph = Paragraph { part, text };
        self.done.push(Found { paragraph, in_article: self.articles > 0, n_linked });
    }
}

fn is_block(name: &str) -> bool {
    // Elements of somebody's own (`<paper-ad>`) stand inside lines more often than not.
    !name.contains('-')
        && !matches!(
            &*markup::lower(name),
            "a" | "abbr"
                | "acronym"
                | "b"
                | "bdi"
                | "bdo"
                | "big"
                | "cite"
                | "code"
                | "data"
                | "del"
                | "dfn"
                | "em"
                | "font"
                | "i"
                | "img"
                | "ins"
                | "kbd"
                | "label"
                | "mark"
                | "meter"
                | "nobr"
                | "q"
                | "rp"
                | "rt"
                | "ruby"
                | "s"
                | "samp"
                | "small"
                | "span"
                | "strike"
                | "strong"
                | "sub"
                | "sup"
                | "time"
                | "tt"
                | "u"
                | "var"
                | "wbr"
                | "link"
                | "meta"
                | "picture"
                | "source"
                | "audio"
                | "map"
                | "area"
                | "input"
                | "button"
                | "select"
                | "svg"
                | "math"
                | "noscript"
                | "template"
                | "object"
                | "embed"
                | "canvas"
                | "hi"
                | "ref"
                | "graphic"
        )
}

/// Whether nothing inside the element is to be read.
fn is_skipped(tag: &Tag<'_>, is_page: bool) -> bool {
    // What <head> holds is no text either, but a page may leave it open, to be closed by the first
    // paragraph.
    match &*markup::lower(tag.name) {
        "noscript" | "template" | "svg" | "math" | "object" | "canvas" | "select" | "button"
        | "audio" | "video" | "datalist" | "map" => return true,
        "nav" | "aside" | "footer" | "form" | "menu" | "dialog" if is_page => return true,
        "html" | "body" | "main" | "article" => return false,
        name if !is_page || markup::is_void(name) => return false,
        _ => {}
    }
    tag.attributes().take(16).any(|(name, value)| {
        let role = name.eq_ignore_ascii_case("role");
        let marks = name.eq_ignore_ascii_case("class") || name.eq_ignore_ascii_case("id");
        (role && matches!(value, "navigation" | "banner" | "contentinfo" | "search"))
            || (marks && layout::clip(value, 200).split_whitespace().any(is_marked))
            || (name.eq_ignore_ascii_case("hidden") && value.is_empty())
    })
}

/// Whether a class or id says that its element is beside the article: `sidebar`, `comments-list`,
/// `main-nav`; but not `has-sidebar`, which says it of the whole page.
fn is_marked(name: &str) -> bool {
    const MARKED: &[&str] = &[
        "comment",
        "comments",
        "nav",
        "navbar",
        "navigation",
        "menu",
        "sidebar",
        "breadcrumb",
        "breadcrumbs",
        "footer",
        "share",
        "sharing",
        "social",
        "related",
        "newsletter",
        "cookie",
        "cookies",
        "advert",
        "advertisement",
        "promo",
        "disqus",
        "subscribe",
        "banner",
    ];
    let is_mark = |word: &str| MARKED.iter().any(|mark| mark.eq_ignore_ascii_case(word));
    let mut words = name.split(['-', '_']);
    let first = words.next().unwrap_or_default();
    is_mark(first)
        || (!matches!(first, "has" | "with" | "no" | "content" | "page")
            && words.next_back().is_some_and(is_mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[&str]) {
        let show = |p: Paragraph| match p.part {
            Part::Heading => format!("# {}", p.text),
            Part::Paragraph => p.text,
            Part::Caption => format!("[{}]", p.text),
        };
        assert_eq!(of_page(html).into_iter().map(show).collect::<Vec<_>>(), expected, "{html:?}");
    }

    #[test]
    fn blocks_become_paragraphs() {
        check(
            "<h1>Envoys\n meet</h1><p>They <b>met</b> on&nbsp;<a href=x>Sunday</a>.<p>They left.\
             <ul><li>rice<li>flour</ul><blockquote>“So it is.”</blockquote>",
            &["# Envoys meet", "They met on Sunday.", "They left.", "rice", "flour", "“So it is.”"],
        );
        check(
            "<figure><img src=x alt=y><figcaption>The convoy.</figcaption></figure>Text.",
            &["[The convoy.]", "Text."],
        );
        check("<table><tr><td>one</td><td>two</td></tr></table>", &["one", "two"]);
        check("<pre>One\nline.\n\nTwo.</pre>", &["One line.", "Two."]);
    }

    #[test]
    fn line_breaks_part_sentences_only() {
        check("They met.<br>They left.", &["They met.", "They left."]);
        check("They met on<br>the hill", &["They met on the hill"]);
        check("one<br><br>two", &["one", "two"]);
        check("<br>one<br>", &["one"]);
    }

    #[test]
    fn what_is_not_the_article_is_left_out() {
        check(
            "<head><title>T</title><style>p{}</style></head><nav>Home</nav>\
             <div class='main-nav wide'>Menu<div>More</div></div><p>Text.</p>\
             <script>alert('<p>no</p>')</script><div id=comments><p>First!</p></div>\
             <p><a href=1>One</a> <a href=2>Two</a></p><footer>Us</footer><p>End.",
            &["Text.", "End."],
        );
        let long = "The envoys met on Sunday. ".repeat(12);
        let page = format!("<p>Teaser.</p><article><p>{long}</p></article><p>Other.</p>");
        check(&page, &[long.trim()]);
    }

    #[test]
    fn classes_that_mark_what_is_beside_the_article() {
        for name in ["nav", "main-nav", "Comments", "comments_list", "sidebar-left"] {
            assert!(is_marked(name), "{name}");
        }
        for name in ["has-sidebar", "page-with-nav", "navy", "commentary", "story", ""] {
            assert!(!is_marked(name), "{name}");
        }
    }

    #[test]
    fn a_page_inside_navigation_is_still_read() {
        check("<form><p>Text.</p>", &["Text."]);
    }
}
