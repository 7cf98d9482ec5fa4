//! The tables of [`shape`](super::shape) as one text, made by the compiler.
//!
//! A table of structures is mostly addresses, which compress badly: as a text, all tables
//! together take less than half. An object is a line, `name,field,…,`; a field is its name, `!`
//! where it must be there or else `=`, and its shape. A shape begins with what it is, and ends by
//! itself:
//!
//! | | | | |
//! |---|---|---|---|
//! | `*` | anything | `<a\|b>` | one of these words |
//! | `b` | boolean | `[…` | list of … |
//! | `t` | text | `-` | list, checked elsewhere |
//! | `i` | text that is not empty | `:…` | object of any keys, with values … |
//! | `#0` | number in a range of [`RANGES`] | `{…}` | object of that name |
//! | `d` | duration | `(……)` | the first of these that fits |
//! | `@` | date | `x` | experience |
//! | `?` | condition | `~` | text with inline marks |

use super::shape::{OBJECTS, Object, Shape};

/// The ranges of all numbers.
pub(super) const RANGES: [(f64, f64); 5] =
    [(0.0, 1e9), (f64::MIN, f64::MAX), (1.0, 1.0), (-1e9, 1e9), (0.0, 100.0)];

/// All objects, a line each.
pub(super) static TABLE: &str = match str::from_utf8(&BYTES) {
    Ok(table) => table,
    Err(_) => panic!("names are ASCII"),
};

const PACKED: Packed = pack();

const BYTES: [u8; PACKED.length] = {
    let mut bytes = [0; PACKED.length];
    bytes.copy_from_slice(PACKED.bytes.split_at(PACKED.length).0);
    bytes
};

struct Packed {
    bytes: [u8; 1 << 14],
    length: usize,
}

#[allow(clippy::indexing_slicing, reason = "it runs in the compiler alone")]
const fn pack() -> Packed {
    let mut out = Packed { bytes: [0; 1 << 14], length: 0 };
    let mut at = 0;
    while at < OBJECTS.len() {
        out.text("\n");
        out.object(OBJECTS[at]);
        at += 1;
    }
    out.text("\n");
    out
}

#[allow(clippy::indexing_slicing, clippy::panic, reason = "it runs in the compiler alone")]
impl Packed {
    const fn text(&mut self, text: &str) {
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.length] = text.as_bytes()[at];
            self.length += 1;
            at += 1;
        }
    }

    const fn object(&mut self, object: &Object) {
        self.text(object.name);
        self.text(",");
        let mut group = 0;
        while group < object.groups.len() {
            let fields = object.groups[group];
            let mut at = 0;
            while at < fields.len() {
                self.text(fields[at].name);
                self.text(if fields[at].required { "!" } else { "=" });
                self.shape(&fields[at].shape);
                self.text(",");
                at += 1;
            }
            group += 1;
        }
    }

    const fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Any => self.text("*"),
            Shape::Bool => self.text("b"),
            Shape::Text => self.text("t"),
            Shape::Id => self.text("i"),
            Shape::Number(min, max) => self.range(*min, *max),
            Shape::Duration => self.text("d"),
            Shape::Date => self.text("@"),
            Shape::Word(words) => self.words(words),
            Shape::List(item) => self.around("[", item),
            Shape::Each(_) => self.text("-"),
            Shape::Object(object) => {
                self.text("{");
                self.text(object.name);
                self.text("}");
            }
            Shape::MapOf(item) => self.around(":", item),
            Shape::Condition => self.text("?"),
            Shape::Either(shapes) => {
                self.text("(");
                let mut at = 0;
                while at < shapes.len() {
                    self.shape(&shapes[at]);
                    at += 1;
                }
                self.text(")");
            }
            Shape::Experience => self.text("x"),
            Shape::Inline => self.text("~"),
        }
    }

    const fn around(&mut self, mark: &str, item: &Shape) {
        self.text(mark);
        self.shape(item);
    }

    const fn words(&mut self, words: &[&str]) {
        let mut at = 0;
        while at < words.len() {
            self.text(if at == 0 { "<" } else { "|" });
            self.text(words[at]);
            at += 1;
        }
        self.text(">");
    }

    const fn range(&mut self, min: f64, max: f64) {
        let mut at = 0;
        while RANGES[at].0 != min || RANGES[at].1 != max {
            at += 1;
            assert!(at < RANGES.len(), "this range is missing in RANGES");
        }
        self.text("#");
        self.text(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"][at]);
    }
}
