// What is drawn: every kind of text and of question, as elements that say what they are, and
// nothing that could run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { host, html, inRoot, page, server } from "./harness/host.mjs";

host({
  "/host.html": html(`<!doctype html><html lang="en"><title>Host</title><body><button id="host">Host</button>
      <script src="/docent/docent.js"></script></body></html>`),
});

/** Opens the host and starts Docent with an experience that shows itself. */
async function show(experience, options = {}) {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async (experience, options) => {
    window.answers = [];
    window.docent.on("answer", ({ answer }) => window.answers.push(answer));
    document.querySelector("#host").focus();
    await window.docent.init({
      storage: { kind: "memory" },
      guidebook: { version: 1, experiences: [{ id: "x", trigger: { on: "page" }, ...experience }] },
      ...options,
    });
  }, experience, options);
}

const survey = (question, more, options) => show({ kind: "survey", questions: [{ id: "q", title: "How?", ...question }], ...more }, options);

/** Presses the button that goes on; returns the answer the page heard. */
async function answered() {
  await page.uiClick("button[type=submit]");
  await page.uiGone("dialog");
  return page.inPage(() => window.answers);
}

test("every kind of text becomes the element that says what it is", async () => {
  await show({
    kind: "banner",
    body: [
      "Plain <b>text</b>",
      { heading: "Heading" },
      { paragraph: ["A ", { bold: "bold" }, [" and ", { italic: "italic" }], { code: "code" }] },
      { list: ["one", ["two ", { link: "here", url: "/here" }]] },
      { ordered: ["first"] },
      { code: "let x;" },
      { image: { src: "/favicon.svg", alt: "A coin", width: 20, height: 10 } },
    ],
  });
  await page.ui(".banner");
  const html = await inRoot((root) => root.querySelector(".body").innerHTML);
  assert.equal(html, [
    "<p>Plain &lt;b&gt;text&lt;/b&gt;</p>", "<h3>Heading</h3>",
    "<p>A <strong>bold</strong> and <em>italic</em><code>code</code></p>",
    '<ul><li>one</li><li>two <a href="/here">here</a></li></ul>', "<ol><li>first</li></ol>", '<pre tabindex="0">let x;</pre>',
    '<img src="/favicon.svg" alt="A coin" loading="lazy" width="20" height="10">',
  ].join(""));
});

test("a button in the style of a link is a button without ground or frame, in the colour of links", async () => {
  await show({ kind: "banner", body: [{ paragraph: { link: "here", url: "/here" } }], actions: [{ label: "Later", do: "dismiss", style: "link" }] });
  await page.ui(".banner");
  const [link, button] = await page.inPage(() => ["a", "button.link[part=link]"].map((selector) => {
    const { color, backgroundColor, borderTopWidth, borderTopColor, textDecorationLine } =
      getComputedStyle(document.querySelector("docent-ui").shadowRoot.querySelector(`.banner ${selector}`));
    return [color, backgroundColor, borderTopWidth === "0px" ? "rgba(0, 0, 0, 0)" : borderTopColor, textDecorationLine];
  }));
  assert.deepEqual(button, link);
});

test("a picture that does not come and says nothing takes no room", async () => {
  const image = (more) => ({ image: { src: "/nothing.png", width: 20, height: 10, ...more } });
  await show({ kind: "banner", body: [image(), image({ alt: "A coin" })] });
  await page.ui(".banner");
  await page.waitFor(() => document.querySelector("docent-ui").shadowRoot.querySelector("img").hidden, "the first to be gone");
  assert.deepEqual(await inRoot((root) => [...root.querySelectorAll("img")].map(({ hidden }) => hidden)), [true, false]);
});

test("the numbers of a scale stand in rows that are as long", async () => {
  const rows = () => inRoot((root) => {
    const tops = [...root.querySelectorAll(".scale label")].map((each) => Math.round(each.getBoundingClientRect().top));
    return [...new Set(tops)].map((top) => tops.filter((each) => each === top).length);
  });
  for (const [type, max, width, expected] of [
    ["scale", 7, 240, [7]], ["scale", 10, 240, [5, 5]], ["stars", 10, 295, [5, 5]], ["nps", 10, 295, [6, 5]], ["nps", 5, 332, [11]], ["scale", 20, 400, [10, 10]],
  ]) {
    await survey({ type, max });
    await page.ui("dialog");
    await inRoot((root, width) => void (root.querySelector(".scale").style.width = `${width}px`), width);
    assert.deepEqual(await rows(), expected, `${type} to ${max} in ${width} pixels`);
  }
});

test("a URL that could run something is left out, also when a fact smuggles it in", async () => {
  await show({
    kind: "banner",
    body: [
      { paragraph: [{ link: "one", url: "javascript:alert(1)" }, { link: "two", url: "{{page.query.to | /safe}}" }] },
      { image: { src: "data:image/svg+xml,x", alt: "x" } },
      { video: { src: "javascript:x", alt: "x" } },
      { video: { src: "/export.mp4", alt: "x", captions: "javascript:x" } },
    ],
  });
  await page.ui(".banner");
  const html = await inRoot((root) => root.querySelector(".body").innerHTML);
  const bare = '<video src="/export.mp4" aria-label="x" controls="" preload="metadata"></video>';
  assert.equal(html, `<p>one<a href="/safe">two</a></p>${bare}`);
});

test("what is said in a video can be read", async () => {
  await show({ kind: "banner", body: [{ video: { src: "/export.mp4", alt: "How to export", captions: "/export.vtt" } }] });
  await page.ui(".banner");
  const track = await inRoot((root) => {
    const [{ kind, mode }] = root.querySelector("video").textTracks;
    return [kind, mode, root.querySelector("track").src];
  });
  assert.deepEqual(track, ["captions", "disabled", `${server.url}/export.vtt`]);
});

test("a banner is a region that is read aloud and takes no focus", async () => {
  await show({ kind: "banner", name: "News", position: "bottom", body: ["Something new"] });
  await page.ui(".banner.bottom");
  const seen = await inRoot((root) => {
    const banner = root.querySelector(".banner");
    return [banner.getAttribute("role"), banner.getAttribute("aria-label")];
  });
  assert.deepEqual(seen, ["region", "News"]);
  await page.waitFor(() => document.querySelector("docent-ui").shadowRoot.querySelector("[aria-live]").textContent === "Something new", "it to be said");
  assert.equal(await page.inPage(() => document.activeElement.id), "host");
});

test("one of several is a group of radio buttons that arrows walk, with an answer of one's own", async () => {
  await survey({ type: "single", other: "Else", options: [{ value: "a", label: "A" }, { value: "b" }] });
  await page.ui("dialog");
  const group = await inRoot((root) => {
    const field = root.querySelector(".field");
    return [field.getAttribute("role"), field.getAttribute("aria-label"), field.innerText.split("\n").filter(Boolean)];
  });
  assert.deepEqual(group, ["radiogroup", "How?", ["A", "b", "Else"]]);
  await page.keys("ArrowDown", "ArrowDown", "Tab", "Mine");
  await page.keys("Enter");
  await page.uiGone("dialog");
  assert.deepEqual(await page.inPage(() => window.answers), ["Mine"]);
  assert.equal(await page.inPage(() => document.activeElement.id), "host", "the focus is back");
});

test("a double click goes one step, and what is no number is asked for again", async () => {
  await survey({}, { questions: [{ id: "q", type: "text", title: "Why?" }, { id: "n", type: "number", title: "How many?" }, { id: "r", type: "text", title: "Last" }] });
  const driver = await page.driver();
  await driver.actions().doubleClick(await page.ui("[type=submit]")).perform();
  assert.match(await page.uiText("dialog"), /How many/);
  await (await page.ui("input")).sendKeys("1e");
  await page.keys("Enter");
  assert.equal(await page.uiText("[role=alert]:not(:empty)"), "Please enter a number.");
  const field = await page.ui("input");
  assert.equal(await field.getProperty("value"), "1e", "it is there to be put right");
  await field.clear();
  await field.sendKeys("12");
  await page.keys("Enter");
  await page.waitFor(() => /Last/.test(document.querySelector("docent-ui").shadowRoot.textContent), "the last question");
  assert.deepEqual(await page.inPage(() => window.answers), [12]);
});

test("an answer of one's own is there again after it was refused, and when one comes back", async () => {
  const options = [{ value: "a" }, { value: "b" }];
  await survey({}, { questions: [
    { id: "q", type: "multiple", title: "Which?", min: 2, other: "Else", options }, { id: "r", type: "text", title: "Why?" },
  ] });
  const state = () => inRoot((root) => [...root.querySelectorAll(".option input, .other")].map(({ type, checked, value }) => (type === "text" ? value : checked)));
  await page.uiClick("input[value='']");
  await (await page.ui(".other")).sendKeys("Mine");
  await page.uiClick("[type=submit]");
  await page.ui("[role=alert]:not(:empty)");
  assert.deepEqual(await state(), [false, false, true, "Mine"]);
  await page.uiClick("input[value=b]");
  await page.uiClick("[type=submit]");
  await page.uiClick("[data-press=back]");
  await page.ui(".other");
  assert.deepEqual(await state(), [false, true, true, "Mine"]);
  assert.deepEqual(await page.inPage(() => window.answers[0]), ["b", "Mine"]);
});

test("the field for an answer of one's own is there while that is chosen, and forgets nothing", async () => {
  const options = [{ value: "a" }, { value: "b" }];
  await survey({ type: "single", other: "Else", options });
  await page.ui("dialog");
  const shown = () => page.hasUi(".other");
  assert.equal(await shown(), false);
  await page.uiClick("input[value='']");
  assert.equal((await page.focused()).name, "Else", "who points at it is in it");
  assert.equal((await page.focused()).tag, "input");
  await page.keys("Mine");
  await page.uiClick("input[value=b]");
  assert.equal(await shown(), false);
  await page.keys("ArrowDown");
  assert.deepEqual(await inRoot((root) => [root.activeElement.type, root.querySelector(".other").value]), ["radio", "Mine"], "who walks through by keyboard is not held up");
  assert.deepEqual(await answered(), ["Mine"]);
  await survey({ type: "multiple", other: "Else", options });
  await page.uiClick("input[value=a]");
  await page.uiClick("input[value='']");
  await page.keys("Mine");
  assert.deepEqual(await answered(), [["a", "Mine"]]);
});

test("an answer of one's own that is chosen and left empty is asked for, and stays chosen", async () => {
  for (const [type, more] of [["single", { required: true }], ["single", {}], ["multiple", {}]]) {
    await survey({ type, other: true, options: [{ value: "a" }, { value: "b" }], ...more });
    await page.uiClick("input[value='']");
    await page.keys("  ");
    await page.uiClick("[type=submit]");
    assert.equal(await page.uiText("[role=alert]:not(:empty)"), "Please fill this in.");
    const field = await inRoot((root) => {
      const { className, ariaInvalid, previousElementSibling } = root.activeElement;
      return [className, ariaInvalid, previousElementSibling.querySelector("input").checked];
    });
    assert.deepEqual(field, ["other", "true", true], type);
    await page.keys("Mine");
    assert.deepEqual(await inRoot((root) => [root.querySelector("[role=alert]").textContent, !!root.querySelector("[aria-invalid]")]), ["", false]);
    assert.deepEqual(await answered(), [type === "single" ? "Mine" : ["Mine"]]);
  }
});

test("what was wrong is not said any more once an answer is given", async () => {
  const options = [{ value: "a" }, { value: "b" }];
  for (const [type, choice] of [["single", "[value=a]"], ["multiple", "[value=a]"], ["nps", "[value='9']"], ["consent", "[type=checkbox]"]]) {
    await survey({ type, options, required: true });
    await page.uiClick("[type=submit]");
    await page.ui("[role=alert]:not(:empty)");
    await page.uiClick(`input${choice}`);
    assert.deepEqual(await inRoot((root) => [root.querySelector("[role=alert]").textContent, !!root.querySelector("[aria-invalid]")]), ["", false], type);
  }
});

test("what is required is marked, for the eye and for screen readers, once", async () => {
  const options = [{ value: "a" }, { value: "b" }];
  for (const [type, bearer] of [["single", "[role=radiogroup]"], ["nps", "[role=radiogroup]"], ["consent", "[type=checkbox]"], ["text", ".text"]]) {
    for (const required of [true, false]) {
      // A survey's own title comes first: then the question stands below.
      for (const more of [{}, { title: "Welcome" }]) {
        await survey({ type, options, required }, more);
        await page.ui("dialog");
        const marked = await inRoot((root, bearer) => [
          [...root.querySelectorAll("[data-required]")].map((each) => each.textContent), root.querySelector(bearer).ariaRequired,
        ], bearer);
        assert.deepEqual(marked, required ? [["How?"], "true"] : [[], null], type);
      }
    }
  }
});

test("several are check boxes", async () => {
  await survey({ type: "multiple", options: [{ value: "a" }, { value: "b" }, { value: "c" }] });
  await page.uiClick("input[value=a]");
  await page.uiClick("input[value=c]");
  assert.deepEqual(await answered(), [["a", "c"]]);
});

test("one box to tick among several answers is a list, whatever its value", async () => {
  await survey({ type: "multiple", options: [{ value: "yes" }] });
  await page.uiClick("input[value=yes]");
  assert.deepEqual(await answered(), [["yes"]]);
});

test("stars are full up to the chosen one, and smileys go from sad to glad", async () => {
  await survey({ type: "stars" });
  await page.uiClick("input[value='4']");
  const full = await inRoot((root) => [...root.querySelectorAll(".scale path")].map((path) => getComputedStyle(path).fill !== "none"));
  assert.deepEqual(full, [true, true, true, true, false]);
  assert.deepEqual(await answered(), [4]);
  await survey({ type: "smileys", max: 3 });
  await page.ui("dialog");
  const mouths = await inRoot((root) => [...root.querySelectorAll("path")].map((path) => /Q12 (.*?) /.exec(path.getAttribute("d"))[1]));
  assert.deepEqual(mouths.map((middle) => Math.sign(middle - 15.5)), [-1, 0, 1], "the mouth goes down, straight, up");
  await page.uiClick("input[value='1']");
  assert.deepEqual(await answered(), [1]);
});

test("who presses in one place moves one thing on and on", async () => {
  await survey({ type: "ranking", options: ["a", "b", "c", "d"].map((value) => ({ value })) });
  const button = await page.ui("[data-value=d] [data-move='Move up']");
  await (await page.driver()).actions().move({ origin: button }).click().perform();
  const at = await inRoot((root) => {
    const { x, y } = root.querySelectorAll("[data-move='Move up']")[3].getBoundingClientRect();
    return { x: Math.round(x + 9), y: Math.round(y + 9) };
  });
  await (await page.driver()).actions().move(at).click().perform();
  const order = () => inRoot((root) => [...root.querySelectorAll("[data-value]")].map(({ dataset }) => dataset.value).join(""));
  assert.equal(await order(), "adbc");
  // By the keyboard, the one that has the focus is meant.
  await inRoot((root) => root.querySelector("[data-value=b] [data-move='Move up']").click());
  assert.equal(await order(), "abdc");
});

test("a ranking is put in order by the keyboard, says where things went, and keeps the focus", async () => {
  await survey({ type: "ranking", options: [{ value: "a", label: "Speed" }, { value: "b", label: "Price" }, { value: "c", label: "Looks" }] });
  await page.ui("dialog");
  await page.uiClick("[aria-label='Move up: Looks']");
  const ends = () => inRoot((root) => [...root.querySelectorAll("[aria-disabled=true]")].map(({ ariaLabel }) => ariaLabel));
  assert.deepEqual(await ends(), ["Move up: Speed", "Move down: Price"]);
  assert.equal(await inRoot((root) => root.querySelector(".ranking + [role=status]").textContent), "Looks: 2 of 3");
  await page.keys("Enter");
  assert.equal((await page.focused()).name, "Move up: Looks");
  assert.deepEqual(await answered(), [["c", "a", "b"]]);
});

test("a scale has its numbers with names for the ends, and gives a number", async () => {
  await survey({ type: "nps", low: "No", high: "Yes" });
  await page.ui("dialog");
  const names = await inRoot((root) => [...root.querySelectorAll("input")].map((input) => input.ariaLabel));
  assert.deepEqual(names, ["0, No", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10, Yes"]);
  await page.uiClick("input[value='9']");
  assert.deepEqual(await answered(), [9]);
  await survey({ type: "scale", min: 2, max: 4 });
  await page.ui("dialog");
  assert.equal(await inRoot((root) => root.querySelectorAll("input").length), 3);
});

const typed = [
  ["text", "INPUT", "text", "words", "words"],
  ["long-text", "TEXTAREA", "textarea", "words", "words"],
  ["number", "INPUT", "text", "12", 12],
  ["email", "INPUT", "email", "a@b.example", "a@b.example"],
];
for (const [type, tag, input, text, expected] of typed) {
  test(`a question of type ${type} is typed and has the focus`, async () => {
    await survey({ type, placeholder: "Say", required: true });
    await page.ui("dialog .text");
    const field = await inRoot((root) => {
      const { tagName, type, placeholder, ariaLabel, ariaRequired } = root.activeElement;
      return [tagName, type, placeholder, ariaLabel, ariaRequired];
    });
    assert.deepEqual(field, [tag, input, "Say", "How?", "true"]);
    await page.keys(text);
    assert.deepEqual(await answered(), [expected]);
  });
}

test("a number is written as people write it, in their language and in others", async () => {
  const cases = {
    en: { "1,5": 1.5, "1.5": 1.5, "1,234": 1234, "1.234": 1.234, "1,234.5": 1234.5, "1.234,5": 1234.5, "1,234,567": 1234567, "-3": -3, "0,125": 0.125, "12 000": 12000 },
    de: { "1,5": 1.5, "1.234": 1234, "1,234": 1.234, "1.234,5": 1234.5, "1'000": 1000 },
    ar: { "١٢٫٥": 12.5, "۱۲": 12, "١٬٠٠٠": 1000 },
  };
  for (const [locale, numbers] of Object.entries(cases)) {
    for (const [written, number] of Object.entries(numbers)) {
      await survey({ type: "number" }, { locale: { [locale]: { title: "T" } } }, { ui: { locale } });
      await (await page.ui("dialog .text")).sendKeys(written);
      assert.deepEqual(await answered(), [number], `${locale} ${written}`);
    }
  }
});

test("what is wrong with an answer stands at its field, which has the focus again", async () => {
  await survey({ type: "email", required: true });
  await page.ui("dialog .text");
  await page.keys("nobody");
  await page.uiClick("button[type=submit]");
  assert.match(await page.uiText("[role=alert]"), /e-mail address like/);
  const field = await inRoot((root) => {
    const field = root.activeElement;
    const message = root.getElementById(field.getAttribute("aria-describedby"));
    return [field.ariaInvalid, message.getAttribute("role"), field.value];
  });
  assert.deepEqual(field, ["true", "alert", "nobody"], "and what was typed is there to be corrected");
});

test("consent is one box to tick, which says once what it is for", async () => {
  for (const title of [undefined, "Welcome"]) {
    await survey({ type: "consent", title: "I agree" }, { title });
    await page.ui("dialog");
    const told = await inRoot((root) => [root.querySelector("dialog").ariaLabel, root.querySelector(".card").innerText.match(/I agree/g).length]);
    assert.deepEqual(told, [title ?? "I agree", 1]);
    assert.equal((await page.focused()).name, "I agree");
  }
  await survey({ type: "consent", required: true });
  await page.uiClick("button[type=submit]");
  assert.match(await page.uiText("[role=alert]"), /tick the box/);
  await page.uiClick("input[type=checkbox]");
  assert.deepEqual(await answered(), [true]);
});

test("going back brings the answer back, and Tab goes round in a dialog", async () => {
  await survey({}, {
    questions: [
      { id: "a", type: "multiple", title: "A?", options: [{ value: "x" }, { value: "y" }] },
      { id: "b", type: "text", title: "B?" },
    ],
  });
  await page.uiClick("input[value=y]");
  await page.uiClick("button[type=submit]");
  await page.ui("dialog .text");
  await page.uiClick("[data-press=back]");
  await page.ui("input[value=y]");
  assert.deepEqual(await inRoot((root) => [...root.querySelectorAll("input")].map((input) => input.checked)), [false, true]);
  await page.keys("Shift+Tab");
  assert.equal((await page.focused()).name, "Close");
  await page.keys("Tab");
  assert.equal((await page.focused()).tag, "input");
});

test("destroy closes a dialog and gives the focus back", async () => {
  await survey({ type: "text" });
  await page.ui("dialog");
  const left = await page.inPage(() => {
    window.docent.destroy();
    return [document.querySelectorAll("docent-ui").length, document.querySelector("#host").matches(":focus")];
  });
  assert.deepEqual(left, [0, true]);
});
