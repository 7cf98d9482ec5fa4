//! Reading JSON text, with limits and located errors.
//!
//! Our own reader and not the platform's, because what it must say is ours: a key given twice,
//! nesting beyond a limit and a syntax error each come back with line and column, in the page
//! and on the command line alike. RFC 8259; a byte order mark is skipped.

use std::borrow::Cow;
use std::rc::Rc;

use super::map::Member;
use super::{Map, Value};
use crate::core::digest::fnv32a;
use crate::core::platform::Platform;
use crate::core::strings::{digits, phrase, same};
use crate::core::time::whole;

/// What a reader takes at the most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Levels of lists and objects inside one another.
    pub depth: usize,
}

impl Limits {
    /// A guidebook: 1 MB of text, 64 levels.
    pub const GUIDEBOOK: Limits = Limits { bytes: 1 << 20, depth: 64 };
}

/// Where and why reading stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Malformed {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What was wrong, as a phrase.
    pub why: String,
}

/// Reads one JSON text.
///
/// # Errors
/// The place of the first character that could not be read, and why.
pub fn parse(text: &str, limits: Limits, platform: &dyn Platform) -> Result<Value, Malformed> {
    read(text, limits, false, platform)
}

/// The same, with null for what is nested too deep: of many values that come in one text, that one
/// takes none of the others along. Null where the text is none.
#[must_use]
pub fn parse_what_fits(text: &str, limits: Limits, platform: &dyn Platform) -> Value {
    read(text, limits, true, platform).unwrap_or_default()
}

fn read(
    text: &str,
    limits: Limits,
    cuts: bool,
    platform: &dyn Platform,
) -> Result<Value, Malformed> {
    if text.len() > limits.bytes {
        return Err(Malformed { line: 1, column: 1, why: "is larger than 1 MB".into() });
    }
    let start = if text.starts_with("\u{feff}") { 3 } else { 0 };
    let mut reader = Reader::new(text, start, limits.depth, platform);
    reader.cuts = cuts;
    let value = reader.document();
    value.map_err(|why| {
        let (line, column) = line_and_column(text, reader.at);
        Malformed { line, column, why: phrase(why, &[&reader.twice]) }
    })
}

/// The line and column of a path such as `segments[3].where.$event` in a JSON text.
///
/// Where the path leads to something that is not there (a missing member), the place of its
/// closest ancestor is returned. Positions are found by reading again, so that trees need not
/// carry them.
#[must_use]
pub fn locate(text: &str, path: &str, platform: &dyn Platform) -> (usize, usize) {
    let start = if text.starts_with("\u{feff}") { 3 } else { 0 };
    let mut reader = Reader::new(text, start, Limits::GUIDEBOOK.depth, platform);
    reader.space();
    let mut best = reader.at;
    let mut rest = path;
    while !rest.is_empty() {
        match reader.descend(rest, &mut best) {
            Ok(Some(behind)) => rest = behind,
            _ => break,
        }
    }
    line_and_column(text, best)
}

fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    for c in text.get(..at).unwrap_or(text).chars() {
        column += 1;
        if c == '\n' {
            (line, column) = (line + 1, 1);
        }
    }
    (line, column)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Whether what is nested too deep is null, and not an error.
    cuts: bool,
    /// The key that was found a second time in its object.
    twice: String,
    platform: &'a dyn Platform,
    /// Members of the objects that are being read, the innermost last: an object is made when
    /// their number is known.
    members: Vec<Member>,
    /// Keys that were read lately, by a digest: most keys of a text stand in it many times.
    keys: [Option<Rc<str>>; KEYS],
}

const KEYS: usize = 64;

/// Or why not; a `*` in it is the reader's `twice`.
type Read<T> = Result<T, &'static str>;

impl<'a> Reader<'a> {
    fn new(text: &'a str, at: usize, depth: usize, platform: &'a dyn Platform) -> Self {
        let (members, keys) = (Vec::new(), [const { None }; KEYS]);
        Self { text, at, depth, cuts: false, twice: String::new(), platform, members, keys }
    }

    fn document(&mut self) -> Read<Value> {
        let value = self.value()?;
        self.space();
        if self.at == self.text.len() { Ok(value) } else { Err("unexpected text after the end") }
    }

    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == byte;
        self.at += usize::from(there);
        there
    }

    fn value(&mut self) -> Read<Value> {
        self.space();
        match self.peek() {
            b'{' => self.nested(Self::object),
            b'[' => self.nested(Self::array),
            b'"' => Ok(Value::Text(self.string()?.into_owned())),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            0 if self.at >= self.text.len() => Err("the text ends too early"),
            _ => Err("expected a value"),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Read<Value>) -> Read<Value> {
        if self.depth == 0 && self.cuts {
            return self.cut();
        }
        if self.depth == 0 {
            return Err("is nested more than 64 deep");
        }
        self.depth -= 1;
        self.at += 1;
        let value = read(self);
        self.depth += 1;
        value
    }

    /// Goes to the end of a list or an object, whatever is in it.
    fn cut(&mut self) -> Read<Value> {
        let mut open = 0;
        loop {
            match self.peek() {
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                b'"' => {
                    self.string()?;
                    continue;
                }
                _ if self.at >= self.text.len() => return Err("the text ends too early"),
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Ok(Value::Null);
            }
        }
    }

    fn object(&mut self) -> Read<Value> {
        let (begin, first) = (self.at, self.members.len());
        self.space();
        if self.take(b'}') {
            return Ok(Value::Map(Map::new()));
        }
        loop {
            let key = self.shared_key()?;
            let value = self.value()?;
            // In the page, it would be what the object inherits from.
            if !same(&key, "__proto__") {
                self.members.push((key, value));
            }
            self.space();
            if self.take(b'}') {
                let map = Map::of(self.members.split_off(first));
                return map.map(Value::Map).map_err(|key| self.twice(&key, begin));
            }
            if !self.take(b',') {
                return Err("expected , or }");
            }
        }
    }

    /// Goes to where a key of the object that begins here stands for the second time.
    fn twice(&mut self, key: &str, begin: usize) -> &'static str {
        self.twice = key.into();
        self.at = begin;
        let mut seen = false;
        loop {
            self.space();
            let start = self.at;
            let found = self.key().is_ok_and(|found| found == key);
            if (found && seen) || self.value().is_err() {
                self.at = start;
                return "the key \"*\" stands twice in this object";
            }
            seen |= found;
            self.space();
            self.take(b',');
        }
    }

    fn shared_key(&mut self) -> Read<Rc<str>> {
        let key = self.key()?;
        let Some(known) = self.keys.get_mut(fnv32a(&key) as usize % KEYS) else {
            return Ok(key.into());
        };
        if let Some(known) = known.as_ref().filter(|known| ***known == *key) {
            return Ok(known.clone());
        }
        Ok(known.insert(key.into()).clone())
    }

    fn key(&mut self) -> Read<Cow<'a, str>> {
        self.space();
        if self.peek() != b'"' {
            return Err("expected a key in double quotes");
        }
        let key = self.string()?;
        self.space();
        if self.take(b':') { Ok(key) } else { Err("expected :") }
    }

    fn array(&mut self) -> Read<Value> {
        let mut list = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Value::List(list));
        }
        loop {
            list.push(self.value()?);
            self.space();
            if self.take(b']') {
                return Ok(Value::List(list));
            }
            if !self.take(b',') {
                return Err("expected , or ]");
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Read<Value> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            Ok(value)
        } else {
            Err("expected a value")
        }
    }

    /// What stands between quotes: a part of the text, where nothing in it is escaped.
    fn string(&mut self) -> Read<Cow<'a, str>> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let plain = plain(self.text.get(self.at..).unwrap_or_default());
            self.at += plain.len();
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    if out.is_empty() {
                        return Ok(Cow::Borrowed(plain));
                    }
                    out.push_str(plain);
                    return Ok(Cow::Owned(out));
                }
                b'\\' => {
                    self.at += 1;
                    out.push_str(plain);
                    out.push(self.escape()?);
                }
                _ if self.at >= self.text.len() => return Err("the string does not end"),
                _ => return Err("a control character inside a string"),
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let byte = self.peek();
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => {
                self.at -= 1;
                return Err("an unknown escape");
            }
        })
    }

    /// After `\u`: four digits, and for the first half of a pair the second half too.
    fn unicode(&mut self) -> Read<char> {
        let high = self.four_digits()?;
        if (0xd800..0xdc00).contains(&high)
            && self.text.as_bytes().get(self.at..self.at + 2) == Some(b"\\u")
        {
            let back = self.at;
            self.at += 2;
            let low = self.four_digits()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            self.at = back;
        }
        Ok(char::from_u32(high).unwrap_or('\u{fffd}'))
    }

    fn four_digits(&mut self) -> Read<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit =
                char::from(self.peek()).to_digit(16).ok_or("expected four hexadecimal digits")?;
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }

    fn digits(&mut self) -> Read<()> {
        if !self.peek().is_ascii_digit() {
            return Err("expected a digit");
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        self.take(b'-');
        if self.take(b'0') {
            if self.peek().is_ascii_digit() {
                return Err("a number may not start with 0");
            }
        } else {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let number = parse_number(text, self.platform);
        if number.is_finite() {
            return Ok(Value::Number(number));
        }
        self.at = start;
        Err("a number beyond what a double can hold")
    }

    /// Moves to the member or element that `path` starts with and returns the rest of the path.
    /// Keys may hold dots themselves (`user.plan`): the longest key that fits is meant.
    fn descend<'p>(&mut self, path: &'p str, best: &mut usize) -> Read<Option<&'p str>> {
        self.space();
        let object = self.peek() == b'{';
        if !object && self.peek() != b'[' {
            return Ok(None);
        }
        self.at += 1;
        let mut found: Option<(usize, &str)> = None;
        for index in 0.. {
            self.space();
            let place = self.at;
            let rest = if object {
                let key = self.key()?;
                let rest = path.strip_prefix(".").unwrap_or(path).strip_prefix(&*key);
                rest.filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            } else {
                path.strip_prefix(phrase("[*]", &[&whole(index)]).as_str())
            };
            self.space();
            if let Some(rest) =
                rest.filter(|rest| found.is_none_or(|(_, known)| rest.len() < known.len()))
            {
                *best = place;
                found = Some((self.at, rest));
            }
            if self.value().is_err() {
                break;
            }
            self.space();
            if !self.take(b',') {
                break;
            }
        }
        Ok(found.map(|(at, rest)| {
            self.at = at;
            rest
        }))
    }
}

/// The text up to the first character that means something in a string.
pub(super) fn plain(text: &str) -> &str {
    let means = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    let length = text.as_bytes().iter().position(means);
    length.and_then(|length| text.get(..length)).unwrap_or(text)
}

/// Whole numbers are read here; everything else by the platform, whose reader is exact and
/// costs no bytes (our own correctly rounded one would be a 10 KB table).
fn parse_number(text: &str, platform: &dyn Platform) -> f64 {
    let unsigned = text.strip_prefix("-").unwrap_or(text);
    match digits(unsigned) {
        Some(whole) if unsigned.len() < text.len() => -(whole as f64),
        Some(whole) => whole as f64,
        None => platform.parse_number(text),
    }
}
