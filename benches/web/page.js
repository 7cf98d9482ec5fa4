// The half of the benchmark that runs in the page: Docent's module and GrowthBook's SDK, side by
// side, called by the same loops. `run.mjs` calls `load` and `speed` and collects the answers.
//
// What is compared is measured in turns, a batch of each at a time, so that whatever disturbs
// the machine disturbs all of it; a figure is the median of its batches.

import { evalCondition } from "/growthbook.js";
import start, { Engine, memoryBytes } from "/docent_bench.js";

const START = 1_780_000_000_000;
const DAY = 86_400_000;
const BATCHES = 25;
const BATCH_MS = 12;
const HISTORIES = [100, 1_000, 10_000, 100_000, 1_000_000];

const text = async (path) => (await fetch(path)).text();
const json = async (path) => JSON.parse(await text(path));
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];

/** Two changes of every result make a turn; a loop that changes less than it says measures nothing. */
function check(name, times, changes) {
  if (changes < times) throw new Error(`${name}: ${changes} results changed in ${times} iterations`);
}

/** Nanoseconds per iteration of each `run(times)`, which answers how many results changed. */
function measure(cases, { batches = BATCHES, warmUp = 3_000 } = {}) {
  const prepared = Object.entries(cases).map(([name, run]) => {
    run(warmUp);
    const begin = performance.now();
    run(warmUp);
    const one = (performance.now() - begin) / warmUp;
    return { name, run, times: Math.max(2, Math.floor(BATCH_MS / one / 2) * 2), taken: [] };
  });
  for (let batch = 0; batch < batches; batch++) {
    for (const { name, run, times, taken } of prepared) {
      const begin = performance.now();
      const changes = run(times);
      taken.push(((performance.now() - begin) * 1e6) / times);
      check(name, times, changes);
    }
  }
  return Object.fromEntries(prepared.map(({ name, taken }) => [name, median(taken)]));
}

// --- one condition --------------------------------------------------------------------------------

async function conditions(facts) {
  const { condition } = await json("mix/peer-1.json");
  const engine = () => new Engine(guidebook, JSON.stringify(facts), START);
  const guidebook = await text("mix/guidebook-1.json");
  const [byAge, byPlan] = [engine(), engine()];
  const attributes = structuredClone(facts);
  const loop = (one) => (times) => {
    let held = 0;
    for (let turn = 0; turn < times; turn++) if (one(turn & 1)) held++;
    return held * 2;
  };
  return measure(
    {
      wasm: loop((odd) => byAge.setAge(odd ? 30 : 17)),
      growthbook: loop((odd) => {
        attributes.user.age = odd ? 30 : 17;
        return evalCondition(attributes, condition);
      }),
      wasmText: loop((odd) => byPlan.setPlan(odd ? "pro" : "free")),
    },
    { warmUp: 60_000 },
  );
}

// --- one event ------------------------------------------------------------------------------------

/** Taken back after 20 seconds, paid one second later: all rules about it flip at each. */
function checkouts(engine, event) {
  const properties = [true, false].map((paid) => ({ amount: paid ? 40 : -40, currency: "EUR", items: 3 }));
  let [now, turn] = [START, 0];
  return (times) => {
    let flips = 0;
    for (let count = 0; count < times; count++) {
      const odd = turn++ & 1;
      now += odd ? 20_000 : 1_000;
      flips += engine.event(event, JSON.stringify(properties[odd]), now);
    }
    return flips;
  };
}

async function bySegments({ facts, event, sizes }) {
  const cases = {};
  for (const size of sizes) {
    const engine = new Engine(await text(`mix/guidebook-${size}.json`), JSON.stringify(facts), START);
    cases[size] = checkouts(engine, event);
  }
  return measure(cases);
}

async function byHistory({ facts, event, events }) {
  const guidebook = await text("mix/guidebook-100.json");
  const paid = [true, false].map((paid) => JSON.stringify({ amount: paid ? 40 : -40, currency: "EUR", items: 3 }));
  const cases = {};
  for (const length of HISTORIES) {
    const engine = new Engine(guidebook, JSON.stringify(facts), START);
    for (let at = 0; at < length; at++) {
      const name = at % 10 ? events[at % events.length] : event;
      const back = Math.floor((730 * DAY) / length) * (length - at);
      engine.remember(name, paid[Math.floor(at / 10) % 2], START - back);
    }
    cases[length] = checkouts(engine, event);
  }
  return measure(cases);
}

/** What it takes to evaluate all conditions again, as one has to without knowing what changed. */
async function peerEvents(size) {
  const { conditions, attributes } = await json(`mix/peer-${size}.json`);
  const holds = new Array(size).fill(false);
  const checkout = attributes.events.checkout;
  let turn = 0;
  const run = (times) => {
    let flips = 0;
    for (let count = 0; count < times; count++) {
      const paid = turn++ % 2 === 0;
      Object.assign(checkout, { "5s": paid ? 2 : 1, "10s": paid ? 2 : 1, "1m": paid ? 0 : -40 });
      Object.assign(checkout, { sum: paid ? 40 : 0, paid: paid ? 1 : 0 });
      for (let at = 0; at < size; at++) {
        const now = evalCondition(attributes, conditions[at]);
        if (now !== holds[at]) flips++;
        holds[at] = now;
      }
    }
    return flips;
  };
  return measure({ all: run }, { batches: 15, warmUp: 10 }).all;
}

// --- loading --------------------------------------------------------------------------------------

/** The first load of 10,000 segments in a page that has just been opened: milliseconds. */
async function load() {
  await start();
  const { facts } = await json("mix/mix.json");
  const [guidebook, given] = [await text("mix/guidebook-10000.json"), JSON.stringify(facts)];
  const begin = performance.now();
  const engine = new Engine(guidebook, given, START);
  const taken = performance.now() - begin;
  // The second needs no more room to read than the first has left: what is taken is what stays.
  const kept = [engine, new Engine(guidebook, given, START)];
  const before = memoryBytes();
  for (let more = 0; more < 4; more++) kept.push(new Engine(guidebook, given, START));
  return { ms: taken, bytes: (memoryBytes() - before) / 4 / 10_000, members: engine.members() };
}

async function speed() {
  await start();
  const about = await json("mix/mix.json");
  const condition = await conditions(about.single);
  return {
    condition_ns_wasm: condition.wasm,
    condition_text_ns_wasm: condition.wasmText,
    growthbook_ns: condition.growthbook,
    event_ns_by_segments: await bySegments(about),
    event_ns_by_history: await byHistory(about),
    growthbook_event_ns: await peerEvents(10_000),
  };
}

Object.assign(globalThis, { load, speed });
document.title = "ready";
