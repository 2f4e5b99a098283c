//! `tacitus serve`: the store as a web page.

use super::Outcome;
use super::read::{With, open};
use clap::{Subcommand, ValueEnum};
use std::io::{self, IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tacitus::serve::{self, Keys, SHORTEST_PASSWORD, Server, Settings};

/// Show the store as a web page
///
/// Map, timeline, table, network, stories with their accounts side by side, reports with the words that everything rests
/// on, corrections. All of it comes from this program, and nothing is loaded from the network. The address is printed
/// on standard output; Ctrl-C ends the server.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,

    #[command(flatten)]
    serve: Serve,
}

#[derive(clap::Args)]
struct Serve {
    /// The store
    #[arg(long, value_name = "FILE", default_value = "tacitus.db", env = "TACITUS_STORE")]
    store: PathBuf,

    /// Open the page in the browser
    #[arg(long)]
    open: bool,

    /// Where to listen: an address and a port, or a port of this machine's own address; port 0 is any that is free.
    /// Addresses that others can reach need --password-file or --token-file
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8117", value_parser = address)]
    listen: SocketAddr,

    /// Change nothing: no corrections, no new reports
    #[arg(long)]
    read_only: bool,

    /// Who may come in: lines `reader:HASH` or `editor:HASH`, as `tacitus serve password` prints them
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// The same for programs: lines `reader:TOKEN` or `editor:TOKEN`, as `tacitus serve token` prints them
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// The address under which a proxy shows the page, as https://desk.example.org
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// An upload may have so many megabytes
    #[arg(long, value_name = "MB", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    max_upload: u32,

    /// So many requests a second from one address of the network; four times as many at once
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: u32,

    #[command(flatten)]
    with: With,
}

#[derive(Subcommand)]
enum What {
    /// Print a line for --password-file; the password is asked for, or read from standard input
    Password {
        /// What whoever has the password may do
        #[arg(long, default_value = "reader")]
        role: Role,
    },
    /// Print a line for --token-file, with a new token
    Token {
        /// What whoever has the token may do
        #[arg(long, default_value = "reader")]
        role: Role,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Role {
    /// Look
    Reader,
    /// Look, correct and add
    Editor,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Reader => serve::Role::Reader.as_str(),
            Role::Editor => serve::Role::Editor.as_str(),
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  tacitus serve --open
      the page of tacitus.db, for whoever uses this machine
  tacitus serve --store sahel.db --listen 9000 --read-only
      another store on another port, to look at only
  tacitus serve password --role editor >> people
  tacitus serve password --role reader >> people
  tacitus serve --listen 0.0.0.0:8117 --password-file people
      for colleagues; without a proxy in front of it that encrypts, passwords cross the network as they are
  tacitus serve --password-file people --url https://desk.example.org
      behind such a proxy on the same machine
  tacitus serve token --role reader >> programs
  tacitus serve --token-file programs
  curl -H \"Authorization: Bearer $TOKEN\" 'http://127.0.0.1:8117/api/events.json?q=type:ASSAULT'
      for programs; /api/openapi.json describes what they may ask

Exit code: 0 when it was ended, 1 when it failed, 2 for wrong usage, no store, or a port that is taken.";

/// Reads where to listen.
fn address(text: &str) -> Result<SocketAddr, String> {
    let home = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let port = text.strip_prefix("localhost:").unwrap_or(text);
    if let Ok(port) = port.trim_start_matches(':').parse() {
        return Ok(SocketAddr::new(home, port));
    }
    text.parse().map_err(|_| "write 127.0.0.1:8117, [::1]:8117, or a port".to_owned())
}

/// Runs the command on the real standard streams.
pub fn run(args: Args) -> Outcome {
    let done = match args.what {
        Some(What::Password { role }) => password(role),
        Some(What::Token { role }) => {
            serve::fresh_word().map(|word| print(&format!("{}:{word}", role.name())))
        }
        None => return show(args.serve),
    };
    match done {
        Ok(()) => Outcome::Done,
        Err(message) => refused(&message),
    }
}

fn refused(message: &str) -> Outcome {
    tell(message);
    Outcome::Unusable
}

fn tell(message: &str) {
    let _ = writeln!(io::stderr(), "tacitus: {message}");
}

fn print(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn password(role: Role) -> Result<(), String> {
    let unread = |error: io::Error| format!("the password cannot be read: {error}");
    let password = match io::stdin().is_terminal() {
        true => {
            let prompt = format!("Password, at least {SHORTEST_PASSWORD} letters: ");
            let password = rpassword::prompt_password(prompt).map_err(unread)?;
            if rpassword::prompt_password("Once more: ").map_err(unread)? != password {
                return Err("the two are not the same".to_owned());
            }
            password
        }
        false => {
            let mut line = String::new();
            io::stdin().read_line(&mut line).map_err(unread)?;
            line.trim_end_matches(['\r', '\n']).to_owned()
        }
    };
    let hash = serve::hash_password(&password)?;
    print(&format!("{}:{hash}", role.name()));
    Ok(())
}

/// Reads a file of keys, and says so where others may read it too.
fn keys(path: &Path, add: impl FnOnce(&str) -> Result<(), String>) -> Result<(), String> {
    let wrong = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map(|found| found.permissions().mode()).unwrap_or(0);
        if mode & 0o077 != 0 {
            tell(&wrong(&"others on this machine can read it; chmod 600 keeps it to you"));
        }
    }
    add(&text).map_err(|why| wrong(&why))
}

fn show(args: Serve) -> Outcome {
    match bind(args) {
        Ok((server, open)) => {
            let Ok(address) = server.address() else { return refused("the server has no address") };
            // Whoever listens everywhere is reached on this machine by its own address.
            let host = match address.ip() {
                ip if !ip.is_unspecified() => SocketAddr::new(ip, address.port()).to_string(),
                _ => format!("127.0.0.1:{}", address.port()),
            };
            let url = format!("http://{host}/");
            print(&url);
            if open && let Err(error) = webbrowser::open(&url) {
                tell(&format!("no browser could be opened ({error}); the page is at {url}"));
            }
            match server.run() {
                Ok(()) => Outcome::Done,
                Err(error) => {
                    tell(&error.to_string());
                    Outcome::Incomplete
                }
            }
        }
        Err(message) => refused(&message),
    }
}

fn bind(args: Serve) -> Result<(Server, bool), String> {
    let Serve {
        store,
        open: open_page,
        listen,
        read_only,
        password_file,
        token_file,
        url,
        max_upload,
        rate,
        with,
    } = args;
    let mut known = Keys::default();
    if let Some(path) = &password_file {
        keys(path, |text| known.add_passwords(text))?;
    }
    if let Some(path) = &token_file {
        keys(path, |text| known.add_tokens(text))?;
    }
    let settings = Settings {
        store,
        listen,
        read_only,
        keys: known,
        url,
        most_bytes: max_upload as usize * 1_000_000,
        rate,
        reader: Box::new(move || {
            let actors = super::actors::open(with.actors.as_deref())?;
            Ok((open(&with)?, actors))
        }),
        log: Arc::new(tell),
    };
    let server = Server::bind(settings).map_err(|error| error.to_string())?;
    Ok((server, open_page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        let check = |text: &str, expected: &str| {
            assert_eq!(
                address(text).map(|found| found.to_string()).as_deref(),
                Ok(expected),
                "{text}"
            );
        };
        check("8117", "127.0.0.1:8117");
        check(":0", "127.0.0.1:0");
        check("localhost:9000", "127.0.0.1:9000");
        check("0.0.0.0:80", "0.0.0.0:80");
        check("[::1]:8117", "[::1]:8117");
        for wrong in ["desk.example.org:80", "70000", "", "127.0.0.1"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
