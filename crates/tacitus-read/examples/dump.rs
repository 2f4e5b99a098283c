//! dump: files -> conllu
use std::fmt::Write;
use tacitus_doc::{CodePoints, Document, Source};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let reader = tacitus_read::Reader::open(std::path::Path::new(&a[1])).unwrap();
    let out = &a[2];
    for f in &a[3..] {
        let text = std::fs::read_to_string(f).unwrap();
        let r = reader.read(vec![Document::new(None, Source::default(), text)]);
        let doc = &r[0].document;
        let cp = CodePoints::new(doc.text());
        let c = |s: tacitus_doc::Span| {
            format!("{}:{}", cp.from_byte(s.start as usize), cp.from_byte(s.end as usize))
        };
        let mut o = String::new();
        let (toks, words, ments) =
            (doc.tokens().unwrap(), doc.syntax().unwrap(), doc.mentions().unwrap());
        for s in doc.sentences().unwrap() {
            writeln!(o, "# text_span = {}", c(s.span)).unwrap();
            for t in s.tokens.clone() {
                let w = &words[t];
                let mut misc = format!("Span={}", c(toks[t].span));
                if let Some(m) = ments.iter().find(|m| m.head == t) {
                    write!(misc, "|Kind={}|Mention={}", m.kind, c(m.span)).unwrap();
                    if let Some(n) = m.name {
                        write!(misc, "|Name={}", c(n)).unwrap();
                    }
                }
                let h = w.head.map_or(0, |h| h + 1 - s.tokens.start);
                writeln!(
                    o,
                    "{}\t{}\t{}\t{}\t{}\t_\t{}\t{}\t_\t{}",
                    t + 1 - s.tokens.start,
                    doc.words(toks[t].span),
                    w.lemma,
                    w.upos,
                    w.xpos,
                    h,
                    w.rel,
                    misc
                )
                .unwrap();
            }
            o.push('\n');
        }
        let name = std::path::Path::new(f).file_stem().unwrap().to_string_lossy().into_owned();
        std::fs::write(format!("{out}/{name}.conllu"), o).unwrap();
        std::fs::copy(f, format!("{out}/{name}.txt")).ok();
    }
}
