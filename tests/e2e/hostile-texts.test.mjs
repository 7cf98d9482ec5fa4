// Hostile texts and URLs in every place a guidebook has for one, written there, smuggled in by a
// trait, and by a translation: they are drawn as text or left out, and nothing ever runs.
//
// The texts are our own (tests/cases/hostile_texts.json) and the published ones of DOMPurify, from
// the folder DOCENT_SUITES or ../shared/suites; without it the tests say so and do with our own.
//
// The page's policy is Trusted Types alone, with no policy allowed. It would let inline handlers
// and `javascript:` run, so that a hit is a hit, and it reports whoever as much as tries a sink.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "./harness/machine.mjs";
import { host, html, page, server } from "./harness/host.mjs";

const { texts, urls } = JSON.parse(readFileSync(join(ROOT, "tests/cases/hostile_texts.json"), "utf8"));
const published = join(process.env.DOCENT_SUITES ?? join(ROOT, "../shared/suites"), "xss_payloads.json");
const more = existsSync(published) ? JSON.parse(readFileSync(published, "utf8")) : [];
/** The published ones a few at a time, one after the other in one text: every field gets them all. */
const together = Array.from({ length: Math.ceil(more.length / 8) }, (_, at) => more.slice(at * 8, at * 8 + 8).join(" "));

const STRICT = { "Content-Security-Policy": "require-trusted-types-for 'script'; trusted-types 'none'" };
host({
  "/hostile.html": html(`<!doctype html><html lang="en"><title>Hostile</title><body><button id="a">A</button><button id="b">B</button>
      <div id="slot"></div><script src="/docent/docent.js"></script></body></html>`, STRICT),
}, async () => {
  await page.goto(`${server.url}/hostile.html`);
  await page.inPage(prepare);
});

/** Tripwires, and what the tests do in the page. */
function prepare() {
  const hits = (window.hits = []);
  const opened = (window.opened = []);
  window.__hit = () => hits.push("ran");
  for (const name of ["alert", "confirm", "prompt", "eval"]) window[name] = () => hits.push(name);
  window.open = (url) => opened.push(String(url));
  window.addEventListener("error", ({ message }) => hits.push(`error: ${message}`));
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, sample }) => hits.push(`${violatedDirective}: ${sample}`));
  window.docent.on("navigate", ({ url }) => opened.push(url));

  const TAGS = ("A BUTTON CODE DIALOG DIV EM FORM H2 H3 IMG INPUT LABEL LI OL P PRE PROGRESS SPAN STRONG TEXTAREA UL VIDEO").split(" ");
  /** Stars, faces and arrows, which we draw ourselves; no text becomes one. */
  const DRAWN = ':is(.scale, .ranking) svg[viewBox="0 0 24 24"], :is(.scale, .ranking) svg > path:only-child';
  const roots = () => [...document.querySelectorAll("docent-ui")].map(({ shadowRoot }) => shadowRoot);
  const find = (css) => roots().flatMap((root) => [...root.querySelectorAll(css)]).find((each) => each.checkVisibility());

  /** The first that is drawn; a page that stays empty is told of as such. */
  window.drawn = async (css) => {
    for (let frame = 0; frame < 600; frame += 1) {
      const found = find(css);
      if (found) return found;
      await new Promise(requestAnimationFrame);
    }
    throw new Error(`nothing was drawn that matches ${css}`);
  };
  window.find = find;

  /** What is wrong with what is drawn now. */
  window.wrongs = () => {
    const wrongs = [];
    for (const root of roots()) {
      for (const element of root.querySelectorAll("*")) {
        if (!TAGS.includes(element.tagName) && !element.matches(DRAWN)) wrongs.push(`<${element.tagName}>`);
        for (const { name, value } of element.attributes) {
          if (/^on|^srcdoc$|^formaction$|^srcset$|^is$/.test(name)) wrongs.push(`${name}="${value}"`);
          if (/href|src|action|poster/.test(name) && !/^(https?|mailto|tel):$/.test(new URL(value, location.href).protocol)) {
            wrongs.push(`${name}="${value}"`);
          }
        }
        const { backgroundImage, maskImage, content } = getComputedStyle(element);
        for (const value of [backgroundImage, maskImage, content]) if (/url\(/.test(value)) wrongs.push(value);
      }
      for (const { cssRules } of root.adoptedStyleSheets.slice(1)) {
        const selectors = [...cssRules].map(({ selectorText }) => selectorText).join();
        if (selectors !== ":host") wrongs.push(`rules for ${selectors}`);
      }
    }
    return wrongs;
  };

  /** Starts Docent anew with a guidebook, in a page that stays. */
  window.begin = async (guidebook, traits, locale) => {
    window.docent.destroy();
    const started = window.docent.init({ guidebook, storage: { kind: "memory" }, capture: false, ui: { locale } });
    window.docent.identify("u", traits);
    return started;
  };

  window.texts = () => roots().map((root) => root.textContent).join("\n");
}

// -- Texts --

const P = "§";
const actions = [{ label: P, do: "next" }, { label: P, do: "back", style: "secondary" }];
const body = [
  P, { heading: P }, { paragraph: [P, { bold: P }, { italic: P }, { code: P }, { link: P, url: "/x" }, { link: P, url: P }] },
  { list: [P, [P, { bold: P }]] }, { ordered: [P] }, { code: P },
  { image: { src: "/favicon.svg", alt: P } }, { image: { src: P, alt: P } }, { video: { src: P, alt: P } },
];
const card = { title: P, name: P, body, theme: { accent: P, font: P, [P]: P }, frequency: "always" };
const theme = { accent: P, shadow: P, dark: { accent: P } };

/** What stands on the page together. */
const STANDING = [
  { ...card, id: "banner", kind: "banner", actions },
  { ...card, id: "bar", kind: "banner", layout: "inline", position: "bottom", actions },
  { ...card, id: "inline", kind: "inline", target: [P, "#slot"], actions },
  { ...card, id: "list", kind: "checklist", open: true, label: P, tasks: [{ id: "t", title: P, body, actions: [{ label: P, do: "complete" }] }] },
  { ...card, id: "help", kind: "launcher", label: P, items: [{ id: "i", title: P, body, url: "/x" }, { id: "j", title: P, url: P }] },
  { id: "spots", kind: "spotlight", name: P, frequency: "always",
    spots: [{ id: "a", target: [P, "#a"], title: P, body, actions }, { id: "b", type: "tooltip", target: "#b", title: P, body }] },
];
const step = { title: P, body, actions };
const FLOW = { ...card, id: "flow", kind: "flow", body: undefined, title: undefined, steps: [
  { ...step, id: "1", type: "modal" }, { ...step, id: "2", type: "slideout" }, { ...step, id: "3", type: "tooltip", target: [P, "#a"] },
] };
const question = (type, fields) => ({ id: type, type, title: P, body, placeholder: P, low: P, high: P, ...fields });
const options = [{ value: P, label: P }, { value: `2${P}` }];
const SURVEY = { ...card, id: "survey", kind: "survey", submit: P, thanks: body, questions: [
  question("single", { options, other: P }), question("multiple", { options, other: true }), question("ranking", { options }),
  question("nps"), question("scale"), question("text"), question("long-text"), question("email"), question("number"),
  question("date"), question("consent"),
] };

/** A value with a text in place of the mark, in keys too. */
const put = (value, text) => {
  if (typeof value === "string") return value.replaceAll(P, () => text);
  if (Array.isArray(value)) return value.map((each) => put(each, text));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [put(key, text), put(each, text)]));
};
const written = (text, experiences) => ({ version: 1, theme: put(theme, text), experiences: put(experiences, text) });

/** The ways by which a text comes to be where it is: the guidebook, the traits, the language. */
const WAYS = {
  "written in the guidebook": (text, experiences) => [written(text, experiences), {}],
  "smuggled in by a trait": (text, experiences) => [written("{{user.p | {{user.p}} }}", experiences), { p: text }],
  "brought by a translation": (text, experiences) => [
    written("{{user.p}}", experiences.map((each) => ({ ...each, locale: { xx: put({ ...each, id: undefined, kind: undefined }, text) } }))),
    { p: "plain" }, "xx",
  ],
};

/** Shows everything there is with a text in it, and answers with what is wrong. */
const exhibit = (...args) => page.inPage(async (standing, flow, survey, traits, locale, shown) => {
  const wrongs = [];
  const look = (where) => {
    wrongs.push(...window.wrongs().map((wrong) => `${where}: ${wrong}`));
    if (shown && !window.texts().includes(shown)) wrongs.push(`${where}: it is not drawn as the text it is`);
  };
  await window.begin(standing, traits, locale);
  for (const css of [".banner", ".inline", ".checklist .panel", ".launcher .pill", ".beacon"]) await window.drawn(css);
  window.find(".beacon").click();
  await window.drawn(".spotlight .tooltip");
  window.find(".launcher .pill").click();
  await window.drawn(".launcher .panel");
  look("standing");
  // Three steps; eleven questions and the thanks.
  for (const [guidebook, name, stops] of [[flow, "flow", 3], [survey, "survey", 12]]) {
    await window.begin(guidebook, traits, locale);
    for (let at = 1; at <= stops; at += 1) {
      const card = await window.drawn("[part=card]");
      look(`${name} ${at}`);
      card.querySelector("[data-press='0'],[type=submit],.buttons [data-press=close]").click();
      await new Promise(requestAnimationFrame);
    }
    if (window.find("[part=card]")) wrongs.push(`${name} does not end`);
  }
  return [...wrongs, ...window.hits.splice(0)];
}, ...args);

for (const [way, make] of Object.entries(WAYS)) {
  test(`a text ${way} is a text and nothing else`, async (t) => {
    if (more.length === 0) t.diagnostic("DOCENT_SUITES is not set and ../shared/suites is not there: the published texts are skipped");
    const found = [];
    for (const text of [...texts, ...together]) {
      const [standing, traits, locale] = make(text, STANDING);
      const [flow] = make(text, [FLOW]);
      const [survey] = make(text, [SURVEY]);
      // What has placeholders of its own is filled, and no longer what was written.
      const shown = text.includes("{{") ? "" : text.trim();
      for (const wrong of await exhibit(standing, flow, survey, traits, locale, shown)) found.push(`${JSON.stringify(text)}: ${wrong}`);
    }
    assert.deepEqual(found.slice(0, 20), []);
  });
}

// -- URLs --

test("a URL that could run something is neither drawn nor opened, wherever it is", async () => {
  const found = [];
  for (const url of urls) {
    for (const [src, traits] of [[url, {}], ["{{user.p}}", { p: url }]]) {
      const experiences = [
        { id: "banner", kind: "banner", body: ["Text", { paragraph: { link: "link", url: src } }, { image: { src } }, { video: { src } }],
          actions: [{ label: "Go", do: "open", url: src }] },
        { id: "help", kind: "launcher", title: "Help", items: [{ id: "i", title: "Here", url: src }, { id: "j", title: "There", url: src, new_tab: true }] },
        { id: "list", kind: "checklist", title: "List", open: true,
          tasks: [{ id: "t", title: "Task", actions: [{ label: "Go", do: "open", url: src, new_tab: true }] }] },
      ];
      const wrongs = await page.inPage(async (experiences, traits) => {
        const refused = [];
        const off = window.docent.on("error", ({ message }) => refused.push(message));
        await window.begin({ version: 1, experiences }, traits);
        for (const css of [".banner", ".checklist .panel", ".launcher .pill"]) await window.drawn(css);
        const wrongs = window.wrongs();
        if (window.find("[part] :is(a, img, video)")) wrongs.push("something leads to it");
        window.find(".checklist [data-press='0.0']").click();
        for (const item of ["0.0", "1.0"]) {
          window.find(".launcher .pill").click();
          (await window.drawn(`.launcher [data-press='${item}']`)).click();
        }
        window.find(".banner [data-press='0']").click();
        await new Promise(requestAnimationFrame);
        off();
        // Of the two items of one launcher it is said once.
        if (refused.length !== 3) wrongs.push(`refused: ${refused.join()}`);
        return [...wrongs, ...window.opened.splice(0).map((each) => `opened ${each}`), ...window.hits.splice(0)];
      }, experiences, traits);
      for (const wrong of wrongs) found.push(`${JSON.stringify(url)}: ${wrong}`);
    }
  }
  assert.deepEqual(found.slice(0, 20), []);
  assert.equal(await page.url(), `${server.url}/hostile.html`);
});
