//! `tacitus correct`: what people know better.

use super::{Outcome, ask};
use clap::Subcommand;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tacitus::store::{Change, Correction, Store, StoreError, Target, Verb};
use tacitus::together;

/// Correct, confirm or reject what was read
///
/// Every correction is a line in a log that is only ever appended to: what, by whom, when and why. It is laid over
/// what the models read, survives reading again, and is what questions show. Ids are those that the questions print.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    what: What,

    /// The store
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "tacitus.db",
        env = "TACITUS_STORE"
    )]
    store: PathBuf,

    /// By whom [default: the user's name]
    #[arg(long, global = true, value_name = "NAME", env = "USER")]
    by: Option<String>,

    /// Why
    #[arg(long, global = true, value_name = "WORDS", default_value = "")]
    why: String,
}

#[derive(Subcommand)]
enum What {
    /// Give a field another value: a mention's type, mode, status, date, actors, recipients, place; a claim's
    /// speaker, act; an actor's name, kind, country
    Set {
        /// mention, claim or actor
        #[arg(value_parser = target)]
        target: Target,
        /// Its id
        id: String,
        /// FIELD=VALUE
        #[arg(value_name = "FIELD=VALUE")]
        value: String,
    },
    /// Say that it is right
    Confirm {
        /// mention, claim, event or dispute
        #[arg(value_parser = target)]
        target: Target,
        /// Its id
        id: String,
    },
    /// Say that it is no such thing
    Reject {
        /// mention, claim, event or dispute
        #[arg(value_parser = target)]
        target: Target,
        /// Its id
        id: String,
    },
    /// Say that two are one
    Merge {
        /// event or actor
        #[arg(value_parser = target)]
        target: Target,
        /// The id of the one
        id: String,
        /// The id of the other; of actors, the one that stays
        other: String,
    },
    /// Say that a mention does not belong to its event
    Split {
        /// Its id
        id: String,
    },
    /// Take a correction back
    Undo {
        /// Its number
        n: String,
    },
    /// Print the log as JSON Lines, with the words that each line is about: also to learn from
    Log,
}

const EXAMPLES: &str = "\
Examples:
  tacitus correct set mention 3f09a1c2b4d5 type=COERCE --why 'arrests, no attack'
  tacitus correct set mention 3f09a1c2b4d5 date=2017-08-27
  tacitus correct set actor 'armed_group::esf' name='Equatoria Salvation Front'
  tacitus correct reject claim 9b1d00c2f7e1
  tacitus correct merge event 3f09a1c2b4d5 77c0aa12de34
  tacitus correct split 77c0aa12de34
  tacitus correct undo 12
  tacitus correct log > corrections.jsonl

Exit code: 0 when it was done, 1 when the store failed, 2 for wrong usage.";

fn target(text: &str) -> Result<Target, String> {
    Target::parse(text)
        .ok_or_else(|| "write one of mention, claim, actor, event, dispute".to_owned())
}

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let done = match &args.what {
        What::Log => log(&args.store),
        what => change(args, what),
    };
    done.unwrap_or_else(|error| ask::refused(&error))
}

fn change(args: &Args, what: &What) -> Result<Outcome, StoreError> {
    let plain = |verb: Verb, target: Target, id: &str| Change {
        verb,
        target,
        id: id.to_owned(),
        field: None,
        value: None,
    };
    let change = match what {
        What::Set { target, id, value } => {
            let (field, value) = value.split_once('=').unwrap_or((value, ""));
            let mut change = plain(Verb::Set, *target, id);
            change.field = Some(field.to_owned());
            change.value = Some(value.to_owned()).filter(|value| !value.is_empty());
            change
        }
        What::Confirm { target, id } => plain(Verb::Confirm, *target, id),
        What::Reject { target, id } => plain(Verb::Reject, *target, id),
        What::Merge { target, id, other } => {
            Change { value: Some(other.clone()), ..plain(Verb::Merge, *target, id) }
        }
        What::Split { id } => plain(Verb::Split, Target::Mention, id),
        What::Undo { n } => plain(Verb::Undo, Target::Correction, n),
        What::Log => return Ok(Outcome::Done),
    };
    drop(Store::read_only(&args.store)?);
    let mut store = Store::open(&args.store)?;
    let who = args.by.as_deref().unwrap_or_default();
    let n = store.correct(&change, who, &args.why)?;
    together::link(&mut store, &mut |_| ())?;
    let _ =
        writeln!(io::stderr(), "tacitus: correction {n}; `tacitus correct undo {n}` takes it back");
    Ok(Outcome::Done)
}

fn log(place: &Path) -> Result<Outcome, StoreError> {
    let store = Store::read_only(place)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for entry in store.corrections()? {
        let words = store.words(entry.doc.as_deref(), &entry.span)?;
        if writeln!(out, "{}", line(&entry, words)).is_err() {
            break;
        }
    }
    let _ = out.flush();
    Ok(Outcome::Done)
}

fn line(entry: &Correction, words: Option<(String, String)>) -> serde_json::Value {
    let (words, sentence) = words.unzip();
    serde_json::json!({
        "n": entry.n, "at": entry.at, "by": entry.who, "why": entry.why, "what": entry.verb.as_str(),
        "target": entry.target.as_str(), "id": entry.id, "field": entry.field, "old": entry.old, "new": entry.new,
        "report": entry.doc, "span": entry.span, "words": words, "sentence": sentence, "undone": entry.undone
    })
}
