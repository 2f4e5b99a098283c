//! The program `tacitus`. What it does is in [`cli`]; this file is the door.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
