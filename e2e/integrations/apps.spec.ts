import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright/test';
import {
  type Account,
  bearer,
  browserSession,
  PASSWORD,
  registered,
  signedIn,
  verifyEmail,
} from '../fixtures/accounts';
import type { CleanFolder } from '../fixtures/clean-folder';
import { Client } from '../fixtures/client';
import { command } from '../fixtures/commands';
import { freePort } from '../fixtures/free-port';
import { end, spawnKept } from '../fixtures/processes';
import type { Settings, TestServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { test as base, expect, urlOf } from './example-test';

const projectDir = path.resolve(import.meta.dirname, '..', '..');
const TSC = path.join(projectDir, 'node_modules', 'typescript', 'bin', 'tsc');
/** The types of Next itself are not the question. */
const STRICT = { strict: true, noEmit: true, skipLibCheck: true, lib: ['es2022', 'dom'], target: 'es2022', types: [] };
const SECRET = 'a-secret-of-the-tests-with-32-or-more';

type RunningApp = { url: string; folder: CleanFolder; postern: TestServer; account: Account };

type AppOptions = {
  /** Of the app, also in `APPS`. */
  name: string;
  packages?: string[];
  callback: string;
  /** Programs that run to their end before the one that serves. */
  build?: string[];
  serve: (port: string) => string[];
  settings?: Settings;
  /** Of the app, instead of the origin of `postern`. */
  env?: (postern: TestServer) => Record<string, string>;
};

const test = base.extend<{ app: (options: AppOptions) => Promise<RunningApp> }>({
  app: async ({ serverWith, example }, use) => {
    const running: ReturnType<typeof spawnKept>[] = [];
    await use(async ({ name, packages = [], callback, build, serve, settings = {}, env: given }) => {
      const port = `${await freePort()}`;
      const url = `http://localhost:${port}`;
      const registration = {
        name,
        secret: SECRET,
        redirect_uris: [url + callback],
        post_logout_redirect_uris: [`${url}/`],
      };
      const postern = await serverWith({ APPS: JSON.stringify({ [name]: registration }), ...settings });
      const folder = await example(name, packages);
      const env = { POSTERN_URL: urlOf(postern), APP_URL: url, CLIENT_SECRET: SECRET, ...given?.(postern) };
      // Auth.js has names of its own for its secret and its origin.
      const own = { AUTH_SECRET: SECRET, AUTH_URL: url, AUTH_TRUST_HOST: 'true' };
      await folder.run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
      if (build) await folder.run('npx', build, { ...env, ...own });
      running.push(spawnApp(folder, serve(port), { ...env, ...own }));
      await expect(async () => expect((await fetch(url)).status).toBe(200)).toPass();
      return { url, folder, postern, account: await registered(new Client(postern.baseUrl)) };
    });
    await Promise.all(running.map((child) => end(child, 'SIGKILL')));
  },
});

function spawnApp({ path: cwd }: CleanFolder, args: string[], env: Record<string, string>) {
  const { PATH, HOME } = process.env;
  return spawnKept(process.execPath, args, {
    cwd,
    env: { PATH, HOME, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: 'ignore',
  });
}

const NEXT = 'node_modules/next/dist/bin/next';
const next = { build: ['next', 'build'], serve: (port: string) => [NEXT, 'start', '-p', port] };

async function signIn(page: Page, { email }: Account): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// An app is installed and built for each: 20 to 40 s.
test.describe('an app on another origin', { tag: ['@any-database', '@slow'] }, () => {
  test('a Next app with @postern/next', async ({ page, context, app }) => {
    const { url, folder, postern, account } = await app({
      name: 'next',
      packages: ['postern-next'],
      callback: '/auth/callback',
      settings: { ROLES: 'admin', ACCESS_TOKEN_SECONDS: '18', ROTATE_REFRESH_TOKENS: 'true' },
      ...next,
    });

    await test.step('a page that needs a user leads to sign in, and back', async () => {
      await page.goto(`${url}/account`);
      expect(page.url()).toContain(`${urlOf(postern)}/login/`);
      await signIn(page, account);
      await expect(page.getByText(`The account of ${account.email}`)).toBeVisible();
      expect(page.url()).toBe(`${url}/account`);
    });

    const cookies = await context.cookies(url);
    const cookie = (name: string) => cookies.find((each) => each.name === name);
    await test.step('tokens are in cookies that no script reads', async () => {
      for (const name of ['app_access', 'app_refresh', 'app_id_token']) {
        expect(cookie(name)).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
      }
      expect(cookies.some(({ name }) => name.startsWith('app_sign_in_'))).toBe(false);
    });

    await test.step('the proxy renews the access token', async () => {
      await expect.poll(async () => (await context.cookies(url)).some(({ name }) => name === 'app_access')).toBe(false);
      await page.goto(url);
      await expect(page.getByText(`Signed in as ${account.email}`)).toBeVisible();
      const renewed = await context.cookies(url);
      const refresh = renewed.find(({ name }) => name === 'app_refresh')?.value;
      expect([refresh === undefined, refresh === cookie('app_refresh')?.value]).toEqual([false, false]);
    });

    await test.step('a role is needed where it is asked for', async () => {
      expect((await page.goto(`${url}/reports`))?.status()).toBe(404);
      await command('users', ['roles', account.email, 'admin'], postern.settings);
      expect((await page.goto(`${url}/reports`))?.status()).toBe(200);
    });

    await test.step('nobody is signed out by another origin', async () => {
      const headers = { Cookie: `app_refresh=x`, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
      expect((await fetch(`${url}/auth/sign-out`, { method: 'POST', headers, redirect: 'manual' })).status).toBe(403);
    });

    await test.step('signing out ends both sessions', async () => {
      await page.goto(url);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
      expect((await context.cookies(url)).filter(({ name }) => name.startsWith('app_'))).toEqual([]);
      await page.goto(`${url}/account`);
      await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
    });

    await test.step('its types are those of strict TypeScript', async () => {
      const compilerOptions = { ...STRICT, module: 'esnext', moduleResolution: 'bundler' };
      await writeFile(
        path.join(folder.path, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['typed.ts'] }),
      );
      await folder.run('node', [TSC, '-p', '.']);
    });

    await test.step('an app on the same origin asks with the cookie of Postern', async () => {
      const ask = (Cookie: string) => fetch(`${url}/same-origin`, { headers: { Cookie }, redirect: 'manual' });
      const session = await browserSession(new Client(postern.baseUrl), account);
      expect(await (await ask(`theme=dark; ${session}`)).text()).toContain(account.email);
      for (const cookie of ['theme=dark', session.replace(/=.*/, '=made-up')]) {
        const response = await ask(cookie);
        expect([response.status, response.headers.get('Location')]).toEqual([307, '/login/?next=%2Fsame-origin']);
      }
    });

    await test.step('a cookie is no session, and an outage signs nobody out', async () => {
      const ask = async (Cookie: string) => fetch(url, { headers: { Cookie } });
      expect(await (await ask('app_access=x; app_refresh=y')).text()).toContain('Sign in');
      const ended = await ask('app_refresh=y');
      expect(await ended.text()).toContain('Sign in');
      expect(ended.headers.getSetCookie().join()).toMatch(
        /app_refresh=;.*Expires=Thu, 01 Jan 1970|app_refresh=;.*Max-Age=0/,
      );
      for (let sent = 0; sent < 20; sent += 1) await ask(`app_access=${cookie('app_access')?.value}x`);
      await postern.stop();
      const unknown = await ask(`app_refresh=${cookie('app_refresh')?.value}`);
      expect([unknown.status, unknown.headers.getSetCookie()]).toEqual([500, []]);
      // Forged tokens of visitors would be counted against the address of the app.
      const [counted] = await stored<{ most: number }>(
        postern.settings,
        'SELECT max(count) AS most FROM rate_limit_counters',
      );
      expect(counted?.most).toBeLessThan(20);
    });
  });

  test('a Next app with Auth.js', async ({ page, app }) => {
    const { url, account } = await app({ name: 'authjs', callback: '/api/auth/callback/postern', ...next });
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signIn(page, account);
    await expect(page.getByText(`Signed in as ${account.email} (${account.id})`)).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('Signed out')).toBeVisible();
  });

  test('a Next app with a form of its own and the credentials of Auth.js', async ({ page, app }) => {
    const HOST = 'login.example.com';
    const { url, postern, account } = await app({
      name: 'authjs-credentials',
      callback: '/',
      settings: { REQUIRE_VERIFIED_EMAIL: 'true', ALSO_ANSWERS: HOST },
      env: ({ baseUrl }) => ({ POSTERN_URL: `http://${HOST}`, POSTERN_ADDRESS: baseUrl }),
      ...next,
    });
    const client = new Client(postern.baseUrl);
    const attempt = async ({ email }: Account, password: string) => {
      await page.goto(url);
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };

    await test.step('says why a sign-in failed', async () => {
      await attempt(account, 'wrong');
      await expect(page.getByText('Incorrect email or password.')).toBeVisible();
      await attempt(account, PASSWORD);
      await expect(page.getByText('Verify your email first')).toBeVisible();
      const other = await registered(client);
      const pair = { email: other.email, password: 'wrong' };
      for (let failures = 0; failures < 10; failures += 1) await client.post('/auth/token/', pair);
      await attempt(other, PASSWORD);
      await expect(page.getByText(/^Too many attempts\. Try again in \d+ seconds\.$/)).toBeVisible();
    });

    await test.step('signs in and out', async () => {
      await verifyEmail(client, account);
      await attempt(account, PASSWORD);
      await expect(page.getByText(`Signed in as ${account.email} (${account.id})`)).toBeVisible();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
      // Postern's session has ended too: there is only the one that asks.
      const sessions = await client.get('/auth/sessions/', bearer(await signedIn(client, account)));
      expect(sessions.json<unknown[]>()).toHaveLength(1);
    });

    await test.step('signs in at a public installation, for each visitor from an address of its own', async () => {
      await postern.restart({
        APP_URL: `http://${HOST}`,
        ALSO_ANSWERS: '',
        ALLOW_HTTP: 'true',
        SMTP_URL: 'smtp://127.0.0.1:9',
        TRUSTED_PROXIES: '127.0.0.1',
      });
      await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '203.0.113.7' });
      await attempt(account, PASSWORD);
      await expect(page.getByText(`Signed in as ${account.email} (${account.id})`)).toBeVisible();
      const { access } = (await client.post('/auth/token/', account, { Host: HOST })).json<{ access: string }>();
      const sessions = await client.get('/auth/sessions/', { Host: HOST, ...bearer({ access }) });
      const addresses = sessions.json<{ address: string }[]>().map(({ address }) => address);
      expect(addresses).toContain('203.0.113.7');
    });
  });

  test('a server with openid-client', async ({ page, app }) => {
    const { url, account } = await app({ name: 'openid-client', callback: '/callback', serve: () => ['server.mjs'] });
    await page.goto(url);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, account);
    await expect(page.getByText(`Signed in as ${account.email}`)).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    expect(page.url()).toBe(`${url}/`);
    // A response that was not asked for.
    const stolen = await fetch(`${url}/callback?code=x&state=y`);
    expect(stolen.status).toBe(400);
  });
});
