//! Whole inputs to documents: every form, good and bad.

use std::io::{BufReader, Read};
use std::time::{Duration, Instant};
use tacitus_doc::{BlockKind, Document, Pair};
use tacitus_ingest::{
    Form, IngestError, Item, NOTE_KINDS, Options, is_english, open, read_bytes, read_stream,
};

const ARTICLE: &str = include_str!("data/article.html");

fn read(bytes: impl AsRef<[u8]>, form: Form) -> Item {
    read_bytes("input", bytes.as_ref(), form, &Options::default()).expect("readable input")
}

fn kinds(item: &Item) -> Vec<&str> {
    for note in &item.notes {
        assert!(
            NOTE_KINDS.iter().any(|(kind, _)| *kind == note.kind),
            "{} has no entry",
            note.kind
        );
    }
    item.notes.iter().map(|note| note.kind.as_ref()).collect()
}

/// The blocks of a document, one a line, each behind the first letter of its kind.
fn shown(doc: &Document) -> String {
    let show = |block: &tacitus_doc::Block| {
        let kind = match block.kind {
            BlockKind::Headline => 'H',
            BlockKind::Dateline => 'D',
            BlockKind::Paragraph => 'P',
            BlockKind::Caption => 'C',
        };
        format!("{kind} {}\n", doc.words(block.span))
    };
    doc.blocks().expect("a layer of blocks").iter().map(show).collect()
}

/// The law of the layer: blocks are trimmed, in order, apart, and cover all but white space.
fn assert_law(doc: &Document) {
    let mut at = 0;
    for block in doc.blocks().expect("a layer of blocks") {
        let range = block.span.range();
        let between = doc.text().get(at..range.start).expect("blocks in order");
        assert!(between.trim().is_empty(), "{between:?} is in no block of {:?}", doc.text());
        let words = doc.words(block.span);
        assert!(!words.is_empty() && words == words.trim(), "{words:?} is not trimmed");
        at = range.end;
    }
    assert!(doc.text()[at..].trim().is_empty(), "{:?} is in no block", &doc.text()[at..]);
}

// ---- HTML

#[test]
fn a_page_becomes_its_article() {
    let item = read(ARTICLE, Form::Html);
    let (doc, source) = (&item.document, item.document.source());
    assert_eq!(kinds(&item), [""; 0]);
    assert_eq!(source.title.as_deref(), Some("Convoy leaves valley after talks"));
    assert_eq!(source.author.as_deref(), Some("Salma Deeb"));
    assert_eq!(source.publisher.as_deref(), Some("The Morning Paper"));
    assert_eq!(source.url.as_deref(), Some("https://paper.example/world/convoy"));
    assert_eq!(source.published.map(|day| day.to_string()).as_deref(), Some("2016-03-04"));
    assert!(is_english(source));
    let blocks = shown(doc);
    for line in [
        "H Convoy leaves valley after talks\n",
        "D MARLOW, Vessia (VNA) —\n",
        "P A convoy of buses carrying fighters and their families left the eastern valley on Friday \
         after three days of talks between the government and the northern council, drivers said.\n",
        "P “We were told to leave at dawn,” one of the drivers told reporters at the crossing. The \
         council said in a statement that it had handed over two prisoners in return.\n",
        "P Calm at the crossing\n",
        "P “Nobody was hurt,” a spokeswoman for the ministry added.\n",
    ] {
        assert!(blocks.contains(line), "{line:?} is missing in\n{blocks}");
    }
    for words in ["World affairs", "First!", "Copyright", "color"] {
        assert!(!doc.text().contains(words), "{words:?} is not part of the article");
    }
    assert_eq!(doc.text().matches("Convoy leaves valley").count(), 1);
    assert_law(doc);
}

#[test]
fn reading_a_page_twice_changes_nothing() {
    let [one, two] = [read(ARTICLE, Form::Html), read(ARTICLE, Form::Html)];
    assert_eq!(one.document.text(), two.document.text());
    assert_eq!(one.document.id(), two.document.id());
    assert_eq!(one.document.source(), two.document.source());
}

#[test]
fn what_the_user_says_wins_over_a_page() {
    let options = Options {
        published: Some(jiff::civil::date(2016, 3, 9)),
        publisher: Some("The Wire".into()),
        ..Options::default()
    };
    let item = read_bytes("a.html", ARTICLE.as_bytes(), Form::Html, &options).expect("a page");
    assert_eq!(item.document.source().published, options.published);
    assert_eq!(item.document.source().publisher, options.publisher);
}

#[test]
fn a_page_that_breaks_off_is_read_so_far() {
    for at in (0..ARTICLE.len()).step_by(97).filter(|at| ARTICLE.is_char_boundary(*at)) {
        assert_law(&read(&ARTICLE[..at], Form::Html).document);
    }
    let at = ARTICLE.find("The council said").expect("that sentence");
    let item = read(&ARTICLE[..at], Form::Html);
    assert!(item.document.text().contains("told reporters at the crossing."));
}

#[test]
fn pages_without_text_are_empty_documents() {
    for html in ["", "<html><body></body></html>", "<script>x()</script>", "<!-- only this"] {
        let item = read(html, Form::Html);
        assert_eq!(item.document.text(), "", "{html:?}");
        assert_eq!(kinds(&item), ["empty-document"], "{html:?}");
    }
}

#[test]
fn pages_declare_their_encoding() {
    let page = "<meta charset=iso-8859-2><title>Żołnierze</title><article><p>Żołnierze opuścili \
                dolinę w środę, poinformowało ministerstwo obrony w swoim oświadczeniu.</p></article>";
    let (bytes, _, _) = encoding_rs::ISO_8859_2.encode(page);
    let item = read(&bytes, Form::Html);
    assert!(item.document.text().contains("Żołnierze opuścili dolinę w środę"));
    assert_eq!(kinds(&item), ["not-english"]);
    assert_eq!(item.document.source().language.as_deref(), Some("pl"));
}

#[test]
fn hostile_markup_costs_little() {
    let article = "<p>The envoys met on Sunday and agreed on a truce, the ministry said.</p>";
    let check = |name: &str, html: String, note: Option<&str>| {
        let start = Instant::now();
        let item = read(&html, Form::Html);
        let took = start.elapsed();
        // Far more than it takes, so that a busy machine does not fail the test.
        assert!(took < Duration::from_secs(10), "{name}: {took:?}");
        assert!(item.document.text().contains("agreed on a truce"), "{name}");
        if let Some(note) = note {
            assert!(kinds(&item).contains(&note), "{name}: {:?}", kinds(&item));
        }
        assert_law(&item.document);
    };
    let deep = Some("deep-markup");
    check("nested", format!("{}{article}", "<div>".repeat(1_000_000)), deep);
    check("nested pairs", format!("{article}{}", "<b><i><div>".repeat(400_000)), deep);
    check("attributes", format!("<p{}>x</p>{article}", " a=1".repeat(1_000_000)), deep);
    check("links", format!("{article}{}", "<a href='/x'>link</a> ".repeat(200_000)), deep);
    check("rows", format!("{article}<table>{}", "<tr><td>a<td>b".repeat(200_000)), deep);
    check("comments", format!("{article}{}", "<!--".repeat(1_000_000)), None);
    check("brackets", format!("{article}{}", "<".repeat(2_000_000)), None);
    check("ampersands", format!("{article}{}", "&".repeat(2_000_000)), None);
    check("quotes", format!("{article}{}", "<a b=\"".repeat(500_000)), None);
    check("scripts", format!("{article}{}", "<script></".repeat(400_000)), None);
}

// ---- plain text

#[test]
fn text_is_kept_byte_for_byte() {
    let text = "Envoys Meet\r\n\r\nBEIRUT (AP) —  Envoys met.\u{A0}\r\n\r\n\tThey left. \r\n";
    let item = read(text, Form::Text);
    assert_eq!(item.document.text(), text);
    assert_eq!(item.document.source().title.as_deref(), Some("Envoys Meet"));
    assert_eq!(
        shown(&item.document),
        "H Envoys Meet\nD BEIRUT (AP) —\nP Envoys met.\nP They left.\n"
    );
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(read(marked, Form::Text).document.text(), text);
}

#[test]
fn another_language_is_kept_and_noted() {
    let item = read(
        "Los enviados se reunieron el domingo en la capital y acordaron que el convoy podía \
         abandonar el valle, según informó el ministerio.",
        Form::Text,
    );
    assert_eq!(kinds(&item), ["not-english"]);
    assert!(!is_english(item.document.source()));
    assert!(item.document.text().starts_with("Los enviados"));
}

#[test]
fn empty_and_binary_inputs() {
    for bytes in [&b""[..], b" \r\n\t", b"\xEF\xBB\xBF"] {
        let item = read(bytes, Form::Text);
        assert_eq!(kinds(&item), ["empty-document"]);
        assert_eq!(item.document.blocks(), Some(&[][..]));
    }
    let error = read_bytes("a.pdf", b"%PDF-1.4\n\0\0", Form::Text, &Options::default()).err();
    let error = error.expect("a PDF is no text");
    assert!(error.is_binary() && error.to_string().starts_with("a.pdf: not text but a PDF"));
}

/// Pseudo-random choices that are the same on every run.
struct Dice(u64);

impl Dice {
    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        of[(self.0 >> 33) as usize % of.len()]
    }
}

#[test]
fn blocks_cover_every_text() {
    let pieces = [
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\u{2028}",
        "\u{2029}",
        "\u{A0}",
        "Envoys met",
        ".",
        ",",
        "KABUL",
        "(AP)",
        " — ",
        " - ",
        "--",
        ": ",
        "Aug 29",
        "they left",
        "“So it is”",
        "é",
        "😀",
        "\u{301}",
        "The convoy could leave the valley on Sunday morning, the",
        "Lebanon",
        "\u{FEFF}",
        "- ",
        "<p>",
        "</p>",
        "<div class=nav>",
        "<a href=x>",
        "</a>",
        "<br>",
        "&amp;",
        "&#",
        "<!--",
        "-->",
        "<h1>",
        "</h1>",
        "<table><td>",
        "<script>",
        "</script>",
        "<title>",
        "\"",
        "<figcaption>",
    ];
    let mut dice = Dice(7);
    for n_pieces in 0..400 {
        let text: String = (0..n_pieces % 40).map(|_| dice.pick(&pieces)).collect();
        let item = read(&text, Form::Text);
        assert_eq!(
            item.document.text().trim_start_matches('\u{FEFF}'),
            text.trim_start_matches('\u{FEFF}')
        );
        assert_law(&item.document);
        assert_law(&read(&text, Form::Html).document);
    }
}

// ---- JSON Lines

fn lines(input: &str) -> Vec<Result<Item, IngestError>> {
    read_stream("reports.jsonl", input.as_bytes(), &Options::default()).collect()
}

#[test]
fn a_bad_line_costs_itself_only() {
    let found = lines(
        "\u{FEFF}{\"id\": \"a\", \"text\": \"Envoys met.\"}\n\n{\"id\": \"b\", \"text\": \"Envoys m\n\
         [1]\n{\"body\": \"x\"}\n{\"id\": 7, \"text\": \"They left.\"}\r\n\"x\"",
    );
    let shown: Vec<String> = found
        .iter()
        .map(|item| match item {
            Ok(item) => format!("{} {} {}", item.origin, item.document.id(), item.document.text()),
            Err(error) => {
                assert!(error.is_syntax());
                error.to_string()
            }
        })
        .collect();
    assert_eq!(
        shown,
        [
            "reports.jsonl:1 a Envoys met.",
            "reports.jsonl:3: not valid JSON at column 29 (EOF while parsing a string); is the line \
         cut off?",
            "reports.jsonl:4: a line must hold an object, not a list",
            "reports.jsonl:5: no field \"text\" or \"html\" (fields: body); is the text under another name?",
            "reports.jsonl:6 7 They left.",
            "reports.jsonl:7: a line must hold an object, not a string",
        ]
    );
}

#[test]
fn fields_of_a_line() {
    let found = lines(concat!(
        r#"{"zone": 3, "id": "a", "text": "Envoys met.\n\nThey left.", "title": "Envoys meet", "#,
        r#""published": "August 29, 2017", "publisher": "The Paper", "url": "https://paper.example/", "#,
        r#""language": "en-GB", "author": "Salma Deeb", "desk": [1, 2]}"#,
    ));
    let item = found[0].as_ref().expect("a good line");
    let source = item.document.source();
    assert_eq!(kinds(item), [""; 0]);
    assert_eq!(source.title.as_deref(), Some("Envoys meet"));
    assert_eq!(source.published.map(|day| day.to_string()).as_deref(), Some("2017-08-29"));
    assert_eq!(source.language.as_deref(), Some("en"));
    let meta = serde_json::to_string(&source.meta).expect("JSON");
    assert_eq!(meta, r#"{"zone":3,"desk":[1,2]}"#);
    assert_eq!(shown(&item.document), "P Envoys met.\nP They left.\n");
}

#[test]
fn options_fill_gaps_of_a_line_only() {
    let options = Options {
        published: Some(jiff::civil::date(2016, 3, 9)),
        publisher: Some("The Wire".into()),
        ..Options::default()
    };
    let input = concat!(
        r#"{"text": "Envoys met.", "published": "2017-08-29", "publisher": "The Paper"}"#,
        "\n",
        r#"{"text": "Envoys met.", "published": null}"#,
        "\n",
        r#"{"text": "Envoys met.", "published": "last week"}"#,
    );
    let said: Vec<String> = read_stream("-", input.as_bytes(), &options)
        .map(|item| {
            let item = item.expect("a good line");
            let source = item.document.source();
            format!(
                "{:?} {:?} {:?}",
                source.published.map(|d| d.to_string()),
                source.publisher,
                kinds(&item)
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            r#"Some("2017-08-29") Some("The Paper") []"#,
            r#"Some("2016-03-09") Some("The Wire") []"#,
            r#"None Some("The Wire") ["unreadable-date"]"#,
        ]
    );
}

#[test]
fn pairs_are_counted_in_code_points() {
    let found = lines(
        r#"{"text": "“Envoys” met drivers.", "pairs": [{"source": [1, 7], "target": [13, 20]}, {"source": [0, 99], "target": [1, 7]}, 5, {}]}"#,
    );
    let item = found[0].as_ref().expect("a good line");
    let words = |pair: &Pair| pair.map(|(s, t)| (item.document.words(s), item.document.words(t)));
    let words: Vec<Option<(&str, &str)>> = item.pairs.iter().map(words).collect();
    // The last asks for what the text states in the main.
    assert_eq!(words, [Some(("Envoys", "drivers")), None, None, Some(("", ""))]);
    assert_eq!(kinds(item), ["bad-pair", "bad-pair"]);
}

#[test]
fn a_line_may_hold_a_page() {
    let line = serde_json::json!({"html": ARTICLE, "publisher": "The Wire"}).to_string();
    let found = lines(&line);
    let item = found[0].as_ref().expect("a good line");
    assert_eq!(item.document.source().publisher.as_deref(), Some("The Wire"));
    assert_eq!(item.document.source().title.as_deref(), Some("Convoy leaves valley after talks"));
    assert!(shown(&item.document).contains("\nD MARLOW, Vessia (VNA) —\n"));
    assert!(item.document.source().meta.is_empty());
}

#[test]
fn a_date_that_is_stated_elsewhere_needs_no_note() {
    let html = "<meta name=date content='last week'><p>The envoys met.</p>";
    assert_eq!(kinds(&read(html, Form::Html)), ["unreadable-date"]);
    let line = serde_json::json!({"html": html, "published": "2017-08-29"}).to_string();
    assert_eq!(kinds(lines(&line)[0].as_ref().expect("a good line")), [""; 0]);
}

#[test]
fn odd_lines_are_documents_with_notes() {
    let check = |line: &str, expected: &[&str]| {
        let found = lines(line);
        let item = found[0].as_ref().expect("a document");
        assert_eq!(kinds(item), expected, "{line}");
    };
    check(r#"{"text": ""}"#, &["empty-document"]);
    check(r#"{"text": null}"#, &["empty-document"]);
    check(r#"{"text": "The envoys met.", "title": ["x"]}"#, &["unreadable-field"]);
    check(r#"{"text": "The envoys met.", "pairs": 5}"#, &["bad-pair"]);
    check(r#"{"text": "The envoys met.", "published": 1504000000000}"#, &[]);
}

#[test]
fn what_is_no_json_lines_is_one_error() {
    let array = "[\n{\"text\": \"a\"},\n{\"text\": \"b\"}\n]";
    let found = lines(array);
    assert_eq!(found.len(), 1);
    assert!(found[0].as_ref().is_err_and(|e| e.to_string().contains("JSON array")));
    let pretty = lines("{\n  \"text\": \"Envoys met.\"\n}\n");
    assert_eq!(pretty.len(), 1);
    assert_eq!(pretty[0].as_ref().expect("one object").document.text(), "Envoys met.");
}

/// Yields the same line over and over, and counts how much of it has been asked for.
struct Endless {
    line: Vec<u8>,
    at: usize,
    left: usize,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let rest = &self.line[self.at..];
        let n = rest.len().min(into.len()).min(self.left);
        into[..n].copy_from_slice(&rest[..n]);
        self.at = (self.at + n) % self.line.len();
        self.left -= n;
        Ok(n)
    }
}

#[test]
fn a_long_stream_is_read_line_by_line() {
    let line = b"{\"text\": \"The envoys met on Sunday and agreed on a truce.\"}\n".to_vec();
    let left = line.len() * 100_000;
    let reader = BufReader::new(Endless { line, at: 0, left });
    let mut n_items = 0;
    for item in read_stream("-", reader, &Options::default()) {
        assert!(is_english(item.expect("a good line").document.source()));
        n_items += 1;
    }
    assert_eq!(n_items, 100_000);
}

// ---- files

#[test]
fn files_are_opened_by_name_or_content() {
    let dir = std::env::temp_dir().join(format!("tacitus-ingest-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a directory");
    let check = |name: &str, content: &[u8], expected: &str| {
        let path = dir.join(name);
        std::fs::write(&path, content).expect("a file");
        let texts: Vec<String> = open(&path, &Options::default())
            .map(|item| item.map_or_else(|e| e.to_string(), |i| i.document.text().to_owned()))
            .collect();
        assert_eq!(
            texts.join(" / ").replace(dir.to_str().unwrap_or_default(), ""),
            expected,
            "{name}"
        );
    };
    let two = b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n";
    check("a.jsonl", two, "One. / Two.");
    check("a.ndjson", two, "One. / Two.");
    check("noname", two, "One. / Two.");
    check("a.json", b"{\n\"text\": \"One.\"}", "One.");
    check("page", b"<!DOCTYPE html><p>Envoys met.</p>", "Envoys met.");
    check("a.HTM", b"Envoys met.", "Envoys met.");
    check("a.txt", two, "{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n");
    check("note", b"{Envoys} met <them>.", "{Envoys} met <them>.");
    let missing: Vec<_> = open(dir.join("missing.txt"), &Options::default()).collect();
    assert!(matches!(missing.as_slice(), [Err(error)] if error.is_io()));
    let itself: Vec<_> = open(&dir, &Options::default()).collect();
    assert!(matches!(itself.as_slice(), [Err(error)] if error.is_io()));
    std::fs::remove_dir_all(&dir).expect("no directory");
}

#[test]
fn forms_have_names() {
    for form in [Form::Text, Form::Html, Form::JsonLines] {
        assert_eq!(Form::parse(form.as_str()), Some(form));
    }
    assert_eq!(Form::parse("pdf"), None);
    assert_eq!(Form::of_path("a/b.PDF".as_ref()), None);
}
