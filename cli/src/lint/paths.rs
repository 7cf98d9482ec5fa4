//! Paths to facts: which there are, and why another leads to nothing.

use super::spelling::{closest, did_you_mean};
use docent::core::guidebook::schema::FACTS;

/// Families of facts, as they are offered to people.
const FAMILIES: [&str; 8] =
    ["user", "company", "answers", "device", "geo", "page", "session", "nps"];

/// Families that the host and the guidebook put into whatever they like.
const OPEN: [&str; 3] = ["user", "company", "answers"];

/// All that Docent puts into a family, by the table of the published schema; nothing for those that
/// are open. Behind a `*`, there is whatever the page or the browser has.
fn held(family: &str) -> Option<Vec<&'static str>> {
    if !FAMILIES.contains(&family) {
        return None;
    }
    let inside = |path: &'static str| path.strip_prefix(family)?.strip_prefix('.');
    let open = OPEN.contains(&family);
    Some(FACTS.iter().filter(|_| !open).filter_map(|fact| inside(fact.path)).collect())
}

/// Why a path leads to nothing that is known.
pub(super) fn unknown(path: &str) -> Option<String> {
    let (root, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(held) = held(root) else {
        let meant =
            if rest.is_empty() { String::new() } else { did_you_mean(root, FAMILIES.into_iter()) };
        return Some(format!(
            "is not a fact Docent has; what the host sets is under user or company \
             (\"user.{path}\"){meant}"
        ));
    };
    if held.is_empty() || held.iter().any(|known| leads(path_of(known), known, rest)) {
        return None;
    }
    let inner = below(&held, rest);
    if !rest.is_empty() && !inner.is_empty() {
        return Some(format!("is an object, and never a value: {path} has {}", inner.join(", ")));
    }
    if let Some(near) = closest(rest, held.iter().map(|known| path_of(known))) {
        return Some(format!("is not known; did you mean \"{root}.{near}\"?"));
    }
    // As far as the path is known, what is there instead.
    let parent = rest.rsplit_once('.').map_or("", |(parent, _)| parent);
    Some(match below(&held, parent) {
        beside if !parent.is_empty() && !beside.is_empty() => {
            format!("is not known: {root}.{parent} has {}", beside.join(", "))
        }
        _ => format!("is not known: {root} has {}", below(&held, "").join(", ")),
    })
}

/// The names that follow a part of a path.
fn below(held: &[&'static str], parent: &str) -> Vec<&'static str> {
    let behind = |known: &&'static str| match parent {
        "" => Some(*known),
        _ => known.strip_prefix(parent)?.strip_prefix('.').filter(|rest| *rest != "*"),
    };
    let names = held.iter().filter_map(behind).filter_map(|rest| rest.split('.').next());
    let mut names: Vec<&str> = names.collect();
    names.dedup();
    names
}

/// A known path without the mark that says that anything may follow.
fn path_of(known: &str) -> &str {
    known.strip_suffix(".*").unwrap_or(known)
}

/// Whether a path is the known one, or lies below it where anything may.
fn leads(path: &str, known: &str, asked: &str) -> bool {
    let open = known.ends_with(".*");
    asked.strip_prefix(path).is_some_and(|rest| rest.is_empty() || open && rest.starts_with('.'))
}

/// Whether a path leads to an object that holds facts, which can be asked whether it is there.
pub(super) fn is_above(path: &str) -> bool {
    let (root, rest) = path.split_once('.').unwrap_or((path, ""));
    held(root).is_some_and(|held| {
        rest.is_empty()
            || held
                .iter()
                .any(|known| known.strip_prefix(rest).is_some_and(|below| below.starts_with('.')))
    })
}
