import { AuthError } from '../../errors';
import type { Endpoint } from '../../paths';
import { namesOf } from '../../profile/user-fields';
import { ACCESS_TOKEN, accountExample, EMAIL, ID_TOKEN, REFRESH_TOKEN, USER_ID } from '../examples';
import { schemaRef } from '../json-schema';
import { type Describe, jsonContent, type Media, type Parameter, type Texts } from '../operation-text';

type Config = Parameters<Describe>[0];

const query = (name: string, description: string, required = false): Parameter => ({
  name,
  in: 'query',
  description,
  required,
  schema: { type: 'string' },
});

const Text = { type: 'string' };

/** RFC 6749 §4.1.3 and §6. */
const TokenRequest: Readonly<Record<string, Media>> = {
  'application/x-www-form-urlencoded': {
    schema: {
      type: 'object',
      properties: {
        grant_type: { type: 'string', enum: ['authorization_code', 'refresh_token'] },
        client_id: Text,
        client_secret: Text,
        code: Text,
        redirect_uri: Text,
        code_verifier: Text,
        refresh_token: Text,
      },
      required: ['grant_type'],
    },
    example: {
      grant_type: 'authorization_code',
      client_id: 'web',
      redirect_uri: 'https://app.example.com/callback',
      code: 'the-code-of-the-redirect',
      code_verifier: 'the-verifier-of-the-request',
    },
  },
};

const userInfo = (config: Config) => ({
  tag: 'Apps' as const,
  credentials: 'access-token' as const,
  errorStyle: 'oauth' as const,
  responses: {
    200: {
      description: 'The claims that the scope of the token gives.',
      content: jsonContent(schemaRef('UserInfo'), userInfoExample(config)),
    },
  },
  oauthErrors: {
    400: ['invalid_request'],
    401: ['invalid_token'],
    403: ['insufficient_scope'],
    429: ['temporarily_unavailable'],
    500: ['server_error'],
    503: ['temporarily_unavailable'],
  },
});

function userInfoExample(config: Config): object {
  const account = accountExample(config);
  const names = [...namesOf(config.userFields), ...(config.roles.length > 0 ? ['roles'] : [])];
  const claims = Object.fromEntries(names.map((name) => [name, account[name]]));
  return { sub: USER_ID, email: EMAIL, email_verified: true, ...claims };
}

/** A page that says so, for people; for programs the sentence. */
const page = { 'text/html': { schema: Text }, 'text/plain': { schema: Text } };

/** Sign-in for applications on other origins. They exist with `APPS`. */
export const APP_OPERATIONS = {
  '/authorize/': {
    GET: () => ({
      operationId: 'authorize',
      tag: 'Apps',
      summary: 'Sign in to an app',
      description: 'Where an app leads a browser (RFC 6749 §4.1.1; OpenID Connect Core §3.1.2.1).',
      credentials: 'cookie-or-none',
      errorStyle: 'text',
      parameters: [
        query('response_type', '`code`.', true),
        query('client_id', 'The ID of the app.', true),
        query('redirect_uri', 'A registered URI of the app.', true),
        query('code_challenge', 'SHA-256 of the verifier (RFC 7636 §4.2).', true),
        query('code_challenge_method', '`S256`.', true),
        query('scope', '`openid`, with any of `email`, `profile` and `offline_access`.', true),
        query('state', 'Comes back with the code.'),
        query('nonce', 'Comes back in the ID token.'),
        query('prompt', '`none`, `login` or `create`.'),
        query('login_hint', 'The email to begin with.'),
        query('max_age', 'Seconds after which the user has to sign in again.'),
      ],
      responses: {
        303: { description: 'To the app, with a code or an error, or to a page to sign in.', headers: ['Location'] },
        400: { description: 'The app, or its redirect URI, is unknown.', content: page },
      },
    }),
  },
  '/sign-out/': {
    GET: () => ({
      operationId: 'signOutByApp',
      tag: 'Apps',
      summary: 'Sign out of an app',
      description: 'Where an app leads a browser (OpenID Connect RP-Initiated Logout §2).',
      credentials: 'cookie-or-none',
      errorStyle: 'text',
      parameters: [
        query('id_token_hint', 'An ID token of the app.'),
        query('client_id', 'The ID of the app.'),
        query('post_logout_redirect_uri', 'A registered URI of the app.'),
        query('state', 'Comes back with the redirect.'),
      ],
      responses: {
        303: {
          description: 'To the app, or to a page that asks.',
          headers: ['Location', 'Set-Cookie', 'Clear-Site-Data'],
        },
      },
    }),
  },
  '/auth/oauth/token/': {
    POST: () => ({
      operationId: 'exchangeCode',
      tag: 'Apps',
      summary: 'Exchange a code or a refresh token',
      description:
        'An app with a secret authenticates by `client_secret_basic`, or sends `client_id` and `client_secret`; an app without one sends `client_id`.',
      credentials: 'app',
      errorStyle: 'oauth',
      requestBody: TokenRequest,
      responses: {
        200: {
          description: 'The tokens (RFC 6749 §5.1).',
          content: jsonContent(schemaRef('AppTokens'), {
            access_token: ACCESS_TOKEN,
            token_type: 'Bearer',
            expires_in: 300,
            refresh_token: REFRESH_TOKEN,
            scope: 'openid email',
            id_token: ID_TOKEN,
          }),
        },
      },
      oauthErrors: {
        400: ['invalid_request', 'invalid_grant', 'unsupported_grant_type'],
        401: ['invalid_client'],
        413: ['invalid_request'],
        429: ['temporarily_unavailable'],
        500: ['server_error'],
        503: ['temporarily_unavailable'],
      },
    }),
  },
  '/auth/userinfo/': {
    GET: (config) => ({ operationId: 'getUserInfo', summary: 'Show the user of an app', ...userInfo(config) }),
    POST: (config) => ({ operationId: 'postUserInfo', summary: 'Show the user of an app', ...userInfo(config) }),
  },
  '/auth/forward/': {
    GET: ({ userFields }) => ({
      operationId: 'forwardAuth',
      tag: 'Apps',
      summary: 'Identify the visitor of an app behind a proxy',
      description: 'For `auth_request` of nginx, `forward_auth` of Caddy and `forwardAuth` of Traefik.',
      errorStyle: 'text',
      parameters: [query('role', 'A role that the visitor must have.')],
      responses: {
        200: {
          description: 'The visitor is signed in.',
          headers: [
            'Remote-User',
            'Remote-Email',
            ...(namesOf(userFields).includes('name') ? (['Remote-Name'] as const) : []),
            'Remote-Groups',
          ],
          content: jsonContent({ type: 'object', maxProperties: 0 }, {}),
        },
        303: { description: 'A browser that asked for a page is led to sign in.', headers: ['Location'] },
      },
      errors: [new AuthError('permission_denied')],
    }),
  },
} satisfies Partial<Texts<Endpoint>>;
