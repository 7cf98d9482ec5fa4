//! Which values there are in a function's local variables, and which of them are needed at the same
//! time.
//!
//! A value is a web, in the words of compilers: writes and reads that belong together, because a
//! read may see any of these writes. Found by following every write to the reads it reaches; then
//! every read back to its writes, which says where the value is needed.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use wasmparser::{FunctionBody, Operator, ValType};

/// One instruction.
pub(super) struct Step<'a> {
    /// Its bytes.
    pub(super) code: &'a [u8],
    /// The variable it reads or writes.
    access: Option<Access>,
    /// The instructions that may follow.
    next: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Access {
    local: usize,
    writes: bool,
}

pub(super) struct Function<'a> {
    pub(super) steps: Vec<Step<'a>>,
    /// All its instructions.
    pub(super) code: &'a [u8],
    /// The types of its variables, parameters first.
    pub(super) types: Vec<ValType>,
    pub(super) params: usize,
}

/// What can be jumped to: the start of a loop, or the end of a block, which is not known yet.
struct Label {
    start: Option<usize>,
    /// Who jumps to the end.
    from: Vec<usize>,
    /// The `if` that still looks for its `else`.
    condition: Option<usize>,
}

impl<'a> Function<'a> {
    pub(super) fn parse(
        body: &FunctionBody<'_>,
        params: &[ValType],
        module: &'a [u8],
    ) -> Result<Self> {
        let mut types = params.to_vec();
        for group in body.get_locals_reader()? {
            let (count, kind) = group?;
            types.resize(types.len() + count as usize, kind);
        }
        let mut reader = body.get_operators_reader()?;
        let start = reader.original_position();
        let mut flow = Flow { steps: Vec::new(), labels: vec![Label::end()] };
        while !reader.eof() {
            let at = reader.original_position();
            let operator = reader.read()?;
            let code = module.get(at..reader.original_position()).context("an instruction")?;
            flow.add(&operator, code)?;
        }
        let code = module.get(start..body.range().end).context("a function")?;
        Ok(Self { steps: flow.steps, code, types, params: params.len() })
    }
}

impl Label {
    fn end() -> Self {
        Self { start: None, from: Vec::new(), condition: None }
    }
}

/// The instructions so far, and the blocks that are open.
struct Flow<'a> {
    steps: Vec<Step<'a>>,
    labels: Vec<Label>,
}

impl<'a> Flow<'a> {
    fn add(&mut self, operator: &Operator<'_>, code: &'a [u8]) -> Result<()> {
        let at = self.steps.len();
        let access = |local: &u32, writes| Some(Access { local: *local as usize, writes });
        let mut step = Step { code, access: None, next: vec![at + 1] };
        let mut jumps = Vec::new();
        match operator {
            Operator::LocalGet { local_index } => step.access = access(local_index, false),
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                step.access = access(local_index, true);
            }
            Operator::Block { .. } => self.labels.push(Label::end()),
            Operator::Loop { .. } => self.labels.push(Label { start: Some(at), ..Label::end() }),
            Operator::If { .. } => self.labels.push(Label { condition: Some(at), ..Label::end() }),
            Operator::Else => {
                let label = self.labels.last_mut().context("an else without an if")?;
                label.from.push(at);
                let condition = label.condition.take().context("an else without an if")?;
                self.link(condition, at + 1);
                step.next.clear();
            }
            Operator::End => {
                let label = self.labels.pop().context("an end too many")?;
                for from in label.from.into_iter().chain(label.condition) {
                    self.link(from, at);
                }
                if self.labels.is_empty() {
                    step.next.clear();
                }
            }
            Operator::Br { relative_depth } => {
                jumps.push(*relative_depth);
                step.next.clear();
            }
            Operator::BrIf { relative_depth } => jumps.push(*relative_depth),
            Operator::BrTable { targets } => {
                jumps.push(targets.default());
                for target in targets.targets() {
                    jumps.push(target?);
                }
                step.next.clear();
            }
            Operator::Return | Operator::Unreachable => step.next.clear(),
            _ => {}
        }
        for depth in jumps {
            let label = self.labels.iter_mut().rev().nth(depth as usize).context("a jump")?;
            match label.start {
                Some(start) => step.next.push(start),
                None => label.from.push(at),
            }
        }
        self.steps.push(step);
        Ok(())
    }

    fn link(&mut self, from: usize, to: usize) {
        if let Some(step) = self.steps.get_mut(from) {
            step.next.push(to);
        }
    }
}

/// The values of a function, and the numbers they have.
pub(super) struct Values {
    /// By step, the value it reads or writes; numbered as they appear.
    pub(super) of_steps: Vec<Option<usize>>,
    values: Vec<Value>,
}

struct Value {
    /// The number of its variable.
    number: usize,
    /// Whether it came in as a parameter: that number is given.
    is_param: bool,
    /// The steps that read or write it.
    steps: Vec<usize>,
    /// The values of its type that are needed while it is.
    beside: Vec<usize>,
}

impl Values {
    pub(super) fn of(function: &Function<'_>) -> Values {
        let mut webs = Webs::of(function);
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut of_steps, mut values) = (Vec::new(), Vec::new());
        let mut value_of = |web: usize, number: usize, values: &mut Vec<Value>| {
            *known.entry(web).or_insert_with(|| {
                let is_param = false;
                values.push(Value { number, is_param, steps: Vec::new(), beside: Vec::new() });
                values.len() - 1
            })
        };
        let mut at_start = Vec::new();
        for local in 0..function.params {
            let value = value_of(webs.find(local), local, &mut values);
            at_start.push(value);
            if let Some(value) = values.get_mut(value) {
                value.is_param = true;
            }
        }
        for (at, step) in function.steps.iter().enumerate() {
            let value = step.access.map(|access| {
                let web = webs.find(function.types.len() + at);
                value_of(web, access.local, &mut values)
            });
            if let Some(value) = value.and_then(|value| values.get_mut(value)) {
                value.steps.push(at);
            }
            of_steps.push(value);
        }
        for local in std::mem::take(&mut webs.reads_nothing) {
            at_start.push(value_of(webs.find(local), local, &mut values));
        }
        let mut all = Values { of_steps, values };
        all.meet(function, &at_start);
        all
    }

    /// Finds out which values are needed at the same time.
    fn meet(&mut self, function: &Function<'_>, at_start: &[usize]) {
        let needed = self.needed(function);
        let mut pairs = Vec::new();
        for (at, step) in function.steps.iter().enumerate() {
            if let (Some(Access { writes: true, .. }), Some(written)) =
                (step.access, self.of_steps.get(at).copied().flatten())
            {
                for next in &step.next {
                    pairs.extend(needed.at(*next).map(|other| (written, other)));
                }
            }
        }
        for value in at_start {
            pairs.extend(needed.at(0).chain(at_start.iter().copied()).map(|other| (*value, other)));
        }
        let kind = |value: &usize| {
            self.values.get(*value).and_then(|value| function.types.get(value.number))
        };
        pairs.retain(|(a, b)| a != b && kind(a) == kind(b));
        for (a, b) in pairs {
            for (one, other) in [(a, b), (b, a)] {
                if let Some(value) = self.values.get_mut(one)
                    && !value.beside.contains(&other)
                {
                    value.beside.push(other);
                }
            }
        }
    }

    /// The values that are needed before each step: read there or later, and not written before.
    fn needed(&self, function: &Function<'_>) -> Needed {
        let words = self.values.len().div_ceil(64).max(1);
        let mut needed = Needed { words, bits: vec![0; words * function.steps.len()] };
        let mut changed = true;
        while changed {
            changed = false;
            for (at, step) in function.steps.iter().enumerate().rev() {
                let mut row = vec![0; words];
                for next in &step.next {
                    for (into, from) in row.iter_mut().zip(needed.row(*next)) {
                        *into |= from;
                    }
                }
                if let (Some(access), Some(value)) =
                    (step.access, self.of_steps.get(at).copied().flatten())
                    && let Some(word) = row.get_mut(value / 64)
                {
                    let bit = 1 << (value % 64);
                    *word = if access.writes { *word & !bit } else { *word | bit };
                }
                changed |= needed.set(at, &row);
            }
        }
        needed
    }

    /// The number of the variable that a step reads or writes.
    pub(super) fn number_at(&self, step: usize) -> Option<usize> {
        let value = self.of_steps.get(step).copied().flatten()?;
        self.values.get(value).map(|value| value.number)
    }

    /// The values whose numbers may be chosen.
    pub(super) fn free(&self) -> Vec<usize> {
        let mut free = Vec::new();
        for (at, value) in self.values.iter().enumerate() {
            if !value.is_param && !value.steps.is_empty() {
                free.push(at);
            }
        }
        free
    }

    /// The other numbers that a value may have.
    pub(super) fn possible(&self, value: usize, function: &Function<'_>) -> Vec<usize> {
        let Some(value) = self.values.get(value) else { return Vec::new() };
        let kind = function.types.get(value.number);
        let taken = |number: usize| {
            let has = |other: &usize| self.values.get(*other).is_some_and(|it| it.number == number);
            value.beside.iter().any(has)
        };
        let mut possible: Vec<usize> = (0..function.types.len()).collect();
        possible.retain(|number| function.types.get(*number) == kind && !taken(*number));
        possible
    }

    pub(super) fn assign(&mut self, value: usize, number: usize) {
        if let Some(value) = self.values.get_mut(value) {
            value.number = number;
        }
    }

    /// Everything that had the one number has the other.
    pub(super) fn exchange(&mut self, a: usize, b: usize) {
        for value in &mut self.values {
            match value.number {
                number if number == a => value.number = b,
                number if number == b => value.number = a,
                _ => {}
            }
        }
    }

    /// Where these numbers stand in the code, in order.
    pub(super) fn spots(
        &self,
        places: &[Option<usize>],
        wanted: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let mut spots = Vec::new();
        for (at, place) in places.iter().enumerate() {
            if self.number_at(at).is_some_and(&wanted) {
                spots.extend(*place);
            }
        }
        spots
    }

    /// Where the number of a value stands in the code, in order.
    pub(super) fn spots_of(&self, value: usize, places: &[Option<usize>]) -> Vec<usize> {
        let steps = self.values.get(value).map_or(&[][..], |value| &value.steps);
        steps.iter().filter_map(|at| places.get(*at).copied().flatten()).collect()
    }

    /// How many variables are declared: up to the last that is used.
    pub(super) fn locals(&self, function: &Function<'_>) -> usize {
        let last = self.values.iter().map(|value| value.number + 1).max();
        last.unwrap_or_default().max(function.params)
    }
}

/// A set of values for every step, as bits.
struct Needed {
    words: usize,
    bits: Vec<u64>,
}

impl Needed {
    fn row(&self, step: usize) -> &[u64] {
        let start = step * self.words;
        self.bits.get(start..start + self.words).unwrap_or_default()
    }

    /// Whether that was news.
    fn set(&mut self, step: usize, row: &[u64]) -> bool {
        let start = step * self.words;
        let Some(known) = self.bits.get_mut(start..start + self.words) else { return false };
        let news = known != row;
        known.copy_from_slice(row);
        news
    }

    fn at(&self, step: usize) -> impl Iterator<Item = usize> + '_ {
        self.row(step).iter().enumerate().flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        })
    }
}

/// Sets of writes and reads that belong together. The first ones are the variables as they are at
/// the start, parameters or zero; then follow the steps.
struct Webs {
    parents: Vec<usize>,
    /// Variables that are read before anything was written.
    reads_nothing: Vec<usize>,
}

impl Webs {
    fn of(function: &Function<'_>) -> Webs {
        let locals = function.types.len();
        let all = locals + function.steps.len();
        let mut webs = Webs { parents: (0..all).collect(), reads_nothing: Vec::new() };
        let mut seen = vec![usize::MAX; function.steps.len()];
        for local in 0..locals {
            webs.follow(function, local, local, vec![0], &mut seen);
        }
        for (at, step) in function.steps.iter().enumerate() {
            if let Some(Access { local, writes: true }) = step.access {
                webs.follow(function, locals + at, local, step.next.clone(), &mut seen);
            }
        }
        webs
    }

    /// Follows a write to all reads it reaches. `seen` says of each step for which write it was
    /// passed last.
    fn follow(
        &mut self,
        function: &Function<'_>,
        write: usize,
        local: usize,
        mut ahead: Vec<usize>,
        seen: &mut [usize],
    ) {
        while let Some(at) = ahead.pop() {
            let (Some(step), Some(seen)) = (function.steps.get(at), seen.get_mut(at)) else {
                continue;
            };
            if std::mem::replace(seen, write) == write {
                continue;
            }
            if let Some(access) = step.access.filter(|access| access.local == local) {
                if access.writes {
                    continue;
                }
                self.join(write, function.types.len() + at);
                if write < function.types.len() && !self.reads_nothing.contains(&local) {
                    self.reads_nothing.push(local);
                }
            }
            ahead.extend(&step.next);
        }
    }

    fn find(&mut self, mut at: usize) -> usize {
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            at = parent;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(parent) = self.parents.get_mut(b) {
            *parent = a;
        }
    }
}
