// Keeping the real Docent off the screen while a preview is on.
import { type Inside, askOf, docentOf } from "./inside";

/** Ends the quiet; there where there is one. It is handed on from one preview to the next. */
let end: (() => void) | undefined;

export function keepQuiet(inside: Inside): void {
  if (end) return;
  const docent = docentOf(() => inside);
  // A quiet of its own: what the page asks for meanwhile, and before, stays as the page wants it.
  const hush = () => void docent.suppress("preview");
  hush();
  // The page may still show something by hand: no notice tells of it, but it comes into the document.
  const arrivals = new MutationObserver(() => {
    if ((askOf(inside, "showing") as string[] | undefined)?.length) hush();
  });
  arrivals.observe(document, { childList: true, subtree: true });
  end = () => {
    arrivals.disconnect();
    void docent.unsuppress("preview");
  };
}

export function endQuiet(): void {
  end?.();
  end = undefined;
}
