//! Experiences that wait for themselves: shown to those alone who saw them before.

use super::{Lint, inside};
use docent::core::value::{Map, Value};

/// So many segments may lead to one another; circles of them are errors, which are said elsewhere.
const DEEPEST: usize = 32;

impl Lint<'_> {
    /// An audience that asks what became of the experience itself, where nothing else shows it.
    pub(super) fn itself(&mut self, experience: &Value, place: &str) {
        let (Some(id), Some(audience)) = (experience.text("id"), experience.get("audience")) else {
            return;
        };
        let by_hand = experience.get("trigger").is_some_and(|it| it.text("on") == Some("manual"));
        if by_hand || shows(self.document.get("experiences"), id) {
            return;
        }
        if let Some(state) = self.asks(audience, id, DEEPEST) {
            let why = format!(
                "waits for itself: nobody has \"{state}\" of \"{id}\" before it is shown, and it is \
                 shown to nobody else; write $not around it, or leave it to docent.show(\"{id}\")"
            );
            self.doubt(&inside(place, "audience"), &why);
        }
    }

    /// The state of this experience that a condition cannot hold without.
    fn asks<'c>(&'c self, condition: &'c Value, id: &str, deep: usize) -> Option<&'c str> {
        let deep = deep.checked_sub(1)?;
        condition.members().find_map(|(key, operand)| match key {
            "$experience" if operand.text("id") == Some(id) => needs_one(operand),
            "$and" => operand.as_list().iter().find_map(|part| self.asks(part, id, deep)),
            "$or" => {
                let mut all = operand.as_list().iter().map(|part| self.asks(part, id, deep));
                let first = all.next()?;
                if all.all(|asked| asked.is_some()) { first } else { None }
            }
            "$segment" => {
                let segment = self.named("segments", operand.as_text()?)?;
                self.asks(segment.get("where")?, id, deep)
            }
            _ => None,
        })
    }
}

/// The state that is asked for, unless none of it will do.
fn needs_one(rule: &Value) -> Option<&str> {
    let none = match rule.get("count") {
        None => false,
        Some(Value::Map(tests)) => zero_passes(tests),
        Some(count) => count.as_number() == Some(0.0),
    };
    rule.text("state").filter(|_| !none)
}

/// Whether no times at all would do; of what is not a bound, nothing is claimed.
fn zero_passes(tests: &Map) -> bool {
    !tests.iter().any(|(key, operand)| match (key, operand.as_number()) {
        ("$gt", Some(bound)) => bound >= 0.0,
        ("$gte" | "$eq", Some(bound)) => bound > 0.0,
        _ => false,
    })
}

/// Whether a button or an item somewhere shows an experience whatever its audience.
fn shows(content: Option<&Value>, id: &str) -> bool {
    let Some(content) = content else { return false };
    // The `experience` of an action or of an item.
    content.text("experience") == Some(id)
        || content.as_list().iter().any(|part| shows(Some(part), id))
        || content.members().any(|(_, part)| shows(Some(part), id))
}
