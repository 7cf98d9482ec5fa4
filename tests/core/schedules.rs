//! Schedules open and close by the clock alone, by the zone that they name or the guidebook does.

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
use docent::core::experience::run::Action;
use docent::core::input::Fetched;
use docent::core::time::{DAY, HOUR, MINUTE, parse_date};
use host::page::Page;
use host::with_guidebook;

#[test]
fn a_schedule_opens_and_closes_by_the_clock_alone() {
    let text = r#"{"version": 1, "experiences": [{
      "id": "sale", "kind": "banner", "body": ["Sale"], "trigger": {"on": "page"}, "frequency": "always",
      "schedule": {"from": "2026-07-01T10:00:00Z", "days": ["wed", "thu"], "hours": ["09:30", "17:00"]}}]}"#;
    let (mut browser, tab) = with_guidebook(text);
    browser.pass(HOUR - 1);
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.pass(1);
    assert_eq!(browser.tabs[tab].showing(), ["sale"], "on a Wednesday at ten");
    browser.look(tab, "sale");
    browser.act(tab, "sale", Action::Dismiss);
    browser.pass(8 * HOUR);
    browser.route(tab, "/evening");
    assert_eq!(browser.tabs[tab].showing(), [""; 0], "after hours");
    browser.pass(15 * HOUR + 30 * MINUTE - 1);
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.pass(1);
    assert_eq!(browser.tabs[tab].showing(), ["sale"], "Thursday at half past nine");
}

/// Whether a banner that comes with every page is there, a millisecond before instants and at
/// them: what opens does so by the clock alone.
fn shown_at(schedule: &str, instants: &[&str]) -> Vec<bool> {
    shown_in("", schedule, instants)
}

/// The same in a guidebook with something else in it.
fn shown_in(rest: &str, schedule: &str, instants: &[&str]) -> Vec<bool> {
    let text = format!(
        r#"{{"version": 1, {rest} "experiences": [{{"id": "b", "kind": "banner", "body": ["B"],
            "frequency": "always", "schedule": {schedule}}}]}}"#
    );
    let (mut browser, tab) = with_guidebook(&text);
    let mut shown = Vec::new();
    let mut is_there = false;
    for instant in instants {
        for wait in [parse_date(instant).unwrap() - 1 - browser.now, 1] {
            browser.pass(wait);
            if is_there {
                browser.route(tab, &format!("/{}", shown.len()));
            }
            is_there = browser.tabs[tab].view("b").is_some();
            shown.push(is_there);
            if is_there {
                browser.look(tab, "b");
                browser.act(tab, "b", Action::Dismiss);
            }
        }
    }
    shown
}

#[test]
fn hours_are_those_of_the_zone_that_is_named_also_when_its_clocks_change() {
    // Clocks in Berlin go forward on 2027-03-28: nine o'clock is at 8 UTC, then at 7.
    let schedule =
        r#"{"from": "2027-03-27", "timezone": "Europe/Berlin", "hours": ["09:00", "09:01"]}"#;
    let instants = ["2027-03-27T08:00:00Z", "2027-03-28T07:00:00Z", "2027-03-29T07:00:00Z"];
    assert_eq!(shown_at(schedule, &instants), [false, true, false, true, false, true]);
}

#[test]
fn dates_of_a_schedule_are_those_of_its_zone_unless_they_have_an_offset() {
    let berlin =
        r#"{"from": "2026-12-01", "until": "2026-12-02T09:30", "timezone": "Europe/Berlin"}"#;
    let instants = ["2026-11-30T23:00:00Z", "2026-12-02T08:30:00Z"];
    assert_eq!(shown_at(berlin, &instants), [false, true, true, false]);
    let month = r#"{"from": "2026-12", "timezone": "Europe/Berlin"}"#;
    assert_eq!(shown_at(month, &["2026-11-30T23:00:00Z"]), [false, true]);
    let plain = r#"{"from": "2026-12-01T00:00:00Z", "until": "2026-12-02T10:30:00+02:00", "timezone": "Europe/Berlin"}"#;
    let instants = ["2026-12-01T00:00:00Z", "2026-12-02T08:30:00Z"];
    assert_eq!(shown_at(plain, &instants), [false, true, true, false]);
}

#[test]
fn a_schedule_without_a_zone_follows_that_of_the_guidebook() {
    let at_nine = r#"{"from": "2027-01-27", "hours": ["09:00", "09:01"]}"#;
    let instants = ["2027-01-27T08:00:00Z", "2027-07-28T07:00:00Z"];
    let berlin = r#""timezone": "Europe/Berlin","#;
    assert_eq!(shown_in(berlin, at_nine, &instants), [false, true, false, true]);
    let own = r#"{"from": "2027-01-27", "hours": ["09:00", "09:01"], "timezone": "Asia/Kolkata"}"#;
    assert_eq!(shown_in(berlin, own, &["2027-01-27T03:30:00Z"]), [false, true]);
}

#[test]
fn days_are_those_of_the_guidebooks_zone_also_when_it_changes() {
    // Midnight in Berlin is at 22 UTC in summer; in Los Angeles it is the same day all along.
    let guidebook = |zone: &str| {
        format!(
            r#"{{"version": 1, {zone} "segments": [
                {{"id": "two", "where": {{"$event": {{"name": "x", "days": 2}}}}}}]}}"#
        )
    };
    let fetched = |zone| Input::Fetched(Fetched::Text(guidebook(zone), None));
    let (mut browser, tab) = with_guidebook(&guidebook(r#""timezone": "Europe/Berlin","#));
    browser.now = parse_date("2026-07-03T21:30:00Z").unwrap();
    browser.track(tab, "x");
    browser.now = parse_date("2026-07-03T22:30:00Z").unwrap();
    browser.track(tab, "x");
    assert!(browser.tabs[tab].is_in("two"), "before and after midnight in Berlin");
    for (zone, two) in [
        (r#""timezone": "America/Los_Angeles","#, false),
        (r#""timezone": "Europe/Berlin","#, true),
        ("", false),
    ] {
        let tab = browser.open();
        browser.input(tab, fetched(zone));
        assert_eq!(browser.tabs[tab].is_in("two"), two, "{zone}");
        browser.close(tab);
    }
}

#[test]
fn hours_that_cannot_be_read_are_an_error_and_not_all_day() {
    for hours in
        [r#"["9am", "17:00"]"#, r#"["09:00"]"#, r#"["09:00", "24:30"]"#, r#"["09:75", "17:00"]"#]
    {
        let text = format!(
            r#"{{"version": 1, "experiences": [{{"id": "b", "kind": "banner", "schedule": {{"hours": {hours}}}}}]}}"#
        );
        let (guidebook, problems) =
            docent::core::guidebook::load(&text, &docent::native::Native).unwrap();
        let places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(places, ["experiences[0].schedule.hours"], "{hours}");
        assert_eq!(guidebook.experiences.len(), 0);
    }
}

#[test]
fn hours_over_midnight_belong_to_the_day_on_which_they_begin() {
    // 2026-07-03 is a Friday; Kolkata is five and a half hours ahead.
    let schedule = r#"{"timezone": "Asia/Kolkata", "days": ["fri"], "hours": ["22:00", "02:00"]}"#;
    let instants = ["2026-07-03T16:30:00Z", "2026-07-03T19:30:00Z", "2026-07-03T20:30:00Z"];
    let shown = shown_at(schedule, &instants);
    assert_eq!(
        shown,
        [false, true, true, true, true, false],
        "from Friday's ten to Saturday's two"
    );
}

#[test]
fn what_its_schedule_has_closed_is_not_gone_on_with_and_what_it_has_ended_is_over() {
    let scheduled = |schedule: &str| {
        let mut page = Page::banner(&format!(
            r#""expires": "90d", "frequency": "always", "schedule": {schedule},"#
        ));
        page.act("b", "seen");
        page
    };
    let mut page = scheduled(r#"{"hours": ["08:00", "10:00"], "timezone": "UTC"}"#);
    page.pass(2 * HOUR);
    page.reload("tab0");
    assert!(!page.shows("b"));
    page.pass(22 * HOUR);
    assert!(page.shows("b"));
    assert_eq!(page.said("b"), ["started", "seen"], "it is the same run");
    let mut page = scheduled(r#"{"until": "2026-07-02"}"#);
    page.pass(DAY);
    page.reload("tab0");
    assert!(!page.shows("b"));
    assert!(!page.stored().contains("r:"), "{}", page.stored());
}

#[test]
fn what_its_schedule_has_ended_is_not_shown_by_hand() {
    let mut page =
        Page::banner(r#""trigger": {"on": "manual"}, "schedule": {"until": "2020-01-01"},"#);
    page.call(Call::Show("b".into()));
    assert!(!page.shows("b"));
    assert_eq!(page.warnings, [r#"show: "b": its time is over"#]);
}

#[test]
fn a_date_in_an_hour_that_comes_twice_or_never_is_one_instant() {
    // Clocks in Berlin go back at 01:00 UTC on 2026-10-25, and forward on 2027-03-28.
    let until =
        r#"{"from": "2026-10-24", "until": "2026-10-25T02:30", "timezone": "Europe/Berlin"}"#;
    let instants = ["2026-10-25T00:30:00Z", "2026-10-25T01:15:00Z", "2026-10-25T01:45:00Z"];
    assert_eq!(shown_at(until, &instants), [true, false, false, false, false, false]);
    let from = r#"{"from": "2026-10-25T02:30", "timezone": "Europe/Berlin"}"#;
    assert_eq!(shown_at(from, &instants), [false, true, true, true, true, true]);
    let never = r#"{"from": "2027-03-28T02:30", "timezone": "Europe/Berlin"}"#;
    let instants = ["2027-03-28T01:30:00Z", "2027-03-28T02:15:00Z"];
    assert_eq!(shown_at(never, &instants), [false, true, true, true]);
}

#[test]
fn what_has_begun_goes_on_when_its_hours_come_though_the_person_has_left_its_audience() {
    let flow = r#"{"version": 1, "experiences": [{"id": "f", "kind": "flow", "expires": "7d",
      "audience": {"user.new": true}, "schedule": {"hours": ["08:00", "10:00"]},
      "steps": [{"id": "a", "type": "modal", "title": "A"}]}]}"#;
    let (mut browser, tab) = with_guidebook(flow);
    browser.call(tab, Call::Set(host::map(r#"{"new": true}"#)));
    browser.does(tab, "f", "seen");
    browser.call(tab, Call::Set(host::map(r#"{"new": false}"#)));
    browser.close(tab);
    browser.pass(2 * HOUR);
    let tab = browser.open();
    assert_eq!(browser.tabs[tab].showing(), [""; 0]);
    browser.pass(22 * HOUR);
    assert_eq!(browser.tabs[tab].showing(), ["f"]);
}
