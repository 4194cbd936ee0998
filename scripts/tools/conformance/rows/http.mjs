import { describe, describeHeader } from '../describe.mjs';

/** Of this machine, so that a server that serves nothing else answers; unknown to every other. */
const UNKNOWN_ORIGIN = 'http://unknown.localhost:5173';
const REQUEST_ID = 'conformance-1234';

/** @type {import('../row.mjs').Row[]} */
export const HTTP = [
  {
    feature: 'Content-Type',
    see: async (server) => describeHeader(await server.signedIn(), 'content-type'),
    expected: 'application/json',
  },
  {
    feature: 'Cache-Control of tokens',
    see: async (server) => describeHeader(await server.signedIn(), 'cache-control'),
    expected: 'no-store',
    simplejwt: {
      expected: 'none',
      why: 'No cache may keep a response with tokens (RFC 6749, section 5.1). simplejwt leaves it to the project.',
    },
  },
  {
    feature: 'Cache-Control of errors',
    see: async (server) => describeHeader(await server.me(), 'cache-control'),
    expected: 'no-store',
    simplejwt: { expected: 'none', why: 'The reason is the same.' },
  },
  {
    feature: 'WWW-Authenticate of a sign-in',
    see: async (server) => describeHeader(await server.signIn({ email: server.newEmail() }), 'www-authenticate'),
    expected: 'Bearer realm="api"',
  },
  {
    feature: 'X-Request-Id of a request',
    see: async (server) => {
      const answer = await server.request(server.paths.me, { headers: { 'X-Request-Id': REQUEST_ID } });
      return answer.headers.get('x-request-id') === REQUEST_ID
        ? 'is that of the response'
        : describeHeader(answer, 'x-request-id');
    },
    expected: 'is that of the response',
    simplejwt: { expected: 'none', why: 'Django has no request IDs. With them a response is found in the log.' },
  },
  {
    feature: 'GET of an endpoint to post to',
    see: async (server) => describe(await server.request(server.paths.token)),
    expected: '405 "Method \\"GET\\" not allowed."',
  },
  {
    feature: 'Allow of that',
    see: async (server) => {
      const { headers } = await server.request(server.paths.token);
      return (headers.get('allow') ?? 'none')
        .split(/\s*,\s*/)
        .toSorted()
        .join(', ');
    },
    expected: 'OPTIONS, POST',
  },
  {
    feature: 'OPTIONS',
    see: async (server) => `${(await server.request(server.paths.token, { method: 'OPTIONS' })).status}`,
    expected: '204',
    simplejwt: { expected: '200', why: 'Django REST framework describes the view. Postern sends `Allow` and no body.' },
  },
  {
    feature: 'HEAD without credentials',
    see: async (server) => describe(await server.request(server.paths.me, { method: 'HEAD' })),
    expected: '401',
  },
  {
    feature: 'sign-in without the final slash',
    see: async (server) => {
      const { email, password } = server;
      return describe(await server.post(withoutSlash(server.paths.token), { email, password }));
    },
    expected: '200 {access, refresh}',
  },
  {
    feature: 'the user without the final slash',
    see: async (server) => `${(await server.request(withoutSlash(server.paths.me))).status}`,
    expected: '401',
    simplejwt: {
      expected: '301',
      why: 'Django redirects to the path with the slash, and most clients repeat a POST as a GET without its body then. Postern serves both paths.',
    },
  },
  {
    feature: 'an unknown path',
    see: async (server) => describe(await server.request(server.paths.unknown)),
    expected: '404 "Not found."',
    simplejwt: { expected: '404 text/html', why: 'A path that no view has gets a page of Django.' },
  },
  {
    feature: 'logout without a cookie',
    see: async (server) => describe(await server.post(server.paths.logout, {})),
    expected: '401 "Authentication credentials were not provided."',
    simplejwt: {
      expected: '404 text/html',
      why: 'Neither has a logout for JWTs: a client blacklists its refresh token. That of Postern ends the session of a browser.',
    },
  },
  {
    feature: 'preflight of an unknown origin',
    see: async (server) => {
      const headers = { Origin: UNKNOWN_ORIGIN, 'Access-Control-Request-Method': 'POST' };
      const answer = await server.request(server.paths.token, { method: 'OPTIONS', headers });
      return describeHeader(answer, 'access-control-allow-origin');
    },
    expected: 'none',
  },
  {
    feature: 'what an unknown origin may read',
    see: async (server) => {
      const answer = await server.post(server.paths.token, {}, { Origin: UNKNOWN_ORIGIN });
      return describeHeader(answer, 'access-control-allow-origin');
    },
    expected: 'none',
  },
];

/** @param {string} path */
const withoutSlash = (path) => path.replace(/\/$/, '');
