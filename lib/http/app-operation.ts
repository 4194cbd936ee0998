import type { RequestContext } from '../context';
import { isOAuthError, OAuthError } from '../oauth-error';
import { openBody, parseFormPairs, readBody } from './body';
import { bodyKind } from './client-kind';
import { respondTo } from './form-response';
import { bearerErrorResponse, toKnownError, tokenErrorResponse, toOAuthError } from './oauth-errors';
import type { Exchange } from './operation';
import { createRequestContext } from './request-context';
import { errorText, json, type OperationResponse, toResponse } from './response';

/**
 * Operations in the words of OAuth. Where apps ask, cookies are neither read nor set, and a form-encoded body with an
 * `Origin` is no browser form: what a page of another origin sends has no rights but those that it shows.
 */

type Handler = (exchange: Exchange) => Promise<Response>;

/** The token endpoint (RFC 6749 §3.2). */
export function tokenOperation(
  run: (fields: ReadonlyMap<string, string>, ctx: RequestContext) => Promise<object>,
): Handler {
  return async (exchange) => {
    const usesBasic = /^[ \t]*basic\b/i.test(exchange.request.headers.get('authorization') ?? '');
    try {
      const ctx = createRequestContext(exchange, { caller: 'api', withCookie: false });
      const fields = await readFields(exchange.request);
      return toResponse(json(200, await exchange.deadline.race(run(fields, ctx)), { headers: { Pragma: 'no-cache' } }));
    } catch (thrown) {
      return toResponse(tokenErrorResponse(toKnownError(thrown, exchange), usesBasic));
    }
  };
}

/** A parameter without a value counts as missing, and one that is sent twice is an error (RFC 6749 §3.2). */
async function readFields(request: Request): Promise<ReadonlyMap<string, string>> {
  const opened = await openBody(request);
  const kind = bodyKind({ headers: request.headers, hasBody: !opened.isEmpty });
  if (kind === 'json') throw new OAuthError('invalid_request', 'The body must be application/x-www-form-urlencoded.');
  const pairs = parseFormPairs(await readBody(opened));
  const fields = new Map(pairs.filter(([, value]) => value !== ''));
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) !== index);
  if (twice) throw new OAuthError('invalid_request', 'A parameter must not be repeated.');
  return fields;
}

/** A resource of a Bearer token (RFC 6750). A body counts for nothing. */
export function bearerOperation(run: (ctx: RequestContext) => Promise<object>): Handler {
  return async (exchange) => {
    try {
      const ctx = createRequestContext(exchange, { caller: 'api', withCookie: false });
      return toResponse(json(200, await exchange.deadline.race(run(ctx))));
    } catch (thrown) {
      return toResponse(bearerErrorResponse(toKnownError(thrown, exchange)));
    }
  };
}

/** Where a browser is led by an app, with its session cookie. Its answers are redirects. */
export function navigation<Result>(of: {
  run: (query: URLSearchParams, ctx: RequestContext) => Promise<Result>;
  respond: (result: Result) => OperationResponse;
  /** Where an error is told to the app; null where there is none to tell. */
  errorLocation?: (query: URLSearchParams, error: OAuthError, service: Exchange['service']) => string | null;
}): Handler {
  return async (exchange) => {
    const query = new URL(exchange.request.url).searchParams;
    try {
      const ctx = createRequestContext(exchange, { caller: 'browser', withCookie: true });
      return respondTo(of.respond(await exchange.deadline.race(of.run(query, ctx))), 'form', exchange);
    } catch (thrown) {
      const error = toKnownError(thrown, exchange);
      const location = of.errorLocation?.(query, toOAuthError(error), exchange.service);
      if (location) return toResponse(redirectTo(location));
      return toResponse(isOAuthError(error) ? tokenErrorResponse(error, false) : errorText(error));
    }
  };
}

export const redirectTo = (location: string, rest: Omit<OperationResponse, 'status'> = {}): OperationResponse => ({
  status: 303,
  ...rest,
  headers: { Location: location, ...rest.headers },
});
