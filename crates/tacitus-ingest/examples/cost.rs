//! Prints what reading costs: ordinary and hostile pages of growing size, lines and plain text.
//!
//! `cargo run --release -p tacitus-ingest --example cost`

use std::time::Instant;
use tacitus_ingest::{Form, Options, read_bytes, read_stream};

const ARTICLE: &str = "<p>The envoys met on Sunday and agreed on a truce, the ministry said.</p>";

const REPEATED: &[&str] = &[
    "<div>",
    "<b><i><div>",
    "<a href='/x'>link</a> ",
    "<tr><td>a<td>b",
    "<!--",
    "<",
    "&",
    "<a b=\"",
    "<script></",
    "<p>word word ",
    "<li>word word ",
    "<table><tr><td>",
    "<span>",
    "<font color=x>",
    "<form>",
    "<select><option>x",
    "</div></p>",
    "&amp;&#x41;",
    "The envoys met on Sunday. ",
    "<span><p>w</p>",
    "<svg><g>",
    "<script type='application/ld+json'>{}</script>",
    "<meta name=date content=x>",
    "<time datetime=x>t</time>",
    "<h1>h",
    "x<br>",
    "<p a=1 b=2 c=3 d=4 e=5 f=6 g=7>x</p>",
];

fn time(name: &str, html: &str) {
    let start = Instant::now();
    match read_bytes("page", html.as_bytes(), Form::Html, &Options::default()) {
        Ok(item) => {
            let kinds: Vec<&str> = item.notes.iter().map(|note| &*note.kind).collect();
            let ms = start.elapsed().as_secs_f64() * 1000.0;
            println!("{ms:9.1} ms {:9} bytes  {name}  {}", html.len(), kinds.join(" "));
        }
        Err(error) => println!("{error}"),
    }
}

fn main() {
    time("first page, which prepares the patterns", ARTICLE);
    time("a short article", include_str!("../tests/data/article.html"));
    for n_paragraphs in [20, 200, 2000] {
        let page = format!("<main><article>{}</article></main>", ARTICLE.repeat(n_paragraphs));
        time("an article", &page);
    }
    for unit in REPEATED {
        for n_bytes in [100_000, 400_000, 4_900_000] {
            time(unit, &format!("{}{}", ARTICLE.repeat(5), unit.repeat(n_bytes / unit.len())));
        }
    }
    let start = Instant::now();
    let lines = "{\"text\": \"The envoys met on Sunday and agreed on a truce.\"}\n".repeat(100_000);
    let n_read = read_stream("-", lines.as_bytes(), &Options::default()).flatten().count();
    println!("{:9.1} ms {n_read} lines", start.elapsed().as_secs_f64() * 1000.0);
    let start = Instant::now();
    let text = "The envoys met on Sunday and agreed on a truce.\n\n".repeat(100_000);
    let n_read = read_bytes("-", text.as_bytes(), Form::Text, &Options::default()).iter().count();
    println!("{:9.1} ms {n_read} text of 5 MB", start.elapsed().as_secs_f64() * 1000.0);
}
