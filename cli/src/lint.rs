//! What works, but likely not as meant: the doubts of `docent check` beyond what the decoder
//! refuses.
//!
//! Everything here looks at the document as it was written, so that none of it costs the page a
//! byte.

use crate::branches::{self, Branches};
use crate::constant::constant;
use crate::{contrast, events};
use docent::core::guidebook::Problem;
use docent::core::text::safe_url;
use docent::core::time::{Millis, parse_date};
use docent::core::value::{Map, Value};

/// Roots of the facts that conditions can ask for.
const FACTS: [&str; 8] = ["user", "company", "device", "geo", "page", "session", "nps", "answers"];

/// Families of facts that Docent alone makes, and what they hold.
const HELD: [(&str, &[&str]); 3] = [
    ("nps", &["score", "group"]),
    ("page", &["url", "path", "search", "query", "hash", "title", "referrer", "utm"]),
    ("session", &["count", "page_views", "started_at", "landing", "is_new"]),
];

/// The types that `$type` can find.
const TYPES: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];

/// Facts that can only be one of these words.
const WORDS: [(&str, &[&str]); 2] = [
    ("device.type", &["desktop", "mobile", "tablet", "tv", "console", "wearable"]),
    ("nps.group", &["promoter", "passive", "detractor"]),
];

/// What the document is held against.
pub(crate) struct Circumstances {
    /// When it is checked, for dates that have passed.
    pub(crate) now: Millis,
    /// The events the host says it tracks.
    pub(crate) tracked: Option<Vec<String>>,
}

/// Everything doubtful in a document whose fields fit.
pub(crate) fn lint(document: &Value, circumstances: &Circumstances) -> Vec<Problem> {
    let mut lint = Lint { document, now: circumstances.now, problems: Vec::new() };
    let asked = events::doubts(document, circumstances.tracked.as_deref());
    for (place, why) in asked.into_iter().chain(contrast::doubts(document)) {
        lint.doubt(&place, &why);
    }
    for (place, segment) in items(document, "segments", "") {
        lint.audience(segment, "where", &place);
    }
    for (place, cap) in
        document.get("throttle").into_iter().flat_map(|it| items(it, "max", "throttle"))
    {
        if cap.number("times") == Some(0.0) {
            lint.doubt(&inside(&place, "times"), "lets nothing be shown, ever");
        }
    }
    lint.launchers();
    for (place, feature) in items(document, "features", "") {
        lint.page(feature.get("page"), &inside(&place, "page"));
        lint.selector(feature.get("selector"), &inside(&place, "selector"));
    }
    for (place, experience) in items(document, "experiences", "") {
        lint.experience(experience, &place);
    }
    for (place, experiment) in items(document, "experiments", "") {
        lint.audience(experiment, "audience", &place);
        lint.goals(experiment, &place);
    }
    for (place, goal) in items(document, "goals", "") {
        lint.audience(goal, "when", &place);
    }
    lint.problems
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
    problems: Vec<Problem>,
}

/// What is known where a condition stands.
#[derive(Clone, Copy)]
struct Scope<'s> {
    /// Whether its paths lead to facts, and not to properties of an event.
    facts: bool,
    /// The facts that are there for sure, because the same conjunction asks for them.
    there: &'s [&'s str],
    /// Whether it must not hold.
    negated: bool,
}

impl<'a> Lint<'a> {
    fn doubt(&mut self, place: &str, why: &str) {
        self.problems.push(Problem::warning(place, why));
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

    // --- conditions --------------------------------------------------------------------------

    fn audience(&mut self, item: &Value, key: &str, place: &str) {
        if let Some(condition) = item.get(key) {
            let place = inside(place, key);
            let scope = Scope { facts: true, there: &[], negated: false };
            self.certain(condition, &place, |lint| lint.condition(condition, &place, scope));
        }
    }

    /// Looks into a condition, and says whether it is certain to hold or not to.
    fn certain(&mut self, condition: &Value, place: &str, look: impl FnOnce(&mut Self)) {
        let found = self.problems.len();
        look(self);
        // A cause that was named is enough.
        let named = self.problems.iter().skip(found).any(|known| known.why.contains("never"));
        match constant(condition) {
            Some(true) if condition.as_map().is_some_and(|map| !map.is_empty()) => {
                self.doubt(place, "always holds, for everyone; {} says so plainly");
            }
            Some(false) if !named => self.doubt(place, "can never hold, for anyone"),
            _ => {}
        }
    }

    fn condition(&mut self, condition: &Value, place: &str, scope: Scope) {
        let Some(map) = condition.as_map() else { return };
        let mut there = scope.there.to_vec();
        if !scope.negated {
            asked_for(map, &mut there);
        }
        let scope = Scope { there: &there, ..scope };
        let other = Scope { negated: !scope.negated, ..scope };
        for (key, operand) in map.iter() {
            let place = inside(place, key);
            match key {
                "$and" | "$or" | "$nor" => {
                    let scope = if key == "$nor" { other } else { scope };
                    for (index, part) in operand.as_list().iter().enumerate() {
                        self.condition(part, &format!("{place}[{index}]"), scope);
                    }
                }
                "$not" => self.condition(operand, &place, other),
                "$event" => self.event(operand, &place),
                "$sequence" => {
                    for (place, step) in items(operand, "steps", &place) {
                        self.properties(step, &place);
                    }
                }
                "$experience" => {
                    let id = operand.text("id");
                    self.reference("experiences", "the experience", id, &inside(&place, "id"));
                    self.step(id, operand.text("step"), &inside(&place, "step"));
                }
                "$answer" => self.answer(operand.text("survey"), operand.text("question"), &place),
                "$variant" => {
                    let id = operand.text("experiment");
                    self.reference(
                        "experiments",
                        "the experiment",
                        id,
                        &inside(&place, "experiment"),
                    );
                    self.variant(id, operand.text("is"), &inside(&place, "is"));
                }
                "$top" => {
                    let of = operand.text("of").unwrap_or_default();
                    if self.document.get("quantiles").and_then(|shipped| shipped.get(of)).is_none()
                    {
                        let why = format!("has no quantiles of \"{of}\" to go by: nobody is in it");
                        self.doubt(&inside(&place, "of"), &why);
                    }
                }
                _ if key.starts_with('$') => {}
                _ => self.fact(key, operand, &place, scope),
            }
        }
    }

    fn properties(&mut self, step: &Value, place: &str) {
        if let Some(condition) = step.get("where") {
            let place = inside(place, "where");
            let scope = Scope { facts: false, there: &[], negated: false };
            self.certain(condition, &place, |lint| lint.condition(condition, &place, scope));
        }
    }

    fn event(&mut self, operand: &Value, place: &str) {
        self.properties(operand, place);
        for key in ["count", "days"] {
            if let Some(tests) = operand.get(key).and_then(Value::as_map) {
                self.bounds(tests, &inside(place, key), Some(0.0));
            }
        }
        if let Some(window) = operand.get("within").and_then(Value::as_map) {
            let place = inside(place, "within");
            self.dates(window, &place, "after", "before");
            self.passed(window.get("before"), &inside(&place, "before"), "nothing new will count");
        }
    }

    /// A step or question of an experience that is there.
    fn step(&mut self, experience: Option<&str>, step: Option<&str>, place: &str) {
        let named = experience.and_then(|id| self.named("experiences", id));
        let (Some(experience), Some(step)) = (named, step) else { return };
        let stops = experience.list("steps").iter().chain(experience.list("questions"));
        if !stops.into_iter().any(|stop| stop.text("id") == Some(step)) {
            self.doubt(place, &format!("refers to the step \"{step}\", which it does not have"));
        }
    }

    fn answer(&mut self, survey: Option<&str>, question: Option<&str>, place: &str) {
        let Some(survey) = survey else { return };
        let Some(experience) = self.named("experiences", survey) else {
            self.reference("experiences", "the survey", Some(survey), place);
            return;
        };
        let Some(question) = question else { return };
        if !experience.list("questions").iter().any(|item| item.text("id") == Some(question)) {
            let why =
                format!("refers to the question \"{question}\", which \"{survey}\" does not ask");
            self.doubt(place, &why);
        }
    }

    fn fact(&mut self, path: &str, operand: &Value, place: &str, scope: Scope) {
        let root = path.split('.').next().unwrap_or_default();
        if scope.facts && !FACTS.contains(&root) {
            let why = format!(
                "is not a fact Docent has; what the host sets is under user or company (\"user.{path}\")"
            );
            self.doubt(place, &why);
        }
        if let (true, Some(rest)) = (scope.facts, path.strip_prefix("answers.")) {
            let (survey, question) =
                rest.split_once('.').map_or((rest, None), |(a, b)| (a, Some(b)));
            self.answer(Some(survey), question, place);
        }
        if scope.facts {
            let field = path.split('.').nth(1).unwrap_or_default();
            let held = HELD.iter().find(|(family, _)| *family == root);
            if let Some((_, held)) = held.filter(|(_, held)| !held.contains(&field)) {
                self.doubt(place, &format!("is not known: {root} has {}", held.join(", ")));
            }
            self.words(path, operand, place);
        }
        let Some(tests) = operand.as_map() else { return };
        let operators = tests.iter().filter(|(key, _)| key.starts_with('$')).count();
        if operators == 0 {
            return;
        }
        if operators < tests.len() {
            self.doubt(
                place,
                "mixes operators with fields, so that all of it is compared literally",
            );
            return;
        }
        self.tests(tests, place);
        // Of facts that are always there, 0 is a number like any other.
        let always = root == "session" || !scope.facts;
        // Who was never asked is no detractor; but who is not a promoter may be.
        let unknown = match holds_of_nothing(tests) {
            Some(holds) if path == "nps.score" => holds != scope.negated,
            holds => holds == Some(true),
        };
        if !always && !scope.there.contains(&path) && unknown {
            let remedy = match scope.negated {
                false => "add \"$exists\": true".to_owned(),
                true => format!("ask for {{\"{path}\": {{\"$exists\": true}}}} beside it"),
            };
            let why = format!(
                "holds for those of whom it is not known too, because a missing number counts as 0; \
                 $exists is missing: {remedy}"
            );
            self.doubt(place, &why);
        }
    }

    /// Facts that are one of a few words, compared with another.
    fn words(&mut self, path: &str, operand: &Value, place: &str) {
        let Some((_, words)) = WORDS.iter().find(|(known, _)| *known == path) else { return };
        let compared = match operand {
            Value::Map(tests) => tests.get("$eq").into_iter().chain(tests.get("$in")),
            _ => Some(operand).into_iter().chain(None),
        };
        let texts = compared.flat_map(|it| match it {
            Value::List(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        });
        for text in texts.filter_map(Value::as_text).filter(|text| !words.contains(text)) {
            let why = format!("is never \"{text}\"; it is one of {}", words.join(", "));
            self.doubt(place, &why);
        }
    }

    /// Tests that can never hold together.
    fn tests(&mut self, tests: &Map, place: &str) {
        self.bounds(tests, place, None);
        self.dates(tests, place, "$after", "$before");
        for (key, operand) in tests.iter() {
            let place = inside(place, key);
            match (key, operand) {
                ("$in" | "$ini", Value::List(list)) if list.is_empty() => {
                    self.doubt(&place, "can never hold: the list is empty");
                }
                ("$between", Value::List(list)) => {
                    if let [Value::Number(from), Value::Number(to)] = list.as_slice()
                        && from > to
                    {
                        self.doubt(&place, "can never hold: it ends before it starts");
                    }
                }
                ("$url", _) => self.page(Some(operand), &place),
                ("$type", Value::Text(name)) if !TYPES.contains(&name.as_str()) => {
                    self.doubt(&place, &format!("can never hold: types are {}", TYPES.join(", ")));
                }
                ("$inGroup" | "$notInGroup", Value::Text(id)) => {
                    let groups = self.document.get("groups");
                    if groups.and_then(|groups| groups.get(id)).is_none() {
                        let why = format!(
                            "refers to the group \"{id}\", which the guidebook does not have"
                        );
                        self.doubt(&place, &why);
                    }
                }
                ("$not" | "$size", Value::Map(inner)) => {
                    self.tests(inner, &place);
                    if key == "$size" {
                        self.bounds(inner, &place, Some(0.0));
                    }
                }
                _ => {}
            }
        }
        let asks_more = tests.iter().any(|(key, _)| !matches!(key, "$exists" | "$not" | "$empty"));
        if tests.get("$exists") == Some(&Value::Bool(false)) && asks_more {
            self.doubt(place, "asks that it is not known and something of its value");
        }
    }

    /// Bounds that leave no number between them; `least` is the least number there can be.
    fn bounds(&mut self, tests: &Map, place: &str, least: Option<f64>) {
        let number = |key: &str| tests.get(key).and_then(Value::as_number);
        let lower = [(number("$gt"), true), (number("$gte"), false), (least, false)];
        let upper = [(number("$lt"), true), (number("$lte"), false)];
        let empty = lower.into_iter().any(|(lower, above)| {
            upper.into_iter().any(|(upper, below)| match (lower, upper) {
                (Some(lower), Some(upper)) => lower > upper || lower == upper && (above || below),
                _ => false,
            })
        });
        if empty {
            self.doubt(place, "can never hold: no number is within these bounds");
        }
    }

    fn dates(&mut self, tests: &Map, place: &str, after: &str, before: &str) {
        let date = |key: &str| tests.get(key).and_then(Value::as_text).and_then(parse_date);
        if let (Some(after), Some(before)) = (date(after), date(before))
            && after >= before
        {
            self.doubt(place, "can never hold: it ends before it starts");
        }
    }

    fn passed(&mut self, date: Option<&Value>, place: &str, so: &str) {
        let date = match date {
            Some(Value::Text(text)) => parse_date(text),
            Some(Value::Number(number)) => Some(*number as Millis),
            _ => None,
        };
        if date.is_some_and(|date| date <= self.now) {
            self.doubt(place, &format!("has passed: {so}"));
        }
    }

    /// A launcher is seen on every page: where it is counted, little else is ever shown.
    fn launchers(&mut self) {
        let document = self.document;
        let Some(throttle) = document.get("throttle") else { return };
        let counted = !throttle.texts("exempt").iter().any(|kind| kind == "launcher");
        let launcher = |it: &&Value| it.text("kind") == Some("launcher");
        let found = document.list("experiences").iter().find(launcher);
        if let Some(launcher) = found.filter(|_| counted && throttle.get("max").is_some()) {
            let id = launcher.text("id").unwrap_or_default();
            let why = format!("counts the launcher \"{id}\" with every page; exempt \"launcher\"");
            self.doubt("throttle.max", &why);
        }
    }

    // --- experiences -------------------------------------------------------------------------

    fn experience(&mut self, experience: &'a Value, place: &str) {
        self.audience(experience, "audience", place);
        if let Some(trigger) = experience.get("trigger") {
            let place = inside(place, "trigger");
            self.properties(trigger, &place);
            self.page(trigger.get("page"), &inside(&place, "page"));
            self.selector(trigger.get("selector"), &inside(&place, "selector"));
        }
        if let Some(schedule) = experience.get("schedule").and_then(Value::as_map) {
            let place = inside(place, "schedule");
            self.dates(schedule, &place, "from", "until");
            self.passed(
                schedule.get("until"),
                &inside(&place, "until"),
                "it is not shown any more",
            );
        }
        let of = experience.get("experiment");
        let experiment = of.and_then(|of| of.text("id"));
        let inside_it = inside(place, "experiment");
        self.reference("experiments", "the experiment", experiment, &inside_it);
        self.variant(experiment, of.and_then(|of| of.text("variant")), &inside_it);
        self.goals(experience, place);
        self.targets(experience, place);
        self.actions(experience, experience, place);
        for (list, leads_to) in [("steps", "step"), ("questions", "question")] {
            self.stops(experience, list, leads_to, place);
        }
        for (place, task) in items(experience, "tasks", place) {
            self.audience(task, "done", &place);
            self.actions(experience, task, &place);
        }
        for (place, spot) in items(experience, "spots", place) {
            self.targets(spot, &place);
            self.actions(experience, spot, &place);
        }
        for (place, item) in items(experience, "items", place) {
            let shown = inside(&place, "experience");
            self.reference("experiences", "the experience", item.text("experience"), &shown);
            self.actions(experience, item, &place);
            if ["url", "experience", "actions"].iter().all(|key| item.get(key).is_none()) {
                self.doubt(&place, "opens nothing: url, experience and actions are missing");
            }
        }
    }

    fn stops(&mut self, experience: &'a Value, list: &str, leads_to: &str, place: &str) {
        let stops = experience.list(list);
        let mut seen: Vec<&str> = Vec::new();
        for (place, stop) in items(experience, list, place) {
            let id = stop.text("id").unwrap_or_default();
            if seen.contains(&id) {
                self.problems.push(Problem::error(&inside(&place, "id"), "stands twice here"));
            }
            seen.push(id);
            self.targets(stop, &place);
            self.page(stop.get("page"), &inside(&place, "page"));
            self.actions(experience, stop, &place);
            let mut always = false;
            for (place, branch) in items(stop, "next", &place) {
                if always {
                    self.doubt(&place, "is never reached: the branch before it always holds");
                }
                always |= branches::always(branch);
                self.audience(branch, "when", &place);
            }
            let choice = matches!(stop.text("type"), Some("single" | "multiple" | "ranking"));
            if choice && stop.list("options").is_empty() {
                self.doubt(&place, "has nothing to choose from: options are missing");
            }
            let beside = matches!(stop.text("type"), Some("tooltip" | "driven"));
            if beside && stop.get("target").is_none() {
                self.doubt(&place, "has no target to sit beside");
            }
        }
        let branches = Branches::new(stops, leads_to);
        for ((place, _), reached) in items(experience, list, place).zip(branches.reached()) {
            if !reached {
                self.doubt(&place, "is never reached: nothing leads to it");
            }
        }
        for (at, circle, forever) in branches.circles() {
            let out = if forever { ", and nothing leads out of it" } else { "" };
            let place = format!("{}[{at}].next", inside(place, list));
            self.doubt(&place, &format!("leads round in a circle: {circle}{out}"));
        }
    }

    fn actions(&mut self, experience: &Value, of: &Value, place: &str) {
        for (place, action) in items(of, "actions", place) {
            match action.text("do") {
                Some("goto") => {
                    let step = action.text("step").unwrap_or_default();
                    if !experience.list("steps").iter().any(|item| item.text("id") == Some(step)) {
                        let why = format!("leads to \"{step}\", which does not exist");
                        self.problems.push(Problem::error(&inside(&place, "step"), &why));
                    }
                }
                Some("show") => {
                    let id = action.text("experience").unwrap_or_default();
                    if self.named("experiences", id).is_none() {
                        let why = format!("shows \"{id}\", which the guidebook does not have");
                        self.problems.push(Problem::error(&inside(&place, "experience"), &why));
                    }
                }
                Some("open") => {
                    let url = action.text("url").unwrap_or_default();
                    if !url.contains("{{") && safe_url(url).is_none() {
                        let why = "expected a path, or a URL of http, https, mailto or tel";
                        self.problems.push(Problem::error(&inside(&place, "url"), why));
                    }
                }
                _ => {}
            }
        }
    }

    // --- selectors ---------------------------------------------------------------------------

    fn targets(&mut self, item: &Value, place: &str) {
        let place = inside(place, "target");
        match item.get("target") {
            // Several are a fallback for one another: the first is what should last.
            Some(Value::List(list)) => self.selector(list.first(), &format!("{place}[0]")),
            target => self.selector(target, &place),
        }
    }

    /// A page that starts with neither of these is on no site.
    fn page(&mut self, page: Option<&Value>, place: &str) {
        let starts = |page: &str| page.starts_with(['/', '*']) || page.contains("://");
        if page.and_then(Value::as_text).is_some_and(|page| !starts(page)) {
            let why =
                "can never match: a page starts with /, with * or with a scheme like https://";
            self.doubt(place, why);
        }
    }

    fn selector(&mut self, selector: Option<&Value>, place: &str) {
        if let Some(why) = selector.and_then(Value::as_text).and_then(brittle) {
            let advice = "give the element an attribute of its own, such as data-test";
            self.doubt(place, &format!("is brittle: {why}; {advice}"));
        }
    }
}

/// The facts that a conjunction asks to be there.
fn asked_for<'m>(map: &'m Map, there: &mut Vec<&'m str>) {
    for (key, operand) in map.iter() {
        if key == "$and" {
            operand
                .as_list()
                .iter()
                .filter_map(Value::as_map)
                .for_each(|part| asked_for(part, there));
        } else if operand.is_true("$exists") || operand.get("$empty") == Some(&Value::Bool(false)) {
            there.push(key);
        }
    }
}

/// Whether comparisons of numbers hold where nothing is known, which counts as 0; nothing where
/// something else than numbers is compared.
fn holds_of_nothing(tests: &Map) -> Option<bool> {
    let mut compares = None;
    for (key, operand) in tests.iter() {
        let holds = match (key, operand) {
            ("$lt", Value::Number(bound)) => 0.0 < *bound,
            ("$lte", Value::Number(bound)) => 0.0 <= *bound,
            ("$gt", Value::Number(bound)) => 0.0 > *bound,
            ("$gte", Value::Number(bound)) => 0.0 >= *bound,
            ("$not", Value::Map(inner)) => match holds_of_nothing(inner) {
                Some(holds) => !holds,
                None => continue,
            },
            ("$ne" | "$nin" | "$nini" | "$notInGroup" | "$not", _) => continue,
            // Anything else is false of what is missing, or does not compare.
            _ => return None,
        };
        compares = Some(holds && compares != Some(false));
    }
    compares
}

/// Why a selector will likely not survive the next release of the page. What goes by the words or
/// the roles that people meet (`text=Save`, `role=button[name=Save]`) does.
fn brittle(selector: &str) -> Option<&'static str> {
    selector.split(">>>").map(str::trim).find_map(brittle_part)
}

fn brittle_part(selector: &str) -> Option<&'static str> {
    let count = |c: char| selector.matches(c).count();
    if count('[') != count(']') || count('(') != count(')') || count('"') % 2 == 1 {
        return Some(
            "its brackets or quotes do not match, so that it is likely no selector at all",
        );
    }
    if selector.starts_with("text=") || selector.starts_with("role=") {
        return None;
    }
    let lower = selector.to_ascii_lowercase();
    if lower.contains(":nth-") {
        return Some("it counts elements");
    }
    if selector.starts_with('/') {
        return Some("it looks like XPath, and CSS is expected");
    }
    let steps = outside_brackets(selector)
        .split([' ', '>', '+', '~'])
        .filter(|step| !step.is_empty())
        .count();
    if steps > 4 {
        return Some("it describes a long path through the page");
    }
    names(&outside_brackets(selector))
        .any(is_generated)
        .then_some("it uses a name that a build tool made")
}

/// The selector without what stands in brackets and parentheses, which is text of the page.
fn outside_brackets(selector: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in selector.chars() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The names of classes and ids in a selector.
fn names(selector: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'));
    selector.split(['.', '#']).skip(1).map(move |name| name.split(ends).next().unwrap_or_default())
}

/// `css-1x2y3z`, `sc-bdVaJa`, `jsx-3827493`, `Button_root__a1B2c`, `_hash_1k3x2_`, `:r3:`: names
/// with a part that mixes letters and digits, or many digits, as people do not write them.
fn is_generated(name: &str) -> bool {
    let known = ["css-", "sc-", "jsx-", "emotion-", "ember", "radix-", "mui-"];
    let numbered = |rest: &str| rest.len() >= 4 && rest.chars().any(|c| c.is_ascii_digit());
    if known
        .iter()
        .filter_map(|prefix| name.strip_prefix(prefix))
        .any(|rest| numbered(rest) || mixed(rest))
    {
        return true;
    }
    name.split(['-', '_']).any(|part| {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        let letters = part.chars().filter(char::is_ascii_alphabetic).count();
        part.len() >= 5 && digits >= 1 && letters >= 1 && switches(part) >= 3 || digits >= 5
    })
}

/// Whether capitals and small letters alternate, as in `bdVaJa`.
fn mixed(text: &str) -> bool {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    text.len() >= 5 && capitals >= 2
}

/// How often letters and digits take turns.
fn switches(part: &str) -> usize {
    let digit: Vec<bool> = part.chars().map(|c| c.is_ascii_digit()).collect();
    digit.windows(2).filter(|pair| pair.first() != pair.last()).count()
}
