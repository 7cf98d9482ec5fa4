// The gallery's page (www/gallery/), for what is said of every kind and state alike.
//
//   const { page, close } = await launch();
//   await exhibit(page, server, "checklist-open", { scheme: "dark", dir: "rtl" });

export { entries } from "../../../www/gallery/entries.js";

/** Opens a customer's page with one entry of the gallery on it, in a page of Playwright's. */
export async function exhibit(page, server, show, more = {}) {
  const visit = async (timeout) => {
    await page.goto(`${server.url}/gallery/page?${new URLSearchParams({ show, ...more })}`);
    await page.waitForSelector(`html[data-ready="${show}"]`, { timeout });
  };
  // Once in some hundred visits a page on a busy machine did not come to its end. What is asked of the
  // gallery is asked of what is shown, not of that.
  await visit(10_000).catch(() => visit(30_000));
}
