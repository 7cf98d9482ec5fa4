//! Texts: translations, tokens of the looks, placeholders, and what is filled into URLs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::call::Call;
use docent::core::text::{fill, fill_all};
use docent::core::value::{Map, Value};
use docent::native::Native;
use host::page::{Page, banner};
use host::{json, map};

#[test]
fn texts_come_in_the_exact_locale_then_the_language_then_as_written() {
    let options = |locale: &str| {
        format!(
            r#"{{"ui": {{"locale": "{locale}"}}, "guidebook": {{"version": 1,
              "locales": {{"de": {{"Next": "Weiter"}}}},
              "experiences": [{{"id": "f", "kind": "flow", "steps": [
                {{"id": "a", "type": "modal", "title": "Hello", "body": ["One", "Two"],
                  "actions": [{{"do": "next"}}, {{"do": "dismiss", "label": "No"}}]}}],
                "locale": {{"de": {{"steps": {{"a": {{"title": "Hallo", "body": ["Eins"],
                    "actions": [{{}}, {{"label": "Nein"}}]}}}}}},
                  "de-AT": {{"steps": [{{"title": "Servus"}}]}}}}}}]}}}}"#
        )
    };
    let texts = |locale: &str| {
        let view = Page::given(&options(locale)).view("f");
        let label = |at: usize| view.list("buttons")[at].text("label").unwrap().to_owned();
        let body = view.list("body").len();
        (
            view.text("title").unwrap().to_owned(),
            body,
            label(0),
            label(1),
            (view.get("lang").cloned(), view.at("words.Next").cloned()),
        )
    };
    let of = |title: &str, body, no: &str, lang: Option<&str>| {
        let words = lang.map(|_| "Weiter".into());
        (title.to_owned(), body, "Next".to_owned(), no.to_owned(), (lang.map(Value::from), words))
    };
    assert_eq!(texts("fr"), of("Hello", 2, "No", None));
    assert_eq!(texts("de"), of("Hallo", 1, "Nein", Some("de")));
    assert_eq!(texts("de-AT"), of("Servus", 1, "Nein", Some("de-AT")));
}

#[test]
fn a_view_carries_the_tokens_of_the_guidebook_and_its_own() {
    let page = Page::given(
        r##"{"guidebook": {"version": 1, "theme": {"accent": "#067"}, "experiences": [
          {"id": "b", "kind": "banner", "theme": {"radius": "4px"}, "body": "B"}]}}"##,
    );
    let view = page.view("b");
    assert_eq!(view.at("base.accent"), Some(&"#067".into()));
    assert_eq!(view.at("theme.radius"), Some(&"4px".into()));
    assert_eq!(page.warnings, [""; 0]);
}

// --- texts in other languages, and in URLs ------------------------------------------------------------

#[test]
fn lists_without_ids_are_translated_in_their_order_and_texts_as_a_whole() {
    let page = Page::given(
        r##"{"ui": {"locale": "de"}, "guidebook": {"version": 1, "experiences": [
          {"id": "l", "kind": "launcher", "items": [{"title": "Docs", "url": "/docs"}, {"title": "Chat", "url": "/chat"}],
            "locale": {"de": {"items": [{"title": "Doku"}]}}},
          {"id": "t", "kind": "spotlight", "spots": [{"target": "#a", "title": "Hi", "body": [{"heading": "One"}, {"code": "x"}]}],
            "locale": {"de": {"spots": [{"title": "Hallo", "body": [{"heading": "Eins"}]}]}}},
          {"id": "s", "kind": "survey", "questions": [{"id": "q", "type": "single", "title": "Q",
              "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}],
            "locale": {"de": {"questions": {"q": {"options": [{"label": "Ä"}]}}}}}]}}"##,
    );
    let launcher = page.view("l");
    let said = |at: usize, key: &str| launcher.list("items")[at].text(key).unwrap();
    assert_eq!([said(0, "title"), said(0, "url"), said(1, "title")], ["Doku", "/docs", "Chat"]);
    let spot = page.view("t").at("items.0").cloned().unwrap();
    assert_eq!((spot.text("target"), spot.text("title")), (Some("#a"), Some("Hallo")));
    assert_eq!(spot.get("body"), Some(&json(r#"[{"heading": "Eins"}]"#)), "a text is a whole");
    let options = page.view("s").at("question.options").cloned();
    let expected = json(r#"[{"value": "a", "label": "Ä"}, {"value": "b", "label": "B"}]"#);
    assert_eq!(options, Some(expected));
}

#[test]
fn a_locale_is_looked_for_by_ever_shorter_names() {
    for (locale, then) in [
        ("zh-Hant-TW", "台"),
        ("zh_hant_hk", "繁"),
        ("zh-Hans-CN", "简"),
        ("zh-TW", "繁"),
        ("zh-CN", "简"),
        ("zh-Hantx", "简"),
        ("sr-Latn-RS", "Latin"),
        ("sr", "Plain"),
    ] {
        let page = Page::given(&format!(
            r#"{{"ui": {{"locale": "{locale}"}}, "guidebook": {{"version": 1, "experiences": [{}]}}}}"#,
            banner(
                "b",
                r#""title": "Plain", "locale": {"zh": {"title": "简"}, "zh-Hant": {"title": "繁"}, "zh-Hant-TW": {"title": "台"},
                  "sr-Latn": {"title": "Latin"}},"#
            )
        ));
        assert_eq!(page.view("b").text("title"), Some(then), "{locale}");
    }
}

#[test]
fn a_name_in_another_script_turns_nothing_around_it() {
    let fill = |template: &str, name: &str| {
        fill(
            template,
            false,
            &Map::new().with("user", Map::new().with("name", name)).into(),
            &Native,
        )
    };
    assert_eq!(fill("{{user.name}}: 5 late.", "דוד"), "\u{2068}דוד\u{2069}: 5 late.");
    assert_eq!(
        fill("שלום {{user.name}}!", "Acme (EU) Ltd."),
        "שלום \u{2068}Acme (EU) Ltd.\u{2069}!"
    );
    assert_eq!(fill("Hello {{user.name}}!", "Sam"), "Hello Sam!");
}

#[test]
fn what_is_filled_into_a_url_is_a_part_of_it() {
    let mut page = Page::with(
        r#"[{"id": "b", "kind": "banner", "body": [{"paragraph": [{"link": "Book, {{user.name}}", "url": "/b?n={{user.name}}"}]}],
            "actions": [{"do": "open", "url": "/b.html?name={{user.name}}&on={{ user.day | a/b }}"}]},
          {"id": "l", "kind": "launcher", "items": [{"title": "{{user.name}}", "url": "{{company.portal}}"}]}]"#,
    );
    page.call(Call::Set(Map::new().with("name", "Tom & Jérôme #1-_.!~*'()")));
    page.call(Call::Group("c".into(), Map::new().with("portal", "https://c.example/a?b=c")));
    page.reload("tab0");
    let encoded = "Tom%20%26%20J%C3%A9r%C3%B4me%20%231-_.!~*'()";
    page.act("b", "0");
    assert_eq!(page.opened, [format!("/b.html?name={encoded}&on=a%2Fb")]);
    let launcher = page.view("l");
    let item = launcher.at("items.0").unwrap();
    assert_eq!(item.text("title"), Some("\u{2068}Tom & Jérôme #1-_.!~*'()\u{2069}"));
    let whole = "https://c.example/a?b=c";
    assert_eq!(item.text("url"), Some(whole), "what is the whole URL stands as it is");
    page.act("l", "0.0");
    assert_eq!(page.opened.last().map(String::as_str), Some(whole));
    page.call(Call::Show("b".into()));
    let link = page.view("b").at("body.0.paragraph.0").cloned().unwrap();
    assert_eq!(link.text("url"), Some(format!("/b?n={encoded}").as_str()));
    assert_eq!(link.text("link"), Some("Book, \u{2068}Tom & Jérôme #1-_.!~*'()\u{2069}"));
}

#[test]
fn nothing_that_is_filled_into_a_url_leads_elsewhere() {
    let facts = json(
        r#"{"user": {"home": "https://a.example/x?y=z", "host": "//evil.example", "up": "..", "down": "../logout?a=b",
            "here": ".", "sub": "evil.example/", "at": "x@evil.example#", "evil": "evil.example"},
          "page": {"query": {"next": "https://evil.example/phish"}}, "session": {"landing": "//evil.example/"}}"#,
    );
    for (template, filled) in [
        ("{{user.home}}", "https://a.example/x?y=z"),
        ("{{ user.none | /start?a=b }}", "/start?a=b"),
        ("{{user.host}}/help", "%2F%2Fevil.example/help"),
        ("{{page.query.next | /}}", "/"),
        ("{{ page.query.next }}", ""),
        ("{{session.landing}}", ""),
        ("/go?to={{page.query.next}}", "/go?to=https%3A%2F%2Fevil.example%2Fphish"),
        ("/u/{{user.up}}/x", "/u//x"),
        ("/u/{{user.here}}/x", "/u//x"),
        ("/u/{{user.here}}{{user.here}}/x", "/u//x"),
        ("/img/{{user.down}}.png", "/img/..%2Flogout%3Fa%3Db.png"),
        ("https://{{user.sub}}.example.com/", "https://evil.example%2F.example.com/"),
        ("https://{{user.at}}.example.com/", "https://x%40evil.example%23.example.com/"),
        ("/{{user.none}}/{{user.evil}}", "/.//evil.example"),
        (" /{{user.up}}/{{user.evil}}", "/.//evil.example"),
        ("{{user.none}}//x", "/.//x"),
        ("//cdn.example/{{user.evil}}", "//cdn.example/evil.example"),
    ] {
        assert_eq!(fill(template, true, &facts, &Native), filled, "{template}");
    }
}

#[test]
fn images_and_videos_are_filled_as_links_are() {
    let mut body = json(
        r#"[{"image": {"src": "/i/{{user.plan}}.png", "alt": "{{user.plan}}"}},
          {"video": {"src": "/v/{{user.plan}}.mp4", "captions": "/v/{{user.plan}}.vtt"}}]"#,
    );
    let facts = json(r#"{"user": {"plan": "../logout?x="}}"#);
    fill_all(&mut body, false, &facts, &Native);
    let expected = r#"[{"image": {"src": "/i/..%2Flogout%3Fx%3D.png", "alt": "../logout?x="}},
      {"video": {"src": "/v/..%2Flogout%3Fx%3D.mp4", "captions": "/v/..%2Flogout%3Fx%3D.vtt"}}]"#;
    assert_eq!(body, json(expected));
}

#[test]
fn what_is_filled_into_a_url_cannot_make_it_run() {
    let mut page = Page::banner(r#""actions": [{"do": "open", "url": "{{user.link}}"}],"#);
    page.call(Call::Set(Map::new().with("link", "javascript:alert(1)")));
    page.act("b", "0");
    assert_eq!(page.opened, [""; 0]);
    assert_eq!(page.warnings, [r#"a link of "b" was not opened, its URL is unsafe"#]);
}

#[test]
fn a_list_is_filled_in_as_one_would_write_it() {
    let mut page = Page::banner(
        r#""title": "{{user.apps | none}}", "trigger": {"on": "event", "event": "go"},"#,
    );
    page.call(Call::Set(map(r#"{"apps": ["Mail", 3, "Chat"]}"#)));
    page.track("go");
    assert_eq!(page.view("b").text("title"), Some("Mail, 3, Chat"));
}

#[test]
fn what_is_null_is_missing_wherever_it_stands() {
    let facts = json(
        r#"{"user": {"name": null, "address": {"city": null}, "tags": ["a", null, "b"]}, "e": "",
            "p": "https://evil.example/"}"#,
    );
    for (template, url, expected) in [
        ("{{user.name | friend}} in {{user.address.city | town}}", false, "friend in town"),
        ("{{user.tags}}", false, "a, b"),
        ("{{user.name | /}}", true, "/"),
        ("{{e}}{{p}}", true, "https%3A%2F%2Fevil.example%2F"),
    ] {
        assert_eq!(fill(template, url, &facts, &Native), expected, "{template}");
    }
}

#[test]
fn a_translation_of_another_shape_is_left_out_with_its_place() {
    let sound = r#""fr": {"title": "Bonjour"}"#;
    for (broken, place) in [
        (r#"{"body": [{"list": "x"}]}"#, "experiences[0].locale.de.body"),
        (r#"{"body": [null]}"#, "experiences[0].locale.de.body"),
        (r#"{"title": 5}"#, "experiences[0].locale.de.title"),
        (r#"{"actions": [{"label": 5}]}"#, "experiences[0].locale.de.actions[0].label"),
        (r#""Hallo""#, "experiences[0].locale.de"),
    ] {
        let text = format!(
            r#"{{"version": 1, "experiences": [{}]}}"#,
            banner(
                "b",
                &format!(
                    r#""title": "Hello", "actions": [{{"label": "No", "do": "dismiss"}}],
                   "locale": {{"de": {broken}, {sound}}},"#
                )
            )
        );
        let (guidebook, problems) = docent::core::guidebook::load(&text, &Native).unwrap();
        assert!(problems[0].place.starts_with(place), "{broken}: {:?}", problems[0]);
        let locale = guidebook.experiences[0].content.member("locale");
        assert_eq!(locale, &json(&format!("{{{sound}}}")), "{broken}");
    }
}
