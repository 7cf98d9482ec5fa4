//! Why: the answer to `docent.explain(id)`, as data for tools and as sentences for people.

use super::experience::gate;
use super::experience::view::stop_content;
use super::guidebook::{Experience, Segment};
use super::segment::explain::{self as tree, Explained};
use super::segment::{NodeId, World};
use super::state::State;
use super::strings::{concat, phrase};
use super::time::{Millis, in_words, to_iso};
use super::value::{Map, Value};

impl State {
    /// Explains one segment or experience; all of them, by id, where none is named. `null` for
    /// an id the guidebook does not have.
    #[must_use]
    pub fn explain(&self, id: Option<&str>, now: Millis) -> Value {
        let Some(id) = id else {
            let mut all = Map::new();
            for segment in &self.guidebook.segments {
                all.set(&segment.id, self.explain_segment(segment, now));
            }
            for experience in &self.guidebook.experiences {
                all.set(&experience.id, self.explain_experience(experience, now));
            }
            return Value::Map(all);
        };
        if let Some(experience) = self.guidebook.experience(id) {
            return Value::Map(self.explain_experience(experience, now));
        }
        match self.guidebook.segments.iter().find(|segment| *segment.id == *id) {
            Some(segment) => Value::Map(self.explain_segment(segment, now)),
            None => Value::Null,
        }
    }

    fn explain_segment(&self, segment: &Segment, now: Millis) -> Map {
        let (graph, world) = (&self.guidebook.graph, self.world(now));
        let member = graph.holds(segment.node);
        let until = graph.flips_at(segment.node, &world);
        let mut sentence = phrase(
            "This person is *in \"*\": ",
            &[if member { "" } else { "not " }, &segment.name],
        );
        let root = tree::explain(graph, segment.node, &world);
        sentence.push_str(&root.reason());
        sentence.push_str(&self.caveat(segment.node, &world));
        if let Some(until) = until {
            sentence.push_str(&phrase(
                " Time alone may change this in *.",
                &[&in_words(until - now, false)],
            ));
        }
        self.explained(segment.node, &root, &world)
            .with("id", &*segment.id)
            .with("type", "segment")
            .with("member", member)
            .with("sentence", sentence)
            .with("condition", root.to_value())
            .with_some("until", until)
    }

    /// The end of a sentence about a condition that asks for what is no longer known.
    fn caveat(&self, node: NodeId, world: &World) -> String {
        match self.person.history.reaches_back() {
            Some(back) if self.guidebook.graph.is_incomplete(node, world) => {
                phrase(", as far as is known: not what was before *.", &[&to_iso(back)])
            }
            _ => ".".into(),
        }
    }

    /// What is said of every condition.
    fn explained(&self, node: NodeId, root: &Explained, world: &World) -> Map {
        Map::new()
            .with("flip", root.flip())
            .with("incomplete", self.guidebook.graph.is_incomplete(node, world))
            .with_some("reaches_back", self.person.history.reaches_back())
    }

    fn explain_experience(&self, experience: &Experience, now: Millis) -> Map {
        let world = self.world(now);
        let graph = &self.guidebook.graph;
        let root = tree::explain(graph, experience.audience, &world);
        let name = phrase("\"*\" ", &[&experience.name]);
        let run =
            self.runs.active.iter().find(|run| run.experience == experience.id && run.granted);
        let showing = run.is_some();
        // Nothing says "seen" of a step whose element is not there.
        let waiting = run.is_some_and(|run| {
            (run.missing || run.shown != Some(run.at))
                && stop_content(run, experience).get("target").is_some()
        });
        let verdict = gate::may_start(self, experience, &world, &[]);
        let (eligible, gate, until, sentence) = match verdict {
            _ if waiting => {
                (true, None, None, concat(&[&name, "waits for its element to be on the page."]))
            }
            _ if showing => (true, None, None, concat(&[&name, "is being shown now."])),
            Ok(()) => {
                (true, None, None, concat(&[&name, "may be shown: every condition for it is met."]))
            }
            Err(mut block) => {
                if block.gate == "audience" {
                    block.until = root.until;
                }
                let mut sentence = phrase("*is not shown: *", &[&name, &block.why]);
                let because = match block.gate {
                    "audience" => {
                        let caveat = self.caveat(experience.audience, &world);
                        concat(&[", because ", &root.reason(), &caveat])
                    }
                    _ => ".".into(),
                };
                sentence.push_str(&because);
                if let Some(until) = block.until {
                    sentence.push_str(&phrase(
                        " This may change by itself in *.",
                        &[&in_words(until - now, false)],
                    ));
                }
                (false, Some(block.gate), block.until, sentence)
            }
        };
        self.explained(experience.audience, &root, &world)
            .with("id", experience.id.as_str())
            .with("type", "experience")
            .with("kind", experience.kind.name())
            .with("showing", showing)
            .with("eligible", eligible)
            .with_some("gate", gate)
            .with_some("until", until)
            .with("sentence", sentence)
            .with("audience", root.to_value())
    }
}
