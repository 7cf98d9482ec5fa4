// One Docent for a page: script tag, snippet and imports, in whatever order they come, are the same
// one. Two would see everything twice.
import type { create } from "./docent";
import { isStub } from "./stub";

type Made = ReturnType<typeof create>;

/** Where it is known to those who come later: `window.docent` may be missing, or something else. */
const KEY = Symbol.for("docent");

function become(stub: object, docent: object): void {
  for (const name of ["queue", "stop"]) Reflect.deleteProperty(stub, name);
  Object.defineProperties(stub, Object.getOwnPropertyDescriptors(docent));
}

/** The page's Docent, made where there is none; it takes over what the snippet kept. */
export function only(make: () => Made): Made {
  const page = window as unknown as { docent?: unknown; [KEY]?: Made };
  const made = (page[KEY] ??= make());
  const stub = Object.hasOwn(page, "docent") && page.docent;
  if (isStub(stub)) {
    made.listen();
    made.adopt(stub);
    // The snippet's object becomes the real one in place: whoever kept a reference has it too.
    become(stub, made.docent);
    made.docent = stub;
  }
  return made;
}
