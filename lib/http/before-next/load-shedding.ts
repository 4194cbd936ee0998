import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthError } from '../../errors';
import { clientSubnet } from '../../rate-limits/client-subnet';
import { findService } from '../../service';
import { RETRY_AFTER_SECONDS } from '../../timeouts';
import { corsHeaders } from './cors';
import type { NormalizedRequest } from './normalize-request';

/** Where every JSON body is hashed, whatever it says; only while registration is open at the second. */
const HASHING_PATH = /^\/auth\/(token|register)\/?(\?|$)/;
/** What is surely read as JSON. Other spellings and forms are left to the endpoint, which may have other errors for them. */
const PLAIN_JSON = /^application\/json(; ?charset=utf-?8)?$/i;

const { status, body } = new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.busy });
const BODY = JSON.stringify(body);

/**
 * Whether the full hash queue would reject a request in the end. Such requests are rejected before they cost
 * anything: clients that try again and again would take the processor from the very hashes that they wait for.
 */
export function isToBeShed(request: IncomingMessage, plan: NormalizedRequest, clientAddress: string): boolean {
  const [, endpoint] = HASHING_PATH.exec(plan.url) ?? [];
  if (plan.error !== null || plan.method !== 'POST' || endpoint === undefined) return false;
  const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
  if (encoding !== undefined || !PLAIN_JSON.test(type)) return false;
  const context = findService()?.context;
  if (endpoint === 'register' && context?.config.registration !== 'open') return false;
  return context != null && !context.hasher.hasCapacity(clientSubnet(clientAddress));
}

/** What Next itself varies every route by. */
const NEXT_VARY = ['rsc', 'next-router-state-tree', 'next-router-prefetch', 'next-router-segment-prefetch'];

/** The response that the endpoint would give, header for header; never compressed. */
export function respondShed(request: IncomingMessage, response: ServerResponse): void {
  const service = findService();
  service?.eventCounters.requests_shed();
  const { origin = null } = request.headers;
  const allowedOrigins = service?.config.corsOrigins ?? [];
  const { Vary, ...cors } = corsHeaders({ origin, allowedOrigins, isPreflight: false, methods: '' });
  response.statusCode = status;
  response.setHeader('Vary', [...NEXT_VARY, ...(Vary ? [Vary] : []), 'Accept-Encoding'].join(', '));
  for (const [name, value] of Object.entries(cors)) response.setHeader(name.toLowerCase(), value);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', 'application/json');
  response.setHeader('retry-after', `${RETRY_AFTER_SECONDS.busy}`);
  // Written before the end, so that it is chunked as Next's responses are.
  response.write(BODY);
  response.end();
}
