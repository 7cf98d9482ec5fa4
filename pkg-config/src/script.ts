// The script tag: puts `docent` into the page, and starts by itself where the tag says how.
import { create } from "./docent";
import { only } from "./only";

// A module does not know its element.
const script = (document.currentScript ??
  document.querySelector("script[data-guidebook],script[data-segment]")) as HTMLScriptElement | null;
const page = window as unknown as { docent?: unknown };
/** Pasted into the page, it is beside the page. */
const beside = (file: string) => new URL(file, script?.src || document.baseURI);

const { docent, listen } = only(() => create(() => beside("docent.wasm"), () => import(beside("docent-debug.mjs").href)));
// An element with this name or id is found there too, and is nobody's.
if (page.docent && page.docent !== docent && !(page.docent instanceof Node)) {
  console.error("Docent: window.docent is taken; import the npm package instead");
} else {
  listen();
  page.docent = docent;
  const data = script?.dataset ?? {};
  // A second tag changes nothing.
  if (docent["status"] === "idle" && (data["guidebook"] || data["segment"])) {
    const sinks = data["segment"] ? [{ kind: "segment", url: data["segment"], writeKey: data["writeKey"] }] : [];
    (docent["init"] as (options: object) => void)({
      guidebook: data["guidebook"],
      sinks,
      ...(data["consent"] && { consent: data["consent"] }),
      ...(data["wasm"] && { wasm: data["wasm"] }),
    });
  }
}
