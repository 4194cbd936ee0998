import { singleValue } from '../../config/registered-app';
import { OAuthError } from '../../oauth-error';

/** What an app asks for at `/authorize/` (RFC 6749 §4.1.1; OpenID Connect Core §3.1.2.1). Pure. */
export type AuthorizationRequest = {
  /** Granted: what is known of what was asked for. */
  scope: string;
  nonce: string | null;
  codeChallenge: string;
  /** `sign-in` and `register`: also for a signed-in user. `never`: no page is shown. */
  interaction: 'if-needed' | 'sign-in' | 'register' | 'never';
  maxAgeSeconds: number | null;
  loginHint: string | undefined;
};

export const SCOPES = ['openid', 'email', 'profile', 'offline_access'] as const;
export const PROMPTS = ['none', 'login', 'create'] as const;

/** What Postern reads; nothing else is kept while somebody signs in. */
const PARAMETERS = [
  ...[
    'response_type',
    'client_id',
    'redirect_uri',
    'scope',
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
  ],
  ...['prompt', 'login_hint', 'max_age', 'response_mode', 'request', 'request_uri'],
];

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
/** It is stored, and goes along with the ID token. */
const NONCE = /^[\x20-\x7e]{1,512}$/;
const MAX_HINT_LENGTH = 254;

const invalid = (description: string) => new OAuthError('invalid_request', description);

/** A parameter without a value counts as missing (RFC 6749 §3.1). */
const parameter = (query: URLSearchParams, name: string): string | undefined => singleValue(query, name) || undefined;

/** What the app gets back in every response; a state that was sent twice is none. */
export const stateOf = (query: URLSearchParams): string | undefined => parameter(query, 'state');

/** @throws OAuthError which the app is told */
export function parseAuthorizationRequest(query: URLSearchParams): AuthorizationRequest {
  const twice = PARAMETERS.find((name) => singleValue(query, name) === null);
  if (twice) throw invalid(`The parameter ${twice} must not be repeated.`);
  requireSupported(query);
  return {
    scope: parseScope(parameter(query, 'scope')),
    nonce: parseNonce(parameter(query, 'nonce')),
    codeChallenge: parseChallenge(query),
    interaction: parsePrompt(parameter(query, 'prompt')),
    maxAgeSeconds: parseMaxAge(parameter(query, 'max_age')),
    loginHint: parameter(query, 'login_hint')?.slice(0, MAX_HINT_LENGTH),
  };
}

function requireSupported(query: URLSearchParams): void {
  if (parameter(query, 'request')) throw new OAuthError('request_not_supported', 'Request objects are not supported.');
  if (parameter(query, 'request_uri')) {
    throw new OAuthError('request_uri_not_supported', 'Request objects are not supported.');
  }
  const responseType = parameter(query, 'response_type');
  if (!responseType) throw invalid('The parameter response_type is required.');
  if (responseType !== 'code') throw new OAuthError('unsupported_response_type', 'The response_type must be code.');
  if ((parameter(query, 'response_mode') ?? 'query') !== 'query') throw invalid('The response_mode must be query.');
}

function parseScope(scope = ''): string {
  const asked = scope.split(' ');
  if (!asked.includes('openid')) throw new OAuthError('invalid_scope', 'The scope must contain openid.');
  return SCOPES.filter((name) => asked.includes(name)).join(' ');
}

function parseNonce(nonce: string | undefined): string | null {
  if (nonce === undefined || NONCE.test(nonce)) return nonce ?? null;
  throw invalid('The nonce must have at most 512 characters of ASCII.');
}

/** The method `plain`, which is the default of RFC 7636 §4.3, is none here: a code would be worth what its request is. */
function parseChallenge(query: URLSearchParams): string {
  const challenge = parameter(query, 'code_challenge');
  if (!challenge) throw invalid('The parameter code_challenge is required (PKCE).');
  if (parameter(query, 'code_challenge_method') !== 'S256') throw invalid('The code_challenge_method must be S256.');
  if (!CHALLENGE.test(challenge)) throw invalid('The code_challenge must be a SHA-256 in base64url.');
  return challenge;
}

/** `consent` changes nothing, because apps need no consent here; `select_account` is handled like `login`. */
function parsePrompt(prompt: string | undefined): AuthorizationRequest['interaction'] {
  const prompts = new Set((prompt ?? '').split(' ').filter((each) => each !== '' && each !== 'consent'));
  if (prompts.has('none')) {
    if (prompt !== 'none') throw invalid('The prompt none must stand alone.');
    return 'never';
  }
  const known = ['login', 'select_account', 'create'];
  if ([...prompts].some((each) => !known.includes(each))) throw invalid('The prompt must be none, login or create.');
  if (prompts.has('create')) return 'register';
  return prompts.size > 0 ? 'sign-in' : 'if-needed';
}

function parseMaxAge(maxAge: string | undefined): number | null {
  if (maxAge === undefined) return null;
  if (!/^\d{1,9}$/.test(maxAge)) throw invalid('The max_age must be a number of seconds.');
  return Number(maxAge);
}

/** The request in one spelling, without what Postern does not read. */
export function canonicalQuery(query: URLSearchParams): string {
  const entries = PARAMETERS.flatMap((name) => {
    const value = parameter(query, name);
    return value === undefined ? [] : [[name, value]];
  });
  return new URLSearchParams(entries).toString();
}

/** The names in a scope. @param scope null for a session that no app has begun */
export const scopesOf = (scope: string | null): string[] => scope?.split(' ') ?? [];
