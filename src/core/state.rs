//! Everything Docent knows while it runs, and how each input changes it.
//!
//! Nothing is decided before what was stored has been read; what arrives earlier waits, with
//! the moment it happened at. After every input the state *settles*: facts are brought up to
//! date, memberships follow, what may start is started, due batches leave, and one timer is set
//! to the earliest instant at which time alone would change something.

use std::rc::Rc;

use super::call::Call;
use super::capture::{self, Gesture, GestureKind, Rage};
use super::clock::Clock;
use super::config::{Config, SinkKind, Source};
use super::consent::{Answer, Consent};
use super::delivery::Outbox;
use super::effect::Effect;
use super::experience::gate::{self, Cue};
use super::experience::run::Run;
use super::guidebook::{self, Guidebook, Problem};
use super::ids::Ids;
use super::input::{Fetched, Input, Response};
use super::person::Person;
use super::platform::Platform;
use super::record::{Record, RecordKind};
use super::segment::{Outcome, World, earliest, to_text};
use super::strings::split;
use super::time::{DAY, Millis, Moment};
use super::value::{Map, Value};

/// The most events kept on the device; the oldest leave first.
const MOST_RECORDS: usize = 10_000;
/// How long events are kept.
const OLDEST_RECORD: Millis = 400 * DAY;

/// Who is using the application.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// UUID of this profile on this device.
    pub anonymous_id: String,
    /// The host's id, once it told it.
    pub user_id: Option<String>,
}

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
    pub(crate) person: Person,
    pub(crate) facts: Value,
    pub(crate) page: Value,
    pub(crate) page_opened: Millis,
    pub(crate) consent: Consent,
    pub(crate) runs: Vec<Rc<Run>>,
    pub(crate) unfinished: Vec<(String, Value)>,
    pub(crate) living: Vec<String>,
    pub(crate) suppressed: bool,
    /// Whether the page is in the background.
    pub(crate) hidden: bool,
    pub(crate) ids: Ids,
    pub(crate) outcomes: Vec<Outcome>,
    /// The ids of the segments that listeners were last told this person is in.
    told: Vec<String>,
    /// The time of the latest event that was dropped from the log.
    forgotten: Option<Millis>,
    config: Config,
    phase: Phase,
    early: Vec<(Input, Moment)>,
    records: Vec<Record>,
    outbox: Outbox,
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

    pub(crate) fn warn(&mut self, message: &str) {
        self.push(Effect::Warn(message.into()));
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
            tab,
            guidebook: Guidebook::default(),
            identity: Identity::default(),
            person: Person::default(),
            facts: Value::Map(Map::new()),
            page: Value::Null,
            page_opened: 0,
            consent: config.consent,
            runs: Vec::new(),
            unfinished: Vec::new(),
            living: Vec::new(),
            suppressed: false,
            hidden: false,
            ids: Ids::default(),
            outcomes: Vec::new(),
            told: Vec::new(),
            forgotten: None,
            outbox: Outbox::new(&config.sinks),
            config,
            phase: Phase::Restoring,
            early: Vec::new(),
            records: Vec::new(),
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
        if self.phase == Phase::Restoring && !matches!(input, Input::Restored(_)) {
            self.early.push((input, moment));
            return Vec::new();
        }
        let mut turn = self.turn(moment);
        match input {
            Input::Restored(stored) => {
                self.restore(stored, &mut turn);
                for (input, then) in std::mem::take(&mut self.early) {
                    turn.moment = Moment { wall: then.wall, monotonic: then.monotonic, ..then };
                    turn.now = then.wall.max(0);
                    self.take(input, &mut turn);
                }
                turn.moment = moment;
                (turn.now, _) = self.clock.read(moment.wall);
            }
            input => self.take(input, &mut turn),
        }
        self.settle(&mut turn);
        turn.effects
    }

    fn turn(&mut self, moment: Moment) -> Turn {
        let (now, set_back) = self.clock.read(moment.wall);
        self.offset = moment.utc_offset;
        let cues = std::mem::take(&mut self.cues);
        let mut turn = Turn { now, moment, effects: Vec::new(), cues, wake: None, leaving: false };
        if set_back && self.phase != Phase::Restoring {
            turn.warn(
                "the device's clock was set back by more than a day; times start anew from it",
            );
        }
        turn
    }

    fn take(&mut self, input: Input, turn: &mut Turn) {
        match input {
            Input::Restored(_) => {}
            Input::Called { call, page, ticket } => {
                let id = self.on_page(page, |state| state.call(call, turn));
                turn.push(Effect::Acknowledge(ticket, id));
            }
            Input::Captured { gesture, page } => {
                self.on_page(page, |state| state.captured(&gesture, turn))
            }
            Input::Routed(page) => self.routed(page, turn),
            Input::Probed(facts) => self.device = facts,
            Input::Acted(run, action) => self.act(&run, action, turn),
            Input::Claimed { run, granted, stored } => {
                self.claimed(&run, granted, stored.as_ref(), turn)
            }
            Input::TabGone(tab) => self.living.retain(|known| *known != tab),
            Input::Foreign(changes) => self.foreign(changes, turn),
            Input::Erased => {
                // The tab that erased stores who comes after, and this one hears of it.
                self.forget_everything(turn);
            }
            Input::Leads(leads) => self.outbox.leads = leads,
            Input::Answered { batch, response } => self.answered(&batch, response, turn),
            Input::Fetched(fetched) => self.fetched(fetched, turn),
            Input::Hiding => {
                turn.leaving = true;
                self.hidden = true;
            }
            Input::Shown => {
                self.hidden = false;
                self.asleep_until = None;
            }
            Input::Woke => self.asleep_until = None,
        }
    }

    /// Does something as if on the page a replayed call was made on.
    fn on_page<T>(&mut self, page: Option<Value>, act: impl FnOnce(&mut Self) -> T) -> T {
        let Some(then) = page else { return act(self) };
        let now = std::mem::replace(&mut self.page, then);
        let result = act(self);
        self.page = now;
        result
    }

    // --- start -------------------------------------------------------------------------------

    fn restore(&mut self, stored: Vec<(String, Value)>, turn: &mut Turn) {
        let mut told = Value::Null;
        let mut waiting = Vec::new();
        for (key, value) in stored {
            match split(&key, ":") {
                Some(("e", id)) => {
                    if let Some(record) = Record::from_value(id, &value) {
                        // Keys rise with time: nearly every one belongs at the end.
                        let at =
                            self.records.partition_point(|known| known.order() <= record.order());
                        self.records.insert(at, record);
                    }
                }
                Some(("o", id)) => {
                    waiting.push((id.to_owned(), value.as_number().unwrap_or_default() as u32))
                }
                Some(("r", _)) => self.unfinished.push((key, value)),
                _ if key == "identity" => self.learn_identity(&value),
                _ if key == "segments" => told = value,
                _ if key == "forgotten" => {
                    self.forgotten = value.as_number().map(|time| time as Millis)
                }
                _ if key == "consent" => {
                    self.consent = self.consent.read(&value).unwrap_or(self.consent)
                }
                _ if key == "guidebook" => {
                    let ours = Source::Url(value.text("url").unwrap_or_default().into());
                    if let Some(text) = value.text("text").filter(|_| ours == self.config.guidebook)
                    {
                        self.cached = Some((value.text("etag").map(Into::into), text.into()));
                    }
                }
                _ => {}
            }
        }
        for (id, mask) in waiting {
            self.outbox.add(&id, mask & self.outbox.all(), turn.moment.monotonic);
        }
        self.outbox.hurry(turn.moment.monotonic);
        if let Some(last) = self.records.last() {
            self.clock.learn(last.time, turn.moment.wall);
            (turn.now, _) = self.clock.read(turn.moment.wall);
        }
        self.trim(turn);
        if self.identity.anonymous_id.is_empty() {
            self.new_identity(None, turn);
        }
        self.learn_told(&told);
        self.derive_person();
        self.watch_runs(turn);
        self.phase = Phase::Waiting;
        self.page_opened = turn.now;
        self.open_guidebook(turn);
    }

    fn learn_identity(&mut self, value: &Value) {
        self.identity = Identity {
            anonymous_id: value.text("anonymous").unwrap_or_default().into(),
            user_id: value.text("user").map(Into::into),
        };
    }

    fn watch_runs(&mut self, turn: &mut Turn) {
        for (_, value) in &self.unfinished {
            if let Some(tab) = value.text("tab").filter(|tab| *tab != self.tab)
                && !self.living.iter().any(|known| known == tab)
            {
                // Taken for alive until its lock says otherwise: nothing is ever shown twice.
                self.living.push(tab.into());
                turn.push(Effect::Watch(tab.into()));
            }
        }
    }

    /// Drops what is too old or too much, oldest first; who a person is stays known.
    fn trim(&mut self, turn: &mut Turn) {
        let events = self.records.iter().filter(|record| is_event(record)).count();
        let mut surplus = events.saturating_sub(MOST_RECORDS);
        let oldest = turn.now - OLDEST_RECORD;
        let outbox = &self.outbox;
        let mut forgotten = self.forgotten;
        self.records.retain(|record| {
            let goes = is_event(record)
                && outbox.mask(&record.id) == 0
                && (record.time < oldest || surplus > 0);
            if goes {
                surplus = surplus.saturating_sub(1);
                forgotten = forgotten.max(Some(record.time));
                turn.push(Effect::Forget(["e:", &record.id].concat()));
            }
            !goes
        });
        if forgotten != self.forgotten {
            self.forgotten = forgotten;
            turn.push(Effect::Persist("forgotten".into(), Value::from(forgotten)));
        }
    }

    // --- the guidebook -----------------------------------------------------------------------

    fn open_guidebook(&mut self, turn: &mut Turn) {
        match self.config.guidebook.clone() {
            Source::None => self.be_ready(turn),
            Source::Given(document) => {
                match guidebook::decode(&document, &*self.platform) {
                    Ok((guidebook, problems)) => self.adopt(guidebook, problems, turn),
                    Err(problem) => self.complain(&[problem], turn),
                }
                self.be_ready(turn);
            }
            Source::Url(url) => {
                let etag = self.cached.as_ref().and_then(|(etag, _)| etag.clone());
                if let Some((_, text)) = self.cached.clone() {
                    // What is wrong in it was said when it arrived.
                    if let Ok((guidebook, problems)) = guidebook::load(&text, &*self.platform) {
                        self.adopt(guidebook, Vec::new(), turn);
                        self.problems = problems;
                        self.be_ready(turn);
                    }
                }
                turn.push(Effect::Fetch(url, etag));
            }
        }
    }

    fn fetched(&mut self, fetched: Fetched, turn: &mut Turn) {
        match fetched {
            Fetched::Text(text, etag) => self.arrived(text, etag, turn),
            Fetched::Unchanged => {}
            Fetched::Failed(why) => {
                let place = if let Source::Url(url) = &self.config.guidebook {
                    url.clone()
                } else {
                    String::new()
                };
                let problem =
                    Problem::error("", &["could not be had from ", &place, ": ", &why].concat());
                self.complain(&[problem], turn);
            }
        }
        self.be_ready(turn);
    }

    fn arrived(&mut self, text: String, etag: Option<String>, turn: &mut Turn) {
        if self.cached.as_ref().is_some_and(|(_, known)| *known == text) {
            return;
        }
        match guidebook::load(&text, &*self.platform) {
            Ok((guidebook, problems)) => {
                self.adopt(guidebook, problems, turn);
                if let Source::Url(url) = &self.config.guidebook {
                    let copy = Map::new()
                        .with("url", url.as_str())
                        .with_some("etag", etag.as_deref())
                        .with("text", text.as_str());
                    turn.push(Effect::Persist("guidebook".into(), Value::Map(copy)));
                }
                self.cached = Some((etag, text));
            }
            Err(problem) => self.complain(&[problem], turn),
        }
    }

    fn adopt(&mut self, guidebook: Guidebook, problems: Vec<Problem>, turn: &mut Turn) {
        self.outcomes = vec![Outcome::fixed(false); guidebook.segments.len()];
        self.guidebook = guidebook;
        self.complain(&problems, turn);
        self.problems = problems;
        for run in self.runs.clone() {
            if self.guidebook.experience(&run.experience).is_none() {
                self.end(&run, turn);
            }
        }
    }

    /// One message for everything that is wrong with a guidebook.
    fn complain(&self, problems: &[Problem], turn: &mut Turn) {
        if problems.is_empty() {
            return;
        }
        let mut message = String::from(
            "the guidebook has problems; what is broken is left out, the rest stays in force:",
        );
        for problem in problems.iter().take(20) {
            message.push_str("\n  ");
            message.push_str(&describe(problem));
        }
        if problems.len() > 20 {
            message.push_str("\n  … and more; `docent check` lists them all");
        }
        turn.warn(&message);
    }

    fn be_ready(&mut self, turn: &mut Turn) {
        if self.phase == Phase::Waiting {
            self.phase = Phase::Ready;
            turn.cues.append(&mut self.cues);
        }
    }

    // --- records -----------------------------------------------------------------------------

    /// Writes a record of something that happens now; its id, or nothing where analytics is not
    /// allowed (experiences still work, but nothing is kept or sent).
    pub(crate) fn record(
        &mut self,
        kind: RecordKind,
        name: &str,
        properties: Value,
        turn: &mut Turn,
    ) -> Option<String> {
        let record = Record {
            id: self.ids.next(turn.now, turn.moment),
            time: turn.now,
            kind,
            name: name.into(),
            properties,
            anonymous_id: self.identity.anonymous_id.clone(),
            user_id: self.identity.user_id.clone(),
            page: self.page.clone(),
        };
        let id = record.id.clone();
        let kept = self.consent.analytics == Answer::Granted;
        if kept {
            turn.push(Effect::Persist(["e:", &id].concat(), record.to_value()));
            let mask = self.outbox.all();
            if mask != 0 {
                turn.push(Effect::Persist(["o:", &id].concat(), Value::from(f64::from(mask))));
                self.outbox.add(&id, mask, turn.moment.monotonic);
            }
        }
        announce(&record, turn);
        if let RecordKind::Track | RecordKind::Page = kind {
            let name = if kind == RecordKind::Page { "Page viewed" } else { name };
            turn.cues.push(Cue::Event(name.into(), record.properties.clone()));
        }
        self.add_record(record);
        kept.then_some(id)
    }

    /// Adds a record to the log and the person; one that comes late makes the person anew.
    fn add_record(&mut self, record: Record) {
        let at = self.records.partition_point(|known| known.order() < record.order());
        if self.records.get(at).is_some_and(|known| known.id == record.id) {
            return;
        }
        let last = at == self.records.len();
        let ours = self.is_ours(&record);
        self.records.insert(at, record);
        if ours && last {
            if let Some(record) = self.records.last() {
                self.person.absorb(record);
            }
        } else if ours {
            self.derive_person();
        }
    }

    /// Whether a record belongs to the present profile: its user's, or from before the user had
    /// said who they are.
    fn is_ours(&self, record: &Record) -> bool {
        if record.anonymous_id == self.identity.anonymous_id {
            return record.user_id.is_none() || record.user_id == self.identity.user_id;
        }
        self.identity.user_id.is_some()
            && (record.user_id == self.identity.user_id
                || record.user_id.is_none() && self.joined(&record.anonymous_id))
    }

    /// Whether an anonymous profile turned into the present user.
    fn joined(&self, anonymous_id: &str) -> bool {
        let of = |record: &&Record| record.anonymous_id == anonymous_id && record.user_id.is_some();
        self.records.iter().find(of).is_some_and(|record| record.user_id == self.identity.user_id)
    }

    fn derive_person(&mut self) {
        let mut person = Person::default();
        if let Some(time) = self.forgotten {
            person.history.forget_until(time);
        }
        for record in &self.records {
            if self.is_ours(record) {
                person.absorb(record);
            }
        }
        self.person = person;
    }

    // --- identity ----------------------------------------------------------------------------

    fn new_identity(&mut self, user_id: Option<String>, turn: &mut Turn) {
        let anonymous_id = self.ids.next(turn.now, turn.moment);
        self.identity = Identity { anonymous_id, user_id };
        self.store_identity(turn);
    }

    fn store_identity(&mut self, turn: &mut Turn) {
        let value = Map::new()
            .with("anonymous", self.identity.anonymous_id.as_str())
            .with_some("user", self.identity.user_id.as_deref());
        turn.push(Effect::Persist("identity".into(), Value::Map(value)));
    }

    fn identify(&mut self, user: String, traits: Map, turn: &mut Turn) -> Option<String> {
        match &self.identity.user_id {
            Some(known) if *known == user => {}
            Some(_) => {
                self.leave_stage(turn);
                self.new_identity(Some(user), turn);
            }
            None => {
                self.identity.user_id = Some(user);
                self.store_identity(turn);
            }
        }
        self.derive_person();
        self.record(RecordKind::Identify, "", Value::Map(traits), turn)
    }

    fn reset(&mut self, turn: &mut Turn) {
        self.leave_stage(turn);
        self.new_identity(None, turn);
        self.derive_person();
        self.page_opened = turn.now;
    }

    /// Takes everything off the screen; what was unfinished stays with its profile.
    fn leave_stage(&mut self, turn: &mut Turn) {
        for run in self.runs.clone() {
            self.set_aside(&run, turn);
        }
    }

    // --- calls -------------------------------------------------------------------------------

    fn call(&mut self, call: Call, turn: &mut Turn) -> Option<String> {
        match call {
            Call::Identify(user, traits) => return self.identify(user, traits, turn),
            Call::Group(company, traits) => {
                return self.record(RecordKind::Group, &company, Value::Map(traits), turn);
            }
            Call::Track(name, properties, when) => {
                return self.track(&name, properties, when, turn);
            }
            Call::Page(properties) => {
                return self.record(RecordKind::Page, "", Value::Map(properties), turn);
            }
            Call::Set(traits) => return self.set(traits, turn),
            Call::SetOnce(traits) => {
                return self
                    .change_traits(traits, turn, |old, new, _| old.is_none().then(|| new.clone()));
            }
            Call::Add(traits) => {
                return self.change_traits(traits, turn, |old, new, _| {
                    let old = old.and_then(Value::as_number).unwrap_or_default();
                    Some(Value::Number(old + new.as_number()?))
                });
            }
            Call::Append(traits) => {
                return self.change_traits(traits, turn, |old, new, _| {
                    let mut list = old.map(Value::as_list).unwrap_or_default().to_vec();
                    list.push(new.clone());
                    Some(Value::List(list))
                });
            }
            Call::Remove(traits) => {
                return self.change_traits(traits, turn, |old, new, _| {
                    let mut list = old.map(Value::as_list).unwrap_or_default().to_vec();
                    list.retain(|item| item != new);
                    Some(Value::List(list))
                });
            }
            Call::Alias(user) => return self.identify(user, Map::new(), turn),
            Call::Reset => self.reset(turn),
            Call::Show(id) => self.show(&id, turn),
            Call::End(id) => {
                for run in self.runs.clone() {
                    if id.as_ref().is_none_or(|id| run.experience == *id) {
                        self.finish(&run.id, "dismissed", turn);
                    }
                }
            }
            Call::Suppress => {
                self.suppressed = true;
                self.leave_stage(turn);
            }
            Call::Unsuppress => self.suppressed = false,
            Call::Consent(value) => self.change_consent(&value, turn),
            Call::Erase => {
                turn.push(Effect::Erase);
                self.forget_everything(turn);
                self.store_identity(turn);
            }
            Call::Flush => self.outbox.hurry(turn.moment.monotonic),
        }
        None
    }

    /// Records an event; one of the past is history: it starts nothing.
    fn track(
        &mut self,
        name: &str,
        properties: Map,
        when: Option<Millis>,
        turn: &mut Turn,
    ) -> Option<String> {
        let now = turn.now;
        let cues = turn.cues.len();
        let past = when.filter(|when| *when < now);
        turn.now = past.unwrap_or(now);
        let id = self.record(RecordKind::Track, name, Value::Map(properties), turn);
        turn.now = now;
        if past.is_some() {
            turn.cues.truncate(cues);
        }
        id
    }

    fn set(&mut self, traits: Map, turn: &mut Turn) -> Option<String> {
        self.record(RecordKind::Identify, "", Value::Map(traits), turn)
    }

    fn change_traits(
        &mut self,
        traits: Map,
        turn: &mut Turn,
        change: fn(Option<&Value>, &Value, &str) -> Option<Value>,
    ) -> Option<String> {
        let mut out = Map::new();
        for (key, value) in traits.iter() {
            if let Some(value) = change(self.person.traits.get(key), value, key) {
                out.set(key, value);
            }
        }
        self.set(out, turn)
    }

    pub(crate) fn change_consent(&mut self, value: &Value, turn: &mut Turn) {
        let Some(consent) = self.consent.read(value) else {
            turn.warn("consent: expected \"granted\", \"pending\" or \"denied\", or an object of analytics and personalization");
            return;
        };
        self.consent = consent;
        turn.push(Effect::Persist("consent".into(), consent.to_value()));
        if consent.analytics == Answer::Denied {
            for record in std::mem::take(&mut self.records) {
                self.outbox.remove(&record.id);
                turn.push(Effect::Forget(["e:", &record.id].concat()));
                turn.push(Effect::Forget(["o:", &record.id].concat()));
            }
            self.derive_person();
        }
        self.obey_consent(turn);
    }

    /// Takes off the screen what may not be shown without consent.
    fn obey_consent(&mut self, turn: &mut Turn) {
        for run in self.runs.clone() {
            let experience = self.guidebook.experience(&run.experience).cloned();
            if experience.is_some_and(|experience| gate::consent(self, &experience).is_err()) {
                self.set_aside(&run, turn);
            }
        }
    }

    fn forget_everything(&mut self, turn: &mut Turn) {
        self.leave_stage(turn);
        if self.consent != self.config.consent {
            // What was decided about forgetting and remembering is not forgotten.
            turn.push(Effect::Persist("consent".into(), self.consent.to_value()));
        }
        self.records.clear();
        self.unfinished.clear();
        self.outbox.clear();
        self.identity =
            Identity { anonymous_id: self.ids.next(turn.now, turn.moment), user_id: None };
        self.derive_person();
        self.page_opened = turn.now;
    }

    // --- capture -----------------------------------------------------------------------------

    fn captured(&mut self, gesture: &Gesture, turn: &mut Turn) {
        let url: String = self.page.text("url").unwrap_or_default().into();
        let named: Vec<String> = capture::features(gesture, &self.guidebook.features, &url)
            .map(|feature| feature.event.clone())
            .collect();
        let Some((name, properties)) = capture::event(gesture) else { return };
        let flags = self.config.capture;
        let wanted = match gesture.kind {
            GestureKind::Click => flags.clicks,
            GestureKind::Change => flags.inputs,
            GestureKind::Submit => flags.forms,
        };
        if gesture.kind == GestureKind::Click {
            turn.cues.push(Cue::Click(gesture.matches.clone()));
            let selector = properties.get("selector").and_then(Value::as_text).unwrap_or_default();
            if flags.frustration && self.rage.click(selector, turn.now) {
                self.record(
                    RecordKind::Track,
                    "Rage clicked",
                    Value::Map(properties.clone()),
                    turn,
                );
            }
        }
        for event in named {
            self.record(RecordKind::Track, &event, Value::Map(properties.clone()), turn);
        }
        if wanted {
            self.record(RecordKind::Track, name, Value::Map(properties), turn);
        }
    }

    fn routed(&mut self, page: Value, turn: &mut Turn) {
        let same = self.page.text("path") == page.text("path")
            && self.page.get("query") == page.get("query");
        let first = self.page.is_null();
        self.page = page;
        if same && !first {
            return;
        }
        self.page_opened = turn.now;
        if self.config.capture.pages {
            self.record(RecordKind::Page, "", Value::Map(Map::new()), turn);
        }
    }

    /// The selectors that a click is compared with: those of tagged features and of triggers.
    #[must_use]
    pub fn selectors(&self) -> Vec<String> {
        let mut selectors = Vec::new();
        for feature in &self.guidebook.features {
            selectors.push(feature.selector.clone());
        }
        for experience in &self.guidebook.experiences {
            if let guidebook::On::Click(selector) = &experience.trigger.on {
                selectors.push(selector.clone());
            }
        }
        selectors
    }

    // --- other tabs --------------------------------------------------------------------------

    fn foreign(&mut self, changes: Vec<(String, Option<Value>)>, turn: &mut Turn) {
        let mut anew = false;
        for (key, value) in changes {
            match (split(&key, ":"), value) {
                (Some(("e", id)), Some(value)) => {
                    if let Some(record) = Record::from_value(id, &value) {
                        self.clock.learn(record.time, turn.moment.wall);
                        if let (RecordKind::Track, true) = (record.kind, self.is_ours(&record)) {
                            turn.cues
                                .push(Cue::Event(record.name.clone(), record.properties.clone()));
                        }
                        self.add_record(record);
                    }
                }
                (Some(("e", id)), None) => {
                    let before = self.records.len();
                    self.records.retain(|record| record.id != id);
                    anew |= self.records.len() < before;
                }
                (Some(("o", id)), Some(mask)) => {
                    let mask = mask.as_number().unwrap_or_default() as u32;
                    self.outbox.add(id, mask & self.outbox.all(), turn.moment.monotonic);
                }
                (Some(("o", id)), None) => self.outbox.remove(id),
                (Some(("r", _)), value) => self.learn_run(&key, value.as_ref(), turn),
                (None, Some(value)) if key == "identity" => {
                    if value.text("anonymous") != Some(&self.identity.anonymous_id) {
                        // Somebody else: what is on the screen was not meant for them.
                        self.leave_stage(turn);
                    }
                    self.learn_identity(&value);
                    anew = true;
                }
                (None, Some(value)) if key == "consent" => {
                    self.consent = self.consent.read(&value).unwrap_or(self.consent);
                    if self.consent.analytics == Answer::Denied {
                        // Records of a present that was not allowed to be kept go too.
                        self.records.clear();
                        self.outbox.clear();
                        anew = true;
                    }
                    self.obey_consent(turn);
                }
                _ => {}
            }
        }
        if anew {
            self.derive_person();
        }
        (turn.now, _) = self.clock.read(turn.moment.wall);
    }

    // --- settling ----------------------------------------------------------------------------

    fn settle(&mut self, turn: &mut Turn) {
        if self.phase == Phase::Ready {
            self.update_memberships(turn);
            self.direct(turn);
            // What started may have recorded something that segments are about.
            self.update_memberships(turn);
            if !std::mem::replace(&mut self.announced, true) {
                turn.notify("ready", Map::new());
            }
        } else {
            self.cues.append(&mut turn.cues);
        }
        self.deliver(turn);
        self.sleep(turn);
    }

    /// Brings the facts up to date.
    pub(crate) fn refresh(&mut self, now: Millis) {
        let mut facts = self.config.facts.clone();
        self.person.write_facts(
            &mut facts,
            &self.identity.anonymous_id,
            self.identity.user_id.as_deref(),
        );
        // Where the host says where someone is, nothing is inferred.
        let told = facts.get("geo").is_some();
        for key in ["device", "geo"] {
            let Some(found) =
                self.device.get(key).and_then(Value::as_map).filter(|_| key != "geo" || !told)
            else {
                continue;
            };
            facts.edit(key, |facts| {
                let known = std::mem::replace(facts, found.clone());
                facts.merge(&known);
            });
        }
        facts.set("page", capture::page_facts(&self.page));
        self.facts = Value::Map(facts);
        let mut outcomes = std::mem::take(&mut self.outcomes);
        for index in 0..outcomes.len() {
            let Some(segment) = self.guidebook.segments.get(index) else { continue };
            let outcome = segment.condition.eval(&World { segments: &outcomes, ..self.world(now) });
            if let Some(slot) = outcomes.get_mut(index) {
                *slot = outcome;
            }
        }
        self.outcomes = outcomes;
    }

    fn update_memberships(&mut self, turn: &mut Turn) {
        self.refresh(turn.now);
        // Compared with what was told, not with what was last evaluated: a run that moves on
        // brings the facts up to date in between.
        let before = std::mem::take(&mut self.told);
        let mut tell = |id: &str, entered: bool| {
            turn.notify("segment", Map::new().with("segment", id).with("entered", entered));
        };
        for (segment, outcome) in self.guidebook.segments.iter().zip(&self.outcomes) {
            if outcome.holds != before.contains(&segment.id) {
                tell(&segment.id, outcome.holds);
            }
            if outcome.holds {
                self.told.push(segment.id.clone());
            }
        }
        for id in before
            .iter()
            .filter(|id| self.guidebook.segments.iter().all(|segment| segment.id != **id))
        {
            tell(id, false);
        }
        for outcome in &self.outcomes {
            turn.wake_at(outcome.until);
        }
        // Stored, so that the next page tells only what has changed since.
        if before != self.told && self.consent.analytics == Answer::Granted {
            turn.push(self.keep_told());
        }
    }

    fn keep_told(&self) -> Effect {
        if self.told.is_empty() {
            return Effect::Forget("segments".into());
        }
        let mut ids = Vec::new();
        for id in &self.told {
            ids.push(Value::from(id.as_str()));
        }
        let told = Map::new().with("profile", self.identity.anonymous_id.as_str()).with("ids", ids);
        Effect::Persist("segments".into(), Value::Map(told))
    }

    fn learn_told(&mut self, value: &Value) {
        if value.text("profile") == Some(&self.identity.anonymous_id) {
            self.told = value.texts("ids");
        }
    }

    /// What conditions are evaluated against.
    pub(crate) fn world(&self, now: Millis) -> World<'_> {
        World {
            facts: &self.facts,
            history: &self.person.history,
            now,
            utc_offset: self.offset,
            session_start: self.person.session.started_at,
            segments: &self.outcomes,
            groups: &self.guidebook.groups,
            quantiles: &self.guidebook.quantiles,
            variants: &Value::Null,
            platform: &*self.platform,
        }
    }

    fn deliver(&mut self, turn: &mut Turn) {
        for parcel in self.outbox.due(turn.moment.monotonic, turn.leaving) {
            let batch = self.ids.next(turn.now, turn.moment);
            let mut records = Vec::new();
            for record in &self.records {
                if parcel.records.contains(&record.id) {
                    records.push(record);
                }
            }
            if records.is_empty() {
                // What waited was withdrawn meanwhile.
                for id in &parcel.records {
                    self.outbox.remove(id);
                    turn.push(Effect::Forget(["o:", id].concat()));
                }
                continue;
            }
            let context = self.device.get("context").unwrap_or(&Value::Null);
            let body = self.outbox.body(parcel.sink, &records, context, turn.now);
            self.outbox.sent(&parcel, &batch);
            turn.push(Effect::Send { batch, sink: parcel.sink, body, keepalive: turn.leaving });
        }
    }

    fn answered(&mut self, batch: &str, response: Response, turn: &mut Turn) {
        let chance = self.ids.chance(turn.moment);
        let Some((records, refused)) =
            self.outbox.answered(batch, response, turn.moment.monotonic, chance)
        else {
            return;
        };
        if let Some(status) = refused {
            let status = super::time::whole(i64::from(status));
            turn.warn(
                &["a sink refused a batch for good (HTTP ", &status, "); its events are dropped"]
                    .concat(),
            );
        }
        for id in records {
            let key = ["o:", &id].concat();
            match self.outbox.mask(&id) {
                0 => turn.push(Effect::Forget(key)),
                mask => turn.push(Effect::Persist(key, Value::from(f64::from(mask)))),
            }
        }
    }

    /// One timer for everything: flips, schedules, batches.
    fn sleep(&mut self, turn: &mut Turn) {
        let monotonic = turn.moment.monotonic;
        let by_clock = turn.wake.map(|instant| instant - turn.now);
        let by_delivery = self.outbox.next_due().map(|due| (due - monotonic).max(0));
        let wake = earliest(by_clock, by_delivery).map(|delay| monotonic + delay);
        if wake != self.asleep_until {
            self.asleep_until = wake;
            turn.push(Effect::Sleep(wake.map(|at| at - monotonic)));
        }
    }

    // --- questions ---------------------------------------------------------------------------

    /// Whether everything is decided as it happens.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// The ids of the segments this person belongs to; none before everything is ready.
    #[must_use]
    pub fn memberships(&self) -> Vec<&str> {
        let mut ids = Vec::new();
        for (segment, outcome) in self.guidebook.segments.iter().zip(&self.outcomes) {
            if outcome.holds && self.is_ready() {
                ids.push(segment.id.as_str());
            }
        }
        ids
    }

    /// What is known, by the names conditions use.
    #[must_use]
    pub fn facts(&self) -> Value {
        self.facts.clone()
    }

    /// What the user allowed.
    #[must_use]
    pub fn consent(&self) -> Consent {
        self.consent
    }

    /// Which experiences are on the screen.
    #[must_use]
    pub fn showing(&self) -> Vec<&str> {
        let mut ids = Vec::new();
        for run in &self.runs {
            if run.granted {
                ids.push(run.experience.as_str());
            }
        }
        ids
    }

    /// What was wrong with the guidebook in force.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The sinks, for whoever sends.
    #[must_use]
    pub fn sinks(&self) -> &[super::config::Sink] {
        &self.config.sinks
    }

    /// Whether a sink is a function of the host.
    #[must_use]
    pub fn is_function(&self, sink: usize) -> bool {
        self.config.sinks.get(sink).is_some_and(|sink| sink.kind == SinkKind::Function)
    }

    /// What is captured.
    #[must_use]
    pub fn capture(&self) -> super::config::Capture {
        self.config.capture
    }

    /// The texts functions of the host.
    #[must_use]
    pub fn platform(&self) -> &dyn Platform {
        &*self.platform
    }

    /// The identity, for showing and for tests.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Everything known of the present person, as JSON: identity, facts and records.
    #[must_use]
    pub fn export(&self) -> Value {
        let mut records = Vec::new();
        for record in &self.records {
            if self.is_ours(record) {
                records.push(record.to_value());
            }
        }
        let map = Map::new()
            .with("version", 1.0)
            .with("anonymousId", self.identity.anonymous_id.as_str())
            .with_some("userId", self.identity.user_id.as_deref())
            .with("facts", self.facts())
            .with("records", records);
        Value::Map(map)
    }
}

fn is_event(record: &Record) -> bool {
    matches!(record.kind, RecordKind::Track | RecordKind::Page)
}

/// A problem as a line for a developer.
#[must_use]
pub fn describe(problem: &Problem) -> String {
    let place = match (&problem.position, problem.place.is_empty()) {
        (Some((line, column)), _) => {
            let number = |number: &usize| to_whole(*number);
            ["line ", &number(line), ", column ", &number(column)].concat()
        }
        (None, true) => "the document".into(),
        (None, false) => problem.place.clone(),
    };
    [&place, ": ", &problem.why].concat()
}

fn to_whole(number: usize) -> String {
    super::time::whole(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Tells listeners of a record under the name of its kind.
fn announce(record: &Record, turn: &mut Turn) {
    let base = Map::new().with("messageId", record.id.as_str()).with("time", record.time);
    if record.kind != RecordKind::Experience {
        let name =
            if record.kind == RecordKind::Page { "Page viewed" } else { record.name.as_str() };
        let event = base
            .with("type", record.kind.name())
            .with("name", name)
            .with("properties", record.properties.clone());
        turn.notify("event", event);
        return;
    }
    let mut payload = record.properties.as_map().cloned().unwrap_or_default();
    payload.set("experience", record.name.as_str()).set("time", record.time);
    let answer = payload.get("state").and_then(Value::as_text) == Some("answer");
    if answer {
        payload.remove("state");
    }
    turn.notify(if answer { "answer" } else { "experience" }, payload);
}

/// A fact as a person reads it.
pub(crate) fn readable(value: &Value, platform: &dyn Platform) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::Text(text) => ["\"", text, "\""].concat(),
        _ => to_text(value, platform),
    }
}
