//! What a browser is to the core, in memory: tabs on one storage and one clock that the test moves.
//! It performs effects as the loader does, and keeps what pages show and are told.

#![allow(dead_code, reason = "every test uses its part")]

pub(crate) mod page;

use docent::core::call::Call;
use docent::core::config::Config;
use docent::core::experience::run::Action;
use docent::core::input::Fetched;
use docent::core::time::{Millis, parse_date};
use docent::core::value::{Limits, Map, Value, parse, to_json};
use docent::core::{Effect, Input, Moment, State, step};
use docent::native::Native;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub(crate) fn json(text: &str) -> Value {
    parse(text, Limits { bytes: usize::MAX, depth: 64 }, &Native).expect("the test's JSON is JSON")
}

pub(crate) fn map(text: &str) -> Map {
    json(text).as_map().cloned().expect("an object")
}

/// One browser tab: a state, and what its page would show.
pub(crate) struct Tab {
    pub(crate) name: String,
    pub(crate) state: State,
    pub(crate) asleep_until: Option<Millis>,
    /// Views by their run.
    pub(crate) shown: BTreeMap<String, Value>,
    pub(crate) shown_ever: Vec<String>,
    pub(crate) notices: Vec<(&'static str, Value)>,
    /// What became of experiences: `welcome step role`.
    pub(crate) states: Vec<String>,
    pub(crate) awaited: Vec<Value>,
    pub(crate) warnings: Vec<String>,
    pub(crate) sent: Vec<(String, Value)>,
    /// The sinks it would like to send to.
    pub(crate) sinks: Vec<String>,
    /// The places of those that batches went to.
    pub(crate) sent_to: Vec<usize>,
    pub(crate) fetched: Vec<(String, Option<String>)>,
    pub(crate) opened: Vec<String>,
    pub(crate) called: Vec<(String, Value)>,
    pub(crate) acknowledged: Vec<(u32, Option<String>)>,
}

/// The browser: tabs, one storage, one clock.
pub(crate) struct Browser {
    pub(crate) storage: BTreeMap<String, Value>,
    /// What the present step has written.
    changes: Vec<(String, Value)>,
    pub(crate) living: BTreeSet<String>,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) now: Millis,
    pub(crate) monotonic: Millis,
    pub(crate) entropy: u64,
    /// Whether claims are answered only when [`Browser::answer_claims`] says so, as a database does.
    pub(crate) slow: bool,
    /// Whether nothing stored is read again, as in a preview or with storage in memory.
    pub(crate) forgetful: bool,
    claims: Vec<(At, Effect)>,
    /// Whether answers to claims of runs wait, though what they answer is done.
    pub(crate) late: bool,
    answers: Vec<(At, Input)>,
    /// What pages call `init` with.
    pub(crate) options: Value,
}

/// A tab by its place among the tabs.
pub(crate) type At = usize;

/// What the page calls.
pub(crate) fn called(call: Call) -> Input {
    Input::Called { call, page: None, ticket: 1 }
}

pub(crate) fn tracked(name: &str) -> Call {
    Call::Track(name.into(), Map::new(), None)
}

pub(crate) fn routed(path: &str) -> Input {
    let page = Map::new().with("url", format!("https://app.example{path}")).with("path", path);
    Input::Routed(Value::Map(page))
}

impl Browser {
    pub(crate) fn new() -> Browser {
        Browser::with(&format!(r#"{{"guidebook": {GUIDEBOOK}}}"#))
    }

    pub(crate) fn with(options: &str) -> Browser {
        Browser {
            storage: BTreeMap::new(),
            changes: Vec::new(),
            living: BTreeSet::new(),
            tabs: Vec::new(),
            now: parse_date("2026-07-01T09:00:00Z").unwrap(),
            monotonic: 0,
            entropy: 7,
            slow: false,
            forgetful: false,
            claims: Vec::new(),
            late: false,
            answers: Vec::new(),
            options: json(options),
        }
    }

    /// Opens a tab on the dashboard and reads what was stored.
    pub(crate) fn open(&mut self) -> At {
        let at = self.open_unread();
        self.read(at);
        self.route(at, "/dashboard");
        at
    }

    pub(crate) fn open_unread(&mut self) -> At {
        let name = format!("tab{}", self.tabs.len());
        self.living.insert(name.clone());
        self.tabs.push(Tab::new(&name, &self.options));
        self.tabs.len() - 1
    }

    pub(crate) fn read(&mut self, at: At) {
        let stored = self.storage.clone().into_iter().collect();
        self.input(at, Input::Restored(stored));
    }

    /// Ends a tab; the others that watch it are told.
    pub(crate) fn close(&mut self, at: At) {
        let name = self.tabs[at].name.clone();
        self.living.remove(&name);
        for other in self.living_tabs() {
            self.input(other, Input::TabGone(name.clone()));
        }
    }

    fn living_tabs(&self) -> Vec<At> {
        (0..self.tabs.len()).filter(|at| self.living.contains(&self.tabs[*at].name)).collect()
    }

    pub(crate) fn input(&mut self, at: At, input: Input) {
        self.inputs([(at, input)]);
    }

    /// What happens in several tabs before any of them hears what came of it.
    pub(crate) fn inputs<const N: usize>(&mut self, inputs: [(At, Input); N]) {
        let mut queue = VecDeque::from(inputs);
        while let Some((at, input)) = queue.pop_front() {
            self.entropy = self.entropy.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let moment = Moment {
                wall: self.now,
                monotonic: self.monotonic,
                utc_offset: 0,
                entropy: self.entropy,
            };
            for effect in step(&mut self.tabs[at].state, input, moment) {
                self.perform(at, effect, &mut queue);
            }
            // As a browser does: what one step wrote reaches the others as one message.
            let changes = std::mem::take(&mut self.changes);
            if !changes.is_empty() {
                self.tell_others(at, &Input::Foreign(changes), &mut queue);
            }
        }
    }

    fn tell_others(&self, at: At, input: &Input, queue: &mut VecDeque<(At, Input)>) {
        let others = self.living_tabs().into_iter().filter(|other| *other != at);
        queue.extend(others.map(|other| (other, input.clone())));
    }

    /// Stores a value, or takes it away.
    fn store(&mut self, key: String, value: Option<Value>) {
        match value.clone() {
            Some(value) => drop(self.storage.insert(key.clone(), value)),
            None => drop(self.storage.remove(&key)),
        }
        self.changes.push((key, value.unwrap_or_default()));
    }

    fn perform(&mut self, at: At, effect: Effect, queue: &mut VecDeque<(At, Input)>) {
        match effect {
            Effect::Persist(key, value) => self.store(key, Some(value)),
            Effect::Forget(key) => self.store(key, None),
            Effect::Erase => {
                self.storage.clear();
                self.tell_others(at, &Input::Erased, queue);
            }
            Effect::Claim { ref run, .. } if self.slow && !run.is_empty() => {
                self.claims.push((at, effect));
            }
            Effect::Claim { run, .. } if self.forgetful => {
                queue.push_back((at, Input::Claimed { run, granted: true, stored: None }));
            }
            Effect::Claim { run, key, value } => {
                let stored = self.storage.get(&key).cloned();
                let holder = stored.as_ref().and_then(|stored| stored.text("tab"));
                let me = &self.tabs[at].name;
                let granted =
                    holder.is_none_or(|holder| holder == me || !self.living.contains(holder));
                if granted {
                    let mine = match &stored {
                        Some(Value::Map(map)) => Value::Map(map.clone().with("tab", me.as_str())),
                        _ => value,
                    };
                    self.storage.insert(key, mine);
                }
                let waits = self.late && !run.is_empty();
                let answer = (at, Input::Claimed { run, granted, stored });
                if waits { self.answers.push(answer) } else { queue.push_back(answer) }
            }
            Effect::Watch(tab) if !self.living.contains(&tab) => {
                queue.push_back((at, Input::TabGone(tab)));
            }
            effect => self.tabs[at].perform(effect, self.monotonic),
        }
    }

    /// Answers the claims that wait, and all to come at once.
    pub(crate) fn answer_claims(&mut self) {
        self.slow = false;
        for (at, claim) in std::mem::take(&mut self.claims) {
            let mut queue = VecDeque::new();
            self.perform(at, claim, &mut queue);
            for (at, input) in queue {
                self.input(at, input);
            }
        }
    }

    /// Hands over the answers that wait to the tabs that are still there; all to come are at once.
    pub(crate) fn answer(&mut self) {
        self.late = false;
        for (at, answer) in std::mem::take(&mut self.answers) {
            if self.living.contains(&self.tabs[at].name) {
                self.input(at, answer);
            }
        }
    }

    /// Lets time pass; every tab wakes when it asked to, and at no other time.
    pub(crate) fn pass(&mut self, span: Millis) {
        let end = self.monotonic + span;
        loop {
            let due = |at: &At| self.tabs[*at].asleep_until.filter(|due| *due <= end);
            let next = self.living_tabs().into_iter().filter_map(|at| Some((due(&at)?, at))).min();
            let Some((due, at)) = next else { break };
            let due = due.max(self.monotonic);
            self.now += due - self.monotonic;
            self.monotonic = due;
            self.tabs[at].asleep_until = None;
            self.input(at, Input::Woke);
        }
        self.now += end - self.monotonic;
        self.monotonic = end;
    }

    pub(crate) fn call(&mut self, at: At, call: Call) {
        self.input(at, called(call));
    }

    pub(crate) fn track(&mut self, at: At, name: &str) {
        self.call(at, tracked(name));
    }

    pub(crate) fn route(&mut self, at: At, path: &str) {
        self.input(at, routed(path));
    }

    /// Makes a tab the one that sends, to all sinks it has.
    pub(crate) fn lead(&mut self, at: At) {
        for sink in self.tabs[at].sinks.clone() {
            self.input(at, Input::Leads(sink));
        }
    }

    pub(crate) fn act(&mut self, at: At, experience: &str, action: Action) {
        let acted = self.tabs[at].acted(experience, action);
        self.input(at, acted);
    }
}

impl Tab {
    /// What became of an experience, whichever step it was at.
    pub(crate) fn states_of(&self, experience: &str) -> Vec<String> {
        self.said(experience).iter().map(|said| said.split(' ').next().unwrap().into()).collect()
    }

    pub(crate) fn sentence(&self, id: &str, now: Millis) -> String {
        self.state.explain(Some(id), now).text("sentence").unwrap_or_default().into()
    }

    pub(crate) fn new(name: &str, options: &Value) -> Tab {
        let (config, wrong) = Config::decode(options, false);
        assert_eq!(wrong, Vec::<String>::new());
        Tab {
            name: name.into(),
            state: State::new(Box::new(Native), config, name.into()),
            asleep_until: None,
            shown: BTreeMap::new(),
            shown_ever: Vec::new(),
            notices: Vec::new(),
            states: Vec::new(),
            awaited: Vec::new(),
            warnings: Vec::new(),
            sent: Vec::new(),
            sinks: Vec::new(),
            sent_to: Vec::new(),
            fetched: Vec::new(),
            opened: Vec::new(),
            called: Vec::new(),
            acknowledged: Vec::new(),
        }
    }

    fn perform(&mut self, effect: Effect, monotonic: Millis) {
        match effect {
            Effect::Show(view) => {
                let run = view.text("run").unwrap().to_owned();
                if !self.shown.contains_key(&run) {
                    self.shown_ever.push(view.text("experience").unwrap().into());
                }
                self.shown.insert(run, view);
            }
            Effect::Hide(run) => drop(self.shown.remove(&run)),
            Effect::Send { batch, sink, body, .. } => {
                self.sent_to.push(sink);
                self.sent.push((batch, body));
            }
            Effect::Lead(sink) => self.sinks.push(sink),
            Effect::Sleep(delay) => self.asleep_until = delay.map(|delay| monotonic + delay),
            Effect::Notify(name, said) => {
                if name == "experience" {
                    let words = ["experience", "state", "step"].iter();
                    let words: Vec<&str> = words.filter_map(|key| said.text(key)).collect();
                    self.states.push(words.join(" "));
                }
                self.notices.push((name, said));
            }
            Effect::Await(_, wanted) => self.awaited = wanted,
            Effect::Navigate(url, _) => self.opened.push(url),
            Effect::CallHost(name, arguments) => self.called.push((name, arguments)),
            Effect::Warn(message) => self.warnings.push(message),
            Effect::Acknowledge(ticket, id) => self.acknowledged.push((ticket, id)),
            Effect::Fetch(url, etag) => self.fetched.push((url, etag)),
            _ => {}
        }
    }

    pub(crate) fn view(&self, experience: &str) -> Option<Value> {
        self.shown.values().find(|view| view.text("experience") == Some(experience)).cloned()
    }

    /// What someone does with what is shown of an experience.
    pub(crate) fn acted(&self, experience: &str, action: Action) -> Input {
        let view = self.view(experience).unwrap_or_else(|| panic!("{experience} is shown"));
        Input::Acted(view.text("run").unwrap().into(), action)
    }

    /// The experiences on the screen, by name.
    pub(crate) fn showing(&self) -> Vec<&str> {
        let mut showing: Vec<&str> =
            self.shown.values().map(|view| view.text("experience").unwrap()).collect();
        showing.sort_unstable();
        showing
    }

    pub(crate) fn is_in(&self, segment: &str) -> bool {
        self.state.memberships().contains(&segment)
    }

    /// What became of an experience, in order.
    pub(crate) fn said(&self, of: &str) -> Vec<&str> {
        let of = format!("{of} ");
        self.states.iter().filter_map(|state| state.strip_prefix(&of)).collect()
    }
}

/// A flow over three pages.
pub(crate) const TOUR: &str = r#"[{"id": "f", "kind": "flow", "steps": [
    {"id": "a", "type": "modal", "title": "A"},
    {"id": "b", "type": "modal", "title": "B", "page": "/invoices"},
    {"id": "c", "type": "modal", "title": "C", "page": "/reports"}]}]"#;

/// A flow of two steps that starts when it is asked for.
pub(crate) const TWO_STEPS: &str = r#"[{"id": "f", "kind": "flow", "trigger": {"on": "manual"}, "steps": [
    {"id": "a", "type": "modal", "title": "A"}, {"id": "b", "type": "modal", "title": "B"}]}]"#;
/// One of three, that starts with the page.
pub(crate) const THREE_STEPS: &str = r#"[{"id": "f", "kind": "flow", "steps": [
    {"id": "a", "type": "modal", "title": "A"}, {"id": "b", "type": "modal", "title": "B"},
    {"id": "c", "type": "modal", "title": "C"}]}]"#;
/// A survey of two questions.
pub(crate) const TWO_QUESTIONS: &str = r#"[{"id": "s", "kind": "survey", "questions": [
    {"id": "q", "type": "text", "title": "Q"}, {"id": "r", "type": "text", "title": "R"}]}]"#;

/// A browser whose pages give this guidebook to `init`.
pub(crate) fn given(rest: &str, experiences: &str) -> Browser {
    Browser::with(&format!(
        r#"{{"guidebook": {{"version": 1, {rest} "experiences": {experiences}}}}}"#
    ))
}

/// A browser whose pages fetch it.
pub(crate) fn fetched(browser: &mut Browser, tab: At, experiences: &str) {
    let text = format!(r#"{{"version": 1, "experiences": {experiences}}}"#);
    browser.input(tab, Input::Fetched(Fetched::Text(text, None)));
}

/// That of a small invoicing product.
pub(crate) const GUIDEBOOK: &str = include_str!("guidebook.json");

/// A browser with a tab that got this guidebook from its server.
pub(crate) fn with_guidebook(text: &str) -> (Browser, At) {
    let mut browser = Browser::with(r#"{"guidebook": "/guidebook.json"}"#);
    let tab = browser.open();
    browser.input(tab, Input::Fetched(Fetched::Text(text.into(), Some("\"1\"".into()))));
    (browser, tab)
}

impl Browser {
    /// Somebody new signs up.
    pub(crate) fn sign_up(&mut self, at: At) {
        let traits = Map::new().with("name", "Ann").with("created_at", self.now);
        self.call(at, Call::Identify("u1".into(), traits));
    }

    /// As far as the flow of a new freelancer.
    pub(crate) fn begin_flow(&mut self) -> At {
        let at = self.open();
        self.sign_up(at);
        self.look(at, "welcome");
        self.act(at, "welcome", Action::Answer("freelancer".into()));
        self.look(at, "first-invoice");
        at
    }

    /// What a tab shows of an experience, seen by the user.
    pub(crate) fn look(&mut self, at: At, experience: &str) -> Value {
        let view = self.tabs[at].view(experience);
        self.act(at, experience, Action::Seen);
        view.unwrap()
    }

    pub(crate) fn does(&mut self, tab: At, experience: &str, word: &str) {
        self.act(tab, experience, Action::decode(word, Value::Null).unwrap());
    }

    pub(crate) fn answers(&mut self, tab: At, experience: &str, answer: impl Into<Value>) {
        self.act(tab, experience, Action::Answer(answer.into()));
    }

    pub(crate) fn title(&self, tab: At, experience: &str) -> Option<String> {
        let view = self.tabs[tab].view(experience)?;
        let question = view.at("question.title").and_then(Value::as_text).unwrap_or_default();
        Some(if question.is_empty() { view.text("title")?.into() } else { question.into() })
    }

    /// All that is stored, as text.
    pub(crate) fn stored(&self) -> String {
        let line = |(key, value): (&String, &Value)| format!("{key} {}\n", to_json(value, &Native));
        self.storage.iter().map(line).collect()
    }

    pub(crate) fn fact(&self, tab: At, path: &str) -> Option<Value> {
        self.tabs[tab].state.facts().at(path).cloned()
    }
}
