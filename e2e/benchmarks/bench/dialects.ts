import { cookiesOf, type Dialect, PASSWORD, type Session } from './requests';
import type { WireResponse } from './response-reader';

const bearer = ({ access }: Session) => ({ Authorization: `Bearer ${access}` });
const HTML = { Accept: 'text/html' };

/** Takes over what a response has of `access` and `refresh`, and keeps the rest. */
function tokensAfter({ body, head }: WireResponse, before: Session): Session {
  const cookie = cookiesOf({ body, head, status: 0 }) || before.cookie;
  const { access = before.access, refresh = before.refresh } = JSON.parse(body);
  return { access, refresh, cookie };
}

/** The API that Postern has from djangorestframework-simplejwt; the floor has it too. */
const JWT_REQUESTS = {
  register: ({ email }) => ({
    method: 'POST',
    path: '/auth/register/',
    json: { email, password: PASSWORD },
    status: 201,
    contains: email,
  }),
  'sign-in': ({ email }) => ({
    method: 'POST',
    path: '/auth/token/',
    // Each takes one of the two names and ignores the other.
    json: { email, username: email, password: PASSWORD },
    status: 200,
    contains: '"access"',
  }),
  refresh: ({ session: { refresh } }) => ({
    method: 'POST',
    path: '/auth/token/refresh/',
    json: { refresh },
    status: 200,
    contains: '"access"',
  }),
  'refresh-rotating': ({ session: { refresh } }) => ({
    method: 'POST',
    path: '/auth/token/refresh/',
    json: { refresh },
    status: 200,
    contains: '"refresh"',
  }),
  me: ({ email, session }) => ({
    method: 'GET',
    path: '/auth/me/',
    headers: bearer(session),
    status: 200,
    contains: email,
  }),
  verify: ({ session: { access } }) => ({
    method: 'POST',
    path: '/auth/token/verify/',
    json: { token: access },
    status: 200,
    contains: '{}',
  }),
  'sign-in-page': () => ({ method: 'GET', path: '/login/', headers: HTML, status: 200, contains: '<form' }),
} satisfies Dialect['requests'];

/** Of the floor and of simplejwt, which have no page with a session. */
export const JWT_DIALECT: Dialect = { requests: JWT_REQUESTS, sessionAfter: tokensAfter };

export const POSTERN_DIALECT: Dialect = {
  requests: {
    ...JWT_REQUESTS,
    'account-page': ({ email, session: { cookie } }) => ({
      method: 'GET',
      path: '/account/',
      headers: { ...HTML, Cookie: cookie },
      status: 200,
      contains: email,
    }),
  },
  signInBrowser: ({ email }) => ({
    method: 'POST',
    path: '/auth/token/',
    headers: { 'Sec-Fetch-Site': 'same-origin', Accept: 'application/json' },
    form: { email, password: PASSWORD },
    status: 200,
    contains: '',
  }),
  sessionAfter: tokensAfter,
};

/** Nothing but Next: a request for the handler stands for `me` and `refresh`, the empty page for the sign-in page. */
export const EMPTY_DIALECT: Dialect = {
  requests: {
    me: () => ({ method: 'GET', path: '/api/empty', status: 200, contains: '{}' }),
    refresh: () => ({ method: 'POST', path: '/api/empty', json: { refresh: '' }, status: 200, contains: '{}' }),
    'sign-in-page': () => ({ method: 'GET', path: '/login', headers: HTML, status: 200, contains: '<html' }),
  },
  sessionAfter: (_, before) => before,
};

/** better-auth has sessions by cookie. A refresh is the exchange of the session for a JWT, by its plugin. */
export const BETTER_AUTH_DIALECT: Dialect = {
  requests: {
    register: ({ email }) => ({
      method: 'POST',
      path: '/api/auth/sign-up/email',
      json: { name: 'Someone', email, password: PASSWORD },
      status: 200,
      contains: email,
    }),
    'sign-in': ({ email }) => ({
      method: 'POST',
      path: '/api/auth/sign-in/email',
      json: { email, password: PASSWORD },
      status: 200,
      contains: email,
    }),
    me: ({ email, session: { cookie } }) => ({
      method: 'GET',
      path: '/api/auth/get-session',
      headers: { Cookie: cookie },
      status: 200,
      contains: email,
    }),
    refresh: ({ session: { cookie } }) => ({
      method: 'GET',
      path: '/api/auth/token',
      headers: { Cookie: cookie },
      status: 200,
      contains: '"token"',
    }),
    'sign-in-page': () => ({ method: 'GET', path: '/login', headers: HTML, status: 200, contains: '<form' }),
    'account-page': ({ email, session: { cookie } }) => ({
      method: 'GET',
      path: '/account',
      headers: { ...HTML, Cookie: cookie },
      status: 200,
      contains: email,
    }),
  },
  sessionAfter: (response, before) => ({ ...before, cookie: cookiesOf(response) || before.cookie }),
};
