import { AuthError, emailTaken } from '../../errors';
import type { Endpoint } from '../../paths';
import { askedAtRegistration } from '../../profile/user-fields';
import { TERMS_FIELD } from '../../schemas/terms';
import { ACCESS_TOKEN, accountExample, EMAIL, PASSWORD, profileExample, REFRESH_TOKEN, TOKENS } from '../examples';
import { schemaRef } from '../json-schema';
import { type Describe, empty, jsonContent, linkToken, type ResponseText, type Texts } from '../operation-text';

type Config = Parameters<Describe>[0];

const created = (config: Config): ResponseText => ({
  description: config.registerSignsIn
    ? 'The account. An API client gets tokens beside it, a browser a session cookie.'
    : 'The account. A browser is signed in by a session cookie.',
  headers: ['Location', 'Set-Cookie'],
  content: jsonContent(schemaRef('NewAccount'), {
    ...accountExample(config),
    ...(config.registerSignsIn && TOKENS),
  }),
});

const asked = ({ userFields, termsVersion }: Config) => ({
  ...profileExample(askedAtRegistration(userFields)),
  ...(termsVersion !== undefined && { [TERMS_FIELD]: termsVersion }),
});

const password = ({ passwordMinLength }: Config) =>
  `The password has at least ${passwordMinLength} characters and is none that is common.`;

/** Registering, signing in, and the tokens that come of it. */
export const TOKEN_OPERATIONS = {
  '/auth/register/': {
    POST: (config) => ({
      operationId: 'register',
      tag: 'Tokens',
      summary: 'Create an account',
      description: `A link to verify the email is mailed. ${password(config)}`,
      requestExample: { email: EMAIL, password: PASSWORD, ...asked(config) },
      responses: { 201: created(config) },
      errors: [
        ...(config.hideUnknownEmails ? [] : [emailTaken()]),
        ...(config.registration === 'open' ? [] : [new AuthError('registration_closed')]),
      ],
    }),
  },
  '/auth/invitation/[token]/': {
    POST: (config) => ({
      operationId: 'acceptInvitation',
      tag: 'Tokens',
      summary: 'Create the account of an invitation',
      description: `The email is that of the invitation, and counts as verified. ${password(config)}`,
      parameters: [linkToken],
      requestExample: { password: PASSWORD, ...asked(config) },
      responses: { 201: created(config) },
      errors: [new AuthError('invalid_link')],
    }),
  },
  '/auth/token/': {
    POST: ({ requireVerifiedEmail, hideUnknownEmails }) => ({
      operationId: 'signIn',
      tag: 'Tokens',
      summary: 'Sign in',
      description: '`username` is an alias of `email`. A browser form gets a session cookie and no tokens.',
      requestExample: { email: EMAIL, password: PASSWORD },
      responses: {
        200: {
          description: 'The tokens of a new session; `{}` for a browser, which gets a cookie.',
          headers: ['Set-Cookie'],
          content: jsonContent({ anyOf: [schemaRef('Tokens'), { type: 'object', maxProperties: 0 }] }, TOKENS),
        },
      },
      errors: [
        new AuthError('bad_credentials'),
        ...(requireVerifiedEmail && !hideUnknownEmails ? [new AuthError('email_not_verified')] : []),
      ],
    }),
  },
  '/auth/token/refresh/': {
    POST: ({ rotateRefreshTokens }) => ({
      operationId: 'refreshToken',
      tag: 'Tokens',
      summary: 'Get a new access token',
      description:
        'A page of the same origin that has a session cookie sends an empty body, and gets an access token alone.',
      credentials: 'cookie-or-none',
      requestExample: { refresh: REFRESH_TOKEN },
      responses: {
        200: {
          description: rotateRefreshTokens
            ? 'A new pair: the former refresh token is replaced.'
            : 'A new access token.',
          content: jsonContent(schemaRef('RefreshedTokens'), rotateRefreshTokens ? TOKENS : { access: ACCESS_TOKEN }),
        },
      },
    }),
  },
  '/auth/token/verify/': {
    POST: () => ({
      operationId: 'verifyToken',
      tag: 'Tokens',
      summary: 'Check a token and its session',
      requestExample: { token: ACCESS_TOKEN },
      responses: { 200: { description: 'The token and its session are valid.', content: empty() } },
    }),
  },
  '/auth/token/blacklist/': {
    POST: () => ({
      operationId: 'blacklistToken',
      tag: 'Tokens',
      summary: 'End the session of a refresh token',
      requestExample: { refresh: REFRESH_TOKEN },
      responses: { 200: { description: 'The session has ended.', content: empty() } },
    }),
  },
  '/auth/logout/': {
    POST: () => ({
      operationId: 'signOut',
      tag: 'Tokens',
      summary: 'Sign a browser out',
      description: 'For browser forms. An API client ends its session by its refresh token.',
      credentials: 'cookie-or-none',
      responses: {
        200: {
          description: 'The session has ended; the same without one.',
          headers: ['Set-Cookie', 'Clear-Site-Data'],
          content: empty(),
        },
      },
      errors: [new AuthError('not_authenticated')],
    }),
  },
} satisfies Partial<Texts<Endpoint>>;
