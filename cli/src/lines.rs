//! JSON Lines in and out: one line in memory at a time, in order, and a broken line is an answer
//! of its own.

use crate::fields::Unknown;
use crate::{Ending, Failure};
use docent::core::value::{Limits, Map, Value, parse, to_json};
use docent::native::Native;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, StdoutLock, Write};
use std::path::{Path, PathBuf};

/// The longest line that is read; beyond it, memory would be the sender's to fill.
const LONGEST_LINE: usize = 64 << 20;

/// What one line may hold. Depth is bounded because reading is recursive.
const LIMITS: Limits = Limits { bytes: LONGEST_LINE, depth: 64 };

/// Says something on standard error, if anybody listens.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Standard output, buffered.
pub(crate) fn output() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin().lock())));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(BufReader::with_capacity(1 << 16, file))),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// Why a file could not be read, with its name.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::Usage(format!("{} cannot be read: {error}", path.display()))
}

/// What a command reads, and how it answers.
pub(crate) struct Questions<'a> {
    pub(crate) command: &'a str,
    /// Standard input where there are none.
    pub(crate) paths: &'a [PathBuf],
    /// The fields a line may have.
    pub(crate) fields: &'static [&'static str],
    /// The first row, where answers are rows of a table. Errors, which have no place there, go to
    /// standard error.
    pub(crate) header: Option<&'a str>,
    /// Whether some lines get no answer, so that errors say which line they are of.
    pub(crate) traced: bool,
}

/// Answers every line with one line.
///
/// An `Err` of `answer` becomes `{"error": …}`; reading goes on. Ends with problems where there
/// was such a line. Fields that nothing looks at are said on standard error.
pub(crate) fn answer_each(
    questions: &Questions,
    mut answer: impl FnMut(&Value) -> Result<Option<String>, String>,
) -> Result<Ending, Failure> {
    let command = questions.command;
    let mut out = output();
    let mut unknown = Unknown::but(questions.fields);
    let (mut seen, mut bad) = (0_u64, 0_u64);
    if let Some(header) = questions.header {
        writeln!(out, "{header}")?;
    }
    each_line(questions.paths, |number, line| {
        seen += 1;
        for said in line.iter().flat_map(|line| unknown.of(line)) {
            complain(&format!("docent {command}: line {number}: {said}"));
        }
        let answered = match &line {
            Ok(line) => answer(line),
            Err(why) => Err(why.clone()),
        };
        match answered {
            Ok(None) => return Ok(()),
            Ok(Some(line)) => out.write_all(line.as_bytes())?,
            Err(why) if questions.header.is_some() => {
                bad += 1;
                complain(&format!("docent {command}: line {number}: {why}"));
                return Ok(());
            }
            Err(why) => {
                bad += 1;
                let mut error = Map::new().with("error", why);
                if questions.traced {
                    error
                        .set("line", number as f64)
                        .set_some("id", line.ok().as_ref().and_then(id));
                }
                out.write_all(to_json(&Value::Map(error), &Native).as_bytes())?;
            }
        }
        out.write_all(b"\n")?;
        Ok(())
    })?;
    out.flush()?;
    if bad == 0 {
        return Ok(Ending::Well);
    }
    complain(&format!("docent {command}: {bad} of {seen} lines could not be answered"));
    Ok(Ending::Problems)
}

/// Whom a line is about, where that is known.
pub(crate) fn id(line: &Value) -> Option<Value> {
    let id = line.get("id").or_else(|| line.at("facts.user.id"))?;
    (!id.is_null()).then(|| id.clone())
}

/// Calls `take` with the number of every line that is not blank, of all inputs together, and with
/// what it says, read as JSON, or why it could not be read.
fn each_line(
    paths: &[PathBuf],
    mut take: impl FnMut(u64, Result<Value, String>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let standard_input = [PathBuf::from("-")];
    let paths = if paths.is_empty() { &standard_input } else { paths };
    let mut buffer = Vec::new();
    let mut number = 0;
    for path in paths {
        let mut input = open(path)?;
        while next_line(&mut *input, &mut buffer).map_err(|error| unreadable(path, &error))? {
            number += 1;
            // Editors and shells leave blank lines at the end, and nothing is asked in them.
            if !buffer.trim_ascii().is_empty() {
                take(number, read_line(&buffer))?;
            }
        }
    }
    Ok(())
}

/// Reads up to the end of the line into `buffer`; of a line that is too long, only so much that
/// it shows. False at the end of the input.
fn next_line(input: &mut dyn BufRead, buffer: &mut Vec<u8>) -> io::Result<bool> {
    buffer.clear();
    let most = LONGEST_LINE as u64 + 1;
    if input.take(most).read_until(b'\n', buffer)? == 0 {
        return Ok(false);
    }
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
    } else if buffer.len() > LONGEST_LINE {
        skip_line(input)?;
    }
    Ok(true)
}

fn skip_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let (used, done) = {
            let available = input.fill_buf()?;
            match available.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (available.len(), available.is_empty()),
            }
        };
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

fn read_line(line: &[u8]) -> Result<Value, String> {
    if line.len() > LONGEST_LINE {
        return Err("the line is longer than 64 MB".into());
    }
    let text = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8")?;
    parse(text, LIMITS, &Native)
        .map_err(|wrong| format!("not JSON: column {}: {}", wrong.column, wrong.why))
}

/// A whole file, but no more than so many bytes of it.
pub(crate) fn whole(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    open(path)?.take(most).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}
