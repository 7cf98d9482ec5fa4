//! A card: heading, text, question, buttons. The same for every surface.

use web_sys::Element;

use super::{add, document, question, set};
use crate::core::experience::view::{Press, Surface, View};
use crate::core::text::{Block, Span, Style};
use crate::core::time::whole;

/// The class of a surface, for the style sheet.
pub(super) fn class(surface: &Surface) -> &'static str {
    match surface {
        Surface::Modal => "modal",
        Surface::Slideout => "slideout",
        Surface::Tooltip(_) => "tooltip",
        Surface::Banner { bottom: true, .. } => "banner bottom",
        Surface::Banner { bottom: false, .. } => "banner",
    }
}

/// Draws a view into the outer element of its card.
pub(super) fn draw(outer: &Element, view: &View) {
    outer.set_text_content(None);
    let heading = if view.title.is_empty() { &view.label } else { &view.title };
    let role = match view.surface {
        Surface::Banner { .. } => "region",
        _ => "dialog",
    };
    for (name, value) in [
        ("role", role),
        ("aria-label", heading),
        ("data-experience", &view.experience),
        ("part", "card"),
    ] {
        set(outer, name, value);
    }
    let line =
        if view.question.is_some() { "form class=card novalidate" } else { "div class=card" };
    let inner = add(outer, line, &[]);
    if let Some(text) = progress(view) {
        add(&inner, "p class=progress part=progress", &[&text]);
    }
    if !view.title.is_empty() {
        add(&inner, "h2 tabindex=-1 part=title", &[&view.title]);
    }
    body(&inner, view);
    if let Some(question) = &view.question {
        question::draw(&inner, question, heading_of(view));
    }
    buttons(&inner, view);
    if view.dismissible {
        add(
            outer,
            "button type=button class=close data-press=close aria-label=Close part=close",
            &[],
        );
    }
    if let Surface::Tooltip(_) = view.surface {
        add(outer, "div class=arrow part=arrow", &[]);
    }
}

/// What the answers are an answer to: the heading, or the question below the survey's greeting.
fn heading_of(view: &View) -> &str {
    let inside = view.body.iter().rev().find_map(|block| match block {
        Block::Heading(text) => Some(text.as_str()),
        _ => None,
    });
    inside.unwrap_or(&view.title)
}

fn progress(view: &View) -> Option<String> {
    let (at, of) = view.progress?;
    let word = if view.question.is_some() { "Question " } else { "Step " };
    Some([word, &whole(at as i64), " of ", &whole(of as i64)].concat())
}

/// What is said of a card that does not take the focus.
pub(super) fn spoken(view: &View) -> String {
    let text = view.body.iter().filter_map(|block| match block {
        Block::Paragraph(spans) => {
            Some(spans.iter().map(|span| span.text.as_str()).collect::<String>())
        }
        Block::Heading(text) => Some(text.clone()),
        _ => None,
    });
    let mut parts = vec![view.title.clone()];
    parts.extend(text);
    parts.extend(progress(view));
    parts.retain(|part| !part.is_empty());
    parts.join(". ")
}

fn body(card: &Element, view: &View) {
    if view.body.is_empty() {
        return;
    }
    let body = add(card, "div class=body part=body", &[]);
    for block in &view.body {
        draw_block(&body, block);
    }
}

fn draw_block(body: &Element, block: &Block) {
    match block {
        Block::Heading(text) => drop(add(body, "h3", &[text])),
        Block::Code(text) => drop(add(body, "pre", &[text])),
        Block::Paragraph(spans) => draw_spans(body, "p", spans),
        Block::List { ordered, items } => {
            let list = add(body, if *ordered { "ol" } else { "ul" }, &[]);
            for item in items {
                draw_spans(&list, "li", item);
            }
        }
        Block::Media { video, src, alt, size } => {
            let line = match video {
                true => "video src=$ aria-label=$ controls preload=metadata",
                false => "img src=$ alt=$ loading=lazy",
            };
            let media = add(body, line, &[src, alt]);
            if let Some((width, height)) = size {
                set(&media, "width", &whole(*width as i64));
                set(&media, "height", &whole(*height as i64));
            }
        }
    }
}

fn draw_spans(body: &Element, tag: &str, spans: &[Span]) {
    let parent = add(body, tag, &[]);
    for span in spans {
        let text = span.text.as_str();
        let line = match &span.style {
            Style::Plain => {
                let _ = parent.append_child(&document().create_text_node(text));
                continue;
            }
            Style::Bold => "strong",
            Style::Italic => "em",
            Style::Code => "code",
            Style::Link(url) => {
                add(&parent, "a href=$", &[url, text]);
                continue;
            }
        };
        add(&parent, line, &[text]);
    }
}

fn buttons(card: &Element, view: &View) {
    if view.buttons.is_empty() {
        return;
    }
    let row = add(card, "div class=buttons", &[]);
    for button in &view.buttons {
        let part = if button.primary { "primary" } else { "secondary" };
        let submits = button.press == Press::Submit && view.question.is_some();
        let kind = if submits { "submit" } else { "button" };
        let out = add(&row, "button type=$ class=$ part=$", &[kind, part, part, &button.label]);
        match button.press {
            Press::Submit if submits => {}
            Press::Submit => set(&out, "data-press", "next"),
            Press::Back => set(&out, "data-press", "back"),
            Press::Action(at) => set(&out, "data-press", &whole(at as i64)),
        }
    }
}
