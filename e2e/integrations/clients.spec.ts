import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { bearer, PASSWORD, registered, signedIn } from '../fixtures/accounts';
import type { CleanFolder } from '../fixtures/clean-folder';
import { Client } from '../fixtures/client';
import { freePort } from '../fixtures/free-port';
import { end, spawnKept } from '../fixtures/processes';
import { serveFolder } from '../fixtures/static-server';
import { test as base, expect, urlOf } from './example-test';
import { changedToken, hasExpired, unsignedToken } from './tokens';

const projectDir = path.resolve(import.meta.dirname, '..', '..');
const ESBUILD = path.join(projectDir, 'node_modules', 'esbuild', 'bin', 'esbuild');
const CLOCK = path.join(projectDir, 'e2e', 'fixtures', 'preload', 'clock.mjs');
const NUXT = 'node_modules/nuxt/bin/nuxt.mjs';
/** Of access tokens, by default. */
const LIFETIME_SECONDS = 300;
const LEEWAY_SECONDS = 10;

type Running = { url: string; folder: CleanFolder };

const test = base.extend<{
  installed: (name: string) => Promise<CleanFolder>;
  /** Starts a program of an example, and waits until it responds. */
  running: (folder: CleanFolder, args: string[], env: Record<string, string>) => Promise<Running>;
}>({
  installed: async ({ example }, use) => {
    await use(async (name) => {
      const folder = await example(name);
      await folder.run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
      return folder;
    });
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from the pattern
  running: async ({}, use) => {
    const children: ReturnType<typeof spawnKept>[] = [];
    await use(async (folder, args, given) => {
      const { PATH, HOME } = process.env;
      const port = `${await freePort()}`;
      const url = `http://localhost:${port}`;
      const env = { PATH, HOME, NODE_ENV: 'production', PORT: port, HOST: '127.0.0.1', ...given };
      children.push(spawnKept(process.execPath, args, { cwd: folder.path, env, stdio: 'ignore' }));
      await expect(async () => expect((await fetch(url)).status).toBeLessThan(500)).toPass();
      return { url, folder };
    });
    await Promise.all(children.map((child) => end(child, 'SIGKILL')));
  },
});

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// Each installs its packages: 2 to 10 s, and the app with Nuxt a minute.
test.describe('a client of the npm registry', { tag: ['@any-database', '@slow'] }, () => {
  test('axios with axios-auth-refresh renews tokens once for all requests', async ({ sharedServerWith, installed }) => {
    const server = await sharedServerWith({ ACCESS_TOKEN_SECONDS: '2', ROTATE_REFRESH_TOKENS: 'true' });
    const folder = await installed('axios');
    const { email } = await registered(new Client(server.baseUrl));
    const env = { POSTERN_URL: urlOf(server), EMAIL: email, PASSWORD };
    expect(JSON.parse(await folder.run('node', ['main.mjs'], env))).toEqual({
      parallel: { users: 1, isOwner: true, refreshes: 1 },
      withLateResponse: { refreshes: 1 },
      lost: 'ERR_NETWORK',
      afterLoss: { isOwner: true, endedSessions: 0 },
      wrongPair: 401,
      noRefresh: true,
      ended: 'token_not_valid',
      endedSessions: 1,
      isRotated: true,
    });
  });

  test('jwks-rsa with jsonwebtoken accepts access tokens and nothing else', async ({ server, installed, running }) => {
    const folder = await installed('jwks-rsa');
    const { id, access, refresh } = await signedIn(new Client(server.baseUrl));
    const url = urlOf(server);
    const checked = async (tokens: string[], env: Record<string, string> = {}) =>
      (await folder.run('node', ['check.mjs', ...tokens], { POSTERN_URL: url, ...env })).trimEnd().split('\n');

    await test.step('of this server', async () => {
      const tokens = [access, refresh, changedToken(access), unsignedToken(access), 'nonsense', 'e30.e30.e30'];
      expect(await checked(tokens)).toEqual([
        id,
        `401 jwt audience invalid. expected: ${url}`,
        '401 invalid signature',
        expect.stringMatching(/^401 /),
        '401 jwt malformed',
        expect.stringMatching(/^401 /),
      ]);
    });

    await test.step('of the audience and the issuer that it expects', async () => {
      expect(await checked([access], { JWT_AUDIENCE: 'https://other.example' })).toEqual([
        '401 jwt audience invalid. expected: https://other.example',
      ]);
      // The same server under another name.
      expect(await checked([access], { POSTERN_URL: server.baseUrl, JWT_AUDIENCE: url })).toEqual([
        `401 jwt issuer invalid. expected: ${server.baseUrl}`,
      ]);
    });

    await test.step('until they have expired, and ten seconds longer', async () => {
      const file = path.join(folder.path, 'clock');
      const env = { NODE_OPTIONS: `--import=${CLOCK}`, CLOCK_FILE: file };
      const fresh = await signedIn(new Client(server.baseUrl));
      await writeFile(file, `${LIFETIME_SECONDS + 1}`);
      expect(await checked([fresh.access], env)).toEqual([fresh.id]);
      await writeFile(file, `${LIFETIME_SECONDS + LEEWAY_SECONDS + 1}`);
      expect(await checked([fresh.access], env)).toEqual(['401 jwt expired']);
    });

    await test.step('in a service with Express', async () => {
      const statusOf = async (api: string, headers: Record<string, string>) => {
        const answer = await fetch(`${api}/api/me/`, { headers });
        return [answer.status, await answer.json()];
      };
      const service = await running(folder, ['server.mjs'], { POSTERN_URL: url });
      expect(await statusOf(service.url, bearer({ access }))).toEqual([200, { id }]);
      expect(await statusOf(service.url, bearer({ access: refresh }))).toMatchObject([
        401,
        { code: 'token_not_valid' },
      ]);
      expect(await statusOf(service.url, {})).toMatchObject([401, { detail: expect.any(String) }]);
      // Nothing listens there: it is unknown whether the token is good.
      const cutOff = await running(folder, ['server.mjs'], { POSTERN_URL: `http://localhost:${await freePort()}` });
      expect(await statusOf(cutOff.url, bearer({ access }))).toMatchObject([503, {}]);
    });
  });

  test('react-admin with ra-data-django-rest-framework', async ({ page, serverWith, installed }) => {
    const folder = await installed('react-admin');
    const bundle = ['main.jsx', '--bundle', '--format=esm', '--jsx=automatic', '--outfile=bundle.js'];
    await folder.run(ESBUILD, [...bundle, '--define:process.env.NODE_ENV="production"', '--log-level=error']);
    const changed: [string, string] = ['http://localhost:3000', ''];
    const site = await serveFolder(folder.path, changed);
    const server = await serverWith({
      CORS_ORIGINS: site.url,
      ACCESS_TOKEN_SECONDS: '5',
      ROTATE_REFRESH_TOKENS: 'true',
    });
    changed[1] = urlOf(server);
    const { id, email } = await registered(new Client(server.baseUrl));
    const stored = (name: string) => page.evaluate((key) => localStorage.getItem(key), name);
    const refreshes: number[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('/auth/token/refresh/')) refreshes.push(response.status());
    });

    await page.goto(site.url);
    await signIn(page, email, 'wrong');
    await expect(page.getByRole('alert')).toHaveText('Unauthorized');
    await signIn(page, email, PASSWORD);
    await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
    await expect(page.getByText(`The record of ${id}`)).toBeVisible();

    await test.step('its tokens are renewed once for all requests', async () => {
      const [access, refresh] = [await stored('access'), await stored('refresh')];
      refreshes.length = 0;
      await expect.poll(() => hasExpired(access ?? '')).toBe(true);
      await page.reload();
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
      await expect(page.getByText(`The record of ${id}`)).toBeVisible();
      expect(refreshes).toEqual([200]);
      expect([(await stored('access')) === access, (await stored('refresh')) === refresh]).toEqual([false, false]);
    });

    await test.step('signing out ends the session', async () => {
      const refresh = await stored('refresh');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
      expect([await stored('access'), await stored('refresh')]).toEqual([null, null]);
      const answer = await new Client(server.baseUrl).post('/auth/token/refresh/', { refresh });
      expect(answer.status).toBe(401);
    });

    await test.step('a session that has ended leads to the sign-in', async () => {
      await signIn(page, email, PASSWORD);
      await expect(page.getByText(`The record of ${id}`)).toBeVisible();
      await new Client(server.baseUrl).post('/auth/token/blacklist/', { refresh: await stored('refresh') });
      await page.getByRole('button', { name: 'Reload' }).click();
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
      expect(await stored('refresh')).toBeNull();
    });
    await site.close();
  });

  test('a Nuxt app with @sidebase/nuxt-auth', async ({ page, serverWith, installed, running }) => {
    const server = await serverWith({ ACCESS_TOKEN_SECONDS: '3' });
    const folder = await installed('nuxt');
    await folder.run('node', [NUXT, 'build'], { POSTERN_URL: urlOf(server), NUXT_TELEMETRY_DISABLED: '1' });
    const { url } = await running(folder, ['.output/server/index.mjs'], {});
    const client = new Client(server.baseUrl);
    const { email } = await registered(client);
    const cookie = async (name: string) =>
      (await page.context().cookies(url)).find((each) => each.name === name)?.value;

    // The form works once the scripts of the page have run.
    await page.goto(url, { waitUntil: 'networkidle' });
    await signIn(page, email, 'wrong');
    await expect(page.getByText('No active account found with the given credentials')).toBeVisible();
    await signIn(page, email, PASSWORD);
    await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
    const access = await cookie('auth.token');

    await test.step('the server renews the access token before it renders a page', async () => {
      await expect.poll(() => hasExpired(access ?? '')).toBe(true);
      await page.goto(url, { waitUntil: 'networkidle' });
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
      const renewed = await cookie('auth.token');
      expect([renewed === undefined, renewed === access]).toEqual([false, false]);
    });

    await test.step('signing out ends the session', async () => {
      const refresh = await cookie('auth.refresh-token');
      expect(refresh).toBeDefined();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
      await expect(async () => {
        const answer = await client.post('/auth/token/refresh/', { refresh });
        expect(answer.status).toBe(401);
      }).toPass();
    });
  });
});
