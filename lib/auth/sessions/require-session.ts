import type { RequestContext } from '../../context';
import type { SessionRow } from '../../data/sessions';
import { AuthError, isAuthError, isTokenError } from '../../errors';
import { findCurrentSession } from './current-session';
import { requireSessionOf, requireToken } from './require-token';

/**
 * The session of the client: by Bearer access token (RFC 6750 §2.1), else by session cookie. A form is
 * known by its cookie alone, which is what it answers with.
 * @throws AuthError `not_authenticated`, `bad_authorization_header`, `bearer_not_valid`; `throttled` for a Bearer token
 * from an address that has sent too many forged ones
 */
export async function requireSession(ctx: RequestContext): Promise<SessionRow> {
  const bearer = ctx.clientKind === 'api' ? bearerToken(ctx.credentials.authorization) : null;
  if (bearer !== null) return sessionOfBearer(bearer, ctx);
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  if (!session) throw new AuthError('not_authenticated');
  return session;
}

/** The token, or null where another scheme or none is used. */
function bearerToken(authorization: string | undefined): string | null {
  const [scheme, ...values] = (authorization ?? '').trim().split(/[ \t]+/);
  if (scheme?.toLowerCase() !== 'bearer') return null;
  const [token] = values;
  if (token === undefined || values.length !== 1) throw new AuthError('bad_authorization_header');
  return token;
}

async function sessionOfBearer(jwt: string, ctx: RequestContext): Promise<SessionRow> {
  try {
    return await requireSessionOf(await requireToken(jwt, 'access', ctx), ctx);
  } catch (error) {
    throw isAuthError(error) ? inBearerWords(error) : error;
  }
}

function inBearerWords(error: AuthError): AuthError {
  if (error.code === 'throttled') return error;
  return new AuthError('bearer_not_valid', { reason: isTokenError(error) ? error.details.reason : 'blacklisted' });
}
