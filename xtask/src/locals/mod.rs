//! Local variables get other numbers, so that the code of one function looks more like that of the
//! others: 2 % of the module after compression.
//!
//! Which number a variable has means nothing, and compilers give them as they come. A number that
//! follows on the same bytes elsewhere costs a compressor next to nothing, so every variable in turn
//! gets the number that is the most expected where it stands ([`familiar`]). A variable of the
//! compiler's often serves for several values, one after the other; each may have a number of its
//! own, as long as no two that are needed at the same time share one ([`flow`]).
//!
//! Afterwards every read is asked again which writes it may see: they have to be the same.

mod familiar;
mod flow;

use anyhow::{Context, Result, ensure};
use familiar::Familiar;
use flow::{Function, Values};
use wasmparser::{FunctionBody, Parser, Payload, ValType};

/// Every function is looked at so often; after that hardly anything changes.
const ROUNDS: usize = 8;

/// Numbers up to here are one byte; functions with more variables are left alone.
const ONE_BYTE: usize = 128;

/// The module with other numbers for its local variables.
pub(crate) fn renumbered(module: &[u8]) -> Result<Vec<u8>> {
    let parsed = Module::parse(module)?;
    let mut chosen = Vec::new();
    for function in &parsed.functions {
        chosen.push(Values::of(function));
    }
    let mut familiar = Familiar::default();
    for (function, values) in parsed.functions.iter().zip(&chosen) {
        familiar.learn(&written(function, values).0);
    }
    // Small ones first: the large ones can then choose among what is settled.
    let mut order: Vec<usize> = (0..chosen.len()).collect();
    order.sort_by_key(|&at| parsed.functions.get(at).map(|function| function.code.len()));
    for _ in 0..ROUNDS {
        for &at in &order {
            if let (Some(function), Some(values)) = (parsed.functions.get(at), chosen.get_mut(at)) {
                improve(function, values, &mut familiar);
            }
        }
    }
    let out = parsed.with(module, &chosen)?;
    ensure!(same(&parsed.functions, &Module::parse(&out)?.functions), "a value got lost");
    Ok(out)
}

/// Whether every read sees the writes it saw.
fn same(before: &[Function<'_>], after: &[Function<'_>]) -> bool {
    before.len() == after.len()
        && before
            .iter()
            .zip(after)
            .all(|(before, after)| Values::of(before).of_steps == Values::of(after).of_steps)
}

/// Gives the values of a function the most familiar numbers, first by exchanging all that two
/// numbers stand for, then one by one.
fn improve(function: &Function<'_>, values: &mut Values, familiar: &mut Familiar) {
    let locals = function.types.len();
    if locals >= ONE_BYTE {
        return;
    }
    let (mut code, places) = written(function, values);
    familiar.unlearn(&code);
    for a in function.params..locals {
        for b in a + 1..locals {
            if function.types.get(a) == function.types.get(b) {
                let spots = values.spots(&places, |number| number == a || number == b);
                let swap = |number: u8| (if usize::from(number) == a { b } else { a }) as u8;
                if familiar.prefers(&mut code, &spots, swap) {
                    values.exchange(a, b);
                }
            }
        }
    }
    for value in values.free() {
        let spots = values.spots_of(value, &places);
        for number in values.possible(value, function) {
            if familiar.prefers(&mut code, &spots, |_| number as u8) {
                values.assign(value, number);
            }
        }
    }
    familiar.learn(&code);
}

/// The code of a function, and where the numbers stand in it, by step.
fn written(function: &Function<'_>, values: &Values) -> (Vec<u8>, Vec<Option<usize>>) {
    let (mut code, mut places) = (Vec::new(), Vec::new());
    for (at, step) in function.steps.iter().enumerate() {
        match values.number_at(at) {
            Some(number) => {
                code.extend(step.code.first());
                places.push(Some(code.len()));
                push_number(&mut code, number);
            }
            None => {
                places.push(None);
                code.extend_from_slice(step.code);
            }
        }
    }
    (code, places)
}

/// What has to be known of a module: its functions, and where their code is.
struct Module<'a> {
    functions: Vec<Function<'a>>,
    /// Where the content of the code section starts and ends.
    code: std::ops::Range<usize>,
}

impl<'a> Module<'a> {
    fn parse(module: &'a [u8]) -> Result<Self> {
        let (mut types, mut of_functions) = (Vec::new(), Vec::new());
        let (mut bodies, mut code): (Vec<FunctionBody<'_>>, _) = (Vec::new(), 0..0);
        for part in Parser::new(0).parse_all(module) {
            match part? {
                Payload::TypeSection(section) => {
                    for known in section.into_iter_err_on_gc_types() {
                        types.push(known?);
                    }
                }
                Payload::FunctionSection(section) => {
                    for index in section {
                        of_functions.push(index?);
                    }
                }
                Payload::CodeSectionStart { range, .. } => code = range,
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let mut functions = Vec::new();
        for (body, of) in bodies.iter().zip(of_functions) {
            let known = types.get(of as usize).context("a function without a type")?;
            functions.push(Function::parse(body, known.params(), module)?);
        }
        Ok(Self { functions, code })
    }

    fn with(&self, module: &[u8], chosen: &[Values]) -> Result<Vec<u8>> {
        let mut code = Vec::new();
        push_number(&mut code, self.functions.len());
        for (function, values) in self.functions.iter().zip(chosen) {
            let mut body = declared(function, values)?;
            body.extend(written(function, values).0);
            push_number(&mut code, body.len());
            code.extend(body);
        }
        // The section's length stands before its content, in as few bytes as it needs.
        let mut length = Vec::new();
        push_number(&mut length, self.code.len());
        let head = self.code.start.checked_sub(length.len());
        let mut out = module.get(..head.context("code")?).context("code")?.to_vec();
        push_number(&mut out, code.len());
        out.extend(code);
        out.extend(module.get(self.code.end..).unwrap_or_default());
        Ok(out)
    }
}

/// The declarations of the variables that are used, behind the parameters: how many of which type.
fn declared(function: &Function<'_>, values: &Values) -> Result<Vec<u8>> {
    let mut groups: Vec<(usize, ValType)> = Vec::new();
    for kind in function.types.get(function.params..values.locals(function)).unwrap_or_default() {
        match groups.last_mut() {
            Some((count, known)) if known == kind => *count += 1,
            _ => groups.push((1, *kind)),
        }
    }
    let mut out = Vec::new();
    push_number(&mut out, groups.len());
    for (count, kind) in groups {
        push_number(&mut out, count);
        // WebAssembly core specification, 5.3: the types of values.
        out.push(match kind {
            ValType::I32 => 0x7f,
            ValType::I64 => 0x7e,
            ValType::F32 => 0x7d,
            ValType::F64 => 0x7c,
            ValType::Ref(of) if of.is_func_ref() => 0x70,
            ValType::Ref(of) if of.is_extern_ref() => 0x6f,
            _ => anyhow::bail!("a variable of type {kind}"),
        });
    }
    Ok(out)
}

/// An unsigned number in LEB128.
fn push_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}
