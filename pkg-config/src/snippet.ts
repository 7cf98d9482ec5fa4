// Makes `docent` usable before the script has arrived: calls are kept with the page and the time
// they were made at, and so are clicks, changes and submissions. At most 1 KB when built; paste
// it into the page or serve it first. It creates no script element and touches nothing else.
import type { Stub } from "./stub";

const page = window as { docent?: unknown };
// Elements and frames with this name or id are found there too.
if (!page.docent || !Object.hasOwn(page, "docent")) {
  const queue: Stub["queue"] = [];
  const stop = new AbortController();
  const here = () => [location.href, document.title, document.referrer] as const;
  const nothing = () => null;
  const stub = {
    queue, stop, status: "loading", segments: () => [], isIn: () => false, variant() {}, facts: () => ({}), explain: nothing, export: nothing,
  } as unknown as Stub;
  const names =
    "init identify group set setOnce add append remove track page alias reset show end suppress " +
    "unsuppress off register consent erase flush destroy on once debug preview";
  for (const name of names.split(" ")) {
    stub[name] = (...args: unknown[]) => {
      // A question, to which there is no answer yet.
      if (name === "consent" && args.length === 0) return null;
      let copy = args;
      try {
        // As they are now: the page may change them while they wait. Functions have no copy.
        if (!/^(init|o|regi)/.test(name)) copy = JSON.parse(JSON.stringify(args)) as unknown[];
      } catch {
        // The loader says what is wrong with them.
      }
      const done = new Promise((settle) => queue.push([name, copy, Date.now(), here(), settle]));
      if (name === "consent") return null;
      return /^on/.test(name) ? () => void (stub["off"] as (...args: unknown[]) => void)(...args) : done;
    };
  }
  for (const name of ["click", "change", "submit"]) {
    addEventListener(
      name,
      // Should the loader never come, it does not hold the whole page.
      (event) => queue.length < 500 && queue.push([event, event.composedPath()[0], Date.now(), here()]),
      { capture: true, passive: true, signal: stop.signal },
    );
  }
  page.docent = stub;
}
