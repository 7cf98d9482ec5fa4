//! Getting events to the sinks: nothing lost, nothing sent twice on purpose.
//!
//! Every record that a sink should get has an entry in the outbox until the sink has taken it; the
//! outbox is stored like everything else, so it survives reloads, and ids stay the same over
//! all attempts. An entry names the sink by what it is and not by its place in a list, so it reaches
//! the sinks that were configured where it was recorded, and no others. For each sink, one of the
//! tabs that have it sends for all.
//!
//! A sink that fails is tried again after growing, jittered pauses, and not before the end of the one
//! it asks for; so is one that refuses a key or an address, which somebody may yet put right. A batch
//! that is refused for what is in it is halved until what the sink will not take stands alone, and
//! that is dropped.
//!
//! Nobody hears what becomes of a batch that is sent while its page is left, so it is not taken for
//! delivered: the next page sends it again, under the same ids.

mod wire;

pub use wire::Message;

use super::config::{Sink, SinkKind};
use super::digest::fnv32a;
use super::input::Response;
use super::list::{keep, leading};
use super::strings::{concat, split};
use super::time::{HOUR, MINUTE, Millis, SECOND, earliest, whole};
use super::value::{Map, Value};

/// A batch is sent when so many messages wait …
const FULL: usize = 20;
/// … or when the first has waited so long.
const PATIENCE: Millis = 5 * SECOND;
/// The most messages in one batch …
const MOST: usize = 100;
/// … and about how many bytes. Source: Segment, "HTTP Tracking API Source", maximum request size.
const MOST_BYTES: usize = 500_000;
/// While the page is left, browsers take 64 KB in flight, of all sinks together.
const MOST_AT_LEAVING: usize = 60_000;
/// After so many failures it may be that one of the messages is what gets no answer (a page is not
/// told of a refusal that allows it no look at it): smaller batches, from both ends by turns, so that
/// it holds up none but itself.
const SUSPICIOUS: u32 = 2;
/// The longest pause between two attempts.
const LONGEST_PAUSE: Millis = 5 * MINUTE;

/// What waits for the sinks.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    /// `<sink>:<record>`, as they are stored, in the order of these texts: those of a sink stand
    /// together, oldest first. Also of sinks that only other tabs have.
    entries: Vec<String>,
    lanes: Vec<Lane>,
    /// The batches that were not answered yet: of a sink one, and what left with the page.
    in_flight: Vec<(String, Parcel)>,
}

/// A sink of this tab.
#[derive(Clone, Debug)]
struct Lane {
    sink: Sink,
    /// What entries for it begin with: the same in all tabs and on all pages.
    prefix: String,
    /// Whether this tab sends to it.
    leads: bool,
    /// When the first of those came that wait and are not on their way, on the monotonic clock.
    since: Millis,
    /// How many messages are on their way.
    flying: usize,
    failures: u32,
    not_before: Millis,
    /// As `not_before`, where the sink itself said so: nobody may hurry that.
    barred: Millis,
    /// The most messages it takes: fewer while what it refuses is being looked for.
    most: usize,
}

/// A batch ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    lane: usize,
    /// The entries of its records.
    pub entries: Vec<String>,
}

impl Parcel {
    /// Whether a record is in it.
    #[must_use]
    pub fn has(&self, record: &str) -> bool {
        self.entries.iter().any(|entry| entry.ends_with(record))
    }
}

impl Outbox {
    /// An outbox for the sinks of this tab.
    #[must_use]
    pub fn new(sinks: &[Sink], tab: &str) -> Self {
        let mut lanes = Vec::new();
        for sink in sinks {
            // A function is only where it was given.
            let place = if sink.kind == SinkKind::Function { tab } else { "" };
            let id = fnv32a(&concat(&[&sink.address, place]));
            lanes.push(Lane {
                sink: sink.clone(),
                prefix: concat(&[&whole(i64::from(id)), ":"]),
                leads: false,
                since: 0,
                flying: 0,
                failures: 0,
                not_before: 0,
                barred: 0,
                most: MOST,
            });
        }
        Self { entries: Vec::new(), lanes, in_flight: Vec::new() }
    }

    /// What entries for the sinks of this tab begin with.
    #[must_use]
    pub fn sinks(&self) -> Vec<String> {
        let mut sinks = Vec::new();
        for lane in &self.lanes {
            sinks.push(lane.prefix.clone());
        }
        sinks
    }

    fn lane(&mut self, sink: &str) -> Option<&mut Lane> {
        self.lanes.iter_mut().find(|lane| lane.prefix == sink)
    }

    /// This tab sends to this sink.
    pub fn lead(&mut self, sink: &str) {
        if let Some(lane) = self.lane(sink) {
            lane.leads = true;
        }
    }

    /// Adds an entry, as it was stored, or written by this or another tab.
    pub fn add(&mut self, entry: &str, monotonic: Millis) {
        let at = before(&self.entries, entry);
        if self.entries.get(at).is_some_and(|known| known == entry) {
            return;
        }
        for lane in &mut self.lanes {
            if lane.has(entry) && lane.entries(&self.entries).len() <= lane.flying {
                lane.since = monotonic;
            }
        }
        self.entries.insert(at, entry.into());
    }

    /// Takes out one entry.
    pub fn done(&mut self, entry: &str) {
        let at = before(&self.entries, entry);
        if self.entries.get(at).is_some_and(|known| known == entry) {
            self.entries.remove(at);
        }
    }

    /// Takes out all entries.
    pub fn clear(&mut self) -> Vec<String> {
        std::mem::take(&mut self.entries)
    }

    /// Takes out entries; returns what went.
    pub fn remove(&mut self, goes: impl Fn(&str) -> bool) -> Vec<String> {
        let mut gone = Vec::new();
        for entry in &self.entries {
            if goes(entry) {
                gone.push(entry.clone());
            }
        }
        keep(&mut self.entries, |entry| !goes(entry));
        gone
    }

    /// The records that some sink has still to get, of this tab or another.
    #[must_use]
    pub fn records(&self) -> Map {
        let mut records = Map::new();
        for entry in &self.entries {
            if let Some((_, record)) = split(entry, ":") {
                records.set(record, Value::Null);
            }
        }
        records
    }

    /// The batches that are due now; `leaving` makes everything due that is not on its way and has
    /// not failed just now: of a page that goes, browsers let requests fail that they have sent.
    /// `weigh` says how many bytes an entry takes in a batch.
    #[must_use]
    pub fn due(
        &mut self,
        monotonic: Millis,
        leaving: bool,
        weigh: impl Fn(&str) -> usize,
    ) -> Vec<Parcel> {
        let mut parcels = Vec::new();
        let (mut room, mut sinks) = (MOST_AT_LEAVING, self.lanes.len());
        for (at, lane) in self.lanes.iter_mut().enumerate() {
            // What one sink does not need is left to the others.
            let share = if leaving { room / sinks } else { MOST_BYTES };
            sinks -= 1;
            let due = if leaving { Some(lane.not_before) } else { lane.due_at(&self.entries) };
            let due = due.is_some_and(|due| due <= monotonic);
            if !lane.leads || !due || lane.barred > monotonic {
                continue;
            }
            let (mut entries, mut left) = (Vec::new(), share);
            for entry in lane.next(&self.entries) {
                let weight = weigh(entry);
                let fits = weight <= left || entries.is_empty() && !leaving;
                if fits && !self.in_flight.iter().any(|(_, parcel)| parcel.entries.contains(entry))
                {
                    left = left.saturating_sub(weight);
                    entries.push(entry.clone());
                }
            }
            if !entries.is_empty() {
                room = room.saturating_sub(share - left);
                parcels.push(Parcel { lane: at, entries });
            }
        }
        parcels
    }

    /// Says that a parcel is on its way under this id.
    pub fn sent(&mut self, parcel: Parcel, batch: &str) {
        if let Some(lane) = self.lanes.get_mut(parcel.lane) {
            lane.flying += parcel.entries.len();
            self.in_flight.push((batch.into(), parcel));
        }
    }

    /// Takes a sink's answer; returns which sink it is, and the entries that are done with.
    pub fn answered(
        &mut self,
        batch: &str,
        response: Response,
        monotonic: Millis,
        chance: f64,
    ) -> Option<(String, Vec<String>)> {
        let at = self.in_flight.iter().position(|(id, _)| id == batch)?;
        let (_, Parcel { lane, entries: mut done }) = self.in_flight.swap_remove(at);
        let lane = self.lanes.get_mut(lane)?;
        lane.flying -= done.len();
        if response == Response::Taken {
            lane.failures = 0;
            lane.most = (lane.most * 2).min(MOST);
        } else if response.is_about_content() && done.len() > 1 {
            // One bad message, or too many, must not take the others down with them.
            lane.most = done.len() / 2;
            done.clear();
        } else {
            // Also after what it refuses for good: perhaps it refuses whatever it gets.
            lane.failures += 1;
            lane.not_before = monotonic + back_off(lane.failures, chance);
            // "At once", or a date that is over by this clock, is no reason to storm it.
            if let Response::Later(Some(pause)) = response {
                lane.barred = monotonic + Millis::from(pause);
            }
            if !response.is_about_content() {
                if lane.failures >= SUSPICIOUS {
                    lane.most = (done.len() / 2).max(1);
                }
                done.clear();
            }
        }
        let sink = lane.prefix.clone();
        for entry in &done {
            self.done(entry);
        }
        Some((sink, done))
    }

    /// Leaves a sink alone for so long, as it asked for on another page.
    pub fn bar(&mut self, sink: &str, pause: Millis, monotonic: Millis) {
        if let Some(lane) = self.lane(sink) {
            // A clock that was set back meanwhile is no reason to wait for ever.
            lane.barred = monotonic + pause.min(HOUR);
        }
    }

    /// Asks for everything to be sent at the next occasion, pauses over.
    pub fn hurry(&mut self, monotonic: Millis) {
        for lane in &mut self.lanes {
            lane.since = monotonic - PATIENCE;
            lane.not_before = monotonic;
        }
    }

    /// Whether something is on its way, or about to be; not what was tried, and waits.
    #[must_use]
    pub fn is_busy(&self, monotonic: Millis) -> bool {
        let due = |lane: &Lane| lane.due_at(&self.entries).is_some_and(|due| due <= monotonic);
        self.lanes.iter().any(|lane| lane.flying > 0 || due(lane))
    }

    /// When the next batch is due, on the monotonic clock.
    #[must_use]
    pub fn next_due(&self) -> Option<Millis> {
        let mut due = None;
        for lane in &self.lanes {
            due = earliest(due, lane.due_at(&self.entries).filter(|_| lane.leads));
        }
        due
    }

    /// The place of a parcel's sink among those in the options, and its body, as the sink expects it.
    #[must_use]
    pub fn body(
        &self,
        parcel: &Parcel,
        records: &[Message],
        context: &Value,
        now: Millis,
    ) -> Option<(usize, Value)> {
        let sink = &self.lanes.get(parcel.lane)?.sink;
        let body = match sink.kind {
            SinkKind::Posthog => wire::posthog(records, &sink.key, now),
            _ => wire::segment(records, context, now),
        };
        Some((sink.at, body))
    }
}

impl Lane {
    /// Whether an entry is for it.
    fn has(&self, entry: &str) -> bool {
        entry.starts_with(&self.prefix)
    }

    /// Those of the entries that wait for it, or are on their way.
    fn entries<'a>(&self, all: &'a [String]) -> &'a [String] {
        let rest = all.get(before(all, &self.prefix)..).unwrap_or_default();
        rest.get(..leading(rest, |entry| self.has(entry))).unwrap_or_default()
    }

    /// Of those, the next to be sent, and what is on its way.
    fn next<'a>(&self, all: &'a [String]) -> &'a [String] {
        let waiting = self.entries(all);
        let last = waiting.len().saturating_sub(self.most);
        let from = if self.failures >= SUSPICIOUS && self.failures & 1 > 0 { last } else { 0 };
        let to = (from + self.most + self.flying).min(waiting.len());
        waiting.get(from..to).unwrap_or_default()
    }

    /// When what waits is due, for whichever tab sends it.
    fn due_at(&self, entries: &[String]) -> Option<Millis> {
        let waiting = self.entries(entries).len();
        if self.flying > 0 || waiting == 0 {
            return None;
        }
        let full = waiting >= FULL || self.most < MOST;
        let patience = if full { 0 } else { PATIENCE };
        Some((self.since + patience).max(self.not_before).max(self.barred))
    }
}

/// How many of the entries stand before a text.
fn before(entries: &[String], text: &str) -> usize {
    leading(entries, |entry| entry.as_str() < text)
}

/// Exponential back-off with full jitter on its upper half: 1 s, 2 s, 4 s … 5 min.
fn back_off(failures: u32, chance: f64) -> Millis {
    let pause = (SECOND << failures.clamp(1, 12) >> 1).min(LONGEST_PAUSE);
    pause / 2 + (chance * (pause / 2) as f64) as Millis
}
