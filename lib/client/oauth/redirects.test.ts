import { createHash } from 'node:crypto';
import { expect, test } from 'playwright/test';
import { createClient } from '../client';
import { SignInError } from '../errors';
import { json, type Step, scriptedFetch } from '../testing/scripted-fetch';
import { memoryTransactionStore } from './transaction-store';

const URL_OF_APP = 'https://app.example/callback';
const SIGN_IN = { clientId: 'web', redirectUri: URL_OF_APP, returnTo: '/orders/' };

function idToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'ES256' }), part(claims), 'signature'].join('.');
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

const claimsFor = (nonce: string | null) => ({
  iss: 'https://a.example',
  sub: '1',
  aud: 'web',
  exp: nowSeconds() + 300,
  iat: nowSeconds(),
  auth_time: nowSeconds(),
  nonce,
  name: 'Zoë',
});

const grant = (claims: object) =>
  json(200, {
    access_token: 'access',
    token_type: 'Bearer',
    expires_in: 300,
    refresh_token: 'refresh',
    id_token: idToken(claims),
  });

/** A sign-in that was started, and the URL that the browser would come back to. */
async function started(more: object = {}, ...steps: Step[]) {
  const { fetch, sent } = scriptedFetch(...steps);
  const client = createClient({ url: 'https://a.example', fetch, transactions: memoryTransactionStore() });
  const { searchParams } = new URL(await client.startSignIn({ ...SIGN_IN, ...more }));
  const back = new URL(URL_OF_APP);
  back.searchParams.set('iss', 'https://a.example');
  back.searchParams.set('state', searchParams.get('state') ?? '');
  back.searchParams.set('code', 'the-code');
  return { client, sent, asked: searchParams, back };
}

/** One whose ID token differs from the right one. */
async function withIdToken(changed: object, more: object = {}) {
  let nonce: string | null = null;
  const respond = () => grant({ ...claimsFor(nonce), ...changed });
  const { client, asked, back } = await started(more, respond);
  nonce = asked.get('nonce');
  return { client, back };
}

test('the browser is led to /authorize/ with a challenge, a state and a nonce', async () => {
  const { asked } = await started({ prompt: 'login', loginHint: 'ada@example.com', maxAgeSeconds: 60 });
  expect(Object.fromEntries(asked)).toEqual({
    response_type: 'code',
    client_id: 'web',
    redirect_uri: URL_OF_APP,
    scope: 'openid email profile offline_access',
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: 'S256',
    prompt: 'login',
    login_hint: 'ada@example.com',
    max_age: '60',
  });
  expect(new Set([asked.get('state'), asked.get('nonce'), asked.get('code_challenge')]).size).toBe(3);
});

test('the code is exchanged with the verifier of the challenge, and the tokens are kept', async () => {
  const { client, back } = await withIdToken({});
  const { claims, returnTo } = await client.finishSignIn(back);
  expect(claims).toMatchObject({ sub: '1', name: 'Zoë' });
  expect(returnTo).toBe('/orders/');
  expect(await client.tokens()).toMatchObject({ access: 'access', refresh: 'refresh' });
});

test('the verifier hashes to the challenge (RFC 7636)', async () => {
  const { client, sent, asked, back } = await started({}, json(400, { error: 'invalid_grant' }));
  await expect(client.finishSignIn(back)).rejects.toMatchObject({ code: 'invalid_grant' });
  const form = new URLSearchParams(sent[0]?.body);
  const verifier = form.get('code_verifier') ?? '';
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.get('code_challenge'));
  expect(Object.fromEntries(form)).toMatchObject({
    grant_type: 'authorization_code',
    code: 'the-code',
    client_id: 'web',
    redirect_uri: URL_OF_APP,
  });
});

test('a response counts once', async () => {
  const { client, back } = await withIdToken({});
  await client.finishSignIn(back);
  await expect(client.finishSignIn(back)).rejects.toMatchObject({ code: 'unknown_state' });
});

test('a response that this browser has not asked for is rejected', async () => {
  const { client, back, sent } = await started();
  back.searchParams.set('state', 'x');
  await expect(client.finishSignIn(back)).rejects.toMatchObject({ code: 'unknown_state' });
  back.searchParams.delete('state');
  await expect(client.finishSignIn(back)).rejects.toMatchObject({ code: 'unknown_state' });
  expect(sent).toEqual([]);
});

for (const iss of ['https://b.example', null]) {
  test(`a code of issuer ${iss} is not sent anywhere`, async () => {
    const { client, back, sent } = await started();
    if (iss === null) back.searchParams.delete('iss');
    else back.searchParams.set('iss', iss);
    await expect(client.finishSignIn(back)).rejects.toMatchObject({ code: 'wrong_issuer' });
    expect(sent).toEqual([]);
  });
}

test('an error of the server keeps its code and description', async () => {
  const { client, back } = await started();
  back.searchParams.delete('code');
  back.searchParams.set('error', 'login_required');
  back.searchParams.set('error_description', 'Nobody is signed in.');
  const error = await client.finishSignIn(back).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SignInError);
  expect(error).toMatchObject({ code: 'login_required', message: 'Nobody is signed in.' });
});

test('neither a code nor an error is an error', async () => {
  const { client, back } = await started();
  back.searchParams.delete('code');
  await expect(client.finishSignIn(back)).rejects.toMatchObject({ code: 'missing_code' });
});

const WRONG: [string, object, object?][] = [
  ['another nonce', { nonce: 'x' }],
  ['no nonce', { nonce: undefined }],
  ['another issuer', { iss: 'https://b.example' }],
  ['another app', { aud: 'mobile' }],
  ['several apps', { aud: ['web', 'mobile'] }],
  ['a time that is over', { exp: nowSeconds() - 61 }],
  ['no user', { sub: undefined }],
  ['a sign-in that is too old', { auth_time: nowSeconds() - 121 }, { maxAgeSeconds: 60 }],
  ['no time of the sign-in, where it is asked', { auth_time: undefined }, { maxAgeSeconds: 60 }],
];
for (const [name, changed, more] of WRONG) {
  test(`an ID token with ${name} is rejected, and no token is kept`, async () => {
    const { client, back } = await withIdToken(changed, more);
    await expect(client.finishSignIn(back)).rejects.toMatchObject({ code: 'invalid_id_token' });
    expect(await client.tokens()).toBeNull();
  });
}

test('signing out by redirect forgets the tokens and names the session', async () => {
  const { client, back } = await withIdToken({});
  await client.finishSignIn(back);
  const url = new URL(await client.startSignOut({ clientId: 'web', postLogoutRedirectUri: 'https://app.example/' }));
  expect(url.pathname).toBe('/sign-out/');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'web',
    id_token_hint: expect.stringMatching(/^[\w-]+\.[\w-]+\.signature$/),
    post_logout_redirect_uri: 'https://app.example/',
  });
  expect(await client.tokens()).toBeNull();
});
