import { expect, test } from 'playwright/test';
import { addSeconds } from '../time';
import { signIdToken } from './id-token';
import { type InspectionRules, inspectToken, type TokenCause } from './inspect-token';
import { signToken, type TokenToSign, verifyToken } from './jwt';
import { generateSigningKeyPair, importSigningKey, type JwtAlgorithm, KeyRing } from './key-ring';

const NOW = new Date('2026-11-24T10:00:00Z');
const ISSUER = 'https://auth.example.com';
const RULES: InspectionRules = {
  as: null,
  issuer: ISSUER,
  accessAudience: 'https://api.example.com',
  clientIds: ['web'],
  now: addSeconds(NOW, 10),
};
const ACCESS: TokenToSign = {
  kind: 'access',
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  sessionId: '01890a5d-ac96-774b-bcce-b302099a8058',
  jti: '0123456789abcdef0123456789abcdef',
  issuer: ISSUER,
  audience: 'https://api.example.com',
  issuedAt: NOW,
  expiresAt: addSeconds(NOW, 300),
};
const REFRESH: TokenToSign = { ...ACCESS, kind: 'refresh', audience: `${ISSUER}/auth/token/refresh/` };

async function newRing(algorithm: JwtAlgorithm = 'ES256'): Promise<KeyRing> {
  const key = await importSigningKey({ ...(await generateSigningKeyPair(algorithm)), algorithm, signsFrom: NOW });
  return new KeyRing(algorithm, [key]);
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.describe('inspected token', () => {
  test('of each kind has no problem while it is good, with either algorithm', async () => {
    for (const algorithm of ['ES256', 'RS256'] as const) {
      const ring = await newRing(algorithm);
      const id = {
        issuer: ISSUER,
        clientId: 'web',
        userId: ACCESS.userId,
        sessionId: ACCESS.sessionId,
        accessToken: 'x',
        nonce: null,
        authenticatedAt: NOW,
        claims: {},
        issuedAt: NOW,
        expiresAt: addSeconds(NOW, 300),
      };
      const tokens = {
        access: await signToken(ring, NOW, ACCESS),
        refresh: await signToken(ring, NOW, REFRESH),
        id: await signIdToken(ring, id),
      };
      for (const [kind, jwt] of Object.entries(tokens)) {
        expect(await inspectToken(ring, jwt, RULES)).toMatchObject({ kind, isSigned: true, problems: [] });
      }
    }
  });

  test('has the problem for which verifyToken refuses it, with both values', async () => {
    const ring = await newRing();
    const [kid = ''] = ring.kids();
    const good = await signToken(ring, NOW, ACCESS);
    const [header = '', payload = '', signature = ''] = good.split('.');
    const changed = encoded({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'other' });
    const signed = (changes: Partial<TokenToSign>) => signToken(ring, NOW, { ...ACCESS, ...changes });
    const stranger = await signToken(await newRing(), NOW, ACCESS);
    const rows: [jwt: string, cause: TokenCause, found: string | RegExp, expected: string | RegExp][] = [
      ['a.b.c', 'malformed', /no JSON object/, 'a JSON Web Token'],
      [`${good}.${signature}`, 'malformed', '4 parts', '3 parts, separated by dots'],
      ['one', 'malformed', '1 part, 3 characters', '3 parts, separated by dots'],
      [`${encoded([])}.${payload}.${signature}`, 'malformed', /no JSON object/, 'a JSON Web Token'],
      [good.slice(0, 20), 'truncated', '1 part, 20 characters', '3 parts, separated by dots'],
      [`${header}.${payload}`, 'truncated', /^2 parts, \d+ characters$/, '3 parts, separated by dots'],
      [good.slice(0, -8), 'truncated', 'a signature of 78 characters', 'a signature of 86 characters'],
      [
        `${header}.${encoded({ a: 'b'.repeat(4000) })}.${signature}`,
        'too_long',
        /^\d+ characters$/,
        'at most 4096 characters',
      ],
      [`${encoded({ alg: 'none', kid })}.${payload}.`, 'algorithm', 'none', 'ES256'],
      [`${encoded({ alg: 'HS256' })}.${payload}.${signature}`, 'algorithm', 'HS256', 'ES256 or RS256'],
      [`${encoded({ alg: ['ES256'], kid })}.${payload}.${signature}`, 'algorithm', '["ES256"]', 'ES256'],
      [stranger, 'unknown_key', /^[\w-]{43}$/, kid],
      [`${encoded({ alg: 'ES256' })}.${payload}.${signature}`, 'unknown_key', 'none', kid],
      [`${header}.${changed}.${signature}`, 'bad_signature', 'a signature that does not match', new RegExp(kid)],
      [await signed({ expiresAt: addSeconds(NOW, 5) }), 'expired', '2026-11-24T10:00:05Z', /10:00:10Z/],
      [await signed({ issuedAt: addSeconds(NOW, 3600) }), 'not_yet_valid', '2026-11-24T11:00:00Z', /10:00:10Z/],
      [await signed({ issuer: 'https://staging.example.com' }), 'issuer', 'https://staging.example.com', ISSUER],
      [await signed({ audience: 'https://other.example.com' }), 'audience', /other/, 'https://api.example.com'],
    ];
    for (const [jwt, cause, found, expected] of rows) {
      const { problems } = await inspectToken(ring, jwt, RULES);
      const matching = (value: string | RegExp) =>
        expect.stringMatching(value instanceof RegExp ? value : literal(value));
      expect([cause, problems]).toEqual([
        cause,
        [expect.objectContaining({ cause, found: matching(found), expected: matching(expected) })],
      ]);
      const verified = await verifyToken(ring, jwt, { ...RULES, kind: 'any' });
      expect([cause, verified.ok]).toEqual([cause, false]);
      expect(JSON.stringify(problems)).not.toContain(jwt);
    }
  });

  test('has the wrong type where it was used as another', async () => {
    const ring = await newRing();
    const [access, refresh] = [await signToken(ring, NOW, ACCESS), await signToken(ring, NOW, REFRESH)];
    const causes = async (jwt: string, as: 'access' | 'refresh') =>
      (await inspectToken(ring, jwt, { ...RULES, as })).problems;
    expect(await causes(refresh, 'access')).toEqual([{ cause: 'wrong_type', found: 'refresh', expected: 'access' }]);
    expect(await causes(access, 'refresh')).toEqual([{ cause: 'wrong_type', found: 'access', expected: 'refresh' }]);
    expect(await causes(access, 'access')).toEqual([]);
  });

  test('tells how long ago it has expired, and every other problem as well', async () => {
    const ring = await newRing();
    const jwt = await signToken(ring, NOW, { ...ACCESS, issuer: 'https://old.example.com', audience: 'old' });
    const { problems } = await inspectToken(ring, jwt, { ...RULES, now: addSeconds(NOW, 360) });
    expect(problems.map(({ cause, seconds }) => [cause, seconds])).toEqual([
      ['expired', 60],
      ['issuer', undefined],
      ['audience', undefined],
    ]);
  });

  test('shows no more of a claim than a part', async () => {
    const ring = await newRing();
    const jwt = await signToken(ring, NOW, { ...ACCESS, audience: 'a'.repeat(1000) });
    const { problems } = await inspectToken(ring, jwt, RULES);
    expect(problems[0]?.found).toBe(`${'a'.repeat(200)}…`);
  });
});

const literal = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`);
