//! Durations, dates and local days, against known values and against an independent calendar.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use docent::core::clock::Clock;
use docent::core::ids::Ids;
use docent::core::time::{
    DAY, HOUR, MINUTE, Millis, Moment, SECOND, Zone, in_words, parse_date, parse_duration, to_iso,
    whole,
};
use docent::native::Native;
use proptest::prelude::*;

#[test]
fn durations_have_a_number_and_a_unit() {
    for (text, span) in [
        ("0s", 0),
        ("250ms", 250),
        ("90s", 90 * SECOND),
        ("5m", 5 * MINUTE),
        ("24h", DAY),
        ("30d", 30 * DAY),
        ("2w", 14 * DAY),
        ("1.5h", HOUR + 30 * MINUTE),
        ("0.25d", 6 * HOUR),
        ("36600d", 36_600 * DAY),
    ] {
        assert_eq!(parse_duration(text), Some(span), "{text}");
    }
}

#[test]
fn what_is_no_duration_is_refused() {
    for text in [
        "",
        "d",
        "30",
        "30 d",
        " 30d",
        "30d ",
        "-1d",
        "+1d",
        "1e3d",
        "1y",
        "30D",
        "3O d",
        "1.d",
        ".5d",
        "1.2345d",
        "1.2.3d",
        "36601d",
        "99999999999999999999d",
        "9223372036854775807ms",
        "٣d",
        "1d1h",
        "∞d",
    ] {
        assert_eq!(parse_duration(text), None, "{text}");
    }
}

#[test]
fn dates_are_read_in_every_shape_of_iso_8601_that_people_write() {
    for (text, time) in [
        ("1970-01-01", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29", 951_782_400_000),
        ("2001-09-09T01:46:40Z", 1_000_000_000_000),
        ("2022-01-01", 1_640_995_200_000),
        ("1970", 0),
        ("2022", 1_640_995_200_000),
        ("2021-12", 1_638_316_800_000),
        ("2026-01-31T09:30", 1_769_851_800_000),
        ("2026-01-31T09:30:15.250Z", 1_769_851_815_250),
        ("2026-01-31 09:30:15.25", 1_769_851_815_250),
        ("2026-01-31T09:30:15.250999Z", 1_769_851_815_250),
        ("2026-01-31T10:30:15.250+01:00", 1_769_851_815_250),
        ("2026-01-31T04:00:15.250-0530", 1_769_851_815_250),
        ("2026-01-31T11:30:15.250+02", 1_769_851_815_250),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("0001-01-01", -62_135_596_800_000),
    ] {
        assert_eq!(parse_date(text), Some(time), "{text}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "2026-1-1",
        "2026-13-01",
        "2026-",
        "202",
        "20260",
        "2026-1",
        "2026-13",
        "2026-01-",
        "2026T10:00",
        "2026-01T10:00",
        "2026Z",
        "2026-00-01",
        "2026-01-00",
        "2026-01-32",
        "2026-02-29",
        "1900-02-29",
        "2026-04-31",
        "26-01-01",
        "2026/01/01",
        "2026-01-01T",
        "2026-01-01T24:00",
        "2026-01-01T10:60",
        "2026-01-01T10",
        "2026-01-01T10:00:61",
        "2026-01-01T10:00:00.Z",
        "2026-01-01T10:00Zulu",
        "2026-01-01x",
        "2026-01-01T10:00+24:00",
        "2026-01-01T10:00+1",
        "2026-01-01T10:00+01:0",
        "soon",
        "２０２６-01-01",
    ] {
        assert_eq!(parse_date(text), None, "{text}");
    }
}

#[test]
fn a_local_day_begins_at_local_midnight() {
    let local_day =
        |time, utc_offset| Zone { platform: &Native, utc_offset, named: None }.day(time);
    let midnight = parse_date("2026-07-01").unwrap();
    let day = local_day(midnight, 0);
    assert_eq!(local_day(midnight - 1, 0), day - 1);
    assert_eq!(local_day(midnight - 1, 120), day, "in Berlin it is two o'clock already");
    assert_eq!(local_day(midnight - 2 * HOUR - 1, 120), day - 1);
    assert_eq!(
        local_day(midnight + 5 * HOUR - 1, -300),
        day - 1,
        "in New York it is still yesterday"
    );
    assert_eq!(local_day(midnight + 5 * HOUR, -300), day);
    assert_eq!(local_day(-1, 0), -1, "before 1970 too");
    assert_eq!(local_day(0, 0), 0);
}

#[test]
fn spans_are_said_in_their_largest_unit() {
    for (span, words) in [
        (0, "0 seconds"),
        (1_000, "1 second"),
        (59 * SECOND, "59 seconds"),
        (MINUTE, "1 minute"),
        (90 * MINUTE, "2 hours"),
        (HOUR, "1 hour"),
        (7 * DAY, "7 days"),
    ] {
        assert_eq!(in_words(span, false), words);
    }
    for (span, words) in [
        (0, "0 days"),
        (1, "1 millisecond"),
        (1_500, "1500 milliseconds"),
        (90 * SECOND, "90 seconds"),
        (90 * MINUTE, "90 minutes"),
        (36 * HOUR, "36 hours"),
        (DAY, "1 day"),
    ] {
        assert_eq!(in_words(span, true), words, "as it was written");
    }
}

/// Whether a year has a 29th of February, written another way than the code under test.
fn leap(year: i64) -> bool {
    year % 400 == 0 || year % 4 == 0 && year % 100 != 0
}

#[test]
fn every_day_of_two_centuries_is_counted_one_by_one() {
    let lengths =
        |year| [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut day = 0;
    for year in 1970..2170 {
        for (month, length) in (1..).zip(lengths(year)) {
            for of_month in 1..=length {
                let text = format!("{year:04}-{month:02}-{of_month:02}");
                assert_eq!(parse_date(&text), Some(day * DAY), "{text}");
                assert_eq!(to_iso(day * DAY), format!("{text}T00:00:00.000Z"));
                day += 1;
            }
        }
    }
}

#[test]
fn logical_time_never_runs_back_within_a_day() {
    let mut clock = Clock::default();
    assert_eq!(clock.read(10 * DAY), (10 * DAY, false));
    assert_eq!(clock.read(10 * DAY - HOUR), (10 * DAY, false), "an hour back: time stands still");
    assert_eq!(clock.read(9 * DAY), (10 * DAY, false), "a day is still within a day");
    assert_eq!(
        clock.read(9 * DAY - 1),
        (9 * DAY - 1, true),
        "set back further: it starts anew, and says so"
    );
    assert_eq!(clock.read(9 * DAY), (9 * DAY, false), "once");
}

#[test]
fn a_stored_time_from_a_wrong_clock_does_not_count() {
    let mut clock = Clock::default();
    clock.learn(10 * DAY + HOUR, 10 * DAY);
    assert_eq!(clock.read(10 * DAY), (10 * DAY + HOUR + 1, false));
    clock.learn(400 * DAY, 10 * DAY);
    assert_eq!(clock.read(10 * DAY), (10 * DAY + HOUR + 1, false));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(time in -62_135_596_800_000_i64..253_402_300_800_000) {
        prop_assert_eq!(parse_date(&to_iso(time)), Some(time));
    }

    #[test]
    fn no_text_makes_reading_panic(text in "\\PC*") {
        let _ = parse_date(&text);
        let _ = parse_duration(&text);
    }

    #[test]
    fn nothing_that_looks_like_a_date_makes_reading_panic(text in "[0-9]{0,5}-[0-9]{0,3}-[0-9]{0,3}[T ]?[0-9:.+Z-]{0,16}") {
        let _ = parse_date(&text);
    }

    #[test]
    fn whole_numbers_are_written_as_everywhere(number in any::<i64>()) {
        prop_assert_eq!(whole(number), number.to_string());
    }

    #[test]
    fn identifiers_rise_and_never_repeat(
        steps in prop::collection::vec((-5_i64..5, any::<u64>()), 1..200),
        start in 0_i64..(1 << 47),
    ) {
        let mut ids = Ids::default();
        let mut now: Millis = start;
        let mut last = String::new();
        for (step, entropy) in steps {
            now = (now + step).max(0);
            let id = ids.next(now, Moment { entropy, ..Moment::default() });
            prop_assert!(id > last, "{} after {}", id, last);
            prop_assert_eq!(id.as_bytes().get(14), Some(&b'7'));
            prop_assert!(matches!(id.as_bytes().get(19), Some(b'8' | b'9' | b'a' | b'b')));
            last = id;
        }
    }
}
