//! A guidebook as the commands open it that use one: what is broken in it is said as `docent check`
//! says it, and the rest is in force.

use crate::places::place;
use crate::{Failure, check, lines, lint};
use docent::core::guidebook::{Guidebook, Problem, load};
use docent::core::value::{Limits, parse};
use docent::native::Native;
use std::path::Path;

/// A guidebook that can be used.
pub(crate) struct Opened {
    /// As it was written.
    pub(crate) text: String,
    /// What of it is in force.
    pub(crate) guidebook: Guidebook,
    /// Whether something of it is not.
    pub(crate) broken: bool,
}

/// Opens a guidebook and says what is broken in it; nothing where all of it is.
pub(crate) fn open(path: &Path) -> Result<Option<Opened>, Failure> {
    let name = called(path);
    let text = match text(path)? {
        Ok(text) => text,
        Err(problem) => return Ok(refused(&name, &problem)),
    };
    let (guidebook, mut problems) = match load(&text, &Native) {
        Ok(loaded) => loaded,
        Err(problem) => {
            let document = parse(&text, Limits::GUIDEBOOK, &Native).unwrap_or_default();
            let mut problem = check::said_plainly(problem, &document);
            place(&text, [&mut problem]);
            return Ok(refused(&name, &problem));
        }
    };
    problems.retain(|problem| problem.error);
    lint::clarify(&mut problems);
    place(&text, &mut problems);
    for problem in &problems {
        lines::complain(&check::line(&name, problem));
    }
    Ok(Some(Opened { text, guidebook, broken: !problems.is_empty() }))
}

fn refused(name: &str, problem: &Problem) -> Option<Opened> {
    lines::complain(&check::line(name, problem));
    None
}

/// What a file is called where something is said of it.
pub(crate) fn called(path: &Path) -> String {
    if path == Path::new("-") { "<stdin>".into() } else { path.display().to_string() }
}

/// The text of a guidebook, up to a little more than it may have: the reader says the rest. Or the
/// place of the first character that is none.
pub(crate) fn text(path: &Path) -> Result<Result<String, Problem>, Failure> {
    let bytes = lines::whole(path, Limits::GUIDEBOOK.bytes as u64 + 4)?;
    let cut = bytes.len() > Limits::GUIDEBOOK.bytes;
    Ok(String::from_utf8(bytes).or_else(|error| {
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        // A character may have been cut in half; what is too large is refused anyway.
        if cut {
            return Ok(text);
        }
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let lines = String::from_utf8_lossy(before);
        let last = lines.rsplit('\n').next().unwrap_or_default();
        let position = (lines.matches('\n').count() + 1, last.chars().count() + 1);
        let why = "is not UTF-8 from here on; save it as UTF-8";
        Err(Problem { position: Some(position), ..Problem::error("", why) })
    }))
}
