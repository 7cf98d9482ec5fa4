//! Pure text functions that every host already has.
//!
//! The one thing the core calls while it works. A page answers with its own `RegExp`, `Number`
//! and `toLowerCase`, which cost no bytes; a native host answers with an ECMAScript engine
//! ([`crate::native`]). Every function is pure: the same arguments give the same answer.

use super::time::Millis;

/// Pure functions on text and numbers, lent to the core by its host.
pub trait Platform {
    /// What JavaScript's `Number(text)` makes of a text (ECMA-262, 7.1.4.1): the closest double,
    /// infinite where the number is too large, `NaN` where it is none.
    fn parse_number(&self, text: &str) -> f64;

    /// A number as JavaScript's `String(number)` writes it.
    fn format_number(&self, number: f64) -> String;

    /// Lower case by the Unicode default mapping, as JavaScript's `toLowerCase`.
    fn lowercase(&self, text: &str) -> String;

    /// Whether an ECMAScript regular expression finds a match anywhere in `subject`; `None`
    /// where the pattern is not a valid one.
    fn matches(&self, pattern: &str, ignore_case: bool, subject: &str) -> Option<bool>;

    /// Minutes to add to UTC in a time zone, by its name in the IANA database, at an instant;
    /// `None` where there is no such zone.
    fn utc_offset(&self, zone: &str, at: Millis) -> Option<i32>;

    /// The same for the user's own time zone; `None` for a host that knows only how it is now.
    fn local_offset(&self, _at: Millis) -> Option<i32> {
        None
    }
}
