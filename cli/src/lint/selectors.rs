//! Selectors that a release of the page is likely to break.

/// What jQuery and test tools add to CSS, and the page's selectors do not have.
const NO_CSS: &str = " contains icontains has-text text eq gt lt even odd first last visible hidden \
    button input parent ";

/// Why a selector will likely not survive the next release of the page. What goes by the words or
/// the roles that people meet (`text=Save`, `role=button[name=Save]`) does.
pub(super) fn brittle(selector: &str) -> Option<&'static str> {
    selector.split(">>>").map(str::trim).find_map(brittle_part)
}

fn brittle_part(selector: &str) -> Option<&'static str> {
    let count = |c: char| selector.matches(c).count();
    if count('[') != count(']') || count('(') != count(')') || count('"') % 2 == 1 {
        return Some(
            "its brackets or quotes do not match, so that it is likely no selector at all",
        );
    }
    if selector.starts_with("text=") || selector.starts_with("role=") {
        return None;
    }
    let lower = selector.to_ascii_lowercase();
    if pseudo_classes(&outside_brackets(&lower)).any(is_foreign) {
        return Some("it is jQuery and no CSS, so that nothing is found; text=… goes by words");
    }
    if lower.contains(":nth-") {
        return Some("it counts elements");
    }
    if selector.starts_with('/') {
        return Some("it looks like XPath, and CSS is expected");
    }
    let steps = outside_brackets(selector)
        .split([' ', '>', '+', '~'])
        .filter(|step| !step.is_empty())
        .count();
    if steps > 4 {
        return Some("it describes a long path through the page");
    }
    let shown = outside_brackets(selector);
    let generated = names(&shown).any(is_generated) || quoted_names(selector).any(is_generated);
    (generated || is_numbered(selector)).then_some("it uses a name that a build tool made")
}

fn is_foreign(name: &str) -> bool {
    !name.is_empty() && NO_CSS.contains(&format!(" {name} "))
}

/// What stands behind colons.
fn pseudo_classes(selector: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    selector.split(':').skip(1).map(move |name| name.split(ends).next().unwrap_or_default())
}

/// The ids and classes that stand in attributes: `[id=ember123]`.
fn quoted_names(selector: &str) -> impl Iterator<Item = &str> {
    let values = ["[id=", "[class="].into_iter().flat_map(|open| selector.split(open).skip(1));
    values.filter_map(|rest| rest.split(']').next()).map(|name| name.trim_matches(['"', '\'']))
}

/// What frameworks number anew with every page, in an id or an attribute: React's `:r1:` and `«r1»`,
/// the marks of scoped styles `data-v-7ba5bd90`, `_ngcontent-abc-c12`.
fn is_numbered(selector: &str) -> bool {
    let plain = selector.replace('\\', "");
    let react = |open: &str, close: &str| {
        plain.split(open).skip(1).any(|rest| {
            let number = rest.split(close).next().filter(|number| *number != rest);
            // `:root:` is CSS.
            number.is_some_and(|it| {
                let digit = it.len() <= 2 || it.chars().any(|c| c.is_ascii_digit());
                !it.is_empty() && it.len() <= 4 && digit && it.chars().all(char::is_alphanumeric)
            })
        })
    };
    let scoped =
        |mark: &str| plain.split(mark).skip(1).any(|rest| rest.chars().any(|c| c.is_ascii_digit()));
    react(":r", ":") || react("«r", "»") || scoped("[data-v-") || scoped("[_ngcontent-")
}

/// The selector without what stands in brackets and parentheses, which is text of the page.
fn outside_brackets(selector: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in selector.chars() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The names of classes and ids in a selector.
fn names(selector: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'));
    selector.split(['.', '#']).skip(1).map(move |name| name.split(ends).next().unwrap_or_default())
}

/// `css-1x2y3z`, `sc-bdVaJa`, `jsx-3827493`, `Button_root__a1B2c`, `_hash_1k3x2_`, `:r3:`: names
/// with a part that mixes letters and digits, or many digits, as people do not write them.
fn is_generated(name: &str) -> bool {
    let known = ["css-", "sc-", "jsx-", "emotion-", "ember", "radix-", "mui-"];
    let counted = |prefix: &str| {
        let rest = name.strip_prefix(prefix);
        rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
    };
    if ["ember", "ext-gen", "yui_", "gwt-uid-", "mui-", "radix-"].into_iter().any(counted) {
        return true;
    }
    let numbered = |rest: &str| rest.len() >= 4 && rest.chars().any(|c| c.is_ascii_digit());
    if known
        .iter()
        .filter_map(|prefix| name.strip_prefix(prefix))
        .any(|rest| numbered(rest) || mixed(rest))
    {
        return true;
    }
    name.split(['-', '_']).any(|part| {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        let letters = part.chars().filter(char::is_ascii_alphabetic).count();
        part.len() >= 5 && digits >= 1 && letters >= 1 && switches(part) >= 3 || digits >= 5
    })
}

/// Whether capitals and small letters alternate, as in `bdVaJa`.
fn mixed(text: &str) -> bool {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    text.len() >= 5 && capitals >= 2
}

/// How often letters and digits take turns.
fn switches(part: &str) -> usize {
    let digit: Vec<bool> = part.chars().map(|c| c.is_ascii_digit()).collect();
    digit.windows(2).filter(|pair| pair.first() != pair.last()).count()
}
