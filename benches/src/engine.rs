//! The conditions of a guidebook and one person: facts that are set, events that happen.

use docent::core::guidebook::{Guidebook, Problem, decode};
use docent::core::history::{History, Occurrence};
use docent::core::platform::Platform;
use docent::core::segment::World;
use docent::core::time::Millis;
use docent::core::value::{Limits, Value, parse};

/// Why a guidebook for a measurement could not be used.
pub type Malformed = String;

/// 10,000 segments are more text than the page takes (1 MB): they are measured all the same.
const LIMITS: Limits = Limits { bytes: usize::MAX, depth: 64 };

/// The conditions of a guidebook and one person.
pub struct Engine {
    guidebook: Guidebook,
    facts: Value,
    history: History,
    now: Millis,
    platform: Box<dyn Platform>,
}

impl Engine {
    /// Reads and compiles a guidebook and evaluates everything in it once: for these facts, an
    /// object of families, and an empty history.
    ///
    /// # Errors
    /// What is wrong with the text or the first segment that is broken.
    pub fn load(
        guidebook: &str,
        facts: &str,
        now: Millis,
        platform: Box<dyn Platform>,
    ) -> Result<Self, Malformed> {
        let read = |text| parse(text, LIMITS, &*platform).map_err(|malformed| malformed.why);
        let said = |problem: Problem| [problem.place, problem.why].join(" ");
        let facts = read(facts)?;
        let (guidebook, problems) = decode(&read(guidebook)?, &*platform).map_err(said)?;
        if let Some(problem) = problems.into_iter().next() {
            return Err(said(problem));
        }
        let mut engine = Self { guidebook, facts, history: History::default(), now, platform };
        engine.settle();
        engine.guidebook.graph.told();
        Ok(engine)
    }

    fn settle(&mut self) {
        let world = World::new(&self.facts, &self.history, &*self.platform);
        self.guidebook.graph.settle(&World { now: self.now, ..world });
    }

    /// Sets one fact that a family has, and tells whether the person is in the first segment now.
    pub fn set(&mut self, family: &str, key: &str, value: impl Into<Value>) -> bool {
        if let Value::Map(facts) = &mut self.facts
            && let Some(facts) = facts.get_mut(family)
            && let Value::Map(known) = facts
            && let Some(fact) = known.get_mut(key)
        {
            // Where it stands, as `facts.age = age` does: by way of the stack it takes 5 ns more.
            *fact = value.into();
            self.guidebook.graph.changed(family, facts);
        }
        self.settle();
        self.guidebook.graph.told();
        self.guidebook.graph.is_member(0)
    }

    /// Adds an event to the history without evaluating anything.
    pub fn remember(&mut self, name: &str, properties: Value, time: Millis) {
        self.history.add(Occurrence::Event { time, name: name.into(), properties });
    }

    /// Something happens now: the answer is in how many segments membership changed.
    pub fn event(&mut self, name: &str, properties: Value, time: Millis) -> usize {
        self.remember(name, properties, time);
        self.now = time;
        self.settle();
        let flipped = self.guidebook.graph.flipped().len();
        self.guidebook.graph.told();
        flipped
    }

    /// Reads the text of properties, as the page hands them over.
    #[must_use]
    pub fn properties(&self, text: &str) -> Value {
        parse(text, LIMITS, &*self.platform).unwrap_or_default()
    }

    /// In how many segments the person is.
    #[must_use]
    pub fn members(&self) -> usize {
        let graph = &self.guidebook.graph;
        (0..self.guidebook.segments.len()).filter(|index| graph.is_member(*index)).count()
    }

    /// How many nodes were looked at so far.
    #[must_use]
    pub fn looked(&self) -> usize {
        self.guidebook.graph.looked
    }
}
