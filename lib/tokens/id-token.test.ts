import { expect, test } from 'playwright/test';
import { addSeconds } from '../time';
import { readIdTokenHint, signIdToken } from './id-token';
import { signToken, verifyToken } from './jwt';
import { generateSigningKeyPair, importSigningKey, KeyRing } from './key-ring';

const NOW = new Date('2026-11-24T10:00:00Z');
const ISSUER = 'https://login.example.com';
const ACCESS = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'; // OpenID Connect Core, appendix A.3
const ID = {
  issuer: ISSUER,
  clientId: 'web',
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  sessionId: '01890a5d-ac96-774b-bcce-b302099a8058',
  accessToken: ACCESS,
  nonce: 'n-0S6_WzA2Mj',
  authenticatedAt: addSeconds(NOW, -60),
  claims: { email: 'a@example.com', sub: 'other', aud: 'other' },
  issuedAt: NOW,
  expiresAt: addSeconds(NOW, 300),
};

const newKey = async () =>
  importSigningKey({ ...(await generateSigningKeyPair('ES256')), algorithm: 'ES256', signsFrom: NOW });
const ringOf = async () => new KeyRing('ES256', [await newKey()]);
const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

test('an ID token has the claims of OpenID Connect, which no other takes the place of', async () => {
  expect(claimsOf(await signIdToken(await ringOf(), ID))).toEqual({
    email: 'a@example.com',
    auth_time: 1_795_514_340,
    sid: ID.sessionId,
    at_hash: '77QmUPtjPfzWtF2AnpK9RQ',
    nonce: 'n-0S6_WzA2Mj',
    iss: ISSUER,
    sub: ID.userId,
    aud: 'web',
    iat: 1_795_514_400,
    exp: 1_795_514_700,
  });
});

test('a nonce that was not sent is not there', async () => {
  expect(claimsOf(await signIdToken(await ringOf(), { ...ID, nonce: null }))).not.toHaveProperty('nonce');
});

test('an ID token is neither an access nor a refresh token', async () => {
  const ring = await ringOf();
  const jwt = await signIdToken(ring, { ...ID, clientId: ISSUER });
  for (const kind of ['access', 'refresh', 'any'] as const) {
    const expected = { kind, issuer: ISSUER, accessAudience: ISSUER, now: NOW };
    expect(await verifyToken(ring, jwt, expected)).toEqual({ ok: false, reason: 'invalid', isForged: false });
  }
});

test('an ID token of ours is a hint', async () => {
  const ring = await ringOf();
  const hint = { clientId: 'web', sessionId: ID.sessionId };
  expect(await readIdTokenHint(ring, await signIdToken(ring, ID), ISSUER)).toEqual(hint);
});

test('an access token, a forged ID token and one of another issuer are no hint', async () => {
  const ring = await ringOf();
  const jwt = await signIdToken(ring, ID);
  const access = await signToken(ring, NOW, {
    kind: 'access',
    userId: ID.userId,
    sessionId: ID.sessionId,
    jti: '0123456789abcdef0123456789abcdef',
    issuer: ISSUER,
    audience: 'web',
    issuedAt: NOW,
    expiresAt: ID.expiresAt,
  });
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const changed = Buffer.from(JSON.stringify({ ...claimsOf(jwt), aud: 'grafana' })).toString('base64url');
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const other of [
    access,
    `${header}.${changed}.${signature}`,
    `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
    `${unsigned}.${payload}.`,
    `${header}.${payload}`,
    `${jwt}${'A'.repeat(12_000)}`,
    'hint',
    '',
  ]) {
    expect(await readIdTokenHint(ring, other, ISSUER)).toBeNull();
  }
  expect(await readIdTokenHint(ring, jwt, 'https://other.example.com')).toBeNull();
  expect(await readIdTokenHint(await ringOf(), jwt, ISSUER)).toBeNull();
});
