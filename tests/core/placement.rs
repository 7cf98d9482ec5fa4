//! Where tooltips go: properties that hold for every element, box and viewport.

use docent::core::placement::{Rect, Side, place};
use proptest::prelude::*;

const GAP: f64 = 10.0;
/// The least distance to the edge of the viewport that the core keeps.
const EDGE: f64 = 8.0;

fn viewport() -> impl Strategy<Value = Rect> {
    (0..50_i32, 0..50_i32, 200..2000_i32, 200..1500_i32).prop_map(|(x, y, width, height)| Rect {
        x: f64::from(x),
        y: f64::from(y),
        width: f64::from(width),
        height: f64::from(height),
    })
}

/// An element anywhere, in part or wholly outside the viewport too.
fn target() -> impl Strategy<Value = Rect> {
    (-300..2200_i32, -300..1700_i32, 0..800_i32, 0..400_i32).prop_map(|(x, y, width, height)| {
        Rect {
            x: f64::from(x),
            y: f64::from(y),
            width: f64::from(width),
            height: f64::from(height),
        }
    })
}

fn wanted() -> impl Strategy<Value = Option<Side>> {
    prop::sample::select(vec![
        None,
        Some(Side::Top),
        Some(Side::Bottom),
        Some(Side::Left),
        Some(Side::Right),
    ])
}

/// The room on a side, once the box and its distances are there.
fn room(side: Side, target: Rect, width: f64, height: f64, view: Rect) -> f64 {
    let free = match side {
        Side::Top => target.y - view.y - height,
        Side::Bottom => view.y + view.height - target.y - target.height - height,
        Side::Left => target.x - view.x - width,
        Side::Right => view.x + view.width - target.x - target.width - width,
    };
    free - GAP - EDGE
}

/// Whether two rectangles share more than an edge.
fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

fn is_inside(target: Rect, view: Rect) -> bool {
    target.x >= view.x
        && target.y >= view.y
        && target.x + target.width <= view.x + view.width
        && target.y + target.height <= view.y + view.height
}

const SIDES: [Side; 4] = [Side::Top, Side::Bottom, Side::Left, Side::Right];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_box_that_fits_never_leaves_the_viewport(
        view in viewport(), target in target(), width in 1..600_i32, height in 1..500_i32, wanted in wanted(),
    ) {
        let (width, height) = (f64::from(width), f64::from(height));
        let placed = place(target, width, height, view, wanted, GAP);
        if width + 2.0 * EDGE <= view.width {
            prop_assert!(placed.x >= view.x + EDGE && placed.x + width <= view.x + view.width - EDGE);
        }
        if height + 2.0 * EDGE <= view.height {
            prop_assert!(placed.y >= view.y + EDGE && placed.y + height <= view.y + view.height - EDGE);
        }
        prop_assert!(placed.x >= view.x && placed.y >= view.y, "its start is always visible");
    }

    #[test]
    fn a_box_is_never_over_its_element_where_any_side_has_room(
        view in viewport(), target in target(), width in 1..600_i32, height in 1..500_i32, wanted in wanted(),
    ) {
        let (width, height) = (f64::from(width), f64::from(height));
        let fits = width + 2.0 * EDGE <= view.width && height + 2.0 * EDGE <= view.height;
        let has_room = SIDES.iter().any(|side| room(*side, target, width, height, view) >= 0.0);
        prop_assume!(fits && has_room);
        let placed = place(target, width, height, view, wanted, GAP);
        let put = Rect { x: placed.x, y: placed.y, width, height };
        prop_assert!(!overlap(put, target), "{:?} over {:?} in {:?}", placed, target, view);
    }

    #[test]
    fn the_wanted_side_is_taken_where_it_has_room(
        view in viewport(), target in target(), width in 1..400_i32, height in 1..300_i32, wanted in wanted(),
    ) {
        let (width, height) = (f64::from(width), f64::from(height));
        let placed = place(target, width, height, view, wanted, GAP);
        if let Some(wanted) = wanted.filter(|side| room(*side, target, width, height, view) >= 0.0) {
            prop_assert_eq!(placed.side, wanted);
        }
    }

    #[test]
    fn the_arrow_points_at_the_element_where_the_box_reaches_it(
        view in viewport(), target in target(), width in 64..400_i32, height in 64..300_i32, wanted in wanted(),
    ) {
        let (width, height) = (f64::from(width), f64::from(height));
        let placed = place(target, width, height, view, wanted, GAP);
        let upright = matches!(placed.side, Side::Top | Side::Bottom);
        let (length, start, middle) = if upright {
            (width, placed.x, target.x + target.width / 2.0)
        } else {
            (height, placed.y, target.y + target.height / 2.0)
        };
        prop_assert!(placed.arrow >= 16.0 && placed.arrow <= length - 16.0, "never in a rounded corner");
        if middle - start >= 16.0 && middle - start <= length - 16.0 {
            prop_assert!((start + placed.arrow - middle).abs() < 1e-9);
        }
    }

    #[test]
    fn a_small_box_beside_a_visible_element_keeps_its_distance(
        view in viewport(), x in 0.0..1.0_f64, y in 0.0..1.0_f64, wanted in wanted(),
    ) {
        let target = Rect {
            x: view.x + x * (view.width - 20.0),
            y: view.y + y * (view.height - 20.0),
            width: 20.0,
            height: 20.0,
        };
        prop_assume!(is_inside(target, view));
        let placed = place(target, 60.0, 40.0, view, wanted, GAP);
        let distance = match placed.side {
            Side::Top => target.y - (placed.y + 40.0),
            Side::Bottom => placed.y - (target.y + target.height),
            Side::Left => target.x - (placed.x + 60.0),
            Side::Right => placed.x - (target.x + target.width),
        };
        prop_assert!(distance >= GAP - 1e-9, "{} on {:?}", distance, placed.side);
    }

    #[test]
    fn no_number_makes_placing_panic(numbers in prop::array::uniform10(prop::num::f64::ANY), wanted in wanted()) {
        let [a, b, c, d, e, f, g, h, width, height] = numbers;
        let rect = |x, y, width, height| Rect { x, y, width, height };
        let _ = place(rect(a, b, c, d), width, height, rect(e, f, g, h), wanted, GAP);
    }
}

#[test]
fn start_and_end_follow_the_direction_of_reading() {
    assert_eq!(Side::from_word("start", false), Some(Side::Left));
    assert_eq!(Side::from_word("start", true), Some(Side::Right));
    assert_eq!(Side::from_word("end", true), Some(Side::Left));
    assert_eq!(Side::from_word("above", false), None);
    assert!(SIDES.iter().all(|side| Side::from_word(side.name(), false) == Some(*side)));
}
