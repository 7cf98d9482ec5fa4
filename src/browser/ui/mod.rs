//! What people see: every view becomes a card in one shadow root.
//!
//! The host element stands in the page's body (or in its topmost open dialog: all else is inert
//! then), reset by rules the page cannot override. Everything is built from plain elements and
//! text; style comes from one constructed sheet. A view that follows another of the same run and
//! surface is drawn into the same card, so that focus and place are kept.

mod anchor;
mod card;
mod question;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{
    CssStyleSheet, Document, Element, Event, HtmlDialogElement, HtmlElement, KeyboardEvent, ShadowRoot, ShadowRootInit,
    ShadowRootMode,
};

use super::App;
use super::listener::{Listener, Phase};
use crate::core::Input;
use crate::core::experience::run::Action;
use crate::core::experience::view::{Surface, View};
use crate::core::value::Value;
use anchor::Follower;

/// The tag of the host element; nothing of the page is called so.
const HOST: &str = "docent-ui";

pub(super) fn document() -> Document {
    super::window().document().unwrap_throw()
}

/// Everything on the screen.
pub(super) struct Stage {
    app: Weak<App>,
    root: RefCell<Option<Root>>,
    cards: RefCell<Vec<Card>>,
}

struct Root {
    host: Element,
    shadow: ShadowRoot,
    /// Where changes are said to screen readers without moving the focus.
    voice: Element,
    _listeners: Vec<Listener>,
}

/// One view on the screen.
struct Card {
    view: View,
    element: HtmlElement,
    /// What had the focus before a modal card took it.
    before: Option<HtmlElement>,
    follower: Option<Rc<Follower>>,
    _listeners: Vec<Listener>,
}

/// Builds an element with attributes and, where there is any, text.
pub(super) fn element(tag: &str, attributes: &[(&str, &str)], text: &str) -> Element {
    let element = document().create_element(tag).unwrap_throw();
    for (name, value) in attributes {
        let _ = element.set_attribute(name, value);
    }
    if !text.is_empty() {
        element.set_text_content(Some(text));
    }
    element
}

pub(super) fn append(parent: &Element, child: &Element) {
    let _ = parent.append_child(child);
}

impl Stage {
    pub(super) fn new(app: Weak<App>) -> Self {
        Self { app, root: RefCell::new(None), cards: RefCell::default() }
    }

    /// Shows a view, in place of what the same run showed before.
    pub(super) fn show(&self, view: View) {
        let Some(app) = self.app.upgrade() else { return };
        self.mount(&app);
        let same = |card: &Card| {
            card.view.run == view.run
                && std::mem::discriminant(&card.view.surface) == std::mem::discriminant(&view.surface)
        };
        let known = self.cards.borrow().iter().position(same);
        let mut card = match known {
            Some(at) => self.cards.borrow_mut().remove(at),
            None => {
                let before = self.take(&view.run).and_then(|card| card.before);
                let mut card = self.open(&app, view.clone());
                card.before = before.or(card.before);
                card
            }
        };
        let refused = view.question.as_ref().is_some_and(|question| question.error.is_some());
        card.view = view;
        card::draw(&card.element, &card.view);
        self.place(&app, &mut card);
        if let Surface::Modal = card.view.surface {
            focus_first(&card.element, refused);
        }
        self.cards.borrow_mut().push(card);
    }

    /// Takes a run off the screen.
    pub(super) fn hide(&self, run: &str) {
        let Some(card) = self.take(run) else { return };
        if let Some(before) = card.before.filter(|before| before.is_connected()) {
            let _ = before.focus();
        }
        if self.cards.borrow().is_empty() {
            self.clear();
        }
    }

    /// Leaves the page without a trace.
    pub(super) fn clear(&self) {
        for card in self.cards.take() {
            card.close();
        }
        if let Some(root) = self.root.take() {
            root.host.remove();
        }
    }

    fn take(&self, run: &str) -> Option<Card> {
        let at = self.cards.borrow().iter().position(|card| card.view.run == run)?;
        let card = self.cards.borrow_mut().remove(at);
        card.close();
        Some(card)
    }

    /// Puts the host element into the page, on top of what is open there.
    fn mount(&self, app: &Rc<App>) {
        if self.root.borrow().as_ref().is_some_and(|root| root.host.is_connected()) {
            return;
        }
        self.clear();
        let host = element(HOST, &[], "");
        let options = ShadowRootInit::new(ShadowRootMode::Open);
        let Ok(shadow) = host.attach_shadow(&options) else { return };
        blend_in(&host);
        if let Ok(sheet) = CssStyleSheet::new() {
            let _ = sheet.replace_sync(&app.hooks.css());
            shadow.set_adopted_style_sheets(&js_sys::Array::of1(&sheet).into());
        }
        let voice = element("div", &[("class", "voice"), ("aria-live", "polite")], "");
        let _ = shadow.append_child(&voice);
        // The page's shortcuts do not fire while someone types here.
        let listeners = ["keydown", "keyup", "keypress", "beforeinput", "input", "change", "submit"]
            .map(|name| {
                let stop = Box::new(|event: Event| event.stop_propagation());
                Listener::new(&host, name, Phase::default(), &app.hooks.signal(), stop)
            })
            .into();
        let document = document();
        let dialogs = document.query_selector_all("dialog:modal").ok();
        let last = dialogs.and_then(|list| list.get(list.length().checked_sub(1)?));
        let parent = last.or_else(|| document.body().map(Into::into));
        if let Some(parent) = parent {
            let _ = parent.append_child(&host);
        }
        *self.root.borrow_mut() = Some(Root { host, shadow, voice, _listeners: listeners });
    }

    /// Creates the outer element of a card and puts it on the screen.
    fn open(&self, app: &Rc<App>, view: View) -> Card {
        let tag = if view.surface == Surface::Modal { "dialog" } else { "div" };
        let outer = element(tag, &[("class", card::class(&view.surface))], "");
        let outer: HtmlElement = outer.unchecked_into();
        if let Some(root) = self.root.borrow().as_ref() {
            let _ = root.shadow.append_child(&outer);
        }
        let mut card = Card {
            _listeners: self.listen(app, &outer, &view.run),
            before: document().active_element().and_then(|element| element.dyn_into().ok()),
            view,
            element: outer,
            follower: None,
        };
        card.raise();
        if card.view.surface != Surface::Modal {
            card.before = None;
        }
        card
    }

    fn listen(&self, app: &Rc<App>, outer: &HtmlElement, run: &str) -> Vec<Listener> {
        let signal = app.hooks.signal();
        let active = Phase { active: true, ..Phase::default() };
        let on = |name, act: Box<dyn Fn(Event)>| Listener::new(outer, name, active, &signal, act);
        let act = |app: &Rc<App>, run: &str| {
            let (app, run) = (Rc::downgrade(app), run.to_owned());
            move |action: Action| {
                if let Some(app) = app.upgrade() {
                    app.dispatch(Input::Acted(run.clone(), action));
                }
            }
        };
        let (press, submit, escape, cancel) = (act(app, run), act(app, run), act(app, run), act(app, run));
        let (form, closable, dialog) = (outer.clone(), outer.clone(), outer.clone());
        vec![
            on("click", Box::new(move |event| {
                if let Some(action) = pressed(&event) {
                    press(action);
                }
            })),
            on("submit", Box::new(move |event| {
                event.prevent_default();
                submit(Action::Answer(question::answer(&form)));
            })),
            on("keydown", Box::new(move |event| {
                let key: &KeyboardEvent = event.unchecked_ref();
                match key.key().as_str() {
                    "Escape" if is_dismissible(&closable) => {
                        event.prevent_default();
                        escape(Action::Dismiss);
                    }
                    "Tab" => wrap_focus(&closable, key),
                    _ => {}
                }
            })),
            on("cancel", Box::new(move |event| {
                event.prevent_default();
                if is_dismissible(&dialog) {
                    cancel(Action::Dismiss);
                }
            })),
        ]
    }

    /// Anchors a tooltip to its element, or tells at once that the card is seen.
    fn place(&self, app: &Rc<App>, card: &mut Card) {
        card.follower = None;
        let run = card.view.run.clone();
        match &card.view.surface {
            Surface::Tooltip(anchor) => {
                let follower = Follower::start(app, &card.element, anchor.clone(), run);
                card.follower = Some(follower);
            }
            _ => {
                let app = app.clone();
                // After this step: the core is told in a step of its own.
                wasm_bindgen_futures::spawn_local(async move {
                    app.dispatch(Input::Acted(run, Action::Seen));
                });
            }
        }
        if let (Some(root), false) = (self.root.borrow().as_ref(), card.view.surface == Surface::Modal) {
            root.voice.set_text_content(Some(&card::spoken(&card.view)));
        }
    }
}

impl Card {
    /// Puts the card above everything on the page: in the top layer where the browser has one.
    fn raise(&mut self) {
        if self.view.surface == Surface::Modal {
            let _ = self.element.unchecked_ref::<HtmlDialogElement>().show_modal();
        } else if super::transport::method(&self.element, "showPopover").is_some() {
            let _ = self.element.set_attribute("popover", "manual");
            let _ = self.element.show_popover();
        }
    }

    fn close(&self) {
        if self.view.surface == Surface::Modal {
            self.element.unchecked_ref::<HtmlDialogElement>().close();
        }
        self.element.remove();
    }
}

/// Takes the page's font and colour scheme: dark where the page itself is dark now, whether by
/// its own switch or because it follows the system.
fn blend_in(host: &Element) {
    let computed = |element: Option<Element>, property: &str| {
        let style = super::window().get_computed_style(&element?).ok()??;
        style.get_property_value(property).ok()
    };
    let document = document();
    let scheme = computed(document.document_element(), "color-scheme").unwrap_or_default();
    let follows = scheme.contains("light") && super::probe::prefers_dark();
    if scheme.contains("dark") && (follows || !scheme.contains("light")) {
        let _ = host.set_attribute("data-scheme", "dark");
    }
    if let Some(font) = computed(document.body().map(Into::into), "font-family") {
        let style = host.unchecked_ref::<HtmlElement>().style();
        let _ = style.set_property("--docent-page-font", &font);
    }
}

/// What the element under a click means: its `data-press` attribute.
fn pressed(event: &Event) -> Option<Action> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("[data-press]").ok()??;
    Some(match button.get_attribute("data-press")?.as_str() {
        "close" => Action::Dismiss,
        "back" => Action::Back,
        "next" => Action::Answer(Value::Null),
        index => Action::Button(index.parse().ok()?),
    })
}

fn is_dismissible(card: &Element) -> bool {
    card.query_selector("[data-press=close]").ok().flatten().is_some()
}

const FOCUSABLE: &str = "button,input,textarea,select,a[href]";

fn focusable(card: &Element) -> Vec<HtmlElement> {
    let Ok(list) = card.query_selector_all(FOCUSABLE) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)?.dyn_into().ok()).collect()
}

/// In a modal card, Tab goes round and never out of it.
fn wrap_focus(card: &HtmlElement, key: &KeyboardEvent) {
    if card.tag_name() != "DIALOG" {
        return;
    }
    let all = focusable(card);
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
    let Some(now) = card.get_root_node().dyn_ref::<ShadowRoot>().and_then(ShadowRoot::active_element) else { return };
    let (edge, next) = if key.shift_key() { (first, last) } else { (last, first) };
    // Of a group of radio buttons, Tab knows only one: its last is the edge if any of it is.
    let group = |element: &Element| element.get_attribute("name").filter(|name| !name.is_empty());
    let same_group = group(&now).is_some() && group(&now) == group(edge);
    let at_edge = now.is_same_node(Some(edge));
    if at_edge || same_group {
        key.prevent_default();
        let _ = next.focus();
    }
}

/// The first field of a question; the field that was refused; else the heading.
fn focus_first(card: &HtmlElement, refused: bool) {
    let wanted = if refused { "[aria-invalid] input,[aria-invalid]" } else { "[data-focus]" };
    let found = card.query_selector(wanted).ok().flatten();
    let found = found.or_else(|| card.query_selector("h2").ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
