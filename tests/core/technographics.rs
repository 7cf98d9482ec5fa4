//! The recogniser of user agents, held against two published sets of cases and our own.
//!
//! The published sets are not part of this repository: `DOCENT_SUITES` names the folder they are in
//! (`../shared/suites` is tried too), and without it their two checks say so and are skipped. They
//! disagree with each other and with the guidebook about names, so each has a table here that maps
//! its names to ours; where a set says nothing, nothing is compared.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use docent::core::technographics::{Kind, Named, Scope, Technographics, recognise, recognise_with};
use docent::core::value::{Limits, parse};
use docent::native::Native;
use proptest::prelude::*;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The least share of each property that must agree, in percent.
const ENOUGH: f64 = 97.0;

/// How far one property agrees with a set, and where it does not.
struct Score {
    what: &'static str,
    compared: usize,
    wrong: Vec<String>,
}

impl Score {
    fn new(what: &'static str) -> Score {
        Score { what, compared: 0, wrong: Vec::new() }
    }

    /// Compares one value; an expectation of `None` means that the set does not say.
    fn compare(&mut self, agent: &str, expected: Option<&str>, got: Option<&str>) {
        let Some(expected) = expected else { return };
        self.compared += 1;
        if got != Some(expected) {
            self.wrong.push(format!("expected {expected}, got {got:?}: {agent}"));
        }
    }

    fn percent(&self) -> f64 {
        100.0 - 100.0 * self.wrong.len() as f64 / self.compared.max(1) as f64
    }
}

/// Prints every mismatch by name, then fails if a property agrees too seldom.
fn report(set: &str, scores: &[Score]) {
    for score in scores {
        println!("{set}, {}: {:.1} % of {}", score.what, score.percent(), score.compared);
        score.wrong.iter().for_each(|line| println!("    {line}"));
    }
    for score in scores {
        assert!(score.percent() >= ENOUGH, "{set}: {} agrees too seldom", score.what);
    }
}

/// A file of cases from the folder of published suites, or the announcement that it is missing.
fn suite(file: &str) -> Option<Vec<Value>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites");
    let folder = std::env::var_os("DOCENT_SUITES").map(PathBuf::from).unwrap_or(beside);
    if !folder.is_dir() {
        println!("DOCENT_SUITES is not set and ../shared/suites is not there: {file} is skipped");
        return None;
    }
    let text = std::fs::read_to_string(folder.join(file)).expect("the suite can be read");
    Some(serde_json::from_str(&text).expect("the suite is a list of cases"))
}

/// The string at a path, if it says anything.
fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    value.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The part of a version before the first dot.
fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}

fn kind(told: &Technographics) -> Option<&'static str> {
    told.device.kind.map(Kind::as_str)
}

/// What bowser calls a browser, as we do.
fn bowser_browser(name: &str) -> &str {
    match name {
        "Microsoft Edge" => "Edge",
        "Amazon Silk" => "Silk",
        "Yandex Browser" => "Yandex",
        "Samsung Internet for Android" => "Samsung Internet",
        "Opera Touch" => "Opera",
        name => name,
    }
}

#[test]
fn bowser_and_we_agree_on_browser_system_and_kind_of_device() {
    let Some(cases) = suite("user_agents.json") else { return };
    let names = ["browser name", "browser major version", "OS name", "OS version", "device type"];
    let mut scores = names.map(Score::new);
    let [browser, browser_version, os, os_version, device] = &mut scores;
    let mut bots = Score::new("bot");
    for case in &cases {
        let agent = text(case, "/ua").expect("a case has an agent");
        let told = recognise(agent, None);
        let expected = |path: &str| text(case, &format!("/expect/{path}"));
        browser.compare(
            agent,
            expected("browser/name").map(bowser_browser),
            told.browser.name.as_deref(),
        );
        // bowser leaves the name of Roku's player in front of its version.
        let stated = expected("browser/version").map(|v| v.strip_prefix("DVP-").unwrap_or(v));
        browser_version.compare(
            agent,
            stated.map(major),
            told.browser.version.as_deref().map(major),
        );
        let name = expected("os/name").map(|name| if name == "WebOS" { "webOS" } else { name });
        os.compare(agent, name, told.os.name.as_deref());
        let version = expected("os/versionName").filter(|_| name == Some("Windows"));
        let version = version.or(expected("os/version")).map(major);
        os_version.compare(agent, version, told.os.version.as_deref().map(major));
        let bot = expected("platform/type") == Some("bot");
        bots.compare(agent, Some(if bot { "bot" } else { "person" }), Some(role(&told)));
        device.compare(agent, expected("platform/type").filter(|_| !bot), kind(&told));
    }
    report("bowser", &scores);
    report("bowser", &[bots]);
}

fn role(told: &Technographics) -> &'static str {
    if told.bot { "bot" } else { "person" }
}

#[test]
fn uap_core_and_we_agree_on_the_operating_system() {
    let Some(cases) = suite("operating_systems.json") else { return };
    let mut scores = ["OS name", "OS version"].map(Score::new);
    let [os, version] = &mut scores;
    for case in &cases {
        let agent = text(case, "/ua").expect("a case has an agent");
        let told = recognise(agent, None);
        let name = text(case, "/family").map(|family| match family {
            "Mac OS X" | "Mac OS" => "macOS",
            "ATV OS X" => "tvOS",
            "Ubuntu" | "Debian" | "Fedora" | "Linux Mint" | "Gentoo" | "Red Hat" => "Linux",
            family => family,
        });
        os.compare(agent, name, told.os.name.as_deref());
        version.compare(
            agent,
            text(case, "/major").map(major),
            told.os.version.as_deref().map(major),
        );
    }
    report("uap-core", &scores);
}

/// The hints of one of our own cases, in the spelling of `navigator.userAgentData`.
fn hints(value: &Value) -> docent::core::value::Value {
    let limits = Limits { bytes: usize::MAX, depth: 64 };
    parse(&value.to_string(), limits, &Native).expect("the cases are JSON")
}

/// What differs from an expectation; only what it mentions is compared, and `null` is absence.
fn differences(expected: &Value, told: &Technographics) -> Vec<String> {
    let got = [
        ("/browser/name", told.browser.name.as_deref()),
        ("/browser/version", told.browser.version.as_deref()),
        ("/os/name", told.os.name.as_deref()),
        ("/os/version", told.os.version.as_deref()),
        ("/device/type", kind(told)),
        ("/device/vendor", told.device.vendor.as_deref()),
        ("/device/model", told.device.model.as_deref()),
    ];
    let differs = |(path, got): &(&str, Option<&str>)| {
        let wanted = expected.pointer(path)?;
        (wanted.as_str() != *got).then(|| format!("{path}: expected {wanted}, got {got:?}"))
    };
    let mut lines: Vec<String> = got.iter().filter_map(differs).collect();
    if expected["bot"].as_bool().unwrap_or(false) != told.bot {
        lines.push(format!("bot: got {}", told.bot));
    }
    lines
}

#[test]
fn our_own_modern_agents_are_recognised_in_full() {
    let file = include_str!("../cases/technographics.json");
    let file: Value = serde_json::from_str(file).expect("the cases are JSON");
    assert_eq!(file["version"], 1);
    let cases = file["cases"].as_array().expect("there are cases");
    let mut failures = Vec::new();
    for case in cases {
        let given = case.get("client_hints").map(hints);
        let agent = case["user_agent"].as_str().expect("a case has an agent");
        let told = recognise(agent, given.as_ref());
        for line in differences(&case["expect"], &told) {
            failures.push(format!("{}: {line}", case["name"]));
        }
    }
    assert!(failures.is_empty(), "{} cases\n{}", cases.len(), failures.join("\n"));
}

/// Whether an agent comes from a browser that Docent runs in: Chromium from 102, Firefox from 112,
/// Safari's engine from 16.4, where it says so.
fn modern(agent: &str) -> bool {
    let version = |sign: &str| {
        let (_, behind) = agent.split_once(sign)?;
        let mut numbers = behind.split(|c: char| !c.is_ascii_digit()).map(|n| n.parse().ok());
        Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)))
    };
    let at_least = |sign: &str, least: (u32, u32)| version(sign).map(|found| found >= least);
    let apple = || {
        let stated = at_least(" OS ", (16, 4)).or_else(|| at_least("Version/", (16, 4)));
        agent.contains("AppleWebKit/605.1.15") && stated.unwrap_or(true)
    };
    let chromium = at_least("Chrome/", (102, 0)).or_else(|| at_least("CriOS/", (102, 0)));
    chromium.or_else(|| at_least("Firefox/", (112, 0))).unwrap_or_else(apple)
}

/// Answers of the page's half and of the whole, the page's without what it leaves out on purpose:
/// the name of a machine that has one of its own, and who made a console.
fn halves(
    agent: &str,
    given: Option<&docent::core::value::Value>,
) -> (Technographics, Technographics) {
    let mut page = recognise_with(agent, given, Scope::Page);
    let mut all = recognise_with(agent, given, Scope::All);
    if all.bot && agent.contains("compatible;") {
        page.browser = Named::default();
        all.browser = Named::default();
    }
    if all.device.kind == Some(Kind::Console) {
        (all.device.vendor, all.device.model) = (None, None);
    }
    (page, all)
}

#[test]
fn the_page_recognises_what_it_can_meet_as_the_whole_does() {
    let file = include_str!("../cases/technographics.json");
    let file: Value = serde_json::from_str(file).expect("the cases are JSON");
    let mut compared = 0;
    for case in file["cases"].as_array().expect("there are cases") {
        let agent = case["user_agent"].as_str().expect("a case has an agent");
        if !modern(agent) {
            continue;
        }
        let given = case.get("client_hints").map(hints);
        let (page, all) = halves(agent, given.as_ref());
        assert_eq!(page, all, "{}", case["name"]);
        compared += 1;
    }
    assert!(compared >= 60, "only {compared} cases are modern");
}

#[test]
fn the_page_recognises_the_modern_agents_of_the_published_sets_too() {
    for file in ["user_agents.json", "operating_systems.json"] {
        let cases = suite(file).unwrap_or_default();
        let agents = cases.iter().filter_map(|case| text(case, "/ua"));
        for agent in agents.filter(|agent| modern(agent)) {
            let (page, all) = halves(agent, None);
            assert_eq!(page, all, "{agent}");
        }
    }
}

#[test]
fn a_machine_that_renders_is_a_bot_to_the_page_and_a_crawler_by_name_to_the_whole() {
    let agent = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; \
                 +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36";
    let [page, all] = [Scope::Page, Scope::All].map(|scope| recognise_with(agent, None, scope));
    assert!(page.bot && all.bot);
    assert_eq!(page.browser.name.as_deref(), Some("Chrome"));
    assert_eq!(all.browser.name.as_deref(), Some("BingCrawler"));
}

#[test]
fn what_cannot_run_docent_is_left_to_the_whole() {
    for agent in ["curl/8.5.0", "BlackBerry9700/5.0.0.862", "Opera/9.80 (S60; SymbOS)"] {
        assert_eq!(recognise_with(agent, None, Scope::Page), Technographics::default(), "{agent}");
        assert_ne!(recognise(agent, None), Technographics::default(), "{agent}");
    }
}

#[test]
fn nothing_is_claimed_of_an_empty_agent() {
    assert_eq!(recognise("", None), Technographics::default());
    assert_eq!(recognise(" \u{1F98A} ", None), Technographics::default());
    assert_eq!(recognise_with("", None, Scope::Page), Technographics::default());
}

#[test]
fn a_huge_agent_is_read_up_to_two_kilobytes_and_names_stay_short() {
    let padded = format!("Mozilla/5.0 ({}) Chrome/126.0.0.0", "x".repeat(1 << 20));
    assert_eq!(recognise(&padded, None).browser.name, None);
    let cut_inside_a_character = "é".repeat(2000);
    assert_eq!(recognise(&cut_inside_a_character, None), Technographics::default());
    let endless = recognise(&format!("{}bot/1.0", "a".repeat(1000)), None);
    assert!(endless.bot && endless.browser.name.is_some_and(|name| name.len() <= 64));
}

#[test]
fn words_that_never_end_say_no_more_than_their_beginning() {
    for word in ["opera ", "win", "bot bot", "android ", "mobi-mobi", "(iphone ", "cpu os "] {
        let endless = word.repeat(100_000);
        let beginning: String = endless.chars().take(2048).collect();
        assert_eq!(recognise(&endless, None), recognise(&beginning, None), "{word}");
    }
}

/// Fragments that the recogniser reacts to, in any order, so that chance reaches its branches.
fn fragments() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Mozilla/5.0 ",
        "(",
        ")",
        ";",
        " ",
        "/",
        "+",
        "Windows",
        " NT 6.1",
        "Win",
        "Android ",
        "bot",
        "CFNetwork/",
        "Darwin/",
        "99999999999999999999",
        "25.0",
        "Version/",
        "BlackBerry",
        "Mac OS X ",
        "10_15",
        "iPad",
        "Opera",
        "mobi",
        "-",
        "_",
        ".",
        "é",
        "\u{0}",
        "Build/",
        "JUC",
        "spider/",
    ]);
    prop::collection::vec(words, 0..24).prop_map(|words| words.concat())
}

proptest! {
    // What once failed becomes a case of its own, not a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_string_is_answered_the_same_way_twice(agent in any::<String>()) {
        prop_assert_eq!(recognise(&agent, None), recognise(&agent, None));
        recognise_with(&agent, None, Scope::Page);
    }

    #[test]
    fn any_arrangement_of_known_words_is_answered_the_same_way_twice(agent in fragments()) {
        prop_assert_eq!(recognise(&agent, None), recognise(&agent, None));
        recognise_with(&agent, None, Scope::Page);
    }

    #[test]
    fn any_client_hints_are_answered_the_same_way_twice(
        agent in fragments(),
        brand in any::<String>(),
        platform in prop::sample::select(vec!["", "Windows", "macOS", "Linux", "é"]),
        version in any::<String>(),
        mobile in any::<Option<bool>>(),
    ) {
        let hints = hints(&serde_json::json!({
            "brands": [{"brand": brand, "version": version}],
            "mobile": mobile,
            "platform": platform,
            "platformVersion": version,
            "model": version,
        }));
        prop_assert_eq!(recognise(&agent, Some(&hints)), recognise(&agent, Some(&hints)));
    }
}
