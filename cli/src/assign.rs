//! `docent assign`: which variant of an experiment falls to a person.

use crate::lines::{self, Questions};
use crate::person::{Person, object};
use crate::{Ending, Failure, growthbook, guidebook, help};
use docent::core::experiment::{Assignment, assign};
use docent::core::guidebook::{Experiment, Guidebook, Problem, decode_experiment};
use docent::core::segment::{Graph, World};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use std::path::{Path, PathBuf};

const HELP: &str = "\
Assigns variants of experiments, as the page does and as GrowthBook's SDKs do

Usage: docent assign [--guidebook G.json] [FILE]...

Reads JSON Lines from the files, or from standard input where there are none or for -:
  {\"experiment\": {…}, \"facts\": {…}, \"groups\": {…}, \"forced\": …}
  experiment  As in the guidebook, and only id and variants must be there:
              {\"id\": \"tour\", \"variants\": [\"long\", {\"id\": \"short\", \"value\": {\"steps\": 3}}],
               \"weights\": [0.5, 0.5], \"coverage\": 1, \"audience\": {…}, \"active\": true,
               \"hash_attribute\": \"user.id\", \"fallback_attribute\": \"user.anonymous_id\",
               \"seed\": \"tour\", \"hash_version\": 1, \"namespace\": [\"onboarding\", 0, 0.5],
               \"ranges\": [[0, 0.5], [0.5, 1]], \"filters\": [{\"seed\": \"s\", \"ranges\": [[0, 0.1]]}],
               \"force\": \"short\"}
              With --guidebook also the id of one of its experiments.
  facts       What is known of the person. Hashed is hash_attribute, else fallback_attribute;
              where the experiment names neither, the first there is of user.id, id and
              user.anonymous_id.
  groups      Lists for $inGroup.
  forced      A variant given by hand, by its id or its index; or an object of these by
              experiment. It goes before everything, active and coverage included; an
              experiment's own \"force\" is only for those who take part.
Also read are now, events, experiences and variants, as docent eval reads them, and
\"kept\": the variant a sticky experiment assigned before.

Writes a line for each, or {\"error\": \"…\"}:
  {\"bucket\":0.969,\"in_experiment\":true,\"value\":{\"steps\":3},\"variant\":\"short\"}
  variant        The id of the variant; of the control, the first, where the person does not
                 take part.
  value          Its value; its id where it has none.
  in_experiment  Whether the person takes part.
  bucket         Where the hash fell, from 0 to 1; null where it did not decide.

An experiment as GrowthBook writes it is understood as well (key, variations, condition,
hashAttribute, hashVersion, …; variants are then called \"0\", \"1\", … or as in meta), and with it
a \"context\" (attributes, savedGroups, forcedVariations, url, enabled, qaMode, features). What has
to do with pages or stored variants is passed over (changeId, persistQueryString, bucketVersion, …);
where people are chosen by pages (urlPatterns), or by features that have rules (parentConditions),
the answer is an error.

Options:
  --guidebook FILE   Where experiments are looked up that are given by their id; what is broken in it
                     is said as docent check does
  -h, --help         Prints this

Examples:
  echo '{\"experiment\": {\"id\": \"tour\", \"variants\": [\"long\", \"short\"]}, \"facts\": {\"user\": {\"id\": \"u1\"}}}' | docent assign
  echo '{\"experiment\": \"tour\", \"facts\": {\"user\": {\"id\": \"u1\"}}}' | docent assign --guidebook guidebook.json

Exit codes: 0 all is well, 1 a line or the guidebook had problems, 2 docent was used wrongly.
";

/// What a line may have, GrowthBook's names included.
const FIELDS: &[&str] = &[
    "experiment",
    "facts",
    "groups",
    "forced",
    "kept",
    "now",
    "utc_offset",
    "events",
    "experiences",
    "variants",
    "context",
    "attributes",
    "savedGroups",
    "forcedVariations",
    "url",
    "enabled",
    "qaMode",
    "features",
];

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<Ending, Failure> {
    use lexopt::prelude::{Long, Short, Value};
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut path: Option<PathBuf> = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("help") | Short('h') => return help(HELP),
            Long("guidebook") => path = Some(arguments.value()?.into()),
            Value(path) => paths.push(path.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let stdin = Path::new("-");
    if path.as_deref() == Some(stdin) && (paths.is_empty() || paths.iter().any(|it| it == stdin)) {
        let why = "guidebook and experiments cannot both come from standard input";
        return Err(Failure::Usage(why.into()));
    }
    let (guidebook, broken) = match path {
        None => (Guidebook::default(), false),
        Some(path) => match guidebook::open(&path)? {
            Some(opened) => (opened.guidebook, opened.broken),
            None => return Ok(Ending::Problems),
        },
    };
    let questions =
        Questions { command: "assign", paths: &paths, fields: FIELDS, header: None, traced: false };
    let ending = lines::answer_each(&questions, |line| answer(line, &guidebook).map(Some))?;
    Ok(if broken { Ending::Problems } else { ending })
}

fn answer(line: &Value, guidebook: &Guidebook) -> Result<String, String> {
    if line.as_map().is_none() {
        return Err("expected an object with an experiment".into());
    }
    let line = &growthbook::line(line)?;
    let (experiment, mut graph) = experiment(line, guidebook)?;
    let mut groups = guidebook.groups.as_map().cloned().unwrap_or_default();
    if let Value::Map(more) = object(line, "groups")? {
        groups.merge(&more);
    }
    let groups = Value::Map(groups);
    let person = Person::read(line, None)?;
    let world = person.world(&groups, &guidebook.quantiles);
    let world = World { timezone: guidebook.timezone.as_ref(), ..world };
    graph.settle(&world);
    let forced = match growthbook::by_url(line, &experiment) {
        None => by_hand(line, "forced", &experiment)?,
        by_url => by_url,
    };
    // A variant that is no more is not kept.
    let still =
        |at: &usize| *at < experiment.variants.len() && experiment.content.is_true("sticky");
    let kept = by_hand(line, "kept", &experiment)?.filter(still);
    let assigned = assign(&experiment, graph.holds(experiment.audience), &world, forced, kept);
    let (off, tried) = (line.get("enabled") == Some(&Value::Bool(false)), line.is_true("qaMode"));
    let assigned = match off || tried && assigned.bucket.is_some() {
        true => Assignment::default(),
        false => assigned,
    };
    Ok(to_json(&written(&experiment, assigned)?, &Native))
}

/// The variants a person has of all experiments, whose audiences are settled: what the person is said
/// to have already, and of the others what falls to them.
pub(crate) fn assign_all(guidebook: &Guidebook, world: &World) -> Map {
    let mut variants = world.variants.to_map();
    for experiment in &guidebook.experiments {
        if world.variants.get(&experiment.id).is_some() {
            continue;
        }
        let invited = guidebook.graph.holds(experiment.audience);
        let assigned = assign(experiment, invited, world, None, None);
        if let Some(variant) = assigned.variant.and_then(|at| experiment.variants.get(at)) {
            variants.set(&experiment.id, variant.as_str());
        }
    }
    variants
}

/// The experiment, and a graph of its own for its audience.
fn experiment(line: &Value, guidebook: &Guidebook) -> Result<(Experiment, Graph), String> {
    match line.get("experiment") {
        None => Err("experiment: is missing".into()),
        Some(Value::Text(id)) => match guidebook.experiment(id) {
            Some(known) => {
                let (graph, audience) = guidebook.graph.extract(known.audience);
                Ok((Experiment { audience, ..known.clone() }, graph))
            }
            None => Err(format!(
                "experiment: there is no \"{id}\" that can be used in the guidebook (--guidebook)"
            )),
        },
        Some(item @ Value::Map(_)) => decode_experiment(item, &Native).map_err(|problems| {
            let errors = problems.iter().filter(|problem| problem.error);
            let said = |problem: &Problem| format!("{}: {}", problem.place, problem.why);
            errors.map(said).collect::<Vec<_>>().join("; ")
        }),
        Some(_) => Err("experiment: expected an object".into()),
    }
}

/// The variant a field of the line names: by id or index, or in an object by experiment. One
/// that does not exist is beyond all there are.
fn by_hand(line: &Value, field: &str, experiment: &Experiment) -> Result<Option<usize>, String> {
    let named = match line.get(field) {
        Some(Value::Map(all)) => all.get(&experiment.id),
        named => named,
    };
    match named {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Text(id)) => Ok(Some(experiment.variant(id).unwrap_or(usize::MAX))),
        Some(Value::Number(index)) => {
            Ok((0..experiment.variants.len()).find(|at| *at as f64 == *index).or(Some(usize::MAX)))
        }
        Some(_) => Err(format!("{field}: expected the id or the index of a variant")),
    }
}

fn written(experiment: &Experiment, assigned: Assignment) -> Result<Value, String> {
    let at = assigned.variant.unwrap_or(0);
    let variant = experiment.variants.get(at).ok_or("experiment.variants: is empty")?;
    let value = experiment.written(at).and_then(|variant| variant.get("value"));
    let map = Map::new()
        .with("variant", variant.as_str())
        .with("value", value.cloned().unwrap_or_else(|| variant.as_str().into()))
        .with("in_experiment", assigned.variant.is_some())
        .with("bucket", assigned.bucket);
    Ok(Value::Map(map))
}
