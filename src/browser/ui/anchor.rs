//! A tooltip and its element: found, followed, lost and found again, without polling.
//!
//! Observers and events say that something may have moved; then, and only then, a frame loop
//! runs until the element has stood still for a few frames.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use super::{all, set};
use crate::browser::listener::{Act, Frames, Listener, Observer, Phase, Timer, object};
use crate::browser::{App, document, window};
use crate::core::Input;
use crate::core::experience::run::Action;
use crate::core::experience::view::Anchor;
use crate::core::placement::{Rect, Side, place};

/// Pixels between a tooltip and its element; the arrow stands in them.
const GAP: f64 = 12.0;
/// Frames without movement after which the loop stops.
const STILL: u32 = 6;

/// Keeps one tooltip beside its element.
pub(super) struct Follower {
    app: Weak<App>,
    run: String,
    anchor: Anchor,
    tooltip: HtmlElement,
    target: RefCell<Option<Element>>,
    last: Cell<Option<Rect>>,
    still: Cell<u32>,
    seen: Cell<bool>,
    frames: Frames,
    patience: RefCell<Option<Timer>>,
    around: RefCell<Vec<Observer>>,
    on_target: RefCell<Vec<Observer>>,
    driven: RefCell<Option<Listener>>,
    listener: RefCell<Option<Listener>>,
}

impl Follower {
    /// Starts looking for the element; shows the tooltip when it is there.
    pub(super) fn start(
        app: &Rc<App>,
        tooltip: &HtmlElement,
        anchor: Anchor,
        run: String,
        fresh: bool,
    ) -> Rc<Self> {
        let follower = Rc::new_cyclic(|weak| Self {
            app: Rc::downgrade(app),
            run,
            anchor,
            tooltip: tooltip.clone(),
            target: RefCell::new(None),
            last: Cell::new(None),
            still: Cell::new(0),
            seen: Cell::new(false),
            frames: Frames::new(frame(weak.clone())),
            patience: RefCell::new(None),
            around: RefCell::default(),
            on_target: RefCell::default(),
            driven: RefCell::new(None),
            listener: RefCell::new(None),
        });
        // One that was visible stays so, for the focus in it, until the first look says otherwise.
        if fresh {
            follower.set_visible(false);
        }
        follower.watch(app);
        follower.be_patient();
        follower.stir();
        follower
    }

    fn set_visible(&self, visible: bool) {
        let _ = self.tooltip.toggle_attribute_with_force("data-waiting", !visible);
    }

    /// A function that wakes the frame loop, for whoever notices something.
    fn waker(self: &Rc<Self>) -> Act {
        let follower = Rc::downgrade(self);
        Box::new(move |_| {
            if let Some(follower) = follower.upgrade() {
                follower.stir();
            }
        })
    }

    fn watch(self: &Rc<Self>, app: &Rc<App>) {
        self.around.borrow_mut().extend(Observer::mutations(&document(), self.waker()));
        let everywhere = Phase { capture: true, ..Phase::default() };
        let names = &["scroll", "resize", "transitionrun", "animationstart", "toggle", "load"];
        let listener =
            Listener::new(&window(), names, everywhere, &app.hooks.signal(), self.waker());
        *self.listener.borrow_mut() = Some(listener);
    }

    /// Reports the element missing where it has not come in time.
    fn be_patient(self: &Rc<Self>) {
        let follower = Rc::downgrade(self);
        *self.patience.borrow_mut() = self.anchor.wait.map(|wait| {
            Timer::new(
                u32::try_from(wait).unwrap_or(u32::MAX),
                Box::new(move || {
                    if let Some(follower) = follower.upgrade() {
                        follower.tell(Action::Missing);
                    }
                }),
            )
        });
    }

    fn tell(&self, action: Action) {
        if let Some(app) = self.app.upgrade() {
            app.dispatch(Input::Acted(self.run.clone(), action));
        }
    }

    /// Something may have moved: looks now and in the coming frames.
    fn stir(self: &Rc<Self>) {
        self.still.set(0);
        self.frames.ask();
    }

    /// One look: find the element, move the tooltip, go on while something moves.
    fn look(self: &Rc<Self>) {
        let found = self.find();
        if *self.target.borrow() != found {
            self.attach(found.clone());
        }
        let rect = found.as_ref().map(rect_of);
        let moved = rect != self.last.replace(rect);
        if let Some(rect) = rect.filter(|_| moved || !self.seen.get()) {
            self.put(rect);
        }
        self.set_visible(rect.is_some());
        if rect.is_some() && !self.seen.replace(true) {
            self.patience.take();
            self.tell(Action::Seen);
        }
        self.still.set(if moved { 0 } else { self.still.get() + 1 });
        if self.still.get() < STILL {
            self.frames.ask();
        } else if let (Some(element), Some(rect)) = (&found, rect) {
            self.watch_movement(element, rect);
        }
    }

    /// The first visible element of the first selector that has one.
    fn find(&self) -> Option<Element> {
        let document = document();
        let visible = |selector: &String| {
            all(&document, selector).into_iter().find(|element| is_visible(element))
        };
        self.anchor.selectors.iter().find_map(visible).map(Into::into)
    }

    fn attach(self: &Rc<Self>, element: Option<Element>) {
        self.on_target.take();
        self.driven.take();
        if let Some(element) = &element {
            let mut elements = vec![element];
            let tooltip: Element = self.tooltip.clone().into();
            elements.push(&tooltip);
            let body: Option<Element> = document().body().map(Into::into);
            elements.extend(body.as_ref());
            self.on_target.borrow_mut().extend(Observer::sizes(&elements, self.waker()));
            if !self.seen.get() {
                bring_into_view(element);
            }
            self.drive(element);
        }
        *self.target.borrow_mut() = element;
    }

    /// A driven step moves on when its element is used.
    fn drive(self: &Rc<Self>, element: &Element) {
        let Some(app) = self.app.upgrade().filter(|_| self.anchor.driven) else { return };
        let follower = Rc::downgrade(self);
        let used = Box::new(move |_| {
            if let Some(follower) = follower.upgrade() {
                follower.tell(Action::Driven);
            }
        });
        *self.driven.borrow_mut() =
            Some(Listener::new(element, &["click"], Phase::default(), &app.hooks.signal(), used));
    }

    /// While all is still, an intersection observer notices what no event tells.
    fn watch_movement(self: &Rc<Self>, element: &Element, rect: Rect) {
        let view = viewport();
        let margin =
            |inset: f64| ["-", &crate::core::time::whole(inset.max(0.0) as i64), "px "].concat();
        let right = view.width - rect.x - rect.width;
        let bottom = view.height - rect.y - rect.height;
        let margins = [margin(rect.y), margin(right), margin(bottom), margin(rect.x)].concat();
        let mut observers = self.on_target.borrow_mut();
        observers.truncate(1);
        observers.extend(Observer::movement(element, &margins, self.waker()));
    }

    fn put(&self, rect: Rect) {
        let (width, height) =
            (f64::from(self.tooltip.offset_width()), f64::from(self.tooltip.offset_height()));
        let right_to_left =
            document().document_element().and_then(|root| root.get_attribute("dir")).as_deref()
                == Some("rtl");
        let wanted =
            self.anchor.placement.as_deref().and_then(|word| Side::from_word(word, right_to_left));
        let placed = place(rect, width, height, viewport(), wanted, GAP);
        set(&self.tooltip, "data-side", placed.side.name());
        let style = self.tooltip.style();
        for (name, value) in [("left", placed.x), ("top", placed.y), ("--arrow", placed.arrow)] {
            let _ = style.set_property(name, &pixels(value));
        }
    }
}

/// What happens in an animation frame.
fn frame(follower: Weak<Follower>) -> Act {
    Box::new(move |_| {
        if let Some(follower) = follower.upgrade() {
            follower.frames.came();
            follower.look();
        }
    })
}

fn pixels(value: f64) -> String {
    [&crate::core::time::whole(value.round() as i64), "px"].concat()
}

fn rect_of(element: &Element) -> Rect {
    let rect = element.get_bounding_client_rect();
    Rect { x: rect.x(), y: rect.y(), width: rect.width(), height: rect.height() }
}

fn viewport() -> Rect {
    let root = document().document_element();
    let size = |read: fn(&Element) -> i32| root.as_ref().map_or(0.0, |root| f64::from(read(root)));
    Rect {
        x: 0.0,
        y: 0.0,
        width: size(Element::client_width),
        height: size(Element::client_height),
    }
}

/// Whether an element takes up space and nothing above it hides it.
fn is_visible(element: &Element) -> bool {
    let rect = element.get_bounding_client_rect();
    if rect.width() == 0.0 || rect.height() == 0.0 {
        return false;
    }
    match crate::browser::transport::method(element, "checkVisibility") {
        Some(check) => check.call0(element).is_ok_and(|visible| visible.is_truthy()),
        None => true,
    }
}

/// Scrolls an element to the middle where any of it is out of sight.
fn bring_into_view(element: &Element) {
    let (rect, view) = (rect_of(element), viewport());
    let visible = rect.y >= 0.0
        && rect.x >= 0.0
        && rect.y + rect.height <= view.height
        && rect.x + rect.width <= view.width;
    if !visible {
        let options = object(&[("block", "center".into()), ("behavior", "auto".into())]);
        element.scroll_into_view_with_scroll_into_view_options(options.unchecked_ref());
    }
}
