//! A tooltip and its element: found, followed, lost and found again, without polling.
//!
//! Observers and events say that something may have moved; then, and only then, a frame loop
//! runs until the element has stood still for a few frames.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::document;
use crate::browser::listener::{Frame, Listener, Observer, Phase, Timer};
use crate::browser::{App, window};
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
    app: std::rc::Weak<App>,
    run: String,
    anchor: Anchor,
    tooltip: HtmlElement,
    target: RefCell<Option<Element>>,
    last: Cell<Option<Rect>>,
    still: Cell<u32>,
    seen: Cell<bool>,
    frame: RefCell<Option<Frame>>,
    patience: RefCell<Option<Timer>>,
    around: RefCell<Vec<Observer>>,
    on_target: RefCell<Vec<Observer>>,
    driven: RefCell<Option<Listener>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Follower {
    /// Starts looking for the element; shows the tooltip when it is there.
    pub(super) fn start(app: &Rc<App>, tooltip: &HtmlElement, anchor: Anchor, run: String) -> Rc<Self> {
        let follower = Rc::new(Self {
            app: Rc::downgrade(app),
            run,
            anchor,
            tooltip: tooltip.clone(),
            target: RefCell::new(None),
            last: Cell::new(None),
            still: Cell::new(0),
            seen: Cell::new(false),
            frame: RefCell::new(None),
            patience: RefCell::new(None),
            around: RefCell::default(),
            on_target: RefCell::default(),
            driven: RefCell::new(None),
            listeners: RefCell::default(),
        });
        follower.set_visible(false);
        follower.watch(app);
        follower.be_patient();
        follower.stir();
        follower
    }

    fn set_visible(&self, visible: bool) {
        let _ = self.tooltip.toggle_attribute_with_force("data-waiting", !visible);
    }

    /// A function that wakes the frame loop, for whoever notices something.
    fn waker(self: &Rc<Self>) -> Box<dyn Fn()> {
        let follower = Rc::downgrade(self);
        Box::new(move || {
            if let Some(follower) = follower.upgrade() {
                follower.stir();
            }
        })
    }

    fn watch(self: &Rc<Self>, app: &Rc<App>) {
        let document = document();
        self.around.borrow_mut().extend(Observer::mutations(&document, self.waker()));
        let everywhere = Phase { capture: true, ..Phase::default() };
        let signal = app.hooks.signal();
        let on = |name| {
            let wake = self.waker();
            Listener::new(&window(), name, everywhere, &signal, Box::new(move |_: Event| wake()))
        };
        let names = ["scroll", "resize", "transitionrun", "animationstart", "toggle", "load"];
        self.listeners.borrow_mut().extend(names.map(on));
    }

    /// Reports the element missing where it has not come in time.
    fn be_patient(self: &Rc<Self>) {
        let follower = Rc::downgrade(self);
        *self.patience.borrow_mut() = self.anchor.wait.map(|wait| {
            Timer::new(u32::try_from(wait).unwrap_or(u32::MAX), move || {
                if let Some(follower) = follower.upgrade() {
                    follower.tell(Action::Missing);
                }
            })
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
        if self.frame.borrow().is_none() {
            self.next_frame();
        }
    }

    fn next_frame(self: &Rc<Self>) {
        let follower = Rc::downgrade(self);
        let frame = Frame::new(move || {
            if let Some(follower) = follower.upgrade() {
                let done = follower.frame.take();
                follower.look();
                // The frame's closure is what runs here: it may go only afterwards.
                wasm_bindgen_futures::spawn_local(async move { drop(done) });
            }
        });
        *self.frame.borrow_mut() = frame;
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
            self.next_frame();
        } else if let (Some(element), Some(rect)) = (&found, rect) {
            self.watch_movement(element, rect);
        }
    }

    /// The first visible element of the first selector that has one.
    fn find(&self) -> Option<Element> {
        let document = document();
        self.anchor.selectors.iter().find_map(|selector| {
            let list = document.query_selector_all(selector).ok()?;
            (0..list.length()).find_map(|index| {
                let element: Element = list.get(index)?.dyn_into().ok()?;
                is_visible(&element).then_some(element)
            })
        })
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
        let used = Box::new(move |_: Event| {
            if let Some(follower) = follower.upgrade() {
                follower.tell(Action::Driven);
            }
        });
        *self.driven.borrow_mut() = Some(Listener::new(element, "click", Phase::default(), &app.hooks.signal(), used));
    }

    /// While all is still, an intersection observer notices what no event tells.
    fn watch_movement(self: &Rc<Self>, element: &Element, rect: Rect) {
        let view = viewport();
        let margin = |inset: f64| ["-", &crate::core::time::whole(inset.max(0.0) as i64), "px "].concat();
        let right = view.width - rect.x - rect.width;
        let bottom = view.height - rect.y - rect.height;
        let margins = [margin(rect.y), margin(right), margin(bottom), margin(rect.x)].concat();
        let mut observers = self.on_target.borrow_mut();
        observers.truncate(1);
        observers.extend(Observer::movement(element, &margins, self.waker()));
    }

    fn put(&self, rect: Rect) {
        let (width, height) = (f64::from(self.tooltip.offset_width()), f64::from(self.tooltip.offset_height()));
        let right_to_left = document().document_element().and_then(|root| root.get_attribute("dir")).as_deref() == Some("rtl");
        let wanted = self.anchor.placement.as_deref().and_then(|word| Side::from_word(word, right_to_left));
        let placed = place(rect, width, height, viewport(), wanted, GAP);
        let _ = self.tooltip.set_attribute("data-side", placed.side.name());
        let style = self.tooltip.style();
        for (name, value) in [("left", placed.x), ("top", placed.y), ("--arrow", placed.arrow)] {
            let _ = style.set_property(name, &pixels(value));
        }
    }
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
    Rect { x: 0.0, y: 0.0, width: size(Element::client_width), height: size(Element::client_height) }
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
    let visible = rect.y >= 0.0 && rect.x >= 0.0 && rect.y + rect.height <= view.height && rect.x + rect.width <= view.width;
    if !visible {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        options.set_behavior(ScrollBehavior::Auto);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
