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
use docent::core::capture::Gesture;
use docent::core::input::Response;
use docent::core::time::SECOND;
use docent::core::value::{Map, Value, to_json};
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
fn what_looks_like_a_secret_is_masked_wherever_it_stands_in_a_url() {
    let (mut browser, _) = sent("");
    for (path, told) in [
        ("/p/tom@example.com/inv/eyJhbGciOiJIUzI1NiJ9.AAA.BBB", "/p/*/inv/*"),
        ("/unsubscribe/sam%40example.com", "/unsubscribe/*"),
        ("/to/sam@163.com", "/to/*"),
        ("/to/sam@mail.163.com", "/to/*"),
        ("/x;jsessionid=5a/b;v=1?tab=2", "/x;jsessionid=*?tab=2"),
        ("/a?token=ab/cd==&tab=2", "/a?token=*&tab=2"),
        ("/a#/reset/eyJhbGci/jo@example.com", "/a#/reset/*/*"),
        ("/a?sam@example.com&tab=2", "/a?*&tab=2"),
        ("/a?e=%73am%2540x.y", "/a?e=*"),
        ("/a?w=eyJhbGci.e.s", "/a?w=*"),
        ("/a?next=%2Freset%3Ftoken%3DNESTED&tab=2", "/a?next=*&tab=2"),
        ("/a?next=/reset?token=NESTED", "/a?next=/reset?token=*"),
        ("/a?next=%2Freset%3Ftab%3D2", "/a?next=%2Freset%3Ftab%3D2"),
        ("/a?oobCode=OOB&ticket=ST&SAMLResponse=S", "/a?oobCode=*&ticket=*&SAMLResponse=*"),
        (
            "/a?X-Amz-Credential=A/2/s3&inviteCode=I&x-sig=S",
            "/a?X-Amz-Credential=*&inviteCode=*&x-sig=*",
        ),
        ("/a?nonce=N&hmac=H&design=1", "/a?nonce=*&hmac=*&design=1"),
    ] {
        let page = Map::new().with("url", path).with("path", path);
        browser.input(0, Input::Routed(Value::Map(page)));
        browser.track(0, "Seen");
        browser.pass(10 * SECOND);
        assert_eq!(page_sent(&mut browser).text("url"), Some(told));
        assert_eq!(browser.fact(0, "page.url"), Some(path.into()), "conditions see it as it is");
    }
}

#[test]
fn addresses_in_titles_are_masked() {
    let (mut browser, _) = sent("");
    for (title, told) in [
        ("Inbox (3) - zoe@example.com", "Inbox (3) - *"),
        ("Zoé <zoe@example.com>, @zoe at 3 p.m.", "Zoé <*>, @zoe at 3 p.m."),
    ] {
        let page = Map::new().with("path", title).with("title", title);
        browser.input(0, Input::Routed(Value::Map(page)));
        browser.track(0, "Seen");
        browser.pass(10 * SECOND);
        assert_eq!(page_sent(&mut browser).text("title"), Some(told));
    }
}

#[test]
fn what_is_told_of_elements_is_masked_as_urls_are() {
    let element = r#"{"kind": "click", "matches": [], "path": [
      {"tag": "a", "id": "row-bob@example.com", "name": "n-dave@example.com", "nth": 2,
        "href": "/u/sam@example.com/x;jsessionid=JSESS", "label": "Call eve@example.com", "text": "Call"},
      {"tag": "li", "test": ["data-test", "delete-carol@example.com"]}]}"#;
    for (options, told) in [
        (
            "",
            r#"{"tag": "a", "selector": "[data-test=\"*\"] > a[name=\"*\"]", "id": "*", "name": "*",
              "label": "Call *", "href": "/u/*/x;jsessionid=*", "text": "Call"}"#,
        ),
        (
            r#", "capture": {"queries": true}"#,
            r#"{"tag": "a", "selector": "[data-test=\"delete-carol@example.com\"] > a[name=\"n-dave@example.com\"]",
              "id": "row-bob@example.com", "name": "n-dave@example.com", "label": "Call eve@example.com",
              "href": "/u/sam@example.com/x;jsessionid=JSESS", "text": "Call"}"#,
        ),
    ] {
        let (mut browser, _) = sent(options);
        let gesture = Gesture::from_value(&json(element)).expect("a gesture");
        browser.input(0, Input::Captured { gesture, page: None, ago: 0 });
        browser.pass(10 * SECOND);
        let (_, body) = browser.tabs[0].sent.pop().expect("a batch");
        let properties = body.list("batch").last().and_then(|message| message.get("properties"));
        assert_eq!(properties, Some(&json(told)));
    }
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
        "https://app.example/@user/post.html",
        "https://app.example/npm/@scope/pkg.js?v=1#/%40scope%2fpkg.js",
        "https://app.example/npm/lib@1.2.3/dist/lib@1.2.3.js",
        "https://app.example/sam@intranet/eyjafjalla",
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

#[test]
fn an_element_in_a_shadow_root_is_named_through_its_host() {
    let element = r#"{"kind": "click", "matches": [], "path": [
      {"tag": "button", "nth": 2}, {"tag": "div", "nth": 1, "root": true}, {"tag": "my-card", "nth": 3},
      {"tag": "main", "id": "main"}]}"#;
    let gesture = Gesture::from_value(&json(element)).expect("a gesture");
    assert_eq!(
        docent::core::capture::selector(&gesture.path),
        "#main > my-card:nth-of-type(3) >>> div:nth-of-type(1) > button:nth-of-type(2)"
    );
}

#[test]
fn a_click_that_waited_for_the_guidebook_is_of_when_it_was_made() {
    let (mut browser, _) = sent("");
    browser.track(0, "Called after it");
    let click = r#"{"kind": "click", "matches": [], "path": [{"tag": "button", "id": "save"}]}"#;
    let gesture = Gesture::from_value(&json(click)).expect("a gesture");
    browser.now += 5 * SECOND;
    browser.input(0, Input::Captured { gesture, page: None, ago: 6_000 });
    browser.track(0, "Now");
    browser.pass(10 * SECOND);
    let (_, body) = browser.tabs[0].sent.pop().expect("a batch");
    let at = |name: &str| {
        let message = body.list("batch").iter().find(|message| message.says("event", name));
        message.and_then(|message| message.text("timestamp")).unwrap().to_owned()
    };
    assert!(at("Element clicked") < at("Called after it"), "{body:?}");
    assert!(at("Called after it") < at("Now"), "later ones are not held up");
}
