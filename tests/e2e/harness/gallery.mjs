// The gallery's page (www/gallery/), for what is said of every kind and state alike.
//
//   const { page, close } = await launch();
//   await exhibit(page, server, "checklist-open", { scheme: "dark", dir: "rtl" });

export { entries } from "../../../www/gallery/entries.js";

/** Opens a customer's page with one entry of the gallery on it, in a page of Playwright's. */
export async function exhibit(page, server, show, more = {}) {
  await page.goto(`${server.url}/gallery/page?${new URLSearchParams({ show, ...more })}`);
  await page.waitForSelector(`html[data-ready="${show}"]`);
}
