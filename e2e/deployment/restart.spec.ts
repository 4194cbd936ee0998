import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import nodeModule from 'node:module';
import { hostname } from 'node:os';
import path from 'node:path';
import { ANOTHER_PASSWORD, registered, resetToken, signedIn, type Tokens } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { emptyDatabase, freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { failedStart, startServer } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

test.describe('restart', { tag: '@slow' }, () => {
  test('a restart between any two steps of a user changes nothing', async ({ database }) => {
    const settings = await freshDatabase(database);
    let server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const restart = async () => {
      server = await server.restart();
    };
    const account = await registered(client);
    await restart();
    const { access, refresh } = await signedIn(client, account);
    await restart();
    expect((await client.get('/auth/me/', { Authorization: `Bearer ${access}` })).status).toBe(200);
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(200);
    const token = await resetToken(client, account.email);
    await restart();
    expect((await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD })).status).toBe(200);
    await restart();
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(401);
    await signedIn(client, { ...account, password: ANOTHER_PASSWORD });
    expect(await server.stop()).toBe(0);
  });

  test('kill -9 straight after a 201: the user is there', async ({ serverWith }) => {
    const server = await serverWith();
    const client = new Client(server.baseUrl);
    const account = await registered(client);
    await server.kill();
    const again = await server.restart();
    await signedIn(client, account);
    expect(await again.stop()).toBe(0);
  });

  test('SIGTERM answers what is in flight and ends with 0', async ({ serverWith }) => {
    const server = await serverWith();
    const client = new Client(server.baseUrl);
    const { email, password } = await registered(client);
    const inFlight = Array.from({ length: 6 }, () => client.post('/auth/token/', { email, password }));
    await Promise.race(inFlight);
    const code = await server.stop();
    expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(code).toBe(0);
  });

  test('keeps what V8 compiled for later starts, where Node.js can', { tag: '@any-database' }, async ({
    serverWith,
  }) => {
    const server = await serverWith();
    expect(await server.stop()).toBe(0);
    const folder = path.join(import.meta.dirname, '..', '..', '.next', 'cache', 'compiled-code');
    expect(existsSync(folder)).toBe('enableCompileCache' in nodeModule);
  });

  test('a secret that opens no stored key refuses the start and makes no new keys', { tag: '@any-database' }, async ({
    serverWith,
  }) => {
    const server = await serverWith({ AUTH_SECRET: randomBytes(32).toString('base64') });
    const jwks = await new Client(server.baseUrl).get('/.well-known/jwks.json');
    await expect(server.restart({ AUTH_SECRET: randomBytes(32).toString('base64') })).rejects.toThrow(
      /Postern cannot start: AUTH_SECRET does not decrypt the stored/,
    );
    const again = await server.restart();
    expect((await new Client(again.baseUrl).get('/.well-known/jwks.json')).json()).toEqual(jwks.json());
    await again.stop();
  });

  test('a rotated secret re-wraps the keys, after which the old one is not needed', { tag: '@any-database' }, async ({
    serverWith,
  }) => {
    const [old, next] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    const server = await serverWith({ AUTH_SECRET: old });
    const client = new Client(server.baseUrl);
    const account = await signedIn(client);
    const both = await server.restart({ AUTH_SECRET: `${next},${old}` });
    expect((await client.post('/auth/token/refresh/', { refresh: account.refresh })).status).toBe(200);
    const rotated = await both.restart({ AUTH_SECRET: next });
    await signedIn(client, account);
    await rotated.stop();
  });

  test('two instances started at once on an empty database share users, keys and ended sessions', async ({
    database,
  }) => {
    const settings = await emptyDatabase(database);
    if (database === 'pglite') {
      const first = await startServer(settings);
      const second = await failedStart({ ...settings, PORT: `${await freePort()}` });
      expect(second.code).toBe(1);
      expect(second.output).toContain(`in use by process ${first.pid} on ${hostname()}.`);
      await signedIn(new Client(first.baseUrl));
      await first.stop();
      return;
    }
    const [one, other] = await Promise.all([startServer(settings), startServer(settings)]);
    const [a, b] = [new Client(one.baseUrl), new Client(other.baseUrl)];
    expect((await a.get('/.well-known/jwks.json')).json()).toEqual((await b.get('/.well-known/jwks.json')).json());
    const account = await registered(a);
    const { refresh } = (await b.post('/auth/token/', account)).json<Tokens>();
    expect((await a.post('/auth/token/blacklist/', { refresh })).status).toBe(200);
    expect((await b.post('/auth/token/refresh/', { refresh })).json()).toEqual({
      detail: 'Token is blacklisted',
      code: 'token_not_valid',
    });
    await Promise.all([one.stop(), other.stop()]);
  });

  test('a generated secret is readable by its owner alone', { tag: '@pglite' }, async () => {
    const settings = await emptyDatabase('pglite');
    const server = await startServer(settings);
    const file = path.join(settings.DATA_DIR ?? '', 'auth-secret');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toHaveLength(32);
    await server.stop();
  });
});
