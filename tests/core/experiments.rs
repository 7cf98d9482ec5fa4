//! Experiments, goals and the server's profile in the running core: one person at one page.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

mod host;

use docent::core::call::Call;
use docent::core::config::Config;
use docent::core::experience::run::Action;
use docent::core::input::Fetched;
use docent::core::person::Person;
use docent::core::record::{Record, RecordKind};
use docent::core::time::{DAY, HOUR, Millis};
use docent::core::value::{Map, Value, to_json};
use docent::core::{Effect, Input, Moment, State, step};
use docent::native::Native;
use host::page::Page;
use host::{Browser, json, map};

const GUIDEBOOK: &str = r#"{
  "version": 1,
  "segments": [
    { "id": "newcomers", "where": { "user.plan": "trial" } },
    { "id": "short-tour", "where": { "$variant": { "experiment": "tour", "is": "short" } } },
    { "id": "converted", "where": { "$event": { "name": "Goal Reached", "where": { "goal": "activated" } } } }
  ],
  "experiments": [
    { "id": "tour", "name": "Tour length", "variants": ["long", { "id": "short", "name": "Three steps", "value": 3 }],
      "audience": { "$segment": "newcomers" }, "goal": ["activated", "upgraded"] }
  ],
  "goals": [
    { "id": "activated", "when": { "$event": { "name": "Invoice sent" } }, "within": "7d" },
    { "id": "upgraded", "when": { "user.plan": { "$in": ["pro", "team"] } } },
    { "id": "back", "when": { "$event": { "name": "login" } }, "within": "1d" }
  ],
  "experiences": [
    { "id": "long-tour", "kind": "flow", "experiment": { "id": "tour", "variant": "long" },
      "steps": [ { "id": "one", "type": "modal", "title": "One of ten", "actions": [ { "label": "Done", "do": "complete" } ] } ] },
    { "id": "short-tour-flow", "kind": "flow", "experiment": { "id": "tour", "variant": "short" },
      "steps": [ { "id": "one", "type": "modal", "title": "One of three", "actions": [ { "label": "Done", "do": "complete" } ] } ] },
    { "id": "hint", "kind": "banner", "trigger": { "on": "manual" }, "frequency": "always", "goal": "back",
      "body": "Come back", "actions": [ { "label": "OK", "do": "complete" } ] }
  ]
}"#;

/// Whom version 1 of the hash gives which variant of `tour`.
const LONG: &str = "u1";
const SHORT: &str = "u2";

impl Page {
    fn new() -> Page {
        Page::under(GUIDEBOOK, "{}")
    }

    fn guidebook(&mut self, guidebook: &str) {
        let options = self.options.as_map().unwrap().clone();
        self.options = Value::Map(options.with("guidebook", json(guidebook)));
        self.reload("tab0");
    }

    /// Asks for a variant as the page does.
    fn variant(&mut self, experiment: &str) -> Option<String> {
        let variant = self.peek(experiment)?.to_owned();
        self.call(Call::Expose(experiment.into()));
        Some(variant)
    }

    fn peek(&self, experiment: &str) -> Option<&str> {
        self.state.variant(experiment)
    }

    /// The payloads of one kind of notice, without time and message id.
    fn heard(&self, name: &str) -> Vec<Value> {
        let of = self.notices.iter().filter(|(known, _)| *known == name);
        of.map(|(_, payload)| {
            let mut map = payload.as_map().unwrap().clone();
            assert!(map.remove("time").is_some());
            map.remove("messageId");
            Value::Map(map)
        })
        .collect()
    }
}

const TRIAL: &str = r#"{"plan": "trial"}"#;

fn exposure(variant: &str) -> Value {
    json(&format!(r#"{{"experiment": "tour", "variant": "{variant}"}}"#))
}

// --- variants --------------------------------------------------------------------------------

#[test]
fn a_visitor_gets_one_of_two_flows_and_is_exposed_once_when_it_is_seen() {
    for (user, variant, flow, other) in [
        (LONG, "long", "long-tour", "short-tour-flow"),
        (SHORT, "short", "short-tour-flow", "long-tour"),
    ] {
        let mut page = Page::new();
        assert_eq!(page.showing(), [""; 0], "nobody takes part before the audience holds");
        assert_eq!(page.peek("tour"), None);
        page.identify(user, TRIAL);
        assert_eq!((page.showing(), page.peek("tour")), (vec![flow], Some(variant)));
        assert_eq!(page.heard("exposure"), [], "shown is not seen");
        page.act(flow, "seen");
        assert_eq!(page.heard("exposure"), [exposure(variant)]);
        page.reload("tab0");
        assert_eq!(page.showing(), [flow], "the same after a reload");
        page.act(flow, "seen");
        assert_eq!(page.variant("tour").as_deref(), Some(variant));
        page.act(flow, "0");
        page.reload("tab0");
        assert_eq!(page.showing(), [""; 0], "and never the other");
        assert_eq!(page.heard("exposure"), [exposure(variant)], "once for all");
        let sentence = page.state.explain(Some(other), page.now);
        let expected = format!("the variant of \"tour\" that this person has is: {variant}");
        assert!(sentence.text("sentence").unwrap().contains(&expected), "{sentence:?}");
        assert_eq!(sentence.text("gate"), Some("experiment"));
    }
}

#[test]
fn asking_is_an_exposure_and_peeking_is_not() {
    let mut page = Page::new();
    page.identify(SHORT, TRIAL);
    assert_eq!(page.peek("tour"), Some("short"));
    assert_eq!(page.heard("exposure"), []);
    assert_eq!(page.variant("tour").as_deref(), Some("short"));
    assert_eq!(page.variant("tour").as_deref(), Some("short"));
    assert_eq!(page.heard("exposure"), [exposure("short")]);
    page.call(Call::Expose("nothing".into()));
    assert_eq!(page.variant("nothing"), None);
    assert_eq!(page.heard("exposure").len(), 1);
}

#[test]
fn a_variant_is_unknown_before_the_guidebook_is_there() {
    let mut page = Page::under(GUIDEBOOK, "{}");
    page.identify(SHORT, TRIAL);
    let mut map = page.options.as_map().unwrap().clone();
    map.set("guidebook", "/guidebook.json");
    page.options = Value::Map(map);
    page.reload("tab0");
    assert_eq!(page.peek("tour"), None);
    page.call(Call::Show("short-tour-flow".into()));
    page.input(Input::Fetched(Fetched::Text(GUIDEBOOK.into(), None)));
    assert_eq!(page.peek("tour"), Some("short"));
    assert_eq!(page.showing(), ["short-tour-flow"]);
    assert_eq!(page.warnings, [""; 0]);
}

#[test]
fn conditions_know_variants_and_follow_them() {
    let mut page = Page::new();
    page.identify(SHORT, TRIAL);
    assert!(page.is_in("newcomers") && page.is_in("short-tour"));
    page.call(Call::Set(map(r#"{"plan": "free"}"#)));
    assert!(!page.is_in("newcomers") && !page.is_in("short-tour"));
    assert_eq!(page.peek("tour"), None, "without the audience there is no variant");
}

#[test]
fn nothing_starts_by_the_variant_of_the_user_before() {
    let banner = r#"{ "id": "shortcut", "kind": "banner", "audience": { "$segment": "short-tour" }, "body": "Hi" },
      { "id": "hint","#;
    let mut page = Page::under(&GUIDEBOOK.replace(r#"{ "id": "hint","#, banner), "{}");
    page.identify(SHORT, TRIAL);
    assert_eq!(page.showing(), ["short-tour-flow", "shortcut"]);
    page.identify(LONG, TRIAL);
    assert_eq!(page.showing(), ["long-tour"]);
}

#[test]
fn of_exposures_in_two_profiles_of_a_person_the_first_counts() {
    let record = |id: &str, time: Millis| Record {
        id: id.into(),
        time,
        kind: RecordKind::Exposure,
        name: "Experiment Viewed".into(),
        properties: json(r#"{"experiment_id": "tour", "variation_id": "short"}"#),
        anonymous_id: "a".into(),
        user_id: None,
        page: Value::Null,
    };
    let mut person = Person::default();
    person.absorb(&record("1", 5));
    person.absorb(&record("2", 9));
    let what = map(r#"{"experiment_id": "tour", "variation_id": "short"}"#);
    assert_eq!(person.milestone(&what).map(|first| first.time), Some(5));
}

#[test]
fn what_is_shown_by_hand_is_for_those_who_have_the_variant_too() {
    let mut page = Page::new();
    page.identify(SHORT, TRIAL);
    page.act("short-tour-flow", "seen");
    page.act("short-tour-flow", "close");
    page.call(Call::Show("long-tour".into()));
    assert_eq!(page.showing(), [""; 0]);
    assert!(page.warnings[0].contains("has is: short"), "{:?}", page.warnings);
    page.call(Call::Show("short-tour-flow".into()));
    assert_eq!(page.showing(), ["short-tour-flow"]);
}

#[test]
fn what_is_asked_for_before_the_module_is_there_is_for_whoever_is_here_by_then() {
    let manual =
        GUIDEBOOK.replace(r#""kind": "flow","#, r#""kind": "flow", "trigger": {"on": "manual"},"#);
    let mut page = Page::under(&manual, "{}");
    page.identify(LONG, TRIAL);
    page.load("tab0", |page| page.call(Call::Show("long-tour".into())));
    assert_eq!(page.showing(), ["long-tour"]);
    page.act("long-tour", "close");
    page.load("tab0", |page| {
        page.identify(SHORT, TRIAL);
        page.call(Call::Show("short-tour-flow".into()));
    });
    assert_eq!(page.showing(), ["short-tour-flow"], "{:?}", page.warnings);
}

#[test]
fn an_experience_of_an_experiment_that_is_not_there_is_not_shown() {
    let mut page = Page::under(
        &GUIDEBOOK.replace(r#""variants": ["long","#, r#""colour": 1, "variants": ["long","#),
        "{}",
    );
    page.identify(SHORT, TRIAL);
    assert_eq!(page.showing(), [""; 0]);
    let sentence = page.state.explain(Some("long-tour"), page.now);
    assert!(
        sentence.text("sentence").unwrap().contains("of \"tour\" that this person has is: none"),
        "{sentence:?}"
    );
}

#[test]
fn a_variant_given_by_hand_is_no_exposure_and_is_not_kept() {
    let sticky =
        GUIDEBOOK.replace(r#""id": "tour", "name""#, r#""id": "tour", "sticky": true, "name""#);
    let mut page = Page::under(&sticky, r#"{"variants": {"tour": "long"}}"#);
    assert_eq!(page.showing(), ["long-tour"], "whatever the audience says");
    page.act("long-tour", "seen");
    page.identify(SHORT, TRIAL);
    assert_eq!(page.variant("tour").as_deref(), Some("long"));
    assert_eq!(page.heard("exposure"), []);
    page.options = Value::Map(Map::new().with("guidebook", json(&sticky)));
    page.reload("tab0");
    assert_eq!(page.variant("tour").as_deref(), Some("short"));
}

// --- identify and sticky ---------------------------------------------------------------------

/// An experiment for everyone, with more fields.
fn open_to_all(more: &str) -> String {
    format!(r#"{{"version": 1, "experiments": [{{"id": "x", "variants": ["a", "b"] {more}}}]}}"#)
}

/// A user whom the hash gives another variant than this one.
fn somebody_else(variant: &str) -> &'static str {
    ["u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7"]
        .into_iter()
        .find(|user| {
            let mut page = Page::under(&open_to_all(""), "{}");
            page.identify(user, "{}");
            page.peek("x") != Some(variant)
        })
        .expect("one of eight falls to the other side")
}

#[test]
fn identify_assigns_anew_by_user_id_unless_the_variant_is_sticky() {
    let mut page = Page::under(&open_to_all(""), "{}");
    let before = page.peek("x").expect("a visitor takes part by anonymous id").to_owned();
    let user = somebody_else(&before);
    page.identify(user, "{}");
    assert_ne!(page.peek("x"), Some(before.as_str()), "a user is the same on every device");

    let mut page = Page::under(&open_to_all(r#", "sticky": true"#), "{}");
    let before = page.peek("x").unwrap().to_owned();
    page.identify(user, "{}");
    assert_eq!(page.peek("x"), Some(before.as_str()), "what was kept stays");
    page.reload("tab0");
    assert_eq!(page.peek("x"), Some(before.as_str()));
    page.call(Call::Reset);
    page.identify("somebody", "{}");
    page.call(Call::Reset);
    page.identify(user, "{}");
    assert_eq!(page.peek("x"), Some(before.as_str()), "and comes back with the user");
}

#[test]
fn sticky_survives_changes_of_the_experiment_and_of_the_person() {
    for (sticky, stays) in [("true", true), ("false", false)] {
        let with = |more: &str| open_to_all(&format!(r#", "sticky": {sticky} {more}"#));
        let mut page = Page::under(&with(""), "{}");
        let before = page.peek("x").unwrap().to_owned();
        let turned = if before == "a" { "[0, 1]" } else { "[1, 0]" };
        page.guidebook(&with(&format!(r#", "weights": {turned}"#)));
        assert_eq!(page.peek("x") == Some(before.as_str()), stays, "weights, sticky {sticky}");
        page.guidebook(&with(r#", "audience": {"user.plan": "pro"}"#));
        assert_eq!(page.peek("x").is_some(), stays, "audience, sticky {sticky}");
        page.guidebook(&with(r#", "active": false"#));
        assert_eq!(page.peek("x"), None, "what does not run has no variants");
    }
}

#[test]
fn a_sticky_variant_that_is_gone_is_replaced_for_good() {
    let mut page = Page::under(&open_to_all(r#", "sticky": true"#), "{}");
    let first = page.peek("x").unwrap().to_owned();
    let renamed = open_to_all(r#", "sticky": true"#).replace(&format!("\"{first}\""), "\"new\"");
    page.guidebook(&renamed);
    let second = page.peek("x").unwrap().to_owned();
    assert_ne!(second, first);
    let other = if second == "new" { "[0, 1]" } else { "[1, 0]" };
    page.guidebook(&renamed.replace(r#""sticky""#, &format!(r#""weights": {other}, "sticky""#)));
    assert_eq!(page.peek("x"), Some(second.as_str()));
}

// --- what is sent ----------------------------------------------------------------------------

fn batch(page: &mut Page) -> Vec<Value> {
    page.lead(0);
    page.call(Call::Flush);
    page.sent.iter().flat_map(|(_, body)| body.list("batch").to_vec()).collect()
}

#[test]
fn exposures_go_to_sinks_as_tools_expect_them_and_assignments_do_not() {
    let sticky =
        GUIDEBOOK.replace(r#""id": "tour", "name""#, r#""id": "tour", "sticky": true, "name""#);
    let sinks = r#"{"sinks": [{"kind": "segment", "url": "https://s.example"}]}"#;
    let mut page = Page::under(&sticky, sinks);
    page.identify(SHORT, TRIAL);
    page.variant("tour");
    let sent = batch(&mut page);
    let named: Vec<&str> = sent.iter().filter_map(|message| message.text("event")).collect();
    assert_eq!(named, ["Experience started", "Experiment Viewed"]);
    let viewed =
        sent.iter().find(|message| message.text("event") == Some("Experiment Viewed")).unwrap();
    let expected = r#"{"experiment_id": "tour", "experiment_name": "Tour length",
        "variation_id": "short", "variation_name": "Three steps"}"#;
    assert_eq!(viewed.get("properties"), Some(&json(expected)));
    assert_eq!(viewed.text("type"), Some("track"));

    let sinks = r#"{"sinks": [{"kind": "posthog", "url": "https://p.example", "apiKey": "k"}]}"#;
    let mut page = Page::under(GUIDEBOOK, sinks);
    page.identify(SHORT, TRIAL);
    page.variant("tour");
    let sent = batch(&mut page);
    let viewed =
        sent.iter().find(|message| message.text("event") == Some("Experiment Viewed")).unwrap();
    let properties = viewed.get("properties").unwrap();
    assert_eq!(properties.text("$feature/tour"), Some("short"));
}

#[test]
fn without_consent_to_analytics_no_exposure_is_stored_and_a_sticky_variant_stays() {
    let guidebook = open_to_all(r#", "sticky": true"#);
    let consent = r#"{"consent": {"analytics": "denied", "personalization": "granted"}}"#;
    let mut page = Page::under(&guidebook, consent);
    let before = page.variant("x").unwrap();
    let stored =
        |page: &Page, kind: &str| page.storage.values().any(|it| it.text("k") == Some(kind));
    assert!(stored(&page, "assignment") && !stored(&page, "exposure"));
    page.guidebook(&guidebook.replace(
        "\"sticky\"",
        &format!("\"weights\": {}, \"sticky\"", if before == "a" { "[0, 1]" } else { "[1, 0]" }),
    ));
    assert_eq!(page.peek("x"), Some(before.as_str()));
    page.call(Call::Consent("denied".into()));
    assert!(!stored(&page, "assignment"), "withdrawn for everything, it goes");
}

// --- goals -----------------------------------------------------------------------------------

fn reached(goal: &str) -> Value {
    json(&format!(r#"{{"goal": "{goal}", "experiment_id": "tour", "variation_id": "short"}}"#))
}

/// A page whose person was exposed to the short tour.
fn exposed() -> Page {
    let mut page = Page::new();
    page.identify(SHORT, TRIAL);
    page.variant("tour");
    page
}

#[test]
fn a_goal_counts_once_after_an_exposure_and_is_an_event() {
    let mut page = exposed();
    page.track("Invoice opened");
    assert_eq!(page.heard("goal"), []);
    page.track("Invoice sent");
    assert_eq!(page.heard("goal"), [reached("activated")]);
    assert!(page.is_in("converted"), "conditions can ask for it");
    page.track("Invoice sent");
    page.reload("tab0");
    page.track("Invoice sent");
    assert_eq!(page.heard("goal"), [reached("activated")], "once");
    let kept = page.storage.values().filter(|it| it.text("k") == Some("goal")).count();
    assert_eq!(kept, 1);
}

#[test]
fn what_was_done_before_the_exposure_does_not_count() {
    let mut page = Page::new();
    page.identify(SHORT, TRIAL);
    page.track("Invoice sent");
    page.variant("tour");
    assert_eq!(page.heard("goal"), []);
    page.reload("tab0");
    page.track("Invoice opened");
    assert_eq!(page.heard("goal"), []);
    page.track("Invoice sent");
    assert_eq!(page.heard("goal"), [reached("activated")], "but doing it again does");
}

#[test]
fn a_goal_counts_only_within_its_time() {
    let mut page = exposed();
    page.pass(7 * DAY - HOUR);
    page.reload("tab0");
    page.track("Invoice sent");
    assert_eq!(page.heard("goal").len(), 1);
    let mut page = exposed();
    page.pass(7 * DAY + HOUR);
    page.track("Invoice sent");
    page.reload("tab0");
    assert_eq!(page.heard("goal"), []);
}

#[test]
fn a_fact_that_held_before_must_have_changed() {
    let everyone = GUIDEBOOK.replace(r#""audience": { "$segment": "newcomers" }, "#, "");
    let mut page = Page::under(&everyone, "{}");
    page.identify(SHORT, r#"{"plan": "pro"}"#);
    page.variant("tour");
    page.track("x");
    page.reload("tab0");
    page.track("x");
    assert_eq!(page.heard("goal"), [], "already on the plan when exposed");
    page.call(Call::Set(map(r#"{"plan": "free"}"#)));
    page.call(Call::Set(map(r#"{"plan": "team"}"#)));
    assert_eq!(page.heard("goal"), [reached("upgraded")]);

    let mut page = exposed();
    page.load("tab0", |page| page.identify(SHORT, r#"{"plan": "pro"}"#));
    assert_eq!(page.heard("goal"), [reached("upgraded")], "also where it changed on the way here");
}

#[test]
fn a_goal_of_an_experience_counts_once_for_each_completion() {
    let mut page = Page::new();
    let told = json(r#"{"goal": "back", "experience": "hint"}"#);
    for round in 1..=2 {
        page.track("login");
        page.call(Call::Show("hint".into()));
        page.act("hint", "seen");
        assert_eq!(page.heard("goal").len(), round - 1, "seen is not completed");
        page.act("hint", "0");
        page.track("login");
        page.track("login");
        assert_eq!(page.heard("goal"), vec![told.clone(); round]);
        page.pass(2 * DAY);
    }
    page.track("login");
    assert_eq!(page.heard("goal").len(), 2);
}

#[test]
fn a_goal_that_is_reached_after_several_completions_counts_for_each() {
    let mut page = Page::new();
    let complete = |page: &mut Page| {
        page.call(Call::Show("hint".into()));
        page.act("hint", "seen");
        page.act("hint", "0");
        page.pass(HOUR);
    };
    complete(&mut page);
    complete(&mut page);
    page.reload("tab0");
    page.track("login");
    page.track("login");
    assert_eq!(page.heard("goal").len(), 2);
    for _ in 0..20 {
        complete(&mut page);
    }
    page.track("login");
    page.reload("tab0");
    page.track("login");
    assert_eq!(page.heard("goal").len(), 12, "of very many, for the last ten");
}

#[test]
fn a_goal_reached_at_the_very_instant_of_the_completion_counts_once_too() {
    let mut page = Page::new();
    page.call(Call::Show("hint".into()));
    page.act("hint", "seen");
    let done = page.acted("hint", Action::Button(0));
    let browser: &mut Browser = &mut page;
    browser.input(0, done);
    browser.track(0, "login");
    for _ in 0..3 {
        page.track("Something else");
        page.pass(HOUR);
    }
    assert_eq!(page.heard("goal").len(), 1);
    assert_eq!(page.storage.values().filter(|it| it.text("k") == Some("goal")).count(), 1);
}

// --- what the server knows -------------------------------------------------------------------

const SEEN_ONCE: &str = r#"{"version": 1,
  "segments": [
    {"id": "promoters", "where": {"nps.group": "promoter"}},
    {"id": "done", "where": {"$experience": {"id": "hello", "state": "completed"}}}],
  "experiences": [{"id": "hello", "kind": "survey", "frequency": "once", "questions": [
    {"id": "score", "type": "nps", "title": "How likely?"}]}]}"#;

#[test]
fn what_was_seen_elsewhere_does_not_come_back_and_the_later_score_counts() {
    let profile = r#"{"profile": {"user": "u1", "time": "2026-06-30",
      "events": {"login": {"count": 40, "first": "2025-01-01", "last": "2026-06-30T08:00:00Z"}},
      "experiences": {"hello": {"seen": "2026-06-01", "completed": "2026-06-01"}},
      "nps": {"score": 10, "time": "2026-06-02"}}}"#;
    let mut page = Page::under(SEEN_ONCE, profile);
    assert_eq!(page.showing(), ["hello"], "it is about a user, and nobody is known yet");
    page.say("hello", "answer", Value::from(3.0));
    assert!(!page.is_in("promoters"));
    page.identify("u1", "{}");
    assert!(page.is_in("done") && !page.is_in("promoters"), "answered here later");

    let mut page = Page::under(SEEN_ONCE, &profile.replace(r#""user": "u1", "#, ""));
    assert_eq!(page.showing(), [""; 0], "seen elsewhere");
    assert!(page.is_in("done") && page.is_in("promoters"));
    page.call(Call::Reset);
    assert_eq!(page.showing(), ["hello"], "somebody else");
    assert!(!page.is_in("done") && !page.is_in("promoters"));
}

#[test]
fn a_profile_is_about_a_user_whose_id_is_a_number_or_about_whoever_has_none() {
    let done_for = |user: &str| {
        let profile = r#"{"profile": {"user": USER, "experiences": {"hello": {"completed": 1}}}}"#;
        let mut page = Page::under(SEEN_ONCE, &profile.replace("USER", user));
        let anonymous = page.is_in("done");
        let call = Call::decode("identify", &[17.0.into()], &Native).unwrap();
        page.call(call);
        (anonymous, page.is_in("done"))
    };
    assert_eq!(done_for("17"), (false, true));
    assert_eq!(done_for("\"17\""), (false, true));
    assert_eq!(done_for("18"), (false, false));
    assert_eq!(done_for("null"), (true, false));
}

#[test]
fn events_that_the_server_counted_count_and_those_of_this_device_are_added_once() {
    let guidebook = r#"{"version": 1, "segments": [
        {"id": "forty", "where": {"$event": {"name": "login", "count": {"$gte": 40}}}},
        {"id": "forty-one", "where": {"$event": {"name": "login", "count": {"$gte": 41}}}},
        {"id": "early", "where": {"$event": {"name": "login", "first": {"$before": "2025-06-01"}}}}]}"#;
    let profile = r#"{"profile": {"time": "2026-06-30",
      "events": {"login": {"count": 40, "first": "2025-01-01", "last": "2026-06-29"}}}}"#;
    let mut page = Page::under(guidebook, profile);
    assert!(page.is_in("forty") && page.is_in("early") && !page.is_in("forty-one"));
    page.track("login");
    assert!(page.is_in("forty-one"), "later than the snapshot");
    page.load("tab0", |_| {});
    assert!(page.is_in("forty-one"), "and still once after a reload");
}

// --- two tabs at the same instant ----------------------------------------------------------------

/// A tab that reads this storage, and is not told what the other writes meanwhile.
struct Alone(State, u64);

impl Alone {
    fn at(storage: &[(String, Value)], chance: u64) -> Alone {
        let options = json(&format!(r#"{{"guidebook": {GUIDEBOOK}}}"#));
        let (config, _) = Config::decode(&options, false);
        let mut tab = Alone(State::new(Box::new(Native), config, format!("tab{chance}")), chance);
        tab.input(Input::Restored(storage.to_vec()));
        tab.input(Input::Claimed { run: String::new(), granted: true, stored: None });
        tab
    }

    /// What it writes into the log.
    fn input(&mut self, input: Input) -> Vec<(String, Value)> {
        self.1 = self.1.wrapping_mul(31) + 7;
        let wall = 1_782_896_400_000 + (self.1 % 5) as Millis;
        let moment = Moment { wall, monotonic: wall, utc_offset: 0, entropy: self.1 };
        let mut written = Vec::new();
        for effect in step(&mut self.0, input, moment) {
            if let Effect::Persist(key, value) = effect {
                written.push((key, value));
            }
        }
        written
    }

    fn call(&mut self, call: Call) -> Vec<(String, Value)> {
        self.input(Input::Called { call, page: None, ticket: 1 })
    }
}

fn events(changes: &[(String, Value)], name: &str) -> Vec<String> {
    changes.iter().filter(|(_, value)| value.says("n", name)).map(|(key, _)| key.clone()).collect()
}

#[test]
fn what_two_tabs_see_at_the_same_instant_happened_once() {
    let mut first = Alone::at(&[], 1);
    let known = first.call(Call::Identify(LONG.into(), map(r#"{"plan": "trial"}"#)));
    let storage: Vec<(String, Value)> =
        known.into_iter().chain([("identity".to_owned(), identity(&first))]).collect();
    let (mut one, mut other) = (Alone::at(&storage, 2), Alone::at(&storage, 3));
    let exposure = [&mut one, &mut other].map(|tab| tab.call(Call::Expose("tour".into())));
    let keys: Vec<_> =
        exposure.iter().map(|changes| events(changes, "Experiment Viewed")).collect();
    assert_eq!((keys[0].len(), &keys[0]), (1, &keys[1]), "under one key");
    other.input(Input::Foreign(exposure[0].clone()));

    let pro = || Call::Set(map(r#"{"plan": "pro"}"#));
    let goals = [one.call(pro()), other.call(pro())];
    let keys: Vec<_> = goals.iter().map(|changes| events(changes, "Goal Reached")).collect();
    assert_eq!((keys[0].len(), &keys[0]), (1, &keys[1]), "a goal too");
    other.input(Input::Foreign(goals[0].clone()));
    let Value::Map(export) = other.0.export() else { panic!("an object") };
    let text = to_json(&Value::Map(export), &Native);
    for name in ["Experiment Viewed", "Goal Reached"] {
        assert_eq!(text.matches(name).count(), 1, "{name} once: {text}");
    }
}

fn identity(tab: &Alone) -> Value {
    let facts = tab.0.facts();
    let anonymous = facts.at("user.anonymous_id").cloned();
    Value::Map(Map::new().with("anonymous", anonymous).with("user", LONG))
}
