import { createPublicKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { type Account, browserSession, signedIn, type Tokens } from '../fixtures/accounts';
import type { Client } from '../fixtures/client';
import {
  BAD_AUTHORIZATION,
  expectJson,
  expectJsonWithoutCookies,
  NO_CREDENTIALS,
  refusedAccess,
  refusedToken,
  UUID_V7,
} from './answers';
import { expect, test } from './api-test';
import { claimsOf, FORGERIES, headerOf, type PublicKey } from './jwt';

const CLAIMS = ['aud', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub', 'token_type', 'user_id'];

async function requireKey(client: Client, token: string): Promise<PublicKey> {
  const { keys } = (await client.get('/.well-known/jwks.json')).json<{ keys: PublicKey[] }>();
  const key = keys.find(({ kid }) => kid === headerOf(token).kid);
  if (key === undefined) throw new Error('The key of this token is not published');
  return key;
}

test.describe('the claims', () => {
  test('of an access token are those of the contract', async ({ client, member: { email, password, id } }) => {
    const { access } = await signedIn(client, { email, password, id });
    const claims = claimsOf(access);
    expect(Object.keys(claims).sort()).toEqual(CLAIMS);
    expect(claims).toEqual({
      iss: client.appUrl,
      aud: client.appUrl,
      sub: id,
      user_id: id,
      sid: expect.stringMatching(UUID_V7),
      token_type: 'access',
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
      iat: expect.any(Number),
      exp: claims.iat + 300,
    });
    expectNow(claims.iat);
  });

  test('of a refresh token are those of the contract', async ({ client, member: { email, password, id } }) => {
    const { access, refresh } = await signedIn(client, { email, password, id });
    const claims = claimsOf(refresh);
    expect(Object.keys(claims).sort()).toEqual(CLAIMS);
    expect(claims).toEqual({
      iss: client.appUrl,
      aud: `${client.appUrl}/auth/token/refresh/`,
      sub: id,
      user_id: id,
      sid: claimsOf(access).sid,
      token_type: 'refresh',
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    expect(claims.jti).not.toBe(claimsOf(access).jti);
    expectNow(claims.iat);
  });

  test('of a refresh token that does not rotate end with the session, 90 days on', async ({ member: { refresh } }) => {
    const { iat, exp } = claimsOf(refresh);
    expect(Math.abs(exp - iat - 7_776_000)).toBeLessThanOrEqual(1);
  });

  test('stand under a header of algorithm, key and kind alone', async ({ access, member: { refresh } }) => {
    const common = { alg: expect.stringMatching(/^(ES256|RS256)$/), kid: expect.stringMatching(/./) };
    expect(headerOf(access)).toEqual({ ...common, typ: 'JWT' });
    expect(headerOf(refresh)).toEqual({ ...common, typ: 'rt+jwt' });
  });

  test('count in whole seconds', async ({ access, member: { refresh } }) => {
    for (const token of [access, refresh]) {
      const { iat, exp } = claimsOf(token);
      expect([iat, exp].every(Number.isInteger)).toBe(true);
    }
  });
});

test.describe('/.well-known/jwks.json', () => {
  test('holds the key of both tokens, for their algorithm, to verify with', async ({
    client,
    access,
    member: { refresh },
  }) => {
    for (const token of [access, refresh]) {
      expect(await requireKey(client, token)).toMatchObject({ use: 'sig', alg: headerOf(token).alg });
    }
  });

  test('holds public keys only, each under a kid of its own', async ({ client }) => {
    const answer = await client.get('/.well-known/jwks.json');
    const { keys, ...rest } = answer.json<{ keys: PublicKey[] }>();
    expect(rest).toEqual({});
    expect(keys.length).toBeGreaterThanOrEqual(1);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
    for (const key of keys) {
      const secret = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].filter((name) => name in key);
      expect(secret).toEqual([]);
      expect(key).toMatchObject({ kty: expect.stringMatching(/^(EC|RSA)$/), alg: expect.any(String), use: 'sig' });
    }
  });

  test('is JSON that may be cached', async ({ client }) => {
    const { status, headers } = await client.get('/.well-known/jwks.json');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/(json|jwk-set\+json)\b/);
    expect(headers['cache-control']).toMatch(/max-age=[1-9]/);
    expect(headers['cache-control']).not.toMatch(/no-store|private/);
  });
});

test.describe('a service that has only the public keys', () => {
  test('accepts an access token for its audience', async ({ client, access, member: { id } }) => {
    const key = await requireKey(client, access);
    const verified = jwt.verify(access, createPublicKey({ key, format: 'jwk' }), {
      algorithms: [key.alg as jwt.Algorithm],
      audience: client.appUrl,
      issuer: client.appUrl,
    });
    expect(verified).toMatchObject({ sub: id, token_type: 'access' });
  });

  test('refuses an access token for another audience or issuer', async ({ client, access }) => {
    const key = await requireKey(client, access);
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const algorithms = [key.alg as jwt.Algorithm];
    expect(() => jwt.verify(access, publicKey, { algorithms, audience: 'https://other.example' })).toThrow('audience');
    expect(() => jwt.verify(access, publicKey, { algorithms, issuer: 'https://other.example' })).toThrow('issuer');
  });

  test('refuses a refresh token for an access token', async ({ client, member: { refresh } }) => {
    const key = await requireKey(client, refresh);
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const algorithms = [key.alg as jwt.Algorithm];
    expect(() => jwt.verify(refresh, publicKey, { algorithms, audience: client.appUrl })).toThrow('audience');
    const own = `${client.appUrl}/auth/token/refresh/`;
    expect(jwt.verify(refresh, publicKey, { algorithms, audience: own })).toMatchObject({ token_type: 'refresh' });
  });
});

test.describe('a forged token is rejected:', { tag: '@any-database' }, () => {
  for (const [name, forge] of Object.entries(FORGERIES)) {
    test(name, async ({ client, access, member: { refresh } }) => {
      const key = await requireKey(client, refresh);
      const invalid = refusedToken('Token is invalid');
      const [forgedRefresh, forgedAccess] = [forge(refresh, key), forge(access, key)];
      for (const path of ['/auth/token/refresh/', '/auth/token/blacklist/']) {
        expectJsonWithoutCookies(await client.post(path, { refresh: forgedRefresh }), 401, invalid);
      }
      for (const token of [forgedRefresh, forgedAccess]) {
        expectJsonWithoutCookies(await client.post('/auth/token/verify/', { token }), 401, invalid);
      }
      const Authorization = `Bearer ${forgedAccess}`;
      expectJsonWithoutCookies(
        await client.get('/auth/me/', { Authorization }),
        401,
        refusedAccess('Token is invalid'),
      );
      expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(200);
    });
  }
});

test.describe('/auth/token/verify/', () => {
  test('answers a good token of either kind with {}', async ({ client, access, member: { refresh } }) => {
    for (const token of [access, refresh]) {
      expectJsonWithoutCookies(await client.post('/auth/token/verify/', { token }), 200, {});
      expectJsonWithoutCookies(await client.formEncodedApiPost('/auth/token/verify/', { token }), 200, {});
    }
  });

  test('leaves a token as good as it was', async ({ client, member: { refresh } }) => {
    await client.post('/auth/token/verify/', { token: refresh });
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(200);
  });
});

test.describe('/auth/token/blacklist/', () => {
  test('ends the session with {}, once', async ({ client }) => {
    const { refresh } = await signedIn(client);
    expectJsonWithoutCookies(await client.post('/auth/token/blacklist/', { refresh }), 200, {});
    const again = await client.post('/auth/token/blacklist/', { refresh });
    expectJsonWithoutCookies(again, 401, refusedToken('Token is blacklisted'));
  });

  test('ends that session only', async ({ client }) => {
    const owner = await signedIn(client);
    const other = await signedIn(client, owner);
    const Cookie = await browserSession(client, owner);
    expectJson(await client.post('/auth/token/blacklist/', { refresh: owner.refresh }), 200, {});
    expect((await client.post('/auth/token/refresh/', { refresh: other.refresh })).status).toBe(200);
    expect((await client.get('/auth/me/', { Authorization: `Bearer ${other.access}` })).status).toBe(200);
    expect((await client.get('/auth/me/', { Cookie })).status).toBe(200);
  });

  test('takes no access token', async ({ client, access }) => {
    const answer = await client.post('/auth/token/blacklist/', { refresh: access });
    expectJsonWithoutCookies(answer, 401, refusedToken('Token has wrong type'));
    expect((await client.get('/auth/me/', { Authorization: `Bearer ${access}` })).status).toBe(200);
  });
});

test.describe('a session that ended is refused at once everywhere', () => {
  const refusals: Record<string, (client: Client, session: Account & Tokens) => Promise<void>> = {
    'by /auth/me/': async (client, { access }) => {
      const answer = await client.get('/auth/me/', { Authorization: `Bearer ${access}` });
      expectJson(answer, 401, refusedAccess('Token is blacklisted'));
    },
    'by /auth/token/verify/, the access token': async (client, { access }) => {
      const answer = await client.post('/auth/token/verify/', { token: access });
      expectJson(answer, 401, refusedToken('Token is blacklisted'));
    },
    'by /auth/token/verify/, the refresh token': async (client, { refresh }) => {
      const answer = await client.post('/auth/token/verify/', { token: refresh });
      expectJson(answer, 401, refusedToken('Token is blacklisted'));
    },
    'by /auth/token/refresh/': async (client, { refresh }) => {
      const answer = await client.post('/auth/token/refresh/', { refresh });
      expectJson(answer, 401, refusedToken('Token is blacklisted'));
    },
    'by /auth/token/blacklist/': async (client, { refresh }) => {
      const answer = await client.post('/auth/token/blacklist/', { refresh });
      expectJson(answer, 401, refusedToken('Token is blacklisted'));
    },
  };
  for (const [name, refuse] of Object.entries(refusals)) {
    test(name, async ({ client, member: { email, password, id } }) => {
      const session = await signedIn(client, { email, password, id });
      expectJson(await client.post('/auth/token/blacklist/', { refresh: session.refresh }), 200, {});
      await refuse(client, session);
    });
  }

  test('access tokens made by its refresh token included', async ({ client, member: { email, password, id } }) => {
    const { refresh } = await signedIn(client, { email, password, id });
    const { access } = (await client.post('/auth/token/refresh/', { refresh })).json<Tokens>();
    expectJson(await client.post('/auth/token/blacklist/', { refresh }), 200, {});
    const answer = await client.get('/auth/me/', { Authorization: `Bearer ${access}` });
    expectJson(answer, 401, refusedAccess('Token is blacklisted'));
  });
});

test.describe('/auth/me/', () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    test(`takes an access token by the scheme ${scheme}`, async ({ client, access, member: { id, email } }) => {
      const answer = await client.get('/auth/me/', { Authorization: `${scheme} ${access}` });
      const created_at = answer.json<{ created_at: string }>().created_at;
      expectJsonWithoutCookies(answer, 200, { id, email, email_verified: false, created_at });
    });
  }

  test('takes a session cookie', async ({ client, memberCookie, member: { id, email } }) => {
    const answer = await client.get('/auth/me/', { Cookie: memberCookie });
    expect(answer.json()).toMatchObject({ id, email, email_verified: false });
    expectJson(answer, 200, expect.anything());
  });

  test('says when neither came', async ({ client }) => {
    expectJsonWithoutCookies(await client.get('/auth/me/'), 401, NO_CREDENTIALS);
    const Cookie = `${client.sessionCookie}=x; other=1`;
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
  });

  for (const scheme of ['Basic', 'Token', 'JWT', 'Digest', 'BearerX']) {
    test(`counts the scheme ${scheme} as none, so that a cookie beside it counts`, async ({
      client,
      access,
      memberCookie,
    }) => {
      const Authorization = `${scheme} ${access}`;
      expectJson(await client.get('/auth/me/', { Authorization }), 401, NO_CREDENTIALS);
      expect((await client.get('/auth/me/', { Authorization, Cookie: memberCookie })).status).toBe(200);
    });
  }

  test('refuses Bearer with no or two values', async ({ client, access }) => {
    for (const Authorization of ['Bearer', 'bearer', `Bearer ${access} ${access}`, 'Bearer x y', 'Bearer a b c']) {
      expectJsonWithoutCookies(await client.get('/auth/me/', { Authorization }), 401, BAD_AUTHORIZATION);
    }
  });

  test('refuses a refresh token as one of the wrong type', async ({ client, member: { refresh } }) => {
    const answer = await client.get('/auth/me/', { Authorization: `Bearer ${refresh}` });
    expectJsonWithoutCookies(answer, 401, refusedAccess('Token has wrong type'));
  });

  test('takes no token from the address or the body', async ({ client, access }) => {
    expectJson(await client.get(`/auth/me/?access_token=${access}&token=${access}`), 401, NO_CREDENTIALS);
  });

  test('never answers a strange Authorization header with anything but a 401', async ({ client, access }) => {
    for (const Authorization of [
      '',
      ' ',
      ',',
      'Bearer,',
      `Bearer\t${access}\t`,
      `Bearer=${access}`,
      '\xff\xfe',
      'Bearer \xff',
    ]) {
      expect((await client.get('/auth/me/', { Authorization })).status, JSON.stringify(Authorization)).toBeLessThan(
        500,
      );
    }
    expect((await client.get('/auth/me/', { Authorization: 'Bearer \xff' })).status).toBe(401);
  });
});

test('/auth/logout/ is a 401 for an API client, whose cookies do not count', async ({ client, memberCookie }) => {
  expectJsonWithoutCookies(await client.post('/auth/logout/', {}), 401, NO_CREDENTIALS);
  expectJsonWithoutCookies(await client.post('/auth/logout/', {}, { Cookie: memberCookie }), 401, NO_CREDENTIALS);
  expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
});

/** An instant in JWT seconds that is this very minute. */
function expectNow(instantSeconds: number): void {
  expect(Math.abs(instantSeconds - Date.now() / 1_000)).toBeLessThan(60);
}
