//! Doubts about how experiments cut people into shares: what the decoder lets pass, because the
//! published rules give it a meaning, but nobody can have meant.

use super::{Lint, inside, items};
use docent::core::value::Value;

impl Lint<'_> {
    pub(super) fn shares(&mut self, experiment: &Value, place: &str) {
        for key in ["hash_attribute", "fallback_attribute"] {
            self.hashed(experiment.text(key), &inside(place, key));
        }
        self.weights(experiment, place);
        let variants = experiment.list("variants").len();
        let ranges = experiment.list("ranges").len();
        if experiment.get("ranges").is_some() && ranges != variants {
            let why =
                format!("are {ranges}, and there are {variants} variants: write one for each");
            self.doubt(&inside(place, "ranges"), &why);
        }
        self.ranges(experiment, place);
        self.overlaps(experiment, place);
        for (place, filter) in items(experiment, "filters", place) {
            self.hashed(filter.text("attribute"), &inside(&place, "attribute"));
            self.ranges(filter, &place);
        }
        if let [_, Value::Number(from), Value::Number(to)] = experiment.list("namespace") {
            self.part(*from, *to, &inside(place, "namespace"));
        }
    }

    fn weights(&mut self, experiment: &Value, place: &str) {
        for (place, weight) in items(experiment, "weights", place) {
            if weight.as_number().is_some_and(|weight| weight < 0.0) {
                let why = "is less than nothing; a share is from 0 to 1";
                self.doubt(&place, why);
            }
        }
        let said = ["weights", "coverage"].into_iter().find(|key| experiment.get(key).is_some());
        if let Some(key) = said.filter(|_| experiment.get("ranges").is_some()) {
            self.doubt(&inside(place, key), "does nothing: ranges are written, and go before it");
        }
    }

    fn ranges(&mut self, of: &Value, place: &str) {
        for (place, range) in items(of, "ranges", place) {
            if let Some((from, to)) = ends(range) {
                self.part(from, to, &place);
            }
        }
    }

    /// Parts of people that two variants have.
    fn overlaps(&mut self, experiment: &Value, place: &str) {
        let mut before: Vec<(f64, f64)> = Vec::new();
        for (place, range) in items(experiment, "ranges", place) {
            let Some((from, to)) = ends(range) else { continue };
            if let Some((start, end)) =
                before.iter().find(|(start, end)| from < *end && *start < to)
            {
                let why = format!(
                    "overlaps [{start}, {end}]: who is in both gets the variant that stands first"
                );
                self.doubt(&place, &why);
            }
            before.push((from, to));
        }
    }

    fn part(&mut self, from: f64, to: f64, place: &str) {
        if from > to {
            let why = format!("can never hold: it ends before it starts; write {to} before {from}");
            self.doubt(place, &why);
        } else if from < 0.0 || to > 1.0 {
            self.doubt(place, "is not within 0 and 1, where all hashes fall");
        }
    }

    /// The fact that tells people apart.
    fn hashed(&mut self, fact: Option<&str>, place: &str) {
        if let Some(fact) = fact {
            self.known_fact(fact, place);
        }
    }
}

fn ends(range: &Value) -> Option<(f64, f64)> {
    match range.as_list() {
        [Value::Number(from), Value::Number(to)] => Some((*from, *to)),
        _ => None,
    }
}
