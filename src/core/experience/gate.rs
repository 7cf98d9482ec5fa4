//! May this experience start now? One gate after another, each with the words why not.
//!
//! The same gates decide and explain, so that `explain` never says anything but the reason.

use crate::core::consent::Answer;
use crate::core::guidebook::{Experience, Frequency, Kind, On, Schedule, Span};
use crate::core::segment::{url_matches, World};
use crate::core::state::State;
use crate::core::time::{DAY, MINUTE, Millis, in_words, local_day, to_iso};
use crate::core::value::Value;

/// Why an experience does not start.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The gate that is closed, in one word.
    pub gate: &'static str,
    /// Why, as the end of a sentence that starts with "It is not shown: ".
    pub why: String,
    /// When time alone opens the gate.
    pub until: Option<Millis>,
}

fn block(gate: &'static str, why: &str, until: Option<Millis>) -> Result<(), Block> {
    Err(Block { gate, why: why.into(), until })
}

/// What just happened, for triggers that are moments and not states.
#[derive(Clone, Debug, PartialEq)]
pub enum Cue {
    /// An event with its properties.
    Event(String, Value),
    /// A click on an element that matches these selectors of the guidebook.
    Click(Vec<String>),
}

/// Checks all gates for starting an experience.
///
/// # Errors
/// The first closed gate.
pub(crate) fn may_start(state: &State, experience: &Experience, world: &World, cues: &[Cue]) -> Result<(), Block> {
    consent(state, experience)?;
    shown_kind(experience)?;
    audience(experience, world)?;
    schedule(&experience.schedule, world)?;
    finished(state, experience, world)?;
    trigger(state, experience, world, cues)?;
    frequency(state, experience, world)?;
    throttle(state, experience, world)?;
    stage(state, experience)
}

/// Nothing but what is essential is shown against the user's will.
pub(crate) fn consent(state: &State, experience: &Experience) -> Result<(), Block> {
    if experience.essential || state.consent.personalization == Answer::Granted {
        return Ok(());
    }
    block("consent", "the user has not agreed to personalization", None)
}

fn shown_kind(experience: &Experience) -> Result<(), Block> {
    if matches!(experience.kind, Kind::Flow | Kind::Survey | Kind::Banner) {
        return Ok(());
    }
    block("kind", "this version of Docent does not show experiences of this kind yet", None)
}

fn audience(experience: &Experience, world: &World) -> Result<(), Block> {
    let outcome = experience.audience.eval(world);
    if outcome.holds {
        return Ok(());
    }
    block("audience", "this person is not in its audience", outcome.until)
}

fn schedule(schedule: &Schedule, world: &World) -> Result<(), Block> {
    let now = world.now;
    if schedule.from.is_some_and(|from| now < from) {
        return block("schedule", "its time has not come", schedule.from);
    }
    if schedule.until.is_some_and(|until| now >= until) {
        return block("schedule", "its time is over", None);
    }
    let local = now + Millis::from(world.utc_offset) * MINUTE;
    let day = local_day(now, world.utc_offset);
    // 1970-01-01 was a Thursday.
    let weekday = u8::try_from((day + 4).rem_euclid(7)).unwrap_or_default();
    let next_day = (day + 1) * DAY - Millis::from(world.utc_offset) * MINUTE;
    if !schedule.days.is_empty() && !schedule.days.contains(&weekday) {
        return block("schedule", "it is not shown on this day of the week", Some(next_day));
    }
    if let Some((from, to)) = schedule.hours {
        let minute = local.rem_euclid(DAY) / MINUTE;
        if minute < Millis::from(from) {
            let opens = now - local.rem_euclid(DAY) + Millis::from(from) * MINUTE;
            return block("schedule", "it is not shown at this hour", Some(opens));
        }
        if minute >= Millis::from(to) {
            return block("schedule", "it is not shown at this hour", Some(next_day));
        }
    }
    Ok(())
}

/// What was put off, or runs already, does not start.
fn finished(state: &State, experience: &Experience, world: &World) -> Result<(), Block> {
    let id = experience.id.as_str();
    let snoozed = state.person.snoozed.get(id).and_then(Value::as_number).map(|until| until as Millis);
    if let Some(until) = snoozed.filter(|until| *until > world.now) {
        return block("snooze", "the user put it off", Some(until));
    }
    if state.runs.iter().any(|run| run.experience == id) {
        return block("running", "it is being shown", None);
    }
    if state.elsewhere(id).is_some() {
        return block("running", "it is being shown in another tab", None);
    }
    Ok(())
}

fn trigger(state: &State, experience: &Experience, world: &World, cues: &[Cue]) -> Result<(), Block> {
    let trigger = &experience.trigger;
    if let Some(page) = &trigger.page {
        let url = state.page.text("url").unwrap_or_default();
        if !url_matches(page, url) {
            return block("page", &["it belongs on ", page, ", and this is another page"].concat(), None);
        }
    }
    let level = |holds: bool, why: &str, until| if holds { Ok(()) } else { block("trigger", why, until) };
    match &trigger.on {
        On::Page | On::Segment => rearmed(state, experience),
        On::Delay(after) => {
            let due = state.page_opened + after;
            level(world.now >= due, "the page has not been open long enough", Some(due))?;
            rearmed(state, experience)
        }
        On::Event(wanted, filter) => {
            let heard = cues.iter().any(|cue| match cue {
                Cue::Event(name, properties) => {
                    let passes = |filter: &crate::core::segment::Condition| {
                        filter.eval(&World { facts: properties, ..*world }).holds
                    };
                    name == wanted && filter.as_ref().is_none_or(passes)
                }
                Cue::Click(_) => false,
            });
            level(heard, &["it waits for the event \"", wanted, "\""].concat(), None)
        }
        On::Click(wanted) => {
            let heard = cues.iter().any(|cue| matches!(cue, Cue::Click(hits) if hits.contains(wanted)));
            level(heard, &["it waits for a click on ", wanted].concat(), None)
        }
        On::Manual => block("trigger", "it starts only when the page asks for it", None),
        On::Unheard => block("trigger", "this version of Docent does not listen for its trigger yet", None),
    }
}

/// A trigger that is a state starts an experience once a page view, so that what may always be
/// shown does not come back the moment it is closed.
fn rearmed(state: &State, experience: &Experience) -> Result<(), Block> {
    let since = state.page_opened;
    let seen = state.person.history.of_experience(&experience.id);
    let again = seen.rev().take_while(|(_, _, time)| *time >= since).any(|(name, ..)| name == "seen");
    if again { block("frequency", "it was shown on this page already", None) } else { Ok(()) }
}

fn frequency(state: &State, experience: &Experience, world: &World) -> Result<(), Block> {
    let history = &state.person.history;
    let times = |wanted: &'static str| {
        history.of_experience(&experience.id).filter(move |(name, ..)| *name == wanted).map(|(.., time)| time)
    };
    let seen_last = times("seen").next_back();
    match experience.frequency {
        Frequency::Always => Ok(()),
        Frequency::Once => match (times("completed").next_back(), seen_last) {
            (Some(time), _) => block("frequency", &said("it was completed on ", time), None),
            (None, Some(time)) => block("frequency", &said("it is shown once, and was seen on ", time), None),
            _ => Ok(()),
        },
        Frequency::Session if seen_last >= Some(world.session_start) => {
            block("frequency", "it was shown in this session already", None)
        }
        Frequency::UntilCompleted => match times("completed").next_back() {
            Some(time) => block("frequency", &said("it was completed on ", time), None),
            None => Ok(()),
        },
        Frequency::Every(span) => match seen_last.filter(|time| *time > world.now - span) {
            Some(time) => {
                let why = ["it comes back every ", &in_words(span)].concat();
                block("frequency", &why, Some(time + span))
            }
            None => Ok(()),
        },
        Frequency::Times(most, span) => {
            let recent: Vec<Millis> = times("seen").filter(|time| *time > world.now - span).collect();
            let most = most as usize;
            if recent.len() < most {
                return Ok(());
            }
            let opens = recent.get(recent.len() - most.max(1)).map(|time| time + span);
            block("frequency", &["it was shown as often as it may be in ", &in_words(span)].concat(), opens)
        }
        Frequency::Session => Ok(()),
    }
}

fn said(start: &str, time: Millis) -> String {
    let date = to_iso(time);
    [start, date.get(..10).unwrap_or_default()].concat()
}

fn throttle(state: &State, experience: &Experience, world: &World) -> Result<(), Block> {
    let throttle = &state.guidebook.throttle;
    let exempt = |id: &str| {
        let kind = state.guidebook.experience(id).map_or("", |experience| experience.kind.name());
        throttle.exempt.iter().any(|name| name == kind)
    };
    if exempt(&experience.id) || (throttle.max.is_empty() && throttle.gap == 0) {
        return Ok(());
    }
    let seen: Vec<Millis> = state.person.history.seen().filter(|(id, _)| !exempt(id)).map(|(_, time)| time).collect();
    if let Some(last) = seen.last().filter(|last| *last + throttle.gap > world.now && throttle.gap > 0) {
        return block("throttle", "something else was shown a moment ago", Some(last + throttle.gap));
    }
    for (most, span) in &throttle.max {
        let (since, length) = match span {
            Span::Page => (state.page_opened, None),
            Span::Session => (world.session_start, None),
            Span::Last(length) => (world.now - length + 1, Some(*length)),
        };
        let recent: Vec<Millis> = seen.iter().copied().filter(|time| *time >= since).collect();
        let most = *most as usize;
        if recent.len() >= most {
            let opens = recent.get(recent.len() - most.max(1)).zip(length).map(|(time, length)| time + length);
            return block("throttle", "as much was shown as the guidebook allows for now", opens);
        }
    }
    Ok(())
}

fn stage(state: &State, experience: &Experience) -> Result<(), Block> {
    if state.suppressed {
        return block("suppressed", "the page asked for quiet", None);
    }
    let busy = |other: &str| {
        let other = state.guidebook.experience(other);
        other.is_some_and(|other| match experience.kind.is_modal_like() {
            true => other.kind.is_modal_like(),
            false => other.kind == experience.kind,
        })
    };
    match state.runs.iter().find(|run| busy(&run.experience)) {
        Some(run) => block("stage", &["\"", &run.experience, "\" is being shown"].concat(), None),
        None => Ok(()),
    }
}
