// Requests: the guidebook in, batches out. What an answer means is said in src/core/input.rs.

/** What came back. */
export interface Answer {
  /** 0 where nothing did. */
  status: number;
  tag?: string | null;
  /** In how many seconds to try again, where it said so. */
  retry?: number;
  /** The body, where it was asked for and is text of a reasonable size. */
  text?: string;
  /** What is wrong with the body otherwise. */
  wrong?: string;
}

export interface Sink {
  kind?: string;
  url?: string;
  writeKey?: string;
  apiKey?: string;
  send?: (batch: unknown) => unknown;
}

// Taken before the page can change it.
const get = globalThis.fetch;

/** A sink that does not answer is waited for so long, in milliseconds. */
const PATIENCE = 30_000;

/** A guidebook larger than this is not read to its end. */
const MOST_BYTES = 1 << 20;

/** Sends a request and reads at most so many bytes of the answer. */
async function request(url: string, options: RequestInit, most: number): Promise<Answer> {
  try {
    // What is masked in a batch would stand in the address that browsers send along.
    const { status, ok, headers, body } = await get(url, { ...options, referrerPolicy: "origin" });
    const read = ok && most > 0 && body ? await textOf(body.getReader(), most) : { text: "" };
    // Seconds, or a date; neither is NaN, which is null in JSON.
    const after = headers.get("retry-after") ?? "";
    const retry = +after || (Date.parse(after) - Date.now()) / 1000;
    return { status, tag: headers.get("etag"), retry, ...read };
  } catch {
    return { status: 0 };
  }
}

/** Reads piece by piece and stops where it grows too large. */
async function textOf(reader: ReadableStreamDefaultReader<Uint8Array>, most: number): Promise<Partial<Answer>> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      return undefined;
    }
  };
  let text = "";
  for (let size = 0; ;) {
    const { value } = await reader.read();
    const piece = decode(value);
    size += value?.length ?? 0;
    if (size > most || piece === undefined) {
      void reader.cancel().catch(() => {});
      return { wrong: size > most ? "it is larger than 1 MB" : "it is not UTF-8 text" };
    }
    text += piece;
    if (!value) return { text };
  }
}

/**
 * Asks for the guidebook, with the entity tag of our own copy: the browser's cache would only be a
 * second one to go stale. But another origin would have to allow our header beforehand (CORS), and
 * there that cache does it.
 */
export function fetchGuidebook(url: string, tag: string | null): Promise<Answer> {
  const foreign = /^(\w+:)?\/\//.test(url) && !url.startsWith(`${location.origin}/`);
  const headers: Record<string, string> = tag && !foreign ? { "If-None-Match": tag } : {};
  return request(url, { cache: foreign ? "no-cache" : "no-store", credentials: "same-origin", headers }, MOST_BYTES);
}

/** Hands a batch to a sink. A function that throws, rejects or does not come back is as good as no answer, but for the developer. */
export async function send(
  { kind, url = "", writeKey, send }: Sink, body: object, keepalive: boolean, warn: (message: string) => void,
): Promise<Answer> {
  if (kind === "function") {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await Promise.race([send?.(body), new Promise((_, fail) => {
        timer = setTimeout(() => fail(`it did not answer within ${PATIENCE / 1000} s`), PATIENCE);
      })]);
      return { status: 200 };
    } catch (error) {
      warn(`a function among the sinks failed; it gets the batch again later. ${error}`);
      return { status: 0 };
    } finally {
      clearTimeout(timer);
    }
  }
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  try {
    if (kind === "segment" && writeKey) headers["Authorization"] = `Basic ${btoa(`${writeKey}:`)}`;
  } catch {
    // A key of other than Latin letters is none that a sink gave out; it will say so.
  }
  // One that never answers would hold up all that is behind.
  const signal = AbortSignal.timeout?.(PATIENCE);
  return request(url, { method: "POST", headers, body: JSON.stringify(body), keepalive, credentials: "omit", signal }, 0);
}
