//! Experiments and goals as the guidebook has them, and their decoding.

use super::Range;
use super::place::Place;
use crate::core::segment::{Compiler, NodeId};
use crate::core::time::{Millis, parse_duration};
use crate::core::value::{Map, Value};

/// An experiment: who takes part is typed, how shares are cut is left as it was written, since
/// it is asked for a few times a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// Its id.
    pub id: String,
    /// The ids of what people get; the first is the control.
    pub variants: Vec<String>,
    /// Who takes part.
    pub audience: NodeId,
    /// The experiment as it was written.
    pub content: Value,
}

impl Experiment {
    /// The index of the variant with this id.
    #[must_use]
    pub fn variant(&self, id: &str) -> Option<usize> {
        self.variants.iter().position(|variant| variant == id)
    }

    /// A variant as it was written: its id, or an object.
    #[must_use]
    pub fn written(&self, variant: usize) -> Option<&Value> {
        self.content.list("variants").get(variant)
    }

    /// The variant that everyone gets who takes part: an id, or an index as published; beyond
    /// all there are where there is no such variant.
    #[must_use]
    pub fn force(&self) -> Option<usize> {
        let at = match self.content.get("force")? {
            // A number that is no index is cast to one that is none either, or to the control.
            Value::Number(index) if *index >= 0.0 => *index as usize,
            force => force.as_text().and_then(|id| self.variant(id)).unwrap_or(usize::MAX),
        };
        Some(at)
    }
}

/// Something that people are meant to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Its id.
    pub id: String,
    /// When it is reached.
    pub when: NodeId,
    /// How long after an exposure or a completed experience it counts; ever where missing.
    pub within: Option<Millis>,
}

pub(super) fn experiment(
    item: &Value,
    place: &Place,
    compiler: &mut Compiler,
) -> Option<Experiment> {
    let mut variants = Vec::new();
    let all = place.key("variants");
    for variant in item.list("variants") {
        let id = variant.as_text().or_else(|| variant.text("id"))?;
        if variants.iter().any(|known| known == id) {
            compiler.report(&all, "two variants have the same id");
        }
        variants.push(id.into());
    }
    if variants.is_empty() {
        compiler.expected(&all, "at least two variants");
    }
    let everyone = Value::Map(Map::new());
    let asked = place.key("audience");
    let audience = compiler.node(item.get("audience").unwrap_or(&everyone), &asked);
    if compiler.graph.asks_variant(audience) {
        // Variants are assigned all at once, before the segments that ask for them.
        compiler.report(&asked, "asks for a variant");
    }
    let namespace = item.get("namespace").map(Value::as_list);
    if !matches!(namespace, None | Some([Value::Text(_), Value::Number(_), Value::Number(_)])) {
        compiler.expected(&place.key("namespace"), "a name and two numbers");
    }
    pairs(item, place, compiler);
    for (index, filter) in item.list("filters").iter().enumerate() {
        pairs(filter, &place.key("filters").item(index), compiler);
    }
    #[cfg(not(target_arch = "wasm32"))]
    doubts(item, variants.len(), place, compiler);
    Some(Experiment { id: item.text("id")?.into(), variants, audience, content: item.clone() })
}

fn pairs(item: &Value, place: &Place, compiler: &mut Compiler) {
    for (index, range) in item.list("ranges").iter().enumerate() {
        if range.as_list().len() != 2 {
            compiler.expected(&place.key("ranges").item(index), "two numbers");
        }
    }
}

pub(super) fn goal(item: &Value, place: &Place, compiler: &mut Compiler) -> Option<Goal> {
    Some(Goal {
        id: item.text("id")?.into(),
        when: compiler.node(item.get("when")?, &place.key("when")),
        within: item.text("within").and_then(parse_duration),
    })
}

/// What works as published, but likely not as meant. For whoever checks a guidebook: the page
/// has nobody to tell.
#[cfg(not(target_arch = "wasm32"))]
fn doubts(item: &Value, count: usize, place: &Place, compiler: &mut Compiler) {
    let mut doubt = |key: &str, why: &str| {
        compiler.problems.push(place.key(key).warning(why));
    };
    if count == 1 {
        doubt("variants", "with one variant nobody takes part");
    }
    if item.number("coverage").is_some_and(|coverage| !(0.0..=1.0).contains(&coverage)) {
        doubt("coverage", "counts as 0 below 0 and as 1 above 1");
    }
    let weights: Vec<f64> = item.list("weights").iter().filter_map(Value::as_number).collect();
    if item.get("weights").is_some() && !fit(&weights, count) {
        doubt("weights", "are not one for each variant, together 1; all variants weigh the same");
    }
    if item.number("hash_version").is_some_and(|version| version != 1.0 && version != 2.0) {
        doubt("hash_version", "there are the versions 1 and 2; with another nobody takes part");
    }
    let named = |force: &Value| {
        item.list("variants").iter().enumerate().any(|(index, variant)| {
            force.as_number() == Some(index as f64)
                || force.as_text().is_some_and(|id| variant.is(id) || variant.says("id", id))
        })
    };
    if item.get("force").is_some_and(|force| !named(force)) {
        doubt("force", "is not a variant of it; nobody takes part");
    }
}

/// One weight for each, together 1 within 0.01.
fn fit(weights: &[f64], count: usize) -> bool {
    let mut sum = 0.0;
    for weight in weights {
        sum += weight;
    }
    weights.len() == count && (0.99..=1.01).contains(&sum)
}

/// The part of all hashes that each of `count` variants gets; weights that do not fit count as
/// equal. Source: GrowthBook SDK specification, "getBucketRanges".
#[must_use]
pub fn bucket_ranges(count: usize, coverage: f64, weights: &[f64]) -> Vec<Range> {
    let weights = if fit(weights, count) { weights } else { &[] };
    let coverage = coverage.clamp(0.0, 1.0);
    let mut ranges = Vec::new();
    let mut from = 0.0;
    for index in 0..count {
        let weight = weights.get(index).copied().unwrap_or(1.0 / count as f64);
        ranges.push((from, from + coverage * weight));
        from += weight;
    }
    ranges
}
