//! IndexedDB: one database, one object store, keys and values.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

use crate::browser::value;
use crate::core::value::Value;

const STORE: &str = "docent";

/// An open database.
pub(super) struct Database {
    database: IdbDatabase,
}

/// A write on its way.
pub(super) struct Writing {
    done: Option<Promise>,
}

impl Writing {
    /// Whether it became durable.
    pub(super) async fn finish(self) -> bool {
        match self.done {
            Some(done) => JsFuture::from(done).await.is_ok(),
            None => false,
        }
    }
}

/// A request as a promise: the page's own functions settle it, so no closure is needed.
fn promise_of(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    })
}

async fn result_of(request: &IdbRequest) -> Result<JsValue, JsValue> {
    JsFuture::from(promise_of(request)).await?;
    request.result()
}

impl Database {
    pub(super) async fn open(name: &str) -> Result<Database, JsValue> {
        let factory = Reflect::get(&super::super::window(), &"indexedDB".into())?;
        if factory.is_undefined() || factory.is_null() {
            return Err(JsValue::NULL);
        }
        let request = factory.unchecked_ref::<IdbFactory>().open_with_u32(name, 1)?;
        let upgrading = request.clone();
        let upgrade = Closure::once_into_js(move |_: JsValue| {
            if let Ok(database) = upgrading.result() {
                let _ = database.unchecked_ref::<IdbDatabase>().create_object_store(STORE);
            }
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        let database: IdbDatabase = result_of(&request).await?.unchecked_into();
        // A newer release, or whoever deletes the database, is not kept waiting.
        let closing = database.clone();
        let close = Closure::once_into_js(move |_: JsValue| closing.close());
        database.set_onversionchange(Some(close.unchecked_ref()));
        Ok(Database { database })
    }

    fn begin(&self) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let transaction = self.database.transaction_with_str_and_mode(STORE, IdbTransactionMode::Readwrite)?;
        let store = transaction.object_store(STORE)?;
        Ok((transaction, store))
    }

    pub(super) async fn read_all(&self) -> Result<Vec<(String, Value)>, JsValue> {
        let store = self.database.transaction_with_str(STORE)?.object_store(STORE)?;
        let (keys, values) = (store.get_all_keys()?, store.get_all()?);
        // Both are listened to before either is awaited: neither answer may be missed.
        let answers = (promise_of(&keys), promise_of(&values));
        JsFuture::from(answers.0).await?;
        JsFuture::from(answers.1).await?;
        let (keys, values) = (keys.result()?, values.result()?);
        Ok(super::zip(&keys, &values))
    }

    #[allow(deprecated, reason = "web-sys marks commit so, the standard does not")]
    /// Begins writing, and commits without waiting for the requests to be answered.
    pub(super) fn write(&self, changes: &[(String, Option<Value>)]) -> Writing {
        let write = || -> Result<Promise, JsValue> {
            let (transaction, store) = self.begin()?;
            for (key, value) in changes {
                match value {
                    Some(value) => store.put_with_key(&value::to_js(value), &key.into())?,
                    None => store.delete(&key.into())?,
                };
            }
            let done = Promise::new(&mut |resolve, reject| {
                transaction.set_oncomplete(Some(&resolve));
                transaction.set_onabort(Some(&reject));
            });
            transaction.commit()?;
            Ok(done)
        };
        Writing { done: write().ok() }
    }

    /// In one transaction: writes the value unless another living tab's stands there. Returns
    /// whether it did, and what stood there.
    pub(super) async fn claim(
        &self,
        key: &str,
        value: &Value,
        tab: &str,
        living: &[String],
    ) -> Result<(bool, Option<Value>), JsValue> {
        let (_, store) = self.begin()?;
        let stored = result_of(&store.get(&key.into())?).await?;
        let stored = if stored.is_undefined() { None } else { value::from_js(&stored) };
        let holder = stored.as_ref().and_then(|stored| stored.text("tab")).unwrap_or(tab);
        if holder != tab && living.iter().any(|known| known == holder) {
            return Ok((false, stored));
        }
        // What was left unfinished is taken over as it is, under this tab's name.
        let mine = match &stored {
            Some(Value::Map(map)) => Value::Map(map.clone().with("tab", tab)),
            _ => value.clone(),
        };
        result_of(&store.put_with_key(&value::to_js(&mine), &key.into())?.unchecked_into()).await?;
        Ok((true, stored))
    }

    pub(super) fn clear(&self) {
        if let Ok((_, store)) = self.begin() {
            let _ = store.clear();
        }
    }

    pub(super) fn close(&self) {
        self.database.close();
    }
}

