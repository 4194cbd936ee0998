import { PASSWORD, uniqueEmail, uniqueWord } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { findings } from './axe-findings';
import { button, emailField, expectAccepted, expectRefused, passwordField } from './forms';
import { appUrlOf, expect, test as pageTest } from './page-test';
import { open } from './states';

/** Settings that need no server of their own. */
const SETTINGS = {
  REGISTRATION_DOMAINS: 'example.com',
  TERMS_VERSION: '2026-11',
  TERMS_URL: 'https://example.com/terms',
  PRIVACY_URL: 'https://example.com/privacy',
  SESSION_COOKIE: 'ask',
};

const NARROW = { width: 320, height: 640 };

const test = pageTest.extend({
  posternUrl: async ({ sharedServerWith }, use) => use(appUrlOf((await sharedServerWith(SETTINGS)).baseUrl)),
});

const OTHER_DOMAIN = 'Registration is not open to addresses of this domain.';
const NOT_ACCEPTED = 'Accept the current terms to continue.';

test.describe('registering and signing in', { tag: '@any-database' }, () => {
  test.use({ viewport: NARROW });

  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
      test.use({ javaScriptEnabled });

      test('a user is told of a domain that is not open and of terms that are not accepted, and corrects both', async ({
        page,
      }) => {
        const terms = page.getByRole('checkbox', { name: 'I accept the terms' });
        const email = `${uniqueWord()}@example.org`;
        await (javaScriptEnabled ? open(page, '/register/') : page.goto('/register/'));
        await expect(terms).not.toBeChecked();
        await emailField(page).fill(email);
        await passwordField(page).fill(PASSWORD);
        await button(page, 'Create account').click();
        await expectRefused(emailField(page), [OTHER_DOMAIN]);
        await expectRefused(terms, [NOT_ACCEPTED]);
        await expect(emailField(page)).toBeFocused();
        await expect(emailField(page)).toHaveValue(email);
        if (javaScriptEnabled) expect(await findings(page)).toEqual([]);

        await terms.check();
        await passwordField(page).fill(PASSWORD);
        await button(page, 'Create account').click();
        await expectRefused(emailField(page), [OTHER_DOMAIN]);
        await expectAccepted(terms);
        await expect(terms).toBeChecked();
        await emailField(page).fill(uniqueEmail());
        await passwordField(page).fill(PASSWORD);
        await button(page, 'Create account').click();
        await expect(page).toHaveURL('/account/');
      });

      test('a user who does not want to be kept signed in has a cookie that ends with the browser', async ({
        page,
        context,
        posternUrl,
      }) => {
        const fields = { email: uniqueEmail(), password: PASSWORD };
        await new Client(posternUrl).post('/auth/register/', { ...fields, terms_version: '2026-11' });
        const kept = page.getByRole('checkbox', { name: 'Keep me signed in' });
        await (javaScriptEnabled ? open(page, '/login/') : page.goto('/login/'));
        await expect(kept).toBeChecked();
        await kept.uncheck();
        await emailField(page).fill(fields.email);
        await passwordField(page).fill('not the password');
        await button(page, 'Sign in').click();
        await expect(page.getByRole('alert').first()).toContainText('Incorrect email or password.');
        await expect(kept).not.toBeChecked();
        if (javaScriptEnabled) expect(await findings(page)).toEqual([]);
        await passwordField(page).fill(PASSWORD);
        await button(page, 'Sign in').click();
        await expect(page).toHaveURL('/account/');
        const session = (await context.cookies()).find(({ name }) => name === 'postern_session');
        expect(session?.expires).toBe(-1);
      });
    });
  }

  test('the pages fit a phone, with and without twice the text', async ({ page }) => {
    for (const path of ['/register/', '/login/']) {
      await open(page, path);
      const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      expect([path, await fits()]).toEqual([path, true]);
      await page.evaluate(async () => {
        const sheet = new CSSStyleSheet();
        document.adoptedStyleSheets = [await sheet.replace('html { font-size: 200% }')];
      });
      expect([path, await fits()]).toEqual([path, true]);
    }
  });
});

pageTest.describe('where people cannot register by themselves', { tag: '@any-database' }, () => {
  pageTest.use({
    posternUrl: async ({ sharedServerWith }, use) =>
      use(appUrlOf((await sharedServerWith({ REGISTRATION: 'invited' })).baseUrl)),
  });

  pageTest('the page to register says so, and the sign-in page does not lead there', async ({ page }) => {
    await page.setViewportSize(NARROW);
    await page.goto('/register/');
    await expect(page).toHaveTitle('Registration is closed · Postern');
    await expect(page.getByText('You need an invitation to create an account.')).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/login/');
    await expect(page.getByRole('link', { name: 'Create an account' })).toHaveCount(0);
  });
});
