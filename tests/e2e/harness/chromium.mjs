// Chromium's own powers: throttling, request interception, killing, the DevTools protocol.
//
//   const { page, cdp, close } = await launch();
//   await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
//
// A journey that any engine can take belongs on browser.mjs instead.

import { chromium } from "playwright-core";
import { chromiumFlags, chromiumPath, profile } from "./machine.mjs";

/**
 * Starts the system's Chromium under Playwright.
 *
 * @param {object} [options]
 * @param {string} [options.profileDir] kept after `close`, to be opened again; else a fresh one
 * @param {number} [options.width] of the viewport, in CSS pixels
 * @param {number} [options.height]
 * @param {boolean} [options.dark]
 * @param {boolean} [options.reducedMotion]
 * @param {string} [options.language]
 * @param {string[]} [options.args] more flags for Chromium
 * @param {object} [options.context] more options of Playwright's browser context
 */
export async function launch({ width = 1280, height = 800, args = [], ...options } = {}) {
  const { profileDir, dark = false, reducedMotion = true, language = "en-GB" } = options;
  const home = profile(profileDir);
  const context = await chromium.launchPersistentContext(home.directory, {
    args: [...chromiumFlags({ dark, reducedMotion, language }), ...args],
    chromiumSandbox: false,
    colorScheme: dark ? "dark" : "light",
    executablePath: chromiumPath(),
    headless: true,
    locale: language,
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
    viewport: { width, height },
    ...options.context,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const cdp = await context.newCDPSession(page);
  const close = async () => {
    await context.close();
    await home.remove();
  };
  return { context, page, cdp, close };
}
