import type { RequestContext } from '../context';
import type { UserRow } from '../data/users';
import { AuthError, isTokenFault } from '../errors';
import { type Account, toAccount } from './account';
import { findCurrentSession } from './current-session';
import { requireSessionOf, requireToken } from './require-token';

/**
 * Who is asking: by Bearer access token (RFC 6750 §2.1), else by session cookie.
 * @throws AuthError `not_authenticated`, `bad_authorization_header`, `bearer_not_valid`
 */
export async function currentUser(_input: unknown, ctx: RequestContext): Promise<Account> {
  const bearer = bearerToken(ctx.credentials.authorization);
  return toAccount(bearer === null ? await userOfCookie(ctx) : await userOfBearer(bearer, ctx));
}

/** The token, or null where another scheme or none is used. */
function bearerToken(authorization: string | undefined): string | null {
  const [scheme, ...values] = (authorization ?? '').trim().split(/[ \t]+/);
  if (scheme?.toLowerCase() !== 'bearer') return null;
  const [token] = values;
  if (token === undefined || values.length !== 1) throw new AuthError('bad_authorization_header');
  return token;
}

async function userOfBearer(jwt: string, ctx: RequestContext): Promise<UserRow> {
  try {
    const session = await requireSessionOf(await requireToken(jwt, 'access', ctx), ctx);
    return session.user;
  } catch (error) {
    throw error instanceof AuthError ? inBearerWords(error) : error;
  }
}

function inBearerWords(error: AuthError): AuthError {
  return new AuthError('bearer_not_valid', { fault: isTokenFault(error) ? error.details.fault : 'blacklisted' });
}

async function userOfCookie(ctx: RequestContext): Promise<UserRow> {
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  if (!session) throw new AuthError('not_authenticated');
  return session.user;
}
