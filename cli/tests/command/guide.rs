//! What the reference for writing guidebooks says: that its examples are sound, and that it names
//! everything there is.

use super::schema::{Validator, connectives, operators};
use super::{Left, docent, json};
use docent::core::experience::STATES;
use docent::core::guidebook::schema::{FACTS, schema};
use docent::core::value::{Limits, Map, Value, parse, to_json};
use docent::native::Native;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// What is said of a guidebook in a year whose Christmas is still to come.
fn check(text: &str) -> Left {
    docent(&["check", "--now", "2026-06-01", "-"], text.as_bytes())
}

fn reference() -> String {
    read("docs/guidebook.md")
}

/// The examples, each with the word that says what it is.
fn examples(text: &str) -> Vec<(&str, &str)> {
    let mut examples = Vec::new();
    for fence in text.split("```json").skip(1) {
        let (kind, rest) = fence.split_once('\n').unwrap();
        let example = rest.split("```").next().unwrap();
        // One, in several lines, or one in every line.
        let whole = parse(example, Limits::GUIDEBOOK, &Native);
        match whole {
            Ok(_) => examples.push((kind.trim(), example)),
            Err(_) => examples.extend(example.lines().map(|line| (kind.trim(), line))),
        }
    }
    examples
}

fn object(map: Map) -> Value {
    Value::Map(map)
}

/// A part of a guidebook that holds an example, by what it is.
fn part(kind: &str, example: &Value) -> Value {
    let list = |key: &str, item: Map| object(Map::new().with(key, vec![object(item)]));
    let banner = || Map::new().with("id", "example").with("kind", "banner").with("title", "T");
    match kind {
        "part" => example.clone(),
        "condition" => {
            list("segments", Map::new().with("id", "example").with("where", example.clone()))
        }
        "experience" => list("experiences", example.to_map()),
        "fields" => {
            let mut item = banner().with("audience", Map::new().with("$segment", "freelancers"));
            item.merge(&example.to_map());
            list("experiences", item)
        }
        "text" => list("experiences", banner().with("body", example.clone())),
        "action" => {
            let step =
                |id: &str| Map::new().with("id", id).with("type", "modal").with("title", "T");
            let on = Map::new().with("label", "Next").with("do", "next");
            let first = step("start").with("actions", vec![example.clone(), object(on)]);
            let steps = vec![object(first), object(step("details"))];
            list(
                "experiences",
                Map::new().with("id", "example").with("kind", "flow").with("steps", steps),
            )
        }
        other => panic!("an example of \"{other}\": say what it is"),
    }
}

/// A guidebook with a part: lists are continued, all else is set.
fn with(guidebook: &Value, part: &Value) -> Value {
    let mut all = guidebook.to_map();
    for (key, value) in part.members() {
        let mut list = all.get(key).map(Value::as_list).unwrap_or_default().to_vec();
        match value {
            Value::List(more) => {
                list.extend(more.iter().cloned());
                all.set(key, list);
            }
            value => {
                all.set(key, value.clone());
            }
        }
    }
    object(all)
}

#[test]
fn every_example_of_the_reference_is_without_errors_and_doubts() {
    let text = reference();
    let examples = examples(&text);
    let (kind, whole) = examples[0];
    assert_eq!(kind, "guidebook");
    assert_eq!(check(whole).err, "");
    let whole = json(whole);
    let validator = Validator::new();
    assert!(examples.len() > 70, "{}", examples.len());
    for (kind, example) in &examples[1..] {
        let guidebook = with(&whole, &part(kind, &json(example)));
        let left = check(&to_json(&guidebook, &Native));
        assert_eq!((left.code, left.err.as_str()), (0, ""), "{example}");
        assert!(validator.fits(&guidebook, ""), "{example}");
    }
}

#[test]
fn conditions_within_sentences_of_the_reference_are_sound_too() {
    let text = reference();
    let whole = json(examples(&text)[0].1);
    let sentences: String = text.split("```").step_by(2).collect();
    let spans = sentences.split('`').skip(1).step_by(2);
    let conditions: Vec<&str> =
        spans.filter(|span| span.starts_with("{ \"") && !span.contains('…')).collect();
    for span in &conditions {
        let guidebook = with(&whole, &part("condition", &json(span)));
        assert_eq!(check(&to_json(&guidebook, &Native)).err, "", "{span}");
    }
    assert!(!conditions.is_empty());
}

#[test]
fn the_reference_names_every_operator_fact_action_trigger_kind_state_and_event() {
    let text = reference();
    let schema = schema();
    let words = |path: &str| -> Vec<String> {
        let words = schema.at(&format!("$defs.{path}.enum")).unwrap_or_else(|| panic!("{path}"));
        Value::texts_of(words.as_list())
    };
    let kinds = schema.at("$defs.experience.anyOf").unwrap().as_list().iter();
    let kinds = kinds.map(|kind| kind.text("$ref").unwrap().rsplit('/').next().unwrap().to_owned());
    let facts = FACTS.iter().map(|fact| {
        fact.path.strip_suffix('*').unwrap_or(fact.path).trim_end_matches('.').to_owned()
    });
    let mut names: Vec<String> = operators();
    names.extend(connectives());
    names.extend(kinds);
    names.extend(STATES.map(str::to_owned));
    names.extend(captured());
    for path in [
        "action.properties.do",
        "trigger.properties.on",
        "trigger.properties.when",
        "step.properties.type",
        "step.properties.placement",
        "step.properties.missing",
        "question.properties.type",
        "spot.properties.type",
        "spot.properties.on",
        "action.properties.style",
        "cap.properties.per",
        "schedule.properties.days.items",
        "survey.properties.present",
        "banner.properties.position",
        "banner.properties.layout",
        "launcher.properties.position",
    ] {
        names.extend(words(path));
    }
    for name in &names {
        let named = [format!("`{name}`"), format!("`\"{name}\"`"), format!("\"{name}\"`")];
        assert!(named.iter().any(|it| text.contains(it)), "{name} is not named");
    }
    for fact in facts {
        let named = text.contains(&format!("`{fact}`")) || text.contains(&format!("`{fact}.…`"));
        assert!(named, "{fact} is not named");
    }
    assert!(names.len() > 120, "{}", names.len());
}

#[test]
fn the_reference_names_every_field_of_the_document() {
    let text = reference();
    let schema = schema();
    let mut missing = Vec::new();
    let objects = schema.get("$defs").unwrap().members().chain([("guidebook", &schema)]);
    for (object, definition) in objects {
        for (field, _) in definition.get("properties").into_iter().flat_map(Value::members) {
            let named = text.contains(&format!("`{field}`"))
                || text.contains(&format!("\"{field}\""))
                || text.contains(&format!("`{field}.…`"));
            if !named && !field.contains('.') {
                missing.push(format!("{object}.{field}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_reference_names_every_token_and_every_word_of_docents_own() {
    let text = reference();
    let style = read("pkg-config/src/ui/style.css");
    let tokens = style.split("--docent-").skip(1).map(|rest| {
        rest.split(|c: char| !(c.is_ascii_lowercase() || c == '-')).next().unwrap_or_default()
    });
    for token in tokens.filter(|token| *token != "page-font") {
        assert!(text.contains(&format!("`{token}`")), "{token}");
    }
    let gallery = json(&read("www/gallery/guidebook.json"));
    for (word, _) in gallery.at("locales.ar").unwrap().members() {
        assert!(text.contains(&format!("`{word}`")), "{word}");
    }
}

#[test]
fn the_contents_of_the_reference_lead_to_its_headings() {
    let text = reference();
    let headings = text.lines().filter_map(|line| line.strip_prefix("##")).map(|line| {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        words.replace(' ', "-").replace(',', "")
    });
    let headings: Vec<String> = headings.collect();
    for link in text.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        assert!(headings.iter().any(|heading| heading == link), "#{link}");
    }
    for heading in &headings[1..] {
        assert!(text.contains(&format!("](#{heading})")), "{heading} is not in the contents");
    }
}

#[test]
fn the_reference_is_linked_and_shipped() {
    assert!(read("README.md").contains("](docs/guidebook.md)"));
    assert!(read("pkg-config/build.mjs").contains("\"docs/guidebook.md\""));
    let package = json(&read("pkg-config/package.json"));
    assert!(package.texts("files").contains(&"docs".to_owned()));
}

/// The events that Docent captures by itself, as the core writes them.
pub(crate) fn captured() -> Vec<String> {
    let mut sources = vec![read("src/core/capture.rs"), read("src/core/record.rs")];
    for entry in std::fs::read_dir(root().join("src/core/state")).unwrap() {
        sources.push(read(entry.unwrap().path()));
    }
    let mut names: Vec<String> = Vec::new();
    for source in &sources {
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            names.extend(
                line.split('"').skip(1).step_by(2).filter(|it| is_event(it)).map(str::to_owned),
            );
        }
    }
    assert!(names.len() > 7, "{names:?}");
    names
}

/// Two words, the first with a capital: "Page viewed".
fn is_event(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let letters = |word: &&str| !word.is_empty() && word.chars().all(char::is_alphabetic);
    words.len() == 2 && words.iter().all(letters) && text.starts_with(char::is_uppercase)
}
