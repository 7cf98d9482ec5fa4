//! A deliberately naive evaluator: it reads the JSON of a condition anew every time, looks at
//! everything that ever happened, and knows nothing of graphs, windows that slide or instants at
//! which something flips. It is right by being simple.

use docent::core::time::{DAY, MINUTE, Millis, parse_duration};
use docent::core::value::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Something that happened: when, what, and its properties (for a state: `state` and `step`).
#[derive(Clone, Debug)]
pub(crate) struct Happened {
    pub(crate) time: Millis,
    pub(crate) name: String,
    pub(crate) properties: Value,
    pub(crate) state: bool,
}

/// Everything there is to know of a person.
#[derive(Clone, Debug)]
pub(crate) struct Sim {
    pub(crate) happened: Vec<Happened>,
    pub(crate) facts: Value,
    pub(crate) now: Millis,
    pub(crate) utc_offset: i32,
    pub(crate) session_start: Millis,
    pub(crate) groups: Value,
    pub(crate) quantiles: Value,
    pub(crate) variants: Value,
    pub(crate) segments: Vec<(String, Value)>,
}

thread_local! {
    /// How often each operator and each kind of node was seen false and true.
    pub(crate) static SEEN: RefCell<BTreeMap<String, [usize; 2]>> = const { RefCell::new(BTreeMap::new()) };
}

fn seen(what: &str, holds: bool) -> bool {
    SEEN.with_borrow_mut(|seen| match seen.get_mut(what) {
        Some(counts) => counts[usize::from(holds)] += 1,
        None => {
            seen.insert(what.to_owned(), [usize::from(!holds), usize::from(holds)]);
        }
    });
    holds
}

impl Sim {
    pub(crate) fn at(&self, now: Millis) -> Sim {
        Sim { now, ..self.clone() }
    }

    pub(crate) fn holds(&self, condition: &Value) -> bool {
        self.all_of(condition.as_map().unwrap(), &self.facts, self.now)
    }

    fn all_of(&self, map: &Map, facts: &Value, now: Millis) -> bool {
        map.iter().fold(true, |all, (key, operand)| {
            let holds = self.part(key, operand, facts, now);
            if key.starts_with('$') {
                seen(key, holds);
            }
            all & holds
        })
    }

    fn part(&self, key: &str, operand: &Value, facts: &Value, now: Millis) -> bool {
        let object = |value: &Value| self.all_of(value.as_map().unwrap(), facts, now);
        match key {
            "$and" => operand.as_list().iter().map(object).fold(true, |a, b| a & b),
            "$or" => operand.as_list().iter().map(object).fold(false, |a, b| a | b),
            "$nor" => !operand.as_list().iter().map(object).fold(false, |a, b| a | b),
            "$not" => !object(operand),
            "$event" | "$experience" => self.event(operand),
            "$sequence" => self.sequence(operand),
            "$segment" => {
                let id = operand.as_text().unwrap();
                let (_, condition) = self.segments.iter().find(|(known, _)| known == id).unwrap();
                self.holds(condition)
            }
            "$variant" => {
                self.variants.text(operand.text("experiment").unwrap()) == operand.text("is")
            }
            "$answer" => {
                let path = format!(
                    "answers.{}.{}",
                    operand.text("survey").unwrap(),
                    operand.text("question").unwrap()
                );
                let tests: Vec<_> = operand
                    .as_map()
                    .unwrap()
                    .iter()
                    .filter(|(key, _)| key.starts_with('$'))
                    .collect();
                let actual = facts.at(&path).cloned().unwrap_or_default();
                tests.iter().all(|(key, operand)| self.test(key, operand, &actual, now))
            }
            "$top" => {
                let actual = facts.at(operand.text("of").unwrap()).and_then(Value::as_number);
                actual.is_some_and(|actual| {
                    actual >= self.quantiles.get("user.n").unwrap().number("90").unwrap()
                })
            }
            "$sample" => {
                let id = facts.at("user.id").and_then(Value::as_text).unwrap_or_default();
                let seed = operand.text("seed").unwrap_or_default();
                !id.is_empty() && sample(seed, id) * 100.0 < operand.number("percent").unwrap()
            }
            path => {
                let actual = facts.at(path).cloned().unwrap_or_default();
                self.tests(operand, &actual, now)
            }
        }
    }

    fn tests(&self, operand: &Value, actual: &Value, now: Millis) -> bool {
        match operand.as_map() {
            Some(map) if !map.is_empty() && map.iter().all(|(key, _)| key.starts_with('$')) => map
                .iter()
                .fold(true, |all, (key, operand)| all & self.test(key, operand, actual, now)),
            _ => {
                actual == operand
                    || number(actual) == operand.as_number() && operand.as_number().is_some()
            }
        }
    }

    fn test(&self, key: &str, operand: &Value, actual: &Value, now: Millis) -> bool {
        let holds = self.holds_of(key, operand, actual, now);
        seen(key, holds)
    }

    #[allow(clippy::too_many_lines, reason = "a table of operators")]
    fn holds_of(&self, key: &str, operand: &Value, actual: &Value, now: Millis) -> bool {
        let compare = || {
            let (a, b) = (number(actual).unwrap(), operand.as_number().unwrap());
            a.partial_cmp(&b).unwrap()
        };
        let lower = |value: &Value| match value {
            Value::Text(text) => Value::Text(text.to_lowercase()),
            other => other.clone(),
        };
        let any = |fold: bool| {
            let same = |a: &Value, b: &Value| if fold { lower(a) == lower(b) } else { a == b };
            let one = |actual: &Value| operand.as_list().iter().any(|wanted| same(actual, wanted));
            match actual {
                Value::List(list) => list.iter().any(one),
                _ => one(actual),
            }
        };
        let every = |fold: bool| {
            matches!(actual, Value::List(_))
                && operand.as_list().iter().all(|wanted| {
                    let same =
                        |a: &Value| if fold { lower(a) == lower(wanted) } else { a == wanted };
                    actual.as_list().iter().any(same)
                })
        };
        let part = |fold: bool, test: fn(&str, &str) -> bool| {
            let part = operand.as_text().unwrap();
            match actual {
                Value::Text(text) if fold => test(&text.to_lowercase(), &part.to_lowercase()),
                Value::Text(text) => test(text, part),
                Value::List(list) => {
                    list.iter().any(|item| item.as_text().is_some_and(|text| test(text, part)))
                }
                _ => false,
            }
        };
        let version = || {
            let parts = |value: &Value| -> Vec<u32> {
                let text = value.as_text().unwrap_or("0");
                let mut parts: Vec<u32> =
                    text.split('.').map(|part| part.parse().unwrap()).collect();
                parts.resize(3, 0);
                parts
            };
            parts(actual).cmp(&parts(operand))
        };
        let time = actual.as_number().map(|time| time as Millis);
        let span = || parse_duration(operand.as_text().unwrap()).unwrap();
        let date = || operand.as_number().unwrap() as Millis;
        match key {
            "$eq" => actual == operand,
            "$ne" => actual != operand,
            "$gt" => compare().is_gt(),
            "$gte" => compare().is_ge(),
            "$lt" => compare().is_lt(),
            "$lte" => compare().is_le(),
            "$between" => match (actual, operand.as_list()) {
                (Value::Number(actual), [Value::Number(from), Value::Number(to)]) => {
                    from <= actual && actual <= to
                }
                _ => false,
            },
            "$in" => any(false),
            "$nin" => !any(false),
            "$ini" => any(true),
            "$nini" => !any(true),
            "$all" => every(false),
            "$alli" => every(true),
            "$inGroup" | "$notInGroup" => {
                let members = self.groups.list(operand.as_text().unwrap());
                members.contains(actual) == (key == "$inGroup")
            }
            "$elemMatch" => {
                let big = operand.number("$gt").unwrap();
                actual
                    .as_list()
                    .iter()
                    .any(|item| number(item).is_some_and(|item| item != 0.0 && item > big))
            }
            "$size" => match actual {
                Value::List(list) => self.tests(operand, &Value::from(list.len()), now),
                _ => false,
            },
            "$not" => !self.tests(operand, actual, now),
            "$exists" => actual.is_null() != (operand == &Value::Bool(true)),
            "$type" => actual.type_name() == operand.as_text().unwrap(),
            "$empty" => {
                let empty = match actual {
                    Value::Null => true,
                    Value::Text(text) => text.is_empty(),
                    Value::List(list) => list.is_empty(),
                    _ => false,
                };
                empty == (operand == &Value::Bool(true))
            }
            "$regex" | "$regexi" => {
                let text = match actual {
                    Value::Text(text) => text.clone(),
                    Value::Null => "null".into(),
                    _ => String::new(),
                };
                match operand.as_text().unwrap() {
                    "^a" if key == "$regexi" => text.to_lowercase().starts_with('a'),
                    "^a" => text.starts_with('a'),
                    "b+$" => text.ends_with('b') || key == "$regexi" && text.ends_with('B'),
                    other => unreachable!("{other}"),
                }
            }
            "$contains" => part(false, |text, part| text.contains(part)),
            "$containsi" => part(true, |text, part| text.contains(part)),
            "$startsWith" => part(false, |text, part| text.starts_with(part)),
            "$startsWithi" => part(true, |text, part| text.starts_with(part)),
            "$endsWith" => part(false, |text, part| text.ends_with(part)),
            "$endsWithi" => part(true, |text, part| text.ends_with(part)),
            "$veq" => version().is_eq(),
            "$vne" => version().is_ne(),
            "$vgt" => version().is_gt(),
            "$vgte" => version().is_ge(),
            "$vlt" => version().is_lt(),
            "$vlte" => version().is_le(),
            "$before" => time.is_some_and(|time| time < date()),
            "$after" => time.is_some_and(|time| time > date()),
            "$within" => time.is_some_and(|time| now - span() < time && time <= now),
            "$olderThan" => time.is_some_and(|time| time <= now - span()),
            "$until" => time.is_some_and(|time| now < time && time <= now + span()),
            "$url" => match (operand.as_text().unwrap(), actual.as_text()) {
                (_, None) => false,
                ("/a/*", Some(path)) => path.starts_with("/a/"),
                (whole, Some(path)) => path == whole,
            },
            other => unreachable!("{other}"),
        }
    }

    // --- what happened -----------------------------------------------------------------------

    fn is(&self, event: &Happened, rule: &Value) -> bool {
        if let Some(id) = rule.text("id") {
            let step =
                rule.get("step").is_none_or(|step| event.properties.get("step") == Some(step));
            return event.state
                && event.name == id
                && event.properties.text("state") == rule.text("state")
                && step;
        }
        let named = match rule.get("name").unwrap() {
            Value::Text(name) => *name == event.name,
            list => list.as_list().iter().any(|name| name.as_text() == Some(&event.name)),
        };
        let filter = rule.get("where").and_then(Value::as_map);
        !event.state
            && named
            && filter.is_none_or(|filter| self.all_of(filter, &event.properties, event.time))
    }

    fn event(&self, rule: &Value) -> bool {
        let in_window = |time: Millis| match rule.get("within") {
            None => true,
            Some(Value::Text(text)) if text == "session" => time >= self.session_start,
            Some(Value::Text(span)) => time > self.now - parse_duration(span).unwrap(),
            Some(dates) => {
                dates.number("after").is_none_or(|after| time > after as Millis)
                    && dates.number("before").is_none_or(|before| time < before as Millis)
            }
        };
        let mut matches: Vec<&Happened> = self
            .happened
            .iter()
            .filter(|event| event.time <= self.now && in_window(event.time) && self.is(event, rule))
            .collect();
        matches.sort_by_key(|event| event.time);
        let mut days: Vec<i64> = matches
            .iter()
            .map(|event| (event.time + Millis::from(self.utc_offset) * MINUTE).div_euclid(DAY))
            .collect();
        days.dedup();
        let time =
            |event: Option<&&Happened>| event.map_or(Value::Null, |event| Value::from(event.time));
        let mut holds = true;
        let mut asked = false;
        let mut check = |kind: &str, operand: Option<&Value>, actual: Value| {
            if let Some(operand) = operand {
                asked = true;
                holds &= seen(kind, self.tests(operand, &actual, self.now));
            }
        };
        check("count", rule.get("count"), matches.len().into());
        check("days", rule.get("days"), days.len().into());
        if let Some(sum) = rule.get("sum") {
            let mut tests = sum.as_map().unwrap().clone();
            tests.remove("of");
            let of = sum.text("of").unwrap();
            let exact: i128 = matches
                .iter()
                .map(|event| event.properties.number(of).unwrap_or_default())
                .map(|number| (number * 2_f64.powi(60)) as i128)
                .sum();
            check("sum", Some(&Value::Map(tests)), Value::Number(exact as f64 / 2_f64.powi(60)));
        }
        if let Some(average) = rule.get("avg") {
            let mut tests = average.as_map().unwrap().clone();
            tests.remove("of");
            let of = average.text("of").unwrap();
            let numbers: Vec<f64> =
                matches.iter().filter_map(|event| event.properties.number(of)).collect();
            let exact: i128 = numbers.iter().map(|number| (number * 2_f64.powi(60)) as i128).sum();
            let sum = exact as f64 / 2_f64.powi(60);
            let holds = !numbers.is_empty()
                && self.tests(
                    &Value::Map(tests),
                    &Value::Number(sum / numbers.len() as f64),
                    self.now,
                );
            check("avg", Some(&Value::Bool(true)), Value::Bool(holds));
        }
        check("first", rule.get("first"), time(matches.first()));
        check("last", rule.get("last"), time(matches.last()));
        let window = match rule.get("within") {
            None => "ever",
            Some(Value::Text(text)) if text == "session" => "within session",
            Some(Value::Text(_)) => "within a span",
            Some(_) => "within dates",
        };
        let holds = if asked { holds } else { !matches.is_empty() };
        seen(window, holds)
    }

    /// Tries every way to pick the steps.
    fn sequence(&self, rule: &Value) -> bool {
        let mut events: Vec<&Happened> =
            self.happened.iter().filter(|event| !event.state && event.time <= self.now).collect();
        events.sort_by_key(|event| event.time);
        let span = rule.text("within").map_or(Millis::MAX, |span| parse_duration(span).unwrap());
        let steps = rule.list("steps");
        (0..events.len()).any(|first| {
            self.is_step(events[first], &steps[0]) && {
                let start = events[first].time;
                let mut next = 1;
                for event in &events[first + 1..] {
                    if next < steps.len()
                        && event.time - start < span
                        && self.is_step(event, &steps[next])
                    {
                        next += 1;
                    }
                }
                next == steps.len()
            }
        })
    }

    fn is_step(&self, event: &Happened, step: &Value) -> bool {
        match step {
            Value::Text(name) => *name == event.name,
            _ => self.is(event, step),
        }
    }
}

/// A missing number is 0, as published.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(0.0),
        _ => value.as_number(),
    }
}

/// 32-bit FNV-1a twice, as the published version 2 has it.
fn sample(seed: &str, id: &str) -> f64 {
    let fnv = |text: String| {
        let mut hash = 2_166_136_261_u32;
        for byte in text.bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
        }
        hash
    };
    f64::from(fnv(fnv(format!("{seed}{id}")).to_string()) % 10_000) / 10_000.0
}
