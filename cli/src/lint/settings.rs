//! Doubts about settings that do nothing, or that let nothing be shown: how often, when, and the
//! quantiles of the population.

use super::{Lint, inside, items};
use docent::core::platform::Platform;
use docent::core::time::parse_duration;
use docent::core::value::Value;
use docent::native::Native;

impl Lint<'_> {
    pub(super) fn throttle(&mut self) {
        let Some(throttle) = self.document.get("throttle") else { return };
        for (place, cap) in items(throttle, "max", "throttle") {
            if cap.number("times") == Some(0.0) {
                self.doubt(&inside(&place, "times"), "lets nothing be shown, ever");
            }
        }
    }

    pub(super) fn frequency(&mut self, frequency: &Value, place: &str) {
        if frequency.number("times") == Some(0.0) {
            self.doubt(&inside(place, "times"), "never lets it be shown; write 1 or more");
        }
        for key in ["per", "every"] {
            if frequency.text(key).and_then(parse_duration) == Some(0) {
                let why = "is no time at all, and holds nothing back; write \"always\" where that \
                           is meant";
                self.doubt(&inside(place, key), why);
            }
        }
    }

    pub(super) fn schedule(&mut self, schedule: &Value, place: &str) {
        if let Some(schedule) = schedule.as_map() {
            self.dates(schedule, place, "from", "until");
        }
        let so = "it is not shown any more";
        self.passed(schedule.get("until"), &inside(place, "until"), so);
        if matches!(schedule.get("days"), Some(Value::List(days)) if days.is_empty()) {
            let why = "is empty, which is the same as every day; leave it out, or name the days";
            self.doubt(&inside(place, "days"), why);
        }
        if let [from, to] = schedule.list("hours")
            && from == to
        {
            let why = "can never hold: it ends when it starts; leave it out where all day is meant";
            self.doubt(&inside(place, "hours"), why);
        }
    }

    /// Quantiles by fact: their keys are percents, and the values rise with them.
    pub(super) fn quantiles(&mut self) {
        let document = self.document;
        for (fact, shipped) in document.get("quantiles").into_iter().flat_map(Value::members) {
            let place = inside("quantiles", fact);
            self.known_fact(fact, &place);
            for (key, _) in shipped.members() {
                self.percent(key, &inside(&place, key));
            }
            let mut last: Option<(&str, f64)> = None;
            for (_, key, value) in percents(shipped) {
                if let Some((below, least)) = last.filter(|(_, least)| value < *least) {
                    let why = format!(
                        "is {value}, less than the {least} of \"{below}\"; values rise with percents"
                    );
                    self.doubt(&inside(&place, key), &why);
                }
                last = Some((key, value));
            }
        }
    }

    fn percent(&mut self, key: &str, place: &str) {
        let percent = Native.parse_number(key);
        let digits: String = key.chars().filter(char::is_ascii_digit).collect();
        if key.trim().is_empty() || !(0.0..=100.0).contains(&percent) {
            let meant = digits.parse::<f64>().ok().filter(|it| *it <= 100.0);
            let meant = meant.map(|it| format!("; did you mean \"{it}\"?")).unwrap_or_default();
            self.doubt(place, &format!("does nothing: it is no percent from 0 to 100{meant}"));
        } else if percent > 0.0 && percent < 1.0 {
            let meant = Native.format_number((percent * 1e6).round() / 1e4);
            let why = format!("is less than one percent; write \"{meant}\" if that share is meant");
            self.doubt(place, &why);
        }
    }

    /// The quantile that a share of people is judged by, where the exact one was not shipped.
    pub(super) fn top(&mut self, operand: &Value, place: &str) {
        let of = operand.text("of").unwrap_or_default();
        let Some(shipped) = self.document.get("quantiles").and_then(|shipped| shipped.get(of))
        else {
            let why = format!("has no quantiles of \"{of}\" to go by: nobody is in it");
            self.doubt(&inside(place, "of"), &why);
            return;
        };
        let Some(percent) = operand.number("percent") else { return };
        let wanted = 100.0 - percent;
        let above = percents(shipped).into_iter().find(|(known, ..)| *known >= wanted - 1e-9);
        let wanted_key = Native.format_number((wanted * 1000.0).round() / 1000.0);
        let why = match above {
            None => format!(
                "finds nobody: quantiles has nothing at or above \"{wanted_key}\" of \"{of}\""
            ),
            Some((known, key, _)) if known - wanted > 1e-6 => format!(
                "goes by the quantile \"{key}\", the next above, because \"{wanted_key}\" is not \
                 there: fewer are in it than {percent} percent"
            ),
            Some(_) => return,
        };
        self.doubt(&inside(place, "percent"), &why);
    }
}

/// Quantiles with their keys and values, by percent.
fn percents(shipped: &Value) -> Vec<(f64, &str, f64)> {
    let read =
        |(key, value): (_, &Value)| Some((Native.parse_number(key), key, value.as_number()?));
    let mut all: Vec<_> = shipped.members().filter_map(read).collect();
    all.retain(|(percent, ..)| (0.0..=100.0).contains(percent));
    all.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
    all
}
