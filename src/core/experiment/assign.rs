//! Which variant falls to a person.
//!
//! Source: GrowthBook SDK specification, "Running experiments": the same tests in the same order,
//! so that a page, a server and a warehouse agree on who had what.

use super::hash::{self, bucket, person};
use crate::core::guidebook::{Experiment, Range, bucket_ranges};
use crate::core::segment::World;
use crate::core::strings::concat;
use crate::core::value::Value;

/// What came of asking for a person's variant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Assignment {
    /// The index of the variant; nothing where the person does not take part.
    pub variant: Option<usize>,
    /// Where the person's hash falls, where the hash decided.
    pub bucket: Option<f64>,
}

/// Assigns a variant. `invited`: whether the person is in the experiment's audience. `forced` was
/// given for this person by hand and goes before everything but the number of variants; `kept` was
/// assigned before and stays while the experiment runs.
#[must_use]
pub fn assign(
    experiment: &Experiment,
    invited: bool,
    world: &World,
    forced: Option<usize>,
    kept: Option<usize>,
) -> Assignment {
    let mut answer = Assignment::default();
    let count = experiment.variants.len();
    if count >= 2 {
        answer.variant = forced.or_else(|| by_hash(experiment, invited, world, kept, &mut answer));
        answer.variant = answer.variant.filter(|variant| *variant < count);
        answer.bucket = answer.bucket.filter(|_| answer.variant.is_some());
    }
    answer
}

fn by_hash(
    experiment: &Experiment,
    invited: bool,
    world: &World,
    kept: Option<usize>,
    answer: &mut Assignment,
) -> Option<usize> {
    let content = &experiment.content;
    if content.get("active") == Some(&Value::Bool(false)) {
        return None;
    }
    let person = identity(content, world)?;
    if kept.is_none() && !(invited && passes(content, &person, world)) {
        return None;
    }
    let seed = content.text("seed").unwrap_or(&experiment.id);
    let number = bucket(seed, &person, version(content, 1))?;
    let variant = kept.or_else(|| choose(number, &shares(content, experiment.variants.len())))?;
    let force = experiment.force();
    if force.is_none() {
        answer.bucket = Some(number);
    }
    force.or(Some(variant))
}

/// The index of the first range that holds a number.
#[must_use]
pub fn choose(number: f64, ranges: &[Range]) -> Option<usize> {
    ranges.iter().position(|(from, to)| number >= *from && number < *to)
}

/// The ranges as written, or from weights and coverage.
fn shares(content: &Value, count: usize) -> Vec<Range> {
    if content.get("ranges").is_some() {
        return ranges(content);
    }
    let mut weights = Vec::new();
    for weight in content.list("weights") {
        weights.push(weight.as_number().unwrap_or_default());
    }
    bucket_ranges(count, content.number("coverage").unwrap_or(1.0), &weights)
}

fn ranges(of: &Value) -> Vec<Range> {
    let mut ranges = Vec::new();
    for range in of.list("ranges") {
        if let [Value::Number(from), Value::Number(to)] = range.as_list() {
            ranges.push((*from, *to));
        }
    }
    ranges
}

fn version(of: &Value, default: u32) -> u32 {
    of.number("hash_version").map_or(default, |version| version as u32)
}

/// The value of the first attribute that has one; without a word on which, as for `$sample`.
fn identity(content: &Value, world: &World) -> Option<String> {
    let fallback = content.text("fallback_attribute");
    match content.text("hash_attribute") {
        Some(path) => known(path, world).or_else(|| known(fallback?, world)),
        None => person(world.facts, fallback.unwrap_or("user.anonymous_id"), world.platform),
    }
}

fn known(path: &str, world: &World) -> Option<String> {
    hash::known(world.facts, path, world.platform)
}

/// Whether a person passes all filters, or, where there are none, belongs to the namespace's
/// part.
fn passes(content: &Value, person: &str, world: &World) -> bool {
    if content.get("filters").is_none() {
        let [Value::Text(name), Value::Number(from), Value::Number(to)] = content.list("namespace")
        else {
            return true;
        };
        let number = bucket(&concat(&["__", name]), person, 1);
        return number.is_some_and(|number| number >= *from && number < *to);
    }
    for filter in content.list("filters") {
        let value = match filter.text("attribute") {
            Some(path) => known(path, world),
            None => Some(person.into()),
        };
        let seed = filter.text_or_empty("seed");
        let number = value.and_then(|value| bucket(seed, &value, version(filter, 2)));
        if number.and_then(|number| choose(number, &ranges(filter))).is_none() {
            return false;
        }
    }
    true
}
