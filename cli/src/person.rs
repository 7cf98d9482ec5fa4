//! A person as a line of JSON tells of them: facts, and what happened.

use docent::core::clock::Clock;
use docent::core::device;
use docent::core::experience::STATES;
use docent::core::guidebook::Place;
use docent::core::history::{History, Occurrence};
use docent::core::person::SESSION_GAP;
use docent::core::platform::Platform;
use docent::core::segment::{Compiler, World};
use docent::core::time::{DAY, MINUTE, Millis, instant};
use docent::core::value::{Map, Value};
use docent::native::{Native, Zoned};
use std::time::{SystemTime, UNIX_EPOCH};

/// A person, ready for conditions.
pub(crate) struct Person {
    facts: Value,
    variants: Value,
    history: History,
    now: Millis,
    utc_offset: i32,
    /// The person's time zone, in which days are counted, where the line gives no offset.
    zone: Option<Zoned>,
    session_start: Millis,
}

impl Person {
    /// Reads `facts`, `events`, `experiences`, `variants`, `now` and `utc_offset`; `now` may be
    /// set for all.
    pub(crate) fn read(line: &Value, now: Option<Millis>) -> Result<Person, String> {
        let history = history(line)?;
        let now = match (now, line.get("now")) {
            (Some(now), _) => now,
            (None, None | Some(Value::Null)) => logical(&history, system_clock()),
            (None, Some(now)) => instant(now).ok_or("now: expected milliseconds or an ISO date")?,
        };
        let mut facts = object(line, "facts")?;
        if let Value::Map(facts) = &mut facts {
            device::complete(facts);
        }
        let given = offset(line)?;
        let zone = facts.at("device.timezone").and_then(Value::as_text).and_then(Zoned::new);
        let zone = zone.filter(|_| given.is_none());
        let at_home = zone.as_ref().and_then(|zone| zone.local_offset(now));
        let told =
            facts.get("session").and_then(|session| session.get("started_at")).and_then(instant);
        Ok(Person {
            session_start: told.unwrap_or_else(|| session_start(&history, now)),
            variants: object(line, "variants")?,
            utc_offset: given.or(at_home).unwrap_or_default(),
            zone,
            facts,
            history,
            now,
        })
    }

    /// Somebody of whom nothing but facts is known.
    fn of(facts: Value) -> Person {
        Person {
            facts,
            variants: Value::Map(Map::new()),
            history: History::default(),
            now: system_clock(),
            utc_offset: 0,
            zone: None,
            session_start: 0,
        }
    }

    pub(crate) fn world<'a>(&'a self, groups: &'a Value, quantiles: &'a Value) -> World<'a> {
        let platform: &dyn Platform = match &self.zone {
            Some(zone) => zone,
            None => &Native,
        };
        World {
            now: self.now,
            utc_offset: self.utc_offset,
            session_start: self.session_start,
            groups,
            quantiles,
            variants: &self.variants,
            ..World::new(&self.facts, &self.history, platform)
        }
    }

    /// The id of a profile is the user's, where the facts have none: samples and experiments hash it.
    pub(crate) fn identify(&mut self, id: &Value) {
        if self.user_id().is_some_and(|id| !id.is_null()) {
            return;
        }
        if let Value::Map(facts) = &mut self.facts
            && let Some(user) = facts.child("user")
        {
            user.set("id", id.clone());
        }
    }

    /// What this person is called where the line does not say: the fact `user.id`.
    pub(crate) fn user_id(&self) -> Option<&Value> {
        self.facts.at("user.id")
    }
}

/// Now as the page has it by its clock: the last time that is stored, where that is within a day
/// after. An instant that somebody asks about is what it is.
fn logical(history: &History, wall: Millis) -> Millis {
    let mut clock = Clock::default();
    let times = history.events().iter().chain(history.states()).map(Occurrence::time);
    if let Some(last) = times.max() {
        clock.learn(last, wall);
    }
    clock.read(wall).0
}

/// Whether a condition holds of somebody of whom nothing but facts is known.
pub(crate) fn holds(condition: &Value, facts: Value) -> bool {
    let mut compiler = Compiler::new(&Native);
    let node = compiler.node(condition, &Place::top("condition"));
    let mut graph = compiler.graph;
    let nothing = Value::Map(Map::new());
    graph.settle(&Person::of(facts).world(&nothing, &nothing));
    graph.holds(node)
}

/// An object of the line; empty where missing.
pub(crate) fn object(line: &Value, key: &str) -> Result<Value, String> {
    match line.get(key) {
        None | Some(Value::Null) => Ok(Value::Map(Map::new())),
        Some(map @ Value::Map(_)) => Ok(map.clone()),
        Some(_) => Err(format!("{key}: expected an object")),
    }
}

pub(crate) fn system_clock() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or_default()
}

fn offset(line: &Value) -> Result<Option<i32>, String> {
    match line.get("utc_offset") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(minutes)) if minutes.abs() <= (DAY / MINUTE) as f64 => {
            Ok(Some(*minutes as i32))
        }
        Some(_) => Err("utc_offset: expected minutes to add to UTC".into()),
    }
}

fn history(line: &Value) -> Result<History, String> {
    let mut all = Vec::new();
    for (index, item) in list(line, "events")?.iter().enumerate() {
        let missing = |key: &str, what: &str| format!("events[{index}].{key}: expected {what}");
        all.push(Occurrence::Event {
            name: item.text("name").ok_or_else(|| missing("name", "a text"))?.into(),
            time: item.get("time").and_then(instant).ok_or_else(|| missing("time", A_TIME))?,
            properties: item.get("properties").cloned().unwrap_or(Value::Map(Map::new())),
        });
    }
    for (index, item) in list(line, "experiences")?.iter().enumerate() {
        let missing =
            |key: &str, what: &str| format!("experiences[{index}].{key}: expected {what}");
        let text = |key: &str| item.text(key).ok_or_else(|| missing(key, "a text"));
        let state = text("state")?;
        if !STATES.contains(&state) {
            // It would be looked for by nothing, and be as if it had not happened.
            return Err(missing("state", &format!("one of {}", STATES.join(", "))));
        }
        all.push(Occurrence::Experience {
            id: text("id")?.into(),
            state: state.into(),
            time: item.get("time").and_then(instant).ok_or_else(|| missing("time", A_TIME))?,
            step: item.text("step").map(Into::into),
            kind: None,
        });
    }
    // In order, so that adding each is adding at the end.
    all.sort_by_key(Occurrence::time);
    let mut history = History::default();
    all.into_iter().for_each(|occurrence| history.add(occurrence));
    Ok(history)
}

const A_TIME: &str = "milliseconds or an ISO date";

fn list<'a>(line: &'a Value, key: &str) -> Result<&'a [Value], String> {
    match line.get(key) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::List(list)) => Ok(list),
        Some(_) => Err(format!("{key}: expected a list")),
    }
}

/// When the session that now belongs to started: thirty quiet minutes end one, and where the
/// last thing happened longer ago, a new one starts now.
fn session_start(history: &History, now: Millis) -> Millis {
    let mut start = now;
    let mut times: Vec<Millis> =
        [history.events(), history.states()].concat().iter().map(Occurrence::time).collect();
    times.retain(|time| *time <= now);
    times.sort_unstable();
    for time in times.into_iter().rev() {
        if start - time > SESSION_GAP {
            break;
        }
        start = time;
    }
    start
}
