// Where things are kept when the database is not there, or takes nothing: without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "./harness/demo.mjs";
import { decide, decided, openTab, stores } from "./harness/stores.mjs";

const MILLION = 1_000_000;
const long = (millions) => "x".repeat(millions * MILLION);

test("without a database, what is to go goes, though what stands before it does not fit", async () => {
  const { area } = stores({ database: false });
  const { write } = await openTab("a");
  assert.equal(await write(["e:old", 1]), true);
  assert.equal(await write(["e:new", long(3)], ["e:old"]), false, "not all of it is kept");
  assert.deepEqual(Object.keys(area), []);
});

test("without a database, what is replaced, deleted or erased gives its room back", async () => {
  stores({ database: false });
  const { write, erase } = await openTab("a");
  for (let round = 0; round < 3; round += 1) assert.equal(await write(["guidebook", long(1.5)]), true);
  assert.equal(await write(["e:1", long(1)]), false, "there is not as much room");
  assert.equal(await write(["e:2", 1]), true, "what did not fit has taken none");
  assert.equal(await write(["guidebook"], ["e:1", long(1)]), true);
  assert.equal(await write(["guidebook", long(1.5)]), false);
  erase();
  assert.equal(await write(["guidebook", long(1.5)]), true);
});

test("without a database, what earlier pages have stored takes room, and what else is there does not", async () => {
  const { area } = stores({ database: false });
  area.setItem("host", long(3));
  await (await openTab("a")).write(["guidebook", long(1.5)]);
  const { write } = await openTab("b");
  assert.equal(await write(["e:1", long(1)]), false);
  assert.equal(await write(["guidebook", long(0.5)], ["e:1", long(1)]), true);
});

/** So many events, as the changes of one step. */
const events = (count, of = "e") => Array.from({ length: count }, (_, at) => [`${of}:${at}`, at]);

test("what a page leaves to the next one is what was written last, though its keys are old", async () => {
  const { area, databases } = stores();
  const { write, journal } = await openTab("a");
  databases.turn = new Promise(() => {});
  void write(["identity", "early"], ["r:tour", 1]);
  void write(...events(600));
  void write(["identity", "late"], ["r:tour"]);
  assert.equal(journal(), true);
  const [, ...left] = JSON.parse(area.getItem("docent.journal.a"));
  assert.deepEqual([left.length, left.at(0), ...left.slice(-2)], [500, ["e:102", 102], ["identity", "late"], ["r:tour"]]);
});

test("what is written while the database is opened anew is no sign that this did not help", async () => {
  const { databases, area } = stores();
  const { write, said } = await openTab("a");
  databases.refuses = (connection) => connection === 1;
  let open;
  databases.door = new Promise((opened) => (open = opened));
  const both = [write(["identity", "sam"]), write(["e:1", 1])];
  // Both are refused before it can be opened.
  await databases.idle();
  const late = write(["identity", "kim"]);
  open();
  assert.deepEqual(await Promise.all([...both, late]), [true, true, true]);
  assert.deepEqual([said, [...databases.rows], Object.keys(area)], [[], [["identity", "kim"], ["e:1", 1]], []]);
  assert.equal(databases.opened, 2, "once");
});

test("a database that takes nothing is tried with all that waits, one attempt at a time, and what waits is bounded", async () => {
  const { databases, area } = stores();
  const { write, said } = await openTab("a");
  databases.refuses = () => true;
  assert.equal(await write(...events(600)), true, "it is in the journal");
  databases.most = 0;
  databases.written.length = 0;
  const kept = await Promise.all(events(40, "late").map((event) => write(event)));
  assert.deepEqual([...new Set(kept)], [true]);
  assert.equal(databases.most, 1);
  assert.ok(Math.max(...databases.written) <= 540, `${databases.written}`);
  assert.equal(JSON.parse(area.getItem("docent.journal.a")).length, 501, "with what it is known by");
  assert.match(said[0], /takes nothing any more/);

  databases.refuses = () => false;
  assert.equal(await write(["identity", "sam"]), true);
  assert.equal(databases.rows.size, 501, "and nothing is left over once it takes something again");
  assert.deepEqual([...databases.rows.keys()].slice(-2), ["late:39", "identity"]);
  assert.deepEqual(Object.keys(area), []);
  databases.written.length = 0;
  await write(["e:next", 1]);
  assert.deepEqual(databases.written, [1], "nor written again");
});

test("what a page left does not come back over what another tab wrote since, and the rest of it does", async () => {
  const { area } = stores();
  const open = await openTab("open");
  for (const [tab, left] of [["broken", 1], ["strange", [[1], null]], ["gone", [["identity", "sam"], ["r:tour", 1], ["e:1", 1]]]]) {
    area.setItem(`docent.journal.${tab}`, JSON.stringify(left));
  }
  await open.write(["identity", "kim"], ["r:tour"]);
  const { stored } = await openTab("next");
  assert.deepEqual(stored, [["identity", "kim"], ["e:1", 1]]);
  assert.equal(area.getItem("docent.journal.gone"), null);
});

test("a tab in memory leaves alone what others have left", async () => {
  const { area } = stores();
  const { write } = await openTab("memory", { memory: true });
  const left = JSON.stringify([["identity", "sam"]]);
  area.setItem("docent.journal.gone", left);
  await write(["identity", "kim"]);
  assert.deepEqual([Object.keys(area), area.getItem("docent.journal.gone")], [["docent.journal.gone"], left]);
});

test("a page that is left while it reads, or opens the database anew, holds nothing of it", async () => {
  for (const early of [true, false]) {
    const { databases } = stores();
    const page = new AbortController();
    const hang = () => (databases.reading = new Promise(() => {}));
    if (early) hang();
    const opening = openTab("a", { page });
    if (!early) {
      const { write } = await opening;
      hang();
      databases.refuses = () => true;
      void write(["e:1", 1]);
    }
    await eventually(() => databases.reads.size > 0, "it to read");
    page.abort();
    assert.equal(databases.reads.size, 0);
    await opening;
    assert.equal(databases.connected, 0);
  }
});

test("of two decisions about consent the later one counts, whichever copy of it a crash has left", async () => {
  const { databases, area } = stores();
  const [granted, denied] = ["granted", "denied"].map((answer) => ({ analytics: answer, personalization: answer }));
  const { write } = await openTab("a");
  const decision = (consent) => write(["consent", consent], ["decided", decide("docent", consent)]);
  const consentOf = ({ stored }) => stored.find(([key]) => key === "consent")[1];
  await decision(granted);
  const early = area.getItem("docent.consent");
  await decision(denied);
  // What was written to the file of localStorage last is gone with the browser.
  area.setItem("docent.consent", early);
  assert.deepEqual(consentOf(await openTab("b")), denied);
  assert.equal(decided("docent").analytics, "denied", "and what pages without a database read is put right");
  // What was decided when the page was left, the database has not heard of.
  decide("docent", granted);
  assert.equal(databases.rows.get("consent").analytics, "denied");
  assert.deepEqual(consentOf(await openTab("c")), granted);
});

test("what another tab writes while this one reads is heard of", async () => {
  const { databases } = stores();
  const { write } = await openTab("a");
  let read;
  databases.reading = new Promise((done) => (read = done));
  const heard = [];
  const opening = openTab("b", { heard });
  await eventually(() => databases.reads.size > 0, "it to read");
  await write(["e:1", 1], ["identity", "kim"]);
  read();
  await opening;
  assert.deepEqual(heard, [["foreign", [["e:1", 1], ["identity", "kim"]]]]);
});

test("what was taken from a page that left does not come back over what is newer when the browser dies", async () => {
  const { area, databases } = stores();
  const left = JSON.stringify([["j:0.5", 1], ["identity", "sam"], ["e:1", 1]]);
  const open = async (tab) => {
    area.setItem("docent.journal.gone", left);
    const { stored, write } = await openTab(tab);
    await databases.idle();
    return { write, stored: stored.filter(([key]) => !key.startsWith("j:")) };
  };
  const { stored, write } = await open("a");
  assert.deepEqual(stored, [["identity", "sam"], ["e:1", 1]]);
  await write(["identity", "kim"], ["e:1"]);
  assert.deepEqual((await open("b")).stored, [["identity", "kim"]]);
  assert.deepEqual([...databases.rows.keys()], ["identity"], "and what it is known by goes with the next start");
});
