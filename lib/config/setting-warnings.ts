import { editableClaims } from '../profile/access-claims';
import type { Config } from './config';
import { isAppLink } from './link-templates';
import { LINK_TEMPLATE_SETTINGS, SETTING_NAMES } from './settings';

/** What the log says once at the start. Never a value: it may be a secret. */
export type SettingWarning = Readonly<{ setting: string; message: string }>;

/** Names that look like misspelled settings, and settings that protect nothing. Pure. */
export function warningsOf(env: Record<string, string | undefined>, config: Config): SettingWarning[] {
  const misspelt = Object.keys(env).flatMap((name) => {
    const meant = findMeant(name);
    return meant && env[name]
      ? [{ setting: name, message: `${name} is not a setting and has no effect. Did you mean ${meant}?` }]
      : [];
  });
  return [...misspelt, ...useless(config)];
}

function* useless(config: Config): Generator<SettingWarning> {
  const { authSecrets, trustedProxies, isLoopback, isHttps } = config;
  if (trustedProxies.some(isWide)) {
    const message =
      'TRUSTED_PROXIES covers most of the internet: clients can choose their own address with X-Forwarded-For';
    yield { setting: 'TRUSTED_PROXIES', message };
  }
  if (authSecrets.some((secret) => new Set(secret).size < LEAST_CHARACTERS)) {
    const message =
      'AUTH_SECRET can be guessed: it has too few different characters. Use the output of openssl rand -base64 32';
    yield { setting: 'AUTH_SECRET', message };
  }
  if (!isLoopback && !isHttps) {
    const message =
      'ALLOW_HTTP=true: passwords and tokens are sent unencrypted, and others on the network can read them';
    yield { setting: 'ALLOW_HTTP', message };
  }
  if (config.termsVersion !== undefined && config.termsUrl === undefined) {
    const message = 'TERMS_VERSION is set without TERMS_URL: the page asks to accept terms that it has no link to';
    yield { setting: 'TERMS_VERSION', message };
  }
  for (const [link, setting] of Object.entries(LINK_TEMPLATE_SETTINGS)) {
    const template = config.linkTemplates[link as keyof typeof LINK_TEMPLATE_SETTINGS]; // Object.entries() forgets the type
    const message = `${setting} has the scheme of an app: any app on the device can claim it and read the token. Use an https link that the app opens`;
    if (template !== undefined && isAppLink(template)) yield { setting, message };
  }
  for (const name of editableClaims(config.accessClaims, config.userFields)) {
    const message = `ACCESS_CLAIMS has ${name}, which its owner can edit: no application may authorize by it`;
    yield { setting: 'ACCESS_CLAIMS', message };
  }
}

/** Of one that was drawn by chance, written in hexadecimal digits, fewer than one in ten million has no more. */
const LEAST_CHARACTERS = 8;

/** Wider than the widest range that is set apart for private networks: 10.0.0.0/8, fc00::/7. */
function isWide(cidr: string): boolean {
  const [address = '', bits] = cidr.split('/');
  return bits !== undefined && Number(bits) < (address.includes(':') ? 7 : 8);
}

/** A prefix that operators may put before our names. POSTERN_URL is an exception: tests of other projects use it. */
const PREFIX = /^POSTERN_(?!URL$)/;

/**
 * The setting that is meant by a name that is none: the same but for its letters' case, for the project's name
 * before it, for a typing error, or for what comes after its first two words.
 */
export function findMeant(name: string): string | null {
  if (SETTING_NAMES.includes(name) || /^npm_/i.test(name)) return null;
  const upper = name.toUpperCase().replaceAll('-', '_');
  const bare = upper.replace(PREFIX, '');
  const isPrefixed = bare !== upper;
  const nearest = SETTING_NAMES.filter(
    // At least as many letters are missing or too many as the lengths differ by.
    (setting) => Math.abs(setting.length - bare.length) <= stepsAllowed(setting, isPrefixed),
  )
    .map((setting) => ({ setting, steps: stepsBetween(bare, setting) }))
    .sort((one, other) => one.steps - other.steps)[0];
  if (nearest && nearest.steps <= stepsAllowed(nearest.setting, isPrefixed)) return nearest.setting;
  const words = firstTwoWords(bare);
  return (words && SETTING_NAMES.find((setting) => firstTwoWords(setting) === words)) || null;
}

/** One for each five letters; in short names one makes another word. */
function stepsAllowed({ length }: string, isPrefixed: boolean): number {
  if (length >= 7) return Math.floor(length / 5);
  return isPrefixed ? 0 : -1;
}

const firstTwoWords = (name: string): string | undefined => /^[A-Z]+_[A-Z]+(?=_|$)/.exec(name)?.[0];

/** Letters to add, to leave out, to change or to swap with the next (Damerau and Levenshtein, restricted). */
function stepsBetween(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const steps = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      steps.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (steps[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (beforeLast[column - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, steps];
  }
  return last[to.length] ?? 0;
}
