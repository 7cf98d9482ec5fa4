//! From a checked document to a [`Guidebook`].
//!
//! Each segment, feature and experience stands or falls alone: a broken one is left out with
//! what refers to it, and everything else stays in force.

use std::rc::Rc;

use super::experiment::{Goal, experiment, goal};
use super::place::Place;
use super::segments;
use super::shape;
use super::translation;
use super::{
    Experience, Experiment, Frequency, Guidebook, Kind, On, Problem, Schedule, Stop, Trigger,
};
use crate::core::platform::Platform;
use crate::core::segment::{Compiler, Graph, NodeId};
use crate::core::strings::{digits, phrase, split, until};
use crate::core::time::{DAY, Millis, NamedZone, instant, parse_duration};
use crate::core::value::{Limits, Map, Value, parse};

/// Reads a guidebook from its text.
///
/// # Errors
/// The one problem because of which nothing of it can be used: it is no JSON, too large, too
/// deep, not an object, or of a newer version.
pub fn load(text: &str, platform: &dyn Platform) -> Result<(Guidebook, Vec<Problem>), Problem> {
    let document = parse(text, Limits::GUIDEBOOK, platform).map_err(|malformed| Problem {
        position: Some((malformed.line, malformed.column)),
        ..Place::DOCUMENT.error(&malformed.why)
    })?;
    decode(&document, platform)
}

/// Reads a guidebook from a value.
///
/// # Errors
/// As [`load`], but for what only a text can have wrong.
pub fn decode(
    document: &Value,
    platform: &dyn Platform,
) -> Result<(Guidebook, Vec<Problem>), Problem> {
    if document.as_map().is_none() {
        return Err(Place::DOCUMENT.expected("an object with \"version\": 1"));
    }
    let version = Place::DOCUMENT.key("version");
    if document.number("version").is_some_and(|version| version > 1.0) {
        return Err(version.error("is newer than this Docent reads (1); update Docent"));
    }
    let mut compiler = Compiler::new(platform);
    compiler.checker.check(document, "{guidebook}", &Place::DOCUMENT);
    let mut problems = std::mem::take(&mut compiler.checker.problems);
    if problems.iter().any(|problem| problem.place == "version") {
        return Err(version.expected("1"));
    }
    let part = |key: &str| document.member(key).clone();
    let mut guidebook = Guidebook {
        segments: segments::read(document.list("segments"), &mut compiler),
        timezone: timezone(document, &Place::DOCUMENT, &mut compiler),
        groups: part("groups"),
        quantiles: part("quantiles"),
        throttle: part("throttle"),
        theme: part("theme"),
        locales: part("locales"),
        graph: Graph::default(),
        features: Vec::new(),
        experiences: Vec::new(),
        experiments: Vec::new(),
        goals: Vec::new(),
    };
    for (list, shape) in &LISTS {
        each(document, list, shape, &mut compiler, &mut guidebook);
    }
    problems.append(&mut compiler.problems);
    guidebook.graph = compiler.graph;
    Ok((guidebook, problems))
}

/// The lists whose elements stand or fall alone, and the shapes of these.
const LISTS: [(&str, &str); 4] = [
    ("features", "{feature}"),
    ("experiences", "x"),
    ("experiments", "{experiment}"),
    ("goals", "{goal}"),
];

/// An element of such a list.
enum Element {
    Feature(Value),
    Experience(Rc<Experience>),
    Experiment(Experiment),
    Goal(Goal),
}

fn element(list: &str, item: &Value, place: &Place, compiler: &mut Compiler) -> Option<Element> {
    Some(match list {
        "features" => Element::Feature(item.clone()),
        "experiences" => Element::Experience(experience(item, place, compiler)?),
        "experiments" => Element::Experiment(experiment(item, place, compiler)?),
        _ => Element::Goal(goal(item, place, compiler)?),
    })
}

/// Reads every element of a list that fits its shape and compiles without errors.
fn each(
    document: &Value,
    list: &str,
    shape: &'static str,
    compiler: &mut Compiler,
    guidebook: &mut Guidebook,
) {
    let mut kept: Vec<&str> = Vec::new();
    let listed = Place::DOCUMENT.key(list);
    for (index, item) in document.list(list).iter().enumerate() {
        let place = listed.item(index);
        let before = std::mem::take(&mut compiler.problems);
        // Read even where the shape is wrong, so that everything is said at once.
        let read = element(list, item, &place, compiler);
        let sound = is_sound(item, shape, &place, before, compiler);
        let id = item.text_or_empty("id");
        let known = kept.contains(&id);
        if sound && known {
            compiler.problems.push(twice(&place, id));
        }
        let Some(element) = read.filter(|_| sound && !known) else { continue };
        if !id.is_empty() {
            kept.push(id);
        }
        match element {
            Element::Feature(feature) => guidebook.features.push(feature),
            Element::Experience(mut experience) => {
                let content = &mut Rc::make_mut(&mut experience).content;
                translation::drop_broken(content, &place, &mut compiler.checker);
                compiler.problems.append(&mut compiler.checker.problems);
                guidebook.experiences.push(experience);
            }
            Element::Experiment(experiment) => guidebook.experiments.push(experiment),
            Element::Goal(goal) => guidebook.goals.push(goal),
        }
    }
}

/// Checks the shape of an element that was read, and puts what is wrong with it behind what was
/// wrong `before`; of two problems in one place, that of the shape is told.
pub(super) fn is_sound(
    item: &Value,
    shape: &'static str,
    place: &Place,
    before: Vec<Problem>,
    compiler: &mut Compiler,
) -> bool {
    compiler.checker.check(item, shape, place);
    let mut found = std::mem::take(&mut compiler.checker.problems);
    for problem in std::mem::replace(&mut compiler.problems, before) {
        if !found.iter().any(|known| known.place == problem.place) {
            found.push(problem);
        }
    }
    let sound = errors(&found) == 0;
    compiler.problems.append(&mut found);
    sound
}

/// Reads one experiment on its own, which can refer to no segment, with the graph its audience
/// is a node of.
///
/// # Errors
/// What is wrong with it; what is merely doubtful is no error.
pub fn decode_experiment(
    item: &Value,
    platform: &dyn Platform,
) -> Result<(Experiment, Graph), Vec<Problem>> {
    let mut compiler = Compiler::new(platform);
    let place = Place::top("experiment");
    let read = experiment(item, &place, &mut compiler);
    let sound = is_sound(item, "{experiment}", &place, Vec::new(), &mut compiler);
    match read.filter(|_| sound) {
        Some(experiment) => Ok((experiment, compiler.graph)),
        None => Err(compiler.problems),
    }
}

pub(super) fn twice(place: &Place, id: &str) -> Problem {
    place.error(&phrase("the id \"*\" stands twice; the first is used", &[id]))
}

fn errors(problems: &[Problem]) -> usize {
    problems.iter().filter(|problem| problem.error).count()
}

fn owned(value: Option<&str>) -> String {
    value.unwrap_or_default().into()
}

fn experience(item: &Value, place: &Place, compiler: &mut Compiler) -> Option<Rc<Experience>> {
    let kind = kind(item.text("kind")?)?;
    let id = owned(item.text("id"));
    let (stops, leads_to) = match kind {
        Kind::Flow => ("steps", "step"),
        _ => ("questions", "question"),
    };
    let parts = if matches!(kind, Kind::Flow | Kind::Survey) { Some(stops) } else { kind.items() };
    if let Some(parts) = parts.filter(|parts| item.list(parts).is_empty()) {
        compiler.report(&place.key(parts), "is empty: there is nothing to show");
        return None;
    }
    let everyone = Value::Map(Map::new());
    let audience = item.get("audience").unwrap_or(&everyone);
    let audience = compiler.node(audience, &place.key("audience"));
    Some(Rc::new(Experience {
        name: item.text("name").unwrap_or(&id).into(),
        kind,
        audience,
        trigger: Rc::new(trigger(item.get("trigger"), &place.key("trigger"), compiler)),
        frequency: match item.get("frequency") {
            // What is there to be found again comes back with every page.
            None if kind == Kind::Launcher => Frequency::Always,
            item => frequency(item, &place.key("frequency"), compiler),
        },
        priority: item.number("priority").unwrap_or(0.0),
        schedule: Rc::new(schedule(item.member("schedule"), &place.key("schedule"), compiler)),
        expires: span(item, "expires").unwrap_or(match kind {
            Kind::Flow | Kind::Survey | Kind::Banner => DAY,
            _ => 30 * DAY,
        }),
        essential: item.is_true("essential"),
        // A launcher may have it among other things, and a card may ask once more for the half
        // that was refused: these stay.
        asks_consent: item.is_true("essential") && kind.items().is_none() && asks_consent(item),
        stops: Rc::new(self::stops(item.list(stops), leads_to, &place.key(stops), compiler)),
        tasks: tasks(item.list("tasks"), &place.key("tasks"), compiler),
        content: item.clone(),
        id,
    }))
}

/// Whether a button somewhere in it gives or refuses consent.
fn asks_consent(value: &Value) -> bool {
    for item in value.as_list() {
        if asks_consent(item) {
            return true;
        }
    }
    for (key, item) in value.members() {
        if key == "do" && item.is("consent") || asks_consent(item) {
            return true;
        }
    }
    false
}

fn kind(name: &str) -> Option<Kind> {
    use Kind::{Banner, Checklist, Flow, Inline, Launcher, Spotlight, Survey};
    let kinds = &[Flow, Survey, Banner, Checklist, Inline, Spotlight, Launcher];
    kinds.iter().find(|kind| kind.name() == name).copied()
}

fn tasks(list: &[Value], place: &Place, compiler: &mut Compiler) -> Vec<Option<NodeId>> {
    let mut nodes = Vec::new();
    for (index, task) in list.iter().enumerate() {
        let place = place.item(index);
        nodes.push(task.get("done").map(|done| compiler.node(done, &place.key("done"))));
    }
    nodes
}

fn span(item: &Value, key: &str) -> Option<Millis> {
    item.text(key).and_then(parse_duration)
}

fn trigger(item: Option<&Value>, place: &Place, compiler: &mut Compiler) -> Trigger {
    let Some(item) = item else { return Trigger { on: On::Page, page: None } };
    let on = match item.text("on") {
        Some("page") => On::Page,
        Some("segment") => On::Segment,
        Some("manual") => On::Manual,
        Some("event") => {
            let filter = item.get("where");
            let filter = filter.map(|filter| compiler.filter(filter, &place.key("where")));
            On::Event(needed(item, "event", place, compiler), filter)
        }
        Some("delay") => On::Delay(needed_span(item, place, compiler)),
        Some("element") if item.says("when", "clicked") => {
            On::Click(needed(item, "selector", place, compiler))
        }
        Some(what) => On::Watch(Value::List(match what {
            "scroll" => vec![what.into(), item.number("percent").unwrap_or(50.0).into()],
            "idle" => vec![what.into(), needed_span(item, place, compiler).into()],
            "element" => vec![what.into(), needed(item, "selector", place, compiler).into()],
            _ => vec![what.into()],
        })),
        None => On::Manual,
    };
    Trigger { on, page: item.text("page").map(Into::into) }
}

fn needed_span(item: &Value, place: &Place, compiler: &mut Compiler) -> Millis {
    let after = span(item, "after");
    if after.is_none() {
        compiler.report(&place.key("after"), "is missing");
    }
    after.unwrap_or_default()
}

fn needed(item: &Value, key: &str, place: &Place, compiler: &mut Compiler) -> String {
    if item.text(key).is_none() {
        compiler.report(&place.key(key), "is missing");
    }
    owned(item.text(key))
}

fn frequency(item: Option<&Value>, place: &Place, compiler: &mut Compiler) -> Frequency {
    let Some(item) = item else { return Frequency::Once };
    match item.as_text() {
        Some("session") => Frequency::Session,
        Some("always") => Frequency::Always,
        Some("until-completed") => Frequency::UntilCompleted,
        Some(_) => Frequency::Once,
        None => match (span(item, "every"), item.number("times"), span(item, "per")) {
            (Some(every), None, None) => Frequency::Every(every),
            (None, Some(times), Some(per)) => Frequency::Times(times as u32, per),
            _ => {
                compiler.expected(place, "{\"every\": \"7d\"} or {\"times\": 3, \"per\": \"30d\"}");
                Frequency::Once
            }
        },
    }
}

fn timezone(item: &Value, place: &Place, compiler: &mut Compiler) -> Option<NamedZone> {
    let zone = NamedZone::new(item.text("timezone")?, compiler.platform);
    if zone.is_none() {
        compiler.expected(&place.key("timezone"), "a time zone like \"Europe/Berlin\"");
    }
    zone
}

fn schedule(item: &Value, place: &Place, compiler: &mut Compiler) -> Schedule {
    let minutes = |text: &Value| {
        let (hours, minutes) = split(text.as_text()?, ":")?;
        let (hours, minutes) = (digits(hours)?, digits(minutes)?);
        let time = (hours * 60 + minutes) as u16;
        (hours <= 24 && minutes < 60 && time <= 24 * 60).then_some(time)
    };
    let mut days = Vec::new();
    for (index, name) in shape::DAYS.iter().enumerate() {
        if item.list("days").iter().any(|day| day.is(name)) {
            days.push(index as u8);
        }
    }
    let hours = match item.list("hours") {
        [from, to] => minutes(from).zip(minutes(to)),
        _ => None,
    };
    if item.get("hours").is_some() && hours.is_none() {
        compiler.expected(&place.key("hours"), "two times like [\"09:00\", \"17:00\"]");
    }
    Schedule {
        from: date(item.get("from")),
        until: date(item.get("until")),
        days,
        hours,
        zone: timezone(item, place, compiler),
    }
}

/// An instant, and whether it is meant on the clock of the schedule's zone, since it has no offset.
fn date(value: Option<&Value>) -> Option<(Millis, bool)> {
    // A year or a month has no time behind it either.
    let time = value?.as_text().map(|text| text.get(10..).unwrap_or_default());
    Some((instant(value?)?, time.is_some_and(|time| until(time, b"Zz+-") == time)))
}

fn stops(list: &[Value], leads_to: &str, place: &Place, compiler: &mut Compiler) -> Vec<Stop> {
    let mut out = Vec::new();
    for (index, item) in list.iter().enumerate() {
        let place = place.item(index);
        let place = place.key("next");
        let mut next = Vec::new();
        for (index, branch) in item.list("next").iter().enumerate() {
            let place = place.item(index);
            let when = branch.get("when").map(|when| compiler.node(when, &place.key("when")));
            let to = owned(branch.text(leads_to));
            if to != "end" && list.iter().all(|item| !item.says("id", &to)) {
                compiler.report(
                    &place.key(leads_to),
                    &phrase("leads to \"*\", which does not exist", &[&to]),
                );
            }
            next.push((when, to));
        }
        out.push(Stop { id: owned(item.text("id")), next });
    }
    out
}
