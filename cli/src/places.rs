//! Where everything stands in a text of JSON, by the paths that problems name.
//!
//! A large guidebook may have thousands of problems. To read it again for each of them took minutes,
//! so it is read once more, and what was found is asked from then on.

use docent::core::guidebook::Problem;
use docent::core::value::{Limits, Value, parse};
use docent::native::Native;
use std::str::Chars;

/// Line and column in characters, from 1.
type Position = (usize, usize);

/// A value: where it stands, or its key does, and what is in it.
#[derive(Debug)]
pub(crate) struct Places {
    position: Position,
    inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Nothing,
    Items(Vec<Places>),
    /// In the order of their keys, to be searched.
    Members(Vec<(String, Places)>),
}

impl Places {
    /// Reads a text, which is known to be JSON.
    fn of(text: &str) -> Places {
        #[cfg(test)]
        tests::READ.with(|read| read.set(read.get() + 1));
        let mut reader = Reader { rest: text.chars(), position: (1, 1) };
        if text.starts_with('\u{feff}') {
            reader.next();
        }
        reader.space();
        let position = reader.position;
        Places { position, inner: reader.value() }
    }

    /// The position of a path such as `segments[3].where.$event`: where that leads to something that
    /// is not there, of what is there on the way.
    fn find(&self, path: &str) -> Position {
        let (mut here, mut rest) = (self, path);
        while let Some((inside, behind)) = here.step(rest) {
            (here, rest) = (inside, behind);
        }
        here.position
    }

    /// What the path begins with, and its rest. Keys may hold dots themselves (`user.plan`): the
    /// longest that fits is meant.
    fn step<'a, 'p>(&'a self, path: &'p str) -> Option<(&'a Places, &'p str)> {
        match &self.inner {
            _ if path.is_empty() => None,
            Inner::Nothing => None,
            Inner::Items(items) => {
                let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
                Some((items.get(index.parse::<usize>().ok()?)?, rest))
            }
            Inner::Members(members) => {
                let path = path.strip_prefix('.').unwrap_or(path);
                let ends = path.rmatch_indices(['.', '[']).map(|(at, _)| at);
                std::iter::once(path.len()).chain(ends).find_map(|end| {
                    let (key, rest) = path.split_at_checked(end)?;
                    let at = members.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
                    members.get(at).map(|(_, found)| (found, rest))
                })
            }
        }
    }
}

/// Says of all problems where they are in the text that they were found in.
pub(crate) fn place<'a>(text: &str, problems: impl IntoIterator<Item = &'a mut Problem>) {
    let mut places = None;
    for problem in problems {
        if problem.position.is_none() {
            let places = places.get_or_insert_with(|| Places::of(text));
            problem.position = Some(places.find(&problem.place));
        }
    }
}

/// Goes through a text once. What is no JSON ends somewhere.
struct Reader<'t> {
    rest: Chars<'t>,
    position: Position,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.next();
        let (line, column) = self.position;
        match next {
            Some('\n') => self.position = (line + 1, 1),
            Some(_) => self.position = (line, column + 1),
            None => {}
        }
        next
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\n' | '\r' | '\t')) {
            self.next();
        }
    }

    /// Goes over a sign, and the space before and behind it.
    fn take(&mut self, sign: char) -> bool {
        self.space();
        let there = self.peek() == Some(sign);
        if there {
            self.next();
            self.space();
        }
        there
    }

    fn value(&mut self) -> Inner {
        match self.peek() {
            Some('{') => Inner::Members(self.members()),
            Some('[') => Inner::Items(self.items()),
            Some('"') => {
                self.string();
                Inner::Nothing
            }
            _ => {
                while !matches!(self.peek(), None | Some(',' | ']' | '}')) {
                    self.next();
                }
                Inner::Nothing
            }
        }
    }

    fn items(&mut self) -> Vec<Places> {
        let mut items = Vec::new();
        self.take('[');
        while !matches!(self.peek(), None | Some(']')) {
            let position = self.position;
            items.push(Places { position, inner: self.value() });
            if !self.take(',') {
                break;
            }
        }
        self.take(']');
        items
    }

    fn members(&mut self) -> Vec<(String, Places)> {
        let mut members = Vec::new();
        self.take('{');
        while self.peek() == Some('"') {
            let position = self.position;
            let key = unescaped(self.string());
            self.take(':');
            members.push((key, Places { position, inner: self.value() }));
            if !self.take(',') {
                break;
            }
        }
        self.take('}');
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        members
    }

    /// A text as it is written, with its quotes.
    fn string(&mut self) -> &'t str {
        let from = self.rest.as_str();
        self.next();
        while let Some(next) = self.next() {
            match next {
                '"' => break,
                '\\' => self.next(),
                _ => None,
            };
        }
        from.get(..from.len() - self.rest.as_str().len()).unwrap_or_default()
    }
}

fn unescaped(key: &str) -> String {
    let plain = key.trim_matches('"');
    if !key.contains('\\') {
        return plain.into();
    }
    match parse(key, Limits::GUIDEBOOK, &Native) {
        Ok(Value::Text(key)) => key,
        _ => plain.into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]
pub(crate) mod tests {
    use super::place;
    use docent::core::guidebook::Problem;
    use docent::core::value::locate;
    use docent::native::Native;
    use std::cell::Cell;

    thread_local! {
        /// How often a text was read here.
        pub(crate) static READ: Cell<usize> = const { Cell::new(0) };
    }

    #[test]
    fn positions_are_those_that_reading_again_for_each_finds() {
        let texts = [
            "\u{feff} {\n  \"a\": [ 1, {\"b.c\": {\"d\": \"ü\\\"]\" , \"e\": 1}, \"b\": {\"c\": 2, \"x\": [[], [ 3 ]]}} ],\r\n\t\"\": {\"\": 4}, \"\\u0078\\\"y\": true, \"ö\": {\"[0]\": null, \"z\": 5e3}\n}",
            "[1, [2, {\"a\": 3}], {}]",
            " 7 ",
        ];
        let paths = [
            "",
            "a",
            "a[0]",
            "a[1]",
            "a[1].b",
            "a[1].b.c",
            "a[1].b.c.d",
            "a[1].b.c.e",
            "a[1].b.x",
            "a[1].b.x[1][0]",
            "a[1].b.x[7]",
            "a[9]",
            "a.b",
            ".",
            "",
            "x\"y",
            "x\"y.z",
            "ö",
            "ö.z",
            "ö[0]",
            "ö[1]",
            "[1]",
            "[1][1].a",
            "[2].a",
            "nothing",
            "a[1].b.c.nothing.at.all",
            "[x]",
        ];
        for text in texts {
            for path in paths {
                let mut problem = [Problem::error(path, "x")];
                place(text, &mut problem);
                let known = locate(text, path, &Native);
                assert_eq!(problem[0].position.unwrap(), known, "{path} in {text}");
            }
        }
    }
}
