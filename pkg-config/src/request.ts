// Requests, and their answers as plain data. Promises end here: the module hears of each once.

export interface Answer {
  /** 0 where there was none. */
  status: number;
  tag?: string | null;
  retry?: string | null;
  /** The body, where it was asked for and is text of a reasonable size. */
  text?: string;
  /** What is wrong with the body otherwise. */
  wrong?: string;
}

// Taken before the page can change it.
const get = globalThis.fetch;

/** Sends a request and reads at most so many bytes of the answer. */
export async function request(url: string, options: RequestInit, most: number): Promise<Answer> {
  try {
    const { status, ok, headers, body } = await get(url, options);
    const read = ok && most > 0 && body ? await textOf(body.getReader(), most) : { text: "" };
    return { status, tag: headers.get("etag"), retry: headers.get("retry-after"), ...read };
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
