//! Which variant falls to a person.
//!
//! Source: GrowthBook SDK specification, "Running experiments": the same tests in the same order,
//! so that a page, a server and a warehouse agree on who had what.

use super::hash::bucket;
use crate::core::guidebook::{Experiment, Range};
use crate::core::segment::{World, to_text};
use crate::core::time::Millis;
use crate::core::value::Value;

/// What came of asking for a person's variant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Assignment {
    /// The index of the variant; nothing where the person does not take part.
    pub variant: Option<usize>,
    /// Where the person's hash falls, where the hash decided.
    pub bucket: Option<f64>,
    /// When time alone may change it, because it changes the audience.
    pub until: Option<Millis>,
}

/// Assigns a variant. `forced` was given for this person by hand and goes before everything but
/// the number of variants; `kept` was assigned before and stays while the experiment runs.
#[must_use]
pub fn assign(
    experiment: &Experiment,
    world: &World,
    forced: Option<usize>,
    kept: Option<usize>,
) -> Assignment {
    let count = experiment.variants.len();
    let only = |variant: usize| Assignment {
        variant: Some(variant).filter(|variant| *variant < count),
        ..Assignment::default()
    };
    if count < 2 {
        return Assignment::default();
    }
    if let Some(forced) = forced {
        return only(forced);
    }
    let Some(person) = identity(experiment, world).filter(|_| experiment.active) else {
        return Assignment::default();
    };
    let mut until = None;
    if kept.is_none() {
        if !passes(experiment, &person, world) {
            return Assignment::default();
        }
        let outcome = experiment.audience.eval(world);
        until = outcome.until;
        if !outcome.holds {
            return Assignment { until, ..Assignment::default() };
        }
    }
    let bucket = bucket(&experiment.seed, &person, experiment.version);
    let variant = kept.or_else(|| choose(bucket?, &experiment.ranges));
    match (bucket, variant, experiment.force) {
        (None, ..) | (_, None, _) => Assignment { until, ..Assignment::default() },
        (_, _, Some(forced)) => Assignment { until, ..only(forced) },
        _ => {
            let assigned = only(variant.unwrap_or(count));
            Assignment { bucket: bucket.filter(|_| assigned.variant.is_some()), until, ..assigned }
        }
    }
}

/// The index of the first range that holds a number.
#[must_use]
pub fn choose(number: f64, ranges: &[Range]) -> Option<usize> {
    ranges.iter().position(|(from, to)| number >= *from && number < *to)
}

/// The value of the first of the experiment's attributes that has one.
fn identity(experiment: &Experiment, world: &World) -> Option<String> {
    experiment.attributes.iter().find_map(|path| known(path, world))
}

/// A fact as it is hashed; what JavaScript takes for false identifies nobody.
fn known(path: &str, world: &World) -> Option<String> {
    let value = world.fact(path);
    let nobody = match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => *number == 0.0,
        Value::Text(text) => text.is_empty(),
        _ => false,
    };
    (!nobody).then(|| to_text(value, world.platform))
}

fn passes(experiment: &Experiment, person: &str, world: &World) -> bool {
    experiment.filters.iter().all(|filter| {
        let other = filter.attribute.as_deref().map(|path| known(path, world));
        let value = match &other {
            Some(other) => other.as_deref(),
            None => Some(person),
        };
        value
            .and_then(|value| bucket(&filter.seed, value, filter.version))
            .is_some_and(|number| choose(number, &filter.ranges).is_some())
    })
}
