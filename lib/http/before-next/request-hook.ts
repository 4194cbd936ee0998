import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../../config/config';
import { sitesOf } from '../../config/registered-app';
import { AuthError } from '../../errors';
import { logAtMostEvery } from '../../observability/log';
import { findService } from '../../service';
import { RETRY_AFTER_SECONDS } from '../../timeouts';
import { namesMediaType } from './accept';
import { findFormTarget } from './app-requests';
import { clientAddress, isLoopbackAddress, parseTrustedProxies, UNREADABLE_ADDRESS } from './client-address';
import { closeMailbox } from './close-mailbox';
import { isControlServer, isDraining, trackExchange, trackSocket } from './connections';
import { FORM_TARGET } from './content-security-policy';
import { findForeignOrigin } from './foreign-origin';
import { findForwardedPage } from './forwarded-page';
import { admit, holdBack, respondInstead } from './hold-back';
import { isToBeShed, respondShed } from './load-shedding';
import { type NormalizedRequest, normalizeRequest } from './normalize-request';
import { isLoopbackHost, localHostTest, ownHostTest } from './own-host';
import { findPrecompressed, type Precompressed } from './precompressed';
import { RenderedPages } from './rendered-pages';
import { newRequestId } from './request-id';
import { enterRequest, leavePreviousRequest, type Misdirection } from './request-metadata';
import { securityHeaders } from './security-headers';

type RequestStart = { request: IncomingMessage; response: ServerResponse; server: Server };

/** Headers by which Next steers itself; from a client they mean nothing good (R-X1). */
const FRAMEWORK_HEADER =
  /^(rsc$|next-|x-nonce$|x-form-target$|content-security-policy|x-nextjs-|x-middleware-|x-now-|x-matched-path$|x-invoke-|x-prerender-|x-vercel-)/;
/** What a proxy says of the way here: only {@link clientAddress} and {@link findForwardedPage} read it. */
const FORWARDING_HEADER = /^(x-forwarded-|x-real-ip$|forwarded$|via$)/;
const MAILBOX_URL = /^\/mailbox(\/(expired-access|fail|later|messages))?\/?(\?|$)/;
const KEPT_REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Reads and mends every request before Next sees it, where the real socket is at hand: the
 * client's address, the request id, the path, the method, the headers of every answer.
 */
export function installRequestHook(config: Config): void {
  const trusted = parseTrustedProxies(config.trustedProxies);
  const headers = Object.entries(securityHeaders(config));
  const isAnsweredHost = config.isLoopback
    ? localHostTest(config.appUrl, config.alsoAnswers)
    : ownHostTest(config.appUrl);
  const precompressed = findPrecompressed(process.cwd());
  const knownOrigins = [...config.corsOrigins, ...sitesOf(config.apps)];
  const renderedPages = config.isDevelopment ? null : new RenderedPages();
  const countUnreadableAddress = logAtMostEvery(warnOfUnreadableAddress);

  if (!config.isDevelopment) {
    subscribe('net.server.socket', (message) => {
      const { socket } = message as { socket: Socket };
      try {
        trackSocket(socket, config.keepAliveSeconds);
      } catch (error) {
        socket.destroy();
        logHookError(error);
      }
    });
  }

  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as RequestStart;
    if (isControlServer(server)) return;
    holdBack(server, (refused) => respondWithServerError(refused, headers));
    try {
      const { plan, address } = prepareRequest(request, response);
      const respond = isToBeShed(request, plan, address)
        ? (shed: ServerResponse) => respondShed(request, shed)
        : renderedPages?.find(request, response, plan);
      if (respond) respondInstead(request, respond);
      else admit(request);
    } catch (error) {
      logHookError(error, response);
    }
  });

  function prepareRequest(
    request: IncomingMessage,
    response: ServerResponse,
  ): { plan: NormalizedRequest; address: string } {
    leavePreviousRequest();
    trackExchange(request.socket, response);
    const requestId = requestIdOf(request);
    response.setHeader('X-Request-Id', requestId);
    // Next flushes the headers before each body: a system call and a packet more for every small response.
    response.flushHeaders = () => {};
    // A client that keeps its connection learns from this response that the next request needs a new one.
    if (isDraining()) response.shouldKeepAlive = false;
    for (const [name, value] of headers) response.setHeader(name, value);

    const method = request.method ?? 'GET';
    const { host } = request.headers;
    const foreignOrigin = config.isLoopback ? findForeignOrigin(request.headers, knownOrigins, isAnsweredHost) : null;
    const otherHost = isAnsweredHost(host) ? null : 'other_host';
    const misdirection = config.isLoopback ? findMisdirection(otherHost === null, foreignOrigin) : otherHost;
    const { remoteAddress } = request.socket;
    const address = clientAddress(remoteAddress, request.headersDistinct['x-forwarded-for'] ?? [], trusted);
    if (address === UNREADABLE_ADDRESS && remoteAddress !== undefined) countUnreadableAddress();
    const isAskedByProxy = request.headers['x-forwarded-uri'] !== undefined && trusted(remoteAddress ?? '');
    const { promise: aborted, resolve: abort } = withResolvers();
    const { apps, docs: hasDocs } = config;
    const plan = normalizeRequest({ method, target: request.url ?? '/', misdirection, apps, hasDocs });
    enterRequest({
      requestId,
      method,
      error: plan.error,
      respondAsText: plan.isPage === true && namesMediaType(request.headers.accept, 'text/html'),
      clientAddress: address,
      isLocal: isLoopbackHost(host) && isLoopbackAddress(remoteAddress) && !isPossiblyForwarded(request),
      forwardedPage: isAskedByProxy ? findForwardedPage(request.headers, config.appUrl) : null,
      setErrorStatus: (status) => {
        response.statusCode = status;
        if (status === 503) response.setHeader('Retry-After', `${RETRY_AFTER_SECONDS.page}`);
      },
      aborted,
      abort,
    });
    closeMailboxOnSign(request, plan, foreignOrigin);
    request.url = plan.url;
    request.method = plan.method;
    stripInternalHeaders(request);
    const formTarget = findFormTarget(plan.url, config.apps);
    if (formTarget !== null) request.headers[FORM_TARGET] = formTarget;
    if (plan.url.startsWith('/_next/static/')) serveCompressed(request, response, precompressed);
    return { plan, address };
  }
}

/** In place of a request that could not be met: Next would serve it without any of this. The connection ends with it. */
function respondWithServerError(response: ServerResponse, headers: [string, string][]): void {
  const { status, body } = new AuthError('server_error');
  for (const [name, value] of headers) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'application/json');
  response.shouldKeepAlive = false;
  response.statusCode = status;
  response.end(JSON.stringify(body));
}

function logHookError(error: unknown, response?: ServerResponse): void {
  const requestId = response?.getHeader('X-Request-Id');
  findService()?.log.error({ event: 'request_hook_failed', err: error, requestId }, 'request hook failed');
}

/** All of them share one limit, so that strangers can lock each other out: the operator must learn of it. */
function warnOfUnreadableAddress(count: number): void {
  findService()?.log.warn(
    { event: 'client_address_unreadable', count },
    'a trusted proxy sent an X-Forwarded-For that is not a list of addresses; its clients share one rate limit',
  );
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function requestIdOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && KEPT_REQUEST_ID.test(sent) ? sent : newRequestId();
}

/**
 * The same file as Brotli, made by the build; Next would compress it anew, and less well, at each request.
 * A file is always given whole: to a range or a precondition that does not fit Next answers 500.
 */
function serveCompressed(request: IncomingMessage, response: ServerResponse, precompressed: Precompressed): void {
  for (const name of ['range', 'if-range', 'if-match', 'if-unmodified-since']) delete request.headers[name];
  response.setHeader('Vary', 'Accept-Encoding');
  const [path = '', ...query] = (request.url ?? '').split('?');
  const twin = precompressed(path, request.headers['accept-encoding']);
  if (!twin) return;
  request.url = [twin.path, ...query].join('?');
  response.setHeader('Content-Encoding', 'br');
  response.setHeader('Content-Type', twin.type);
}

/** Besides their headers, HTTP/1.0 tells of proxies: browsers and clients of today speak 1.1, nginx before 1.29.7 does not. */
const isPossiblyForwarded = (request: IncomingMessage): boolean =>
  !speaksHttp11(request) || Object.keys(request.headers).some((name) => FORWARDING_HEADER.test(name));

const speaksHttp11 = ({ httpVersion }: IncomingMessage): boolean => httpVersion === '1.1';

const findMisdirection = (isAnsweredHost: boolean, foreignOrigin: string | null): Misdirection | null => {
  if (!isAnsweredHost) return 'misdirected';
  return foreignOrigin === null ? null : 'foreign_origin';
};

/** HTTP/1.0 for anything but the mailbox is no sign: old monitors and load tests speak it on this machine, too. */
function closeMailboxOnSign(request: IncomingMessage, plan: NormalizedRequest, foreignOrigin: string | null): void {
  const isMisdirected = plan.error === 'misdirected' || plan.error === 'foreign_origin';
  if (foreignOrigin !== null && isMisdirected) closeMailbox({ origin: foreignOrigin });
  else if (!speaksHttp11(request) && MAILBOX_URL.test(plan.url)) {
    closeMailbox({ protocol: `HTTP/${request.httpVersion}` });
  }
}

function stripInternalHeaders(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers)) {
    if (FRAMEWORK_HEADER.test(name) || FORWARDING_HEADER.test(name)) delete request.headers[name];
  }
}
