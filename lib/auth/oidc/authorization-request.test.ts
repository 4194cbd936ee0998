import { expect, test } from 'playwright/test';
import { canonicalQuery, parseAuthorizationRequest, stateOf } from './authorization-request';

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'; // RFC 7636, appendix B

const GOOD: [string, string][] = [
  ['response_type', 'code'],
  ['client_id', 'web'],
  ['redirect_uri', 'https://app.example.com/callback'],
  ['scope', 'openid'],
  ['state', 'abc'],
  ['code_challenge', CHALLENGE],
  ['code_challenge_method', 'S256'],
];

/** The good request with some parameters in another way; those without a value are left out. */
function query(changed: Record<string, string | undefined> = {}): URLSearchParams {
  const all = { ...Object.fromEntries(GOOD), ...changed };
  return new URLSearchParams(Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined));
}

test('a request is read with its defaults', () => {
  expect(parseAuthorizationRequest(query())).toEqual({
    scope: 'openid',
    nonce: null,
    codeChallenge: CHALLENGE,
    interaction: 'if-needed',
    maxAgeSeconds: null,
    loginHint: undefined,
  });
});

test('known scopes are granted, each once and in one order', () => {
  const scopeOf = (scope: string) => parseAuthorizationRequest(query({ scope })).scope;
  expect(scopeOf('profile openid address email openid offline_access')).toBe('openid email profile offline_access');
});

const PROMPTS: [prompt: string, interaction: string][] = [
  ['none', 'never'],
  ['login', 'sign-in'],
  ['create', 'register'],
  ['login create', 'register'],
  ['select_account', 'sign-in'],
  ['consent', 'if-needed'],
  ['consent login', 'sign-in'],
  ['', 'if-needed'],
];

for (const [prompt, interaction] of PROMPTS) {
  test(`the prompt "${prompt}" means ${interaction}`, () => {
    expect(parseAuthorizationRequest(query({ prompt }))).toMatchObject({ interaction });
  });
}

const BAD: [changed: Record<string, string | undefined>, code: string][] = [
  [{ response_type: undefined }, 'invalid_request'],
  [{ response_type: '' }, 'invalid_request'],
  [{ response_type: 'token' }, 'unsupported_response_type'],
  [{ response_type: 'id_token' }, 'unsupported_response_type'],
  [{ response_type: 'code id_token' }, 'unsupported_response_type'],
  [{ response_mode: 'fragment' }, 'invalid_request'],
  [{ response_mode: 'form_post' }, 'invalid_request'],
  [{ response_mode: 'web_message' }, 'invalid_request'],
  [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
  [{ request_uri: 'https://app.example.com/request' }, 'request_uri_not_supported'],
  [{ scope: undefined }, 'invalid_scope'],
  [{ scope: 'email' }, 'invalid_scope'],
  [{ scope: 'OpenID' }, 'invalid_scope'],
  [{ code_challenge: undefined }, 'invalid_request'],
  [{ code_challenge: 'short' }, 'invalid_request'],
  [{ code_challenge: `${CHALLENGE}=` }, 'invalid_request'],
  // PKCE downgrade: RFC 7636 §4.3 would take a missing method for plain.
  [{ code_challenge_method: undefined }, 'invalid_request'],
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
  [{ code_challenge_method: 's256' }, 'invalid_request'],
  [{ prompt: 'none login' }, 'invalid_request'],
  [{ prompt: 'other' }, 'invalid_request'],
  [{ max_age: '-1' }, 'invalid_request'],
  [{ max_age: '1.5' }, 'invalid_request'],
  [{ max_age: 'x' }, 'invalid_request'],
  [{ nonce: 'a'.repeat(513) }, 'invalid_request'],
  [{ nonce: 'a\0b' }, 'invalid_request'],
];

const problemOf = (given: URLSearchParams): unknown => {
  try {
    return parseAuthorizationRequest(given);
  } catch (error) {
    return error;
  }
};

for (const [changed, code] of BAD) {
  test(`${JSON.stringify(changed).slice(0, 80)} is ${code}`, () => {
    const problem = problemOf(query(changed));
    expect(problem).toMatchObject({ name: 'OAuthError', code });
    // RFC 6749 §4.1.2.1: the characters of a description.
    expect(String(Reflect.get(Object(problem), 'message'))).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });
}

for (const [name] of GOOD.slice(3)) {
  test(`a second ${name} is invalid_request`, () => {
    const twice = query();
    twice.append(name, twice.get(name) ?? '');
    expect(problemOf(twice)).toMatchObject({ code: 'invalid_request' });
  });
}

test('a state that is sent twice is not sent back', () => {
  expect(stateOf(new URLSearchParams('state=a&state=b'))).toBeUndefined();
  expect(stateOf(new URLSearchParams('state='))).toBeUndefined();
  expect(stateOf(new URLSearchParams('state=a'))).toBe('a');
});

test('a request has one spelling, without what is not read', () => {
  const other = new URLSearchParams([['ui_locales', 'de'], ...GOOD.toReversed(), ['asked', 'x'], ['nonce', '']]);
  expect(canonicalQuery(other)).toBe(canonicalQuery(query()));
  expect(canonicalQuery(query({ state: 'other' }))).not.toBe(canonicalQuery(query()));
});
