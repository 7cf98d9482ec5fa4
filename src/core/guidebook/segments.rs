//! Segments, read so that each comes after those it refers to.
//!
//! One that is broken, or takes part in a circle, is left out with what refers to it.

use std::rc::Rc;

use super::Segment;
use super::decode::{is_sound, twice};
use super::place::Place;
use crate::core::digest::fnv32a;
use crate::core::index::Index;
use crate::core::segment::Compiler;
use crate::core::strings::{concat, join};
use crate::core::value::Value;

static SEGMENTS: Place = Place::top("segments");

/// How far a segment has come.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Untouched,
    /// What it refers to is being read.
    Open,
    Closed,
    /// It refers to itself, by way of others or not.
    Circular,
}

/// A segment whose references are being followed: which of them is next.
struct Visit {
    index: usize,
    refers_to: Vec<usize>,
    next: usize,
}

struct Reader<'a, 'c> {
    list: &'a [Value],
    /// Where ids stand first.
    ids: Index,
    stages: Vec<Stage>,
    compiler: &'a mut Compiler<'c>,
    done: Vec<Segment>,
}

/// Reads a list of segments; what is wrong is reported to the compiler.
pub(super) fn read(list: &[Value], compiler: &mut Compiler) -> Vec<Segment> {
    let mut reader =
        Reader { list, ids: Index::default(), stages: Vec::new(), compiler, done: Vec::new() };
    for (index, item) in list.iter().enumerate() {
        let id = item.text_or_empty("id");
        reader.stages.push(Stage::Untouched);
        if reader.find(id).is_none() {
            reader.ids.add(fnv32a(id), index);
        }
    }
    for index in 0..list.len() {
        reader.follow(index);
    }
    reader.done
}

impl<'a> Reader<'a, '_> {
    fn find(&self, id: &str) -> Option<usize> {
        let is =
            |index: usize| self.list.get(index).is_some_and(|item| item.text_or_empty("id") == id);
        self.ids.find(fnv32a(id), is)
    }

    fn stage(&self, index: usize) -> Stage {
        self.stages.get(index).copied().unwrap_or(Stage::Closed)
    }

    fn set(&mut self, index: usize, stage: Stage) {
        if let Some(slot) = self.stages.get_mut(index) {
            *slot = stage;
        }
    }

    /// Reads a segment after all it refers to, without recursion: chains may be long.
    fn follow(&mut self, root: usize) {
        let mut path: Vec<Visit> = Vec::new();
        let mut enter = Some(root);
        loop {
            if let Some(index) = enter.take().filter(|index| self.stage(*index) == Stage::Untouched)
            {
                self.set(index, Stage::Open);
                let mut refers_to = Vec::new();
                if let Some(condition) = self.list.get(index).and_then(|item| item.get("where")) {
                    self.references(condition, &mut refers_to);
                }
                path.push(Visit { index, refers_to, next: 0 });
            }
            let Some(visit) = path.last_mut() else { return };
            visit.next += 1;
            match visit.refers_to.get(visit.next - 1).copied() {
                Some(to) if self.stage(to) == Stage::Open => self.circle(&path, to),
                Some(to) => enter = Some(to),
                None => {
                    let index = visit.index;
                    path.pop();
                    self.close(index);
                }
            }
        }
    }

    fn references(&self, condition: &Value, out: &mut Vec<usize>) {
        match condition {
            Value::Map(map) => {
                for (key, value) in map.iter() {
                    match value {
                        Value::Text(id) if key == "$segment" => {
                            if let Some(segment) = self.find(id) {
                                out.push(segment);
                            }
                        }
                        value => self.references(value, out),
                    }
                }
            }
            Value::List(list) => {
                for part in list {
                    self.references(part, out);
                }
            }
            _ => {}
        }
    }

    /// The open segments from this one on refer to one another in a circle.
    fn circle(&mut self, path: &[Visit], to: usize) {
        let from = path.iter().position(|visit| visit.index == to).unwrap_or_default();
        let mut names = Vec::new();
        for visit in path.get(from..).unwrap_or_default() {
            names.push(self.name(visit.index));
            self.set(visit.index, Stage::Circular);
        }
        names.push(self.name(to));
        let why = concat(&["refers to itself: ", &join(&names, " → ")]);
        self.compiler.problems.push(SEGMENTS.item(to).key("where").error(&why));
    }

    fn name(&self, index: usize) -> String {
        self.list.get(index).and_then(|item| item.text("id")).unwrap_or_default().into()
    }

    fn close(&mut self, index: usize) {
        let circular = self.stage(index) == Stage::Circular;
        self.set(index, Stage::Closed);
        let Some(item) = self.list.get(index).filter(|_| !circular) else { return };
        let place = SEGMENTS.item(index);
        let id = item.text_or_empty("id");
        if !id.is_empty() && self.find(id) != Some(index) {
            self.compiler.problems.push(twice(&place, id));
            return;
        }
        let before = std::mem::take(&mut self.compiler.problems);
        let condition = item.member("where");
        let condition = self.compiler.condition(condition, &place.key("where"));
        if is_sound(item, "{segment}", &place, before, self.compiler) {
            let node = self.compiler.graph.add(condition);
            let id: Rc<str> = id.into();
            self.compiler.graph.add_segment(id.clone(), node);
            let name = item.text("name").map_or_else(|| id.clone(), Into::into);
            self.done.push(Segment { id, name, node });
        }
    }
}
