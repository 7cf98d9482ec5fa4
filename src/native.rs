//! The host functions of a laptop: what the command line, tests and benchmarks give the core.

use crate::core::platform::Platform;

/// [`Platform`] on the standard library and an ECMAScript regular expression engine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Platform for Native {
    fn parse_number(&self, text: &str) -> f64 {
        text.parse().unwrap_or(f64::NAN)
    }

    fn format_number(&self, number: f64) -> String {
        let size = number.abs();
        if number == 0.0 {
            "0".into()
        } else if number.is_infinite() {
            if number > 0.0 { "Infinity".into() } else { "-Infinity".into() }
        } else if !(1e-6..1e21).contains(&size) && !number.is_nan() {
            // JavaScript writes a sign in the exponent: 1e+21.
            let text = format!("{number:e}");
            if text.contains("e-") { text } else { text.replace('e', "e+") }
        } else {
            number.to_string()
        }
    }

    fn lowercase(&self, text: &str) -> String {
        text.to_lowercase()
    }

    fn matches(&self, pattern: &str, ignore_case: bool, subject: &str) -> Option<bool> {
        let flags = if ignore_case { "i" } else { "" };
        let regex = regress::Regex::with_flags(pattern, flags).ok()?;
        Some(regex.find(subject).is_some())
    }
}
