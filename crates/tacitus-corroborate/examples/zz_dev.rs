//! Dev only.
use tacitus_corroborate::{ALIKE, Printed, Prints, Told, examples, stories};
use tacitus_doc::wire;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let text = std::fs::read_to_string(&args[0]).unwrap();
    let mut rows: Vec<(String, Told)> = Vec::new();
    for line in text.lines() {
        let mut parts = line.splitn(3, '\t');
        let (id, hex, wire_line) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(|n| u8::from_str_radix(&hex[n..n + 2], 16).unwrap()).collect();
        let reading = wire::read(wire_line).unwrap();
        let n = reading.record.events.len();
        rows.push((id.into(), Told { reading, prints: Prints::from_bytes(&bytes).unwrap(), mentions: (0..n).collect() }));
    }
    let printed: Vec<Printed> = rows.iter().map(|(id, told)| Printed { id: id.clone(), published: told.reading.document.source().published, prints: told.prints.clone() }).collect();
    let groups = stories(&printed, ALIKE);
    let mut rows: Vec<Option<(String, Told)>> = rows.into_iter().map(Some).collect();
    for group in groups {
        let own: Vec<(String, Told)> = group.iter().map(|n| rows[*n].take().unwrap()).collect();
        println!("S\t{}", own[0].0);
        let told: Vec<Told> = own.into_iter().map(|(_, told)| told).collect();
        print!("{}", examples(&told, &[], args.len() > 1));
    }
}
