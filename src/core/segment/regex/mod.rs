//! How long a regular expression may take, told from how it is written: the page's own engine
//! matches them, by trying one way after another.
//!
//! A pattern is read into its *positions* (each place where it takes a character) and what may
//! follow each of them, by every way there is: two ways are two entries. A repetition explodes
//! where one text leads through it in two ways, and so in twice as many with each round: where two
//! walks that begin at one position and take the same characters part, and come together again.
//! Where one walk stays in a repetition and the other leaves it, there are as many ways as the text
//! is long, and with several such in a row that number to the power of how many. What may be left
//! out or is an alternative is a choice too: all steps there may be are counted. Sources:
//! V. M. Glushkov, "The abstract theory of automata", 1961; A. Weber and H. Seidl, "On the degree
//! of ambiguity of finite automata", 1991.
//!
//! Texts too long for that are walked through by all ways at once ([`walk`]).

mod walk;

use crate::core::platform::Platform;
use crate::core::strings::{alike, concat, digits, split, until};

pub(super) use walk::walk;

/// The most characters a pattern is tried on. A repetition of more rounds takes as many as there are.
const MANY: i64 = 2560;

/// What must come more often is not written out.
const COPIES: i64 = 20;

/// How many steps any text may take.
const STEPS: f64 = 4e6;

const SLOW: &str =
    "could take very long on a hostile text; rewrite it with fewer repetitions in a row";

/// Up to how many characters of a text a valid pattern may be tried on, so that no text makes it
/// slow: a few million steps at most. Or why it is refused.
pub(super) fn longest_subject(
    pattern: &str,
    ignore_case: bool,
    platform: &dyn Platform,
) -> Result<usize, &'static str> {
    let mut reader = Reader::new(pattern, ignore_case, platform);
    reader.alphabet = alphabet(pattern);
    // What stands before the pattern.
    reader.position("[]");
    let whole = reader.alternatives();
    if reader.fuel == 0 {
        return Err(SLOW);
    }
    if reader.explodes || reader.finds_two_ways() {
        return Err(
            "could take exponential time on a hostile text; rewrite it without nested repetition",
        );
    }
    let anchored = pattern.starts_with("^") && !reader.forks;
    if let Some(start) = reader.positions.first_mut() {
        start.follow = whole.first;
        // Where to start is a choice too.
        start.parts = true;
        start.rounds = if anchored { 1 } else { MANY };
    }
    let mut length = MANY;
    // On fewer it would hardly ever find what it is for.
    while length >= 80 {
        if reader.steps(&whole.last, length) < STEPS {
            return Ok(length as usize);
        }
        length /= 2;
    }
    Err(SLOW)
}

/// A place where the pattern takes a character.
#[derive(Default)]
struct Position<'a> {
    /// How the pattern names the characters it takes.
    atom: &'a str,
    /// The positions that may come next.
    follow: Vec<usize>,
    /// The first position of the outermost repetition this is in, or else itself.
    group: usize,
    /// How often a walk may come by: rounds by rounds of all repetitions it is in.
    rounds: i64,
    /// Of the first of a group: whether a text may leave it and stay in it.
    parts: bool,
    /// Of the first of a group: by how many positions one walk through it comes, and how many steps
    /// follow from all ways out of it.
    visits: f64,
    beyond: f64,
}

/// What of a pattern was read.
#[derive(Default)]
struct Part {
    /// The positions it may begin with, and end with; once for each way.
    first: Vec<usize>,
    last: Vec<usize>,
    /// In how many ways it takes nothing.
    empty: usize,
}

struct Reader<'a> {
    platform: &'a dyn Platform,
    /// Whether capitals and small letters are the same to it.
    ignore_case: bool,
    /// A character of every kind that the pattern tells apart.
    alphabet: String,
    rest: &'a str,
    positions: Vec<Position<'a>>,
    /// How many positions there were when a lookaround with a repetition in it ended last.
    looked: usize,
    /// How much work is left.
    fuel: usize,
    depth: usize,
    /// Whether there are alternatives outside of all groups.
    forks: bool,
    /// Whether something is asked for that takes no character.
    asserts: bool,
    explodes: bool,
    /// Whether what may follow what says less than the pattern: a number of rounds, or what a group took.
    vague: bool,
}

const NOTHING: Part = Part { first: Vec::new(), last: Vec::new(), empty: 1 };

impl<'a> Reader<'a> {
    fn new(pattern: &'a str, ignore_case: bool, platform: &'a dyn Platform) -> Self {
        Reader {
            platform,
            ignore_case,
            alphabet: String::new(),
            rest: pattern,
            positions: Vec::new(),
            looked: 0,
            fuel: 60_000,
            depth: 0,
            forks: false,
            asserts: false,
            explodes: false,
            vague: false,
        }
    }

    fn alternatives(&mut self) -> Part {
        let mut all = self.sequence();
        while let Some(rest) = self.rest.strip_prefix("|") {
            self.rest = rest;
            self.forks |= self.depth == 0;
            let one = self.sequence();
            self.burn(one.first.len() + one.last.len());
            all.first.extend_from_slice(&one.first);
            all.last.extend_from_slice(&one.last);
            all.empty = all.empty.saturating_add(one.empty);
        }
        all
    }

    fn sequence(&mut self) -> Part {
        let mut all = NOTHING;
        while !matches!(self.rest.as_bytes().first(), None | Some(b'|' | b')')) && self.fuel > 0 {
            let part = self.term();
            self.join(&mut all, part);
        }
        all
    }

    /// An atom or a group, as often as it is repeated: what must come several times is written
    /// out, and what may come more often is a loop of the last of them.
    fn term(&mut self) -> Part {
        let atom = self.rest;
        let mut all = NOTHING;
        let mut start = self.positions.len();
        let mut part = self.atom();
        let (least, most) = self.times();
        let copies = if least > COPIES { 1 } else { least.max(1) };
        self.vague |= least > COPIES || most > copies && most < MANY;
        let behind = self.rest;
        for _ in 1..copies {
            if self.fuel == 0 {
                break;
            }
            self.join(&mut all, part);
            start = self.positions.len();
            self.rest = atom;
            part = self.atom();
        }
        self.rest = behind;
        let rounds = most - copies + 1;
        if rounds > 1 {
            self.link(&part.last, &part.first);
            self.explodes |= self.looked > start;
            for position in self.positions.iter_mut().skip(start) {
                position.group = start;
                position.rounds = (position.rounds * rounds).min(MANY);
            }
        }
        // A round that takes nothing is none, but only behind those that must be (ECMA-262,
        // 22.2.2.3.1): each of these may, and is a choice.
        self.explodes |= least > COPIES && part.empty > 0;
        if least == 0 {
            part.empty = 1;
        }
        self.join(&mut all, part);
        all
    }

    /// How often the term must come, and how often it may.
    fn times(&mut self) -> (i64, i64) {
        let Some(mut behind) = self.rest.get(1..) else { return (1, 1) };
        let times = match self.rest.as_bytes().first() {
            Some(b'*') => (0, MANY),
            Some(b'+') => (1, MANY),
            Some(b'?') => (0, 1),
            Some(b'{') => {
                let inside = until(behind, b"}");
                let (least, most) = split(inside, ",").unwrap_or((inside, inside));
                let Some(least) = digits(least) else { return (1, 1) };
                behind = behind.get(inside.len() + 1..).unwrap_or_default();
                (least, if most.is_empty() { MANY } else { digits(most).unwrap_or(MANY).min(MANY) })
            }
            _ => return (1, 1),
        };
        self.rest = behind.strip_prefix("?").unwrap_or(behind);
        times
    }

    fn atom(&mut self) -> Part {
        self.burn(1);
        if self.rest.starts_with("(") {
            return self.inside();
        }
        let (atom, rest) = self.rest.split_at_checked(length(self.rest)).unwrap_or_default();
        self.rest = rest;
        if matches!(atom, "^" | "\\b" | "\\B") {
            self.asserts = true;
            return NOTHING;
        }
        self.position(atom)
    }

    fn position(&mut self, atom: &'a str) -> Part {
        // Pairs of positions are looked at.
        self.burn(20);
        let at = self.positions.len();
        let (atom, empty) = match atom.as_bytes() {
            // Behind the end there is nothing to take.
            b"$" => ("[]", 0),
            // What a group took, which may be anything.
            [b'\\', b'1'..=b'9' | b'k', ..] => {
                self.vague = true;
                ("[^]", 1)
            }
            _ => (atom, 0),
        };
        self.positions.push(Position { atom, group: at, rounds: 1, ..Position::default() });
        Part { first: vec![at], last: vec![at], empty }
    }

    /// What is in parentheses.
    fn inside(&mut self) -> Part {
        let start = self.positions.len();
        let mut looks = false;
        self.rest = self.rest.get(1..).unwrap_or_default();
        if self.rest.starts_with("?") {
            let kind = until(self.rest, b":=!>").len();
            looks = matches!(self.rest.as_bytes().get(kind), Some(b'=' | b'!'));
            self.rest = self.rest.get(kind + 1..).unwrap_or_default();
        }
        self.depth += 1;
        // As deep as that nobody writes, and the stack ends somewhere.
        if self.depth > 50 {
            self.fuel = 0;
        }
        let mut part = self.alternatives();
        self.depth -= 1;
        self.rest = self.rest.get(1..).unwrap_or_default();
        if looks {
            self.asserts = true;
            // It is left for good once it holds, and what is behind it begins where it began.
            part.last.clear();
            part.empty = 1;
            if self.positions.iter().skip(start).any(|position| position.rounds > 1) {
                self.looked = self.positions.len();
            }
        }
        part
    }

    /// Appends a part.
    fn join(&mut self, all: &mut Part, mut next: Part) {
        self.link(&all.last, &next.first);
        self.extend(&mut all.first, all.empty, &next.first);
        self.extend(&mut next.last, next.empty, &all.last);
        all.last = next.last;
        all.empty = all.empty.saturating_mul(next.empty);
    }

    /// Appends a list, once for each way.
    fn extend(&mut self, list: &mut Vec<usize>, ways: usize, by: &[usize]) {
        self.burn(ways.saturating_mul(ways).saturating_mul(by.len() + 1));
        if self.fuel > 0 {
            for _ in 0..ways {
                list.extend_from_slice(by);
            }
        }
    }

    fn link(&mut self, from: &[usize], to: &[usize]) {
        self.burn(from.len() * to.len());
        for at in from {
            if let Some(position) = self.positions.get_mut(*at)
                && self.fuel > 0
            {
                position.follow.extend_from_slice(to);
            }
        }
    }

    fn burn(&mut self, work: usize) {
        self.fuel = self.fuel.saturating_sub(work);
    }

    /// Whether one text leads through a repetition in two ways. On the way, which repetitions a
    /// text may stay in and leave.
    fn finds_two_ways(&mut self) -> bool {
        let size = self.positions.len();
        let mut pairs = Vec::new();
        for at in 0..size {
            pairs.push(at * size + at);
        }
        let mut done = 0;
        while let Some(pair) = pairs.get(done).copied() {
            done += 1;
            let (a, b) = (pair / size, pair % size);
            let (Some(one), Some(other)) = (self.positions.get(a), self.positions.get(b)) else {
                continue;
            };
            let group = one.group;
            if one.rounds == 1 {
                continue;
            }
            let mut parts = false;
            for (at, &next) in one.follow.iter().enumerate() {
                for (from, &also) in other.follow.iter().enumerate() {
                    let (stays, too) = (self.group(next) == group, self.group(also) == group);
                    // Of a walk with itself, every two ways once.
                    if a == b && from <= at || !stays && !too {
                        continue;
                    }
                    if stays && too && next == also {
                        return true;
                    }
                    let pair = next * size + also;
                    if !self.overlap(next, also) || pairs.contains(&pair) {
                        continue;
                    }
                    parts |= !(stays && too);
                    if stays && too {
                        pairs.push(pair);
                    }
                }
            }
            if let Some(first) = self.positions.get_mut(group) {
                first.parts |= parts;
            }
            if pairs.len() > 10_000 {
                return true;
            }
        }
        false
    }

    fn group(&self, at: usize) -> usize {
        self.positions.get(at).map_or(at, |position| position.group)
    }

    /// Whether one character is taken by both positions.
    fn overlap(&self, a: usize, b: usize) -> bool {
        let atom = |at: usize| self.positions.get(at).map_or("[]", |position| position.atom);
        let (a, b) = (atom(a), atom(b));
        let plain = |atom: &str| atom.len() == 1 && atom != ".";
        if plain(a) && plain(b) {
            return if self.ignore_case { alike(a, b) } else { a == b };
        }
        let both = concat(&["(?=", a, ")", b]);
        self.platform.matches(&both, self.ignore_case, &self.alphabet) != Some(false)
    }

    /// How many steps a text of a length may take, told from the end: what follows from a position
    /// is what follows from all that may come next at one and the same character.
    fn steps(&mut self, ends: &[usize], length: i64) -> f64 {
        for position in &mut self.positions {
            (position.visits, position.beyond) = (0.0, 0.0);
        }
        for at in (0..self.positions.len()).rev() {
            let Some(position) = self.positions.get(at) else { continue };
            let group = position.group;
            let mut beyond: f64 = 0.0;
            for (index, next) in position.follow.iter().enumerate() {
                let mut sum = 0.0;
                for also in position.follow.get(index..).unwrap_or_default() {
                    let leaves = self.group(*next) != group && self.group(*also) != group;
                    if leaves && (next == also || self.overlap(*next, *also)) {
                        sum += self.from(*also);
                    }
                }
                beyond = beyond.max(sum);
            }
            // Of a text, half is left on average. Where the pattern may end, the first way is the last.
            let mut visits = position.rounds.min(length / 2) as f64;
            if !self.asserts && ends.contains(&at) {
                visits = 1.0;
            }
            if let Some(first) = self.positions.get_mut(group) {
                // Of a text, no more than there is is taken on the way through.
                first.visits = (first.visits + visits).min((length / 2) as f64);
                first.beyond += if first.parts { visits * beyond } else { beyond };
            }
        }
        self.from(0)
    }

    /// How many steps there are from where a walk comes to a position.
    fn from(&self, at: usize) -> f64 {
        self.positions.get(self.group(at)).map_or(0.0, |first| first.visits + first.beyond)
    }
}

/// Some characters of every kind that a pattern can tell apart: all up to the first that is beyond
/// Latin 1, those JavaScript counts as ends of lines and as spaces, and where the ranges of the
/// pattern begin, and end.
fn alphabet(pattern: &str) -> String {
    let mut alphabet = String::from("\u{2028}\u{3000}");
    for code in 0..=0x100 {
        add(&mut alphabet, code);
    }
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let mut code = u32::from(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if c == '\\' && rest.starts_with("u") {
            code = 0;
            for digit in rest.as_bytes().get(1..5).unwrap_or_default() {
                code = code * 16 + char::from(*digit).to_digit(16).unwrap_or_default();
            }
        }
        if code > 0xff {
            add(&mut alphabet, code);
            add(&mut alphabet, code + 1);
        }
    }
    alphabet
}

/// Half of a surrogate pair comes with a character that has it as either half.
fn add(alphabet: &mut String, code: u32) {
    let pair = 0x10000 + (code & 0x3ff) * 0x401;
    if let Some(c) = char::from_u32(code).or(char::from_u32(pair)) {
        alphabet.push(c);
    }
}

/// How many bytes the atom takes that a pattern begins with.
fn length(pattern: &str) -> usize {
    let byte = |at: usize| pattern.as_bytes().get(at).copied();
    let mut end = 1;
    match byte(0) {
        Some(b'[') => {
            while let Some(inside) = byte(end) {
                end += 1;
                match inside {
                    b'\\' => end += 1,
                    b']' => break,
                    _ => {}
                }
            }
        }
        Some(b'\\') => {
            let digits = match byte(1) {
                Some(b'x') => 2,
                Some(b'u') => 4,
                Some(b'c') => 1,
                _ => 0,
            };
            end = 2;
            let hexadecimal = |digit: u8| digit.is_ascii_hexdigit() || digits == 1;
            while end < 2 + digits && byte(end).is_some_and(hexadecimal) {
                end += 1;
            }
            // With fewer it is the letter, and they stand for themselves.
            if end < 2 + digits {
                end = 2;
            }
        }
        _ => {}
    }
    while !pattern.is_char_boundary(end) && end < pattern.len() {
        end += 1;
    }
    end.min(pattern.len())
}
