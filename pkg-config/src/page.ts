// The facts of a page, from its URL: what conditions know as `page.*`.
import type { Place } from "./stub";

export interface PageFacts {
  url: string;
  path: string;
  search: string;
  query: Record<string, string>;
  hash: string;
  title: string;
  referrer: string;
}

/** Taken before the page can change it. */
export const { now } = Date;

/** The page on the screen. For a route change the referrer is the route before. */
export const here = (referrer = document.referrer): Place => [location.href, document.title, referrer];

export function pageFacts([href, title, referrer]: Place): PageFacts {
  const { pathname, search, searchParams, hash } = new URL(href);
  const query = Object.fromEntries(searchParams);
  return { url: href, path: pathname, search, query, hash, title, referrer };
}
