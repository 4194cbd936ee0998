import Bowser from 'bowser';

/** The first product of a program that is no browser: "curl/8.5.0" (RFC 9110 §10.1.5). */
const PRODUCT = /^[\w.-]{1,40}\/[\w.-]{1,20}/;

// Where it knows none, Bowser repeats what the program says of itself: text of a stranger on the owner's page.
const BROWSERS = new Set<string>(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS = new Set<string>(Object.values(Bowser.OS_MAP));

/** Which program a client is, in words: "Firefox on Linux", "curl/8.5.0". Null where it does not say. Pure. */
export function describeUserAgent(userAgent: string | undefined): string | null {
  if (!userAgent) return null;
  const { browser, os } = Bowser.parse(userAgent.slice(0, 512));
  const isKnown = BROWSERS.has(browser.name ?? '') && SYSTEMS.has(os.name ?? '');
  return isKnown ? `${browser.name} on ${os.name}` : (PRODUCT.exec(userAgent)?.[0] ?? null);
}
