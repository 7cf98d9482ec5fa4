//! What is on the screen: an experience at one stop, close to how the guidebook writes it, with
//! everything decided that has to be: texts filled, buttons chosen, options in their order.
//!
//! A view is an object, because what it holds is the guidebook's own and passes through; whoever
//! draws (pkg-config/src/ui) reads it under the names it has there. Always: `run`, `experience`
//! (their ids), `surface` (`modal`, `slideout`, `tooltip`, or the kind: `banner`, `inline`,
//! `checklist`, `spotlight`, `launcher`), `name`, `title`, `body` (a list of blocks), `buttons`
//! (`label`; `press`, what using it means: the index of an action, `submit`, `back` or `close`;
//! `style`: `primary`, `secondary` or `link`). Where there is something to say: `progress` (stop and
//! number of stops, from 1), `dismissible`, `position`, `placement`, `target`, `wait` (milliseconds
//! until the element counts as missing), `driven` (using the element moves the run on), `question`:
//! as in the guidebook, with the `answer` given before and the `error` in the one just tried,
//! `layout`, `label`, `open` and `items` ([`items`](super::items)), `theme` (the experience's own), `base` (the
//! guidebook's), `lang` and `words` (the words of that language, by what they say in the source).

use super::items;
use super::run::Run;
use crate::core::guidebook::{Experience, Kind};
use crate::core::platform::Platform;
use crate::core::segment::{World, url_matches};
use crate::core::strings::{concat, find, split};
use crate::core::text::{fill, fill_all};
use crate::core::time::{Millis, SECOND, parse_duration};
use crate::core::value::{Map, Value};

/// What a view says as the guidebook does, without placeholders.
const AS_IT_IS: [&str; 5] = ["dismissible", "layout", "position", "placement", "target"];
/// What a question says as the guidebook does, without placeholders.
const ASKED: [&str; 5] = ["id", "type", "min", "max", "required"];

/// How long the element of a step is waited for before that is said, where the step does not say.
const PATIENCE: Millis = 5 * SECOND;

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

/// Whether a step belongs on another page than this.
pub(crate) fn is_elsewhere(step: &Value, page: &Value) -> bool {
    let url = page.text_or_empty("url");
    step.text("page").is_some_and(|pages| !url_matches(pages, url))
}

/// The question a run is at.
pub(crate) fn question_at<'a>(run: &Run, experience: &'a Experience) -> Option<&'a Value> {
    (experience.kind == Kind::Survey).then(|| content(experience, "questions", run.at))
}

/// Buttons in a text have indices from here on; those in the text of a question, from there.
const IN_TEXT: usize = 100;
const IN_QUESTION: usize = 200;

/// The action of a button of what a run shows.
pub(crate) fn action_of<'a>(
    run: &Run,
    experience: &'a Experience,
    index: usize,
) -> Option<&'a Value> {
    match (question_at(run, experience), index.checked_sub(IN_QUESTION)) {
        (Some(question), Some(index)) => action_at(question, "body", IN_TEXT + index),
        _ => action_at(stop_content(run, experience), text_of(run, experience), index),
    }
}

/// An action of a step or an item, by the index of its button: those at its end, or those that stand
/// in its text.
pub(crate) fn action_at<'a>(item: &'a Value, text: &str, index: usize) -> Option<&'a Value> {
    let Some(mut rest) = index.checked_sub(IN_TEXT) else { return item.list("actions").get(index) };
    for block in item.list(text) {
        if let Some(action) = block.get("button") {
            if rest == 0 {
                return Some(action);
            }
            rest -= 1;
        }
    }
    None
}

/// Under which name the guidebook has the text that a run shows: a survey that is over thanks.
fn text_of(run: &Run, experience: &Experience) -> &'static str {
    if run.over && experience.kind == Kind::Survey { "thanks" } else { "body" }
}

/// Whether a stop is a step that is logic only.
pub(crate) fn is_logic(experience: &Experience, at: usize) -> bool {
    experience.kind == Kind::Flow && content(experience, "steps", at).says("type", "hidden")
}

/// A text of the guidebook with its placeholders filled; empty where there is none.
pub(crate) fn filled(item: &Value, key: &str, world: &World) -> String {
    item.text(key)
        .map(|text| fill(text, key == "url", world.facts, world.platform))
        .unwrap_or_default()
}

fn copy(item: &Value, keys: &[&str], view: &mut Map) {
    for key in keys {
        if let Some(value) = item.get(key) {
            view.set(key, value.clone());
        }
    }
}

/// Blocks of text with their placeholders filled.
pub(super) fn blocks(item: &Value, key: &str, world: &World) -> Vec<Value> {
    let mut body = item.get(key).cloned().unwrap_or(Value::List(Vec::new()));
    fill_all(&mut body, false, world.facts, world.platform);
    if let Value::List(blocks) = body { blocks } else { vec![body] }
}

/// The text of a step or an item, whose buttons say which they are, as those at its end do.
pub(super) fn body(item: &Value, world: &World) -> Vec<Value> {
    numbered(item, "body", IN_TEXT, world)
}

fn numbered(item: &Value, text: &str, first: usize, world: &World) -> Vec<Value> {
    let mut blocks = blocks(item, text, world);
    let mut index = first;
    for block in &mut blocks {
        if let Value::Map(block) = block
            && let Some(action) = block.get_mut("button")
        {
            *action = action_button(action, index, false, world);
            index += 1;
        }
    }
    blocks
}

/// Builds what a run shows at the stop it is at.
pub(crate) fn build(run: &Run, experience: &Experience, world: &World) -> Map {
    let item = stop_content(run, experience);
    let mut view = Map::new();
    copy(item, &AS_IT_IS, &mut view);
    // An id is not for people.
    let mut name = experience.name.clone();
    if name == experience.id {
        name = filled(&experience.content, "title", world);
    }
    view.set("run", run.id.as_str())
        .set("experience", experience.id.as_str())
        .set("name", name)
        .set("title", filled(item, "title", world))
        .set("body", numbered(item, text_of(run, experience), IN_TEXT, world));
    place(&mut view, item, experience);
    if let Some((at, of)) = progress(run, experience) {
        view.set("progress", vec![at.into(), of.into()]);
    }
    let way_back = is_way_back(run, experience, world);
    let mut buttons = buttons(item, way_back, world);
    match experience.kind {
        Kind::Survey if run.over => {
            view.set("title", "");
            view.remove("progress");
            buttons = vec![button("Close", "close".into(), true)];
        }
        Kind::Survey => buttons = ask(&mut view, run, experience, world),
        Kind::Flow if buttons.is_empty() && !item.says("type", "driven") => {
            buttons = back_and(way_back, if is_last(run, experience) { "Done" } else { "Next" });
        }
        // Nobody is locked in.
        Kind::Flow if item.says("type", "modal") && !is_way_on(item) => {
            view.remove("dismissible");
        }
        _ => items::list(&mut view, run, experience, world),
    }
    view.set("buttons", buttons);
    view
}

/// How a view sits on the page: alone, or beside an element.
fn place(view: &mut Map, item: &Value, experience: &Experience) {
    let kind = item.text("type").or(item.text("present")).unwrap_or("modal");
    let surface = match kind {
        _ if !experience.kind.is_modal_like() => experience.kind.name(),
        "modal" | "slideout" => kind,
        _ => "tooltip",
    };
    view.set("surface", surface);
    let wait = item.text("wait").and_then(parse_duration);
    if let Some(wait) = wait.or((surface == "tooltip").then_some(PATIENCE)) {
        view.set("wait", wait);
    }
    view.set("driven", kind == "driven" && item.at("advance.event").is_none());
}

pub(super) fn button(label: &str, press: Value, primary: bool) -> Value {
    styled(label, press, if primary { "primary" } else { "secondary" })
}

fn styled(label: &str, press: Value, style: &str) -> Value {
    Value::Map(Map::new().with("label", label).with("press", press).with("style", style))
}

pub(super) fn buttons(item: &Value, way_back: bool, world: &World) -> Vec<Value> {
    let mut buttons = Vec::new();
    for (index, action) in item.list("actions").iter().enumerate() {
        if !way_back && action.says("do", "back") {
            continue;
        }
        buttons.push(action_button(action, index, true, world));
    }
    buttons
}

fn action_button(action: &Value, index: usize, main: bool, world: &World) -> Value {
    let does = action.text_or_empty("do");
    let primary = main && !matches!(does, "back" | "dismiss" | "snooze");
    let style = action.text("style").unwrap_or(if primary { "primary" } else { "secondary" });
    let label = action.text("label").unwrap_or(default_label(does));
    // In a text, what goes on takes the answer of a question along.
    let goes_on = !main && matches!(does, "next" | "submit");
    let press = if goes_on { "submit".into() } else { index.into() };
    styled(&fill(label, false, world.facts, world.platform), press, style)
}

fn default_label(does: &str) -> &'static str {
    match does {
        "next" | "goto" => "Next",
        "back" => "Back",
        "dismiss" => "Close",
        "snooze" => "Later",
        "complete" | "submit" => "Done",
        _ => "OK",
    }
}

/// Whether there is somewhere to go back to, on this page.
fn is_way_back(run: &Run, experience: &Experience, world: &World) -> bool {
    let here =
        |at: &usize| !is_elsewhere(content(experience, "steps", *at), world.facts.member("page"));
    run.trail.last().is_some_and(here)
}

/// The button that goes on, after the one that goes back where there is somewhere to go back to. No
/// step is a dead end: one without buttons of its own has these.
fn back_and(way_back: bool, label: &str) -> Vec<Value> {
    let mut buttons = Vec::new();
    if way_back {
        buttons.push(button("Back", "back".into(), false));
    }
    buttons.push(button(label, "submit".into(), true));
    buttons
}

/// Whether one of a step's buttons leads on from there, at once or in the end.
#[must_use]
pub fn is_way_on(step: &Value) -> bool {
    let leads_on = |mut action: &Value| {
        while matches!(action.text("do"), Some("track" | "set" | "call" | "back")) {
            let Some(then) = action.get("then") else { return false };
            action = then;
        }
        true
    };
    step.list("actions").iter().any(leads_on)
        || step.list("body").iter().any(|block| block.get("button").is_some_and(leads_on))
}

/// Whether nothing that is seen follows the stop a run is at, whatever holds.
fn is_last(run: &Run, experience: &Experience) -> bool {
    let stops = &experience.stops;
    let mut at = run.at;
    // Not for ever: what is logic only may lead round in a circle.
    for _ in stops.iter() {
        at = match stops.get(at).and_then(|stop| stop.next.first()) {
            Some((None, to)) => stops.iter().position(|stop| stop.id == *to).unwrap_or(stops.len()),
            _ => at + 1,
        };
        if at < stops.len() && !is_logic(experience, at) {
            return false;
        }
    }
    true
}

/// "Step 2 of 5": how many were passed on the way here, and how many are left on the longest way from
/// here. Steps that are logic only do not count, nor do ways that lead back.
fn progress(run: &Run, experience: &Experience) -> Option<(usize, usize)> {
    let stops = &experience.stops;
    let seen = |at: usize| at < stops.len() && !is_logic(experience, at);
    // Of each stop how many follow it, from the last one on; beyond that nothing does.
    let mut left = vec![0; stops.len() + 1];
    for at in (0..stops.len()).rev() {
        let mut longest = 0;
        let mut lead = |to: usize| {
            if to > at {
                longest =
                    left.get(to).map_or(longest, |left| longest.max(left + usize::from(seen(to))));
            }
        };
        let next = stops.get(at).map_or(&[][..], |stop| &stop.next);
        for (_, to) in next {
            lead(stops.iter().position(|stop| stop.id == *to).unwrap_or(stops.len()));
        }
        if next.iter().all(|(when, _)| when.is_some()) {
            lead(at + 1);
        }
        if let Some(left) = left.get_mut(at) {
            *left = longest;
        }
    }
    let passed = (0..run.at).filter(|at| run.trail.contains(at)).count();
    let total = passed + 1 + left.get(run.at)?;
    (total > 1).then_some((passed + 1, total))
}

/// Makes a view that of the question a survey is at; returns its buttons, the survey's own before
/// the one that goes on.
fn ask(view: &mut Map, run: &Run, experience: &Experience, world: &World) -> Vec<Value> {
    let item = content(experience, "questions", run.at);
    let title = filled(item, "title", world);
    let mut text = numbered(item, "body", IN_QUESTION, world);
    // The survey's own title greets on the first page; after that the question is the heading.
    if run.trail.is_empty() && view.get("title") != Some(&"".into()) {
        let mut greeting = view.member("body").as_list().to_vec();
        greeting.push(Value::Map(Map::new().with("heading", title.as_str())));
        greeting.append(&mut text);
        text = greeting;
    } else {
        view.set("title", title.as_str());
    }
    view.set("body", text);
    let mut question = Map::new();
    copy(item, &ASKED, &mut question);
    for key in &["placeholder", "low", "high"] {
        question.set(key, filled(item, key, world));
    }
    let answer = run.answers.get(item.text_or_empty("id"));
    let mut options = options(item, run.shuffle);
    for option in &mut options {
        if let Value::Map(option) = option
            && let Some(label) = option.get_mut("label")
        {
            fill_all(label, false, world.facts, world.platform);
        }
    }
    let mut other = item.member("other").clone();
    fill_all(&mut other, false, world.facts, world.platform);
    question
        .set("title", title)
        .set("options", options)
        .set("other", other)
        .set("answer", answer.cloned())
        .set("error", run.error.clone());
    view.set("question", question);
    let submit = filled(&experience.content, "submit", world);
    let on = match (is_last(run, experience), submit.as_str()) {
        (true, "") => "Done",
        (true, submit) => submit,
        _ => "Continue",
    };
    let mut buttons = back_and(is_way_back(run, experience, world), on);
    let submit = buttons.pop();
    for (index, action) in experience.content.list("actions").iter().enumerate() {
        // Back and on are there already.
        if !matches!(action.text("do"), Some("back" | "next" | "submit")) {
            buttons.push(action_button(action, index, false, world));
        }
    }
    if let Some(submit) = submit {
        buttons.push(submit);
    }
    buttons
}

/// The options, in random order where that is wanted. The digits of `chance`, each to a base of one
/// less, say which of those that are left comes next (Fisher and Yates): coming back shows no change,
/// and no other number is needed. It has digits for 18 options; of more, the last are mixed less.
fn options(item: &Value, mut chance: f64) -> Vec<Value> {
    let mut options = item.list("options").to_vec();
    let count = if item.is_true("randomise") { options.len() } else { 0 };
    for at in 0..count {
        chance *= (count - at) as f64;
        let digit = (chance as usize).min(count - at - 1);
        chance -= digit as f64;
        options.swap(at, at + digit);
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
pub(crate) fn validate(
    question: &Value,
    answer: &Value,
    platform: &dyn Platform,
) -> Option<String> {
    // An answer of one's own that was chosen, and then not given.
    let unsaid = |answer: &Value| answer.as_text().is_some() && is_blank(answer);
    if question.get("other").is_some() && (unsaid(answer) || answer.as_list().iter().any(unsaid)) {
        return Some("Please fill this in.".into());
    }
    if is_blank(answer) {
        let needed = question.is_true("required");
        return needed.then(|| missing(question).into());
    }
    match (question.text("type"), answer) {
        (Some("email"), Value::Text(text)) if !is_email(text) => {
            Some("Please enter an e-mail address like name@example.com.".into())
        }
        (Some("number"), Value::Text(_)) => Some("Please enter a number.".into()),
        (Some("number"), Value::Number(number)) => {
            out_of_bounds(question, *number, "enter ", platform)
        }
        (Some("multiple" | "ranking"), Value::List(chosen)) => {
            out_of_bounds(question, chosen.len() as f64, "choose ", platform)
        }
        _ => None,
    }
}

fn missing(question: &Value) -> &'static str {
    match question.text("type") {
        Some(
            "single" | "multiple" | "ranking" | "scale" | "stars" | "smileys" | "nps" | "csat",
        ) => "Please choose an answer.",
        Some("consent") => "Please tick the box to go on.",
        _ => "Please fill this in.",
    }
}

/// What is wrong with a number that is under the least or over the greatest.
fn out_of_bounds(
    question: &Value,
    number: f64,
    verb: &str,
    platform: &dyn Platform,
) -> Option<String> {
    let said = |bound: f64, how: &str| {
        Some(concat(&["Please ", verb, how, &platform.format_number(bound), "."]))
    };
    match (question.number("min"), question.number("max")) {
        (Some(min), _) if number < min => said(min, "at least "),
        (_, Some(max)) if number > max => said(max, "at most "),
        _ => None,
    }
}

fn is_email(text: &str) -> bool {
    let text = text.trim_ascii();
    let Some((name, mut domain)) = split(text, "@") else { return false };
    while let Some((_, last)) = split(domain, "@") {
        domain = last;
    }
    let plain = !domain.starts_with(".") && !domain.ends_with(".") && split(domain, ".").is_some();
    !name.is_empty() && plain && find(text, " ").is_none()
}
