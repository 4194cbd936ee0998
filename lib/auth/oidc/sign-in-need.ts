import type { Context } from '../../context';
import { addSeconds, CLOCK_LEEWAY_SECONDS, hours } from '../../time';
import type { AuthorizationRequest } from './authorization-request';

/** Whether a request that an app sent needs somebody to sign in, and a mark by which it knows that somebody just did. */

/** In the query of a request that was kept while somebody signed in. */
export const ASKED = 'asked';

/** After that the user is asked again. */
const MARK_SECONDS = hours(1);

type Marker = Pick<Context, 'vault' | 'now'>;

/**
 * When the sign-in page was shown, for this very request. Sealed with a keyed hash, since a request that demands a new
 * sign-in is met by one that is younger. @param query in its one spelling
 */
export function newMark(query: string, { vault, now }: Marker): string {
  const at = now().getTime().toString(36);
  return `${at}.${vault.mac('authorization-request', `${at} ${query}`).toString('base64url')}`;
}

/** Null for a mark that is missing, not ours, of another request, or too old. */
export function readMark(mark: string | null, query: string, { vault, now }: Marker): Date | null {
  const [at = '', mac = ''] = mark?.split('.') ?? [];
  if (!vault.isMac('authorization-request', `${at} ${query}`, Buffer.from(mac, 'base64url'))) return null;
  const askedAt = new Date(Number.parseInt(at, 36));
  const isRecent = askedAt > addSeconds(now(), -MARK_SECONDS) && askedAt < addSeconds(now(), CLOCK_LEEWAY_SECONDS);
  return isRecent ? askedAt : null;
}

/** Whether a request may demand another sign-in of somebody who is signed in. */
export const mayAskAgain = ({ interaction, maxAgeSeconds }: AuthorizationRequest): boolean =>
  interaction === 'sign-in' || interaction === 'register' || maxAgeSeconds !== null;

/**
 * Whether somebody must sign in first. Pure.
 * @param signedInAt null without a session
 * @param askedAt when the sign-in page was shown for this request
 */
export function needsSignIn(
  request: AuthorizationRequest,
  { signedInAt, askedAt, now }: { signedInAt: Date | null; askedAt: Date | null; now: Date },
): boolean {
  if (signedInAt === null) return true;
  if (askedAt !== null && signedInAt >= askedAt) return false;
  if (request.interaction === 'sign-in' || request.interaction === 'register') return true;
  return request.maxAgeSeconds !== null && addSeconds(signedInAt, request.maxAgeSeconds) < now;
}
