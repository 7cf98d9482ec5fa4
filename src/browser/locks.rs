//! Which tabs are alive, and which of them sends: by Web Locks, for which the loader waits
//! (pkg-config/src/locks.ts).
//!
//! Every tab holds a lock of its own name for as long as it lives, crashes included; whoever
//! wants to know when it is gone asks for the same lock. One more lock elects the sender.
//! Without Web Locks every tab sends its own, and a tab that does not answer counts as gone.

use std::rc::Rc;

use super::App;
use super::listener::once;
use crate::core::Input;

/// What the name of a tab's lock starts with.
pub(super) fn start(prefix: &str) -> String {
    [prefix, ":tab:"].concat()
}

/// Takes this tab's lock, and stands for election.
pub(super) fn join(app: &Rc<App>, prefix: &str) {
    app.hooks.hold(&[&start(prefix), app.tab.as_str()].concat(), &once(Box::new(|_| {})));
    let leader = app.clone();
    let elected = once(Box::new(move |_| leader.dispatch(Input::Leads(true))));
    app.hooks.hold(&[prefix, ":deliver"].concat(), &elected);
}

/// Reports when a tab is gone.
pub(super) fn watch(app: &Rc<App>, tab: String) {
    let lock = [start(&app.storage.borrow().prefix), tab.clone()].concat();
    let heir = app.clone();
    app.hooks.watch(&lock, &once(Box::new(move |_| heir.dispatch(Input::TabGone(tab)))));
}
