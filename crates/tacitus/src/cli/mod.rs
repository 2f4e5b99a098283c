//! The command line: what may be asked, and what the exit code says.

mod actors;
mod add;
mod ask;
mod correct;
mod db;
mod eval;
mod gazetteer;
mod read;
#[cfg(feature = "serve")]
mod serve;
mod types;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Reads news reports and keeps the record they hold: who did what to whom, according to whom.
#[derive(Parser)]
#[command(name = "tacitus", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Read(read::Args),
    Add(add::Args),
    Events(ask::Ask),
    Claims(ask::Ask),
    Agreements(ask::Ask),
    Stories(ask::Ask),
    Disputes(ask::Ask),
    Timeline(ask::Ask),
    Names(ask::Names),
    Correct(correct::Args),
    Db(db::Args),
    #[cfg(feature = "serve")]
    Serve(Box<serve::Args>),
    Eval(eval::Args),
    Types(types::Args),
    Gazetteer(gazetteer::Args),
    Actors(actors::Args),
}

/// What became of a command; the exit code in words.
enum Outcome {
    /// Everything was read.
    Done,
    /// Something could not be read, and the rest was.
    Incomplete,
    /// It could not begin.
    Unusable,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    // Usage errors leave here, with exit code 2.
    let outcome = match Cli::parse().command {
        Command::Read(args) => read::run(&args),
        Command::Add(args) => add::run(&args),
        Command::Events(ask) => ask::events(&ask),
        Command::Claims(ask) => ask::claims(&ask),
        Command::Agreements(ask) => ask::agreements(&ask),
        Command::Stories(ask) => ask::stories(&ask),
        Command::Disputes(ask) => ask::disputes(&ask),
        Command::Timeline(ask) => ask::timeline(&ask),
        Command::Names(args) => ask::names(&args),
        Command::Correct(args) => correct::run(&args),
        Command::Db(args) => db::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(*args),
        Command::Eval(args) => eval::run(&args),
        Command::Types(args) => types::run(&args),
        Command::Gazetteer(args) => gazetteer::run(&args),
        Command::Actors(args) => actors::run(&args),
    };
    ExitCode::from(match outcome {
        Outcome::Done => 0,
        Outcome::Incomplete => 1,
        Outcome::Unusable => 2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
