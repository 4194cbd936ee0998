import { findAppOfRequest, withParameters } from '../../config/registered-app';
import type { Context, RequestContext } from '../../context';
import { insertCode } from '../../data/authorization-codes';
import type { SessionRow } from '../../data/sessions';
import { AuthError } from '../../errors';
import { OAuthError } from '../../oauth-error';
import { PAGES } from '../../paths';
import { addSeconds, minutes } from '../../time';
import { randomToken, tokenHash } from '../../tokens/opaque-token';
import { findCurrentSession } from '../sessions/current-session';
import { type AuthorizationRequest, canonicalQuery, parseAuthorizationRequest, stateOf } from './authorization-request';
import { ASKED, mayAskAgain, needsSignIn, newMark, readMark } from './sign-in-need';

/** An app exchanges its code at once (RFC 6749 §4.1.2). */
const CODE_SECONDS = minutes(1);

/** Of the path that the sign-in pages lead back to; they take no longer one. */
const MAX_KEPT_LENGTH = 1024;

/**
 * Sends the browser back to an app with a code, or to the sign-in page with the request kept.
 * @returns where the browser goes
 * @throws OAuthError which the app is told; AuthError `not_found` where there is no app to tell anything
 */
export async function authorize(query: URLSearchParams, ctx: RequestContext): Promise<{ location: string }> {
  const asking = findAppOfRequest(query, ctx.config.apps);
  if (!asking.app) throw new AuthError('not_found'); // the request hook has shown a page
  const { app, redirectUri } = asking;
  const request = parseAuthorizationRequest(query);
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  const kept = canonicalQuery(query);
  const askedAt = readMark(query.get(ASKED), kept, ctx);
  const signedInAt = session?.createdAt ?? null;
  if (!session || needsSignIn(request, { signedInAt, askedAt, now: ctx.now() })) return toSignIn(request, kept, ctx);
  const code = await issueCode(session, { clientId: app.id, redirectUri, request }, ctx);
  return { location: withParameters(redirectUri, { code, ...echoed(query, ctx) }) };
}

/** Where an app is told of an error (RFC 6749 §4.1.2.1); null where there is none to tell. */
export function authorizationErrorLocation(
  query: URLSearchParams,
  { code, message }: OAuthError,
  ctx: Pick<Context, 'config'>,
): string | null {
  const { app, ...asking } = findAppOfRequest(query, ctx.config.apps);
  if (!app || !('redirectUri' in asking)) return null;
  return withParameters(asking.redirectUri, { error: code, error_description: message, ...echoed(query, ctx) });
}

/** In every response: by `iss` an app knows whose it is (RFC 9207). */
const echoed = (query: URLSearchParams, { config }: Pick<Context, 'config'>) => ({
  state: stateOf(query),
  iss: config.appUrl,
});

function toSignIn(request: AuthorizationRequest, kept: string, ctx: RequestContext): { location: string } {
  if (request.interaction === 'never') throw new OAuthError('login_required', 'Nobody is signed in.');
  const mark = mayAskAgain(request) ? `&${ASKED}=${newMark(kept, ctx)}` : '';
  const next = `/authorize/?${kept}${mark}`;
  if (next.length > MAX_KEPT_LENGTH) throw new OAuthError('invalid_request', 'The request is too long.');
  const page = request.interaction === 'register' ? PAGES.register : PAGES.login;
  return { location: `${page}?next=${encodeURIComponent(next)}` };
}

async function issueCode(
  { id: browserSessionId, userId }: SessionRow,
  { clientId, redirectUri, request }: { clientId: string; redirectUri: string; request: AuthorizationRequest },
  ctx: RequestContext,
): Promise<string> {
  ctx.signal.throwIfAborted();
  const code = randomToken();
  const now = ctx.now();
  const { scope, nonce, codeChallenge } = request;
  await insertCode(ctx.db, {
    codeHash: tokenHash(code),
    userId,
    browserSessionId,
    clientId,
    redirectUri,
    scope,
    nonce,
    codeChallenge,
    createdAt: now,
    expiresAt: addSeconds(now, CODE_SECONDS),
  });
  return code;
}
