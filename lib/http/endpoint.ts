import type { Context, RequestContext } from '../context';
import { isDatabaseUnavailable } from '../data/database-errors';
import { AuthError, type ErrorCode, type FieldErrors } from '../errors';
import type { CountedEvent } from '../observability/log';
import { clientSubnet } from '../rate-limits/client-subnet';
import { ADDRESS_LIMITS, type AddressLimitName, DEVICE_SECONDS } from '../rate-limits/policy';
import type { Schema } from '../schemas/public-forms';
import { findService } from '../service';
import { findRequestMetadata, type RequestMetadata } from './before-next/request-metadata';
import { openBody, parseBody, readBody } from './body';
import { bodyKind, type ClientKind, clientKind, hasBearer, requireSameOrigin } from './client-kind';
import { cookieNames, readCookie, setCookie } from './cookies';
import { corsHeaders } from './cors';
import { Deadline } from './deadline';
import { FLASH_SECONDS, type Flash, type FormName, flashOfError, sealFlash } from './flash';
import { errorResponse, errorText, json, type OperationResponse, toRedirect, toResponse } from './response';

type Params = Record<string, string>;

/** What a method of a route does: four hops, the third of them `run`. */
export type Operation<Input extends object, Name extends string, Result> = {
  /** Refuses before anything is read. */
  guard?: (headers: Headers, facts: RequestMetadata, config: Context['config']) => void;
  /** How often an address may try. */
  limit?: AddressLimitName;
  /**
   * Where a token stands that `run` judges. It refuses those of an address that has sent too many forged ones; what is
   * known before the body is read is refused then, in the order of the refusals.
   */
  tokenIn?: 'header' | 'body';
  /** `run` hashes a password: where that could not begin soon, the request is refused before it costs anything else. */
  hashes?: boolean;
  /** The parameters of the path that `run` is given beside the input. */
  path?: readonly Name[];
  /** Of the body, or of the query where there is none to read. */
  schema: Schema<Input> | ((ctx: Context) => Schema<Input>);
  run: (input: Input & Record<Name, string>, ctx: RequestContext) => Promise<Result>;
  respond: (result: Result, about: { body: Record<string, unknown> }) => OperationResponse;
  /** The page whose form posts here; without one, forms are answered in JSON like everybody. */
  form?: { name: FormName; page: (params: Record<Name, string>, body: Record<string, unknown>) => string };
  /** What a browser's empty body means, where its cookie is asked for. */
  onCookieExchange?: (input: unknown, ctx: RequestContext) => Promise<object>;
};

/** One request on its way: what was read of it so far. */
type Exchange = {
  request: Request;
  facts: RequestMetadata;
  params: Params;
  service: NonNullable<ReturnType<typeof findService>>;
  deadline: Deadline;
};

type Handler = (exchange: Exchange) => Promise<Response>;

type RouteArguments = [request: Request, route: { params: Promise<Params | Record<string, string[]>> }];
type RouteHandler = (...args: RouteArguments) => Promise<Response>;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Milliseconds that a request may be worked on: a wait for the database ends within 5 s, with the answer. */
const WORK_MS = 4_800;

/** Seconds after which a request that came too early may come again. */
const STARTING_SECONDS = 1;

/** The one refusal that leads to another page, which has a use for the e-mail, from a form with its script too. */
const HAS_OWN_PAGE = 'email_not_verified';

/** Ties an operation's types together; what comes out no longer shows them. */
export function operation<Input extends object, Name extends string = never, Result = unknown>(
  of: Operation<Input, Name, Result>,
): Handler {
  return (exchange) => handle(of, exchange);
}

/**
 * Every route of the API. All methods come here, so that the unknown ones are refused in the
 * dialect; the order of the refusals is: 421, 404, 405, 415, 403, 503 of a full line of hashes, 429
 * for the address, 413, 400, 429 for the account, the rest.
 */
export function endpoint(operations: Partial<Record<'GET' | 'POST', Handler>>) {
  const route: RouteHandler = async (request, { params }) => {
    const facts = findRequestMetadata();
    const service = findService();
    if (!facts || !service) return toResponse(errorResponse(starting()));
    const answered = async () => {
      try {
        const deadline = new Deadline(WORK_MS);
        const exchange = { request, facts, service, params: (await params) as Params, deadline };
        return await Promise.race([dispatch(operations, exchange), whenAborted(facts)]);
      } catch (error) {
        const refusal = toAuthError(error, { facts, service });
        return toResponse(facts.respondAsText ? errorText(refusal) : errorResponse(refusal));
      }
    };
    return withCors(await answered(), request, facts, service);
  };
  return Object.fromEntries(METHODS.map((method) => [method, route])) as Record<(typeof METHODS)[number], RouteHandler>;
}

/** An error that nobody awaited has cut the request off. */
async function whenAborted({ abandoned }: RequestMetadata): Promise<never> {
  await abandoned;
  throw new AuthError('server_error');
}

async function dispatch(operations: Partial<Record<'GET' | 'POST', Handler>>, exchange: Exchange): Promise<Response> {
  const { method, error: refusal } = exchange.facts;
  const methods = Object.keys(operations);
  const allow = [...methods, ...(operations.GET ? ['HEAD'] : []), 'OPTIONS'];
  if (refusal === 'method_not_allowed') throw new AuthError(refusal, { method, allow: ['GET', 'HEAD'] });
  if (refusal || methods.length === 0) throw new AuthError(refusal ?? 'not_found');
  if (method === 'OPTIONS') return toResponse({ status: 204, headers: { Allow: allow.join(', ') } });
  const handler = operations[method === 'HEAD' ? 'GET' : (method as 'GET' | 'POST')];
  if (!handler) throw new AuthError('method_not_allowed', { method, allow });
  return handler(exchange);
}

function withCors(
  response: Response,
  { headers }: Request,
  facts: RequestMetadata,
  { config, eventCounters: counts }: Exchange['service'],
): Response {
  const isPreflight = facts.method === 'OPTIONS' && headers.has('access-control-request-method');
  const answers = corsHeaders({
    origin: headers.get('origin'),
    allowedOrigins: config.corsOrigins,
    isPreflight,
    methods: response.headers.get('allow') ?? '',
  });
  // A page that may not ask; a request that was refused for its origin is counted there.
  const isAllowed = 'Access-Control-Allow-Origin' in answers || headers.get('origin') === config.appUrl;
  if (isPreflight && !isAllowed && facts.error === null) counts.origin_refused();
  for (const [name, value] of Object.entries(answers)) response.headers.set(name, value);
  return response;
}

async function handle<Input extends object, Name extends string, Result>(
  of: Operation<Input, Name, Result>,
  exchange: Exchange,
): Promise<Response> {
  const { request, facts, deadline } = exchange;
  const params = exchange.params as Record<Name, string>; // Next fills in what the route's folder names
  of.guard?.(request.headers, facts, exchange.service.config);
  const isRead = facts.method === 'GET' || facts.method === 'HEAD';
  const opened = isRead ? ({ isEmpty: true } as const) : await openBody(request);
  const asking = { headers: request.headers, hasBody: !opened.isEmpty };
  const kind = bodyKind(asking);
  // A GET changes nothing of anybody's, so it is no form, wherever it comes from.
  const caller = isRead ? 'api' : clientKind(asking);
  if (of.onCookieExchange && opened.isEmpty && isFromBrowser(request.headers))
    return exchangeCookie(of.onCookieExchange, exchange);
  if (caller !== 'api') requireSameOrigin(request.headers, exchange.service.config.appUrl);

  let body: Record<string, unknown> = {};
  try {
    const ctx = requestContext(exchange, {
      caller: caller === 'api' ? 'api' : 'browser',
      withCookie: isRead || caller !== 'api',
    });
    if (of.hashes) ctx.hasher.assertCapacity();
    const { addressLimits } = ctx;
    if (isTokenSent(of.tokenIn, caller, request.headers)) {
      await addressLimits.assertWithinLimit('invalid-token', facts.clientAddress);
    }
    // A browser that is known to an account is outside this limit there; the rule knows once the body has told which.
    const isForRule = of.limit === 'sign-in' && ctx.knownClients.hasDeviceCookie(ctx.credentials.deviceCookie);
    if (of.limit && !isForRule) await deadline.race(addressLimits.assertWithinLimit(of.limit, facts.clientAddress));
    body = isRead ? queryOf(request) : parseBody(kind, await readBody(opened));
    const input = parseInput(of, body, ctx);
    const result = await deadline.race(countAndRun(of, { ...input, ...params }, ctx));
    return respond(of.respond(result, { body }), caller, exchange);
  } catch (error) {
    const refusal = await deadline
      .race(recordFailure(toAuthError(error, exchange), of.limit, exchange))
      .catch((late: unknown) => toAuthError(late, exchange));
    const isForm = caller === 'form' || (caller === 'script-form' && refusal.code === HAS_OWN_PAGE);
    if (!isForm || !of.form) return respond(errorResponse(refusal), caller, exchange);
    const flash = flashOfError(of.form.name, refusal, body.email);
    return respond(
      { ...errorResponse(refusal), redirect: { path: of.form.page(params, body), flash } },
      caller,
      exchange,
    );
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

/** A refusal that counts against the address; the one too many is told so instead. */
async function recordFailure(
  refusal: AuthError,
  limit: AddressLimitName | undefined,
  exchange: Exchange,
): Promise<AuthError> {
  const counts = limit && ADDRESS_LIMITS[limit].counts;
  if (!limit || counts?.kind !== 'errors' || !counts.codes.includes(refusal.code)) return refusal;
  try {
    await requireContext(exchange).addressLimits.recordAttempt(limit, exchange.facts.clientAddress);
    return refusal;
  } catch (error) {
    return toAuthError(error, exchange);
  }
}

/** Whether a token will be judged, as far as that is known before the body is read. A browser form has its cookie alone. */
function isTokenSent(tokenIn: 'header' | 'body' | undefined, caller: ClientKind, headers: Headers): boolean {
  return tokenIn === 'body' || (tokenIn === 'header' && caller === 'api' && hasBearer(headers));
}

function requireContext({ service }: Exchange): Context {
  if (!service.context) throw starting();
  return service.context;
}

/** With the cookie and an empty body it is the cookie that is asked, whatever the type says; always JSON. */
async function exchangeCookie(
  run: (input: unknown, ctx: RequestContext) => Promise<object>,
  exchange: Exchange,
): Promise<Response> {
  requireSameOrigin(exchange.request.headers, exchange.service.config.appUrl);
  const ctx = requestContext(exchange, { caller: 'browser', withCookie: true });
  return toResponse(json(200, await exchange.deadline.race(run({}, ctx))));
}

const queryOf = (request: Request) => Object.fromEntries(new URL(request.url).searchParams);

const isFromBrowser = (headers: Headers): boolean => headers.has('sec-fetch-site') || headers.has('origin');

function requestContext(
  { request, facts, service, deadline }: Exchange,
  { caller, withCookie }: { caller: RequestContext['clientKind']; withCookie: boolean },
): RequestContext {
  if (!service.context) throw starting();
  const { config } = service;
  const names = cookieNames(config);
  const cookie = (name: string) => (withCookie ? readCookie(request.headers.get('cookie'), name) : undefined);
  return {
    ...service.context,
    hasher: service.context.hasher.for(clientSubnet(facts.clientAddress), (work) => deadline.exclude(work)),
    requireTime: () => deadline.requireTime(),
    clientKind: caller,
    credentials: {
      authorization: request.headers.get('authorization') ?? undefined,
      sessionCookie: cookie(names.session),
      deviceCookie: cookie(names.device),
    },
    actor: 'client',
    clientAddress: facts.clientAddress,
    userAgent: request.headers.get('user-agent') ?? undefined,
    requestId: facts.requestId,
    log: service.log.child({ requestId: facts.requestId }),
  };
}

/** @throws AuthError `invalid_fields` with a list of sentences for each field */
function parseInput<Input>(
  of: { schema: Schema<Input> | ((ctx: Context) => Schema<Input>) },
  body: object,
  ctx: Context,
): Input {
  const schema = typeof of.schema === 'function' ? of.schema(ctx) : of.schema;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields: FieldErrors = {};
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0]);
    fields[field] = [...(fields[field] ?? []), message];
  }
  throw new AuthError('invalid_fields', { fields });
}

function respond(answer: OperationResponse, caller: ClientKind, exchange: Exchange): Response {
  if (caller === 'api') return toResponse(answer);
  const goesTo = caller === 'form' ? answer.redirect : undefined;
  // A form's script goes on to the same page, which has the same to say.
  const cookies = formCookies(answer, answer.redirect?.flash, exchange);
  return goesTo ? withHeadersOf(answer, toRedirect(goesTo.path, cookies)) : toResponse(answer, cookies);
}

/** A 303 keeps what the answer says to the browser itself, not what it says of the JSON. */
function withHeadersOf({ headers }: OperationResponse, response: Response): Response {
  const clear = headers?.['Clear-Site-Data'];
  if (clear) response.headers.set('Clear-Site-Data', clear);
  return response;
}

/** Each form answer replaces or expires what the one before left for its page. */
function formCookies(answer: OperationResponse, flash: Flash | undefined, { request, service }: Exchange): string[] {
  const { config, context } = service;
  const names = cookieNames(config);
  const { isHttps } = config;
  const cookies: string[] = [];
  if (answer.session !== undefined) {
    const { cookie, maxAgeSeconds } = answer.session ?? { cookie: '', maxAgeSeconds: 0 };
    cookies.push(setCookie(names.session, cookie, { maxAgeSeconds, isHttps }));
  }
  if (answer.device !== undefined) {
    cookies.push(setCookie(names.device, answer.device, { maxAgeSeconds: DEVICE_SECONDS, isHttps }));
  }
  if (flash && context) {
    cookies.push(
      setCookie(names.flash, sealFlash(context.vault, flash, context.now()), { maxAgeSeconds: FLASH_SECONDS, isHttps }),
    );
  } else if (readCookie(request.headers.get('cookie'), names.flash) !== undefined) {
    cookies.push(setCookie(names.flash, '', { maxAgeSeconds: 0, isHttps }));
  }
  return cookies;
}

/** Refusals that the log has the number of. */
const COUNTED_ERRORS: Partial<Record<ErrorCode, CountedEvent>> = {
  unavailable: 'requests_shed',
  cross_origin: 'origin_refused',
  foreign_origin: 'origin_refused',
  body_too_large: 'body_too_large',
  invalid_link: 'invalid_link',
};

const starting = () => new AuthError('unavailable', { seconds: STARTING_SECONDS });

/** Whatever was thrown as a refusal: a fault of the database is a 503, of ours a 500; both are logged, some refusals are counted. */
function toAuthError(error: unknown, { facts, service }: Pick<Exchange, 'facts' | 'service'>): AuthError {
  if (error instanceof AuthError) {
    const { code }: { code: ErrorCode } = error;
    const event = COUNTED_ERRORS[code];
    if (event) service.eventCounters[event]();
    return error;
  }
  if (isDatabaseUnavailable(error)) {
    service.log.error({ err: error, requestId: facts.requestId }, 'the database did not answer');
    return starting();
  }
  service.log.error({ err: error, requestId: facts.requestId }, 'a request failed');
  return new AuthError('server_error');
}
