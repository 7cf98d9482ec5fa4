// Keeping the real Docent off the screen while a preview is on.
import { type Inside, docentOf } from "./inside";

/** Ends the quiet; there where there is one. It is handed on from one preview to the next. */
let end: (() => void) | undefined;

export function keepQuiet(inside: Inside): void {
  if (end) return;
  const docent = docentOf(() => inside);
  // A quiet of its own: what the page asks for meanwhile, and before, stays as the page wants it.
  void docent.suppress("preview");
  end = () => void docent.unsuppress("preview");
}

export function endQuiet(): void {
  end?.();
  end = undefined;
}
