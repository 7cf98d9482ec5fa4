//! What `docent check` says of what is written in a guidebook and does not do what it looks like.

use super::{check, segment};

/// What is said of these experiences, a line for each doubt, from its place on.
fn said(experiences: &str) -> Vec<String> {
    let left = check(&format!(r##"{{"version": 1, "experiences": [{experiences}]}}"##));
    assert_eq!(left.code, 0, "a warning is no error: {}", left.err);
    let lines = left.err.lines();
    lines.map(|line| line.split_once("warning: experiences[0].").unwrap().1.to_owned()).collect()
}

/// One doubt that starts like this and says that.
fn doubted(experiences: &str, place: &str, why: &str) {
    let said = said(experiences);
    let fits = |line: &String| line.starts_with(&format!("{place}: ")) && line.contains(why);
    assert!(said.len() == 1 && said.iter().all(fits), "{place}: {why}: {experiences}: {said:?}");
}

fn fine(experiences: &str) {
    assert_eq!(said(experiences), Vec::<String>::new(), "{experiences}");
}

#[test]
fn what_moves_a_driven_step_on_does_nothing_in_another() {
    let on_click = r#""advance": {"on": "click"}"#;
    for (kind, more) in [
        ("tooltip", r##""target": "#a", "title": "T", "##),
        ("modal", r#""title": "T", "#),
        ("slideout", r#""title": "T", "#),
        ("hidden", ""),
    ] {
        let why =
            format!("does nothing in a step of the type \"{kind}\"; write \"type\": \"driven\"");
        doubted(&step(kind, &format!("{more}{on_click}")), "steps[0].advance", &why);
    }
    let driven = |advance: &str| {
        step("driven", &format!(r##""target": "#a", "title": "T", "advance": {advance}"##))
    };
    fine(&driven(r#"{"on": "click"}"#));
    fine(&driven(r#"{"on": "event", "event": "E"}"#));
    let why = "does nothing where a click moves the step on";
    doubted(&driven(r#"{"on": "click", "event": "E"}"#), "steps[0].advance.event", why);
}

fn step(kind: &str, more: &str) -> String {
    format!(r#"{{"id": "f", "kind": "flow", "steps": [{{"id": "s", "type": "{kind}", {more}}}]}}"#)
}

#[test]
fn what_is_for_an_element_does_nothing_in_a_step_without_one_and_a_hidden_step_says_nothing() {
    for (key, value) in [
        ("target", r##""#a""##),
        ("placement", r#""top""#),
        ("wait", r#""9s""#),
        ("missing", r#""skip""#),
    ] {
        let set = format!(r#""title": "T", "{key}": {value}"#);
        for kind in ["modal", "slideout"] {
            doubted(
                &step(kind, &set),
                &format!("steps[0].{key}"),
                "does nothing in a step of the type",
            );
        }
    }
    for set in [r#""title": "T""#, r#""body": ["B"]"#, r#""actions": [{"do": "next"}]"#] {
        let (key, _) = set.trim_start_matches('"').split_once('"').unwrap();
        doubted(
            &step("hidden", set),
            &format!("steps[0].{key}"),
            "does nothing in a step of the type",
        );
    }
}

#[test]
fn an_item_of_a_launcher_opens_one_thing() {
    let item = |more: &str| {
        format!(
            r#"{{"id": "l", "kind": "launcher", "items": [{{"id": "i", "title": "I", {more}}}]}}"#
        )
    };
    let flow = r#", {"id": "f", "kind": "flow", "trigger": {"on": "manual"}, "steps": [{"id": "s", "type": "modal", "title": "T"}]}"#;
    let both = item(r#""url": "/a", "experience": "f""#) + flow;
    doubted(&both, "items[0].url", "does nothing beside \"experience\"");
    let actions = item(r#""url": "/a", "actions": [{"do": "track", "event": "E"}]"#);
    doubted(&actions, "items[0].url", "does nothing beside \"actions\"");
    let tab = item(r#""experience": "f", "new_tab": true"#) + flow;
    doubted(&tab, "items[0].new_tab", "is for a \"url\"");
    fine(&item(r#""url": "/a", "new_tab": true"#));
}

#[test]
fn what_only_sinks_know_by_that_name_is_asked_for_otherwise() {
    for (name, by) in [("Experience completed", "$experience"), ("Survey answered", "$answer")] {
        let left = check(&segment(&format!(r#"{{"$event": {{"name": "{name}"}}}}"#)));
        assert!(left.err.contains(&format!("ask by \"{by}\"")), "{}", left.err);
    }
    let left = check(&segment(r#"{"$event": {"name": "Experience shared"}}"#));
    assert!(!left.err.contains("ask by"), "{}", left.err);
}

#[test]
fn a_survey_does_not_draw_the_buttons_that_it_has_already() {
    let survey = |does: &str| {
        format!(
            r#"{{"id": "s", "kind": "survey", "title": "S", "actions": [{{"do": "dismiss"}}, {{"label": "X", "do": "{does}"}}], "body": [{{"button": {{"do": "next"}}}}], "questions": [{{"id": "q", "type": "text", "title": "Q"}}]}}"#
        )
    };
    for does in ["next", "submit"] {
        doubted(
            &survey(does),
            "actions[1].do",
            "is not drawn: a survey has a button of its own that goes on",
        );
    }
    doubted(
        &survey("back"),
        "actions[1].do",
        "is not drawn: a survey has a button of its own that goes back",
    );
    for does in ["complete", "dismiss", "snooze"] {
        fine(&survey(does));
    }
    fine(r#"{"id": "b", "kind": "banner", "body": "B", "actions": [{"do": "next"}]}"#);
}

#[test]
fn buttons_in_texts_that_have_none_are_doubted() {
    doubted(
        r#"{"id": "l", "kind": "launcher", "items": [{"title": "A", "url": "/a", "body": ["x", {"button": {"label": "B", "do": "dismiss"}}]}]}"#,
        "items[0].body[1].button",
        "is not drawn: an item is a button itself",
    );
    fine(
        r#"{"id": "s", "kind": "survey", "thanks": [{"button": {"label": "B", "do": "open", "url": "/"}}], "questions": [{"id": "q", "type": "text", "title": "Q"}]}"#,
    );
    fine(
        r#"{"id": "l", "kind": "launcher", "body": [{"button": {"label": "B", "do": "dismiss"}}], "items": [{"title": "A", "url": "/a", "body": ["x"]}]}"#,
    );
    fine(
        r#"{"id": "c", "kind": "checklist", "tasks": [{"id": "t", "title": "A", "body": [{"button": {"label": "B", "do": "complete"}}]}]}"#,
    );
}

#[test]
fn a_card_whose_buttons_lead_nowhere_can_be_closed_and_that_is_said() {
    let step = |rest: &str| {
        format!(
            r#"{{"id": "f", "kind": "flow", "steps": [{{"id": "s", "type": "modal", "title": "T", {rest}}}]}}"#
        )
    };
    let why = "has no button that leads on";
    let track = r#""actions": [{"do": "track", "event": "Got it"}]"#;
    doubted(&step(&format!(r#""dismissible": false, {track}"#)), "steps[0].dismissible", why);
    doubted(&step(track), "steps[0].actions", why);
    for fine_so in [
        r#""dismissible": false, "actions": [{"do": "track", "event": "x", "then": {"do": "next"}}]"#,
        r#""dismissible": false, "actions": [{"do": "track", "event": "x"}, {"do": "complete"}]"#,
        r#""dismissible": false"#,
        r#""actions": [{"do": "back"}]"#,
    ] {
        fine(&step(fine_so));
    }
}

#[test]
fn what_a_button_does_in_the_end_is_looked_at_too() {
    let button = |then: &str| {
        format!(
            r#"{{"version": 1, "experiences": [{{"id": "f", "kind": "flow", "steps": [
                {{"id": "a", "type": "modal", "title": "T", "actions": [{{"do": "set", "traits": {{"r": 1}}, "then": {then}}}], "next": [{{"step": "end"}}]}},
                {{"id": "b", "type": "modal", "title": "T"}}]}}]}}"#
        )
    };
    let left = check(&button(r#"{"do": "show", "experience": "nothing"}"#));
    assert!(left.err.contains("actions[0].then.experience: shows \"nothing\""), "{}", left.err);
    let left = check(&button(r#"{"do": "goto", "step": "b"}"#));
    assert_eq!(left.err, "", "the second step is reached by the button");
}

#[test]
fn the_text_of_a_survey_without_a_title_is_not_drawn() {
    let survey = |title: &str| {
        format!(
            r#"{{"id": "s", "kind": "survey", {title} "body": "B", "questions": [{{"id": "q", "type": "text", "title": "Q", "body": "B"}}]}}"#
        )
    };
    for none in ["", r#""title": "","#] {
        doubted(&survey(none), "body", "is not drawn: it greets under the title, which is missing");
    }
    fine(&survey(r#""title": "S","#));
}

fn banner(body: &str) -> String {
    format!(r#"{{"id": "b", "kind": "banner", "title": "T", "body": {body}}}"#)
}

#[test]
fn html_and_markdown_in_texts_are_doubted_with_the_block_or_mark_to_use() {
    for (body, place, why) in [
        (r#""Press <b>Save</b>""#, "body", r#"shows <b> as it is written; write the mark {"bold""#),
        (r#"["One<br>two"]"#, "body[0]", "an element of the list for every paragraph"),
        (
            r#"["<a href='/x'>here</a>"]"#,
            "body[0]",
            r#"shows <a href='/x'> as it is written; write the mark {"link""#,
        ),
        (r#"["</p>"]"#, "body[0]", "shows </p>"),
        (r#"["<span class='x'>y"]"#, "body[0]", "leave it out"),
        (r#"[{"list": ["a", "<li>b</li>"]}]"#, "body[0].list[1]", r#"a block {"list""#),
        (
            r#"["This is **bold** here"]"#,
            "body[0]",
            r#"shows **bold** as it is written; write the mark {"bold""#,
        ),
        (r#"["**{{user.name}}**, hello"]"#, "body[0]", "shows **{{user.name}}**"),
        (
            r#"["Read [the guide](https://x.example/guide) now"]"#,
            "body[0]",
            r#"shows [the guide](https://x.example/guide) as it is written; write the mark {"link""#,
        ),
        (r#"["![A picture](/a.png)"]"#, "body[0]", r#"write a block {"image""#),
        (r##""# Welcome""##, "body", r#"write a block {"heading""#),
        (r###"["Hello\n## What is new"]"###, "body[0]", "shows ## at the start of a line"),
        (
            r#"[{"paragraph": ["a ", {"italic": "<i>b</i>"}]}]"#,
            "body[0].paragraph[1].italic",
            r#"the mark {"italic""#,
        ),
        (
            r#"[{"button": {"label": "<b>Go</b>", "do": "dismiss"}}]"#,
            "body[0].button.label",
            "this text has no marks",
        ),
    ] {
        doubted(&banner(body), place, why);
    }
    doubted(
        r#"{"id": "b", "kind": "banner", "title": "**T**"}"#,
        "title",
        "this text has no marks; leave it out, or say it in the body",
    );
    doubted(
        r#"{"id": "s", "kind": "survey", "thanks": "<h2>Thanks</h2>", "questions": [{"id": "q", "type": "text", "title": "Q"}]}"#,
        "thanks",
        r#"write a block {"heading""#,
    );
    doubted(
        r#"{"id": "b", "kind": "banner", "body": "B", "locale": {"de": {"body": "<b>B</b>"}}}"#,
        "locale.de.body",
        "shows <b>",
    );
}

#[test]
fn signs_that_are_neither_html_nor_markdown_are_fine() {
    for body in [
        r#""1 < 2 and 3 > 2, a<b, x <- y""#,
        r#""Press <Enter> or <kbd""#,
        r#""Your card **** **** **** 1234""#,
        r#""2**10**2, f(x)**2, a ** b ** c""#,
        r##""#1 in reports, C# and # 1""##,
        r#""See [1](note) and list[0](x), [x] (y)""#,
        r#"[{"code": "<b>**x**</b> [a](/b)"}, {"paragraph": [{"code": "<b>"}]}]"#,
        r#"[{"image": {"src": "/a.png", "alt": "A picture"}}, {"paragraph": [{"link": "x", "url": "/a?b=[c](/d)"}]}]"#,
        r#"[{"button": {"label": "Go", "do": "track", "event": "<b>", "properties": {"title": "**x**"}}}]"#,
    ] {
        fine(&banner(body));
    }
    fine(
        r#"{"id": "b", "kind": "banner", "body": "B", "description": "<b>A note</b>", "audience": {"user.title": "**x**"}, "trigger": {"on": "event", "event": "e", "where": {"title": "<b>"}}}"#,
    );
}

#[test]
fn a_video_that_is_a_page_of_a_site_is_doubted() {
    let video = |src: &str| banner(&format!(r#"[{{"video": {{"src": "{src}", "alt": "A"}}}}]"#));
    for page in [
        "https://www.youtube.com/watch?v=abc",
        "https://youtu.be/abc",
        "//www.youtube-nocookie.com/embed/abc",
        "https://vimeo.com/123",
        "https://player.vimeo.com/video/123",
        "https://www.loom.com/share/abc?x=.mp4",
        "https://fast.wistia.net/embed/iframe/abc",
        "https://acme.wistia.com/medias/abc",
    ] {
        doubted(
            &video(page),
            "body[0].video.src",
            "does not play: it is a page of a site for videos",
        );
    }
    for file in [
        "/tour.mp4",
        "https://cdn.example.com/tour.webm",
        "https://embed-ssl.wistia.com/deliveries/abc.bin",
        "https://player.vimeo.com/external/1.hd.mp4?s=abc",
        "https://notyoutube.com/x",
        "https://cdn.example.com/youtube.com",
    ] {
        fine(&video(file));
    }
    fine(&banner(r#"[{"paragraph": [{"link": "Watch", "url": "https://youtu.be/abc"}]}]"#));
}

#[test]
fn an_unknown_operator_comes_with_the_one_that_was_probably_meant() {
    for (condition, why) in [
        (r#"{"user.x": {"$gtt": 1}}"#, r#"is not an operator Docent knows; did you mean "$gt"?"#),
        (r#"{"user.x": {"$greater": 1}}"#, "is not an operator Docent knows\n"),
        (r#"{"user.x": {"$contain": "a"}}"#, r#"did you mean "$contains"?"#),
        (r#"{"user.x": {"$startswith": "a"}}"#, r#"did you mean "$startsWith"?"#),
        (r#"{"user.x": {"$notin": ["a"]}}"#, r#"did you mean "$nin"?"#),
        (r#"{"$segmnt": "a"}"#, r#"did you mean "$segment"?"#),
        (r#"{"$evnt": {"name": "a"}}"#, r#"did you mean "$event"?"#),
        (
            r#"{"$gt": 1}"#,
            r#"knows here: it says what is asked of a fact, as in {"user.plan": {"$gt": …}}"#,
        ),
        (
            r#"{"user.x": {"$or": [1]}}"#,
            r#"knows here: it stands beside facts, as in {"user.plan": …, "$or": …}"#,
        ),
    ] {
        let left = check(&segment(condition));
        assert_eq!((left.code, left.err.lines().count()), (1, 1), "{condition}: {}", left.err);
        assert!(left.err.contains(why), "{condition}: {}", left.err);
    }
}

#[test]
fn a_page_with_a_query_is_doubted_with_what_asks_for_a_parameter() {
    let trigger = |page: &str| {
        format!(
            r#"{{"id": "b", "kind": "banner", "body": "B", "trigger": {{"on": "page", "page": "{page}"}}}}"#
        )
    };
    doubted(
        &trigger("/x?tab=2"),
        "trigger.page",
        r#"matches only where the whole query is ?tab=2, in this order and with nothing else; write "/x", and in the audience {"page.query.tab":"2"}"#,
    );
    doubted(
        &trigger("/x?a=1&b=*"),
        "trigger.page",
        r#"{"page.query.a":"1","page.query.b":{"$exists":true}}"#,
    );
    doubted(
        &trigger("https://a.example/x?a"),
        "trigger.page",
        r#"{"page.query.a":{"$exists":true}}"#,
    );
    doubted(
        r##"{"id": "f", "kind": "flow", "steps": [{"id": "s", "type": "modal", "title": "T", "page": "/x?tab=2"}]}"##,
        "steps[0].page",
        r#"write "/x?*tab=2*" for wherever it stands"#,
    );
    for page in ["/x", "/x/*", "/x?*tab=2*", "/x?*", "/#/x?tab=1", "*"] {
        fine(&trigger(page));
    }
    let asks = |condition: &str| check(&segment(condition)).err;
    let url = asks(r#"{"page.url": {"$url": "/x?tab=2"}}"#);
    assert!(url.contains(r#"write "/x", and beside it {"page.query.tab":"2"}"#), "{url}");
    let not = asks(r#"{"page.url": {"$not": {"$url": "/x?tab=2"}}}"#);
    assert!(not.contains("$not.$url: matches only where"), "{not}");
    let from = asks(r#"{"page.referrer": {"$exists": true, "$url": "https://a.example/?q=x"}}"#);
    assert!(from.contains(r#"write "https://a.example/?*q=x*""#), "{from}");
    let path = asks(r#"{"page.path": {"$url": "/x?tab=2"}}"#);
    assert!(path.contains("can never match: page.path has no query"), "{path}");
    for fine in [
        r#"{"page.path": {"$url": "/x"}}"#,
        r#"{"page.url": {"$url": "/x/*"}, "page.query.tab": {"$eq": "2"}}"#,
        r#"{"$event": {"name": "e", "where": {"url": {"$url": "/x?*a=1*"}}}}"#,
    ] {
        assert_eq!(asks(fine), "", "{fine}");
    }
    let feature = check(
        r#"{"version": 1, "features": [{"event": "E", "selector": "[data-test=e]", "page": "/x?a=1"}]}"#,
    );
    assert!(feature.err.contains("features[0].page: matches only where"), "{}", feature.err);
}

#[test]
fn every_event_that_docent_captures_is_known_to_be_captured() {
    for name in super::guide::captured() {
        let left = check(&segment(&format!(r#"{{"$event": {{"name": "{name}"}}}}"#)));
        assert!(
            left.err.is_empty() && !left.out.contains("captured by nothing"),
            "{name}: {}",
            left.out
        );
    }
}
