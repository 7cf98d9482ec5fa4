// The script tag: puts `docent` into the page, and starts by itself where the tag says how.
import { create } from "./docent";
import { only } from "./only";

// Asked of the browser and not of the document, where an image may have the name. A module does not know its element.
const script = (Reflect.get(Document.prototype, "currentScript", document) ??
  Document.prototype.querySelector.call(document, "script[type=module]:is([data-guidebook],[data-segment])")) as HTMLScriptElement | null;
const page = window as unknown as { docent?: unknown };
/** Pasted into the page, it is beside the page. */
const beside = (file: string) => new URL(file, script?.src || document.baseURI);

const data = script?.dataset ?? {};
/** What the tag says; without what to work by, it waits for `init`, which may say otherwise. */
const said = {
  ...(data["consent"] && { consent: data["consent"] }),
  ...(data["wasm"] && { wasm: data["wasm"] }),
};
const { docent, listen } = only(() => create(() => beside("docent.wasm"), () => import(beside("docent-debug.mjs").href), said));
// Elements and frames with this name or id are found there too, and are nobody's.
if (page.docent && page.docent !== docent && Object.hasOwn(page, "docent")) {
  console.error("Docent: window.docent is taken; import the npm package instead");
} else {
  listen();
  page.docent = docent;
  // A second tag changes nothing.
  if (docent["status"] === "idle" && (data["guidebook"] || data["segment"])) {
    const sinks = data["segment"] ? [{ kind: "segment", url: data["segment"], writeKey: data["writeKey"] }] : [];
    (docent["init"] as (options: object) => void)({
      guidebook: data["guidebook"],
      sinks,
    });
  }
}
