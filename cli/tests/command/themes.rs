//! What `docent check` says of themes.

use super::{check, doubts};
use std::path::Path;

#[test]
fn colours_that_can_hardly_be_read_on_one_another_are_doubted_on_bright_and_on_dark_pages() {
    assert_eq!(
        doubts(r##"{"accent": "#8be9fd", "dark": {"text": "#444"}}"##),
        [
            "theme.accent: too little contrast: links 1.4 to 1 (#8be9fd on #fff), \
             buttons 1.4 to 1 (#fff on #8be9fd); text needs 4.5 to 1",
            "theme.dark.text: too little contrast where the page is dark: \
             titles 1.7 to 1 (#444 on #1d212c), answers 1.5 to 1 (#444 on #262b38); \
             text needs 4.5 to 1",
        ]
    );
    assert_eq!(
        doubts(r##"{"on_accent": "#999", "accent": "#888"}"##),
        [
            "theme.on_accent: too little contrast: buttons 1.2 to 1 (#999 on #888); \
             text needs 4.5 to 1",
            "theme.accent: too little contrast: links 3.5 to 1 (#888 on #fff); text needs 4.5 to 1",
        ],
        "what is the same on dark pages is said once"
    );
    let bright_alone = doubts(r##"{"text": "#222"}"##);
    assert_eq!(bright_alone.len(), 1, "the theme has no text for dark pages: {bright_alone:?}");
    assert!(bright_alone[0].starts_with("theme.text: too little contrast where the page is dark"));
    for fine in [
        r##"{"accent": "#067", "dark": {"accent": "#7cd"}}"##,
        r##"{"line": "#fff", "radius": "8px", "font": "#fff", "spacing": 4, "shadow": "none"}"##,
    ] {
        assert_eq!(doubts(fine), [""; 0], "{fine}");
    }
}

#[test]
fn the_frame_of_a_field_needs_less_than_a_text_and_more_than_a_line() {
    // On white, the ratio of #949494 is 3.03, and that of #969696 is 2.95.
    let frames = |colour: &str| doubts(&format!(r##"{{"border": "{colour}", "line": "#fff"}}"##));
    assert_eq!(frames("#949494"), [""; 0]);
    assert_eq!(
        frames("#969696"),
        ["theme.border: too little contrast: frames of fields 2.9 to 1 (#969696 on #fff); \
          frames need 3 to 1"]
    );
    let both = doubts(r##"{"surface": "#888", "dark": {"surface": "#1d212c"}}"##);
    assert_eq!(both.len(), 1, "{both:?}");
    assert!(both[0].contains("frames of fields 1.1 to 1 (#858ca0 on #888)"), "{both:?}");
    assert!(both[0].ends_with("; text needs 4.5 to 1, frames need 3 to 1"), "{both:?}");
}

#[test]
fn an_experience_is_judged_by_the_tokens_that_it_sets_over_those_of_the_guidebook() {
    let left = check(
        r##"{"version": 1, "theme": {"surface": "#123", "text": "#fff", "muted": "#ddd",
            "accent": "#8cf", "on_accent": "#012", "danger": "#fcc", "field": "#234"}, "experiences": [
          {"id": "a", "kind": "banner", "body": "A", "theme": {"text": "#122", "radius": "2px"}},
          {"id": "b", "kind": "banner", "body": "B", "theme": {"dark": {"surface": "#eee"}}},
          {"id": "c", "kind": "banner", "body": "C", "theme": {"accent": "#9df"}}]}"##,
    );
    let said: Vec<&str> =
        left.err.lines().map(|line| line.split_once("warning: ").unwrap().1).collect();
    assert_eq!(
        said,
        [
            "experiences[0].theme.text: too little contrast: titles 1.0 to 1 (#122 on #123), \
             answers 1.3 to 1 (#122 on #234); text needs 4.5 to 1",
            "experiences[1].theme.dark.surface: too little contrast where the page is dark: \
             titles 1.2 to 1 (#fff on #eee), texts 1.2 to 1 (#ddd on #eee), \
             links 1.5 to 1 (#8cf on #eee), errors 1.2 to 1 (#fcc on #eee); text needs 4.5 to 1",
        ]
    );
}

#[test]
fn colours_are_read_as_style_sheets_write_them() {
    // Muted on white: the ratio of #777 is 4.48, and that of #767676 is 4.54.
    let muted = |colour: &str| {
        let theme = format!(
            r##"{{"surface": "white", "field": "white", "muted": "{colour}",
                "dark": {{"surface": "var(--page)"}}}}"##
        );
        doubts(&theme).join("\n")
    };
    for (colour, ratio) in [
        ("#777", "4.4"),
        ("#777f", "4.4"),
        ("#777777", "4.4"),
        ("#777777FF", "4.4"),
        ("#00000088", "4.4"),
        ("rgb(119, 119, 119)", "4.4"),
        ("rgb(119 119 119 / 1)", "4.4"),
        ("rgba(0, 0, 0, .53333)", "4.4"),
        ("hsl(0, 0%, 46.667%)", "4.4"),
        ("HSLA(1turn 0% 46.667% / 100%)", "4.4"),
        ("red", "4.0"),
        ("yellow", "1.1"),
        ("transparent", "1.0"),
    ] {
        let (said, ratio) = (muted(colour), format!("texts {ratio} to 1 ({colour} on white)"));
        assert!(said.starts_with("theme.muted: ") && said.contains(&ratio), "{colour}: {said}");
    }
    for fine in ["#767676", "#0000008a", "rgb(118 118 118)", "hsl(240 100% 50%)", "rebeccapurple"] {
        assert_eq!(muted(fine), "", "{fine}");
    }
    for unknown in ["var(--x, #fff)", "color-mix(in srgb, red, blue)", "currentColor", "GrayText"] {
        assert_eq!(muted(unknown), "", "{unknown} cannot be judged");
    }
    for none in ["gren", "#12345", "777", "4px", ""] {
        assert_eq!(muted(none), "theme.muted: expected a colour like \"#06c\"", "{none}");
    }
    let ours = doubts(r##"{"line": 3, "dark": {"on_accent": "gren"}, "shadow": "gren"}"##);
    let expected = ["theme.line: expected", "theme.dark.on_accent: expected"];
    assert_eq!(ours.len(), 2, "{ours:?}");
    assert!(expected.iter().all(|place| ours.iter().any(|it| it.starts_with(place))), "{ours:?}");
    let clear = r##"{"surface": "#0008", "text": "#000"}"##;
    assert_eq!(doubts(clear).len(), 0, "nobody knows what shows through");
}

#[test]
fn what_a_theme_leaves_open_is_as_in_the_style_sheet_whose_own_colours_can_be_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pkg-config/src/ui/style.css");
    let style = std::fs::read_to_string(path).unwrap();
    let (bright, dark) = style.split_once(r#":host([data-scheme="dark"]) ["#).unwrap();
    let token = |style: &str, token: &str| {
        let line = style.lines().find(|line| line.starts_with(&format!("  --d-{token}:"))).unwrap();
        line.rsplit([' ', ')']).nth(1).unwrap().to_owned()
    };
    // A token of the very colour that the style sheet has for the other of its pair.
    for (style, when) in [(bright, ":"), (dark, " where the page is dark:")] {
        for (fore, back) in [
            ("text", "surface"),
            ("muted", "surface"),
            ("accent", "surface"),
            ("danger", "surface"),
            ("on-accent", "accent"),
            ("text", "field"),
            ("muted", "field"),
            ("border", "surface"),
        ] {
            for (set, other) in [(fore, back), (back, fore)] {
                let same = token(style, other);
                let said = doubts(&format!("{{\"{set}\": \"{same}\"}}"));
                let place = format!("theme.{set}: too little contrast{when}");
                let line = said.iter().find(|line| line.starts_with(&place)).unwrap();
                assert!(line.contains(&format!(" 1.0 to 1 ({same} on {same})")), "{line}");
            }
        }
    }
    let tokens =
        ["text", "muted", "accent", "on-accent", "danger", "surface", "field", "line", "border"];
    let all = |style: &str| {
        let written = tokens.map(|name| format!("\"{name}\": \"{}\"", token(style, name)));
        written.join(", ")
    };
    let itself = format!("{{{}, \"dark\": {{{}}}}}", all(bright), all(dark));
    assert_eq!(doubts(&itself), [""; 0]);
}

#[test]
fn tokens_that_the_style_sheet_does_not_ask_for_are_doubted_with_what_was_meant() {
    let left = check(
        r##"{"version": 1, "theme": {"acent": "#067", "onAccent": "#fff", "background": "#fff", "spacing": "8px",
          "z_index": "5", "dark": {"sruface": "#123", "dark": {}}}, "experiences": [
          {"id": "a", "kind": "banner", "body": "A", "theme": {"Radius": "2px", "dark": "#000"}}]}"##,
    );
    let said: Vec<&str> =
        left.err.lines().map(|line| line.split_once("warning: ").unwrap().1).collect();
    let expected = [
        r#"theme.acent: is not a token, and does nothing; did you mean "accent"?"#,
        r#"theme.onAccent: is not a token, and does nothing; did you mean "on-accent"?"#,
        "theme.background: is not a token, and does nothing; there are z-index, bottom, accent, on-accent,",
        r#"theme.dark.sruface: is not a token, and does nothing; did you mean "surface"?"#,
        "theme.dark.dark: is not a token, and does nothing; there are",
        r#"experiences[0].theme.Radius: is not a token, and does nothing; did you mean "radius"?"#,
        "experiences[0].theme.dark: expected the tokens of dark pages",
    ];
    assert_eq!((left.code, said.len()), (0, expected.len()), "{said:?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn values_that_are_not_of_their_kind_or_that_the_page_leaves_out_are_doubted() {
    for (token, value, expected) in [
        ("accent", r#""url(https://evil.example/x)""#, "expected a colour"),
        ("accent", r#""expression(1)""#, "expected a colour"),
        ("accent", r#""bluee""#, "expected a colour"),
        ("line", "true", "expected a colour"),
        ("radius", r#""round""#, "expected a length"),
        ("radius", r#""8""#, "expected a length"),
        ("spacing", r##""#067""##, "expected a length"),
        ("spacing", "{}", "expected a length"),
        ("radius", r#""8px;color:red""#, "expected a length"),
        ("bottom", r#""a bar""#, "expected a length"),
        ("font", r#""url(x)""#, "expected the names of fonts"),
        ("font", r#""Inter,\nserif""#, "expected the names of fonts"),
        ("shadow", r#""image-set('//evil.example/x' 1x)""#, "expected a shadow"),
        ("font", "12", "expected the names of fonts"),
        ("shadow", "4", "expected a shadow"),
        ("z_index", "5", "expected a whole number as a text"),
        ("z_index", r#""top""#, "expected a whole number as a text"),
    ] {
        let said = doubts(&format!("{{\"{token}\": {value}}}"));
        assert_eq!(said.len(), 1, "{token} {value}: {said:?}");
        assert!(said[0].starts_with(&format!("theme.{token}: {expected}")), "{value}: {said:?}");
    }
    for fine in [
        r##"{"radius": "8px 4px", "spacing": "0.5rem", "z_index": "1000", "shadow": "0 1px 2px #0003"}"##,
        r#"{"radius": 8, "spacing": "calc(1rem + 2px)", "font": "'Inter', system-ui, sans-serif"}"#,
        r#"{"radius": "0", "spacing": "10%", "bottom": 64, "line": "rgb(1 2 3)", "dark": {"radius": "1em"}}"#,
    ] {
        assert_eq!(doubts(fine), [""; 0], "{fine}");
    }
}
