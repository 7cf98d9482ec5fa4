//! A browser with one tab, for tests that are about one page at a time.

use super::{Browser, Tab, called, routed, tracked};
use docent::core::Input;
use docent::core::call::Call;
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

    pub(crate) fn track(&mut self, name: &str) {
        self.call(tracked(name));
    }

    pub(crate) fn route(&mut self, path: &str) {
        self.input(routed(path));
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
