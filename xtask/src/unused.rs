//! Functions that nothing can call any more, emptied so that the optimiser drops them.
//!
//! js-sys declares callbacks for everything that JavaScript's built-ins take one for, and
//! wasm-bindgen makes a function for each kind. Once it has written the bindings, those that no
//! code of ours passes to anybody are called by nothing, but they stand in the table of functions,
//! where an optimiser must take each for used: half a kilobyte after compression.

use anyhow::{Context, Result, ensure};

/// How the names of such functions go; those in use are exported, and stay.
const CALLBACK: [&str; 2] = ["wasm_bindgen[", "::convert::closures::_::invoke::<"];

/// A body without local variables that does nothing but trap.
const TRAP: [u8; 4] = [3, 0, 0, 0x0b];

/// The numbers of sections (WebAssembly core specification, 5.5.2).
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const EXPORT: u8 = 7;
const CODE: u8 = 10;

/// The module with a trap for every body of an unused callback, and how many those were.
pub(crate) fn emptied(module: &[u8]) -> Result<(Vec<u8>, usize)> {
    let sections = sections(module)?;
    let of = |wanted: u8| sections.iter().filter(move |(id, ..)| *id == wanted).map(|it| it.2);
    let mut imported = 0;
    for section in of(IMPORT) {
        imported = functions_imported(&mut Reader(section))?;
    }
    let mut unused = Vec::new();
    for section in of(CUSTOM) {
        unused.extend(callbacks(&mut Reader(section))?);
    }
    for section in of(EXPORT) {
        let exported = functions_exported(&mut Reader(section))?;
        unused.retain(|index| !exported.contains(index));
    }
    let mut out = module.get(..8).context("not a module")?.to_vec();
    for (id, whole, content) in &sections {
        if *id == CODE {
            let code = code(&mut Reader(content), |index| unused.contains(&(index + imported)))?;
            out.push(CODE);
            push_number(&mut out, code.len());
            out.extend(code);
        } else {
            out.extend_from_slice(whole);
        }
    }
    Ok((out, unused.len()))
}

/// A section: its number, all of it, and its content.
type Section<'a> = (u8, &'a [u8], &'a [u8]);

fn sections(module: &[u8]) -> Result<Vec<Section<'_>>> {
    let mut reader = Reader(module.get(8..).context("not a module")?);
    let mut sections = Vec::new();
    while !reader.0.is_empty() {
        let start = reader.0;
        let id = reader.byte()?;
        let content = reader.bytes()?;
        let length = start.len() - reader.0.len();
        sections.push((id, start.get(..length).unwrap_or_default(), content));
    }
    Ok(sections)
}

fn functions_imported(section: &mut Reader<'_>) -> Result<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.bytes()?;
        section.bytes()?;
        // wasm-bindgen imports functions only; anything else would need more than this.
        ensure!(section.byte()? == 0, "an import that is no function");
        section.number()?;
        functions += 1;
    }
    Ok(functions)
}

fn functions_exported(section: &mut Reader<'_>) -> Result<Vec<usize>> {
    let mut functions = Vec::new();
    for _ in 0..section.number()? {
        section.bytes()?;
        let is_function = section.byte()? == 0;
        let index = section.number()?;
        functions.extend(is_function.then_some(index));
    }
    Ok(functions)
}

/// The callbacks among the names of functions (appendix, "name section", subsection 1).
fn callbacks(section: &mut Reader<'_>) -> Result<Vec<usize>> {
    let mut found = Vec::new();
    if section.bytes()? != b"name" {
        return Ok(found);
    }
    while !section.0.is_empty() {
        let kind = section.byte()?;
        let mut names = Reader(section.bytes()?);
        for _ in 0..if kind == 1 { names.number()? } else { 0 } {
            let index = names.number()?;
            let name = String::from_utf8_lossy(names.bytes()?);
            if CALLBACK.iter().all(|part| name.contains(part)) {
                found.push(index);
            }
        }
    }
    Ok(found)
}

fn code(section: &mut Reader<'_>, is_unused: impl Fn(usize) -> bool) -> Result<Vec<u8>> {
    let count = section.number()?;
    let mut out = Vec::new();
    push_number(&mut out, count);
    for index in 0..count {
        let body = section.bytes()?;
        if is_unused(index) {
            out.extend(TRAP);
        } else {
            push_number(&mut out, body.len());
            out.extend_from_slice(body);
        }
    }
    Ok(out)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().context("the module ends too early")?;
        self.0 = rest;
        Ok(*first)
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        Ok(number)
    }

    /// Bytes with their number before them.
    fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length).context("the module ends too early")?;
        self.0 = rest;
        Ok(bytes)
    }
}

fn push_number(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of two functions that return 7, the first of which is exported, and their names.
    fn module(name: &str) -> Vec<u8> {
        let mut names = vec![2, 0, name.len() as u8];
        names.extend(name.bytes());
        names.extend([1, name.len() as u8]);
        names.extend(name.bytes());
        let mut custom = vec![4];
        custom.extend(b"name");
        custom.extend([1, names.len() as u8]);
        custom.extend(names);
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 5, 1, 0x60, 0, 1, 0x7f, 3, 3, 2, 0, 0, 7, 5, 1, 1, b'a', 0, 0]);
        module.extend([10, 11, 2, 4, 0, 0x41, 7, 0x0b, 4, 0, 0x41, 7, 0x0b]);
        module.extend([0, custom.len() as u8]);
        module.extend(custom);
        module
    }

    #[test]
    fn a_callback_that_is_not_exported_is_emptied_and_all_else_stays() -> Result<()> {
        let name = "wasm_bindgen[0]::convert::closures::_::invoke::<u32>";
        let (out, count) = emptied(&module(name))?;
        assert_eq!(count, 1);
        let code = sections(&out)?.into_iter().find(|(id, ..)| *id == CODE).context("code")?.2;
        assert_eq!(code, [2, 4, 0, 0x41, 7, 0x0b, 3, 0, 0, 0x0b]);
        let plain = module("plain");
        assert_eq!(emptied(&plain)?, (plain, 0));
        Ok(())
    }
}
