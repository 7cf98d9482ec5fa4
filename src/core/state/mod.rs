//! Everything Docent knows while it runs, and how each input changes it.
//!
//! Nothing is decided before what was stored has been read; what arrives earlier waits, with
//! the moment it happened at. After every input the state *settles*: facts are brought up to
//! date, memberships follow, what may start is started, due batches leave, and one timer is set
//! to the earliest instant at which time alone would change something.

mod calls;
mod experiments;
mod goals;
mod identity;
mod log;
mod page;
mod questions;
mod settle;
mod start;
mod tabs;
mod trim;

use crate::core::call::Call;
use crate::core::capture::Rage;
use crate::core::clock::Clock;
use crate::core::config::Config;
use crate::core::consent::{Answer, Consent};
use crate::core::delivery::Outbox;
use crate::core::effect::Effect;
use crate::core::experience::claim::Runs;
use crate::core::experience::gate::Cue;
use crate::core::guidebook::{Guidebook, Problem};
use crate::core::ids::Ids;
use crate::core::input::Input;
use crate::core::list::keep;
use crate::core::person::{Families, Identity, Person};
use crate::core::platform::Platform;
use crate::core::strings::{concat, phrase};
use crate::core::time::{Millis, Moment, earliest};
use crate::core::value::{Map, Value};

use goals::Pursuit;
use log::{Log, is_event};
use page::Page;
pub use questions::describe;

/// The tab of a preview's state.
const PREVIEW: &str = "preview";

const SET_BACK: &str =
    "the device's clock was set back by more than a day; times start anew from it";

/// How far the start has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// What was stored has not been read.
    Restoring,
    /// The guidebook is not here yet.
    Waiting,
    /// Everything is decided as it happens.
    Ready,
}

/// Everything Docent knows.
pub struct State {
    pub(crate) platform: Box<dyn Platform>,
    pub(crate) tab: String,
    pub(crate) guidebook: Guidebook,
    pub(crate) identity: Identity,
    /// All ids that the present user has or had.
    user_ids: Vec<String>,
    /// The anonymous ids that turned into this user.
    joined: Vec<String>,
    pub(crate) person: Person,
    pub(crate) facts: Value,
    pub(crate) page: Page,
    pub(crate) consent: Consent,
    /// Whether that is what the user, or the page for them, decided: it is not asked for again.
    pub(crate) decided: bool,
    pub(crate) runs: Runs,
    pub(crate) ids: Ids,
    /// Which families of facts have to be made anew.
    stale: Families,
    /// The variant of every experiment this person takes part in.
    pub(crate) variants: Value,
    /// Goals on their way.
    pursuits: Vec<Pursuit>,
    /// The ids of the segments that listeners were last told this person is in,
    /// in their order.
    told: Vec<String>,
    /// Whether all of them have to be compared, and not only those that changed.
    retell: bool,
    pub(crate) config: Config,
    phase: Phase,
    /// Whether something was said of who is here that was not allowed to be kept.
    unkept: bool,
    /// The id they had before another was, which was not allowed to be kept either.
    former: Option<String>,
    early: Vec<(Input, Moment)>,
    log: Log,
    outbox: Outbox,
    /// Calls of `flush` that wait for answers, and until when at most, on the monotonic clock.
    flushing: Vec<u32>,
    flush_until: Millis,
    clock: Clock,
    device: Value,
    rage: Rage,
    cached: Option<(Option<String>, String)>,
    problems: Vec<Problem>,
    offset: i32,
    asleep_until: Option<Millis>,
    cues: Vec<Cue>,
    announced: bool,
}

/// One step on its way: what has been found out and what is to be done.
pub(crate) struct Turn {
    pub(crate) now: Millis,
    pub(crate) moment: Moment,
    pub(crate) effects: Vec<Effect>,
    pub(crate) cues: Vec<Cue>,
    wake: Option<Millis>,
    leaving: bool,
    /// Whether what happens did so in another tab.
    pub(crate) foreign: bool,
}

impl Turn {
    pub(crate) fn wake_at(&mut self, instant: Option<Millis>) {
        self.wake = earliest(self.wake, instant.filter(|instant| *instant > self.now));
    }

    /// The one place that makes room for an effect.
    #[inline(never)]
    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    #[inline(never)]
    pub(crate) fn warn(&mut self, words: &str, with: &[&str]) {
        self.push(Effect::Warn(phrase(words, with)));
    }

    /// Stores a value under a family of keys (such as `e:`) and an id; a whole key comes with an empty one.
    #[inline(never)]
    pub(crate) fn persist(&mut self, family: &str, id: &str, value: Value) {
        self.push(Effect::Persist(concat(&[family, id]), value));
    }

    /// Deletes what [`persist`](Self::persist) stored.
    #[inline(never)]
    pub(crate) fn forget(&mut self, family: &str, id: &str) {
        self.push(Effect::Forget(concat(&[family, id])));
    }

    #[inline(never)]
    fn forget_each(&mut self, family: &str, ids: &[String]) {
        for id in ids {
            self.forget(family, id);
        }
    }

    fn notify(&mut self, name: &'static str, payload: Map) {
        self.push(Effect::Notify(name, Value::Map(payload)));
    }
}

impl State {
    /// A state that waits for what was stored. `tab` is unique among living tabs.
    #[must_use]
    pub fn new(platform: Box<dyn Platform>, config: Config, tab: String) -> Self {
        Self {
            platform,
            guidebook: Guidebook::default(),
            identity: Identity::default(),
            user_ids: Vec::new(),
            joined: Vec::new(),
            person: Person::default(),
            facts: Value::Map(config.facts.clone()),
            page: Page::default(),
            consent: config.consent,
            decided: false,
            runs: Runs::default(),
            ids: Ids::default(),
            stale: Families::ALL,
            variants: Value::Null,
            pursuits: Vec::new(),
            told: Vec::new(),
            retell: true,
            outbox: Outbox::new(&config.sinks, &tab),
            flushing: Vec::new(),
            flush_until: 0,
            config,
            tab,
            phase: Phase::Restoring,
            unkept: false,
            former: None,
            early: Vec::new(),
            log: Log::default(),
            clock: Clock::default(),
            device: Value::Null,
            rage: Rage::default(),
            cached: None,
            problems: Vec::new(),
            offset: 0,
            asleep_until: None,
            cues: Vec::new(),
            announced: false,
        }
    }

    pub(crate) fn step(&mut self, input: Input, moment: Moment) -> Vec<Effect> {
        let mut turn = self.turn(moment);
        if self.phase == Phase::Restoring {
            if !self.begins(input, &mut turn) {
                return turn.effects;
            }
            for (input, then) in std::mem::take(&mut self.early) {
                turn.moment = then;
                turn.now = then.wall.max(0);
                self.take(input, &mut turn);
            }
            turn.moment = moment;
            (turn.now, _) = self.clock.read(moment.wall);
        } else {
            self.take(input, &mut turn);
        }
        self.settle(&mut turn);
        turn.effects
    }

    /// Waits for what was stored and, where nobody is known yet, for who it is: of tabs that begin
    /// together, the first one's answer is that of all. Whether it has come.
    fn begins(&mut self, input: Input, turn: &mut Turn) -> bool {
        let moment = turn.moment;
        match input {
            Input::Restored(stored) => {
                let known = self.is_settled(&stored);
                self.early.insert(0, (Input::Restored(stored), moment));
                if !known {
                    self.claim_identity(turn);
                }
                return known;
            }
            Input::Claimed { stored, .. } => {
                match stored {
                    Some(stored) => self.learn_identity(&stored),
                    None => self.store_identity(turn),
                }
                return true;
            }
            input => self.early.push((input, moment)),
        }
        false
    }

    fn turn(&mut self, moment: Moment) -> Turn {
        let (now, set_back) = self.clock.read(moment.wall);
        self.offset = moment.utc_offset;
        let cues = std::mem::take(&mut self.cues);
        let mut turn = Turn {
            now,
            moment,
            effects: Vec::new(),
            cues,
            wake: None,
            leaving: false,
            foreign: false,
        };
        if set_back && self.phase != Phase::Restoring {
            turn.warn(SET_BACK, &[]);
            self.page.opened = self.page.opened.min(now);
            for record in std::mem::take(&mut self.log.records) {
                self.place(record, &mut turn);
            }
            if let Some(last) = self.log.records.last() {
                self.clock.learn(last.time, moment.wall);
                (turn.now, _) = self.clock.read(moment.wall);
            }
            for (key, run) in &mut self.runs.unfinished {
                if Self::place_run(run, moment.wall) {
                    turn.persist("", key, run.clone());
                }
            }
            self.derive_person();
        }
        turn
    }

    fn take(&mut self, input: Input, turn: &mut Turn) {
        match input {
            Input::Restored(stored) => self.restore(stored, turn),
            Input::Called { call: Call::Flush, ticket, .. } => self.flush(ticket, turn),
            Input::Called { call, page, ticket } => {
                let id = self.on_page(page, |state| state.call(call, turn));
                turn.push(Effect::Acknowledge(ticket, id));
            }
            Input::Captured { gesture, page, ago } => {
                let now = turn.now;
                turn.now -= ago.max(0);
                self.on_page(page, |state| state.captured(gesture, turn));
                turn.now = now;
            }
            Input::Routed(page) => self.routed(page, turn),
            Input::Probed(facts) => {
                self.device = facts;
                self.stale.add(Families::DEVICE);
            }
            Input::Acted(run, action) => self.act(&run, action, turn),
            Input::Claimed { run, granted, stored } => self.claimed(&run, granted, stored, turn),
            Input::Cued(what) => self.cued(what, turn),
            Input::TabGone(tab) => {
                keep(&mut self.runs.living, |known| *known != tab);
                if self.consent.analytics == Answer::Denied {
                    // It may have left answers behind.
                    self.forget_answers(turn);
                }
            }
            Input::Foreign(changes) => {
                turn.foreign = true;
                self.foreign(changes, turn);
            }
            Input::Erased => {
                turn.foreign = true;
                self.forget_everything(turn);
            }
            Input::Leads(sink) => self.outbox.lead(&sink),
            Input::Answered { batch, response } => self.answered(&batch, response, turn),
            Input::Fetched(fetched) => self.fetched(fetched, turn),
            Input::Hiding => {
                turn.leaving = true;
                self.page.hidden = true;
            }
            Input::Shown => {
                self.page.hidden = false;
                self.asleep_until = None;
            }
            Input::Woke => self.asleep_until = None,
        }
    }

    /// Does something as if on the page a replayed call was made on.
    fn on_page<T>(&mut self, page: Option<Value>, act: impl FnOnce(&mut Self) -> T) -> T {
        let Some(then) = page else { return act(self) };
        let now = std::mem::replace(&mut self.page.facts, then);
        let result = act(self);
        self.page.facts = now;
        result
    }
}
