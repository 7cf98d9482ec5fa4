// Blocks of text as elements. What has no known shape or an unsafe URL is left out.
import { type Child, h } from "./dom";
import type { Block, Button, Inline } from "./view";

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

/** An element for each block. */
export function block(item: Block): Child {
  if (isText(item)) return h("p", {}, item);
  const [[key, value] = []] = Object.entries(item ?? {}) as [string, unknown][];
  switch (key) {
    case "heading":
      return h("h3", {}, `${value}`);
    case "code":
      return h("pre", {}, `${value}`);
    case "paragraph":
      return h("p", {}, inline(value as Inline));
    case "list":
    case "ordered":
      return h(key === "list" ? "ul" : "ol", {}, (value as Inline[]).map((each) => h("li", {}, inline(each))));
    case "button": {
      const { label, press, primary } = value as Button;
      const part = primary ? "primary" : "secondary";
      return press !== undefined && h("button", { type: "button", class: part, part, "data-press": press }, label);
    }
    default:
      return media(key === "video", value as Media);
  }
}

/** What stands below a heading; nothing where there is no text. */
export const bodyOf = (blocks: Block[]): Child =>
  blocks.length > 0 && h("div", { class: "body", part: "body" }, blocks.map(block));

interface Media {
  src?: string;
  alt?: string;
  width?: number;
  height?: number;
}

/** Width and height are there before the file is, so that loading moves nothing. */
function media(video: boolean, { src, alt = "", width, height }: Media = {}): Child {
  const url = safeUrl(src);
  const size = width && height ? { width, height } : {};
  if (!url) return undefined;
  const element = video
    ? h("video", { src: url, "aria-label": alt, controls: true, preload: "metadata", ...size })
    : h("img", { src: url, alt, loading: "lazy", ...size });
  // What has nothing to say and nothing to show takes no room.
  if (!alt) element.addEventListener("error", () => (element.hidden = true), { passive: true });
  return element;
}
