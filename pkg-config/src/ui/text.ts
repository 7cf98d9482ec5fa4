// Blocks of text as elements. What has no known shape or an unsafe URL is left out.
import { type Child, h } from "./dom";
import type { Block, Button, Inline, View } from "./view";
import { say } from "./words";

/**
 * The URL itself where following it can run nothing: a relative one, or one of `http`, `https`,
 * `mailto` and `tel`. Control characters, which browsers skip over while they look for a scheme,
 * make any URL unsafe. The same as `safe_url` in src/core/text.rs.
 */
export function safeUrl(url: unknown): string | undefined {
  const trimmed = typeof url === "string" ? url.trim() : "";
  const scheme = /^[^/?#]*?:/.exec(trimmed)?.[0] ?? "http:";
  return trimmed && !/[\p{Cc}\\]/u.test(trimmed) && /^(https?|mailto|tel):$/i.test(scheme) ? trimmed : undefined;
}

const isText = (value: unknown): value is string => typeof value === "string";

const MARKS: Record<string, string> = { bold: "strong", italic: "em", code: "code" };

function inline(text: Inline): Child {
  if (isText(text)) return text;
  if (Array.isArray(text)) return text.map(inline);
  const { link, url } = text;
  if (isText(link)) {
    const href = safeUrl(url);
    return href ? h("a", { href }, link) : link;
  }
  const mark = Object.keys(MARKS).find((key) => isText(text[key]));
  return mark && h(MARKS[mark] as string, {}, text[mark]);
}

/** A button, in a text or below it; of those that go on, one in a form sends that. */
export function button(view: View, { label, press, style }: Button, inForm?: boolean): HTMLElement {
  const submit = press === "submit";
  return h("button", {
    type: submit && inForm ? "submit" : "button",
    class: style,
    part: style,
    "data-press": submit ? !inForm && "next" : press,
  }, say(view, label));
}

function block(view: View, item: Block): Child {
  if (isText(item)) return h("p", {}, item);
  const [[key, value] = []] = Object.entries(item ?? {}) as [string, unknown][];
  switch (key) {
    case "heading":
      return h("h3", {}, `${value}`);
    case "code":
      return h("pre", { tabindex: "0" }, `${value}`);
    case "paragraph":
      return h("p", {}, inline(value as Inline));
    case "list":
    case "ordered":
      return h(key === "list" ? "ul" : "ol", {}, (value as Inline[]).map((each) => h("li", {}, inline(each))));
    case "button":
      return (value as Button).press !== undefined && button(view, value as Button, !!view.question);
    default:
      return media(key === "video", value as Media);
  }
}

/** An element for each block. */
export const blocks = (view: View, body: Block[]): Child[] => body.map((each) => block(view, each));

/** What stands below a heading; nothing where there is no text. */
export const bodyOf = (view: View, body: Block[]): Child =>
  body.length > 0 && h("div", { class: "body", part: "body" }, blocks(view, body));

interface Media {
  src?: string;
  alt?: string;
  captions?: string;
  width?: number;
  height?: number;
}

/** Width and height are there before the file is, so that loading moves nothing. */
function media(video: boolean, { src, alt = "", captions, width, height }: Media = {}): Child {
  const url = safeUrl(src);
  const words = safeUrl(captions);
  if (!url) return undefined;
  const element = video
    ? h("video", { src: url, "aria-label": alt, controls: true, preload: "metadata", width, height }, words && h("track", { kind: "captions", src: words }))
    : h("img", { src: url, alt, loading: "lazy", width, height });
  // What has nothing to say and nothing to show takes no room.
  if (!alt) element.addEventListener("error", () => (element.hidden = true), { passive: true });
  return element;
}
