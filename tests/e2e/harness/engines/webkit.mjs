// WebKitGTK's MiniBrowser under WebKitWebDriver. It has no headless mode and needs a display, which
// `cargo xtask test` gives it (Xvfb). Its session is a private one: no profile is kept.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Capabilities, WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import { minibrowserPath, webkitdriverPath } from "../machine.mjs";
import { recorded } from "../recorder.mjs";

export async function start({ dark, reducedMotion, profileDir, userAgent, args }, directory) {
  if (profileDir) throw new Error("WebKit's driver keeps no profile: skip the test with notIn");
  if (!process.env.DISPLAY) throw new Error("WebKit needs a display: use xvfb-run or `cargo xtask test`");
  // What the page is told of motion, and below of colours, are settings of the toolkit.
  await mkdir(join(directory, "gtk-3.0"), { recursive: true });
  const motion = `gtk-enable-animations=${Number(!reducedMotion)}`;
  await writeFile(join(directory, "gtk-3.0/settings.ini"), `[Settings]\n${motion}\n`);
  const homes = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"].map((name) => [name, directory]);
  const environment = {
    ...process.env,
    ...Object.fromEntries(homes),
    // The page's language is that of the system: English, wherever the tests run.
    LC_ALL: "C",
    GTK_THEME: dark ? "Adwaita:dark" : "Adwaita",
    // Where there is no graphics card, the first frame with layers takes ten seconds.
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  };
  const service = new DriverService.Builder(webkitdriverPath()).setLoopback(true).setEnvironment(environment).build();
  const flags = ["--automation", ...(userAgent ? [`--user-agent=${userAgent}`] : []), ...args];
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary: minibrowserPath(), args: flags },
  });
  const executor = new Executor(service.start().then((url) => new HttpClient(url)));
  const driver = WebDriver.createSession(executor, capabilities, () => service.kill());
  await driver.getSession();
  return driver;
}

export { recorded as lines };
