//! Names of browsers and systems as people and user agents write them, and as Docent does.

/// Systems, and what else they are called.
const SYSTEMS: [(&str, &[&str]); 6] = [
    ("Windows", &["Win", "Win32", "Microsoft Windows", "Windows NT"]),
    ("macOS", &["Mac", "Mac OS", "Mac OS X", "OS X", "OSX", "Macintosh"]),
    ("iOS", &["iPhone OS", "iPadOS", "iPad OS", "iPhone"]),
    ("Android", &["Android OS"]),
    ("Chrome OS", &["Chromium OS", "CrOS"]),
    ("Linux", &["GNU/Linux", "Ubuntu", "Debian", "Fedora"]),
];

/// Browsers, and what else they are called.
const BROWSERS: [(&str, &[&str]); 6] = [
    ("Chrome", &["Google Chrome", "Chrome Mobile", "Mobile Chrome", "Chrome iOS", "CriOS"]),
    ("Edge", &["Microsoft Edge", "MS Edge", "Edg", "Edge Chromium", "Edge Mobile"]),
    ("Firefox", &["Mozilla Firefox", "Mozilla", "Firefox Mobile", "Mobile Firefox", "FxiOS"]),
    ("Safari", &["Mobile Safari", "Safari Mobile", "Apple Safari", "Safari iOS"]),
    ("Opera", &["Opera Mobile", "Opera Browser", "OPR"]),
    ("Samsung Internet", &["Samsung Browser", "Samsung Internet Browser", "SamsungBrowser"]),
];

/// What was meant by a name that a browser or a system never has: its name, and its version where
/// the text ends with one. Names that are not known here may well be some browser's.
pub(super) fn meant<'t>(path: &str, text: &'t str) -> Option<(&'static str, Option<&'t str>)> {
    let known: &[(&str, &[&str])] = match path {
        "device.os.name" => &SYSTEMS,
        "device.browser.name" => &BROWSERS,
        _ => return None,
    };
    if known.iter().any(|(name, _)| *name == text) {
        return None;
    }
    if let Some(name) = find(known, text) {
        return Some((name, None));
    }
    let (name, version) = text.rsplit_once([' ', '/'])?;
    let number = version.chars().next().is_some_and(|c| c.is_ascii_digit());
    find(known, name).filter(|_| number).map(|name| (name, Some(version)))
}

fn find(known: &[(&'static str, &[&str])], text: &str) -> Option<&'static str> {
    let text = plain(text);
    let called = |(name, others): &&(&'static str, &[&str])| {
        plain(name) == text || others.iter().any(|other| plain(other) == text)
    };
    known.iter().find(called).map(|(name, _)| *name)
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
