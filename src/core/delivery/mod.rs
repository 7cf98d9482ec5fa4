//! Getting events to the sinks: nothing lost, nothing sent twice on purpose.
//!
//! Every record that a sink should get stands in the outbox until the sink has taken it; the
//! outbox is stored like everything else, so it survives reloads, and ids stay the same over
//! all attempts. One tab sends for all tabs. A sink that fails is tried again after growing,
//! jittered pauses; a batch that it refuses for what is in it is halved until what it will not take
//! stands alone.

mod wire;

use super::config::{Sink, SinkKind};
use super::input::Response;
use super::list::keep;
use super::record::Record;
use super::segment::earliest;
use super::time::{MINUTE, Millis, SECOND};
use super::value::Value;

/// A batch is sent when so many messages wait …
const FULL: usize = 20;
/// … or when the first has waited so long.
const PATIENCE: Millis = 5 * SECOND;
/// The most messages in one batch.
const MOST: usize = 100;
/// While the page is left, browsers take 64 KB in flight; this many messages stay below it.
const MOST_AT_LEAVING: usize = 30;
/// The longest pause between two attempts.
const LONGEST_PAUSE: Millis = 5 * MINUTE;

/// What waits for the sinks.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    lanes: Vec<Lane>,
    /// Whether this tab sends.
    pub leads: bool,
}

#[derive(Clone, Debug)]
struct Lane {
    sink: Sink,
    waiting: Vec<String>,
    /// When the first of those waiting came, on the monotonic clock.
    since: Millis,
    in_flight: Option<(String, Vec<String>)>,
    failures: u32,
    not_before: Millis,
    /// The most messages it takes: fewer while what it refuses is being looked for.
    most: usize,
}

/// A batch ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// Which sink, by its index among those in the options.
    pub sink: usize,
    /// The ids of its records.
    pub records: Vec<String>,
}

impl Outbox {
    /// An outbox for these sinks.
    #[must_use]
    pub fn new(sinks: &[Sink]) -> Self {
        let mut lanes = Vec::new();
        for sink in sinks {
            lanes.push(Lane {
                sink: sink.clone(),
                waiting: Vec::new(),
                since: 0,
                in_flight: None,
                failures: 0,
                not_before: 0,
                most: MOST,
            });
        }
        Self { lanes, leads: false }
    }

    /// The mark under which a record waits: one bit per sink; 0 where there are no sinks.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.lanes.iter().take(31).enumerate().fold(0, |mask, (index, _)| mask | 1 << index)
    }

    /// Adds a record for the sinks in `mask`.
    pub fn add(&mut self, id: &str, mask: u32, monotonic: Millis) {
        for (index, lane) in self.lanes.iter_mut().enumerate() {
            if mask >> index.min(31) & 1 == 1 && !lane.knows(id) {
                if lane.waiting.is_empty() {
                    lane.since = monotonic;
                }
                lane.waiting.push(id.into());
            }
        }
    }

    /// Takes a record out: another tab delivered it.
    pub fn remove(&mut self, id: &str) {
        for lane in &mut self.lanes {
            keep(&mut lane.waiting, &|waiting| waiting != id);
            if let Some((_, records)) = &mut lane.in_flight {
                keep(records, &|flying| flying != id);
            }
        }
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        for lane in &mut self.lanes {
            lane.waiting.clear();
            lane.in_flight = None;
        }
    }

    /// The sinks a record still waits for.
    #[must_use]
    pub fn mask(&self, id: &str) -> u32 {
        let lanes = self.lanes.iter().enumerate();
        lanes.fold(0, |mask, (index, lane)| mask | u32::from(lane.knows(id)) << index.min(31))
    }

    /// The batches that are due now; `leaving` makes everything due.
    #[must_use]
    pub fn due(&self, monotonic: Millis, leaving: bool) -> Vec<Parcel> {
        if !self.leads {
            return Vec::new();
        }
        let mut parcels = Vec::new();
        for lane in &self.lanes {
            if lane.in_flight.is_none()
                && lane.due_at().is_some_and(|at| leaving || at <= monotonic)
            {
                let most = lane.most.min(if leaving { MOST_AT_LEAVING } else { MOST });
                let mut records = Vec::new();
                for record in lane.waiting.iter().take(most) {
                    records.push(record.clone());
                }
                parcels.push(Parcel { sink: lane.sink.at, records });
            }
        }
        parcels
    }

    /// Says that a parcel is on its way under this id.
    pub fn sent(&mut self, parcel: Parcel, batch: &str) {
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.sink.at == parcel.sink) {
            keep(&mut lane.waiting, &|id| !parcel.records.contains(id));
            lane.in_flight = Some((batch.into(), parcel.records));
        }
    }

    /// Takes a sink's answer; returns the records of the batch, and the status where the sink
    /// will never take them.
    pub fn answered(
        &mut self,
        batch: &str,
        response: Response,
        monotonic: Millis,
        chance: f64,
    ) -> Option<(Vec<String>, Option<u16>)> {
        let of = |lane: &&mut Lane| lane.in_flight.as_ref().is_some_and(|(id, _)| id == batch);
        let lane = self.lanes.iter_mut().find(of)?;
        let (_, records) = lane.in_flight.take()?;
        match response {
            // One bad message, or too many, must not take the others down with them.
            Response::Refused(400 | 413) if records.len() > 1 => lane.most = records.len() / 2,
            Response::Later(pause) => {
                lane.failures += 1;
                let pause = pause.map_or_else(|| back_off(lane.failures, chance), Millis::from);
                lane.not_before = monotonic + pause;
            }
            _ => {
                lane.failures = 0;
                lane.since = monotonic;
                lane.most = (lane.most * 2).min(MOST);
                let Response::Refused(status) = response else { return Some((records, None)) };
                return Some((records, Some(status)));
            }
        }
        let later = std::mem::replace(&mut lane.waiting, records);
        for record in later {
            lane.waiting.push(record);
        }
        None
    }

    /// Asks for everything to be sent at the next occasion, pauses over.
    pub fn hurry(&mut self, monotonic: Millis) {
        for lane in &mut self.lanes {
            lane.since = monotonic - PATIENCE;
            lane.not_before = monotonic;
        }
    }

    /// When the next batch is due, on the monotonic clock.
    #[must_use]
    pub fn next_due(&self) -> Option<Millis> {
        if !self.leads {
            return None;
        }
        let mut due = None;
        for lane in &self.lanes {
            if lane.in_flight.is_none() {
                due = earliest(due, lane.due_at());
            }
        }
        due
    }

    /// The body of a batch, as its sink expects it.
    #[must_use]
    pub fn body(&self, sink: usize, records: &[&Record], context: &Value, now: Millis) -> Value {
        match self.lanes.iter().find(|lane| lane.sink.at == sink).map(|lane| &lane.sink) {
            Some(Sink { kind: SinkKind::Posthog, key, .. }) => wire::posthog(records, key, now),
            _ => wire::segment(records, context, now),
        }
    }
}

impl Lane {
    fn knows(&self, id: &str) -> bool {
        let is_in = |ids: &[String]| ids.iter().any(|known| known == id);
        is_in(&self.waiting) || self.in_flight.as_ref().is_some_and(|(_, ids)| is_in(ids))
    }

    fn due_at(&self) -> Option<Millis> {
        if self.waiting.is_empty() {
            return None;
        }
        let full = self.waiting.len() >= FULL || self.most < MOST;
        let patience = if full { 0 } else { PATIENCE };
        Some((self.since + patience).max(self.not_before))
    }
}

/// Exponential back-off with full jitter on its upper half: 1 s, 2 s, 4 s … 5 min.
fn back_off(failures: u32, chance: f64) -> Millis {
    let pause = (SECOND << failures.clamp(1, 12) >> 1).min(LONGEST_PAUSE);
    pause / 2 + (chance * (pause / 2) as f64) as Millis
}
