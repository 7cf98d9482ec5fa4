// The npm package: import it anywhere; on a server it does nothing.
import { create } from "./docent";

function inert(): Record<string, unknown> {
  const [none, off, facts] = [() => null, () => () => {}, () => ({})];
  const nothing = {
    version: __DOCENT_VERSION__, status: "idle", segments: () => [], isIn: () => false, variant() {},
    on: off, once: off, facts, explain: none, export: none, consent: none,
  };
  return new Proxy<Record<string, unknown>>(nothing, {
    get: (known, name: string) =>
      name in known ? known[name] : name === "then" ? undefined : () => Promise.resolve(name === "init" ? "blocked" : null),
  });
}

function live(): Record<string, unknown> {
  // Beside a script tag it is the same one: two would see everything twice.
  const { docent: there } = window as unknown as { docent?: Record<string, unknown> };
  if (there && typeof there["version"] === "string" && typeof there["identify"] === "function") return there;
  // Written out like this, bundlers see both and take them along.
  return create(new URL("./docent.wasm", import.meta.url), () => import("./docent-debug.mjs")).docent;
}

const docent = typeof document === "undefined" ? inert() : live();
export default docent;
