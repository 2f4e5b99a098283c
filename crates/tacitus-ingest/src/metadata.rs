//! What a page says of itself: title, author, outlet, address, day of publication, language.
//!
//! One pass over the page. Structured data (JSON-LD) comes first, then `meta` elements, then what
//! the page shows.

use crate::dates;
use crate::layout::{collapse, is_same};
use crate::markup::{self, Piece};
use jiff::civil::Date;
use serde_json::Value;

/// What was found; nothing of it is guessed from the article's words.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<Date>,
    /// A date that stands where that of publication belongs and could not be read.
    pub(crate) unreadable_date: Option<String>,
    pub(crate) language: Option<String>,
}

/// Values by how far they are to be trusted; the first of the best rank wins.
#[derive(Default)]
struct Ranked(Option<(u8, String)>);

impl Ranked {
    fn offer(&mut self, rank: u8, value: &str) {
        let value = collapse(value);
        let is_better = self.0.as_ref().is_none_or(|(held, _)| rank < *held);
        // Long values are the article itself, put into the wrong place.
        if is_better && !value.is_empty() && value.len() <= 1000 {
            self.0 = Some((rank, value));
        }
    }

    fn take(self) -> Option<String> {
        self.0.map(|(_, value)| value)
    }
}

#[derive(Default)]
struct Found {
    titles: Ranked,
    authors: Ranked,
    publishers: Ranked,
    urls: Ranked,
    languages: Ranked,
    dates: Vec<(u8, String)>,
}

/// Reads what the page says of itself.
pub(crate) fn of_page(html: &str) -> Metadata {
    let mut found = Found::default();
    let mut heading: Option<String> = None;
    let mut in_heading = false;
    let mut n_read_json = 0usize;
    for piece in markup::pieces(html) {
        match piece {
            Piece::Open(tag) if tag.is("html") => {
                found.languages.offer(2, tag.get("lang").unwrap_or_default().as_ref());
            }
            Piece::Open(tag) if tag.is("meta") => meta(&tag, &mut found),
            Piece::Open(tag)
                if tag.is("link")
                    && tag.get("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                found.urls.offer(0, &tag.get("href").unwrap_or_default());
            }
            Piece::Open(tag) if tag.is("time") => {
                let is_marked = tag.get("pubdate").is_some()
                    || tag.get("itemprop").is_some_and(|prop| prop == "datePublished");
                if let Some(value) = tag.get("datetime") {
                    found.dates.push((if is_marked { 2 } else { 4 }, value.into_owned()));
                }
            }
            Piece::Open(tag) if tag.is("h1") && heading.is_none() => {
                heading = Some(String::new());
                in_heading = true;
            }
            Piece::Open(tag) if tag.attributes().any(|(_, value)| value == "datePublished") => {
                found.dates.extend(tag.get("content").map(|value| (2, value.into_owned())));
            }
            Piece::Close(name) if name.eq_ignore_ascii_case("h1") && in_heading => {
                in_heading = false;
                found.titles.offer(2, heading.as_deref().unwrap_or_default());
            }
            Piece::Text(text) if in_heading => {
                // Where the heading is never closed, the page is not read twice over.
                if let Some(words) = heading.as_mut().filter(|words| words.len() < 1000) {
                    words.push_str(&markup::decode(text));
                }
            }
            Piece::Raw(tag, content) if tag.is("title") => {
                found.titles.offer(4, &markup::decode(content));
            }
            Piece::Raw(tag, content) if tag.is("script") => {
                let is_json = tag.get("type").is_some_and(|kind| kind.contains("ld+json"));
                n_read_json += if is_json { content.len() } else { 0 };
                if is_json && n_read_json <= 1 << 20 {
                    structured(content, &mut found);
                }
            }
            _ => {}
        }
    }
    found.settle()
}

fn meta(tag: &markup::Tag<'_>, found: &mut Found) {
    let Some(content) = tag.get("content") else { return };
    let name = tag.get("property").or_else(|| tag.get("name")).or_else(|| tag.get("itemprop"));
    let Some(name) = name.or_else(|| tag.get("http-equiv")) else { return };
    match name.to_ascii_lowercase().as_str() {
        "og:title" => found.titles.offer(1, &content),
        "twitter:title" | "dc.title" | "parsely-title" => found.titles.offer(3, &content),
        "author" | "parsely-author" | "dc.creator" | "byl" | "sailthru.author" => {
            found.authors.offer(1, &content);
        }
        "article:author" if !content.contains("://") => found.authors.offer(2, &content),
        "og:site_name" => found.publishers.offer(1, &content),
        "publisher" | "dc.publisher" | "citation_publisher" => found.publishers.offer(2, &content),
        "application-name" => found.publishers.offer(3, &content),
        "og:url" => found.urls.offer(1, &content),
        "content-language" => found.languages.offer(3, &content),
        "og:locale" => found.languages.offer(4, &content),
        "article:published_time" | "og:article:published_time" | "og:published_time" => {
            found.dates.push((1, content.into_owned()));
        }
        "datepublished"
        | "parsely-pub-date"
        | "sailthru.date"
        | "dc.date"
        | "dc.date.issued"
        | "dcterms.issued"
        | "dcterms.date"
        | "pubdate"
        | "publishdate"
        | "publish_date"
        | "publish-date"
        | "publication_date"
        | "citation_publication_date"
        | "date"
        | "article.published"
        | "published_at"
        | "cxenseparse:recs:publishtime" => {
            found.dates.push((3, content.into_owned()));
        }
        _ => {}
    }
}

/// JSON-LD: the first article among its objects.
fn structured(content: &str, found: &mut Found) {
    let content = content.trim().trim_end_matches(';');
    let Ok(value) = serde_json::from_str::<Value>(content) else { return };
    let objects = value.as_array().map_or(std::slice::from_ref(&value), Vec::as_slice);
    let inner = objects.iter().filter_map(|object| object.get("@graph")?.as_array()).flatten();
    for object in objects.iter().chain(inner) {
        let is_article =
            |kind: &str| ["Article", "Posting", "Report"].iter().any(|end| kind.ends_with(end));
        let kinds = object.get("@type");
        let is_article = match kinds {
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_article),
            Some(Value::String(kind)) => is_article(kind),
            _ => false,
        };
        if !is_article {
            continue;
        }
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        found.titles.offer(0, &markup::decode(text("headline").unwrap_or_default()));
        found.urls.offer(2, text("url").unwrap_or_default());
        found.languages.offer(1, text("inLanguage").unwrap_or_default());
        found.dates.extend(text("datePublished").map(|date| (0, date.to_owned())));
        found.authors.offer(0, &names(object.get("author")));
        found.publishers.offer(0, &names(object.get("publisher")));
    }
}

/// The name of a person or body, or several with commas.
fn names(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(name)) => markup::decode(name).into_owned(),
        Some(Value::Object(object)) => names(object.get("name")),
        Some(Value::Array(several)) => {
            let several: Vec<String> = several
                .iter()
                .take(10)
                // One level of lists is all that the format allows.
                .filter(|value| !value.is_array())
                .map(|value| match value {
                    Value::Object(object) => {
                        object.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
                    }
                    other => names(Some(other)),
                })
                .filter(|name| !name.is_empty())
                .collect();
            several.join(", ")
        }
        _ => String::new(),
    }
}

impl Found {
    fn settle(mut self) -> Metadata {
        let publisher = self.publishers.take();
        let url = self.urls.take().filter(|url| url.starts_with("http"));
        let title = self.titles.take().map(|title| without_outlet(title, publisher.as_deref()));
        // A stable sort: the first of each rank comes first.
        self.dates.sort_by_key(|(rank, _)| *rank);
        let published = self.dates.iter().find_map(|(_, date)| dates::parse(date));
        let published = published.or_else(|| url.as_deref().and_then(dates::in_address));
        let unreadable =
            self.dates.into_iter().map(|(_, date)| date).find(|d| !d.trim().is_empty());
        Metadata {
            title,
            author: self.authors.take().map(|name| without_by(&name).to_owned()),
            publisher,
            url,
            published,
            unreadable_date: unreadable.filter(|_| published.is_none()),
            language: self.languages.take(),
        }
    }
}

/// *Envoys meet | The Paper* without the outlet; without what follows a bar where no outlet is
/// known, since headlines have none.
fn without_outlet(title: String, publisher: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " · "] {
        let Some((before, after)) = title.rsplit_once(mark) else { continue };
        let is_outlet = publisher.is_some_and(|outlet| is_same(after, outlet));
        if is_outlet || (mark == " | " && after.len() < before.len()) {
            return before.trim().to_owned();
        }
    }
    title
}

fn without_by(name: &str) -> &str {
    name.strip_prefix("By ").or_else(|| name.strip_prefix("by ")).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let Metadata { title, author, publisher, url, published, unreadable_date, language } =
            of_page(html);
        let published = published.map(|date| date.to_string());
        let all = [title, author, publisher, url, published, unreadable_date, language];
        let shown: Vec<String> = all.into_iter().map(|v| v.unwrap_or_else(|| "-".into())).collect();
        assert_eq!(shown.join(" / "), expected, "{html}");
    }

    #[test]
    fn structured_data_comes_first() {
        check(
            r#"<html lang="en-GB"><title>x</title><meta property="og:title" content="Other">
               <meta property="article:published_time" content="2017-08-30">
               <script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
                 {"@type": "WebSite", "name": "No"},
                 {"@type": ["NewsArticle"], "headline": "Envoys &amp; drivers meet",
                  "datePublished": "2017-08-29T23:00:00-04:00", "inLanguage": "en",
                  "author": [{"name": "Salma Deeb"}, {"name": "Karim Adil"}],
                  "publisher": {"name": "The Paper"}}]}</script>"#,
            "Envoys & drivers meet / Salma Deeb, Karim Adil / The Paper / - / 2017-08-29 / - / en",
        );
    }

    #[test]
    fn meta_elements_and_what_the_page_shows() {
        check(
            r#"<title>Envoys meet - The Paper</title><meta property=og:site_name content="The Paper">
               <meta name=author content="By Salma Deeb"><link rel=canonical href="https://paper.example/a">
               <time datetime="2017-08-29T10:00Z">today</time>"#,
            "Envoys meet / Salma Deeb / The Paper / https://paper.example/a / 2017-08-29 / - / -",
        );
        check("<h1>Envoys <i>meet</i></h1><h1>Others</h1>", "Envoys meet / - / - / - / - / - / -");
        check("<title>Envoys meet | Paper</title>", "Envoys meet / - / - / - / - / - / -");
        check(
            "<link rel=canonical href=https://paper.example/2017/aug/29/x>",
            "- / - / - / https://paper.example/2017/aug/29/x / 2017-08-29 / - / -",
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_guessed() {
        check("<meta name=date content='last week'>", "- / - / - / - / - / last week / -");
        check("<script type=application/ld+json>{broken</script>", "- / - / - / - / - / - / -");
        check("", "- / - / - / - / - / - / -");
    }
}
