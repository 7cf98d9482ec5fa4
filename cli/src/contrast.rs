//! Whether the colours of themes can be read on one another, as WCAG 2.2 measures it.
//!
//! What a theme leaves open is read from the style sheet that the page gets, so that there is no
//! second list of defaults which could be another one day.

use crate::lint::is_safe;
use color::{OpaqueColor, Srgb, parse_color};
use docent::core::value::Value;
use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../pkg-config/src/ui/style.css");

/// What WCAG's level AA asks of text that is not large (1.4.3).
const TEXT: f32 = 4.5;
/// What it asks of all else that one has to see (1.4.11).
const SHAPE: f32 = 3.0;

/// What the style sheet draws on what, what people see of it, and what that needs.
///
/// Whatever else has a meaning (the ring of the focus, a chosen option, a tick, progress, a beacon,
/// the frame of a wrong answer) is in the colour of a text on the same ground, and needs less.
/// `line` is not judged: it parts what words tell apart too.
const PAIRS: [(&str, &str, &str, f32); 8] = [
    ("text", "surface", "titles", TEXT),
    ("muted", "surface", "texts", TEXT),
    ("accent", "surface", "links", TEXT),
    ("danger", "surface", "errors", TEXT),
    ("on-accent", "accent", "buttons", TEXT),
    ("text", "field", "answers", TEXT),
    ("muted", "field", "placeholders", TEXT),
    ("border", "surface", "frames of fields", SHAPE),
];

/// Colours of the browser's own, and words for no colour in particular: nobody can judge them here.
const UNKNOWN: &str = "accentcolor accentcolortext activetext buttonborder buttonface buttontext \
    canvas canvastext currentcolor field fieldtext graytext highlight highlighttext inherit initial \
    linktext mark marktext revert revert-layer selecteditem selecteditemtext unset visitedtext";

/// Functions of CSS that may give a colour, which nobody knows here.
const FUNCTIONS: &str = "color color-contrast color-mix contrast-color device-cmyk env hsl hsla hwb lab \
    lch light-dark oklab oklch rgb rgba var";

/// Places and words of what can hardly be read, or is no colour.
pub(crate) fn doubts(document: &Value) -> Vec<(String, String)> {
    let base = ("theme".to_owned(), document.get("theme"));
    let mut doubts = judge(std::slice::from_ref(&base));
    for (index, experience) in document.list("experiences").iter().enumerate() {
        if let Some(theme) = experience.get("theme") {
            let own = (format!("experiences[{index}].theme"), Some(theme));
            doubts.append(&mut judge(&[base.clone(), own]));
        }
    }
    doubts
}

/// A theme and its place.
type Theme<'a> = (String, Option<&'a Value>);

/// Doubts of the last of these themes, which goes before the others.
fn judge(themes: &[Theme]) -> Vec<(String, String)> {
    let [.., (own, _)] = themes else { return Vec::new() };
    let (bright, dark) = (layers(themes, false), layers(themes, true));
    let mine = dark.iter().filter(|(place, _)| place.starts_with(own));
    let mut doubts: Vec<(String, String)> = mine.flat_map(no_colours).collect();
    let said = unreadable(&bright, false);
    let (mut in_dark, mut places) = (unreadable(&dark, true), BTreeMap::new());
    in_dark.retain(|one| !said.contains(one));
    for (when, found) in [("", said), (" where the page is dark", in_dark)] {
        for (place, need, what) in found.into_iter().filter(|(place, ..)| place.starts_with(own)) {
            places.entry((place, when)).or_insert_with(Vec::new).push((need, what));
        }
    }
    doubts.extend(places.into_iter().map(|((place, when), all)| {
        let needs = [("text needs", TEXT), ("frames need", SHAPE)];
        let needs = needs.into_iter().filter(|(_, need)| all.iter().any(|(of, _)| of == need));
        let needs: Vec<_> = needs.map(|(what, need)| format!("{what} {need} to 1")).collect();
        let all: Vec<_> = all.iter().map(|(_, what)| what.as_str()).collect();
        let (all, needs) = (all.join(", "), needs.join(", "));
        (place, format!("too little contrast{when}: {all}; {needs}"))
    }));
    doubts
}

/// Themes in the order in which one goes before another, as the page lays them.
fn layers<'a>(themes: &[Theme<'a>], dark: bool) -> Vec<Theme<'a>> {
    let parts = |(place, theme): &Theme<'a>| {
        let inner = (format!("{place}.dark"), theme.and_then(|theme| theme.get("dark")));
        [Some((place.clone(), *theme)), dark.then_some(inner)]
    };
    themes.iter().flat_map(parts).flatten().collect()
}

/// What of a theme should be a colour, and is none in any browser.
fn no_colours((place, theme): &Theme) -> Vec<(String, String)> {
    let tokens = theme.and_then(Value::as_map).into_iter().flat_map(|tokens| tokens.iter());
    let wrong = tokens.filter(|(token, value)| {
        let text = value.as_text().unwrap_or_default();
        let maybe = is_function(text) || UNKNOWN.split(' ').any(|it| text.eq_ignore_ascii_case(it));
        let colour =
            default(&token.replace('_', "-"), false).is_some_and(|it| parse_color(it).is_ok());
        colour && parse_color(text).is_err() && !maybe
    });
    wrong
        .map(|(token, _)| (format!("{place}.{token}"), "expected a colour like \"#06c\"".into()))
        .collect()
}

/// Whether a text may be a colour that depends on the page.
fn is_function(text: &str) -> bool {
    let name = text.split_once('(').map(|(name, _)| name.trim().to_ascii_lowercase());
    name.is_some_and(|name| is_safe(text) && FUNCTIONS.split_whitespace().any(|it| it == name))
}

/// Places of tokens, what is needed there, and the pairs that cannot be told apart because of them.
fn unreadable(layers: &[Theme], dark: bool) -> Vec<(String, f32, String)> {
    let pairs = PAIRS.iter().filter_map(|(fore, back, what, need)| {
        let [surface, back, fore] =
            ["surface", back, fore].map(|token| Ink::of(token, layers, dark));
        let (ground, opaque) = parse_color(surface.text).ok()?.to_alpha_color::<Srgb>().split();
        let ground = laid(back.text, ground).filter(|_| opaque == 1.0)?;
        let ratio = contrast(laid(fore.text, ground)?, ground);
        // Rounded, but never to what would be enough.
        let shown = ratio.min(need - 0.1);
        let why = format!("{what} {shown:.1} to 1 ({} on {})", fore.text, back.text);
        // Of two tokens, the one that was set over the other is the one to change.
        let cause = if back.layer > fore.layer { back } else { fore };
        (ratio < *need).then_some((cause.place, *need, why))
    });
    pairs.collect()
}

/// A token as it is in force.
struct Ink<'a> {
    text: &'a str,
    place: String,
    /// The layer that set it; none, if it has its default.
    layer: Option<usize>,
}

impl<'a> Ink<'a> {
    fn of(token: &str, layers: &[Theme<'a>], dark: bool) -> Ink<'a> {
        let set = layers.iter().enumerate().rev().find_map(|(layer, (place, theme))| {
            let tokens = theme.and_then(Value::as_map)?;
            let (key, value) = tokens.iter().find(|(key, _)| key.replace('_', "-") == token)?;
            let text = value.as_text().unwrap_or_default();
            Some(Ink { text, place: format!("{place}.{key}"), layer: Some(layer) })
        });
        let text = default(token, dark).unwrap_or_default();
        set.unwrap_or(Ink { text, place: String::new(), layer: None })
    }
}

/// What a token is in the style sheet, where it stands with its default: first for bright pages,
/// then for dark ones.
fn default(token: &str, dark: bool) -> Option<&'static str> {
    let property = format!("var(--docent-{token}, ");
    let behind = STYLE.split(&property).nth(1 + usize::from(dark))?;
    behind.split(");").next()
}

/// The names of all tokens, each once, in the order of the style sheet.
pub(crate) fn tokens() -> Vec<&'static str> {
    let mut tokens = Vec::new();
    for behind in STYLE.split("var(--docent-").skip(1) {
        let name = behind.split([',', ')']).next().unwrap_or_default();
        if !tokens.contains(&name) {
            tokens.push(name);
        }
    }
    tokens
}

/// A colour as it is seen on an opaque ground.
fn laid(text: &str, ground: OpaqueColor<Srgb>) -> Option<OpaqueColor<Srgb>> {
    let (colour, alpha) = parse_color(text).ok()?.clip().to_alpha_color::<Srgb>().split();
    Some(ground.lerp_rect(colour, alpha))
}

/// WCAG's contrast ratio, from 1 to 21.
fn contrast(one: OpaqueColor<Srgb>, other: OpaqueColor<Srgb>) -> f32 {
    let (one, other) = (one.relative_luminance() + 0.05, other.relative_luminance() + 0.05);
    one.max(other) / one.min(other)
}
