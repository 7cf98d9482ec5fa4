// What a machine has to offer for a browser test: programs, flags, directories.

import { accessSync, constants, mkdirSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** The repository. */
export const ROOT = root;

/** The package under test, as `cargo xtask build` makes it. */
export const DIST = process.env.DOCENT_DIST ?? join(root, "dist");

/** `cargo xtask test` names the programs; without it, the first on the PATH is taken. */
export function findProgram(variable, names) {
  if (process.env[variable]) return process.env[variable];
  const directories = (process.env.PATH ?? "").split(delimiter);
  for (const name of names) {
    const file = directories.map((directory) => join(directory, name)).find(isExecutable);
    if (file) return file;
  }
  throw new Error(`no ${names[0]} was found: set ${variable}, or use \`cargo xtask test\``);
}

const CHROMIUMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
export const chromiumPath = () => findProgram("CHROMIUM", CHROMIUMS);

export const chromedriverPath = () => findProgram("CHROMEDRIVER", ["chromedriver"]);

export const firefoxPath = () => findProgram("FIREFOX", ["firefox", "firefox-esr"]);
export const geckodriverPath = () => findProgram("GECKODRIVER", ["geckodriver"]);

export const minibrowserPath = () => findProgram("MINIBROWSER", ["MiniBrowser"]);
export const webkitdriverPath = () => findProgram("WEBKITDRIVER", ["WebKitWebDriver"]);

/**
 * How Chromium is started: without a window, as root too, without calling home, and without
 * QUIC or updates that would make one run differ from the next.
 */
export function chromiumFlags({ dark = false, reducedMotion = true, language = "en-GB" } = {}) {
  return [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    `--accept-lang=${language}`,
    `--lang=${language}`,
    `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`,
    ...(reducedMotion ? ["--force-prefers-reduced-motion"] : []),
  ];
}

/** A profile directory that is the caller's (and stays), or a fresh one that `remove` deletes. */
export function profile(kept) {
  if (kept) {
    mkdirSync(kept, { recursive: true });
    return { directory: kept, remove: async () => {} };
  }
  const directory = mkdtempSync(join(tmpdir(), "docent-profile-"));
  // The browser may still be writing its last files while it goes.
  const patiently = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 };
  const remove = () => rm(directory, patiently);
  return { directory, remove };
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
