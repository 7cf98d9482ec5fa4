//! Ids that stand twice: of two parts that are called the same, one is done with the other, or is
//! never found.

use super::{Lint, inside, items};
use docent::core::guidebook::Problem;
use docent::core::value::Value;

impl Lint<'_> {
    /// Segments that are called as an experience is: who asks `explain` for them hears of that.
    pub(super) fn shared_ids(&mut self) {
        for (place, segment) in items(self.document, "segments", "") {
            let called = |(_, of): (String, &Value)| of.get("id") == segment.get("id");
            if segment.text("id").is_some() && items(self.document, "experiences", "").any(called) {
                let why = "is the id of an experience too: `explain` tells of that one alone";
                self.doubt(&inside(&place, "id"), why);
            }
        }
    }

    /// Steps, questions, tasks, spots or items. What has no id is called by its number.
    pub(super) fn ids(&mut self, experience: &Value, list: &str, place: &str) {
        let mut seen = Vec::new();
        for (place, part) in items(experience, list, place) {
            let Some(id) = part.text("id") else { continue };
            if seen.contains(&id) {
                self.problems.push(Problem::error(&inside(&place, "id"), "stands twice here"));
            }
            seen.push(id);
        }
    }
}
