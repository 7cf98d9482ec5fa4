// The development server keeps the promises that the journeys build on.

import assert from "node:assert/strict";
import { mkdtemp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync, gzipSync } from "node:zlib";
import { serve } from "../../www/server.mjs";

/** A server over a small site of its own. */
async function start(t, options = {}) {
  const home = await mkdtemp(join(tmpdir(), "docent-server-"));
  const [www, dist] = [join(home, "www"), join(home, "dist")];
  await Promise.all([mkdir(www), mkdir(dist)]);
  await writeFile(join(home, "secret.txt"), "secret");
  await writeFile(join(www, "index.html"), "<title>app</title>");
  await writeFile(join(www, "gallery.html"), "<title>gallery</title>");
  await writeFile(join(dist, "docent.wasm"), Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  await writeFile(join(dist, "docent.js"), "console.log(1)");
  const collectorFile = join(home, "collector.jsonl");
  const server = await serve({ www, dist, collectorFile, ...options });
  t.after(async () => {
    await server.close();
    await rm(home, { recursive: true });
  });
  return { ...server, home, www, collectorFile };
}

/** A raw request: `fetch` would tidy the path and unpack the body. */
function ask(server, path, { method = "GET", headers = {}, body } = {}) {
  return new Promise((done, failed) => {
    const outgoing = request({ port: server.port, path, method, headers }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
    });
    outgoing.on("error", failed).end(body);
  });
}

const track = (messageId) => ({ type: "track", event: "Clicked", anonymousId: "a", messageId });

function send(server, batch, more = {}) {
  const authorization = `Basic ${Buffer.from("key:").toString("base64")}`;
  const body = typeof batch === "string" || Buffer.isBuffer(batch) ? batch : JSON.stringify({ batch });
  return ask(server, "/v1/batch", { method: "POST", headers: { authorization, ...more }, body });
}

test("files are served with their types, and routes get the single page", async (t) => {
  const server = await start(t);
  const wasm = await ask(server, "/docent/docent.wasm");
  assert.equal(wasm.headers["content-type"], "application/wasm");
  assert.match((await ask(server, "/docent/docent.js")).headers["content-type"], /javascript/);
  assert.match(String((await ask(server, "/invoices/12")).body), /app/);
  assert.match(String((await ask(server, "/gallery")).body), /gallery/);
  assert.equal((await ask(server, "/missing.js")).status, 404);
  assert.equal((await ask(server, "/docent/missing")).status, 404);
});

test("an unchanged file is not sent again", async (t) => {
  const server = await start(t);
  const first = await ask(server, "/docent/docent.js");
  const headers = { "if-none-match": first.headers.etag };
  const second = await ask(server, "/docent/docent.js", { headers });
  assert.deepEqual([second.status, second.body.length], [304, 0]);
  await writeFile(join(server.www, "index.html"), "new");
  assert.equal((await ask(server, "/", { headers })).status, 200);
});

test("text is compressed as the browser asks", async (t) => {
  const server = await start(t);
  const headers = { "accept-encoding": "gzip, br" };
  const packed = await ask(server, "/", { headers });
  assert.equal(packed.headers["content-encoding"], "br");
  assert.equal(String(brotliDecompressSync(packed.body)), "<title>app</title>");
  const refused = { "accept-encoding": "br;q=0, identity" };
  assert.equal((await ask(server, "/", { headers: refused })).headers["content-encoding"], undefined);
});

test("nothing outside the served directories can be read", async (t) => {
  const server = await start(t);
  await symlink(join(server.home, "secret.txt"), join(server.www, "link.txt"));
  for (const path of [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/docent/..%2f..%2fsecret.txt",
    "/..%5csecret.txt",
    "/link.txt",
    "/%00",
    "/%ff",
  ]) {
    const { status, body } = await ask(server, path);
    assert.ok(status >= 400, `${path} answered ${status}`);
    assert.doesNotMatch(String(body), /^secret/);
  }
});

test("another site that points its name here gets nothing", async (t) => {
  const server = await start(t);
  assert.equal((await ask(server, "/", { headers: { host: "evil.example" } })).status, 403);
  const headers = { origin: "https://evil.example" };
  assert.equal((await ask(server, "/collector/clear", { method: "POST", headers })).status, 403);
});

test("a message that comes twice is kept once, after a restart too", async (t) => {
  const server = await start(t);
  await send(server, [track("1"), track("2")]);
  await send(server, [track("2"), track("3")]);
  assert.deepEqual(server.collector.messages.map(({ messageId }) => messageId), ["1", "2", "3"]);
  assert.equal(server.collector.duplicates, 1);
  const lines = (await readFile(server.collectorFile, "utf8")).trim().split("\n").map(JSON.parse);
  assert.deepEqual(lines.map(({ messageId }) => messageId), ["1", "2", "3"]);
  assert.ok(lines.every(({ receivedAt }) => !Number.isNaN(Date.parse(receivedAt))));

  const again = await serve({ collectorFile: server.collectorFile });
  t.after(() => again.close());
  await send(again, [track("3"), track("4")]);
  assert.deepEqual([again.collector.messages.length, again.collector.duplicates], [4, 1]);
});

test("a collector that is down keeps nothing and says so", async (t) => {
  const server = await start(t);
  await ask(server, "/collector/down?on=1", { method: "POST" });
  assert.equal((await send(server, [track("1")])).status, 503);
  await ask(server, "/collector/down?on=0", { method: "POST" });
  assert.equal((await send(server, [track("1")])).status, 200);
  const { body } = await ask(server, "/collector.json");
  const counts = { messages: 1, batches: 1, duplicates: 0, turnedAway: 1 };
  assert.deepEqual(JSON.parse(body).counts, counts);
});

test("what Segment would refuse is refused", async (t) => {
  const server = await start(t);
  const statusOf = async (batch, headers) => (await send(server, batch, headers)).status;
  assert.equal(await statusOf([track("1")], { authorization: "" }), 401);
  assert.equal(await statusOf("{"), 400);
  assert.equal(await statusOf("[]"), 400);
  assert.equal(await statusOf([{ ...track("1"), anonymousId: undefined }]), 400);
  assert.equal(await statusOf([{ ...track("1"), type: "click" }]), 400);
  assert.equal(await statusOf([{ ...track("1"), properties: { text: "x".repeat(40_000) } }]), 400);
  assert.equal(await statusOf("x".repeat(600_000)), 400);
  assert.equal(server.collector.messages.length, 0);
});

test("a single call, a packed body and a key in the body are accepted", async (t) => {
  const server = await start(t);
  const body = JSON.stringify({ ...track("1"), type: undefined, writeKey: "key" });
  assert.equal((await ask(server, "/v1/track", { method: "POST", body })).status, 200);
  const packed = gzipSync(JSON.stringify({ batch: [track("2")] }));
  assert.equal((await send(server, packed, { "content-encoding": "gzip" })).status, 200);
  assert.deepEqual(server.collector.messages.map(({ type }) => type), ["track", "track"]);
  assert.equal(server.collector.batches[0].writeKey, "key");
});

test("another origin may send events", async (t) => {
  const server = await start(t);
  const headers = { origin: "https://app.example" };
  const preflight = await ask(server, "/v1/batch", { method: "OPTIONS", headers });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers["access-control-allow-origin"], "https://app.example");
  assert.match(preflight.headers["access-control-allow-headers"], /authorization/);
});

test("a path can be made to answer something else", async (t) => {
  const server = await start(t, { csp: "default-src 'none'" });
  server.overrides.set("/guidebook.json", { version: 1 });
  assert.equal(String((await ask(server, "/guidebook.json")).body), '{"version":1}');
  server.overrides.set("/guidebook.json", { status: 500, body: "broken" });
  assert.equal((await ask(server, "/guidebook.json")).status, 500);
  assert.equal((await ask(server, "/")).headers["content-security-policy"], "default-src 'none'");
  assert.deepEqual(server.requests.map(({ path }) => path).slice(0, 1), ["/guidebook.json"]);
});
