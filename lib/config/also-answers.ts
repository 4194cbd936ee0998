/** A name, also one with `_` as containers have it, or an IP address; then perhaps a port. */
const HOST = /^(?:\[[\da-f:.]+\]|[a-z\d_](?:[a-z\d_.-]*[a-z\d_])?)(?::[1-9]\d{0,4})?$/;

/**
 * Values of `Host` (RFC 9110 §7.2) in lower case; null if one is none. An address in an unusual spelling (`010.0.2.2`) is
 * none, because clients send the usual one. Pure.
 */
export function parseHosts(entries: readonly string[]): string[] | null {
  const hosts = entries.map((entry) => entry.toLowerCase());
  return hosts.every((host) => HOST.test(host) && isSpeltAsSent(host)) ? hosts : null;
}

/** URL rewrites what no client sends. It leaves the default port out, which a client may name. */
function isSpeltAsSent(host: string): boolean {
  const url = `http://${host}`;
  return URL.canParse(url) && new URL(url).host === host.replace(/:80$/, '');
}
