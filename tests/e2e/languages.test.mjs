// What is said in which language: Docent's own words, numbers and plurals, directions, methods of input.

import assert from "node:assert/strict";
import { test } from "node:test";
import { notIn } from "./harness/engine.mjs";
import { host, inRoot, page } from "./harness/host.mjs";
import { KINDS, checklist, show } from "./harness/kinds.mjs";

host(KINDS);

test("what Docent itself says is in the words of the guidebook, numbers and plurals too", async () => {
  const words = {
    Close: "Schließen", "Step {n} of {n}": "Schritt {n} von {n}", "Please choose an answer.": "Bitte wählen Sie.",
    "Please enter at least {n}.": "Bitte mindestens {n}.", Done: "Fertig", "To do": "Offen",
    "{n} of {n} done": { one: "Eine von {n} erledigt", other: "{n} von {n} erledigt" },
  };
  const german = { guidebook: { locales: { de: words } }, options: { ui: { locale: "de-AT" } } };
  const steps = ["a", "b"].map((id) => ({ id, type: "slideout", title: id }));
  await show([{ kind: "flow", steps }], german);
  assert.equal(await page.uiText(".progress"), "Schritt 1 von 2");
  assert.equal(await inRoot((root) => root.querySelector(".close").ariaLabel), "Schließen");
  await show([{ kind: "survey", questions: [{ id: "q", type: "number", title: "How many?", min: 12345.5 }] }], german);
  await (await page.ui("input")).sendKeys("3");
  await page.uiClick("[type=submit]");
  assert.equal(await page.uiText(".error:not(:empty)"), "Bitte mindestens 12 345,5.");
  await show([checklist], german);
  assert.equal(await page.uiText(".count"), "0 von 2 erledigt");
  // Where the whole is named before its parts.
  await show([{ kind: "flow", steps: [...steps, { id: "c", type: "slideout", title: "c" }] }],
    { guidebook: { locales: { ja: { "Step {n} of {n}": "{2}中{1}" } } }, options: { ui: { locale: "ja" } } });
  assert.equal(await page.uiText(".progress"), "3中1");
});

test("languages and scripts that are written from right to left are, and no others", async () => {
  for (const [locale, dir] of [["he", "rtl"], ["iw", "rtl"], ["ckb", "rtl"], ["pa-Arab", "rtl"], ["ku", ""], ["pa", ""], ["de", "ltr"]]) {
    await show([{ kind: "banner", body: ["A"], locale: { [locale]: { body: ["B"] } } }], { options: { ui: { locale } } });
    await page.ui(".banner");
    assert.equal(await inRoot((root) => root.querySelector(".banner").dir || "ltr"), dir || "ltr", locale);
  }
});

test("Enter and Escape that end a word of a method of input are its own, also where browsers say so by a code alone", notIn({
  webkit: "shows the code of a made event to its maker alone",
}), async () => {
  await show([{ kind: "survey", questions: [{ id: "q", type: "text", title: "What?" }] }]);
  await page.ui("dialog .text");
  await inRoot((root) => {
    for (const key of ["Enter", "Escape"]) {
      const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true });
      // Not every engine takes the code from whoever makes an event.
      root.querySelector(".text").dispatchEvent(Object.defineProperty(event, "keyCode", { value: 229 }));
    }
  });
  assert.ok(await page.hasUi("dialog .text"));
});

test("a button that is not named says the same in a text, below it and in an item, in the language of the view", async () => {
  const body = [{ button: { do: "next" } }, { button: { label: "Mine", do: "next" } }];
  const buttons = (selector) => inRoot((root, selector) => [...root.querySelectorAll(selector)].map((button) => button.textContent), selector);
  const german = { guidebook: { locales: { de: { Next: "Weiter", Mine: "Meins", Dismiss: "Verwerfen" } } }, options: { ui: { locale: "de" } } };
  await show([{ kind: "flow", steps: [{ id: "a", type: "slideout", title: "a", body, actions: [{ do: "next" }] }] }], german);
  await page.ui(".slideout");
  assert.deepEqual(await buttons(".card button"), ["Weiter", "Meins", "Weiter"]);
  await show([{ kind: "checklist", open: true, title: "List", tasks: [{ id: "a", title: "A", body }] }], german);
  await page.ui(".panel");
  assert.deepEqual(await buttons(".task .primary, .task [part=secondary]"), ["Weiter", "Meins", "Mark as done"]);
  assert.deepEqual(await buttons(".panel [data-press=close][part=secondary]"), ["Verwerfen"]);
});

test("a language written with an underscore is the same language, for words, numbers and screen readers", async () => {
  const locales = { ar: { "{n} of {n} done": { zero: "لا شيء", other: "{n} من {n}" } }, de: { "Please enter at least {n}.": "Bitte mindestens {n}." } };
  await show([checklist], { guidebook: { locales }, options: { ui: { locale: "ar_EG" } } });
  assert.equal(await page.uiText(".count"), "لا شيء");
  assert.deepEqual(await inRoot((root) => [root.querySelector(".dock").lang, root.querySelector(".dock").dir]), ["ar-EG", "rtl"]);
  const questions = [{ id: "q", type: "number", title: "How many?", min: 12345.5 }];
  await show([{ kind: "survey", questions }], { guidebook: { locales }, options: { ui: { locale: "de_AT" } } });
  await (await page.ui("input")).sendKeys("3");
  await page.uiClick("[type=submit]");
  assert.equal(await page.uiText(".error:not(:empty)"), "Bitte mindestens 12 345,5.");
});

test("no id is read out: what has no name of its own is called what it is", async () => {
  const words = { Message: "Nachricht", "To the start": "Zum Anfang" };
  await show([
    { kind: "banner", body: ["Hello"] },
    { kind: "launcher", label: "To the start", title: "Start", items: [{ title: "One", url: "#" }] },
    { kind: "spotlight", spots: [{ target: "#save", body: ["Saves"] }] },
  ], { guidebook: { locales: { de: words } }, options: { ui: { locale: "de" } } });
  await page.ui(".beacon");
  assert.deepEqual(await inRoot((root) => [".banner", ".beacon"].map((each) => root.querySelector(each).ariaLabel)), ["Nachricht", "Nachricht"]);
  assert.equal(await page.uiText(".pill"), "Zum Anfang", "a label is translated, too");
});
