import { setTimeout as pause } from 'node:timers/promises';
import { bearer, signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { command } from '../fixtures/commands';
import { freePort } from '../fixtures/free-port';
import { end, spawnKept } from '../fixtures/processes';
import type { Settings } from '../fixtures/server';
import { expect, test, urlOf } from './example-test';
import { changedToken, unsignedToken } from './tokens';

/** Debian's, whose packages the examples use. */
const PYTHON = '/usr/bin/python3';
const LEEWAY_SECONDS = 10;

test.describe('an API in Python', { tag: ['@any-database', '@slow'] }, () => {
  test('PyJWT accepts access tokens and nothing else', async ({ server, sharedServerWith, example }) => {
    const folder = await example('python');
    const { id, access, refresh } = await signedIn(new Client(server.baseUrl));
    const elsewhere = await sharedServerWith({ JWT_AUDIENCE: 'https://other.example' });
    const foreign = await signedIn(new Client(elsewhere.baseUrl));
    const tokens = [access, refresh, changedToken(access), unsignedToken(access), foreign.access, 'nonsense'];
    const output = await folder.run(PYTHON, ['verify.py', ...tokens], { POSTERN_URL: urlOf(server) });
    expect(output.split('\n')).toEqual([
      id,
      'InvalidAudienceError',
      'InvalidSignatureError',
      expect.stringMatching(/Error$/),
      expect.stringMatching(/Error$/),
      'DecodeError',
      '',
    ]);
  });

  // It takes as long as the leeway of the example.
  test('PyJWT rejects a token that has expired, after the leeway', async ({ sharedServerWith, example }) => {
    const folder = await example('python');
    const server = await sharedServerWith({ ACCESS_TOKEN_SECONDS: '1' });
    const { id, access } = await signedIn(new Client(server.baseUrl));
    const verify = () => folder.run(PYTHON, ['verify.py', access], { POSTERN_URL: urlOf(server) });
    await pause(2_000);
    expect(await verify()).toBe(`${id}\n`);
    await pause(LEEWAY_SECONDS * 1_000);
    expect(await verify()).toBe('ExpiredSignatureError\n');
  });

  test('Django REST framework accepts access tokens, and the roles in them', async ({ serverWith, example }) => {
    const folder = await example('django');
    const settings: Settings = { ROLES: 'admin', ACCESS_CLAIMS: 'roles' };
    const server = await serverWith(settings);
    const client = new Client(server.baseUrl);
    const port = await freePort();
    const env = {
      ...process.env,
      DJANGO_SETTINGS_MODULE: 'settings',
      PYTHONDONTWRITEBYTECODE: '1',
      SECRET_KEY: 'of a test',
      POSTERN_URL: urlOf(server),
    };
    const args = ['-m', 'django', 'runserver', `127.0.0.1:${port}`, '--noreload'];
    const django = spawnKept(PYTHON, args, { cwd: folder.path, env, stdio: 'ignore' });
    try {
      const api = new Client(`http://127.0.0.1:${port}`);
      const status = async (path: string, token: { access: string }) => (await api.get(path, bearer(token))).status;
      await expect(async () => expect((await api.get('/api/me/')).status).toBe(401)).toPass();

      const owner = await signedIn(client);
      expect((await api.get('/api/me/', bearer(owner))).json()).toEqual({ id: owner.id });
      const asRefresh = await api.get('/api/me/', bearer({ access: owner.refresh }));
      expect([asRefresh.status, asRefresh.json()]).toMatchObject([401, { code: 'token_not_valid' }]);
      expect(await status('/api/me/', { access: changedToken(owner.access) })).toBe(401);

      expect(await status('/api/reports/', owner)).toBe(403);
      await command('users', ['roles', owner.email, 'admin'], server.settings);
      expect(await status('/api/reports/', owner)).toBe(403);
      const refreshed = await client.post('/auth/token/refresh/', { refresh: owner.refresh });
      expect(await status('/api/reports/', refreshed.json<{ access: string }>())).toBe(200);
    } finally {
      await end(django, 'SIGTERM');
    }
  });
});
