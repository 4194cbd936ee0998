import { expect, test } from 'playwright/test';
import { addSeconds, toEpochSeconds } from '../time';
import { type ExpectedToken, signToken, verifyToken } from './jwt';
import { generateSigningKeyPair, importSigningKey, KeyRing } from './key-ring';

const NOW = new Date('2026-11-24T10:00:00Z');
const ISSUER = 'https://auth.example.com';
const EXPECTED: ExpectedToken = { kind: 'access', issuer: ISSUER, accessAudience: ISSUER, now: NOW };
const TOKEN = {
  kind: 'access',
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  sessionId: '01890a5d-ac96-774b-bcce-b302099a8058',
  jti: '0123456789abcdef0123456789abcdef',
  issuer: ISSUER,
  audience: ISSUER,
  issuedAt: NOW,
  expiresAt: addSeconds(NOW, 300),
} as const;

const newKey = async () =>
  importSigningKey({ ...(await generateSigningKeyPair('ES256')), algorithm: 'ES256', signsFrom: NOW });

/** A ring with one key, and a token of it that was verified before. */
async function verifiedOnce() {
  const key = await newKey();
  const ring = new KeyRing('ES256', [key]);
  const jwt = await signToken(ring, NOW, TOKEN);
  const { kind, userId, sessionId, jti } = TOKEN;
  const times = { issuedAt: toEpochSeconds(NOW), expiresAt: toEpochSeconds(TOKEN.expiresAt) };
  const token = { kind, issuer: ISSUER, userId, sessionId, jti, ...times };
  expect(await verifyToken(ring, jwt, EXPECTED)).toEqual({ ok: true, token });
  const verify = (given: string, expected: Partial<ExpectedToken> = {}) =>
    verifyToken(ring, given, { ...EXPECTED, ...expected });
  return { ring, key, jwt, token, verify };
}

test.describe('a token whose signature was verified before', () => {
  test('is accepted again', async () => {
    const { jwt, token, verify } = await verifiedOnce();
    expect(await verify(jwt)).toEqual({ ok: true, token });
  });

  test('expires in the second of its exp', async () => {
    const { jwt, token, verify } = await verifiedOnce();
    expect(await verify(jwt, { now: addSeconds(NOW, 299) })).toEqual({ ok: true, token });
    const expired = { ok: false, reason: 'expired', isForged: false };
    expect(await verify(jwt, { now: addSeconds(NOW, 300) })).toEqual(expired);
  });

  test('is invalid for another audience, for another issuer, and long before it was issued', async () => {
    const { jwt, verify } = await verifiedOnce();
    const invalid = { ok: false, reason: 'invalid', isForged: false };
    expect(await verify(jwt, { accessAudience: 'https://app.example.com' })).toEqual(invalid);
    expect(await verify(jwt, { issuer: 'https://other.example.com' })).toEqual(invalid);
    expect(await verify(jwt, { now: addSeconds(NOW, -3600) })).toEqual(invalid);
    expect(await verify(jwt, { kind: 'refresh' })).toEqual({ ok: false, reason: 'wrong_type', isForged: false });
  });

  test('is forged once its key was removed, and stays valid while other keys come and go', async () => {
    const { ring, key, jwt, token, verify } = await verifiedOnce();
    ring.replace([key, await newKey()]);
    ring.replace([key]);
    expect(await verify(jwt)).toEqual({ ok: true, token });
    ring.replace([await newKey()]);
    expect(await verify(jwt)).toEqual({ ok: false, reason: 'invalid', isForged: true });
  });

  test('does not make another signature or other claims valid', async () => {
    const { jwt, verify } = await verifiedOnce();
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: TOKEN.sessionId })).toString('base64url');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const forged of [`${header}.${changed}.${signature}`, `${header}.${payload}.${flipped}`, `${jwt}A`]) {
      expect(await verify(forged)).toEqual({ ok: false, reason: 'invalid', isForged: true });
    }
  });
});
