import { z } from 'zod';
import { parseHosts } from './also-answers';
import { ConfigError } from './config-error';
import { LOOPBACK_HOSTS } from './loopback';
import { parseOrigin } from './origins';
import type { RawSettings } from './settings';

/** An origin and nothing after it; a trailing slash is forgiven. */
function requireOrigin(name: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOrigin =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    url.pathname === '/' &&
    !url.search &&
    !url.hash &&
    !url.username &&
    !url.password;
  if (!isOrigin) throw new ConfigError(`${name} must be an origin such as https://login.example.com, with no path.`);
  return url;
}

/** The one origin that people open. @throws ConfigError */
export function parseAppUrl(raw: RawSettings): URL {
  const url = requireOrigin('APP_URL', raw.APP_URL ?? `http://localhost:${raw.PORT}`);
  if (url.protocol === 'http:' && !LOOPBACK_HOSTS.has(url.hostname) && !raw.ALLOW_HTTP) {
    throw new ConfigError('APP_URL must use https, or set ALLOW_HTTP=true on a private network.');
  }
  return url;
}

/** @throws ConfigError where it is unknown whose X-Forwarded-For counts */
export function requireDeclaredProxies(raw: RawSettings, isLoopback: boolean): void {
  if (isLoopback || raw.TRUSTED_PROXIES !== undefined) return;
  throw new ConfigError(
    'TRUSTED_PROXIES must be set when APP_URL is public: to the CIDRs of your reverse proxy, or to none.',
  );
}

const LOOPBACK_RANGE = /^(127(\.\d+){3}(\/([89]|[12]\d|3[0-2]))?|::1(\/128)?)$/;

const CIDR = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]);

/** Addresses and CIDRs. @throws ConfigError */
export function parseTrustedProxies({ TRUSTED_PROXIES }: RawSettings): string[] {
  if (TRUSTED_PROXIES === undefined || TRUSTED_PROXIES === 'none') return [];
  const entries = TRUSTED_PROXIES.split(',').map((entry) => entry.trim());
  if (entries.every((entry) => CIDR.safeParse(entry).success)) return entries;
  throw new ConfigError(
    'TRUSTED_PROXIES must be none, or addresses and CIDRs such as 10.0.0.0/8, separated by commas.',
  );
}

/** Hosts that are answered besides that of APP_URL. @throws ConfigError */
export function parseAlsoAnswers({ ALSO_ANSWERS }: RawSettings, isLoopback: boolean): readonly string[] {
  if (ALSO_ANSWERS.length > 0 && !isLoopback) {
    throw new ConfigError(
      'ALSO_ANSWERS is for an APP_URL that is a loopback address: a public server answers for the host of APP_URL alone.',
    );
  }
  const hosts = parseHosts(ALSO_ANSWERS);
  if (hosts) return hosts;
  throw new ConfigError(
    'ALSO_ANSWERS must be hosts such as postern:3000 or 10.0.2.2:3000, without a scheme or a path, separated by commas.',
  );
}

/** Without TLS and for this machine only, it is the one that people are told of. */
export function defaultPort({ PORT }: RawSettings, { protocol, port }: URL, isLoopback: boolean): number {
  return isLoopback && protocol === 'http:' && port !== '' ? Number(port) : PORT;
}

/** No further than people come: to this machine, be it through proxies on it, or to this network. */
export function defaultHost({ hostname }: URL, isLoopback: boolean, trustedProxies: readonly string[]): string {
  if (isLoopback) return hostname === '[::1]' ? '::1' : '127.0.0.1';
  const isBehindOwnProxies = trustedProxies.length > 0 && trustedProxies.every((entry) => LOOPBACK_RANGE.test(entry));
  return isBehindOwnProxies ? '127.0.0.1' : '0.0.0.0';
}

/** @throws ConfigError */
export function parseCorsOrigin(value: string): string {
  const origin = parseOrigin(value);
  if (origin !== null) return origin;
  throw new ConfigError(
    'CORS_ORIGINS must be origins such as https://app.example.com, capacitor://localhost or ' +
      'https://*.preview.example.com (* for one whole label), separated by commas.',
  );
}

/** A page with http has its place beside an APP_URL with http only. */
export function parseWebPage(name: 'TERMS_URL' | 'PRIVACY_URL', raw: RawSettings, appUrl: URL): string | undefined {
  const value = raw[name];
  if (value === undefined) return undefined;
  const url = URL.canParse(value) && !/[\s\p{Cc}]/u.test(value) ? new URL(value) : null;
  if (url && ['https:', appUrl.protocol].includes(url.protocol) && !url.username && !url.password) return value;
  throw new ConfigError(`${name} must be a URL with https, such as https://example.com/terms.`);
}

/** A mailto: or https: URL. @throws ConfigError */
export function parseSecurityContact({ SECURITY_CONTACT }: RawSettings): string | undefined {
  if (SECURITY_CONTACT === undefined || /^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(SECURITY_CONTACT)) {
    return SECURITY_CONTACT;
  }
  throw new ConfigError(
    'SECURITY_CONTACT must be a URL such as mailto:security@example.com or https://example.com/security.',
  );
}
