// What the module asks of its surroundings: the other half of `Hooks` in src/browser/mod.rs.

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
  /** Hands a batch to a sink that is a function. */
  hand(sink: number, batch: unknown): Promise<unknown>;
  /** High-entropy client hints, where the browser has them. */
  hints(): Promise<unknown>;
  readonly css: string;
  readonly signal: AbortSignal;
}
