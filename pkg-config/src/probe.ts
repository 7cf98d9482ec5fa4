// What the device says of itself: gathered here, understood in the core (src/core/device.rs).

interface UserAgentData {
  getHighEntropyValues?(hints: string[]): Promise<unknown>;
}

type Navigator = globalThis.Navigator & {
  userAgentData?: UserAgentData;
  connection?: { effectiveType?: string };
};

const HINTS = ["fullVersionList", "platformVersion", "model", "formFactors"];

const matches = (query: string): boolean => globalThis.matchMedia?.(`(${query})`)?.matches;

/** Whether the system asks for dark colours. */
export const prefersDark = (): boolean => matches("prefers-color-scheme:dark");

/** Milliseconds after which a window that is being resized has its size. */
const SETTLED = 300;

/** What can be read at once. */
function read(): object {
  const { userAgent: agent, languages, maxTouchPoints: touch, connection } = navigator as Navigator;
  const { width, height } = screen;
  return {
    agent,
    languages,
    timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: { width, height },
    viewport: { width: innerWidth, height: innerHeight },
    touch,
    ratio: devicePixelRatio,
    dark: prefersDark(),
    reduced: matches("prefers-reduced-motion:reduce"),
    standalone: matches("display-mode:standalone"),
    connection: connection?.effectiveType,
  };
}

/** Tells what is known at once, and again when the client hints have come and when the window or the colours change. */
export function probe(tell: (facts: object) => void, signal: AbortSignal): void {
  let hints: unknown;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => tell({ ...read(), hints });
  look();
  (navigator as Navigator).userAgentData?.getHighEntropyValues?.(HINTS).then((given) => {
    hints = given;
    look();
  }).catch(() => {});
  addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLED);
  }, { passive: true, signal });
  matchMedia("(prefers-color-scheme:dark)").addEventListener("change", look, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}
