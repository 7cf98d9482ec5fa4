//! When an experience may be shown at all: between two instants, on days of the week, at hours of
//! the day; in the time zone it names, else in the guidebook's, else in the user's own.

use crate::core::guidebook::Schedule;
use crate::core::segment::World;
use crate::core::time::{DAY, MINUTE, Millis, Zone};

/// Why it is closed, and when time alone opens it or closes it for another reason.
type Closed = (&'static str, Option<Millis>);

/// Whether the schedule lets it be shown now.
pub(super) fn closed(schedule: &Schedule, world: &World) -> Option<Closed> {
    let now = world.now;
    let zone = Zone { named: schedule.zone.as_ref().or(world.timezone), ..world.zone() };
    let offset = |at: Millis| Millis::from(zone.offset(at)) * MINUTE;
    let local = now + offset(now);
    let midnight = local - local.rem_euclid(DAY);
    // A time of the day as an instant. Clocks may be changed between now and then.
    let instant = |time: Millis| time - offset(time - offset(now));
    // Whatever the time is now, it is the same instant: the first where a time comes twice, and where it
    // never comes, what it would have been.
    let fixed = |time: Millis| {
        let first = time - offset(time - DAY);
        let second = time - offset(first);
        if second + offset(second) == time { second } else { first }
    };
    let date = |(at, local): (Millis, bool)| if local { fixed(at) } else { at };
    let from = schedule.from.map(date);
    if from.is_some_and(|from| now < from) {
        return Some(("its time has not come", from));
    }
    if schedule.until.is_some_and(|until| now >= date(until)) {
        return Some(("its time is over", None));
    }
    let is_listed = |day: i64| {
        // 1970-01-01 was a Thursday.
        let weekday = (day + 4).rem_euclid(7);
        schedule.days.is_empty() || schedule.days.iter().any(|listed| i64::from(*listed) == weekday)
    };
    let today = local.div_euclid(DAY);
    let (from, to) = schedule.hours.unwrap_or((0, 24 * 60));
    let (from, to) = (Millis::from(from) * MINUTE, Millis::from(to) * MINUTE);
    let time = local - midnight;
    // Hours that go over midnight belong to the day on which they begin.
    let over_midnight = from > to;
    let day = if over_midnight && time < to { today - 1 } else { today };
    if !is_listed(day) {
        let next = if day < today { midnight + to } else { midnight + DAY };
        return Some(("it is not shown on this day of the week", Some(instant(next))));
    }
    let open = if over_midnight { time >= from || time < to } else { (from..to).contains(&time) };
    let opens = if time < from { midnight + from } else { midnight + DAY };
    (!open).then(|| ("it is not shown at this hour", Some(instant(opens))))
}
