//! Where the stops of a flow or survey lead: which are never reached, and which lead round in a
//! circle.

use docent::core::value::{Map, Value};

/// Whether a branch is always taken.
pub(crate) fn always(branch: &Value) -> bool {
    branch.get("when").is_none_or(|when| when == &Value::Map(Map::new()))
}

/// The stops of a list and the ways between them.
pub(crate) struct Branches<'a> {
    stops: &'a [Value],
    leads_to: &'a str,
}

impl<'a> Branches<'a> {
    /// `leads_to`: the field in which a branch names its stop.
    pub(crate) fn new(stops: &'a [Value], leads_to: &'a str) -> Self {
        Self { stops, leads_to }
    }

    fn index(&self, id: Option<&str>) -> Option<usize> {
        self.stops.iter().position(|stop| id.is_some() && stop.text("id") == id)
    }

    /// Where branches lead from a stop: what they name up to the first that is always taken, and
    /// what simply follows where none is.
    fn ways(&self, at: usize) -> Vec<Option<usize>> {
        let Some(stop) = self.stops.get(at) else { return Vec::new() };
        let mut ways = Vec::new();
        for branch in stop.list("next") {
            let to = branch.text(self.leads_to);
            // What leads nowhere is said elsewhere.
            ways.extend(match to {
                Some("end") => Some(None),
                to => self.index(to).map(Some),
            });
            if always(branch) {
                return ways;
            }
        }
        ways.push(Some(at + 1).filter(|next| *next < self.stops.len()));
        ways
    }

    /// Which stops something leads to: the first, what branches name, and what a button goes to.
    pub(crate) fn reached(&self) -> Vec<bool> {
        let mut reached = vec![false; self.stops.len()];
        let mut waiting = vec![0];
        while let Some(at) = waiting.pop() {
            let (Some(stop), Some(slot)) = (self.stops.get(at), reached.get_mut(at)) else {
                continue;
            };
            if std::mem::replace(slot, true) {
                continue;
            }
            waiting.extend(self.ways(at).into_iter().flatten());
            let deeds = stop.list("actions").iter().flat_map(deeds);
            waiting.extend(deeds.filter_map(|action| self.index(action.text("step"))));
        }
        reached
    }

    /// Every circle that branches lead round in, by the stop at which it is entered: the stops in
    /// words, and whether nothing leads out of it.
    pub(crate) fn circles(&self) -> Vec<(usize, String, bool)> {
        let mut circles = Vec::new();
        let mut told = vec![false; self.stops.len()];
        for start in 0..self.stops.len() {
            let Some(path) = self.way_back(start).filter(|_| !told.get(start).is_none_or(|it| *it))
            else {
                continue;
            };
            let words: Vec<&str> = path
                .iter()
                .chain([&start])
                .map(|at| self.stops.get(*at).and_then(|stop| stop.text("id")).unwrap_or("?"))
                .collect();
            for at in &path {
                if let Some(slot) = told.get_mut(*at) {
                    *slot = true;
                }
            }
            circles.push((start, words.join(" → "), !self.ends(start)));
        }
        circles
    }

    /// The shortest way from a stop back to itself.
    fn way_back(&self, start: usize) -> Option<Vec<usize>> {
        let mut paths = vec![vec![start]];
        let mut seen = vec![false; self.stops.len()];
        while !paths.is_empty() {
            let mut longer = Vec::new();
            for path in paths {
                for to in
                    path.last().map(|at| self.ways(*at)).unwrap_or_default().into_iter().flatten()
                {
                    if to == start {
                        return Some(path);
                    }
                    if let Some(slot) = seen.get_mut(to).filter(|seen| !**seen) {
                        *slot = true;
                        longer.push(path.iter().copied().chain([to]).collect());
                    }
                }
            }
            paths = longer;
        }
        None
    }

    /// Whether some way leads from a stop to the end: by branches, or by a button that ends it.
    fn ends(&self, start: usize) -> bool {
        let mut seen = vec![false; self.stops.len()];
        let mut waiting = vec![start];
        while let Some(at) = waiting.pop() {
            let (Some(stop), Some(slot)) = (self.stops.get(at), seen.get_mut(at)) else { continue };
            if std::mem::replace(slot, true) {
                continue;
            }
            let does = |action: &Value| matches!(action.text("do"), Some("complete" | "dismiss"));
            let ways = self.ways(at);
            if ways.contains(&None) || stop.list("actions").iter().flat_map(deeds).any(does) {
                return true;
            }
            waiting.extend(ways.into_iter().flatten());
        }
        false
    }
}

/// All that a button does, one after another.
fn deeds(action: &Value) -> impl Iterator<Item = &Value> {
    std::iter::successors(Some(action), |action| action.get("then"))
}
