import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { startNextNeighbor } from '../fixtures/next-neighbor';
import { startServer } from '../fixtures/server';
import { test as base, expect } from '../fixtures/test';

/** An origin whose Next app keeps `/`, and the Postern that it leads to. */
type Zone = { origin: string; client: Client; direct: Client };

const test = base.extend<object, { zone: Zone }>({
  zone: [
    async ({ database }, use) => {
      const port = await freePort();
      const origin = `http://localhost:${port}`;
      const settings = { APP_URL: origin, PORT: `${await freePort()}` };
      const postern = await startServer({ ...(await freshDatabase(database)), ...settings });
      const neighbor = await startNextNeighbor(port, postern.baseUrl);
      await use({ origin, client: new Client(origin), direct: new Client(postern.baseUrl) });
      await neighbor.remove();
      await postern.kill();
    },
    // The build of the app takes half a minute.
    { scope: 'worker', timeout: 200_000 },
  ],
});

test.describe('a Next app that keeps /', { tag: ['@any-database', '@slow'] }, () => {
  // In one worker, which builds the app once.
  test.describe.configure({ mode: 'default' });

  test('has its own pages and scripts beside those of Postern, and its users sign in there', async ({ page, zone }) => {
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on(
      'response',
      (response) => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`),
    );
    const email = uniqueEmail();
    await registered(zone.client, { email });

    await page.goto(zone.origin);
    const button = page.getByRole('button');
    const isHandled = (element: Element) => Object.keys(element).some((key) => key.startsWith('__reactProps'));
    await expect.poll(() => button.evaluate(isHandled)).toBe(true);
    await button.click();
    await expect(page.getByText('Pressed 1 times')).toBeVisible();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(`${zone.origin}/members/`);
    await expect(page.getByRole('heading', { name: `Hello ${email}` })).toBeVisible();
    await page.goto(`${zone.origin}/account/`);
    await expect(page.getByText(email).first()).toBeVisible();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(page.getByText('You are signed out.')).toBeVisible();
    await page.goto(`${zone.origin}/members/`);
    await expect(page).toHaveURL(`${zone.origin}/login/?next=/members/`);
    expect(errors).toEqual([]);
  });

  test('passes on every file of the pages of Postern, as Brotli and for good', async ({ zone }) => {
    const { client, direct } = zone;
    for (const path of ['/login/', '/register/', '/forgot-password/', '/reset-password/x/', '/account/']) {
      const { text } = await client.get(path);
      const files = new Set(text.match(/\/postern\/_next\/static\/[^"'\\ ]+\.(?:js|css)/g));
      if (path !== '/account/') expect(files.size, path).toBeGreaterThan(1);
      for (const file of files) {
        const headers = { 'Accept-Encoding': 'gzip, deflate, br' };
        const [passed, own] = [await client.get(file, headers), await direct.get(file, headers)];
        expect([file, passed.status, passed.headers['content-encoding']]).toEqual([file, 200, 'br']);
        expect(passed.bytes.equals(own.bytes)).toBe(true);
        expect(passed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      }
    }
  });

  test('passes on the API as it is, cookies and errors included', async ({ zone }) => {
    const { client } = zone;
    const { email } = await registered(client);
    const form = await client.form('/auth/token/', { email, password: PASSWORD, next: '/members/' });
    expect([form.status, form.headers.location]).toEqual([303, '/members/']);
    expect(form.setCookies.some((cookie) => cookie.startsWith(client.sessionCookie))).toBe(true);
    expect((await client.post('/auth/token/', { email, password: PASSWORD })).status).toBe(200);
    expect((await client.post('/auth/token/', { email, password: 'x' })).status).toBe(401);
    expect((await client.get('/.well-known/jwks.json')).json()).toHaveProperty('keys');
    expect((await client.get('/auth/nothing/')).json()).toEqual({ detail: 'Not found.' });
  });

  test('shows no mailbox, and closes none', async ({ zone }) => {
    expect((await zone.client.get('/mailbox/')).status).toBe(404);
    expect((await zone.client.get('/mailbox/messages/')).status).toBe(404);
    expect((await zone.direct.get('/mailbox/')).status).toBe(200);
  });
});
