//! What `docent check` says of versions.

use super::{check, docent, json, segment};
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;

/// What was to be written instead, with the place.
fn instead(path: &str, test: &str) -> Option<(String, String)> {
    let left = check(&segment(&format!(r#"{{"{path}": {test}}}"#)));
    assert!(left.err.lines().count() <= 1, "{path} {test}: {}", left.err);
    let (_, said) = left.err.split_once("segments[0].where.device.")?;
    assert!(said.contains("which are compared one by one"), "{said}");
    let (place, _) = said.split_once(": is hardly").unwrap();
    let (_, written) = said.trim().split_once("; write ").unwrap();
    Some((place.to_owned(), format!("{{{written}}}")))
}

fn holds(path: &str, test: &str, version: &str) -> bool {
    let place: Vec<&str> = path.rsplit('.').collect();
    let facts = place
        .iter()
        .fold(Value::from(version), |inner, key| Value::Map(Map::new().with(key, inner)));
    let line = Map::new().with("condition", Map::new().with(path, json(test))).with("facts", facts);
    docent(&["eval"], to_json(&Value::Map(line), &Native).as_bytes()).out.contains("true")
}

#[test]
fn a_version_of_fewer_parts_than_browsers_say_is_doubted_and_what_to_write_is_what_is_meant() {
    let browser = "device.browser.version";
    for (test, yes, no) in [
        (
            r#"{"$veq": "120"}"#,
            &["120", "120.0", "120.0.0.0", "120.0.6099.1"][..],
            &["119.0.0.0", "121.0.0.0", "1200.0"][..],
        ),
        (r#"{"$veq": 120}"#, &["120.0.0.0"], &["121.0.0.0"]),
        (r#"{"$veq": "120.0.0"}"#, &["120.0.0.0"], &["121.0.0.0", "119.9"]),
        (r#"{"$veq": "17.5"}"#, &["17.5", "17.5.1"], &["17.4.1", "17.6"]),
        (r#"{"$vne": "120"}"#, &["119.0.0.0", "121.0.0.0"], &["120.0.0.0"]),
        (r#"{"$vgt": "120"}"#, &["121.0.0.0", "121.0"], &["120.0.0.0"]),
        (r#"{"$vlte": "120"}"#, &["120.0.6099.1", "17.5"], &["121.0"]),
        (r#"{"$vgte": "120.0.0"}"#, &["120.0.0.0", "121.0"], &["119.0.0.0"]),
        (r#"{"$vlt": "120.0.0"}"#, &["119.0.0.0"], &["120.0.0.0", "120.0.6099.1"]),
        (r#"{"$vlt": "126.0.6478"}"#, &["126.0.6477.9"], &["126.0.6478.61"]),
        (r#"{"$vgt": "126.0.6478"}"#, &["126.0.6479.0"], &["126.0.6478.61"]),
        (r#""120""#, &["120.0.0.0"], &["121.0.0.0"]),
        (r#"{"$eq": "120"}"#, &["120.0.0.0"], &["121.0.0.0"]),
    ] {
        let (place, written) = instead(browser, test).unwrap_or_else(|| panic!("{test} is fine"));
        assert!(place.starts_with("browser.version"), "{place}");
        for version in yes {
            assert!(holds(browser, &written, version), "{written} of {version}");
        }
        for version in no {
            assert!(!holds(browser, &written, version), "{written} of {version}");
        }
        assert_eq!(instead(browser, &written), None, "{written} is fine itself");
    }
    for fine in
        [r#"{"$vgte": "120", "$vlt": "121"}"#, r#"{"$veq": "120.0.6099.1"}"#, r#"{"$vlt": "17.5"}"#]
    {
        assert_eq!(instead(browser, fine), None, "{fine}");
    }
}

#[test]
fn a_version_of_a_system_is_doubted_where_systems_do_not_agree_on_its_parts() {
    let system = "device.os.version";
    for (test, yes, no) in [
        (r#"{"$veq": "14"}"#, &["14", "14.0.0", "14.5"][..], &["13.6", "15.0.0"][..]),
        (r#"{"$veq": "17.5.0"}"#, &["17.5", "17.5.0"], &["17.6"]),
        (r#"{"$vgte": "17.5.0"}"#, &["17.5", "18.0"], &["17.4.1"]),
        (r#"{"$vgt": "16"}"#, &["17.0"], &["16.7.8", "16"]),
    ] {
        let (_, written) = instead(system, test).unwrap_or_else(|| panic!("{test} is fine"));
        for version in yes {
            assert!(holds(system, &written, version), "{written} of {version}");
        }
        for version in no {
            assert!(!holds(system, &written, version), "{written} of {version}");
        }
    }
    for fine in [r#"{"$veq": "11"}"#, r#""10""#, r#"{"$veq": "10.15.7"}"#, r#"{"$vgte": "17"}"#] {
        assert_eq!(instead(system, fine), None, "{fine}");
    }
}

#[test]
fn a_browser_with_its_version_in_its_name_is_told_how_to_ask_for_both() {
    let left = check(&segment(r#"{"device.browser.name": "Chrome 120"}"#));
    let expected = r#"write "Chrome", and "device.browser.version": {"$vgte": "120", "$vlt": "121"} beside it"#;
    assert!(left.err.contains(expected), "{}", left.err);
}
