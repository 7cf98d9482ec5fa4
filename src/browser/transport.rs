//! Requests: the guidebook in, batches out.

use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::App;
use crate::core::Input;
use crate::core::config::{Sink, SinkKind};
use crate::core::input::{Fetched, Response};

/// A guidebook larger than this is not read to its end.
const MOST_BYTES: usize = 1 << 20;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, options: &JsValue) -> Promise;

    type Answer;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> Headers;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Option<Stream>;

    type Headers;
    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> Option<String>;

    type Stream;
    #[wasm_bindgen(method, js_name = getReader)]
    fn reader(this: &Stream) -> Reader;

    type Reader;
    #[wasm_bindgen(method, catch)]
    async fn read(this: &Reader) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn cancel(this: &Reader) -> Promise;

    #[wasm_bindgen(js_name = btoa, catch)]
    fn base64(text: &str) -> Result<String, JsValue>;
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in members {
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

/// Asks for the guidebook; what comes of it is an input.
pub(super) fn fetch_guidebook(app: &Rc<App>, url: String, etag: Option<String>) {
    let app = app.clone();
    spawn_local(async move {
        let fetched = guidebook(&url, etag).await.unwrap_or_else(|_| {
            Fetched::Failed("the network did not answer".into())
        });
        app.dispatch(Input::Fetched(fetched));
    });
}

async fn guidebook(url: &str, etag: Option<String>) -> Result<Fetched, JsValue> {
    // With our own copy and tag, the browser's cache would only be a second one to go stale.
    let mut options = vec![("cache", "no-store".into()), ("credentials", "same-origin".into())];
    if let Some(etag) = etag {
        options.push(("headers", object(&[("If-None-Match", etag.into())])));
    }
    let answer: Answer = JsFuture::from(fetch(url, &object(&options))).await?.unchecked_into();
    match answer.status() {
        304 => return Ok(Fetched::Unchanged),
        200..=299 => {}
        status => {
            let status = crate::core::time::whole(i64::from(status));
            return Ok(Fetched::Failed(["the server answered with HTTP ", &status].concat()));
        }
    }
    let tag = answer.headers().get("etag");
    Ok(match read_up_to(&answer, MOST_BYTES).await? {
        None => Fetched::Failed("it is larger than 1 MB".into()),
        Some(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Fetched::Text(text, tag),
            Err(_) => Fetched::Failed("it is not UTF-8 text".into()),
        },
    })
}

/// Reads a body piece by piece and stops where it grows too large.
async fn read_up_to(answer: &Answer, most: usize) -> Result<Option<Vec<u8>>, JsValue> {
    let mut bytes = Vec::new();
    let Some(body) = answer.body() else { return Ok(Some(bytes)) };
    let reader = body.reader();
    loop {
        let piece = reader.read().await?;
        let value = Reflect::get(&piece, &"value".into())?;
        if value.is_undefined() {
            return Ok(Some(bytes));
        }
        bytes.append(&mut value.unchecked_into::<Uint8Array>().to_vec());
        if bytes.len() > most {
            let _ = reader.cancel();
            return Ok(None);
        }
    }
}

/// Posts a batch and reads the sink's verdict from the status.
pub(super) async fn post(sink: &Sink, body: &JsValue, keepalive: bool) -> Response {
    let Ok(text) = js_sys::JSON::stringify(body) else { return Response::Refused(0) };
    let mut headers = vec![("Content-Type", "application/json".into())];
    if sink.kind == SinkKind::Segment && !sink.key.is_empty()
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
    let Ok(answer) = JsFuture::from(fetch(&sink.url, &options)).await else { return Response::Later(None) };
    let answer: Answer = answer.unchecked_into();
    match answer.status() {
        200..=299 => Response::Taken,
        408 | 429 | 500.. => {
            let seconds = answer.headers().get("retry-after").and_then(|text| text.parse::<u32>().ok());
            Response::Later(seconds.map(|seconds| seconds.min(3600) * 1000))
        }
        status => Response::Refused(status),
    }
}

/// The verdict of a sink that is a function: one that throws or rejects is tried again.
pub(super) fn handed(taken: bool) -> Response {
    if taken { Response::Taken } else { Response::Later(None) }
}

/// A function of the page by name; for features that only some browsers have.
pub(super) fn method(target: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(target, &name.into()).ok()?.dyn_into().ok()
}
