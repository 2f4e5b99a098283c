//! What the program says about itself, and how it refuses; nothing here loads a model.

use std::process::{Command, Output};

fn tacitus(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_tacitus");
    let output = Command::new(program).args(arguments).output();
    output.unwrap_or_else(|error| panic!("{program}: {error}"))
}

/// Usage errors: exit code 2, nothing on standard output, `expected` on standard error.
fn check_refused(arguments: &[&str], expected: &str) {
    let output = tacitus(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(errors.contains(expected), "{arguments:?}: {errors}");
}

#[test]
fn wrong_usage_is_refused() {
    check_refused(&[], "Usage: tacitus");
    check_refused(&["read"], "<FILE>...");
    check_refused(&["rad", "x"], "unrecognized subcommand");
    check_refused(&["read", "--published", "yesterday", "x"], "write the day as 2017-08-29");
    check_refused(&["read", "--from", "pdf", "x"], "[possible values: text, html, jsonl]");
    check_refused(&["read", "--threads", "many", "x"], "--threads");
}

#[test]
fn help_shows_how_and_what_the_exit_code_says() {
    let output = tacitus(&["read", "--help"]);
    let help = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success());
    for expected in ["Examples:", "--published <DATE>", "Exit code:", "--json", "--model <DIR>"] {
        assert!(help.contains(expected), "{expected} is not in {help}");
    }
}

#[test]
fn known_actors_are_found_and_tables_checked() {
    let output = tacitus(&["actors", "find", "--on", "2005", "Taliban", "Kremlin"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    assert!(text.contains("Taliban: taliban") && text.contains("armed_group REB"), "{text}");
    assert!(text.contains("Kremlin: RUS.gov"), "{text}");
    let output = tacitus(&["actors", "find", "Nobody of that name"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(tacitus(&["actors", "check"]).status.success());

    let file = std::env::temp_dir().join(format!("tacitus-own-{}.csv", std::process::id()));
    std::fs::write(
        &file,
        "id,name,aliases,kind,sector,country,from,to,part_of,office\nx,X,,band,REB,,,,,\n",
    )
    .expect("a file");
    let output = tacitus(&["actors", "check", file.to_str().expect("a path")]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let _ = std::fs::remove_file(&file);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty() && errors.contains(".csv:2: no kind band"), "{errors}");
}
