import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { tokensThatFetch } from '../api/jwt';
import { registered, signedIn, uniqueEmail } from '../fixtures/accounts';
import { type Answer, Client, OTHER_ORIGIN } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

test.describe('CORS and headers', { tag: '@any-database' }, () => {
  test('only pages of CORS_ORIGINS may read answers, and never with cookies', async ({ serverWith }) => {
    const server = await serverWith({ CORS_ORIGINS: 'https://app.example' });
    const client = new Client(server.baseUrl);
    const { access } = await signedIn(client);
    const asked = { Origin: 'https://app.example', Authorization: `Bearer ${access}` };

    const preflight = await client.request('OPTIONS', '/auth/me/', {
      headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers':
        'Authorization, Content-Type, X-Request-Id, X-Requested-With, X-CSRFToken, traceparent, tracestate, baggage, sentry-trace',
    });
    for (const answer of [await client.get('/auth/me/', asked), await client.post('/auth/token/', {}, asked)]) {
      expect(answer.headers['access-control-allow-origin']).toBe('https://app.example');
      expect(answer.headers.vary).toContain('Origin');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    }
    for (const Origin of [OTHER_ORIGIN, 'https://evil.example', 'https://app.example.evil.example', 'null']) {
      const { headers } = await client.get('/auth/me/', { Origin, Authorization: `Bearer ${access}` });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers.vary).toContain('Origin');
    }
    // The result of a form depends on what its script accepts as well.
    expect((await client.pageForm('/auth/token/', {})).headers.vary).toMatch(/\bAccept\b(?!-).*\bOrigin\b/);
    // An origin that may read is still no origin that may post forms.
    const form = await client.form('/auth/token/', await registered(client), {
      Origin: 'https://app.example',
      'Sec-Fetch-Site': 'cross-site',
    });
    expect(form.status).toBe(403);
  });

  test('without CORS_ORIGINS no answer names an origin', async ({ server }) => {
    const client = new Client(server.baseUrl);
    for (const path of ['/auth/me/', '/.well-known/jwks.json', '/login/']) {
      const { headers } = await client.get(path, { Origin: OTHER_ORIGIN });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('password managers are sent to the account', async ({ server }) => {
    const answer = await new Client(server.baseUrl).get('/.well-known/change-password');
    expect([answer.status, answer.headers.location]).toEqual([303, '/account/']);
  });

  test('security.txt names the contact of SECURITY_CONTACT, and is a 404 without it', async ({
    server,
    serverWith,
  }) => {
    expect((await new Client(server.baseUrl).get('/.well-known/security.txt')).status).toBe(404);
    const named = await serverWith({ SECURITY_CONTACT: 'mailto:security@example.com' });
    const { status, headers, text } = await new Client(named.baseUrl).get('/.well-known/security.txt');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toMatch(/^Contact: mailto:security@example\.com\nExpires: \d{4}-\d\d-\d\dT[\d:.]+Z\nCanonical: http/);
    const expiresAt = Date.parse(text.match(/Expires: (.*)/)?.[1] ?? '');
    expect(expiresAt).toBeGreaterThan(Date.now());
    expect(expiresAt).toBeLessThan(Date.now() + 365 * 86_400_000);
  });

  test('no token makes the server fetch a key from anywhere', async ({ server }) => {
    let connections = 0;
    const elsewhere = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    const client = new Client(server.baseUrl);
    const { access, refresh } = await signedIn(client);
    for (const token of tokensThatFetch(refresh, `http://127.0.0.1:${port}/jwks.json`)) {
      expect((await client.post('/auth/token/refresh/', { refresh: token })).status).toBe(401);
      expect((await client.post('/auth/token/verify/', { token })).status).toBe(401);
    }
    for (const token of tokensThatFetch(access, `http://127.0.0.1:${port}/jwks.json`)) {
      expect((await client.get('/auth/me/', { Authorization: `Bearer ${token}` })).status).toBe(401);
    }
    elsewhere.close();
    await once(elsewhere, 'close');
    expect(connections).toBe(0);
  });

  test('unknown, wrong and disabled are one refusal, to the byte and the header', async ({ database }) => {
    const settings = await freshDatabase(database);
    const server = await startServer(settings);
    const { refresh, access, ...disabled } = await signedIn(new Client(server.baseUrl));
    await server.stop();
    await stored(settings, 'UPDATE users SET disabled_at = now()');
    const { baseUrl, stop } = await server.restart();
    const client = () => new Client(baseUrl);
    const enabled = await registered(client());

    const refusals = [
      await client().post('/auth/token/', { email: uniqueEmail(), password: disabled.password }),
      await client().post('/auth/token/', { email: enabled.email, password: 'not the password at all' }),
      await client().post('/auth/token/', disabled),
    ];
    const shape = ({ status, text, headers }: Answer) => ({ status, text, headers: Object.keys(headers) });
    const [unknown, ...others] = refusals.map(shape);
    expect(unknown?.status).toBe(401);
    expect(others).toEqual([unknown, unknown]);
    const refused = { detail: 'No active account found for the given token.' };
    expect((await client().post('/auth/token/refresh/', { refresh })).json()).toEqual(refused);
    expect((await client().get('/auth/me/', { Authorization: `Bearer ${access}` })).status).toBe(401);
    await stop();
  });
});
