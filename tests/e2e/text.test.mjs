// URLs that the loader puts into the page: harmless ones, and no others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./harness/source.mjs";

const { safeUrl } = await source("ui/text.ts");

test("relative URLs and those of the web, mail and telephone are taken as they are", () => {
  for (const url of [
    "/invoices", "invoices?status=draft", "#top", "//cdn.example/a.png", "?q=a:b", "/a:b", "./a:b",
    "https://example.com/a:b?c#d", "HTTP://example.com", "mailto:sam@example.com", "tel:+49301234",
  ]) {
    assert.equal(safeUrl(url), url);
  }
  assert.equal(safeUrl("  /invoices\n"), "/invoices");
});

test("everything that could run something is refused", () => {
  for (const url of [
    "", " ", "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
    "\u0001javascript:alert(1)", "\u00a0javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:x",
    "file:///etc/passwd", "ftp://example.com", "\\\\example.com\\a", "https:\\\\example.com", "http\t://a",
    ":a", undefined, null, 7, {},
  ]) {
    assert.equal(safeUrl(url), undefined, JSON.stringify(url));
  }
});
