//! Requests: the guidebook in, batches out. The loader sends them and awaits the answer
//! (pkg-config/src/request.ts); what to ask and what an answer means is said here.

use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

use super::App;
use super::listener::{object, once};
use crate::core::Input;
use crate::core::config::{Sink, SinkKind};
use crate::core::input::{Fetched, Response};

/// A guidebook larger than this is not read to its end.
const MOST_BYTES: u32 = 1 << 20;

#[wasm_bindgen]
extern "C" {
    type Answer;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;
    #[wasm_bindgen(method, getter)]
    fn tag(this: &Answer) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn retry(this: &Answer) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn text(this: &Answer) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn wrong(this: &Answer) -> Option<String>;

    #[wasm_bindgen(js_name = btoa, catch)]
    fn base64(text: &str) -> Result<String, JsValue>;
}

/// Asks for the guidebook; what comes of it is an input.
pub(super) fn fetch_guidebook(app: &Rc<App>, url: &str, etag: Option<String>) {
    // With our own copy and tag, the browser's cache would only be a second one to go stale.
    let mut options = vec![("cache", "no-store".into()), ("credentials", "same-origin".into())];
    if let Some(etag) = etag {
        options.push(("headers", object(&[("If-None-Match", etag.into())])));
    }
    let asker = app.clone();
    let done = once(Box::new(move |answer| {
        asker.dispatch(Input::Fetched(fetched(answer.unchecked_ref())))
    }));
    app.hooks.request(url, &object(&options), MOST_BYTES, &done);
}

fn fetched(answer: &Answer) -> Fetched {
    match answer.status() {
        0 => Fetched::Failed("the network did not answer".into()),
        304 => Fetched::Unchanged,
        200..=299 => match answer.text() {
            Some(text) => Fetched::Text(text, answer.tag()),
            None => Fetched::Failed(answer.wrong().unwrap_or_default()),
        },
        status => {
            let status = crate::core::time::whole(i64::from(status));
            Fetched::Failed(["the server answered with HTTP ", &status].concat())
        }
    }
}

/// Sends a batch to a sink; its verdict is an input.
pub(super) fn send(
    app: &Rc<App>,
    batch: String,
    index: usize,
    sink: &Sink,
    body: &JsValue,
    keepalive: bool,
) {
    let sender = app.clone();
    let answered = move |response| sender.dispatch(Input::Answered { batch, response });
    if sink.kind == SinkKind::Function {
        // One that throws or rejects is tried again.
        let done = once(Box::new(move |taken| {
            answered(if taken.is_truthy() { Response::Taken } else { Response::Later(None) });
        }));
        return app.hooks.hand(index as u32, body, &done);
    }
    let Ok(text) = js_sys::JSON::stringify(body) else { return answered(Response::Refused(0)) };
    let mut headers = vec![("Content-Type", "application/json".into())];
    if sink.kind == SinkKind::Segment
        && !sink.key.is_empty()
        && let Ok(credentials) = base64(&[&sink.key, ":"].concat())
    {
        headers.push(("Authorization", ["Basic ", &credentials].concat().into()));
    }
    let options = object(&[
        ("method", "POST".into()),
        ("headers", object(&headers)),
        ("body", text.into()),
        ("keepalive", keepalive.into()),
        ("credentials", "omit".into()),
    ]);
    let done = once(Box::new(move |answer| answered(verdict(answer.unchecked_ref()))));
    app.hooks.request(&sink.url, &options, 0, &done);
}

/// Reads the sink's verdict from the status.
fn verdict(answer: &Answer) -> Response {
    match answer.status() {
        200..=299 => Response::Taken,
        0 => Response::Later(None),
        408 | 429 | 500.. => {
            let seconds = answer.retry().and_then(|text| text.parse::<u32>().ok());
            Response::Later(seconds.map(|seconds| seconds.min(3600) * 1000))
        }
        status => Response::Refused(status),
    }
}

/// A function of the page by name; for features that only some browsers have.
pub(super) fn method(target: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(target, &name.into()).ok()?.dyn_into().ok()
}
