// The npm package: import it anywhere; on a server it does nothing.
import { create } from "./docent";
import { only } from "./only";

function inert(): Record<string, unknown> {
  const [none, off, facts] = [() => null, () => () => {}, () => ({})];
  const nothing = {
    version: __DOCENT_VERSION__, status: "idle", segments: () => [], isIn: () => false, variant() {},
    on: off, once: off, facts, explain: none, export: none, consent: none,
  };
  return new Proxy<Record<string, unknown>>(nothing, {
    get: (known, name: string) =>
      // A symbol asks what kind of thing it is, as a text with it in it does.
      name in known ? known[name] : name === "then" || typeof name === "symbol" ? undefined : () => Promise.resolve(name === "init" ? "blocked" : null),
  });
}

/** Written out like this, bundlers see both and take them along; where they leave no URL, asking for it throws. */
const live = () => create(() => new URL("./docent.wasm", import.meta.url), () => import("./docent-debug.mjs"));

const docent = typeof document === "undefined" ? inert() : only(live).docent;
export default docent;
