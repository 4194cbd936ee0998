// A server without a framework. It keeps sessions in memory; a real one keeps them in a database.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import * as oidc from 'openid-client';

const { POSTERN_URL = 'http://localhost:3000', APP_URL = 'http://localhost:4000', CLIENT_SECRET } = process.env;
const isHttp = POSTERN_URL.startsWith('http:'); // on this machine only
const options = isHttp ? { execute: [oidc.allowInsecureRequests] } : {};
const postern = await oidc.discovery(new URL(POSTERN_URL), 'openid-client', CLIENT_SECRET, undefined, options);
const sessions = new Map();

const routes = {
  'GET /': ({ user }) => page(user ? `<p>Signed in as ${user.email}</p>${SIGN_OUT}` : '<a href="/sign-in">Sign in</a>'),

  async 'GET /sign-in'() {
    const checks = {
      pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
      expectedState: oidc.randomState(),
      expectedNonce: oidc.randomNonce(),
    };
    const url = oidc.buildAuthorizationUrl(postern, {
      redirect_uri: `${APP_URL}/callback`,
      scope: 'openid email',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    return redirect(url, newSession({ checks }));
  },

  async 'GET /callback'({ checks = {} }, url) {
    const tokens = await oidc.authorizationCodeGrant(postern, url, { ...checks, idTokenExpected: true });
    // A new session ID at sign-in prevents session fixation.
    return redirect('/', newSession({ user: tokens.claims(), idToken: tokens.id_token }));
  },

  'POST /sign-out': ({ idToken }) =>
    redirect(
      oidc.buildEndSessionUrl(postern, { id_token_hint: idToken, post_logout_redirect_uri: `${APP_URL}/` }),
      newSession({}),
    ),
};

const SIGN_OUT = '<form method="post" action="/sign-out"><button>Sign out</button></form>';
const secure = APP_URL.startsWith('https:') ? '; Secure' : '';

const page = (html) => ({
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body: `<title>Example</title>${html}`,
});
const redirect = (url, cookie) => ({ status: 303, headers: { Location: `${url}`, 'Set-Cookie': cookie } });

function newSession(session) {
  const id = randomBytes(32).toString('base64url');
  sessions.set(id, session);
  return `example_session=${id}; HttpOnly; SameSite=Lax; Path=/${secure}`;
}

createServer(async (request, response) => {
  const url = new URL(request.url, APP_URL);
  const [, id] = /(?:^|; )example_session=([\w-]+)/.exec(request.headers.cookie ?? '') ?? [];
  const session = sessions.get(id) ?? {};
  const route = routes[`${request.method} ${url.pathname}`];
  const isLeaving = url.pathname !== '/';
  if (route && isLeaving) sessions.delete(id); // what it was for counts once
  try {
    const { status, headers, body } = route ? await route(session, url) : { status: 404, headers: {} };
    response.writeHead(status, headers).end(body);
  } catch (error) {
    response.writeHead(400, { 'Content-Type': 'text/plain' }).end(`The sign-in failed: ${error.code ?? error.message}`);
  }
}).listen(new URL(APP_URL).port, '127.0.0.1');
