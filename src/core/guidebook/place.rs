//! Where in a document something stands, such as `segments[3].where.$event.within`.
//!
//! Documents are nearly always sound, and large ones have a hundred thousand places: so a place
//! is a chain of borrowed parts, and becomes a text only where something is wrong.

use super::Problem;
use crate::core::strings::{concat, phrase};
use crate::core::time::whole;

/// No index: smaller in the module than an [`Option`].
const NONE: usize = usize::MAX;

/// A place in a document.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    above: Option<&'a Place<'a>>,
    key: &'a str,
    /// Of an element of a list; [`NONE`] of a member of an object.
    index: usize,
}

impl<'a> Place<'a> {
    /// The document itself.
    pub const DOCUMENT: Place<'static> = Place::top("");

    /// A member of the document, or what a text that is not part of a document is called.
    #[must_use]
    pub const fn top(key: &'a str) -> Self {
        Self { above: None, key, index: NONE }
    }

    /// A member of the object here.
    #[inline(never)]
    #[must_use]
    pub fn key(&'a self, key: &'a str) -> Self {
        Self { above: Some(self), key, index: NONE }
    }

    /// An element of the list here.
    #[inline(never)]
    #[must_use]
    pub fn item(&'a self, index: usize) -> Self {
        Self { above: Some(self), key: "", index }
    }

    fn write(&self, out: &mut String) {
        let Some(above) = self.above else {
            out.push_str(self.key);
            return;
        };
        above.write(out);
        if self.index != NONE {
            out.push_str(&phrase("[*]", &[&whole(self.index as i64)]));
        } else {
            out.push_str(if out.is_empty() { "" } else { "." });
            out.push_str(self.key);
        }
    }

    /// A mistake here because of which the part cannot be used.
    #[must_use]
    pub fn error(&self, why: &str) -> Problem {
        let mut place = String::new();
        self.write(&mut place);
        Problem::error(&place, why)
    }

    /// What works here, but likely not as meant.
    #[must_use]
    pub fn warning(&self, why: &str) -> Problem {
        Problem { error: false, ..self.error(why) }
    }

    /// That something else was expected here.
    #[must_use]
    pub fn expected(&self, expected: &str) -> Problem {
        self.error(&concat(&["expected ", expected]))
    }
}
