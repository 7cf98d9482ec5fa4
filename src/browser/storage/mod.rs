//! Where things are kept: IndexedDB, else localStorage, else memory, behind one interface of
//! keys and values.
//!
//! Writes of one step go together into one transaction and are then told to the other tabs.
//! What is not durable when the page is left goes into a journal in localStorage, from which the
//! next page takes it; keys are unique, so taking something twice does no harm.

mod database;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::listener::{Listener, Phase, once};
use super::{App, locks, value};
use crate::core::Input;
use crate::core::value::Value;
use database::{Database, Then};

/// A change on its way to the storage.
pub(crate) enum Change {
    /// A value under a key.
    Put(String, Value),
    /// A key without value.
    Delete(String),
    /// A call is done once what stands before this is stored.
    Ticket(u32, Option<String>),
}

enum Medium {
    Database(Rc<Database>),
    Local(web_sys::Storage),
    Memory,
}

/// The storage of this tab.
pub(crate) struct Storage {
    pub(super) prefix: String,
    medium: Medium,
    channel: Option<(BroadcastChannel, Listener)>,
    /// Changes that are not durable yet, with the number of their transaction.
    pending: Rc<RefCell<Vec<(u32, Writes)>>>,
    transactions: Cell<u32>,
}

/// Keys and their new values; none deletes.
type Writes = Vec<(String, Option<Value>)>;

/// Calls that wait for something to be stored: their ticket and what they answer.
type Tickets = Vec<(u32, Option<String>)>;

/// What goes on with an open storage and everything in it.
type Opened = Box<dyn FnOnce(Storage, Vec<(String, Value)>)>;

fn local_storage() -> Option<web_sys::Storage> {
    super::window().local_storage().ok()?
}

impl Storage {
    /// A storage before it was opened: nothing is written yet.
    pub(super) fn closed(prefix: &str) -> Self {
        Self {
            prefix: prefix.into(),
            medium: Medium::Memory,
            channel: None,
            pending: Rc::default(),
            transactions: Cell::new(0),
        }
    }

    /// Opens the best medium there is, and goes on with it and all that is in it.
    pub(super) fn open(app: &Rc<App>, prefix: &str, memory: bool, then: Opened) {
        let storage = Self::closed(prefix);
        if memory {
            return then(storage, Vec::new());
        }
        let app = app.clone();
        Database::open(
            prefix,
            Box::new(move |database| match database {
                Some(database) => {
                    let storage = Self { medium: Medium::Database(database.clone()), ..storage };
                    database.read_all(Box::new(move |stored| storage.complete(&app, stored, then)));
                }
                None => match local_storage() {
                    Some(local) => {
                        let stored = read_local(&local, &storage.local_prefix());
                        Self { medium: Medium::Local(local), ..storage }
                            .complete(&app, stored, then);
                    }
                    None => storage.complete(&app, Vec::new(), then),
                },
            }),
        );
    }

    fn complete(mut self, app: &Rc<App>, mut stored: Vec<(String, Value)>, then: Opened) {
        self.take_journals(&mut stored);
        self.channel = self.join(app);
        then(self, stored);
    }

    fn local_prefix(&self) -> String {
        [&self.prefix, ":"].concat()
    }

    /// Every tab has a journal of its own; the next page takes them all.
    fn journals(&self) -> String {
        [&self.prefix, ".journal."].concat()
    }

    fn remove_journal(&self, tab: &str) {
        if let Some(local) = local_storage() {
            let _ = local.remove_item(&[&self.journals(), tab].concat());
        }
    }

    /// Listens to the other tabs.
    fn join(&self, app: &Rc<App>) -> Option<(BroadcastChannel, Listener)> {
        let channel = BroadcastChannel::new(&self.prefix).ok()?;
        let hear = Rc::downgrade(app);
        let act = Box::new(move |event: JsValue| {
            let (Some(app), Some(data)) =
                (hear.upgrade(), value::from_js(&event.unchecked_ref::<MessageEvent>().data()))
            else {
                return;
            };
            if data.is_null() {
                app.dispatch(Input::Erased);
                return;
            }
            app.dispatch(Input::Foreign(changes_from(&data)));
        });
        let listener =
            Listener::new(&channel, &["message"], Phase::default(), &app.hooks.signal(), act);
        Some((channel, listener))
    }

    /// Writes the changes of one step, tells the other tabs, and settles the tickets among them
    /// when all is durable.
    pub(super) fn write(app: &Rc<App>, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let mut writes = Vec::new();
        let mut tickets = Vec::new();
        for change in changes {
            match change {
                Change::Put(key, value) => writes.push((key, Some(value))),
                Change::Delete(key) => writes.push((key, None)),
                Change::Ticket(ticket, id) => tickets.push((ticket, id)),
            }
        }
        let storage = app.storage.borrow();
        if let Some((channel, _)) = storage.channel.as_ref().filter(|_| !writes.is_empty()) {
            let _ = channel.post_message(&value::to_js(&changes_to(&writes)));
        }
        match &storage.medium {
            Medium::Database(database) if !writes.is_empty() => {
                // Begun at once, so that the page may be left in the very next instant.
                let begun = database.write(&writes);
                let finished = storage.pend(app, writes, tickets);
                drop(storage);
                return match begun {
                    Some(transaction) => database::finish(&transaction, finished),
                    None => finished(false),
                };
            }
            Medium::Local(local) => {
                let prefix = storage.local_prefix();
                for (key, value) in &writes {
                    let key = [&prefix, key.as_str()].concat();
                    let _ = match value {
                        Some(value) => local.set_item(&key, &value::to_text(value)),
                        None => local.remove_item(&key),
                    };
                }
            }
            _ => {}
        }
        let kept = !matches!(storage.medium, Medium::Memory);
        drop(storage);
        settle(app, tickets, kept);
    }

    /// Remembers writes until they are durable; returns what to do when that is known.
    fn pend(&self, app: &Rc<App>, writes: Writes, tickets: Tickets) -> Then<bool> {
        let number = self.transactions.get() + 1;
        self.transactions.set(number);
        self.pending.borrow_mut().push((number, writes));
        let (app, pending) = (app.clone(), self.pending.clone());
        Box::new(move |durable| {
            if durable {
                pending.borrow_mut().retain(|(known, _)| *known != number);
                if pending.borrow().is_empty() {
                    app.storage.borrow().remove_journal(&app.tab);
                }
            } else {
                Self::fall_back(&app);
            }
            settle(&app, tickets, durable);
        })
    }

    /// Goes on with what is left where the database no longer takes anything (full, or closed for
    /// a newer release), and says so once.
    fn fall_back(app: &Rc<App>) {
        let mut storage = app.storage.borrow_mut();
        if app.stopped.get() || !matches!(storage.medium, Medium::Database(_)) {
            return;
        }
        storage.medium = local_storage().map_or(Medium::Memory, Medium::Local);
        drop(storage);
        app.hooks.warn("the database takes nothing any more; going on without it");
    }

    /// Takes a run for this tab, unless a living tab holds it.
    pub(super) fn claim(app: &Rc<App>, run: String, key: String, value: Value) {
        let claimant = app.clone();
        let claimed: Then<(bool, Option<Value>)> = Box::new(move |(granted, stored)| {
            claimant.dispatch(Input::Claimed { run, granted, stored });
        });
        let storage = app.storage.borrow();
        let database = match &storage.medium {
            Medium::Database(database) => database,
            Medium::Local(local) => {
                let stored = local
                    .get_item(&[&storage.local_prefix(), key.as_str()].concat())
                    .ok()
                    .flatten();
                let stored =
                    stored.and_then(|text| value::from_js(&js_sys::JSON::parse(&text).ok()?));
                return claimed((true, stored));
            }
            Medium::Memory => return claimed((true, None)),
        };
        let (database, tab) = (database.clone(), app.tab.clone());
        app.hooks.holders(
            &locks::start(&storage.prefix),
            &once(Box::new(move |living| {
                let living = value::from_js(&living).unwrap_or_default();
                let living =
                    living.as_list().iter().filter_map(Value::as_text).map(String::from).collect();
                database.claim(key, value, tab, living, claimed);
            })),
        );
    }

    /// Deletes everything of ours and tells the other tabs.
    pub(super) fn erase(app: &Rc<App>) {
        let storage = app.storage.borrow();
        storage.pending.borrow_mut().clear();
        match &storage.medium {
            Medium::Database(database) => database.clear(),
            Medium::Local(local) => {
                for (key, _) in read_local(local, &storage.local_prefix()) {
                    let _ = local.remove_item(&[&storage.local_prefix(), key.as_str()].concat());
                }
            }
            Medium::Memory => {}
        }
        if let Some(local) = local_storage() {
            for (tab, _) in read_local(&local, &storage.journals()) {
                storage.remove_journal(&tab);
            }
            let _ = local.remove_item(&[&storage.prefix, ".queue"].concat());
        }
        if let Some((channel, _)) = &storage.channel {
            let _ = channel.post_message(&JsValue::NULL);
        }
    }

    pub(super) fn close(&mut self, tab: &str) {
        self.write_journal(tab);
        if let Some((channel, listener)) = self.channel.take() {
            drop(listener);
            channel.close();
        }
        if let Medium::Database(database) = &self.medium {
            database.close();
        }
        self.medium = Medium::Memory;
    }

    /// Puts what is not durable yet where a leaving page can still put it.
    pub(super) fn write_journal(&self, tab: &str) {
        let pending = self.pending.borrow();
        if pending.is_empty() {
            return;
        }
        let writes: Vec<_> = pending.iter().flat_map(|(_, writes)| writes).cloned().collect();
        if let Some(local) = local_storage() {
            let _ = local
                .set_item(&[&self.journals(), tab].concat(), &value::to_text(&changes_to(&writes)));
        }
    }

    fn take_journals(&self, stored: &mut Vec<(String, Value)>) {
        let Some(local) = local_storage() else { return };
        for (tab, changes) in read_local(&local, &self.journals()) {
            self.remove_journal(&tab);
            let changes = changes_from(&changes);
            if let Medium::Database(database) = &self.medium {
                // What fails here stays in memory for this page, and that is all that can be done.
                let _ = database.write(&changes);
            }
            for (key, value) in changes {
                stored.retain(|(known, _)| *known != key);
                if let Some(value) = value {
                    stored.push((key, value));
                }
            }
        }
    }
}

fn settle(app: &App, tickets: Tickets, durable: bool) {
    for (ticket, id) in tickets {
        app.hooks.settle(ticket, id.filter(|_| durable));
    }
}

fn read_local(local: &web_sys::Storage, prefix: &str) -> Vec<(String, Value)> {
    let mut stored = Vec::new();
    for index in 0..local.length().unwrap_or(0) {
        let Some(key) = local.key(index).ok().flatten() else { continue };
        let Some(ours) = key.strip_prefix(prefix) else { continue };
        let text = local.get_item(&key).ok().flatten().unwrap_or_default();
        let parsed = js_sys::JSON::parse(&text).ok();
        if let Some(value) = parsed.as_ref().and_then(value::from_js) {
            stored.push((ours.into(), value));
        }
    }
    stored
}

/// `[[key, value], [key], …]`: what tabs tell one another, and what the journal holds.
fn changes_to(changes: &[(String, Option<Value>)]) -> Value {
    let change = |(key, value): &(String, Option<Value>)| {
        let mut pair = vec![Value::from(key.as_str())];
        pair.extend(value.clone());
        Value::List(pair)
    };
    Value::List(changes.iter().map(change).collect())
}

fn changes_from(value: &Value) -> Writes {
    let change = |pair: &Value| {
        let pair = pair.as_list();
        Some((pair.first()?.as_text()?.into(), pair.get(1).cloned()))
    };
    value.as_list().iter().filter_map(change).collect()
}

/// Reads the pairs of a list of keys and a list of values, both as the page holds them.
fn zip(keys: &JsValue, values: &JsValue) -> Vec<(String, Value)> {
    let keys: &Array = keys.unchecked_ref();
    let names = keys.iter().filter_map(|key| key.as_string());
    match value::from_js(values) {
        Some(Value::List(values)) => names.zip(values).collect(),
        _ => Vec::new(),
    }
}
