import type { RegisteredApp } from '../../config/registered-app';
import type { RequestContext } from '../../context';
import { isOAuthError, OAuthError } from '../../oauth-error';
import type { AppTokens } from './app-tokens';
import { authenticateApp } from './authenticate-app';
import { exchangeCode } from './exchange-code';
import { refreshAppTokens } from './refresh-app-tokens';

type Fields = ReadonlyMap<string, string>;

/**
 * The token endpoint (RFC 6749 §3.2): a code or a refresh token for tokens. A failed authentication counts against the
 * address, and so does a bad code of a public app, whose address is that of one user. A refresh token that is refused counts
 * where it is judged, if it is forged.
 * @param fields of the form, each once, without empty ones
 * @throws OAuthError; AuthError `throttled`
 */
export async function issueAppTokens(fields: Fields, ctx: RequestContext): Promise<AppTokens> {
  await ctx.addressLimits.assertWithinLimit('client-authentication', ctx.clientAddress);
  try {
    const app = authenticateApp(fields, ctx.credentials.authorization, ctx.config.apps);
    return await grant(app, fields, ctx);
  } catch (error) {
    if (isOAuthError(error) && error.code === 'invalid_client') await count(ctx);
    throw error;
  }
}

async function grant(app: RegisteredApp, fields: Fields, ctx: RequestContext): Promise<AppTokens> {
  switch (required(fields, 'grant_type')) {
    case 'authorization_code':
      return exchangeCode(
        app,
        {
          code: required(fields, 'code'),
          redirectUri: required(fields, 'redirect_uri'),
          verifier: required(fields, 'code_verifier'),
        },
        ctx,
      ).catch((error: unknown) => countBadCode(error, app, ctx));
    case 'refresh_token':
      return refreshAppTokens(app, required(fields, 'refresh_token'), ctx);
    default:
      throw new OAuthError('unsupported_grant_type', 'The grant_type must be authorization_code or refresh_token.');
  }
}

function required(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (value === undefined) throw new OAuthError('invalid_request', `The parameter ${name} is required.`);
  return value;
}

async function countBadCode(error: unknown, app: RegisteredApp, ctx: RequestContext): Promise<never> {
  if (app.secret === null && isOAuthError(error) && error.code === 'invalid_grant') await count(ctx);
  throw error;
}

const count = (ctx: RequestContext) => ctx.addressLimits.recordAttempt('client-authentication', ctx.clientAddress);
