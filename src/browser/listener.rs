//! Listeners, timers and observers as values: dropping one detaches it. The only place in which
//! closures are made for the page to call.
//!
//! All closures but a timer's have one type, because each further type costs its own bindings on
//! both sides. Every listener also hangs on the loader's `AbortSignal`: should the module ever
//! stop for good, the loader detaches them all without entering it again.

use std::cell::Cell;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortSignal, Element, EventTarget, IntersectionObserver, MutationObserver, Node, ResizeObserver,
};

/// What the page calls with an event, entries or an answer.
pub(crate) type Act = Box<dyn Fn(JsValue)>;

type Callback = Closure<dyn Fn(JsValue)>;

fn function(callback: &Callback) -> &Function {
    callback.as_ref().unchecked_ref()
}

/// A function that acts once. It belongs to whoever will call it, a request or a hook, and goes
/// with it: nothing here could own it longer than that.
pub(crate) fn once(act: Box<dyn FnOnce(JsValue)>) -> Function {
    let act = Cell::new(Some(act));
    let callback: Act = Box::new(move |value| {
        if let Some(act) = act.take() {
            act(value);
        }
    });
    Callback::wrap(callback).into_js_value().unchecked_into()
}

/// A plain object, for what the page's functions take as options.
pub(crate) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in members {
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

/// A timer, cancelled when dropped.
#[must_use = "a timer that is dropped never fires"]
pub(crate) struct Timer {
    _timeout: gloo_timers::callback::Timeout,
}

impl Timer {
    pub(crate) fn new(delay: u32, act: Box<dyn FnOnce()>) -> Self {
        Self { _timeout: gloo_timers::callback::Timeout::new(delay, act) }
    }
}

/// How a listener listens.
#[derive(Clone, Copy, Default)]
pub(crate) struct Phase {
    /// On the way down, before the page's own listeners.
    pub(crate) capture: bool,
    /// Without a promise not to prevent the default.
    pub(crate) active: bool,
}

/// A listener to some events, removed when dropped.
#[must_use = "a listener that is dropped hears nothing"]
pub(crate) struct Listener {
    target: EventTarget,
    names: &'static [&'static str],
    capture: bool,
    callback: Callback,
}

impl Listener {
    pub(crate) fn new(
        target: &EventTarget,
        names: &'static [&'static str],
        phase: Phase,
        signal: &AbortSignal,
        act: Act,
    ) -> Self {
        let callback = Callback::wrap(act);
        let options = object(&[
            ("capture", phase.capture.into()),
            ("passive", (!phase.active).into()),
            ("signal", signal.into()),
        ]);
        for name in names {
            // Adding a listener fails only where the callback is not a function.
            let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
                name,
                function(&callback),
                options.unchecked_ref(),
            );
        }
        Self { target: target.clone(), names, capture: phase.capture, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for name in self.names {
            let callback = function(&self.callback);
            let _ = self.target.remove_event_listener_with_callback_and_bool(
                name,
                callback,
                self.capture,
            );
        }
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = js_sys::Object)]
    type Disconnect;
    #[wasm_bindgen(method)]
    fn disconnect(this: &Disconnect);
}

/// A mutation, resize or intersection observer, disconnected when dropped.
#[must_use = "an observer that is dropped sees nothing"]
pub(crate) struct Observer {
    observer: JsValue,
    _callback: Callback,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.unchecked_ref::<Disconnect>().disconnect();
    }
}

impl Observer {
    /// Everything that may add, remove, show or hide an element below `node`.
    pub(crate) fn mutations(node: &Node, act: Act) -> Option<Self> {
        let callback = Callback::wrap(act);
        let observer = MutationObserver::new(function(&callback)).ok()?;
        let options = ["childList", "subtree", "attributes"].map(|kind| (kind, true.into()));
        observer.observe_with_options(node, object(&options).unchecked_ref()).ok()?;
        Some(Self { observer: observer.into(), _callback: callback })
    }

    /// The size of these elements.
    pub(crate) fn sizes(elements: &[&Element], act: Act) -> Option<Self> {
        let callback = Callback::wrap(act);
        let observer = ResizeObserver::new(function(&callback)).ok()?;
        for element in elements {
            observer.observe(element);
        }
        Some(Self { observer: observer.into(), _callback: callback })
    }

    /// Any movement of an element that stands in the viewport, by an intersection root cut to
    /// the element's own place: as soon as it moves, it no longer fills that root.
    pub(crate) fn movement(element: &Element, margins: &str, act: Act) -> Option<Self> {
        let first = Cell::new(true);
        let callback = Callback::wrap(Box::new(move |entries| {
            // The first report tells the state at the start.
            if !first.replace(false) {
                act(entries);
            }
        }) as Act);
        let thresholds = Array::new();
        for threshold in [0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0] {
            thresholds.push(&threshold.into());
        }
        let options = object(&[("rootMargin", margins.into()), ("threshold", thresholds.into())]);
        let observer =
            IntersectionObserver::new_with_options(function(&callback), options.unchecked_ref())
                .ok()?;
        observer.observe(element);
        Some(Self { observer: observer.into(), _callback: callback })
    }
}

/// Asks for animation frames, one at a time; dropped, it takes back what it asked for.
pub(crate) struct Frames {
    asked: Cell<Option<i32>>,
    callback: Callback,
}

impl Frames {
    /// `act` is what happens in a frame.
    pub(crate) fn new(act: Act) -> Self {
        Self { asked: Cell::new(None), callback: Callback::wrap(act) }
    }

    /// Asks for the next frame, unless it is coming already.
    pub(crate) fn ask(&self) {
        if self.asked.get().is_none() {
            self.asked.set(super::window().request_animation_frame(function(&self.callback)).ok());
        }
    }

    /// The frame that was asked for is here.
    pub(crate) fn came(&self) {
        self.asked.set(None);
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some(id) = self.asked.get() {
            let _ = super::window().cancel_animation_frame(id);
        }
    }
}
