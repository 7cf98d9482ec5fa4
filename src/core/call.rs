//! Calls of the public API, decoded: names and arguments in, a typed [`Call`] out.
//!
//! Decoding is here and not at the boundary, so that every way of calling wrongly can be tested
//! natively and says what to do.

use super::platform::Platform;
use super::strings::phrase;
use super::time::{Millis, instant};
use super::value::{Map, Value, to_text};

/// A call that changes something.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Call {
    Identify(String, Map),
    Group(String, Map),
    Set(Map),
    SetOnce(Map),
    Add(Map),
    Append(Map),
    Remove(Map),
    /// Name, properties, and when, if not now; 0 where that is no time.
    Track(String, Map, Option<Millis>),
    Page(Map),
    Alias(String),
    Reset,
    Show(String),
    /// The page asked for its variant of this experiment.
    Expose(String),
    End(Option<String>),
    /// Quiet, or no longer; and whether a preview asks for it, and not the page.
    Suppress(bool, bool),
    Consent(Value),
    Erase,
    Flush,
}

impl Call {
    /// Reads a call.
    ///
    /// # Errors
    /// What was wrong and what is expected, as a sentence for the developer.
    pub fn decode(
        name: &str,
        arguments: &[Value],
        platform: &dyn Platform,
    ) -> Result<Call, String> {
        let mut given = Arguments { name, arguments, platform, wrong: None };
        let call = match name {
            "identify" => Call::Identify(given.id("a user id"), given.object(1)),
            "group" => Call::Group(given.id("a company id"), given.object(1)),
            "set" => Call::Set(given.object(0)),
            "setOnce" => Call::SetOnce(given.object(0)),
            "add" => Call::Add(given.object(0)),
            "append" => Call::Append(given.object(0)),
            "remove" => Call::Remove(given.object(0)),
            "track" => {
                Call::Track(given.id("the name of an event"), given.object(1), given.timestamp())
            }
            "page" => Call::Page(given.object(0)),
            "alias" => Call::Alias(given.id("a user id")),
            "reset" => Call::Reset,
            "show" => Call::Show(given.id("the id of an experience")),
            "expose" => Call::Expose(given.id("the id of an experiment")),
            "end" if matches!(arguments.first(), Some(Value::Text(_) | Value::Number(_))) => {
                Call::End(Some(given.id("the id of an experience")))
            }
            // The event too that a page's own listener is given.
            "end" => Call::End(None),
            "suppress" => Call::Suppress(true, given.by_preview()),
            "unsuppress" => Call::Suppress(false, given.by_preview()),
            "consent" => Call::Consent(arguments.first().cloned().unwrap_or_default()),
            "erase" => Call::Erase,
            "flush" => Call::Flush,
            _ => return Err(phrase("docent.* does not exist", &[name])),
        };
        match given.wrong {
            None => Ok(call),
            Some(wrong) => Err(wrong),
        }
    }
}

/// The arguments of a call. What is wrong with one is kept, the first of all, and nothing is read in
/// its place: so a call is made in one expression, and given up after it.
struct Arguments<'a> {
    name: &'a str,
    arguments: &'a [Value],
    platform: &'a dyn Platform,
    wrong: Option<String>,
}

impl Arguments<'_> {
    #[inline(never)]
    fn expect(&mut self, expected: &str) {
        if self.wrong.is_none() {
            let words = "docent.* was called wrongly: expected *";
            self.wrong = Some(phrase(words, &[self.name, expected]));
        }
    }

    /// An id in the first place: a text that is not empty, or a number, which many user ids are.
    #[inline(never)]
    fn first_id(&self) -> Option<String> {
        match self.arguments.first()? {
            Value::Text(text) if !text.is_empty() => Some(text.clone()),
            value @ Value::Number(_) => Some(to_text(value, self.platform)),
            _ => None,
        }
    }

    #[inline(never)]
    fn id(&mut self, expected: &str) -> String {
        self.first_id().unwrap_or_else(|| {
            self.expect(expected);
            String::new()
        })
    }

    #[inline(never)]
    fn object(&mut self, at: usize) -> Map {
        match self.arguments.get(at) {
            None | Some(Value::Null) => {}
            Some(Value::Map(map)) => return map.clone(),
            _ => self.expect("an object of names and values"),
        }
        Map::new()
    }

    /// When a tracked event happened; 0 where that is no time.
    fn timestamp(&mut self) -> Option<Millis> {
        let when = self.object(2).remove("timestamp").filter(|when| !when.is_null());
        when.map(|when| instant(&when).unwrap_or_default())
    }

    fn by_preview(&self) -> bool {
        self.arguments.first() == Some(&"preview".into())
    }
}
