// The npm package: import it anywhere; on a server it does nothing.
import { create } from "./docent";

function inert(): Record<string, unknown> {
  const nothing = { version: __DOCENT_VERSION__, status: "idle", segments: () => [], isIn: () => false, variant() {} };
  return new Proxy<Record<string, unknown>>(nothing, {
    get: (known, name: string) =>
      name in known ? known[name] : name === "then" ? undefined : () => Promise.resolve(name === "init" ? "blocked" : null),
  });
}

function live(): Record<string, unknown> {
  // Written out like this, bundlers see both and take them along.
  const { docent, listen } = create(new URL("./docent.wasm", import.meta.url), () => import("./docent-debug.mjs"));
  const init = docent["init"] as (options: object) => unknown;
  let listening = false;
  // Importing has no effects: listening begins with the first use.
  docent["init"] = (options: object) => {
    if (!listening) listen();
    listening = true;
    return init(options);
  };
  return docent;
}

const docent = typeof document === "undefined" ? inert() : live();
export default docent;
