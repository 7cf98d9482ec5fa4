//! The shape of the document, as tables: every field once, with its type, whether it must be
//! there, and what it means.
//!
//! [`check`](super::check) reports what does not fit, with its place, from one text that the
//! compiler makes of these tables ([`packed`](super::packed)); the published JSON Schema is
//! written from the same tables. The tables themselves, and descriptions, are not in the module.

/// What a value may be.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Anything at all.
    Any,
    /// `true` or `false`.
    Bool,
    /// A text.
    Text,
    /// A text that is not empty: ids and names of events.
    Id,
    /// A number from … to ….
    Number(f64, f64),
    /// A duration like `"30d"`.
    Duration,
    /// An ISO date or epoch milliseconds.
    Date,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// A list whose elements are left out one by one where broken; checked by the decoder.
    Each(
        #[cfg_attr(
            target_arch = "wasm32",
            allow(dead_code, reason = "only the schema looks inside")
        )]
        &'static Shape,
    ),
    /// An object with these fields.
    Object(&'static Object),
    /// An object with any keys and values of this shape.
    MapOf(&'static Shape),
    /// A condition; checked by its compiler.
    Condition,
    /// The first of these that fits by its JSON type.
    Either(&'static [Shape]),
    /// An experience, by its `kind`.
    Experience,
    /// A text with inline marks: a text, a mark, or a list of both.
    Inline,
}

/// The fields of an object, in groups that several objects share.
#[derive(Debug)]
pub(crate) struct Object {
    /// The name in the schema.
    pub(crate) name: &'static str,
    /// Groups of fields.
    pub(crate) groups: &'static [&'static [Field]],
}

/// One field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) about: &'static str,
}

macro_rules! fields {
    ($($name:literal $(($must:ident))? : $shape:expr, $about:literal;)*) => {
        &[$(Field {
            name: $name,
            required: fields!(@ $($must)?),
            shape: $shape,
            #[cfg(not(target_arch = "wasm32"))]
            about: $about,
        },)*]
    };
    (@) => { false };
    (@ required) => { true };
}

macro_rules! objects {
    ($($id:ident = $name:literal: [$($group:expr),*];)*) => {
        $(pub(crate) static $id: Object = Object { name: $name, groups: &[$($group),*] };)*

        /// All of them.
        pub(super) static OBJECTS: &[&Object] = &[$(&$id),*];
    };
}

use Shape::{
    Any, Bool, Condition, Date, Duration, Each, Either, Id, Inline, List, MapOf, Number, Text, Word,
};

const COUNT: Shape = Number(0.0, 1e9);
const ANY_NUMBER: Shape = Number(f64::MIN, f64::MAX);
const TEXTS: Shape = Either(&[Text, List(&Text)]);
const BODY: Shape = Either(&[Text, List(&BLOCK_SHAPE)]);
static BLOCK_SHAPE: Shape = Either(&[Text, Shape::Object(&BLOCK)]);

objects! {
    GUIDEBOOK = "guidebook": [fields! {
        "$schema": Text, "Where editors find the schema of this document.";
        "version" (required): Number(1.0, 1.0), "The version of the format: 1.";
        "segments": Each(&Shape::Object(&SEGMENT)), "Who is who.";
        "features": Each(&Shape::Object(&FEATURE)), "Clicks that get a name of their own.";
        "experiences": Each(&Shape::Experience), "What is shown.";
        "experiments": Each(&Shape::Object(&EXPERIMENT)), "Who gets which variant of what.";
        "timezone": Text, "Whose days and schedules, e.g. Europe/Berlin; the user's where missing.";
        "groups": MapOf(&List(&Any)), "Named lists of ids, for $inGroup.";
        "quantiles": MapOf(&MapOf(&Number(f64::MIN, f64::MAX))), "Quantiles of the population by fact, for $top.";
        "goals": Each(&Shape::Object(&GOAL)), "What experiences are meant to lead to.";
        "throttle": Shape::Object(&THROTTLE), "Caps over all experiences.";
        "theme": MapOf(&Any), "Design tokens.";
        "locales": MapOf(&Any), "Translations.";
    }];
    SEGMENT = "segment": [fields! {
        "id" (required): Id, "What conditions and code call it.";
        "name": Text, "What people call it.";
        "description": Text, "A note for the team.";
        "where" (required): Condition, "Who belongs to it.";
    }];
    FEATURE = "feature": [fields! {
        "event" (required): Id, "The event a click becomes.";
        "selector" (required): Id, "The CSS selector of the element or one around it.";
        "page": Text, "On which pages, e.g. /reports/*.";
        "name": Text, "What people call it.";
    }];
    EXPERIMENT = "experiment": [fields! {
        "id" (required): Id, "What conditions, experiences and code call it.";
        "name": Text, "What people call it.";
        "description": Text, "A note for the team.";
        "variants" (required): List(&Either(&[Id, Shape::Object(&VARIANT)])), "What people get; the first is the control.";
        "weights": List(&ANY_NUMBER), "The share of each variant, together 1; equal where missing.";
        "coverage": ANY_NUMBER, "The share of people that take part, 0 to 1; all where missing.";
        "audience": Condition, "Who takes part; everyone where missing.";
        "active": Bool, "Whether it runs; true where missing.";
        "sticky": Bool, "Whether a variant, once assigned, stays.";
        "hash_attribute": Id, "The fact that tells people apart; user.id, else user.anonymous_id, where missing.";
        "fallback_attribute": Id, "The fact that is used where the other is not known.";
        "hash_version": ANY_NUMBER, "The version of GrowthBook's hash, 1 or 2; 1 where missing.";
        "seed": Text, "What makes its hashes differ from others'; the id where missing.";
        "namespace": List(&Any), "A name and a range of people that no other experiment of that name has, e.g. [\"checkout\", 0, 0.5].";
        "ranges": List(&List(&ANY_NUMBER)), "The part from 0 to 1 of each variant, instead of weights and coverage.";
        "filters": List(&Shape::Object(&FILTER)), "Only who passes all of these takes part, instead of a namespace.";
        "force": Either(&[Id, ANY_NUMBER]), "The variant that everyone gets who takes part; without exposures.";
        "goal": TEXTS, "The goals that count after an exposure.";
    }];
    VARIANT = "variant": [fields! {
        "id" (required): Id, "What conditions, experiences and code call it.";
        "name": Text, "What people call it.";
        "value": Any, "What it stands for; the id where missing.";
    }];
    FILTER = "filter": [fields! {
        "seed" (required): Text, "What makes its hashes differ from others'.";
        "attribute": Id, "The fact that is hashed; that of the experiment where missing.";
        "hash_version": ANY_NUMBER, "1 or 2; 2 where missing.";
        "ranges" (required): List(&List(&ANY_NUMBER)), "The parts from 0 to 1 that pass.";
    }];
    GOAL = "goal": [fields! {
        "id" (required): Id, "What experiments and experiences call it.";
        "name": Text, "What people call it.";
        "description": Text, "A note for the team.";
        "when" (required): Condition, "When it is reached; only events since the exposure or the completion count.";
        "within": Duration, "How long after the exposure or the completion it counts; ever where missing.";
    }];
    THROTTLE = "throttle": [fields! {
        "max": List(&Shape::Object(&CAP)), "At most so many per period.";
        "gap": Duration, "The least time between two.";
        "exempt": List(&Word(KINDS)), "Kinds that are neither counted nor held back.";
    }];
    CAP = "cap": [fields! {
        "times" (required): COUNT, "How many at the most.";
        "per" (required): Word(&["page", "session", "hour", "day", "week"]), "In which period.";
    }];
    FLOW = "flow": [COMMON, fields! {
        "steps" (required): List(&Shape::Object(&STEP)), "The steps in order.";
    }];
    SURVEY = "survey": [COMMON, CARD, fields! {
        "present": Word(&["modal", "slideout"]), "How it is shown.";
        "questions" (required): List(&Shape::Object(&QUESTION)), "The questions in order.";
        "submit": Text, "The label of the last button.";
        "thanks": BODY, "What is said at the end.";
    }];
    BANNER = "banner": [COMMON, CARD, fields! {
        "position": Word(&["top", "bottom"]), "Where on the page.";
        "layout": Word(&["inline", "overlay"]), "Whether it pushes the page down.";
    }];
    INLINE = "inline": [COMMON, CARD, fields! {
        "target" (required): TEXTS, "The element it is put into: a CSS selector, text=… or role=…[name=…].";
    }];
    CHECKLIST = "checklist": [COMMON, CARD, DOCK, fields! {
        "open": Bool, "Whether the list is open at first.";
        "tasks" (required): List(&Shape::Object(&TASK)), "What there is to do.";
    }];
    SPOTLIGHT = "spotlight": [COMMON, fields! {
        "spots" (required): List(&Shape::Object(&SPOT)), "Where hotspots sit and what they say.";
    }];
    LAUNCHER = "launcher": [COMMON, CARD, DOCK, fields! {
        "items" (required): List(&Shape::Object(&ITEM)), "What it opens.";
    }];
    SPOT = "spot": [fields! {
        "id": Id, "What events call it; its number where missing.";
        "target" (required): TEXTS, "The element: a CSS selector, text=… or role=…[name=…]; a list in order of preference.";
        "type": Word(&["hotspot", "tooltip"]), "A dot on the element, or nothing until it is used; a dot where missing.";
        "on": Word(&["hover", "focus", "click"]), "What opens it; click for a dot, hover for a tooltip where missing.";
        "placement": Word(PLACEMENTS), "On which side of the element.";
        "title": Text, "The heading.";
        "body": BODY, "The text.";
        "actions": ACTIONS, "Buttons; a spot whose button was used is gone.";
    }];
    ITEM = "item": [fields! {
        "id": Id, "What events call it; its number where missing.";
        "title" (required): Text, "What it says.";
        "body": BODY, "More about it.";
        "url": Text, "The page it opens; a path, or http, https, mailto or tel.";
        "new_tab": Bool, "Whether the page opens in a new tab.";
        "experience": Id, "The experience it shows.";
        "actions": ACTIONS, "The first of these is what it does, instead.";
    }];
    TASK = "task": [fields! {
        "id" (required): Id, "What events call it.";
        "title" (required): Text, "What to do.";
        "body": BODY, "How.";
        "done": Condition, "When it counts as done.";
        "actions": ACTIONS, "Buttons.";
    }];
    STEP = "step": [fields! {
        "id" (required): Id, "What events and branches call it.";
        "type" (required): Word(&["tooltip", "modal", "slideout", "driven", "hidden"]), "How it is shown.";
        "target": TEXTS, "The element: a CSS selector, text=… or role=…[name=…]; a list in order of preference.";
        "placement": Word(PLACEMENTS), "On which side of the element.";
        "page": Text, "The pages the step belongs on, e.g. /invoices/*; on others the flow waits.";
        "wait": Duration, "How long to wait for the element; 5s where missing.";
        "missing": Word(&["wait", "skip", "end"]), "What to do where the element does not come; wait, and let others go first, where missing.";
        "title": Text, "The heading.";
        "body": BODY, "The text.";
        "actions": ACTIONS, "Buttons.";
        "dismissible": Bool, "Whether it can be closed.";
        "advance": Shape::Object(&ADVANCE), "What moves a driven step on.";
        "next": List(&Shape::Object(&NEXT_STEP)), "Where it leads; the following step where missing.";
    }];
    ADVANCE = "advance": [fields! {
        "on": Word(&["click", "event"]), "A click on the element, or an event.";
        "event": Id, "The event's name.";
    }];
    NEXT_STEP = "next step": [fields! {
        "when": Condition, "When it leads there; always where missing.";
        "step" (required): Id, "The id of the step, or \"end\".";
    }];
    NEXT_QUESTION = "next question": [fields! {
        "when": Condition, "When it leads there; always where missing.";
        "question" (required): Id, "The id of the question, or \"end\".";
    }];
    QUESTION = "question": [fields! {
        "id" (required): Id, "What the answer is stored under.";
        "type" (required): Word(&[
            "single", "multiple", "scale", "stars", "smileys", "nps", "csat", "text", "long-text", "number",
            "email", "date", "ranking", "consent",
        ]), "What kind of answer.";
        "title" (required): Text, "The question.";
        "body": BODY, "An explanation.";
        "required": Bool, "Whether it must be answered.";
        "options": List(&Shape::Object(&OPTION)), "What can be chosen.";
        "other": Either(&[Bool, Text]), "Whether another answer can be typed; its label.";
        "randomise": Bool, "Whether the options come in random order, which stays for the run; another answer stays last.";
        "min": Number(-1e9, 1e9), "The least value or number of choices.";
        "max": Number(-1e9, 1e9), "The greatest value or number of choices.";
        "low": Text, "What the lowest value means.";
        "high": Text, "What the highest value means.";
        "placeholder": Text, "An example of an answer.";
        "set": Text, "The trait the answer is stored in as well, e.g. user.role.";
        "next": List(&Shape::Object(&NEXT_QUESTION)), "Where it leads; the following question where missing.";
    }];
    OPTION = "option": [fields! {
        "value" (required): Id, "What is stored.";
        "label": Text, "What is shown; the value where missing.";
    }];
    ACTION = "action": [fields! {
        "label": Text, "What the button says.";
        "do" (required): Word(&[
            "next", "back", "goto", "complete", "dismiss", "snooze", "open", "show", "track", "set", "call",
            "submit", "consent",
        ]), "What it does.";
        "step": Id, "goto: the id of the step.";
        "url": Text, "open: where to; a path, or http, https, mailto or tel.";
        "new_tab": Bool, "open: in a new tab.";
        "experience": Id, "show: the id of the experience.";
        "event": Id, "track: the event's name.";
        "properties": MapOf(&Any), "track: its properties.";
        "traits": MapOf(&Any), "set: the traits of the user.";
        "function": Id, "call: the name the host registered.";
        "arguments": List(&Any), "call: what it is called with.";
        "for": Duration, "snooze: how long.";
        "set": Any, "consent: granted or denied.";
        "then": Shape::Object(&ACTION), "What the same button does after that; it needs no label.";
        "style": Word(&["primary", "secondary", "link"]), "How it looks: filled, framed, or as a link. Where missing, filled, but framed for back, dismiss and snooze, in texts, and beside the buttons of a question.";
    }];
    BLOCK = "block": [fields! {
        "heading": Text, "A heading.";
        "paragraph": Inline, "A paragraph with inline marks.";
        "list": List(&Inline), "A bulleted list.";
        "ordered": List(&Inline), "A numbered list.";
        "code": Text, "A block of code.";
        "image": Shape::Object(&IMAGE), "An image.";
        "video": Shape::Object(&VIDEO), "A video.";
        "button": Shape::Object(&ACTION), "A button: what it says and does.";
    }];
    IMAGE = "image": [fields! {
        "src" (required): Text, "Its URL.";
        "alt": Text, "What it shows, in words.";
        "width": COUNT, "In CSS pixels.";
        "height": COUNT, "In CSS pixels.";
    }];
    VIDEO = "video": [fields! {
        "src" (required): Text, "Its URL.";
        "alt": Text, "What it shows, in words.";
        "captions": Text, "The URL of what is said in it, in writing: a WebVTT file.";
        "width": COUNT, "In CSS pixels.";
        "height": COUNT, "In CSS pixels.";
    }];
    MARK = "mark": [fields! {
        "bold": Text, "Bold text.";
        "italic": Text, "Italic text.";
        "code": Text, "Code.";
        "link": Text, "The text of a link.";
        "url": Text, "Where the link leads.";
    }];
    TRIGGER = "trigger": [fields! {
        "on" (required): Word(&["page", "event", "element", "segment", "delay", "scroll", "idle", "exit", "manual"]), "What happens.";
        "page": Text, "On which pages, e.g. /invoices/*.";
        "event": Id, "event: its name.";
        "where": Condition, "event: a condition on its properties.";
        "selector": Id, "element: a CSS selector, text=… or role=…[name=…].";
        "when": Word(&["appears", "clicked"]), "element: what happens to it.";
        "after": Duration, "delay, idle: how long.";
        "percent": Number(0.0, 100.0), "scroll: how deep; 50 where missing.";
    }];
    FREQUENCY = "frequency": [fields! {
        "every": Duration, "Again after this long.";
        "times": COUNT, "At most so many …";
        "per": Duration, "… in this time.";
    }];
    SCHEDULE = "schedule": [fields! {
        "from": Date, "Not before; without an offset, on the clock of the time zone.";
        "until": Date, "Not from then on.";
        "days": List(&Word(DAYS)), "On which days of the week.";
        "hours": List(&Text), "From … to … of the day, e.g. [\"09:00\", \"17:00\"].";
        "timezone": Text, "Whose dates, days and hours; the guidebook's where missing, else the user's.";
    }];
    VARIANT_OF = "variant of": [fields! {
        "id" (required): Id, "The experiment.";
        "variant" (required): Id, "The variant this experience is.";
    }];
}

/// The days of a schedule, Sunday first.
pub(crate) const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const PLACEMENTS: &[&str] = &["top", "bottom", "left", "right", "start", "end", "auto"];

const ACTIONS: Shape = List(&Shape::Object(&ACTION));

const COMMON: &[Field] = fields! {
    "id" (required): Id, "What code and events call it.";
    "kind" (required): Word(KINDS), "What it is.";
    "name": Text, "What people call it.";
    "description": Text, "A note for the team.";
    "audience": Condition, "Who may see it; everyone where missing.";
    "trigger": Shape::Object(&TRIGGER), "What starts it; the page where missing.";
    "frequency": Either(&[Word(&["once", "session", "always", "until-completed"]), Shape::Object(&FREQUENCY)]), "How often; once where missing, for a launcher always.";
    "priority": Number(-1e9, 1e9), "Higher goes first; 0 where missing.";
    "schedule": Shape::Object(&SCHEDULE), "When it may be shown.";
    "experiment": Shape::Object(&VARIANT_OF), "Which variant of an experiment it is.";
    "goal": TEXTS, "The goals that count after it was completed.";
    "expires": Duration, "How long an unfinished run is kept; 24h where missing, 30d for what stays on the page.";
    "essential": Bool, "Whether it may be shown before consent.";
    "locale": MapOf(&Any), "Translations of its texts.";
    "theme": MapOf(&Any), "Design tokens of its own.";
};

const CARD: &[Field] = fields! {
    "title": Text, "The heading.";
    "body": BODY, "The text.";
    "actions": ACTIONS, "Buttons.";
    "dismissible": Bool, "Whether it can be closed.";
};

const DOCK: &[Field] = fields! {
    "label": Text, "What the button says; the title where missing.";
    "position": Word(&["start", "end"]), "At which lower corner of the window.";
};

/// The kinds of experience and the fields each may have.
pub(crate) const KINDS: &[&str] =
    &["flow", "survey", "banner", "checklist", "inline", "spotlight", "launcher"];

/// The object of a kind of experience.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn of_kind(kind: &str) -> Option<&'static Object> {
    Some(match kind {
        "flow" => &FLOW,
        "survey" => &SURVEY,
        "banner" => &BANNER,
        "checklist" => &CHECKLIST,
        "inline" => &INLINE,
        "spotlight" => &SPOTLIGHT,
        "launcher" => &LAUNCHER,
        _ => return None,
    })
}
