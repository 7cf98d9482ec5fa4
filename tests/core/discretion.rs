//! What records do not tell: secrets in the URLs of pages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::Input;
use docent::core::input::Response;
use docent::core::time::SECOND;
use docent::core::value::{Value, to_json};
use docent::native::Native;
use host::{Browser, json};

const PAGE: &str = r##"{"url": "https://app.example/reset;jsessionid=5a?Access_Token=abc.def&utm_source=news&email=sam%40example.com&who=sam@example.com&tab=2#id_token=xyz&state=4",
  "path": "/reset", "search": "?Access_Token=abc.def&utm_source=news", "title": "Pass = word",
  "query": {"Access_Token": "abc.def", "utm_source": "news", "email": "sam@example.com", "who": "sam@example.com", "tab": "2"},
  "hash": "#id_token=xyz&state=4", "referrer": "https://login.example/?code=123&next=/a"}"##;

/// A page with secrets in its URL; what was sent of it.
fn sent(more: &str) -> (Browser, Value) {
    let mut browser = Browser::with(&format!(
        r#"{{"guidebook": {{"version": 1, "segments": [{{"id": "invited", "where": {{"page.query.email": "sam@example.com"}}}}]}},
          "sinks": [{{"kind": "segment", "url": "https://sink.example"}}] {more}}}"#
    ));
    let tab = browser.open_unread();
    browser.read(tab);
    browser.lead(tab);
    browser.input(tab, Input::Routed(json(PAGE)));
    browser.track(tab, "Seen");
    browser.pass(10 * SECOND);
    let page = page_sent(&mut browser);
    (browser, page)
}

/// The page of the last message that was sent; the sink takes it.
fn page_sent(browser: &mut Browser) -> Value {
    let (batch, body) = browser.tabs[0].sent.pop().expect("a batch");
    browser.input(0, Input::Answered { batch, response: Response::Taken });
    let page = body.list("batch").last().and_then(|message| message.at("context.page")).cloned();
    page.expect("the page")
}

#[test]
fn secrets_in_urls_are_neither_sent_nor_stored() {
    let (browser, page) = sent("");
    assert_eq!(
        page.text("url"),
        Some(
            "https://app.example/reset;jsessionid=*?Access_Token=*&utm_source=news&email=*&who=*&tab=2#id_token=*&state=4"
        )
    );
    assert_eq!(page.text("search"), Some("?Access_Token=*&utm_source=news"));
    assert_eq!(page.text("hash"), Some("#id_token=*&state=4"));
    assert_eq!(page.text("referrer"), Some("https://login.example/?code=*&next=/a"));
    assert_eq!(page.text("title"), Some("Pass = word"), "a title is no URL");
    assert_eq!(page.get("query"), None, "the URL says it");
    for (key, value) in &browser.storage {
        let text = to_json(value, &Native);
        for secret in ["abc.def", "sam@", "sam%40", "xyz", "123", "5a?"] {
            assert!(!text.contains(secret), "{key}: {text}");
        }
    }
    assert!(browser.tabs[0].is_in("invited"), "conditions see the page as it is");
}

#[test]
fn whoever_wants_urls_whole_gets_them_whole() {
    let (_, page) = sent(r#", "capture": {"queries": true}"#);
    assert_eq!(page, json(PAGE));
}

#[test]
fn ordinary_parameters_are_left_alone() {
    let (mut browser, _) = sent("");
    for url in [
        "https://app.example/?keyword=tax&design=2&author=jo&zip=10115&page=3",
        "https://app.example/a=b/c?flag&empty=&x=1=2#top",
        "https://app.example/?q=what+is+a+token",
    ] {
        browser.input(
            0,
            Input::Routed(json(&format!(r#"{{"url": "{url}", "path": "/{}"}}"#, url.len()))),
        );
        browser.track(0, "Seen");
        browser.pass(10 * SECOND);
        assert_eq!(page_sent(&mut browser).text("url"), Some(url));
    }
}
