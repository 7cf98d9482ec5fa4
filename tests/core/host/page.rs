//! A browser with one tab, for tests that are about one page at a time.

use super::{Browser, Tab, called, json, map, routed, tracked};
use docent::core::Input;
use docent::core::call::Call;
use docent::core::experience::run::Action;
use docent::core::value::{Value, to_json};
use docent::native::Native;
use std::ops::{Deref, DerefMut};

/// One page, reloaded as often as a test likes. It is its browser and its tab in one, and every
/// input comes a millisecond after the one before.
pub(crate) struct Page(Browser);

impl Page {
    /// Opens a page that calls `init` with these options.
    pub(crate) fn given(options: &str) -> Page {
        let mut page = Page(Browser::with(options));
        page.0.open_unread();
        page.begin();
        page
    }

    fn begin(&mut self) {
        self.read(0);
        self.route("/");
    }

    /// Loads the page anew, in this tab or another one when this is gone; `before` happens while
    /// the module is still loading. What was told is kept.
    pub(crate) fn load(&mut self, tab: &str, before: impl FnOnce(&mut Page)) {
        let Tab { name, state, .. } = Tab::new(tab, &self.options);
        self.living = [name.clone()].into();
        let page = &mut self.tabs[0];
        (page.name, page.state, page.asleep_until) = (name, state, None);
        page.shown.clear();
        page.awaited.clear();
        before(self);
        self.begin();
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.now += 1;
        self.monotonic += 1;
        self.0.input(0, input);
    }

    pub(crate) fn call(&mut self, call: Call) {
        self.input(called(call));
    }

    pub(crate) fn identify(&mut self, user: &str, traits: &str) {
        self.call(Call::Identify(user.into(), map(traits)));
    }

    pub(crate) fn track(&mut self, name: &str) {
        self.call(tracked(name));
    }

    pub(crate) fn route(&mut self, path: &str) {
        self.input(routed(path));
    }

    /// Opens a page with this guidebook, and more options.
    pub(crate) fn under(guidebook: &str, more: &str) -> Page {
        let options = map(more).with("guidebook", json(guidebook));
        Page::given(&to_json(&Value::Map(options), &Native))
    }

    /// Opens a page with these experiences.
    pub(crate) fn with(experiences: &str) -> Page {
        Page::given(&format!(r#"{{"guidebook": {{"version": 1, "experiences": {experiences}}}}}"#))
    }

    /// Opens a page with a banner `b` that has these fields.
    pub(crate) fn banner(fields: &str) -> Page {
        Page::with(&format!("[{}]", banner("b", fields)))
    }

    pub(crate) fn reload(&mut self, tab: &str) {
        self.load(tab, |_| {});
    }

    /// Goes to another page.
    pub(crate) fn turn(&mut self) {
        self.route(&format!("/{}", self.now));
    }

    /// The events the page or an action asked for.
    pub(crate) fn tracked(&self) -> Vec<&Value> {
        let is = |name: &str, event: &Value| name == "event" && event.text("type") == Some("track");
        self.notices
            .iter()
            .filter(|(name, event)| is(name, event))
            .map(|(_, event)| event)
            .collect()
    }

    /// Somebody sees an experience and closes it.
    pub(crate) fn see(&mut self, id: &str) {
        self.act(id, "seen");
        self.act(id, "close");
    }

    pub(crate) fn sentence(&self, id: &str) -> String {
        self.state.explain(Some(id), self.now).text("sentence").unwrap().into()
    }

    pub(crate) fn view(&self, id: &str) -> Value {
        Tab::view(self, id).unwrap_or_else(|| panic!("{id} is shown"))
    }

    pub(crate) fn shows(&self, id: &str) -> bool {
        self.showing().contains(&id)
    }

    pub(crate) fn act(&mut self, id: &str, word: &str) {
        self.say(id, word, Value::Null);
    }

    pub(crate) fn say(&mut self, id: &str, word: &str, value: Value) {
        let action = Action::decode(word, value).expect("a word for an action");
        let acted = self.acted(id, action);
        self.input(acted);
    }

    /// Which items of an experience are done.
    pub(crate) fn done(&self, id: &str) -> Vec<bool> {
        self.view(id).list("items").iter().map(|item| item.is_true("done")).collect()
    }
}

impl Deref for Page {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.0
    }
}

impl DerefMut for Page {
    fn deref_mut(&mut self) -> &mut Browser {
        &mut self.0
    }
}

/// What is asked of a browser without naming a tab is asked of its first.
impl Deref for Browser {
    type Target = Tab;

    fn deref(&self) -> &Tab {
        &self.tabs[0]
    }
}

/// The title of the flow that is shown.
pub(crate) fn title(page: &Page) -> String {
    page.view("f").text("title").unwrap().to_owned()
}

/// A banner with these fields, which are JSON and end with a comma.
pub(crate) fn banner(id: &str, fields: &str) -> String {
    format!(r#"{{"id": "{id}", "kind": "banner", {fields} "body": "B"}}"#)
}
