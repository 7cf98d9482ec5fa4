// Firefox under geckodriver.

import firefox from "selenium-webdriver/firefox.js";
import { firefoxPath, geckodriverPath } from "../machine.mjs";
import { recorded } from "../recorder.mjs";

export async function start({ dark, reducedMotion, language, userAgent, args }, directory) {
  const settings = new firefox.Options();
  settings.setBinary(firefoxPath());
  // As an argument and not by `setProfile`, which would make a copy that is thrown away.
  settings.addArguments("-headless", "-profile", directory, ...args);
  const preferences = {
    "intl.accept_languages": language,
    "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
    "ui.prefersReducedMotion": reducedMotion ? 1 : 0,
    ...(userAgent && { "general.useragent.override": userAgent }),
  };
  for (const [name, value] of Object.entries(preferences)) settings.setPreference(name, value);
  const service = new firefox.ServiceBuilder(geckodriverPath()).build();
  const driver = firefox.Driver.createSession(settings, service);
  await driver.getSession();
  return driver;
}

export { recorded as lines };

export const processId = async (driver) => (await driver.getCapabilities()).get("moz:processID");
