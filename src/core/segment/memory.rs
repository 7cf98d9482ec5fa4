//! What a behavioural node remembers, so that an event costs the same whatever the history.
//!
//! A window that slides keeps the times that may still matter: all of them where a sum, an average
//! or a first time is asked for, else the newest *n* + 1, where *n* is the largest number the tests
//! compare with; one more or less than that cannot change what they say. A window that stands
//! keeps running totals. Nothing is rounded: sums are exact ([`Sum`]).

use super::behaviour::{Behaviour, Sequence, Tail, Window};
use super::condition::Condition;
use super::test::Outcome;
use super::world::World;
use crate::core::history::{Occurrence, Sum};
use crate::core::list::leading;
use crate::core::time::{Millis, earliest};

/// What one node remembers.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// Times and amounts, oldest first, in windows that slide.
    matches: Vec<(Millis, f64)>,
    /// How many of the oldest matches count no more.
    gone: usize,
    /// Local days with the latest time on each, oldest first.
    days: Vec<(i64, Millis)>,
    /// The sum of the amounts that count, and how many are numbers.
    sum: Sum,
    numbers: usize,
    /// How often, in windows that stand.
    count: usize,
    first: Option<Millis>,
    last: Option<Millis>,
    /// For every number of steps of a sequence done, the latest start of such a one.
    starts: Vec<Option<Millis>>,
    /// The earliest match that lies in the future: then everything is read anew.
    pub(super) later: Option<Millis>,
    /// Whether it has to be read anew from the history.
    pub(super) stale: bool,
    /// Whether everything is kept, whatever the tests need.
    whole: bool,
}

impl Memory {
    /// Forgets everything but what totals beyond the log say.
    pub(super) fn restart(&mut self, leaf: &Condition, world: &World) {
        *self = Memory { whole: self.whole, ..Memory::default() };
        let Condition::Behaviour(behaviour) = leaf else { return };
        let Some(totals) = behaviour.totals(world) else { return };
        (self.count, self.first, self.last) = (totals.count, totals.first, totals.last);
        // A sum of nobody knows how many would make any average wrong.
        if totals.numbers > 0 || !behaviour.averages() {
            self.sum.add(totals.sum);
        }
        self.numbers = totals.numbers;
        if let Some(last) = totals.last.filter(|_| totals.days > 0) {
            let day = world.zone().day(last);
            for before in (0..totals.days as i64).rev() {
                self.days.push((day - before, last));
            }
        }
    }

    /// Everything a leaf is about, read from the history.
    pub(super) fn whole(leaf: &Condition, world: &World) -> Memory {
        let mut memory = Memory { whole: true, ..Memory::default() };
        memory.read(leaf, world);
        memory
    }

    /// Reads everything anew from the history.
    pub(super) fn read(&mut self, leaf: &Condition, world: &World) {
        self.restart(leaf, world);
        for occurrence in world.history.events().iter().chain(world.history.states()) {
            self.take(leaf, occurrence, world);
        }
    }

    /// Takes in something that happened, where the leaf is about it. Things must come in the
    /// order of their times; where they do not, the graph is told to forget and reads anew.
    pub(super) fn take(&mut self, leaf: &Condition, occurrence: &Occurrence, world: &World) {
        match leaf {
            Condition::Behaviour(behaviour) if behaviour.source.matches(occurrence, world) => {
                self.count(behaviour, occurrence, world);
            }
            Condition::Sequence(sequence) => self.follow(sequence, occurrence, world),
            _ => {}
        }
    }

    fn count(&mut self, behaviour: &Behaviour, of: &Occurrence, world: &World) {
        let time = of.time();
        if time > world.now {
            self.later = earliest(self.later, Some(time));
            return;
        }
        if !behaviour.admits(time, world) {
            return;
        }
        if self.whole || behaviour.counts_days() {
            let day = world.zone().day(time);
            match self.days.last_mut() {
                Some(last) if last.0 == day => last.1 = time,
                _ => self.days.push((day, time)),
            }
        }
        let amount = behaviour.amount(of);
        self.sum.add(amount);
        self.numbers += usize::from(!amount.is_nan());
        if let Window::Last(_) = behaviour.window {
            self.keep(time, amount, behaviour.most.filter(|_| !self.whole));
        } else {
            self.count += 1;
            self.first = earliest(self.first, Some(time));
            self.last = self.last.max(Some(time));
        }
    }

    fn keep(&mut self, time: Millis, amount: f64, most: Option<usize>) {
        self.matches.push((time, amount));
        if most.is_some_and(|most| self.matches.len() - self.gone > most) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let amount = self.matches.get(self.gone).map_or(f64::NAN, |oldest| oldest.1);
        self.numbers -= usize::from(!amount.is_nan());
        self.sum.add(-amount);
        self.gone += 1;
        if self.gone > 64 && self.gone * 2 > self.matches.len() {
            self.matches = self.matches.split_off(self.gone);
            self.gone = 0;
        }
    }

    /// Lets go of what has left a sliding window.
    pub(super) fn expire(&mut self, leaf: &Condition, now: Millis) {
        let Condition::Behaviour(behaviour) = leaf else { return };
        let Window::Last(span) = behaviour.window else { return };
        while self.matches.get(self.gone).is_some_and(|oldest| oldest.0 <= now - span) {
            self.drop_oldest();
        }
    }

    /// What the window holds at an instant not before the last one looked at, and when the
    /// oldest of it leaves.
    pub(super) fn tail(&self, behaviour: &Behaviour, now: Millis) -> (Tail, Option<Millis>) {
        let Window::Last(span) = behaviour.window else {
            let (first, last) = (self.first, self.last);
            let (sum, numbers, days) = (self.sum.value(), self.numbers, self.days.len());
            return (Tail { count: self.count, days, sum, numbers, first, last }, None);
        };
        let out = |time: Millis| time <= now - span;
        let (mut from, mut sum, mut numbers) = (self.gone, self.sum.clone(), self.numbers);
        while let Some((_, amount)) = self.matches.get(from).filter(|known| out(known.0)) {
            sum.add(-amount);
            numbers -= usize::from(!amount.is_nan());
            from += 1;
        }
        let left = self.matches.get(from..).unwrap_or_default();
        let day = leading(&self.days, |known| out(known.1));
        let tail = Tail {
            count: left.len(),
            days: self.days.len() - day,
            sum: sum.value(),
            numbers,
            first: left.first().map(|first| first.0),
            last: left.last().map(|last| last.0),
        };
        let day = self.days.get(day).map(|day| day.1 + span);
        (tail, earliest(tail.first.map(|first| first + span), day))
    }

    fn follow(&mut self, sequence: &Sequence, of: &Occurrence, world: &World) {
        let time = of.time();
        if time > world.now {
            self.later = earliest(self.later, Some(time));
        } else {
            sequence.advance(&mut self.starts, of, world);
        }
    }

    /// How many times it remembers.
    pub(super) fn len(&self) -> usize {
        self.matches.len() + self.days.len()
    }

    /// Whether the last step of the sequence was ever done in time.
    pub(super) fn is_done(&self) -> Outcome {
        Outcome::fixed(self.starts.last().is_some_and(Option::is_some))
    }
}
