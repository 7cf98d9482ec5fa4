//! What is written in an experience and never seen or used: buttons that are not drawn, ways on that
//! a step does not take, videos that are pages.

use super::{Lint, inside, items};
use docent::core::experience::view::is_way_on;
use docent::core::value::Value;

/// Sites that show videos on pages of their own.
const SITES: [&str; 14] = [
    "youtube.com",
    "youtube-nocookie.com",
    "youtu.be",
    "vimeo.com",
    "loom.com",
    "wistia.com",
    "wistia.net",
    "dailymotion.com",
    "dai.ly",
    "twitch.tv",
    "tiktok.com",
    "vidyard.com",
    "streamable.com",
    "drive.google.com",
];

/// How files end that a browser plays; `bin` is what Wistia calls them.
const FILES: [&str; 8] = [".mp4", ".m4v", ".webm", ".ogv", ".ogg", ".mov", ".m3u8", ".bin"];

impl Lint<'_> {
    pub(super) fn undrawn(&mut self, experience: &Value, place: &str) {
        match experience.text("kind") {
            Some("survey") => {
                for (place, action) in items(experience, "actions", place) {
                    self.doubled(action, &inside(&place, "do"));
                }
                let said = |key: &str| experience.text(key).is_some_and(|it| !it.trim().is_empty());
                if experience.get("body").is_some() && !said("title") {
                    let why = "is not drawn: it greets under the title, which is missing; give the \
                               survey one, or write it as the body of the first question";
                    self.doubt(&inside(place, "body"), why);
                }
            }
            Some("launcher") => {
                let why = "is not drawn: an item is a button itself; write what it does as its url, \
                           its experience or the first of its actions";
                for (place, item) in items(experience, "items", place) {
                    let opens = |key: &str| item.get(key).is_some();
                    let first = |keys: [&'static str; 2]| keys.into_iter().find(|key| opens(key));
                    if let Some(other) = first(["actions", "experience"]).filter(|_| opens("url")) {
                        let why = format!("does nothing beside \"{other}\"; leave one of them out");
                        self.doubt(&inside(&place, "url"), &why);
                    } else if opens("new_tab") && !opens("url") {
                        self.doubt(&inside(&place, "new_tab"), "does nothing: it is for a \"url\"");
                    }
                    for (place, block) in items(item, "body", &place) {
                        if block.get("button").is_some() {
                            self.doubt(&inside(&place, "button"), why);
                        }
                    }
                }
            }
            _ => {}
        }
        for (place, step) in items(experience, "steps", place) {
            let kind = step.text("type").unwrap_or_default();
            if step.get("advance").is_some() && kind != "driven" {
                let why = format!(
                    "does nothing in a step of the type \"{kind}\"; write \"type\": \"driven\", or \
                     give it a button that does \"next\""
                );
                self.doubt(&inside(&place, "advance"), &why);
            }
            let does = |action: &Value| action.text("do") != Some("back");
            let useless: &[&str] = match kind {
                "modal" | "slideout" => &["target", "placement", "wait", "missing"],
                "hidden" => &["target", "placement", "wait", "missing", "title", "body", "actions"],
                _ => &[],
            };
            for key in useless.iter().filter(|key| step.get(key).is_some()) {
                let why = format!("does nothing in a step of the type \"{kind}\"; leave it out");
                self.doubt(&inside(&place, key), &why);
            }
            let advance = step.member("advance");
            if kind == "driven" && !advance.says("on", "event") && advance.get("event").is_some() {
                let why = "does nothing where a click moves the step on; write \"on\": \"event\"";
                self.doubt(&inside(&place, "advance.event"), why);
            }
            if kind == "modal" && step.list("actions").iter().any(does) && !is_way_on(step) {
                let why = "has no button that leads on, so it can be closed all the same: give one of \
                           them a \"then\", such as {\"do\": \"next\"}";
                let what = if step.get("dismissible") == Some(&Value::Bool(false)) {
                    "dismissible"
                } else {
                    "actions"
                };
                self.doubt(&inside(&place, what), why);
            }
        }
    }

    /// A button that a survey has already.
    fn doubled(&mut self, action: &Value, place: &str) {
        let does = action.text("do").unwrap_or_default();
        let why = match does {
            "next" | "submit" => {
                "is not drawn: a survey has a button of its own that goes on; \"submit\" of the \
                 survey is what the last one says"
            }
            "back" => "is not drawn: a survey has a button of its own that goes back; leave it out",
            _ => return,
        };
        self.doubt(place, why);
    }

    /// A video whose address is a page of a site that shows it there.
    pub(super) fn video(&mut self, video: &Value, place: &str) {
        let Some(src) = video.text("src") else { return };
        if is_page_of_videos(src) {
            let why = "does not play: it is a page of a site for videos, and a video is a file, like \
                       /tour.mp4; show a picture of it, with a link to the page";
            self.doubt(&inside(place, "src"), why);
        }
    }
}

fn is_page_of_videos(src: &str) -> bool {
    let Some((_, rest)) = src.split_once("//") else { return false };
    let address = rest.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    let host = address.split(['/', ':']).next().unwrap_or_default();
    let of = |site: &str| host == site || host.ends_with(&format!(".{site}"));
    SITES.into_iter().any(of) && !FILES.iter().any(|end| address.ends_with(end))
}
