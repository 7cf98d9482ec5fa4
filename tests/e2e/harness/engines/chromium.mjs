// Chromium under chromedriver.

import { readlinkSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Browser, Capabilities, logging } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import { chromedriverPath, chromiumFlags, chromiumPath } from "../machine.mjs";

export async function start({ userAgent, args, ...options }, directory) {
  // Both paths are given, so Selenium never looks for (or downloads) anything by itself.
  const settings = new chrome.Options();
  settings.setBinaryPath(chromiumPath());
  settings.addArguments(...chromiumFlags(options), `--user-data-dir=${directory}`, ...args);
  if (userAgent) settings.addArguments(`--user-agent=${userAgent}`);
  const preferences = new logging.Preferences();
  preferences.setLevel(logging.Type.BROWSER, logging.Level.ALL);
  settings.setLoggingPrefs(preferences);
  const capabilities = new Capabilities(settings).setBrowserName(Browser.CHROME);
  const service = new chrome.ServiceBuilder(chromedriverPath()).build();
  const driver = chrome.Driver.createSession(capabilities, service);
  await driver.getSession();
  // Without a window, some releases give a page the focus only once something in it is clicked.
  await driver.sendDevToolsCommand("Page.bringToFront", {});
  return driver;
}

/** The lines of the console since this was last asked. */
export async function lines(driver) {
  const entries = await driver.manage().logs().get(logging.Type.BROWSER);
  return entries.map(({ level, message, timestamp }) => ({ level: level.name, message, time: timestamp }));
}

export async function processId(driver, directory) {
  const lock = readlinkSync(join(directory, "SingletonLock"));
  return Number(lock.slice(lock.lastIndexOf("-") + 1));
}

/** Lets a profile be opened again whose browser did not close it. */
export async function unlock(directory) {
  for (const name of await readdir(directory)) {
    if (name.startsWith("Singleton")) await rm(join(directory, name), { force: true });
  }
}
