//! `docent check`: everything that is wrong or doubtful in a guidebook, with its place.

use crate::eval::read_now;
use crate::lint::{self, Circumstances};
use crate::person::system_clock;
use crate::places::place;
use crate::{Ending, Failure, events, guidebook, help, lines};
use docent::core::guidebook::{Guidebook, Problem, decode};
use docent::core::value::{Limits, Value, parse};
use docent::native::Native;
use std::io::Write;
use std::path::PathBuf;

const HELP: &str = "\
Checks guidebooks with the decoder that the page uses, and for what is likely not meant

Usage: docent check FILE...

Says on standard error, one line each:
  guidebook.json:12:34: error: segments[3].where.$event.within: expected a duration like \"30d\"
An error is what the page would leave out, or a button that would do nothing. A warning works, but
likely not as meant: $exists missing where a missing number counts as 0, a reference to something
that is not there, a fact or a value that Docent never has, a condition that never or always holds, an
audience that waits for itself, a step that can never be reached, branches that lead round in a circle,
a date that has passed, a setting that does nothing, shares of an experiment that overlap, an event
that nothing captures, a selector that will not survive the next release, a page whose whole query
would have to match, a placeholder that stays empty, HTML or Markdown that would be shown as it is
written, a translation that is never said, a button that is not drawn, a video that is a page, colours
of a theme that can hardly be read on one another. A line of summary for each file goes to standard
output, and notes of what only your application can know: the events it must track.
- reads the guidebook from standard input.

Options:
  --events FILE  The events your application tracks, one name a line: any other that the guidebook
                 asks about is doubtful
  --now TIME     Judges dates as of then; the system clock where missing
  -q, --quiet    No warnings, notes and summary, errors alone
  -h, --help     Prints this

Examples:
  docent check guidebook.json
  docent check guidebooks/*.json
  curl -s https://example.com/guidebook.json | docent check -

Exit codes: 0 no errors (there may be warnings), 1 errors, 2 docent was used wrongly.
";

/// The most bytes that are read of a list of events.
const LONGEST_LIST: u64 = 16 << 20;

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Ending, Failure> {
    use lexopt::prelude::{Long, Short, Value, ValueExt};
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut quiet = false;
    let mut circumstances = Circumstances { now: system_clock(), tracked: None };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("help") | Short('h') => return help(HELP),
            Long("quiet") | Short('q') => quiet = true,
            Long("events") => {
                let list = lines::whole(&PathBuf::from(arguments.value()?), LONGEST_LIST)?;
                let text = String::from_utf8_lossy(&list);
                let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
                circumstances.tracked = Some(names.map(str::to_owned).collect());
            }
            Long("now") => circumstances.now = read_now(&arguments.value()?.string()?)?,
            Value(path) => paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    if paths.is_empty() {
        return Err(Failure::Usage("check: the guidebook is missing".into()));
    }
    let mut out = lines::output();
    let mut ending = Ending::Well;
    for path in &paths {
        let name = guidebook::called(path);
        let (problems, notes, contents) = match guidebook::text(path)? {
            Ok(text) => examine(&text, &circumstances),
            Err(problem) => (vec![problem], Vec::new(), String::new()),
        };
        let errors = problems.iter().filter(|problem| problem.error).count();
        if errors > 0 {
            ending = Ending::Problems;
        }
        for problem in problems.iter().filter(|problem| problem.error || !quiet) {
            lines::complain(&line(&name, problem));
        }
        if !quiet {
            let warnings = problems.len() - errors;
            let found = match (errors, warnings) {
                (0, 0) => "no problems".into(),
                _ => [counted(errors, "error"), counted(warnings, "warning")].join(", "),
            };
            writeln!(out, "{name}: {found}{contents}")?;
            for note in &notes {
                writeln!(out, "{}", said(&name, note, "note"))?;
            }
        }
    }
    out.flush()?;
    Ok(ending)
}

/// Everything wrong or doubtful, in the order of the text, what only somebody else can know, and what
/// is in force, in words.
fn examine(text: &str, circumstances: &Circumstances) -> (Vec<Problem>, Vec<Problem>, String) {
    let only = |mut problem| {
        place(text, [&mut problem]);
        (vec![problem], Vec::new(), String::new())
    };
    let document = match parse(text, Limits::GUIDEBOOK, &Native) {
        Ok(document) => document,
        Err(wrong) => {
            let position = Some((wrong.line, wrong.column));
            return only(Problem { position, ..Problem::error("", &wrong.why) });
        }
    };
    let (guidebook, mut problems) = match decode(&document, &Native) {
        Ok(decoded) => decoded,
        Err(problem) => return only(said_plainly(problem, &document)),
    };
    lint::lint(&document, &mut problems, circumstances);
    lint::clarify(&mut problems);
    let untold = match circumstances.tracked {
        None => events::untold(&document),
        Some(_) => Vec::new(),
    };
    let note = |(place, why): &(String, String)| Problem::warning(place, why);
    let mut notes: Vec<Problem> = untold.iter().map(note).collect();
    place(text, problems.iter_mut().chain(&mut notes));
    problems.sort_by_key(|problem| problem.position);
    (problems, notes, format!(" ({} in force)", in_force(&guidebook)))
}

/// How much of what there is, in words.
fn in_force(guidebook: &Guidebook) -> String {
    let mut in_force = vec![
        counted(guidebook.segments.len(), "segment"),
        counted(guidebook.experiences.len(), "experience"),
        counted(guidebook.features.len(), "feature"),
    ];
    for (count, what) in
        [(guidebook.experiments.len(), "experiment"), (guidebook.goals.len(), "goal")]
    {
        if count > 0 {
            in_force.push(counted(count, what));
        }
    }
    in_force.join(", ")
}

/// What is missing altogether is what people forget who paste a part of a guidebook.
pub(crate) fn said_plainly(problem: Problem, document: &Value) -> Problem {
    match problem.place.as_str() {
        "version" if document.get("version").is_none() => {
            Problem { why: "is missing: write \"version\": 1".into(), ..problem }
        }
        _ => problem,
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A problem with its position, as editors and terminals understand it:
/// `file:line:column: error: place: why`.
pub(crate) fn line(name: &str, problem: &Problem) -> String {
    said(name, problem, if problem.error { "error" } else { "warning" })
}

fn said(name: &str, problem: &Problem, kind: &str) -> String {
    let (line, column) = problem.position.unwrap_or((1, 1));
    let place = if problem.place.is_empty() { "the document" } else { &problem.place };
    format!("{name}:{line}:{column}: {kind}: {place}: {}", problem.why)
}

#[cfg(test)]
mod tests {
    use super::{Circumstances, examine};
    use crate::places::tests::READ;

    #[test]
    fn a_guidebook_of_many_problems_is_read_once_for_all_their_places() {
        let segment = |at: usize| {
            format!(
                r#"{{"id": "s{at}", "where": {{"user.plan": {{}}, "$event": {{"name": "e{at}"}}}}}}"#
            )
        };
        let segments: Vec<String> = (0..500).map(segment).collect();
        let text = format!("{{\"version\": 1, \"segments\": [\n{}]}}", segments.join(",\n"));
        let (problems, notes, _) = examine(&text, &Circumstances { now: 0, tracked: None });
        assert_eq!((problems.len(), notes.len()), (500, 500));
        let lines = problems.iter().map(|problem| problem.position.map(|(line, _)| line));
        assert!(lines.eq((2..502).map(Some)));
        assert_eq!(READ.with(std::cell::Cell::get), 1);
    }
}
