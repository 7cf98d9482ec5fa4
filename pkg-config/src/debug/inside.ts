// What the loader lends to the tools for developers, and what it may ask of them.
//
// The tools are a part of their own, built into one file and loaded when somebody asks for them.
// They import nothing that has a state: what they need of the running Docent is handed to them.
import type { Edge, Settings } from "../edge";
import type { Glue } from "../module";
import type { createStage } from "../ui/stage";
import type { Preview, PreviewOptions, Subject } from "./preview";

/** The methods of the public object that the tools call. */
export interface Docent extends Subject {
  readonly status: string;
  readonly version: string;
  on(name: string, listener: (payload: never, name: string) => void): () => void;
  suppress(who: "preview"): Promise<void>;
  unsuppress(who: "preview"): Promise<void>;
}

export interface Inside {
  docent: object;
  /** The module, once it is there. */
  glue: Glue | undefined;
  /** What `init` was given. */
  options: Settings;
  /** Aborted when Docent leaves the page. */
  signal: AbortSignal;
  safe: Edge["safe"];
  warn: Edge["warn"];
  createStage: typeof createStage;
}

/** What the part exports: debug/index.ts. */
export interface Tools {
  debug(inside: () => Inside, on?: boolean): void;
  preview(inside: () => Inside, options?: PreviewOptions): Promise<Preview | null>;
}

export const docentOf = (inside: () => Inside): Docent => inside().docent as Docent;

/** Asks the page's own state something, or a preview's. */
export const askOf = ({ glue }: Inside, name: string, argument?: unknown, time = Date.now(), of?: number): unknown =>
  glue?.ask(JSON.stringify([name, argument, time]), of);

/** The text that was parsed last, and what it says. */
let parsed: [text: string, guidebook: Record<string, unknown> | null] = ["", null];

/** The guidebook in force, as an object. */
export function guidebookOf(inside: Inside, of?: number): Record<string, unknown> | null {
  const document = askOf(inside, "guidebook", undefined, 0, of);
  if (typeof document !== "string") return (document ?? null) as Record<string, unknown> | null;
  if (parsed[0] !== document) parsed = [document, JSON.parse(document)];
  return parsed[1];
}
