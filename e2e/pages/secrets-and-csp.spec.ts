import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright/test';
import { JWT } from '../api/jwt';
import { ANOTHER_PASSWORD, PASSWORD, tokenIn, uniqueEmail } from '../fixtures/accounts';
import { expect, test } from './page-test';
import { liveResetPath, open } from './states';

test.describe('secrets and CSP', { tag: '@any-database' }, () => {
  test.describe('no secret lies where a script, a history or a log finds it:', () => {
    test('neither a token nor a session, from registering to a new password', async ({ page, context, mailbox }) => {
      const secrets = new Set<string>();
      const places: string[] = [];
      const look = async () => {
        for (const { value } of await context.cookies()) if (value !== '') secrets.add(value);
        const state = await page.evaluate(() => JSON.stringify(history.state));
        places.push(page.url(), state, await page.content(), await kept(page));
      };
      page.on('response', async (response) => {
        if (response.request().resourceType() === 'fetch') places.push(await response.text().catch(() => ''));
      });

      const email = uniqueEmail();
      await open(page, '/register/');
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page).toHaveURL('/account/');
      await look();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page).toHaveURL('/login/');
      await look();
      await open(page, '/forgot-password/');
      await page.getByLabel('Email').fill(email);
      await page.getByRole('button', { name: 'Send link' }).click();
      const link = await mailbox(email).link('/reset-password/');
      await look();
      await open(page, link);
      // This page alone knows the token, for its form; it keeps it nowhere.
      places.push(await kept(page));
      await page.getByLabel('New password').fill(ANOTHER_PASSWORD);
      await page.getByRole('button', { name: 'Change password' }).click();
      await expect(page).toHaveURL('/login/');
      await look();

      secrets.add(tokenIn(link));
      expect(secrets.size).toBeGreaterThan(2);
      for (const secret of secrets) expect(places.filter((place) => place.includes(secret))).toEqual([]);
      expect(places.filter((place) => JWT.test(place))).toEqual([]);
    });

    test('no cookie is one that a script can read', async ({ page, context, signedIn }) => {
      await signedIn();
      await page.goto('/account/');
      expect((await context.cookies()).length).toBeGreaterThan(0);
      expect(await page.evaluate(() => document.cookie)).toBe('');
    });
  });

  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
      test.use({ javaScriptEnabled });
      const arrive = (page: Page, path: string) => (javaScriptEnabled ? open(page, path) : page.goto(path));

      test('a refused sign-in leaves no password in the page', async ({ page }) => {
        await arrive(page, '/login/');
        await page.getByLabel('Email').fill(uniqueEmail());
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await expect(page.getByRole('alert').first()).toContainText('Incorrect email or password.');
        expect(await page.content()).not.toContain(PASSWORD);
      });

      test('a refused registration leaves no password in the page', async ({ page, registered }) => {
        const { email } = await registered();
        await arrive(page, '/register/');
        await page.getByLabel('Email').fill(email);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Create account' }).click();
        await expect(page.getByText('user with this email already exists.')).toBeVisible();
        expect(await page.content()).not.toContain(PASSWORD);
      });

      test('a refused new password leaves no password in the page', async ({
        page,
        posternUrl,
        registered,
        signedIn,
        mailbox,
      }) => {
        await arrive(page, await liveResetPath({ page, posternUrl, registered, signedIn, mailbox }));
        await page.getByLabel('New password').fill('qwertyuiop');
        await page.getByRole('button', { name: 'Change password' }).click();
        await expect(page.getByText('This password is too common.')).toBeVisible();
        expect(await page.content()).not.toContain('qwertyuiop');
      });
    });
  }

  test.describe('the policy of a page stops', () => {
    /** Content that an attacker might inject into a page, and that the policy has to block. */
    const SLIPPED_IN = {
      'a script': `<script>document.title = 'it ran'</script>`,
      'a script with a guessed nonce': `<script nonce="AAAAAAAAAAAAAAAAAAAAAA==">document.title = 'it ran'</script>`,
      'an event handler': `<img alt="" src="/icon.svg" onload="document.title = 'it ran'">`,
      'a script of another origin': '<script src="http://evil.example/evil.js"></script>',
      'a style': '<style>body { display: none }</style>',
      'a base': '<base href="http://evil.example/">',
      'an image of another origin': '<img alt="" src="http://evil.example/pixel.gif">',
      'a frame of another origin': '<iframe title="" src="http://evil.example/"></iframe>',
    };
    for (const [name, markup] of Object.entries(SLIPPED_IN)) {
      test(name, async ({ page, surprises }) => {
        await page.route('/login/', async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, body: (await response.text()).replace('<body>', `<body>${markup}`) });
        });
        await page.goto('/login/');
        await expect.poll(() => surprises.join('\n')).toContain('Content Security Policy');
        await expect(page.getByRole('heading')).toBeVisible();
        await expect(page).toHaveTitle('Sign in · Postern');
        await page.waitForLoadState('networkidle');
        const arrived = surprises.splice(0);
        // A request that was stopped is told of as well; one that was not would fail, which is told of too.
        expect(arrived.filter((surprise) => !/^a request to|Content Security Policy/.test(surprise))).toEqual([]);
      });
    }

    test('a form that would send a password elsewhere', async ({ page, surprises }) => {
      await page.goto('/login/');
      await page.evaluate(() => {
        const form = document.createElement('form');
        form.action = 'http://evil.example/';
        document.body.append(form);
        form.submit();
      });
      await expect.poll(() => surprises.splice(0).join('\n')).toContain('form-action');
      expect(await page.evaluate(() => location.pathname)).toBe('/login/');
    });
  });

  test.describe('no page can be framed', () => {
    test('by another origin', async ({ page, posternUrl, surprises }) => {
      const framer = createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html');
        response.end(`<iframe src="${posternUrl}/login/"></iframe>`);
      });
      await new Promise<void>((resolve) => framer.listen(0, '127.0.0.1', resolve));
      await page.goto(`http://127.0.0.1:${(framer.address() as AddressInfo).port}/`);
      await expectRefusedFrame(page, surprises);
      framer.close();
    });

    test('by its own', async ({ page, surprises }) => {
      await page.goto('/login/');
      await page.evaluate(() => {
        const frame = document.createElement('iframe');
        frame.src = '/login/';
        document.body.append(frame);
      });
      await expectRefusedFrame(page, surprises);
    });
  });

  async function expectRefusedFrame(page: Page, surprises: string[]): Promise<void> {
    await expect.poll(() => surprises.join('\n')).toContain('frame-ancestors');
    await expect(page.frameLocator('iframe').getByRole('heading')).toHaveCount(0);
    surprises.length = 0;
  }

  /** All that a script of this origin can keep. */
  const kept = (page: Page): Promise<string> =>
    page.evaluate(async () => {
      const databases = await indexedDB.databases();
      const caches = await window.caches.keys();
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases, caches]);
    });
});
