/**
 * Who the visitor is. A real product has a sign-in; the demo has a cast of sample people to be
 * instead, kept in `people.json` with times relative to today so that they never grow stale.
 */
import { recall, remember } from "./storage.js";
import * as analytics from "./analytics.js";

/**
 * @typedef {object} Past
 * @property {string} event
 * @property {Record<string, unknown>} [properties]
 * @property {number[]} daysAgo one event for each
 *
 * @typedef {object} Person
 * @property {string} key
 * @property {string} name how the picker and the greeting call them
 * @property {string} about
 * @property {string} [id] absent for someone who has not signed in
 * @property {number} [joinedDaysAgo]
 * @property {Record<string, unknown>} [traits]
 * @property {{ id: string, traits: Record<string, unknown> }} [company]
 * @property {Record<string, unknown>} [facts] what a server would know: where they are
 * @property {Past[]} [history]
 */

const dayLength = 24 * 60 * 60 * 1000;
const daysAgo = (days) => new Date(Date.now() - days * dayLength).toISOString();
// The day alone, so that the trait does not change with every page load.
const dateDaysAgo = (days) => daysAgo(days).slice(0, 10);

/** @type {Person[]} */
let people = [];

export const allPeople = () => people;
/** @returns {Person} */
export const currentPerson = () => people.find(({ key }) => key === recall("person", "")) ?? people[0];

export async function loadPeople() {
  const response = await fetch("/people.json");
  people = await response.json();
}

/** Signs the visitor in as on any page load; on the first one after a switch, as somebody new. */
export function settle() {
  if (recall("arriving", false)) arrive(currentPerson());
  else signIn(currentPerson());
}

/**
 * Becomes someone else. Where they are and what a server remembers of them come with the page, so
 * a person who differs in those needs a new one; anybody else is swapped in place.
 * @param {Person} person
 * @returns {boolean} whether the page stays
 */
export function become(person) {
  const before = currentPerson();
  remember("person", person.key);
  remember("arriving", true);
  if (fromServer(person) !== fromServer(before)) {
    location.assign("/");
    return false;
  }
  arrive(person);
  return true;
}

const fromServer = ({ facts = null }) => JSON.stringify(facts);

function arrive(person) {
  analytics.signOut();
  signIn(person);
  replay(person);
  if (person.id) analytics.track("Signed in");
  remember("arriving", false);
}

function signIn(person) {
  if (!person.id) return;
  analytics.identify(person.id, { ...person.traits, created_at: dateDaysAgo(person.joinedDaysAgo) });
  if (person.company) analytics.group(person.company.id, person.company.traits);
}

/** What they did before today, told once: Docent keeps it with their profile from then on. */
function replay({ key, history = [] }) {
  const told = recall("told", []);
  if (told.includes(key)) return;
  const events = history.flatMap(({ daysAgo: days, ...rest }) => days.map((ago) => ({ ...rest, ago })));
  events.sort((one, other) => other.ago - one.ago);
  for (const { event, properties, ago } of events)
    analytics.track(event, properties, { timestamp: daysAgo(ago) });
  remember("told", [...told, key]);
}
