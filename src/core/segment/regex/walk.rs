//! A regular expression on a long text: all its positions that the text may have led to are kept, and
//! moved on by each character, so that it takes a time in proportion to the text (K. Thompson,
//! "Regular expression search algorithm", 1968). The page's own engine tries one way after another.

use super::{Position, Reader};
use crate::core::digest::mixed;
use crate::core::index::Index;
use crate::core::platform::Platform;
use crate::core::strings::alike;

/// How many moves there may be.
const MOVES: usize = 2_000_000;

/// Whether a valid pattern matches somewhere in a text; nothing where this cannot tell: where the
/// pattern looks at more than one character at a time (lookaround, `\b`, `\1`) or counts, and where
/// it takes too long.
pub(crate) fn walk(
    pattern: &str,
    ignore_case: bool,
    text: &str,
    platform: &dyn Platform,
) -> Option<bool> {
    let anchored = pattern.strip_prefix("^");
    let mut reader = Reader::new(anchored.unwrap_or(pattern), ignore_case, platform);
    let whole = reader.alternatives();
    let forks = anchored.is_some() && reader.forks;
    // The page's engine takes the halves of a surrogate pair one after the other.
    let pairs = text.chars().any(|c| c > '\u{ffff}');
    if reader.vague || reader.asserts || reader.fuel == 0 || forks || pairs {
        return None;
    }
    if whole.empty > 0 {
        return Some(true);
    }
    let mut walk = Walk { reader: &reader, told: Vec::new(), index: Index::default(), moves: 0 };
    let mut begin = whole.first.clone();
    // Where the text so far leads to.
    let mut next = begin.clone();
    for c in text.chars() {
        let here = walk.taking(&next, c);
        if here.iter().any(|at| whole.last.contains(at)) {
            return Some(true);
        }
        if walk.moves > MOVES {
            return None;
        }
        if anchored.is_some() {
            begin.clear();
        }
        next = walk.beyond(&here, &begin);
    }
    // `$` stands behind the last character, and takes none.
    let is_end = |at: &usize| reader.positions.get(*at).is_some_and(|there| there.atom == "[]");
    Some(next.iter().any(|at| is_end(at) && whole.last.contains(at)))
}

struct Walk<'a> {
    reader: &'a Reader<'a>,
    /// Whether a position takes a character, for those that were asked before.
    told: Vec<(usize, char, bool)>,
    index: Index,
    moves: usize,
}

impl Walk<'_> {
    /// Those of some positions that take a character.
    fn taking(&mut self, positions: &[usize], c: char) -> Vec<usize> {
        let mut taking = Vec::new();
        for at in positions {
            self.moves += 1;
            if self.takes(*at, c) {
                taking.push(*at);
            }
        }
        taking
    }

    /// What may follow some positions, each once, and where the pattern begins.
    fn beyond(&mut self, positions: &[usize], begin: &[usize]) -> Vec<usize> {
        let mut beyond = begin.to_vec();
        for position in positions.iter().filter_map(|at| self.reader.positions.get(*at)) {
            self.moves += position.follow.len() * (1 + beyond.len());
            for next in &position.follow {
                if !beyond.contains(next) {
                    beyond.push(*next);
                }
            }
        }
        beyond
    }

    fn takes(&mut self, at: usize, c: char) -> bool {
        let Some(Position { atom, .. }) = self.reader.positions.get(at) else { return false };
        if atom.len() == 1 && *atom != "." {
            let (mut bytes, fold) = ([0; 4], self.reader.ignore_case);
            let c = c.encode_utf8(&mut bytes);
            return *atom == c || fold && alike(atom, c);
        }
        let digest = mixed(at as u32, u32::from(c));
        let is = |known: usize| matches!(self.told.get(known), Some(told) if (told.0, told.1) == (at, c));
        if let Some(known) = self.index.find(digest, is) {
            return self.told.get(known).is_some_and(|told| told.2);
        }
        let Reader { platform, ignore_case, .. } = self.reader;
        let takes = platform.matches(atom, *ignore_case, c.encode_utf8(&mut [0; 4])) == Some(true);
        self.index.add(digest, self.told.len());
        self.told.push((at, c, takes));
        takes
    }
}
