//! Listeners, timers and observers as values: dropping one detaches it. The only place in which
//! closures are made for the page to call.
//!
//! Every listener also hangs on the loader's `AbortSignal`: should the module ever stop for good,
//! the loader detaches them all without entering it again.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortSignal, AddEventListenerOptions, Element, Event, EventTarget, IntersectionObserver,
    IntersectionObserverInit, MutationObserver, MutationObserverInit, Node, ResizeObserver,
};

/// A timer, cancelled when dropped.
#[must_use = "a timer that is dropped never fires"]
pub(crate) struct Timer {
    _timeout: gloo_timers::callback::Timeout,
}

impl Timer {
    pub(crate) fn new(delay: u32, act: impl FnOnce() + 'static) -> Self {
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

/// An event listener, removed when dropped.
#[must_use = "a listener that is dropped hears nothing"]
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    capture: bool,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub(crate) fn new(
        target: &EventTarget,
        name: &'static str,
        phase: Phase,
        signal: &AbortSignal,
        act: Box<dyn Fn(Event)>,
    ) -> Self {
        let closure = Closure::wrap(act);
        let options = AddEventListenerOptions::new();
        options.set_capture(phase.capture);
        options.set_passive(!phase.active);
        options.set_signal(signal);
        // Adding a listener fails only where the callback is not a function.
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            closure.as_ref().unchecked_ref(),
            &options,
        );
        Self { target: target.clone(), name, capture: phase.capture, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.name, callback, self.capture);
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
    _closure: Closure<dyn Fn(Array)>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.unchecked_ref::<Disconnect>().disconnect();
    }
}

impl Observer {
    /// Everything that may add, remove, show or hide an element below `node`.
    pub(crate) fn mutations(node: &Node, act: Box<dyn Fn()>) -> Option<Self> {
        let closure = Closure::wrap(Box::new(move |_: Array| act()) as Box<dyn Fn(Array)>);
        let observer = MutationObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        let options = MutationObserverInit::new();
        options.set_child_list(true);
        options.set_subtree(true);
        options.set_attributes(true);
        observer.observe_with_options(node, &options).ok()?;
        Some(Self { observer: observer.into(), _closure: closure })
    }

    /// The size of these elements.
    pub(crate) fn sizes(elements: &[&Element], act: Box<dyn Fn()>) -> Option<Self> {
        let closure = Closure::wrap(Box::new(move |_: Array| act()) as Box<dyn Fn(Array)>);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        for element in elements {
            observer.observe(element);
        }
        Some(Self { observer: observer.into(), _closure: closure })
    }

    /// Any movement of an element that stands in the viewport, by an intersection root cut to
    /// the element's own place: as soon as it moves, it no longer fills that root.
    pub(crate) fn movement(element: &Element, margins: &str, act: Box<dyn Fn()>) -> Option<Self> {
        let first = std::cell::Cell::new(true);
        let closure = Closure::wrap(Box::new(move |_: Array| {
            // The first report tells the state at the start.
            if !first.replace(false) {
                act();
            }
        }) as Box<dyn Fn(Array)>);
        let options = IntersectionObserverInit::new();
        options.set_root_margin(margins);
        let thresholds: Array = [0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0].into_iter().map(JsValue::from_f64).collect();
        options.set_threshold(&thresholds);
        let callback = closure.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(callback, &options).ok()?;
        observer.observe(element);
        Some(Self { observer: observer.into(), _closure: closure })
    }
}

/// An animation frame, cancelled when dropped.
#[must_use = "a frame that is dropped is never drawn"]
pub(crate) struct Frame {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Frame {
    pub(crate) fn new(act: impl FnOnce() + 'static) -> Option<Self> {
        let closure = Closure::once(act);
        let id = super::window().request_animation_frame(closure.as_ref().unchecked_ref()).ok()?;
        Some(Self { id, _closure: closure })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        let _ = super::window().cancel_animation_frame(self.id);
    }
}
