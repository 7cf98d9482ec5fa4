/**
 * What the gallery shows: every kind and state, as an experience of guidebook.json and what someone
 * has to do until it looks like that. The tests walk the same list.
 *
 * @typedef {["press" | "focus" | "track", string] | ["type", string, string]} Deed
 *   `press` and `type` name something of Docent's, `focus` something of the page, `track` an event
 * @typedef {{ id: string, kind: string, name: string, show: string, deeds?: Deed[] }} Entry
 */

/** @type {(kind: string, list: [id: string, name: string, show?: string, deeds?: Deed[]][]) => Entry[]} */
const of = (kind, list) => list.map(([id, name, show = id, deeds = []]) => ({ id, kind, name, show, deeds }));

/** @type {Deed[]} */
const choose = [["press", "[value=freelancer]"], ["press", "[type=submit]"]];

export const entries = [
  ...of("Flow", [
    ["tooltip", "Tooltip"],
    ["tooltip-second", "Tooltip, second step", "tooltip", [["press", "[data-press=next]"]]],
    ["modal", "Modal"],
    ["modal-last", "Modal, last step", "modal", [["press", "[data-press='1']"]]],
    ["rich", "Modal with every text"],
    ["body-button", "Modal with a button in its text"],
    ["slideout", "Slideout"],
    ["driven", "Driven by the user"],
  ]),
  ...of("Survey", [
    ["single", "One of several"],
    ["refused", "A refused answer", "single", [["press", "[type=submit]"]]],
    ["second", "Second question", "single", choose],
    ["thanks", "Thanks", "single", [...choose, ["press", "[type=submit]"]]],
    ["multiple", "Several (slideout)"],
    ["scale", "Scale"],
    ["stars", "Stars"],
    ["smileys", "Smileys (slideout)"],
    ["csat", "Satisfaction"],
    ["text", "Text"],
    ["long-text", "Long text"],
    ["number", "Number"],
    ["email", "E-mail address"],
    ["wrong-email", "A wrong address", "email", [["type", ".text", "nobody"], ["press", "[type=submit]"]]],
    ["date", "Date"],
    ["ranking", "Ranking"],
    ["agree", "Consent"],
  ]),
  ...of("NPS", [
    ["nps", "Recommendation"],
    ["nps-chosen", "Recommendation, chosen", "nps", [["press", "[value='9']"]]],
  ]),
  ...of("Banner", [
    ["banner-top", "Banner over the top"],
    ["banner-bottom", "Banner over the bottom"],
    ["banner-inline-top", "Banner in the page, top"],
    ["banner-inline-bottom", "Banner in the page, bottom"],
  ]),
  ...of("Checklist", [
    ["checklist", "Checklist, folded"],
    ["checklist-open", "Checklist, open", "checklist", [["press", ".pill"]]],
    ["checklist-half", "Checklist, half done", "checklist", [["track", "Invoice created"], ["press", ".pill"]]],
    ["checklist-done", "Checklist, done", "checklist",
      [["press", ".pill"], ["track", "Invoice created"], ["track", "Invoice sent"], ["press", "[data-press='2.0']"]]],
  ]),
  ...of("Inline", [["inline", "Card in the page"]]),
  ...of("Spotlight", [
    ["spotlight", "Hotspots"],
    ["spotlight-open", "A hotspot, open", "spotlight", [["press", ".beacon"]]],
    ["spotlight-tooltip", "A plain tooltip", "spotlight", [["focus", "#search"]]],
  ]),
  ...of("Launcher", [
    ["launcher", "Launcher, folded"],
    ["launcher-open", "Launcher, open", "launcher", [["press", ".pill"]]],
    ["launcher-found", "Launcher, something found", "launcher", [["press", ".pill"], ["type", "input", "pdf"]]],
    ["launcher-nothing", "Launcher, nothing found", "launcher", [["press", ".pill"], ["type", "input", "penguin"]]],
  ]),
];
