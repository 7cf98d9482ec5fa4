// What is measured with: one condition, guidebooks of 10 to 10,000 segments, histories; and the
// same conditions as GrowthBook's SDK would be given them.
//
//   node benches/mix.mjs <directory>     writes them as JSON, for both programs to read
//
// The mix is drawn from the segments that product teams write (README, "A guidebook"): plans,
// countries, versions, counts in windows, what someone did and did not do; one to five facts or
// events each, out of 40 facts and 200 events. The first five of every guidebook are about the
// event that is measured, and no other is: it touches the same rules in all of them.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const SIZES = [10, 100, 1_000, 10_000];
export const EVENT = "Checkout completed";
const EVENTS = Array.from({ length: 200 }, (_, at) => `${["Report", "Invoice", "Team", "Project"][at % 4]} ${at} opened`);

/** The condition that is measured alone, for both. */
const CONDITION = {
  "user.plan": "pro",
  "user.age": { $gte: 18 },
  "user.country": { $in: ["DE", "FR", "NL", "GB", "US", "CA"] },
};

const FACTS = {
  user: {
    id: "u-17",
    name: "Sam Field",
    email: "sam@example.com",
    plan: "pro",
    age: 30,
    country: "DE",
    role: "owner",
    created_at: 1_750_000_000_000,
    logins: 12,
    app_version: "3.4.1",
    ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`trait_${at}`, at * 3])),
  },
  company: { id: "c-4", plan: "enterprise", employees: 620, industry: "Insurance", mrr: 480 },
  device: { type: "desktop", browser: { name: "Chrome", version: "131.0" }, os: { name: "macOS" } },
  page: { path: "/reports/7", title: "Report" },
};

/** Numbers that look like chance and are the same in every run. */
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A part of a condition: as Docent's guidebook has it, and as an attribute for the peer. */
function fact(draw) {
  const one = (list) => list[draw(list.length)];
  const some = (list) => list.filter(() => draw(3) > 0).concat(one(list));
  const part = [
    () => ({ "user.plan": one(["free", "pro", "team", "enterprise"]) }),
    () => ({ "user.country": { $in: some(["DE", "FR", "NL", "GB", "US", "CA", "AR", "BR"]) } }),
    () => ({ "user.country": { $ne: one(["AR", "US", "IN"]) } }),
    () => ({ "user.age": { $gte: 18 + draw(40) } }),
    () => ({ "user.logins": { $gt: draw(30) } }),
    () => ({ "user.role": { $in: some(["owner", "admin", "editor", "viewer"]) } }),
    () => ({ "user.app_version": { $vlt: `${1 + draw(5)}.${draw(10)}.0` } }),
    () => ({ "user.created_at": { $lt: 1_700_000_000_000 + draw(80) * 1e9 } }),
    () => ({ [`user.trait_${draw(20)}`]: { $gte: draw(60), $lt: 60 + draw(20) } }),
    () => ({ "company.employees": { $gt: 100 * draw(10) } }),
    () => ({ "company.plan": one(["team", "enterprise"]) }),
    () => ({ "company.industry": one(["Insurance", "Banking", "Retail", "Health"]) }),
    () => ({ "device.type": { $in: some(["mobile", "tablet", "desktop"]) } }),
    () => ({ "device.browser.name": one(["Chrome", "Firefox", "Safari"]) }),
    () => ({ "device.os.name": { $ne: one(["macOS", "Linux", "Windows 11"]) } }),
  ][draw(15)]();
  return { docent: part, peer: part };
}

/** GrowthBook knows no events: it is handed the number, ready counted, as an attribute. */
function behaviour(draw) {
  const at = draw(EVENTS.length);
  const name = EVENTS[at];
  const within = ["1d", "7d", "30d", "90d"][draw(4)];
  const count = 1 + draw(15);
  const path = `events.e${at}.${within}`;
  const more = { docent: { $event: { name, within, count: { $gte: count } } }, peer: { [path]: { $gte: count } } };
  return [
    more,
    more,
    { docent: { $event: { name } }, peer: { [`events.e${at}.ever`]: { $gt: 0 } } },
    { docent: { $not: { $event: { name } } }, peer: { [`events.e${at}.ever`]: { $not: { $gt: 0 } } } },
    { docent: { $event: { name, last: { $olderThan: within } } }, peer: { [`events.e${at}.age`]: { $gte: draw(1e9) } } },
  ][draw(5)];
}

function segment(draw) {
  const parts = Array.from({ length: 1 + draw(5) }, () => (draw(5) < 3 ? fact(draw) : behaviour(draw)));
  const join = draw(4) === 0 ? "$or" : "$and";
  const both = (which) => (parts.length === 1 ? parts[0][which] : { [join]: parts.map((part) => part[which]) });
  return { docent: both("docent"), peer: both("peer") };
}

/**
 * Five rules that all flip at every event, when events come in pairs, 20 seconds and then one
 * second apart, and bring in what the one before took.
 */
function touched() {
  const path = "events.checkout";
  return [
    [{ $event: { name: EVENT, within: "5s", count: { $gte: 2 } } }, { [`${path}.5s`]: { $gte: 2 } }],
    [{ $event: { name: EVENT, sum: { of: "amount", $gte: 40 } } }, { [`${path}.sum`]: { $gte: 40 } }],
    [
      { "user.plan": "pro", $event: { name: [EVENT, "Order placed"], within: "10s", count: { $gte: 2 } } },
      { "user.plan": "pro", [`${path}.10s`]: { $gte: 2 } },
    ],
    [
      { $event: { name: EVENT, where: { amount: { $gt: 0 } }, within: "10s" } },
      { [`${path}.paid`]: { $gte: 1 } },
    ],
    [
      { $or: [{ "user.plan": "free" }, { $event: { name: EVENT, within: "1m", sum: { of: "amount", $gte: 0 } } }] },
      { $or: [{ "user.plan": "free" }, { [`${path}.1m`]: { $gte: 0 } }] },
    ],
  ].map(([docent, peer]) => ({ docent, peer }));
}

/** So many segments: `{guidebook, conditions, facts}`; the conditions are the peer's. */
export function mix(count) {
  const draw = chance(count);
  const all = touched();
  while (all.length < count) all.push(segment(draw));
  const segments = all.map(({ docent }, at) => ({ id: `segment-${at}`, where: docent }));
  const conditions = all.map(({ peer }) => peer);
  const counted = { ever: 1, age: 5e8, "1d": 2, "7d": 4, "30d": 9, "90d": 12 };
  const events = Object.fromEntries(EVENTS.map((_, at) => [`e${at}`, { ...counted }]));
  const attributes = { ...FACTS, events: { ...events, checkout: {} } };
  return { guidebook: { version: 1, segments }, conditions, attributes };
}

/** One condition: `{guidebook, condition, facts}`. */
export function single() {
  const segments = [{ id: "only", where: CONDITION }];
  const { id, name, email, plan, age, country, role, created_at } = FACTS.user;
  const facts = { user: { id, name, email, plan, age, country, role, created_at } };
  return { guidebook: { version: 1, segments }, condition: CONDITION, facts };
}

if (process.argv[2]) {
  const directory = process.argv[2];
  const write = (name, value) => writeFileSync(join(directory, name), JSON.stringify(value));
  mkdirSync(directory, { recursive: true });
  for (const size of SIZES) {
    const { guidebook, conditions, attributes } = mix(size);
    write(`guidebook-${size}.json`, guidebook);
    write(`peer-${size}.json`, { conditions, attributes });
  }
  const { guidebook, condition, facts } = single();
  write("guidebook-1.json", guidebook);
  write("peer-1.json", { condition, facts });
  write("mix.json", { facts: FACTS, single: facts, event: EVENT, events: EVENTS, sizes: SIZES });
}
