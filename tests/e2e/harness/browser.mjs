// A browser, driven over W3C WebDriver, so that one journey can run in every engine.
//
//   const page = await open();
//   t.after(() => page.quit());
//   await page.goto(server.url);
//   await page.click("#create");                    // something in the host page
//   await (await page.ui("[data-press='0']")).click();     // something in Docent's shadow root
//   await page.waitFor(() => docent.status === "ready", "Docent to be ready");
//
// What only Chromium can do (throttling, killing the process, network faults) is in chromium.mjs.

import { writeFile } from "node:fs/promises";
import { Key, error as errors } from "selenium-webdriver";
import { ENGINE } from "./engine.mjs";
import * as chromium from "./engines/chromium.mjs";
import * as firefox from "./engines/firefox.mjs";
import * as webkit from "./engines/webkit.mjs";
import { profile } from "./machine.mjs";

/** How each engine is started (`start` gives a WebDriver session) and asked what only it can tell. */
const ENGINES = { chromium, firefox, webkit };

const DEFAULT_TIMEOUT = 10_000;

/**
 * Opens a browser with one tab.
 *
 * @param {object} [options]
 * @param {string} [options.profileDir] kept after `quit`, to be opened again; else a fresh one
 * @param {number} [options.width] of the viewport, in CSS pixels
 * @param {number} [options.height]
 * @param {boolean} [options.dark] what the page sees as `prefers-color-scheme`
 * @param {boolean} [options.reducedMotion] on unless a test is about motion
 * @param {string} [options.language] "en-GB"; WebKit always speaks "en-US"
 * @param {string} [options.userAgent]
 * @param {string[]} [options.args] more flags for the browser
 * @returns {Promise<Tab>}
 */
export async function open(options = {}) {
  const { width = 1280, height = 800 } = options;
  const engine = ENGINES[ENGINE];
  if (!engine) throw new Error(`there is no engine "${ENGINE}"; known: ${Object.keys(ENGINES)}`);
  const home = profile(options.profileDir);
  const asked = { dark: false, reducedMotion: true, language: "en-GB", args: [], ...options };
  const driver = await engine.start(asked, home.directory);
  await driver.manage().setTimeouts({ script: 30_000, pageLoad: 30_000, implicit: 0 });
  const handle = await driver.getWindowHandle();
  const tab = new Tab({ driver, home, engine, current: handle, log: [] }, handle);
  await tab.resize(width, height);
  return tab;
}

/** One tab. Every method may be called at any time: the session turns to this tab first. */
class Tab {
  #session;
  #handle;

  constructor(session, handle) {
    this.#session = session;
    this.#handle = handle;
  }

  /** Selenium's driver, turned to this tab, for what this class does not offer. */
  async driver() {
    const session = this.#session;
    if (session.current !== this.#handle) {
      await session.driver.switchTo().window(this.#handle);
      session.current = this.#handle;
    }
    return session.driver;
  }

  // -- Where it is --

  async goto(url) {
    await this.#listen();
    await (await this.driver()).get(url);
    await this.#loaded();
  }

  async reload() {
    await this.#listen();
    await (await this.driver()).navigate().refresh();
    await this.#loaded();
  }

  async back() {
    await this.#listen();
    await (await this.driver()).navigate().back();
    await this.#loaded();
  }

  /** One time in a hundred, Chromium's driver takes the page that is left for the one that comes. */
  async #loaded() {
    await this.waitFor(() => document.readyState === "complete", "the page to be loaded");
  }

  async url() {
    return (await this.driver()).getCurrentUrl();
  }

  // -- The host page --

  /** The first visible element that matches, once there is one. */
  async find(css, timeout = DEFAULT_TIMEOUT) {
    return this.#visible(findInDocument, css, "in the page", timeout);
  }

  async click(css) {
    await this.#used(() => this.find(css), (element) => element.click());
  }

  /** Types into a field; what was in it stays in front. */
  async type(css, text) {
    await (await this.find(css)).sendKeys(text);
  }

  async text(css) {
    return (await this.find(css)).getText();
  }

  // -- Docent's user interface --

  /** The first visible element that matches inside any shadow root, once there is one. */
  async ui(css, timeout = DEFAULT_TIMEOUT) {
    return this.#visible(findInShadow, css, "in a shadow root", timeout);
  }

  async uiClick(css) {
    await this.#used(() => this.ui(css), (element) => element.click());
  }

  async uiText(css) {
    return this.#used(() => this.ui(css), (element) => element.getText());
  }

  /** Whether something visible matches inside a shadow root right now. */
  async hasUi(css) {
    return (await this.inPage(findInShadow, css)) !== null;
  }

  /** Resolves once nothing visible matches inside a shadow root. */
  async uiGone(css, timeout = DEFAULT_TIMEOUT) {
    await this.#until(async () => !(await this.hasUi(css)), `${css} to be gone`, timeout);
  }

  // -- Code in the page --

  /** Calls a function in the page and returns its value (JSON, or elements); awaits promises. */
  async inPage(fn, ...args) {
    return (await this.driver()).executeScript(`return (${fn}).apply(null, arguments)`, ...args);
  }

  /** Resolves with the first truthy value the function has in the page. Survives navigations. */
  async waitFor(fn, what, { timeout = DEFAULT_TIMEOUT, args = [] } = {}) {
    return this.#until(() => this.inPage(fn, ...args), what ?? String(fn), timeout);
  }

  // -- Keyboard and focus --

  /** Presses keys one after the other: `keys("Tab", "Shift+Tab", "Enter", "abc")`. */
  async keys(...keys) {
    const driver = await this.driver();
    for (const key of keys) await pressed(driver.actions(), key).perform();
  }

  /** The element that has the focus, inside shadow roots too: `{tag, role, name, text}`. */
  async focused() {
    return this.inPage(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (!element) return null;
      const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? null;
      const { tagName, textContent } = element;
      const role = element.getAttribute("role");
      return { tag: tagName.toLowerCase(), role, name, text: textContent.trim() };
    });
  }

  // -- The window --

  /** Sets the size of the viewport (not of the window around it). */
  async resize(width, height) {
    const window = (await this.driver()).manage().window();
    await window.setRect({ width, height });
    const [innerWidth, innerHeight] = await this.inPage(() => [innerWidth, innerHeight]);
    if (innerWidth === width && innerHeight === height) return;
    await window.setRect({ width: 2 * width - innerWidth, height: 2 * height - innerHeight });
    // A window manager, or none, takes its time.
    const fits = (width, height) => innerWidth === width && innerHeight === height;
    await this.waitFor(fits, `a viewport of ${width} by ${height}`, { args: [width, height] });
  }

  async screenshot(file) {
    await writeFile(file, await (await this.driver()).takeScreenshot(), "base64");
  }

  /** All console lines so far, oldest first: `{level, message, time}`. */
  async console() {
    await this.#listen();
    return [...this.#session.log];
  }

  /** Cuts this tab off from the network, the server included, or connects it again. Chromium. */
  async offline(on = true) {
    const conditions = { latency: 0, download_throughput: -1, upload_throughput: -1 };
    await (await this.driver()).setNetworkConditions({ offline: on, ...conditions });
  }

  // -- Tabs and the end --

  /** Another tab of the same browser and profile. */
  async newTab(url) {
    const driver = await this.driver();
    await driver.switchTo().newWindow("tab");
    const handle = await driver.getWindowHandle();
    this.#session.current = handle;
    const tab = new Tab(this.#session, handle);
    if (url) await tab.goto(url);
    return tab;
  }

  /** Closes this tab; the last one takes the browser with it. */
  async close() {
    await (await this.driver()).close();
    this.#session.current = undefined;
  }

  /** Ends the browser as a user would. A kept profile can be opened again. */
  async quit() {
    if (this.#session.ended) return;
    this.#session.ended = true;
    await this.#session.driver.quit();
    await this.#session.home.remove();
  }

  /** Ends the browser as a crash would: nothing is asked, nothing is flushed. Not in WebKit, Unix. */
  async kill() {
    const { driver, home, engine } = this.#session;
    process.kill(await engine.processId(driver, home.directory), "SIGKILL");
    await driver.quit().catch(() => {});
    await engine.unlock?.(home.directory);
    await home.remove();
  }

  /** Takes over what the console has heard, before the page that keeps it may be gone. */
  async #listen() {
    const { log, engine } = this.#session;
    log.push(...(await engine.lines(await this.driver())));
  }

  async #visible(finder, css, where, timeout) {
    const found = () => this.inPage(finder, css);
    return this.#until(found, `something visible ${where} that matches ${css}`, timeout);
  }

  /** Does something with an element; one that was drawn anew since it was found is found again. */
  async #used(find, act) {
    try {
      return await act(await find());
    } catch (error) {
      if (!(error instanceof errors.StaleElementReferenceError)) throw error;
      return act(await find());
    }
  }

  /** Asks again and again; a page that is just being replaced counts as "not yet". */
  async #until(attempt, what, timeout) {
    const deadline = Date.now() + timeout;
    let last;
    do {
      try {
        const value = await attempt();
        if (value) return value;
        last = undefined;
      } catch (error) {
        if (error instanceof errors.NoSuchSessionError) throw error;
        last = error;
      }
      await new Promise((done) => setTimeout(done, 40));
    } while (Date.now() < deadline);
    const reason = last ? `; the last attempt failed: ${last.message}` : "";
    throw new Error(`waited ${timeout} ms for ${what}${reason}`);
  }
}

/** "Shift+Tab", "Enter" or plain text as actions. */
function pressed(actions, key) {
  const parts = key.length > 1 ? key.split("+") : [key];
  const named = parts.map((part) => Key[part.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()]);
  if (named[0] === undefined) return actions.sendKeys(key);
  const strokes = parts.map((part, index) => named[index] ?? part);
  for (const stroke of strokes) actions.keyDown(stroke);
  for (const stroke of strokes.reverse()) actions.keyUp(stroke);
  return actions;
}

// -- These run in the page and must stand on their own. --

function findInDocument(css) {
  const isVisible = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === "visible";
  };
  return [...document.querySelectorAll(css)].find(isVisible) ?? null;
}

function findInShadow(css) {
  const isVisible = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === "visible";
  };
  const roots = [document];
  // A root found on the way is searched too: the list grows while it is walked.
  for (const root of roots) {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
    const match = root !== document && [...root.querySelectorAll(css)].find(isVisible);
    if (match) return match;
  }
  return null;
}
