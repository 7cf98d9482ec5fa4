//! May this experience start now? One gate after another, each with the words why not.
//!
//! The same gates decide and explain, so that `explain` never says anything but the reason.

use super::items;
use super::run::Run;
use super::schedule;
use crate::core::consent::Answer;
use crate::core::guidebook::{Experience, Frequency, Kind, On};
use crate::core::history::Occurrence;
use crate::core::list::leading;
use crate::core::segment::{World, url_matches};
use crate::core::state::State;
use crate::core::strings::{concat, phrase};
use crate::core::time::{DAY, HOUR, Millis, SECOND, earliest, in_words, parse_duration, to_day};
use crate::core::value::Value;

/// For this long after it was started, something counts as about to be seen.
const SOON: Millis = 10 * SECOND;

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

/// Boxed, because it goes through many hands.
pub(crate) type Verdict = Result<(), Box<Block>>;

#[inline(never)]
fn closed(gate: &'static str, why: &str) -> Verdict {
    closed_until(gate, why, None)
}

#[inline(never)]
fn closed_until(gate: &'static str, why: &str, until: Option<Millis>) -> Verdict {
    Err(Box::new(Block { gate, why: why.into(), until }))
}

/// What just happened, for triggers that are moments and not states.
#[derive(Clone, Debug, PartialEq)]
pub enum Cue {
    /// An event with its properties.
    Event(String, Value),
    /// A click on an element that matches these selectors of the guidebook.
    Click(Vec<String>),
    /// What was watched for ([`On::Watch`]) has come.
    Watched(Value),
}

/// The gate that opens when something happens in the page that somebody has to watch for.
pub(crate) const AWAITED: &str = "awaited";

/// Checks all gates for starting an experience.
///
/// # Errors
/// The first closed gate.
pub(crate) fn may_start(
    state: &State,
    experience: &Experience,
    world: &World,
    cues: &[Cue],
) -> Verdict {
    consent(state, experience)?;
    if experience.asks_consent && state.decided {
        return closed("consent", "the user has decided on consent already");
    }
    if state.page.requested.contains(&experience.id) && state.is_quiet() {
        return quiet();
    }
    let stored = state.stored(&experience.id, world.now);
    // Whoever has left the audience goes on with what has begun.
    if stored.is_none_or(|run| run.get("snoozed").is_some()) {
        audience(state, experience)?;
    }
    variant(state, experience)?;
    schedule(experience, world)?;
    finished(state, experience, world.now)?;
    let snoozed = state.put_off(&experience.id, world.now);
    if snoozed > Some(world.now) {
        return closed_until("snooze", "the user put it off", snoozed);
    }
    page(state, experience)?;
    // What was put off has begun already.
    if snoozed.is_none() {
        frequency(state, experience, world)?;
        trigger(state, experience, world, cues)?;
        throttle(state, experience, world)?;
    }
    stage(state, experience)
}

fn quiet() -> Verdict {
    closed("suppressed", "the page asked for quiet")
}

/// Nothing but what is essential is shown against the user's will.
pub(crate) fn consent(state: &State, experience: &Experience) -> Verdict {
    if experience.essential || state.consent.personalization == Answer::Granted {
        return Ok(());
    }
    closed("consent", "the user has not agreed to personalization")
}

/// What belongs to a variant is for those who have it.
pub(crate) fn variant(state: &State, experience: &Experience) -> Verdict {
    let Some(of) = experience.content.get("experiment") else { return Ok(()) };
    let experiment = of.text_or_empty("id");
    let assigned = state.variants.text(experiment);
    if assigned.is_some_and(|assigned| of.says("variant", assigned)) {
        return Ok(());
    }
    let variant = assigned.unwrap_or("none");
    let why = phrase("the variant of \"*\" that this person has is: *", &[experiment, variant]);
    closed("experiment", &why)
}

/// What has its time is shown at no other, not even by hand. Without an instant it is over.
pub(crate) fn schedule(experience: &Experience, world: &World) -> Verdict {
    match schedule::closed(&experience.schedule, world) {
        Some((why, until)) => closed_until("schedule", why, until),
        None => Ok(()),
    }
}

fn audience(state: &State, experience: &Experience) -> Verdict {
    if state.guidebook.graph.holds(experience.audience) {
        return Ok(());
    }
    closed("audience", "this person is not in its audience")
}

/// What runs already, or has nothing left to do, does not start.
fn finished(state: &State, experience: &Experience, now: Millis) -> Verdict {
    if state.runs.active.iter().any(|run| run.experience == experience.id) {
        return closed("running", "it is being shown");
    }
    held(state, experience, now)?;
    // However old it is, another tab shows it.
    if state.stored(&experience.id, 0).is_some_and(|run| state.is_living(run)) {
        return closed("running", ELSEWHERE);
    }
    match state.stored(&experience.id, now) {
        // What has begun goes on as soon as nothing is in its way.
        Some(run) if run.get("snoozed").is_none() => stage(state, experience),
        None if items::is_done(state, experience) => {
            closed("done", "everything in it is done already")
        }
        _ => Ok(()),
    }
}

const ELSEWHERE: &str = "it is being shown in another tab";

/// A run that is stored goes on where it is.
fn held(state: &State, experience: &Experience, now: Millis) -> Verdict {
    let Some(stored) = state.stored(&experience.id, now) else { return Ok(()) };
    if state.is_living(stored) {
        return closed("running", ELSEWHERE);
    }
    let Some(run) = Run::from_value(stored, experience) else { return Ok(()) };
    if state.is_elsewhere(&run, experience) {
        // It is given up then, and may start anew; what was put off is not.
        let expires = run.snoozed.is_none().then_some(run.started + experience.expires);
        return closed_until("page", "its next step belongs on another page", expires);
    }
    Ok(())
}

/// What is asked for by hand skips the gates that choose whom, when and how often to show it to.
pub(crate) fn by_hand(state: &State, experience: &Experience, world: &World) -> Verdict {
    consent(state, experience)?;
    if state.runs.active.iter().any(|run| run.experience == experience.id) {
        return Ok(());
    }
    variant(state, experience)?;
    schedule(experience, world)?;
    held(state, experience, world.now)
}

fn page(state: &State, experience: &Experience) -> Verdict {
    let url = state.page.facts.text_or_empty("url");
    match &experience.trigger.page {
        Some(page) if !url_matches(page, url) => {
            closed("page", &phrase("it belongs on *, and this is another page", &[page]))
        }
        _ => Ok(()),
    }
}

fn trigger(state: &State, experience: &Experience, world: &World, cues: &[Cue]) -> Verdict {
    match &experience.trigger.on {
        On::Page | On::Segment => rearmed(state, experience),
        On::Delay(after) => {
            let due = state.page.opened + after;
            if world.now < due {
                return closed_until(
                    "trigger",
                    "the page has not been open long enough",
                    Some(due),
                );
            }
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
                _ => false,
            });
            if heard {
                Ok(())
            } else {
                closed("trigger", &phrase("it waits for the event \"*\"", &[wanted]))
            }
        }
        On::Click(wanted) => {
            let heard =
                cues.iter().any(|cue| matches!(cue, Cue::Click(hits) if hits.contains(wanted)));
            if heard {
                Ok(())
            } else {
                closed("trigger", &concat(&["it waits for a click on ", wanted]))
            }
        }
        On::Manual => closed("trigger", "it starts only when the page asks for it"),
        On::Watch(wanted) => {
            // What holds as long as the page is there is a state; the rest is a moment.
            if state.page.reached.contains(wanted) {
                return rearmed(state, experience);
            }
            let cue = |cue: &Cue| matches!(cue, Cue::Watched(seen) if seen == wanted);
            if cues.iter().any(cue) {
                return Ok(());
            }
            closed(AWAITED, "it waits for something to happen on this page")
        }
    }
}

const THERE: &str = "it was there on this page already";

/// A trigger that is a state starts an experience once a page view, so that what may always be
/// shown does not come back the moment it is closed. Nor does what ended unseen, as where its element
/// is missing: it would begin and end without end.
fn rearmed(state: &State, experience: &Experience) -> Verdict {
    let mut again = Ok(());
    for occurrence in state.person.history.states() {
        let Some((name, time)) = occurrence.state_of(&experience.id) else { continue };
        match name {
            _ if !state.page.here.contains(&time) => {}
            // A launcher is there whenever it may be.
            "seen" if experience.kind == Kind::Launcher => {}
            // It came after all.
            "seen" => again = closed("frequency", THERE),
            "missing" if again.is_ok() => {
                again = closed("missing", "its element was not on this page");
            }
            "dismissed" | "completed" if again.is_ok() => again = closed("frequency", THERE),
            _ => {}
        }
    }
    again
}

fn frequency(state: &State, experience: &Experience, world: &World) -> Verdict {
    let (mut seen, mut completed) = (Vec::new(), None);
    for occurrence in state.person.history.states() {
        let Some((name, time)) = occurrence.state_of(&experience.id) else { continue };
        match name {
            "seen" => seen.push(time),
            "completed" => completed = Some(time),
            _ => {}
        }
    }
    if let (Some(time), Frequency::Once | Frequency::UntilCompleted) =
        (completed, &experience.frequency)
    {
        return closed("frequency", &said("it was completed on ", time));
    }
    match (&experience.frequency, seen.last()) {
        (Frequency::Once, Some(time)) => {
            closed("frequency", &said("it is shown once, and was seen on ", *time))
        }
        (Frequency::Session, Some(time)) if *time >= world.session_start => {
            closed("frequency", "it was shown in this session already")
        }
        (Frequency::Every(span), Some(time)) if *time > world.now - span => {
            let why = concat(&["it comes back every ", &in_words(*span, true)]);
            closed_until("frequency", &why, Some(time + span))
        }
        (Frequency::Times(most, span), _) => match full(&seen, *most, world.now - span + 1) {
            Some(first) => {
                let why =
                    concat(&["it was shown as often as it may be in ", &in_words(*span, true)]);
                closed_until("frequency", &why, first.map(|first| first + span))
            }
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Where at least `most` of these times, oldest first, lie at or after `since`: the one that has to be
/// older than that before another fits.
fn full(times: &[Millis], most: u32, since: Millis) -> Option<Option<Millis>> {
    let recent = times.get(leading(times, |time| *time < since)..)?;
    let most = most as usize;
    (recent.len() >= most).then(|| recent.get(recent.len().checked_sub(most.max(1))?).copied())
}

fn said(start: &str, time: Millis) -> String {
    concat(&[start, &to_day(time)])
}

fn throttle(state: &State, experience: &Experience, world: &World) -> Verdict {
    let throttle = &state.guidebook.throttle;
    let exempt = |id: &str, kind: Option<&str>| {
        let known = state.guidebook.experience(id).map(|experience| experience.kind.name());
        let kind = kind.or(known).unwrap_or_default();
        throttle.list("exempt").iter().any(|name| name.is(kind))
    };
    let caps = throttle.list("max");
    let gap = throttle.text("gap").and_then(parse_duration).filter(|gap| *gap > 0);
    if exempt(&experience.id, None) || (caps.is_empty() && gap.is_none()) {
        return Ok(());
    }
    let (mut seen, mut here) = (Vec::new(), 0);
    for occurrence in state.person.history.states() {
        if let Occurrence::Experience { id, state: entered, time, kind, .. } = occurrence
            && entered == "seen"
            && !exempt(id, kind.as_deref())
        {
            seen.push(*time);
            here += u32::from(state.page.here.contains(time));
        }
    }
    // What has just started counts although it is not on the screen yet.
    let mut coming = None;
    for run in &state.runs.active {
        let until = run.started + SOON;
        // Unless the clock was set back meanwhile.
        let soon = (run.started..until).contains(&world.now);
        if !run.seen && !run.missing && soon && !exempt(&run.experience, None) {
            let later = seen.iter().position(|time| *time > run.started);
            seen.insert(later.unwrap_or(seen.len()), run.started);
            here += u32::from(run.started >= state.page.opened);
            coming = earliest(coming, Some(until));
        }
    }
    let over = seen.last().zip(gap).map(|(last, gap)| last + gap);
    if over > Some(world.now) {
        let why = "something else was shown a moment ago";
        return closed_until("throttle", why, earliest(over, coming));
    }
    for cap in caps {
        let Some(most) = cap.number("times") else { continue };
        let (since, length) = match cap.text_or_empty("per") {
            "page" if here < most as u32 => continue,
            "page" => (state.page.opened, None),
            "session" => (world.session_start, None),
            per => {
                let length = match per {
                    "hour" => HOUR,
                    "day" => DAY,
                    "week" => 7 * DAY,
                    _ => continue,
                };
                (world.now - length + 1, Some(length))
            }
        };
        if let Some(first) = full(&seen, most as u32, since) {
            // Whichever is first: one is long enough ago, or what was to come did not.
            let ago = first.zip(length).map(|(first, length)| first + length);
            let why = "as much was shown as the guidebook allows for now";
            return closed_until("throttle", why, earliest(ago, coming));
        }
    }
    Ok(())
}

/// Where on the page something stands that has a place of its own.
fn position(experience: &Experience) -> &str {
    let by_itself = match experience.kind {
        Kind::Banner => "top",
        Kind::Launcher => "end",
        _ => "start",
    };
    experience.content.text("position").unwrap_or(by_itself)
}

/// What would have to share the stage with something else, or play to an empty house, waits.
pub(crate) fn stage(state: &State, experience: &Experience) -> Verdict {
    if state.page.hidden {
        return closed("hidden", "this tab is in the background");
    }
    if state.page.suppressed || state.page.hushed {
        return quiet();
    }
    let busy = |other: &str| {
        let other = state.guidebook.experience(other);
        other.is_some_and(|other| share_a_place(other, experience))
    };
    match state.runs.active.iter().find(|run| !run.missing && busy(&run.experience)) {
        Some(run) => closed("stage", &phrase("\"*\" is being shown", &[&run.experience])),
        None => Ok(()),
    }
}

/// Whether only one of two experiences is shown at a time: of what is part of the page there may be
/// many; of the rest, one in each place.
pub(super) fn share_a_place(one: &Experience, other: &Experience) -> bool {
    if one.kind.is_modal_like() {
        return other.kind.is_modal_like();
    }
    one.kind == other.kind
        && !matches!(one.kind, Kind::Inline | Kind::Spotlight)
        && position(one) == position(other)
}
