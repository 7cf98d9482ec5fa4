// How elements of the page are named in a guidebook, and where they are looked for.
//
// A name is a CSS selector, `text=Save` (the innermost element that says so) or
// `role=button[name=Save]`. It is looked for in the document, in every open shadow root and in every
// frame of the same origin; `my-card >>> button` goes into the root or frame of what it names first.

/** A document or an open shadow root. */
export type Root = Document | ShadowRoot;

/** The host of our own user interface. */
export const HOST = "docent-ui";
/** And that of the tools for developers. */
export const HOSTS = [HOST, "docent-debug"];

/** Elements that have a role without saying so. */
export const ROLES: Record<string, string> = {
  button: "button,summary,input[type=button],input[type=submit],input[type=reset]",
  checkbox: "input[type=checkbox]",
  combobox: "select",
  dialog: "dialog",
  heading: "h1,h2,h3,h4,h5,h6",
  img: "img",
  link: "a[href]",
  list: "ul,ol",
  listitem: "li",
  main: "main",
  navigation: "nav",
  radio: "input[type=radio]",
  table: "table",
  textbox: "textarea,input:not([type]),input[type=text],input[type=email],input[type=tel],input[type=url]",
};

/**
 * What the browser has under a name: fields of a form, and images of a page, that are called so stand
 * before it for whoever asks in the plain way. And whoever writes a comment may write a form.
 */
export const real = (of: { prototype: object }, name: string, object: object): unknown => Reflect.get(of.prototype, name, object);

/** What kind of element it is. */
export const tagOf = (element: Element): string => real(Element, "localName", element) as string;

/** The value of an attribute; nothing where it is missing. */
export const attribute = (element: Element, name: string): string | null => Element.prototype.getAttribute.call(element, name);

/** What a shadow host or a frame has inside, where it lets others look; what is ours is not part of the page. */
function inside(element: Element): Root | null {
  const inner = element.shadowRoot ?? (element as HTMLIFrameElement).contentDocument;
  return inner && HOSTS.includes(element.localName) ? null : inner;
}

/** The document, then the roots and frames in it; those are looked for only when they are asked for. */
function* roots(): Generator<Root> {
  const found: Root[] = [document];
  // What is found on the way is searched too: the list grows while it is walked.
  for (const root of found) {
    yield root;
    for (const element of all(root, "*")) {
      const inner = inside(element);
      if (inner) found.push(inner);
    }
  }
}

/** All elements that match a selector; none where that is none this browser knows. */
export function all(within: ParentNode, selector: string): HTMLElement[] {
  try {
    return [...within.querySelectorAll<HTMLElement>(selector)];
  } catch {
    return [];
  }
}

const plain = (text?: string | null): string => (text ?? "").replace(/\s+/g, " ").trim().toLowerCase();

/** The innermost elements that say these words and nothing else. */
function saying(root: Root, words: string): Element[] {
  const wanted = plain(words);
  const found = new Set<Element>();
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const own = plain(texts.currentNode.nodeValue);
    let at = own && wanted.includes(own) ? parentOf(texts.currentNode) : null;
    while (at && plain(real(Node, "textContent", at) as string) !== wanted) at = parentOf(at);
    if (at) found.add(at);
  }
  return [...found];
}

/** What an element is called: the part of the accessible name's rules that pages live by. */
function nameOf(element: Element): string {
  const get = (name: string) => attribute(element, name);
  const { labels, value } = element as HTMLInputElement;
  const root = rootOf(element);
  const by = get("aria-labelledby")?.split(/\s+/).map((id) => root.getElementById(id)?.textContent).join(" ");
  const pressed = matches(element, "input[type=button],input[type=submit],input[type=reset]") && value;
  return plain(by || get("aria-label") || labels?.[0]?.textContent || pressed || get("alt") || element.textContent || get("title"));
}

function withRole(root: Root, role: string, name?: string): Element[] {
  return all(root, [`[role="${role}"]`, ROLES[role] ?? []].flat().join()).filter((element) =>
    (attribute(element, "role") ?? role) === role && (name === undefined || nameOf(element) === plain(name)));
}

/** Everything in one root that has this name, in the roots it goes into too. */
function named(root: Root, name: string): Element[] {
  const [first = "", ...rest] = name.split(">>>");
  const [, how, what = "", called] = /^(text|role)=(.*?)(?:\[name=["']?(.*?)["']?\])?$/s.exec(first.trim()) ?? [];
  const found = how === "text" ? saying(root, what) : how ? withRole(root, what, called) : all(root, first);
  if (rest.length === 0) return found;
  return found.flatMap((element) => {
    const inner = inside(element);
    return inner ? named(inner, rest.join(">>>")) : [];
  });
}

/** The document or shadow root that something stands in. */
export const rootOf = (node: Node): Root => Node.prototype.getRootNode.call(node) as Root;

/** Whether one of some elements is what is named so. */
export function isAmong(elements: Element[], name: string): boolean {
  try {
    if (!/^(text|role)=|>>>/.test(name)) return elements.some((each) => Element.prototype.matches.call(each, name));
  } catch {
    return false;
  }
  const within = name.includes(">>>") ? [...roots()] : elements.map(rootOf);
  return [...new Set(within)].some((root) => named(root, name).some((each) => elements.includes(each)));
}

/** Whether an element is what is named so. */
export const matches = (element: Element, name: string): boolean => isAmong([element], name);

/** What something stands in where it is written, the host of a shadow root included. */
export function parentOf(node: Node): Element | null {
  const parent = real(Node, "parentNode", node) as ShadowRoot | null;
  return parent && real(Node, "nodeType", parent) === 1 ? parent as unknown as Element : parent instanceof ShadowRoot ? parent.host : null;
}

/** An element and all that is around it on the screen: what is put into a slot is in a shadow root too. */
export function wayOf(element: Element): Element[] {
  const way = [];
  for (let at: Element | null = element; at; at = real(Element, "assignedSlot", at) as Element | null ?? parentOf(at)) way.push(at);
  return way;
}

/** Whether something stands in a root of ours. */
export const isOurs = (node: EventTarget): boolean =>
  node instanceof Node && (rootOf(node) as Partial<ShadowRoot>).host?.localName === HOST;

/** Everything that has a name, wherever it is. */
export function findAll(name: string): Element[] {
  return [...roots()].flatMap((root) => named(root, name));
}

/**
 * The first element of the first name that has one which fits. `searched` hears of every root but
 * the document that was looked into on the way.
 */
export function find(
  names: string | string[] | undefined, fits: (element: Element) => boolean, searched?: (root: Root) => void,
): Element | undefined {
  for (const name of [names ?? []].flat()) {
    for (const root of roots()) {
      if (root !== document) searched?.(root);
      const found = named(root, name).find(fits);
      if (found) return found;
    }
  }
  return undefined;
}

/** The frame that an element stands in; none where it stands in our own window, whatever that is in. */
export function frameOf({ ownerDocument: { defaultView } }: Element): Element | null {
  return defaultView && defaultView !== window ? defaultView.frameElement : null;
}

/** Where an element is in the window, whatever frames are around it. */
export function boxOf(element: Element): DOMRect {
  const box = element.getBoundingClientRect();
  const frame = frameOf(element);
  if (!frame) return box;
  const { x, y } = boxOf(frame);
  return new DOMRect(box.x + x + frame.clientLeft, box.y + y + frame.clientTop, box.width, box.height);
}

/** Whether an element takes up space, and neither it nor anything around it hides it. */
export function isVisible(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  const frame = frameOf(element);
  const asked = { checkVisibilityCSS: true, visibilityProperty: true, opacityProperty: true };
  return width > 0 && height > 0 && (element.checkVisibility?.(asked) ?? true) && (!frame || isVisible(frame));
}
