//! Writes all formats of a store into a folder: `export_all STORE FOLDER [extra]`.
//! `tests/compat/read_back.py` reads them with the programs that they are made for.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tacitus_store::export::{Format, Options, write};
use tacitus_store::{Filter, Store};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [store, folder, rest @ ..] = arguments.as_slice() else {
        return Err("export_all STORE FOLDER [extra]".into());
    };
    let store = Store::read_only(Path::new(store))?;
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    let options = Options { extra_columns: !rest.is_empty(), tool: "tacitus example".to_owned() };
    for format in Format::ALL {
        let name = match format {
            Format::Csv => "events.csv",
            Format::Parquet => "events.parquet",
            Format::GeoJson => "events.geojson",
            Format::Polecat => "polecat.tsv",
            Format::Icews => "icews.tsv",
            Format::Gdelt => "gdelt.tsv",
            Format::Acled => "acled.csv",
            Format::Ucdp => "ucdp.csv",
            Format::Rdf => "record.trig",
            Format::WebAnnotation => "annotations.jsonl",
            Format::FollowTheMoney => "entities.ftm.json",
            Format::JsonLines => "record.jsonl",
        };
        let mut out = BufWriter::new(File::create(folder.join(name))?);
        let manifest = write(&store, format, &Filter::default(), &options, &mut out)?;
        out.flush()?;
        let beside = folder.join(format!("{name}.meta.json"));
        std::fs::write(beside, manifest.to_json("1970-01-01T00:00:00Z").to_string())?;
        println!("{name}: {} rows, {} left out", manifest.rows, manifest.left_out);
    }
    Ok(())
}
