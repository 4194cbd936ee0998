import type { Page } from 'playwright/test';
import { type Account, PASSWORD, registered } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import type { Settings } from '../fixtures/server';
import { type StaticServer, serveFolder } from '../fixtures/static-server';
import { test as base, expect, urlOf } from './example-test';

type Site = { page: StaticServer; account: Account; postern: string };

const test = base.extend<{ site: (settings?: Settings) => Promise<Site> }>({
  site: async ({ serverWith, example }, use) => {
    const sites: StaticServer[] = [];
    await use(async (settings = {}) => {
      const folder = await example('static-page', ['postern-client']);
      // Its port is part of what Postern has to be told.
      const changed: [string, string] = ['http://localhost:3000', ''];
      const page = await serveFolder(folder.path, changed);
      sites.push(page);
      const app = { redirect_uris: [`${page.url}/`], post_logout_redirect_uris: [`${page.url}/`], origins: [page.url] };
      const server = await serverWith({ APPS: JSON.stringify({ page: { name: 'Example', ...app } }), ...settings });
      changed[1] = urlOf(server);
      return { page, account: await registered(new Client(server.baseUrl)), postern: urlOf(server) };
    });
    await Promise.all(sites.map((each) => each.close()));
  },
});

async function signIn(page: Page, { page: { url }, account }: Site): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(`Signed in as ${account.email}`)).toBeVisible();
}

/** Whether the access token that the tabs share in `localStorage` has expired. */
const hasExpiredAccess = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const [, payload = ''] = /"access":"[^".]*\.([^".]*)/.exec(Object.values(localStorage).join()) ?? [];
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return exp * 1000 < Date.now();
  });

test.describe('a static page with the client', { tag: '@any-database' }, () => {
  test('signs in and out on the pages of Postern', async ({ page, site }) => {
    const here = await site();
    await signIn(page, here);
    expect(page.url()).toBe(`${here.page.url}/`);
    await page.reload();
    await expect(page.getByText(`Signed in as ${here.account.email}`)).toBeVisible();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('Signed out')).toBeVisible();
    expect(page.url()).toBe(`${here.page.url}/`);
    // Postern's own session has ended too: it asks for the password again.
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
  });

  test('two tabs share one refresh', { tag: '@slow' }, async ({ context, page, site }) => {
    const here = await site({ ACCESS_TOKEN_SECONDS: '5', ROTATE_REFRESH_TOKENS: 'true' });
    await signIn(page, here);
    const other = await context.newPage();
    await other.goto(here.page.url);
    await expect(other.getByText(`Signed in as ${here.account.email}`)).toBeVisible();

    await expect.poll(() => hasExpiredAccess(page)).toBe(true);
    const refreshes: string[] = [];
    context.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/auth/token/refresh/')) refreshes.push(request.url());
    });
    const seen = Promise.all(
      [page, other].map((tab) =>
        tab.waitForResponse((each) => each.url().includes('/userinfo/') && each.status() === 200),
      ),
    );
    await Promise.all([page, other].map((tab) => tab.getByRole('button', { name: 'Who am I?' }).click()));
    await seen;
    for (const tab of [page, other]) await expect(tab.getByText(`Signed in as ${here.account.email}`)).toBeVisible();
    expect(refreshes).toEqual([`${here.postern}/auth/token/refresh/`]);
  });

  test('says so when the sign-in is not its own', async ({ page, site }) => {
    const here = await site();
    await page.goto(`${here.page.url}/?code=stolen&state=x&iss=${encodeURIComponent(here.postern)}`);
    await expect(page.getByText('This browser has not started this sign-in')).toBeVisible();
  });
});
