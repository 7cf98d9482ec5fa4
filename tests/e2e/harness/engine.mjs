// Which engine the journeys run in, and how a test says that it cannot.
//
//   test("what was finished stays finished", notIn({ webkit: "keeps no profile" }), async (t) => …);
//   test("a slow network is waited for", chromiumOnly("throttles the network"), async (t) => …);

/** "chromium", "firefox" or "webkit". */
export const ENGINE = process.env.DOCENT_ENGINE ?? "chromium";

/** Options of a test that some engines cannot run, with the reason for each. */
export const notIn = (reasons) => ({ skip: reasons[ENGINE] ? `${ENGINE}: ${reasons[ENGINE]}` : false });

/** Options of a test that needs what only Chromium offers, mostly chromium.mjs. */
export const chromiumOnly = (reason) => notIn({ firefox: reason, webkit: reason });
