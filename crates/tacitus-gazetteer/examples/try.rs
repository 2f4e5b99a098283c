use std::path::Path;
use tacitus_gazetteer::{Gazetteer, build};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args[1] == "build" {
        let (bytes, built) =
            build::build(Path::new(&args[2]), &build::Options::default(), &mut |t| {
                eprintln!("{t}")
            })
            .unwrap();
        eprintln!("{built:?} {}", bytes.len());
        std::fs::write(&args[3], bytes).unwrap();
        return;
    }
    let g = Gazetteer::open(Path::new(&args[2])).unwrap();
    println!("{:?}", g.sizes());
    for name in &args[3..] {
        println!("== {name}");
        for c in g.find(name).into_iter().take(8) {
            let e = g.entry(c.entry);
            println!(
                "{:?} {} {} {} {} {} {:?} {:?} {:?}",
                c.by,
                e.name,
                e.lat,
                e.lon,
                e.people,
                e.feature.code(),
                e.country,
                e.admin1.map(|a| g.entry(a).name),
                e.admin2.map(|a| g.entry(a).name)
            );
        }
    }
}
