//! `tacitus types`: types of events that users describe by examples.

use super::Outcome;
use clap::Subcommand;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tacitus_read::types::OwnTypes;
use tacitus_read::{Reader, TypeCheck};

/// Types of events of your own
///
/// A file describes each type by a name, a definition, the PLOVER type that it counts as, and example
/// sentences, best six to ten, with the words that state the event in brackets. `tacitus read --types FILE`
/// then marks such events with the name (own_type in the record).
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Say how well the types of a file are told apart by their own examples
    ///
    /// Each example is read by a program that has not learned it. An example that is not recognised, or
    /// taken for another type, shows that the type is too wide or its examples too few.
    Check {
        /// The file of types
        #[arg(value_name = "TOML")]
        file: PathBuf,

        /// Directory of a model to use instead of the one built in
        #[arg(long, value_name = "DIR")]
        model: Option<PathBuf>,
    },
}

const EXAMPLES: &str = "\
A file of types:
  [[type]]
  name = \"eviction\"
  definition = \"People are made to leave their homes.\"
  under = \"COERCE\"            # the PLOVER type; mode = \"...\" where it has one
  examples = [
    \"Soldiers [drove] forty families from their homes in Ketu.\",
    \"The [eviction] of the miners began on Monday.\",
    \"Police [cleared] the riverside settlement.\",
  ]
  counterexamples = [\"Growth [drove] prices up.\"]

Examples:
  tacitus types check own.toml
      how well they are told apart
  tacitus read --json --types own.toml archive.jsonl
      read with them

Exit code: 0 when the file could be used, 2 when not.";

/// Reads a file of types; the message of an error names it.
pub fn read(path: &Path) -> Result<OwnTypes, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    OwnTypes::parse(&text).map_err(|e| format!("{}: {e}", path.display()))
}

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let What::Check { file, model } = &args.what;
    let checked = read(file).and_then(|own| {
        let reader = model.as_deref().map_or_else(Reader::embedded, Reader::open);
        reader.map(|reader| reader.check_types(&own)).map_err(|error| error.to_string())
    });
    match checked {
        Ok(checks) => {
            let _ = write!(io::stdout(), "{}", report(&checks));
            Outcome::Done
        }
        Err(message) => {
            let _ = writeln!(io::stderr(), "tacitus: {message}");
            Outcome::Unusable
        }
    }
}

fn report(checks: &[TypeCheck]) -> String {
    let mut out = String::new();
    let (mut right, mut all) = (0, 0);
    for check in checks {
        let own = Some(&check.name);
        let known = check.examples.iter().filter(|told| told.taken_for.as_ref() == own).count();
        right += known;
        all += check.examples.len();
        let _ = writeln!(
            out,
            "{}: {known} of {} examples recognised when left out; {:.1} of 1,000 ordinary words taken for it",
            check.name,
            check.examples.len(),
            check.false_alarms
        );
        for told in check.examples.iter().filter(|told| told.taken_for.as_ref() != own) {
            let as_what = told.taken_for.as_deref().unwrap_or("nothing");
            let _ = writeln!(
                out,
                "  {:.2} taken for {as_what}: [{}] in {}",
                told.p, told.trigger, told.text
            );
        }
        for told in check.counterexamples.iter().filter(|told| told.taken_for.as_ref() == own) {
            let _ = writeln!(
                out,
                "  {:.2} a counterexample taken for it: [{}] in {}",
                told.p, told.trigger, told.text
            );
        }
    }
    let _ = writeln!(out, "{right} of {all} examples told apart");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_read::Told;

    #[test]
    fn what_is_wrong_is_shown() {
        let told = |text: &str, taken_for: Option<&str>| Told {
            text: text.into(),
            trigger: "drove".into(),
            taken_for: taken_for.map(Into::into),
            p: 0.25,
        };
        let check = TypeCheck {
            name: "eviction".into(),
            examples: vec![
                told("They drove them out.", Some("eviction")),
                told("They drove off.", None),
                told("They drove in.", Some("raid")),
            ],
            counterexamples: vec![told("Sales drove growth.", Some("eviction"))],
            false_alarms: 1.25,
        };
        let report = report(&[check]);
        assert!(report.starts_with("eviction: 1 of 3 examples"), "{report}");
        assert!(report.contains("taken for nothing: [drove] in They drove off."), "{report}");
        assert!(report.contains("taken for raid: [drove] in They drove in."), "{report}");
        assert!(report.contains("a counterexample taken for it"), "{report}");
        assert!(!report.contains("They drove them out."), "{report}");
    }
}
