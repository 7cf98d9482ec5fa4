// The console, for engines whose driver does not tell: a script that the page runs before Docent's
// keeps every line, and what the page would only have been told by the developer tools.

const LINES = "lines of the console";

/** Runs in the page and must stand on its own. */
function record(name) {
  const lines = [];
  // Taken before a test breaks it.
  const { now } = Date;
  window[Symbol.for(name)] = lines;
  const keep = (level, message) => lines.push({ level, message, time: now() });
  const levels = { debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARNING", error: "SEVERE" };
  for (const [method, level] of Object.entries(levels)) {
    const original = console[method];
    console[method] = (...values) => {
      keep(level, values.map(String).join(" "));
      original.apply(console, values);
    };
  }
  // As properties, so that who counts the listeners of a page does not find these.
  window.onerror = (message) => void keep("SEVERE", message);
  window.onunhandledrejection = ({ reason }) => keep("SEVERE", `Uncaught ${reason}`);
  window.onsecuritypolicyviolation = ({ violatedDirective, blockedURI }) => {
    keep("SEVERE", `Content Security Policy: ${violatedDirective} forbids ${blockedURI}`);
  };
}

/** Goes before the first script of a page. */
export const RECORDER = `(${record})(${JSON.stringify(LINES)});\n`;

/** What the page has said since this was last asked; it is gone with the page. */
export const recorded = (driver) =>
  driver.executeScript("return window[Symbol.for(arguments[0])]?.splice(0) ?? []", LINES);
