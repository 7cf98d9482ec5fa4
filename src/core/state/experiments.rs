//! Variants: assigned whenever facts change, kept where they are meant to stay, and exposed when
//! somebody was shown one.

use super::{State, Turn};
use crate::core::experiment::assign;
use crate::core::guidebook::Experiment;
use crate::core::ids::once;
use crate::core::person::exposure;
use crate::core::record::RecordKind;
use crate::core::segment::{Graph, World};
use crate::core::time::Millis;
use crate::core::value::{Map, Value};

impl State {
    /// The variant this person has; nothing before everything is ready, or where they do not
    /// take part.
    #[must_use]
    pub fn variant(&self, experiment: &str) -> Option<&str> {
        self.variants.text(experiment).filter(|_| self.is_ready())
    }

    /// Assigns all experiments anew; whether anything changed. Audiences ask for no variants
    /// (the decoder sees to it), so that all can be assigned at once.
    pub(super) fn assign_variants(&mut self, graph: &Graph, now: Millis) -> bool {
        let mut variants = Map::new();
        let world = World { variants: &Value::Null, ..self.world(now) };
        for experiment in &self.guidebook.experiments {
            let forced = self.config.variants.member(&experiment.id).as_text();
            let forced = forced.map(|id| experiment.variant(id).unwrap_or(usize::MAX));
            let invited = graph.holds(experiment.audience);
            let assigned = assign(experiment, invited, &world, forced, self.kept(experiment));
            if let Some(variant) = assigned.variant.and_then(|at| experiment.variants.get(at)) {
                variants.set(&experiment.id, variant.as_str());
            }
        }
        let variants = Value::Map(variants);
        let changed = variants != self.variants;
        self.variants = variants;
        changed
    }

    /// The variant that was assigned first among those the experiment still has.
    fn kept(&self, experiment: &Experiment) -> Option<usize> {
        if !experiment.content.is_true("sticky") {
            return None;
        }
        let kept = self.person.assigned.get(&experiment.id)?.as_list();
        kept.iter().find_map(|id| experiment.variant(id.as_text()?))
    }

    /// Records the variants that stay.
    pub(super) fn keep_variants(&mut self, turn: &mut Turn) {
        for at in 0..self.guidebook.experiments.len() {
            let Some(experiment) = self.guidebook.experiments.get(at) else { continue };
            let Some(variant) = self.variants.text(&experiment.id) else { continue };
            if experiment.content.is_true("sticky")
                && self.counts(experiment)
                && self.kept(experiment).is_none()
            {
                let (id, properties) = (experiment.id.clone(), Map::new().with("variant", variant));
                let once = once(&["kept", &self.identity.anonymous_id, &id, variant], turn.now);
                self.record_as(once, RecordKind::Assignment, &id, properties, turn);
            }
        }
    }

    /// Whether chance decides, and not a hand: what is forced is neither kept nor an exposure.
    fn counts(&self, experiment: &Experiment) -> bool {
        experiment.force().is_none() && self.config.variants.get(&experiment.id).is_none()
    }

    /// Records that this person was shown the variant they have, once for each.
    pub(crate) fn expose(&mut self, id: &str, turn: &mut Turn) {
        let Some(experiment) = self.guidebook.experiment(id) else { return };
        let Some(variant) = self.variants.text(id) else { return };
        let what = exposure(id, variant);
        if !self.counts(experiment) || self.person.milestone(&what).is_some() {
            return;
        }
        let told = Map::new().with("experiment", id).with("variant", variant);
        let once = once(&["seen", &self.identity.anonymous_id, id, variant], turn.now);
        let written = experiment.variant(variant).and_then(|at| experiment.written(at));
        let what = what
            .with_some("experiment_name", experiment.content.text("name"))
            .with_some("variation_name", written.and_then(|variant| variant.text("name")));
        let id = self.record_as(once, RecordKind::Exposure, "Experiment Viewed", what, turn);
        turn.notify("exposure", told.with("time", turn.now).with_some("messageId", id.as_deref()));
    }
}
