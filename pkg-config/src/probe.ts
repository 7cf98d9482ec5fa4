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

/** Tells at once what can be read at once, and again when the client hints have come. */
export async function probe(tell: (facts: object) => void): Promise<void> {
  const { userAgent: agent, languages, maxTouchPoints: touch, connection, userAgentData } = navigator as Navigator;
  const { width, height } = screen;
  const facts = {
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
  tell(facts);
  const hints = await userAgentData?.getHighEntropyValues?.(HINTS).catch(() => null);
  if (hints) tell({ ...facts, hints });
}
