#!/usr/bin/env node
// The development server: the demo, the package, and a collector that speaks Segment's HTTP API.
//
//   node www/server.mjs --port 8080 [--open] [--collector target/collector.jsonl]
//
// `cargo xtask demo` runs it; end-to-end tests import `serve` and get the same server on a free
// port. It has no dependencies and listens on 127.0.0.1 alone.
//
//   /                     www/, with index.html for routes of the single-page app
//   /docent/*             dist/, the package as built
//   POST /v1/batch        Segment's HTTP Tracking API (also /v1/track, identify, page, …)
//   /collector            what has arrived, as a page; /collector.json as data
//   POST /collector/down?on=1   let /v1/* answer 503 until ?on=0
//   POST /collector/clear       forget what has arrived

import { createHash, randomUUID } from "node:crypto";
import { appendFile, mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { spawn } from "node:child_process";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import zlib from "node:zlib";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** A content security policy as strict as a customer's may be; Docent has to run under it. */
export const STRICT_CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** Segment's limits; a sink that exceeds them loses events there, so it is refused here. */
const BATCH_BYTES = 500 * 1024;
const MESSAGE_BYTES = 32 * 1024;
const CALLS = ["track", "identify", "page", "screen", "group", "alias"];

/** An answer other than 200, thrown from anywhere below a request. */
class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, headers });
  }
}

/**
 * Starts the server.
 *
 * @param {object} [options]
 * @param {number} [options.port] 0 takes a free one
 * @param {string} [options.www] directory served at `/`
 * @param {string} [options.dist] directory served at `/docent/`
 * @param {string} [options.collectorFile] JSON Lines; what it holds already counts as received
 * @param {string} [options.csp] `Content-Security-Policy` of every page
 * @returns {Promise<{url: string, port: number, collector: Collector, requests: object[],
 *   overrides: Map<string, Override>, close(): Promise<void>}>}
 *
 * `requests` lists what was asked for: `{method, path, status, time}`. `overrides` answers a path
 * (`"/guidebook.json"`) with something else: text, bytes, a value that becomes JSON, or
 * `{status, headers, body}`; a function `(request, response)` answers by itself.
 */
export async function serve(options = {}) {
  const { port = 0, www = HERE, dist = join(ROOT, "dist"), collectorFile, csp } = options;
  const collector = new Collector(collectorFile);
  await collector.restore();
  const site = { www: resolve(www), dist: resolve(dist), csp, collector, overrides: new Map() };
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const entry = { method: request.method, path, status: 0, time: Date.now() };
    requests.push(entry);
    if (requests.length > 10_000) requests.shift();
    response.on("close", () => (entry.status = response.statusCode));
    await answer(site, request, response).catch((error) => refuse(response, error));
  });
  await new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", done);
  });
  const actual = server.address().port;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    collector,
    requests,
    overrides: site.overrides,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(site, request, response) {
  refuseForeignHosts(request);
  const url = new URL(request.url, "http://localhost");
  const override = site.overrides.get(url.pathname);
  if (override !== undefined) return answerOverride(override, request, response);
  if (url.pathname.startsWith("/v1/")) return answerCall(site.collector, url, request, response);
  if (url.pathname.startsWith("/collector")) {
    const done = await answerCollector(site.collector, url, request, response);
    if (done) return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw new Refusal(405, "only GET and HEAD here", { Allow: "GET, HEAD" });
  }
  return answerFile(site, url, request, response);
}

function refuse(response, error) {
  const { status = 500, headers = {}, message } = error;
  if (status === 500) console.error(error);
  if (response.headersSent) return response.destroy();
  sendJson(response, status, { success: false, message }, headers);
}

function sendJson(response, status, value, headers = {}) {
  const type = { "Content-Type": TYPES[".json"], "Cache-Control": "no-store" };
  response.writeHead(status, { ...type, ...headers }).end(JSON.stringify(value));
}

/** A page elsewhere must not reach this server by pointing its own name at 127.0.0.1. */
function refuseForeignHosts(request) {
  const name = (request.headers.host ?? "").replace(/:\d+$/, "");
  const ours = name === "127.0.0.1" || name === "localhost" || name.endsWith(".localhost");
  if (!ours) throw new Refusal(403, `this server does not answer for ${name}`);
}

function answerOverride(override, request, response) {
  if (typeof override === "function") return override(request, response);
  const shaped = typeof override === "object" && !Buffer.isBuffer(override) && "status" in override;
  const { status, headers, body } = shaped ? override : { status: 200, body: override };
  const raw = body === undefined || typeof body === "string" || Buffer.isBuffer(body);
  const defaults = { "Content-Type": TYPES[".json"], "Cache-Control": "no-cache" };
  response.writeHead(status, { ...defaults, ...headers });
  response.end(raw ? body : JSON.stringify(body));
}

// ---- Files ------------------------------------------------------------------------------------

async function answerFile(site, url, request, response) {
  const path = decodePath(url.pathname);
  const file = await findFile(site, path);
  if (!file) throw new Refusal(404, `there is no ${path}`);
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  const encoding = chooseEncoding(request.headers["accept-encoding"], type);
  const { bytes, etag } = await representation(file, encoding);
  const headers = {
    "Cache-Control": "no-cache",
    "Content-Type": type,
    ETag: etag,
    Vary: "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
  };
  if (encoding !== "identity") headers["Content-Encoding"] = encoding;
  if (site.csp && type.startsWith("text/html")) headers["Content-Security-Policy"] = site.csp;
  if (isCurrent(request.headers["if-none-match"], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  headers["Content-Length"] = bytes.length;
  response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : bytes);
}

function decodePath(pathname) {
  let path;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    throw new Refusal(400, "the path is not valid UTF-8");
  }
  const hidden = path.split("/").some((part) => part.startsWith("."));
  if (hidden || path.includes("\0") || path.includes("\\")) throw new Refusal(404, "not found");
  return path;
}

/** The file for a path; routes without an extension belong to the single-page app. */
async function findFile({ www, dist }, path) {
  if (path.startsWith("/docent/")) return fileIn(dist, path.slice("/docent".length));
  if (extname(path)) return fileIn(www, path);
  const page = path === "/" ? undefined : await fileIn(www, `${path.replace(/\/$/, "")}.html`);
  return page ?? fileIn(www, "/index.html");
}

/** A file inside `directory`, or undefined: links that lead out of it count as missing. */
async function fileIn(directory, path) {
  try {
    const file = await realpath(join(directory, path));
    const inside = file.startsWith((await realpath(directory)) + sep);
    return inside && (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

function chooseEncoding(accepted = "", type) {
  const worthwhile = /^text\/|json|svg|wasm/.test(type);
  const accepts = (name) =>
    accepted.split(",").some((each) => {
      const [coding, ...parameters] = each.trim().split(/\s*;\s*/);
      return coding === name && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    });
  if (!worthwhile) return "identity";
  return accepts("br") ? "br" : accepts("gzip") ? "gzip" : "identity";
}

const BROTLI_11 = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } };
const compress = {
  identity: async (bytes) => bytes,
  gzip: (bytes) => promisify(zlib.gzip)(bytes, { level: 9 }),
  br: (bytes) => promisify(zlib.brotliCompress)(bytes, BROTLI_11),
};

/** What was last sent of each file and encoding, so that level 11 is paid for once a build. */
const representations = new Map();

async function representation(file, encoding) {
  const key = `${encoding} ${file}`;
  const content = await readFile(file);
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 22);
  const etag = `"${hash}${encoding === "identity" ? "" : `-${encoding}`}"`;
  const known = representations.get(key);
  if (known?.etag === etag) return known;
  const made = { etag, bytes: await compress[encoding](content) };
  representations.set(key, made);
  return made;
}

function isCurrent(ifNoneMatch, etag) {
  if (!ifNoneMatch) return false;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

// ---- Collector --------------------------------------------------------------------------------

/** What has arrived through `/v1/*`: each message once, in memory and in a file. */
class Collector {
  /** Each message once, oldest first, with `receivedAt`. */
  messages = [];
  /** Each accepted request: `{receivedAt, path, writeKey, messageIds}`. */
  batches = [];
  /** How many messages came again after they had been accepted. */
  duplicates = 0;
  /** How many requests were turned away because the collector was down. */
  turnedAway = 0;
  isDown = false;
  #file;
  #known = new Set();
  #writing = Promise.resolve();

  constructor(file) {
    this.#file = file && resolve(file);
  }

  /** Reads what an earlier run has written. */
  async restore() {
    if (!this.#file) return;
    await mkdir(dirname(this.#file), { recursive: true });
    const text = await readFile(this.#file, "utf8").catch(() => "");
    for (const line of text.split("\n")) {
      const message = parseJson(line);
      if (message) this.#remember(message);
    }
  }

  /** While down, every call is answered with 503. */
  down(on = true) {
    this.isDown = on;
  }

  async clear() {
    this.messages.length = 0;
    this.batches.length = 0;
    this.duplicates = 0;
    this.turnedAway = 0;
    this.#known.clear();
    await this.#write((file) => writeFile(file, ""));
  }

  /** Takes the messages of one request; resolves once they are in the file. */
  async accept(path, writeKey, messages) {
    const receivedAt = new Date().toISOString();
    const before = this.messages.length;
    for (const message of messages) this.#remember({ ...message, receivedAt });
    const messageIds = messages.map(({ messageId }) => messageId);
    this.batches.push({ receivedAt, path, writeKey, messageIds });
    const lines = this.messages.slice(before).map((message) => `${JSON.stringify(message)}\n`);
    await this.#write((file) => appendFile(file, lines.join("")));
  }

  /** For `/collector.json`. */
  summary() {
    const { duplicates, turnedAway, isDown } = this;
    const { messages, batches } = this;
    const counts = { messages: messages.length, batches: batches.length, duplicates, turnedAway };
    return { down: isDown, counts, messages: messages.slice(-500) };
  }

  #remember(message) {
    if (this.#known.has(message.messageId)) {
      this.duplicates += 1;
      return;
    }
    this.#known.add(message.messageId);
    this.messages.push(message);
  }

  /** One write after the other, so that lines never interleave. */
  #write(task) {
    if (this.#file) this.#writing = this.#writing.then(() => task(this.#file));
    return this.#writing;
  }
}

async function answerCollector(collector, url, request, response) {
  if (url.pathname === "/collector.json" && request.method === "GET") {
    sendJson(response, 200, collector.summary());
    return true;
  }
  const isCommand = url.pathname === "/collector/down" || url.pathname === "/collector/clear";
  if (!isCommand || request.method !== "POST") return false;
  const { origin, host } = request.headers;
  if (origin && origin !== `http://${host}`) throw new Refusal(403, "only from this site");
  if (url.pathname === "/collector/clear") await collector.clear();
  else collector.down(!["0", "false"].includes(url.searchParams.get("on") ?? "1"));
  sendJson(response, 200, { success: true, down: collector.isDown });
  return true;
}

/** Segment's HTTP Tracking API answers any origin, so this one does too. */
async function answerCall(collector, url, request, response) {
  response.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
  response.setHeader("Access-Control-Allow-Headers", "authorization,content-encoding,content-type");
  response.setHeader("Access-Control-Allow-Methods", "POST, OPTIONS");
  response.setHeader("Access-Control-Max-Age", "600");
  response.setHeader("Vary", "Origin");
  if (request.method === "OPTIONS") return response.writeHead(204).end();
  if (request.method !== "POST") throw new Refusal(405, "POST only", { Allow: "POST, OPTIONS" });
  if (collector.isDown) {
    collector.turnedAway += 1;
    request.resume();
    throw new Refusal(503, "the collector is down");
  }
  const body = parseJson(await readBody(request));
  if (body === undefined) throw new Refusal(400, "the body is not a JSON object");
  const writeKey = basicAuthUser(request.headers.authorization) ?? body.writeKey;
  if (!writeKey) throw new Refusal(401, "a write key is missing: Authorization: Basic base64(key:)");
  await collector.accept(url.pathname, writeKey, messagesOf(url.pathname, body));
  sendJson(response, 200, { success: true });
}

function messagesOf(path, body) {
  const call = path.slice("/v1/".length);
  if (call !== "batch" && !CALLS.includes(call)) throw new Refusal(404, `there is no ${path}`);
  const { batch, writeKey, sentAt, ...single } = body;
  const messages = call === "batch" ? batch : [{ type: call, ...single }];
  if (!Array.isArray(messages)) throw new Refusal(400, "batch: expected an array");
  return messages.map((message, index) => checkedMessage(message, `batch[${index}]`, sentAt));
}

function checkedMessage(message, place, sentAt) {
  const fault = faultOf(message);
  if (fault) throw new Refusal(400, `${place}: ${fault}`);
  return { messageId: randomUUID(), ...(sentAt && { sentAt }), ...message };
}

function faultOf(message) {
  if (message === null || typeof message !== "object") return "expected an object";
  if (!CALLS.includes(message.type)) return `type: expected one of ${CALLS.join(", ")}`;
  if (!message.userId && !message.anonymousId) return "expected userId or anonymousId";
  if (message.type === "track" && !message.event) return "event: expected a name";
  const tooLarge = Buffer.byteLength(JSON.stringify(message)) > MESSAGE_BYTES;
  return tooLarge ? `larger than ${MESSAGE_BYTES} bytes` : undefined;
}

async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= BATCH_BYTES) chunks.push(chunk);
  }
  // Only now: who is still sending would not read the answer.
  if (length > BATCH_BYTES) throw new Refusal(400, `the body is larger than ${BATCH_BYTES} bytes`);
  const bytes = Buffer.concat(chunks);
  if (request.headers["content-encoding"] !== "gzip") return bytes.toString("utf8");
  try {
    return zlib.gunzipSync(bytes, { maxOutputLength: BATCH_BYTES }).toString("utf8");
  } catch {
    throw new Refusal(400, `the body is not gzip of at most ${BATCH_BYTES} bytes`);
  }
}

function basicAuthUser(header = "") {
  const [scheme, credentials] = header.split(" ");
  if (scheme.toLowerCase() !== "basic" || !credentials) return undefined;
  return Buffer.from(credentials, "base64").toString("utf8").split(":")[0] || undefined;
}

/** The object that a text holds; undefined for anything else. */
function parseJson(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// ---- Command line -----------------------------------------------------------------------------

const USAGE = "usage: node www/server.mjs [--port 8080] [--open] [--collector <file>]";

function readOptions() {
  const options = {
    collector: { type: "string", default: join(ROOT, "target/collector.jsonl") },
    help: { type: "boolean", short: "h" },
    open: { type: "boolean", default: false },
    port: { type: "string", default: "8080" },
  };
  try {
    const { values } = parseArgs({ options });
    const port = Number(values.port);
    const isPort = Number.isInteger(port) && port >= 0 && port <= 65535;
    if (!isPort) throw new Error(`--port ${values.port}: expected a number up to 65535`);
    return { ...values, port };
  } catch (error) {
    console.error(`error: ${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(USAGE);
  let server;
  try {
    server = await serve({ port: options.port, collectorFile: options.collector });
  } catch (error) {
    const taken = `port ${options.port} is taken; try --port ${options.port + 1}`;
    console.error(`error: ${error.code === "EADDRINUSE" ? taken : error.message}`);
    process.exit(1);
  }
  const kept = relative(process.cwd(), options.collector);
  console.log(`    demo       ${server.url}/`);
  console.log(`    collector  ${server.url}/collector  (kept in ${kept})`);
  console.log("    Ctrl-C stops.");
  if (options.open) openInBrowser(server.url);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
}

function openInBrowser(url) {
  const opener = { darwin: "open", win32: "explorer" }[process.platform] ?? "xdg-open";
  const child = spawn(opener, [url], { stdio: "ignore", detached: true });
  child.on("error", () => console.log(`    no browser could be opened: visit ${url} yourself`));
  child.unref();
}

const program = process.argv[1] && (await realpath(process.argv[1]).catch(() => ""));
if (program && import.meta.url === pathToFileURL(program).href) await main();
