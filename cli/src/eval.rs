//! `docent eval`: conditions line by line, or the segments of a guidebook for a list of people.

use crate::assign::assign_all;
use crate::guidebook::{Opened, called, open};
use crate::lines::{self, Questions};
use crate::person::{Person, object};
use crate::{Ending, Failure, help};
use docent::core::guidebook::{Guidebook, Place};
use docent::core::segment::explain::explain;
use docent::core::segment::{Compiler, Graph, NodeId, World};
use docent::core::time::{Millis, instant, parse_date};
use docent::core::value::{Limits, Map, Value, parse, to_json};
use docent::native::Native;
use std::path::{Path, PathBuf};

const HELP: &str = "\
Evaluates conditions as the page does

Usage: docent eval [options] [FILE]...
       docent eval --guidebook G.json [--segment ID] [options] [--profiles P.jsonl]

Without a guidebook: reads JSON Lines from the files, or from standard input where there are none
or for -, and answers each, in order, with {\"result\": true} or {\"error\": \"…\"}:
  {\"condition\": {…}, \"facts\": {…}, \"events\": [{\"name\", \"time\", \"properties\"}],
   \"experiences\": [{\"id\", \"state\", \"time\", \"step\"}], \"variants\": {…}, \"groups\": {…},
   \"quantiles\": {…}, \"now\": …, \"utc_offset\": …}
All but the condition may be left out, and blank lines are passed over. Times are epoch milliseconds
or ISO dates. States are started, seen, engaged, step, completed, dismissed, snoozed and missing.
What a guidebook would refuse (an unknown operator, a bad operand) is simply false here.

now, where it is said, is just that: what happened later has not happened yet. Where it is missing it
is read from the system clock as the page reads its own: where the last thing that happened is later,
by a day at most, its time is now, for clocks run late. Days are those of a place utc_offset minutes
ahead of UTC, else of the time zone that facts.device.timezone names, else of UTC; a guidebook may
name another. \"session\" in a window is derived from the events: thirty quiet minutes end one.

With a guidebook: each profile is a line of {\"id\", \"facts\", \"events\", \"experiences\", …}, and
the answer its memberships: {\"id\": \"u1\", \"segments\": [\"power-users\"]}. The id is the fact user.id
where the facts have none, so that samples and experiments go by it. The experiments are assigned as
docent assign does, but for those that the line's variants name ({\"tour\": \"short\"}, or null for none).
An error says the line, and the id where that is known: {\"error\": \"…\", \"id\": \"u1\", \"line\": 7}.

A field that nothing looks at is said on standard error, once, with its line.

Options:
  --guidebook FILE   The guidebook whose segments are meant
  --profiles FILE    The people; standard input where missing
  --segment ID       Only the list of the members of this segment
  --format FORMAT    jsonl (default) or csv, with a guidebook
  --explain          With each answer the tree of its parts, and what was found
  --now TIME         The time for all lines, over what they say themselves
  -h, --help         Prints this

Examples:
  echo '{\"condition\": {\"nps.score\": {\"$gte\": 9}}, \"facts\": {\"nps\": {\"score\": 10}}}' | docent eval
  docent eval --guidebook guidebook.json --profiles people.jsonl
  docent eval --guidebook guidebook.json --profiles people.jsonl --segment detractors --format csv

Exit codes: 0 all is well, 1 a line or the guidebook had problems, 2 docent was used wrongly.
";

#[derive(Default)]
struct Options {
    paths: Vec<PathBuf>,
    guidebook: Option<PathBuf>,
    profiles: Option<PathBuf>,
    segment: Option<String>,
    csv: bool,
    format_given: bool,
    explain: bool,
    now: Option<Millis>,
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Ending, Failure> {
    use lexopt::prelude::{Long, Short, Value, ValueExt};
    let mut options = Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("help") | Short('h') => return help(HELP),
            Long("guidebook") => options.guidebook = Some(arguments.value()?.into()),
            Long("profiles") => options.profiles = Some(arguments.value()?.into()),
            Long("segment") => options.segment = Some(arguments.value()?.string()?),
            Long("format") => {
                let format = arguments.value()?.string()?;
                options.format_given = true;
                options.csv = match format.as_str() {
                    "csv" => true,
                    "jsonl" => false,
                    _ => return usage(&format!("--format {format}: expected jsonl or csv")),
                };
            }
            Long("explain") => options.explain = true,
            Long("now") => options.now = Some(read_now(&arguments.value()?.string()?)?),
            Value(path) => options.paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    match options.guidebook.clone() {
        Some(guidebook) => memberships(&guidebook, options),
        None if options.profiles.is_some() || options.segment.is_some() || options.format_given => {
            usage("--profiles, --segment and --format need a --guidebook")
        }
        None => conditions(&options),
    }
}

fn usage<T>(why: &str) -> Result<T, Failure> {
    Err(Failure::Usage(why.into()))
}

pub(crate) fn read_now(text: &str) -> Result<Millis, Failure> {
    // A date first: four digits are a year.
    let millis = || text.parse::<f64>().ok().and_then(|millis| instant(&millis.into()));
    match parse_date(text).or_else(millis) {
        Some(now) => Ok(now),
        None => usage(&format!("--now {text}: expected milliseconds or an ISO date")),
    }
}

// --- conditions, line by line --------------------------------------------------------------------

fn conditions(options: &Options) -> Result<Ending, Failure> {
    let questions = Questions {
        command: "eval",
        paths: &options.paths,
        fields: &[
            "condition",
            "facts",
            "events",
            "experiences",
            "variants",
            "groups",
            "quantiles",
            "now",
            "utc_offset",
        ],
        header: None,
        traced: false,
    };
    lines::answer_each(&questions, |line| {
        if line.as_map().is_none() {
            return Err("expected an object with a condition".into());
        }
        let condition = line.get("condition").ok_or("condition: is missing")?;
        if condition.as_map().is_none() {
            return Err("condition: expected an object".into());
        }
        let mut compiler = Compiler::new(&Native);
        // What the compiler reports is false by itself, as in the published cases.
        let condition = compiler.node(condition, &Place::top("condition"));
        let person = Person::read(line, options.now)?;
        let (groups, quantiles) = (object(line, "groups")?, object(line, "quantiles")?);
        let world = person.world(&groups, &quantiles);
        let mut graph = compiler.graph;
        graph.settle(&world);
        let mut answer = Map::new().with("result", graph.holds(condition));
        if options.explain {
            answer.set("explain", explained(&graph, condition, &world));
        }
        Ok(Some(to_json(&Value::Map(answer), &Native)))
    })
}

/// The tree, and at its root the reason in words.
fn explained(graph: &Graph, condition: NodeId, world: &World) -> Value {
    let tree = explain(graph, condition, world);
    let mut map = tree.to_value().as_map().cloned().unwrap_or_default();
    map.set("reason", tree.reason()).set("flip", tree.flip());
    Value::Map(map)
}

// --- the segments of a guidebook -----------------------------------------------------------------

fn memberships(path: &Path, options: Options) -> Result<Ending, Failure> {
    let profiles: Vec<PathBuf> = options.profiles.iter().chain(&options.paths).cloned().collect();
    let stdin = Path::new("-");
    if path == stdin && (profiles.is_empty() || profiles.iter().any(|profiles| profiles == stdin)) {
        return usage("guidebook and profiles cannot both come from standard input");
    }
    if options.csv && options.explain {
        return usage("--explain is a tree, which CSV cannot hold");
    }
    let Some(Opened { text, mut guidebook, broken }) = open(path)? else {
        return Ok(Ending::Problems);
    };
    let wanted = match &options.segment {
        None => None,
        Some(id) => match guidebook.segments.iter().position(|segment| *segment.id == **id) {
            Some(index) => Some(index),
            // Written but left out: that was said above, and is no bad use.
            None if written(&text).contains(id) => return Ok(Ending::Problems),
            None => return usage(&format!("{} has no segment {id}", called(path))),
        },
    };
    let order = in_order(&text, &guidebook);
    let header = options.csv.then(|| if wanted.is_some() { "id" } else { "id,segments" });
    let questions = Questions {
        command: "eval",
        paths: &profiles,
        fields: &["id", "facts", "events", "experiences", "variants", "now", "utc_offset"],
        header,
        traced: true,
    };
    let ending = lines::answer_each(&questions, |line| {
        member(line, &mut guidebook, &order, wanted, &options)
    })?;
    Ok(if broken { Ending::Problems } else { ending })
}

/// The answer to one profile; none where it is not in the segment that is wanted.
fn member(
    line: &Value,
    guidebook: &mut Guidebook,
    order: &[usize],
    wanted: Option<usize>,
    options: &Options,
) -> Result<Option<String>, String> {
    let mut person = Person::read(line, options.now)?;
    let id = lines::id(line).ok_or("id: is missing")?;
    person.identify(&id);
    let world = person.world(&guidebook.groups, &guidebook.quantiles);
    let world = World { timezone: guidebook.timezone.as_ref(), ..world };
    guidebook.graph.start_over();
    guidebook.graph.settle(&world);
    // As the page does: audiences may ask for segments, and other segments for variants.
    let variants = Value::Map(assign_all(guidebook, &world));
    let world = World { variants: &variants, ..world };
    guidebook.graph.reassigned();
    guidebook.graph.settle(&world);
    let holds = |index: usize| guidebook.graph.is_member(index);
    if wanted.is_some_and(|index| !holds(index)) {
        return Ok(None);
    }
    let members = order.iter().filter(|index| holds(**index));
    let members: Vec<&str> =
        members.filter_map(|index| Some(&*guidebook.segments.get(*index)?.id)).collect();
    if options.csv {
        return Ok(Some(match wanted {
            Some(_) => cell(&id),
            None => [cell(&id), quoted(&members.join(";"))].join(","),
        }));
    }
    let mut answer = Map::new().with("id", id);
    if wanted.is_none() {
        answer.set("segments", members.into_iter().map(Value::from).collect::<Vec<_>>());
    }
    if options.explain {
        answer.set("explain", trees(guidebook, &world, wanted));
    }
    Ok(Some(to_json(&Value::Map(answer), &Native)))
}

/// The segments by their indices as the text has them: in the guidebook each stands behind those
/// it refers to.
fn in_order(text: &str, guidebook: &Guidebook) -> Vec<usize> {
    let ids = written(text);
    let mut order: Vec<usize> = (0..guidebook.segments.len()).collect();
    order.sort_by_key(|index| {
        let id = guidebook.segments.get(*index).map(|segment| &*segment.id);
        ids.iter().position(|known| Some(known.as_str()) == id)
    });
    order
}

/// The ids of segments as the text has them, broken ones too.
fn written(text: &str) -> Vec<String> {
    let document = parse(text, Limits::GUIDEBOOK, &Native).unwrap_or_default();
    let ids = document.list("segments").iter().filter_map(|segment| segment.text("id"));
    ids.map(Into::into).collect()
}

fn trees(guidebook: &Guidebook, world: &World, wanted: Option<usize>) -> Map {
    let mut trees = Map::new();
    for (index, segment) in guidebook.segments.iter().enumerate() {
        if wanted.is_none_or(|wanted| wanted == index) {
            trees.set(&segment.id, explained(&guidebook.graph, segment.node, world));
        }
    }
    trees
}

/// A cell of CSV (RFC 4180): the text itself, or the JSON of anything else.
fn cell(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        _ => quoted(&to_json(value, &Native)),
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        ["\"", &text.replace('"', "\"\""), "\""].concat()
    } else {
        text.into()
    }
}
