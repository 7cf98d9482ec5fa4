//! The options of `docent.init`, decoded.

use super::consent::{Answer, Consent, UNREADABLE};
use super::device;
use super::profile::Profile;
use super::strings::concat;
use super::time::{DAY, Millis, parse_duration, whole};
use super::value::{Map, Value};

/// How Docent was told to work.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where the guidebook is.
    pub guidebook: Source,
    /// Where events go.
    pub sinks: Vec<Sink>,
    /// What the user allowed, where nothing newer is stored.
    pub consent: Consent,
    /// What is captured.
    pub capture: Capture,
    /// Facts the host knows better.
    pub facts: Map,
    /// How much of what happened stays on the device.
    pub history: Bounds,
    /// What the customer's server knows of this person.
    pub profile: Profile,
    /// Variants given by hand, by experiment, for trying them out.
    pub variants: Map,
    /// The language people are spoken to in; the device's where missing.
    pub locale: Option<String>,
}

/// How much of what happened stays on the device, oldest going first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// About how many bytes all events may take, and all that was said anew since; 1 MB more where
    /// it has not reached its sinks.
    pub bytes: usize,
    /// How old that may become, in milliseconds.
    pub age: Millis,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { bytes: 4_000_000, age: 400 * DAY }
    }
}

/// Where the guidebook is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Source {
    /// There is none.
    #[default]
    None,
    /// At a URL.
    Url(String),
    /// Given as an object.
    Given(Value),
}

/// Where events go.
#[derive(Clone, Debug, PartialEq)]
pub struct Sink {
    /// Its place among the sinks in the options: whoever sends finds it there.
    pub at: usize,
    /// Which wire format.
    pub kind: SinkKind,
    /// What makes it this sink and no other: format, URL and key; of a function, its place.
    pub address: String,
    /// The API key that stands in the body of a batch.
    pub key: String,
}

/// The wire formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SinkKind {
    /// Segment's HTTP Tracking API, `batch`.
    Segment,
    /// PostHog's `batch` endpoint.
    Posthog,
    /// A function of the host, given Segment messages.
    Function,
}

/// What is captured without a call: yes or no as it was given to `init`, for all or for each thing.
#[derive(Clone, Debug, Default)]
pub struct Capture(Value);

impl Capture {
    /// Whether this is captured: `clicks`, `inputs`, `forms`, `pages`, `frustration`; and `queries`,
    /// URLs whole, with what looks like a secret in them, which nobody gets unasked.
    #[must_use]
    pub fn has(&self, what: &str) -> bool {
        let unasked = what != "queries";
        match &self.0 {
            Value::Null | Value::Bool(true) => unasked,
            Value::Map(given) => match given.get(what) {
                Some(Value::Bool(yes)) => *yes,
                _ => unasked,
            },
            _ => false,
        }
    }
}

/// The most bytes of history there may be: with all that belongs to it, it is read at once at the start.
const MOST: usize = 32 << 20;

impl Config {
    /// Reads the options. What is of the wrong kind takes its default, which the loader has said;
    /// what only the core can tell to be wrong is reported.
    #[must_use]
    pub fn decode(options: &Value, global_privacy_control: bool) -> (Config, Vec<String>) {
        let mut config = Config::default();
        let mut wrong = Vec::new();
        config.guidebook = match options.get("guidebook") {
            Some(Value::Text(url)) => Source::Url(url.clone()),
            Some(given @ Value::Map(_)) => Source::Given(given.clone()),
            _ => Source::None,
        };
        if global_privacy_control {
            config.consent.analytics = Answer::Denied;
        }
        if let Some(value) = options.get("consent") {
            // What cannot be read is no consent.
            let pending = Consent { analytics: Answer::Pending, personalization: Answer::Pending };
            let read = config.consent.read(value);
            if read.is_none() {
                wrong.push(concat(&["init: ", UNREADABLE]));
            }
            config.consent = read.unwrap_or(pending);
        }
        config.capture = Capture(options.member("capture").clone());
        if let Some(Value::Map(facts)) = options.get("facts") {
            config.facts = facts.clone();
            device::complete(&mut config.facts);
        }
        if let Some(most) = options.at("history.bytes").and_then(Value::as_number) {
            config.history.bytes = (most as usize).min(MOST);
        }
        if let Some(age) = options.at("history.age").and_then(Value::as_text) {
            match parse_duration(age) {
                Some(age) => config.history.age = age,
                None => wrong.push("init: history.age: expected a duration like \"30d\"".into()),
            }
        }
        if let Some(profile) = options.get("profile").and_then(Profile::from_value) {
            config.profile = profile;
        }
        config.locale = options.at("ui.locale").and_then(Value::as_text).map(Into::into);
        if let Some(Value::Map(variants)) = options.get("variants") {
            config.variants = variants.clone();
        }
        for (index, item) in options.list("sinks").iter().enumerate() {
            if let Some(sink) = sink(index, item) {
                config.sinks.push(sink);
            }
        }
        (config, wrong)
    }
}

fn sink(at: usize, item: &Value) -> Option<Sink> {
    let kind = match item.text("kind")? {
        "segment" => SinkKind::Segment,
        "posthog" => SinkKind::Posthog,
        "function" => SinkKind::Function,
        _ => return None,
    };
    let text = |key| item.text_or_empty(key);
    let (name, url, key) = (text("kind"), text("url"), text("apiKey"));
    let address = match kind {
        SinkKind::Function => concat(&[name, " ", &whole(at as i64)]),
        _ if url.is_empty() => return None,
        _ => concat(&[name, " ", url, " ", key, text("writeKey")]),
    };
    Some(Sink { at, kind, address, key: key.into() })
}
