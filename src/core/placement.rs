//! Where a tooltip goes: beside its element, on the side that was asked for if there is room,
//! else on the opposite one, else where there is most; shifted so that all of it is visible;
//! never over its element where any side has room.

/// A rectangle in CSS pixels of the viewport.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// The sides of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Side {
    Top,
    Bottom,
    Left,
    Right,
}

impl Side {
    /// Reads the guidebook's word; `start` and `end` follow the direction of reading.
    #[must_use]
    pub fn from_word(word: &str, right_to_left: bool) -> Option<Side> {
        Some(match (word, right_to_left) {
            ("top", _) => Side::Top,
            ("bottom", _) => Side::Bottom,
            ("left", _) | ("start", false) | ("end", true) => Side::Left,
            ("right", _) | ("end", false) | ("start", true) => Side::Right,
            _ => return None,
        })
    }

    /// The name a style sheet knows it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Side::Top => "top",
            Side::Bottom => "bottom",
            Side::Left => "left",
            Side::Right => "right",
        }
    }

    fn is_vertical(self) -> bool {
        matches!(self, Side::Top | Side::Bottom)
    }
}

/// Where something was put.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// On which side of its element.
    pub side: Side,
    /// The middle of the arrow along that side, from the left or top edge of what was placed.
    pub arrow: f64,
}

/// The least distance to the edge of the viewport.
const EDGE: f64 = 8.0;
/// The least distance of the arrow to a corner.
const CORNER: f64 = 16.0;

/// Places a box of `width` × `height` beside `target` in a viewport, `gap` pixels away.
#[must_use]
pub fn place(
    target: Rect,
    width: f64,
    height: f64,
    viewport: Rect,
    wanted: Option<Side>,
    gap: f64,
) -> Placed {
    let side = choose(target, width, height, viewport, wanted, gap);
    let (x, y) = match side {
        Side::Top => (middle(target.x, target.width, width), target.y - gap - height),
        Side::Bottom => (middle(target.x, target.width, width), target.y + target.height + gap),
        Side::Left => (target.x - gap - width, middle(target.y, target.height, height)),
        Side::Right => (target.x + target.width + gap, middle(target.y, target.height, height)),
    };
    let x = within(x, width, viewport.x, viewport.width);
    let y = within(y, height, viewport.y, viewport.height);
    let (center, start, length) = if side.is_vertical() {
        (target.x + target.width / 2.0, x, width)
    } else {
        (target.y + target.height / 2.0, y, height)
    };
    let (least, most) = (CORNER.min(length / 2.0), (length - CORNER).max(length / 2.0));
    // Not `clamp`, which panics where a length is not a number.
    let arrow = (center - start).max(least).min(most);
    Placed { x, y, side, arrow }
}

fn middle(start: f64, length: f64, own: f64) -> f64 {
    start + length / 2.0 - own / 2.0
}

/// Shifts a stretch into the viewport; where it is longer, its start stays visible.
fn within(start: f64, length: f64, from: f64, size: f64) -> f64 {
    start.min(from + size - EDGE - length).max(from + EDGE)
}

fn choose(
    target: Rect,
    width: f64,
    height: f64,
    viewport: Rect,
    wanted: Option<Side>,
    gap: f64,
) -> Side {
    // Room that is left over on a side once the box is there; negative where it does not fit.
    let room = |side: Side| match side {
        Side::Top => target.y - viewport.y - height,
        Side::Bottom => viewport.y + viewport.height - (target.y + target.height) - height,
        Side::Left => target.x - viewport.x - width,
        Side::Right => viewport.x + viewport.width - (target.x + target.width) - width,
    } - gap - EDGE;
    let order = match wanted {
        Some(Side::Top) => [Side::Top, Side::Bottom, Side::Right, Side::Left],
        Some(Side::Left) => [Side::Left, Side::Right, Side::Bottom, Side::Top],
        Some(Side::Right) => [Side::Right, Side::Left, Side::Bottom, Side::Top],
        _ => [Side::Bottom, Side::Top, Side::Right, Side::Left],
    };
    let fits = order.into_iter().find(|side| room(*side) >= 0.0);
    fits.unwrap_or_else(|| {
        order.into_iter().max_by(|a, b| room(*a).total_cmp(&room(*b))).unwrap_or(Side::Bottom)
    })
}
