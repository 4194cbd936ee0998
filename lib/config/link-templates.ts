import { LOOPBACK_HOSTS } from './loopback';

/** Links in mails that lead to screens of the operator's own. Pure. */

/** What a mailed link is for, where a template may say where it leads. */
export type LinkTemplates = Readonly<Partial<Record<'reset' | 'verify' | 'change' | 'invitation', string>>>;

const PLACEHOLDER = '{token}';

/** In its place: a host name would lose the case of these letters. */
const EXAMPLE = 'aB3_x-Zz';

/** A scheme that an app registers, named after a domain (RFC 8252 §7.1). */
const APP_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/;

/** Why a template cannot be used, as the rest of a line that begins with the setting; null for a good one. */
export function linkTemplateProblem(template: string, { isLoopback }: { isLoopback: boolean }): string | null {
  const parts = template.split(PLACEHOLDER);
  if (parts.length !== 2) return 'must have {token} exactly once, such as https://app.example.com/reset/{token}.';
  const filled = parts.join(EXAMPLE);
  const url = !/[\s\p{Cc}]/u.test(filled) && URL.canParse(filled) ? new URL(filled) : null;
  if (!url) return 'must be a URL such as https://app.example.com/reset/{token}.';
  if (APP_SCHEME.test(url.protocol)) return null;
  const isOwnMachine = isLoopback && url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname);
  if (url.protocol !== 'https:' && !isOwnMachine) {
    return 'must use https, http to this machine while APP_URL is a loopback address, or the scheme of an app that has a dot, such as com.example.app:/reset/{token}.';
  }
  const { pathname, search, hash, username, password } = url;
  const isBehindHost = `${pathname}${search}${hash}`.includes(EXAMPLE);
  if (isBehindHost && username === '' && password === '') return null;
  return 'must have {token} behind the host, and no user or password, such as https://app.example.com/reset/{token}.';
}

/** Whether the device decides which app opens the link. @param template a good one */
export const isAppLink = (template: string): boolean => !/^https?:/i.test(template);
