// What the module asks of its surroundings: the other half of `Hooks` in src/browser/mod.rs.
//
// What takes time is awaited here and told by a plain call: promises are cheap in JavaScript, and
// in the module each costs a state machine.
import type { Answer } from "./request";

export interface Hooks {
  /** Tells those who listen. */
  emit(name: string, payload: unknown): void;
  /** Tells the developer. */
  warn(message: string): void;
  /** Goes to a URL the core found harmless. */
  navigate(url: string, newTab: boolean): void;
  /** Calls a function the host registered. */
  callHost(name: string, args: unknown[]): void;
  /** A call is done. */
  settle(ticket: number, id: string | undefined): void;
  /** Hands a batch to a sink that is a function, and tells whether it was taken. */
  hand(sink: number, batch: unknown, done: (taken: boolean) => void): void;
  /** Asks for high-entropy client hints, where the browser has them. */
  hints(done: (hints: unknown) => void): void;
  /** Sends a request; at most so many bytes of the answer are read. */
  request(url: string, options: RequestInit, most: number, done: (answer: Answer) => void): void;
  /** Takes a lock and keeps it. */
  hold(lock: string, held: () => void): void;
  /** Tells when a lock is free. */
  watch(lock: string, free: () => void): void;
  /** Asks who holds the locks whose names begin so. */
  holders(start: string, done: (rests: string[]) => void): void;
  readonly css: string;
  readonly signal: AbortSignal;
}
