//! Texts with HTML or Markdown in them: people would see the signs as they are written, because every
//! text is shown as text. What they are meant to do is done by blocks and marks.

use super::{Lint, inside};
use docent::core::value::Value;

/// Texts that are shown in one piece.
const PLAIN: [&str; 7] = ["title", "label", "submit", "placeholder", "low", "high", "other"];

/// Blocks and marks whose texts are shown; `code` may hold any sign.
const BLOCKS: [&str; 9] =
    ["heading", "paragraph", "list", "ordered", "bold", "italic", "link", "image", "video"];

/// What holds no texts for people.
const OTHERS: [&str; 8] =
    ["audience", "trigger", "theme", "done", "when", "properties", "traits", "arguments"];

/// Elements of HTML that format texts, and what does the same here.
const TAGS: [(&[&str], &str); 11] = [
    (&["b", "strong"], BOLD),
    (&["i", "em"], "the mark {\"italic\": \"…\"} in a paragraph"),
    (&["code", "pre", "kbd"], "the mark {\"code\": \"…\"} in a paragraph, or a block of that name"),
    (&["a"], LINK),
    (&["h1", "h2", "h3", "h4", "h5", "h6"], HEADING),
    (&["ul", "ol", "li"], "a block {\"list\": [\"…\", \"…\"]}, or {\"ordered\": […]}"),
    (&["img"], IMAGE),
    (&["video", "iframe"], "a block {\"video\": {\"src\": \"…\"}}"),
    (&["button"], "a block {\"button\": {\"label\": \"…\", \"do\": \"…\"}}, or actions"),
    (&["p", "br", "div", "hr"], "an element of the list for every paragraph"),
    (&["span", "u", "small", "sup", "sub", "font", "center", "style", "script"], ""),
];

const BOLD: &str =
    "the mark {\"bold\": \"…\"} in a paragraph: {\"paragraph\": [\"…\", {\"bold\": \"…\"}]}";
const LINK: &str = "the mark {\"link\": \"…\", \"url\": \"…\"} in a paragraph";
const HEADING: &str = "a block {\"heading\": \"…\"}";
const IMAGE: &str = "a block {\"image\": {\"src\": \"…\", \"alt\": \"…\"}}";

impl Lint<'_> {
    /// Looks through an experience or a part of one, its translations too.
    pub(super) fn markup(&mut self, content: &Value, place: &str) {
        for (index, item) in content.as_list().iter().enumerate() {
            self.markup(item, &format!("{place}[{index}]"));
        }
        for (key, item) in content.members() {
            let place = inside(place, key);
            match key {
                "body" | "thanks" => self.blocks(item, &place),
                _ if PLAIN.contains(&key) => self.marked(item, false, &place),
                _ if !OTHERS.contains(&key) => self.markup(item, &place),
                _ => {}
            }
        }
    }

    /// Blocks of text and what is in them.
    fn blocks(&mut self, content: &Value, place: &str) {
        self.marked(content, true, place);
        for (index, item) in content.as_list().iter().enumerate() {
            self.blocks(item, &format!("{place}[{index}]"));
        }
        for (key, item) in content.members() {
            let place = inside(place, key);
            match key {
                "button" => self.markup(item, &place),
                "alt" => self.marked(item, false, &place),
                _ if BLOCKS.contains(&key) => self.blocks(item, &place),
                _ => {}
            }
        }
    }

    fn marked(&mut self, text: &Value, in_blocks: bool, place: &str) {
        let Some((sign, instead)) = text.as_text().and_then(found) else { return };
        let remedy = match (in_blocks, instead) {
            (true, "") => "leave it out".to_owned(),
            (true, instead) => format!("write {instead}"),
            (false, _) => "this text has no marks; leave it out, or say it in the body".to_owned(),
        };
        self.doubt(place, &format!("shows {sign} as it is written; {remedy}"));
    }
}

/// The first sign of HTML or Markdown in a text, and what is written instead.
fn found(text: &str) -> Option<(String, &'static str)> {
    tag(text).or_else(|| link(text)).or_else(|| bold(text)).or_else(|| heading(text))
}

fn tag(text: &str) -> Option<(String, &'static str)> {
    text.split('<').skip(1).find_map(|rest| {
        let (inside, _) = rest.split_once('>')?;
        let name = inside.strip_prefix('/').unwrap_or(inside);
        let name = name.split([' ', '/', '\n']).next()?.to_ascii_lowercase();
        let (_, instead) = TAGS.iter().find(|(names, _)| names.contains(&name.as_str()))?;
        Some((format!("<{inside}>"), *instead))
    })
}

/// `[text](url)`, and with a `!` before it an image.
fn link(text: &str) -> Option<(String, &'static str)> {
    let mut before = "";
    for (at, _) in text.match_indices("](") {
        let (head, tail) = text.split_at(at);
        let url = tail.get(2..)?.split(')').next()?;
        let leads = ["http", "/", "#", "mailto:", "{{"].iter().any(|start| url.starts_with(start));
        if let Some((outside, words)) = head.rsplit_once('[')
            && leads
            && tail.contains(')')
            && !words.is_empty()
        {
            before = if outside.ends_with('!') { "!" } else { before };
            let instead = if before.is_empty() { LINK } else { IMAGE };
            return Some((format!("{before}[{words}]({url})"), instead));
        }
    }
    None
}

/// `**text**`; not the asterisks that hide digits, nor those of arithmetic.
fn bold(text: &str) -> Option<(String, &'static str)> {
    for (at, _) in text.match_indices("**") {
        let (before, from) = text.split_at(at);
        let (words, _) = from.get(2..)?.split_once("**").unwrap_or_default();
        let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '{' || c == '}');
        let closed = words.chars().next_back().is_some_and(|c| !c.is_whitespace());
        if word(words.chars().next()) && closed && !word(before.chars().next_back()) {
            return Some((format!("**{words}**"), BOLD));
        }
    }
    None
}

/// `# Words` at the start of a line; what follows the number sign of a number is none.
fn heading(text: &str) -> Option<(String, &'static str)> {
    text.lines().find_map(|line| {
        let words = line.trim_start_matches('#');
        let signs = line.len() - words.len();
        let first = words.strip_prefix(' ')?.chars().next()?;
        let is = (1..=6).contains(&signs) && first.is_alphabetic();
        is.then(|| (format!("{} at the start of a line", "#".repeat(signs)), HEADING))
    })
}
