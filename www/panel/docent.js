/**
 * How the panel asks Docent. Before the script has arrived there is only the snippet's queue, which
 * takes commands and answers nothing, and with the script blocked there is not even that; so every
 * question may come back undefined, and that is a state to show, not an error.
 */

/** @returns {Promise<any>} the answer, or undefined while there is none */
export async function ask(method, ...details) {
  try {
    return await window.docent?.[method]?.(...details);
  } catch {
    return undefined;
  }
}

/** @param {string} name @param {(notice: any) => void} listener */
export function listen(name, listener) {
  window.docent?.on?.(name, listener);
}

/** @returns {string} `ready`, `blocked`, `failed`, or what else Docent calls its state */
export const status = () => {
  if (!window.docent) return "absent";
  return typeof window.docent.status === "string" ? window.docent.status : "loading";
};

/** What the demo's guidebook defines, for lists and names. */
export async function guidebook() {
  try {
    const { segments = [], experiences = [] } = await (await fetch("/guidebook.json")).json();
    return { segments, experiences };
  } catch {
    return { segments: [], experiences: [] };
  }
}
