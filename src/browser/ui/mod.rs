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
    CssStyleSheet, Document, Element, Event, HtmlDialogElement, HtmlElement, KeyboardEvent, Node,
};

use super::listener::{Act, Listener, Phase, object};
use super::{App, document};
use crate::core::Input;
use crate::core::experience::run::Action;
use crate::core::experience::view::{Surface, View};
use crate::core::value::Value;
use anchor::Follower;

/// The tag of the host element; nothing of the page is called so.
const HOST: &str = "docent-ui";

/// Everything on the screen.
pub(super) struct Stage {
    app: Weak<App>,
    root: RefCell<Option<Root>>,
    cards: RefCell<Vec<Card>>,
}

struct Root {
    host: Element,
    shadow: Node,
    /// Where changes are said to screen readers without moving the focus.
    voice: Element,
    _listener: Listener,
}

/// One view on the screen.
struct Card {
    view: View,
    element: HtmlElement,
    /// What had the focus before a modal card took it.
    before: Option<HtmlElement>,
    follower: Option<Rc<Follower>>,
    _listener: Listener,
}

/// Builds an element below `parent`: `"a class=link href=$"` names the tag and the attributes,
/// each `$` stands for the next of `values`, and one value more is the text. A line of text
/// because a list of pairs costs four words in the module for every attribute.
fn add(parent: &Node, line: &str, values: &[&str]) -> Element {
    let mut words = line.split(' ');
    let mut values = values.iter().copied();
    let element = document().create_element(words.next().unwrap_or_default()).unwrap_throw();
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = if value == "$" { values.next().unwrap_or_default() } else { value };
        set(&element, name, value);
    }
    if let Some(text) = values.next() {
        element.set_text_content(Some(text));
    }
    let _ = parent.append_child(&element);
    element
}

/// Sets an attribute; that fails only for what is no name.
fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// The first element below `within` that a selector matches.
fn first(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// All elements below `within`, an element or the document, that a selector matches.
fn all(within: &Node, selector: &str) -> Vec<HtmlElement> {
    let mut found = Vec::new();
    if let Ok(list) = within.unchecked_ref::<Element>().query_selector_all(selector) {
        for index in 0..list.length() {
            found.extend(list.get(index).map(JsCast::unchecked_into::<HtmlElement>));
        }
    }
    found
}

/// What has the focus in a document or a shadow root.
fn active(root: &Node) -> Option<HtmlElement> {
    root.unchecked_ref::<Document>().active_element().map(JsCast::unchecked_into)
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
                && std::mem::discriminant(&card.view.surface)
                    == std::mem::discriminant(&view.surface)
        };
        let known = self.cards.borrow().iter().position(same);
        let fresh = known.is_none();
        let mut card = match known {
            Some(at) => self.cards.borrow_mut().remove(at),
            None => {
                let before = self.take(&view.run).and_then(|card| card.before);
                let Some(mut card) = self.open(&app, view.clone()) else { return };
                card.before = before.or(card.before);
                card
            }
        };
        let refused = view.question.as_ref().is_some_and(|question| question.error.is_some());
        let inside = active(&card.element.get_root_node());
        let focused = inside.is_some_and(|inside| card.element.contains(Some(&inside)));
        card.view = view;
        card::draw(&card.element, &card.view);
        self.place(&app, &mut card, fresh);
        // Drawing anew takes the focus away from whoever had it; nobody else is given it unasked.
        if focused || card.view.surface == Surface::Modal {
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
        let document = document();
        let dialog = all(&document, "dialog:modal").pop();
        let parent: Option<Element> = dialog.or_else(|| document.body()).map(Into::into);
        let Some(parent) = parent.or_else(|| document.document_element()) else { return };
        let host = add(&parent, HOST, &[]);
        let options = object(&[("mode", "open".into())]);
        let Ok(shadow) = host.attach_shadow(options.unchecked_ref()) else { return };
        blend_in(&host);
        if let Ok(sheet) = CssStyleSheet::new() {
            let _ = sheet.replace_sync(&app.hooks.css());
            shadow.set_adopted_style_sheets(&js_sys::Array::of1(&sheet).into());
        }
        let voice = add(&shadow, "div class=voice aria-live=polite", &[]);
        // The page's shortcuts do not fire while someone types here.
        let names = &["keydown", "keyup", "keypress", "beforeinput", "input", "change", "submit"];
        let stop = Box::new(|event: JsValue| event.unchecked_ref::<Event>().stop_propagation());
        let listener = Listener::new(&host, names, Phase::default(), &app.hooks.signal(), stop);
        *self.root.borrow_mut() =
            Some(Root { host, shadow: shadow.into(), voice, _listener: listener });
    }

    /// Creates the outer element of a card and puts it on the screen.
    fn open(&self, app: &Rc<App>, view: View) -> Option<Card> {
        let root = self.root.borrow();
        let modal = view.surface == Surface::Modal;
        let line = if modal { "dialog class=$" } else { "div class=$" };
        let element = add(&root.as_ref()?.shadow, line, &[card::class(&view.surface)]);
        let element: HtmlElement = element.unchecked_into();
        let card = Card {
            _listener: listen(app, &element, &view.run),
            before: if modal { active(&document()) } else { None },
            view,
            element,
            follower: None,
        };
        card.raise();
        Some(card)
    }

    /// Anchors a tooltip to its element, or tells at once that the card is seen.
    fn place(&self, app: &Rc<App>, card: &mut Card, fresh: bool) {
        card.follower = None;
        let run = card.view.run.clone();
        match &card.view.surface {
            Surface::Tooltip(anchor) => {
                let follower = Follower::start(app, &card.element, anchor.clone(), run, fresh);
                card.follower = Some(follower);
            }
            // A step of its own: it waits until the present one is done.
            _ => app.dispatch(Input::Acted(run, Action::Seen)),
        }
        if let (Some(root), false) =
            (self.root.borrow().as_ref(), card.view.surface == Surface::Modal)
        {
            root.voice.set_text_content(Some(&card::spoken(&card.view)));
        }
    }
}

impl Card {
    /// Puts the card above everything on the page: in the top layer where the browser has one.
    fn raise(&self) {
        if self.view.surface == Surface::Modal {
            let _ = self.element.unchecked_ref::<HtmlDialogElement>().show_modal();
        } else if super::transport::method(&self.element, "showPopover").is_some() {
            set(&self.element, "popover", "manual");
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
        set(host, "data-scheme", "dark");
    }
    if let Some(font) = computed(document.body().map(Into::into), "font-family") {
        let style = host.unchecked_ref::<HtmlElement>().style();
        let _ = style.set_property("--docent-page-font", &font);
    }
}

/// Tells the core what someone does in a card.
fn listen(app: &Rc<App>, card: &HtmlElement, run: &str) -> Listener {
    let (weak, run, outer) = (Rc::downgrade(app), run.to_owned(), card.clone());
    let act: Act = Box::new(move |event| {
        let action = action_of(&outer, event.unchecked_ref());
        if let (Some(app), Some(action)) = (weak.upgrade(), action) {
            app.dispatch(Input::Acted(run.clone(), action));
        }
    });
    let active = Phase { active: true, ..Phase::default() };
    Listener::new(card, &["click", "submit", "keydown", "cancel"], active, &app.hooks.signal(), act)
}

/// What an event in a card means.
fn action_of(card: &HtmlElement, event: &Event) -> Option<Action> {
    let kind = event.type_();
    if kind == "click" {
        return pressed(event);
    }
    if kind == "submit" {
        event.prevent_default();
        return Some(Action::Answer(question::answer(card)));
    }
    if kind == "keydown" {
        let key: &KeyboardEvent = event.unchecked_ref();
        let name = key.key();
        if name == "Tab" {
            wrap_focus(card, key);
        }
        if name != "Escape" {
            return None;
        }
    }
    // Escape, or `cancel`: the browser's own way to ask a dialog to close.
    event.prevent_default();
    is_dismissible(card).then_some(Action::Dismiss)
}

/// What the element under a click means: its `data-press` attribute.
fn pressed(event: &Event) -> Option<Action> {
    let target: Element = event.target()?.unchecked_into();
    let button = target.closest("[data-press]").ok()??;
    Some(match button.get_attribute("data-press")?.as_str() {
        "close" => Action::Dismiss,
        "back" => Action::Back,
        "next" => Action::Answer(Value::Null),
        index => Action::Button(index.parse().ok()?),
    })
}

fn is_dismissible(card: &Element) -> bool {
    first(card, "[data-press=close]").is_some()
}

/// In a modal card, Tab goes round and never out of it.
fn wrap_focus(card: &HtmlElement, key: &KeyboardEvent) {
    if card.tag_name() != "DIALOG" {
        return;
    }
    let all = all(card, "button,input,textarea,select,a[href]");
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
    let Some(now) = active(&card.get_root_node()) else { return };
    let (edge, next) = if key.shift_key() { (first, last) } else { (last, first) };
    // Of a group of radio buttons, Tab knows only one: its last is the edge if any of it is.
    let is_radio = |element: &Element| element.get_attribute("type").as_deref() == Some("radio");
    let group = |element: &Element| element.get_attribute("name").filter(|_| is_radio(element));
    let same_group = group(&now).is_some() && group(&now) == group(edge);
    if now == *edge || same_group {
        key.prevent_default();
        let _ = next.focus();
    }
}

/// The first field of a question; the field that was refused; else the heading.
fn focus_first(card: &HtmlElement, refused: bool) {
    let wanted = if refused { "[aria-invalid] input,[aria-invalid]" } else { "[data-focus]" };
    let found = first(card, wanted).or_else(|| first(card, "h2")).or_else(|| first(card, "button"));
    if let Some(element) = found {
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }
}
