//! Conditions in the JSON Schema: every operator with what it takes, the rules of behaviour, and the
//! facts that are always called the same, so that an editor offers them and underlines what does not
//! fit.
//!
//! The engine compiles conditions by hand, for the sake of its messages and its size; what it takes
//! stands here once more, as data. `cli/tests/command/schema.rs` holds the two against each other:
//! the names, and what they say of hundreds of operands.

use super::{pointer, typed};
use crate::core::experience::STATES;
use crate::core::value::{Map, Value};

/// A fact that has the same name wherever Docent runs.
#[derive(Debug)]
pub struct Fact {
    /// Its path; behind a `*`, there is whatever the page or the browser has.
    pub path: &'static str,
    /// What values it has.
    pub kind: Values,
    /// What it is, with its type and its unit.
    pub about: &'static str,
    /// Values for an editor to offer; there may be others.
    pub values: &'static [&'static str],
}

/// What values a fact has, where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Texts.
    Texts,
    /// Versions, as texts.
    Versions,
    /// True and false.
    Flags,
    /// Numbers, none of them below 0.
    Numbers,
    /// Whole numbers from 0 to 10.
    Scores,
    /// Times in epoch milliseconds.
    Times,
    /// Lists of texts.
    Lists,
}

use Values::{Flags, Lists, Numbers, Scores, Texts, Times, Versions};

const fn fact(
    path: &'static str,
    kind: Values,
    about: &'static str,
    values: &'static [&'static str],
) -> Fact {
    Fact { path, kind, about, values }
}

/// All of them. Of the families `user`, `company` and `answers` only what Docent itself puts there:
/// the rest is the host's, and the guidebook's.
pub static FACTS: &[Fact] = &[
    fact("user.id", Texts, "The id given to identify, a text; missing before.", &[]),
    fact("user.anonymous_id", Texts, "What this device calls a visitor, a text.", &[]),
    fact("user.first_seen", Times, "When they were first active here, in epoch milliseconds.", &[]),
    fact(
        "user.last_seen",
        Times,
        "When the session before this one ended, in epoch milliseconds; missing in the first.",
        &[],
    ),
    fact("company.id", Texts, "The id given to group, a text.", &[]),
    fact(
        "device.type",
        Texts,
        "A text; missing where it is not known.",
        &["desktop", "mobile", "tablet", "tv", "console", "wearable"],
    ),
    fact(
        "device.vendor",
        Texts,
        "Who made the device, a text, where that is known.",
        &["Apple", "Samsung", "Google"],
    ),
    fact("device.model", Texts, "The model of the device, a text, where that is known.", &[]),
    fact("device.bot", Flags, "Whether it is a crawler or another program, true or false.", &[]),
    fact(
        "device.browser.name",
        Texts,
        "A text.",
        &["Chrome", "Edge", "Firefox", "Safari", "Opera", "Samsung Internet"],
    ),
    fact(
        "device.browser.version",
        Versions,
        "A version as a text like \"126.0.6478.61\": compare it with $vgte and $vlt.",
        &[],
    ),
    fact(
        "device.os.name",
        Texts,
        "A text.",
        &["Windows", "macOS", "iOS", "Android", "Chrome OS", "Linux"],
    ),
    fact(
        "device.os.version",
        Versions,
        "A version as a text like \"17.5\", for Windows \"10\" or \"11\": compare it with $vgte and $vlt.",
        &[],
    ),
    fact(
        "device.language",
        Texts,
        "The preferred language of the browser, a tag like \"de-AT\".",
        &[],
    ),
    fact("device.languages.*", Lists, "All preferred languages, a list of tags, best first.", &[]),
    fact("device.timezone", Texts, "The IANA name of the time zone, like \"Europe/Berlin\".", &[]),
    fact("device.screen.width", Numbers, "The width of the screen, in CSS pixels.", &[]),
    fact("device.screen.height", Numbers, "The height of the screen, in CSS pixels.", &[]),
    fact("device.viewport.width", Numbers, "The width of the window's inside, in CSS pixels.", &[]),
    fact(
        "device.viewport.height",
        Numbers,
        "The height of the window's inside, in CSS pixels.",
        &[],
    ),
    fact("device.touch", Flags, "Whether there is a touch screen, true or false.", &[]),
    fact("device.pixel_ratio", Numbers, "Device pixels per CSS pixel, a number.", &[]),
    fact("device.color_scheme", Texts, "The colours the system asks for.", &["light", "dark"]),
    fact(
        "device.reduced_motion",
        Flags,
        "Whether the system asks for less motion, true or false.",
        &[],
    ),
    fact(
        "device.connection",
        Texts,
        "How fast the network seems, in browsers that tell.",
        &["slow-2g", "2g", "3g", "4g"],
    ),
    fact(
        "device.standalone",
        Flags,
        "Whether it runs as an installed application, true or false.",
        &[],
    ),
    fact("geo.country", Texts, "Two capital letters (ISO 3166).", &["DE", "FR", "GB", "US"]),
    fact("geo.region", Texts, "As the host gives it.", &[]),
    fact("geo.city", Texts, "As the host gives it.", &[]),
    fact(
        "geo.continent",
        Texts,
        "A text.",
        &["Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania"],
    ),
    fact("geo.eu", Flags, "Whether the country is in the European Union, true or false.", &[]),
    fact(
        "geo.source",
        Texts,
        "\"inferred\" where it is a guess by time zone and language; missing where the host says.",
        &["inferred"],
    ),
    fact("page.url", Texts, "The whole address: compare it with $url.", &[]),
    fact(
        "page.path",
        Texts,
        "The path of the address, like \"/invoices/7\": compare it with $url.",
        &[],
    ),
    fact("page.search", Texts, "The query as it is written, with its ?.", &[]),
    fact("page.query.*", Texts, "A parameter of the query by its name, a text.", &[]),
    fact("page.hash", Texts, "The hash of the address, with its #.", &[]),
    fact("page.title", Texts, "The title of the page.", &[]),
    fact(
        "page.referrer",
        Texts,
        "The address they came from; after a change of route, the one before.",
        &[],
    ),
    fact("page.utm.*", Texts, "Campaign parameters without their utm_: page.utm.source.", &[]),
    fact("session.count", Numbers, "Which session this is, from 1.", &[]),
    fact("session.page_views", Numbers, "Pages viewed in this session so far, a number.", &[]),
    fact("session.started_at", Times, "When this session began, in epoch milliseconds.", &[]),
    fact("session.landing", Texts, "The path of the first page of this session.", &[]),
    fact("session.is_new", Flags, "Whether this is the first session, true or false.", &[]),
    fact("nps.score", Scores, "The latest answer to an NPS question, 0 to 10.", &[]),
    fact(
        "nps.group",
        Texts,
        "Promoters gave 9 or 10, passives 7 or 8, detractors less.",
        &["promoter", "passive", "detractor"],
    ),
];

/// What an operator is given.
#[derive(Clone, Copy)]
enum Takes {
    Anything,
    /// A number or a text, and what reads as one: nothing, true, false.
    Single,
    Version,
    Date,
    Duration,
    Flag,
    Words,
    Type,
    Two,
    Several,
    /// A list of values, and of tests that an element must pass.
    Elements,
    Element,
    Size,
    Tests,
}

use Takes::{
    Anything, Date, Duration, Element, Elements, Flag, Several, Single, Size, Tests, Two, Type,
    Version, Words,
};

/// Every operator on a value. Those that ignore case end with `i`.
const OPERATORS: &[(&str, Takes, &str)] = &[
    ("$eq", Anything, "Is exactly this, type included."),
    ("$ne", Anything, "Is not exactly this; holds for what is missing too."),
    ("$gt", Single, "Is more than this. A missing number counts as 0."),
    ("$gte", Single, "Is at least this. A missing number counts as 0."),
    ("$lt", Single, "Is less than this. A missing number counts as 0: add \"$exists\": true."),
    ("$lte", Single, "Is at most this. A missing number counts as 0: add \"$exists\": true."),
    ("$between", Two, "Is from the first to the second of these, both included."),
    ("$in", Several, "Is one of these; of a list, has one of them."),
    ("$ini", Several, "As $in, capitals or not."),
    ("$nin", Several, "Is none of these; holds for what is missing too."),
    ("$nini", Several, "As $nin, capitals or not."),
    ("$inGroup", Words, "Is in the group of this name, of the guidebook's groups."),
    ("$notInGroup", Words, "Is not in the group of this name."),
    ("$all", Elements, "A list that has all of these."),
    ("$alli", Elements, "As $all, capitals or not."),
    ("$elemMatch", Element, "A list with an element that passes this."),
    ("$size", Size, "A list of so many elements."),
    ("$not", Tests, "Does not pass this; holds for what is missing where the test does not."),
    ("$exists", Flag, "Whether it is known."),
    ("$type", Type, "Its type."),
    ("$empty", Flag, "Whether it is missing, or a text, a list or an object with nothing in it."),
    ("$regex", Words, "A text that matches this regular expression."),
    ("$regexi", Words, "As $regex, capitals or not."),
    ("$contains", Words, "A text with this in it; of a list, one of its texts."),
    ("$containsi", Words, "As $contains, capitals or not."),
    ("$startsWith", Words, "A text that starts with this; of a list, one of its texts."),
    ("$startsWithi", Words, "As $startsWith, capitals or not."),
    ("$endsWith", Words, "A text that ends with this; of a list, one of its texts."),
    ("$endsWithi", Words, "As $endsWith, capitals or not."),
    ("$veq", Version, "Is this version."),
    ("$vne", Version, "Is another version than this."),
    ("$vgt", Version, "Is a later version than this."),
    ("$vgte", Version, "Is this version or a later one."),
    ("$vlt", Version, "Is an earlier version than this."),
    ("$vlte", Version, "Is this version or an earlier one."),
    ("$before", Date, "Is a time before this."),
    ("$after", Date, "Is a time after this."),
    ("$within", Duration, "Is a time in the last so long, e.g. \"7d\"."),
    ("$olderThan", Duration, "Is a time so long ago or longer, e.g. \"7d\"."),
    ("$until", Duration, "Is a time in the next so long, e.g. \"3d\"."),
    (
        "$url",
        Words,
        "A page: a path like \"/reports/*\", or a whole address with its scheme. A query in it must match whole and in order: ask page.query for one parameter.",
    ),
];

/// The types that `$type` can find.
const TYPES: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];

/// Keys that are no operators: paths.
const PATHS: &str = "^([^$]|$)";

const DURATION: &str = r"^\d+(\.\d{1,3})?(ms|s|m|h|d|w)$";

const DATE: &str = concat!(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])",
    r"([Tt ]([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?)?)?)?$",
);

/// The last millisecond that dates reach.
const LAST: f64 = 8_639_999_999_999_999.0;

/// A duration like `"30d"`.
pub(super) fn duration() -> Value {
    Value::Map(Map::new().with("type", "string").with("pattern", DURATION))
}

/// An ISO 8601 date, or epoch milliseconds.
pub(super) fn date() -> Value {
    let date = Map::new()
        .with("type", types(&["string", "number"]))
        .with("pattern", DATE)
        .with("minimum", -LAST)
        .with("maximum", LAST);
    Value::Map(date)
}

fn types(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| Value::from(*name)).collect()
}

fn list_of(items: Option<Value>) -> Map {
    Map::new().with("type", "array").with_some("items", items)
}

fn any_of(schemas: Vec<Value>) -> Value {
    Value::Map(Map::new().with("anyOf", schemas))
}

/// A text that is not empty.
fn name() -> Value {
    Value::Map(Map::new().with("type", "string").with("minLength", 1.0))
}

fn percent() -> Value {
    Value::Map(Map::new().with("type", "number").with("minimum", 0.0).with("maximum", 100.0))
}

fn taken(takes: Takes) -> Value {
    match takes {
        Takes::Anything => Value::Map(Map::new()),
        Takes::Single => {
            Value::Map(Map::new().with("type", types(&["number", "string", "boolean", "null"])))
        }
        Takes::Version => Value::Map(Map::new().with("type", types(&["string", "number"]))),
        Takes::Date => date(),
        Takes::Duration => duration(),
        Takes::Flag => typed("boolean"),
        Takes::Words => typed("string"),
        Takes::Type => Value::Map(Map::new().with("enum", types(&TYPES))),
        Takes::Two => Value::Map(list_of(None).with("minItems", 2.0).with("maxItems", 2.0)),
        Takes::Several => Value::Map(list_of(None)),
        Takes::Elements => Value::Map(list_of(Some(pointer("comparison")))),
        Takes::Element => any_of(vec![pointer("operators"), pointer("condition-on-properties")]),
        Takes::Size => {
            let count = Map::new().with("type", "integer").with("minimum", 0.0);
            any_of(vec![Value::Map(count), pointer("operators")])
        }
        Takes::Tests => pointer("comparison"),
    }
}

fn about(schema: Value, about: &str) -> Value {
    let mut map = schema.to_map();
    map.set("description", about);
    Value::Map(map)
}

/// The operators as properties that say where they are described.
fn operators() -> Map {
    let mut properties = Map::new();
    for (name, ..) in OPERATORS {
        properties.set(name, pointer(&["operators/properties/", name].concat()));
    }
    properties
}

/// An object of these fields and no others.
fn object(properties: Map, required: &[&str]) -> Map {
    Map::new()
        .with("type", "object")
        .with("properties", properties)
        .with("required", types(required))
        .with("additionalProperties", false)
}

/// A condition: logic that joins conditions of this name, what else there is beside it, and paths.
fn condition(own: &str, more: Map) -> Map {
    let several = || Value::Map(list_of(Some(pointer(own))));
    let mut properties = Map::new()
        .with("$and", about(several(), "All of these hold."))
        .with("$or", about(several(), "One of these holds, or more."))
        .with("$nor", about(several(), "None of these holds."))
        .with("$not", about(pointer(own), "This does not hold."))
        .with(
            "$top",
            about(pointer("top"), "Among the highest share of the population by a fact."),
        );
    properties.merge(&more);
    Map::new()
        .with("type", "object")
        .with("properties", properties)
        .with("patternProperties", Map::new().with(PATHS, pointer("comparison")))
        .with("additionalProperties", false)
}

/// What is asked of a person only: what they did, and which segments and variants they are in.
fn personal() -> Map {
    let rule = |name: &str, text: &str| about(pointer(name), text);
    let mut properties = Map::new()
        .with("$segment", about(typed("string"), "Belongs to the segment of this id."))
        .with("$event", rule("event-rule", "Did this, so often, in this time."))
        .with("$sequence", rule("sequence-rule", "Did these one after another."))
        .with("$experience", rule("experience-rule", "What became of an experience."))
        .with(
            "$answer",
            rule(
                "answer-rule",
                "An answer to a survey's question; given at all where nothing is asked of it.",
            ),
        )
        .with("$variant", rule("variant-rule", "Has this variant of an experiment."))
        .with(
            "$sample",
            rule("sample-rule", "Falls into a share of all people, always the same ones."),
        );
    for Fact { path, about: text, values, .. } in FACTS {
        let path =
            path.strip_suffix(".*").filter(|_| *path == "device.languages.*").unwrap_or(path);
        if path.ends_with('*') {
            continue;
        }
        let mut schema = about(pointer("comparison"), text).to_map();
        if !values.is_empty() {
            schema.set("examples", types(values));
        }
        properties.set(path, schema);
    }
    properties
}

/// Writes the definitions of everything that a condition is made of.
pub(super) fn define(definitions: &mut Map) {
    let mut tests = Map::new();
    for (name, takes, text) in OPERATORS {
        tests.set(name, about(taken(*takes), text));
    }
    let operators_alone = object(tests, &[])
        .with("minProperties", 1.0)
        .with("description", "Operators that must all hold of one value.");
    // An object without operators is a literal, and what stands in it is its own affair.
    let comparison = Map::new()
        .with(
            "description",
            "A value to be equal to, or an object of operators that must all hold.",
        )
        .with("properties", operators())
        .with("patternProperties", Map::new().with(PATHS, Map::new()))
        .with("additionalProperties", false);
    definitions
        .set("operators", operators_alone)
        .set("comparison", comparison)
        .set(
            "condition",
            condition("condition", personal())
                .with("description", "A condition: fact paths and operators, joined by AND."),
        )
        .set(
            "condition-on-properties",
            condition("condition-on-properties", Map::new()).with(
                "description",
                "A condition on the properties of an event, or the fields of an element: paths and operators, joined by AND.",
            ),
        );
    rules(definitions);
}

fn rules(definitions: &mut Map) {
    let text = |about: &str| self::about(name(), about);
    let window = || about(pointer("window"), "In which time; ever where missing.");
    let time = |text: &str| about(pointer("measure"), text);
    let names = list_of(Some(name())).with("minItems", 1.0);
    let of_event = |more: Map| {
        let mut all = Map::new()
            .with(
                "name",
                about(
                    any_of(vec![name(), Value::Map(names.clone())]),
                    "The event, or a list of events any of which counts.",
                ),
            )
            .with(
                "where",
                about(
                    pointer("condition-on-properties"),
                    "Only events with such properties count.",
                ),
            );
        all.merge(&more);
        all
    };
    let measures = Map::new()
        .with("within", window())
        .with("count", time("How often; at least once where nothing else is asked."))
        .with("first", time("When first: a test of a date."))
        .with("last", time("When last: a test of a date."));
    let more = Map::new()
        .with("days", time("On how many different days."))
        .with("sum", about(pointer("total"), "The sum of a property that is a number."))
        .with("avg", about(pointer("total"), "The average of a property that is a number."));
    let mut event = of_event(measures.clone());
    event.merge(&more);
    let step = any_of(vec![name(), Value::Map(object(of_event(Map::new()), &["name"]))]);
    let steps = list_of(Some(step)).with("minItems", 1.0);
    let sequence = Map::new()
        .with("steps", about(Value::Map(steps), "Events, in this order."))
        .with("within", about(duration(), "The last less than so long after the first."));
    let mut experience = Map::new()
        .with("id", text("The experience."))
        .with(
            "state",
            about(Value::Map(Map::new().with("enum", types(&STATES))), "What became of it."),
        )
        .with("step", text("Only this step, task or spot, by its id."));
    experience.merge(&measures);
    let mut answer = operators();
    answer.set("survey", text("The survey.")).set("question", text("Its question."));
    let mut total = operators();
    total.set("of", text("The property."));
    let period = Map::new()
        .with("after", about(date(), "Later than this."))
        .with("before", about(date(), "Earlier than this."));
    let session = Value::Map(Map::new().with("const", "session"));
    let variant =
        Map::new().with("experiment", text("The experiment.")).with("is", text("The variant."));
    let sample = Map::new()
        .with("percent", about(percent(), "How large the share is."))
        .with("seed", about(typed("string"), "What makes it differ from other samples."));
    let top = Map::new()
        .with("of", text("The fact, of which the guidebook has quantiles."))
        .with("percent", about(percent(), "How large the share is."));
    definitions
        .set("event-rule", object(event, &["name"]))
        .set("sequence-rule", object(sequence, &["steps"]))
        .set("experience-rule", object(experience, &["id", "state"]))
        .set("answer-rule", object(answer, &["survey", "question"]))
        .set("variant-rule", object(variant, &["experiment", "is"]))
        .set("sample-rule", object(sample, &["percent"]))
        .set("top", object(top, &["of", "percent"]))
        .set("total", object(total, &["of"]).with("minProperties", 2.0))
        .set("measure", any_of(vec![typed("number"), pointer("operators")]))
        .set("window", any_of(vec![duration(), session, Value::Map(object(period, &[]))]));
}
