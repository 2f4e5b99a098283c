//! How long hostile and ordinary pages take, and how lines and texts do.
use std::time::Instant;
use tacitus_ingest::*;
fn run(name: &str, html: String) {
    let t = Instant::now();
    let item = read_bytes("x", html.as_bytes(), Form::Html, &Options::default()).unwrap();
    println!(
        "{:?}\t{name}\t{} B -> {} B {:?}",
        t.elapsed(),
        html.len(),
        item.document.text().len(),
        item.notes.iter().map(|n| n.kind).collect::<Vec<_>>()
    );
}
fn main() {
    let article = "<p>The envoys met on Sunday and agreed on a truce, the ministry said.</p>";
    run("warm", article.to_string());
    run("article", include_str!("../tests/data/article.html").into());
    let inside = |n: usize, s: &str| format!("{}{}", article.repeat(5), s.repeat(n));
    for (name, s) in [
        ("div", "<div>"),
        ("b i div", "<b><i><div>"),
        ("a href", "<a href='/x'>link</a> "),
        ("rows", "<tr><td>a<td>b"),
        ("comments", "<!--"),
        ("lt", "<"),
        ("amp", "&"),
        ("quotes", "<a b=\""),
        ("script", "<script></"),
        ("p", "<p>word word "),
        ("li", "<li>word word "),
        ("td", "<table><tr><td>"),
        ("span", "<span>"),
        ("font", "<font color=x>"),
        ("form", "<form>"),
        ("select", "<select><option>x"),
        ("close", "</div></p>"),
        ("entity", "&amp;&#x41;"),
        ("words", "The envoys met on Sunday. "),
        ("spanblock", "<span><p>w</p>"),
        ("nl", "\n\n"),
        ("svg", "<svg><g>"),
        ("script2", "<script type='application/ld+json'>{}</script>"),
        ("meta", "<meta name=date content=x>"),
        ("time", "<time datetime=x>t</time>"),
        ("h1", "<h1>h"),
        ("br", "x<br>"),
        ("attrs", "<p a=1 b=2 c=3 d=4 e=5 f=6 g=7>x</p>"),
    ] {
        for bytes in [100_000, 400_000, 4_900_000] {
            run(&format!("{name} {bytes}"), inside(bytes / s.len(), s));
        }
    }
    run("attributes", format!("<p{}>x</p>{article}", " a=1".repeat(1_000_000)));
    let p = "<div class='c1 c2'><p>The envoys met in the <b>capital</b> on <a href=/s>Sunday</a> and agreed that the convoy could leave, the ministry said.</p></div>\n";
    for n in [50, 500, 3000, 4900] {
        run(
            &format!("real p x {n}"),
            format!("<html><body><div><div><article>{}</article></div></div>", p.repeat(n)),
        );
    }
    let t = Instant::now();
    let line = "{\"text\": \"The envoys met on Sunday and agreed on a truce.\"}\n".repeat(100_000);
    let n = read_stream("-", line.as_bytes(), &Options::default()).filter(|i| i.is_ok()).count();
    println!("{:?} lines {n}", t.elapsed());
    let text = "The envoys met on Sunday and agreed on a truce.\n\n".repeat(100_000);
    let t = Instant::now();
    read_bytes("x", text.as_bytes(), Form::Text, &Options::default()).unwrap();
    println!("{:?} text {} B", t.elapsed(), text.len());
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", status.lines().find(|l| l.starts_with("VmHWM")).unwrap());
}
