//! What is on the screen: an experience at one stop, its texts filled, ready to be built from
//! plain elements by whoever draws.

use super::run::Run;
use crate::core::guidebook::{Experience, Kind};
use crate::core::platform::Platform;
use crate::core::strings::{find, split};
use crate::core::text::{Block, blocks, fill};
use crate::core::time::{Millis, parse_duration};
use crate::core::value::Value;

/// What is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The run it belongs to.
    pub run: String,
    /// The experience's id.
    pub experience: String,
    /// How it sits on the page.
    pub surface: Surface,
    /// The heading; also what it is called by a screen reader.
    pub title: String,
    /// The name for a screen reader where there is no heading.
    pub label: String,
    /// The text.
    pub body: Vec<Block>,
    /// Buttons, in the order of reading.
    pub buttons: Vec<Button>,
    /// Stop and number of stops, both from 1, where there is more than one.
    pub progress: Option<(usize, usize)>,
    /// Whether it can be closed.
    pub dismissible: bool,
    /// The question asked, in a survey.
    pub question: Option<Question>,
}

/// How a view sits on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Surface {
    /// In the middle, the page behind it inert.
    Modal,
    /// In a corner.
    Slideout,
    /// Beside an element.
    Tooltip(Anchor),
    /// Along an edge of the page.
    Banner {
        /// At the bottom, not the top.
        bottom: bool,
        /// Over the page, not pushing it.
        overlay: bool,
    },
}

/// The element a tooltip belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// Selectors in the order of preference.
    pub selectors: Vec<String>,
    /// The side it should be on; any where missing.
    pub placement: Option<String>,
    /// How long to wait for the element before saying it is missing; for ever where missing.
    pub wait: Option<Millis>,
    /// Whether using the element moves the run on.
    pub driven: bool,
}

/// A button.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What using it means.
    pub press: Press,
    /// Whether it is the one to press.
    pub primary: bool,
}

/// What a button means to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// The action with this index.
    Action(usize),
    /// Gives the answer and goes on.
    Submit,
    /// Goes back a question.
    Back,
}

/// A question of a survey.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its id in the survey.
    pub id: String,
    /// How it is answered.
    pub input: Entry,
    /// Whether it must be answered.
    pub required: bool,
    /// The answer given before.
    pub answer: Value,
    /// What is wrong with the answer that was tried.
    pub error: Option<&'static str>,
    /// An example of an answer.
    pub placeholder: String,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// By one, or with the flag several, of the options: value and label.
    Choice {
        /// Whether several can be chosen.
        many: bool,
        /// Values and labels.
        options: Vec<(String, String)>,
        /// The label of an answer of one's own, where one may be given.
        other: Option<String>,
    },
    /// By a number on a scale.
    Scale {
        /// The lowest.
        min: i64,
        /// The highest.
        max: i64,
        /// What the lowest means.
        low: String,
        /// What the highest means.
        high: String,
    },
    /// By typing: the `type` of an input element, or `textarea`.
    Typed(&'static str),
    /// By ticking one box.
    Tick,
}

fn content<'a>(experience: &'a Experience, key: &str, at: usize) -> &'a Value {
    const NOTHING: &Value = &Value::Null;
    experience.content.list(key).get(at).unwrap_or(NOTHING)
}

/// What the guidebook says of the stop a run is at; the experience itself where it has none.
pub(crate) fn stop_content<'a>(run: &Run, experience: &'a Experience) -> &'a Value {
    match experience.kind {
        Kind::Flow => content(experience, "steps", run.at),
        _ => &experience.content,
    }
}

/// The question a run is at.
pub(crate) fn question_at<'a>(run: &Run, experience: &'a Experience) -> Option<&'a Value> {
    (experience.kind == Kind::Survey).then(|| content(experience, "questions", run.at))
}

/// The actions of the stop a run is at.
pub(crate) fn actions<'a>(run: &Run, experience: &'a Experience) -> &'a [Value] {
    stop_content(run, experience).list("actions")
}

/// Whether the step is logic only.
pub(crate) fn is_hidden(run: &Run, experience: &Experience) -> bool {
    experience.kind == Kind::Flow && stop_content(run, experience).text("type") == Some("hidden")
}

/// A text of the guidebook with its placeholders filled; empty where there is none.
pub(crate) fn filled(item: &Value, key: &str, facts: &Value, platform: &dyn Platform) -> String {
    item.text(key).map(|text| fill(text, facts, platform)).unwrap_or_default()
}

/// Builds what a run shows at the stop it is at.
pub(crate) fn build(
    run: &Run,
    experience: &Experience,
    facts: &Value,
    platform: &dyn Platform,
) -> View {
    let item = stop_content(run, experience);
    let text = |key: &str| filled(item, key, facts, platform);
    let fill_text = |text: &str| fill(text, facts, platform);
    let mut view = View {
        run: run.id.clone(),
        experience: experience.id.clone(),
        surface: surface(item, experience),
        title: text("title"),
        label: experience.name.clone(),
        body: blocks(item.get("body"), &fill_text),
        buttons: buttons(item, facts, platform),
        progress: progress(run, experience),
        dismissible: item.get("dismissible") != Some(&Value::Bool(false)),
        question: None,
    };
    match experience.kind {
        Kind::Survey => ask(&mut view, run, experience, facts, platform),
        Kind::Flow if view.buttons.is_empty() && item.text("type") != Some("driven") => {
            view.buttons = default_buttons(run, experience);
        }
        _ => {}
    }
    view
}

fn surface(item: &Value, experience: &Experience) -> Surface {
    if experience.kind == Kind::Banner {
        return Surface::Banner {
            bottom: item.text("position") == Some("bottom"),
            overlay: item.text("layout") != Some("inline"),
        };
    }
    let kind = item.text("type").or(item.text("present")).unwrap_or("modal");
    match kind {
        "modal" => Surface::Modal,
        "slideout" => Surface::Slideout,
        _ => Surface::Tooltip(Anchor {
            selectors: match item.text("target") {
                Some(one) => vec![one.into()],
                None => item.texts("target"),
            },
            placement: item.text("placement").filter(|side| *side != "auto").map(Into::into),
            wait: item.text("wait").and_then(parse_duration),
            driven: kind == "driven" && item.at("advance.event").is_none(),
        }),
    }
}

fn buttons(item: &Value, facts: &Value, platform: &dyn Platform) -> Vec<Button> {
    let mut buttons = Vec::new();
    for (index, action) in item.list("actions").iter().enumerate() {
        let label = match action.text("label") {
            Some(label) => fill(label, facts, platform),
            None => default_label(action),
        };
        let primary = match action.text("style") {
            Some(style) => style == "primary",
            None => !matches!(action.text("do"), Some("back" | "dismiss" | "snooze")),
        };
        buttons.push(Button { label, press: Press::Action(index), primary });
    }
    buttons
}

fn default_label(action: &Value) -> String {
    match action.text("do") {
        Some("next" | "goto") => "Next",
        Some("back") => "Back",
        Some("dismiss") => "Close",
        Some("snooze") => "Later",
        Some("complete" | "submit") => "Done",
        _ => "OK",
    }
    .into()
}

/// What a step without buttons of its own gets: no step is a dead end.
fn default_buttons(run: &Run, experience: &Experience) -> Vec<Button> {
    let last = run.at + 1 == experience.stops.len();
    let mut buttons = Vec::new();
    if !run.trail.is_empty() {
        buttons.push(Button { label: "Back".into(), press: Press::Back, primary: false });
    }
    let label = if last { "Done" } else { "Next" };
    buttons.push(Button { label: label.into(), press: Press::Submit, primary: true });
    buttons
}

/// "Step 2 of 5": steps that are logic only do not count.
fn progress(run: &Run, experience: &Experience) -> Option<(usize, usize)> {
    let visible = |at: usize| {
        experience.kind != Kind::Flow
            || content(experience, "steps", at).text("type") != Some("hidden")
    };
    let total = (0..experience.stops.len()).filter(|at| visible(*at)).count();
    let at = (0..=run.at).filter(|at| visible(*at)).count();
    (total > 1).then_some((at, total))
}

fn ask(
    view: &mut View,
    run: &Run,
    experience: &Experience,
    facts: &Value,
    platform: &dyn Platform,
) {
    let item = content(experience, "questions", run.at);
    let text = |key: &str| filled(item, key, facts, platform);
    let id = item.text("id").unwrap_or_default();
    let first = run.trail.is_empty();
    let last = run.at + 1 == experience.stops.len();
    let question = text("title");
    // The survey's own title greets on the first page; after that the question is the heading.
    if first && !view.title.is_empty() {
        view.body.push(Block::Heading(question));
    } else {
        view.title = question;
        view.body.clear();
    }
    view.body.extend(blocks(item.get("body"), &|text| fill(text, facts, platform)));
    view.buttons.clear();
    if !first {
        view.buttons.push(Button { label: "Back".into(), press: Press::Back, primary: false });
    }
    let submit = filled(&experience.content, "submit", facts, platform);
    let label = match (last, submit.is_empty()) {
        (true, false) => submit,
        (true, true) => "Done".into(),
        _ => "Continue".into(),
    };
    view.buttons.push(Button { label, press: Press::Submit, primary: true });
    view.question = Some(Question {
        id: id.into(),
        input: entry(item, run.shuffle, &text),
        required: item.is_true("required"),
        answer: run.answers.get(id).cloned().unwrap_or_default(),
        error: run.error,
        placeholder: text("placeholder"),
    });
}

fn entry(item: &Value, shuffle: f64, text: &dyn Fn(&str) -> String) -> Entry {
    let number = |key: &str, default: i64| item.number(key).map_or(default, |number| number as i64);
    let scale = |min, max| {
        let min = number("min", min);
        Entry::Scale {
            min,
            max: number("max", max).clamp(min, min + 100),
            low: text("low"),
            high: text("high"),
        }
    };
    match item.text("type").unwrap_or_default() {
        kind @ ("single" | "multiple" | "ranking") => Entry::Choice {
            many: kind != "single",
            options: options(item, shuffle),
            other: match item.get("other") {
                Some(Value::Text(label)) => Some(label.clone()),
                Some(Value::Bool(true)) => Some("Something else".into()),
                _ => None,
            },
        },
        "nps" => scale(0, 10),
        "scale" | "stars" | "smileys" | "csat" => scale(1, 5),
        "long-text" => Entry::Typed("textarea"),
        "number" => Entry::Typed("number"),
        "email" => Entry::Typed("email"),
        "date" => Entry::Typed("date"),
        "consent" => Entry::Tick,
        _ => Entry::Typed("text"),
    }
}

fn options(item: &Value, shuffle: f64) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = Vec::new();
    for option in item.list("options") {
        if let Some(value) = option.text("value") {
            options.push((value.into(), option.text("label").unwrap_or(value).into()));
        }
    }
    if item.is_true("randomise") && !options.is_empty() {
        // A rotation: every option comes first equally often, and coming back shows no change.
        let count = options.len();
        let by = (shuffle * count as f64) as usize;
        options.rotate_left(by.min(count - 1));
    }
    options
}

/// Whether an answer says nothing.
pub(crate) fn is_blank(answer: &Value) -> bool {
    match answer {
        Value::Null | Value::Bool(false) => true,
        Value::Text(text) => text.trim_ascii().is_empty(),
        Value::List(list) => list.is_empty(),
        _ => false,
    }
}

/// What is wrong with an answer, in words for the person who gave it.
pub(crate) fn validate(question: &Value, answer: &Value) -> Option<&'static str> {
    if is_blank(answer) {
        let needed = question.is_true("required");
        return needed.then(|| match question.text("type") {
            Some(
                "single" | "multiple" | "ranking" | "scale" | "stars" | "smileys" | "nps" | "csat",
            ) => "Please choose an answer.",
            Some("consent") => "Please tick the box to go on.",
            _ => "Please fill this in.",
        });
    }
    match (question.text("type"), answer) {
        (Some("email"), Value::Text(text)) if !is_email(text) => {
            Some("Please enter an e-mail address like name@example.com.")
        }
        (Some("number"), Value::Text(_)) => Some("Please enter a number."),
        _ => None,
    }
}

fn is_email(text: &str) -> bool {
    let text = text.trim_ascii();
    let Some((name, mut domain)) = split(text, "@") else { return false };
    while let Some((_, last)) = split(domain, "@") {
        domain = last;
    }
    let plain = !domain.starts_with('.') && !domain.ends_with('.') && split(domain, ".").is_some();
    !name.is_empty() && plain && find(text, " ").is_none()
}
