import type { RequestContext } from '../context';
import type { AuthError } from '../errors';
import { ADDRESS_LIMITS, type AddressLimitName } from '../rate-limits/policy';
import { openBody, parseBody, readBody } from './body';
import { bodyKind, type ClientKind, clientKind, hasBearer, requireSameOrigin } from './client-kind';
import { formError, respondTo, typedFields } from './form-response';
import type { Exchange, Operation } from './operation';
import { parseInput } from './parse-input';
import { createRequestContext, requireContext } from './request-context';
import { errorResponse, json, toResponse } from './response';
import { toAuthError } from './to-auth-error';

export async function runOperation<Input extends object, Name extends string, Result>(
  of: Operation<Input, Name, Result>,
  exchange: Exchange,
): Promise<Response> {
  const { request, metadata, deadline } = exchange;
  const params = exchange.params as Record<Name, string>; // Next fills in what the route's folder names
  of.guard?.(request.headers, metadata, exchange.service.config);
  const isRead = metadata.method === 'GET' || metadata.method === 'HEAD';
  const opened = isRead ? ({ isEmpty: true } as const) : await openBody(request);
  const asking = { headers: request.headers, hasBody: !opened.isEmpty };
  const kind = bodyKind(asking);
  // A GET changes nothing, so it is no form, whatever sent it.
  const caller = isRead ? 'api' : clientKind(asking);
  if (of.onCookieExchange && opened.isEmpty && isFromBrowser(request.headers))
    return exchangeCookie(of.onCookieExchange, exchange);
  if (caller !== 'api') requireSameOrigin(request.headers, exchange.service.config.appUrl);

  let body: Record<string, unknown> = {};
  try {
    const ctx = createRequestContext(exchange, {
      caller: caller === 'api' ? 'api' : 'browser',
      withCookie: isRead || caller !== 'api',
    });
    of.admit?.(ctx);
    if (of.hashes) ctx.hasher.assertCapacity();
    const { addressLimits } = ctx;
    if (isTokenSent(of.tokenIn, caller, request.headers)) {
      await addressLimits.assertWithinLimit('invalid-token', metadata.clientAddress);
    }
    // A browser that is known to an account is outside this limit there; the rule knows once the body has told which.
    const isForRule = of.limit === 'sign-in' && ctx.knownClients.hasDeviceCookie(ctx.credentials.deviceCookie);
    if (of.limit && !isForRule) await deadline.race(addressLimits.assertWithinLimit(of.limit, metadata.clientAddress));
    body = isRead ? queryOf(request) : parseBody(kind, await readBody(opened));
    const input = parseInput(of, body, { isForm: kind === 'form' }, ctx);
    const result = await deadline.race(countAndRun(of, { ...input, ...params }, ctx));
    return respondTo(of.respond(result, { body, config: ctx.config }), caller, exchange);
  } catch (thrown) {
    const error = await deadline
      .race(recordFailure(toAuthError(thrown, exchange), of.limit, exchange))
      .catch((late: unknown) => toAuthError(late, exchange));
    const answer = errorResponse(error);
    if (caller === 'api' || !of.form) return respondTo(answer, caller, exchange);
    const typed = typedFields(body, of.form.keeps?.(exchange.service.config) ?? []);
    const redirect = { path: of.form.page(params, body), result: formError(error, of.form.name, body.email), typed };
    return respondTo({ ...answer, redirect }, caller, exchange);
  }
}

async function countAndRun<Input extends object, Name extends string, Result>(
  { limit, run }: Operation<Input, Name, Result>,
  input: Input & Record<Name, string>,
  ctx: RequestContext,
): Promise<Result> {
  if (limit && ADDRESS_LIMITS[limit].counts.kind === 'attempts')
    await ctx.addressLimits.recordAttempt(limit, ctx.clientAddress);
  return run(input, ctx);
}

/** Counts an error against the address. The one above the limit is reported as throttled instead. */
async function recordFailure(
  error: AuthError,
  limit: AddressLimitName | undefined,
  exchange: Exchange,
): Promise<AuthError> {
  const counts = limit && ADDRESS_LIMITS[limit].counts;
  if (!limit || counts?.kind !== 'errors' || !counts.codes.includes(error.code)) return error;
  try {
    await requireContext(exchange).addressLimits.recordAttempt(limit, exchange.metadata.clientAddress);
    return error;
  } catch (thrown) {
    return toAuthError(thrown, exchange);
  }
}

/** Whether a token will be judged, as far as that is known before the body is read. A browser form has its cookie alone. */
function isTokenSent(tokenIn: 'header' | 'body' | undefined, caller: ClientKind, headers: Headers): boolean {
  return tokenIn === 'body' || (tokenIn === 'header' && caller === 'api' && hasBearer(headers));
}

/** With the cookie and an empty body it is the cookie that is asked, whatever the type says; always JSON. */
async function exchangeCookie(
  run: (input: unknown, ctx: RequestContext) => Promise<object>,
  exchange: Exchange,
): Promise<Response> {
  requireSameOrigin(exchange.request.headers, exchange.service.config.appUrl);
  const ctx = createRequestContext(exchange, { caller: 'browser', withCookie: true });
  return toResponse(json(200, await exchange.deadline.race(run({}, ctx))));
}

const queryOf = (request: Request) => Object.fromEntries(new URL(request.url).searchParams);

const isFromBrowser = (headers: Headers): boolean => headers.has('sec-fetch-site') || headers.has('origin');
