import Bowser from 'bowser';

const AT_MOST = 80;
/** The first product of a program that is no browser: "curl/8.5.0" (RFC 9110 §10.1.5). */
const PRODUCT = /^[\w.-]{1,40}\/[\w.-]{1,20}/;

/** Which program somebody used, in words: "Firefox on Linux", "curl/8.5.0". Null where it does not say. Pure. */
export function agentInWords(userAgent: string | undefined): string | null {
  if (!userAgent) return null;
  const { browser, os } = Bowser.parse(userAgent.slice(0, 512));
  const isBrowser = browser.name !== undefined && os.name !== undefined && browser.name !== '';
  const words = isBrowser ? `${browser.name} on ${os.name}` : PRODUCT.exec(userAgent)?.[0];
  return words?.slice(0, AT_MOST) ?? null;
}
