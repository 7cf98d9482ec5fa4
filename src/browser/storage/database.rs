//! IndexedDB: one database, one object store, keys and values.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{
    Event, IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use crate::browser::listener::once;
use crate::browser::value;
use crate::core::value::Value;
use IdbTransactionMode::{Readonly, Readwrite};

const STORE: &str = "docent";

/// What goes on with the answer to something.
pub(super) type Then<T> = Box<dyn FnOnce(T)>;

/// An open database.
pub(super) struct Database {
    database: IdbDatabase,
}

/// Goes on with what a request came to; with nothing where it failed.
fn answer(request: &IdbRequest, then: Then<Option<JsValue>>) {
    let asked = request.clone();
    let settled = once(Box::new(move |event| {
        let succeeded = event.unchecked_ref::<Event>().type_() == "success";
        then(asked.result().ok().filter(|_| succeeded));
    }));
    request.set_onsuccess(Some(&settled));
    request.set_onerror(Some(&settled));
}

/// Goes on with whether a write has become durable.
pub(super) fn finish(transaction: &IdbTransaction, then: Then<bool>) {
    let settled =
        once(Box::new(move |event| then(event.unchecked_ref::<Event>().type_() == "complete")));
    transaction.set_oncomplete(Some(&settled));
    transaction.set_onabort(Some(&settled));
}

impl Database {
    /// Opens a database; goes on with nothing where there can be none.
    pub(super) fn open(name: &str, then: Then<Option<Rc<Database>>>) {
        let factory = Reflect::get(&crate::browser::window(), &"indexedDB".into()).ok();
        let factory = factory.filter(|factory| factory.is_truthy());
        let request = factory
            .and_then(|factory| factory.unchecked_ref::<IdbFactory>().open_with_u32(name, 1).ok());
        let Some(request) = request else { return then(None) };
        let upgrading = request.clone();
        let upgrade = once(Box::new(move |_| {
            if let Ok(database) = upgrading.result() {
                let _ = database.unchecked_ref::<IdbDatabase>().create_object_store(STORE);
            }
        }));
        request.set_onupgradeneeded(Some(&upgrade));
        answer(
            &request,
            Box::new(|database| {
                then(database.map(|database| {
                    let database: IdbDatabase = database.unchecked_into();
                    // A newer release, or whoever deletes the database, is not kept waiting.
                    let closing = database.clone();
                    database.set_onversionchange(Some(&once(Box::new(move |_| closing.close()))));
                    Rc::new(Database { database })
                }));
            }),
        );
    }

    fn begin(&self, mode: IdbTransactionMode) -> Option<(IdbTransaction, IdbObjectStore)> {
        let transaction = self.database.transaction_with_str_and_mode(STORE, mode).ok()?;
        let store = transaction.object_store(STORE).ok()?;
        Some((transaction, store))
    }

    /// Reads every key and its value.
    pub(super) fn read_all(&self, then: Then<Vec<(String, Value)>>) {
        let both = self
            .begin(Readonly)
            .and_then(|(_, store)| store.get_all_keys().ok().zip(store.get_all().ok()));
        let Some((keys, values)) = both else { return then(Vec::new()) };
        // The requests of one transaction are answered in their order: first keys, then values.
        answer(
            &values,
            Box::new(move |values| {
                let both = keys.result().ok().zip(values);
                then(both.map(|(keys, values)| super::zip(&keys, &values)).unwrap_or_default());
            }),
        );
    }

    /// Begins writing, and commits without waiting for the requests to be answered.
    #[allow(deprecated, reason = "web-sys marks commit so, the standard does not")]
    pub(super) fn write(&self, changes: &[(String, Option<Value>)]) -> Option<IdbTransaction> {
        let (transaction, store) = self.begin(Readwrite)?;
        for (key, value) in changes {
            match value {
                Some(value) => store.put_with_key(&value::to_js(value), &key.into()).ok()?,
                None => store.delete(&key.into()).ok()?,
            };
        }
        transaction.commit().ok()?;
        Some(transaction)
    }

    /// In one transaction: writes the value unless another living tab's stands there. Goes on
    /// with whether it did, and what stood there.
    pub(super) fn claim(
        &self,
        key: String,
        value: Value,
        tab: String,
        living: Vec<String>,
        then: Then<(bool, Option<Value>)>,
    ) {
        let begun = self
            .begin(Readwrite)
            .and_then(|(_, store)| Some((store.get(&key.as_str().into()).ok()?, store)));
        // Without a working storage there is nobody to share with.
        let Some((get, store)) = begun else { return then((true, None)) };
        answer(
            &get,
            Box::new(move |stored| {
                let stored = stored.as_ref().and_then(value::from_js);
                let holder = stored.as_ref().and_then(|stored| stored.text("tab")).unwrap_or(&tab);
                if *holder != tab && living.iter().any(|known| known == holder) {
                    return then((false, stored));
                }
                // What was left unfinished is taken over as it is, under this tab's name.
                let mine = match &stored {
                    Some(Value::Map(map)) => Value::Map(map.clone().with("tab", tab.as_str())),
                    _ => value,
                };
                match store.put_with_key(&value::to_js(&mine), &key.into()) {
                    Ok(put) => answer(
                        put.unchecked_ref(),
                        Box::new(|written| then((true, stored.filter(|_| written.is_some())))),
                    ),
                    Err(_) => then((true, None)),
                }
            }),
        );
    }

    pub(super) fn clear(&self) {
        if let Some((_, store)) = self.begin(Readwrite) {
            let _ = store.clear();
        }
    }

    pub(super) fn close(&self) {
        self.database.close();
    }
}
