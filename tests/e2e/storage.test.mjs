// Where things are kept when the database is not there, or takes nothing: without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openTab, stores } from "./harness/stores.mjs";

const MILLION = 1_000_000;
const long = (millions) => "x".repeat(millions * MILLION);

test("without a database, what is to go goes, though what stands before it does not fit", async () => {
  const { area } = stores({ database: false });
  const { write } = await openTab("a");
  assert.equal(await write(["e:old", 1]), true);
  assert.equal(await write(["e:new", long(3)], ["e:old"]), false, "not all of it is kept");
  assert.deepEqual(Object.keys(area), []);
});
