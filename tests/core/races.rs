//! What happens at the same time: claims whose answer comes late, tabs that have not heard of one another
//! yet, tabs that are taken for alive.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::Input;
use docent::core::call::Call;
use docent::core::time::DAY;
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use host::page::Page;
use host::{Browser, THREE_STEPS, TWO_STEPS, called, given, json};

#[test]
fn what_is_ended_while_its_claim_is_on_its_way_does_not_come_back() {
    let mut browser = given("", TWO_STEPS);
    let tab = browser.open();
    browser.slow = true;
    browser.call(tab, Call::Show("f".into()));
    browser.call(tab, Call::End(Some("f".into())));
    browser.answer_claims();
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.close(tab);
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "it was ended");
}

#[test]
fn a_task_that_is_done_while_its_list_is_claimed_anew_is_done_once() {
    let mut browser = given(
        "",
        r#"[{"id": "c", "kind": "checklist", "tasks": [
          {"id": "a", "title": "A", "done": {"$event": {"name": "A"}}}, {"id": "b", "title": "B"}]}]"#,
    );
    let tab = browser.open();
    browser.does(tab, "c", "seen");
    browser.call(tab, Call::Suppress(true, false));
    browser.slow = true;
    browser.call(tab, Call::Suppress(false, false));
    browser.track(tab, "A");
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "it is asked for");
    browser.answer_claims();
    assert_eq!(browser.tabs[tab].showing(), ["c"]);
    let said = browser.tabs[tab].said("c");
    assert_eq!(said, ["started", "seen", "step a"]);
}

#[test]
fn what_is_erased_while_a_claim_is_on_its_way_stays_erased() {
    let mut browser = given("", TWO_STEPS);
    let tab = browser.open();
    browser.slow = true;
    browser.call(tab, Call::Show("f".into()));
    browser.call(tab, Call::Erase);
    browser.answer_claims();
    assert!(!browser.stored().contains("r:"), "{}", browser.stored());
}

#[test]
fn after_a_login_a_flow_is_in_one_tab_and_not_in_two() {
    let mut browser = given("", THREE_STEPS);
    let t0 = browser.open();
    browser.call(t0, Call::Identify("u1".into(), Map::new()));
    browser.does(t0, "f", "seen");
    browser.does(t0, "f", "next");
    browser.call(t0, Call::Reset);
    browser.close(t0);
    let t1 = browser.open();
    let t2 = browser.open();
    let (on, off) = if browser.tabs[t1].showing() == ["f"] { (t1, t2) } else { (t2, t1) };
    browser.does(on, "f", "seen");
    browser.call(off, Call::Identify("u1".into(), Map::new()));
    browser.route(off, "/x");
    assert!(browser.tabs[on].showing().len() + browser.tabs[off].showing().len() == 1);
}

#[test]
fn what_has_begun_anew_is_not_replaced_by_what_began_before_a_log_out() {
    let mut browser = given("", THREE_STEPS);
    let t0 = browser.open();
    browser.call(t0, Call::Identify("u1".into(), Map::new()));
    browser.does(t0, "f", "seen");
    browser.call(t0, Call::Reset);
    browser.route(t0, "/y");
    browser.does(t0, "f", "seen");
    browser.does(t0, "f", "next");
    browser.does(t0, "f", "seen");
    browser.does(t0, "f", "next");
    browser.does(t0, "f", "seen");
    assert_eq!(browser.title(t0, "f").as_deref(), Some("C"));
    browser.call(t0, Call::Identify("u1".into(), Map::new()));
    browser.route(t0, "/x");
    assert_eq!(browser.title(t0, "f").as_deref(), Some("C"));
    browser.close(t0);
    let t = browser.open();
    assert_eq!(browser.title(t, "f").as_deref(), Some("C"));
}

#[test]
fn what_a_tab_wrote_before_it_heard_of_a_withdrawal_goes_as_well() {
    for gone in [false, true] {
        let mut browser = given("", "[]");
        let (a, b) = (browser.open(), browser.open());
        browser.call(a, Call::Identify("u1@x".into(), Map::new()));
        // b tracks before the word of a reaches it: both steps, then both messages
        let name = browser.tabs[b].name.clone();
        browser.living.remove(&name);
        browser.call(a, Call::Consent("denied".into()));
        let consent = browser.storage["consent"].clone();
        browser.living.insert(name);
        if gone {
            browser.close(a);
        }
        browser.track(b, "SECRET");
        browser.input(b, Input::Foreign(vec![("consent".into(), consent)]));
        assert!(!browser.stored().contains("SECRET"), "{}", browser.stored());
    }
}

#[test]
fn closing_a_flow_after_a_login_closes_the_older_one_too() {
    // u1's run in a tab presumed alive, u1 logs in elsewhere, completes, then the tab is gone
    let flow = r#"[{"id": "f", "kind": "flow", "steps": [
        {"id": "a", "type": "modal", "title": "A"}, {"id": "b", "type": "modal", "title": "B"}]}]"#;
    let mut browser = given("", flow);
    let t0 = browser.open();
    browser.call(t0, Call::Identify("u1".into(), Map::new()));
    browser.does(t0, "f", "seen");
    browser.does(t0, "f", "next");
    browser.call(t0, Call::Reset);
    browser.route(t0, "/y");
    browser.does(t0, "f", "seen");
    browser.call(t0, Call::Identify("u1".into(), Map::new()));
    browser.does(t0, "f", "close");
    browser.route(t0, "/x");
    assert_eq!(browser.tabs[t0].showing(), [""; 0]);
}

#[test]
fn what_is_ended_while_its_tab_is_taken_for_alive_ends_with_it() {
    let mut browser = given("", TWO_STEPS);
    let t = browser.open();
    browser.call(t, Call::Show("f".into()));
    browser.does(t, "f", "seen");
    browser.close(t);
    let t = browser.open_unread();
    browser.route(t, "/x");
    browser.call(t, Call::End(None));
    browser.read(t);
    browser.route(t, "/y");
    assert_eq!(browser.tabs[t].showing(), [""; 0]);
}

#[test]
fn what_was_to_end_and_ended_elsewhere_does_not_take_the_next_run_with_it() {
    let flow = r#"[{"id": "f", "kind": "flow", "frequency": "always", "trigger": {"on": "event", "event": "go"},
        "steps": [{"id": "a", "type": "modal", "title": "A"}]}]"#;
    let mut browser = given("", flow);
    let (there, here) = (browser.open(), browser.open());
    browser.track(there, "go");
    browser.does(there, "f", "seen");
    for _ in 0..2 {
        browser.call(here, Call::End(Some("f".into())));
    }
    browser.does(there, "f", "close");
    browser.track(here, "go");
    browser.does(here, "f", "seen");
    browser.call(here, Call::Suppress(true, false));
    browser.call(here, Call::Suppress(false, false));
    assert_eq!(browser.tabs[here].showing(), ["f"], "it goes on after the quiet");
}

#[test]
fn what_a_tab_wrote_before_it_heard_of_an_erasure_goes_as_well() {
    let flow = r#""sinks": [{"kind": "segment", "url": "https://sink.example"}], "guidebook"#;
    let mut browser = given("", TWO_STEPS);
    browser.options = json(&to_json(&browser.options, &Native).replacen("\"guidebook", flow, 1));
    let (a, b) = (browser.open(), browser.open());
    // b goes on before the word of a reaches it
    let name = browser.tabs[b].name.clone();
    browser.living.remove(&name);
    browser.call(a, Call::Erase);
    browser.living.insert(name);
    browser.track(b, "SECRET");
    browser.call(b, Call::Show("f".into()));
    browser.does(b, "f", "seen");
    assert!(["SECRET", "o:", "r:"].iter().all(|written| browser.stored().contains(written)));
    browser.input(b, Input::Erased);
    for left in ["SECRET", "o:", "r:"] {
        assert!(!browser.stored().contains(left), "{left} in {}", browser.stored());
    }
}

#[test]
fn what_is_ended_right_after_a_login_does_not_come_back() {
    let guidebook = format!(r#"{{"guidebook": {{"version": 1, "experiences": {TWO_STEPS}}}}}"#);
    let mut page = Page::given(&guidebook);
    page.call(Call::Identify("u1".into(), Map::new()));
    page.call(Call::Show("f".into()));
    page.call(Call::Reset);
    page.load("tab0", |page| {
        page.call(Call::Identify("u1".into(), Map::new()));
        page.call(Call::End(Some("f".into())));
    });
    page.route("/x");
    assert_eq!(page.showing(), [""; 0]);
    assert!(!page.stored().contains("r:"), "{}", page.stored());
}

#[test]
fn what_another_tab_still_shows_is_not_shown_twice_however_old_it_is() {
    let banner = r#"[{"id": "b", "kind": "banner", "body": "B", "frequency": "always"}]"#;
    let mut browser = given("", banner);
    let first = browser.open();
    browser.look(first, "b");
    browser.pass(2 * DAY);
    let second = browser.open();
    assert_eq!(browser.tabs[second].showing(), [""; 0]);
    assert_eq!(browser.tabs[first].showing(), ["b"]);
    browser.close(first);
    browser.route(second, "/next");
    assert_eq!(browser.tabs[second].showing(), ["b"]);
}

#[test]
fn what_was_begun_by_others_is_forgotten_when_the_log_is() {
    let flow = r#"[{"id": "f", "kind": "flow", "trigger": {"on": "manual"}, "steps": [{"id": "a", "type": "modal", "title": "A"}]}]"#;
    let mut browser = Browser::with(&format!(
        r#"{{"history": {{"age": "30d"}}, "guidebook": {{"version": 1, "experiences": {flow}}}}}"#
    ));
    let tab = browser.open();
    browser.call(tab, Call::Show("f".into()));
    browser.look(tab, "f");
    browser.call(tab, Call::Reset);
    browser.close(tab);
    let runs =
        |browser: &Browser| browser.storage.keys().filter(|key| key.starts_with("r:")).count();
    assert_eq!(runs(&browser), 1, "who comes back goes on");
    browser.pass(29 * DAY);
    let tab = browser.open();
    browser.call(tab, Call::End(None));
    browser.close(tab);
    assert_eq!(runs(&browser), 1);
    browser.pass(2 * DAY);
    let tab = browser.open();
    browser.call(tab, Call::End(None));
    assert_eq!(runs(&browser), 0);
}

/// The keys of stored runs.
fn stored_runs(browser: &Browser) -> Vec<&str> {
    browser.storage.keys().map(String::as_str).filter(|key| key.starts_with("r:")).collect()
}

#[test]
fn what_is_ended_before_its_claim_is_answered_is_dismissed_and_stays_away() {
    let mut browser = given("", THREE_STEPS);
    browser.late = true;
    let tab = browser.open();
    browser.call(tab, Call::End(Some("f".into())));
    browser.answer();
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    assert_eq!(browser.tabs[tab].said("f"), ["dismissed"]);
    assert_eq!(stored_runs(&browser), [""; 0]);
}

#[test]
fn consent_that_is_refused_before_a_claim_is_answered_leaves_nothing_of_it() {
    let mut browser = given("", THREE_STEPS);
    browser.late = true;
    let tab = browser.open();
    browser.call(tab, Call::Consent("denied".into()));
    browser.answer();
    assert_eq!(stored_runs(&browser), [""; 0]);
    // Left by a page that was closed in that moment.
    browser
        .storage
        .insert("r:somebody:f".into(), json(r#"{"run": "x", "experience": "f", "started": 0}"#));
    browser.close(tab);
    browser.open();
    assert_eq!(stored_runs(&browser), [""; 0]);
}

#[test]
fn consent_that_is_given_before_a_claim_is_answered_shows_nothing_twice() {
    let mut browser = Browser::with(
        r#"{"consent": "pending", "guidebook": {"version": 1, "experiences": [{"id": "b", "kind": "banner",
            "body": "B", "essential": true, "actions": [{"label": "OK", "do": "complete"}]}]}}"#,
    );
    browser.late = true;
    let tab = browser.open();
    browser.call(tab, Call::Consent("granted".into()));
    browser.answer();
    browser.does(tab, "b", "seen");
    browser.does(tab, "b", "0");
    assert_eq!(stored_runs(&browser), [""; 0]);
    browser.close(tab);
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
}

#[test]
fn what_is_seen_has_started_whatever_came_before_its_claim_was_answered() {
    for quiet in [true, false] {
        let mut browser = given("", THREE_STEPS);
        browser.late = true;
        let mut tab = browser.open();
        if quiet {
            browser.call(tab, Call::Suppress(true, false));
            browser.answer();
            browser.call(tab, Call::Suppress(false, false));
        } else {
            browser.close(tab);
            browser.answer();
            tab = browser.open();
        }
        browser.does(tab, "f", "seen");
        let states = browser.tabs[tab].said("f");
        assert_eq!(states.iter().filter(|state| **state == "started").count(), 1, "{states:?}");
        assert_eq!(states[0], "started", "{states:?}");
        browser.close(tab);
        let tab = browser.open();
        assert!(!browser.tabs[tab].said("f").contains(&"started"), "and once");
    }
}

#[test]
fn tabs_that_become_somebody_else_at_the_same_moment_become_the_same() {
    let bob = || Call::Identify("bob".into(), Map::new());
    let grant = || Call::Consent("granted".into());
    for (before, change) in [
        (Some(Call::Identify("ann".into(), Map::new())), [Call::Reset, Call::Reset]),
        (Some(Call::Identify("ann".into(), Map::new())), [bob(), bob()]),
        (None, [grant(), grant()]),
    ] {
        let mut browser = given(
            "",
            r#"[{"id": "f", "kind": "flow", "frequency": "always", "steps": [{"id": "a", "type": "modal", "title": "A"}]}]"#,
        );
        if before.is_none() {
            let options = browser.options.to_map().with("consent", "pending");
            browser.options = Value::Map(options);
        }
        let (a, b) = (browser.open(), browser.open());
        if let Some(before) = before {
            browser.call(a, before);
        }
        let [one, other] = change;
        browser.inputs([(a, called(one)), (b, called(other))]);
        let who = |tab: usize| browser.tabs[tab].state.identity().clone();
        assert_eq!(who(a), who(b));
        assert_eq!(browser.storage["identity"].text("anonymous"), Some(&*who(a).anonymous_id));
        browser.pass(5_000);
        let shown = [a, b].map(|tab| browser.tabs[tab].showing().len());
        let it = [a, b].map(|tab| {
            format!("{:?} {:?}", browser.tabs[tab].state.identity(), browser.tabs[tab].states)
        });
        assert_eq!(shown[0] + shown[1], 1, "{it:#?} {}", browser.stored());
    }
}
