// The script tag: puts `docent` into the page, takes over what the snippet kept, and starts by
// itself where the tag says how.
import { create } from "./docent";
import { isStub } from "./stub";

function become(stub: object, docent: object): object {
  for (const name of ["queue", "stop"]) Reflect.deleteProperty(stub, name);
  return Object.defineProperties(stub, Object.getOwnPropertyDescriptors(docent));
}

const script = document.currentScript as HTMLScriptElement | null;
const page = window as unknown as { docent?: unknown };
// An element with this name or id is found there too, and is nobody's.
const before = page.docent instanceof Node ? undefined : page.docent;

// A second tag changes nothing; an import after a tag is the tag's.
if (!before || isStub(before)) {
  const beside = (file: string) => new URL(file, script?.src ?? location.href);
  const { docent, adopt, listen } = create(beside("docent.wasm"), () => import(beside("docent-debug.mjs").href));
  listen();
  if (isStub(before)) adopt(before);
  // The snippet's object becomes the real one in place: whoever kept a reference has it too.
  page.docent = isStub(before) ? become(before, docent) : docent;
  const data = script?.dataset ?? {};
  if (data["guidebook"] || data["segment"]) {
    const sinks = data["segment"] ? [{ kind: "segment", url: data["segment"], writeKey: data["writeKey"] }] : [];
    (docent["init"] as (options: object) => void)({
      guidebook: data["guidebook"],
      sinks,
      ...(data["consent"] && { consent: data["consent"] }),
      ...(data["wasm"] && { wasm: data["wasm"] }),
    });
  }
}
