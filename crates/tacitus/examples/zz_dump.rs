//! Dev only.
use tacitus::Session;
use tacitus_corroborate::Prints;
use tacitus_doc::{DocId, Document, Source, wire};
fn main() {
    let session = Session::open(None).unwrap();
    for path in std::env::args().skip(1) {
        let name = std::path::Path::new(&path).file_stem().unwrap().to_string_lossy().into_owned();
        let table: toml::Value = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let mut docs = Vec::new();
        for report in table["report"].as_array().unwrap() {
            let get = |k: &str| report[k].as_str().unwrap().to_owned();
            let source = Source {
                title: Some(get("title")),
                publisher: Some(get("publisher")),
                published: Some(get("published").parse().unwrap()),
                ..Source::default()
            };
            docs.push(Document::new(
                Some(DocId::given(&format!("{name}/{}", get("id")))),
                source,
                get("text").trim(),
            ));
        }
        for (reading, sketches) in session.sketch(docs) {
            let prints = Prints::of(&reading, sketches);
            let hex: String = prints.to_bytes().iter().map(|b| format!("{b:02x}")).collect();
            println!("{}\t{hex}\t{}", reading.document.id(), wire::write(&reading).trim());
        }
    }
}
