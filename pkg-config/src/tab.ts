// What a tab is known by: to the core, to the other tabs, and to its own next page.
import { holders } from "./locks";

/** A page that is left may take so long to let go of its lock, in milliseconds. */
const A_MOMENT = 100;

const key = (prefix: string) => `${prefix}.tab`;

/** A reload keeps the tab's id; a duplicated tab, whose original still lives, gets a new one. */
export function takeTab(prefix: string): string | null {
  try {
    const kept = sessionStorage.getItem(key(prefix));
    sessionStorage.removeItem(key(prefix));
    return kept;
  } catch {
    // Storage is denied here; a new id does no harm.
    return null;
  }
}

export function keepTab(prefix: string, tab: string): void {
  try {
    sessionStorage.setItem(key(prefix), tab);
  } catch {
    // Storage is denied here; the next page is another tab then.
  }
}

export function newTab(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return [...words].map((word) => word.toString(36)).join("");
}

/** Whether a page that lives has this id: browsers copy what is kept for a tab to those that are opened from it. */
export async function isElsewhere(prefix: string, tab: string): Promise<boolean> {
  const isHeld = async () => (await holders(`${prefix}:tab:`)).includes(tab);
  if (await isHeld()) await new Promise((done) => setTimeout(done, A_MOMENT));
  return isHeld();
}
