//! Time as the core sees it: milliseconds since 1970, durations such as `"30d"`, ISO dates, and
//! calendar days in a time zone, the user's or one that is named. No clock is read here; [`Moment`]
//! brings the time in.

use super::platform::Platform;
use super::strings::{concat, digits, split};
use super::value::Value;
use std::cell::Cell;

/// Milliseconds since 1970-01-01T00:00:00Z, or a span of milliseconds.
pub type Millis = i64;

/// One second.
pub const SECOND: Millis = 1000;
/// One minute.
pub const MINUTE: Millis = 60 * SECOND;
/// One hour.
pub const HOUR: Millis = 60 * MINUTE;
/// One day of 24 hours.
pub const DAY: Millis = 24 * HOUR;

/// The longest duration, a good hundred years.
const LONGEST: Millis = 36_600 * DAY;

/// When a step happens, and its source of chance: everything the core may not ask for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moment {
    /// Wall clock, milliseconds since 1970 in UTC. May jump in both directions.
    pub wall: Millis,
    /// Milliseconds since some fixed start. Never goes back.
    pub monotonic: Millis,
    /// Minutes to add to UTC for the user's local time, e.g. 120 in Berlin in summer.
    pub utc_offset: i32,
    /// Fresh random bits.
    pub entropy: u64,
}

/// Reads a duration: a whole or decimal number and one of `ms s m h d w`, as in `"30d"`.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Millis> {
    let unit_at = text.as_bytes().iter().position(u8::is_ascii_alphabetic)?;
    let (number, unit) = text.split_at_checked(unit_at)?;
    let unit = match unit {
        "ms" => 1,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        "w" => 7 * DAY,
        _ => return None,
    };
    let (whole, part) = split(number, ".").unwrap_or((number, "0"));
    let scale = match part.len() {
        1 => 10,
        2 => 100,
        3 => 1000,
        _ => return None,
    };
    let (whole, part) = (digits(whole)?, digits(part)?);
    // Compared first: a checked multiplication of 64 bits brings one of 128 bits along.
    if whole > LONGEST / unit {
        return None;
    }
    Some(whole * unit + part * unit / scale).filter(|span| *span <= LONGEST)
}

/// Reads an ISO 8601 date or date and time; a bare date is midnight UTC, a month or a year where
/// it begins, and a time without an offset UTC.
///
/// Shapes: `2026`, `2026-01`, `2026-01-31`, `2026-01-31T09:30`, `2026-01-31T09:30:15.250Z`,
/// `…+02:00`, and a space in place of the `T`.
#[must_use]
pub fn parse_date(text: &str) -> Option<Millis> {
    let mut date = Digits { rest: text };
    let year = date.take(4)?;
    let month = date.part_of_date()?;
    let day = date.part_of_date()?;
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let midnight = days_from_civil(year, month, day) * DAY;
    if date.rest.is_empty() {
        return Some(midnight);
    }
    if !(date.skips("T") || date.skips("t") || date.skips(" ")) {
        return None;
    }
    Some(midnight + date.time_of_day()? - date.offset()?)
}

struct Digits<'a> {
    rest: &'a str,
}

impl Digits<'_> {
    fn take(&mut self, count: usize) -> Option<i64> {
        let (head, tail) = self.rest.split_at_checked(count)?;
        self.rest = tail;
        digits(head)
    }

    /// A month or a day: the first where the date ends before.
    fn part_of_date(&mut self) -> Option<i64> {
        if self.rest.is_empty() {
            return Some(1);
        }
        self.take_behind("-")
    }

    /// Goes behind a mark, where it stands here.
    fn skips(&mut self, mark: &str) -> bool {
        let there = self.rest.starts_with(mark);
        if there {
            self.rest = self.rest.get(mark.len()..).unwrap_or_default();
        }
        there
    }

    fn take_behind(&mut self, mark: &str) -> Option<i64> {
        if self.skips(mark) { self.take(2) } else { None }
    }

    fn time_of_day(&mut self) -> Option<Millis> {
        let hour = self.take(2)?;
        let minute = self.take_behind(":")?;
        let second = if self.skips(":") { self.take(2)? } else { 0 };
        let mut millis = 0;
        if self.skips(".") {
            millis = self.take(1)? * 100;
            let mut scale = 10;
            while self.rest.as_bytes().first().is_some_and(u8::is_ascii_digit) {
                millis += self.take(1)? * scale;
                scale /= 10;
            }
        }
        let valid = hour < 24 && minute < 60 && second < 61;
        valid.then_some(hour * HOUR + minute * MINUTE + second * SECOND + millis)
    }

    fn offset(&mut self) -> Option<Millis> {
        if matches!(self.rest, "" | "Z" | "z") {
            return Some(0);
        }
        let sign = if self.skips("-") { -1 } else { 1 };
        if sign > 0 && !self.skips("+") {
            return None;
        }
        let hour = self.take(2)?;
        self.skips(":");
        let minute = if self.rest.is_empty() { 0 } else { self.take(2)? };
        let valid = hour < 24 && minute < 60 && self.rest.is_empty();
        valid.then_some(sign * (hour * HOUR + minute * MINUTE))
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`]: year, month and day. Same source, `civil_from_days`.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days - era * 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A time zone by its name in the IANA database.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedZone {
    /// The name.
    pub name: String,
    /// The day (UTC) that was asked about last, with the offsets at its start and its end: a page
    /// takes long to tell one, and a history has many times.
    known: Cell<(i64, i32, i32)>,
}

impl NamedZone {
    /// The zone of this name; `None` where there is none.
    #[must_use]
    pub fn new(name: &str, platform: &dyn Platform) -> Option<Self> {
        let now = platform.utc_offset(name, 0)?;
        let known = Cell::new((0, now, platform.utc_offset(name, DAY)?));
        Some(Self { name: name.into(), known })
    }

    fn offset(&self, at: Millis, platform: &dyn Platform) -> i32 {
        let offset = |at| platform.utc_offset(&self.name, at).unwrap_or_default();
        let day = at.div_euclid(DAY);
        let mut known = self.known.get();
        if known.0 != day {
            known = (day, offset(day * DAY), offset(day * DAY + DAY));
            self.known.set(known);
        }
        if known.1 == known.2 { known.1 } else { offset(at) }
    }
}

/// A time zone, the user's unless one is named: a time has the day that the clock on the wall showed
/// then, whether or not it has been put forward or back since.
#[derive(Clone, Copy)]
pub struct Zone<'a> {
    /// Knows how the clock was at any time, on most hosts.
    pub platform: &'a dyn Platform,
    /// Minutes to add to UTC now, for hosts that know no more.
    pub utc_offset: i32,
    /// Another's zone than the user's.
    pub named: Option<&'a NamedZone>,
}

impl Zone<'_> {
    /// Minutes to add to UTC at an instant.
    #[must_use]
    pub fn offset(&self, at: Millis) -> i32 {
        match self.named {
            Some(named) => named.offset(at, self.platform),
            None => self.platform.local_offset(at).unwrap_or(self.utc_offset),
        }
    }

    /// The number of the local day a time falls on, counted from 1970-01-01.
    #[must_use]
    pub fn day(&self, time: Millis) -> i64 {
        (time + i64::from(self.offset(time)) * MINUTE).div_euclid(DAY)
    }
}

/// A date as facts and operands hold it: ISO 8601 text, or epoch milliseconds.
#[must_use]
pub fn instant(value: &Value) -> Option<Millis> {
    match value {
        Value::Text(text) => parse_date(text),
        Value::Number(number) if number.abs() < 8.64e15 => Some(*number as Millis),
        _ => None,
    }
}

/// The earlier of two instants, where there are any.
#[must_use]
pub fn earliest(a: Option<Millis>, b: Option<Millis>) -> Option<Millis> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// A time in the form of RFC 3339 with milliseconds: `2026-01-31T09:30:15.250Z`.
#[must_use]
pub fn to_iso(time: Millis) -> String {
    let (year, month, day) = civil_from_days(time.div_euclid(DAY));
    let rest = time.rem_euclid(DAY);
    let mut out = String::with_capacity(24);
    push_padded(&mut out, year, 4, '-');
    push_padded(&mut out, month, 2, '-');
    push_padded(&mut out, day, 2, 'T');
    push_padded(&mut out, rest / HOUR, 2, ':');
    push_padded(&mut out, rest / MINUTE % 60, 2, ':');
    push_padded(&mut out, rest / SECOND % 60, 2, '.');
    push_padded(&mut out, rest % SECOND, 3, 'Z');
    out
}

/// The day of a time, in UTC: `2026-01-31`.
#[must_use]
pub fn to_day(time: Millis) -> String {
    let mut day = to_iso(time);
    day.truncate(10);
    day
}

#[inline(never)]
fn push_padded(out: &mut String, number: i64, width: u32, end: char) {
    for place in (0..width).rev() {
        let digit = number / 10_i64.pow(place) % 10;
        out.push(char::from(b'0' + u8::try_from(digit).unwrap_or_default()));
    }
    out.push(end);
}

/// A span in words: rounded to its largest unit (`7 days`), or as it was written, in the largest unit
/// that it is a whole number of (`90 minutes`).
#[must_use]
pub fn in_words(span: Millis, exactly: bool) -> String {
    let mut of = (1, "millisecond");
    for unit in [(DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")] {
        let (size, _) = unit;
        let fits = if exactly { span % size == 0 } else { span >= size || size == SECOND };
        if fits {
            of = unit;
            break;
        }
    }
    let (size, unit) = of;
    let count = (span + size / 2) / size;
    let plural = if count == 1 { "" } else { "s" };
    concat(&[&whole(count), " ", unit, plural])
}

/// A whole number in decimal digits.
#[must_use]
pub fn whole(number: i64) -> String {
    let mut out = String::new();
    if number < 0 {
        out.push('-');
    }
    push_digits(&mut out, number.unsigned_abs());
    out
}

fn push_digits(out: &mut String, number: u64) {
    if number > 9 {
        push_digits(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}
