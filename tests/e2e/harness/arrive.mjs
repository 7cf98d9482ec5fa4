// A page that imports the package itself, when a test says so.

import { page, server } from "./host.mjs";

/** Opens `/host.html` and imports the package as `docent`; nothing has been started. */
export async function arrive() {
  await page.goto(`${server.url}/host.html`);
  await page.inPage(async () => {
    window.docent = (await import("/docent/docent.mjs")).default;
    window.turn = () => new Promise((done) => setTimeout(done));
    window.until = async (holds) => {
      const end = performance.now() + 10_000;
      while (!(await holds())) {
        if (performance.now() > end) throw new Error(`waited in vain for ${holds}`);
        await window.turn();
      }
    };
    // Locks that it has, and those that it waits for.
    window.held = async (prefix) => {
      const { held, pending } = await navigator.locks.query();
      return [...held, ...pending].filter(({ name }) => name.startsWith(prefix)).length;
    };
  });
}
