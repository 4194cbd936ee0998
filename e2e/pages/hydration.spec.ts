import { uniqueEmail } from '../fixtures/accounts';
import {
  button,
  emailField,
  expectRefused,
  held,
  passwordField,
  postsOf,
  problem,
  SCRIPTS,
  send,
  WRONG_PAIR,
  WRONG_PASSWORD,
} from './forms';
import { expect, expectSurprise, hydrated, test } from './page-test';

/** A form is there before its script, and a person may be faster. */

test.describe('hydration', { tag: '@any-database' }, () => {
  test.describe('a form whose script does not come', () => {
    test.beforeEach(async ({ page }) => {
      await held(page, SCRIPTS);
    });

    test('is sent by the browser itself', async ({ page, registered }) => {
      const { email, password } = await registered();
      const posts = postsOf(page);
      await page.goto('/login/?next=/account/', { waitUntil: 'commit' });
      await send(page, 'Sign in', { email, password });
      await expect(page).toHaveURL('/account/');
      expect(posts).toEqual([{ by: 'document', path: '/auth/token/' }]);
    });

    test('never puts the password into an address', async ({ page }) => {
      const addresses: string[] = [];
      page.on('request', (request) => addresses.push(request.url()));
      await page.goto('/login/', { waitUntil: 'commit' });
      await send(page, 'Sign in', { email: uniqueEmail(), password: WRONG_PASSWORD });
      await expectRefused(passwordField(page), [WRONG_PAIR]);
      expect(addresses.join('\n')).toContain('/auth/token/');
      expect(addresses.join('\n')).not.toContain(WRONG_PASSWORD);
      await expect(problem(page)).toBeVisible();
    });

    test('offers nothing that needs the script', async ({ page }) => {
      await page.goto('/login/', { waitUntil: 'commit' });
      await expect(passwordField(page)).toBeVisible();
      await expect(button(page, 'Show password')).toBeHidden();
    });
  });

  for (const [path, name] of [
    ['/login/', 'Sign in'],
    ['/register/', 'Create account'],
  ] as const) {
    test(`what was typed at ${path} before the script came is kept, and sent`, async ({ page, registered }) => {
      const { email, password } =
        path === '/login/' ? await registered() : { email: uniqueEmail(), password: WRONG_PASSWORD };
      const { release } = await held(page, SCRIPTS);
      const posts = postsOf(page);
      await page.goto(path, { waitUntil: 'commit' });
      await emailField(page).fill(email);
      await passwordField(page).fill(password);
      release();
      await hydrated(page);
      await expect(emailField(page)).toHaveValue(email);
      await expect(passwordField(page)).toHaveValue(password);
      await expect(passwordField(page)).toBeFocused();
      await button(page, name).click();
      await expect(page).toHaveURL('/account/');
      expect(posts.map(({ by }) => by)).toEqual(['fetch']);
    });
  }

  test.describe('a browser extension that puts an element beside each field', () => {
    for (const [path, name] of [
      ['/login/', 'Sign in'],
      ['/register/', 'Create account'],
    ] as const) {
      for (const network of ['quick', 'slow'] as const) {
        test(`takes nothing of what was typed at ${path} over a ${network} network`, async ({
          page,
          registered,
          surprises,
        }) => {
          const { email, password } =
            path === '/login/' ? await registered() : { email: uniqueEmail(), password: WRONG_PASSWORD };
          await page.addInitScript(fillInFields, { path, email, password });
          const scripts = network === 'slow' ? await held(page, SCRIPTS) : null;
          const posts = postsOf(page);
          await page.goto(path, { waitUntil: 'commit' });
          if (scripts) {
            // The extension fills the fields in when the document is complete, and would overwrite what came before it.
            await expect(page.locator('extension-button').first()).toBeAttached();
            await emailField(page).fill(`typed-${email}`);
            scripts.release();
          }
          await hydrated(page);
          await expect(emailField(page)).toHaveValue(scripts ? `typed-${email}` : email);
          await expect(passwordField(page)).toHaveValue(password);
          if (scripts) await expect(emailField(page)).toBeFocused();
          await emailField(page).fill(email);
          await button(page, name).click();
          await expect(page).toHaveURL('/account/');
          expect(posts.map(({ by }) => by)).toEqual(['fetch']);
          // React has found markup that is not its own, and made the page anew.
          await expectSurprise(surprises, /Minified React error #418/);
        });
      }
    }
  });

  /** As a password manager does: fills in, and puts a button of its own beside each field, before the page's script. */
  function fillInFields({ path, email, password }: { path: string; email: string; password: string }): void {
    if (location.pathname !== path) return;
    document.addEventListener('DOMContentLoaded', () => {
      for (const input of document.querySelectorAll<HTMLInputElement>('input:not([type=hidden])')) {
        input.value = input.type === 'email' ? email : password;
        input.after(document.createElement('extension-button'));
      }
    });
  }
});
