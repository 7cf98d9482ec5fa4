//! The host functions of a laptop: what the command line, tests and benchmarks give the core.

use crate::core::platform::Platform;
use crate::core::time::Millis;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// [`Platform`] on the standard library and an ECMAScript regular expression engine,
/// and a database of time zones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Platform for Native {
    fn parse_number(&self, text: &str) -> f64 {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        match text {
            "" => 0.0,
            _ if unsigned == "Infinity" => {
                if text.starts_with('-') {
                    f64::NEG_INFINITY
                } else {
                    f64::INFINITY
                }
            }
            _ if is_decimal(unsigned) => text.parse().unwrap_or(f64::NAN),
            _ => radix(text).unwrap_or(f64::NAN),
        }
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
        // Without the flag `u`, one character beyond U+FFFF is two to JavaScript.
        let pattern = as_without_u(pattern)?;
        let regex = regress::Regex::from_unicode(units(&pattern).into_iter(), flags).ok()?;
        let subject: Vec<u16> = subject.encode_utf16().collect();
        Some(regex.find_from_ucs2(&subject, 0).next().is_some())
    }

    fn utc_offset(&self, zone: &str, at: Millis) -> Option<i32> {
        Zoned::new(zone)?.local_offset(at)
    }
}

/// A pattern in which what browsers read otherwise than regress is written as they read it: without
/// the flag `u`, `\u{75}` is 75 times the letter (ECMA-262, B.1.2). `None` where they refuse it: what
/// takes no character cannot be repeated, but for lookaheads.
fn as_without_u(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut in_class = false;
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        in_class = matches!(c, '[') || in_class && c != ']';
        if c != '\\' {
            out.push(c);
            continue;
        }
        let Some(escaped) = rest.next() else {
            out.push(c);
            break;
        };
        let behind = rest.as_str();
        if matches!(escaped, 'b' | 'B') && !in_class && repeats(behind) {
            return None;
        }
        if escaped != 'u' || !behind.starts_with('{') {
            out.push(c);
        }
        out.push(escaped);
    }
    Some(out)
}

/// Whether a pattern begins with how often what stands before it comes.
fn repeats(pattern: &str) -> bool {
    let braces = || {
        let times = pattern.strip_prefix('{')?.split_once('}')?.0;
        let (least, most) = times.split_once(',').unwrap_or((times, ""));
        Some(!least.is_empty() && [least, most].concat().bytes().all(|byte| byte.is_ascii_digit()))
    };
    pattern.starts_with(['*', '+', '?']) || braces().unwrap_or(false)
}

/// [`Native`] for a person whose time zone is known.
#[derive(Clone, Debug)]
pub struct Zoned(TimeZone);

impl Zoned {
    /// By the name of the zone in the IANA database; `None` where there is no such zone.
    #[must_use]
    pub fn new(zone: &str) -> Option<Self> {
        TimeZone::get(zone).ok().map(Self)
    }
}

impl Platform for Zoned {
    fn parse_number(&self, text: &str) -> f64 {
        Native.parse_number(text)
    }

    fn format_number(&self, number: f64) -> String {
        Native.format_number(number)
    }

    fn lowercase(&self, text: &str) -> String {
        Native.lowercase(text)
    }

    fn matches(&self, pattern: &str, ignore_case: bool, subject: &str) -> Option<bool> {
        Native.matches(pattern, ignore_case, subject)
    }

    fn utc_offset(&self, zone: &str, at: Millis) -> Option<i32> {
        Native.utc_offset(zone, at)
    }

    fn local_offset(&self, at: Millis) -> Option<i32> {
        let at = Timestamp::from_millisecond(at).ok()?;
        Some(self.0.to_offset(at).seconds() / 60)
    }
}

/// A pattern as JavaScript reads it without the flag `u`, by UTF-16 code units. An escaped surrogate
/// becomes the unit itself: the engine would join two of them to one character.
fn units(pattern: &str) -> Vec<u32> {
    let mut units = Vec::new();
    let mut chars = pattern.chars();
    let mut escaped = false;
    while let Some(c) = chars.next() {
        escaped = c == '\\' && !escaped;
        match surrogate(chars.as_str()).filter(|_| escaped) {
            Some(unit) => {
                units.push(unit);
                escaped = false;
                chars.nth(4);
            }
            None => units.extend(c.encode_utf16(&mut [0; 2]).iter().copied().map(u32::from)),
        }
    }
    units
}

/// `ud83d` at the start of a text, as the code unit it stands for.
fn surrogate(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    let unit = u32::from_str_radix(digits, 16).ok()?;
    (0xd800..=0xdfff).contains(&unit).then_some(unit)
}

/// Digits with an optional point and exponent, at least one digit before the exponent.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && digits(part)
        && digits(exponent)
        && !exponent.is_empty()
        && !(whole.is_empty() && part.is_empty())
}

/// `0x1f`, `0b101`, `0o17`.
fn radix(text: &str) -> Option<f64> {
    let (base, digits) = match text.get(..2)? {
        "0x" | "0X" => (16, text.get(2..)?),
        "0b" | "0B" => (2, text.get(2..)?),
        "0o" | "0O" => (8, text.get(2..)?),
        _ => return None,
    };
    let mut sum = 0.0;
    for digit in digits.chars() {
        sum = sum * f64::from(base) + f64::from(digit.to_digit(base)?);
    }
    (!digits.is_empty()).then_some(sum)
}
