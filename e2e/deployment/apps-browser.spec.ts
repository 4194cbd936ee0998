import type { Page } from 'playwright/test';
import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { authorizePath, newPkce } from '../fixtures/apps';
import { Client } from '../fixtures/client';
import { test as base, expect } from '../fixtures/test';
import { startTestApp, TEST_APPS, type TestApp } from '../fixtures/test-app';
import { findings } from '../pages/axe-findings';

type Fixtures = { app: TestApp; client: Client; email: string };

const test = base.extend<Fixtures>({
  client: async ({ sharedServerWith }, use) => use(new Client((await sharedServerWith({ APPS: TEST_APPS })).baseUrl)),
  app: async ({ client }, use) => {
    const app = await startTestApp(client.appUrl);
    await use(app);
    await app.close();
  },
  email: async ({ client }, use) => use((await registered(client)).email),
});

const requestOf = (client_id: string, redirect_uri: string): string =>
  authorizePath(newPkce(), { client_id, redirect_uri });

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(`an app in a browser ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, {
    tag: '@any-database',
  }, () => {
    test.use({ javaScriptEnabled });

    test('signs somebody in, knows them the next time, and signs them out', async ({ page, app, email }) => {
      await page.goto(`${app.baseUrl}/start?login_hint=${encodeURIComponent(email)}`);
      await expect(page.getByText('Sign in to continue to First app.')).toBeVisible();
      await expect(page.getByLabel('Email')).toHaveValue(email);
      await signIn(page, email, 'not the password of this account');
      await expect(page.getByText('Incorrect email or password.')).toBeVisible();
      await expect(page.getByText('Sign in to continue to First app.')).toBeVisible();
      await signIn(page, email);
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
      expect(new URL(page.url()).origin).toBe(app.baseUrl);
      expect((await app.refresh()).split('.')).toHaveLength(3);

      await page.goto(`${app.baseUrl}/start`);
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();

      await page.goto(`${app.baseUrl}/sign-out?hint`);
      await expect(page.getByText('At /bye?state=bye')).toBeVisible();
      await page.goto(`${app.baseUrl}/start`);
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    });

    test('has somebody register', async ({ page, app }) => {
      const email = uniqueEmail();
      await page.goto(`${app.baseUrl}/start?prompt=create`);
      await expect(page.getByText('Create an account to continue to First app.')).toBeVisible();
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
    });

    test('asks for the password again with prompt=login, once', async ({ page, app, email }) => {
      await page.goto(`${app.baseUrl}/start`);
      await signIn(page, email);
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
      await page.goto(`${app.baseUrl}/start?prompt=login`);
      await signIn(page, email);
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
      expect(new URL(page.url()).origin).toBe(app.baseUrl);
    });

    test('without an ID token, a button asks before somebody is signed out', async ({ page, app, client, email }) => {
      await page.goto(`${app.baseUrl}/start`);
      await signIn(page, email);
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
      await page.goto(`${app.baseUrl}/sign-out`);
      await expect(page.getByText('If you sign out, you return to First app.')).toBeVisible();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByText('At /bye?state=bye')).toBeVisible();
      await page.goto(`${client.appUrl}/account/`);
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    });

    test('loses its session where its owner ends it on the account page', async ({ page, app, client, email }) => {
      await page.goto(`${app.baseUrl}/start`);
      await signIn(page, email);
      await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
      await page.goto(`${client.appUrl}/account/`);
      await page.getByRole('button', { name: /^End session: First app/ }).click();
      await expect(page.getByText('Session ended.')).toBeVisible();
      await expect(app.refresh()).rejects.toMatchObject({ error: 'invalid_grant' });
    });

    test('that is not registered is told on a page', async ({ page, client }) => {
      await page.goto(`${client.appUrl}${authorizePath(newPkce(), { client_id: 'other' })}`);
      await expect(page.getByRole('heading', { name: 'Unknown app' })).toBeVisible();
    });
  });
}

test('the pages about apps are accessible', { tag: '@any-database' }, async ({ page, app, client, email }) => {
  await page.goto(`${app.baseUrl}/start`);
  await expect(page.getByText('Sign in to continue to First app.')).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await signIn(page, email);
  await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
  await page.goto(`${app.baseUrl}/sign-out`);
  await expect(page.getByRole('heading', { name: 'Sign out' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.goto(`${client.appUrl}/authorize/`);
  await expect(page.getByRole('heading', { name: 'Unknown app' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
});

test('the form of a sign-in page ends at its own app and at no other', { tag: '@any-database' }, async ({
  page,
  app,
  client,
  email,
}) => {
  const violations: string[] = [];
  page.on('console', (message) => violations.push(message.text()));
  await page.goto(`${client.appUrl}/login/?next=${encodeURIComponent(requestOf('first', `${app.baseUrl}/callback`))}`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  // As somebody might who can change the page, but not its policy; posted as without JavaScript.
  const elsewhere = await startTestApp(client.appUrl);
  await page.locator('input[name=next]').evaluate(
    (input, next) => {
      (input as HTMLInputElement).value = next;
      (input as HTMLInputElement).form?.submit();
    },
    requestOf('second', `${elsewhere.baseUrl}/second`),
  );
  await expect.poll(() => violations.some((text) => text.includes('form-action'))).toBe(true);
  expect(page.url()).not.toContain(elsewhere.baseUrl);
  await elsewhere.close();
});
