//! Ids that stand twice in one list: of two parts that are called the same, one is done with the
//! other, or is never found.

use super::{Lint, inside, items};
use docent::core::guidebook::Problem;
use docent::core::value::Value;

impl Lint<'_> {
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
