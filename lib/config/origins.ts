/** Schemes of documents whose origin is opaque: a browser sends `Origin: null` for them. */
const OPAQUE_SCHEMES = new Set(['about:', 'blob:', 'data:', 'file:', 'javascript:']);

/** A pattern's `*` stands for one whole label, with two or more labels behind it: `https://*.com` would allow every site. */
const HOST_PATTERN = /^([a-z0-9-]+\.)*\*((\.[a-z0-9-]+){2,}|\.localhost)(:\d+)?$/;

/**
 * An exact origin, an app's (`capacitor://localhost`) included, or a pattern, as browsers spell it; a trailing slash is
 * forgiven. Null for anything else. Pure.
 */
export function parseOrigin(value: string): string | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOrigin =
    url !== null &&
    /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\\]+\/?$/i.test(value) &&
    url.host !== '' &&
    !OPAQUE_SCHEMES.has(url.protocol) &&
    (!url.host.includes('*') || HOST_PATTERN.test(url.host));
  return isOrigin ? `${url.protocol}//${url.host}`.toLowerCase() : null;
}
