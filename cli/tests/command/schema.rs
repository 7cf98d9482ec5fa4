//! What the published schema says of guidebooks: that it takes what the page takes, refuses what the
//! page refuses, and knows every operator.

use super::{docent, json};
use docent::core::capture::page_facts;
use docent::core::device;
use docent::core::guidebook::decode;
use docent::core::guidebook::schema::{FACTS, schema};
use docent::core::person::{Families, Identity, Person};
use docent::core::platform::Platform;
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;
use std::path::{Path, PathBuf};

/// As much of JSON Schema as ours is written in; any other keyword is a mistake of this test.
pub(crate) struct Validator {
    schema: Value,
}

impl Validator {
    pub(crate) fn new() -> Self {
        Self { schema: schema() }
    }

    /// Whether a value fits a definition, or the whole schema.
    pub(crate) fn fits(&self, value: &Value, definition: &str) -> bool {
        match definition {
            "" => self.passes(&self.schema, value),
            _ => self.passes(self.at(&format!("#/$defs/{definition}")), value),
        }
    }

    fn at(&self, pointer: &str) -> &Value {
        let parts = pointer.strip_prefix("#/").expect("within the document").split('/');
        parts.fold(&self.schema, |at, key| at.get(key).unwrap_or_else(|| panic!("no {pointer}")))
    }

    fn passes(&self, schema: &Value, value: &Value) -> bool {
        schema.members().all(|(keyword, says)| self.keyword(schema, keyword, says, value))
    }

    fn keyword(&self, schema: &Value, keyword: &str, says: &Value, value: &Value) -> bool {
        let pattern = |pattern: &str, text: &str| Native.matches(pattern, false, text).unwrap();
        let count = |list: usize| list as f64;
        let number = says.as_number();
        match (keyword, value) {
            ("description" | "title" | "examples" | "$schema" | "$defs", _) => true,
            ("$ref", _) => self.passes(self.at(says.as_text().unwrap()), value),
            ("type", _) => is_of(says, value),
            ("enum", _) => says.as_list().contains(value),
            ("const", _) => says == value,
            ("allOf", _) => says.as_list().iter().all(|one| self.passes(one, value)),
            ("oneOf", _) => {
                says.as_list().iter().filter(|one| self.passes(one, value)).count() == 1
            }
            ("if", _) => !self.passes(says, value) || self.passes(schema.member("then"), value),
            ("then", _) => true,
            ("prefixItems", Value::List(list)) => {
                says.as_list().iter().zip(list).all(|(one, item)| self.passes(one, item))
            }
            ("maxProperties", Value::Map(map)) => count(map.len()) <= number.unwrap(),
            ("anyOf", _) => says.as_list().iter().any(|one| self.passes(one, value)),
            ("pattern", Value::Text(text)) => pattern(says.as_text().unwrap(), text),
            ("minLength", Value::Text(text)) => count(text.chars().count()) >= number.unwrap(),
            ("minimum", Value::Number(it)) => *it >= number.unwrap(),
            ("maximum", Value::Number(it)) => *it <= number.unwrap(),
            ("items", Value::List(list)) => list.iter().all(|item| self.passes(says, item)),
            ("minItems", Value::List(list)) => count(list.len()) >= number.unwrap(),
            ("maxItems", Value::List(list)) => count(list.len()) <= number.unwrap(),
            ("minProperties", Value::Map(map)) => count(map.len()) >= number.unwrap(),
            ("required", Value::Map(map)) => {
                Value::texts_of(says.as_list()).iter().all(|key| map.get(key).is_some())
            }
            ("properties", Value::Map(map)) => {
                map.iter().all(|(key, item)| says.get(key).is_none_or(|one| self.passes(one, item)))
            }
            ("patternProperties", Value::Map(map)) => says.members().all(|(keys, one)| {
                map.iter().all(|(key, item)| !pattern(keys, key) || self.passes(one, item))
            }),
            ("additionalProperties", Value::Map(map)) => map.iter().all(|(key, item)| {
                let named = schema.get("properties").and_then(|known| known.get(key)).is_some();
                let like = schema.get("patternProperties").into_iter().flat_map(Value::members);
                let known = named || like.into_iter().any(|(keys, _)| pattern(keys, key));
                known || if let Value::Bool(any) = says { *any } else { self.passes(says, item) }
            }),
            (
                "pattern"
                | "minLength"
                | "minimum"
                | "maximum"
                | "items"
                | "minItems"
                | "maxItems"
                | "minProperties"
                | "maxProperties"
                | "prefixItems"
                | "required"
                | "properties"
                | "patternProperties"
                | "additionalProperties",
                _,
            ) => true,
            (other, _) => panic!("{other} is no keyword that this test knows"),
        }
    }
}

fn is_of(types: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_text().unwrap() {
        "integer" => value.as_number().is_some_and(|number| number.trunc() == number),
        name => value.type_name() == name,
    };
    if let Value::List(types) = types { types.iter().any(is) } else { is(types) }
}

/// What the page refuses of a condition, but for what only the whole guidebook can tell.
fn refused(condition: &Value) -> Vec<String> {
    let segment = Map::new().with("id", "s").with("where", condition.clone());
    let segments = vec![Value::Map(segment)];
    let document = Value::Map(Map::new().with("version", 1.0).with("segments", segments));
    let (_, problems) = decode(&document, &Native).unwrap();
    let mine = problems.into_iter().filter(|problem| {
        problem.error && !problem.why.contains("refers to a segment that does not exist")
    });
    mine.map(|problem| format!("{}: {}", problem.place, problem.why)).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn our_own_guidebooks_fit_the_schema() {
    let validator = Validator::new();
    for path in
        ["www/guidebook.json", "www/gallery/guidebook.json", "tests/core/host/guidebook.json"]
    {
        assert!(validator.fits(&json(&read(path)), ""), "{path}");
    }
}

#[test]
fn the_schema_takes_the_conditions_that_the_page_takes_and_refuses_the_others() {
    let validator = Validator::new();
    let mut conditions: Vec<Value> = Vec::new();
    for file in ["conditions.json", "behaviour.json"] {
        let cases = super::cases(file);
        let all = cases.list("cases").iter().chain(cases.list("wrong"));
        conditions.extend(all.map(|case| case.get("condition").unwrap().clone()));
    }
    // The published cases, where somebody has them.
    if let Ok(folder) = std::env::var("DOCENT_SUITES") {
        let suite =
            json(&std::fs::read_to_string(Path::new(&folder).join("conditions.json")).unwrap());
        let mut all = Vec::new();
        collect(&suite, &mut all);
        assert!(!all.is_empty());
        conditions.append(&mut all);
    }
    let mut agreed = 0;
    for condition in &conditions {
        let refused = refused(condition);
        // Which texts are regular expressions, and harmless, no schema can say.
        if refused.iter().any(|why| {
            why.contains("regular expression")
                || why.contains("exponential")
                || why.contains("`sum`")
        }) {
            continue;
        }
        let fits = validator.fits(condition, "condition");
        assert_eq!(fits, refused.is_empty(), "{}: {refused:?}", to_json(condition, &Native));
        agreed += 1;
    }
    assert!(agreed > 200, "{agreed}");
}

/// The conditions of a suite, whatever stands around them.
fn collect(suite: &Value, out: &mut Vec<Value>) {
    for case in suite.list("cases") {
        out.extend(case.get("condition").cloned());
    }
    if let Value::List(cases) = suite {
        for case in cases {
            out.extend(case.get("condition").cloned().or(case.as_list().get(1).cloned()));
        }
    }
}

const OPERANDS: [&str; 34] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "2.5",
    "-1",
    "1e300",
    r#""""#,
    r#""x""#,
    r#""7d""#,
    r#""7 days""#,
    r#""1.5h""#,
    r#""1.2345h""#,
    r#""2026-01-31""#,
    r#""2026-13-01""#,
    r#""2026-01""#,
    r#""2026-01-31T09:30""#,
    r#""2026-01-31T09:30:15.25+02:00""#,
    r#""2026-01-31 25:00""#,
    r#""1.2.3""#,
    "[]",
    "[1]",
    "[1, 2]",
    r#"["a", {"$gt": 1}]"#,
    r#"["a", {"$near": 1}]"#,
    "{}",
    r#"{"$gt": 1}"#,
    r#"{"$near": 1}"#,
    r#"{"a": 1}"#,
    r#"{"a": {"$near": 1}}"#,
    r#"{"$or": [{"a": 1}]}"#,
    r#"{"$event": {"name": "x"}}"#,
    r#"{"$and": [{"a": {"$in": 1}}]}"#,
];

#[test]
fn of_every_operator_the_schema_takes_what_the_page_takes() {
    let validator = Validator::new();
    // The page takes these and makes nothing of them; an editor may say so.
    let stricter = |operator: &str, operand: &Value| match operator {
        "$type" => operand.as_text().is_some(),
        "$size" => match operand {
            Value::Map(tests) => tests.iter().all(|(key, _)| !key.starts_with('$')),
            _ => operand.as_number().is_none(),
        },
        _ => false,
    };
    for operator in operators() {
        for operand in OPERANDS {
            let operand = json(operand);
            let tests = Map::new().with(&operator, operand.clone());
            let condition = Value::Map(Map::new().with("user.x", tests));
            let refused = refused(&condition);
            let fits = validator.fits(&condition, "condition");
            let agree = fits == refused.is_empty() || !fits && stricter(&operator, &operand);
            assert!(agree, "{}: {fits}, {refused:?}", to_json(&condition, &Native));
        }
    }
}

#[test]
fn of_every_rule_the_schema_takes_what_the_page_takes() {
    let validator = Validator::new();
    let rules = [
        (
            "$event",
            r#"{"name": "x"}"#,
            &["name", "where", "within", "count", "days", "sum", "avg", "first", "last", "step"][..],
        ),
        ("$sequence", r#"{"steps": ["a", {"name": "b"}]}"#, &["steps", "within", "name"]),
        (
            "$experience",
            r#"{"id": "x", "state": "seen"}"#,
            &["id", "state", "step", "within", "count", "first", "last", "days"],
        ),
        (
            "$answer",
            r#"{"survey": "s", "question": "q"}"#,
            &["survey", "question", "$gt", "$in", "other"],
        ),
        ("$variant", r#"{"experiment": "e", "is": "a"}"#, &["experiment", "is", "other"]),
        ("$sample", r#"{"percent": 10}"#, &["percent", "seed", "other"]),
        ("$top", r#"{"of": "user.mrr", "percent": 10}"#, &["of", "percent", "other"]),
    ];
    let operands = [
        OPERANDS.as_slice(),
        &[
            r#""session""#,
            r#"{"after": "2026-01-01"}"#,
            r#"{"before": 1, "after": "x"}"#,
            r#"{"since": 1}"#,
            r#"{"of": "amount", "$gte": 5}"#,
            r#"{"of": "amount"}"#,
            r#"{"of": 5, "$gte": 5}"#,
            r#"{"of": "amount", "gte": 5}"#,
            r#"["a", ""]"#,
            r#"["a", "b"]"#,
            r#"[{"name": "a", "where": {"x": 1}}]"#,
            r#"[{"nam": "a"}]"#,
            r#""completed""#,
            r#"{"$gte": "5"}"#,
        ],
    ]
    .concat();
    for (rule, sound, fields) in rules {
        let empty = Value::Map(Map::new().with(rule, Map::new()));
        assert!(!validator.fits(&empty, "condition") && !refused(&empty).is_empty(), "{rule}");
        for field in fields {
            for operand in &operands {
                let mut map = json(sound).to_map();
                map.set(field, json(operand));
                let condition = Value::Map(Map::new().with(rule, map));
                let refused = refused(&condition);
                // What is called nothing is taken by the page and found nowhere.
                if *operand == r#""""# || *operand == r#"["a", ""]"# && rule == "$sequence" {
                    continue;
                }
                let fits = validator.fits(&condition, "condition");
                assert_eq!(
                    fits,
                    refused.is_empty(),
                    "{}: {refused:?}",
                    to_json(&condition, &Native)
                );
            }
        }
    }
}

/// Every operator on a value that the engine's table has, with its form that ignores case.
pub(crate) fn operators() -> Vec<String> {
    let known = |name: &String| {
        let tests = Map::new().with(name, Value::Null);
        let said = refused(&Value::Map(Map::new().with("user.x", tests)));
        said.iter().all(|why| !why.contains("is not an operator"))
    };
    let named = literals(&read("src/core/segment/test.rs"));
    let folded: Vec<String> = named.iter().map(|name| format!("{name}i")).collect();
    named.into_iter().chain(folded).filter(known).collect()
}

/// Every operator that stands where a condition does.
pub(crate) fn connectives() -> Vec<String> {
    literals(&read("src/core/segment/condition.rs"))
}

/// What stands in quotes in a source and begins with a dollar.
fn literals(source: &str) -> Vec<String> {
    let letters = |rest: &str| rest.chars().all(char::is_alphabetic) && !rest.is_empty();
    let all = source.split("\"$").skip(1).filter_map(|rest| rest.split('"').next());
    let mut names: Vec<String> = all.filter(|it| letters(it)).map(|it| format!("${it}")).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn the_schema_names_the_operators_of_the_engine_and_no_others() {
    let schema = schema();
    let names = |definition: &str| -> Vec<String> {
        let all = schema.at(&format!("$defs.{definition}.properties")).unwrap().members();
        let mut names: Vec<String> =
            all.map(|(name, _)| name.to_owned()).filter(|name| name.starts_with('$')).collect();
        names.sort();
        names
    };
    let mut expected = operators();
    expected.sort();
    assert!(expected.len() > 40, "{expected:?}");
    for definition in ["operators", "comparison", "answer-rule", "total"] {
        assert_eq!(names(definition), expected, "{definition}");
    }
    assert_eq!(names("condition"), connectives());
    for (name, schema) in schema.at("$defs.operators.properties").unwrap().members() {
        assert!(schema.text("description").is_some(), "{name}");
    }
}

#[test]
fn wrong_guidebooks_do_not_fit_the_schema() {
    let validator = Validator::new();
    let with = |condition: &str| {
        json(&format!(r#"{{"version": 1, "segments": [{{"id": "s", "where": {condition}}}]}}"#))
    };
    for wrong in [
        r#"{"user.x": {"$near": 1}}"#,
        r#"{"$near": 1}"#,
        r#"{"$gt": 1}"#,
        r#"{"user.x": {"$within": "30 days"}}"#,
        r#"{"user.x": {"$before": "soon"}}"#,
        r#"{"user.x": {"$in": "a"}}"#,
        r#"{"user.x": {"$between": [1]}}"#,
        r#"{"user.x": {"$exists": "yes"}}"#,
        r#"{"user.x": {"$not": {"$gt": [1]}}}"#,
        r#"{"user.x": {"$type": "text"}}"#,
        r#"{"$and": {"user.x": 1}}"#,
        r#"{"$not": {"$or": [1]}}"#,
        r#"{"$event": "login"}"#,
        r#"{"$event": {"name": "login", "within": "month"}}"#,
        r#"{"$event": {"name": "login", "cuont": 5}}"#,
        r#"{"$event": {"name": "login", "where": {"$segment": "s"}}}"#,
        r#"{"$experience": {"id": "x", "state": "done"}}"#,
        r#"{"$answer": {"survey": "x"}}"#,
        r#"{"$sample": {"percent": 101}}"#,
        r#"{"$segment": ["a"]}"#,
    ] {
        assert!(!validator.fits(&with(wrong), ""), "{wrong}");
    }
    for wrong in [
        "{}",
        r#"{"version": 2}"#,
        r#"{"version": 1, "segment": []}"#,
        r#"{"version": 1, "experiences": [{"id": "x", "kind": "popup"}]}"#,
        r#"{"version": 1, "experiences": [{"id": "x", "kind": "banner", "schedule": {"from": "soon"}}]}"#,
        r#"{"version": 1, "experiences": [{"id": "x", "kind": "banner", "expires": "a day"}]}"#,
        r#"{"version": 1, "experiences": [{"id": "x", "kind": "banner", "trigger": {"on": "event", "event": "e", "where": {"$segment": "s"}}}]}"#,
    ] {
        assert!(!validator.fits(&json(wrong), ""), "{wrong}");
    }
}

#[test]
fn the_schema_offers_the_facts_that_docent_has_and_no_others() {
    let probe = json(
        r#"{"agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "languages": ["de-AT", "de"], "timezone": "Europe/Vienna", "screen": {"width": 390, "height": 844},
        "viewport": {"width": 390, "height": 664}, "touch": 5, "ratio": 3, "dark": false, "reduced": false,
        "standalone": false, "connection": "4g"}"#,
    );
    let found = device::facts(&probe);
    let mut facts = Map::new()
        .with("device", found.get("device").unwrap().clone())
        .with("geo", found.get("geo").unwrap().clone())
        .with("page", page_facts(&json(&page())));
    let mut person = Person::default();
    let record =
        json(r#"{"v": 1, "t": 1, "k": "page", "n": "", "p": {}, "a": "a", "c": {"path": "/"}}"#);
    person.absorb(&docent::core::record::Record::from_value("1", &record).unwrap());
    let later = json(
        r#"{"v": 1, "t": 9e9, "k": "experience", "n": "s", "p": {"state": "answer", "question": "q", "answer": 9, "type": "nps"}, "a": "a", "c": {"path": "/"}}"#,
    );
    person.absorb(&docent::core::record::Record::from_value("2", &later).unwrap());
    let who = Identity { anonymous_id: "a".into(), user_id: Some("u".into()), since: 0 };
    let opened = 9_000_000_000;
    facts.merge(&person.facts(Families::ALL, &who, opened));
    if let Value::Map(company) = facts.get("company").unwrap().clone() {
        facts.set("company", company.with("id", "c"));
    }
    facts.remove("answers");
    let mut paths = Vec::new();
    leaves(&Value::Map(facts), "", &mut paths);
    let known = |path: &str| {
        FACTS.iter().any(|fact| match fact.path.strip_suffix(".*") {
            Some(open) => path == open || path.starts_with(&format!("{open}.")),
            None => fact.path == path,
        })
    };
    for path in &paths {
        assert!(known(path), "{path} is not in the table");
    }
    // What only the host can know.
    let given = ["geo.region", "geo.city"];
    for fact in FACTS {
        let open = fact.path.strip_suffix(".*").unwrap_or(fact.path);
        let found = paths.iter().any(|path| path == open || path.starts_with(&format!("{open}.")));
        assert!(found || given.contains(&fact.path), "{} is nowhere", fact.path);
    }
}

/// The facts of a page, under the names that the loader gives them.
fn page() -> String {
    let source = read("pkg-config/src/page.ts");
    let (_, fields) = source.split_once("interface PageFacts {").unwrap();
    let fields = fields.split('}').next().unwrap().lines();
    let names = fields.filter_map(|line| Some(line.trim().split_once(':')?.0.to_owned()));
    let values = names.map(|name| match name.as_str() {
        "query" => r#""query": {"tab": "x", "utm_source": "mail"}"#.to_owned(),
        name => format!(r#""{name}": "x""#),
    });
    format!("{{{}}}", values.collect::<Vec<_>>().join(", "))
}

fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    let Some(map) = value.as_map() else {
        out.push(path.to_owned());
        return;
    };
    for (key, value) in map.iter() {
        leaves(value, &if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }, out);
    }
}

#[test]
fn the_command_prints_the_schema_that_is_published() {
    assert_eq!(json(&docent(&["schema"], b"").out), schema());
}
