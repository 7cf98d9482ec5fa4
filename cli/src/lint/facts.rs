//! Doubts about facts that conditions ask for: values that a fact never has, comparisons that are not
//! the ones that were meant.

use super::Lint;
use super::conditions::Scope;
use super::names::meant;
use super::paths::{is_above, unknown};
use super::spelling::did_you_mean;
use super::versions::literal;
use docent::core::guidebook::Place;
use docent::core::segment::Compiler;
use docent::core::value::{Map, Value, to_json};
use docent::native::Native;

/// Facts that can only be one of these words.
const WORDS: [(&str, &[&str]); 3] = [
    ("geo.continent", &["Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania"]),
    ("device.type", &["desktop", "mobile", "tablet", "tv", "console", "wearable"]),
    ("nps.group", &["promoter", "passive", "detractor"]),
];

/// Facts that are addresses, in which a `*` stands for itself unless `$url` asks.
const ADDRESSES: [&str; 4] = ["page.url", "page.path", "page.referrer", "session.landing"];

impl<'a> Lint<'a> {
    pub(super) fn fact(&mut self, path: &str, operand: &Value, place: &str, scope: Scope) {
        if let Some(operator) = forgotten(path, operand) {
            self.doubt(place, &format!("is no operator, but a path; did you mean \"{operator}\"?"));
            return;
        }
        if scope.facts {
            self.asked(path, operand, place);
            self.words(path, operand, place);
            self.called(path, operand, place);
            self.address(path, operand, place);
            self.country(path, operand, place);
            self.typed(path, operand, place);
        }
        self.queries(path, operand, scope.facts, place);
        if self.compared(operand, place) && !self.version(path, operand, place) {
            self.missing(path, operand, place, scope);
        }
    }

    /// Whether a fact is compared by operators, and each of them is one; else with a literal.
    fn compared(&mut self, operand: &Value, place: &str) -> bool {
        let Some(tests) = operand.as_map() else { return true };
        let operators = tests.iter().filter(|(key, _)| key.starts_with('$')).count();
        let meant: Vec<String> = tests.iter().filter_map(|(key, _)| without_sign(key)).collect();
        if tests.is_empty() {
            self.emptiness(place);
        } else if operators == tests.len() {
            self.tests(tests, place);
        } else if operators > 0 {
            let meant = meant.first().map(|it| format!("; did you mean \"{it}\"?"));
            let why = "mixes operators with fields, so that all of it is compared literally";
            self.doubt(place, &[why, &meant.unwrap_or_default()].concat());
        } else if !meant.is_empty() && meant.len() == tests.len() {
            let why = format!(
                "is compared with an object as it is written, and can never hold; \
                 did you mean \"{}\"?",
                meant.join("\" and \"")
            );
            self.doubt(place, &why);
        }
        operators == tests.len() && operators > 0
    }

    /// An object without operators is a value to be equal to, and no fact is an empty one.
    pub(super) fn emptiness(&mut self, place: &str) {
        let why = "is compared with an empty object, which hardly a fact is; to ask whether it is \
                   known, write {\"$exists\": true}";
        self.doubt(place, why);
    }

    /// A path in a condition, to a fact or to an answer.
    fn asked(&mut self, path: &str, operand: &Value, place: &str) {
        if let Some(rest) = path.strip_prefix("answers.") {
            let (survey, question) =
                rest.split_once('.').map_or((rest, None), |(a, b)| (a, Some(b)));
            self.answer(Some(survey), question, place);
            return;
        }
        let whole = operand.as_map().is_some_and(|tests| {
            tests.iter().all(|(key, _)| matches!(key, "$exists" | "$type" | "$empty"))
        });
        if !whole || !is_above(path) {
            self.known_fact(path, place);
        }
    }

    /// A path to something that Docent knows, or that the host may set.
    pub(super) fn known_fact(&mut self, path: &str, place: &str) {
        if let Some(why) = unknown(path) {
            self.doubt(place, &why);
        }
    }

    /// Facts that are one of a few words, compared with another.
    pub(super) fn words(&mut self, path: &str, operand: &Value, place: &str) {
        let known = WORDS.iter().find(|(known, _)| *known == path);
        let Some(words) = known.map(|(_, words)| words.to_vec()).or_else(|| self.options(path))
        else {
            return;
        };
        for (text, folds) in texts(operand) {
            let same =
                |word: &&str| *word == text || folds && word.to_lowercase() == text.to_lowercase();
            if !words.iter().any(same) {
                let meant = did_you_mean(text, words.iter().copied());
                let why = format!("is never \"{text}\"; it is one of {}{meant}", words.join(", "));
                self.doubt(place, &why);
            }
        }
    }

    /// What can be chosen in a question that lets people choose, and write nothing of their own.
    fn options(&self, path: &str) -> Option<Vec<&'a str>> {
        let (survey, id) = path.strip_prefix("answers.")?.split_once('.')?;
        let asked = self.named("experiences", survey)?.list("questions").iter();
        let question = asked.into_iter().find(|question| question.text("id") == Some(id))?;
        let chosen = matches!(question.text("type"), Some("single" | "multiple" | "ranking"));
        let own =
            question.is_true("other") || question.text("other").is_some_and(|it| !it.is_empty());
        let options = question.list("options").iter();
        let values: Vec<&str> = options.filter_map(|option| option.text("value")).collect();
        (chosen && !own && !values.is_empty()).then_some(values)
    }

    /// Names of browsers and systems that Docent never gives them.
    fn called(&mut self, path: &str, operand: &Value, place: &str) {
        for (text, folds) in texts(operand) {
            let found = meant(path, text);
            let same = |name: &str| folds && name.to_lowercase() == text.to_lowercase();
            if let Some((name, version)) = found.filter(|(name, _)| !same(name)) {
                let beside = path.replace(".name", ".version");
                let with = version.map(|version| {
                    format!(", and \"{beside}\": {} beside it", literal(&beside, version))
                });
                let why =
                    format!("is never \"{text}\"; write \"{name}\"{}", with.unwrap_or_default());
                self.doubt(place, &why);
            }
        }
    }

    /// Countries are two capital letters, and not names.
    fn country(&mut self, path: &str, operand: &Value, place: &str) {
        for (text, folds) in texts(operand).into_iter().filter(|_| path == "geo.country") {
            let letters = text.len() == 2 && text.chars().all(|c| c.is_ascii_alphabetic());
            let upper = text.to_uppercase();
            let meant = match upper.as_str() {
                "UK" => Some("GB"),
                _ if letters && (folds || upper == text) => continue,
                _ => letters.then_some(upper.as_str()),
            };
            let meant = meant.map(|it| format!("; write \"{it}\"")).unwrap_or_default();
            let why = format!(
                "is never \"{text}\"; it is two capital letters (ISO 3166), like \"DE\"{meant}"
            );
            self.doubt(place, &why);
        }
    }

    /// An address that is compared letter by letter, and was not meant to be.
    fn address(&mut self, path: &str, operand: &Value, place: &str) {
        if !ADDRESSES.contains(&path) {
            return;
        }
        for (text, _) in texts(operand) {
            let instead = format!("{{\"$url\": {}}}", to_json(&text.into(), &Native));
            if text.contains('*') {
                let why = format!("is compared as it is written, the * as well; write {instead}");
                self.doubt(place, &why);
            } else if path == "page.url" && text.starts_with('/') {
                let why = format!("is never \"{text}\": it is the whole address; write {instead}");
                self.doubt(place, &why);
            }
        }
    }
}

/// The texts that a fact is compared with, and whether their case is ignored.
fn texts(operand: &Value) -> Vec<(&str, bool)> {
    let Some(tests) = operand.as_map() else {
        return operand.as_text().map(|text| (text, false)).into_iter().collect();
    };
    let mut texts = Vec::new();
    for (key, operand) in tests.iter() {
        match (key, operand) {
            ("$eq" | "$ne", Value::Text(text)) => texts.push((text.as_str(), false)),
            ("$in" | "$nin" | "$ini" | "$nini" | "$all" | "$alli", Value::List(list)) => {
                let folds = key.ends_with('i');
                texts.extend(list.iter().filter_map(Value::as_text).map(|text| (text, folds)));
            }
            ("$not", Value::Map(_)) => texts.append(&mut self::texts(operand)),
            _ => {}
        }
    }
    texts
}

/// The operator that a path would be with a `$` before it.
fn forgotten(path: &str, operand: &Value) -> Option<String> {
    let joins = matches!(path, "and" | "or" | "nor") && matches!(operand, Value::List(_));
    (joins || path == "not" && operand.as_map().is_some()).then(|| format!("${path}"))
}

/// The operator on values that a key would be with a `$` before it.
fn without_sign(key: &str) -> Option<String> {
    if key.starts_with('$') || !key.chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let operator = format!("${key}");
    let test = Map::new().with(&operator, 1.0);
    let mut compiler = Compiler::new(&Native);
    compiler.node(&Value::Map(Map::new().with("x", test)), &Place::top(""));
    let known = compiler.problems.iter().all(|problem| !problem.why.contains("is not an operator"));
    known.then_some(operator)
}
