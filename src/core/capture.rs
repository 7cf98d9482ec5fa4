//! What a click, a change, a submission or a page view means.
//!
//! Values that people type are never read. Text on the page is read only where the host turned
//! that on. An element is named by a selector that survives releases: by the attributes meant
//! for tests, else by its id, else by its place.

use super::segment::url_matches;
use super::strings::{concat, phrase, split, until};
use super::technographics::mentions;
use super::time::{Millis, SECOND, whole};
use super::value::{Map, Value};

/// Something the user did on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Gesture {
    /// What kind of thing.
    pub kind: GestureKind,
    /// The element and its ancestors, the element first; at most six are looked at. Of each: `tag`, in
    /// lower case; the attributes `id`, `name`, `type`, `role`; `test`, the first of `data-test`,
    /// `data-testid`, `data-test-id`, `data-qa`, `data-cy` with its value; `href`, the path a link leads
    /// to, without query; `root`, whether it stands directly in a shadow root; `nth`, which of the siblings with the same tag it is, from 1; and only where
    /// the host turned that on, `label` (`aria-label`) and `text`, what is visible.
    pub path: Vec<Value>,
    /// The selectors of the guidebook that match the element or one around it.
    pub matches: Vec<String>,
}

/// The kinds of gesture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum GestureKind {
    Click,
    Change,
    Submit,
    /// A click after which nothing happened.
    Dead,
}

/// What an event tells of an element, where the loader does.
const TOLD: [&str; 7] = ["id", "name", "type", "role", "label", "href", "text"];

/// The event a gesture becomes: name and properties.
#[must_use]
pub fn event(gesture: &Gesture) -> Option<(&'static str, Map)> {
    let element = gesture.path.first()?;
    let name = match gesture.kind {
        GestureKind::Click => "Element clicked",
        GestureKind::Change => "Input changed",
        GestureKind::Submit => "Form submitted",
        GestureKind::Dead => "Dead clicked",
    };
    let mut properties = Map::new()
        .with("tag", text(element, "tag").unwrap_or_default())
        .with("selector", selector(&gesture.path));
    for key in &TOLD {
        properties.set_some(key, text(element, key));
    }
    Some((name, properties))
}

/// A text that says something.
fn text<'a>(element: &'a Value, key: &str) -> Option<&'a str> {
    element.text(key).filter(|text| !text.is_empty())
}

/// The events of the tagged features a click used.
#[must_use]
pub fn features(gesture: &Gesture, features: &[Value], url: &str) -> Vec<String> {
    let mut events = Vec::new();
    for feature in features {
        if gesture.kind == GestureKind::Click
            && gesture.matches.iter().any(|hit| feature.says("selector", hit))
            && feature.text("page").is_none_or(|page| url_matches(page, url))
        {
            events.push(feature.text_or_empty("event").into());
        }
    }
    events
}

/// A CSS selector for the first element of a path, as short as it can be trusted.
#[must_use]
pub fn selector(path: &[Value]) -> String {
    let mut selector = String::new();
    let mut between = "";
    for element in path.iter().take(6) {
        let (part, last) = part(element);
        selector = concat(&[&part, between, &selector]);
        if last {
            break;
        }
        // What is around it is the host of its shadow root.
        between = if element.get("root").is_some() { " >>> " } else { " > " };
    }
    selector
}

/// What names one element of a path among its siblings, and whether it does in its whole document or root.
fn part(element: &Value) -> (String, bool) {
    if let [Value::Text(attribute), Value::Text(value)] = element.list("test") {
        return (phrase("[*=\"*\"]", &[attribute, &quoted(value)]), true);
    }
    if let Some(id) = element.text("id").filter(|id| is_plain_id(id)) {
        return (concat(&["#", id]), true);
    }
    let tag = element.text_or_empty("tag");
    let part = match text(element, "name") {
        Some(name) => phrase("*[name=\"*\"]", &[tag, &quoted(name)]),
        None => {
            let nth = element.number("nth").unwrap_or(1.0);
            phrase("*:nth-of-type(*)", &[tag, &whole(nth as i64)])
        }
    };
    (part, false)
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '"') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// An id that needs no escaping and does not look made by a machine (`:r1:`, `ember1234`).
fn is_plain_id(id: &str) -> bool {
    let mut digits = 0;
    for byte in id.as_bytes() {
        digits += usize::from(byte.is_ascii_digit());
        if !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_') {
            return false;
        }
    }
    id.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && digits < 4
}

/// Notices three or more clicks on one element within a second.
#[derive(Clone, Debug, Default)]
pub struct Rage {
    selector: String,
    clicks: Vec<Millis>,
}

impl Rage {
    /// Takes note of a click; true at the third in a row, once.
    pub fn click(&mut self, selector: &str, at: Millis) -> bool {
        if self.selector != selector {
            self.selector = selector.into();
            self.clicks.clear();
        }
        let mut clicks = Vec::new();
        for click in &self.clicks {
            if at - click < SECOND {
                clicks.push(*click);
            }
        }
        clicks.push(at);
        self.clicks = clicks;
        self.clicks.len() == 3
    }
}

/// The facts of a page with what follows from its query: `utm`.
#[must_use]
pub fn page_facts(page: &Value) -> Map {
    let mut facts = page.to_map();
    let mut utm = Map::new();
    for (key, value) in page.member("query").members() {
        if let Some(name) = key.strip_prefix("utm_") {
            utm.set(name, value.clone());
        }
    }
    if !utm.is_empty() {
        facts.set("utm", utm);
    }
    facts
}

/// Parts of the names of parameters whose values are nobody's business; whole ones between lines.
const SECRET: &str = "\
    token|mail|passw|secret|session|apikey|api_key|signature|phone|jwt|credential|saml|invite|nonce|\
    hmac|oobcode|sig_|_code_|_auth_|_key_|_pwd_|_otp_|_sid_|_pin_|_ssn_|_ticket_";

/// What a JWT begins with.
const JWT: &str = "eyJ";

/// What parts a URL or a text into names, values and words.
const MARKS: &[u8] = b"?#&/; \n\t\"<>(),";

/// A page as records tell of it: its URLs and its title without what looks like a secret.
/// What is in the query map stands in the URL too.
#[must_use]
pub(crate) fn discreet(page: &Value) -> Value {
    let mut told = page.to_map();
    told.remove("query");
    let mut told = Value::Map(told);
    mask(&mut told);
    told
}

/// Makes the same of whatever there is: of every text in it.
pub(crate) fn mask(value: &mut Value) {
    match value {
        Value::Text(text) => *text = masked(text),
        Value::List(list) => {
            for item in list {
                mask(item);
            }
        }
        Value::Map(map) => {
            for (_, item) in map.members_mut() {
                mask(item);
            }
        }
        _ => {}
    }
}

/// A URL, a part of one, or a text with a `*` for the values of parameters that are secret by their name
/// or have an e-mail address or a secret in them, for e-mail addresses, and for what begins as a JWT
/// does (RFC 7519: `{"` in base64url).
fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    // How much is left behind the parameter that was looked through last: once is enough, for a URL
    // may be very long.
    let mut behind = usize::MAX;
    loop {
        let mut part = until(rest, MARKS);
        let mut told = part;
        if let Some((name, _)) = split(part, "=") {
            let seen = rest.len() > behind;
            if !seen {
                behind = rest.len() - until(rest, b"?#&").len();
            }
            let whole = rest.get(..rest.len() - behind).unwrap_or_default();
            let value = whole.get(name.len() + 1..).unwrap_or_default();
            if mentions(&phrase("_*_", &[name]), SECRET)
                || value.starts_with(JWT)
                || !seen
                    && (mentions(value, "@|%40|%2540")
                        || mentions(value, "%3d|%253d") && mentions(value, SECRET)
                        || is_secret(value))
            {
                out.push_str(name);
                (told, part) = ("=*", whole);
            }
        } else if is_secret(part) {
            told = "*";
        }
        out.push_str(told);
        let Some((mark, behind)) = rest.get(part.len()..).and_then(|rest| rest.split_at_checked(1))
        else {
            return out;
        };
        out.push_str(mark);
        rest = behind;
    }
}

/// Whether a word is a JWT, or an e-mail address: a name, the sign as URLs write it, and a host. `@scope`
/// has nothing before the sign, and `lib@1.2.3` has a version behind it.
fn is_secret(word: &str) -> bool {
    let begins = |text: &str| text.as_bytes().first().is_some_and(|byte| !byte.is_ascii_digit());
    for sign in &["@", "%40", "%2540"] {
        if let Some((name, host)) = split(word, sign)
            && let Some((first, rest)) = split(host, ".")
            && !name.is_empty()
            && (begins(rest) || begins(first))
        {
            return true;
        }
    }
    word.starts_with(JWT)
}

impl Gesture {
    /// Reads a gesture as the loader describes it: `{kind, path: [{tag, id, …}], matches}`.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Gesture> {
        let kind = match value.text("kind")? {
            "click" => GestureKind::Click,
            "change" => GestureKind::Change,
            "submit" => GestureKind::Submit,
            "dead" => GestureKind::Dead,
            _ => return None,
        };
        Some(Gesture { kind, path: value.list("path").to_vec(), matches: value.texts("matches") })
    }
}
