import type { RequestContext } from '../../context';
import { AuthError } from '../../errors';
import { addSeconds, days } from '../../time';

/** RFC 9116 §2.5.5 wants less than a year. */
const VALID_SECONDS = days(180);

/**
 * Where to report a vulnerability of this installation.
 * @throws AuthError `not_found` where SECURITY_CONTACT is not set
 */
export async function securityContact(_input: unknown, { config, now }: RequestContext) {
  const { securityContact: contact, appUrl } = config;
  if (contact === undefined) throw new AuthError('not_found');
  return { contact, canonical: `${appUrl}/.well-known/security.txt`, expiresAt: addSeconds(now(), VALID_SECONDS) };
}
