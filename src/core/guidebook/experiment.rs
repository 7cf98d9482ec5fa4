//! Experiments and goals as the guidebook has them: types, and their decoding.
//!
//! What decides about a person stands here ready to be compared with a hash: weights and coverage
//! have become ranges, and a namespace is a filter like any other.

use super::Problem;
use crate::core::segment::{Compiler, Condition};
use crate::core::strings::{inside, nth};
use crate::core::time::{Millis, parse_duration};
use crate::core::value::Value;

/// Which numbers from 0 to 1 belong to something: from (included) to (excluded).
pub type Range = (f64, f64);

/// An experiment: who takes part, and which variant falls to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where none was given.
    pub name: String,
    /// What people get; the first is the control.
    pub variants: Vec<Variant>,
    /// The part of all hashes that each variant gets.
    pub ranges: Vec<Range>,
    /// Who takes part.
    pub audience: Condition,
    /// Facts that tell people apart; the first one that is known is hashed.
    pub attributes: Vec<String>,
    /// What makes this experiment's hashes differ from others'; the id where none was given.
    pub seed: String,
    /// The version of the hash.
    pub version: u32,
    /// Only who passes all of these takes part.
    pub filters: Vec<Filter>,
    /// Everyone who takes part gets this variant, by its index.
    pub force: Option<usize>,
    /// Whether it runs at all.
    pub active: bool,
    /// Whether a variant, once assigned, stays.
    pub sticky: bool,
    /// The goals that count after an exposure.
    pub goals: Vec<String>,
}

impl Experiment {
    /// The index of the variant with this id.
    #[must_use]
    pub fn variant(&self, id: &str) -> Option<usize> {
        self.variants.iter().position(|variant| variant.id == id)
    }
}

/// What a person can get in an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where none was given.
    pub name: String,
    /// What it stands for; the id where none was given.
    pub value: Value,
}

/// A share of people by a hash of their own, for experiments that must not meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// What makes these hashes differ from others.
    pub seed: String,
    /// The fact that is hashed; what the experiment hashes where missing.
    pub attribute: Option<String>,
    /// The version of the hash.
    pub version: u32,
    /// Who passes.
    pub ranges: Vec<Range>,
}

/// Something that people are meant to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Its id.
    pub id: String,
    /// When it is reached.
    pub when: Condition,
    /// How long after an exposure or a completed experience it counts; ever where missing.
    pub within: Option<Millis>,
}

pub(super) fn experiment(item: &Value, place: &str, compiler: &mut Compiler) -> Option<Experiment> {
    let id = item.text("id")?;
    let mut variants = Vec::new();
    for variant in item.list("variants") {
        variants.push(self::variant(variant)?);
    }
    let text = |key: &str, default: &str| item.text(key).unwrap_or(default).into();
    let audience = match item.get("audience") {
        Some(audience) => compiler.condition(audience, &inside(place, "audience")),
        None => Condition::Constant(true),
    };
    let experiment = Experiment {
        id: id.into(),
        name: text("name", id),
        ranges: shares(item, variants.len(), place, compiler),
        audience,
        attributes: attributes(item),
        seed: text("seed", id),
        version: version(item, 1, place, compiler),
        filters: filters(item, place, compiler),
        force: force(item, &variants, place, compiler),
        active: item.get("active") != Some(&Value::Bool(false)),
        sticky: item.is_true("sticky"),
        goals: one_or_more(item, "goal"),
        variants,
    };
    let doubled =
        |(index, variant): (usize, &Variant)| experiment.variant(&variant.id) != Some(index);
    if experiment.variants.is_empty() {
        compiler.expected(&inside(place, "variants"), "at least two variants");
    } else if experiment.variants.len() == 1 {
        doubt(&inside(place, "variants"), "with one variant nobody takes part", compiler);
    } else if experiment.variants.iter().enumerate().any(doubled) {
        compiler.report(&inside(place, "variants"), "two variants have the same id");
    }
    Some(experiment)
}

fn variant(item: &Value) -> Option<Variant> {
    let id = item.as_text().or_else(|| item.text("id"))?;
    Some(Variant {
        id: id.into(),
        name: item.text("name").unwrap_or(id).into(),
        value: item.get("value").cloned().unwrap_or_else(|| id.into()),
    })
}

pub(super) fn goal(item: &Value, place: &str, compiler: &mut Compiler) -> Option<Goal> {
    Some(Goal {
        id: item.text("id")?.into(),
        when: compiler.condition(item.get("when")?, &inside(place, "when")),
        within: item.text("within").and_then(parse_duration),
    })
}

/// The texts of a field that takes one or a list of them.
pub(super) fn one_or_more(item: &Value, key: &str) -> Vec<String> {
    match item.text(key) {
        Some(one) => vec![one.into()],
        None => item.texts(key),
    }
}

fn doubt(place: &str, why: &str, compiler: &mut Compiler) {
    compiler.problems.push(Problem::warning(place, why));
}

/// A user keeps a variant from device to device; who is nobody yet keeps it on this one. `id` is
/// what profiles on the command line are known by, as for `$sample`.
fn attributes(item: &Value) -> Vec<String> {
    let fallback = item.text("fallback_attribute");
    let mut attributes = Vec::new();
    match item.text("hash_attribute") {
        Some(attribute) => attributes.push(attribute.into()),
        None => {
            attributes.push("user.id".into());
            attributes.push("id".into());
            if fallback.is_none() {
                attributes.push("user.anonymous_id".into());
            }
        }
    }
    attributes.extend(fallback.map(Into::into));
    attributes
}

fn version(item: &Value, default: u32, place: &str, compiler: &mut Compiler) -> u32 {
    let Some(version) = item.number("hash_version") else { return default };
    if version != 1.0 && version != 2.0 {
        let why = "there are the versions 1 and 2; with another nobody takes part";
        doubt(&inside(place, "hash_version"), why, compiler);
    }
    version as u32
}

/// The variant everyone gets: an id, or an index as published, where one that does not exist
/// means that nobody takes part.
fn force(
    item: &Value,
    variants: &[Variant],
    place: &str,
    compiler: &mut Compiler,
) -> Option<usize> {
    let place = inside(place, "force");
    let index = match item.get("force")? {
        Value::Number(index) => (0..variants.len()).find(|at| *at as f64 == *index),
        id => variants.iter().position(|variant| Some(variant.id.as_str()) == id.as_text()),
    };
    if index.is_none() {
        doubt(&place, "is not a variant of it; nobody takes part", compiler);
    }
    index.or(Some(usize::MAX))
}

/// A namespace is a filter with a seed of its own. Source: GrowthBook SDK specification,
/// "inNamespace"; where there are filters, a namespace does not count.
fn filters(item: &Value, place: &str, compiler: &mut Compiler) -> Vec<Filter> {
    let mut filters = Vec::new();
    for (index, filter) in item.list("filters").iter().enumerate() {
        let place = nth(&inside(place, "filters"), index);
        filters.push(Filter {
            seed: filter.text("seed").unwrap_or_default().into(),
            attribute: filter.text("attribute").map(Into::into),
            version: version(filter, 2, &place, compiler),
            ranges: ranges(filter, &place, compiler),
        });
    }
    if item.get("filters").is_some() {
        return filters;
    }
    match item.list("namespace") {
        [Value::Text(name), Value::Number(from), Value::Number(to)] => filters.push(Filter {
            seed: ["__", name].concat(),
            attribute: None,
            version: 1,
            ranges: vec![(*from, *to)],
        }),
        _ if item.get("namespace").is_some() => {
            compiler.expected(
                &inside(place, "namespace"),
                "a name and a range like [\"checkout\", 0, 0.5]",
            );
        }
        _ => {}
    }
    filters
}

fn ranges(item: &Value, place: &str, compiler: &mut Compiler) -> Vec<Range> {
    let mut ranges = Vec::new();
    for (index, range) in item.list("ranges").iter().enumerate() {
        match range.as_list() {
            [Value::Number(from), Value::Number(to)] => ranges.push((*from, *to)),
            _ => compiler.expected(&nth(&inside(place, "ranges"), index), "a range like [0, 0.5]"),
        }
    }
    ranges
}

/// The ranges as written, or from weights and coverage.
fn shares(item: &Value, count: usize, place: &str, compiler: &mut Compiler) -> Vec<Range> {
    if item.get("ranges").is_some() {
        return ranges(item, place, compiler);
    }
    let coverage = item.number("coverage").unwrap_or(1.0);
    if !(0.0..=1.0).contains(&coverage) {
        doubt(&inside(place, "coverage"), "counts as 0 below 0 and as 1 above 1", compiler);
    }
    let mut weights = Vec::new();
    for weight in item.list("weights") {
        weights.extend(weight.as_number());
    }
    let (ranges, fit) = bucket_ranges(count, coverage, &weights);
    if !fit && item.get("weights").is_some() {
        let why = "does not have one weight for each variant, together 1; all count the same";
        doubt(&inside(place, "weights"), why, compiler);
    }
    ranges
}

/// The part of all hashes that each of `count` variants gets, and whether the weights could be
/// used: there must be one for each, and their sum 1 (within 0.01), else all weigh the same.
/// Source: GrowthBook SDK specification, "getBucketRanges".
#[must_use]
pub fn bucket_ranges(count: usize, coverage: f64, weights: &[f64]) -> (Vec<Range>, bool) {
    let mut sum = 0.0;
    for weight in weights {
        sum += weight;
    }
    let fit = weights.len() == count && (0.99..=1.01).contains(&sum);
    let coverage = coverage.clamp(0.0, 1.0);
    let mut ranges = Vec::new();
    let mut from = 0.0;
    for index in 0..count {
        let weight = weights.get(index).filter(|_| fit).copied().unwrap_or(1.0 / count as f64);
        ranges.push((from, from + coverage * weight));
        from += weight;
    }
    (ranges, fit)
}
