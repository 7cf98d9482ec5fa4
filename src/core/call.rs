//! Calls of the public API, decoded: names and arguments in, a typed [`Call`] out.
//!
//! Decoding is here and not at the boundary, so that every way of calling wrongly can be tested
//! natively and says what to do.

use super::platform::Platform;
use super::segment::{instant, to_text};
use super::strings::phrase;
use super::time::Millis;
use super::value::{Map, Value};

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
        let args = Arguments { name, arguments, platform };
        let (expected, object) = match name {
            "identify" => ("a user id", 1),
            "group" => ("a company id", 1),
            "track" => ("the name of an event", 1),
            "alias" => ("a user id", NONE),
            "expose" => ("the id of an experiment", NONE),
            "show" => ("the id of an experience", NONE),
            "set" | "setOnce" | "add" | "append" | "remove" | "page" => ("", 0),
            _ => ("", NONE),
        };
        let id = if expected.is_empty() { String::new() } else { args.id(0, expected)? };
        let object = args.object(object)?;
        Ok(match name {
            "identify" => Call::Identify(id, object),
            "group" => Call::Group(id, object),
            "set" => Call::Set(object),
            "setOnce" => Call::SetOnce(object),
            "add" => Call::Add(object),
            "append" => Call::Append(object),
            "remove" => Call::Remove(object),
            "track" => {
                let when = args.object(2)?.remove("timestamp").filter(|when| !when.is_null());
                Call::Track(id, object, when.map(|when| instant(&when).unwrap_or_default()))
            }
            "page" => Call::Page(object),
            "alias" => Call::Alias(id),
            "reset" => Call::Reset,
            "expose" => Call::Expose(id),
            "show" => Call::Show(id),
            "end" => Call::End(args.id(0, "").ok()),
            "suppress" | "unsuppress" => {
                let preview = arguments.first() == Some(&"preview".into());
                Call::Suppress(name == "suppress", preview)
            }
            "consent" => Call::Consent(arguments.first().cloned().unwrap_or_default()),
            "erase" => Call::Erase,
            "flush" => Call::Flush,
            _ => return Err(phrase("docent.* does not exist", &[name])),
        })
    }
}

/// The place of an argument that no call has.
const NONE: usize = usize::MAX;

struct Arguments<'a> {
    name: &'a str,
    arguments: &'a [Value],
    platform: &'a dyn Platform,
}

impl Arguments<'_> {
    fn error<T>(&self, expected: &str) -> Result<T, String> {
        Err(phrase("docent.* was called wrongly: expected *", &[self.name, expected]))
    }

    /// An id: a text that is not empty, or a number, which many user ids are.
    fn id(&self, at: usize, expected: &str) -> Result<String, String> {
        match self.arguments.get(at) {
            Some(Value::Text(text)) if !text.is_empty() => Ok(text.clone()),
            Some(value @ Value::Number(_)) => Ok(to_text(value, self.platform)),
            _ => self.error(expected),
        }
    }

    fn object(&self, at: usize) -> Result<Map, String> {
        match self.arguments.get(at) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Map(map)) => Ok(map.clone()),
            _ => self.error("an object of names and values"),
        }
    }
}
