import { bearer, registered, signedIn, UNKNOWN_RESET_TOKEN } from '../fixtures/accounts';
import { Client, OTHER_ORIGIN } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

const WRONG = 'not the password at all';

test.describe('counted log events', { tag: '@any-database' }, () => {
  test('what any client can send a thousand times is logged at once, and then as a number', async ({ serverWith }) => {
    const server = await serverWith({ CORS_ORIGINS: 'https://app.example.com' });
    const client = new Client(server.baseUrl);
    const lines = (event: string) =>
      server
        .logs()
        .split('\n')
        .filter((line) => line.includes(`"event":"${event}"`))
        .map((line) => JSON.parse(line));
    const told = { level: 'warn', count: 1, msg: expect.any(String) };
    const owner = await signedIn(client);

    const own = { Origin: client.appUrl, 'Sec-Fetch-Site': 'same-origin' };
    await client.get('/auth/me/', { ...bearer(owner), Origin: 'https://app.example.com' });
    await client.form('/auth/token/', owner, own);
    expect(lines('origin_refused')).toEqual([]);
    const preflight = { 'Access-Control-Request-Method': 'POST', Origin: OTHER_ORIGIN };
    expect((await client.request('OPTIONS', '/auth/token/', { headers: preflight })).status).toBe(204);
    expect((await client.form('/auth/token/', owner, { Origin: OTHER_ORIGIN })).status).toBe(403);
    expect((await client.get('/login/', { Origin: 'https://evil.example' })).status).toBe(421);
    await expect.poll(() => lines('origin_refused')).toMatchObject([told]);

    await client.post('/auth/token/verify/', { token: 'x' });
    await client.get('/auth/me/', bearer({ access: `${owner.access}x` }));
    await expect.poll(() => lines('token_forged')).toMatchObject([told]);

    const { email } = await registered(client);
    for (let tries = 0; tries < 12; tries += 1) await client.post('/auth/token/', { email, password: WRONG });
    await expect.poll(() => lines('sign_in_locked')).toMatchObject([told]);

    const dead = `/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`;
    for (let tries = 0; tries < 2; tries += 1) {
      expect((await client.post('/auth/token/', { email: 'x'.repeat(20_000) })).status).toBe(413);
      expect((await client.post(dead, { password: WRONG })).status).toBe(400);
    }
    await expect.poll(() => lines('body_too_large')).toMatchObject([told]);
    await expect.poll(() => lines('invalid_link')).toMatchObject([told]);
    expect(server.logs()).not.toContain(email);
  });
});
