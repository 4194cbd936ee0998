import { AuthError } from '../errors';
import { findService, type Service } from '../service';
import { REQUEST_TIMEOUTS } from '../timeouts';
import { corsHeaders } from './before-next/cors';
import { findRequestMetadata, type RequestMetadata } from './before-next/request-metadata';
import { Deadline } from './deadline';
import { earlyErrorResponse } from './form-response';
import type { Exchange, Operation, OperationDeclaration } from './operation';
import { runOperation } from './pipeline';
import { errorText, toResponse } from './response';
import { starting, toAuthError } from './to-auth-error';

type Handler = ((exchange: Exchange) => Promise<Response>) & { declaration?: OperationDeclaration };

/** What a path offers, by method; of some paths the settings decide. */
type Operations = Partial<Record<'GET' | 'PATCH' | 'POST', Handler>>;

/** What a path offers with these settings. An operation that is no {@link operation} declares nothing. */
export type EndpointDeclaration = (
  config: Service['config'],
) => Partial<Record<keyof Operations, { declaration?: OperationDeclaration }>>;

type RouteArguments = [request: Request, route: { params: Promise<Record<string, string | string[]>> }];
type RouteHandler = (...args: RouteArguments) => Promise<Response>;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Ties an operation's types together; what comes out no longer shows them. */
export function operation<Input extends object, Name extends string = never, Result = unknown>(
  of: Operation<Input, Name, Result>,
): Handler {
  return Object.assign((exchange: Exchange) => runOperation(of, exchange), { declaration: of });
}

/**
 * Every route of the API. All methods come here, so that the unknown ones are refused in the
 * dialect; the order of the refusals is: 421, 404, 405, 415, 403, 503 of a full line of hashes, 429
 * for the address, 413, 400, 429 for the account, the rest.
 * @param operations by the settings, where these say whether a method is offered
 * @param options.isForApps pages of APPS may read the answers, as those of CORS_ORIGINS may
 */
export function endpoint(
  operations: Operations | ((config: Service['config']) => Operations),
  { isForApps = false }: { isForApps?: boolean } = {},
) {
  const offer = (config: Service['config']) => (typeof operations === 'function' ? operations(config) : operations);
  const answer: RouteHandler = async (request, { params }) => {
    const metadata = findRequestMetadata();
    const service = findService();
    if (!metadata || !service) return toResponse(earlyErrorResponse(starting(), request.headers));
    const answered = async () => {
      try {
        const deadline = new Deadline(REQUEST_TIMEOUTS.workMs);
        const exchange = { request, metadata, service, params: (await params) as Record<string, string>, deadline };
        return await Promise.race([dispatch(offer(service.config), exchange), whenAborted(metadata)]);
      } catch (thrown) {
        const error = toAuthError(thrown, { metadata, service });
        return toResponse(metadata.respondAsText ? errorText(error) : earlyErrorResponse(error, request.headers));
      }
    };
    return withCors(await answered(), request, metadata, service, isForApps);
  };
  const declaration: EndpointDeclaration = offer;
  const route = Object.assign(answer, { declaration });
  return Object.fromEntries(METHODS.map((method) => [method, route])) as Record<(typeof METHODS)[number], typeof route>;
}

/** Rejects once an uncaught error has aborted the request. */
async function whenAborted({ aborted }: RequestMetadata): Promise<never> {
  await aborted;
  throw new AuthError('server_error');
}

async function dispatch(operations: Operations, exchange: Exchange): Promise<Response> {
  const { method, error } = exchange.metadata;
  const methods = Object.keys(operations);
  const allow = [...methods, ...(operations.GET ? ['HEAD'] : []), 'OPTIONS'];
  if (error === 'method_not_allowed') throw new AuthError(error, { method, allow: ['GET', 'HEAD'] });
  if (error || methods.length === 0) throw new AuthError(error ?? 'not_found');
  if (method === 'OPTIONS') return toResponse({ status: 204, headers: { Allow: allow.join(', ') } });
  const handler = operations[method === 'HEAD' ? 'GET' : (method as keyof Operations)];
  if (!handler) throw new AuthError('method_not_allowed', { method, allow });
  return handler(exchange);
}

function withCors(
  response: Response,
  { headers }: Request,
  metadata: RequestMetadata,
  { config, eventCounters: counts }: Exchange['service'],
  isForApps: boolean,
): Response {
  const isPreflight = metadata.method === 'OPTIONS' && headers.has('access-control-request-method');
  const answers = corsHeaders({
    origin: headers.get('origin'),
    allowedOrigins: isForApps ? [...config.corsOrigins, ...config.appOrigins] : config.corsOrigins,
    isPreflight,
    methods: response.headers.get('allow') ?? '',
  });
  // A page that may not ask; a request that was refused for its origin is counted there.
  const isAllowed = 'Access-Control-Allow-Origin' in answers || headers.get('origin') === config.appUrl;
  if (isPreflight && !isAllowed && metadata.error === null) counts.origin_refused();
  // Appended: the response may already vary by `Accept`.
  for (const [name, value] of Object.entries(answers)) response.headers.append(name, value);
  return response;
}
