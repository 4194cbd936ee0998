import {
  ANOTHER_PASSWORD,
  bearer,
  browserSession,
  mailbox,
  PASSWORD,
  registered,
  resetToken,
  signedIn,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
} from '../fixtures/accounts';
import { Client, findCookie } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

test.describe('shared rate limits', { tag: ['@postgres', '@slow'] }, () => {
  test('two instances on one database count together', async () => {
    const settings = await freshDatabase('postgres');
    const [one, other] = [await startServer(settings), await startServer(settings)];
    const { email } = await registered(new Client(one.baseUrl));
    const statuses: number[] = [];
    for (let tries = 0; tries < 14; tries += 1) {
      const client = new Client(tries % 2 === 0 ? one.baseUrl : other.baseUrl);
      statuses.push((await client.post('/auth/token/', { email, password: 'not the password' })).status);
    }
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(4).fill(429)]);

    const at = (baseUrl: string) => new Client(baseUrl, { localAddress: '127.9.9.9' });
    const post = async (baseUrl: string) =>
      (await at(baseUrl).post(`/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`, { password: PASSWORD })).status;
    for (let tries = 0; tries < 30; tries += 1) {
      expect([await post(one.baseUrl), await post(other.baseUrl)]).toEqual([400, 400]);
    }
    expect([await post(one.baseUrl), await post(other.baseUrl)]).toEqual([429, 429]);

    const owner = await signedIn(new Client(one.baseUrl));
    const Cookie = await browserSession(new Client(one.baseUrl), owner);
    const verify = async (baseUrl: string, token: string) =>
      (await at(baseUrl).post('/auth/token/verify/', { token })).status;
    for (let sent = 0; sent < 600; sent += 20) {
      const forged = Array.from({ length: 20 }, (_, at) => verify(at % 2 === 0 ? one.baseUrl : other.baseUrl, 'x'));
      expect(await Promise.all(forged)).toEqual(Array(20).fill(401));
    }
    for (const { baseUrl } of [one, other]) {
      expect([await verify(baseUrl, 'x'), await verify(baseUrl, owner.access)]).toEqual([429, 429]);
      expect((await at(baseUrl).get('/auth/me/', { Cookie })).status).toBe(200);
    }
    await Promise.all([one.stop(), other.stop()]);
  });

  test('two instances recognize the client that swapped a refresh token at the other', async () => {
    const rotating = { ROTATE_REFRESH_TOKENS: 'true', REFRESH_REUSE_SECONDS: '0' };
    const settings = { ...(await freshDatabase('postgres')), ...rotating };
    const [one, other] = [await startServer(settings), await startServer(settings)];
    const refreshAt = async (baseUrl: string, refresh: string, localAddress: string) =>
      (await new Client(baseUrl, { localAddress }).post('/auth/token/refresh/', { refresh })).status;
    const { refresh } = await signedIn(new Client(one.baseUrl));
    expect(await refreshAt(one.baseUrl, refresh, '127.9.9.1')).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 20)); // past REFRESH_REUSE_SECONDS=0
    expect(await refreshAt(other.baseUrl, refresh, '127.9.9.1')).toBe(200);
    expect(await refreshAt(other.baseUrl, refresh, '127.9.9.2')).toBe(401);
    expect(await refreshAt(one.baseUrl, refresh, '127.9.9.1')).toBe(401);
    await Promise.all([one.stop(), other.stop()]);
  });

  test('two instances let a known browser in while its address has used its failures up at both', async () => {
    const settings = await freshDatabase('postgres');
    const [one, other] = [await startServer(settings), await startServer(settings)];
    const at = (baseUrl: string) => new Client(baseUrl, { localAddress: '127.9.9.8' });
    const owner = await registered(new Client(one.baseUrl));
    const begun = await new Client(one.baseUrl).enhancedForm('/auth/token/', owner);
    const Cookie = `postern_device=${findCookie(begun, 'postern_device')?.value}`;
    const guess = async (baseUrl: string) =>
      (await at(baseUrl).post('/auth/token/', { email: 'nobody at all', password: 'wrong' })).status;
    const guessAtBoth = () => Promise.all([guess(one.baseUrl), guess(other.baseUrl)]);
    for (let round = 0; round < 2; round += 1) expect(await guessAtBoth()).toEqual([401, 401]);
    const counted = 'UPDATE rate_limit_counters SET count = 298 WHERE count = 4 RETURNING count';
    expect(await stored(settings, counted)).toHaveLength(1);
    expect(await guessAtBoth()).toEqual([401, 401]);
    for (const { baseUrl } of [one, other]) {
      expect((await at(baseUrl).enhancedForm('/auth/token/', owner)).status).toBe(429);
      expect((await at(baseUrl).enhancedForm('/auth/token/', owner, { Cookie })).status).toBe(200);
    }
    await Promise.all([one.stop(), other.stop()]);
  });

  test('two instances on one database send an address ten mails together', async () => {
    const APP_URL = 'http://localhost:3000';
    const settings = { ...(await freshDatabase('postgres')), APP_URL };
    const [one, other] = [await startServer(settings), await startServer(settings)];
    const stranger = uniqueEmail();
    const ask = async (at: number) => {
      const { baseUrl } = at % 2 === 0 ? one : other;
      const owner = await signedIn(new Client(baseUrl));
      const body = { password: PASSWORD, email: stranger };
      return async () => (await new Client(baseUrl).post('/auth/change-email/', body, bearer(owner))).status;
    };
    const asks: Awaited<ReturnType<typeof ask>>[] = [];
    while (asks.length < 16) asks.push(await ask(asks.length));
    const persistently = async (post: () => Promise<number>) => {
      for (;;) {
        const status = await post();
        if (status !== 503) return status; // a full line of hashes
      }
    };
    await Promise.all(asks.map(persistently));
    expect(await mailbox(new Client(one.baseUrl), stranger)).toHaveLength(10);
    await Promise.all([one.stop(), other.stop()]);
  });

  test('two instances let the owner of an account sign in sixty times an hour together, and a reset begins anew', async () => {
    const settings = await freshDatabase('postgres');
    const [one, other] = [await startServer(settings), await startServer(settings)];
    const { email } = await registered(new Client(one.baseUrl));
    const signIn = ({ baseUrl }: { baseUrl: string }, password = PASSWORD) =>
      new Client(baseUrl).post('/auth/token/', { email, password });
    for (const server of [one, other]) expect((await signIn(server)).status).toBe(200);
    const counted = 'UPDATE rate_limit_counters SET count = 58 WHERE count = 2 RETURNING count';
    expect(await stored(settings, counted)).toHaveLength(1);
    for (const server of [one, other]) expect((await signIn(server)).status).toBe(200);
    for (const server of [one, other]) {
      const refused = await signIn(server);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500);
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(3_600);
      const form = await new Client(server.baseUrl).form('/auth/token/', { email, password: PASSWORD });
      expect([form.status, form.headers.location]).toEqual([303, '/login/']);
      expect(findCookie(form, 'postern_session')).toBeNull();
      // A client without the password learns nothing of the limit, and it does not affect another account.
      expect((await signIn(server, 'not the password')).status).toBe(401);
      await signedIn(new Client(server.baseUrl));
    }
    const token = await resetToken(new Client(one.baseUrl), email);
    const reset = { password: ANOTHER_PASSWORD };
    expect((await new Client(one.baseUrl).post(`/auth/reset-password/${token}/`, reset)).status).toBe(200);
    for (const server of [one, other]) expect((await signIn(server, ANOTHER_PASSWORD)).status).toBe(200);
    await Promise.all([one.stop(), other.stop()]);
  });
});
