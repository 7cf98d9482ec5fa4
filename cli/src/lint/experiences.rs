//! Doubts about experiences: what nothing starts, steps that are never reached, actions that lead
//! nowhere, pages that are none.

use super::pages::Instead;
use super::selectors::brittle;
use super::spelling::did_you_mean;
use super::{Lint, inside, items};
use crate::branches::{self, Branches};
use docent::core::consent::Consent;
use docent::core::guidebook::Problem;
use docent::core::text::safe_url;
use docent::core::value::Value;

/// Fields of triggers that only some moments look at.
const OF: [(&str, &[&str]); 6] = [
    ("event", &["event"]),
    ("where", &["event"]),
    ("selector", &["element"]),
    ("when", &["element"]),
    ("after", &["delay", "idle"]),
    ("percent", &["scroll"]),
];

impl<'a> Lint<'a> {
    /// A launcher is seen on every page: where it is counted, little else is ever shown.
    pub(super) fn launchers(&mut self) {
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

    pub(super) fn experience(&mut self, experience: &'a Value, place: &str) {
        self.audience(experience, "audience", place);
        self.itself(experience, place);
        if experience.text("kind") == Some("survey") {
            self.dots(experience, place);
        }
        self.trigger(experience, &inside(place, "trigger"));
        if let Some(frequency) = experience.get("frequency") {
            self.frequency(frequency, &inside(place, "frequency"));
        }
        if let Some(schedule) = experience.get("schedule") {
            self.schedule(schedule, &inside(place, "schedule"));
        }
        let of = experience.get("experiment");
        let experiment = of.and_then(|of| of.text("id"));
        let inside_it = inside(place, "experiment");
        self.reference("experiments", "the experiment", experiment, &inside_it);
        self.variant(experiment, of.and_then(|of| of.text("variant")), &inside_it);
        self.goals(experience, place);
        self.targets(experience, place);
        self.card(experience, experience, place);
        if matches!(experience.text("kind"), Some("banner" | "inline")) {
            self.readable(experience, place);
        }
        self.placeholders(experience, false, place);
        self.markup(experience, place);
        self.undrawn(experience, place);
        self.theme(experience, place);
        if let Some(texts) = experience.get("locale") {
            self.links(texts, &inside(place, "locale"));
        }
        for (list, leads_to) in [("steps", "step"), ("questions", "question")] {
            self.stops(experience, list, leads_to, place);
        }
        for list in ["steps", "questions", "tasks", "spots", "items"] {
            self.ids(experience, list, place);
        }
        self.items(experience, place);
    }

    fn trigger(&mut self, experience: &'a Value, place: &str) {
        let Some(trigger) = experience.get("trigger") else { return };
        self.properties(trigger, place);
        self.page(trigger.get("page"), &inside(place, "page"));
        self.query(trigger.get("page"), &inside(place, "page"), Instead::Audience);
        self.selector(trigger.get("selector"), &inside(place, "selector"));
        self.moment(trigger, place);
        if trigger.text("on") == Some("segment") && experience.get("audience").is_none() {
            let why = "asks for a segment, and there is none: it starts for everyone; name one \
                       in audience, as {\"$segment\": \"…\"}";
            self.doubt(&inside(place, "on"), why);
        }
    }

    /// Tasks, spots, and what a launcher opens.
    fn items(&mut self, experience: &'a Value, place: &str) {
        for (place, task) in items(experience, "tasks", place) {
            self.audience(task, "done", &place);
            self.card(experience, task, &place);
        }
        for (place, spot) in items(experience, "spots", place) {
            self.targets(spot, &place);
            self.readable(spot, &place);
            self.card(experience, spot, &place);
        }
        for (place, item) in items(experience, "items", place) {
            let shown = inside(&place, "experience");
            self.reference("experiences", "the experience", item.text("experience"), &shown);
            self.card(experience, item, &place);
            if let Some(url) = item.text("url") {
                self.url(url, &inside(&place, "url"));
            }
            if ["url", "experience", "actions"].iter().all(|key| item.get(key).is_none()) {
                self.doubt(&place, "opens nothing: url, experience and actions are missing");
            }
        }
    }

    /// What is said of a trigger beside its `on`, and belongs to another.
    fn moment(&mut self, trigger: &Value, place: &str) {
        let Some(on) = trigger.text("on") else { return };
        for (key, moments) in OF {
            if trigger.get(key).is_some() && !moments.contains(&on) {
                let of = moments.join("\" and \"");
                let why = format!("does nothing: it belongs to \"{of}\", and this is \"{on}\"");
                self.doubt(&inside(place, key), &why);
            }
        }
        if on == "manual" && trigger.get("page").is_some() {
            let why = "does nothing: what starts by hand alone is shown on every page";
            self.doubt(&inside(place, "page"), why);
        }
    }

    /// A path to an answer is taken apart at its dots.
    fn dots(&mut self, of: &Value, place: &str) {
        if let Some(id) = of.text("id").filter(|id| id.contains('.')) {
            let instead = id.replace('.', "-");
            let why = format!(
                "has a dot, so that neither $answer nor answers.<survey>.<question> finds its answers; \
                 call it \"{instead}\""
            );
            self.doubt(&inside(place, "id"), &why);
        }
    }

    fn stops(&mut self, experience: &'a Value, list: &str, leads_to: &str, place: &str) {
        let stops = experience.list(list);
        for (place, stop) in items(experience, list, place) {
            if list == "questions" {
                self.dots(stop, &place);
                self.question(stop, &place);
            }
            self.targets(stop, &place);
            self.page(stop.get("page"), &inside(&place, "page"));
            self.query(stop.get("page"), &inside(&place, "page"), Instead::Pattern);
            self.card(experience, stop, &place);
            if list == "steps" && stop.text("type") != Some("hidden") {
                self.readable(stop, &place);
            }
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

    /// What is shown, whole or a part of it, says and does.
    fn card(&mut self, experience: &Value, of: &Value, place: &str) {
        for key in ["body", "thanks"] {
            if let Some(blocks) = of.get(key) {
                self.links(blocks, &inside(place, key));
            }
        }
        self.actions(experience, of, place);
    }

    /// What is shown with nothing on it.
    fn readable(&mut self, card: &Value, place: &str) {
        let said = |key: &str| card.get(key).is_some_and(|it| !blank(it));
        if !said("title") && !said("body") {
            self.doubt(place, "has nothing to read: give it a title or a body");
        }
    }

    /// Links, images and videos, wherever they are in blocks of text or in translations.
    fn links(&mut self, content: &Value, place: &str) {
        for (index, item) in content.as_list().iter().enumerate() {
            self.links(item, &format!("{place}[{index}]"));
        }
        for (key, item) in content.members() {
            let place = inside(place, key);
            if key == "video" {
                self.video(item, &place);
            }
            match item {
                Value::Text(url) if matches!(key, "url" | "src" | "captions") => {
                    self.url(url, &place)
                }
                _ => self.links(item, &place),
            }
        }
    }

    /// A URL that the page would not follow. Of one with a placeholder, only what stands before
    /// that is known.
    fn url(&mut self, url: &str, place: &str) {
        let known = match url.split_once("{{") {
            Some((before, _)) => &[before, "x"].concat(),
            None => url,
        };
        if safe_url(known).is_none() {
            let why = "expected a path, or a URL of http, https, mailto or tel";
            self.problems.push(Problem::error(place, why));
        }
        if let Some((path, behind)) = url.strip_prefix("{{").and_then(|it| it.split_once("}}")) {
            let foreign = ["page.", "session."].iter().any(|of| path.trim().starts_with(of));
            if !behind.is_empty() {
                let why = "begins with a placeholder, which is encoded as a part of the URL: only one that is all of it may hold a URL";
                self.doubt(place, why);
            } else if foreign {
                let why = "opens only what stands behind a bar: whoever made the link to the page would choose the URL; begin it with one of yours";
                self.doubt(place, why);
            }
        }
    }

    fn actions(&mut self, experience: &Value, of: &Value, place: &str) {
        for (place, action) in items(of, "actions", place) {
            self.action(experience, action, &place);
        }
        for key in ["body", "thanks"] {
            for (place, block) in items(of, key, place) {
                // A URL in a text was looked at with its links.
                if let Some(action) = block.get("button").filter(|it| it.get("url").is_none()) {
                    self.action(experience, action, &inside(&place, "button"));
                }
            }
        }
    }

    fn action(&mut self, experience: &Value, action: &Value, place: &str) {
        match action.text("do") {
            Some("goto") => self.leads(experience, action, place),
            Some("show") => {
                self.needed(action, "experience", place);
                let id = action.text("experience");
                if let Some(id) = id.filter(|id| self.named("experiences", id).is_none()) {
                    let why = format!("shows \"{id}\", which the guidebook does not have");
                    self.problems.push(Problem::error(&inside(place, "experience"), &why));
                }
            }
            Some("open") => {
                self.url(action.text("url").unwrap_or_default(), &inside(place, "url"));
            }
            Some("consent") => {
                let set = action.get("set").filter(|set| decides(set));
                if set.is_none() {
                    let why = "expected \"granted\", \"pending\" or \"denied\", or an object \
                               that says this of analytics or personalization";
                    self.problems.push(Problem::error(&inside(place, "set"), why));
                }
            }
            Some("call") => self.needed(action, "function", place),
            Some("track") => self.needed(action, "event", place),
            Some("set") => {
                self.needed(action, "traits", place);
                self.traits(action, &inside(place, "traits"));
            }
            _ => {}
        }
        if let Some(then) = action.get("then") {
            self.action(experience, then, &inside(place, "then"));
        }
    }

    /// Traits are called as they are written, dots and all, and conditions take a path apart.
    fn traits(&mut self, action: &Value, place: &str) {
        for (name, _) in action.get("traits").into_iter().flat_map(Value::members) {
            if name.contains('.') {
                let instead = name.strip_prefix("user.").unwrap_or(name).replace('.', "_");
                let why = format!(
                    "becomes a trait that is called \"{name}\", dots and all, so that no condition \
                     finds it; write \"{instead}\", which is the fact user.{instead}"
                );
                self.doubt(&inside(place, name), &why);
            }
        }
    }

    /// A button that goes to a step, or in a survey to a question.
    fn leads(&mut self, experience: &Value, action: &Value, place: &str) {
        self.needed(action, "step", place);
        let stops = || experience.list("steps").iter().chain(experience.list("questions"));
        let there = |id: &&str| stops().any(|stop| stop.text("id") == Some(id));
        if let Some(id) = action.text("step").filter(|id| !there(id)) {
            let meant = did_you_mean(id, stops().filter_map(|stop| stop.text("id")));
            let why = format!("leads to \"{id}\", which does not exist{meant}");
            self.problems.push(Problem::error(&inside(place, "step"), &why));
        }
    }

    /// What a button does nothing without.
    fn needed(&mut self, action: &Value, key: &str, place: &str) {
        if action.get(key).is_none() {
            self.problems.push(Problem::error(&inside(place, key), "is missing"));
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

    pub(super) fn selector(&mut self, selector: Option<&Value>, place: &str) {
        if let Some(why) = selector.and_then(Value::as_text).and_then(brittle) {
            let advice = "give the element an attribute of its own, such as data-test";
            self.doubt(place, &format!("is brittle: {why}; {advice}"));
        }
    }
}

/// Whether a text or a list of blocks shows nothing.
fn blank(content: &Value) -> bool {
    match content {
        Value::Text(text) => text.trim().is_empty(),
        Value::List(blocks) => blocks.iter().all(blank),
        _ => false,
    }
}

/// Whether the page can read a consent, and finds anything in it.
fn decides(set: &Value) -> bool {
    let says = |key: &&str| set.get(key).is_some();
    let empty = set.as_map().is_some() && !["analytics", "personalization"].iter().any(says);
    !empty && Consent::default().read(set).is_some()
}
