/**
 * The page of a customer, with one experience on it. What is shown, and how, is in its address, and
 * nothing is remembered: /gallery/page?show=modal&scheme=dark&dir=rtl&theme=square
 */
import { entries } from "./entries.js";

const wanted = new URLSearchParams(location.search);
const entry = entries.find(({ id }) => id === wanted.get("show")) ?? entries[0];
const locale = wanted.get("dir") === "rtl" ? "ar" : "en";
const theme = wanted.get("theme") ?? "docent";
const { documentElement: root } = document;
root.dataset.theme = wanted.get("scheme") === "dark" ? "dark" : "light";
root.dataset.look = theme;
root.dir = locale === "ar" ? "rtl" : "ltr";

const json = async (url) => (await fetch(url)).json();
const [guidebook, themes] = await Promise.all([json("/gallery/guidebook.json"), json("/gallery/themes.json")]);
docent.init({
  guidebook: { ...guidebook, theme: themes[theme] ?? {} },
  storage: { kind: "memory" },
  capture: false,
  ui: { locale },
});
docent.show(entry.show);
for (const deed of entry.deeds) await perform(deed);
await drawn("[part]");
document.querySelector("docent-ui[data-inline]")?.scrollIntoView({ block: "nearest" });
root.dataset.ready = entry.id;

/** Does what a person would. */
async function perform([what, which, text]) {
  if (what === "track") return docent.track(which);
  if (what === "focus") {
    // What listens for it has to be there first.
    await drawn(".beacon");
    return document.querySelector(which).focus();
  }
  const element = await drawn(which);
  if (what === "press") return element.click();
  element.value = text;
  element.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** The first element of Docent's that matches and is visible, as soon as there is one. */
async function drawn(css) {
  for (;;) {
    for (const { shadowRoot } of document.querySelectorAll("docent-ui")) {
      const found = [...shadowRoot.querySelectorAll(css)].find((each) => each.checkVisibility({ visibilityProperty: true }));
      if (found) return found;
    }
    await new Promise(requestAnimationFrame);
  }
}
