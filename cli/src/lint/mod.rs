//! What works, but likely not as meant: the doubts of `docent check` beyond what the decoder
//! refuses.
//!
//! Everything here looks at the document as it was written, so that none of it costs the page a
//! byte. What it says of conditions, of experiences and the like is in a file each.

mod behaviour;
mod conditions;
mod experiences;
mod experiments;
mod facts;
mod ids;
mod itself;
mod locale;
mod markup;
mod names;
mod operators;
mod pages;
mod paths;
mod placeholders;
mod questions;
mod selectors;
mod settings;
mod shapes;
mod spelling;
mod theme;
mod types;
mod undrawn;
mod versions;
mod words;

pub(crate) use operators::clarify;
pub(crate) use spelling::did_you_mean;
pub(crate) use theme::is_safe;

use crate::{contrast, events};
use docent::core::guidebook::Problem;
use docent::core::time::Millis;
use docent::core::value::Value;

/// What the document is held against.
pub(crate) struct Circumstances {
    /// When it is checked, for dates that have passed.
    pub(crate) now: Millis,
    /// The events the host says it tracks.
    pub(crate) tracked: Option<Vec<String>>,
}

/// Adds everything doubtful in a document to the problems that the decoder has found.
pub(crate) fn lint(document: &Value, problems: &mut Vec<Problem>, circumstances: &Circumstances) {
    let errors = problems.iter().filter(|problem| problem.error);
    let broken = errors.map(|problem| problem.place.clone()).collect();
    let now = circumstances.now;
    let mut lint = Lint { document, now, broken, told: Vec::new(), problems: Vec::new() };
    let asked = events::doubts(document, circumstances.tracked.as_deref());
    for (place, why) in asked.into_iter().chain(contrast::doubts(document)) {
        lint.doubt(&place, &why);
    }
    for (place, segment) in items(document, "segments", "") {
        lint.audience(segment, "where", &place);
    }
    lint.shared_ids();
    lint.throttle();
    lint.quantiles();
    lint.launchers();
    lint.theme(document, "");
    for (place, feature) in items(document, "features", "") {
        lint.page(feature.get("page"), &inside(&place, "page"));
        lint.query(feature.get("page"), &inside(&place, "page"), pages::Instead::Pattern);
        lint.selector(feature.get("selector"), &inside(&place, "selector"));
    }
    for (place, experience) in items(document, "experiences", "") {
        lint.experience(experience, &place);
    }
    lint.locales();
    lint.translated_words();
    for (place, experiment) in items(document, "experiments", "") {
        lint.audience(experiment, "audience", &place);
        lint.goals(experiment, &place);
        lint.shares(experiment, &place);
    }
    for (place, goal) in items(document, "goals", "") {
        lint.audience(goal, "when", &place);
        lint.span(goal.get("within"), &inside(&place, "within"), "it is never reached");
    }
    problems.retain(|problem| !lint.told.iter().any(|told| is_within(&problem.place, told)));
    problems.append(&mut lint.problems);
}

/// Whether a place is another, or inside it.
fn is_within(place: &str, other: &str) -> bool {
    let rest = place.strip_prefix(other);
    rest.is_some_and(|rest| matches!(rest.chars().next(), None | Some('.' | '[')))
}

fn inside(place: &str, key: &str) -> String {
    if place.is_empty() { key.into() } else { [place, ".", key].concat() }
}

/// The elements of a list with their places.
fn items<'a>(
    of: &'a Value,
    key: &str,
    place: &str,
) -> impl Iterator<Item = (String, &'a Value)> + use<'a> {
    let place = inside(place, key);
    of.list(key).iter().enumerate().map(move |(index, item)| (format!("{place}[{index}]"), item))
}

struct Lint<'a> {
    document: &'a Value,
    now: Millis,
    /// The places of errors, from which nothing else follows.
    broken: Vec<String>,
    /// Places inside which all errors are said here, and better.
    told: Vec<String>,
    problems: Vec<Problem>,
}

impl<'a> Lint<'a> {
    fn doubt(&mut self, place: &str, why: &str) {
        self.problems.push(Problem::warning(place, why));
    }

    /// Whether something in this place is an error already.
    fn is_broken(&self, place: &str) -> bool {
        self.broken.iter().any(|broken| is_within(broken, place))
    }

    fn named(&self, list: &str, id: &str) -> Option<&'a Value> {
        self.document.list(list).iter().find(|item| item.text("id") == Some(id))
    }

    fn reference(&mut self, list: &str, what: &str, id: Option<&str>, place: &str) {
        if let Some(id) = id.filter(|id| self.named(list, id).is_none()) {
            self.doubt(
                place,
                &format!("refers to {what} \"{id}\", which the guidebook does not have"),
            );
        }
    }

    /// The goals an experiment or an experience names.
    fn goals(&mut self, item: &Value, place: &str) {
        let one = item.text("goal").into_iter();
        for goal in one.chain(item.list("goal").iter().filter_map(Value::as_text)) {
            self.reference("goals", "the goal", Some(goal), &inside(place, "goal"));
        }
    }

    /// A variant of an experiment that is there.
    fn variant(&mut self, experiment: Option<&str>, variant: Option<&str>, place: &str) {
        let named = experiment.and_then(|id| self.named("experiments", id));
        let (Some(experiment), Some(variant)) = (named, variant) else { return };
        let known = |of: &Value| of.as_text().or(of.text("id")) == Some(variant);
        if !experiment.list("variants").iter().any(known) {
            self.doubt(
                place,
                &format!("refers to the variant \"{variant}\", which the experiment does not have"),
            );
        }
    }
}
