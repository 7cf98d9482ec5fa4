//! Paths to facts: which there are, and why another leads to nothing.

use super::spelling::{closest, did_you_mean};

/// Families of facts, with all that Docent puts into them; those without a list are the host's own.
/// Behind a `*`, there is whatever the page, the survey or the browser has.
const FACTS: [(&str, &[&str]); 8] = [
    ("user", &[]),
    ("company", &[]),
    ("answers", &[]),
    (
        "device",
        &[
            "type",
            "vendor",
            "model",
            "bot",
            "browser.name",
            "browser.version",
            "os.name",
            "os.version",
            "language",
            "languages.*",
            "timezone",
            "screen.width",
            "screen.height",
            "viewport.width",
            "viewport.height",
            "touch",
            "pixel_ratio",
            "color_scheme",
            "reduced_motion",
            "connection",
            "standalone",
        ],
    ),
    ("geo", &["country", "region", "city", "continent", "eu", "source"]),
    ("page", &["url", "path", "search", "query.*", "hash", "title", "referrer", "utm.*"]),
    ("session", &["count", "page_views", "started_at", "landing", "is_new"]),
    ("nps", &["score", "group"]),
];

/// Why a path leads to nothing that is known.
pub(super) fn unknown(path: &str) -> Option<String> {
    let (root, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some((_, held)) = FACTS.iter().find(|(family, _)| *family == root) else {
        let families = FACTS.iter().map(|(family, _)| *family);
        let meant = if rest.is_empty() { String::new() } else { did_you_mean(root, families) };
        return Some(format!(
            "is not a fact Docent has; what the host sets is under user or company \
             (\"user.{path}\"){meant}"
        ));
    };
    if held.is_empty() || held.iter().any(|known| leads(path_of(known), known, rest)) {
        return None;
    }
    let inner = below(held, rest);
    if !rest.is_empty() && !inner.is_empty() {
        return Some(format!("is an object, and never a value: {path} has {}", inner.join(", ")));
    }
    if let Some(near) = closest(rest, held.iter().map(|known| path_of(known))) {
        return Some(format!("is not known; did you mean \"{root}.{near}\"?"));
    }
    // As far as the path is known, what is there instead.
    let parent = rest.rsplit_once('.').map_or("", |(parent, _)| parent);
    Some(match below(held, parent) {
        beside if !parent.is_empty() && !beside.is_empty() => {
            format!("is not known: {root}.{parent} has {}", beside.join(", "))
        }
        _ => format!("is not known: {root} has {}", below(held, "").join(", ")),
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
    let family = FACTS.iter().find(|(family, _)| *family == root);
    family.is_some_and(|(_, held)| {
        rest.is_empty()
            || held
                .iter()
                .any(|known| known.strip_prefix(rest).is_some_and(|below| below.starts_with('.')))
    })
}
