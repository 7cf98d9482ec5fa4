//! `docent`: the guidebook tools on the command line, a second host of the same core that runs
//! in the page.
//!
//! One file per command; [`lines`] is what they share: reading JSON Lines without holding them,
//! writing without dying of a closed pipe.

mod assign;
mod branches;
mod check;
mod conjunction;
mod constant;
mod contrast;
mod eval;
mod events;
mod fields;
mod growthbook;
mod guidebook;
mod lines;
mod lint;
mod person;
mod places;
mod schema;
mod technographics;

use std::process::ExitCode;

const HELP: &str = "\
docent: tools for guidebooks, the documents that decide who sees what in an application

Usage: docent <command> [options]

Commands:
  check            Checks guidebooks: fields, references, conditions, selectors, colours
  eval             Evaluates conditions or the segments of a guidebook for people
  assign           Assigns variants of experiments to people
  technographics   Recognises browsers, systems and devices by their user agents
  schema           Prints the JSON Schema of guidebooks

Options:
  -h, --help       Prints this, or with a command its own help
  -V, --version    Prints the version

Examples:
  docent check guidebook.json
  echo '{\"condition\": {\"geo.eu\": true}, \"facts\": {\"geo\": {\"eu\": true}}}' | docent eval

Exit codes: 0 all is well, 1 problems were found, 2 docent was used wrongly.
";

/// How a command ended, if it was used rightly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Nothing was wrong.
    Well,
    /// Problems were found, and said.
    Problems,
}

/// Why a command could not do its work.
#[derive(Debug)]
enum Failure {
    /// It was used wrongly.
    Usage(String),
    /// Whoever read the output has gone; nobody is left to tell.
    Unread,
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Failure::Usage(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::Unread,
            _ => Failure::Usage(error.to_string()),
        }
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(Ending::Well) | Err(Failure::Unread) => ExitCode::SUCCESS,
        Ok(Ending::Problems) => ExitCode::from(1),
        Err(Failure::Usage(why)) => {
            lines::complain(&format!("docent: {why}\nTry 'docent --help'."));
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Ending, Failure> {
    use lexopt::prelude::{Long, Short, Value};
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next()? {
        Some(Value(command)) => match command.to_str() {
            Some("check") => check::run(&mut arguments),
            Some("eval") => eval::run(&mut arguments),
            Some("assign") => assign::run(&mut arguments),
            Some("technographics") => technographics::run(&mut arguments),
            Some("schema") => schema::run(&mut arguments),
            _ => Err(Failure::Usage(format!("{} is not a command", command.to_string_lossy()))),
        },
        Some(Long("help") | Short('h')) => help(HELP),
        Some(Long("version") | Short('V')) => {
            help(concat!("docent ", env!("CARGO_PKG_VERSION"), "\n"))
        }
        Some(other) => Err(other.unexpected().into()),
        None => {
            lines::complain(HELP.trim_end());
            Err(Failure::Usage("a command is missing".into()))
        }
    }
}

/// Prints a help text, which is a good ending.
fn help(text: &str) -> Result<Ending, Failure> {
    let mut out = lines::output();
    std::io::Write::write_all(&mut out, text.as_bytes())?;
    std::io::Write::flush(&mut out)?;
    Ok(Ending::Well)
}
